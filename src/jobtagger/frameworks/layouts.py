"""How tables lie in a sheet: which rows are which table, and what the cells below tell of a column or row.

Headers alone do not tell everything: a column `Description` beside `Level` describes the competency in one model and
the level in another, and a row with one cell may be the heading of a group or a footnote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jobtagger.frameworks.cells import clean, fold, unprotect
from jobtagger.frameworks.columns import Header, field_of, find_header, read_header, without_nouns
from jobtagger.frameworks.scales import parse_label, rank
from jobtagger.frameworks.sheets import Row, Sheet

_NO_LEVEL = re.compile(
    r"notes?|comments?|remarks?|owner|sources?|status|date|updated|references?|number|no|url|link|type|version"
    r"|author|review(?:er|ed)|weight|assessment|training|options|rationale|purpose|importance|relevance|context|background"
    r"|evidence|why|where|when|who|how|which|what|negative|ineffective|contra(?:indicators?)?|development|tips|resources"
    r"|courses?|questions?|interview|roles?|jobs?|tools?|methods?|values?|overview|scope|impact"
)
"""Words in the header of a column that is no level, though it may hold sentences."""
_FOOTNOTE = re.compile(
    r"[*\u00a9\u2020]|total\b|(?:grand|sub)[- ]?total\b|page \d|(?:sources?|notes?|remarks?|legend|key|disclaimer|copyright"
    r"|confidential|(?:last )?updated|revised|version|approved(?: by)?|prepared by)\s*(?:[:(\d]|$)",
    re.IGNORECASE,
)
_LONG_NAME = 80
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

    def varies(self, column: int) -> bool:
        """Whether two rows of one competency have different texts in a column."""
        named = self.header.column("competency")
        name = ""
        texts: dict[str, str] = {}
        for row in self.rows:
            name = (fold(row.cell(named)) if named is not None else "") or name
            text = fold(row.cell(column))
            if text and texts.setdefault(name, text) != text:
                return True
        return False

    def is_prose(self, column: int) -> bool:
        """Whether the cells of a column hold three words and more."""
        words = [len(row.cell(column).split()) for row in self.rows if row.cell(column).strip()]
        return sum(words) >= 3 * len(words) > 0

    def is_header(self, row: Row) -> bool:
        """Whether a row is the header once more, as at the top of each page."""
        return _folded(row.cells) == _folded(self.header.texts)


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
    if len(texts) < 2 or max(map(len, texts)) > _LONG_NAME or not field_of(texts[0]):
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


def name_levels(table: Table) -> None:
    """Take a table with *Level*, *Name* and *Description* for the levels it lists: each number has a well-known name."""
    columns = table.header.fields
    number, name = table.header.column("level"), table.header.column("competency")
    if number is None or name is None or columns.keys() & {"indicator", "group"} or table.header.levels:
        return
    if fold(table.header.text(name)) not in ("name", "title"):
        return
    numbers = [parse_label(row.cell(number)) for row in table.rows]
    names = [clean(row.cell(name)) for row in table.rows]
    about_levels = re.search(r"level|scale|proficiency|rating", table.sheet.title, re.IGNORECASE)
    if (
        len({label.number for label in numbers} - {None}) == len(table.rows) == len(set(names) - {""})
        and not any(label.name for label in numbers)
        and (about_levels or all(rank(text) is not None for text in names))
    ):
        columns["level"] = [number, *columns.pop("competency")]


def pair_levels(table: Table) -> None:
    """Keep two columns of levels if one has the numbers and the other the names, else the first."""
    columns = table.header.fields.get("level", [])
    if len(columns) < 2:
        return
    labels = {
        column: [parse_label(row.cell(column)) for row in table.rows if row.cell(column).strip()] for column in columns
    }
    numbers = [
        column for column in columns if all(label.number is not None and not label.name for label in labels[column])
    ]
    names = [column for column in columns if all(label.number is None for label in labels[column])]
    kept = [numbers[0], names[0]] if numbers and names and numbers[0] != names[0] else columns[:1]
    table.header.unread += [column for column in columns if column not in kept]
    columns[:] = kept


def guess_levels(table: Table) -> list[int]:
    """Take columns full of sentences for levels, whatever they are called; return which were taken.

    Where levels are known, those between two of them are taken; else all that stand below no word that says otherwise.
    """
    header = table.header
    guessed = [
        column
        for column in header.unread
        if table.is_prose(column)
        and field_of(header.text(column)) == ""
        and not any(_NO_LEVEL.fullmatch(word) for word in re.findall(r"\w+", fold(header.text(column))))
    ]
    if header.levels:
        guessed = [column for column in guessed if min(header.levels) < column < max(header.levels)]
    elif len(guessed) < 2:
        return []
    header.levels |= {column: without_nouns(header.text(column)) or header.text(column) for column in guessed}
    header.levels = dict(sorted(header.levels.items()))
    header.unread = [column for column in header.unread if column not in guessed]
    return guessed


def find_indicators(table: Table) -> list[int]:
    """Find the column of the indicators in a table with a level in each row but no header *Indicator*.

    That is what describes the level: by its header, or since it differs within a competency, or as the one other column
    of sentences. Where several columns may be meant, they are returned and nothing is decided.
    """
    header, columns = table.header, table.header.fields
    described = columns.pop("level definition", [])
    if "indicator" in columns or "level" not in columns:
        header.unread += described
        return []
    definitions = [*columns.get("definition", []), *_more(header, "definition")]
    varying = [column for column in definitions if table.varies(column)]
    found = described or varying[:1] or definitions[1:2]
    if not found:
        prose = [column for column in header.unread if table.is_prose(column) and not _is_aside(header.text(column))]
        if len(prose) > 1:
            return prose
        found = prose
    if found:
        columns["indicator"] = found
        header.unread = [column for column in header.unread if column not in found]
        rest = [column for column in definitions if column not in found]
        columns.pop("definition", None)
        if rest:
            columns["definition"] = rest[:1]
            header.unread = [column for column in header.unread if column != rest[0]]
    return []


def _more(header: Header, name: str) -> list[int]:
    return [column for column in header.unread if field_of(header.text(column)) == name]


def _is_aside(text: str) -> bool:
    words = re.findall(r"\w+", fold(text))
    return any(_NO_LEVEL.fullmatch(word) for word in words if word not in ("what", "how", "which"))


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
    """Return the rows that are one cell though not merged: headings of groups, and footnotes."""
    named = table.header.fields["competency"][0]
    lone = {position for position, row in enumerate(table.rows) if _is_lone(row, table.header)}
    names = [row.cell(named) for position, row in enumerate(table.rows) if position not in lone]
    shouted = any(name.strip() and not name.isupper() for name in names)
    headings: list[Row] = []
    footnotes: list[Row] = []
    below = {position + 1: table.rows[position + 1] for position in lone if position + 1 < len(table.rows)}
    above = {position - 1 for position, row in below.items() if position not in lone and row.cell(named).strip()}
    # One at the very top and more of them below can only be headings, if the groups have no column.
    all_headings = 0 in above and len(above) > 1 and "group" not in table.header.fields
    for position in sorted(lone):
        row = table.rows[position]
        column, text = _texts(row)[0]
        if column == named and position + 1 in below and not below[position + 1].cell(named).strip():
            continue  # the competency of the rows below
        if _FOOTNOTE.match(text) or len(text) > _LONG_NAME or (text[-1] in ".!?" and len(text.split()) > 3):
            footnotes.append(row)
        elif position in above and (column != named or all_headings or (shouted and text.isupper())):
            headings.append(row)
    return headings, footnotes


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
        return _FOOTNOTE.match(text) is not None
    return column not in content and any(letter.isalpha() for letter in text)
