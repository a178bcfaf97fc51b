"""Step 3: let a teacher score the bank and the recombined texts. Writes texts and log-odds, for the student."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from common import bank_targets, read_texts
from teacher import Teacher


def write_scores(path: Path, texts: Sequence[str], log_odds: np.ndarray) -> None:
    """Write texts with their log-odds of shape (n_texts, OUTPUTS)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, texts=np.frombuffer(json.dumps(texts).encode(), dtype=np.uint8), log_odds=log_odds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path, help="weights that teacher.py wrote")
    parser.add_argument("texts", type=Path, help="texts that recombine.py wrote")
    parser.add_argument("out", type=Path, help="file for the scores (.npz)")
    parser.add_argument("--threads", type=int, default=2, help="processor threads, default: %(default)s")
    parser.add_argument("--limit", type=int, help="score this many texts of each kind only, to see that it runs")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    net = Teacher()
    net.load_state_dict(torch.load(options.teacher, weights_only=True))
    texts = bank_targets()[0][: options.limit] + read_texts(options.texts)[: options.limit]
    write_scores(options.out, texts, net.predict(texts))
    print(f"{len(texts):,} texts scored")


if __name__ == "__main__":
    main()
