"""Step 3: let the teacher score all texts: the bank's, the frameworks', the recombined. Writes texts and log-odds."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from common import add_base_option, all_texts, write_arrays
from teacher import Teacher


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path, help="weights that teacher.py wrote")
    parser.add_argument("texts", type=Path, help="texts that recombine.py wrote")
    parser.add_argument("out", type=Path, help="file for the scores (.npz)")
    add_base_option(parser)
    parser.add_argument("--threads", type=int, default=2, help="processor threads, default: %(default)s")
    parser.add_argument("--limit", type=int, help="score this many texts only, to see that it runs")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    net = Teacher(options.base)
    net.load_state_dict(torch.load(options.teacher, weights_only=True))
    texts = all_texts(options.texts)[: options.limit]
    write_arrays(options.out, texts, log_odds=net.predict(texts))
    print(f"{len(texts):,} texts scored")


if __name__ == "__main__":
    main()
