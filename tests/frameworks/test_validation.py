"""Every finding about a framework file names the place and the remedy."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from jobtagger.errors import FrameworkError, JobtaggerError
from jobtagger.frameworks import find_errors, framework_from_dict, framework_to_dict, load_framework
from jobtagger.resources import framework_names

GOOD: dict[str, Any] = {
    "format": 1,
    "id": "own",
    "title": "Our own",
    "source": {"title": "A letter", "file": "letter.txt"},
    "levels": [{"value": value, "name": f"Level {value}"} for value in range(1, 6)],
    "groups": [{"id": "people", "name": "People"}, {"id": "work", "name": "Work"}],
    "competencies": [
        {
            "id": f"number-{number}",
            "name": f"Number {number}",
            "aliases": ["No."],
            "groups": ["people"],
            "indicators": [{"level": 1, "text": "Does"}, {"text": "Makes"}, {"level": 5, "text": "Invents"}],
            "required": [{"level": 2, "proficiency": "Skilled"}],
        }
        for number in range(4)
    ],
    "corrections": [{"where": "competencies.number-0.indicators[0]", "scanned": ["Ooes"], "corrected": "Does"}],
    "notes": ["A note"],
}
MISSING = object()


def changed(path: str, value: object) -> dict[str, Any]:
    """Return GOOD with one place changed; a place is written as in messages: ``levels[0].name``."""
    data = deepcopy(GOOD)
    *parents, last = [int(key) if key.isdigit() else key for key in path.replace("]", "").replace("[", ".").split(".")]
    entry: Any = data
    for key in parents:
        entry = entry[key]
    if value is MISSING:
        del entry[last]
    else:
        entry[last] = value
    return data


def problems(data: object) -> list[str]:
    return [str(problem) for problem in find_errors(data)]


def test_good_data_has_no_problem() -> None:
    assert problems(GOOD) == []
    assert framework_from_dict(GOOD).labels == ("number-0", "number-1", "number-2", "number-3")


@pytest.mark.parametrize("name", framework_names())
def test_shipped_frameworks_have_no_problem(name: str) -> None:
    assert problems(framework_to_dict(load_framework(name))) == []


@pytest.mark.parametrize(
    "place", ["version", "date", "publisher", "group_name", "source", "levels[0].definition", "notes"]
)
def test_what_is_optional_may_be_left_open(place: str) -> None:
    data = changed(place, None)
    assert problems(data) == []
    framework_from_dict(data)


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        # format
        ("format", 2, "format: 2 is not known to this version of jobtagger; write 'format: 1'"),
        ("format", "1", "format: '1' is not known to this version of jobtagger; write 'format: 1'"),
        ("format", True, "format: True is not known to this version of jobtagger; write 'format: 1'"),
        ("format", MISSING, "format: is missing; write 'format: 1'"),
        # missing
        ("id", MISSING, "id: is missing; a text is expected"),
        ("title", None, "title: is missing; a text is expected"),
        ("title", "  ", "title: is empty; a text is expected"),
        ("source.title", MISSING, "source.title: is missing; a text is expected"),
        ("levels[1].name", MISSING, "levels[1].name: is missing; a text is expected"),
        ("levels[1].value", MISSING, "levels[1].value: a whole number is expected, this is nothing"),
        ("groups[1].name", MISSING, "groups[1].name: is missing; a text is expected"),
        ("competencies[2].id", MISSING, "competencies[2].id: is missing; a text is expected"),
        ("competencies[2].name", "", "competencies[2].name: is empty; a text is expected"),
        (
            "competencies[3].indicators[2].text",
            MISSING,
            "competencies[3].indicators[2].text: is missing; a text is expected",
        ),
        (
            "competencies[3].required[0].level",
            MISSING,
            "competencies[3].required[0].level: is missing; the value of a level is expected",
        ),
        (
            "competencies[3].required[0].proficiency",
            MISSING,
            "competencies[3].required[0].proficiency: is missing; a text is expected",
        ),
        ("corrections[0].where", MISSING, "corrections[0].where: is missing; a text is expected"),
        ("corrections[0].corrected", MISSING, "corrections[0].corrected: is missing; a text is expected"),
        (
            "corrections[0].scanned",
            [],
            "corrections[0].scanned: is missing; a list of what the source has instead is expected",
        ),
        *(
            (
                "competencies",
                nothing,
                "competencies: at least one competency is needed; see docs/framework-format.md for the shape",
            )
            for nothing in (MISSING, None, [], {})
        ),
        # wrong types
        ("date", 2008, "date: a text is expected, this is the value 2008; put it in quotes"),
        ("version", 1.5, "version: a text is expected, this is the value 1.5; put it in quotes"),
        ("group_name", 3, "group_name: a text is expected, this is the value 3; put it in quotes"),
        (
            "group_name",
            " ",
            "group_name: one or two words for a group are expected, such as Cluster; this is an empty text",
        ),
        (
            "group_name",
            "x" * 41,
            f"group_name: one or two words for a group are expected, such as Cluster; this is the text {'x' * 40!r}",
        ),
        ("publisher", ["OPM"], "publisher: a text is expected, this is a list; write one text"),
        ("source", "a letter", "source: a mapping with a title is expected, this is the text 'a letter'"),
        ("notes", "a note", "notes: a list of texts is expected, this is the text 'a note'"),
        ("notes[0]", {"a": "b"}, "notes[0]: a text is expected, this is a mapping"),
        ("levels", {"value": 1}, "levels: a list is expected, this is a mapping"),
        ("levels[0].value", "1", "levels[0].value: a whole number is expected, this is the text '1'"),
        ("levels[0].value", True, "levels[0].value: a whole number is expected, this is the value True"),
        ("groups[1]", "work", "groups[1]: a mapping with id and name is expected, this is the text 'work'"),
        ("competencies", "all", "competencies: a list is expected, this is the text 'all'"),
        ("competencies[1]", None, "competencies[1]: a mapping with id and name is expected, this is nothing"),
        (
            "competencies[1].definition",
            False,
            "competencies[1].definition: a text is expected, this is the value False; put it in quotes",
        ),
        (
            "competencies[1].aliases",
            "Listening",
            "competencies[1].aliases: a list of texts is expected, this is the text 'Listening'",
        ),
        ("competencies[1].aliases[0]", " ", "competencies[1].aliases[0]: a text is expected, this is an empty text"),
        (
            "competencies[1].groups",
            "people",
            "competencies[1].groups: a list of texts is expected, this is the text 'people'",
        ),
        (
            "competencies[1].indicators[0]",
            "Does",
            "competencies[1].indicators[0]: a mapping with level and text is expected, this is the text 'Does'",
        ),
        (
            "corrections[0].scanned",
            "Ooes",
            "corrections[0].scanned: a list of texts is expected, this is the text 'Ooes'",
        ),
        (
            "competencies[1].code",
            7,
            "competencies[1].code: a text is expected, this is the value 7; put it in quotes",
        ),
        ("groups[1].code", ["W"], "groups[1].code: a text is expected, this is a list; write one text"),
        # ids
        ("id", "Our Own", "id: 'Our Own' is not in kebab-case; write 'our-own'"),
        ("groups[1].id", "-", "groups[1].id: '-' is not in kebab-case; write small letters, digits and single hyphens"),
        ("groups[1].id", "people", "groups[1].id: 'people' is also the id of groups[0]; ids are unique, rename one"),
        (
            "competencies[3].id",
            "number-1",
            "competencies[3].id: 'number-1' is also the id of competencies[1]; ids are unique, rename one",
        ),
        # levels
        ("levels[2].value", 2, "levels[2].value: 2 is also the value of levels[1]; values are unique"),
        ("levels[4].value", 0, "levels[4].value: 0 follows 4; list the levels from the lowest to the highest"),
        (
            "competencies[3].indicators[2].level",
            6,
            "competencies[3].indicators[2].level: 6 is not a level of this framework (1-5)",
        ),
        (
            "competencies[3].indicators[2].level",
            "Expert",
            "competencies[3].indicators[2].level: 'Expert' is not a level of this framework (1-5)",
        ),
        (
            "competencies[0].required[0].level",
            True,
            "competencies[0].required[0].level: True is not a level of this framework (1-5)",
        ),
        # groups
        (
            "competencies[2].groups[0]",
            "persons",
            "competencies[2].groups[0]: 'persons' is not a group of this framework (people, work)",
        ),
        ("competencies[2].groups", ["work", "work"], "competencies[2].groups[1]: 'work' is listed twice; keep one"),
        # keys
        (
            "titel",
            "x",
            (
                "titel: is not a known key; known here are format, id, title, version, date, publisher, group_name, "
                "source, levels, groups, competencies, corrections, notes"
            ),
        ),
        ("source.url", "x", "source.url: is not a known key; known here are title, file, note"),
        (
            "competencies[1].indicators[0].tekst",
            "x",
            "competencies[1].indicators[0].tekst: is not a known key; known here are level, text",
        ),
    ],
)
def test_problem_names_place_and_remedy(place: str, value: object, problem: str) -> None:
    data = changed(place, value)
    # The change may have a consequence elsewhere, such as indicators of a level that is gone.
    assert problem in problems(data)
    if not place.startswith("levels"):
        assert problems(data) == [problem]
    with pytest.raises(FrameworkError) as caught:
        framework_from_dict(data, "own.yaml")
    assert caught.value.problems == tuple(problems(data))
    assert str(caught.value).startswith("own.yaml is not a valid framework (")
    assert isinstance(caught.value, JobtaggerError)


def test_level_of_a_framework_without_levels() -> None:
    assert problems(changed("levels", MISSING)) == [
        "competencies[0].indicators[0].level: 1 is given here, and in 11 more places, but the framework lists no "
        "levels; add 'levels' or leave them out"
    ]


def test_scale_with_gaps_is_listed_in_full() -> None:
    data = changed("levels[4].value", 9)
    assert "competencies[0].indicators[2].level: 5 is not a level of this framework (1, 2, 3, 4, 9)" in problems(data)


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([1], "1"),
        ([0, 99999999999], "0, 99999999999"),
        (range(20), "0-19"),
        (range(0, 40, 2), "0, 2, 4, 6, 8, 10, 12, "),
    ],
)
def test_scale_is_told_in_short_however_far_it_reaches(values: list[int], scale: str) -> None:
    data = GOOD | {"levels": [{"value": value, "name": f"Level {value}"} for value in values]}
    data["competencies"] = [{"id": "a", "name": "A", "indicators": [{"level": -1, "text": "Does"}]}]
    (problem,) = problems(data)
    place = "competencies[0].indicators[0].level"
    assert problem.startswith(f"{place}: -1 is not a level of this framework ({scale}")
    assert len(problem) < 150


def test_a_crosswalk_is_told_from_a_framework() -> None:
    data = {"format": 1, "source": "a", "target": "b", "competencies": {"x": "no counterpart"}}
    assert problems(data) == [
        "(file): this is a crosswalk between two frameworks, not a framework; "
        "'jobtagger frameworks crosswalk A B --check FILE' checks it against its two frameworks"
    ]


def test_group_of_a_framework_without_groups() -> None:
    data = changed("groups", MISSING)
    assert problems(data) == [
        "competencies[0].groups[0]: 'people' is given here, and in 3 more places, but the framework lists no groups; "
        "add 'groups' or leave them out"
    ]
    data["competencies"] = data["competencies"][:1]
    assert problems(data) == [
        "competencies[0].groups[0]: 'people' is given here, but the framework lists no groups; "
        "add 'groups' or leave it out"
    ]


@pytest.mark.parametrize("junk", [None, True, 0, -1, 1.5, "", "x", [], [None], [[]], {}, {"a": None}, {1: 2}, b"x"])
def test_junk_anywhere_is_a_framework_or_a_framework_error(junk: object) -> None:
    """No place of a file can hold anything that ends in another exception."""

    def places(entry: Any, path: str = "") -> list[str]:
        items = entry.items() if isinstance(entry, dict) else enumerate(entry) if isinstance(entry, list) else ()
        inner = [
            (f"{path}.{key}" if path and isinstance(key, str) else f"{path}[{key}]" if path else key, item)
            for key, item in items
        ]
        return [place for place, item in inner] + [deep for place, item in inner for deep in places(item, place)]

    for place in places(GOOD):
        for value in (junk, MISSING):
            try:
                framework_to_dict(framework_from_dict(changed(place, value)))
            except FrameworkError as error:
                assert error.problems
    with pytest.raises(FrameworkError):
        framework_from_dict(junk)
