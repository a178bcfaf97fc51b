"""Sheets of Excel workbooks, whose merged cells count as what they show."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from jobtagger.errors import FrameworkError, MissingExtraError
from jobtagger.frameworks.merges import Merge, with_merges
from jobtagger.frameworks.sheets import MAX_COLUMNS, MAX_ROWS, Row, Sheet, check_archive, limited, with_one_header

_LAST_ROW = 1_048_576


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
    rows = list(limited(with_merges(rows, _merges(sheet)), name, source))
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


def _merges(sheet: Any) -> list[Merge]:
    """Return the merged cells of a sheet."""
    from openpyxl.utils.cell import range_boundaries
    from openpyxl.xml.functions import iterparse

    merges: list[Merge] = []
    with sheet._get_source() as part:  # openpyxl's read-only sheets leave merged cells out
        for _, element in iterparse(part):
            if element.tag.endswith("}mergeCell") and len(merges) < MAX_ROWS:
                left, top, right, bottom = range_boundaries(element.get("ref"))
                if left <= MAX_COLUMNS:
                    merges.append(Merge(left - 1, top, right - 1, bottom))
            if element.tag.endswith(("}row", "}c", "}mergeCell")):
                element.clear()
    return merges
