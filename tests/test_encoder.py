"""Word pieces stand where they say, and vectors do not depend on company."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtagger import resources
from jobtagger.encoder import Encoder, Tokenizer, load_encoder, shapes_of
from jobtagger.errors import ArtifactError

ENCODER = load_encoder()


def test_greedy_longest_pieces() -> None:
    tokenizer = Tokenizer(["[UNK]", "budget", "##ing", "bud", "plan", "##s", ",", "cafe"])
    found = [(piece.start, piece.end, piece.row) for piece in tokenizer.pieces("Budgeting, plans café xyz")]
    assert found == [(0, 6, 1), (6, 9, 2), (9, 10, 6), (11, 15, 4), (15, 16, 5), (17, 21, 7), (22, 25, 0)]
    assert len(tokenizer.pieces("plans " * 50, limit=7)) == 7


@settings(max_examples=200)
@given(st.text())
def test_pieces_lie_in_order_in_the_text(text: str) -> None:
    end = 0
    for piece in ENCODER.tokenizer.pieces(text):
        assert end <= piece.start < piece.end <= len(text)
        assert not text[piece.start : piece.end].isspace()
        end = piece.end


@settings(max_examples=40)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=6), st.integers(1, 4))
def test_vectors_do_not_depend_on_company(texts: list[str], batch: int) -> None:
    together = ENCODER.encode(texts, batch)
    assert together.shape == (len(texts), ENCODER.dimension)
    assert np.isfinite(together).all()
    alone = np.vstack([ENCODER.encode([text]) for text in texts])
    np.testing.assert_allclose(together, alone, rtol=1e-3, atol=1e-4)


def test_nothing_and_much() -> None:
    assert ENCODER.encode([]).shape == (0, ENCODER.dimension)
    long = "plans the budget of the agency " * 50
    np.testing.assert_array_equal(ENCODER.encode([long]), ENCODER.encode([long + "and more"]))
    assert not np.allclose(ENCODER.encode(["plans budgets"]), ENCODER.encode(["budgets plans"]))


def _small_encoder() -> Encoder:
    """Two layers of width 24 over five pieces, with numbers drawn at random."""
    draw = np.random.default_rng(1)
    shapes = shapes_of(pieces=5, positions=Encoder.LIMIT, width=24, depth=2, inner=30, task=7, general=6)
    arrays = {name: draw.normal(0, 0.6, shape) for name, shape in shapes.items()}
    arrays["pooling"] = np.exp(arrays["pooling"])
    return Encoder(["[UNK]", "a", "b", "c", "d"], arrays)


def _by_the_book(encoder: Encoder, rows: list[int]) -> list[float]:
    """What BERT's definition gives, one piece, head and number after the other."""
    weights = {name: array.astype(np.float64) for name, array in encoder._weights.items()}

    def norm(x: Any, gain: Any, shift: Any) -> Any:
        return np.array([(row - row.mean()) / math.sqrt(row.var() + 1e-12) * gain + shift for row in x])

    def gelu(value: float) -> float:
        return value / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (value + 0.044715 * value**3)))

    x = norm(
        np.array([weights["table"][row] + weights["position"][at] for at, row in enumerate(rows)]),
        weights["table_gain"],
        weights["table_shift"],
    )
    for at in range(len(weights["wide"])):
        layer = {name: weights[name][at] for name in Encoder.LAYER_WEIGHTS}
        width = x.shape[1] // Encoder.HEADS
        mixed = x @ layer["attention_in"] + layer["attention_in_bias"]
        query, key, value = np.split(mixed, 3, axis=1)
        seen = np.zeros_like(x)
        for head in range(Encoder.HEADS):
            part = slice(head * width, (head + 1) * width)
            for place in range(len(rows)):
                likeness = np.array([query[place, part] @ other / math.sqrt(width) for other in key[:, part]])
                share = np.exp(likeness) / np.exp(likeness).sum()
                seen[place, part] = share @ value[:, part]
        x = norm(
            x + seen @ layer["attention_out"] + layer["attention_out_bias"],
            layer["attention_gain"],
            layer["attention_shift"],
        )
        inner = np.vectorize(gelu)(x @ layer["wide"] + layer["wide_bias"])
        x = norm(x + inner @ layer["narrow"] + layer["narrow_bias"], layer["narrow_gain"], layer["narrow_shift"])
    pooled = np.average(x, axis=0, weights=weights["pooling"][rows])
    task = np.maximum(pooled @ weights["hidden"] + weights["hidden_bias"], 0)
    general = pooled @ weights["general"] + weights["general_bias"]
    return [*task, *(general / np.linalg.norm(general))]


