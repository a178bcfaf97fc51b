"""Tables as an Excel workbook that people read and work in; the same tables always give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jobtagger.errors import FrameworkError, MissingExtraError
from jobtagger.frameworks.cells import protect, without_controls
from jobtagger.frameworks.sheets import column_letter

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MOMENT = "1980-01-01T00:00:00Z"
_NAMES = frozenset(("Group", "Competency", "Level", "Aliases", "Code", "Id"))
"""Columns of names, which may be narrower than texts: a name that is longer takes a second line."""
_NAME_WIDTH, _TEXT_WIDTH, _LEAST_WIDTH = 30, 60, 10
_KEPT = ("Group", "Competency")
"""Columns that stay in view, where a table begins with them, while the others pass."""
_MAX_CELL = 32_767
_SHADE = "E7ECF1"


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], source: str = "workbook") -> bytes:
    """Return tables as a workbook, in which no cell is a formula.

    Parameters
    ----------
    sheets : mapping of str to rows
        By the names of their sheets. The first row is the header, but for the sheet ``Framework``, which has pairs of a
        key and a value.
    source : str
        Its name in messages.

    Raises
    ------
    FrameworkError
        If a text is longer than a cell may be; no text is cut short.
    MissingExtraError
        If openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError("writing Excel workbooks", "excel") from error
    tables = {name: [list(map(_written, row)) for row in rows] for name, rows in sheets.items()}
    problems = [problem for name, rows in tables.items() for problem in _too_long(name, rows)]
    if problems:
        raise FrameworkError(source, problems)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        _lay_out(sheet, is_table=name != "Framework")
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_time(buffer.getvalue())


def _written(cell: Any) -> Any:
    return protect(without_controls(cell)) if isinstance(cell, str) else cell


def _too_long(name: str, rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            length = len(cell.encode("utf-16-le")) // 2 if isinstance(cell, str) else 0  # as Excel counts
            if length > _MAX_CELL:
                place = f"sheet {name!r}, row {number}, column {column_letter(column)} ({cell[:40]!r} ...)"
                held = f"has {length:,} characters, and a cell of Excel holds {_MAX_CELL:,}"
                yield f"{place}: {held}; shorten it, or choose another format (csv, yaml, json)"


def _lay_out(sheet: Worksheet, is_table: bool) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for column in sheet.columns:
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[column[0].column_letter].width = _width([cell.value for cell in column], is_table)
    for cell in sheet[1] if is_table else next(sheet.columns):
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color=_SHADE, end_color=_SHADE)
    if is_table:
        heads = [cell.value for cell in sheet[1]]
        kept = next((number for number, head in enumerate(heads) if head not in _KEPT), 0)
        sheet.freeze_panes = sheet.cell(2, kept + 1)
        sheet.auto_filter.ref = sheet.dimensions
        sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _width(values: Sequence[Any], is_table: bool) -> int:
    """Return a width by the longest line of a column; a header may take several lines, but is not cut in a word."""
    head, rest = (str(values[0] or ""), values[1:]) if is_table else ("", values)
    longest = max((len(line) for value in rest for line in str(value or "").splitlines()), default=0)
    word = max(map(len, head.split()), default=0) + 4  # room for the filter's button
    return max(_LEAST_WIDTH, word, min(longest + 2, _NAME_WIDTH if head in _NAMES else _TEXT_WIDTH))


def _without_time(data: bytes) -> bytes:
    """Return a workbook with the times of its making set to one moment."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = old.read(name)
            if name == "docProps/core.xml":
                pattern = rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*"
                content = re.sub(pattern, lambda match: match[1] + _MOMENT.encode(), content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            new.writestr(entry, content)
    return buffer.getvalue()
