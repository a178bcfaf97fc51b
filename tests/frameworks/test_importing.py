"""One front door: what a file is, is told by its content and its suffix, and nothing is written half."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobtagger.errors import FrameworkError, MissingExtraError
from jobtagger.frameworks import (
    export_framework,
    find_warnings,
    framework_from_dict,
    framework_template,
    import_framework,
    load_framework,
)
from jobtagger.frameworks.strict_yaml import load_yaml

OWN = b"# Ours\nformat: 1\nid: our-model\ntitle: Our model\ncompetencies:\n- {id: vision, name: Vision, definition: Sees far}"
CSV = b"Competency,Definition\nVision,Sees far\n"


def problem(path: Path, **given: str) -> str:
    before = sorted(path.parent.iterdir())
    with pytest.raises(FrameworkError) as caught:
        import_framework(path, **given)
    assert caught.value.source == str(path)
    assert sorted(path.parent.iterdir()) == before
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Our Model.csv", CSV),
        ("Our Model.tsv", CSV.replace(b",", b"\t")),
        ("Our Model.TXT", CSV),
        ("Our Model.txt", b"# Our model\n## Vision\nSees far\n"),
        ("Our Model.txt", "# Our model\n## Vision\nSees far\n".encode("utf-16")),
        ("Our Model.md", b"# Our model\n## Vision\nSees far\n"),
        ("Our Model.xlsx", CSV),
        ("Our Model.docx", b"# Our model\n## Vision\nSees far\n"),
        ("Our Model.yaml", CSV.replace(b",", b";")),
        ("Our Model.yaml", b'{"@type": "skos:Concept", "skos:prefLabel": "Vision", "skos:definition": "Sees far"}'),
        ("Our Model.txt", OWN),
        ("Our Model", b' {"@type": "skos:Concept", "skos:prefLabel": "Vision", "skos:definition": "Sees far"}'),
    ],
)
def test_formats(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    framework = import_framework(path)
    assert framework.id == "our-model"
    assert framework.competency("vision").definition == "Sees far"
    framework = import_framework(str(path), id="given", title="Given")
    assert (framework.id, framework.title) == ("given", "Given")


@pytest.mark.parametrize("suffix", [".csv", ".dat", ".docx", ""])
def test_a_workbook_by_any_name(tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("openpyxl")
    path = tmp_path / f"model{suffix}"
    path.write_bytes(export_framework(load_framework("opm-ses"), "xlsx"))
    assert import_framework(path).id == "opm-ses"
    assert import_framework(path, id="own").id == "own"


def test_an_extra_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openpyxl")
    path = tmp_path / "model.xlsx"
    path.write_bytes(export_framework(load_framework("opm-ses"), "xlsx"))
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'jobtagger\[excel\]'"):
        import_framework(path)
    with pytest.raises(MissingExtraError):
        export_framework(load_framework("opm-ses"), "xlsx")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("m.csv", b" \n", "(file): is empty"),
        ("m.pdf", b"%PDF-1.7", "(file): is a PDF; save it as a Word document (.docx)"),
        ("m.odt", b"hello", "(file): .odt is not a known format; what is read: CSV and TSV (.csv, .tsv), Excel"),
        ("m", b"hello", "(file): no suffix is not a known format; what is read: CSV"),
        (
            "m.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "(file): is an old Office file or one with a password; save it as .xlsx or .docx without a password",
        ),
        ("m.xlsx", bytes(100) + b"x", "(file): is not an Excel workbook"),
        ("m.xlsx", b"just words", "row 1: "),
        ("m.zip", b"PK\x05\x06" + bytes(18), "(file): is an archive, neither a workbook nor Word; what is read"),
        ("m.csv", bytes(100) + b"x", "(file): is not text"),
        ("m.yaml", b"!!python/object/apply:os.system [ls]", "line 1, column 1: !!python/object/apply:os.system"),
        ("m.yaml", b"- a\n", "(file): a mapping with id, title and competencies is expected, this is a list"),
    ],
)
def test_what_is_no_framework(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert problem(path).startswith(reason)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert problem(tmp_path / "none.csv") == "(file): does not exist; give the path of a file"
    assert problem(tmp_path) == "(file): is a folder; give the path of a file"


def test_an_id_that_is_not_kebab_case(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes(CSV)
    assert problem(path, id="My Model") == "id: 'My Model' is not in kebab-case; write 'my-model'"


def test_headings_nested_without_end(tmp_path: Path) -> None:
    path = tmp_path / "m.md"
    path.write_text("".join(f"{' ' * depth}- word {depth}\n" for depth in range(3_000)), encoding="utf-8")
    assert problem(path).startswith("(file): is nested too deeply")


# The template


@pytest.mark.parametrize("id", ["our-model", "2025", "0x1f", "1e5", "no", "null"])
def test_the_template_is_valid_as_it_stands(id: str) -> None:
    text = framework_template(id)
    framework = framework_from_dict(load_yaml(text, "template"))
    assert framework.id == id
    assert list(find_warnings(framework)) == []
    assert f"{id}.yaml" in text
    assert "{" not in text
    assert max(map(len, text.splitlines())) <= 120


def test_every_commented_part_of_the_template_is_valid_too() -> None:
    text = framework_template("our-model")
    parts = ("# version:", "# date:", "# publisher:", "# source:", "#   title:", "# notes:", "#   - ")
    lines = [line.removeprefix("# ") if line.startswith(parts) else line for line in text.splitlines()]
    framework = framework_from_dict(load_yaml("\n".join(lines), "template"))
    assert framework.version == "1.0"
    assert framework.source is not None
    assert framework.notes


@pytest.mark.parametrize(
    ("id", "remedy"), [("My Model", "write 'my-model'"), ("", "write small letters"), ("-", "write small")]
)
def test_a_template_needs_a_good_id(id: str, remedy: str) -> None:
    with pytest.raises(FrameworkError, match=remedy):
        framework_template(id)
