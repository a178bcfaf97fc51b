"""Turn a segment's text into a vector, with numpy and scipy: a small encoder distilled from a larger one.

The larger one is needed only where the encoder is made (``tools/distil``, an extra); what ships is a table of word
pieces and, on top, a narrow network. The file holds arrays and a vocabulary, nothing that could run.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jobtagger.errors import ArtifactError

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


class Encoder:
    """Word pieces -> attention layers -> a pooled vector, for many texts at once.

    The network is a small pre-norm transformer (Vaswani et al. 2017; Xiong et al. 2020) over a table of piece vectors
    and a weighted mean. It ends in two parts, side by side in one vector: `task` features, of one hidden layer that was
    trained to give the scores of a larger fine-tuned encoder (knowledge distillation, Hinton et al. 2015), and `general`
    features of length 1, trained to give the sentence vectors of one that was not fine-tuned, for wording that the
    task features were not made for.

    Parameters
    ----------
    vocabulary : sequence of str
        Word pieces, see `Tokenizer`.
    arrays : mapping of str to ndarray
        The weights, by the names in `WEIGHTS`; those in `LAYER_WEIGHTS` have the layers as their first dimension.

    Attributes
    ----------
    dimension : int
        Length of a vector.
    general : int
        Where in it the general features begin; the task features come before them.
    """

    LAYER_WEIGHTS = (
        "norm1_scale",
        "norm1_shift",
        "attention_in",
        "attention_in_bias",
        "attention_out",
        "attention_out_bias",
        "norm2_scale",
        "norm2_shift",
        "wide",
        "wide_bias",
        "narrow",
        "narrow_bias",
    )
    WEIGHTS = ("table", "pooling", "position", *LAYER_WEIGHTS, "hidden", "hidden_bias", "general", "general_bias")
    HEADS = 4
    LIMIT = 100
    """Word pieces that are read of one segment; the rest of a longer one is not seen."""

    def __init__(self, vocabulary: Sequence[str], arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self.tokenizer = Tokenizer(vocabulary)
        self._weights = {name: np.asarray(arrays[name], dtype=np.float32) for name in self.WEIGHTS}
        depth = len(self._weights["wide"])
        self._layers = [{name: self._weights[name][layer] for name in self.LAYER_WEIGHTS} for layer in range(depth)]
        task, general = self._weights["hidden"].shape[1], self._weights["general"].shape[1]
        self.dimension = int(task + general)
        self.general = int(task)

    @classmethod
    def load(cls, path: Path) -> Encoder:
        """Read an encoder file; raises `ArtifactError` if it is not one."""
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
                vocabulary = bytes(file["vocabulary"]).decode("utf-8").split("\n")
                arrays = {name: file[name] for name in cls.WEIGHTS if name != "table"}
                # Rows are stored as whole numbers with a scale of their own: a quarter of the size, no loss to speak of.
                arrays["table"] = file["table"].astype(np.float32) * file["table_scale"][:, None]
            _check(vocabulary, arrays, cls.LAYER_WEIGHTS, cls.LIMIT)
            return cls(vocabulary, arrays)
        except (OSError, LookupError, ValueError, TypeError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise ArtifactError(
                str(path), f"is not an encoder of this version ({error}); reinstall jobtagger"
            ) from error

    def encode(self, texts: Sequence[str], batch: int = 64) -> Array:
        """Return one vector per text.

        Parameters
        ----------
        texts : sequence of str
            Segments.
        batch : int
            Texts computed at once; the result does not depend on it beyond rounding.

        Returns
        -------
        ndarray of shape (n_texts, dimension)
        """
        rows = [[piece.row for piece in self.tokenizer.pieces(text, self.LIMIT)] or [0] for text in texts]
        return self.encode_rows(rows, batch)

    def encode_rows(self, rows: Sequence[Sequence[int]], batch: int = 64) -> Array:
        """Return one vector per sequence of table rows; texts of equal length go together, so nothing is padded."""
        result = np.empty((len(rows), self.dimension), dtype=np.float32)
        by_length: defaultdict[int, list[int]] = defaultdict(list)
        for number, sequence in enumerate(rows):
            by_length[len(sequence)].append(number)
        for numbers in by_length.values():
            for first in range(0, len(numbers), batch):
                chosen = numbers[first : first + batch]
                result[chosen] = self._forward(np.array([rows[number] for number in chosen]))
        return result

    def _forward(self, rows: npt.NDArray[np.int64]) -> Array:
        weights = self._weights
        x: Any = weights["table"][rows] + weights["position"][: rows.shape[1]]
        for layer in self._layers:
            x = x + self._attention(layer, _normalised(x, layer["norm1_scale"], layer["norm1_shift"]))
            y = _normalised(x, layer["norm2_scale"], layer["norm2_shift"])
            x = x + _gelu(y @ layer["wide"] + layer["wide_bias"]) @ layer["narrow"] + layer["narrow_bias"]
        share = weights["pooling"][rows][:, :, None]
        pooled = (x * share).sum(axis=1) / share.sum(axis=1)
        task = np.maximum(pooled @ weights["hidden"] + weights["hidden_bias"], 0)
        general: Any = pooled @ weights["general"] + weights["general_bias"]
        general /= np.sqrt((general * general).sum(axis=1, keepdims=True)) + np.float32(1e-9)
        return np.asarray(np.concatenate([task, general], axis=1), dtype=np.float32)

    def _attention(self, layer: Mapping[str, Array], y: Array) -> Any:
        count, length, width = y.shape
        mixed = (y @ layer["attention_in"] + layer["attention_in_bias"]).reshape(
            count, length, 3, self.HEADS, width // self.HEADS
        )
        query, key, value = (mixed[:, :, part].transpose(0, 2, 1, 3) for part in range(3))
        likeness: Any = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // self.HEADS))
        seen = (_softmax(likeness) @ value).transpose(0, 2, 1, 3).reshape(count, length, width)
        return seen @ layer["attention_out"] + layer["attention_out_bias"]


def _check(
    vocabulary: Sequence[str], arrays: Mapping[str, npt.NDArray[Any]], of_layers: Sequence[str], limit: int
) -> None:
    """Raise ValueError for lengths that do not fit each other: they would fail, or read wrong rows, in use only."""
    count = len(vocabulary)
    for name in ("table", "pooling"):
        if len(arrays[name]) != count:
            raise ValueError(f"{name} has {len(arrays[name])} rows for {count} word pieces")
    depths = {len(arrays[name]) for name in of_layers}
    if len(depths) > 1:
        raise ValueError(f"its weights are of {', '.join(map(str, sorted(depths)))} layers")
    if len(arrays["position"]) < limit:
        raise ValueError(f"it knows {len(arrays['position'])} positions, {limit} are needed")


def _normalised(x: npt.NDArray[Any], scale: Array, shift: Array) -> npt.NDArray[Any]:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(1e-5))
    return np.asarray(centred / spread * scale + shift)


def _softmax(x: npt.NDArray[Any]) -> npt.NDArray[Any]:
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def _gelu(x: npt.NDArray[Any]) -> npt.NDArray[Any]:
    from scipy.special import erf

    return np.asarray(x * np.float32(0.5) * (1 + erf(x * np.float32(np.sqrt(0.5)))))