def test_the_network_is_what_it_says() -> None:
    encoder = _small_encoder()
    texts = [[1, 2, 3], [4, 4, 0], [2], [3, 1, 4, 0, 2]]
    expected = [_by_the_book(encoder, rows) for rows in texts]
    np.testing.assert_allclose(encoder.encode_rows(texts), expected, atol=2e-5)


def test_task_features_then_general_ones_of_length_one() -> None:
    vectors = ENCODER.encode(["Plans the budget of the agency.", "x", ""])
    assert 0 < ENCODER.general < ENCODER.dimension
    assert (vectors[:, : ENCODER.general] >= 0).all()
    np.testing.assert_allclose(np.linalg.norm(vectors[:, ENCODER.general :], axis=1), 1, rtol=1e-3)


def test_general_features_know_what_is_alike_in_meaning() -> None:
    one, like, unlike = ENCODER.encode(
        ["Listens to customers and answers them.", "Responds to clients' questions.", "Repairs diesel engines."]
    )[:, ENCODER.general :]
    assert one @ like > one @ unlike + 0.1


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_encoder(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "encoder.npz").write_bytes(content)
    with pytest.raises(ArtifactError, match="not an encoder of this version"):
        Encoder.load(tmp_path / "encoder.npz")


def test_an_archive_without_the_arrays(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, vocabulary=np.zeros(3, dtype=np.uint8))
    (tmp_path / "encoder.npz").write_bytes(buffer.getvalue())
    with pytest.raises(ArtifactError, match="not an encoder of this version"):
        Encoder.load(tmp_path / "encoder.npz")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("vocabulary", r"table has the shape \(\d+, \d+\)"),
        ("pooling", r"pooling has the shape \(\d+,\)"),
        ("wide_bias", "wide_bias has the shape"),
        ("narrow", "narrow has the shape"),
        ("table_shift", "table_shift has the shape"),
        ("general_bias", "general has the shape"),
        ("position", "99 positions"),
    ],
)
def test_arrays_that_do_not_fit_each_other(tmp_path: Path, name: str, said: str) -> None:
    with np.load(resources.shipped("models", "encoder", "encoder.npz"), allow_pickle=False) as file:
        arrays = dict(file)
    if name == "vocabulary":
        arrays[name] = np.frombuffer(b"\n".join(bytes(arrays[name]).split(b"\n")[:-1]), dtype=np.uint8)
    else:
        arrays[name] = arrays[name][:, :-1] if name == "narrow" else arrays[name][:-1]
    np.savez(tmp_path / "encoder.npz", **arrays)
    with pytest.raises(ArtifactError, match=said):
        Encoder.load(tmp_path / "encoder.npz")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("wide_step", None, "not an encoder of this version"),
        ("table_step", np.ones((1, 1), dtype=np.float32), r"table_step has the shape \(1, 1\)"),
        ("narrow_step", np.nan, "narrow has values that are no numbers"),
        ("pooling", np.nan, "pooling has values that are no numbers"),
    ],
)
def test_arrays_without_their_steps_or_of_no_numbers(tmp_path: Path, name: str, value: Any, said: str) -> None:
    with np.load(resources.shipped("models", "encoder", "encoder.npz"), allow_pickle=False) as file:
        arrays = dict(file)
    if value is None:
        del arrays[name]
    else:
        arrays[name] = np.full_like(arrays[name], value) if np.ndim(value) == 0 else value
    np.savez(tmp_path / "encoder.npz", **arrays)
    with pytest.raises(ArtifactError, match=said):
        Encoder.load(tmp_path / "encoder.npz")
