"""What goes out comes in again: all five frameworks, in every format, as far as the format can carry them."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from jobtagger.errors import FrameworkError, UnknownNameError
from jobtagger.frameworks import (
    EXPORTERS,
    Competency,
    Framework,
    Group,
    Indicator,
    Level,
    Requirement,
    Source,
    export_framework,
    framework_to_yaml,
    import_framework,
    load_framework,
    not_carried,
)
from jobtagger.frameworks.model import kebab
from jobtagger.resources import framework_names, framework_path

pytest.importorskip("openpyxl")

AWKWARD = Framework(
    id="awkward",
    title="'Awkward': a #1 framework",
    version="1.0",
    date="2025-06",
    publisher="=Agency",
    group_name="=Pillar",
    source=Source("A letter", "letter.txt", "Scanned: badly"),
    levels=(Level(0, "None"), Level(3, "Level 9", "Is: odd."), Level(12, "12 - Guru")),
    groups=(
        Group("first", "First, of all", code="F", definition="- A dash", aliases=("One", "@home")),
        Group("other-id", "Second", characteristics=("-1 is less than 0", "Two: things")),
    ),
    competencies=(
        Competency(
            "plans",
            "Plans",
            code="PLN",
            definition="=SUM(A1)",
            aliases=("Hiring, firing",),
            groups=("other-id", "first"),
            indicators=(
                Indicator("+1 for effort; and more", 12),
                Indicator("'=quoted"),
                Indicator("@home: works", 0),
                Indicator("\u201cSmart\u201d quotes, commas", 3),
            ),
            required=(Requirement(3, "Skilled"), Requirement(12, "Advanced")),
        ),
        Competency("not-kebab-of-name", "Zeal", definition="yes", indicators=(Indicator("no"),)),
        Competency("bare", "Bare"),
    ),
    notes=("Resilience stands here: yes.", "- second"),
)
FRAMEWORKS = [*framework_names(), "awkward"]
LOST = {
    "yaml": set(),
    "json": set(),
    "xlsx": {"corrections"},
    "case": {"corrections"},
    "csv": {"corrections", "title", "version", "date", "publisher", "group_name", "source", "notes"},
}
"""Parts that a format cannot carry; CSV carries of levels and groups no more than their names."""


def framework(name: str) -> Framework:
    return AWKWARD if name == "awkward" else load_framework(name)


def back(data: bytes, format: str, folder: Path, **given: str) -> Framework:
    path = folder / f"file.{'json' if format == 'case' else format}"
    path.write_bytes(data)
    return import_framework(path, **given)


def as_csv_carries_it(framework: Framework) -> Framework:
    used = {item.level for entry in framework.competencies for item in (*entry.indicators, *entry.required)}
    ids = [id for entry in framework.competencies for id in entry.groups]
    groups = {group.name: group for group in framework.groups if group.id in ids}
    return replace(
        framework,
        levels=tuple(Level(level.value, level.name) for level in framework.levels if level.value in used),
        groups=tuple(sorted((Group(g.id, g.name) for g in groups.values()), key=lambda group: ids.index(group.id))),
    )


@pytest.mark.parametrize("format", sorted(EXPORTERS))
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_round_trip(name: str, format: str, tmp_path: Path) -> None:
    original = framework(name)
    if format == "csv" and name == "awkward":
        # In CSV the id of a group is made of its name.
        rename = {"other-id": "second", "first": "first-of-all"}
        original = replace(
            original,
            groups=tuple(replace(group, id=rename[group.id]) for group in original.groups),
            competencies=tuple(
                replace(entry, groups=tuple(rename[id] for id in entry.groups)) for entry in original.competencies
            ),
        )
    read = back(export_framework(original, format), format, tmp_path, **({"id": name} if format == "csv" else {}))
    expected = as_csv_carries_it(original) if format == "csv" else original
    for field in dataclasses.fields(Framework):
        if field.name not in LOST[format]:
            assert getattr(read, field.name) == getattr(expected, field.name), field.name


@pytest.mark.parametrize("format", sorted(EXPORTERS))
def test_competencies_with_a_name_only_come_back(format: str, tmp_path: Path) -> None:
    names = ["Vision", "Planning", "Coaching", "Budgeting", "Hiring", "PUBLIC SPEAKING", "Total", "Page 1"]
    texts = {"Planning": "Makes plans.", "Budgeting": "Counts.", "Hiring": "TBD"}
    entries = tuple(Competency(kebab(name), name, definition=texts.get(name, "")) for name in names)
    original = Framework("own", "Own", competencies=entries)
    read = back(export_framework(original, format), format, tmp_path, id="own", title="Own")
    assert (read.competencies, read.groups) == (entries, ())


@pytest.mark.parametrize("format", sorted(EXPORTERS))
def test_what_is_said_to_be_lost_is_lost(format: str, tmp_path: Path) -> None:
    original = load_framework("california-2010")
    read = back(export_framework(original, format), format, tmp_path)
    lost = {name for name in LOST[format] if getattr(read, name) != getattr(original, name)}
    assert lost == LOST[format]


@pytest.mark.parametrize("format", sorted(EXPORTERS))
def test_the_same_bytes_at_any_time(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    first = export_framework(AWKWARD, format)
    clock = time.time
    monkeypatch.setattr(time, "time", lambda: clock() + 100_000_000)
    assert export_framework(AWKWARD, format) == first


def test_excel_carries_no_time() -> None:
    with zipfile.ZipFile(io.BytesIO(export_framework(AWKWARD, "xlsx"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b">1980-01-01T00:00:00Z<") == 2


def test_no_cell_runs_as_a_formula() -> None:
    import openpyxl

    for text in export_framework(AWKWARD, "csv").decode("utf-8-sig").replace('"', "").split(","):
        assert text.strip()[:1] not in set("=+-@")
    book = openpyxl.load_workbook(io.BytesIO(export_framework(AWKWARD, "xlsx")))
    cells = [cell for sheet in book for row in sheet for cell in row if isinstance(cell.value, str)]
    assert any(cell.value == "'=SUM(A1)" for cell in cells)
    for cell in cells:
        assert cell.data_type == "s"
        assert cell.value[:1] not in set("=+-@")


def test_excel_is_laid_out_for_people_to_read_and_filter() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(export_framework(load_framework("california-2010"), "xlsx")))
    table = book["Competencies"]
    assert (table.freeze_panes, table.auto_filter.ref, table.print_title_rows) == ("C2", "A1:J345", "$1:$1")
    assert all(cell.font.b and cell.fill.fill_type == "solid" for cell in table[1])
    assert all(cell.alignment.wrap_text for sheet in book for row in sheet for cell in row)
    widths = {cell.value: table.column_dimensions[cell.column_letter].width for cell in table[1]}
    assert (widths["Group"], widths["Level"], widths["Indicator"]) == (30, 29, 60)
    assert widths["Required at 4 - Executive"] < 20
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert book["Framework"].auto_filter.ref is None and book["Framework"]["A1"].font.b


def test_unknown_format() -> None:
    with pytest.raises(UnknownNameError, match="csv, xlsx, json, yaml, case") as caught:
        export_framework(AWKWARD, "pdf")
    assert caught.value.name == "pdf"


# What is odd comes back, or is told


def odd(*competencies: Competency, levels: tuple[Level, ...] = (), groups: tuple[Group, ...] = ()) -> Framework:
    return Framework("odd", "odd", levels=levels, groups=groups, competencies=competencies)


def indicators(*texts: str) -> tuple[Indicator, ...]:
    return tuple(map(Indicator, texts))


TABLES = frozenset(("csv", "xlsx"))
A = Competency("a", "A")
ODD = {
    "semicolon in a group": (
        odd(replace(A, groups=("x-y", "z")), groups=(Group("x-y", "X; Y"), Group("z", "Z"))),
        frozenset(),
    ),
    "semicolon at the end of a group": (odd(replace(A, groups=("x",)), groups=(Group("x", "X;"),)), frozenset()),
    "semicolon in an alias": (odd(replace(A, aliases=("B; C",))), frozenset()),
    "semicolon and comma in aliases": (odd(replace(A, aliases=("B; C", "D, E"))), frozenset()),
    "bullet before an alias": (odd(replace(A, aliases=("* B", "C"))), frozenset()),
    "bullet before a second alias": (odd(replace(A, aliases=("B", "* C"))), TABLES),
    "indicators that say nothing": (odd(replace(A, indicators=indicators("None", "n/a", "-", "--"))), frozenset()),
    "the mark of an empty cell": (odd(replace(A, indicators=indicators("(none)"))), TABLES),
    "indicators with bullets": (
        odd(
            replace(A, indicators=indicators("* Plans", "\u2022 Plans", "o Plans", "\u2013 Plans", "'* Plans", "1. Do"))
        ),
        frozenset(),
    ),
    "errors of a spreadsheet": (
        odd(replace(A, definition="#N/A", indicators=indicators("#REF!", "#DIV/0!", "#GETTING_DATA"))),
        frozenset(),
    ),
    "proficiency that says nothing": (
        odd(replace(A, required=(Requirement(1, "None"),)), levels=(Level(1, "Basic"),)),
        frozenset(),
    ),
    "two requirements at one level": (
        odd(replace(A, required=(Requirement(1, "Basic"), Requirement(1, "More"))), levels=(Level(1, "Chief"),)),
        frozenset(),
    ),
    "group called None": (odd(replace(A, groups=("none",)), groups=(Group("none", "None"),)), frozenset()),
    "levels without letters": (
        odd(
            replace(A, indicators=(Indicator("Plans", 1), Indicator("Leads", 2), Indicator("Rules", 3))),
            levels=(Level(1, "1"), Level(2, "*"), Level(3, "2")),
        ),
        frozenset(("csv",)),
    ),
    "two competencies of one name": (odd(A, Competency("b", "A", definition="Another.")), TABLES),
    "two levels of one name": (
        odd(replace(A, indicators=(Indicator("X", 1), Indicator("Y", 2))), levels=(Level(1, "L"), Level(2, "L"))),
        TABLES | {"case"},
    ),
    "two groups of one name": (
        odd(
            replace(A, groups=("g",)),
            replace(A, id="b", name="B", groups=("h",)),
            groups=(Group("g", "G"), Group("h", "G")),
        ),
        TABLES,
    ),
    "group without competencies": (
        odd(A, groups=(Group("g", "G", characteristics=("Leads.",)), Group("h", "H", definition="Waits."))),
        frozenset(("csv",)),
    ),
    "characteristic with a bullet": (
        odd(replace(A, groups=("g",)), groups=(Group("g", "G", characteristics=("* Leads",)),)),
        frozenset(("csv",)),
    ),
    "definition that is the name": (odd(Competency("a", "A", definition="a")), frozenset()),
    "groups in another order": (
        odd(replace(A, groups=("h",)), Competency("b", "B", groups=("g",)), groups=(Group("g", "G"), Group("h", "H"))),
        frozenset(("csv",)),
    ),
    "group with an id of its own": (odd(replace(A, groups=("g",)), groups=(Group("g", "Leads"),)), frozenset(("csv",))),
    "definition of a level": (
        odd(replace(A, indicators=(Indicator("X", 1),)), levels=(Level(1, "L", "Is a level."),)),
        frozenset(("csv",)),
    ),
}
"""Frameworks, and the formats that cannot carry them."""


@pytest.mark.parametrize("format", sorted(EXPORTERS))
@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_comes_back_or_is_told(name: str, format: str, tmp_path: Path) -> None:
    original, cannot = ODD[name]
    try:
        told = not_carried(original, format)
        same = back(export_framework(original, format), format, tmp_path, id="odd", title="odd") == original
    except FrameworkError:
        told, same = ("refused",), False
    assert (same, told == ()) == (format not in cannot,) * 2, told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("group with an id of its own", "id of group 'Leads'"),
        ("groups in another order", "order of the groups"),
        ("definition of a level", "definition of level 'L'"),
        ("group without competencies", "groups 'G' and 'H'"),
        ("the mark of an empty cell", "indicators of competency 'A'"),
    ],
)
def test_what_csv_does_not_carry_is_named(name: str, told: str) -> None:
    assert not_carried(ODD[name][0], "csv") == (told,)


def test_much_that_is_not_carried_takes_one_line_each() -> None:
    assert not_carried(load_framework("opm-ses"), "yaml") == ()
    (told,) = not_carried(load_framework("opm-ses"), "case")
    assert told == "corrections of the framework"
    lines = not_carried(load_framework("doi-lef-1994"), "csv", "doi-lef-1994.csv")
    assert lines[0] == "title, version, date, publisher, group name, source, corrections and notes of the framework"
    assert any(line.startswith("characteristics of 5 groups ('") for line in lines)


# YAML


@pytest.mark.parametrize("name", framework_names())
def test_yaml_reads_like_the_shipped_files(name: str) -> None:
    shipped = framework_path(name).read_text(encoding="utf-8").splitlines()
    written = framework_to_yaml(load_framework(name)).splitlines()
    assert max(map(len, written)) <= 120

    def keys(lines: list[str]) -> list[str]:
        words = [line.strip().removeprefix("- ").split(":")[0] for line in lines if ":" in line]
        known = {
            field.name
            for kind in (Framework, Competency, Group, Level, Indicator)
            for field in dataclasses.fields(kind)
        }
        return [word for word in words if word in known]

    assert keys(written) == keys(shipped)
    assert [line for line in written if line and not line.startswith(" ")] == [
        line for line in shipped if line and not line.startswith((" ", "#"))
    ]


def test_yaml_writes_long_awkward_texts_as_blocks() -> None:
    text = "Listens: asks, and asks again # until everything is clear to everybody in the room. " * 3
    written = framework_to_yaml(Framework("x", "X", competencies=(Competency("a", "A", definition=text.strip()),)))
    assert "    definition: >-\n      Listens: asks" in written
    assert max(map(len, written.splitlines())) <= 120


# CASE, by the classes of the JSON binding of version 1.1: keys that must be there, keys that may be there


COMMON = "identifier uri lastChangeDateTime"
BINDING = {
    "CFDocument": (
        f"{COMMON} creator title",
        "frameworkType caseVersion officialSourceURL publisher description subject subjectURI language version "
        "adoptionStatus statusStartDate statusEndDate licenseURI notes extensions",
    ),
    "CFItem": (
        f"{COMMON} fullStatement",
        "alternativeLabel CFItemType humanCodingScheme listEnumeration abbreviatedStatement conceptKeywords notes "
        "subject conceptKeywordsURI subjectURI language educationLevel CFItemTypeURI licenseURI statusStartDate "
        "statusEndDate extensions",
    ),
    "CFAssociation": (
        f"{COMMON} associationType originNodeURI destinationNodeURI",
        "sequenceNumber CFAssociationGroupingURI notes extensions",
    ),
    "CFItemType": (f"{COMMON} title description hierarchyCode", "typeCode extensions"),
    "CFRubric": (COMMON, "title description CFRubricCriteria extensions"),
    "CFRubricCriterion": (
        COMMON,
        "category description CFItemURI weight position rubricId CFRubricCriterionLevels extensions",
    ),
    "CFRubricCriterionLevel": (COMMON, "description quality score feedback position rubricCriterionId extensions"),
    "Link": ("title identifier uri", "targetType"),
}


def is_text(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def is_line(value: object) -> bool:
    return is_text(value) and " ".join(str(value).split()) == value


def is_link(value: object) -> bool:
    return (
        isinstance(value, dict) and {"title", "identifier", "uri"} == set(value) and all(map(is_line, value.values()))
    )


def is_moment(value: object) -> bool:
    return is_text(value) and datetime.fromisoformat(str(value)).utcoffset() is not None


VALUES: dict[str, Callable[[object], bool]] = {
    "identifier": lambda value: str(UUID(str(value))) == value and UUID(str(value)).version == 5,
    "uri": lambda value: bool(urlsplit(str(value)).scheme) and is_line(value),
    "lastChangeDateTime": is_moment,
    "title": is_line,
    "humanCodingScheme": is_line,
    "caseVersion": lambda value: value == "1.1",
    "associationType": lambda value: value == "isChildOf",
    "educationLevel": lambda value: isinstance(value, list) and value != [] and all(map(is_line, value)),
    "sequenceNumber": lambda value: type(value) is int,
    "position": lambda value: type(value) is int,
    "score": lambda value: type(value) in (int, float),
    "CFItemTypeURI": is_link,
    "originNodeURI": is_link,
    "destinationNodeURI": is_link,
    "CFRubricCriteria": lambda value: isinstance(value, list) and value != [],
    "CFRubricCriterionLevels": lambda value: isinstance(value, list) and value != [],
    "extensions": lambda value: isinstance(value, dict) and set(value) == {"jobtagger"},
}
"""What values are, where they are more than a text that is not empty."""


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_case_keeps_to_the_binding(name: str) -> None:
    package = json.loads(export_framework(framework(name), "case"))
    rubrics = package.get("CFRubrics", [])
    criteria = [criterion for rubric in rubrics for criterion in rubric["CFRubricCriteria"]]
    items, associations = package["CFItems"], package["CFAssociations"]
    entries = {
        "CFDocument": [package["CFDocument"]],
        "CFItem": items,
        "CFAssociation": associations,
        "CFItemType": package["CFDefinitions"]["CFItemTypes"],
        "CFRubric": rubrics,
        "CFRubricCriterion": criteria,
        "CFRubricCriterionLevel": [level for criterion in criteria for level in criterion["CFRubricCriterionLevels"]],
        "Link": [item["CFItemTypeURI"] for item in items]
        + [association[key] for association in associations for key in ("originNodeURI", "destinationNodeURI")],
    }
    assert set(package) <= {"CFDocument", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics"}
    for kind, (required, optional) in BINDING.items():
        for entry in entries[kind]:
            assert set(required.split()) <= set(entry), kind
            assert set(entry) <= {*required.split(), *optional.split()}, kind
    identifiers = [entry["identifier"] for kind in entries if kind != "Link" for entry in entries[kind]]
    assert len(set(identifiers)) == len(identifiers)
    for kind in entries:
        for entry in entries[kind]:
            for key, value in entry.items():
                assert VALUES.get(key, is_text)(value), (kind, key, value)
    assert {item["CFItemType"] for item in items} <= {entry["title"] for entry in entries["CFItemType"]}
    known = {package["CFDocument"]["identifier"], *(item["identifier"] for item in items)}
    assert {association["originNodeURI"]["identifier"] for association in associations} == known - {
        package["CFDocument"]["identifier"]
    }
    assert {association["destinationNodeURI"]["identifier"] for association in associations} <= known


def test_case_identifiers_do_not_change() -> None:
    package = json.loads(export_framework(load_framework("opm-ses"), "case"))
    # Other systems keep these: a change here breaks their links.
    assert package["CFDocument"]["identifier"] == "0f2f4937-6029-5060-bb84-4ef821896a9e"
    assert package["CFDocument"]["lastChangeDateTime"] == "2008-01-01T00:00:00+00:00"
