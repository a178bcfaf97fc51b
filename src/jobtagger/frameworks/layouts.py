"""How tables lie in a sheet: which rows are which table, and what the cells below tell of a column or row.

Headers alone do not tell everything: a column `Description` beside `Level` describes the competency in one model and
the level in another, and a row with one cell may be the heading of a group or a footnote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from jobtagger.frameworks.cells import LONG_NAME, clean, fold, is_note, unprotect
from jobtagger.frameworks.columns import Header, field_of, find_header, read_header
from jobtagger.frameworks.sheets import Row, Sheet

_LONGEST_ABBREVIATION = 5
_ABOUT = (
    "id",
    "title",
    "version",
    "date",
    "publisher",
    "group name",
    "source title",
    "source file",
    "source note",
    "note",
)


@dataclass(frozen=True, slots=True)
class Table:
    """A header with the rows that belong to it."""

    sheet: Sheet
    header: Header
    above: tuple[Row, ...]
    """Rows between the table before, or the top, and the header."""
    head: Row
    """The header as it stands in the sheet."""
    rows: tuple[Row, ...]

    def varies(self, column: int, within: tuple[int, ...] = ()) -> bool:
        """Whether two rows of one competency, or with the same texts in other columns, differ in a column."""
        columns = within or tuple(self.header.fields.get("competency", ())[:1])
        same = [""] * len(columns)
        texts: dict[tuple[str, ...], str] = {}
        for row in self.rows:
            if not self.is_header(row):
                same = [fold(row.cell(other)) or above for other, above in zip(columns, same, strict=True)]
                text = fold(row.cell(column))
                if text and texts.setdefault(tuple(same), text) != text:
                    return True
        return False

    def is_prose(self, column: int) -> bool:
        """Whether the cells of a column hold three words and more."""
        words = [len(row.cell(column).split()) for row in self.rows if row.cell(column).strip()]
        return sum(words) >= 3 * len(words) > 0

    def captions(self) -> tuple[Row, ...]:
        """Return the rows of one text right above each header, where the header comes again: the headings of groups.

        None if two say the same: that is the title, which stands on each page.
        """
        found = self._above_headers()
        return found if len({row.texts for row in found}) == len(found) else ()

    def page_titles(self) -> tuple[Row, ...]:
        """Return the rows right above a header that come again with it."""
        return () if self.captions() else self._above_headers()

    def _above_headers(self) -> tuple[Row, ...]:
        rows = (*self.above, self.head, *self.rows)
        found = [above for above, row in pairwise(rows) if self.is_header(row) and _is_caption(above)]
        return tuple(found) if any(row not in self.above for row in found) else ()

    def is_header(self, row: Row) -> bool:
        """Whether a row is the header once more, as at the top of each page."""
        return _folded(row.cells) == _folded(self.header.texts)


def _is_caption(row: Row) -> bool:
    return len(row.texts) == 1 and not is_note(row.texts[0])


def _folded(cells: Iterable[str]) -> list[str]:
    return [text for text in map(fold, cells) if text]


def read_about(sheet: Sheet, about: dict[str, Any]) -> bool:
    """Take title, version and so on from the sheet 'Framework' that an export has."""
    if fold(sheet.title) != "framework" or any(fold(row.cell(0)) not in _ABOUT for row in sheet.rows):
        return False
    for row in sheet.rows:
        key, value = fold(row.cell(0)), clean(unprotect(row.cell(1)))
        if key == "note":
            about.setdefault("notes", []).append(value)
        elif key.startswith("source "):
            about.setdefault("source", {})[key.removeprefix("source ")] = value
        elif value:
            about[key.replace(" ", "_")] = value
    return True


def find_tables(sheet: Sheet) -> list[Table]:
    """Return the tables that stand in a sheet, one below the other."""
    best = find_header([row.cells for row in sheet.rows])
    if best is None:
        return []
    starts: list[tuple[int, Header]] = []
    for position, row in enumerate(sheet.rows):
        header = best[1] if position == best[0] else _further_header(row)
        if header is None or (starts and _folded(starts[-1][1].texts) == _folded(header.texts)):
            continue
        if starts and position == best[0] == starts[-1][0] + 1:
            starts.pop()  # a header of two rows
        starts.append((position, header))
    tables: list[Table] = []
    end = 0
    for number, (position, header) in enumerate(starts):
        above = sheet.rows[end:position]
        end = starts[number + 1][0] if number + 1 < len(starts) else len(sheet.rows)
        if number + 1 < len(starts):
            end = _without_caption(sheet.rows, position + 1, end, header)
        tables.append(Table(sheet, header, above, sheet.rows[position], sheet.rows[position + 1 : end]))
    return tables


def _further_header(row: Row) -> Header | None:
    """Return the header that a row is beyond doubt: most of its cells are known."""
    texts = [cell for cell in row.cells if cell.strip()]
    if len(texts) < 2 or max(map(len, texts)) > LONG_NAME or not field_of(texts[0]):
        return None
    header = read_header(row.cells)
    sure = header.kind not in ("", "perhaps") and header.score > max(1, len(header.unread))
    return header if sure else None


def _without_caption(rows: Sequence[Row], start: int, end: int, header: Header) -> int:
    """Return where a table ends whose last rows may be the caption of the next one."""
    first = min(column for column, text in enumerate(header.texts) if text)
    while end > start and [column for column, cell in enumerate(rows[end - 1].cells) if cell.strip()] == [first]:
        end -= 1
    return end


def unread_columns(table: Table) -> list[int]:
    """Return the columns that hold something and are not read, those without header among them."""
    header = table.header
    headed = {column for column, text in enumerate(header.texts) if text} - set(header.unread)
    width = max((len(row.cells) for row in table.rows), default=0)
    return [
        column
        for column in range(width)
        if column not in headed and any(row.cell(column).strip() and column not in row.filled for row in table.rows)
    ]


def lone_rows(table: Table) -> tuple[list[Row], list[Row]]:
    """Return the rows of one cell: headings of groups as far as they are not merged, and footnotes."""
    named = table.header.fields["competency"][0]
    captions, titles = table.captions(), table.page_titles()
    lone = {position for position, row in enumerate(table.rows) if _is_lone(row, table.header) and row not in titles}
    names = [
        row.cell(named) for position, row in enumerate(table.rows) if position not in lone and not table.is_header(row)
    ]
    shouted = any(name.strip() and not name.isupper() for name in names)
    headings: list[Row] = []
    footnotes = [row for row in table.rows if row.wide and len(row.texts) == 1 and is_note(row.texts[0])]
    below = {position + 1: table.rows[position + 1] for position in lone if position + 1 < len(table.rows)}
    above = {position - 1 for position, row in below.items() if position not in lone and row.cell(named).strip()}
    # One at the very top and more of them below are headings, if the groups have no column; but competencies without
    # any text where each stands above one competency only.
    parted = 0 in above and len(above) > 1 and "group" not in table.header.fields
    all_headings = parted and _most_below(table, above, named) > 1
    for position in sorted(lone):
        row = table.rows[position]
        column, text = _texts(row)[0]
        if row in captions:
            headings.append(row)
            continue
        if column == named and position + 1 in below and not below[position + 1].cell(named).strip():
            continue  # the competency of the rows below
        if is_note(text) or len(text) > LONG_NAME or (text[-1] in ".!?" and len(text.split()) > 3):
            footnotes.append(row)
        elif position in above and (column != named or all_headings or (shouted and _is_shouted(text))):
            headings.append(row)
    return headings, footnotes


def _most_below(table: Table, headings: set[int], named: int) -> int:
    """Return how many competencies stand at most below one of the rows that may be headings."""
    counts: list[set[str]] = []
    for position, row in enumerate(table.rows):
        if position in headings:
            counts.append(set())
        elif counts and row.cell(named).strip() and not table.is_header(row):
            counts[-1].add(fold(row.cell(named)))
    return max(map(len, counts), default=0)


def _is_shouted(text: str) -> bool:
    """Whether a text is in capitals and no abbreviation, such as SQL."""
    return text.isupper() and (len(text) > _LONGEST_ABBREVIATION or len(text.split()) > 1)


def _texts(row: Row) -> list[tuple[int, str]]:
    return [(column, clean(cell)) for column, cell in enumerate(row.cells) if cell.strip()]


def _is_lone(row: Row, header: Header) -> bool:
    """Whether a row is one cell that is no part of a competency above it."""
    texts = _texts(row)
    if len(texts) != 1 or texts[0][0] in row.wide or texts[0][0] in row.filled:
        return False
    column, text = texts[0]
    content = {*header.levels, *header.required, *header.fields.get("group", ())} - set(header.unread)
    for name in ("definition", "indicator", "level", "aliases", "level definition", "characteristics"):
        content |= set(header.fields.get(name, ()))
    if column in header.fields.get("group", ()):
        return is_note(text)
    return column not in content and any(letter.isalpha() for letter in text)
