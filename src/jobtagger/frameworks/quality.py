"""What keeps no framework from loading but hurts the model trained on it, each finding with its place and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from textwrap import shorten

from jobtagger.frameworks.cells import LONG_NAME, fold, is_note
from jobtagger.frameworks.duplicates import find_alike, words
from jobtagger.frameworks.model import Competency, Framework, Group, kebab
from jobtagger.frameworks.scales import in_known_order
from jobtagger.frameworks.validation import Problem

MIN_WORDS = 20
"""Words of definition and indicators below which a competency has too little text to train on: two short sentences."""

_LISTED = 3
"""Entries that a warning about many of them names before it counts the rest."""

_NUMBERED_NOTE = re.compile(r"\(?\d+\)? .*\.$")
"""A footnote under its number, which came in as a row."""


def find_warnings(framework: Framework) -> Iterator[Problem]:
    """Yield what would hurt training on a framework.

    Parameters
    ----------
    framework : Framework
        A framework that loads.

    Yields
    ------
    Problem
        Of severity ``"warning"``.

    Examples
    --------
    >>> from jobtagger.frameworks import Competency, Framework
    >>> planning = Competency("planning", "Planning", definition="Sets goals.")
    >>> for problem in find_warnings(Framework("own", "Our own", competencies=(planning,))):
    ...     print(problem.place)
    competencies
    competencies[0]
    """
    yield from _count(framework)
    yield from _levels(framework)
    yield from _definitions(framework)
    yield from _texts(framework)
    yield from _indicators(framework)
    yield from _notes(framework)
    yield from _names(framework)
    yield from _ids(framework)


def _warning(place: str, message: str) -> Problem:
    return Problem(place, message, "warning")


def _count(framework: Framework) -> Iterator[Problem]:
    if len(framework.competencies) == 1:
        yield _warning("competencies", "there is only one, and a model needs two to tell apart; add the others")


def _levels(framework: Framework) -> Iterator[Problem]:
    levels = framework.levels
    for number, (low, high) in enumerate(pairwise(levels), start=1):
        if high.value <= low.value:
            message = f"{high.value} follows {low.value}; list the levels from the lowest to the highest"
            yield _warning(f"levels[{number}].value", message)
    if in_known_order([level.name for level in levels]) is False:
        names = ", ".join(f"{level.value} {level.name}" for level in levels)
        yield _warning("levels", f"the names do not rise with the values ({names}); give the lowest level the lowest")
    first: dict[str, int] = {}
    for number, level in enumerate(levels):
        other = first.setdefault(fold(level.name), number)
        if other != number:
            yield _warning(f"levels[{number}].name", f"{level.name!r} is also the name of levels[{other}]; rename one")
    used = {item.level for competency in framework.competencies for item in competency.indicators}
    used |= {item.level for competency in framework.competencies for item in competency.required}
    if not used - {None} and levels:
        yield _warning("levels", "no indicator names a level, so none can be learnt; give indicators their 'level'")
        return
    for number, level in enumerate(levels):
        if level.value not in used:
            message = f"{level.name!r} ({level.value}) has no indicator; give it some, or remove it from the scale"
            yield _warning(f"levels[{number}]", message)


def _definitions(framework: Framework) -> Iterator[Problem]:
    competencies = framework.competencies
    # Those without any text at all are told of below.
    empty = [
        number
        for number, competency in enumerate(competencies)
        if competency.indicators and not competency.definition.strip()
    ]
    if len(empty) == len(competencies) > 1:
        yield _warning("competencies", f"none of the {len(competencies)} has a definition; add what each one means")
    else:
        for number in empty:
            message = f"{competencies[number].name!r} has no definition; say what it means in two or three sentences"
            yield _warning(f"competencies[{number}].definition", message)
    yield from _alike([competency.definition for competency in competencies], framework)


def _alike(definitions: list[str], framework: Framework) -> Iterator[Problem]:
    found = find_alike(definitions)
    for alike in found.sets:
        entries = [(framework.competencies[number].name, f"competencies[{number}]") for number in alike.members]
        if len(entries) == 2:
            same = "is the same as" if alike.share == 1 else f"shares {alike.share:.0%} of its words with"
            ((one, there), (other, place)) = entries
            message = f"that of {other!r} {same} that of {one!r} ({there}); say what sets them apart, or merge"
            yield _warning(f"{place}.definition", message)
        else:
            same = "the same definition" if alike.share == 1 else "nearly the same definition"
            message = (
                f"{len(entries)} competencies have {same}: {_listing(entries)}; say what sets them apart, or merge"
            )
            yield _warning(f"{entries[0][1]}.definition", message)
    if found.compared is not None:
        message = "so many definitions share their words that from here on only those that are the same were looked for"
        yield _warning(f"competencies[{found.compared}].definition", message)


def _listing(entries: Sequence[tuple[str, str]]) -> str:
    """Return names with their places, the first ones only where there are many."""
    named = [f"{name!r} ({place})" for name, place in entries[:_LISTED]]
    rest = len(entries) - len(named)
    return ", ".join(named) + (f" and {rest} more" if rest else "")


def _texts(framework: Framework) -> Iterator[Problem]:
    competencies = framework.competencies
    counts = [sum(len(text.split()) for text in _all_texts(competency)) for competency in competencies]
    remedy = f"write at least {MIN_WORDS}, better ten indicators"
    if len(counts) > 1 and max(counts) < MIN_WORDS:
        most = f"{_words(max(counts))} of definition and indicators at most" if any(counts) else "no words at all"
        yield _warning("competencies", f"all {len(counts)} have too little to train on, {most}; {remedy} for each")
        return
    for number, count in enumerate(counts):
        if count < MIN_WORDS:
            has = f"{_words(count)} of definition and indicators, too little to train on"
            message = f"{competencies[number].name!r} has {has if count else 'no text to train on'}; {remedy}"
            yield _warning(f"competencies[{number}]", message)


def _words(count: int) -> str:
    return "1 word" if count == 1 else f"{count} words"


def _all_texts(competency: Competency) -> list[str]:
    return [competency.definition, *(indicator.text for indicator in competency.indicators)]


def _indicators(framework: Framework) -> Iterator[Problem]:
    places: dict[str, list[tuple[int, int]]] = {}
    for number, competency in enumerate(framework.competencies):
        for position, indicator in enumerate(competency.indicators):
            places.setdefault(" ".join(words(indicator.text)), []).append((number, position))
    for found in places.values():
        if len(found) > 1:
            yield _repeated(framework, found)


def _repeated(framework: Framework, found: list[tuple[int, int]]) -> Problem:
    """Return the warning about one indicator that stands in several places."""
    entries = [
        (framework.competencies[number].name, f"competencies[{number}].indicators[{position}]")
        for number, position in found
    ]
    (name, first), (_, second) = entries[:2]
    if len({number for number, _ in found}) == 1:
        there = first if len(entries) == 2 else f"{first} and {len(entries) - 2} more"
        return _warning(f"{second}.text", f"stands in {there} already; keep one")
    remedy = "so it tells nothing apart; keep it where it fits best"
    if len(entries) == 2:
        return _warning(f"{second}.text", f"stands under {name!r} too ({first}), {remedy}")
    return _warning(f"{first}.text", f"stands in {len(entries)} places, {remedy}: {_listing(entries)}")


def _named_entries(framework: Framework) -> Iterator[tuple[str, tuple[Competency | Group, ...]]]:
    yield "competencies", framework.competencies
    yield "groups", framework.groups


def _notes(framework: Framework) -> Iterator[Problem]:
    for key, entries in _named_entries(framework):
        for number, entry in enumerate(entries):
            name = entry.name
            if is_note(name) or _NUMBERED_NOTE.match(name) or len(name) > LONG_NAME:
                message = f"{shorten(name, LONG_NAME)!r} looks like a note or a sentence; remove it, or give a name"
                yield _warning(f"{key}[{number}].name", message)


def _names(framework: Framework) -> Iterator[Problem]:
    for key, entries in _named_entries(framework):
        seen: dict[str, tuple[int, str]] = {}
        for number, entry in enumerate(entries):
            places = [(f"{key}[{number}].name", entry.name)]
            places += [(f"{key}[{number}].aliases[{position}]", alias) for position, alias in enumerate(entry.aliases)]
            for place, name in places:
                other, there = seen.setdefault(kebab(name) or fold(name), (number, place))
                if there == place:
                    continue
                if there.endswith(".name") and place.endswith(".name"):
                    yield _warning(place, f"{name!r} is also the name of {key}[{other}]; rename one, or merge them")
                    continue
                whose = "the same entry" if other == number else repr(entries[other].name)
                yield _warning(place, f"{name!r} names {whose} already ({there}); remove it from one of the two")


def _ids(framework: Framework) -> Iterator[Problem]:
    for key, entries in _named_entries(framework):
        rightful = {entry.id for entry in entries if entry.id == kebab(entry.name)}
        for number, entry in enumerate(entries):
            usual = kebab(entry.name)
            if usual and usual != entry.id and usual not in rightful:  # two of one name are told of as such
                message = f"{entry.id!r} is not the id that belongs to {entry.name!r}; write {usual!r}"
                yield _warning(f"{key}[{number}].id", message)
