"""Turn a segment's text into a vector, with numpy alone: a small encoder distilled from a larger one.

The larger one is needed only where the encoder is made (``tools/distil``, an extra); what ships is a table of word
pieces and, on top, a narrow network. The file holds arrays and a vocabulary, nothing that could run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A word piece of a text: where it stands and its row in the table."""

    start: int
    end: int
    row: int


class Tokenizer:
    """Words of a text, cut into pieces of a fixed vocabulary by greedy longest match (WordPiece; Wu et al. 2016).

    Parameters
    ----------
    vocabulary : sequence of str
        Pieces; one that continues a word begins with ``##``. The first is the piece for what cannot be cut.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._rows = {piece: row for row, piece in enumerate(vocabulary)}
        self._cut = lru_cache(maxsize=100_000)(self._cut_word)

    def pieces(self, text: str, limit: int = 128) -> list[Piece]:
        """Return the pieces of a text, at most `limit`, with their places."""
        found: list[Piece] = []
        for match in _TOKEN.finditer(text):
            place = match.start()
            for length, row in self._cut(match.group()):
                found.append(Piece(place, place + length, row))
                place += length
            if len(found) >= limit:
                return found[:limit]
        return found

    def _cut_word(self, word: str) -> tuple[tuple[int, int], ...]:
        plain = _plain(word)
        if len(plain) != len(word) or len(word) > _LONGEST_WORD:
            return ((len(word), self._rows.get(plain, 0)),)
        cut: list[tuple[int, int]] = []
        start = 0
        while start < len(plain):
            for end in range(len(plain), start, -1):
                row = self._rows.get(("##" if start else "") + plain[start:end])
                if row is not None:
                    cut.append((end - start, row))
                    start = end
                    break
            else:
                return ((len(word), 0),)
        return tuple(cut)


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(character for character in decomposed if unicodedata.category(character) != "Mn")
