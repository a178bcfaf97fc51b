"""Checks on the plain data of a crosswalk file: each finding names the place and the remedy."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from jobtagger.frameworks.cells import fold
from jobtagger.frameworks.crosswalk import FORMAT, NONE, STRENGTHS
from jobtagger.frameworks.loading import load_framework
from jobtagger.frameworks.model import Framework
from jobtagger.frameworks.validation import Problem
from jobtagger.resources import framework_names

_KEYS = ("format", "source", "target", "reviewed", "notes", "competencies", "only_in_target")
_REVIEWED_KEYS = ("by", "date")
_LINK_KEYS = ("to", "strength", "score", "why")


def find_crosswalk_errors(
    data: object, source: Framework | None = None, target: Framework | None = None
) -> Iterator[Problem]:
    """Yield what keeps the data of a file from being a crosswalk, or one between the given frameworks.

    Parameters
    ----------
    data : object
        The plain data of the file.
    source, target : Framework, optional
        Frameworks that its ids have to be of.

    Yields
    ------
    Problem

    Examples
    --------
    >>> data = {"format": 1, "source": "a", "target": "b", "competencies": {"vision": [{"to": "vision"}]}}
    >>> print(*find_crosswalk_errors(data))
    competencies.vision[0].strength: is missing; one of same, close, broader, narrower, related is expected
    """
    if not isinstance(data, Mapping):
        expected = "a mapping with source, target and competencies is expected"
        yield Problem("(file)", f"{expected}, this is {_kind(data)}; is it another file?")
        return
    if "title" in data and "target" not in data:
        yield Problem("(file)", "this is a framework, not a crosswalk; 'jobtagger frameworks crosswalk A B' makes one")
        return
    yield from _unknown("", data, _KEYS)
    if data.get("format") != FORMAT:
        yield Problem("format", f"{FORMAT} is expected, this is {_kind(data.get('format'))}")
    source = yield from _end("source", data, source)
    target = yield from _end("target", data, target)
    yield from _reviewed(data.get("reviewed"))
    yield from _texts("notes", data.get("notes"))
    linked: dict[str, str] = {}
    yield from _competencies(data.get("competencies"), source, target, linked)
    yield from _leftover(data.get("only_in_target"), target, linked)


def _end(key: str, data: Mapping[Any, Any], framework: Framework | None) -> Generator[Problem, None, Framework | None]:
    """Yield what is wrong with the source or target; return what to check its ids against, if it is the right one."""
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        yield Problem(key, f"the id of a framework is expected, this is {_kind(value)}")
    elif framework and value != framework.id:
        yield Problem(key, f"{value!r} is another framework than {framework.id!r}; take the crosswalk between both")
        return None  # every id would be unknown, which says nothing more
    return framework


def _reviewed(value: object) -> Iterator[Problem]:
    if value is None:
        return
    if not isinstance(value, Mapping):
        yield Problem("reviewed", f"a mapping with by and date is expected, this is {_kind(value)}")
        return
    yield from _unknown("reviewed", value, _REVIEWED_KEYS)
    for key in _REVIEWED_KEYS:
        entry = value.get(key)
        if key == "by" and (entry is None or entry == ""):
            yield Problem("reviewed.by", "is missing; write who reviewed it, or leave 'reviewed' out")
        elif entry is not None and not isinstance(entry, str):
            yield Problem(f"reviewed.{key}", f"a text is expected, this is {_kind(entry)}; put it in quotes")


def _competencies(
    value: object, source: Framework | None, target: Framework | None, linked: dict[str, str]
) -> Iterator[Problem]:
    """Yield the problems of the entries; fill `linked` with the targets and where each is linked first."""
    if not isinstance(value, Mapping):
        expected = "a mapping from the competencies of the source to their counterparts is expected"
        yield Problem("competencies", f"{expected}, this is {_kind(value)}")
        return
    for id, entry in value.items():
        place = f"competencies.{id}"
        if not isinstance(id, str):
            yield Problem(place, f"the id of a competency is expected, this is {_kind(id)}; put it in quotes")
            continue
        if source:
            yield from _known(place, id, source)
        if isinstance(entry, str) and fold(entry) == NONE:
            continue
        if not isinstance(entry, list) or not entry:
            yield Problem(place, f"a list of counterparts or '{NONE}' is expected, this is {_kind(entry)}")
            continue
        seen: dict[str, int] = {}
        for number, link in enumerate(entry):
            yield from _link(f"{place}[{number}]", link, target)
            to = link.get("to") if isinstance(link, Mapping) else None
            if isinstance(to, str):
                if to in seen:
                    yield Problem(f"{place}[{number}].to", f"{to!r} is linked in [{seen[to]}] already; keep one")
                seen.setdefault(to, number)
                linked.setdefault(to, f"{place}[{number}]")
    for id in source.labels if source else ():
        if id not in value:
            yield Problem(f"competencies.{id}", f"is missing; list its counterparts, or write '{NONE}'")


def _link(place: str, link: object, target: Framework | None) -> Iterator[Problem]:
    if not isinstance(link, Mapping):
        yield Problem(place, f"a mapping with to and strength is expected, this is {_kind(link)}")
        return
    yield from _unknown(place, link, _LINK_KEYS)
    to, strength, score, why = (link.get(key) for key in _LINK_KEYS)
    if not isinstance(to, str) or not to.strip():
        yield Problem(f"{place}.to", f"the id of a competency of the target is expected, this is {_kind(to)}")
    elif target:
        yield from _known(f"{place}.to", to, target)
    strengths = ", ".join(STRENGTHS)
    if strength is None:
        yield Problem(f"{place}.strength", f"is missing; one of {strengths} is expected")
    elif not isinstance(strength, str) or strength not in STRENGTHS:
        yield Problem(f"{place}.strength", f"one of {strengths} is expected, this is {_kind(strength)}")
    number = isinstance(score, int | float) and not isinstance(score, bool)
    if score is not None and not (number and 0 <= float(score) <= 1):
        yield Problem(f"{place}.score", f"a number from 0 to 1 is expected, this is {_kind(score)}; or leave it out")
    yield from _texts(f"{place}.why", [why] if isinstance(why, str) else why)


def _leftover(value: object, target: Framework | None, linked: Mapping[str, str]) -> Iterator[Problem]:
    yield from _texts("only_in_target", value)
    for number, id in enumerate(value if isinstance(value, list) else ()):
        place = f"only_in_target[{number}]"
        if not isinstance(id, str):
            continue
        if id in linked:
            yield Problem(place, f"{id!r} is linked in {linked[id]}; remove it from one of the two")
        if target:
            yield from _known(place, id, target)


def _known(place: str, id: str, framework: Framework) -> Iterator[Problem]:
    if id not in framework.labels:
        close = get_close_matches(id, framework.labels, n=1)
        remedy = f"did you mean {close[0]!r}?" if close else _where_listed(id, framework)
        yield Problem(place, f"{id!r} is not a competency of {framework.id}; {remedy}")


def _where_listed(id: str, framework: Framework) -> str:
    """Return the ids that come nearest, and a command that lists them all if there is one: it knows no file's name."""
    near = get_close_matches(id, framework.labels, n=3, cutoff=0.3) or framework.labels[:3]
    some = f"write one of its ids, such as {', '.join(map(repr, near))}"
    return f"{some} ('jobtagger frameworks show {framework.id}' lists them)" if _is_shipped(framework) else some


@lru_cache(maxsize=2)
def _is_shipped(framework: Framework) -> bool:
    return framework.id in framework_names() and load_framework(framework.id).labels == framework.labels


def _unknown(place: str, entry: Mapping[Any, Any], known: Collection[str]) -> Iterator[Problem]:
    for key in entry:
        if key not in known:
            where = f"{place}.{key}" if place else str(key)
            yield Problem(where, f"is not a known key; known here are {', '.join(known)}")


def _texts(place: str, value: object) -> Iterator[Problem]:
    if value is not None and not isinstance(value, list):
        yield Problem(place, f"a list of texts is expected, this is {_kind(value)}")
    for number, item in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(item, str) or not item.strip():
            yield Problem(f"{place}[{number}]", f"a text is expected, this is {_kind(item)}")


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
