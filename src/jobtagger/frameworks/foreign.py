"""What a file is that was given as a framework file and is none, and how it becomes one."""

from __future__ import annotations

import io
import json
import shlex
import zipfile
from pathlib import Path

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.case import is_case
from jobtagger.frameworks.columns import find_header
from jobtagger.frameworks.model import kebab
from jobtagger.frameworks.sheets import decode, read_delimited
from jobtagger.frameworks.skos import is_skos

_YAML = (".yaml", ".yml")
_TABLE = "a spreadsheet (CSV)"
_TO_SAVE = {
    "a PDF": "save it as a Word document (.docx) or copy it into a spreadsheet",
    "an old Office file or one with a password": "save it as .xlsx or .docx without a password",
    "an OpenDocument file": "save it as .xlsx or .docx",
}
"""What 'import' cannot read either, and what to do first."""


def way_in(data: bytes, path: Path) -> str:
    r"""Return what a file is and which command makes a framework file of it; empty if it is nothing that is known.

    >>> way_in(b"Competency,Definition\nPlanning,Sets goals.", Path("Our model.csv"))
    "is a spreadsheet (CSV), not a framework file; read it with: jobtagger frameworks import 'Our model.csv' -o our-model.yaml"
    """
    kind = _kind(data, path.suffix.lower())
    if not kind:
        return ""
    if first := _TO_SAVE.get(kind):
        return f"is {kind}, not a framework file; {first}, then: jobtagger frameworks import FILE -o NAME.yaml"
    name = kebab(path.stem) if path.suffix.lower() not in _YAML else "NAME"
    command = f"jobtagger frameworks import {shlex.quote(str(path))} -o {name or 'NAME'}.yaml"
    return f"is {kind}, not a framework file; read it with: {command}"


def _kind(data: bytes, suffix: str) -> str:
    """Tell what a file is by its content, then by its suffix, as 'import' does."""
    if data.startswith(b"%PDF-"):
        return "a PDF"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "an old Office file or one with a password"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive_kind(data, suffix)
    if suffix in _YAML:
        return ""  # then 'import' takes its text for YAML too
    try:
        return _text_kind(data, suffix)
    except (FrameworkError, RecursionError):
        return ""


def _archive_kind(data: bytes, suffix: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        names = []
    if any(name.startswith("xl/") for name in names) or (not names and suffix in (".xlsx", ".xlsm")):
        return "an Excel workbook"
    if any(name.startswith("word/") for name in names) or (not names and suffix == ".docx"):
        return "a Word document"
    return "an OpenDocument file" if {"mimetype", "content.xml"} <= set(names) else ""


def _text_kind(data: bytes, suffix: str) -> str:
    if suffix in (".csv", ".tsv", ".tab"):
        return _TABLE
    text = decode(data, "").lstrip()
    if suffix in (".md", ".markdown") or (suffix == ".txt" and text.startswith("#")):
        return "a Markdown document"
    if text.startswith(("{", "[")):
        try:
            value = json.loads(text)
        except ValueError:
            return ""
        return "a CASE package" if is_case(value) else "SKOS in JSON-LD" if is_skos(value) else ""
    is_table = suffix == ".txt" and find_header(row.cells for row in read_delimited(data, "").rows)
    return _TABLE if is_table else ""
