"""The shipped frameworks: what they hold, and that the words of those that quote a source are the source's."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from wording import quoted_texts, quoting_errors, scanned_pieces, stands_in, words

from jobtagger.frameworks import Competency, Correction, Framework, Group, Indicator, Level, kebab, load_framework
from jobtagger.resources import framework_names, shipped

QUOTED = ("agency-core", "california-2010", "doi-lef-1994", "opm-ecq-1997", "opm-ses")
OWN_WORDS = ("opm-ecq-2025",)
"""Frameworks whose definitions are the authors' own, so that no source is shipped with them."""

NAMES = tuple(sorted(QUOTED + OWN_WORDS))

load = cache(load_framework)
every_framework = pytest.mark.parametrize("name", NAMES)
every_quoted_framework = pytest.mark.parametrize("name", QUOTED)


@cache
def source_of(name: str) -> str:
    source = load(name).source
    assert source is not None
    return shipped("corpus", "sources", source.file).read_text(encoding="utf-8")


def group_sizes(framework: Framework) -> dict[str, int]:
    """How many competencies each group has, in the framework's order."""
    counts = Counter(group for competency in framework.competencies for group in competency.groups)
    return {group.id: counts[group.id] for group in framework.groups}


# All of them


def test_these_frameworks_are_shipped() -> None:
    assert framework_names() == NAMES


@every_framework
def test_id_is_the_name_of_the_file_and_ids_come_from_names(name: str) -> None:
    framework = load(name)
    assert framework.id == name
    assert [entry.id for entry in (*framework.groups, *framework.competencies)] == [
        kebab(entry.name) for entry in (*framework.groups, *framework.competencies)
    ]


@every_quoted_framework
def test_words_are_those_of_the_source(name: str) -> None:
    assert quoting_errors(load(name), source_of(name)) == []


@every_quoted_framework
def test_names_are_those_of_the_source(name: str) -> None:
    framework = load(name)
    source = words(source_of(name))
    names = [entry.name for entry in (*framework.levels, *framework.groups, *framework.competencies)]
    assert [entry for entry in names if not stands_in(words(entry), source)] == []


@every_framework
@pytest.mark.parametrize("part", ["groups", "competencies"])
def test_no_name_or_alias_is_used_twice(name: str, part: str) -> None:
    entries: tuple[Group | Competency, ...] = getattr(load(name), part)
    counts = Counter(" ".join(words(text)) for entry in entries for text in (entry.name, *entry.aliases))
    assert [text for text, count in counts.items() if count > 1] == []


def test_groups_and_competencies_share_a_name_in_one_place_only() -> None:
    shared = set()
    for name in NAMES:
        framework = load(name)
        groups = {alias.casefold() for group in framework.groups for alias in (group.name, *group.aliases)}
        names = {alias.casefold() for entry in framework.competencies for alias in (entry.name, *entry.aliases)}
        shared |= {(name, text) for text in groups & names}
    # The source has it so: one is a qualification, the other a competency.
    assert shared == {
        ("doi-lef-1994", "human resources management"),
        ("doi-lef-1994", "human resource management"),
    }


# opm-ses


def test_opm_ses_counts() -> None:
    framework = load("opm-ses")
    assert group_sizes(framework) == {
        "leading-change": 6,
        "leading-people": 4,
        "results-driven": 6,
        "business-acumen": 3,
        "building-coalitions": 3,
        "fundamental-competencies": 6,
    }
    assert len(framework.competencies) == 28
    assert {len(competency.groups) for competency in framework.competencies} == {1}
    assert all(competency.definition for competency in framework.competencies)
    assert [(level.value, level.name) for level in framework.levels] == [
        (1, "Awareness"),
        (2, "Basic"),
        (3, "Intermediate"),
        (4, "Advanced"),
        (5, "Expert"),
    ]


def test_opm_ses_has_2_to_4_illustrations_in_each_of_140_cells() -> None:
    framework = load("opm-ses")
    cells = Counter((entry.id, indicator.level) for entry in framework.competencies for indicator in entry.indicators)
    assert set(cells) == {(entry, level.value) for entry in framework.labels for level in framework.levels}
    assert len(cells) == 140
    assert {cell: count for cell, count in cells.items() if not 2 <= count <= 4} == {}


