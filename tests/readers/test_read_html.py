"""HTML pages."""

from __future__ import annotations

import time

import pytest
from reader_helpers import Write, check_document, one, section_texts

from jobtagger.errors import DocumentError
from jobtagger.readers.html import markup_blocks, read_html
from jobtagger.records import Document

PROSE = "The incumbent leads the agency's budget office and represents it before committees of Congress. " * 3

PAGE = """<!DOCTYPE html><html><head><title>Job 1</title><style>.a{}</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li>Search jobs</li></ul></nav>
<header><h1>Director of <em>Budget</em></h1></header>
<script>var duties = "never shown";</script>
<div>Series&nbsp;&amp; grade:<br>ES-0501</div>
<h2>Duties</h2><p>Leads the
  staff of the <b>of</b>fice.</p><ul><li>Plans the work</li><li><p>Advises:</p><p>the Secretary</p></li></ul>
<h2><button>Evaluation</button></h2>
<table><tr><th>Competency</th><td>Vision</td></tr></table><pre>one
two</pre>
<footer>Privacy policy</footer>
</body></html>"""


def parse(markup: str | bytes) -> Document:
    data = markup if isinstance(markup, bytes) else markup.encode("utf-8")
    (document,) = read_html(data, "a.html", "a")
    check_document(document)
    return document


def test_html_page_becomes_lines_and_sections() -> None:
    document = parse(PAGE)
    assert document.title == "Director of Budget"
    assert document.text == (
        "Director of Budget\nSeries & grade:\nES-0501\n\n"
        "Duties\nLeads the staff of the office.\n- Plans the work\n- Advises:\nthe Secretary\n\n"
        "Evaluation\nCompetency\nVision\none\ntwo"
    )
    assert section_texts(document)["Duties"].startswith("Duties\nLeads") and "Evaluation" in section_texts(document)


@pytest.mark.parametrize(
    "markup",
    [
        f"<footer><p>{PROSE}</p></footer><p>More.</p>",
        f"<nav>{PROSE}</nav><p>More.</p>",
        "<main><nav><p>The incumbent leads the agency's budget</p></nav></main><p>More.</p>",
        "<div role='navigation'><article>The incumbent leads the agency's budget</article></div><p>More.</p>",
        "<nav><p>The incumbent leads the agency's budget</p></nav>",
        f"<div hidden style='display:none'>{PROSE}</div>",
        f"<noscript>{PROSE}</noscript>",
        f"<details><summary>Duties</summary>{PROSE}</details>",
        f"<p>{PROSE}",
        f"{PROSE}",
        f"<form><textarea>{PROSE}</textarea></form>",
        f"<title>Job</title><body><svg><title>x</title></svg><p>{PROSE}</p>",
    ],
)
def test_html_never_loses_content(markup: str) -> None:
    assert "The incumbent leads the agency's budget" in parse(markup).text


def test_html_drops_navigation_and_footers_of_links() -> None:
    text = parse("<p>Leads.</p><div role='navigation'>Next job</div><footer>Contact us</footer> tail").text
    assert "Next job" not in text and "Contact us" not in text
    assert text.endswith("tail")


def test_html_control_characters_beside_navigation_are_no_obstacle() -> None:
    assert "tail" in parse("<p>Leads.</p><nav>Home</nav>&#1;\x02 tail").text


def test_html_charset_declared_is_used_if_the_bytes_agree() -> None:
    head = "<meta charset='windows-1251'><p>"
    assert "\u041e\u043f\u044b\u0442" in parse((head + "\u041e\u043f\u044b\u0442").encode("cp1251")).text
    # Declared, but really UTF-8.
    assert "\u2019" in parse((head + "Director\u2019s").encode("utf-8")).text
    # Latin-1 means the Windows code page on the web.
    assert "\u2019" in parse("<meta charset=iso-8859-1><p>Director\u2019s".encode("cp1252")).text


def test_html_nested_too_deeply_is_refused_not_cut() -> None:
    deep = "<div>" * 1500 + "bottom" + "</div>" * 1500 + "<p>after</p>"
    assert "bottom" in parse(deep).text and "after" in parse(deep).text
    with pytest.raises(DocumentError, match="too deeply"):
        parse("<div>" * 5000 + "bottom")


def test_html_entities_of_the_document_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "xxxxxxxx"><!ENTITY f SYSTEM "file:///etc/passwd">]><p>Leads &a; &f;</p>'
    text = parse(bomb).text
    assert "xxxx" not in text.split("Leads")[1] and "root:" not in text


def test_html_nul_does_not_end_the_text() -> None:
    assert [block.text for block in markup_blocks("<p>a\0b</p><p>c</p>", "x")] == ["a b", "c"]


def test_html_comments_do_not_take_the_text_behind_them() -> None:
    assert parse("<p>Leads <!-- not -->the staff<?php x ?> now</p><!-- end --> and plans").text.split() == (
        ["Leads", "the", "staff", "now", "and", "plans"]
    )


def test_html_bullets_typed_into_paragraphs_are_items() -> None:
    assert parse("<p>\u2022 Leads</p><p>\u00b7&nbsp;Plans</p>").text == "- Leads\n- Plans"


def test_html_xhtml_declaration_is_no_obstacle(write: Write) -> None:
    page = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>L\u00e9ads</p>'
    assert one(write("a.xhtml", page)).text == "L\u00e9ads"


def test_html_large_page_takes_linear_time() -> None:
    # Nested navigation is where a walk per element would be quadratic.
    page = "<nav>" * 500 + "<p>Leads the staff.</p>" * 40_000 + "</nav>" * 500 + f"<p>{PROSE}</p>"
    begin = time.perf_counter()
    assert PROSE.strip() in parse(page).text
    assert time.perf_counter() - begin < 10
