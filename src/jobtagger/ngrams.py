"""Which words, pairs of words and letters inside words a text has: exact, where an encoder's vector is a likeness.

A framework has a wording of its own, and a text that shares it is known by it. The features are TF-IDF, as scikit-learn's
`TfidfVectorizer` has them (sublinear counts, smooth inverse document frequency, unit length for words and for letters
each), written out here so that a model is lists and arrays, and tagging needs no scikit-learn.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 60
"""Characters that a word has at most, as for the encoder: longer ones come of broken tables, keys and addresses."""
_LETTERS = range(2, 6)
_FEWEST_LETTERS = 2
"""Texts that have some letters, for these to count: what stands in one text alone tells of no other, and is most of them."""


@dataclass(frozen=True)
class NGrams:
    """The n-grams that are known, and how telling each is; called with texts, it gives their features.

    Examples
    --------
    >>> known = NGrams.learn(["Plans budgets.", "Plans voyages."])
    >>> known.words
    ('budgets', 'plans', 'plans budgets', 'plans voyages', 'voyages')
    >>> known(["Budgets!", "Nothing of it"]).shape == (2, len(known))
    True
    """

    words: tuple[str, ...]
    """Words and pairs of neighbouring words, sorted."""
    letters: tuple[str, ...]
    """Two to five letters in a row within a word, a blank for its beginning and its end; sorted."""
    idf: Floats
    """Inverse document frequency, of shape (n_words + n_letters,)."""
    _columns: tuple[dict[str, int], dict[str, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        count = len(self.words)
        words = {gram: column for column, gram in enumerate(self.words)}
        letters = {gram: column for column, gram in enumerate(self.letters, count)}
        object.__setattr__(self, "_columns", (words, letters))

    @classmethod
    def learn(cls, texts: Sequence[str]) -> NGrams:
        """Return the n-grams of texts."""
        words = _frequencies(_words, texts, 1)
        letters = _frequencies(_letters, texts, _FEWEST_LETTERS)
        counts = np.array([*words.values(), *letters.values()], dtype=np.float64)
        return cls(tuple(words), tuple(letters), np.log((1 + len(texts)) / (1 + counts)) + 1)

    def __len__(self) -> int:
        return len(self.words) + len(self.letters)

    def __call__(self, texts: Sequence[str]) -> Any:
        """Return a sparse matrix of shape (n_texts, n_grams)."""
        from scipy.sparse import csr_matrix

        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        for text in texts:
            for grams, known in zip((_words(text), _letters(text)), self._columns, strict=True):
                counts = Counter(known[gram] for gram in grams if gram in known)
                weights = self.idf[list(counts)] * (1 + np.log(list(counts.values()))) if counts else np.empty(0)
                values += (weights / max(float(np.linalg.norm(weights)), 1e-12)).tolist()
                columns += counts
            ends.append(len(columns))
        return csr_matrix((values, columns, ends), shape=(len(texts), len(self)))


def _frequencies(cut: Callable[[str], Iterable[str]], texts: Sequence[str], fewest: int) -> dict[str, int]:
    """In how many texts each n-gram stands, in the order of the alphabet."""
    counts = Counter(gram for text in texts for gram in set(cut(text)))
    return {gram: counts[gram] for gram in sorted(counts) if counts[gram] >= fewest}


def _cut(text: str) -> list[str]:
    """Return the words in lower case, whatever way their characters are encoded: PDFs have ligatures, exports accents apart."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return [word for word in _WORD.findall(plain) if len(word) <= _LONGEST_WORD]


def _words(text: str) -> Iterator[str]:
    words = _cut(text)
    yield from words
    yield from map(" ".join, pairwise(words))


def _letters(text: str) -> Iterator[str]:
    for word in _cut(text):
        yield from _letters_of(word)


@lru_cache(maxsize=5_000)
def _letters_of(word: str) -> tuple[str, ...]:
    framed = f" {word} "
    return tuple(framed[at : at + size] for size in _LETTERS for at in range(len(framed) - size + 1))
