"""Word pieces stand where they say, and vectors do not depend on company."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtagger import resources
from jobtagger.encoder import Encoder, Tokenizer
from jobtagger.errors import ArtifactError

ENCODER = Encoder.load(resources.shipped("models", "encoder", "encoder.npz"))


def test_greedy_longest_pieces() -> None:
    tokenizer = Tokenizer(["[UNK]", "budget", "##ing", "bud", "plan", "##s", ",", "cafe"])
    found = [(piece.start, piece.end, piece.row) for piece in tokenizer.pieces("Budgeting, plans café xyz")]
    assert found == [(0, 6, 1), (6, 9, 2), (9, 10, 6), (11, 15, 4), (15, 16, 5), (17, 21, 7), (22, 25, 0)]
    assert len(tokenizer.pieces("plans " * 50, limit=7)) == 7


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_pieces_lie_in_order_in_the_text(text: str) -> None:
    end = 0
    for piece in ENCODER.tokenizer.pieces(text):
        assert end <= piece.start < piece.end <= len(text)
        assert not text[piece.start : piece.end].isspace()
        end = piece.end


@settings(max_examples=40, deadline=None)
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
