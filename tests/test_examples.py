"""The bank is whole and keeps its validation file apart; users' files are read or refused with line and remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jobtagger import resources
from jobtagger.errors import TrainingError
from jobtagger.examples import Example, carry_over, framework_examples, read_bank, read_examples
from jobtagger.frameworks import Framework, load_framework
from jobtagger.gold import read_gold


def test_the_bank_fits_its_framework() -> None:
    framework = load_framework("opm-ses")
    bank, held_out = read_bank(), read_bank(validation=True)
    assert len(bank) >= 3000 and len(held_out) >= 200
    assert sum(one.kind == "boilerplate" for one in bank) >= 1000
    assert len({one.id for one in [*bank, *held_out]}) == len(bank) + len(held_out)
    labels = set(framework.labels)
    for one in [*bank, *held_out]:
        assert one.competencies <= labels and one.disputed <= labels, one.id
        assert not one.competencies & one.disputed, one.id
        assert one.kind in ("duty", "boilerplate") and one.level in range(6), one.id
        assert one.text.strip() == one.text != "", one.id
        assert one.kind == "duty" or not one.competencies, one.id


def test_nothing_of_the_validation_file_is_trained_on() -> None:
    trained = {" ".join(one.text.casefold().split()) for one in read_bank()}
    assert [one.id for one in read_bank(validation=True) if " ".join(one.text.casefold().split()) in trained] == []


def test_no_duty_of_the_announcements_to_measure_on_is_trained_on() -> None:
    trained = {" ".join(one.text.casefold().split()) for one in read_bank()}
    announcements = read_gold(
        resources.shipped("corpus", "validation") / "announcements.jsonl", load_framework("opm-ses")
    )
    duties = [one.text[unit.start : unit.end] for one in announcements for unit in one.units if unit.kind == "D"]
    assert len(duties) > 400
    assert [duty for duty in duties if " ".join(duty.casefold().split()) in trained] == []


def test_a_frameworks_own_words(tiny: Framework) -> None:
    examples = list(framework_examples(tiny))
    assert len(examples) == 3 + 27
    assert {(one.origin, one.complete, one.kind) for one in examples} == {("framework", False, "duty")}
    assert examples[0].competencies == {"baking"} and examples[0].level == 0
    assert sorted({one.level for one in examples}) == [0, 1, 2, 3]


def test_labels_are_carried_over() -> None:
    duty = Example("1", "x", competencies=frozenset("ab"), disputed=frozenset("c"), level=3)
    lone = Example("2", "y", competencies=frozenset("d"))
    talk = Example("3", "z", kind="boilerplate")
    carried = list(carry_over([duty, lone, talk], {"a": ["A", "B"], "b": ["B"], "c": ["B", "C"]}))
    assert carried[0].competencies == {"A", "B"} and carried[0].disputed == {"C"} and carried[0].level == 3
    assert carried[1].competencies == set() and carried[1].kind == "duty"
    assert carried[2] == talk


def written(path: Path, *rows: Any) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_users_examples_in_both_formats(tiny: Framework, tmp_path: Path) -> None:
    lines = written(
        tmp_path / "own.jsonl",
        {"text": "Bakes bread", "competencies": ["Baking", "BOO"], "level": 2},
        "",
        {"text": "We are hiring", "kind": "boilerplate"},
    )
    table = written(
        tmp_path / "own.csv",
        "text,competencies,level,kind",
        '"Bakes bread",baking; bookkeeping,2,',
        "We are hiring,,,boilerplate",
    )
    for path in (lines, table):
        duty, talk = read_examples(path, tiny)
        assert (duty.text, duty.competencies, duty.level, duty.kind) == (
            "Bakes bread",
            frozenset({"baking", "bookkeeping"}),
            2,
            "duty",
        )
        assert (talk.competencies, talk.level, talk.kind, talk.origin) == (frozenset(), 0, "boilerplate", "own")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"competencies": ["baking"]}, "line 2: a 'text' is expected"),
        ({"text": " "}, "line 2: a 'text' is expected"),
        ({"text": "x", "competencies": ["Knitting"]}, "line 2: 'Knitting' is not a competency of tiny"),
        ({"text": "x", "competencies": 5}, "line 2: 'competencies' is a list"),
        ({"text": "x", "level": 4}, "line 2: 4 is not a level of tiny"),
        ({"text": "x", "level": "high"}, "line 2: a 'level' is a number"),
        ({"text": "x", "level": [1]}, "line 2: a 'level' is a number"),
        (["text"], "line 2: an object"),
        ("{text", "line 2: not JSON"),
    ],
)
def test_bad_rows_are_named(tiny: Framework, tmp_path: Path, row: Any, message: str) -> None:
    path = written(tmp_path / "own.jsonl", {"text": "fine"}, row)
    with pytest.raises(TrainingError, match=message) as caught:
        read_examples(path, tiny)
    assert str(path) in str(caught.value)


def test_files_that_are_no_text(tiny: Framework, tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(b"text\n\xe9\xe8")
    for path in (tmp_path / "latin.csv", tmp_path / "missing.csv", tmp_path):
        with pytest.raises(TrainingError, match="cannot be read"):
            read_examples(path, tiny)
