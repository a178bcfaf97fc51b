"""Gold files in their three shapes, and what is said of a row that is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jobtagger.errors import GoldError
from jobtagger.frameworks import Framework
from jobtagger.gold import read_gold


def written(tmp_path: Path, *rows: Any) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def unit(**changes: Any) -> dict[str, Any]:
    return {"text": "Bakes bread. Sails.", "units": [{"start": 0, "end": 12, "kind": "D", "codes": ["BAK"]} | changes]}


def test_a_document(tiny: Framework, tmp_path: Path) -> None:
    row = {
        "id": "a",
        "text": "Bakes bread. Sails. By hand.",
        "units": [
            {"start": 0, "end": 12, "kind": "D", "codes": ["BAK", "sailing"], "disputed": ["BOO", "HND"], "level": 2},
            {"start": 20, "end": 28, "kind": "Q", "codes": ["HND"], "level": None},
            {"start": 13, "end": 19, "kind": "?"},
        ],
    }
    (document,) = read_gold(written(tmp_path, row), tiny)
    duty, quoted, undecided = document.units
    assert (document.id, document.single, document.grade) == ("a", False, None)
    assert (duty.competencies, duty.groups, duty.disputed, duty.level) == (
        frozenset({"baking", "sailing"}),
        frozenset(),
        frozenset({"bookkeeping"}),
        2,
    )
    assert (quoted.competencies, quoted.groups, quoted.level) == (frozenset(), frozenset({"by-hand"}), 0)
    assert undecided.kind == "?"


def test_statements_and_graded_documents(tiny: Framework, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"text": "Sails.", "codes": ["sailing"], "level": 3},
        "  ",
        {"text": "x", "grade_low": 9, "grade_high": 12},
        {"text": "y", "grade_low": 7, "grade_high": None},
    )
    statement, ranged, single = read_gold(path, tiny)
    assert statement.single and statement.units[0].kind == "D" and statement.units[0].level == 3
    assert (statement.units[0].start, statement.units[0].end, statement.id) == (0, 6, "1")
    assert (ranged.grade, ranged.id, ranged.units) == (10.5, "3", ())
    assert single.grade == 7.0


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{", "not JSON"),
        ("[1]", "an object with a 'text'"),
        ({"text": 5, "codes": []}, "an object with a 'text'"),
        ({"text": "x"}, "none of 'units', 'codes' and 'grade_low'"),
        ({"text": "x", "codes": ["KNI"]}, "'KNI' is neither id nor code"),
        ({"text": "x", "codes": "BAK"}, "codes are a list"),
        ({"text": "x", "codes": None}, "codes are a list"),
        ({"text": "x", "codes": [["BAK"]]}, "unhashable|neither"),
        ({"text": "", "codes": []}, "does not lie in the text"),
        ({"text": "x", "grade_low": None}, "both empty"),
        ({"text": "x", "grade_low": "GS-9"}, "could not convert"),
        ({"text": "x", "units": ["D"]}, "a unit is an object"),
        ({"text": "x", "units": 3}, "not iterable"),
        (unit(kind="X"), "kind 'X' is not one of D, Q, B"),
        (unit(start=-1), "does not lie in the text"),
        (unit(start=12), "does not lie in the text"),
        (unit(end=20), "does not lie in the text"),
        (unit(end=float("inf")), "infinity"),
        (unit(disputed=["KNI"]), "'KNI' is neither"),
        ({"text": "x", "units": [{"start": 0, "end": 1}]}, "'kind' is missing"),
    ],
)
def test_bad_rows_are_named_with_their_line(tiny: Framework, tmp_path: Path, row: Any, message: str) -> None:
    path = written(tmp_path, {"text": "x", "codes": []}, row)
    with pytest.raises(GoldError, match=message) as caught:
        read_gold(path, tiny)
    assert (caught.value.line, caught.value.source) == (2, str(path))


def test_files_without_rows(tiny: Framework, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="is empty"):
        read_gold(written(tmp_path, ""), tiny)
    with pytest.raises(GoldError, match="cannot be read"):
        read_gold(tmp_path / "missing.jsonl", tiny)
    (tmp_path / "gold.jsonl").write_bytes(b'{"text": "\xe9", "codes": []}')
    with pytest.raises(GoldError, match="cannot be read"):
        read_gold(tmp_path / "gold.jsonl", tiny)
