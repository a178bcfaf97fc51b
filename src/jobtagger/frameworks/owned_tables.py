"""Tables that belong to one competency: below its heading, or cards that name it themselves.

Read are a header without a column for the competency (``Level | Indicators``, ``Basic | Expert``) and cards, whose
first column says what stands beside it (``Definition``, ``Level 2``, ``Expert``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from jobtagger.frameworks.cells import clean, fold, means_nothing, split_items, split_names
from jobtagger.frameworks.columns import field_of, find_header, level_of
from jobtagger.frameworks.drafting import CompetencyDraft, Draft
from jobtagger.frameworks.scales import is_level, is_level_name
from jobtagger.frameworks.sheets import Row, Sheet
from jobtagger.frameworks.tables import read_sheets

_READ = frozenset(("level", "level definition", "indicator", "definition", "aliases"))
"""What a column says of one competency."""
_SENTENCE_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row of a card."""

    row: Row
    kind: str
    """``level``, or what the text beside is: ``definition``, ``indicator``, ``aliases``, ``competency``."""
    key: str
    text: str


def own_name(sheet: Sheet) -> str:
    """Return the name of the competency that a card names in its first row; empty if it names none.

    >>> own_name(Sheet("", (Row(1, ("Competency", "Vision")), Row(2, ("Definition", "Sees far")))))
    'Vision'
    """
    inner = _below_caption(sheet)
    entries = _entries(inner)
    named = next((clean(entry.text) for entry in entries if entry.kind == "competency"), "")
    if named or not (entries or _header(inner)):
        return named
    return caption(sheet)


def read_owned(sheet: Sheet, entry: CompetencyDraft, draft: Draft, *, level: str = "") -> bool:
    """Add what a table says of one competency, and of one `level` where it names none; tell whether it says any.

    >>> draft = Draft("own.md")
    >>> table = Sheet("", (Row(3, ("Level", "Indicators")), Row(5, ("Basic", "Looks ahead"))))
    >>> read_owned(table, draft.competency("Vision", "line 1"), draft)
    True
    >>> draft.build("own", "Own").competency("vision").indicators
    (Indicator(text='Looks ahead', level=1),)
    """
    inner = _below_caption(sheet)
    entries = _entries(inner)
    if entries:
        _read_card(inner, entries, entry, draft, level)
        return True
    position = _header(inner)
    return position is not None and _read_columns(inner, position, entry, draft, level)


def caption(sheet: Sheet) -> str:
    """Return the one text that stands across a table as its first row; empty if there is none."""
    first = sheet.rows[0] if len(sheet.rows) > 1 else Row(0, ())
    texts = [clean(cell) for cell in first.cells if cell.strip()]
    return texts[0] if texts and len(set(texts)) == 1 and 0 in first.wide else ""


def _below_caption(sheet: Sheet) -> Sheet:
    return replace(sheet, rows=sheet.rows[1:]) if caption(sheet) else sheet


def _entries(sheet: Sheet) -> list[_Entry]:
    """Return the rows of a card; none if one of them is no row of a card."""
    rows = [_unspread(row) for row in sheet.rows]
    head = [clean(cell) for cell in rows[0].cells if cell.strip()] if rows else []
    listed = len(head) == 2 and field_of(head[0]) == "level" and not is_level(head[1])
    if len(head) == 2 and all(map(field_of, head)):
        return []  # the header of a table
    if listed:
        rows = rows[1:]  # ``Level | What it looks like``: whatever stands below is a level
    entries: list[_Entry] = []
    for row in rows:
        key, *beside = (cell.strip() for cell in row.cells)
        texts = [text for text in beside if text]
        if not key and entries:
            key = entries[-1].key
        kind = "level" if listed or is_level_name(key) else field_of(key)
        if len(texts) > 1 or kind not in (*_READ, "competency") or not key:
            return []
        entries.append(_Entry(row, kind, clean(key), texts[0] if texts else ""))
    return entries if any(entry.text for entry in entries) else []


def _unspread(row: Row) -> Row:
    """Return a row with the text of each cell that is merged across columns in the first of them only."""
    return replace(row, cells=tuple("" if column in row.spread else cell for column, cell in enumerate(row.cells)))


