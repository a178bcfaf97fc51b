"""Step 6: write the student as the file that `jobtagger.encoder.Encoder` loads; check that both compute the same."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from common import bank_targets
from student import LAYERS, Student, padded

from jobtagger.encoder import Encoder

_LAYER_NAMES = {
    "attention_out": "attention.output.dense.weight",
    "attention_out_bias": "attention.output.dense.bias",
    "attention_gain": "attention.output.LayerNorm.weight",
    "attention_shift": "attention.output.LayerNorm.bias",
    "wide": "intermediate.dense.weight",
    "wide_bias": "intermediate.dense.bias",
    "narrow": "output.dense.weight",
    "narrow_bias": "output.dense.bias",
    "narrow_gain": "output.LayerNorm.weight",
    "narrow_shift": "output.LayerNorm.bias",
}
_TABLE_STEPS, _MATRIX_STEPS = 31, 127
"""Steps from zero to the largest weight of a row of the table, of a column of a matrix. Fewer take less room."""
_PARTS = ("query", "key", "value")
_CHECKED = 20
_TOLERANCE = 1e-3
"""Largest difference between encoder and student of the same weights, relative to the largest value of a part."""


def rounded(state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return a student's weights as the file keeps them."""
    kept = dict(state)
    for name, weight in state.items():
        if name == "position.weight":
            kept[name] = weight.half().float()
        elif weight.ndim == 2 and not name.startswith(("pooling", "out")):
            most = _TABLE_STEPS if name == "table.weight" else _MATRIX_STEPS
            step = weight.abs().amax(1, keepdim=True).clamp(min=1e-12) / most
            kept[name] = torch.round(weight / step) * step
    return kept


def arrays_of(student: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Return the encoder's arrays: the table and matrices as whole numbers of steps."""
    state = {name: value.numpy() for name, value in student["state"].items()}
    used, net = student["used"], Student(student["bert_rows"])
    table = net.table.weight.detach().numpy()[:-1].copy()  # a piece that never occurred stays as MiniLM has it ...
    table[used] = state["table.weight"][:-1]
    share = np.exp(state["pooling.weight"][:-1, 0])
    pooling = np.full(len(table), np.median(share), dtype=np.float32)  # ... and counts like most
    pooling[used] = share
    arrays = {
        **_in_steps("table", table, axis=1, most=_TABLE_STEPS),
        "table_gain": state["table_norm.weight"],
        "table_shift": state["table_norm.bias"],
        "pooling": pooling,
        "position": state["position.weight"][: Encoder.LIMIT].astype(np.float16),
    }
    layers = [f"layers.{number}." for number in range(len(LAYERS))]
    for kind in ("weight", "bias"):
        mixed = [np.concatenate([state[f"{layer}attention.self.{part}.{kind}"] for part in _PARTS]) for layer in layers]
        name = "attention_in" if kind == "weight" else "attention_in_bias"
        arrays |= _as_kept(name, np.stack(mixed))
    for name, source in _LAYER_NAMES.items():
        arrays |= _as_kept(name, np.stack([state[layer + source] for layer in layers]))
    for name in ("hidden", "general"):
        arrays |= _in_steps(name, state[f"{name}.weight"].T, axis=0, most=_MATRIX_STEPS)
        arrays[f"{name}_bias"] = state[f"{name}.bias"]
    return arrays


def _as_kept(name: str, layers: np.ndarray) -> dict[str, np.ndarray]:
    """Arrays of the layers: matrices in steps, from input to output, vectors as they are."""
    if layers.ndim == 2:
        return {name: layers}
    return _in_steps(name, layers.transpose(0, 2, 1), axis=1, most=_MATRIX_STEPS)


def _in_steps(name: str, array: np.ndarray, *, axis: int, most: int) -> dict[str, np.ndarray]:
    step = np.abs(array).max(axis=axis, keepdims=True) / most
    step[step == 0] = 1
    return {name: np.round(array / step).astype(np.int8), f"{name}_step": step.astype(np.float32)}


def vectors(student: Mapping[str, Any], rows: Sequence[Sequence[int]]) -> np.ndarray:
    """Return what a student makes of texts that are given as rows of the whole vocabulary."""
    net = Student([student["bert_rows"][row] for row in student["used"]])
    net.load_state_dict(student["state"])
    net.eval()
    place = {row: number for number, row in enumerate(student["used"])}
    with torch.no_grad():
        return net.encode(padded([[place[row] for row in text] for text in rows], net.padding)).numpy()


def apart(found: np.ndarray, expected: np.ndarray, general: int) -> dict[str, float]:
    """Return for each part of the vectors by how much they differ at most, relative to its largest value.

    The task features are many times longer than the general ones.
    """
    parts = {"task": slice(None, general), "general": slice(general, None)}
    return {
        name: float(np.abs(found[:, part] - expected[:, part]).max() / np.abs(expected[:, part]).max())
        for name, part in parts.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("student", type=Path, help="file that student.py wrote")
    parser.add_argument("out", type=Path, help="encoder file (.npz)")
    options = parser.parse_args()
    student = torch.load(options.student, weights_only=True)
    kept = {**student, "state": rounded(student["state"])}
    vocabulary = np.frombuffer("\n".join(student["vocabulary"]).encode(), dtype=np.uint8)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out, vocabulary=vocabulary, **arrays_of(kept))
    encoder, known = Encoder.load(options.out), set(student["used"])
    texts = bank_targets()[0][:_CHECKED]
    rows = [[piece.row for piece in encoder.tokenizer.pieces(text, Encoder.LIMIT)] or [0] for text in texts]
    rows = [text for text in rows if known.issuperset(text)]
    if not rows:
        raise SystemExit("nothing to compare: each of the texts has a piece that the student never saw")
    expected = vectors(kept, rows)
    rounding = apart(expected, vectors(student, rows), encoder.general)
    told = ", ".join(f"{part} features by {share:.2%}" for part, share in rounding.items())
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB; rounding moves {told} at most")
    wrong = apart(encoder.encode_rows(rows), expected, encoder.general)
    if not all(share <= _TOLERANCE for share in wrong.values()):  # what is no number is not, either
        raise SystemExit(f"Encoder and Student disagree on the same weights: {wrong}")


if __name__ == "__main__":
    main()
