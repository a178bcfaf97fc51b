"""JSON Lines: one record a line, each complete as soon as its document is tagged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jobtagger.writers.interface import Display, Record
from jobtagger.writers.json import to_json


def write_jsonl(records: Iterable[Record], *, display: Display = Display()) -> Iterator[str]:
    """Yield a line for each record, as ``jobtagger schema`` describes them, for many documents and for pipes."""
    for record in records:
        yield to_json(record.to_dict()) + "\n"
