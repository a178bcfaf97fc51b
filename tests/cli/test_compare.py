"""``jobtagger compare`` and the options of ``train`` that carry examples over."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fakes import FakeTagger, OneToOne, framework_of

import jobtagger
from jobtagger.cli import main
from jobtagger.cli.compare import FORMATS, CompareRequest
from jobtagger.cli.train import TrainRequest
from jobtagger.frameworks import Level, load_crosswalk, load_framework
from jobtagger.training import TrainOptions

OLD = framework_of("old", {"vision": "Change", "budget": "Business"})
NEW = framework_of("new", {"foresight": "Change", "budget": "Money"})
WALK = """
format: 1
source: old
target: new
reviewed: {by: me}
competencies:
  vision: [{to: foresight, strength: same}]
  budget: no counterpart
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work beside two documents, a crosswalk and two models, one of which fails where a text says FAIL."""
    models = {
        "old": OneToOne(OLD, {"one": {"vision": 2, "budget": 1}}),
        "new": OneToOne(NEW, {"one": {"foresight": 4, "budget": 1}}, fails=True),
    }
    monkeypatch.setattr(jobtagger, "load", models.__getitem__, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.txt").write_text("Leads the office.", encoding="utf-8")
    (tmp_path / "bad.txt").write_text("FAIL", encoding="utf-8")
    (tmp_path / "walk.yaml").write_text(WALK, encoding="utf-8")
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner(env={"COLUMNS": "120"}).invoke(main, args)


def compared(*args: str) -> Result:
    return run("compare", "--models", "old", "new", *args)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["a"], CompareRequest(("old", "new"), ("a",))),
        (["a", "b", "-f", "csv", "-o", "x.csv"], CompareRequest(("old", "new"), ("a", "b"), None, "csv", "x.csv")),
        (["a", "--crosswalk", "walk.yaml"], CompareRequest(("old", "new"), ("a",), Path("walk.yaml"))),
        (["a", "--most", "3", "-q"], CompareRequest(("old", "new"), ("a",), most=3, quiet=True)),
        (
            ["a", "--text-column", "t", "--id-column", "i"],
            CompareRequest(("old", "new"), ("a",), text_column="t", id_column="i"),
        ),
    ],
)
def test_compare_parses(args: list[str], expected: CompareRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[CompareRequest] = []
    monkeypatch.setattr("jobtagger.cli.compare.run", lambda request: seen.append(request) or 0)
    assert compared(*args).exit_code == 0 and seen == [expected]


@pytest.mark.parametrize(
    "args", [["a.txt"], ["--models", "old", "new"], ["--models", "old", "new", "a", "--crosswalk", "no.yaml"]]
)
def test_compare_refuses(args: list[str]) -> None:
    result = run("compare", *args)
    assert result.exit_code == 2 and result.stdout == "" and "Traceback" not in result.stderr


@pytest.mark.parametrize("format", FORMATS)
def test_compare_writes_every_format(format: str) -> None:
    result = compared("one.txt", "--crosswalk", "walk.yaml", "-f", format)
    assert result.exit_code == 0 and result.stderr == "" and "Foresight" in result.stdout


def test_compare_obeys_the_crosswalk() -> None:
    data = json.loads(compared("one.txt", "--crosswalk", "walk.yaml", "-f", "json").stdout)
    assert data["totals"] == {"lost": 1, "gained": 1, "moved": 0, "relevelled": 1}
    proposed = compared("one.txt", "-f", "json")
    assert json.loads(proposed.stdout)["totals"]["moved"] == 1 and "nobody has reviewed" in proposed.stderr


def test_compare_tells_failures_and_delivers_the_rest() -> None:
    result = compared("one.txt", "bad.txt", "no.txt", "--crosswalk", "walk.yaml", "-f", "csv", "-o", "out.csv")
    rows = list(csv.DictReader(StringIO(Path("out.csv").read_text(encoding="utf-8"))))
    assert result.exit_code == 1 and "2 of 3 documents failed" in result.stderr and "cannot be tagged" in result.stderr
    assert [row["change"] for row in rows] == ["lost", "gained", "relevelled", "failed", "failed"]


def test_compare_quiet_still_tells_failures_and_nothing_else() -> None:
    result = compared("one.txt", "no.txt", "-q", "-f", "csv", "-o", "out.csv")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "1 of 2 documents failed:",
        "  no.txt: does not exist; check the spelling and the folder you are in",
    ]


@pytest.mark.parametrize("output", ["one.txt", "walk.yaml"])
def test_compare_refuses_to_write_over_what_it_reads(output: str) -> None:
    before = Path(output).read_bytes()
    result = compared("one.txt", "--crosswalk", "walk.yaml", "-f", "csv", "-o", output)
    assert result.exit_code == 2 and f"{output} is one of the files that are read" in result.stderr
    assert Path(output).read_bytes() == before


def test_csv_leaves_to_standard_error_what_rows_cannot_say(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("two.txt").write_text("Plans.", encoding="utf-8")
    args = ("two.txt", "--crosswalk", "walk.yaml", "-f", "csv")
    told = compared(*args).stderr
    assert "New competencies found in no document: Budget (examples learnt from: unknown)." in told
    assert "levels" not in told and compared(*args, "-q").stderr == ""
    short = (Level(1, "Low"), Level(2, "High"))
    models = {"old": OneToOne(OLD, {}), "new": OneToOne(NEW, {}, levels=short)}
    monkeypatch.setattr(jobtagger, "load", models.__getitem__, raising=False)
    assert "The scales differ; levels are compared by their place" in compared(*args).stderr


def test_csv_has_all_documents_whatever_the_most() -> None:
    assert len(compared("one.txt", "--crosswalk", "walk.yaml", "-f", "csv", "--most", "0").stdout.splitlines()) == 4
    assert '"most_affected": []' in compared("one.txt", "-f", "json", "--most", "0").stdout


def test_compare_refuses_a_crosswalk_of_others() -> None:
    Path("walk.yaml").write_text(WALK.replace("target: new", "target: other"), encoding="utf-8")
    result = compared("one.txt", "--crosswalk", "walk.yaml")
    assert result.exit_code == 2 and "walk.yaml is not a valid crosswalk" in result.stderr and not result.stdout


# train


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Replace training; what it is given is kept."""
    seen: dict[str, Any] = {}

    def train(framework: Any, options: TrainOptions, *, talk: Any) -> FakeTagger:
        walk = options.crosswalk and load_crosswalk(
            options.crosswalk, source=load_framework("opm-ses"), target=framework
        )
        seen.update(options=options, walk=walk)
        talk("fitting levels")
        return FakeTagger()

    monkeypatch.setattr(jobtagger, "train", train, raising=False)
    monkeypatch.setattr(jobtagger, "save", lambda tagger, path: tagger.save(path), raising=False)
    return seen


