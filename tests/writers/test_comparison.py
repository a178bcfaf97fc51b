"""A comparison of two models as text, CSV and a page; nothing of a document gets through to what shows them."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO

import pytest
from fakes import comparison
from html_page import safe_page

from jobtagger.comparison import KINDS, State
from jobtagger.records import Evidence
from jobtagger.writers import Display
from jobtagger.writers.comparison_csv import COLUMNS, comparison_csv, safe_cell
from jobtagger.writers.comparison_page import comparison_page
from jobtagger.writers.comparison_table import comparison_text
from jobtagger.writers.comparison_words import quote

EVIL = '<script>alert("x")</script>&<img src=x onerror=y> \x1b[31m\x9b0m\u202e'


def test_page_escapes_everything_and_loads_nothing() -> None:
    page = safe_page(comparison_page(comparison(EVIL)))
    assert page.words.count('<script>alert("x")</script>') > 15


def test_page_says_what_changes() -> None:
    words = " ".join(safe_page(comparison_page(comparison())).words.split())
    for part in (
        "− Lost 1 Vision (no counterpart, stated) Sets the direction.",
        "Tags lost, only stated",
        "+ Gained 1 Money (inferred) Spends more",
        "→ Moved 1 Budget → Money: Business → Efficiency",
        "↕ Re-levelled 1 Budget → Money: 3 Middle → 4 High Spends → Spends more",
        "levels are compared by their place, not by what they ask for: Middle = Medium.",
        "Groups under another name, which nothing is moved by: People = Persons.",
        "New competencies found in no document (1) Nothing in the old framework",
        "Rule of Law1",
        "nobody has reviewed",
        "in/bad.pdf: is empty",
        "hand it on to those only who may read them",
    ):
        assert part in words, part
    assert "Not shown" not in words


def test_page_says_so_if_nothing_changes() -> None:
    nothing = replace(comparison(), changed=0, totals=dict.fromkeys(KINDS, 0), most_affected=(), failed=())
    words = safe_page(comparison_page(nothing)).words
    assert "Nothing changes for any of the documents." in words
    assert "hand it on" not in words and "Documents failed" not in words
    none = replace(nothing, documents=0, old_competencies=(), new_competencies=())
    assert "No document was compared." in safe_page(comparison_page(none)).words


def test_nobody_is_said_to_have_reviewed_what_is_not_needed() -> None:
    same = replace(comparison(), crosswalk_needed=False)
    page = comparison_page(same)
    for account in (page, comparison_text(same)):
        assert "No crosswalk is needed, since the competencies are the same." in account and "reviewed" not in account
    assert 'class="warning"' not in page.partition("<table")[0]
    assert same.to_dict()["crosswalk_needed"] is False


def test_text_says_what_changes() -> None:
    text = " ".join(comparison_text(comparison(), display=Display(width=200)).split())
    for part in (
        "Documents compared 2",
        "Tags lost 1",
        "Vision no counterpart 1 – 1 – – –",
        "Tags lost, only stated 1",
        "Lost: Vision (no counterpart, stated) “Sets the direction.”",
        "Gained: Money (inferred) “Spends more”",
        "Moved: Budget → Money: Business → Efficiency Re-levelled",
        "3 Middle → 4 High “Spends” → “Spends more”",
        "levels are compared by their place",
        "New competencies found in no document (1)",
        "Rule of Law 1",
        "Documents most affected (1 of 1)",
        "in/bad.pdf: is empty",
    ):
        assert part in text, part
    assert "Not shown" not in text


def test_people_are_shown_the_words_that_prove_a_level_and_not_too_many() -> None:
    name = Evidence(0, 6, "Vision", "qualifications", "stated", 1.0, None)
    sure = Evidence(7, 14, "Leads.\n", "duties", "inferred", 0.9, None)
    long = Evidence(15, 2015, "Sets the direction. " * 100, "duties", "inferred", 0.5, 4)
    state = State("vision", "Vision", evidence=(name, sure, long))
    assert quote(state) == "Leads."
    assert quote(state, of_level=True).endswith("direction…") and len(quote(state, of_level=True)) <= 160


@pytest.mark.parametrize("width", [60, 100])
def test_text_is_safe_and_as_wide_as_asked(width: int) -> None:
    text = comparison_text(comparison(EVIL), display=Display(width=width))
    assert not {"\x1b", "\x9b", "\u202e"} & set(text)
    assert max(map(len, text.splitlines())) <= width


def test_csv_has_a_row_for_each_change_and_each_failure() -> None:
    rows = list(csv.DictReader(StringIO("".join(comparison_csv(comparison())))))
    assert [row["change"] for row in rows] == ["lost", "gained", "moved", "relevelled", "failed"]
    assert (rows[3]["old_level"], rows[3]["new_level"]) == ("3 Middle", "4 High")
    assert (rows[3]["old_evidence"], rows[3]["new_evidence"]) == ("Spends", "Spends more")
    assert (rows[0]["old_basis"], rows[0]["new_basis"], rows[1]["new_basis"]) == ("stated", "", "inferred")
    assert (rows[4]["source"], rows[4]["reason"]) == ("in/bad.pdf", "is empty")
    assert tuple(rows[0]) == COLUMNS


@pytest.mark.parametrize("evil", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u200b=1", "＝1"])
def test_csv_cells_are_no_formulas(evil: str) -> None:
    rows = list(csv.reader(StringIO("".join(comparison_csv(comparison(evil))))))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n＝")]
    assert rows[1][0].startswith("'") and all(len(row) == len(COLUMNS) for row in rows)


@pytest.mark.parametrize("evil", ["a;=1+1;b", "x; =2", "x;\t-1", 'x;"=1"', "x; ＝1", ";=1", '"; "+1'])
def test_csv_cells_are_no_formulas_where_a_spreadsheet_splits_at_semicolons(evil: str) -> None:
    for row in csv.reader(StringIO("".join(comparison_csv(comparison(evil)))), delimiter=";"):
        assert not [cell for cell in row if cell.strip()[:1] in set("=+-@＝")]


def test_csv_keeps_control_characters_out() -> None:
    assert not set("\x1b\x9b\r\u202e") & set("".join(comparison_csv(comparison(EVIL))))
    assert safe_cell("a\r\nb\x00") == "a b�" and safe_cell("it's = fine") == "it's = fine"
