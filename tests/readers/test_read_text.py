"""Plain text, Markdown and the detection of encodings."""

from __future__ import annotations

import codecs
import time

import pytest
from reader_helpers import Write, check_document, failed, one, section_texts

from jobtagger.encoding import decode, detect
from jobtagger.errors import DocumentError
from jobtagger.readers.text import markdown_sections, read_markdown

QUOTED = (
    "The Director\u2019s office \u2013 a \u201cstrategic\u201d unit \u2022 leads r\u00e9sum\u00e9 reviews and plans."
)


def test_text_is_kept_as_it_is(write: Write) -> None:
    raw = "Duties\r\n\r\n\tLeads  the staff.\r\n"
    document = one(write("director.txt", raw))
    assert document.text == raw
    assert document.id == "director"
    assert document.source.endswith("director.txt")
    assert document.sections == ()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (QUOTED.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + QUOTED.encode("utf-8"), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + QUOTED.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + QUOTED.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + QUOTED.encode("utf-32-le"), "utf-32"),
        (QUOTED.encode("utf-16-le"), "utf-16-le"),
        (QUOTED.encode("utf-16-be"), "utf-16-be"),
        (QUOTED.encode("cp1252"), "cp1252"),
        (QUOTED.encode("mac_roman"), "mac_roman"),
        ("Manages staff. R\u00e9sum\u00e9 required.".encode("cp1252"), "cp1252"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_encoding_is_detected(data: bytes, name: str) -> None:
    assert detect(data, "x.txt").name == name
    assert decode(data, "x.txt") in (QUOTED, "Manages staff. R\u00e9sum\u00e9 required.")


def test_encoding_given_is_used() -> None:
    assert decode("\u0161".encode("cp1250"), "x.txt", "cp1250") == "\u0161"
    assert decode(codecs.BOM_UTF8 + b"Leads", "x.txt", "UTF-8") == "Leads"


def test_encoding_given_wrongly_is_explained(write: Write) -> None:
    path = write("a.txt", QUOTED.encode("cp1252"))
    assert "is not utf-8 text" in failed(path, encoding="utf-8").reason
    assert "there is no encoding 'utf-9'" in failed(path, encoding="utf-9").reason


def test_encoding_one_damaged_byte_leaves_the_rest_of_utf8() -> None:
    data = (QUOTED * 3).encode("utf-8") + b"\xff end"
    assert decode(data, "x.txt") == QUOTED * 3 + "\ufffd end"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n" + b"x" * 50, "PDF file; rename it"),
        (b"PK\x03\x04" + b"x" * 50, "zip archive"),
        (b"\xd0\xcf\x11\xe0" + bytes(50), "save it as .docx"),
        (b"{\\rtf1 Leads}", "RTF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG image; run OCR"),
        (bytes(range(1, 32)) * 20, "binary data"),
        (b"Leads the staff\0\0\0and more text that follows", "binary data"),
    ],
)
def test_encoding_refuses_what_is_no_text(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match="is not text") as caught:
        decode(data, "x.txt")
    assert words in caught.value.reason


def test_markdown_sections_cover_the_raw_text() -> None:
    text = (
        "Before.\n\n# Director, *Office*\n\n## Duties ##\n- Leads\n- Plans\n\n```\n# no heading\n```\n\n"
        "Evaluation\n==========\nScored.\n\nHow to Apply\n---\nOnline.\n\n- item\n---\n\n#NoHeading\n"
    )
    (document,) = read_markdown(text.encode(), "a.md", "a")
    check_document(document)
    assert document.text == text
    texts = section_texts(document)
    assert list(texts) == ["Director, Office", "Duties", "Evaluation", "How to Apply"]
    assert texts["Duties"] == "## Duties ##\n- Leads\n- Plans\n\n```\n# no heading\n```"
    assert texts["Evaluation"] == "Evaluation\n==========\nScored."
    assert texts["How to Apply"].endswith("#NoHeading")


@pytest.mark.parametrize("text", ["Leads the staff.\n", "- item\n---\n", "####### seven", "#tag"])
def test_markdown_without_headings_has_no_sections(text: str) -> None:
    assert markdown_sections(text) == ()


def test_markdown_front_matter_has_no_headings() -> None:
    text = "---\ntitle: Chief\ngrade: GS-15\n---\n\n# Duties\nLeads.\n\nPay\n---\n"
    assert [section.title for section in markdown_sections(text)] == ["Duties", "Pay"]
    # A rule at the top is no front matter.
    assert [section.title for section in markdown_sections("---\n\n# Duties\nLeads.\n")] == ["Duties"]


def test_markdown_closing_number_signs_are_no_part_of_the_title() -> None:
    titles = [section.title for section in markdown_sections("# Duties ##\n# C#\n#   Pay\t#\n#\n")]
    assert titles == ["Duties", "C#", "Pay"]


def test_markdown_of_odd_lines_takes_linear_time() -> None:
    text = ("# " + " " * 300_000 + "x\n") * 3 + "#" * 300_000 + "\n" + "=" * 300_000
    begin = time.perf_counter()
    assert len(markdown_sections(text)) == 3
    assert time.perf_counter() - begin < 5


def test_markdown_with_windows_line_ends_has_the_same_sections() -> None:
    text = "# Duties\r\nLeads.\r\n\r\nEducation\r\n---\r\nNone.\r\n"
    sections = markdown_sections(text)
    assert [section.title for section in sections] == ["Duties", "Education"]
    assert [text[section.start : section.end] for section in sections] == [
        "# Duties\r\nLeads.",
        "Education\r\n---\r\nNone.",
    ]
