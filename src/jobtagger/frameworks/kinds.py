"""What a file is: told here and nowhere else, so that what one command advises is what another reads."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from contextlib import suppress
from typing import Literal

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.columns import find_header
from jobtagger.frameworks.sheets import decode

Kind = Literal[
    "csv", "excel", "markdown", "word", "json", "yaml", "text", "pdf", "office", "odf", "archive", "empty", ""
]
"""What a file may be; text is none of the texts that are known, and nothing is what is not known at all."""

KIND_NAMES: dict[Kind, str] = {
    "csv": "a spreadsheet (CSV)",
    "excel": "an Excel workbook",
    "markdown": "a Markdown document",
    "word": "a Word document",
    "pdf": "a PDF",
    "office": "an old Office file or one with a password",
    "odf": "an OpenDocument file",
}
"""How to call, in messages, what is no framework file for certain."""

SAVE_FIRST: dict[Kind, str] = {
    "pdf": "save it as a Word document (.docx) or copy it into a spreadsheet",
    "office": "save it as .xlsx or .docx without a password",
    "odf": "save it as .xlsx or .docx",
}
"""What cannot be imported as it is, and what to do first."""

_BY_SUFFIX: dict[str, Kind] = {
    **dict.fromkeys((".csv", ".tsv", ".tab"), "csv"),
    **dict.fromkeys((".xlsx", ".xlsm"), "excel"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".json", ".jsonld"), "json"),
    **dict.fromkeys((".yaml", ".yml"), "yaml"),
    ".docx": "word",
    ".txt": "text",
}
_SAMPLE = 200_000
"""Characters among which a header is looked for."""
_FRAMEWORK_KEYS = re.compile(r"(?=.*^format:\s)(?=.*^competencies:\s)", re.MULTILINE | re.DOTALL)
_KEY = re.compile(r"^[\w-]+:(?:\s|$)", re.MULTILINE)
_HEADING = re.compile(r"#{1,6}\s+\S")


def kind_of(data: bytes, suffix: str) -> Kind:
    r"""Tell what a file is, by its content as far as that tells, else by its suffix (in small letters).

    >>> kind_of(b"Competency,Definition\nPlanning,Sets goals.", ".xlsx"), kind_of(b"# Our model", ".txt")
    ('csv', 'markdown')
    """
    if not data.strip():
        return "empty"
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "office"
    named = _BY_SUFFIX.get(suffix, "")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive_kind(data, named)
    if named in ("csv", "markdown", "json"):
        return named
    try:
        return _text_kind(decode(data, "").lstrip(), named)
    except FrameworkError:  # no text; the reader for its suffix says what is wrong with it
        return named


def _archive_kind(data: bytes, named: Kind) -> Kind:
    """Tell workbooks from Word documents by what is inside, whatever they are called, unless they are damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return named if named in ("excel", "word") else "archive"
    if any(name.startswith("xl/") for name in names):
        return "excel"
    if any(name.startswith("word/") for name in names):
        return "word"
    return "odf" if {"mimetype", "content.xml"} <= set(names) else "archive"


def _text_kind(text: str, named: Kind) -> Kind:
    """Tell what a text is whose name says YAML, or nothing of use: that of a workbook does not make it one."""
    if text.startswith(("{", "[")) and (named != "yaml" or _is_json(text)):
        return "json"
    if _FRAMEWORK_KEYS.match(text):
        return "yaml"
    if named == "yaml":
        return "csv" if _is_table(text) and not _KEY.search(text) else "yaml"
    if named and _HEADING.match(text):
        return "markdown"
    if _is_table(text):
        return "csv"
    return "text" if named else ""


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_table(text: str) -> bool:
    """Tell whether some row is a header of a table of competencies, with something below it."""
    for delimiter in ",;\t|":
        rows: list[list[str]] = []
        with suppress(csv.Error):
            rows.extend(csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=delimiter))
        found = find_header(rows)
        if found and found[0] + 1 < len(rows):
            return True
    return False
