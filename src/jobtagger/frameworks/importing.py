"""The one door by which frameworks come in, whatever the format of their file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.exchange import read_json
from jobtagger.frameworks.kinds import KIND_NAMES, SAVE_FIRST, Kind, kind_of
from jobtagger.frameworks.loading import framework_from_dict
from jobtagger.frameworks.markdown import read_markdown
from jobtagger.frameworks.model import Framework, kebab
from jobtagger.frameworks.sheets import decode
from jobtagger.frameworks.tables import read_csv, read_excel
from jobtagger.frameworks.word import read_word

_MAX_BYTES = 128 * 1024 * 1024

IMPORTED = "CSV and TSV (.csv, .tsv), Excel (.xlsx), Markdown (.md), Word (.docx), CASE and SKOS (.json, .jsonld), YAML"
"""What `import_framework` reads."""


def import_framework(path: str | os.PathLike[str], *, id: str | None = None, title: str | None = None) -> Framework:
    """Read a framework from a spreadsheet, a document or an exchange format.

    Parameters
    ----------
    path : str or path
        The file; its content decides what it is, then its suffix.
    id, title : str, optional
        Of the framework; where they are not given, the file and its name give them.

    Returns
    -------
    Framework
        Validated; `jobtagger.frameworks.find_warnings` tells what would hurt training.

    Raises
    ------
    FrameworkError
        If the file cannot be read or is no framework; one line per problem, each with its place and remedy.
    MissingExtraError
        If it is a workbook and openpyxl is not installed.

    Examples
    --------
    >>> from jobtagger.resources import framework_path
    >>> import_framework(framework_path("opm-ses"), id="own-ses").id
    'own-ses'
    """
    source = os.fspath(path)
    if id is not None and (not id or kebab(id) != id):
        remedy = f"write {kebab(id)!r}" if kebab(id) else "write small letters, digits and single hyphens"
        raise FrameworkError(source, [f"id: {id!r} is not in kebab-case; {remedy}"])
    return import_bytes(_read(Path(path), source), source, id=id or "", title=title or "")


def import_bytes(data: bytes, source: str, *, id: str = "", title: str = "") -> Framework:
    """Read a framework from the bytes of a file that would be called `source`; see `import_framework`."""
    try:
        return _reader(data, Path(source).suffix.lower(), source)(data, source, id=id, title=title)
    except RecursionError as error:
        raise FrameworkError(source, ["(file): is nested too deeply; put it into fewer levels of headings"]) from error


def _read(path: Path, source: str) -> bytes:
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise FrameworkError(source, [f"(file): {what}; give the path of a file"])
    try:
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise FrameworkError(source, [f"(file): has {size:,} bytes, more than the {_MAX_BYTES:,} that are read"])
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise FrameworkError(source, [f"(file): cannot be read ({reason}); check its permissions"]) from error


def _reader(data: bytes, suffix: str, source: str) -> Callable[..., Framework]:
    kind = kind_of(data, suffix)
    if reader := _READERS.get(kind):
        return reader
    if kind == "empty":
        problem = "is empty"
    elif kind in SAVE_FIRST:
        problem = f"is {KIND_NAMES[kind]}; {SAVE_FIRST[kind]}"
    elif kind == "archive":
        problem = f"is an archive, neither a workbook nor Word; what is read: {IMPORTED}"
    else:
        problem = f"{suffix or 'no suffix'} is not a known format; what is read: {IMPORTED}"
    raise FrameworkError(source, [f"(file): {problem}"])


def _read_yaml(data: bytes, source: str, *, id: str = "", title: str = "") -> Framework:
    from jobtagger.frameworks.strict_yaml import load_yaml

    value = load_yaml(decode(data, source), source)
    given = {key: text for key, text in (("id", id), ("title", title)) if text}
    return framework_from_dict({**value, **given} if isinstance(value, dict) else value, source)


_READERS: dict[Kind, Callable[..., Framework]] = {
    "csv": read_csv,
    "excel": read_excel,
    "markdown": read_markdown,
    "word": read_word,
    "json": read_json,
    "yaml": _read_yaml,
    "text": read_csv,  # which says what header it misses
}
