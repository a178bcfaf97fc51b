"""Reading framework files: shipped and own ones, and the files that must not be read."""

from __future__ import annotations

import io
import json
import shlex
import zipfile
from pathlib import Path

import pytest

from jobtagger.errors import CrosswalkError, FrameworkError, UnknownNameError
from jobtagger.frameworks import (
    Correction,
    Group,
    Indicator,
    Level,
    Requirement,
    Source,
    export_framework,
    framework_from_dict,
    framework_to_dict,
    import_framework,
    load_framework,
    strict_yaml,
)
from jobtagger.resources import framework_names

OWN = """\
format: 1
id: own
title: Our own
  framework
date: 2010-01-31
source:
  title: A letter
levels:
  - value: 1
    name: Low
groups:
  - id: people
    name: People
    code: PPL
    aliases: [Folk]
competencies:
  - id: listening
    name: Listening
    groups: [people]
    indicators:
      - level: 1
        text: >
          Hears
          what is said
    required:
      - level: 1
        proficiency: Skilled
corrections:
  - where: competencies.listening.indicators[0]
    scanned: [Ears, what]
    corrected: Hears what
"""


def problem_of(path: Path, text: str | bytes) -> str:
    """The one problem that reading a file with this text finds."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(FrameworkError) as caught:
        load_framework(path)
    assert caught.value.source == str(path)
    assert str(caught.value).startswith(f"{path} is not a valid framework (1 problem):\n  ")
    (problem,) = caught.value.problems
    return problem


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own.yaml"


# What is read


def test_every_part_is_read(path: Path) -> None:
    path.write_text(OWN, encoding="utf-8")
    framework = load_framework(path)
    (competency,) = framework.competencies
    assert (framework.id, framework.title, framework.date) == ("own", "Our own framework", "2010-01-31")
    assert framework.source == Source("A letter")
    assert framework.levels == (Level(1, "Low"),)
    assert framework.groups == (Group("people", "People", code="PPL", aliases=("Folk",)),)
    assert competency.groups == ("people",)
    assert competency.indicators == (Indicator("Hears what is said", 1),)
    assert competency.required == (Requirement(1, "Skilled"),)
    assert framework.corrections == (
        Correction("competencies.listening.indicators[0]", ("Ears", "what"), "Hears what"),
    )


def test_look_up_by_id(path: Path) -> None:
    path.write_text(OWN, encoding="utf-8")
    framework = load_framework(path)
    assert framework.labels == ("listening",)
    assert framework.competency("listening") is framework.competencies[0]
    assert framework.group("people") is framework.groups[0]
    assert framework.level_name(1) == "Low"
    for look_up in (framework.competency, framework.group):
        with pytest.raises(KeyError):
            look_up("nothing")


@pytest.mark.parametrize("kind", [str, Path])
def test_path_may_be_a_text_or_a_path(path: Path, kind: type[str | Path]) -> None:
    path.write_text(OWN, encoding="utf-8")
    assert load_framework(kind(path)).id == "own"


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json_is_read(tmp_path: Path, indent: int | str | None) -> None:
    framework = load_framework("opm-ecq-1997")
    path = tmp_path / "own.json"
    path.write_text(json.dumps(framework_to_dict(framework), indent=indent), encoding="utf-8")
    assert load_framework(path) == framework


@pytest.mark.parametrize("name", framework_names())
def test_round_trip(name: str) -> None:
    framework = load_framework(name)
    data = framework_to_dict(framework)
    assert framework_from_dict(data) == framework
    assert framework_from_dict(json.loads(json.dumps(data))) == framework


def test_to_dict_is_the_shape_of_a_file_without_empty_parts(path: Path) -> None:
    data = {
        "format": 1,
        "id": "own",
        "title": "Own",
        "levels": [{"value": 0, "name": "None"}],
        "competencies": [{"id": "a", "name": "A", "indicators": [{"text": "Does", "level": 0}]}],
    }
    assert framework_to_dict(framework_from_dict(data | {"version": None, "notes": [], "source": None})) == data


def test_a_framework_cannot_be_changed() -> None:
    framework = load_framework("agency-core")
    with pytest.raises(AttributeError):
        framework.title = "Mine"  # type: ignore[misc]
    assert isinstance(hash(framework), int)


# What is not there


@pytest.mark.parametrize(
    ("name", "hint"),
    [("opm-se", "Did you mean 'opm-ses'?"), ("nothing-like-it", ""), ("missing.yaml", ""), ("no/such/opm-ses", "")],
)
def test_unknown_name_lists_the_shipped_ones(name: str, hint: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        load_framework(name)
    assert caught.value.name == name
    assert caught.value.known == framework_names()
    assert f"no framework is called {name!r}" in str(caught.value)
    assert hint in str(caught.value)
    assert f"Shipped with this version: {', '.join(framework_names())}." in str(caught.value)


# What cannot be read


def test_a_name_is_what_is_shipped_whatever_files_lie_about(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    Path("opm-ses").write_text(OWN, encoding="utf-8")
    assert load_framework("opm-ses").id == "opm-ses"
    assert load_framework("./opm-ses").id == load_framework(Path("opm-ses")).id == "own"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encoding_is_detected_as_import_does(path: Path, encoding: str) -> None:
    path.write_bytes(OWN.replace("A letter", "A “léttre”").encode(encoding))
    framework = load_framework(path)
    assert framework.source == Source("A “léttre”")
    assert import_framework(path) == framework


def test_bytes_that_fit_no_encoding_are_told_alike_by_import(path: Path) -> None:
    problem = problem_of(path, (OWN + "# “ok” " * 20).encode() + b"\xff")
    assert problem.startswith("line 32: is not UTF-8 as the rest of the file is")
    with pytest.raises(FrameworkError) as caught:
        import_framework(path)
    assert caught.value.problems == (problem,)


def test_binary_file(path: Path) -> None:
    assert problem_of(path, b"PK\x03\x04").startswith("(file): is not text but a zip archive")
    assert problem_of(path, b"id: \x03") == "line 1, column 5: U+0003 is a control character; remove it"


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return buffer.getvalue()


CASE = '{"CFDocument": {"title": "Own"}, "CFItems": []}'
SKOS = '[{"@type": "skos:Concept", "skos:prefLabel": "Planning"}]'


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("own.xlsx", export_framework(load_framework("opm-ecq-1997"), "xlsx"), "an Excel workbook"),
        ("own.yaml", archive("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook"),
        ("own.docx", archive("[Content_Types].xml", "word/document.xml"), "a Word document"),
        ("damaged.docx", b"PK\x03\x04 the rest is lost", "a Word document"),
        ("own.csv", b"Competency,Definition\nVision,Sees far\n", "a spreadsheet (CSV)"),
        ("own.csv", "Compétence;Définition\nVision: 1;Voit loin\n".encode("cp1252"), "a spreadsheet (CSV)"),
        ("own.txt", "Competency\tDefinition\nVision\tSees: far\n".encode("utf-16"), "a spreadsheet (CSV)"),
        ("own.json", CASE.encode(), "a CASE package"),
        ("own.json", b"\xef\xbb\xbf" + json.dumps(json.loads(CASE), indent="\t").encode(), "a CASE package"),
        ("own.jsonld", SKOS.encode(), "SKOS in JSON-LD"),
        ("own.md", b"# Vision\n\n- Sees far\n", "a Markdown document"),
        ("own.txt", "# Vision\n\nSees far\n".encode("utf-16"), "a Markdown document"),
        ("own.xlsx", b"Competency;Definition\nVision;Sees far\n", "a spreadsheet (CSV)"),
        ("own.yaml", b"Competency,Definition\nVision,Sees far\n", "a spreadsheet (CSV)"),
        ("own.yaml", CASE.encode(), "a CASE package"),
        ("own", SKOS.encode(), "SKOS in JSON-LD"),
    ],
)
def test_what_wants_to_be_imported_is_told_so(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    target = "NAME" if name == "own.yaml" else path.stem
    assert problem_of(path, content) == (
        f"(file): is {kind}, not a framework file; "
        f"read it with: jobtagger frameworks import {shlex.quote(str(path))} -o {target}.yaml"
    )


@pytest.mark.parametrize(
    ("content", "kind", "first"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF", "save it as a Word document (.docx)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file or one with a password", "save it as .xlsx or .docx"),
        (archive("mimetype", "content.xml"), "an OpenDocument file", "save it as .xlsx or .docx"),
    ],
)
def test_what_cannot_be_imported_as_it_is_is_told_how(path: Path, content: bytes, kind: str, first: str) -> None:
    problem = problem_of(path, content)
    assert problem.startswith(f"(file): is {kind}, not a framework file; {first}")
    assert problem.endswith(", then: jobtagger frameworks import FILE -o NAME.yaml")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("own.json", '{"title": "Own"}'),
        ("own.json", "{"),
        ("own.txt", "just words"),
        ("own", "Competency, Definition: ["),
    ],
)
def test_what_is_nothing_that_is_known_is_not_guessed_at(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FrameworkError) as caught:
        load_framework(path)
    assert "frameworks import" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "id: a\n title: b\n",
            "line 2, column 7: not readable as YAML (mapping values are not allowed in this context)",
        ),
        ("id: 'a\ntitle: b\n", "line 3, column 1: not readable as YAML (found unexpected end of stream)"),
        ("id: a\n\ttitle: b\n", "line 2, column 1: not readable as YAML (found character that cannot start any token)"),
        ("id: a\n---\nid: b\n", "line 2, column 1: not readable as YAML (but found another document)"),
        ("? [a]\n: b\n", "line 1, column 3: not readable as YAML (found unhashable key)"),
    ],
)
def test_broken_yaml_names_line_and_column(path: Path, text: str, problem: str) -> None:
    found = problem_of(path, text)
    assert found.endswith("; check indentation and quotes there")
    assert found.split(" (")[0] == problem.split(" (")[0]  # libyaml and its Python twin word the reason differently


@pytest.mark.parametrize("text", ["", "# nothing\n", "- id: a\n", "just words\n", "42\n"])
def test_not_a_mapping(path: Path, text: str) -> None:
    assert problem_of(path, text).startswith("(file): a mapping with id, title and competencies is expected, this is ")


@pytest.mark.parametrize("number", ["0b_", "1" * 5000, "0x" + "f" * 5000, "0" + "7" * 9000])
def test_number_that_is_none(path: Path, number: str) -> None:
    assert problem_of(path, f"id: {number}\n") == (
        f"line 1, column 5: {number[:40]!r} cannot be read as a number; put it in quotes if it is a text"
    )


@pytest.mark.parametrize(
    "value",
    [
        "!!python/object/apply:os.system ['touch {ran}']",
        "!!python/object/new:subprocess.Popen [[touch, '{ran}']]",
        "!!python/name:os.system",
        "!!python/module:os",
        "!own text",
        "!!binary aGVsbG8=",
        "!!bool nonsense",
    ],
)
def test_tags_are_refused_and_run_nothing(path: Path, value: str) -> None:
    ran = path.with_name("ran")
    tag = value.split()[0]
    assert problem_of(path, OWN.replace("Low", value.format(ran=ran))) == (
        f"line 10, column 11: {tag} is YAML for a special type, but only texts, numbers, lists and mappings are read; "
        "leave it out, or put a text that begins with ! in quotes"
    )
    assert not ran.exists()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("id: &a x\ntitle: *a\n", "line 1, column 5: &a"),
        ("id: *a\n", "line 1, column 5: *a"),
        ("&a [*a]\n", "line 1, column 1: &a"),
        ("one: 1\nbase: &b {id: x}\n<<: *b\n", "line 2, column 7: &b"),
    ],
)
def test_anchors_and_aliases_are_refused(path: Path, text: str, place: str) -> None:
    sign = place.split()[-1][0]
    assert problem_of(path, text) == (
        f"{place} is YAML for a part of the file used twice, which is not read; "
        f"write that part out, or put a text that begins with {sign} in quotes"
    )


def test_alias_bomb_is_refused(path: Path) -> None:
    lines = ["a0: &a0 [ha, ha]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert problem_of(path, "\n".join(lines)).startswith("line 1, column 5: &a0 is YAML for a part of the file used ")


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 200_000, "[" * 21 + "]" * 21])
def test_deep_nesting_is_refused(path: Path, text: str) -> None:
    """Left to itself, the YAML library runs out of stack on the first two and takes the interpreter with it."""
    problem = problem_of(path, text)
    assert problem.startswith("line 1, column ")
    assert problem.endswith(": nested more than 20 deep; see docs/framework-format.md for the shape")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (OWN + "id: other\n", "line 32, column 1: the key 'id' stands in line 2 already; keep one of the two"),
        (
            OWN.replace("    name: Listening\n", "    name: Listening\n    'name': Hearing\n"),
            "line 19, column 5: the key 'name' stands in line 18 already; keep one of the two",
        ),
    ],
)
def test_key_written_twice(path: Path, text: str, problem: str) -> None:
    assert problem_of(path, text) == problem


def test_every_problem_of_the_file_is_listed(path: Path) -> None:
    path.write_text(OWN.replace("format: 1", "format: 2").replace("[people]", "[persons]"), encoding="utf-8")
    with pytest.raises(FrameworkError) as caught:
        load_framework(path)
    assert str(caught.value) == (
        f"{path} is not a valid framework (2 problems):\n"
        "  format: 2 is not known to this version of jobtagger; write 'format: 1'\n"
        "  competencies[0].groups[0]: 'persons' is not a group of this framework (people)"
    )


@pytest.mark.parametrize("kind", [FrameworkError, CrosswalkError])
def test_a_message_shows_the_first_of_many_problems_and_counts_the_rest(
    kind: type[FrameworkError | CrosswalkError],
) -> None:
    problems = [f"row {number}: is wrong" for number in range(1, 10_001)]
    error = kind("own.csv", problems)
    lines = str(error).splitlines()
    assert error.problems == tuple(problems)
    assert lines[0].endswith("(10,000 problems):")
    assert lines[-2:] == ["  row 50: is wrong", "  ... and 9,950 more"]
    assert str(kind("own.csv", problems[:50])).endswith("\n  row 50: is wrong")


def test_pure_python_yaml_is_as_strict(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without libyaml the slower loader of PyYAML does the work; its guards are the same."""
    import importlib

    import yaml

    monkeypatch.delattr(yaml, "CSafeLoader")
    slow = importlib.reload(strict_yaml)
    try:
        assert slow.SafeLoader is yaml.SafeLoader
        assert load_framework("opm-ecq-1997").id == "opm-ecq-1997"
        for text in ("id: *a", "id: !!python/name:os.system", "[" * 200_000, "id: a\nid: b", "id: \x07", "id: '"):
            assert problem_of(path, text).startswith("line ")
    finally:
        monkeypatch.undo()
        importlib.reload(strict_yaml)
