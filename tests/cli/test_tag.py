"""``jobtagger tag``: what it parses, what it writes where, and how it ends."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fakes import FakeTagger

import jobtagger
from jobtagger.cli import main
from jobtagger.cli.tag import FORMATS, TagRequest
from jobtagger.errors import DocumentError, UnknownNameError
from jobtagger.options import TagOptions
from jobtagger.writers import WRITERS

Run = Callable[..., Result]


@pytest.fixture
def tagger(monkeypatch: pytest.MonkeyPatch) -> FakeTagger:
    tagger = FakeTagger()
    monkeypatch.setattr(jobtagger, "load", lambda name: tagger, raising=False)
    return tagger


@pytest.fixture
def run(tagger: FakeTagger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command beside two good documents, and one that fails."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.txt").write_text("Leads the office.", encoding="utf-8")
    (tmp_path / "two.txt").write_text("Plans the work.", encoding="utf-8")
    (tmp_path / "bad.txt").write_text("FAIL", encoding="utf-8")

    def run_command(*args: str, input: str | None = None, **env: str) -> Result:
        return CliRunner(env={"COLUMNS": None}).invoke(main, args, input=input, env=env)

    return run_command


# Parsing


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[TagRequest]:
    """Replace the execution; what it would have been given is collected."""
    seen: list[TagRequest] = []

    def run(request: TagRequest) -> int:
        seen.append(request)
        return 0

    monkeypatch.setattr("jobtagger.cli.tag.run", run)
    return seen


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["a.txt"], TagRequest(("a.txt",))),
        (["a.txt", "-", "docs/*.pdf"], TagRequest(("a.txt", "-", "docs/*.pdf"))),
        (["a", "--model", "own", "--format", "json"], TagRequest(("a",), model="own", format="json")),
        (["a", "-m", "own", "-f", "jsonl"], TagRequest(("a",), model="own", format="jsonl")),
        (["a", "-o", "out.json"], TagRequest(("a",), output="out.json")),
        (["a", "-o", "-"], TagRequest(("a",), output="-")),
        (["a", "--text-column", "t", "--id-column", "i"], TagRequest(("a",), text_column="t", id_column="i")),
        (["a", "--encoding", "cp1252"], TagRequest(("a",), encoding="cp1252")),
        (["a", "--min-score", "0.5"], TagRequest(("a",), options=TagOptions(min_score=0.5))),
        (["a", "--top", "3"], TagRequest(("a",), options=TagOptions(top=3))),
        (["a", "--precision", "0.9"], TagRequest(("a",), options=TagOptions(precision=0.9))),
        (["a", "--strict", "--quiet"], TagRequest(("a",), strict=True, quiet=True)),
        (["a", "-q"], TagRequest(("a",), quiet=True)),
        (["--", "-odd-name.txt"], TagRequest(("-odd-name.txt",))),
    ],
)
def test_tag_parses(args: list[str], expected: TagRequest, requests: list[TagRequest]) -> None:
    result = CliRunner().invoke(main, ["tag", *args])
    assert (result.exit_code, requests) == (0, [expected]), result.output


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "Missing argument 'INPUT...'"),
        (["a", "--format", "xml"], "'xml' is not one of 'table', 'json', 'jsonl'"),
        (["a", "--min-score", "1.5"], "--min-score"),
        (["a", "--top", "0"], "--top"),
        (["a", "--precision", "high"], "--precision"),
        (["a", "--encoding", "utf-88"], "'utf-88' is no encoding"),
        (["a", "--encoding", "rot13"], "'rot13' is no encoding"),
        (["a", "-o", "no/such/out.json"], "the folder 'no/such' does not exist; create it"),
        (["a", "-o", "."], "is a directory"),
        (["a", "--modle", "x"], "--modle"),
    ],
)
def test_tag_refuses(args: list[str], message: str, requests: list[TagRequest]) -> None:
    result = CliRunner().invoke(main, ["tag", *args])
    assert result.exit_code == 2 and message in result.stderr and not result.stdout and not requests


def test_tag_offers_the_formats_that_there_are() -> None:
    assert set(FORMATS) == set(WRITERS)


# What it delivers


@pytest.mark.parametrize("format", FORMATS)
def test_tag_writes_results_to_stdout_and_nothing_else(format: str, run: Run) -> None:
    result = run("tag", "one.txt", "two.txt", "--format", format)
    assert result.exit_code == 0 and result.stderr == ""
    assert "one" in result.stdout and "two" in result.stdout and "Influencing/Negotiating" in result.stdout


def test_tag_hands_the_options_to_the_tagger(run: Run, tagger: FakeTagger) -> None:
    run("tag", "one.txt", "--top", "3", "--min-score", "0.2")
    assert tagger.options == TagOptions(min_score=0.2, top=3)


@pytest.mark.parametrize(("text", "id"), [("text", "id"), ("duties", "number")])
def test_tag_hands_the_columns_to_the_readers(text: str, id: str, run: Run) -> None:
    Path("jobs.csv").write_text(f"{id},{text}\nj1,Leads.\nj2,Plans.\n", encoding="utf-8")
    result = run("tag", "jobs.csv", "--text-column", text, "--id-column", id, "-f", "jsonl")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["j1", "j2"]


def test_tag_reads_standard_input(run: Run) -> None:
    (record,) = json.loads(run("tag", "-", "-f", "json", input="Leads the office.").stdout)
    assert record["source"] == "stdin"


@pytest.mark.parametrize("format", FORMATS)
def test_tag_delivers_the_rest_where_a_document_fails(format: str, run: Run) -> None:
    result = run("tag", "one.txt", "bad.txt", "missing.docx", "two.txt", "-f", format)
    assert result.exit_code == 1
    for text in ("one", "two", "bad.txt", "cannot be tagged", "missing.docx", "does not exist"):
        assert text in result.stdout
    assert "2 of 4 documents failed:\n  bad.txt: cannot be tagged\n  missing.docx: does not exist" in result.stderr


def test_tag_tells_many_failures_shortly(run: Run) -> None:
    result = run("tag", *(f"missing-{number}.txt" for number in range(50)))
    assert "50 of 50 documents failed" in result.stderr and "... and 30 more" in result.stderr
    assert len(result.stderr.splitlines()) == 22 and "missing-49.txt" in result.stdout


def test_tag_quiet_still_tells_failures(run: Run) -> None:
    result = run("tag", "one.txt", "bad.txt", "-q", "-f", "jsonl")
    assert result.exit_code == 1 and result.stderr == "1 of 2 documents failed:\n  bad.txt: cannot be tagged\n"
    assert "cannot be tagged" in result.stdout


def test_tag_tells_what_it_passes_over_in_a_folder(run: Run) -> None:
    for name in ("odd.xyz", "a.PNG", "b.png", "Makefile", ".hidden", "~$one.docx"):
        Path(name).touch()
    Path("bad.txt").unlink()
    result = run("tag", ".", "one.txt", ".", "-f", "jsonl")
    told = "4 files of a kind that is not read, passed over: 2 .png, 1 without a suffix, 1 .xyz.\n"
    assert result.exit_code == 0 and result.stderr == told
    assert run("tag", ".", "-q").stderr == "" == run("tag", "one.txt", "*.txt").stderr


@pytest.mark.parametrize("to_file", [False, True])
def test_tag_strict_delivers_nothing_where_a_document_fails(to_file: bool, run: Run) -> None:
    Path("out.json").write_text("before", encoding="utf-8")
    result = run("tag", "one.txt", "bad.txt", "two.txt", "--strict", *(["-o", "out.json"] if to_file else []))
    assert result.exit_code == 1 and result.stdout == ""
    assert result.stderr == "Stopped, nothing is written: bad.txt: cannot be tagged\n"
    assert Path("out.json").read_text(encoding="utf-8") == "before"


def test_tag_strict_stops_at_the_first_failure(run: Run, tagger: FakeTagger, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def tag_many(documents: Any, *, options: TagOptions) -> Any:
        for result in FakeTagger().tag_many(documents, options=options):
            seen.append(result.id)
            yield result

    monkeypatch.setattr(tagger, "tag_many", tag_many)
    run("tag", "one.txt", "bad.txt", "two.txt", "--strict")
    assert seen == ["one", "bad"]


def test_tag_strict_delivers_where_all_goes_well(run: Run) -> None:
    result = run("tag", "one.txt", "two.txt", "--strict", "-f", "json")
    assert result.exit_code == 0 and len(json.loads(result.stdout)) == 2


# Files that are written


def test_tag_output_is_written_as_a_whole(run: Run) -> None:
    result = run("tag", "one.txt", "bad.txt", "-f", "json", "-o", "out.json")
    assert result.exit_code == 1 and result.stdout == ""
    assert len(json.loads(Path("out.json").read_text(encoding="utf-8"))) == 2
    assert sorted(os.listdir()) == ["bad.txt", "one.txt", "out.json", "two.txt"]


@pytest.mark.parametrize("before", [None, "before"])
def test_tag_output_is_not_touched_where_the_work_breaks_off(
    before: str | None, run: Run, tagger: FakeTagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    if before is not None:
        Path("out.json").write_text(before, encoding="utf-8")

    def tag_many(documents: Any, *, options: TagOptions) -> Any:
        yield from list(FakeTagger().tag_many(documents, options=options))[:1]
        raise RuntimeError("a defect")

    monkeypatch.setattr(tagger, "tag_many", tag_many)
    result = run("tag", "one.txt", "two.txt", "-f", "json", "-o", "out.json")
    assert isinstance(result.exception, RuntimeError)
    expected = ["bad.txt", "one.txt", *(["out.json"] if before else []), "two.txt"]
    assert sorted(os.listdir()) == expected
    assert not before or Path("out.json").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("inputs", "output", "words"),
    [
        (["one.txt"], "one.txt", "is one of the files that are read"),
        (["two.txt", "o*.txt"], "one.txt", "is one of the files that are read"),
        (["."], "two.txt", "is one of the files that are read"),
        (["one.txt"], "link.json", "is one of the files that are read"),
        (["link.json"], "one.txt", "is one of the files that are read"),
        (["."], "sub/tags.json", "would lie in a folder that is read"),
        (["sub/.."], "tags.json", "would lie in a folder that is read"),
    ],
)
def test_tag_output_never_takes_the_place_of_an_input(inputs: list[str], output: str, words: str, run: Run) -> None:
    Path("sub").mkdir()
    Path("link.json").symlink_to("one.txt")
    before = {path: path.read_bytes() for path in Path().rglob("*.*")}
    for command in ("tag", "explain"):
        result = run(command, *inputs, "-f", "json", "-o", output)
        assert result.exit_code == 2 and f"{output} {words}" in result.stderr and result.stdout == ""
    assert {path: path.read_bytes() for path in Path().rglob("*.*")} == before


@pytest.mark.parametrize("output", ["out/tags.json", ".tags.json", "tags"])
def test_tag_output_may_lie_where_it_is_not_read(output: str, run: Run) -> None:
    Path("in").mkdir()
    Path("one.txt").rename("in/one.txt")
    Path("out").mkdir()
    place = output if output.startswith("out") else f"in/{output}"
    for _ in range(2):
        assert run("tag", "in", "-f", "json", "-o", place).exit_code == 0
    assert len(json.loads(Path(place).read_text(encoding="utf-8"))) == 1


def test_tag_output_through_a_link_keeps_the_link_and_the_rights(run: Run) -> None:
    Path("real.json").write_text("before", encoding="utf-8")
    Path("real.json").chmod(0o640)
    Path("out.json").symlink_to("real.json")
    assert run("tag", "one.txt", "-f", "json", "-o", "out.json").exit_code == 0
    assert Path("out.json").is_symlink() and json.loads(Path("real.json").read_text(encoding="utf-8"))
    assert stat.S_IMODE(Path("real.json").stat().st_mode) == 0o640


def test_tag_output_has_the_rights_of_any_new_file(run: Run) -> None:
    run("tag", "one.txt", "-o", "out.txt")
    Path("other.txt").touch()
    assert Path("out.txt").stat().st_mode == Path("other.txt").stat().st_mode


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="there is no /dev/null here")
def test_tag_output_to_a_device_leaves_the_device(run: Run) -> None:
    assert run("tag", "one.txt", "-o", "/dev/null").exit_code == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_tag_output_to_a_full_disk_is_told(run: Run) -> None:
    Path("full.txt").write_text("x" * 100_000, encoding="utf-8")
    result = run("tag", *["one.txt"] * 20, "-f", "json", "-o", "/dev/full")
    assert result.exit_code == 2 and "cannot write /dev/full: no space left on device" in result.stderr


def test_tag_output_of_a_table_has_the_width_of_a_page_and_no_colors(run: Run) -> None:
    run("tag", "one.txt", "-o", "out.txt")
    wide = Path("out.txt").read_text(encoding="utf-8")
    run("tag", "one.txt", "-o", "out.txt", COLUMNS="80")
    narrow = Path("out.txt").read_text(encoding="utf-8")
    assert max(map(len, wide.splitlines())) == 100 and max(map(len, narrow.splitlines())) == 80
    assert "\x1b" not in wide + narrow


# Errors


def test_tag_with_an_unknown_model_says_which_there_are(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> Any:
        raise UnknownNameError("model", name, ["opm-ses", "agency-core"])

    monkeypatch.setattr(jobtagger, "load", load, raising=False)
    result = run("tag", "one.txt", "--model", "opm-sse", "-o", "out.txt")
    assert result.exit_code == 2 and result.stdout == "" and not Path("out.txt").exists()
    assert "'opm-sse'" in result.stderr and "Did you mean 'opm-ses'?" in result.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [(DocumentError("a.docx", "is encrypted"), 1), (UnknownNameError("model", "x", []), 2), (KeyboardInterrupt(), 130)],
)
def test_errors_end_the_command_with_their_code(
    error: BaseException, code: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(name: str) -> Any:
        raise error

    monkeypatch.setattr(jobtagger, "load", load, raising=False)
    result = run("tag", "one.txt")
    assert result.exit_code == code and result.stdout == "" and str(error) in result.stderr
    assert "Traceback" not in result.stderr


def test_defects_keep_their_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> Any:
        raise KeyError("a defect")

    monkeypatch.setattr(jobtagger, "load", load, raising=False)
    assert isinstance(run("tag", "one.txt").exception, KeyError)


def test_messages_hold_nothing_that_a_terminal_obeys(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "\x1b[2Jgone.txt"
    result = run("tag", name)
    assert result.exit_code == 1 and "\x1b" not in result.output and "gone.txt" in result.stderr

    def load(model: str) -> Any:
        raise UnknownNameError("model", model, [])

    monkeypatch.setattr(jobtagger, "load", load, raising=False)
    result = run("tag", "one.txt", "-m", "\x9b2J")
    assert result.exit_code == 2 and "\x9b" not in result.output
