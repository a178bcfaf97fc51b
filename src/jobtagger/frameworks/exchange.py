"""Frameworks from JSON: the project's own shape, 1EdTech CASE and SKOS in JSON-LD, told apart by their content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.case import is_case, read_case
from jobtagger.frameworks.loading import framework_from_dict
from jobtagger.frameworks.model import Framework
from jobtagger.frameworks.sheets import decode
from jobtagger.frameworks.skos import is_skos, read_skos


def read_json(data: bytes, source: str, *, id: str = "", title: str = "") -> Framework:
    r"""Read a framework from JSON, in whichever of the known shapes it is.

    Parameters
    ----------
    data : bytes
        The file.
    source : str
        Its name in messages.
    id, title : str
        Of the framework, instead of those in the file.

    Returns
    -------
    Framework

    Raises
    ------
    FrameworkError
        If it is not JSON, has none of the known shapes, or has problems of its own.

    Examples
    --------
    >>> text = b'{"@type": "skos:Concept", "skos:prefLabel": "Planning", "skos:definition": "Sets goals."}'
    >>> read_json(text, "own.jsonld").competency("planning").definition
    'Sets goals.'
    """
    try:
        value = json.loads(decode(data, source), object_pairs_hook=_mapping)
    except json.JSONDecodeError as error:
        reason = f"line {error.lineno}, column {error.colno}: is not valid JSON ({error.msg}); mend or export it again"
        raise FrameworkError(source, [reason]) from error
    except _TwiceError as error:
        raise FrameworkError(source, [f"(file): {error}"]) from error
    except (RecursionError, ValueError) as error:
        raise FrameworkError(source, [f"(file): is not JSON that can be read ({error})"]) from error
    try:
        return _read(value, source, id, title)
    except RecursionError as error:
        raise FrameworkError(source, ["(file): is nested too deeply"]) from error


class _TwiceError(Exception):
    """A key stands twice in one mapping, where JSON itself would keep the last."""


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            was, now = (json.dumps(text, ensure_ascii=False)[:60] for text in (found[key], value))
            raise _TwiceError(f"the key {key!r} stands twice in one mapping, with {was} and {now}; keep one of the two")
        found[key] = value
    return found


def _read(value: object, source: str, id: str, title: str) -> Framework:
    if isinstance(value, Mapping) and "competencies" in value:
        given = {key: text for key, text in (("id", id), ("title", title)) if text}
        return framework_from_dict({**value, **given}, source)
    if is_case(value):
        return read_case(value, source, id=id, title=title)
    if is_skos(value):
        return read_skos(value, source, id=id, title=title)
    known = "a mapping with 'competencies' (docs/framework-format.md), a CASE package, SKOS concepts in JSON-LD"
    raise FrameworkError(source, [f"(file): is JSON, but not a framework; what is read: {known}"])
