"""What an export does not carry, found by reading it back: no format is trusted to lose nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import TypeVar

from jobtagger.frameworks.exporting import export_framework
from jobtagger.frameworks.importing import import_bytes
from jobtagger.frameworks.model import Competency, Framework, Group, Level, plural

_SUFFIXES = {"case": "json"}
_LISTED = ("levels", "groups", "competencies")
_SHOWN = 3

Entry = TypeVar("Entry", Level, Group, Competency)


def not_carried(framework: Framework, format: str, name: str = "") -> tuple[str, ...]:
    """Return what of a framework its export does not give back to the import.

    Parameters
    ----------
    framework : Framework
        What is exported.
    format : str
        As for `export_framework`.
    name : str
        Of the file, from which CSV has the id and the title; made of the framework's id if not given.

    Returns
    -------
    tuple of str
        A phrase for each part that comes back otherwise or not at all; empty if all comes back.

    Raises
    ------
    UnknownNameError, MissingExtraError
        As `export_framework`.
    FrameworkError
        If the import would refuse the file, with its problems.

    Examples
    --------
    >>> from jobtagger.frameworks import Competency, Framework, Group
    >>> groups = Group("plans", "Plans", definition="Goals."), Group("people", "People", definition="Teams.")
    >>> framework = Framework("own", "Our own", groups=groups, competencies=(Competency("vision", "Vision"),))
    >>> not_carried(framework, "yaml"), not_carried(framework, "csv")
    ((), ('title of the framework', "groups 'Plans' and 'People'"))
    """
    data = export_framework(framework, format)
    read = import_bytes(data, name or f"{framework.id}.{_SUFFIXES.get(format, format)}")
    return tuple(_differences(framework, read))


def _differences(old: Framework, new: Framework) -> Iterator[str]:
    parts = [field.name for field in fields(Framework) if field.compare and field.name not in _LISTED]
    changed = [part.replace("_", " ") for part in parts if getattr(old, part) != getattr(new, part)]
    if changed:
        yield f"{_listing(changed)} of the framework"
    groups = _pairs(old.groups, new.groups)
    new = _with_group_ids(new, {after.id: before.id for before, after in groups})
    yield from _of_entries("level", old.levels, new.levels)
    yield from _of_entries("group", old.groups, new.groups)
    yield from _of_entries("competency", old.competencies, new.competencies)


def _of_entries(kind: str, old: Sequence[Entry], new: Sequence[Entry]) -> Iterator[str]:
    pairs = _pairs(old, new)
    found, places = {_id(before) for before, _ in pairs}, {_id(entry): place for place, entry in enumerate(new)}
    order = [places.pop(_id(after)) for _, after in pairs]
    if missing := [entry for entry in old if _id(entry) not in found]:
        yield _named(kind, missing)
    if added := [new[place] for place in places.values()]:
        yield f"absence of {_named(kind, added)}"
    for field in fields(old[0]) if old else ():
        changed = [before for before, after in pairs if getattr(before, field.name) != getattr(after, field.name)]
        if changed:
            yield f"{field.name} of {_named(kind, changed)}"
    if order != sorted(order):
        yield f"order of the {plural(kind)}"


def _pairs(old: Sequence[Entry], new: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Return which entry came back as which: the one with its id, else one with its name."""
    by_id, known = {_id(entry): entry for entry in new}, set(map(_id, old))
    by_name = {entry.name: entry for entry in new if _id(entry) not in known}
    found = [(entry, by_id.get(_id(entry)) or by_name.pop(entry.name, None)) for entry in old]
    return [(before, after) for before, after in found if after is not None]


def _id(entry: Level | Group | Competency) -> str | int:
    return entry.value if isinstance(entry, Level) else entry.id


def _with_group_ids(framework: Framework, ids: dict[str, str]) -> Framework:
    """Return a framework whose competencies name their groups by other ids, so that only the groups differ by them."""
    competencies = (
        replace(entry, groups=tuple(ids.get(group, group) for group in entry.groups))
        for entry in framework.competencies
    )
    return replace(framework, competencies=tuple(competencies))


def _named(kind: str, entries: Sequence[Level | Group | Competency]) -> str:
    names = [repr(entry.name) for entry in entries]
    if len(names) == 1:
        return f"{kind} {names[0]}"
    if len(names) <= _SHOWN:
        return f"{plural(kind)} {_listing(names)}"
    return f"{len(names)} {plural(kind)} ({', '.join(names[:_SHOWN])} ...)"


def _listing(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
