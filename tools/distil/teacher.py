"""Step 1: fine-tune a sentence encoder on the bank, for competencies, relevance and level. Writes the teacher's weights."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from common import (
    LEVELS,
    OUTPUTS,
    RELEVANCE,
    add_base_option,
    add_training_options,
    bank_targets,
    batches,
    half_precision,
    steps_of,
)
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits
from transformers import AutoModel, AutoTokenizer

LEVEL_WEIGHT = 0.7


class Teacher(nn.Module):
    """A sentence encoder, the mean of its token vectors, and one linear layer."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(base)
        self.encoder = AutoModel.from_pretrained(base)
        self.head = nn.Linear(self.encoder.config.hidden_size, OUTPUTS)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        self.head.bias.data[:RELEVANCE] = -2.5  # most competencies are absent from most texts
        self.dropout = nn.Dropout(0.1)

    def forward(self, texts: Sequence[str], longest: int = 80) -> torch.Tensor:
        tokens = self.tokenizer(list(texts), padding=True, truncation=True, max_length=longest, return_tensors="pt")
        mask = tokens["attention_mask"].unsqueeze(-1)
        with half_precision():
            hidden = self.encoder(**tokens).last_hidden_state
            return self.head(self.dropout((hidden * mask).sum(1) / mask.sum(1))).float()

    def freeze(self, layers: int) -> None:
        """Leave the piece vectors and the lowest layers as they came."""
        for part in [self.encoder.embeddings, *self.encoder.encoder.layer[:layers]] if layers else []:
            part.requires_grad_(False)

    @torch.no_grad()
    def predict(self, texts: Sequence[str], longest: int = 110, batch: int = 64) -> np.ndarray:
        """Return log-odds of shape (n_texts, OUTPUTS)."""
        self.eval()
        order = np.argsort([len(text) for text in texts], kind="stable")
        result = np.empty((len(texts), OUTPUTS), dtype=np.float32)
        for first in range(0, len(order), batch):
            rows = order[first : first + batch]
            result[rows] = self([texts[row] for row in rows], longest).numpy()
        return result


def loss_of(log_odds: torch.Tensor, targets: torch.Tensor, levelled: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of competencies and relevance over all texts, of levels over those that have one."""
    each = binary_cross_entropy_with_logits(log_odds, targets, reduction="none")
    level = (each[:, LEVELS].sum(1) * levelled).sum() / levelled.sum().clamp(min=1)
    return each[:, : RELEVANCE + 1].sum(1).mean() + LEVEL_WEIGHT * level


def train(options: argparse.Namespace) -> Teacher:
    """Fine-tune on the whole bank."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    generator = np.random.default_rng(options.seed)
    texts, probabilities, has_level = bank_targets()
    texts = texts[: options.limit]
    targets = torch.tensor(probabilities[: options.limit], dtype=torch.float32)
    levelled = torch.tensor(has_level[: options.limit], dtype=torch.float32)
    lengths = np.array([len(text) for text in texts])
    net = Teacher(options.base)
    if options.start:
        net.load_state_dict(torch.load(options.start, weights_only=True))
    net.freeze(options.frozen)
    optimizer = torch.optim.AdamW(
        [
            {"params": [one for one in net.encoder.parameters() if one.requires_grad], "lr": options.rate},
            {"params": net.head.parameters(), "lr": options.rate * 20},
        ],
        weight_decay=0.01,
    )
    steps = steps_of(len(texts), options.batch, options.epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.06 * steps)) * max(0, 1 - step / steps)
    )
    started = time.monotonic()
    for epoch in range(options.epochs):
        net.train()
        losses = []
        for rows in batches(lengths, options.batch, generator, epoch):
            loss = loss_of(net([texts[row] for row in rows]), targets[rows], levelled[rows])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {time.monotonic() - started:.0f} s", flush=True)
    return net


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="file for the teacher's weights (.pt)")
    add_base_option(parser)
    parser.add_argument(
        "--frozen", type=int, default=2, help="lowest layers that are not trained, default: %(default)s"
    )
    parser.add_argument("--start", type=Path, help="weights of a teacher to train further, as after new examples")
    add_training_options(parser, epochs=3, rate=4e-5, batch=32)
    options = parser.parse_args()
    net = train(options)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), options.out)


if __name__ == "__main__":
    main()
