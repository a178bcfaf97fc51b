"""Rows of JSON Lines, CSV and TSV: each is a document, and a bad one fails alone."""

from __future__ import annotations

import csv
import io
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from jobtagger.encoding import detect
from jobtagger.errors import DocumentError
from jobtagger.readers.limits import MAX_CHARACTERS
from jobtagger.readers.usajobs import is_announcement, read_announcement
from jobtagger.records import Document, FailedDocument

_DELIMITERS = ",;\t|"


def read_jsonl(
    data: bytes,
    source: str,
    id: str,
    *,
    text_column: str = "text",
    id_column: str = "id",
    encoding: str | None = None,
) -> Iterator[Document | FailedDocument]:
    """Read JSON Lines: an object with a text on each line."""
    for number, line in enumerate(_lines(data, source, encoding, newline="\n"), start=1):
        if not line.strip():
            continue
        place, name = f"{source}:{number}", f"{id}:{number}"
        try:
            value = load_json(line)
        except ValueError as error:
            yield FailedDocument(name, place, f"is not valid JSON ({error}); expected one JSON object on each line")
            continue
        yield row_document(value, place, name, text_column, id_column)


def read_csv(
    data: bytes,
    source: str,
    id: str,
    *,
    text_column: str = "text",
    id_column: str = "id",
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Iterator[Document | FailedDocument]:
    """Read CSV with a header; the delimiter is found in it unless it is given."""
    lines = _lines(data, source, encoding, newline="")
    above: list[str] = []
    for line in lines:
        above.append(line)
        if line.strip():
            break
    delimiter = delimiter or _delimiter(above[-1] if above else "", text_column)
    header: list[str] = []
    rows = 0
    for number, last, record in _records(chain(above, lines), delimiter):
        place, name = f"{source}:{number}", f"{id}:{number}"
        if isinstance(record, csv.Error):
            rows += 1
            yield FailedDocument(name, place, _broken(record, number, last))
        elif not any(field.strip() for field in record):
            continue
        elif not header:
            header = [column.strip() for column in record]
            _check_header(header, text_column, source)
        else:
            rows += 1
            yield _record_document(header, record, place, name, text_column, id_column)
    if not rows:
        raise DocumentError(source, "has no rows below its header; expected one document in each row")


def load_json(text: str) -> Any:
    """Parse JSON; everything that can be wrong with it is a ValueError."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def row_document(row: object, source: str, id: str, text_column: str, id_column: str) -> Document | FailedDocument:
    """Return the document in a JSON object: one with a text column, or a USAJOBS announcement."""
    if not isinstance(row, Mapping):
        return FailedDocument(id, source, f"is {_kind(row)}; expected an object with a {text_column!r}")
    if text_column not in row:
        if is_announcement(row):
            return read_announcement(row, source, id)
        return FailedDocument(id, source, _no_column(text_column, row))
    own = row.get(id_column)
    if isinstance(own, str | int) and not isinstance(own, bool):
        id = str(own).strip() or id
    text = row[text_column]
    if not isinstance(text, str):
        return FailedDocument(id, source, f"has {_kind(text)} as its {text_column!r}; expected a string")
    title = row.get("title")
    return Document(id=id, text=text, source=source, title=title.strip() if isinstance(title, str) else "")


def _lines(data: bytes, source: str, encoding: str | None, newline: str) -> Iterator[str]:
    found = detect(data, source, encoding)
    # Decoded as it is read: a large table never stands in memory twice.
    return iter(io.TextIOWrapper(io.BytesIO(data), encoding=found.name, errors=found.errors, newline=newline))


def _records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, int, list[str] | csv.Error]]:
    """Yield each record, or what is wrong with it, with the numbers of its first and last line."""
    # One limit for the whole process, and far below a long announcement; raised, never lowered.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CHARACTERS))
    source = iter(lines)
    again: deque[str] = deque()
    taken: list[str] = []

    def feed() -> Iterator[str]:
        while True:
            line = again.popleft() if again else next(source, None)
            if line is None:
                return
            taken.append(line)
            yield line

    number = 1
    while True:
        taken.clear()
        try:
            record = next(
                csv.reader(feed(), delimiter=delimiter, strict=True, skipinitialspace=delimiter != "\t"), None
            )
        except csv.Error as error:
            yield number, number + len(taken) - 1, error
            # An open quotation mark swallows the rows that follow; they are read again without it.
            again.extendleft(reversed(taken[1:]))
            number += 1
            continue
        if record is None:
            return
        yield number, number + len(taken) - 1, record
        number += len(taken)


def _record_document(
    header: list[str], record: list[str], source: str, id: str, text_column: str, id_column: str
) -> Document | FailedDocument:
    if any(field.strip() for field in record[len(header) :]) or header.index(text_column) >= len(record):
        return FailedDocument(
            id,
            source,
            f"has {len(record)} fields where the header has {len(header)}; "
            "put a text that holds the delimiter or a line break in double quotes",
        )
    return row_document(dict(zip(header, record, strict=False)), source, id, text_column, id_column)


def _delimiter(header: str, text_column: str) -> str:
    def fitness(delimiter: str) -> tuple[bool, int]:
        names = [name.strip().strip('"') for name in header.split(delimiter)]
        return text_column in names, len(names)

    return max(_DELIMITERS, key=fitness)


def _check_header(header: list[str], text_column: str, source: str) -> None:
    if text_column not in header:
        raise DocumentError(source, _no_column(text_column, header))


def _no_column(text_column: str, columns: Iterable[object]) -> str:
    names = ", ".join(map(repr, columns)) or "none"
    return f"has no column {text_column!r}; it has {names}: name the one that holds the text (--text-column)"


def _broken(error: csv.Error, first: int, last: int) -> str:
    rows = f"line {first}" if last == first else f"lines {first} to {last}"
    return (
        f"cannot be split into fields ({error}, {rows}); "
        "put the text in double quotes and write double quotes inside it twice"
    )


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
