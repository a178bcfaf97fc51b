"""Count the example bank, and write the counts into its data card.

    python tools/bank_card.py            # rewrite the counts in docs/example-bank.md
    python tools/bank_card.py --check    # exit 1 if the card is not what the files say

The counts stand between two comments of the card; everything else on the page is written by hand. Needs the standard
library only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
BANK = ROOT / "corpus" / "examples"
CARD = ROOT / "docs" / "example-bank.md"
BEGIN, END = "<!-- counts -->", "<!-- /counts -->"
VALIDATION = "validation"

Row = Mapping[str, Any]


def read_bank() -> dict[str, list[Row]]:
    """Return the lines of every file of the bank, by the file's stem."""
    return {
        path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in sorted(BANK.glob("*.jsonl"))
    }


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|---" + "|---:" * (len(head) - 1) + "|"
    for row in rows:
        yield "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row) + " |"


def labelled(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["kind"] == "duty"]


def totals(files: Mapping[str, list[Row]]) -> Iterator[str]:
    groups = {
        "for training": [row for name, rows in files.items() if name != VALIDATION for row in rows],
        f"`{VALIDATION}.jsonl`": files[VALIDATION],
    }
    measures = {
        "lines": len,
        "duties": lambda rows: len(labelled(rows)),
        "… without a competency": lambda rows: sum(not row["competencies"] for row in labelled(rows)),
        "… with a disputed one": lambda rows: sum(bool(row["disputed"]) for row in labelled(rows)),
        "boilerplate": lambda rows: len(rows) - len(labelled(rows)),
        "competencies given": lambda rows: sum(len(row["competencies"]) for row in labelled(rows)),
    }
    yield from table(
        ("", *groups), ((name, *(measure(rows) for rows in groups.values())) for name, measure in measures.items())
    )


def counted(name: str, counts: Mapping[Any, int]) -> Iterator[str]:
    yield from table((name, "lines"), sorted(counts.items()))


def counts(files: Mapping[str, list[Row]]) -> str:
    """Return the counts as Markdown."""
    training = [row for name, rows in files.items() if name != VALIDATION for row in rows]
    duties = labelled(training)
    by_label = Counter(label for row in duties for label in row["competencies"])
    disputed = Counter(label for row in duties for label in row["disputed"])
    parts = [
        ["All files:"],
        totals(files),
        ["Readers of a duty in the files for training (the author counts as one):"],
        counted("readers", Counter(row["readers"] for row in duties)),
        ["Levels there (0: no competency):"],
        counted("level", Counter(row["level"] for row in duties)),
        ["Registers there:"],
        counted("register", Counter(row.get("register", "not given") for row in duties)),
        ["Competencies there:"],
        table(
            ("competency", "given", "disputed"),
            ((label, count, disputed[label]) for label, count in sorted(by_label.items(), key=lambda one: -one[1])),
        ),
        ["Files:"],
        table(
            ("file", "duties", "boilerplate"),
            ((f"`{name}`", len(labelled(rows)), len(rows) - len(labelled(rows))) for name, rows in files.items()),
        ),
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the bank's counts into its data card.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the card would change")
    check = parser.parse_args().check
    card = CARD.read_text(encoding="utf-8")
    before, _, rest = card.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        print(f"{CARD}: no {BEGIN} ... {END} to write the counts between", file=sys.stderr)
        return 2
    fresh = f"{before}{BEGIN}\n{counts(read_bank())}\n{END}{after}"
    stale = fresh != card
    if stale and not check:
        CARD.write_text(fresh, encoding="utf-8")
    print(f"{CARD.name}: {'up to date' if not stale else 'would change' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
