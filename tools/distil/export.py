"""Step 6: write the student as the file that `jobtagger.encoder.Encoder` loads; check that both compute the same."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from common import bank_targets
from student import LAYERS, TABLE_FACTOR, Student, padded

from jobtagger.encoder import Encoder

_LAYER_NAMES = {
    "norm1_scale": "norm1.weight",
    "norm1_shift": "norm1.bias",
    "attention_in": "self_attn.in_proj_weight",
    "attention_in_bias": "self_attn.in_proj_bias",
    "attention_out": "self_attn.out_proj.weight",
    "attention_out_bias": "self_attn.out_proj.bias",
    "norm2_scale": "norm2.weight",
    "norm2_shift": "norm2.bias",
    "wide": "linear1.weight",
    "wide_bias": "linear1.bias",
    "narrow": "linear2.weight",
    "narrow_bias": "linear2.bias",
}
_CHECKED = 20
_TOLERANCE = 0.02
"""Largest difference, relative to the largest value, that rounding the weights may make."""


def arrays_of(student: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Return the encoder's arrays: the table as whole numbers with a scale a row, matrices at half precision."""
    state, used = student["state"], student["used"]
    table = student["table"].numpy() * TABLE_FACTOR
    table[used] = state["table.weight"].numpy()[:-1] * TABLE_FACTOR
    share = np.exp(state["pooling.weight"].numpy()[:-1, 0])
    pooling = np.full(len(table), np.median(share), dtype=np.float32)  # a piece that never occurred counts like most
    pooling[used] = share
    scale = np.abs(table).max(1) / 127
    scale[scale == 0] = 1
    arrays = {
        "table": np.round(table / scale[:, None]).astype(np.int8),
        "table_scale": scale.astype(np.float32),
        "pooling": pooling,
        "position": state["position.weight"].numpy()[: Encoder.LIMIT].astype(np.float16),
    }
    for name, source in _LAYER_NAMES.items():
        layers = [_as_kept(state[f"transformer.layers.{layer}.{source}"].numpy()) for layer in range(LAYERS)]
        arrays[name] = np.stack(layers)
    for name in ("hidden", "general"):
        arrays[name] = _as_kept(state[f"{name}.weight"].numpy())
        arrays[f"{name}_bias"] = state[f"{name}.bias"].numpy()
    return arrays


def _as_kept(array: np.ndarray) -> np.ndarray:
    return array.T.astype(np.float16) if array.ndim == 2 else array


def difference(path: Path, student: Mapping[str, Any], texts: Sequence[str]) -> float:
    """Return the largest difference between the written encoder and the student, relative to the largest value."""
    encoder = Encoder.load(path)
    place = {row: number for number, row in enumerate(student["used"])}
    net = Student(student["table"].numpy()[student["used"]], encoder.dimension - encoder.general)
    net.load_state_dict(student["state"])
    net.eval()
    rows = [[piece.row for piece in encoder.tokenizer.pieces(text, Encoder.LIMIT)] or [0] for text in texts]
    rows = [text for text in rows if all(row in place for row in text)]
    with torch.no_grad():
        expected = net.encode(padded([[place[row] for row in text] for text in rows], net.padding)).numpy()
    return float(np.abs(encoder.encode_rows(rows) - expected).max() / np.abs(expected).max())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("student", type=Path, help="file that student.py wrote")
    parser.add_argument("out", type=Path, help="encoder file (.npz)")
    options = parser.parse_args()
    student = torch.load(options.student, weights_only=True)
    vocabulary = np.frombuffer("\n".join(student["vocabulary"]).encode(), dtype=np.uint8)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out, vocabulary=vocabulary, **arrays_of(student))
    apart = difference(options.out, student, bank_targets()[0][:_CHECKED])
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB, differs from the student by {apart:.2%}")
    if apart > _TOLERANCE:
        raise SystemExit(f"that is more than the {_TOLERANCE:.0%} that rounding explains; Encoder and Student disagree")


if __name__ == "__main__":
    main()
