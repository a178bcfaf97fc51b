"""What a file is that was given as a framework or crosswalk file and is none, and how it becomes one."""

from __future__ import annotations

import json
import shlex
from contextlib import suppress
from pathlib import Path

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.case import is_case
from jobtagger.frameworks.kinds import KIND_NAMES, SAVE_FIRST, kind_of
from jobtagger.frameworks.model import kebab
from jobtagger.frameworks.sheets import decode
from jobtagger.frameworks.skos import is_skos

_YAML = (".yaml", ".yml")


def way_in(data: bytes, path: Path) -> str:
    r"""Return what a file is and which command makes a framework file of it; empty if it is nothing that is known.

    >>> way_in(b"Competency,Definition\nPlanning,Sets goals.", Path("Our model.csv"))
    "is a spreadsheet (CSV), not a framework file; read it with: jobtagger frameworks import 'Our model.csv' -o our-model.yaml"
    """
    name = what_is(data, path)
    if not name:
        return ""
    if first := SAVE_FIRST.get(kind_of(data, path.suffix.lower())):
        return f"is {name}, not a framework file; {first}, then: jobtagger frameworks import FILE -o NAME.yaml"
    target = kebab(path.stem) if path.suffix.lower() not in _YAML else "NAME"
    command = f"jobtagger frameworks import {shlex.quote(str(path))} -o {target or 'NAME'}.yaml"
    return f"is {name}, not a framework file; read it with: {command}"


def what_is(data: bytes, path: Path) -> str:
    """Return what to call a file that is certainly of another kind than a framework or crosswalk file, else nothing.

    >>> what_is(b"%PDF-1.7", Path("walk.yaml")), what_is(b"format: 1", Path("walk.yaml"))
    ('a PDF', '')
    """
    kind = kind_of(data, path.suffix.lower())
    if kind != "json":
        return KIND_NAMES.get(kind, "")
    with suppress(FrameworkError, ValueError, RecursionError):
        value = json.loads(decode(data, ""))
        return "a CASE package" if is_case(value) else "SKOS in JSON-LD" if is_skos(value) else ""
    return ""