def test_train_options_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[TrainRequest] = []
    monkeypatch.setattr("jobtagger.cli.train.run", lambda request: seen.append(request) or 0)
    Path("own.csv").touch()
    assert run("train", "x", "-o", "m", "--carry-over", "opm-ses", "--crosswalk", "walk.yaml").exit_code == 0
    assert run("train", "x", "-o", "m", "--no-bank", "--examples", "own.csv", "--name", "My model").exit_code == 0
    assert seen == [
        TrainRequest("x", Path("m"), carry_over="opm-ses", crosswalk=Path("walk.yaml")),
        TrainRequest("x", Path("m"), examples=Path("own.csv"), bank=False, name="My model"),
    ]


def test_train_carries_over_and_tells_progress(trained: dict[str, Any]) -> None:
    result = run("train", "opm-ecq-2025", "-o", "m", "--carry-over", "opm-ses", "--name", "mine")
    assert result.exit_code == 0 and result.stdout == "", result.output
    assert trained["options"] == TrainOptions(name="mine")
    assert "carried over to 12 of 15 competencies" in result.stderr and "  fitting levels" in result.stderr


def test_train_carries_over_in_two_steps(trained: dict[str, Any]) -> None:
    result = run("train", "california-2010", "-o", "m", "--carry-over", "opm-ecq-1997")
    assert result.exit_code == 0, result.output
    walk = trained["walk"]
    assert (walk.source, walk.target) == ("opm-ses", "california-2010")
    assert ("vision", "through vision of opm-ecq-1997") in {(one.source, *one.reasons) for one in walk.links}
    assert not trained["options"].crosswalk.exists()  # it was made for this training


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--carry-over", "opm-sse"], "'opm-sse' is no framework and no model"),
        (["--carry-over", "opm-ses", "--no-bank"], "give one or the other"),
        (["--crosswalk", "walk.yaml", "--no-bank"], "give one or the other"),
        (["--carry-over", "opm-ses", "--crosswalk", "walk.yaml"], "walk.yaml is not a valid crosswalk"),
        (["--examples", "one.txt"], "neither .jsonl nor .csv"),
        (["--name", "a/b"], "cannot be a name"),
    ],
)
def test_train_refuses(args: list[str], message: str, trained: dict[str, Any]) -> None:
    result = run("train", "opm-ecq-2025", "-o", "m", *args)
    assert result.exit_code == 2 and message in result.stderr and not Path("m").exists() and not trained


def test_train_refuses_where_no_example_would_reach(trained: dict[str, Any]) -> None:
    text = "\n".join(f"  {label}: no counterpart" for label in load_framework("opm-ses").labels)
    Path("none.yaml").write_text(
        f"format: 1\nsource: opm-ses\ntarget: opm-ecq-2025\ncompetencies:\n{text}\n", encoding="utf-8"
    )
    result = run("train", "opm-ecq-2025", "-o", "m", "--carry-over", "opm-ses", "--crosswalk", "none.yaml")
    assert result.exit_code == 2 and "no example reaches opm-ecq-2025" in result.stderr and not trained
