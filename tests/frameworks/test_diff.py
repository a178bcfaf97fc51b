"""What changes between two frameworks: every kind of change is found, and nothing is found where nothing changed."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from jobtagger.frameworks import (
    Competency,
    Correction,
    Framework,
    FrameworkDiff,
    Group,
    Indicator,
    Level,
    Requirement,
    Source,
    diff_frameworks,
    load_framework,
)
from jobtagger.frameworks.diff import NOT_COMPARED
from jobtagger.frameworks.pairing import pair_indicators, pair_levels
from jobtagger.frameworks.wording import Rewording, compare_words, likeness, spaced
from jobtagger.resources import framework_names
from jobtagger.writers.diff import diff_text
from jobtagger.writers.diff_page import diff_page

VISION = Competency(
    "vision",
    "Vision",
    definition="Takes a long-term view and builds a vision that is shared with others.",
    aliases=("Strategic Vision",),
    groups=("change",),
    indicators=(
        Indicator("Explains to new employees where the office is going", 1),
        Indicator("Writes the vision statement of the whole agency with its staff", 3),
    ),
)
TEAM = Competency("team", "Team", definition="Leads a team.", groups=("people",))
OLD = Framework(
    "own",
    "Our own",
    levels=(Level(1, "Basic"), Level(2, "Advanced"), Level(3, "Expert")),
    groups=(Group("change", "Change"), Group("people", "People")),
    competencies=(VISION, TEAM),
)


def changed(**change: Any) -> FrameworkDiff:
    """Compare the framework with one in which its first competency is another."""
    return diff_frameworks(OLD, replace(OLD, competencies=(replace(VISION, **change), TEAM)))


def counts(diff: FrameworkDiff) -> dict[str, int]:
    return {name: count for name, count in diff.counts.items() if count}


@pytest.mark.parametrize("name", framework_names())
def test_a_framework_has_nothing_in_which_it_differs_from_itself(name: str) -> None:
    framework = load_framework(name)
    diff = diff_frameworks(framework, framework)
    assert not diff and counts(diff) == {"unchanged": len(framework.competencies)}


FULL = replace(
    OLD,
    competencies=(replace(VISION, required=(Requirement(1, "Skilled"),)), TEAM),
    groups=(replace(OLD.groups[0], aliases=("Changing",), characteristics=("Leads",)), OLD.groups[1]),
)
ANOTHER: dict[type, dict[str, Any]] = {
    Framework: {
        **dict.fromkeys(("id", "title", "version", "date", "publisher", "group_name"), "other"),
        "source": Source("other"),
        "levels": (*FULL.levels, Level(4, "other")),
        "groups": (*FULL.groups, Group("other", "other")),
        "competencies": (*FULL.competencies, Competency("other", "other")),
        "corrections": (Correction("levels[0].definition", ("a",), "b"),),
        "notes": ("other",),
    },
    Level: {"value": 0, "name": "other", "definition": "other"},
    Group: {
        **dict.fromkeys(("id", "name", "code", "definition"), "other"),
        **dict.fromkeys(("aliases", "characteristics"), ("other",)),
    },
    Competency: {
        **dict.fromkeys(("id", "name", "code", "definition"), "other"),
        "aliases": ("other",),
        "groups": ("people",),
        "indicators": (Indicator("other"),),
        "required": (Requirement(1, "other"),),
    },
    Indicator: {"text": "other", "level": 2},
    Requirement: {"level": 2, "proficiency": "other"},
}
"""Another value for each field of each record that a framework is made of."""


def with_another(record: type, name: str) -> Framework:
    """Return the full framework with another value in one field of one of its records, and all that names it."""
    change, (first, *rest) = {name: ANOTHER[record][name]}, FULL.competencies
    if record is Framework:
        return replace(FULL, **change)
    if record is Level:
        indicators = first.indicators
        if name == "value":
            indicators = (replace(indicators[0], level=0), *indicators[1:])
            first = replace(first, required=(Requirement(0, "Skilled"),))
        competencies = (replace(first, indicators=indicators), *rest)
        return replace(FULL, levels=(replace(FULL.levels[0], **change), *FULL.levels[1:]), competencies=competencies)
    if record is Group:
        groups = (replace(FULL.groups[0], **change), *FULL.groups[1:])
        return replace(FULL, groups=groups, competencies=(replace(first, groups=(groups[0].id,)), *rest))
    if record is Indicator:
        change = {"indicators": (replace(first.indicators[0], **change), *first.indicators[1:])}
    if record is Requirement:
        change = {"required": (replace(first.required[0], **change),)}
    return replace(FULL, competencies=(replace(first, **change), *rest))


@pytest.mark.parametrize(
    ("record", "name"),
    [(record, entry.name) for record in ANOTHER for entry in fields(record) if entry.compare],
)
def test_another_value_in_any_field_is_a_change_that_every_account_tells(record: type, name: str) -> None:
    """Fails with a KeyError for a new field until somebody has decided whether it is compared."""
    diff = diff_frameworks(FULL, with_another(record, name))
    assert bool(diff) != (record is Framework and name in NOT_COMPARED)
    for account in (diff_text(diff), diff_page(diff)):
        assert ("Nothing changed." in account) != bool(diff)
        assert not diff or "other" in account or ANOTHER[record][name] not in ("other", ("other",))
    assert json.loads(json.dumps(diff.to_dict())) == diff.to_dict()


def test_the_documentation_names_what_is_not_compared() -> None:
    page = Path(__file__).parents[2] / "docs" / "when-the-framework-changes.md"
    assert all(f"`{name}`" in page.read_text(encoding="utf-8") for name in NOT_COMPARED)


def test_only_what_has_another_id_is_said_to_have_one() -> None:
    diff = changed(id="the-vision")
    assert counts(diff) == {"given another id": 1, "unchanged": 1}
    assert [change.other_id for change in diff.changed] == [True]


def test_key_characteristics_are_compared_as_indicators_are() -> None:
    said = ("Leads the office through change with care", "Sets goals")
    now = ("Leads the agency through change with care", "Spends nothing")
    old, new = (
        replace(OLD, groups=(Group("change", "Change", characteristics=said), OLD.groups[1])) for said in (said, now)
    )
    (change,) = diff_frameworks(old, new).groups_changed
    assert change.characteristics_reworded == (Rewording(said[0], now[0]),)
    assert (change.characteristics_removed, change.characteristics_added) == (("Sets goals",), ("Spends nothing",))


@pytest.mark.parametrize(
    ("change", "editions"),
    [
        ({"version": "2"}, ("1", "2")),
        ({"date": "2025"}, ("2024", "2025")),
        ({"version": "", "date": "2025"}, ("2024", "2025")),
        ({"id": "other", "date": "2025"}, ("2024", "2025")),  # the title is the same
        ({}, ("a.yaml", "b.yaml")),
        ({"id": "other", "title": "Other", "date": "2025"}, ("", "")),
    ],
)
def test_editions_of_one_framework_are_told_apart(change: dict[str, str], editions: tuple[str, str]) -> None:
    old = replace(OLD, version="1", date="2024")
    diff = diff_frameworks(old, replace(old, **change), ("a.yaml", "b.yaml"))
    assert (diff.old.edition, diff.new.edition) == editions


@pytest.mark.parametrize(
    "names", [("opm-ses", "opm-ecq-2025"), ("opm-ecq-1997", "opm-ses"), ("doi-lef-1994", "opm-ses")]
)
def test_every_competency_is_in_one_place(names: tuple[str, str]) -> None:
    old, new = map(load_framework, names)
    diff = diff_frameworks(old, new)
    both = [(change.old.id, change.new.id) for change in diff.changed]
    both += [(entry.id, entry.id) for entry in diff.unchanged]
    assert sorted([*(a for a, _ in both), *(entry.id for entry in diff.removed)]) == sorted(old.labels)
    assert sorted([*(b for _, b in both), *(entry.id for entry in diff.added)]) == sorted(new.labels)


def test_opm_s_frameworks_of_1997_and_2006() -> None:
    diff = diff_frameworks(load_framework("opm-ecq-1997"), load_framework("opm-ses"))
    assert [entry.name for entry in diff.added] == ["Creativity and Innovation", "Developing Others"]
    assert diff.removed == ()
    assert {(change.old.id, change.new.id) for change in diff.changed if change.renamed} == {
        ("cultural-awareness", "leveraging-diversity"),
        ("human-resources-management", "human-capital-management"),
        ("service-motivation", "public-service-motivation"),
    }
    moved = {change.new.id: change.moved for change in diff.changed if change.moved}
    assert moved["resilience"] == (("Leading People",), ("Leading Change",))
    assert "vision" not in moved and len(diff.levels_added) == 5


# How a competency is found again


def test_added_and_removed() -> None:
    budget = Competency("budget", "Budget", definition="Plans spending.")
    diff = diff_frameworks(OLD, replace(OLD, competencies=(budget, TEAM)))
    assert [entry.id for entry in diff.added] == ["budget"] and [entry.id for entry in diff.removed] == ["vision"]
    assert diff.changed == () and [entry.id for entry in diff.unchanged] == ["team"]


@pytest.mark.parametrize(
    ("change", "by", "renamed"),
    [
        ({"name": "Foresight"}, "id", True),
        ({"id": "the-vision", "name": "vision"}, "name", True),
        ({"id": "the-vision", "definition": "Quite another thing."}, "name", False),
        ({"id": "strategic-vision", "name": "Strategic Vision", "aliases": ()}, "alias", True),
        ({"id": "visioning", "name": "Visioning", "aliases": ("Vision",), "indicators": ()}, "alias", True),
        ({"id": "far-sight", "name": "Far Sight", "aliases": ()}, "text", True),
        (
            {
                "id": "far-sight",
                "name": "Far Sight",
                "aliases": (),
                "definition": "Takes a long-term view and builds a vision shared with others.",
                "indicators": (),
            },
            "text",
            True,
        ),
    ],
)
def test_found_again(change: dict[str, Any], by: str, renamed: bool) -> None:
    diff = changed(**change)
    assert not diff.added and not diff.removed
    assert [(entry.matched_by, entry.renamed) for entry in diff.changed] == [(by, renamed)]


def test_an_id_is_trusted_before_a_name() -> None:
    other = replace(TEAM, id="vision")
    diff = diff_frameworks(OLD, replace(OLD, competencies=(other, replace(VISION, id="team"))))
    assert [(change.old.name, change.new.name) for change in diff.changed] == [("Vision", "Team"), ("Team", "Vision")]


def test_an_alias_of_two_finds_neither() -> None:
    old = replace(OLD, competencies=(Competency("a", "A", aliases=("C",)), Competency("b", "B", aliases=("C",))))
    diff = diff_frameworks(old, replace(OLD, competencies=(Competency("c", "C"),)))
    assert len(diff.removed) == 2 and len(diff.added) == 1


def test_short_texts_find_nothing() -> None:
    assert [entry.id for entry in changed(id="x", name="X", aliases=(), definition="", indicators=()).added] == ["x"]
    old = replace(OLD, competencies=(TEAM,))
    assert diff_frameworks(old, replace(OLD, competencies=(replace(TEAM, id="y", name="Y"),))).added


# What changed in it


def test_moved_between_groups() -> None:
    (change,) = changed(groups=("people",)).changed
    assert change.moved == (("Change",), ("People",))
    (change,) = changed(groups=("change", "people")).changed
    assert change.moved == (("Change",), ("Change", "People"))


def test_a_group_of_another_name_moves_nobody() -> None:
    groups = (Group("leading-change", "Leading Change", aliases=("Change",)), OLD.groups[1])
    new = replace(OLD, groups=groups, competencies=(replace(VISION, groups=("leading-change",)), TEAM))
    diff = diff_frameworks(OLD, new)
    assert counts(diff) == {"groups changed": 1, "unchanged": 2}
    assert (diff.groups_changed[0].old.name, diff.groups_changed[0].new.name) == ("Change", "Leading Change")


def test_groups_that_go_as_a_whole_are_told_once() -> None:
    plain = tuple(replace(entry, groups=()) for entry in OLD.competencies)
    assert counts(diff_frameworks(OLD, replace(OLD, groups=(), competencies=plain))) == {
        "groups removed": 2,
        "unchanged": 2,
    }


def test_another_word_for_a_group_is_a_change() -> None:
    new = replace(OLD, group_name="Cluster")
    diff = diff_frameworks(OLD, new)
    assert diff and diff.group_name == ("", "Cluster") and counts(diff) == {"unchanged": 2}
    assert diff.to_dict()["group_name"] == ["", "Cluster"]
    assert not diff_frameworks(new, new)
    plain = tuple(replace(entry, groups=()) for entry in OLD.competencies)
    assert diff_frameworks(new, replace(OLD, groups=(), competencies=plain)).group_name is None


def test_reworded_definition() -> None:
    (change,) = changed(definition="Takes a short view and builds a vision that is shared with others.").changed
    assert change.definition is not None
    assert [(piece.sign, piece.text.strip()) for piece in change.definition.pieces] == [
        ("same", "Takes a"),
        ("removed", "long-term"),
        ("added", "short"),
        ("same", "view and builds a vision that is shared with others."),
    ]


def test_blanks_are_no_change() -> None:
    assert not changed(definition=VISION.definition.replace(" ", "\n  "))


def test_aliases_and_requirements() -> None:
    (change,) = changed(aliases=("Visioning",), required=(Requirement(2, "Skilled"),)).changed
    assert (change.aliases_added, change.aliases_removed) == (("Visioning",), ("Strategic Vision",))
    assert change.required == Rewording("", "Advanced: Skilled")


def test_indicators() -> None:
    first, second = VISION.indicators
    new = (
        replace(first, level=2),
        Indicator("Writes the vision statement of the whole department with its staff", 3),
        Indicator("Sells ice cream"),
    )
    (change,) = changed(indicators=new).changed
    assert [(item.old, item.new, item.text) for item in change.indicators_relevelled] == [
        ("Basic", "Advanced", first.text)
    ]
    assert change.indicators_reworded == (Rewording(second.text, new[1].text),)
    assert [(item.text, item.level) for item in change.indicators_added] == [("Sells ice cream", "")]
    assert change.indicators_removed == ()
    (change,) = changed(indicators=()).changed
    assert [(item.text, item.level) for item in change.indicators_removed] == [
        (first.text, "Basic"),
        (second.text, "Expert"),
    ]


def test_equal_indicators_at_two_levels_are_not_relevelled() -> None:
    both = [Indicator("Plans", 1), Indicator("Plans", 2)]
    assert all(a.level == b.level for a, b in pair_indicators(both, both[::-1])[0])


# Levels


def test_levels() -> None:
    levels = (Level(1, "Basic", "Needs guidance."), Level(2, "Proficient"), Level(4, "Expert"), Level(5, "Master"))
    indicators = (VISION.indicators[0], replace(VISION.indicators[1], level=4))
    new = replace(OLD, levels=levels, competencies=(replace(VISION, indicators=indicators), TEAM))
    diff = diff_frameworks(OLD, new)
    assert counts(diff) == {"levels added": 1, "levels changed": 3, "unchanged": 2}
    assert [(change.old.name, change.new.name, change.new.id) for change in diff.levels_changed] == [
        ("Basic", "Basic", "1"),
        ("Advanced", "Proficient", "2"),
        ("Expert", "Expert", "4"),
    ]
    assert [level.name for level in diff.levels_added] == ["Master"]


def test_indicators_of_a_level_that_went_are_relevelled() -> None:
    levels = OLD.levels[:2]
    indicators = (VISION.indicators[0], replace(VISION.indicators[1], level=None))
    diff = diff_frameworks(
        OLD, replace(OLD, levels=levels, competencies=(replace(VISION, indicators=indicators), TEAM))
    )
    assert [(item.old, item.new) for item in diff.changed[0].indicators_relevelled] == [("Expert", "")]


def test_a_scale_that_goes_as_a_whole_relevels_nothing() -> None:
    plain = replace(VISION, indicators=tuple(replace(item, level=None) for item in VISION.indicators))
    diff = diff_frameworks(OLD, replace(OLD, levels=(), competencies=(plain, TEAM)))
    assert counts(diff) == {"levels removed": 3, "unchanged": 2}


def test_levels_of_other_names_are_those_of_their_place_in_a_scale_of_one_length() -> None:
    levels = (Level(10, "Low"), Level(20, "Middle"), Level(30, "High"))
    indicators = tuple(replace(item, level=10 * (item.level or 0)) for item in VISION.indicators)
    new = replace(OLD, levels=levels, competencies=(replace(VISION, indicators=indicators), TEAM))
    assert counts(diff_frameworks(OLD, new)) == {"levels changed": 3, "unchanged": 2}


def test_a_level_of_another_name_asks_for_nothing_else() -> None:
    new = replace(FULL, levels=(Level(1, "Novice"), *FULL.levels[1:]))
    assert counts(diff_frameworks(FULL, new)) == {"levels changed": 1, "unchanged": 2}


def test_another_scale_relevels_nothing() -> None:
    indicators = (VISION.indicators[0], replace(VISION.indicators[1], level=2))
    competencies = (replace(VISION, indicators=indicators), TEAM)
    diff = diff_frameworks(OLD, replace(OLD, levels=(Level(1, "Low"), Level(2, "High")), competencies=competencies))
    assert diff.another_scale and diff.to_dict()["another_scale"] is True
    assert counts(diff) == {"levels added": 2, "levels removed": 3, "unchanged": 2}
    assert not changed(name="Foresight").another_scale and "another_scale" not in changed(name="Foresight").to_dict()
    assert "The levels are another scale" in diff_text(diff) and "The levels are another scale" in diff_page(diff)


def test_levels_of_one_name_are_one_level_before_those_of_one_value() -> None:
    old, new = [Level(1, "Basic"), Level(2, "Expert")], [Level(1, "Expert"), Level(2, "Master")]
    assert [(a.name, b.name) for a, b in pair_levels(old, new)] == [("Expert", "Expert")]


# Words and plain data


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Leads the team.", "Leads a small team!"),
        ("", "Leads"),
        ("Leads", ""),
        ("plans, budgets (and reports)", "plans; budgets and reports"),
        ("One thing altogether", "Something quite different"),
        ("State's long-term plan", "State\u2019s plan"),
    ],
)
def test_words_of_both_wordings_are_all_there(old: str, new: str) -> None:
    pieces = compare_words(old, new)
    for sign, text in (("removed", new), ("added", old)):
        assert "".join("".join(piece.text for piece in pieces if piece.sign != sign).split()) == "".join(text.split())
    assert all(words and words == words.strip() and blank in ("", " ") for blank, _, words in spaced(pieces))


def test_a_text_written_anew_is_two_pieces() -> None:
    assert [
        piece.sign for piece in compare_words("Leads people to the goal of all", "Cuts cost, the budget in hand")
    ] == [
        "removed",
        "added",
    ]


def test_likeness_below_the_floor_is_none() -> None:
    assert likeness("a b c d", "a b x y") == 0.5 and likeness("a b c d", "a b x y", 0.6) == 0.0
    assert likeness("", "") == 0.0


def test_to_dict_is_plain_data_without_empty_parts() -> None:
    data = changed(definition="", groups=("people",)).to_dict()
    assert json.loads(json.dumps(data)) == data
    assert data["counts"]["moved"] == 1 and "added" not in data
    (change,) = data["changed"]
    assert change["moved"] == [["Change"], ["People"]]
    assert change["definition"]["words"] == [["removed", VISION.definition]]
    assert "indicators_added" not in change
