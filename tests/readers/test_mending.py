"""Line breaks are mended, whatever the format they come from."""

from __future__ import annotations

import time

import pytest

from jobtagger.readers.blocks import Block, compose, to_block
from jobtagger.readers.mending import Line, Page, join, mend_lines, mend_pages, mend_paragraphs


@pytest.mark.parametrize(
    ("text", "line", "words", "joined"),
    [
        ("Leads the", "staff", (), "Leads the staff"),
        ("the depart-", "ment", (), "the department"),
        ("inter-", "agency", (), "interagency"),
        ("agency-", "wide", (), "agency-wide"),
        ("long-", "term", (), "long-term"),
        ("policy-", "making", ("policymaking",), "policymaking"),
        ("bench-", "marking", ("bench-marking",), "bench-marking"),
        ("budget-", "execution", ("budget", "execution"), "budget-execution"),
        ("pre-", "Award", (), "pre- Award"),
        ("OR-", "a degree", (), "OR-a degree"),
        ("2020-", "based", (), "2020-based"),
        ("staff -", "and more", (), "staff - and more"),
    ],
)
def test_join_knows_what_a_hyphen_belongs_to(text: str, line: str, words: tuple[str, ...], joined: str) -> None:
    assert join([text, line], frozenset(words)) == joined


def test_mend_lines_joins_wrapped_text_and_leaves_addresses() -> None:
    wrapped = [
        "The Director of the Office of Budget at the Department reports to the Assistant",
        "Secretary for Management and Budget and is the head of all the divisions in it.",
        "She plans.",
    ]
    assert mend_lines(wrapped) == [f"{wrapped[0]} {wrapped[1]}", wrapped[2]]
    address = ["Office of Personnel", "1900 E Street", "Washington, DC"]
    assert mend_lines(address) == address
    items = ["Duties are", "- leads", "1. plans"]
    assert mend_lines(items) == items


def test_mend_paragraphs_joins_only_what_cannot_end() -> None:
    def mend(*texts: str) -> list[str]:
        return [block.text for block in mend_paragraphs(Block(text) for text in texts)]

    assert mend("Leads the staff,", "the budget and", "the plans") == ["Leads the staff, the budget and the plans"]
    assert mend("Leads the staff", "plans work") == ["Leads the staff", "plans work"]
    assert mend("Works with the", "Secretary") == ["Works with the", "Secretary"]
    heading = [Block("Duties of", "heading"), Block("leads")]
    assert mend_paragraphs(heading) == heading


def page(*rows: tuple[str, float, float, float], size: float = 12) -> Page:
    def line(text: str, left: float, right: float, baseline: float) -> Line:
        return Line(text, left, right, baseline, size, first=len(text.split()[0]) * (right - left) / len(text))

    return Page(792, tuple(line(*row) for row in rows))


def test_mend_pages_ends_a_paragraph_at_a_short_line() -> None:
    pages = [
        page(
            ("Leads the staff of the office and its plans for", 72, 500, 700),
            ("the year.", 72, 130, 686),
            ("Signs the leases of the buildings of the agency in", 72, 500, 672),
            ("Washington", 72, 140, 658),
            ("Oversees travel", 72, 160, 644),
        )
    ]
    assert [block.text for block in mend_pages(pages)] == [
        "Leads the staff of the office and its plans for the year.",
        "Signs the leases of the buildings of the agency in Washington",
        "Oversees travel",
    ]


def test_mend_pages_of_a_column_knows_its_own_margin() -> None:
    wide = ("The announcement is open to all citizens of the United States of America", 72, 540, 740)
    column = [
        ("The incumbent leads the office of the", 72, 290, 700),
        ("Secretary of the Treasury and reports to", 72, 295, 686),
        ("Congress on the plans of the agencies of", 72, 292, 672),
        ("Government that it oversees", 72, 220, 658),
    ]
    assert [block.text for block in mend_pages([page(wide, *column)])] == [
        wide[0],
        " ".join(text for text, *_ in column),
    ]


def test_mend_pages_ends_a_list_where_the_indent_ends() -> None:
    pages = [
        page(
            ("\u2022 Leads the staff of the office and all of its divisions in", 90, 500, 700),
            ("Washington and elsewhere, and sets the goals for the year to", 100, 498, 686),
            ("Applicants are rated by a panel of experts in the field and", 72, 500, 672),
        )
    ]
    assert [block.kind for block in mend_pages(pages)] == ["item", "line"]


def test_words_of_the_whole_text_tell_what_a_hyphen_belongs_to() -> None:
    lines = ["She heads the policy-", "making unit and", "writes the policymaking rules"]
    assert mend_lines(lines) == ["She heads the policymaking unit and writes the policymaking rules"]


def test_parts_of_broken_words_are_not_taken_for_words() -> None:
    lines = ["She plans the budget of", "the office and its budget-", "ary rules"]
    assert mend_lines(lines) == ["She plans the budget of the office and its budgetary rules"]
    lines = ["She is able to see what is manage-", "able and what is not"]
    assert mend_lines(lines) == ["She is able to see what is manageable and what is not"]


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("o  Leads", Block("Leads", "item")),
        ("o leads", Block("o leads")),
        ("\uf0b7\tLeads", Block("Leads", "item")),
        ("\u2022 \u2022 Leads", Block("Leads", "item")),
        ("- Leads", Block("Leads", "item")),
        ("-Leads", Block("-Leads")),
        ("the o\ufb03\u00adce\u00a0 of", Block("the office of")),
        ("\u2022", None),
        (" \u200b ", None),
    ],
)
def test_to_block_tells_items_from_text(text: str, block: Block | None) -> None:
    assert to_block(text) == block


def test_mend_pages_does_not_join_a_heading_in_capitals() -> None:
    pages = [
        page(
            ("HOW YOU WILL BE EVALUATED BY THE OFFICE", 72, 500, 700),
            ("Your application is scored by a panel of experts", 72, 498, 686),
        )
    ]
    assert len(mend_pages(pages)) == 2


def test_mend_pages_of_many_lines_takes_linear_time() -> None:
    rows = [(f"word {number} goes on-", 72.0, 500.0, 700.0 - number / 100) for number in range(60_000)]
    begin = time.perf_counter()
    assert mend_pages([page(*rows)])
    assert mend_lines([text for text, *_ in rows])
    assert time.perf_counter() - begin < 15


def test_mend_pages_of_nothing_is_nothing() -> None:
    assert mend_pages([]) == [] and mend_pages([Page(792, ())]) == []


def test_compose_gives_each_heading_its_section() -> None:
    text, sections = compose(
        [Block("Before"), Block("Duties", "heading"), Block("Leads", "item"), Block("Plans"), Block("Pay", "heading")]
    )
    assert text == "Before\n\nDuties\n- Leads\n\nPlans\n\nPay"
    assert [text[section.start : section.end] for section in sections] == ["Duties\n- Leads\n\nPlans", "Pay"]
    assert compose([]) == ("", ())
