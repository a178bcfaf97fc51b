"""A guard: the shipped opm-ses model may not get worse on what we wrote and do not train on.

That is the bank's validation file, of single sentences, and `corpus/validation/announcements.jsonl`, of whole documents.

After a new training, ``python tests/test_shipped_model.py`` prints the figures: put them in `RECORDED`.
"""

from __future__ import annotations

import sys

import numpy as np
import pytest

import jobtagger
from jobtagger import resources
from jobtagger.examples import read_bank
from jobtagger.metrics import f1_micro, quadratic_kappa
from jobtagger.tagger import Tagger

RECORDED = {
    "announcements: competencies, micro-F1": 0.769,
    "announcements: groups, micro-F1": 0.808,
    "announcements: speaks of the job holder, F1": 0.983,
    "announcements: accepted competency first": 0.945,
    "announcements: level, quadratic kappa": 0.685,
    "competencies, micro-F1": 0.903,
    "relevance, F1": 0.998,
    "level, quadratic kappa": 0.82,
}
"""Printed by ``python tests/test_shipped_model.py``."""
OF_ANNOUNCEMENTS = (
    "competencies, micro-F1",
    "groups, micro-F1",
    "speaks of the job holder, F1",
    "accepted competency first",
    "level, quadratic kappa",
)
LEEWAY = 0.02


def measured(tagger: Tagger) -> dict[str, float]:
    """Return the figures of whole announcements, by `evaluate`, and those of single sentences.

    These are: tags at the model's thresholds, relevance at one half, nearest level.
    """
    examples = read_bank(validation=True)
    texts = [one.text for one in examples]
    gold = np.array([[label in one.competencies for label in tagger.labels] for one in examples])
    duty = np.array([one.kind == "duty" for one in examples])
    relevant = tagger.model.relevance_log_odds(tagger.encoder.encode(texts)) >= 0
    levelled = [row for row, one in enumerate(examples) if one.level]
    estimated = np.rint(tagger.estimate_level([texts[row] for row in levelled])).astype(int)
    announcements = resources.shipped("corpus", "validation") / "announcements.jsonl"
    documents = jobtagger.evaluate(tagger, announcements).to_dict()["figures"]
    return {
        **{f"announcements: {name}": documents[name]["value"] for name in OF_ANNOUNCEMENTS},
        "competencies, micro-F1": f1_micro(gold, tagger.score(texts) >= tagger.thresholds()),
        "relevance, F1": f1_micro(duty[:, None], relevant[:, None]),
        "level, quadratic kappa": quadratic_kappa(np.array([examples[row].level for row in levelled]), estimated),
    }


@pytest.fixture(scope="module")
def figures(tagger: Tagger) -> dict[str, float]:
    return measured(tagger)


@pytest.mark.parametrize("name", RECORDED)
def test_figures_have_not_fallen(figures: dict[str, float], name: str) -> None:
    assert figures[name] >= RECORDED[name] - LEEWAY, f"now {figures}"


if __name__ == "__main__":
    shown = {name: round(value, 3) for name, value in measured(jobtagger.load("opm-ses")).items()}
    sys.stdout.write(f"RECORDED = {shown}\n")
