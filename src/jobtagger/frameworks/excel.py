"""Sheets of Excel workbooks, whose merged cells count as what they show."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from jobtagger.errors import FrameworkError, MissingExtraError
from jobtagger.frameworks.columns import find_header
from jobtagger.frameworks.sheets import MAX_COLUMNS, MAX_ROWS, Row, Sheet, check_archive, limited, with_one_header

_LAST_ROW = 1_048_576


class _Merge(NamedTuple):
    """A merged cell; columns count from 0, rows from 1."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(slots=True)
class _RowDraft:
    """A row into which texts of merged cells are written."""

    cells: list[str]
    filled: set[int] = field(default_factory=set)
    wide: set[int] = field(default_factory=set)
    spread: set[int] = field(default_factory=set)

    def cell(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""

    def write(self, column: int, text: str) -> None:
        self.cells += [""] * (column + 1 - len(self.cells))
        self.cells[column] = text

    def is_alone(self, column: int) -> bool:
        return not any(cell.strip() for number, cell in enumerate(self.cells) if number != column)

    def row(self, number: int) -> Row:
        return Row(number, tuple(self.cells), *map(frozenset, (self.filled, self.wide, self.spread)))


def read_workbook(data: bytes, source: str) -> list[Sheet]:
    """Read the visible sheets of an Excel workbook; formulas come as the text of the formula.

    Raises
    ------
    FrameworkError
        If it is not a workbook.
    MissingExtraError
        If openpyxl is not installed.
    """
    check_archive(data, source, "an Excel workbook", ".xlsx")
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError("reading Excel workbooks", "excel") from error
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        return [_read_sheet(sheet, source) for sheet in sheets]
    except FrameworkError:
        raise
    except Exception as error:  # whatever a damaged part makes the parser raise
        reason = f"is not an Excel workbook that can be opened ({type(error).__name__}: {error})"
        raise FrameworkError(source, [f"(file): {reason}; open it in Excel and save it as .xlsx"]) from error


def _read_sheet(sheet: Any, source: str) -> Sheet:
    name = f"sheet {sheet.title!r}"
    sheet.reset_dimensions()  # what the file claims is often wrong
    rows: list[Row] = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > _LAST_ROW:
            break
        values = values[:MAX_COLUMNS]
        if any(value is not None for value in values):
            rows.append(Row(number, _trimmed(values)))
    rows = list(limited(_with_merges(rows, _merges(sheet)), name, source))
    return Sheet(name, with_one_header(rows), title=sheet.title)


def _trimmed(values: tuple[object, ...]) -> tuple[str, ...]:
    last = max(number for number, value in enumerate(values) if value is not None)
    return tuple(map(_cell_text, values[: last + 1]))


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat().removesuffix("T00:00:00")
    # An array formula comes as an object that holds its text.
    return str(getattr(value, "text", None) or ("=" if hasattr(value, "ref") else value))


def _with_merges(rows: list[Row], merges: Sequence[_Merge]) -> list[Row]:
    """Give the cells of a merged cell its text, but for a heading: one that is alone in its row, across the table."""
    if not merges:
        return rows
    drafts = {row.number: _RowDraft(list(row.cells)) for row in rows}
    width = max(len(row.cells) for row in rows)
    texts = {merge: drafts[merge.top].cell(merge.left) if merge.top in drafts else "" for merge in merges}
    covered = {merge: range(merge.top, min(merge.bottom, rows[-1].number) + 1) for merge in merges if texts[merge]}
    for merge in merges:
        if merge.right > merge.left and merge.top in drafts:
            drafts[merge.top].wide.add(merge.left)
    for merge, numbers in covered.items():
        for number in numbers[1:]:
            if number in drafts:
                drafts[number].write(merge.left, texts[merge])
                drafts[number].filled.add(merge.left)
    header = find_header([draft.cells for draft in drafts.values()])
    competency = header[1].column("competency") if header else None
    for merge, numbers in covered.items():
        across = competency is None or merge.left <= competency <= merge.right
        for number in numbers:
            draft = drafts.get(number)
            if draft is None or (across and draft.is_alone(merge.left)):
                continue
            for column in range(merge.left + 1, min(merge.right + 1, width)):
                draft.write(column, texts[merge])
                draft.spread.add(column)
                if number > merge.top:
                    draft.filled.add(column)
    return [drafts[row.number].row(row.number) for row in rows]


def _merges(sheet: Any) -> list[_Merge]:
    """Return the merged cells of a sheet."""
    from openpyxl.utils.cell import range_boundaries
    from openpyxl.xml.functions import iterparse

    merges: list[_Merge] = []
    with sheet._get_source() as part:  # openpyxl's read-only sheets leave merged cells out
        for _, element in iterparse(part):
            if element.tag.endswith("}mergeCell") and len(merges) < MAX_ROWS:
                left, top, right, bottom = range_boundaries(element.get("ref"))
                if left <= MAX_COLUMNS:
                    merges.append(_Merge(left - 1, top, right - 1, bottom))
            if element.tag.endswith(("}row", "}c", "}mergeCell")):
                element.clear()
    return merges
