"""Each warning has its place and remedy, and a framework without faults has none."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import Any

import pytest

from jobtagger.frameworks import Competency, Framework, Group, Indicator, Level, find_warnings, kebab, load_framework
from jobtagger.frameworks.duplicates import Alike, Likenesses, find_alike
from jobtagger.frameworks.quality import MIN_WORDS

WORDS = ["walks", "runs", "jumps", "swims", "climbs", "rows", "rides", "sails", "dives", "skates", "hikes", "bikes"]


def competency(number: int, **changes: Any) -> Competency:
    indicators = tuple(
        Indicator(f"{word} {number} miles before the sun is up", level) for level, word in enumerate(WORDS[:3], start=1)
    )
    definition = f"Is good at {WORDS[number]} and {WORDS[number + 1]} and {WORDS[number + 2]}, whatever comes {number}."
    good = Competency(
        f"number-{number}", f"Number {number}", definition=definition, indicators=indicators, groups=("g",)
    )
    return replace(good, **changes)


GOOD = Framework(
    "own",
    "Our own",
    levels=(Level(1, "Basic"), Level(2, "Advanced"), Level(3, "Expert")),
    groups=(Group("g", "G"), Group("h", "H")),
    competencies=tuple(competency(number) for number in range(4)),
)


def warnings(framework: Framework) -> list[tuple[str, str]]:
    found = list(find_warnings(framework))
    assert all(problem.severity == "warning" for problem in found)
    return [(problem.place, problem.message) for problem in found]


def changed(number: int, **changes: Any) -> Framework:
    entries = [replace(entry, **changes) if at == number else entry for at, entry in enumerate(GOOD.competencies)]
    return replace(GOOD, competencies=tuple(entries))


def test_a_good_framework_has_no_warning() -> None:
    assert warnings(GOOD) == []


def test_one_competency_only() -> None:
    assert warnings(replace(GOOD, competencies=GOOD.competencies[:1])) == [
        ("competencies", "there is only one, and a model needs two to tell apart; add the others")
    ]


def test_a_missing_definition() -> None:
    assert warnings(changed(2, definition=" ")) == [
        (
            "competencies[2].definition",
            "'Number 2' has no definition; say what it means in two or three sentences",
        )
    ]


def test_no_definitions_at_all_are_one_warning() -> None:
    bare = replace(GOOD, competencies=tuple(replace(entry, definition="") for entry in GOOD.competencies))
    assert warnings(bare) == [("competencies", "none of the 4 has a definition; add what each one means")]


def test_the_same_definition_twice() -> None:
    text = GOOD.competencies[0].definition.upper().replace(",", "  ")
    (warning,) = warnings(changed(3, definition=text))
    assert warning == (
        "competencies[3].definition",
        "that of 'Number 3' is the same as that of 'Number 0' (competencies[0]); say what sets them apart, or merge",
    )


@pytest.mark.parametrize(("extra", "near"), [(1, True), (2, True), (3, False)])
def test_near_identical_definitions(extra: int, near: bool) -> None:
    common = " ".join(WORDS[:8])
    entries = [competency(0, definition=common), competency(1, definition=" ".join([common, *WORDS[8 : 8 + extra]]))]
    found = warnings(replace(GOOD, competencies=tuple(entries)))
    # 8 of 9, 8 of 10 and 8 of 11 words in common; the limit is four fifths.
    assert [place for place, _ in found] == (["competencies[1].definition"] if near else [])
    if extra == 1:
        assert "shares 89% of its words with" in found[0][1]


def test_many_of_one_definition_are_one_warning() -> None:
    entries = tuple(competency(number % 9, name=f"N{number}", definition="TBD") for number in range(40))
    message = (
        "40 competencies have the same definition: 'N0' (competencies[0]), 'N1' (competencies[1]), "
        "'N2' (competencies[2]) and 37 more; say what sets them apart, or merge"
    )
    found = [(place, text) for place, text in warnings(replace(GOOD, competencies=entries)) if "definition" in place]
    assert found == [("competencies[0].definition", message)]


def test_many_near_identical_definitions_are_one_warning() -> None:
    common = " ".join(WORDS[:9])
    texts = [common, "Something else", f"{common} up", common, f"{common} down", f"{common} up and"]
    entries = tuple(competency(number, definition=text) for number, text in enumerate(texts))
    ((place, message),) = warnings(replace(GOOD, competencies=entries))
    assert place == "competencies[0].definition"
    assert message.startswith(
        "5 competencies have nearly the same definition: 'Number 0' (competencies[0]), 'Number 2'"
    )


def test_a_search_that_would_take_too_long_ends_and_is_told() -> None:
    # Each shares its rarest words with many and has too few in common with any.
    texts = [f"{first} {second} {third}" for first in "abcdefgh" for second in "ijklmnop" for third in "qrstuvwx"]
    assert find_alike(texts) == Likenesses(())
    found = find_alike([*texts, texts[0]], limit=100)
    assert found.sets == (Alike((0, len(texts)), 1),) and found.compared is not None and 1 < found.compared < 100


def test_too_little_text() -> None:
    short = changed(1, definition="Is good.", indicators=(Indicator(" ".join(WORDS[:8]), 1), Indicator("Goes on")))
    assert warnings(short) == [
        (
            "competencies[1]",
            f"'Number 1' has 12 words of definition and indicators, too little to train on; "
            f"write at least {MIN_WORDS}, better ten indicators",
        )
    ]


@pytest.mark.parametrize(
    ("definition", "has"),
    [
        ("Plans.", "1 word of definition and indicators, too little to train on"),
        ("Plans it.", "2 words of definition and indicators, too little to train on"),
        ("", "no text to train on"),
    ],
)
def test_so_little_text_is_said_in_good_grammar_and_once(definition: str, has: str) -> None:
    ((_, message),) = warnings(changed(1, definition=definition, indicators=()))
    assert message == f"'Number 1' has {has}; write at least {MIN_WORDS}, better ten indicators"


@pytest.mark.parametrize(
    ("definitions", "most"),
    [
        (["Sets goals", "Digs holes in it"], "4 words of definition and indicators at most"),
        (["Plans", ""], "1 word of definition and indicators at most"),
        (["", ""], "no words at all"),
    ],
)
def test_too_little_text_everywhere_is_one_warning(definitions: list[str], most: str) -> None:
    entries = tuple(competency(number, definition=text, indicators=()) for number, text in enumerate(definitions))
    assert warnings(replace(GOOD, levels=(), competencies=entries)) == [
        (
            "competencies",
            f"all 2 have too little to train on, {most}; write at least 20, better ten indicators for each",
        )
    ]


def test_enough_text() -> None:
    enough = changed(1, definition=" ".join(f"word{number}" for number in range(MIN_WORDS)), indicators=())
    assert warnings(enough) == []


def test_levels_whose_values_fall() -> None:
    odd = replace(GOOD, levels=(Level(1, "A"), Level(3, "B"), Level(2, "C")))
    assert warnings(odd) == [("levels[2].value", "2 follows 3; list the levels from the lowest to the highest")]


def test_levels_whose_names_fall() -> None:
    ((place, message),) = warnings(replace(GOOD, levels=(Level(1, "Expert"), Level(2, "Advanced"), Level(3, "Basic"))))
    assert place == "levels"
    assert message.startswith("the names do not rise with the values (1 Expert, 2 Advanced, 3 Basic); give")


def test_two_levels_of_one_name() -> None:
    ((place, message),) = warnings(replace(GOOD, levels=(Level(1, "One"), Level(2, "Two"), Level(3, " ONE"))))
    assert (place, message) == ("levels[2].name", "' ONE' is also the name of levels[0]; rename one")


def test_a_level_that_nothing_uses() -> None:
    assert warnings(replace(GOOD, levels=(*GOOD.levels, Level(4, "Guru")))) == [
        ("levels[3]", "'Guru' (4) has no indicator; give it some, or remove it from the scale")
    ]


def test_levels_that_nothing_uses() -> None:
    bare = tuple(
        replace(entry, indicators=tuple(Indicator(item.text) for item in entry.indicators))
        for entry in GOOD.competencies
    )
    ((place, message),) = warnings(replace(GOOD, competencies=bare))
    assert place == "levels"
    assert message.startswith("no indicator names a level")


def test_an_indicator_under_two_competencies() -> None:
    repeated = Indicator("WALKS 0 miles, before the sun is up.", 1)
    assert warnings(changed(2, indicators=(*GOOD.competencies[2].indicators, repeated))) == [
        (
            "competencies[2].indicators[3].text",
            "stands under 'Number 0' too (competencies[0].indicators[0]), so it tells nothing apart; "
            "keep it where it fits best",
        )
    ]


def test_an_indicator_under_many_competencies_is_one_warning() -> None:
    repeated = Indicator("Communicates well.", 1)
    entries = tuple(replace(entry, indicators=(*entry.indicators, repeated)) for entry in GOOD.competencies)
    ((place, message),) = warnings(replace(GOOD, competencies=entries))
    assert place == "competencies[0].indicators[3].text"
    assert message == (
        "stands in 4 places, so it tells nothing apart; keep it where it fits best: "
        "'Number 0' (competencies[0].indicators[3]), 'Number 1' (competencies[1].indicators[3]), "
        "'Number 2' (competencies[2].indicators[3]) and 1 more"
    )


def test_an_indicator_twice_under_one() -> None:
    indicators = GOOD.competencies[2].indicators
    assert warnings(changed(2, indicators=(*indicators, indicators[1]))) == [
        ("competencies[2].indicators[3].text", "stands in competencies[2].indicators[1] already; keep one")
    ]


@pytest.mark.parametrize(
    ("aliases", "place", "whose"),
    [
        (("number  0",), "competencies[2].aliases[0]", "'Number 0' already (competencies[0].name)"),
        (("Count", "COUNT"), "competencies[2].aliases[1]", "the same entry already (competencies[2].aliases[0])"),
        (("Number-2",), "competencies[2].aliases[0]", "the same entry already (competencies[2].name)"),
    ],
)
def test_names_used_twice(aliases: tuple[str, ...], place: str, whose: str) -> None:
    ((found, message),) = warnings(changed(2, aliases=aliases))
    assert found == place
    assert f"names {whose}; remove it" in message


def test_two_competencies_of_one_name() -> None:
    assert warnings(changed(2, name="NUMBER 0", id="number-0-2")) == [
        ("competencies[2].name", "'NUMBER 0' is also the name of competencies[0]; rename one, or merge them")
    ]


@pytest.mark.parametrize(
    ("name", "is_note"),
    [
        ("* Required of supervisors only", True),
        ("Note: levels are those of 2024", True),
        ("Source: OPM, 2006", True),
        ("1 As amended by the board.", True),
        ("Page 3", True),
        ("Everything that a person in this position will sooner or later have to be able to do", True),
        ("Sourcing", False),
        ("Note-taking", False),
        ("21st Century Skills", False),
        ("360 Feedback", False),
    ],
)
def test_a_name_that_looks_like_a_footnote(name: str, is_note: bool) -> None:
    found = warnings(changed(1, name=name, id=kebab(name)))
    assert [place for place, _ in found] == ["competencies[1].name"] * is_note
    assert all("looks like a note" in message for _, message in found)


def test_an_id_that_is_not_of_the_name() -> None:
    assert warnings(changed(1, id="first")) == [
        ("competencies[1].id", "'first' is not the id that belongs to 'Number 1'; write 'number-1'")
    ]
    assert warnings(replace(GOOD, groups=(Group("g", "G"), Group("h", "Other")))) == [
        ("groups[1].id", "'h' is not the id that belongs to 'Other'; write 'other'")
    ]


def test_the_reference_framework_has_no_warning() -> None:
    assert warnings(load_framework("opm-ses")) == []


def test_the_shared_indicator_of_a_shipped_framework_is_found() -> None:
    places = [place for place, _ in warnings(load_framework("agency-core"))]
    assert places == ["competencies[21].indicators[1].text"]


@pytest.mark.parametrize(
    "definition",
    [
        "TBD",
        "Carries out the work of function {0} in line with the policies of the agency and reports to its head",
        "{0} {1} {2} {3} {4} {5}",
    ],
    ids=["same", "boilerplate", "few words"],
)
def test_many_competencies_are_fast(definition: str) -> None:
    number = random.Random(7)
    entries = tuple(
        Competency(f"c{at}", f"C{at}", definition=definition.format(at, *(number.choice(WORDS) for _ in range(5))))
        for at in range(10_000)
    )
    started = time.perf_counter()
    found = list(find_warnings(Framework("big", "Big", competencies=entries)))
    assert len(found) < 10_000 and time.perf_counter() - started < 20
