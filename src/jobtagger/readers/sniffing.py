"""Tells the format of a file that has no telling suffix, by what it holds."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from jobtagger.encoding import decode
from jobtagger.errors import DocumentError

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HEAD = 10_000


def sniff(data: bytes, source: str, text_column: str, encoding: str | None = None) -> str | None:
    """Return the suffix that a file with these contents should have, or None if no reader is for it."""
    if data.startswith(b"PK\x03\x04"):
        return ".docx" if _is_word(data) else None
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return ".doc"
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    try:
        text = decode(data, source, encoding)
    except DocumentError:
        return None
    start = text.lstrip()[:1]
    if start == "<" and _HTML.search(text[:_HEAD]):
        return ".html"
    if start == "{":
        first, _, rest = text.strip().partition("\n")
        # An object that ends on its line, and another after it.
        return ".jsonl" if first.rstrip().endswith("}") and rest.lstrip().startswith("{") else ".json"
    if start == "[" and re.match(r"\s*\[\s*[{\]]", text):
        return ".json"
    return _table(text, text_column) or ".txt"


def _is_word(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return any(name.startswith("word/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _table(text: str, text_column: str) -> str | None:
    """Take it for a table only if its first line is a header that has the text column."""
    header = text.lstrip().partition("\n")[0][:_HEAD]
    for delimiter, suffix in ((",", ".csv"), (";", ".csv"), ("\t", ".tsv")):
        names = [name.strip().strip('"') for name in header.split(delimiter)]
        if len(names) > 1 and text_column in names and all(len(name) < 60 for name in names):
            return suffix
    return None
