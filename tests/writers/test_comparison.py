"""A comparison of two models as text, CSV and a page; nothing of a document gets through to what shows them."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from io import StringIO

import pytest
from fakes import comparison

from jobtagger.writers import Display
from jobtagger.writers.comparison_csv import COLUMNS, comparison_csv, safe_cell
from jobtagger.writers.comparison_page import comparison_page
from jobtagger.writers.comparison_table import comparison_text

EVIL = '<script>alert("x")</script>&<img src=x onerror=y> \x1b[31m\x9b0m\u202e'


class Page(HTMLParser):
    """Collects the elements of a page, their attributes and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def test_page_escapes_everything_and_loads_nothing() -> None:
    html = comparison_page(comparison(EVIL))
    page = Page(html)
    elements = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "ul", "li", "q", "span"}
    elements |= {"table", "thead", "tbody", "tr", "th", "td"}
    assert page.tags <= elements and page.open == []
    assert page.attributes <= {"lang", "charset", "name", "content", "http-equiv", "class"}
    assert not {"\x1b", "\x9b", "\u202e"} & set(html) and "url(" not in html
    assert "default-src 'none'" in html and page.words.count('<script>alert("x")</script>') > 15


def test_page_says_what_changes() -> None:
    words = " ".join(Page(comparison_page(comparison())).words.split())
    for part in (
        "Lost: Vision (no counterpart) Sets the direction.",
        "Gained: Money Saves",
        "Moved: Budget → Money: Business → Efficiency",
        "Re-levelled: Budget → Money: 3 Middle → 4 High Spends more",
        "Middle = Medium",
        "nobody has reviewed",
        "in/bad.pdf: is empty",
    ):
        assert part in words, part
    assert "Unseen" not in words


def test_text_says_what_changes() -> None:
    text = " ".join(comparison_text(comparison(), display=Display(width=200)).split())
    for part in (
        "Documents compared 2",
        "Tags lost 1",
        "Vision no counterpart 1 – 1 – – –",
        "Lost: Vision (no counterpart) “Sets the direction.”",
        "Moved: Budget → Money: Business → Efficiency Re-levelled",
        "3 Middle → 4 High “Spends more”",
        "Documents most affected (1 of 1)",
        "in/bad.pdf: is empty",
    ):
        assert part in text, part
    assert "Unseen" not in text


@pytest.mark.parametrize("width", [60, 100])
def test_text_is_safe_and_as_wide_as_asked(width: int) -> None:
    text = comparison_text(comparison(EVIL), display=Display(width=width))
    assert not {"\x1b", "\x9b", "\u202e"} & set(text)
    assert max(map(len, text.splitlines())) <= width


def test_csv_has_a_row_for_each_change_and_each_failure() -> None:
    rows = list(csv.DictReader(StringIO("".join(comparison_csv(comparison())))))
    assert [row["change"] for row in rows] == ["lost", "gained", "moved", "relevelled", "failed"]
    assert (rows[3]["old_level"], rows[3]["new_level"]) == ("3 Middle", "4 High")
    assert (rows[4]["source"], rows[4]["reason"]) == ("in/bad.pdf", "is empty")
    assert tuple(rows[0]) == COLUMNS


@pytest.mark.parametrize("evil", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u200b=1", "＝1"])
def test_csv_cells_are_no_formulas(evil: str) -> None:
    rows = list(csv.reader(StringIO("".join(comparison_csv(comparison(evil))))))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n＝")]
    assert rows[1][0].startswith("'") and all(len(row) == len(COLUMNS) for row in rows)


def test_csv_keeps_control_characters_out() -> None:
    assert not set("\x1b\x9b\r\u202e") & set("".join(comparison_csv(comparison(EVIL))))
    assert safe_cell("a\r\nb\x00") == "a b�" and safe_cell("it's = fine") == "it's = fine"
