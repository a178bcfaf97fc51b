"""Rows of cells with their headers, and how they come out of CSV."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jobtagger.encoding import detect
from jobtagger.errors import DocumentError, FrameworkError
from jobtagger.frameworks.cells import clean
from jobtagger.frameworks.columns import SEARCHED_ROWS, field_of, find_header
from jobtagger.frameworks.scales import is_level

MAX_COLUMNS = 256
MAX_ROWS = 100_000
_MAX_CELL = 131_072
_MAX_UNPACKED_BYTES = 256 * 1024 * 1024
_TOLD_DELIMITER = re.compile(r'"?sep=([^\r\n"])"?[ \t]*(?:\r\n?|\n)', re.IGNORECASE)
"""The line by which Excel is told the delimiter; it shows it as no row."""
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
    spread: frozenset[int] = frozenset()
    """Cells that have their text from a merged cell that begins further left."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Texts of the cells that are not empty, each once, without those from further up."""
        texts = (clean(cell) for column, cell in enumerate(self.cells) if column not in self.filled)
        return tuple(dict.fromkeys(text for text in texts if text))

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
    told = _TOLD_DELIMITER.match(text)
    text = text[told.end() :] if told else text
    fits = [(_fitness(text, delimiter), delimiter) for delimiter in ",;\t|"]
    delimiter = told[1] if told else max(fits, key=lambda fit: fit[0])[1]
    sheet = Sheet("", with_one_header(list(limited(_records(text, delimiter, source), "", source))))
    name = {"\t": "tab"}.get(delimiter, delimiter)
    check_widths(sheet, source, f"put a text that holds the delimiter ({name}) in double quotes")
    return sheet


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
            if len(rows) == SEARCHED_ROWS:
                break
    except csv.Error:
        pass
    header = find_header(rows)
    return (header[1].score if header else 0), sum(map(len, rows))


def _records(text: str, delimiter: str, source: str) -> Iterator[Row]:
    # One limit for the whole process, raised and never lowered, so that a quotation mark left open is told as such.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            for column, cell in enumerate(record):
                if len(cell) > _MAX_CELL:
                    long = f"has {len(cell):,} characters, more than the {_MAX_CELL:,} that are read"
                    remedy = "shorten it, or close the quotation mark before it if it is not one text"
                    place = f"row {number}, column {column_letter(column)}"
                    raise FrameworkError(source, [f"{place}: {long}; {remedy}"])
            yield Row(number, tuple(record[:MAX_COLUMNS]))
    except csv.Error as error:
        remedy = "put a text with quotation marks or line breaks in double quotes, and double those inside it"
        reason = f"row {number + 1}: cannot be split into cells ({error}); {remedy}"
        raise FrameworkError(source, [reason]) from error


def check_widths(sheet: Sheet, source: str, remedy: str) -> None:
    """Refuse rows with more cells than the header has: their texts were split where they should not be."""
    header = find_header([row.cells for row in sheet.rows])
    if header is None:
        return
    width = len(header[1].texts)
    wider = [row for row in sheet.rows[header[0] + 1 :] if any(cell.strip() for cell in row.cells[width:])]
    problems = [
        f"{sheet.place(row)}: has {len(row.cells)} cells where the header has {width}; {remedy}" for row in wider
    ]
    if problems:
        raise FrameworkError(source, problems)


def with_one_header(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return rows with a header of two rows made one: the lower names the columns that the upper puts together.

    >>> rows = Row(1, ("Competency", "Proficiency", "")), Row(2, ("", "Basic", "Expert")), Row(3, ("Vision", "Sees"))
    >>> [row.cells for row in with_one_header(rows)]
    [('Competency', 'Basic', 'Expert'), ('Vision', 'Sees')]
    """
    found = find_header([row.cells for row in rows[: SEARCHED_ROWS + 1]])
    if found is not None:
        position, header = found
        competency = header.column("competency")
        for first in (position - 1, position):
            if 0 <= first < len(rows) - 1 and competency is not None:
                joined = _join_headers(rows[first], rows[first + 1], competency, below=first == position)
                if joined:
                    return (*rows[:first], joined, *rows[first + 2 :])
    return tuple(rows)


def _join_headers(upper: Row, lower: Row, competency: int, *, below: bool) -> Row | None:
    """Return two rows as one header; None if they are not one. `below` says that the upper one is a header alone."""
    columns = range(max(len(upper.cells), len(lower.cells)))
    above: list[str] = []
    for column in columns:  # where nothing is merged, a text counts for the blank cells to its right
        blank = above[-1] if above and not upper.spread else ""
        above.append(clean(upper.cell(column)) or blank)
    apart = [column for column in columns if upper.cell(column).strip() and column not in upper.spread]
    spans = [range(start, end) for start, end in zip(apart, [*apart[1:], len(columns)], strict=True)]
    own = [column for column in columns if lower.cell(column).strip() and column not in lower.filled]
    if lower.number != upper.number + 1 or not own:
        return None
    if below:
        # A first row without a competency could be no row of data.
        wide = [span for span in spans if len(span) > 1 and field_of(above[span.start]) in ("", "level", "indicator")]
        named = [column for span in wide for column in own if column in span]
        if competency in own or len(named) < 2 or len(named) < len(own) or any(len(lower.cell(c)) > 60 for c in own):
            return None
    elif competency in upper.spread or not (upper.spread or sum(is_level(above[column]) for column in apart) > 1):
        return None
    cells = []
    for column in columns:
        text = clean(lower.cell(column)) or clean(upper.cell(column))
        general = ("", "indicator", "definition") if upper.cell(column).strip() else ("indicator",)
        is_general = column in own and field_of(text) in general and not is_level(text)
        cells.append(above[column] if is_general and is_level(above[column]) else text)
    return Row(lower.number, tuple(cells))


def limited(rows: Iterable[Row], name: str, source: str) -> Iterator[Row]:
    """Yield the rows that are not empty, as long as they are not too many."""
    count = 0
    for row in rows:
        if not any(cell.strip() for cell in row.cells):
            continue
        count += 1
        if count > MAX_ROWS:
            where = f"{name}, " if name else ""
            raise FrameworkError(source, [f"{where}row {row.number}: more than {MAX_ROWS:,} rows are not read"])
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
