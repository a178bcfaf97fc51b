"""What keeps no framework from loading but hurts the model trained on it, each finding with its place and remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from jobtagger.frameworks.cells import fold
from jobtagger.frameworks.model import Competency, Framework, Group, kebab
from jobtagger.frameworks.scales import in_known_order
from jobtagger.frameworks.validation import Problem

MIN_WORDS = 20
"""Words of definition and indicators below which a competency has too little text to train on: two short sentences."""

SIMILARITY = 0.8
"""Share of words that two definitions have in common from which they are near-identical."""


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
    empty = [number for number, competency in enumerate(competencies) if not competency.definition.strip()]
    if len(empty) == len(competencies) > 1:
        yield _warning("competencies", f"none of the {len(competencies)} has a definition; add what each one means")
    else:
        for number in empty:
            message = f"{competencies[number].name!r} has no definition; say what it means in two or three sentences"
            yield _warning(f"competencies[{number}].definition", message)
    for first, second, share in _similar([competency.definition for competency in competencies]):
        same = "is the same as" if share == 1 else f"shares {share:.0%} of its words with"
        one, other = competencies[second].name, competencies[first].name
        message = (
            f"that of {one!r} {same} that of {other!r} (competencies[{first}]); say what sets them apart, or merge"
        )
        yield _warning(f"competencies[{second}].definition", message)


def _similar(texts: list[str]) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of near-identical texts with the share of words they have in common.

    Texts this similar share one of their rarest words, so only those that do are compared.
    """
    bags = [frozenset(_words(text)) for text in texts]
    frequency = Counter(word for bag in bags for word in bag)
    by_word: dict[str, list[int]] = {}
    for number, bag in enumerate(bags):
        rare = sorted(bag, key=lambda word: (frequency[word], word))[: len(bag) - int(SIMILARITY * len(bag) - 1e-9)]
        candidates = {other for word in rare for other in by_word.get(word, ())}
        for other in sorted(candidates):
            share = len(bag & bags[other]) / len(bag | bags[other])
            if share >= SIMILARITY:
                yield other, number, share
        for word in rare:
            by_word.setdefault(word, []).append(number)


def _words(text: str) -> Iterable[str]:
    return (word.strip(".,;:!?()\"'") for word in fold(text).split() if word.strip(".,;:!?()\"'"))


def _texts(framework: Framework) -> Iterator[Problem]:
    for number, competency in enumerate(framework.competencies):
        count = sum(len(text.split()) for text in _all_texts(competency))
        if count < MIN_WORDS:
            yield _warning(
                f"competencies[{number}]",
                f"{competency.name!r} has {count} words of definition and indicators, too little to train on; "
                f"write at least {MIN_WORDS}, better ten indicators",
            )


def _all_texts(competency: Competency) -> list[str]:
    return [competency.definition, *(indicator.text for indicator in competency.indicators)]


def _indicators(framework: Framework) -> Iterator[Problem]:
    seen: dict[str, tuple[int, int]] = {}
    for number, competency in enumerate(framework.competencies):
        for position, indicator in enumerate(competency.indicators):
            other, at = seen.setdefault(" ".join(_words(indicator.text)), (number, position))
            if (other, at) == (number, position):
                continue
            there = f"competencies[{other}].indicators[{at}]"
            if other == number:
                message = f"stands in {there} already; keep one"
            else:
                name = framework.competencies[other].name
                message = f"stands under {name!r} too ({there}), so it tells nothing apart; keep it where it fits best"
            yield _warning(f"competencies[{number}].indicators[{position}].text", message)


def _named_entries(framework: Framework) -> Iterator[tuple[str, tuple[Competency | Group, ...]]]:
    yield "competencies", framework.competencies
    yield "groups", framework.groups


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
                whose = "the same entry" if other == number else repr(entries[other].name)
                yield _warning(place, f"{name!r} names {whose} already ({there}); remove it from one of the two")


def _ids(framework: Framework) -> Iterator[Problem]:
    for key, entries in _named_entries(framework):
        for number, entry in enumerate(entries):
            usual = kebab(entry.name)
            if usual and usual != entry.id:
                message = f"{entry.id!r} is not the id that belongs to {entry.name!r}; write {usual!r}"
                yield _warning(f"{key}[{number}].id", message)
