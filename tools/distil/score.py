"""Step 3: let teachers score all texts: the bank's, the frameworks', the recombined. Writes texts and mean log-odds."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from common import add_base_option, all_texts, write_arrays
from teacher import Teacher


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="texts that recombine.py wrote")
    parser.add_argument("out", type=Path, help="file for the scores (.npz)")
    parser.add_argument(
        "--teacher", type=Path, action="append", required=True, help="weights that teacher.py wrote; may be repeated"
    )
    add_base_option(parser)
    parser.add_argument("--threads", type=int, default=2, help="processor threads, default: %(default)s")
    parser.add_argument("--limit", type=int, help="score this many texts only, to see that it runs")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    net = Teacher(options.base)
    texts = all_texts(options.texts)[: options.limit]
    scores = []
    for teacher in options.teacher:
        net.load_state_dict(torch.load(teacher, weights_only=True))
        scores.append(net.predict(texts))
    write_arrays(options.out, texts, log_odds=np.mean(scores, axis=0))
    print(f"{len(texts):,} texts scored by {len(scores)}")


if __name__ == "__main__":
    main()
