"""``jobtagger frameworks``: bringing frameworks in and out, and comparing them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jobtagger.cli import main
from jobtagger.frameworks import (
    export_framework,
    framework_to_yaml,
    import_framework,
    load_crosswalk,
    load_framework,
    propose_crosswalk,
)
from jobtagger.likeness import Likeness
from jobtagger.resources import crosswalk_path


def run(*args: str) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(main, ["frameworks", *args])


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# new


def test_new_writes_a_framework_that_is_valid_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    result = run("new", "our-model", "-o", str(file))
    assert result.exit_code == 0 and result.stdout == "" and "frameworks validate" in result.stderr
    assert load_framework(file).id == "our-model"
    assert run("new", "our-model").stdout == file.read_text(encoding="utf-8")


def test_new_with_an_id_that_is_none_says_what_to_write() -> None:
    result = run("new", "Our Model")
    assert result.exit_code == 2 and result.stdout == "" and "'our-model'" in result.stderr


@pytest.mark.parametrize(
    "args",
    [["new", "our-model"], ["import", "SOURCE"], ["export", "opm-ses"], ["crosswalk", "opm-ses", "opm-ecq-1997"]],
    ids=["new", "import", "export", "crosswalk"],
)
def test_a_file_that_may_have_been_edited_is_replaced_only_by_force(args: list[str], tmp_path: Path) -> None:
    source = tmp_path / "source.csv"
    source.write_bytes(export_framework(load_framework("opm-ses"), "csv"))
    file = tmp_path / "own.yaml"
    file.write_text("mine", encoding="utf-8")
    args = [str(source) if arg == "SOURCE" else arg for arg in args] + ["-o", str(file)]
    result = run(*args)
    assert result.exit_code == 2 and "--force" in result.stderr and file.read_text(encoding="utf-8") == "mine"
    assert run(*args, "--force").exit_code == 0 and file.read_text(encoding="utf-8") != "mine"
    assert names_in(tmp_path) == ["own.yaml", "source.csv"]


@pytest.mark.parametrize(
    "args",
    [
        ["import", "OWN", "--force"],
        ["export", "OWN", "--force"],
        ["diff", "opm-ses", "OWN"],
        ["crosswalk", "opm-ses", "OWN", "--force"],
    ],
    ids=lambda args: args[0],
)
def test_a_framework_that_is_read_is_never_replaced(args: list[str], tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    text = framework_to_yaml(load_framework("opm-ecq-1997"))
    file.write_text(text, encoding="utf-8")
    result = run(*(str(file) if arg == "OWN" else arg for arg in args), "-o", str(file))
    assert result.exit_code == 2 and f"{file} is one of the files that are read" in result.stderr
    assert file.read_text(encoding="utf-8") == text


# import and export


@pytest.mark.parametrize("format", ["csv", "xlsx", "json", "yaml", "case"])
def test_export_writes_what_import_reads(format: str, tmp_path: Path) -> None:
    out, back = tmp_path / f"out.{'json' if format == 'case' else format}", tmp_path / "back.yaml"
    result = run("export", "opm-ses", "--format", format, "-o", str(out))
    assert result.exit_code == 0 and result.stdout == "" and "28 competencies" in result.stderr
    assert out.read_bytes() == export_framework(load_framework("opm-ses"), format)
    result = run("import", str(out), "-o", str(back), "--id", "own-ses", "--title", "Our Own")
    assert result.exit_code == 0 and result.stdout == "" and "Our Own: 28 competencies, 348 ind" in result.stderr
    framework = load_framework(back)
    assert (framework.id, framework.title) == ("own-ses", "Our Own")
    assert framework == import_framework(out, id="own-ses", title="Our Own")
    assert [entry.name for entry in framework.competencies] == [
        entry.name for entry in load_framework("opm-ses").competencies
    ]


@pytest.mark.parametrize(
    ("name", "format"), [("a.csv", "csv"), ("a.XLSX", "xlsx"), ("a.json", "json"), ("a.yml", "yaml")]
)
def test_export_goes_by_the_name_of_the_file(name: str, format: str, tmp_path: Path) -> None:
    assert run("export", "doi-lef-1994", "-o", str(tmp_path / name)).exit_code == 0
    assert (tmp_path / name).read_bytes() == export_framework(load_framework("doi-lef-1994"), format)


def test_export_that_cannot_tell_the_format_asks_for_it(tmp_path: Path) -> None:
    result = run("export", "opm-ses", "-o", str(tmp_path / "out"))
    assert result.exit_code == 2 and "--format" in result.stderr and names_in(tmp_path) == []


@pytest.mark.parametrize(
    ("args", "name", "told"),
    [
        (["export", "opm-ses", "-f", "csv"], "b.xlsx", "would hold csv, but its name says xlsx; name it "),
        (["export", "opm-ses", "-f", "case"], "b.yaml", "would hold case, but its name says yaml; name it "),
        (["export", "opm-ses", "-f", "csv"], "b.tsv", "would hold csv, but its name says tsv; name it "),
        (["import", "SOURCE"], "b.xlsx", "would hold yaml, but its name says xlsx; name it "),
        (["new", "our-model"], "b.json", "would hold yaml, but its name says json; name it "),
    ],
)
def test_a_name_that_says_another_format_is_refused(args: list[str], name: str, told: str, tmp_path: Path) -> None:
    source = tmp_path / "source.csv"
    source.write_bytes(export_framework(load_framework("opm-ses"), "csv"))
    args = [str(source) if arg == "SOURCE" else arg for arg in args]
    result = run(*args, "-o", str(tmp_path / name))
    assert result.exit_code == 2 and told in " ".join(result.stderr.split())
    assert names_in(tmp_path) == ["source.csv"]


def test_export_tells_what_the_format_does_not_hold(tmp_path: Path) -> None:
    file = tmp_path / "opm-ecq-2025.csv"
    lines = run("export", "opm-ecq-2025", "-o", str(file)).stderr.splitlines()
    assert lines[0] == f"{file} is written: 15 competencies, 5 groups."
    assert lines[1].startswith(f"{file} does not hold: title, ") and lines[1].endswith(" of the framework; yaml does.")
    assert "does not hold: definition of 5 groups ('" in lines[2]
    assert run("export", "opm-ecq-2025", "-f", "xlsx").stderr == ""
    assert run("export", "opm-ecq-2025").stderr == ""


def test_a_diff_does_not_take_the_place_of_what_it_compares(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(framework_to_yaml(load_framework("opm-ses")), encoding="utf-8")
    before = file.read_bytes()
    result = run("diff", str(file), "opm-ecq-2025", "-o", str(file))
    assert result.exit_code == 2 and "would be replaced" in result.stderr
    assert file.read_bytes() == before


def test_export_tells_what_import_would_refuse(tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    levels = [{"value": value, "name": "Low"} for value in (1, 2)]
    indicators = [{"text": f"Does thing {value}", "level": value} for value in (1, 2)]
    entries = [{"id": "a", "name": "A", "indicators": indicators}]
    file.write_text(json.dumps({"format": 1, "id": "own", "title": "Own", "levels": levels, "competencies": entries}))
    result = run("export", str(file), "-f", "csv")
    assert result.exit_code == 0 and "Does thing 2" in result.stdout
    assert result.stderr.startswith(
        "what is written cannot be imported again, yaml can: row 3, column D (Level): 'Low'"
    )


def test_export_to_standard_output() -> None:
    assert run("export", "opm-ses").stdout == framework_to_yaml(load_framework("opm-ses"))
    rows = list(csv.reader(io.StringIO(run("export", "opm-ses", "-f", "csv").stdout.removeprefix("\ufeff"))))
    assert len(rows) == 349 and rows[0][1] == "Competency"
    assert zipfile.is_zipfile(io.BytesIO(run("export", "opm-ses", "-f", "xlsx").stdout_bytes))


def test_import_to_standard_output_is_a_framework(tmp_path: Path) -> None:
    file, back = tmp_path / "a.csv", tmp_path / "b.yaml"
    file.write_text("Competency,Definition\nVision,Sees far\nTeam,Leads\n", encoding="utf-8")
    result = run("import", str(file))
    back.write_text(result.stdout, encoding="utf-8")
    assert load_framework(back).labels == ("vision", "team")
    assert "2 competencies" in result.stderr and "frameworks validate FILE" in result.stderr


def test_import_tells_what_was_not_read_and_no_more(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("Competency,Definition,Owner,Tips\nVision,Sees far,Bob,Read the book twice\n", encoding="utf-8")
    out = tmp_path / "own.yaml"
    result = run("import", str(file), "-o", str(out))
    assert result.exit_code == 0
    assert "note: column D (Tips) was not read." in result.stderr
    assert "Owner" not in result.stderr
    assert "column C (Owner) was not read." in out.read_text(encoding="utf-8")
    assert "import_notes" not in out.read_text(encoding="utf-8")
    assert "note:" not in run("import", str(out)).stderr


def test_import_of_what_is_no_framework_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Name;Salary\nAda;7\n", encoding="utf-8")
    result = run("import", str(file), "-o", str(tmp_path / "b.yaml"))
    assert result.exit_code == 2 and result.stdout == "" and "not a valid framework" in result.stderr
    assert names_in(tmp_path) == ["a.csv"]


# diff


def test_diff_as_table_json_and_page(tmp_path: Path) -> None:
    text = run("diff", "opm-ecq-1997", "opm-ses").stdout
    assert "Cultural Awareness → Leveraging Diversity" in text and "Competencies added (2)" in text
    data = json.loads(run("diff", "opm-ecq-1997", "opm-ses", "-f", "json").stdout)
    assert data["counts"]["renamed"] == 3 and [entry["id"] for entry in data["added"]][1] == "developing-others"
    page = tmp_path / "changes.html"
    result = run("diff", "opm-ecq-1997", "opm-ses", "-f", "html", "-o", str(page))
    assert result.exit_code == 0 and result.stdout == ""
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>") and "<ins>Leveraging Diversity</ins>" in html and "<script" not in html


def test_diff_takes_files_and_finds_nothing_in_a_copy(tmp_path: Path) -> None:
    file = tmp_path / "copy.yaml"
    file.write_text(framework_to_yaml(load_framework("opm-ses")), encoding="utf-8")
    assert "Nothing changed." in run("diff", "opm-ses", str(file)).stdout


def test_diff_with_an_unknown_name() -> None:
    result = run("diff", "opm-ses", "opm-sse")
    assert result.exit_code == 2 and result.stdout == "" and "Did you mean 'opm-ses'?" in result.stderr


# crosswalk


def test_crosswalk_gives_the_reviewed_one_both_ways(tmp_path: Path) -> None:
    result = run("crosswalk", "opm-ses", "opm-ecq-2025")
    assert result.stdout == crosswalk_path("opm-ses", "opm-ecq-2025").read_text(encoding="utf-8")
    assert "reviewed by the jobtagger authors" in result.stderr
    file = tmp_path / "back.yaml"
    assert run("crosswalk", "opm-ecq-2025", "opm-ses", "-o", str(file)).stdout == ""
    frameworks = {"source": load_framework("opm-ecq-2025"), "target": load_framework("opm-ses")}
    assert load_crosswalk(file, **frameworks) == load_crosswalk(("opm-ecq-2025", "opm-ses"), **frameworks)


def test_crosswalk_proposes_on_request_and_where_none_is_reviewed(tmp_path: Path) -> None:
    old, new = load_framework("opm-ses"), load_framework("opm-ecq-2025")
    file = tmp_path / "walk.yaml"
    result = run("crosswalk", "opm-ses", "opm-ecq-2025", "--proposed", "-o", str(file))
    assert "a proposal" in result.stderr
    assert load_crosswalk(file, source=old, target=new) == propose_crosswalk(old, new, Likeness())
    own = tmp_path / "own.yaml"
    own.write_text(framework_to_yaml(new).replace("id: opm-ecq-2025", "id: own"), encoding="utf-8")
    result = run("crosswalk", "opm-ses", str(own))
    assert "a proposal" in result.stderr and "target: own\n" in result.stdout and "score: " in result.stdout


def test_crosswalk_check(tmp_path: Path) -> None:
    file = tmp_path / "walk.yaml"
    text = crosswalk_path("opm-ses", "opm-ecq-2025").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    result = run("crosswalk", "opm-ses", "opm-ecq-2025", "--check", str(file))
    assert result.exit_code == 0 and result.stdout == "" and "valid crosswalk" in result.stderr
    file.write_text(text.replace("to: innovation", "to: inovation").replace("strength: same", "strength: equal", 1))
    result = run("crosswalk", "opm-ses", "opm-ecq-2025", "--check", str(file))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert all(line.startswith("error: competencies.") for line in lines)
    assert any("did you mean 'innovation'?" in line for line in lines)
    assert any("one of same, close" in line for line in lines)
    assert run("crosswalk", "opm-ses", "opm-ecq-2025", "--check", str(file), "--proposed").exit_code == 2


def test_two_editions_of_one_id_are_told_apart_by_diff_and_crosswalk(tmp_path: Path) -> None:
    files = [str(tmp_path / name) for name in ("ours-2024.yaml", "ours-2025.yaml")]
    text = framework_to_yaml(load_framework("opm-ses"))
    for file, id in zip(files, ("vision", "foresight"), strict=True):
        Path(file).write_text(text.replace("id: vision\n", f"id: {id}\n"), encoding="utf-8")
    heading = " ".join(run("diff", *files).stdout.split())
    assert "(ours-2024.yaml) → " in heading and "opm-ses (ours-2025.yaml)" in heading and str(tmp_path) not in heading
    walk = str(tmp_path / "walk.yaml")
    result = run("crosswalk", *files, "-o", walk)
    assert result.exit_code == 0 and "a proposal" in result.stderr
    assert run("crosswalk", *files, "--check", walk).exit_code == 0
    back = load_crosswalk(walk, source=load_framework(files[1]), target=load_framework(files[0]))
    assert back.links_from("foresight")[0].target == "vision"


def test_a_framework_needs_no_crosswalk_to_itself() -> None:
    result = run("crosswalk", "opm-ses", "opm-ses")
    assert result.exit_code == 0 and "No crosswalk is needed" in result.stderr and "reviewed" not in result.stdout
