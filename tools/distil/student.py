"""Step 5: train a small encoder, cut from MiniLM, on the bank's labels, the teacher's scores and the general vectors."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from common import (
    LEVELS,
    OUTPUTS,
    add_training_options,
    bank_targets,
    base_model,
    batches,
    half_precision,
    sigmoid,
    steps_of,
)
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cosine_similarity, normalize, relu

from jobtagger.encoder import Encoder, Tokenizer

LAYERS, HIDDEN, POSITIONS = (0, 2, 5), 512, 130
"""Which of MiniLM's six layers it begins with, the length of the task features, and how many places it is trained for."""
PIECES = 18_000
"""Word pieces that the encoder knows; each takes 384 numbers of the file."""
HEAD_RATE = 1e-3
"""Learning rate of what does not come from MiniLM."""
BANK_WEIGHT = 2.0
OWN_LABELS = 0.5
"""Share of the bank's own labels in the targets for its texts; the rest is the teacher's."""
UNLABELLED_LEVEL_WEIGHT = 0.6
WORD_DROPOUT = 0.06
GENERAL_WEIGHT = 12.0
"""Weight of one minus the cosine between the general features and the sentence vector of general.py, which has the same length."""


def vocabulary(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the pieces kept and their BERT rows, [UNK] first: those that occur, and the commonest others up to PIECES.

    A word whose piece is left out is cut into smaller ones. What is not ASCII or begins with a bracket is never kept.
    """
    pieces = (base_model() / "vocab.txt").read_text(encoding="utf-8").split("\n")
    able = [row for row, piece in enumerate(pieces) if piece and piece.isascii() and not piece.startswith("[")]
    everything = Tokenizer(["[UNK]", *(pieces[row] for row in able)])
    used = {piece.row - 1 for text in texts for piece in everything.pieces(text, Encoder.LIMIT)} - {-1}
    single = {place for place, row in enumerate(able) if len(pieces[row].removeprefix("##")) == 1}
    # BERT lists its pieces from common to rare.
    others = [place for place in range(len(able)) if place not in used | single]
    kept = [able[place] for place in sorted({*used, *single, *others[: max(0, PIECES - len(used | single))]})]
    return ["[UNK]", *(pieces[row] for row in kept)], [pieces.index("[UNK]"), *kept]


class Student(nn.Module):
    """What `jobtagger.encoder.Encoder` computes, and an output layer that is not shipped."""

    def __init__(self, bert_rows: Sequence[int]) -> None:
        from transformers import AutoModel

        super().__init__()
        bert = AutoModel.from_pretrained(base_model())
        pieces, width = bert.embeddings, bert.config.hidden_size
        self.padding = len(bert_rows)
        self.table = nn.Embedding(self.padding + 1, width)
        # A segment is always BERT's first sentence, whose own vector is added to each piece.
        known = pieces.word_embeddings.weight[list(bert_rows)] + pieces.token_type_embeddings.weight[0]
        self.table.weight.data = torch.cat([known, torch.zeros(1, width)]).detach()
        self.position = nn.Embedding(POSITIONS, width)
        self.position.weight.data = pieces.position_embeddings.weight[:POSITIONS].detach().clone()
        self.table_norm = pieces.LayerNorm
        self.layers = nn.ModuleList(bert.encoder.layer[number] for number in LAYERS)
        for layer in self.layers:
            layer.intermediate.intermediate_act_fn = nn.GELU(approximate="tanh")
        self.pooling = nn.Embedding(self.padding + 1, 1)
        nn.init.zeros_(self.pooling.weight)
        self.hidden = nn.Linear(width, HIDDEN)
        self.general = nn.Linear(width, width)
        nn.init.eye_(self.general.weight)  # MiniLM's own mean is a good place to begin at for vectors turned towards it
        nn.init.zeros_(self.general.bias)
        self.out = nn.Linear(HIDDEN, OUTPUTS)
        self.dropout = nn.Dropout(0.1)

    def parts(self, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return task features, of shape (n_texts, HIDDEN), and general features, not yet of length 1."""
        real = rows != self.padding
        x = self.dropout(self.table_norm(self.table(rows) + self.position(torch.arange(rows.shape[1]))))
        unseen = torch.zeros(len(rows), 1, 1, rows.shape[1]).masked_fill(~real[:, None, None], -1e9)
        for layer in self.layers:
            x = layer(x, attention_mask=unseen)
            x = x[0] if isinstance(x, tuple) else x  # older versions of transformers
        share = torch.exp(self.pooling(rows).float()) * real.unsqueeze(-1)
        pooled = (x.float() * share).sum(1) / share.sum(1)
        return relu(self.hidden(pooled)), self.general(pooled)

    def encode(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the vectors that the shipped encoder gives."""
        task, general = self.parts(rows)
        return torch.cat([task, normalize(general)], dim=1)

    def forward(self, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        task, general = self.parts(rows)
        return self.out(self.dropout(task)), general

    def new_parameters(self) -> list[nn.Parameter]:
        """Return those that do not come from MiniLM."""
        return [
            parameter for part in (self.pooling, self.hidden, self.general, self.out) for parameter in part.parameters()
        ]


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


def adopt(net: Student, pieces: Sequence[str], earlier: dict[str, Any]) -> None:
    """Take over what an earlier student learnt; a piece that it did not know stays as MiniLM has it."""
    known = {earlier["vocabulary"][row]: place for place, row in enumerate(earlier["used"])}
    state = dict(earlier["state"])
    for name in ("table.weight", "pooling.weight"):
        rows = net.state_dict()[name].clone()
        for place, piece in enumerate(pieces):
            if piece in known:
                rows[place] = state[name][known[piece]]
        state[name] = rows
    net.load_state_dict(state)


def train(options: argparse.Namespace) -> dict[str, object]:
    """Train, and return what export.py needs."""
    torch.set_num_threads(options.threads)
    texts, probabilities, masses, vectors = read_targets(options)
    pieces, bert_rows = vocabulary(texts)
    tokenizer = Tokenizer(pieces)
    cut = [[piece.row for piece in tokenizer.pieces(text, Encoder.LIMIT)] or [0] for text in texts]
    used = sorted({0}.union(*cut))  # only pieces that occur are trained; the unknown piece stays first
    place = {row: number for number, row in enumerate(used)}
    rows = [[place[row] for row in text] for text in cut]
    torch.manual_seed(options.seed)
    generator = np.random.default_rng(options.seed)
    net = Student([bert_rows[row] for row in used])
    if options.start:
        adopt(net, [pieces[row] for row in used], torch.load(options.start, weights_only=True))
    targets, weights, sentences = (
        torch.tensor(array, dtype=torch.float32) for array in (probabilities, masses, vectors)
    )
    lengths = np.array([len(text) for text in rows])
    new = net.new_parameters()
    kept = [parameter for parameter in net.parameters() if not any(parameter is other for other in new)]
    groups = [{"params": kept, "lr": options.rate}, {"params": new, "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=1e-4)
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
            with half_precision():
                log_odds, general = net(x)
            each = binary_cross_entropy_with_logits(log_odds.float(), targets[batch], reduction="none")
            apart = (1 - cosine_similarity(general.float(), sentences[batch])).mean()
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
    return {"state": net.state_dict(), "used": used, "bert_rows": bert_rows, "vocabulary": pieces}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="file for the student (.pt)")
    parser.add_argument("--scores", type=Path, required=True, help="file that score.py wrote")
    parser.add_argument("--general", type=Path, required=True, help="file that general.py wrote")
    parser.add_argument("--start", type=Path, help="a student to train further, as after new examples")
    add_training_options(parser, epochs=6, rate=3e-4, batch=64)
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(train(options), options.out)


if __name__ == "__main__":
    main()