def test_opm_ses_illustrations_put_together_are_the_cells_of_the_source() -> None:
    framework = load("opm-ses")
    expected = {}
    name = ""
    for line in source_of("opm-ses").splitlines():
        if cell := re.fullmatch(r"Level (\d) - (\w+)\t([^\t]*)\t([^\t]*)\t*", line):
            level = framework.levels[int(cell[1]) - 1]
            assert cell[2] == level.name
            # One cell has "situationsRequires", so spaces do not count here.
            assert "".join(words(cell[3])) == "".join(words(level.definition)), f"{name}, level {level.value}"
            expected[kebab(name), level.value] = words(cell[4])
        elif heading := re.match(r"(.+?) - ", line):
            name = heading[1]
    assert len(expected) == 140

    found: dict[tuple[str, int | None], list[str]] = {}
    for competency in framework.competencies:
        for number, indicator in enumerate(competency.indicators):
            where = f"competencies.{competency.id}.indicators[{number}]"
            corrections = [correction for correction in framework.corrections if correction.where == where]
            (piece,) = scanned_pieces(indicator.text, corrections)
            found.setdefault((competency.id, indicator.level), []).extend(piece)
    assert found == expected


# opm-ecq-1997


def test_opm_ecq_1997_counts() -> None:
    framework = load("opm-ecq-1997")
    assert [(group.id, len(group.characteristics)) for group in framework.groups] == [
        ("leading-change", 6),
        ("leading-people", 6),
        ("results-driven", 6),
        ("business-acumen", 6),
        ("building-coalitions-communication", 6),
    ]
    assert all(entry.definition for entry in (*framework.groups, *framework.competencies))
    assert framework.levels == ()
    assert all(competency.indicators == () for competency in framework.competencies)


def test_opm_ecq_1997_has_resilience_under_ecq_2_and_no_creativity() -> None:
    framework = load("opm-ecq-1997")
    assert framework.competency("resilience").groups == (framework.groups[1].id,) == ("leading-people",)
    names = {text.casefold() for entry in framework.competencies for text in (entry.name, *entry.aliases)}
    assert not any(word in text for text in names for word in ("creativ", "innovat"))
    notes = " ".join(framework.notes)
    assert "Resilience" in notes
    assert "Creativity and Innovation" in notes


# doi-lef-1994


def test_doi_lef_1994_counts() -> None:
    framework = load("doi-lef-1994")
    assert len(framework.groups) == 5
    assert sum(len(group.characteristics) for group in framework.groups) == 28
    assert len(framework.competencies) == 22
    assert all(entry.definition for entry in (*framework.groups, *framework.competencies))
    assert framework.levels == ()


def test_doi_lef_1994_is_many_to_many() -> None:
    framework = load("doi-lef-1994")
    assert [entry.id for entry in framework.competencies if not entry.groups] == ["technical-competence"]
    assert max(len(entry.groups) for entry in framework.competencies) == 5
    assert group_sizes(framework) == {
        "strategic-vision": 9,
        "human-resources-management": 15,
        "program-development-and-evaluation": 17,
        "resources-planning-and-management": 14,
        "organizational-representation-and-liaison": 9,
    }
    assert "Planning & Evaluating" in framework.competency("planning-and-evaluating").aliases


# california-2010


def test_california_2010_counts() -> None:
    framework = load("california-2010")
    assert [(level.value, level.name) for level in framework.levels] == [
        (1, "First-Level Supervisor"),
        (2, "Second-Level Supervisor"),
        (3, "Manager"),
        (4, "Executive"),
    ]
    assert group_sizes(framework) == {
        "fostering-a-team-environment": 4,
        "creating-organizational-transformation": 5,
        "maximizing-performance-results": 7,
        "building-trust-and-accountability": 2,
        "promoting-a-high-performance-culture": 3,
        "building-coalitions": 2,
    }
    assert len(framework.competencies) == 23
    levels = Counter(tuple(entry.level for entry in competency.required) for competency in framework.competencies)
    assert levels == {(1, 2, 3, 4): 11, (1, 2, 3): 5, (4,): 7}


def test_california_2010_has_general_behaviours_and_statements_for_the_required_levels() -> None:
    for competency in load("california-2010").competencies:
        levels = {indicator.level for indicator in competency.indicators}
        assert levels == {None, *(entry.level for entry in competency.required)}, competency.id


