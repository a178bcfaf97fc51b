"""Step 2: recombine the bank's sentences into unlabelled ones, for the teacher to score. Writes a JSON list of texts."""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

from common import write_texts

from jobtagger.examples import read_bank

_CLAUSE = re.compile(r"(?<=[,;])\s+|\s+(?=(?:and|to|by|for|with|in order to|that|which|using|including|through)\s)")
_OPENINGS = (
    "Experience ",
    "Ability to ",
    "Knowledge of ",
    "Skill in ",
    "Demonstrated experience in ",
    "You will ",
    "The incumbent ",
    "Which statement best describes your experience ",
    "Responsible for ",
)
_SHORTEST, _LONGEST = 2, 75


def recombined(count: int, seed: int) -> list[str]:
    """Return this many different texts, sorted: heads with other tails, spans, joined sentences, words left out."""
    generator = random.Random(seed)
    bank = read_bank()
    texts = [example.text for example in bank]
    duties = [example.text for example in bank if example.kind == "duty"]
    boilerplate = [example.text for example in bank if example.kind == "boilerplate"]
    clauses = [[part for part in _CLAUSE.split(text) if part] for text in texts]
    heads = [parts[0] for parts in clauses]
    tails = [" ".join(parts[1:]) for parts in clauses if len(parts) > 1]
    middles = [part for parts in clauses for part in parts if len(part.split()) >= 3]

    def one() -> str:
        pick, kind = generator.choice, generator.random()
        if kind < 0.35:
            return f"{pick(heads)} {pick(tails)}"
        if kind < 0.5:
            parts = pick(clauses)
            first = generator.randrange(len(parts))
            return " ".join(parts[first : generator.randrange(first, len(parts)) + 1])
        if kind < 0.62:
            return pick(texts).rstrip(".") + pick(["; ", ", and ", " and ", ". "]) + _lowered(pick(texts))
        if kind < 0.74:
            return f"{pick(heads)} {pick(middles)} {pick(middles)}"
        if kind < 0.84:
            return pick(_OPENINGS) + _lowered(pick(middles))
        if kind < 0.94:
            return " ".join(word for word in pick(texts).split() if generator.random() > 0.12)
        return f"{pick(boilerplate)} {pick(duties)}"

    found: set[str] = set()
    while len(found) < count:
        text = one()
        if _SHORTEST <= len(text.split()) <= _LONGEST:
            found.add(text)
    return sorted(found)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="file for the texts (.json)")
    parser.add_argument("--made", type=int, default=60_000, help="texts to make, default: %(default)s")
    parser.add_argument("--count", type=int, default=40_000, help="texts to keep of them, default: %(default)s")
    parser.add_argument("--seed", type=int, default=1, help="default: %(default)s")
    options = parser.parse_args()
    texts = recombined(options.made, options.seed)
    random.Random(0).shuffle(texts)
    write_texts(options.out, texts[: options.count])
    print(f"{min(options.count, len(texts)):,} texts")


if __name__ == "__main__":
    main()
