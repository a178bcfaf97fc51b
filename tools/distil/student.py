"""Step 4: train the small encoder on the bank's labels and the teachers' scores. Writes weights and vocabulary."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from common import (
    LEVELS,
    OUTPUTS,
    add_training_options,
    bank_targets,
    base_model,
    batches,
    read_texts,
    sigmoid,
    steps_of,
)
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, relu

from jobtagger.encoder import Encoder, Tokenizer

WIDTH, HIDDEN, POSITIONS = 256, 512, 130
TABLE_FACTOR = 3
"""The table is multiplied by this on its way into the layer; export.py folds it in."""
BANK_WEIGHT = 2.0
OWN_LABELS = 0.5
"""Share of the bank's own labels in the targets for its texts; the rest is the teachers'."""
UNLABELLED_LEVEL_WEIGHT = 0.6
WORD_DROPOUT = 0.06


def vocabulary() -> tuple[list[str], list[int]]:
    """Return the pieces kept and their BERT rows: [UNK], then what is ASCII and does not begin with a bracket."""
    pieces = (base_model() / "vocab.txt").read_text(encoding="utf-8").split("\n")
    kept = [row for row, piece in enumerate(pieces) if piece and piece.isascii() and not piece.startswith("[")]
    return ["[UNK]", *(pieces[row] for row in kept)], [pieces.index("[UNK]"), *kept]


@torch.no_grad()
def piece_table() -> np.ndarray:
    """Return a vector per BERT piece: MiniLM's output for the piece alone, cut to WIDTH directions (SVD)."""
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(base_model()).eval()
    found = []
    for rows in torch.arange(encoder.config.vocab_size).split(512):
        rows = rows.unsqueeze(1)
        alone = torch.cat([torch.full_like(rows, 101), rows, torch.full_like(rows, 102)], 1)  # [CLS] piece [SEP]
        found.append(encoder(input_ids=alone).last_hidden_state[:, 1].numpy())
    table = np.concatenate(found)
    table -= table.mean(0)
    # The first thousand are special pieces and single characters; they have no say in the directions.
    directions = np.linalg.svd(table[1000:], full_matrices=False)[2]
    table = table @ directions[:WIDTH].T
    return table / np.linalg.norm(table, axis=1, keepdims=True).mean()