def test_california_2010_headings_and_requirements_are_those_of_the_source() -> None:
    expected = {}
    name, cluster = "", ""
    for line in source_of("california-2010").splitlines():
        if heading := re.match(r"\d+\. ([^:]+): (.+?)(?: \(Continued\))?$", line):
            cluster, name = heading.groups()
        elif line.startswith("Proficiency"):
            row = re.findall(r"\b(?:Skilled|Advanced)(?=\s*(?:\t|$))", line)
            first = 4 if len(row) == 1 else 1
            expected.setdefault((name, kebab(cluster)), list(enumerate(row, first)))
            assert expected[name, kebab(cluster)] == list(enumerate(row, first)), name
    found = {
        (entry.name, *entry.groups): [(required.level, required.proficiency) for required in entry.required]
        for entry in load("california-2010").competencies
    }
    assert found == expected


# opm-ecq-2025


def test_opm_ecq_2025_has_three_competencies_under_each_qualification() -> None:
    framework = load("opm-ecq-2025")
    assert [group.name for group in framework.groups] == [
        "Commitment to the Rule of Law and the Principles of the American Founding",
        "Driving Efficiency",
        "Merit and Competence",
        "Leading People",
        "Achieving Results",
    ]
    assert list(group_sizes(framework).values()) == [3] * 5
    assert framework.levels == () and framework.date == "2025-05-29"


@pytest.mark.parametrize("name", OWN_WORDS)
def test_own_words_are_marked_as_such(name: str) -> None:
    framework = load(name)
    assert framework.source is not None and not framework.source.file
    assert "own words" in framework.source.note and any("own words" in note for note in framework.notes)
    assert all(entry.definition for entry in (*framework.groups, *framework.competencies))


# agency-core


def test_agency_core_counts() -> None:
    framework = load("agency-core")
    assert group_sizes(framework) == {
        "leadership-competencies": 14,
        "business-competencies": 16,
        "technical-competencies": 1,
    }
    assert len(framework.competencies) == 31
    assert all(competency.definition for competency in framework.competencies)
    assert framework.levels == ()


def test_agency_core_leaves_scanner_noise_out() -> None:
    noise = "2 Mars and all areas"
    assert noise in source_of("agency-core")
    assert [where for where, text in quoted_texts(load("agency-core")) if "Mars" in text] == []


# The rule itself, on a source small enough to see through

SOURCE = "Advises others. * Prosters a team's spirit, and gives | scanner noise | feedback."
RIGHT = Framework(
    id="small",
    title="Small",
    levels=(Level(value=1, name="One", definition="Advises others"),),
    competencies=(
        Competency(id="team", name="Team", indicators=(Indicator("Fosters a team's spirit and gives feedback"),)),
    ),
    corrections=(
        Correction("competencies.team.indicators[0]", ("Prosters",), "Fosters"),
        Correction("competencies.team.indicators[0]", ("spirit and gives", "feedback"), "spirit and gives feedback"),
    ),
)
FOSTERS, TORN = RIGHT.corrections


def test_word_for_word_rule_accepts_what_is_quoted_with_its_corrections() -> None:
    assert quoting_errors(RIGHT, SOURCE) == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"levels": (Level(1, "One", "Advises other"),)}, "levels[0].definition: not in the source: advises other"),
        (
            {"groups": (Group("a", "A", definition="vises others"),)},
            "groups.a.definition: not in the source: vises others",
        ),
        (
            {"groups": (Group("a", "A", characteristics=("Others", "Mine")),)},
            "groups.a.characteristics[1]: not in the source: mine",
        ),
        (
            {"corrections": (TORN,)},
            "competencies.team.indicators[0]: not in the source: fosters a teams spirit and gives",
        ),
        (
            {"corrections": (FOSTERS,)},
            "competencies.team.indicators[0]: not in the source: prosters a teams spirit and gives feedback",
        ),
        (
            {"corrections": (FOSTERS, TORN, Correction("levels[0].definition", ("Advises",), "Advises"))},
            "levels[0].definition: needs no correction of 'Advises'",
        ),
        (
            {"corrections": (FOSTERS, TORN, Correction("levels[1].definition", ("Advises",), "Advise"))},
            "levels[1].definition: corrects no text",
        ),
        (
            {"corrections": (FOSTERS, TORN, Correction("levels[0].definition", ("Advises",), "Advised"))},
            "levels[0].definition: the corrected words 'Advised' stand 0 times in the text",
        ),
        (
            {"corrections": (FOSTERS, TORN, Correction(FOSTERS.where, ("gives",), "gives"))},
            "competencies.team.indicators[0]: two corrections overlap",
        ),
    ],
)
def test_word_for_word_rule_finds(change: dict[str, Any], error: str) -> None:
    assert quoting_errors(replace(RIGHT, **change), SOURCE) == [error]
