"""Every command but ``tag``, and what holds for all of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from fakes import FakeTagger
from jsonschema import Draft202012Validator

import jobtagger
from jobtagger import resources
from jobtagger.cli import main
from jobtagger.cli.evaluate import EvaluateRequest
from jobtagger.cli.train import TrainRequest
from jobtagger.frameworks import framework_from_dict, load_framework
from jobtagger.schema import result_schema


def run(*args: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(main, args)


def commands(command: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, *path, name)


EVERY = list(commands(main))
IDS = [" ".join(path) or "jobtagger" for path, _ in EVERY]


@pytest.fixture
def tagger(monkeypatch: pytest.MonkeyPatch) -> FakeTagger:
    """Replace the library behind the commands."""
    tagger = FakeTagger()
    monkeypatch.setattr(jobtagger, "load", lambda name: tagger, raising=False)
    monkeypatch.setattr(jobtagger, "train", lambda framework, options, *, talk: tagger, raising=False)
    monkeypatch.setattr(jobtagger, "save", lambda tagger, path: tagger.save(path), raising=False)
    monkeypatch.setattr(jobtagger, "load_framework", load_framework, raising=False)
    return tagger


# Help


@pytest.mark.parametrize(("path", "command"), EVERY, ids=IDS)
def test_help_has_an_example_and_explains_every_option(path: tuple[str, ...], command: click.Command) -> None:
    result = run(*path, "--help")
    assert result.exit_code == 0 and result.stderr == ""
    example = f"  jobtagger {' '.join(path)}".rstrip()
    assert "Example" in result.stdout and any(line.startswith(f"  {example}") for line in result.stdout.splitlines())
    assert max(map(len, result.stdout.splitlines())) <= 80
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or getattr(parameter, "help", None), parameter.name
    assert command.name == ("jobtagger", *path)[-1]
    assert not path or command.short_help


@pytest.mark.parametrize(("path", "command"), EVERY, ids=IDS)
def test_help_examples_name_options_that_there_are(path: tuple[str, ...], command: click.Command) -> None:
    known = {path: {option for parameter in inner.params for option in parameter.opts} for path, inner in EVERY}
    for line in (command.help or "").splitlines():
        words = line.strip().partition("jobtagger ")[2].split("|")[0].split(">")[0].split()
        if "jobtagger " in line and words:
            name = tuple(words[:2]) if tuple(words[:2]) in known else tuple(words[:1])
            if name in known:
                assert {word for word in words if word.startswith("-") and len(word) > 1} <= known[name], line


def test_version_is_the_library_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobtagger, "__version__", "1.2.3", raising=False)
    assert run("--version").stdout == "jobtagger 1.2.3\n"


# schema


def test_schema_prints_the_schema() -> None:
    result = run("schema")
    assert result.exit_code == 0 and json.loads(result.stdout) == result_schema()
    Draft202012Validator.check_schema(json.loads(result.stdout))


# frameworks


def test_frameworks_list_names_what_is_shipped() -> None:
    text = run("frameworks", "list").stdout
    rows = json.loads(run("frameworks", "list", "--format", "json").stdout)
    assert [row["name"] for row in rows] == list(resources.framework_names())
    assert all(row["name"] in text for row in rows)
    assert next(row for row in rows if row["name"] == "opm-ses").items() >= {"competencies": 28, "levels": 5}.items()


@pytest.mark.parametrize("name", resources.framework_names())
def test_frameworks_show(name: str) -> None:
    framework = load_framework(name)
    text = " ".join(run("frameworks", "show", name).stdout.split())
    assert all(competency.name in text and competency.definition in text for competency in framework.competencies)
    assert framework.source and " ".join(framework.source.note.split()) in text
    assert all(" ".join(note.split()) in text for note in framework.notes)
    data = json.loads(run("frameworks", "show", name, "--format", "json").stdout)
    assert framework_from_dict(data) == framework


def test_frameworks_show_takes_a_file(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        "{format: 1, id: own, title: Our own, competencies: [{id: vision, name: Vision}]}", encoding="utf-8"
    )
    assert "Our own" in run("frameworks", "show", str(file)).stdout


def test_frameworks_show_of_an_unknown_name_says_which_there_are() -> None:
    result = run("frameworks", "show", "opm-sse")
    assert result.exit_code == 2 and not result.stdout
    assert all(name in result.stderr for name in resources.framework_names())


GOOD = """
format: 1
id: own
title: Our own
competencies:
  - {id: vision, name: Vision, definition: "Takes a long-term view and builds a vision that is shared with others in the
      organization, its partners and the public it serves, and acts on it."}
  - {id: planning, name: Planning, definition: "Sets goals, orders the work by what matters most, follows its progress
      month by month and changes the plan when the facts have changed."}
"""


def test_frameworks_validate_of_a_good_file(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(GOOD, encoding="utf-8")
    result = run("frameworks", "validate", str(file))
    assert result.exit_code == 0 and "is a valid framework" in result.stderr and "error" not in result.stdout


def test_frameworks_validate_tells_warnings_and_succeeds(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        "{format: 1, id: own, title: Our own, competencies: [{id: vision, name: Vision}]}", encoding="utf-8"
    )
    result = run("frameworks", "validate", str(file))
    assert result.exit_code == 0 and "warning: competencies" in result.stdout and "warning" in result.stderr


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            GOOD.replace("id: own", "id: Our Own").replace("name: Planning", "nome: Planning"),
            ["id: 'Our Own' is not in kebab-case", "competencies[1].name: is missing", "competencies[1].nome: "],
        ),
        ("a: [", ["line 2, column 1: not readable as YAML"]),
        ("", ["a mapping with id, title and competencies is expected"]),
    ],
)
def test_frameworks_validate_tells_every_error_with_its_place(text: str, problems: list[str], tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    result = run("frameworks", "validate", str(file))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert all(line.startswith("error: ") for line in lines)
    assert all(any(problem in line for line in lines) for problem in problems), result.stdout


def test_frameworks_validate_of_a_missing_file_is_an_error_of_use() -> None:
    result = run("frameworks", "validate", "missing.yaml")
    assert result.exit_code == 2 and "does not exist" in result.stderr


# models


def test_models_list_gives_facts(tagger: FakeTagger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "model_names", lambda: ("opm-ses",))
    assert "opm-ses" in run("models", "list").stdout
    (row,) = json.loads(run("models", "list", "-f", "json").stdout)
    assert row["framework"] == "opm-ses" and row["labels"] == list(tagger.labels) and len(row["levels"]) == 5


def test_models_list_without_models_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "model_names", lambda: ())
    result = run("models", "list")
    assert result.exit_code == 0 and result.stdout == "" and "jobtagger train" in result.stderr
    assert json.loads(run("models", "list", "-f", "json").stdout) == []


def test_models_show_prints_the_card(tagger: FakeTagger) -> None:
    assert run("models", "show", "opm-ses").stdout == tagger.card
    assert json.loads(run("models", "show", "opm-ses", "-f", "json").stdout)["card"] == tagger.card


# train


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["opm-ses", "-o", "out"], TrainRequest("opm-ses", Path("out"))),
        (["own.yaml", "--output", "out", "--force", "-q"], TrainRequest("own.yaml", Path("out"), True, True)),
        (["own.yaml", "-o", "out", "--no-wording"], TrainRequest("own.yaml", Path("out"), wording=False)),
    ],
)
def test_train_parses(args: list[str], expected: TrainRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[TrainRequest] = []

    def execute(request: TrainRequest) -> int:
        seen.append(request)
        return 0

    monkeypatch.setattr("jobtagger.cli.train.run", execute)
    assert run("train", *args).exit_code == 0 and seen == [expected]


@pytest.mark.parametrize("args", [["opm-ses"], ["-o", "out"], []])
def test_train_refuses_half_a_command(args: list[str]) -> None:
    assert run("train", *args).exit_code == 2


def test_train_writes_a_directory_of_the_name_that_was_asked_for(tagger: FakeTagger, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "own-model"
    result = run("train", "opm-ses", "-o", str(target))
    assert result.exit_code == 0 and result.stdout == "", result.output
    assert "28 competencies, 5 levels" in result.stderr and f"jobtagger tag --model {target}" in result.stderr
    assert [path.name for path in target.iterdir()] == ["manifest.json"] and tagger.saved_in == "own-model"
    assert [path.name for path in target.parent.iterdir()] == ["own-model"]


def test_train_quiet_says_nothing(tagger: FakeTagger, tmp_path: Path) -> None:
    assert run("train", "opm-ses", "-o", str(tmp_path / "own"), "-q").output == ""


def test_train_takes_an_empty_directory(tagger: FakeTagger, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    assert run("train", "opm-ses", "-o", str(tmp_path / "own")).exit_code == 0


def test_train_replaces_a_model_only_by_force(tagger: FakeTagger, tmp_path: Path) -> None:
    target = tmp_path / "own"
    run("train", "opm-ses", "-o", str(target))
    (target / "old").touch()
    result = run("train", "opm-ses", "-o", str(target))
    assert result.exit_code == 2 and "--force" in result.stderr and (target / "old").exists()
    assert run("train", "opm-ses", "-o", str(target), "--force").exit_code == 0
    assert [path.name for path in target.iterdir()] == ["manifest.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["own"]


@pytest.mark.parametrize("force", [False, True])
def test_train_never_replaces_what_is_no_model(force: bool, tagger: FakeTagger, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    result = run("train", "opm-ses", "-o", str(tmp_path), *(["--force"] if force else []))
    assert result.exit_code == 2 and "no model" in result.stderr and (tmp_path / "thesis.docx").exists()


def test_train_that_fails_leaves_the_old_model(
    tagger: FakeTagger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "own"
    run("train", "opm-ses", "-o", str(target))
    (target / "old").touch()

    def save(path: Path) -> None:
        path.mkdir()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tagger, "save", save)
    result = run("train", "opm-ses", "-o", str(target), "--force")
    assert result.exit_code == 2 and "no space left on device" in result.stderr
    assert (target / "old").exists() and [path.name for path in tmp_path.iterdir()] == ["own"]


# evaluate


class Report:
    def to_dict(self) -> dict[str, Any]:
        return {"model": "opm-ses", "micro_f1": {"value": 0.7, "low": 0.6, "high": 0.8}}


def test_evaluate_writes_the_report(tagger: FakeTagger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.touch()
    seen: list[tuple[Any, Path]] = []

    def measure(tagger: Any, path: Path) -> Report:
        seen.append((tagger, path))
        return Report()

    monkeypatch.setattr(jobtagger, "evaluate", measure, raising=False)
    assert "0.700 (0.600 to 0.800)" in run("evaluate", str(gold)).stdout
    assert json.loads(run("evaluate", str(gold), "-f", "json").stdout) == Report().to_dict()
    assert run("evaluate", str(gold), "-f", "json", "-o", str(tmp_path / "out.json")).stdout == ""
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == Report().to_dict()
    assert seen == [(tagger, gold)] * 3


@pytest.mark.parametrize(("given", "option"), [([], "-o"), ([], "--report"), (["--indicators"], "-o")])
def test_evaluate_never_replaces_what_it_reads(given: list[str], option: str, tmp_path: Path) -> None:
    if option == "--report":
        pytest.importorskip("matplotlib")
    file = tmp_path / "report.json"
    file.write_text("mine", encoding="utf-8")
    result = run("evaluate", *given, str(file), option, str(file if option == "-o" else tmp_path))
    assert result.exit_code == 2 and f"{file} {'is one of' if option == '-o' else 'lies in'}" in result.stderr
    assert file.read_text(encoding="utf-8") == "mine"


def test_evaluate_says_what_is_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[EvaluateRequest] = []

    def execute(request: EvaluateRequest) -> int:
        seen.append(request)
        return 0

    monkeypatch.setattr("jobtagger.cli.evaluate.run", execute)
    assert run("evaluate", "--indicators", "own.yaml", "--held-out", "competencies").exit_code == 0
    assert seen == [EvaluateRequest(None, indicators="own.yaml", held_out="competencies")]
    result = run("evaluate", __file__, "--held-out", "wording")
    assert result.exit_code == 2 and "give both" in result.stderr


def test_evaluate_of_a_missing_file_is_an_error_of_use() -> None:
    assert run("evaluate", "missing.jsonl").exit_code == 2


# Logging


@pytest.mark.parametrize(("flags", "told"), [([], False), (["-v"], False), (["-vv"], True)])
def test_logs_are_told_on_request_and_only_while_the_command_runs(
    flags: list[str], told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = logging.getLogger("jobtagger")
    before = (logger.level, list(logger.handlers))

    def names() -> tuple[str, ...]:
        logging.getLogger("jobtagger.resources").debug("looking \x1b[2J")
        logging.getLogger("elsewhere").warning("not ours")
        return ()

    monkeypatch.setattr(resources, "model_names", names)
    result = run(*flags, "models", "list")
    assert ("DEBUG jobtagger.resources: looking �[2J" in result.stderr) == told and result.stdout == ""
    assert "DEBUG elsewhere" not in result.stderr
    assert (logger.level, list(logger.handlers)) == before


def test_evaluate_does_not_take_the_place_of_its_gold(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text("{}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["evaluate", str(file), "-o", str(file)])
    assert result.exit_code == 2 and "would be replaced" in result.stderr
    assert file.read_text(encoding="utf-8") == "{}\n"
