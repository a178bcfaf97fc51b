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

import jobtagger
from jobtagger import resources
from jobtagger.cli import main
from jobtagger.frameworks import Competency, Framework, diff_frameworks, load_crosswalk, load_framework
from jobtagger.frameworks.crosswalk import STRENGTHS

DOCS = Path(__file__).parents[1] / "docs"
WIDTH = {"COLUMNS": "100"}
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


def test_the_framework_that_is_brought_in_loses_nothing_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    steps = console((DOCS / "when-the-framework-changes.md").read_text(encoding="utf-8"))
    for command, _ in steps:
        if command.split()[2] in ("export", "import"):
            assert CliRunner().invoke(main, shlex.split(command)[1:]).exit_code == 0
    assert not diff_frameworks(load_framework("opm-ecq-2025"), load_framework("new-ecqs.yaml"))


def test_crosswalks_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command, shown in console((DOCS / "crosswalks.md").read_text(encoding="utf-8")):
        result = CliRunner().invoke(main, shlex.split(command)[1:])
        assert result.exit_code == 0, result.output
        assert flat(" ".join(shown)) in flat(result.output)


def test_crosswalks_example_is_a_crosswalk(tmp_path: Path) -> None:
    example = re.findall(r"^```yaml\n(.*?)^```$", (DOCS / "crosswalks.md").read_text(encoding="utf-8"), re.S | re.M)
    (tmp_path / "walk.yaml").write_text(example[0], encoding="utf-8")
    sources = ("vision", "communication", "budgeting", "teamwork", "typing")
    targets = ("foresight", "speaking", "writing", "stewardship", "planning", "collaboration", "civic-duty")
    source, target = (
        Framework(id, id, competencies=tuple(Competency(name, name) for name in names))
        for id, names in (("ours-2019", sources), ("ours-2025", targets))
    )
    walk = load_crosswalk(tmp_path / "walk.yaml", source=source, target=target)
    assert {link.strength for link in walk.links} == set(STRENGTHS) and walk.reviewed
    assert (walk.no_counterpart, walk.only_in_target) == (("typing",), ("civic-duty",))


def between(text: str, name: str) -> list[str]:
    """Return the lines between the two comments of that name."""
    return text.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->")[0].splitlines()


def test_the_figures_of_the_readme_are_those_of_the_model_card() -> None:
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    without_intervals = re.sub(r" \(\d.*?\)", "", jobtagger.load("opm-ses").card)
    rows = [line for line in between(readme, "figures") if re.match(r"\| .*\d\.\d\d", line)]
    assert len(rows) > 3
    assert [row for row in rows if row not in without_intervals.splitlines()] == []


def test_the_example_of_the_readme_is_what_is_printed() -> None:
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    shown = [line for line in between(readme, "example") if line.strip(" `…") not in ("", "text")]
    printed = (
        CliRunner().invoke(main, ["tag", str(DOCS.parent / "corpus/documents/ses-announcement.docx")], env=WIDTH).stdout
    )
    lines = [line.rstrip().replace(str(DOCS.parent) + "/", "") for line in printed.splitlines()]
    assert len(shown) > 15
    assert [line for line in shown if line not in lines] == []
