"""What is stated by name or definition is found by its form; the same words in ordinary use are not."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtagger.frameworks import load_framework
from jobtagger.records import Document
from jobtagger.segmenting import segment
from jobtagger.stated import Mention, StatedFinder

FRAMEWORK = load_framework("opm-ses")
FINDER = StatedFinder(FRAMEWORK)
NAMES = [one.name for one in FRAMEWORK.competencies]


def find(text: str) -> list[Mention]:
    return FINDER.find(segment(Document("x", text)))


def ids(text: str) -> list[str]:
    return [mention.id for mention in find(text)]


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from([*NAMES, "ECQ 1: ", ", ", "; ", "\n", "and ", "Competencies: "]) | st.text(max_size=6),
        max_size=20,
    )
)
def test_mentions_lie_in_the_text_in_order(parts: list[str]) -> None:
    text = "".join(parts)
    mentions = find(text)
    assert [mention.start for mention in mentions] == sorted(mention.start for mention in mentions)
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        words = text[mention.start : mention.end]
        assert words == words.strip() and words
        assert mention.id in ({one.id for one in FRAMEWORK.competencies} | {one.id for one in FRAMEWORK.groups})
        assert 0.5 <= mention.score <= 1


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(NAMES), min_size=4, max_size=12, unique=True),
    st.sampled_from([", ", "; ", " / ", "\n", ""]),
)
def test_names_in_a_list_are_all_found(names: list[str], separator: str) -> None:
    text = "Competencies: " + separator.join(names)
    found = {text[one.start : one.end]: one.id for one in find(text) if one.kind == "competency"}
    assert found == {name: one.id for name in names for one in FRAMEWORK.competencies if one.name == name}


@pytest.mark.parametrize("competency", FRAMEWORK.competencies, ids=lambda one: one.id)
def test_every_definition_and_every_name_on_a_line_is_recognised(competency: object) -> None:
    assert competency.id in ids(competency.name)  # type: ignore[attr-defined]
    assert competency.id in ids(competency.definition)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "We offer dental and vision insurance.",
        "This position has a flexible schedule and offers flexibility in hours.",
        "You must sign a conflict of interest form.",
        "Customer service hours are 8 to 5.",
        "Our vision is a safer border.",
        "Uses problem solving and customer service every day.",
        "The incumbent shows resilience when plans change.",
    ],
)
def test_ordinary_use_states_nothing(text: str) -> None:
    assert find(text) == []


def test_run_together_list() -> None:
    text = "Attention to DetailCustomer ServiceDecision MakingOral Communication"
    found = {text[one.start : one.end]: one.id for one in find(text)}
    assert found == {
        "Customer Service": "customer-service",
        "Decision Making": "decisiveness",
        "Oral Communication": "oral-communication",
    }


def test_a_definition_quoted_in_part_is_scored_by_its_part() -> None:
    definition = FRAMEWORK.competency("financial-management").definition
    whole = [one for one in find(definition) if one.id == "financial-management"]
    words = max(re.split("[.;]", definition), key=len).split()
    part = [one for one in find(" ".join(words[: len(words) * 2 // 3])) if one.id == "financial-management"]
    assert max(one.score for one in whole) == 1.0
    assert [one.how for one in part] == ["definition"]
    assert 0.5 <= part[0].score < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "competencies: " + "worda, " * 60 + "x( vision",  # took years when blanks could be read in two ways
        "leadership competencies " * 60 + "x vision",
        "Vision, Resilience, " * 10_000,
        "VisionResilience" * 12_000,
        "vision" + " " * 200_000 + "x vision",
        "(" * 200_000 + " vision",
        "_" * 200_000 + " vision",
        "plans work " * 100_000,  # over a million characters in one line
    ],
    ids=["cue", "lead", "list", "glued", "blanks", "brackets", "underscores", "million"],
)
def test_long_lines_take_seconds(text: str) -> None:
    started = time.perf_counter()
    find(text)
    assert time.perf_counter() - started < 30
