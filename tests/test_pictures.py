"""Pictures and reports of evaluations."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import matplotlib.image
import numpy as np
import pytest
from click.testing import CliRunner, Result

import jobtagger
from jobtagger import pictures
from jobtagger.cli import main
from jobtagger.errors import MissingExtraError
from jobtagger.evaluation import Report
from jobtagger.metrics import Interval
from jobtagger.pictures import PICTURES, calibration_points, precision_recall_points, report_pictures
from jobtagger.writers.report import report_markdown

GOLD = np.array([[1, 0], [0, 1], [1, 1], [0, 0], [1, 0], [0, 0]], dtype=bool)
SCORES = np.array([[0.9, 0.6], [0.0, 0.8], [0.7, 0.0], [0.55, 0.0], [0.95, 0.0], [0.0, 0.0]])


def report(**changes: Any) -> Report:
    fields: dict[str, Any] = {
        "model": "o$w$n|",
        "gold": "gold_1.jsonl",
        "size": {"documents": 2, "units": 6},
        "figures": {"competencies, micro-F1": Interval(0.7, 0.6, 0.8), "calibration error of tags": float("nan")},
        "competencies": (
            {"competency": "vision", "precision": 1.0, "recall": 0.5, "f1": 0.667, "support": 2, "predicted": 1},
        ),
        "confusion": ((3, 1), (0, 2)),
        "curves": {"scores": SCORES, "gold": GOLD, "predicted": SCORES >= 0.5},
    }
    return Report(**fields | changes)


def test_each_picture_is_a_png_of_some_content() -> None:
    drawn = report_pictures(report())
    assert tuple(drawn) == PICTURES
    for data in drawn.values():
        assert data.startswith(b"\x89PNG\r\n")
        picture = matplotlib.image.imread(io.BytesIO(data))
        assert min(picture.shape[:2]) > 300 and picture[..., :3].std() > 0.05


def test_the_same_report_gives_the_same_bytes_and_another_gives_others() -> None:
    first, second = report_pictures(report()), report_pictures(report())
    other = report_pictures(
        report(confusion=((0, 9), (9, 0)), curves=report().curves | {"scores": np.where(SCORES > 0, 1.5 - SCORES, 0)})
    )
    assert first == second and all(first[name] != other[name] for name in PICTURES)


def test_nothing_of_pyplot_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)  # an import of it would fail
    names = set(matplotlib.rcParams) - {"backend"}  # looking at the backend imports pyplot
    before = {name: matplotlib.rcParams[name] for name in names}
    assert report_pictures(report()) and {name: matplotlib.rcParams[name] for name in names} == before


def test_what_has_no_cases_is_not_drawn() -> None:
    assert report_pictures(report(confusion=(), curves={})) == {}
    assert set(report_pictures(report(confusion=((0, 0), (0, 0))))) == {"precision-recall.png", "calibration.png"}
    nothing = {"scores": SCORES * 0, "gold": GOLD, "predicted": SCORES > 1}
    assert set(report_pictures(report(curves=nothing))) == {"levels.png"}


def test_precision_and_recall_go_through_the_operating_point() -> None:
    precision, recall = precision_recall_points(SCORES, GOLD)
    predicted = SCORES > 0
    assert precision[-1] == pytest.approx((GOLD & predicted).sum() / predicted.sum())
    assert recall[-1] == pytest.approx((GOLD & predicted).sum() / GOLD.sum())
    assert (np.diff(recall) >= 0).all() and precision[0] == 1


def test_calibration_points_count_every_case_once() -> None:
    means, shares, counts = calibration_points(np.array([0.0, 1.0, 0.99, 0.5]), np.array([False, True, False, True]))
    assert counts.tolist() == [1, 1, 2] and shares.tolist() == [0, 1, 0.5] and means[-1] == pytest.approx(0.995)


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtraError, match=r"jobtagger\[report\]"):
        report_pictures(report())


def test_markdown_has_intervals_tables_and_pictures() -> None:
    text = report_markdown(report().to_dict(), ["levels.png"])
    assert "| competencies, micro-F1 | 0.700 | 0.600 to 0.800 |" in text
    assert "| calibration error of tags | – | – |" in text
    assert "| vision | 1.000 | 0.500 | 0.667 | 2 | 1 |" in text and "| **1** | 3 | 1 |" in text
    assert "![Levels](levels.png)" in text and "calibration.png" not in text
    assert "- *micro-F1*: " in text and "- *calibration error*: " in text and "Spearman" not in text
    assert "o$w$n\\|" in text and "gold\\_1.jsonl" in text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("stated, F1", "- *stated, F1*: "),
        ("the same without stated grades", ""),
        ("level and grade, Spearman", "- *Spearman*: "),
        ("accepted competency among first three", "- *accepted competency*: "),
        ("own competency first", "- *own competency*: "),
    ],
)
def test_markdown_tells_what_each_measure_means_and_no_other(name: str, told: str) -> None:
    text = report_markdown(report(figures={name: Interval(0.7, 0.6, 0.8)}).to_dict())
    meanings = [line for line in text.splitlines() if line.startswith("- *")]
    assert [line.startswith(told) for line in meanings] == ([True] if told else [])


# On the command line


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(jobtagger, "load", lambda name: None, raising=False)
    monkeypatch.setattr(jobtagger, "evaluate", lambda tagger, gold: report(), raising=False)
    (tmp_path / "gold.jsonl").touch()
    return tmp_path / "gold.jsonl"


def evaluate(gold: Path, target: Path) -> Result:
    return CliRunner().invoke(main, ["evaluate", str(gold), "--report", str(target)])


def test_report_is_written_whole(gold: Path, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "figures"
    result = evaluate(gold, target)
    assert result.exit_code == 0 and "0.700 (0.600 to 0.800)" in result.stdout
    assert {path.name for path in target.iterdir()} == {"report.json", "report.md", *PICTURES}
    assert json.loads((target / "report.json").read_text(encoding="utf-8")) == report().to_dict()
    assert {path.name: path.read_bytes() for path in target.glob("*.png")} == report_pictures(report())
    assert all(f"]({name})" in (target / "report.md").read_text(encoding="utf-8") for name in PICTURES)
    assert [path.name for path in target.parent.iterdir()] == ["figures"]


def test_an_earlier_report_is_replaced(gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "figures"
    evaluate(gold, target)
    monkeypatch.setattr(jobtagger, "evaluate", lambda tagger, gold: report(confusion=(), curves={}), raising=False)
    assert evaluate(gold, target).exit_code == 0
    assert {path.name for path in target.iterdir()} == {"report.json", "report.md"}


@pytest.mark.parametrize("held", [["thesis.docx"], ["report.json", "thesis.docx"], ["report.md"]])
def test_what_is_no_report_is_never_replaced(held: list[str], gold: Path, tmp_path: Path) -> None:
    target = tmp_path / "figures"
    target.mkdir()
    for name in held:
        (target / name).write_text("mine", encoding="utf-8")
    result = evaluate(gold, target)
    assert result.exit_code == 2 and "no report" in result.stderr and result.stdout == ""
    assert sorted(path.name for path in target.iterdir()) == sorted(held)


def test_a_report_that_fails_leaves_the_old_one(gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "figures"
    evaluate(gold, target)
    before = {path.name: path.read_bytes() for path in target.iterdir()}

    def fail(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    result = evaluate(gold, target)
    assert result.exit_code == 2 and "no space left on device" in result.stderr
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figures", "gold.jsonl"]


def test_a_missing_extra_is_told_before_the_work(gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    monkeypatch.setattr(jobtagger, "evaluate", lambda tagger, gold: pytest.fail("evaluated"), raising=False)
    result = evaluate(gold, tmp_path / "figures")
    assert result.exit_code == 2 and "jobtagger[report]" in result.stderr and not (tmp_path / "figures").exists()


def test_pictures_has_a_name_for_each_file_it_makes() -> None:
    assert set(pictures.PICTURES) == set(report_pictures(report()))
