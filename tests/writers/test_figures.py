"""Plain data and frameworks laid out for people."""

from __future__ import annotations

import pytest

from jobtagger import resources
from jobtagger.frameworks import load_framework
from jobtagger.writers import Display
from jobtagger.writers.figures import figures_text, table_text
from jobtagger.writers.framework import framework_text

REPORT = {
    "model": "opm-ses",
    "documents": 12,
    "overall": {
        "micro_f1": {"value": 0.7144, "low": 0.68, "high": 0.75},
        "macro_f1": None,
        "kappa": float("nan"),
    },
    "competencies": [
        {"competency": "vision", "f1": 0.5, "support": 7},
        {"competency": "resilience", "f1": None, "support": 0},
    ],
    "levels": {"confusion": [[3, 1], [0, 4]], "by_level": {"Basic": {"recall": 0.75}, "Expert": {"recall": 1.0}}},
    "empty": [],
}


def test_figures_say_every_value() -> None:
    text = figures_text(REPORT)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    for line in (
        "Model opm-ses",
        "Documents 12",
        "Micro f1 0.714 (0.680 to 0.750)",
        "Macro f1 –",
        "Kappa –",
        "vision 0.500 7",
        "resilience – 0",
        "Levels: confusion",
        "0 4",
        "Basic 0.750",
        "Empty none",
    ):
        assert line in lines, text
    assert "nan" not in text


def test_table_of_rows_has_a_column_for_every_key() -> None:
    text = table_text([{"name": "a", "labels": ["x", "y"]}, {"name": "b", "title": "\x1b[31mB"}])
    assert "Name" in text and "Labels" in text and "Title" in text and "x, y" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("name", resources.framework_names())
@pytest.mark.parametrize("width", [60, 80, 160])
def test_framework_text_names_everything(name: str, width: int) -> None:
    framework = load_framework(name)
    text = framework_text(framework, display=Display(width))
    shown = " ".join(text.split())
    for competency in framework.competencies:
        assert competency.name in shown and competency.definition in shown
    for name in (*(level.name for level in framework.levels), *(group.name for group in framework.groups)):
        assert name in shown
    assert max(map(len, text.splitlines())) <= width


def test_framework_text_counts_indicators_by_level() -> None:
    text = " ".join(framework_text(load_framework("california-2010")).split())
    assert "First-Level Supervisor 8, Second-Level Supervisor 8, Manager 8, Executive 8, of no level 8" in text
    assert "Required: First-Level Supervisor" in text
