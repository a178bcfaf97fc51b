"""The commands that the documentation shows are run, and have to say what it says they say."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobtagger import resources
from jobtagger.cli import main

DOCS = Path(__file__).parents[1] / "docs"
DOCUMENTS = ("ses-announcement.md", "gs-05-secretary.txt", "gs-13-contract-specialist.md")


def console(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of the console blocks of a page, and the lines that are shown below it."""
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        shown: list[str] = []
        for line in block.splitlines():
            if line.startswith("$ "):
                shown = []
                yield line[2:], shown
            elif line.strip():
                shown.append(line.strip())


def flat(text: str) -> str:
    return " ".join(text.split())


def test_console_blocks_are_found() -> None:
    text = "a\n```console\n$ one\nsaid\n$ two\n```\n```yaml\n$ three\n```\n"
    assert list(console(text)) == [("one", ["said"]), ("two", [])]


def test_when_the_framework_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("announcements").mkdir()
    for name in DOCUMENTS:
        shutil.copy(resources.shipped("corpus", "documents", name), Path("announcements", name))
    steps = list(console((DOCS / "when-the-framework-changes.md").read_text(encoding="utf-8")))
    assert {command.split()[1] for command, _ in steps} == {"frameworks", "train", "compare"}
    for command, shown in steps:
        program, *words = shlex.split(command)
        result = CliRunner(env={"COLUMNS": "100"}).invoke(main, words)
        assert (program, result.exit_code) == ("jobtagger", 0), f"{command}\n{result.output}"
        for line in shown:
            assert flat(line) in flat(result.output), command
    with open("changes.csv", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["document"] for row in rows} == {Path(name).stem for name in DOCUMENTS}
    assert ("Financial Management", "Fiscal Responsibility") in {
        (row["old_competency"], row["new_competency"]) for row in rows
    }
    assert "<h2>Documents most affected (3 of 3)</h2>" in Path("changes.html").read_text(encoding="utf-8")