def _read_card(sheet: Sheet, entries: list[_Entry], owner: CompetencyDraft, draft: Draft, level: str) -> None:
    for entry in entries:
        place = sheet.place(entry.row)
        if not entry.text or means_nothing(entry.text):
            continue
        if entry.kind == "definition":
            draft.define(owner, entry.text, place)
        elif entry.kind == "aliases":
            draft.name_also(owner, split_names(entry.text, commas=True))
        elif entry.kind == "level" and field_of(entry.key) == "level" and is_level(entry.text):
            level = clean(entry.text)  # ``Level | Basic``: of the rows below
        elif entry.kind in ("level", "indicator"):
            name = entry.key if entry.kind == "level" else level
            label = draft.scale.use(name, place) if name else None
            for text in split_items(entry.text, inline=entry.kind == "level"):
                draft.indicate(owner, text, label)


def _header(sheet: Sheet) -> int | None:
    """Return which row is the header of a table that lacks nothing but the column of the competency."""
    found = find_header(_with_column(sheet, "Competency"))
    if found is None:
        return None
    position, header = found
    if "group" in header.fields:
        return None  # parts of a competency, each with its own text
    own = bool(header.fields.keys() & {"indicator", "definition", "level definition"} or header.levels)
    # Levels of the house's own names: short words at the head of the columns.
    short = position == 0 and all(len(header.text(column).split()) <= 3 for column in header.unread)
    return position if own or (header.kind == "perhaps" and short) else None


def _with_column(sheet: Sheet, text: str) -> Iterator[tuple[str, ...]]:
    width = max((len(row.cells) for row in sheet.rows), default=0)
    for row in sheet.rows:
        yield (*row.cells, *[""] * (width - len(row.cells)), text)


def _read_columns(sheet: Sheet, position: int, owner: CompetencyDraft, draft: Draft, level: str) -> bool:
    """Read the table with a column for the competency added on the right, as if it had been there."""
    completed, dropped = _completed(sheet, position, owner.name, level)
    if not read_sheets([completed], Draft(draft.source)):
        return False
    draft.asides += [f"{sheet.place(None, column, text)} was not read." for column, text in dropped]
    for column in _unheaded(sheet, position):
        texts = [clean(row.cell(column)) for row in sheet.rows[position + 1 :] if row.cell(column).strip()]
        draft.notes.append(
            f"{sheet.place(sheet.rows[position], column)}: the column has no header and was not read "
            f"({', '.join(map(repr, texts[:3]))} ...)."
        )
    for row in sheet.rows[:position]:
        text = clean(" ".join(_unspread(row).cells))
        if len(text.split()) >= _SENTENCE_WORDS and not owner.definition:
            draft.define(owner, text, sheet.place(row))
        elif fold(text) != fold(owner.name):
            draft.notes.append(f"{sheet.place(row)}, above the header, was not read.")
    return read_sheets([completed], draft)


def _completed(sheet: Sheet, position: int, name: str, level: str) -> tuple[Sheet, list[tuple[int, str]]]:
    """Return a table with its competency and level in columns of their own, and the headers that say nothing of it."""
    head = tuple(map(clean, sheet.rows[position].cells))
    dropped = [(column, text) for column, text in enumerate(head) if field_of(text) and field_of(text) not in _READ]
    head = tuple("" if (column, text) in dropped else text for column, text in enumerate(head))
    added = {"Competency": name}
    if level and not any(field_of(text) == "level" or level_of(text) for text in head):
        added["Level"] = level
    width = max(len(row.cells) for row in sheet.rows)
    unheaded = _unheaded(sheet, position)
    below = [
        replace(row, cells=tuple("" if column in unheaded else cell for column, cell in enumerate(row.cells)))
        for row in sheet.rows[position + 1 :]
    ]
    rows = [replace(sheet.rows[position], cells=_padded(head, width, added))]
    rows += [
        replace(row, cells=_padded(row.cells, width, added.values() if number == 0 else ()))
        for number, row in enumerate(below)
    ]
    return replace(sheet, rows=tuple(rows)), dropped


def _unheaded(sheet: Sheet, position: int) -> list[int]:
    """Return the columns without a header that hold words."""
    width = max(len(row.cells) for row in sheet.rows)
    return [
        column
        for column in range(width)
        if not sheet.rows[position].cell(column).strip()
        and any(re.search(r"[^\W\d]", row.cell(column)) for row in sheet.rows[position + 1 :])
    ]


def _padded(cells: tuple[str, ...], width: int, added: Iterable[str]) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)), *added)
