"""What changed from one wording to another, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

_TOKEN = re.compile(r"(\s*)([^\W_]+(?:[-'\u2019][^\W_]+)*|\S)")

_MIN_SHARE = 0.3
"""Share of words in common below which a text was written anew: marks on single words would only confuse."""

Sign = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, went or came."""

    sign: Sign
    """Whether it is in both wordings, only in the old or only in the new one."""
    text: str
    """The words, with the blank before them."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """A text before and after."""

    old: str
    """The old wording; empty if there was none."""
    new: str
    """The new wording; empty if there is none."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The words of both in one row."""
        return compare_words(self.old, self.new)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; ``words`` has a pair of sign and text for each run of words."""
        return {"old": self.old, "new": self.new, "words": [[piece.sign, piece.text] for piece in self.pieces]}


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """Return the words of two wordings in one row, each run marked as same, removed or added.

    Parameters
    ----------
    old, new : str
        The wordings.

    Returns
    -------
    tuple of Piece
        Without what was removed, they are the new wording; without what was added, the words of the old one. Wordings
        that have next to nothing in common are two pieces, the old and the new as a whole.

    Examples
    --------
    >>> [(piece.sign, piece.text) for piece in compare_words("Leads the team.", "Leads a small team.")]
    [('same', 'Leads'), ('removed', ' the'), ('added', ' a small'), ('same', ' team.')]
    """
    before, after = _TOKEN.findall(old.strip()), _TOKEN.findall(new.strip())
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, [word for _, word in before], [word for _, word in after], autojunk=False)
    codes = matcher.get_opcodes()
    if before and after and matcher.ratio() < _MIN_SHARE:
        codes = [("replace", 0, len(before), 0, len(after))]
    for tag, i1, i2, j1, j2 in codes:
        if tag == "equal":
            pieces.append(Piece("same", _joined(after[j1:j2])))
            continue
        if i1 < i2:
            pieces.append(Piece("removed", _joined(before[i1:i2])))
        if j1 < j2:
            pieces.append(Piece("added", _joined(after[j1:j2])))
    return tuple(pieces)


def spaced(pieces: tuple[Piece, ...]) -> Iterator[tuple[str, Sign, str]]:
    """Yield for each piece the blank that stands before it, its sign, and its words, so that marks enclose words only.

    >>> list(spaced(compare_words("Leads the team", "Guides the team")))
    [('', 'removed', 'Leads'), (' ', 'added', 'Guides'), (' ', 'same', 'the team')]
    """
    before: Sign | None = None
    for piece in pieces:
        words = piece.text.lstrip()
        apart = piece.text != words or (before == "removed" and piece.sign == "added" and words[:1].isalnum())
        yield " " if apart and before else "", piece.sign, words
        before = piece.sign


def _joined(tokens: list[tuple[str, str]]) -> str:
    return "".join((" " if blank else "") + word for blank, word in tokens)


def likeness(old: str, new: str, at_least: float = 0.0) -> float:
    """Return the share of words, in their order, that two wordings have in common; 0 if below `at_least`.

    >>> likeness("Leads the team", "Leads a team")
    0.6666666666666666
    """
    before = [word.casefold() for _, word in _TOKEN.findall(old)]
    after = [word.casefold() for _, word in _TOKEN.findall(new)]
    if not before or not after:
        return 0.0
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.real_quick_ratio() < at_least or matcher.quick_ratio() < at_least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= at_least else 0.0
