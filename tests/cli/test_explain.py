"""``jobtagger explain``, with the shipped model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import jobtagger
from jobtagger.cli import main
from jobtagger.cli.explain import ExplainRequest
from jobtagger.tagger import Tagger

TEXT = "Negotiates labor agreements with three unions on behalf of the agency."
Run = Callable[..., Result]


@pytest.fixture
def run(tagger: Tagger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command beside a good document and one that cannot be read."""
    load = jobtagger.load
    monkeypatch.setattr(jobtagger, "load", lambda name: tagger if name == "opm-ses" else load(name), raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")

    def run_command(*args: str, input: str | None = None) -> Result:
        return CliRunner(env={"COLUMNS": "100"}).invoke(main, ["explain", *args], input=input)

    return run_command


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["a.txt"], ExplainRequest(("a.txt",))),
        (["a", "b", "-c", "vision"], ExplainRequest(("a", "b"), competency="vision")),
        (["a", "--competency", "vision", "-m", "own"], ExplainRequest(("a",), competency="vision", model="own")),
        (["a", "-f", "json", "-o", "x.json", "-q"], ExplainRequest(("a",), format="json", output="x.json", quiet=True)),
    ],
)
def test_parses(args: list[str], expected: ExplainRequest, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[ExplainRequest] = []
    monkeypatch.setattr("jobtagger.cli.explain.run", lambda request: seen.append(request) or 0)
    assert run(*args).exit_code == 0 and seen == [expected]


@pytest.mark.parametrize("args", [[], ["one.txt", "--format", "xml"], ["one.txt", "-m", "no-such-model"]])
def test_wrong_use_does_nothing(args: list[str], run: Run) -> None:
    result = run(*args)
    assert result.exit_code == 2 and result.stdout == "" and result.stderr


def test_table_shows_the_words(run: Run) -> None:
    result = run("one.txt")
    assert result.exit_code == 0 and result.stderr == ""
    assert "Influencing/Negotiating" in result.stdout and "Negotiates\u00a0+" in result.stdout


def test_json_is_what_the_library_gives(run: Run, tagger: Tagger) -> None:
    result = run("one.txt", "--format", "json")
    (data,) = json.loads(result.stdout)
    expected = tagger.explain(TEXT).to_dict()
    assert result.exit_code == 0 and data == expected | {"id": "one", "source": data["source"]}


def test_one_competency_that_is_not_tagged(run: Run) -> None:
    (data,) = json.loads(run("one.txt", "-c", "technology-management", "-f", "json").stdout)
    assert data["tags"] == [] and [miss["competency"] for miss in data["near_misses"]] == ["technology-management"]
    assert "technology-management is not tagged" in run("one.txt", "-c", "technology-management").stdout


def test_an_unknown_competency_is_an_error_of_use(run: Run) -> None:
    result = run("one.txt", "-c", "visio")
    assert result.exit_code == 2 and "Did you mean 'vision'" in result.stderr and result.stdout == ""


@pytest.mark.parametrize("format", ["table", "json"])
def test_a_document_that_fails_does_not_stop_the_others(format: str, run: Run) -> None:
    result = run("empty.txt", "one.txt", "-f", format)
    assert result.exit_code == 1 and "1 of 2 documents failed" in result.stderr
    assert "empty.txt" in result.stdout and "Influencing/Negotiating" in result.stdout
    if format == "json":
        failed, explained = json.loads(result.stdout)
        assert set(failed) == {"id", "source", "error"} and explained["tags"]


def test_quiet_still_tells_failures(run: Run) -> None:
    result = run("empty.txt", "-q", "-o", "out.txt")
    assert result.exit_code == 1 and "empty.txt: is empty" in result.stderr


def test_output_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    result = run("one.txt", "-f", "json", "-o", "out.json")
    assert result.exit_code == 0 and result.output == ""
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))[0]["id"] == "one"


def test_standard_input(run: Run) -> None:
    assert "Influencing/Negotiating" in run("-", input=TEXT).stdout
