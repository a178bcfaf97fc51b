"""Step 4: sentence vectors of MiniLM and of mpnet as they came, for the general features. Writes texts and vectors of length 1."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from common import add_base_option, all_texts, base_model, half_precision, write_arrays
from torch.nn.functional import normalize
from transformers import AutoModel, AutoTokenizer


@torch.no_grad()
def sentence_vectors(base: Path, texts: Sequence[str], longest: int = 100, batch: int = 64) -> np.ndarray:
    """Return the mean of the token vectors of each text, of length 1: of shape (n_texts, width of the encoder)."""
    tokenizer = AutoTokenizer.from_pretrained(base)
    encoder = AutoModel.from_pretrained(base).eval()
    order = np.argsort([len(text) for text in texts], kind="stable")
    result = np.empty((len(texts), encoder.config.hidden_size), dtype=np.float16)
    for first in range(0, len(order), batch):
        rows = order[first : first + batch]
        chosen = [texts[row] for row in rows]
        tokens = tokenizer(chosen, padding=True, truncation=True, max_length=longest, return_tensors="pt")
        with half_precision():
            hidden = encoder(**tokens).last_hidden_state.float()
        mask = tokens["attention_mask"].unsqueeze(-1)
        result[rows] = normalize((hidden * mask).sum(1) / mask.sum(1)).numpy()
    return result


def narrowed(vectors: np.ndarray, width: int) -> np.ndarray:
    """Return the directions in which vectors lie most, and leave off the rest: cosines are kept as well as can be."""
    _, directions = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))
    kept = vectors @ directions[:, ::-1][:, :width]
    return kept / np.linalg.norm(kept, axis=1, keepdims=True)


def turned(vectors: np.ndarray, towards: np.ndarray) -> np.ndarray:
    """Return vectors turned as a whole, which changes no cosine between them, to lie as near to others as they can.

    The student's general features begin as MiniLM's mean (orthogonal Procrustes problem, Schoenemann 1966).
    """
    left, _, right = np.linalg.svd(vectors.T @ towards)
    return vectors @ (left @ right)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="texts that recombine.py wrote")
    parser.add_argument("out", type=Path, help="file for the vectors (.npz)")
    add_base_option(parser)
    parser.add_argument("--threads", type=int, default=2, help="processor threads, default: %(default)s")
    parser.add_argument("--limit", type=int, help="this many texts only, to see that it runs")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    texts = all_texts(options.texts)[: options.limit]
    small, large = (sentence_vectors(base, texts).astype(np.float32) for base in (base_model(), options.base))
    vectors = turned(narrowed(np.hstack([small, large]), small.shape[1]), towards=small)
    write_arrays(options.out, texts, vectors=vectors.astype(np.float16))
    print(f"{len(texts):,} texts")


if __name__ == "__main__":
    main()
