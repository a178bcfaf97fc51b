"""Gold files for `evaluate`: labelled documents, single statements, and documents with a grade.

One JSON object a line. Three shapes, told apart by their keys:

* a **document** has ``text`` and ``units``: each with ``start``, ``end``, ``kind`` (D speaks of the job holder, Q quotes
  the framework, B is everything else, ``?`` is undecided and left out), ``codes``, and optionally ``disputed`` and ``level``;
* a **statement** has ``text`` and ``codes`` (and optionally ``disputed``, ``level``): one duty without a document;
* a **graded document** has ``text`` and ``grade_low``/``grade_high``.

Codes are ids or codes of the framework's competencies and groups.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobtagger.errors import GoldError
from jobtagger.frameworks import Framework

KINDS = ("D", "Q", "B", "?")


@dataclass(frozen=True, slots=True)
class GoldUnit:
    """A labelled stretch of a document."""

    start: int
    end: int
    kind: str
    """D, Q, B or ?."""
    competencies: frozenset[str]
    """Ids of the competencies it has."""
    groups: frozenset[str]
    """Ids of the groups it names as a whole (Q units)."""
    disputed: frozenset[str]
    """Competencies that a minority of annotators gave: counted neither for nor against in rankings."""
    level: int
    """Proficiency level, 0 for none."""


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A labelled document; a statement is one with a single unit of kind D."""

    id: str
    text: str
    units: tuple[GoldUnit, ...]
    grade: float | None = None
    """Mean of the grade's range, for graded documents."""
    single: bool = False
    """Whether it is a statement without a document around it."""


def read_gold(path: Path, framework: Framework) -> list[GoldDocument]:
    """Read a gold file.

    Parameters
    ----------
    path : Path
        JSON Lines file in one of the shapes above.
    framework : Framework
        Whose ids and codes the file uses.

    Returns
    -------
    list of GoldDocument

    Raises
    ------
    GoldError
        With the line number, what came and what was expected.
    """
    names = _names(framework)
    documents = []
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise GoldError(str(path), number, f"not JSON ({error.msg}); one object a line is expected") from error
        if not isinstance(row, Mapping) or not isinstance(row.get("text"), str):
            raise GoldError(str(path), number, "an object with a 'text' is expected")
        try:
            documents.append(_document(row, names, number))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise GoldError(str(path), number, _reason(error)) from error
    if not documents:
        raise GoldError(str(path), 0, "the file is empty; one JSON object a line is expected")
    return documents


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(str(path), 0, f"cannot be read ({error}); a UTF-8 file of JSON Lines is expected") from error


def _reason(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)


def _document(row: Mapping[str, Any], names: Mapping[str, tuple[str, str]], number: int) -> GoldDocument:
    id = str(row.get("id", number))
    if "units" in row:
        units = tuple(_unit(unit, names, len(row["text"])) for unit in row["units"])
        return GoldDocument(id, row["text"], units)
    if "codes" in row:
        unit = _unit({"start": 0, "end": len(row["text"]), "kind": "D"} | dict(row), names, len(row["text"]))
        return GoldDocument(id, row["text"], (unit,), single=True)
    if "grade_low" in row or "grade_high" in row:
        grades = [float(row[key]) for key in ("grade_low", "grade_high") if row.get(key) is not None]
        if not grades:
            raise ValueError("'grade_low' and 'grade_high' are both empty; one of them is expected")
        return GoldDocument(id, row["text"], (), grade=sum(grades) / len(grades))
    raise ValueError(
        "none of 'units', 'codes' and 'grade_low' is there; see `jobtagger evaluate --help` for the shapes"
    )


def _unit(unit: Mapping[str, Any], names: Mapping[str, tuple[str, str]], length: int) -> GoldUnit:
    if not isinstance(unit, Mapping):
        raise ValueError(f"a unit is an object with start, end and kind, found {unit!r}")
    kind = unit["kind"]
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not one of {', '.join(KINDS)}")
    start, end = int(unit["start"]), int(unit["end"])
    if not 0 <= start < end <= length:
        raise ValueError(f"unit {start}-{end} does not lie in the text (0-{length})")
    resolved = list(_resolve(unit.get("codes", ()), names))
    return GoldUnit(
        start=start,
        end=end,
        kind=kind,
        competencies=frozenset(id for what, id in resolved if what == "competency"),
        groups=frozenset(id for what, id in resolved if what == "group"),
        disputed=frozenset(id for what, id in _resolve(unit.get("disputed", ()), names) if what == "competency"),
        level=int(unit.get("level") or 0),
    )


def _resolve(codes: Any, names: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    if not isinstance(codes, list | tuple):
        raise ValueError(f"codes are a list, found {codes!r}")
    for code in codes:
        if code not in names:
            raise ValueError(f"{code!r} is neither id nor code of a competency or group of the model's framework")
        yield names[code]


def _names(framework: Framework) -> dict[str, tuple[str, str]]:
    """Ids and codes; a competency wins where a group has the same id."""
    names = {name: ("group", group.id) for group in framework.groups for name in (group.id, group.code) if name}
    names |= {name: ("competency", one.id) for one in framework.competencies for name in (one.id, one.code) if name}
    return names
