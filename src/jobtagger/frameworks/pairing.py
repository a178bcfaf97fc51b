"""Which entry of one framework is which of another: by id, by name or alias, by near-identical text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeVar

from jobtagger.frameworks.cells import fold
from jobtagger.frameworks.model import Competency, Group, Indicator, Level, kebab
from jobtagger.frameworks.wording import likeness

By = Literal["id", "name", "alias", "text"]

SAME_TEXT = 0.75
"""Share of words in common from which two competencies of different names are one."""

SAME_INDICATOR = 0.6
"""Share of words in common from which an indicator counts as reworded rather than replaced."""

_MIN_WORDS = 6
"""Words below which a text is too short to recognize a competency by."""

Entry = TypeVar("Entry", Competency, Group)
Item = TypeVar("Item")


def pair_entries(old: Sequence[Entry], new: Sequence[Entry]) -> list[tuple[Entry, Entry, By]]:
    """Return the competencies or groups that two frameworks have in common, and how each was found again.

    >>> from jobtagger.frameworks.model import Competency
    >>> old = [Competency("teamwork", "Teamwork"), Competency("vision", "Vision")]
    >>> new = [Competency("team-building", "Team Building", aliases=("Teamwork",))]
    >>> [(before.id, after.id, by) for before, after, by in pair_entries(old, new)]
    [('teamwork', 'team-building', 'alias')]
    """
    pairs: list[tuple[Entry, Entry, By]] = []
    steps: tuple[tuple[By, Callable[[Sequence[Entry], Sequence[Entry]], Iterator[tuple[Entry, Entry]]]], ...] = (
        ("id", lambda left, right: _equal(left, right, lambda entry: [entry.id])),
        ("name", lambda left, right: _equal(left, right, lambda entry: [_plain(entry.name)])),
        ("alias", lambda left, right: _equal(left, right, _names)),
        ("text", _alike),
    )
    for by, find in steps:
        left = [entry for entry in old if all(entry is not before for before, _, _ in pairs)]
        right = [entry for entry in new if all(entry is not after for _, after, _ in pairs)]
        pairs += [(before, after, by) for before, after in find(left, right)]
    return pairs


def pair_levels(old: Sequence[Level], new: Sequence[Level]) -> list[tuple[Level, Level]]:
    """Return the levels that two scales have in common: those of one name, then those of one value.

    Scales with no name in common are one scale renamed if they are of one length, each level being that of its place;
    else they are two scales, which have nothing in common.

    >>> low, middle, high = (Level(value, name) for value, name in ((1, "Low"), (2, "Middle"), (3, "High")))
    >>> [(a.name, b.name) for a, b in pair_levels([low, high], [Level(10, "Basic"), Level(20, "Expert")])]
    [('Low', 'Basic'), ('High', 'Expert')]
    >>> pair_levels([low, middle, high], [Level(1, "Basic"), Level(2, "Expert")])
    []
    """
    pairs = list(_equal(old, new, lambda level: [fold(level.name)]))
    if not pairs:
        return list(zip(old, new, strict=True)) if len(old) == len(new) else []
    left = [level for level in old if level not in [before for before, _ in pairs]]
    right = [level for level in new if level not in [after for _, after in pairs]]
    pairs += _equal(left, right, lambda level: [str(level.value)])
    return sorted(pairs, key=lambda pair: pair[1].value)


def pair_indicators(
    old: Sequence[Indicator], new: Sequence[Indicator]
) -> tuple[list[tuple[Indicator, Indicator]], list[Indicator], list[Indicator]]:
    """Return the indicators that two editions of a competency have in common, those that went, those that came."""
    left, right = list(enumerate(old)), list(enumerate(new))
    pairs: list[tuple[int, int]] = []
    # The same words at the same level first, so that of two equal texts none counts as re-levelled.
    for at_any_level in (False, True):
        for i, a in list(left):
            equal = (j for j, b in right if fold(a.text) == fold(b.text) and (at_any_level or a.level == b.level))
            found = next(equal, None)
            if found is not None:
                pairs.append((i, found))
                left = [entry for entry in left if entry[0] != i]
                right = [entry for entry in right if entry[0] != found]
    near = [(likeness(a.text, b.text, SAME_INDICATOR), i, j) for i, a in left for j, b in right]
    for _, i, j in _best_first([entry for entry in near if entry[0]]):
        pairs.append((i, j))
    gone, came = {i for i, _ in pairs}, {j for _, j in pairs}
    return (
        [(old[i], new[j]) for i, j in sorted(pairs, key=lambda pair: pair[1])],
        [item for i, item in enumerate(old) if i not in gone],
        [item for j, item in enumerate(new) if j not in came],
    )


def _equal(
    left: Sequence[Item], right: Sequence[Item], keys: Callable[[Item], Sequence[str]]
) -> Iterator[tuple[Item, Item]]:
    """Yield the pairs that share a key which nothing else on either side has."""
    used: set[int] = set()
    ours = Counter(key for entry in left for key in keys(entry))
    theirs = Counter(key for entry in right for key in keys(entry))
    by_key = {key: entry for entry in right for key in keys(entry) if key and theirs[key] == 1}
    for entry in left:
        for key in keys(entry):
            other = by_key.get(key)
            if other is not None and ours[key] == 1 and id(other) not in used:
                used.add(id(other))
                yield entry, other
                break


def _names(entry: Competency | Group) -> list[str]:
    return list(dict.fromkeys(_plain(name) for name in (entry.name, *entry.aliases)))


def _plain(name: str) -> str:
    return kebab(name.replace("&", " and ")) or fold(name)


def _alike(left: Sequence[Entry], right: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield the pairs whose text is near-identical, the nearest first."""
    near = []
    for i, before in enumerate(left):
        for j, after in enumerate(right):
            score = max(
                (
                    likeness(old, new, SAME_TEXT)
                    for old, new in zip(_texts(before), _texts(after), strict=True)
                    if min(len(old.split()), len(new.split())) >= _MIN_WORDS
                ),
                default=0.0,
            )
            if score:
                near.append((score, i, j))
    for _, i, j in _best_first(near):
        yield left[i], right[j]


def _texts(entry: Competency | Group) -> tuple[str, str]:
    """Return the definition, and all that is said by way of behaviors."""
    if isinstance(entry, Competency):
        return entry.definition, " ".join(item.text for item in entry.indicators)
    return entry.definition, " ".join(entry.characteristics)


def _best_first(near: Sequence[tuple[float, int, int]]) -> Iterator[tuple[float, int, int]]:
    """Yield pairs from the nearest on, each entry once."""
    gone: set[int] = set()
    came: set[int] = set()
    for score, i, j in sorted(near, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if i not in gone and j not in came:
            gone.add(i)
            came.add(j)
            yield score, i, j
