"""Step 5: train the small encoder on the bank's labels, the teacher's scores and MiniLM's vectors. Writes weights and vocabulary."""

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
    sigmoid,
    steps_of,
)
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cosine_similarity, normalize, relu

from jobtagger.encoder import Encoder, Tokenizer

WIDTH, LAYERS, WIDE, HIDDEN, POSITIONS = 256, 2, 1024, 512, 130
TABLE_FACTOR = 3
"""The table is multiplied by this on its way into the layer; export.py folds it in."""
BANK_WEIGHT = 2.0
OWN_LABELS = 0.5
"""Share of the bank's own labels in the targets for its texts; the rest is the teachers'."""
UNLABELLED_LEVEL_WEIGHT = 0.6
WORD_DROPOUT = 0.06
GENERAL_WEIGHT = 4.0
"""Weight of one minus the cosine between the general features and MiniLM's sentence vector, which has the same length."""


def vocabulary() -> tuple[list[str], list[int]]:
    """Return the pieces kept and their BERT rows: [UNK], then what is ASCII and does not begin with a bracket."""
    pieces = (base_model() / "vocab.txt").read_text(encoding="utf-8").split("\n")
    kept = [row for row, piece in enumerate(pieces) if piece and piece.isascii() and not piece.startswith("[")]
    return ["[UNK]", *(pieces[row] for row in kept)], [pieces.index("[UNK]"), *kept]


@torch.no_grad()
def piece_table() -> tuple[np.ndarray, np.ndarray]:
    """Return a vector per BERT piece, and the WIDTH directions: MiniLM's output for the piece alone, cut to them (SVD)."""
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
    directions = np.linalg.svd(table[1000:], full_matrices=False)[2][:WIDTH]
    table = table @ directions.T
    return table / np.linalg.norm(table, axis=1, keepdims=True).mean(), directions


