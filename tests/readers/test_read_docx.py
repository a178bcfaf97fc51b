"""Word documents."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from reader_helpers import Write, check_document, failed, save_docx, section_texts

from jobtagger.errors import DocumentError
from jobtagger.readers import docx as module
from jobtagger.readers.docx import read_docx
from jobtagger.records import Document

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
BOX = "<w:txbxContent><w:p><w:r><w:t>Text in a box</w:t></w:r></w:p></w:txbxContent>"


def parse(document: Any) -> Document:
    (result,) = read_docx(save_docx(document), "a.docx", "a")
    check_document(result)
    return result


def add_run(paragraph: Any, xml: str) -> None:
    paragraph._p.append(parse_xml(f"<w:r {NAMES}>{xml}</w:r>"))


def test_docx_paragraphs_tables_and_boxes_come_in_order() -> None:
    source = docx.Document()
    source.add_paragraph("Director, Budget", style="Title")
    source.add_heading("Duties", level=1)
    source.add_paragraph("Leads the office.")
    source.add_paragraph("Plans the work", style="List Bullet")
    source.add_paragraph("\u2022 Advises the Secretary")
    table = source.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Series"
    table.cell(0, 1).text = "ES-0501"
    box = source.add_paragraph("Before the box.")
    add_run(
        box,
        f'<mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>{BOX}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>",
    )
    source.add_heading("Evaluation", level=2)
    source.add_paragraph("Scored.")
    document = parse(source)
    assert document.text == (
        "Director, Budget\n\nDuties\nLeads the office.\n- Plans the work\n- Advises the Secretary\n"
        "Series\nES-0501\n\nBefore the box.\n\nText in a box\n\nEvaluation\nScored."
    )
    assert document.title == "Director, Budget"
    assert section_texts(document)["Evaluation"] == "Evaluation\nScored."


def test_docx_box_of_older_word_is_read() -> None:
    source = docx.Document()
    add_run(source.add_paragraph(), f"<w:pict><v:textbox>{BOX}</v:textbox></w:pict>")
    assert parse(source).text == "Text in a box"


def test_docx_nested_table_and_content_control_are_read() -> None:
    source = docx.Document()
    outer = source.add_table(rows=1, cols=1).cell(0, 0)
    outer.add_table(rows=1, cols=1).cell(0, 0).text = "Inner cell"
    control = "<w:sdt {}><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>Controlled</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    source.element.body.insert(0, parse_xml(control.format(NAMES)))
    text = parse(source).text
    assert text.index("Controlled") < text.index("Inner cell")


def test_docx_tracked_changes_count_as_accepted() -> None:
    source = docx.Document()
    paragraph = source.add_paragraph("Leads ")
    for tag, inner in (("del", "<w:delText>two</w:delText><w:tab/>"), ("ins", "<w:t>three teams</w:t>")):
        paragraph._p.append(parse_xml(f"<w:{tag} {NAMES}><w:r>{inner}</w:r></w:{tag}>"))
    assert parse(source).text == "Leads three teams"


def test_docx_hyperlinks_fields_and_special_characters() -> None:
    source = docx.Document()
    paragraph = source.add_paragraph("Apply at")
    paragraph._p.append(parse_xml(f"<w:hyperlink {NAMES}><w:r><w:t> our site</w:t></w:r></w:hyperlink>"))
    add_run(paragraph, "<w:instrText>PAGE</w:instrText><w:tab/><w:t>agency</w:t><w:noBreakHyphen/><w:t>wide</w:t>")
    add_run(source.add_paragraph(), '<w:sym w:font="Symbol" w:char="F0B7"/><w:t xml:space="preserve"> Leads</w:t>')
    assert parse(source).text == "Apply at our site\tagency-wide\n- Leads"


def test_docx_manual_breaks_are_mended_but_lists_stay_lists() -> None:
    source = docx.Document()
    source.add_paragraph("Leads the development of\nlong-range plans and inter-\nagency agreements.\nSigns them.")
    source.add_paragraph("Series 0501\nGrade 15\nWashington, DC")
    assert parse(source).text == (
        "Leads the development of long-range plans and interagency agreements.\nSigns them.\n\n"
        "Series 0501\nGrade 15\nWashington, DC"
    )


def test_docx_paragraphs_broken_in_mid_sentence_are_joined() -> None:
    source = docx.Document()
    for line in ("The incumbent directs the work of the", "budget office.", "plans work", "signs leases"):
        source.add_paragraph(line)
    assert parse(source).text == "The incumbent directs the work of the budget office.\n\nplans work\n\nsigns leases"


def test_docx_heading_by_outline_level_and_by_based_on_style() -> None:
    source = docx.Document()
    style = source.styles.add_style("Agency Heading", 1)
    style.base_style = source.styles["Heading 2"]
    source.add_paragraph("Duties", style="Agency Heading")
    paragraph = source.add_paragraph("Evaluation")
    level = OxmlElement("w:outlineLvl")
    level.set(docx.oxml.ns.qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().append(level)
    source.add_paragraph("A sentence in a heading's style that goes on and on. " * 5, style="Heading 1")
    assert [section.title for section in parse(source).sections] == ["Duties", "Evaluation"]


def rewrite(data: bytes, **changes: bytes | None) -> bytes:
    """Return the archive with members replaced or, for None, left out."""
    members = {"types": "[Content_Types].xml", "body": "word/document.xml"}
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            key = next((key for key, member in members.items() if member == name), name)
            content = changes.get(key, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def good() -> bytes:
    source = docx.Document()
    source.add_paragraph("Leads.")
    return save_docx(source)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x00\x01binary\xff" * 50, r"is not a Word document \(zip\)"),
        (b"%PDF-1.4 something", r"is not a Word document \(zip\)"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old .doc file or one protected by a password"),
        (good()[:-200], r"is not a Word document \(zip\)"),
        (rewrite(good(), types=None), "a zip archive but not a Word document"),
        (rewrite(good(), body=b"<w:document"), "not a Word document that can be opened"),
        (rewrite(good(), body=None), "not a Word document that can be opened"),
    ],
    ids=["binary", "pdf", "ole", "cut", "no-types", "broken-xml", "no-body"],
)
def test_docx_bad_files_are_refused_with_advice(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        list(read_docx(data, "a.docx", "a"))
    assert "save" in caught.value.reason


def test_docx_damaged_member_is_refused() -> None:
    data = good()
    start = data.index(b"word/document.xml") + len("word/document.xml")
    for at in range(start, start + 60, 7):
        damaged = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        with pytest.raises(DocumentError, match="Word document"):
            list(read_docx(damaged, "a.docx", "a"))


def test_docx_zip_bomb_is_refused_before_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_UNPACKED_BYTES", 5_000_000)
    data = rewrite(good(), body=b" " * 6_000_000)
    assert len(data) < 100_000
    with pytest.raises(DocumentError, match=r"unpacks to 6,\d+,\d+ bytes"):
        list(read_docx(data, "a.docx", "a"))


def test_docx_entity_bomb_does_not_expand() -> None:
    with zipfile.ZipFile(BytesIO(good())) as archive:
        body = archive.read("word/document.xml")
    start = body.index(b"<w:document")
    entities = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
    bomb = rewrite(good(), body=body[:start] + entities + body[start:].replace(b"Leads.", b"Leads &c;."))
    try:
        (document,) = read_docx(bomb, "a.docx", "a")
    except DocumentError:
        return
    assert "aaaa" not in document.text


def test_docx_without_text_is_empty(write: Write) -> None:
    assert failed(write("a.docx", save_docx(docx.Document()))).reason.startswith("is empty")