class Student(nn.Module):
    """What `jobtagger.encoder.Encoder` computes, and an output layer that is not shipped."""

    def __init__(self, table: np.ndarray) -> None:
        super().__init__()
        self.padding = len(table)
        self.table = nn.Embedding(len(table) + 1, WIDTH)
        self.table.weight.data[: self.padding] = torch.tensor(table)
        self.table.weight.data[self.padding] = 0
        self.pooling = nn.Embedding(len(table) + 1, 1)
        nn.init.zeros_(self.pooling.weight)
        self.position = nn.Embedding(POSITIONS, WIDTH)
        nn.init.normal_(self.position.weight, std=0.02)
        self.layer = nn.TransformerEncoderLayer(
            WIDTH, Encoder.HEADS, 2 * WIDTH, dropout=0.1, batch_first=True, norm_first=True, activation="gelu"
        )
        self.hidden = nn.Linear(WIDTH, HIDDEN)
        self.out = nn.Linear(HIDDEN, OUTPUTS)
        self.dropout = nn.Dropout(0.1)

    def encode(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the vectors that the shipped encoder gives, of shape (n_texts, HIDDEN)."""
        real = rows != self.padding
        x = self.table(rows) * TABLE_FACTOR + self.position(torch.arange(rows.shape[1]))
        x = self.layer(x, src_key_padding_mask=~real)
        share = torch.exp(self.pooling(rows)) * real.unsqueeze(-1)
        return relu(self.hidden((x * share).sum(1) / share.sum(1)))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return self.out(self.dropout(self.encode(rows)))


def padded(rows: Sequence[Sequence[int]], padding: int) -> torch.Tensor:
    """Return the rows as one tensor."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[padding] * (longest - len(row))] for row in rows])


def teachers_say(texts: Sequence[str], files: Sequence[Path], weights: Sequence[float]) -> list[np.ndarray | None]:
    """Return, for each text, the weighted mean of the probabilities of those teachers that scored it."""
    sums: dict[str, np.ndarray] = {}
    totals: dict[str, float] = {}
    for path, weight in zip(files, weights, strict=True):
        with np.load(path, allow_pickle=False) as file:
            scored = dict(zip(json.loads(bytes(file["texts"])), sigmoid(file["log_odds"]), strict=True))
        for text, probabilities in scored.items():
            sums[text] = sums.get(text, 0) + weight * probabilities
            totals[text] = totals.get(text, 0) + weight
    return [sums[text] / totals[text] if text in sums else None for text in texts]


def read_targets(options: argparse.Namespace) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return texts, target probabilities and the weight of each, both of shape (n_texts, OUTPUTS)."""
    bank, targets, levelled = bank_targets()
    bank, targets, levelled = bank[: options.limit], targets[: options.limit], levelled[: options.limit]
    weights = np.full_like(targets, BANK_WEIGHT)
    weights[~levelled, LEVELS] = 0
    for row, scores in enumerate(teachers_say(bank, options.scores, options.weights)):
        if scores is not None:
            targets[row] = OWN_LABELS * targets[row] + (1 - OWN_LABELS) * scores
    texts = read_texts(options.texts)[: options.limit]
    said = teachers_say(texts, options.scores, options.weights)
    if any(scores is None for scores in said):
        raise SystemExit(f"{options.texts} has texts that no teacher scored; run score.py on it again")
    free = np.ones((len(texts), OUTPUTS))
    free[:, LEVELS] = UNLABELLED_LEVEL_WEIGHT
    return bank + texts, np.vstack([targets, *said]), np.vstack([weights, free])


def train(options: argparse.Namespace) -> dict[str, object]:
    """Train, and return what export.py needs."""
    torch.set_num_threads(options.threads)
    texts, probabilities, masses = read_targets(options)
    pieces, bert_rows = vocabulary()
    table = piece_table()[bert_rows].astype(np.float32)
    tokenizer = Tokenizer(pieces)
    cut = [[piece.row for piece in tokenizer.pieces(text, Encoder.LIMIT)] or [0] for text in texts]
    used = sorted({0}.union(*cut))  # only pieces that occur are trained; the unknown piece stays first
    place = {row: number for number, row in enumerate(used)}
    rows = [[place[row] for row in text] for text in cut]
    torch.manual_seed(options.seed)
    generator = np.random.default_rng(options.seed)
    net = Student(table[used])
    targets, weights = (torch.tensor(array, dtype=torch.float32) for array in (probabilities, masses))
    lengths = np.array([len(text) for text in rows])
    optimizer = torch.optim.AdamW(net.parameters(), lr=options.rate, weight_decay=1e-4)
    steps = steps_of(len(rows), options.batch, options.epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / 100) * max(0, 1 - step / steps)
    )
    print(f"{len(rows):,} texts, {len(used):,} of {len(pieces):,} pieces", flush=True)
    started = time.monotonic()
    for epoch in range(options.epochs):
        net.train()
        losses = []
        for batch in batches(lengths, options.batch, generator, epoch):
            x = padded([rows[row] for row in batch], net.padding)
            x = torch.where((torch.rand(x.shape) < WORD_DROPOUT) & (x != net.padding), 0, x)
            each = binary_cross_entropy_with_logits(net(x), targets[batch], reduction="none")
            loss = (each * weights[batch]).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {time.monotonic() - started:.0f} s", flush=True)
    return {"state": net.state_dict(), "used": used, "table": torch.tensor(table), "vocabulary": pieces}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="texts that recombine.py wrote")
    parser.add_argument("out", type=Path, help="file for the student (.pt)")
    parser.add_argument("--scores", type=Path, nargs="+", required=True, help="files that score.py wrote")
    parser.add_argument("--weights", type=float, nargs="+", help="weight of each of them, default: all the same")
    add_training_options(parser, epochs=5, rate=1e-3, batch=64)
    options = parser.parse_args()
    options.weights = options.weights or [1.0] * len(options.scores)
    if len(options.weights) != len(options.scores):
        parser.error(f"{len(options.scores)} --scores, but {len(options.weights)} --weights; give one for each")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(train(options), options.out)


if __name__ == "__main__":
    main()
