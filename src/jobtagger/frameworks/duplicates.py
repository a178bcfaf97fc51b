"""Texts that say the same or nearly so, found without comparing each with each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jobtagger.frameworks.cells import fold

SIMILARITY = 0.8
"""Share of words that two texts have in common from which they are near-identical."""

_MAX_COMPARISONS = 1_000_000
"""Pairs of texts that are compared at most, which takes a second or two."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Texts that are the same, or of which each is near-identical to another."""

    members: tuple[int, ...]
    """Where they stand, in their order."""
    share: float
    """Share of words in common, the least with which one of them joined; 1 where all have the same words."""


@dataclass(frozen=True, slots=True)
class Likenesses:
    """What `find_alike` found."""

    sets: tuple[Alike, ...]
    """Texts that are alike, each in one set at most, in the order of the sets' first texts."""
    compared: int | None = None
    """The first text that was looked at only for texts that are the same; none where all were compared."""


def words(text: str) -> list[str]:
    """Return the words of a text; case and punctuation around them do not count.

    >>> words("Plans, (and) TRACKS.")
    ['plans', 'and', 'tracks']
    """
    return [word for part in fold(text).split() if (word := part.strip(".,;:!?()\"'"))]


def find_alike(texts: Sequence[str], *, limit: int = _MAX_COMPARISONS) -> Likenesses:
    """Find the texts that are the same or near-identical; those without words are left out.

    Parameters
    ----------
    texts : sequence of str
        What to look through.
    limit : int
        How many pairs of different texts are compared before the search for near-identical ones ends.

    Returns
    -------
    Likenesses

    Examples
    --------
    >>> find_alike(["To be done", "Sets goals.", "to be done.", "", ""]).sets
    (Alike(members=(0, 2), share=1.0),)
    """
    by_bag: dict[frozenset[str], list[int]] = {}
    for number, text in enumerate(texts):
        if bag := frozenset(words(text)):
            by_bag.setdefault(bag, []).append(number)
    bags = list(by_bag)
    near, compared = _near(bags, limit)
    parts: dict[int, list[int]] = {}
    shares: dict[int, float] = {}
    for number, (first, share) in enumerate(near):
        parts.setdefault(first, []).extend(by_bag[bags[number]])
        shares[first] = min(shares.get(first, 1.0), share)
    sets = tuple(Alike(tuple(sorted(part)), shares[first]) for first, part in parts.items() if len(part) > 1)
    return Likenesses(sets, None if compared == len(bags) else by_bag[bags[compared]][0])


def _near(bags: Sequence[frozenset[str]], limit: int) -> tuple[list[tuple[int, float]], int]:
    """Return for each set of words the first of those that it is near to, with the share, and how many were compared.

    Sets this similar share one of their rarest words, so only those that do are compared, until one is near: a text
    that hundreds resemble costs one comparison each, not one a pair.
    """
    frequency = Counter(word for bag in bags for word in bag)
    by_word: dict[str, list[int]] = {}
    near: list[tuple[int, float]] = []
    left = limit
    for number, bag in enumerate(bags):
        if left <= 0:
            break
        rare = sorted(bag, key=lambda word: (frequency[word], word))[: len(bag) - int(SIMILARITY * len(bag) - 1e-9)]
        found = (number, 1.0)
        for other in _candidates(rare, by_word):
            left -= 1
            share = len(bag & bags[other]) / len(bag | bags[other])
            if share >= SIMILARITY:
                found = (near[other][0], share)
                break
        near.append(found)
        for word in rare:
            by_word.setdefault(word, []).append(number)
    compared = len(near)
    return near + [(number, 1.0) for number in range(compared, len(bags))], compared


def _candidates(rare: Sequence[str], by_word: Mapping[str, Sequence[int]]) -> Iterator[int]:
    """Yield those that have one of the rare words, each once."""
    seen: set[int] = set()
    for word in rare:
        for number in by_word.get(word, ()):
            if number not in seen:
                seen.add(number)
                yield number
