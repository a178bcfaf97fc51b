r"""Writers: from tagged and failed documents to text, one small module per format.

>>> from jobtagger.records import FailedDocument
>>> from jobtagger.writers import WRITERS
>>> "".join(WRITERS["jsonl"]([FailedDocument("a", "a.docx", "is empty")]))
'{"id": "a", "source": "a.docx", "error": "is empty"}\n'

A failed document is written like any other, with its reason: no format loses it.
"""

from __future__ import annotations

from jobtagger.writers.interface import Display, Record, Writer
from jobtagger.writers.json import to_json, write_json
from jobtagger.writers.jsonl import write_jsonl
from jobtagger.writers.table import write_table

WRITERS: dict[str, Writer] = {
    "table": write_table,
    "json": write_json,
    "jsonl": write_jsonl,
}
"""The formats by the names that users give them."""

__all__ = ["WRITERS", "Display", "Record", "Writer", "to_json", "write_json", "write_jsonl", "write_table"]
