"""Turn a segment's text into a vector, with numpy: a small encoder distilled from a larger one.

The larger one is needed only where the encoder is made (``tools/distil``, an extra); what ships is a table of word
pieces and a short network. The file holds arrays and a vocabulary, nothing that could run.
"""

from __future__ import annotations

import hashlib
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

from jobtagger import resources
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

    The network is a short transformer of BERT's kind (Vaswani et al. 2017; Devlin et al. 2019) and a weighted mean. It
    ends in two parts, side by side in one vector: `task` features, of one hidden layer that was trained to give the
    scores of a larger fine-tuned encoder (knowledge distillation, Hinton et al. 2015), and `general` features of
    length 1, trained to give the sentence vectors of one that was not fine-tuned, for wording that the task features
    were not made for.

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
    digest : str
        SHA-256 of the file, by which models name their encoder; empty if it did not come from one.
    """

    LAYER_WEIGHTS = (
        "attention_in",
        "attention_in_bias",
        "attention_out",
        "attention_out_bias",
        "attention_gain",
        "attention_shift",
        "wide",
        "wide_bias",
        "narrow",
        "narrow_bias",
        "narrow_gain",
        "narrow_shift",
    )
    WEIGHTS = (
        "table",
        "position",
        "table_gain",
        "table_shift",
        "pooling",
        *LAYER_WEIGHTS,
        "hidden",
        "hidden_bias",
        "general",
        "general_bias",
    )
    HEADS = 12
    LIMIT = 100
    """Word pieces that are read of one segment; the rest of a longer one is not seen."""

    def __init__(self, vocabulary: Sequence[str], arrays: Mapping[str, npt.NDArray[Any]], digest: str = "") -> None:
        self.digest = digest
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
            content = path.read_bytes()
            with np.load(io.BytesIO(content), allow_pickle=False) as file:
                vocabulary = bytes(file["vocabulary"]).decode("utf-8").split("\n")
                arrays = {name: _numbers(file, name) for name in cls.WEIGHTS}
            _check(vocabulary, arrays)
            return cls(vocabulary, arrays, hashlib.sha256(content).hexdigest())
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
        count, length = rows.shape
        # One row a piece: a product of two matrices is several times faster than one of a stack of small ones.
        x: Any = (weights["table"][rows] + weights["position"][:length]).reshape(count * length, -1)
        x = _normalised(x, weights["table_gain"], weights["table_shift"])
        for layer in self._layers:
            x = x + self._attention(layer, x, count)
            x = _normalised(x, layer["attention_gain"], layer["attention_shift"])
            x = x + _gelu(x @ layer["wide"] + layer["wide_bias"]) @ layer["narrow"] + layer["narrow_bias"]
            x = _normalised(x, layer["narrow_gain"], layer["narrow_shift"])
        share = weights["pooling"][rows]
        pooled = np.einsum("npw,np->nw", x.reshape(count, length, -1), share / share.sum(axis=1, keepdims=True))
        task = np.maximum(pooled @ weights["hidden"] + weights["hidden_bias"], 0)
        general: Any = pooled @ weights["general"] + weights["general_bias"]
        general /= np.sqrt((general * general).sum(axis=1, keepdims=True)) + np.float32(1e-9)
        return np.asarray(np.concatenate([task, general], axis=1), dtype=np.float32)

    def _attention(self, layer: Mapping[str, Array], x: Any, count: int) -> Any:
        width = x.shape[1] // self.HEADS
        mixed = (x @ layer["attention_in"] + layer["attention_in_bias"]).reshape(count, -1, 3, self.HEADS, width)
        query, key, value = (mixed[:, :, part].transpose(0, 2, 1, 3) for part in range(3))
        likeness: Any = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width))
        seen = (_softmax(likeness) @ value).transpose(0, 2, 1, 3).reshape(x.shape)
        return seen @ layer["attention_out"] + layer["attention_out_bias"]


@lru_cache(maxsize=1)
def load_encoder() -> Encoder:
    """Load the encoder that jobtagger ships, once; every model is trained on its vectors."""
    return Encoder.load(resources.shipped("models", "encoder", "encoder.npz"))


def _numbers(file: Mapping[str, npt.NDArray[Any]], name: str) -> npt.NDArray[Any]:
    """Return an array of the file; raise ValueError if it is none of numbers.

    Large arrays are stored as whole numbers of steps, one step a row or a column: a quarter of the size, or less, and
    little lost.
    """
    array = file[name]
    if array.dtype.kind == "i":
        step = file[f"{name}_step"]
        if step.ndim != array.ndim or sum(a != b for a, b in zip(step.shape, array.shape, strict=True)) != 1:
            raise ValueError(f"{name}_step has the shape {step.shape}, which does not fit {array.shape}")
        array = array.astype(np.float32) * step
    if array.dtype.kind != "f" or not np.isfinite(array).all():
        raise ValueError(f"{name} has values that are no numbers")
    return array


def _check(vocabulary: Sequence[str], arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Raise ValueError for arrays that do not fit each other: they would fail, or read wrong rows, in use only."""
    count, width = len(vocabulary), arrays["table_gain"].shape[0]
    depth, _, inner = arrays["wide"].shape
    task, general = arrays["hidden_bias"].shape[0], arrays["general_bias"].shape[0]
    if len(arrays["position"]) < Encoder.LIMIT:
        raise ValueError(f"it knows {len(arrays['position'])} positions, {Encoder.LIMIT} are needed")
    if width % Encoder.HEADS:
        raise ValueError(f"its width, {width}, cannot be shared by {Encoder.HEADS} heads")
    for name, shape in shapes_of(count, len(arrays["position"]), width, depth, inner, task, general).items():
        if arrays[name].shape != shape:
            raise ValueError(f"{name} has the shape {arrays[name].shape}, {shape} is expected")


def shapes_of(
    pieces: int, positions: int, width: int, depth: int, inner: int, task: int, general: int
) -> dict[str, tuple[int, ...]]:
    """Return the shape of every array of an encoder of this size."""
    matrices: dict[str, tuple[int, ...]] = {
        "table": (pieces, width),
        "position": (positions, width),
        "pooling": (pieces,),
        "attention_in": (depth, width, 3 * width),
        "attention_in_bias": (depth, 3 * width),
        "attention_out": (depth, width, width),
        "wide": (depth, width, inner),
        "wide_bias": (depth, inner),
        "narrow": (depth, inner, width),
        "hidden": (width, task),
        "hidden_bias": (task,),
        "general": (width, general),
        "general_bias": (general,),
    }
    vectors = {name: (depth, width) if name in Encoder.LAYER_WEIGHTS else (width,) for name in Encoder.WEIGHTS}
    return {**vectors, **matrices}


def _normalised(x: Any, gain: Array, shift: Array) -> Any:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt(np.einsum("pw,pw->p", centred, centred) / np.float32(x.shape[-1]) + np.float32(1e-12))
    centred *= (1 / spread)[:, None]
    centred *= gain
    centred += shift
    return centred


def _softmax(x: Any) -> Any:
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    raised /= raised.sum(axis=-1, keepdims=True)
    return raised


def _gelu(x: Any) -> Any:
    """Gaussian error linear unit by its tangent form (Hendrycks and Gimpel 2016), as in training; in place where it can."""
    y = x * x
    y *= np.float32(0.044715)
    y += 1
    y *= x
    y *= np.float32(np.sqrt(2 / np.pi))
    np.tanh(y, out=y)
    y += 1
    y *= x
    y *= np.float32(0.5)
    return y
