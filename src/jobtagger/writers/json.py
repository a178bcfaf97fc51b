"""JSON: one array with a record a document, also where there is only one document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from jobtagger.writers.interface import Display, HasData

_INDENT = 2

_UNSAFE = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON allows in a text as it is, but a terminal obeys, a reader of lines takes for a line end, or UTF-8 cannot
hold. It is written as an escape, which every JSON parser turns back into the same text."""


def write_json(records: Iterable[HasData], *, display: Display = Display()) -> Iterator[str]:
    """Yield an array of records, as ``jobtagger schema`` describes them, for programs that read a whole file."""
    opening = "[\n"
    for record in records:
        yield opening + _indented(to_json(record.to_dict(), indent=_INDENT))
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def to_json(data: object, *, indent: int | None = None) -> str:
    r"""Return plain data as JSON, in UTF-8 characters rather than escapes wherever they are harmless.

    >>> to_json({"text": "café \x9b31m"})
    '{"text": "café \\u009b31m"}'
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _indented(text: str) -> str:
    # Line ends in texts are escapes in JSON, so each line end here stands between two values.
    return " " * _INDENT + text.replace("\n", "\n" + " " * _INDENT)
