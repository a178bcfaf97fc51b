"""A JSON file: announcements as USAJOBS gives them, or objects with a text."""

from __future__ import annotations

import json
from collections.abc import Iterator

from jobtagger.encoding import decode
from jobtagger.errors import DocumentError
from jobtagger.readers import usajobs
from jobtagger.readers.tables import load_json, row_document
from jobtagger.records import Document, FailedDocument

_SHAPES = (
    "expected a USAJOBS search result (SearchResult.SearchResultItems[].MatchedObjectDescriptor), "
    'an object such as {{"{text}": "..."}}, or a list of either'
)


def read_json(
    data: bytes,
    source: str,
    id: str,
    *,
    text_column: str = "text",
    id_column: str = "id",
    encoding: str | None = None,
) -> Iterator[Document | FailedDocument]:
    """Read a JSON file of one document or many; items are counted from 1 in `source` (``file.json#2``)."""
    value = _load(decode(data, source, encoding), source)
    found = usajobs.items(value)
    if found is not None and not found:
        raise DocumentError(source, "is a USAJOBS search result without any announcement; check the search")
    entries = found if found is not None else value if isinstance(value, list) else [value]
    if found is None and not any(isinstance(entry, dict) and text_column in entry for entry in entries):
        raise DocumentError(source, f"is JSON without a text; {_SHAPES.format(text=text_column)}")
    for number, entry in enumerate(entries, start=1):
        single = len(entries) == 1
        place, name = (source, id) if single else (f"{source}#{number}", f"{id}:{number}")
        if found is not None and not (isinstance(entry, dict) and text_column in entry):
            yield usajobs.read_announcement(entry, place, name)
        else:
            yield row_document(entry, place, name, text_column, id_column)


def _load(text: str, source: str) -> object:
    try:
        return load_json(text)
    except json.JSONDecodeError as error:
        hint = "check that the file is complete"
        if error.msg == "Extra data":
            hint = "if each line is an object of its own, name the file .jsonl"
        raise DocumentError(
            source, f"is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}; {hint}"
        ) from error
    except ValueError as error:
        raise DocumentError(source, f"is not valid JSON: {error}") from error
