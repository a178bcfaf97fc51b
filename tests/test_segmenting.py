"""Documents are cut where a reader would, and no character is lost or moved."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtagger.records import Document, Section
from jobtagger.segmenting import SECTION_KINDS, section_kind, segment, segment_many, tame, without_comments

PIECES = st.sampled_from(
    [
        "Leads teams",
        ". ",
        ".",
        "\n",
        "\n\n",
        "1) ",
        "2. ",
        "• ",
        "- ",
        "; ",
        "  ",
        "\t",
        "Duties:",
        "(",
        "e.g.",
        "U.S. ",
        "é🙂",
    ]
)
TEXTS = st.text() | st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join)


def cut(text: str) -> list[str]:
    return [one.text for one in segment(Document("x", text))]


@settings(max_examples=300)
@given(TEXTS)
def test_segments_are_stretches_of_the_text_in_order(text: str) -> None:
    end = 0
    for one in segment(Document("x", text)):
        assert text[one.start : one.end] == one.text
        assert one.start >= end
        assert one.text == one.text.strip()
        assert any(character.isalpha() for character in one.text)
        assert one.section in SECTION_KINDS
        end = one.end


@settings(max_examples=200)
@given(TEXTS)
def test_only_marks_and_numbers_stand_between_segments(text: str) -> None:
    covered = [False] * len(text)
    for one in segment(Document("x", text)):
        covered[one.start : one.end] = [True] * (one.end - one.start)
    words = [text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalpha()]
    kept = [
        text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalpha() and all(covered[at : at + 2])
    ]
    lost = len(words) - len(kept)
    # A list may be numbered by "ii." or "iv)": nothing else with letters is left out.
    assert lost == 0 or "." in text or ")" in text


@settings(max_examples=100)
@given(st.lists(TEXTS, max_size=5))
def test_many_documents_are_cut_as_one_each(texts: list[str]) -> None:
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    assert list(segment_many(documents)) == [segment(document) for document in documents]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Leads a team. Writes reports.", ["Leads a team.", "Writes reports."]),
        ("You respond in writing.You must apply.", ["You respond in writing.", "You must apply."]),
        ("• Plans work\n• Reviews work", ["Plans work", "Reviews work"]),
        ("Duties as follows: 1) managing staff 2) writing", ["Duties as follows:", "managing staff", "writing"]),
        ("Advises the U.S. Congress on law.", ["Advises the U.S. Congress on law."]),
        ("Reports to Dr. Smith weekly.", ["Reports to Dr. Smith weekly."]),
        ("a) Plans\nb) Leads", ["Plans", "Leads"]),
        ("Prepares long and well founded legal reports\nfor leaders.", ["Prepares long and well founded legal reports\nfor leaders."]),
        ("Leads a team. <!-- Ask HR. -->Writes reports.", ["Leads a team.", "Writes reports."]),
        ("---\ntitle: Analyst\n# Fill in the title.\n---\n# Duties\nPlans work.", ["title: Analyst", "Duties", "Plans work."]),
        ("Plans.\n---\n# Duties\n---\nLeads.", ["Plans.", "Duties", "Leads."]),
        ("---\n# Duties\n---\nPlans work.", ["Duties", "Plans work."]),
        ("---\n# Duties\nPlans work.", ["Duties", "Plans work."]),
        ("Plans <!-- never closed. Leads.", ["Plans <!-- never closed.", "Leads."]),
        ("", []),
        (" \n\t 12 -- 34", []),
    ],
)  # fmt: skip
def test_cutting(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("How You Will Be Evaluated", "evaluation"),
        ("HOW TO APPLY", "application"),
        ("Major Duties", "duties"),
        ("Executive Core Qualifications", "competencies"),
        ("Equal Employment Opportunity Policy", "eeo"),
        ("Benefits", "benefits"),
        ("Vision insurance", "other"),
    ],
)
def test_kinds_of_headings(title: str, kind: str) -> None:
    assert section_kind(title) == kind


def test_headings_and_marked_sections_say_what_follows() -> None:
    text = "Leads.\nMajor Duties\nPlans the work.\nHow to Apply\nSend a letter."
    kinds = {one.text: one.section for one in segment(Document("x", text))}
    assert (kinds["Leads."], kinds["Plans the work."], kinds["Send a letter."]) == ("none", "duties", "application")
    marked = Document("x", "Plans. Leads.", sections=(Section(0, 13, "Benefits"),))
    assert {one.section for one in segment(marked)} == {"benefits"}


@pytest.mark.parametrize(
    "unit",
    [
        "<!--",
        "---\n",
        "---\n#",
        "manages the budget ",
        "(",
        "_",
        "**",
        "Leads teams. ",
        "• a ",
        " ",
        "1) ",
        "A",
        ". ",
        "x\n",
        "a lower line\n",
    ],
)
def test_a_long_text_takes_seconds(unit: str) -> None:
    text = "x" + unit * (200_000 // len(unit)) + ". Ends here"
    started = time.perf_counter()
    assert cut(text)[-1].endswith("Ends here")
    assert time.perf_counter() - started < 30


@given(st.text(alphabet="_(-. a", max_size=200))
def test_taming_moves_nothing(text: str) -> None:
    assert len(tame(text)) == len(text)
    assert all(left == right or right == " " for left, right in zip(text, tame(text), strict=True))


@given(st.lists(st.sampled_from(["<!--", "-->", "---", "#", " ", "\n", "a", "\ufeff"]), max_size=40).map("".join))
def test_comments_are_blanked_in_place(text: str) -> None:
    shown = without_comments(text)
    assert len(shown) == len(text)
    assert all(left == right or (right == " " and left != "\n") for left, right in zip(text, shown, strict=True))
