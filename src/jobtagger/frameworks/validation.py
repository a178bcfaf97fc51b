"""Checks on the plain data of a framework file, before anything is built from it.

Each finding names the exact place and the remedy, so that a person can mend a file without knowing this code.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, TypeGuard

from jobtagger.frameworks.model import kebab

FORMAT = 1
"""Version of the framework file's shape."""

_MAX_GROUP_NAME = 40
"""Characters; the word stands before a list, in tables that may be narrow."""

_LISTED = 12
"""Names that a message lists before it counts the rest."""

_KNOWN_KEYS: dict[str, tuple[str, ...]] = {
    "framework": (
        "format",
        "id",
        "title",
        "version",
        "date",
        "publisher",
        "group_name",
        "source",
        "levels",
        "groups",
        "competencies",
        "corrections",
        "notes",
    ),
    "source": ("title", "file", "note"),
    "level": ("value", "name", "definition"),
    "group": ("id", "name", "code", "definition", "aliases", "characteristics"),
    "competency": ("id", "name", "code", "definition", "aliases", "groups", "indicators", "required"),
    "indicator": ("level", "text"),
    "requirement": ("level", "proficiency"),
    "correction": ("where", "scanned", "corrected", "why"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of a validation."""

    place: str
    """Where: ``competencies[3].indicators[2].level``."""
    message: str
    """What is wrong there and what would be right."""
    severity: Literal["error", "warning"] = "error"
    """An error keeps the framework from loading, a warning does not."""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def find_errors(data: object) -> Iterator[Problem]:
    """Yield what keeps the data of a framework file from being a framework."""
    if not isinstance(data, Mapping):
        yield Problem("(file)", f"a mapping with id, title and competencies is expected, this is {_kind(data)}")
        return
    if "target" in data and isinstance(data.get("competencies"), Mapping):
        remedy = "'jobtagger frameworks crosswalk A B --check FILE' checks it against its two frameworks"
        yield Problem("(file)", f"this is a crosswalk between two frameworks, not a framework; {remedy}")
        return
    version = data.get("format")
    if version is None:
        yield Problem("format", f"is missing; write 'format: {FORMAT}'")
    elif not _is_int(version) or version != FORMAT:
        yield Problem("format", f"{version!r} is not known to this version of jobtagger; write 'format: {FORMAT}'")
    yield from _unknown_keys("", "framework", data)
    yield from _id(data, "id")
    yield from _text(data, "title", "title", required=True)
    for key in ("version", "date", "publisher"):
        yield from _text(data, key, key)
    source = data.get("source")
    if isinstance(source, Mapping):
        yield from _unknown_keys("source", "source", source)
        for key in ("title", "file", "note"):
            yield from _text(source, key, f"source.{key}", required=key == "title")
    elif source is not None:
        yield Problem("source", f"a mapping with a title is expected, this is {_kind(source)}")
    yield from _group_name(data)
    yield from _strings(data, "notes", "notes")
    yield from _levels(data)
    yield from _groups(data)
    yield from _competencies(data)
    yield from _corrections(data)


def _group_name(data: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _text(data, "group_name", "group_name")
    name = data.get("group_name")
    if not isinstance(name, str):
        return
    if len(name) > _MAX_GROUP_NAME or not name.strip():
        yield Problem(
            "group_name", f"one or two words for a group are expected, such as Cluster; this is {_kind(name)}"
        )
    elif not data.get("groups"):
        yield Problem(
            "group_name", f"{name!r} is given, but the framework lists no groups; add 'groups' or leave it out"
        )


def _levels(data: Mapping[str, Any]) -> Iterator[Problem]:
    seen: dict[int, str] = {}
    last: int | None = None
    for place, level in (yield from _mappings(data, "levels", "level", "")):
        yield from _text(level, "name", f"{place}.name", required=True)
        yield from _text(level, "definition", f"{place}.definition")
        value = level.get("value")
        if not _is_int(value):
            yield Problem(f"{place}.value", f"a whole number is expected, this is {_kind(value)}")
            continue
        if value in seen:
            yield Problem(f"{place}.value", f"{value} is also the value of {seen[value]}; values are unique")
        elif last is not None and value < last:
            yield Problem(f"{place}.value", f"{value} follows {last}; list the levels from the lowest to the highest")
        seen[value] = place
        last = value


def _groups(data: Mapping[str, Any]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place, group in (yield from _mappings(data, "groups", "group", "")):
        yield from _identity(place, group, seen)
        yield from _text(group, "code", f"{place}.code")
        yield from _text(group, "definition", f"{place}.definition")
        yield from _strings(group, "aliases", f"{place}.aliases")
        yield from _strings(group, "characteristics", f"{place}.characteristics")


def _competencies(data: Mapping[str, Any]) -> Iterator[Problem]:
    if not data.get("competencies"):
        yield Problem("competencies", "at least one competency is needed; see docs/framework-format.md for the shape")
        return
    levels = [level.get("value") for level in _only_mappings(data.get("levels"))]
    values = [value for value in levels if _is_int(value)]
    ids = [group.get("id") for group in _only_mappings(data.get("groups"))]
    groups = dict.fromkeys(id for id in ids if isinstance(id, str))
    seen: dict[str, str] = {}
    without_scale: list[tuple[str, object]] = []
    without_groups: list[tuple[str, object]] = []
    for place, competency in (yield from _mappings(data, "competencies", "competency", "")):
        yield from _identity(place, competency, seen)
        yield from _text(competency, "code", f"{place}.code")
        yield from _text(competency, "definition", f"{place}.definition")
        yield from _strings(competency, "aliases", f"{place}.aliases")
        yield from _strings(competency, "groups", f"{place}.groups")
        listed = _as_list(competency.get("groups"))
        for number, group in enumerate(listed):
            if group in listed[:number]:
                yield Problem(f"{place}.groups[{number}]", f"{group!r} is listed twice; keep one")
            elif isinstance(group, str) and not groups:
                without_groups.append((f"{place}.groups[{number}]", group))
            elif isinstance(group, str) and group not in groups:
                known = _listing(groups)
                yield Problem(f"{place}.groups[{number}]", f"{group!r} is not a group of this framework ({known})")
        for key, kind, text in (("indicators", "indicator", "text"), ("required", "requirement", "proficiency")):
            for inner, entry in (yield from _mappings(competency, key, kind, f"{place}.")):
                yield from _text(entry, text, f"{inner}.{text}", required=True)
                if entry.get("level") is not None and not values:
                    without_scale.append((f"{inner}.level", entry["level"]))
                elif entry.get("level") is not None:
                    yield from _level(entry["level"], values, f"{inner}.level")
                elif kind == "requirement":
                    yield Problem(f"{inner}.level", "is missing; the value of a level is expected")

    yield from _without("levels", without_scale)
    yield from _without("groups", without_groups)


def _without(key: str, uses: Sequence[tuple[str, object]]) -> Iterator[Problem]:
    """Yield one problem for all that name a level or a group where none are listed: they have one cause."""
    if uses:
        place, value = uses[0]
        more = len(uses) - 1
        also = f", and in {more} more {'place' if more == 1 else 'places'}" if more else ""
        it = "them" if more else "it"
        remedy = f"add '{key}' or leave {it} out"
        yield Problem(place, f"{value!r} is given here{also}, but the framework lists no {key}; {remedy}")


def _level(value: object, values: Sequence[int], place: str) -> Iterator[Problem]:
    if not _is_int(value) or value not in values:
        consecutive = len(values) > 1 and all(high == low + 1 for low, high in pairwise(values))
        scale = f"{values[0]}-{values[-1]}" if consecutive else _listing(map(str, values))
        yield Problem(place, f"{value!r} is not a level of this framework ({scale})")


def _corrections(data: Mapping[str, Any]) -> Iterator[Problem]:
    for place, correction in (yield from _mappings(data, "corrections", "correction", "")):
        for key in ("where", "corrected", "why"):
            yield from _text(correction, key, f"{place}.{key}", required=key != "why")
        yield from _strings(correction, "scanned", f"{place}.scanned")
        if correction.get("scanned") in (None, []):
            yield Problem(f"{place}.scanned", "is missing; a list of what the source has instead is expected")


def _identity(place: str, entry: Mapping[str, Any], seen: dict[str, str]) -> Iterator[Problem]:
    yield from _text(entry, "name", f"{place}.name", required=True)
    yield from _id(entry, f"{place}.id")
    id = entry.get("id")
    if isinstance(id, str) and id in seen:
        yield Problem(f"{place}.id", f"{id!r} is also the id of {seen[id]}; ids are unique, rename one")
    if isinstance(id, str) and id.strip():
        seen[id] = place


def _id(entry: Mapping[str, Any], place: str) -> Iterator[Problem]:
    yield from _text(entry, "id", place, required=True)
    id = entry.get("id")
    if isinstance(id, str) and id.strip() and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id):
        remedy = repr(kebab(id)) if kebab(id) else "small letters, digits and single hyphens"
        yield Problem(place, f"{id!r} is not in kebab-case; write {remedy}")


def _text(entry: Mapping[str, Any], key: str, place: str, *, required: bool = False) -> Iterator[Problem]:
    value = entry.get(key)
    if value is None:
        if required:
            yield Problem(place, "is missing; a text is expected")
    elif not isinstance(value, str):
        remedy = "write one text" if isinstance(value, list | Mapping) else "put it in quotes"
        yield Problem(place, f"a text is expected, this is {_kind(value)}; {remedy}")
    elif required and not value.strip():
        yield Problem(place, "is empty; a text is expected")


def _strings(entry: Mapping[str, Any], key: str, place: str) -> Iterator[Problem]:
    value = entry.get(key)
    if value is None:
        return
    if not isinstance(value, list):
        yield Problem(place, f"a list of texts is expected, this is {_kind(value)}")
        return
    for number, item in enumerate(value):
        if not isinstance(item, str) or not item.strip():
            yield Problem(f"{place}[{number}]", f"a text is expected, this is {_kind(item)}")


def _mappings(
    entry: Mapping[str, Any], key: str, kind: str, prefix: str
) -> Generator[Problem, None, list[tuple[str, Mapping[str, Any]]]]:
    """Yield the problems of a list of mappings; return its good entries with their places."""
    value = entry.get(key)
    good: list[tuple[str, Mapping[str, Any]]] = []
    if value is not None and not isinstance(value, list):
        yield Problem(f"{prefix}{key}", f"a list is expected, this is {_kind(value)}")
        return good
    for number, item in enumerate(value or ()):
        place = f"{prefix}{key}[{number}]"
        if not isinstance(item, Mapping):
            keys = " and ".join(_KNOWN_KEYS[kind][:2])
            yield Problem(place, f"a mapping with {keys} is expected, this is {_kind(item)}")
            continue
        yield from _unknown_keys(place, kind, item)
        good.append((place, item))
    return good


def _unknown_keys(place: str, kind: str, entry: Mapping[Any, Any]) -> Iterator[Problem]:
    known = _KNOWN_KEYS[kind]
    for key in entry:
        if key not in known:
            where = f"{place}.{key}" if place else str(key)
            yield Problem(where, f"is not a known key; known here are {', '.join(known)}")


def _listing(names: Iterable[str]) -> str:
    """Return the names in a row, the first ones only where there are too many for a message."""
    listed = list(names)
    more = f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
    return ", ".join(listed[:_LISTED]) + more


def _only_mappings(value: object) -> list[Mapping[str, Any]]:
    return [item for item in _as_list(value) if isinstance(item, Mapping)]


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_int(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f"the text {value[:40]!r}" if value.strip() else "an empty text"
    if isinstance(value, bool | int | float):
        return f"the value {value!r}"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list) else f"a {type(value).__name__}"
