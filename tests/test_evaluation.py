"""What `evaluate` counts, on gold files so small that each figure can be known."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jobtagger.artifact import load
from jobtagger.errors import GoldError
from jobtagger.evaluation import Report, evaluate
from jobtagger.metrics import Interval
from jobtagger.options import TagOptions
from jobtagger.tagger import Tagger

BUDGET = "Formulates, justifies and executes the annual operating budget of the bureau."
COACH = "Coaches new supervisors and reviews their development plans."
BENEFITS = "We offer dental and vision insurance, paid holidays and a retirement plan."
QUOTE = "Competencies: Vision; Partnering; Resilience; Flexibility."


def written(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def document(*units: tuple[str, str, list[str], int]) -> dict[str, Any]:
    """Return a gold document of lines, each a unit of a kind with codes and a level."""
    text = "\n".join(unit[0] for unit in units)
    return {
        "text": text,
        "units": [
            {
                "start": text.index(words),
                "end": text.index(words) + len(words),
                "kind": kind,
                "codes": codes,
                "level": level,
            }
            for words, kind, codes, level in units
        ],
    }


STATED = ["vision", "partnering", "resilience", "flexibility"]
RIGHT = document(
    (BUDGET, "D", ["financial-management"], 4),
    (COACH, "D", ["developing-others"], 3),
    (BENEFITS, "B", [], 0),
    (QUOTE, "Q", STATED, 0),
)


def figure(report: Report, name: str) -> float:
    value = report.figures[name]
    return value.value if isinstance(value, Interval) else value


def test_a_document_that_is_tagged_right(tagger: Tagger, tmp_path: Path) -> None:
    report = evaluate(tagger, written(tmp_path, RIGHT, RIGHT))
    assert report.size["documents"] == 2 and report.size["units"] == 8
    assert report.size["units with a competency"] == report.size["competencies given"] == 4
    assert report.size["units with a level"] == 4
    assert figure(report, "stated, F1") == 1.0
    assert figure(report, "speaks of the job holder, F1") == 1.0
    assert figure(report, "accepted competency first") == 1.0
    assert figure(report, "groups, micro-F1") >= figure(report, "competencies, micro-F1") > 0.6
    assert sum(map(sum, report.confusion)) == 4
    assert {row["competency"] for row in report.competencies} >= {"financial-management", "developing-others"}
    supports = {row["competency"]: row["support"] for row in report.competencies if row["support"]}
    assert supports == {"financial-management": 2, "developing-others": 2}


def test_a_document_that_is_tagged_wrong(tagger: Tagger, tmp_path: Path) -> None:
    wrong = document((BUDGET, "D", ["conflict-management"], 1), (COACH, "B", [], 0), (BENEFITS, "Q", ["vision"], 0))
    report = evaluate(tagger, written(tmp_path, wrong, wrong))
    assert figure(report, "competencies, micro-F1") == 0.0
    assert figure(report, "stated, F1") == 0.0
    assert figure(report, "accepted competency first") == 0.0
    assert figure(report, "speaks of the job holder, F1") == pytest.approx(
        2 / 3
    )  # one duty found, one thing taken for one


def test_undecided_units_and_disputed_labels_count_neither_way(tagger: Tagger, tmp_path: Path) -> None:
    row = document((BUDGET, "D", ["financial-management"], 0), (COACH, "?", ["vision"], 0))
    assert evaluate(tagger, written(tmp_path, row)).size["units"] == 1
    row = document((BUDGET, "D", ["conflict-management"], 0))
    row["units"][0]["disputed"] = ["financial-management"]
    assert figure(evaluate(tagger, written(tmp_path, row)), "accepted competency first") == 1.0


def test_codes_and_ids_are_the_same(tagger: Tagger, tmp_path: Path) -> None:
    competency = tagger.framework.competency("financial-management")
    assert competency.code
    reports = [
        evaluate(tagger, written(tmp_path, document((BUDGET, "D", [name], 3)))).to_dict()
        for name in (competency.id, competency.code)
    ]
    assert reports[0] == reports[1]


def test_statements_stand_alone(tagger: Tagger, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"text": BUDGET, "codes": ["financial-management"], "level": 4},
        {"text": COACH, "codes": ["developing-others"]},
    ]
    report = evaluate(tagger, written(tmp_path, *rows))
    assert report.size == {
        "documents": 2,
        "units": 2,
        "units with a competency": 2,
        "competencies given": 2,
        "units with a level": 1,
    }
    expected = tagger.score([BUDGET, COACH]) >= tagger.thresholds()
    hits = sum(
        expected[row, tagger.labels.index(label)]
        for row, label in enumerate(("financial-management", "developing-others"))
    )
    assert figure(report, "competencies, micro-F1") == pytest.approx(2 * hits / (expected.sum() + 2))
    assert "stated, F1" not in report.figures and "speaks of the job holder, F1" not in report.figures


def test_the_top_of_statements_is_measured_as_that_of_documents(tagger: Tagger, tmp_path: Path) -> None:
    gold = written(tmp_path, {"text": BUDGET, "codes": ["financial-management"]})
    for top, count in ((None, len(tagger.labels)), (2, 2), (1, 1), (0, 0)):
        curves = evaluate(tagger, gold, TagOptions(min_score=0.0, top=top)).curves
        predicted, scores = np.asarray(curves["predicted"]), np.asarray(curves["scores"])
        assert predicted.sum() == count
        assert not count or predicted.all() or scores[predicted].min() >= scores[~predicted].max()


def test_grades_are_ranked(tagger: Tagger, tmp_path: Path) -> None:
    texts = {
        4: "Files routine invoices and answers the telephone under close supervision. Types letters as instructed.",
        9: "Reviews cost estimates for two branches, explains variances to program staff and recommends changes.",
        13: "Leads a division of forty analysts, sets its priorities and negotiates agreements among bureaus.",
        15: "Directs the agency-wide budget strategy and represents the Secretary before Congress on national policy.",
    }
    rows = [{"text": text, "grade_low": grade, "grade_high": grade} for grade, text in texts.items()]
    name = "level and grade, Spearman"
    right = evaluate(tagger, written(tmp_path, *rows))
    assert right.size["documents"] == 4
    assert figure(right, name) > 0.7
    turned = [{"text": text, "grade_low": -grade, "grade_high": -grade} for grade, text in texts.items()]
    assert figure(evaluate(tagger, written(tmp_path, *turned)), name) == pytest.approx(-figure(right, name))


def test_only_boilerplate_has_figures_without_cases(tagger: Tagger, tmp_path: Path) -> None:
    report = evaluate(tagger, written(tmp_path, document((BENEFITS, "B", [], 0))))
    assert math.isnan(figure(report, "competencies, micro-F1"))
    assert report.to_dict()["figures"]["competencies, micro-F1"]["value"] is None
    json.dumps(report.to_dict(), allow_nan=False)


def test_a_file_without_units_is_refused(tagger: Tagger, tmp_path: Path) -> None:
    for row in ({"text": BUDGET, "units": []}, document((BUDGET, "?", [], 0))):
        with pytest.raises(GoldError, match="no decided unit"):
            evaluate(tagger, written(tmp_path, row))


def test_a_framework_without_groups_is_measured(tmp_path: Path) -> None:
    shipped = load("opm-ses")
    bare = replace(
        shipped.framework,
        groups=(),
        competencies=tuple(replace(one, groups=()) for one in shipped.framework.competencies),
    )
    tagger = Tagger("bare", bare, shipped.levels, shipped.encoder, shipped.model)
    report = evaluate(tagger, written(tmp_path, RIGHT))
    assert figure(report, "stated, F1") == 1.0
    assert "groups, micro-F1" not in report.figures
