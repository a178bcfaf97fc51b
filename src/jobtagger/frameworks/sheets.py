"""Rows of cells, and how they come out of CSV files and Excel workbooks with their merged cells."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jobtagger.encoding import detect
from jobtagger.errors import DocumentError, FrameworkError, MissingExtraError
from jobtagger.frameworks.columns import find_header

_MAX_COLUMNS = 256
_MAX_ROWS = 100_000
_LAST_ROW = 1_048_576
_MAX_CELL = 32_767 * 4
_MAX_UNPACKED_BYTES = 256 * 1024 * 1024
_SAVE_AS_UTF8 = "save it as UTF-8 text (in Excel: CSV UTF-8)"


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty."""

    number: int
    """Number by which people find it: the row of a sheet, the line of a text."""
    cells: tuple[str, ...]
    """Texts of its cells, empty where there is none."""
    filled: frozenset[int] = frozenset()
    """Cells that have their text from a merged cell that begins further up."""
    wide: frozenset[int] = frozenset()
    """Cells that are merged with the one to their right."""

    def cell(self, column: int) -> str:
        """Return the text of a cell; empty outside the row."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in a file."""

    name: str
    """How to call it in messages: ``sheet 'Model'``, ``table 2``; empty where the file is one table."""
    rows: tuple[Row, ...]
    """Rows that are not empty."""
    unit: str = "row"
    """What the rows' numbers count."""
    title: str = ""
    """Bare name of an Excel sheet."""

    def place(self, row: Row | None = None, column: int | None = None, header: str = "") -> str:
        """Return how to find a cell, a row or the sheet.

        >>> Sheet("sheet 'Model'", ()).place(Row(7, ()), 2, "Definition")
        "sheet 'Model', row 7, column C (Definition)"
        """
        parts = [self.name] if self.name else []
        if row is not None:
            parts.append(f"{self.unit} {row.number}")
        if column is not None:
            parts.append(f"column {column_letter(column)}" + (f" ({header})" if header else ""))
        return ", ".join(parts) or "(file)"


def column_letter(column: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_delimited(data: bytes, source: str) -> Sheet:
    r"""Read CSV or TSV; encoding and delimiter are found out.

    Raises
    ------
    FrameworkError
        If it is not text, or a quotation mark is left open.

    Examples
    --------
    >>> sheet = read_delimited(b"Competency;Definition\nPlanning;Sets goals, tracks them", "own.csv")
    >>> sheet.rows[1].cells
    ('Planning', 'Sets goals, tracks them')
    """
    text = decode(data, source)
    fits = [(_fitness(text, delimiter), delimiter) for delimiter in ",;\t|"]
    delimiter = max(fits, key=lambda fit: fit[0])[1]
    return Sheet("", tuple(_limited(_records(text, delimiter, source), "", source)))


def decode(data: bytes, source: str) -> str:
    """Return the text of a file, its encoding found out; where a byte has no place in it, no text is made up for it."""
    try:
        return data.decode(detect(data, source).name)
    except DocumentError as error:
        what = error.reason.partition(";")[0]  # the remedy that follows is one for documents
        raise FrameworkError(source, [f"(file): {what}; {_SAVE_AS_UTF8}"]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].decode(error.encoding, "replace").count("\n") + 1
        reason = f"line {line}: is not {error.encoding.upper()} as the rest of the file is ({error.reason})"
        raise FrameworkError(source, [f"{reason}; {_SAVE_AS_UTF8}"]) from error


def _fitness(text: str, delimiter: str) -> tuple[int, int]:
    """How well a delimiter fits: the columns that are known in the best header, then the cells."""
    rows: list[tuple[str, ...]] = []
    try:
        for record in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter):
            rows.append(tuple(record))
            if len(rows) == 50:
                break
    except csv.Error:
        pass
    header = find_header(rows)
    return (header[1].score if header else 0), sum(map(len, rows))


def _records(text: str, delimiter: str, source: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            yield Row(number, tuple(record[:_MAX_COLUMNS]))
    except csv.Error as error:
        remedy = "put a text with quotation marks or line breaks in double quotes, and double those inside it"
        reason = f"row {number + 1}: cannot be split into cells ({error}); {remedy}"
        raise FrameworkError(source, [reason]) from error


def _limited(rows: Iterable[Row], name: str, source: str) -> Iterator[Row]:
    """Yield the rows that are not empty, as long as they are not too many."""
    count = 0
    for row in rows:
        if not any(cell.strip() for cell in row.cells):
            continue
        count += 1
        if count > _MAX_ROWS:
            where = f"{name}, " if name else ""
            raise FrameworkError(source, [f"{where}row {row.number}: more than {_MAX_ROWS:,} rows are not read"])
        yield row


def check_archive(data: bytes, source: str, what: str, suffix: str) -> None:
    """Refuse what is no zip archive, or unpacks to more than memory should hold, before anything is parsed."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FrameworkError(
            source, [f"(file): is an old Office file or one with a password; save it as {suffix} without a password"]
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            damaged = archive.testzip() if size <= _MAX_UNPACKED_BYTES else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error) as error:
        raise FrameworkError(source, [f"(file): is not {what} ({error}); save it as {suffix} again"]) from error
    if size > _MAX_UNPACKED_BYTES:
        raise FrameworkError(source, [f"(file): unpacks to {size:,} bytes, which is too much; remove pictures"])
    if damaged:
        raise FrameworkError(source, [f"(file): is damaged ({damaged}); save it as {suffix} again"])


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
        values = values[:_MAX_COLUMNS]
        if any(value is not None for value in values):
            rows.append(Row(number, _trimmed(values)))
    return Sheet(name, tuple(_limited(_with_merges(rows, sheet), name, source)), title=sheet.title)


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


def _with_merges(rows: list[Row], sheet: Any) -> list[Row]:
    """Give the cells below a merged cell's first one its text."""
    merges = _merges(sheet)
    if not merges:
        return rows
    texts = {row.number: list(row.cells) for row in rows}
    filled: dict[int, set[int]] = {}
    wide: dict[int, set[int]] = {}
    for left, top, right, bottom in merges:
        first = texts.get(top)
        text = first[left] if first and left < len(first) else ""
        if right > left:
            wide.setdefault(top, set()).add(left)
        if not text:
            continue
        for number in range(top + 1, min(bottom, rows[-1].number) + 1):
            cells = texts.get(number)
            if cells is None:
                continue
            cells += [""] * (left + 1 - len(cells))
            cells[left] = text
            filled.setdefault(number, set()).add(left)
    return [
        Row(
            row.number,
            tuple(texts[row.number]),
            frozenset(filled.get(row.number, ())),
            frozenset(wide.get(row.number, ())),
        )
        for row in rows
    ]


def _merges(sheet: Any) -> list[tuple[int, int, int, int]]:
    """Return the merged cells of a sheet as left, top, right, bottom; columns count from 0, rows from 1."""
    from openpyxl.utils.cell import range_boundaries
    from openpyxl.xml.functions import iterparse

    merges: list[tuple[int, int, int, int]] = []
    with sheet._get_source() as part:  # openpyxl's read-only sheets leave merged cells out
        for _, element in iterparse(part):
            if element.tag.endswith("}mergeCell") and len(merges) < _MAX_ROWS:
                left, top, right, bottom = range_boundaries(element.get("ref"))
                if left <= _MAX_COLUMNS:
                    merges.append((left - 1, top, right - 1, bottom))
            if element.tag.endswith(("}row", "}c", "}mergeCell")):
                element.clear()
    return merges
