"""What we wrote for training and measuring shares no run of nine words with the real job text that is measured on."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobtagger import resources

GOLD = Path(__file__).parents[2] / "shared" / "gold"
RUN = 9


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def lines(path: Path) -> list[str]:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").splitlines()


def test_runs_of_words_are_found_whatever_their_marks() -> None:
    assert (
        len(
            set(runs("One, two, three: four five six. Seven eight NINE ten"))
            & set(runs("two three four five six seven (eight) nine ten"))
        )
        == 1
    )


@pytest.mark.skipif(not GOLD.is_dir(), reason="the real job text, ../shared/gold beside the checkout, is not here")
def test_no_example_is_copied_from_real_job_text() -> None:
    corpus = resources.shipped("corpus")
    ours = {
        run: row.get("id", path.name)
        for path in [*(corpus / "examples").glob("*.jsonl"), *(corpus / "validation").glob("*.jsonl")]
        for row in map(json.loads, lines(path))
        for run in runs(row["text"])
    }
    assert len(ours) > 500_000
    real = sorted(GOLD.glob("*.jsonl*"))
    assert real, f"{GOLD} has no .jsonl files"
    shared = {
        ours[run]: " ".join(run)
        for path in real
        for line in lines(path)
        for run in runs(json.loads(line)["text"])
        if run in ours
    }
    assert shared == {}