class Student(nn.Module):
    """What `jobtagger.encoder.Encoder` computes, and an output layer that is not shipped."""

    def __init__(self, table: np.ndarray, general: int) -> None:
        super().__init__()
        self.padding = len(table)
        self.table = nn.Embedding(len(table) + 1, WIDTH)
        self.table.weight.data[: self.padding] = torch.tensor(table)
        self.table.weight.data[self.padding] = 0
        self.pooling = nn.Embedding(len(table) + 1, 1)
        nn.init.zeros_(self.pooling.weight)
        self.position = nn.Embedding(POSITIONS, WIDTH)
        nn.init.normal_(self.position.weight, std=0.02)
        layer = nn.TransformerEncoderLayer(
            WIDTH, Encoder.HEADS, WIDE, dropout=0.1, batch_first=True, norm_first=True, activation="gelu"
        )
        self.transformer = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
        self.hidden = nn.Linear(WIDTH, HIDDEN)
        self.general = nn.Linear(WIDTH, general)
        self.out = nn.Linear(HIDDEN, OUTPUTS)
        self.dropout = nn.Dropout(0.1)

    def parts(self, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return task features, of shape (n_texts, HIDDEN), and general features, not yet of length 1."""
        real = rows != self.padding
        x = self.table(rows) * TABLE_FACTOR + self.position(torch.arange(rows.shape[1]))
        x = self.transformer(x, src_key_padding_mask=~real)
        share = torch.exp(self.pooling(rows)) * real.unsqueeze(-1)
        pooled = (x * share).sum(1) / share.sum(1)
        return relu(self.hidden(pooled)), self.general(pooled)

    def encode(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the vectors that the shipped encoder gives."""
        task, general = self.parts(rows)
        return torch.cat([task, normalize(general)], dim=1)

    def forward(self, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        task, general = self.parts(rows)
        return self.out(self.dropout(task)), general


def padded(rows: Sequence[Sequence[int]], padding: int) -> torch.Tensor:
    """Return the rows as one tensor."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[padding] * (longest - len(row))] for row in rows])


def read_targets(options: argparse.Namespace) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Return texts, target probabilities and the weight of each (n_texts, OUTPUTS), and general vectors to be learnt."""
    with np.load(options.scores, allow_pickle=False) as file:
        texts = json.loads(bytes(file["texts"]))
        targets = sigmoid(file["log_odds"])
    with np.load(options.general, allow_pickle=False) as file:
        if json.loads(bytes(file["texts"])) != texts:
            raise SystemExit(f"{options.general} and {options.scores} are not of the same texts; run both steps again")
        general = file["vectors"].astype(np.float32)
    weights = np.ones_like(targets)
    weights[:, LEVELS] = UNLABELLED_LEVEL_WEIGHT
    row_of = {text: row for row, text in enumerate(texts)}
    for text, own, levelled in zip(*bank_targets(), strict=True):
        row = row_of.get(text)
        if row is None:  # beyond the limit of a trial run
            continue
        targets[row] = OWN_LABELS * own + (1 - OWN_LABELS) * targets[row]
        weights[row] = BANK_WEIGHT
        weights[row, LEVELS] *= levelled
    chosen = slice(options.limit)
    return texts[chosen], targets[chosen], weights[chosen], general[chosen]


def train(options: argparse.Namespace) -> dict[str, object]:
    """Train, and return what export.py needs."""
    torch.set_num_threads(options.threads)
    texts, probabilities, masses, vectors = read_targets(options)
    pieces, bert_rows = vocabulary()
    table, directions = piece_table()
    table = table[bert_rows].astype(np.float32)
    tokenizer = Tokenizer(pieces)
    cut = [[piece.row for piece in tokenizer.pieces(text, Encoder.LIMIT)] or [0] for text in texts]
    used = sorted({0}.union(*cut))  # only pieces that occur are trained; the unknown piece stays first
    place = {row: number for number, row in enumerate(used)}
    rows = [[place[row] for row in text] for text in cut]
    torch.manual_seed(options.seed)
    generator = np.random.default_rng(options.seed)
    net = Student(table[used], vectors.shape[1])
    with torch.no_grad():  # MiniLM's own directions are a good place for its sentence vectors to begin at
        net.general.weight.copy_(torch.tensor(directions.T.copy()))
        net.general.bias.zero_()
    targets, weights, sentences = (
        torch.tensor(array, dtype=torch.float32) for array in (probabilities, masses, vectors)
    )
    lengths = np.array([len(text) for text in rows])
    optimizer = torch.optim.AdamW(net.parameters(), lr=options.rate, weight_decay=1e-4)
    steps = steps_of(len(rows), options.batch, options.epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / 200) * max(0, 1 - step / steps)
    )
    print(f"{len(rows):,} texts, {len(used):,} of {len(pieces):,} pieces", flush=True)
    started = time.monotonic()
    for epoch in range(options.epochs):
        net.train()
        losses, turned = [], []
        for batch in batches(lengths, options.batch, generator, epoch):
            x = padded([rows[row] for row in batch], net.padding)
            x = torch.where((torch.rand(x.shape) < WORD_DROPOUT) & (x != net.padding), 0, x)
            log_odds, general = net(x)
            each = binary_cross_entropy_with_logits(log_odds, targets[batch], reduction="none")
            apart = (1 - cosine_similarity(general, sentences[batch])).mean()
            loss = (each * weights[batch]).sum(1).mean() + GENERAL_WEIGHT * apart
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            turned.append(apart.item())
        print(
            f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, general cosine {1 - np.mean(turned):.3f}, "
            f"{time.monotonic() - started:.0f} s",
            flush=True,
        )
    return {"state": net.state_dict(), "used": used, "table": torch.tensor(table), "vocabulary": pieces}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="file for the student (.pt)")
    parser.add_argument("--scores", type=Path, required=True, help="file that score.py wrote")
    parser.add_argument("--general", type=Path, required=True, help="file that general.py wrote")
    add_training_options(parser, epochs=6, rate=1e-3, batch=64)
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(train(options), options.out)


if __name__ == "__main__":
    main()
