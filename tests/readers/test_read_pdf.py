"""PDF files, drawn with reportlab."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from reader_helpers import check_document, draw_all, draw_lines, make_pdf
from reportlab.lib.pdfencrypt import StandardEncryption

from jobtagger.errors import DocumentError
from jobtagger.readers import pdf
from jobtagger.readers.mending import Page
from jobtagger.readers.pdf import read_pdf
from jobtagger.records import Document

PARAGRAPH = (
    "The incumbent serves as the principal adviser to the Secretary on",
    "matters that cross the agencies, directs the formulation of long-",
    "range plans, and evaluates programs. Develops the budget of the De-",
    "partment and justifies it to Congress.",
)
MENDED = (
    "The incumbent serves as the principal adviser to the Secretary on matters that cross the agencies, directs the "
    "formulation of long-range plans, and evaluates programs. Develops the budget of the Department and justifies it "
    "to Congress."
)


def parse(data: bytes) -> Document:
    (document,) = read_pdf(data, "a.pdf", "a")
    check_document(document)
    return document


def test_pdf_lines_are_mended_and_headings_stay() -> None:
    data = make_pdf(
        draw_all(
            draw_lines("Duties", size=16, top=700),
            draw_lines(*PARAGRAPH, top=670),
            draw_lines("Series 0501", "Grade 15", top=590),
        )
    )
    assert parse(data).text == f"Duties\n\n{MENDED}\n\nSeries 0501\nGrade 15"


def test_pdf_bullets_are_items_even_if_drawn_apart() -> None:
    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 12)
        for number, lines in enumerate(
            (
                ("Leads a staff of 120 employees in three divisions and sets clear", "goals for each."),
                ("Plans the budget.",),
            )
        ):
            top = 700 - number * 40
            canvas.drawString(72, top, "\u2022")
            for row, line in enumerate(lines):
                canvas.drawString(90, top - 14 * row, line)

    assert parse(make_pdf(draw)).text == (
        "- Leads a staff of 120 employees in three divisions and sets clear goals for each.\n- Plans the budget."
    )


def test_pdf_numbered_items_stay_on_their_own_lines() -> None:
    lines = ("1. Leads the staff of the office and sets its goals for the year.", "2. Plans the budget.", "(a) Signs.")
    assert parse(make_pdf(draw_lines(*lines))).text == "\n".join(lines)


def test_pdf_columns_are_read_one_after_the_other() -> None:
    left = ("The incumbent leads the", "office of the Assistant", "Secretary for Budget and", "Performance of it.")
    right = ("Advises the Secretary on", "matters of the Treasury", "Board and on plans that", "concern the public.")
    text = parse(make_pdf(draw_all(draw_lines(*left), draw_lines(*right, left=330)))).text
    assert text == f"{' '.join(left)}\n\n{' '.join(right)}"


def test_pdf_headers_footers_and_page_numbers_are_dropped() -> None:
    def page(number: int, *lines: str) -> Any:
        return draw_all(
            draw_lines("Department of Examples - Announcement EX-26", top=760, size=8),
            draw_lines(*lines),
            draw_lines(f"Page {number} of 3", top=40, left=280, size=8),
            draw_lines(str(number), top=28, left=300, size=8),
        )

    data = make_pdf(
        page(1, "Step 1", "The incumbent leads the office that writes the long-range plans of"),
        page(2, "the Department.", "Step 2"),
        page(3, "Step 3"),
    )
    text = parse(data).text
    assert "EX-26" not in text and "Page" not in text and "\n1" not in text
    assert "long-range plans of the Department." in text
    assert [f"Step {number}" in text for number in (1, 2, 3)] == [True] * 3


def test_pdf_lines_that_only_look_alike_in_the_margin_stay() -> None:
    pages = [draw_lines(f"Grade {grade} duties", top=750) for grade in (7, 11, 15)]
    assert "Grade 11 duties" in parse(make_pdf(*pages)).text


def test_pdf_cells_of_a_row_stay_one_line() -> None:
    def draw(canvas: Any) -> None:
        for row, (name, level) in enumerate((("Leading People", "Expert"), ("Vision", "Advanced"))):
            canvas.drawString(72, 700 - 14 * row, name)
            canvas.drawString(300, 700 - 14 * row, level)

    assert parse(make_pdf(draw)).text == "Leading People\tExpert\nVision\tAdvanced"


def test_pdf_form_fields_are_read() -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(72, 700, "Duties:")
        canvas.acroForm.textfield(name="d", value="Leads the budget office", x=72, y=600, width=300, height=20)

    assert "Leads the budget office" in parse(make_pdf(draw)).text


def test_pdf_with_password_is_refused() -> None:
    data = make_pdf(draw_lines("Leads."), encrypt=StandardEncryption("secret", strength=128))
    with pytest.raises(DocumentError, match="is protected by a password; save a copy without one"):
        parse(data)


def test_pdf_that_only_restricts_copying_is_read() -> None:
    data = make_pdf(draw_lines("Leads."), encrypt=StandardEncryption("", ownerPassword="x", canCopy=0))
    assert parse(data).text == "Leads."


def scan(canvas: Any) -> None:
    canvas.rect(72, 72, 400, 600, fill=1)


def test_pdf_scan_asks_for_ocr() -> None:
    with pytest.raises(DocumentError, match=r"no text on its 2 page\(s\).*OCR"):
        parse(make_pdf(scan, scan))


def test_pdf_page_without_text_is_warned_about(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert parse(make_pdf(draw_lines("Leads."), scan)).text == "Leads."
    assert "1 of 2 pages have no text" in caplog.text


@pytest.mark.parametrize("data", [b"Leads the staff.", b"PK\x03\x04" + bytes(99)])
def test_pdf_by_name_only_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="is not a PDF file"):
        parse(data)


def test_pdf_damaged_is_refused() -> None:
    with pytest.raises(DocumentError, match="damaged PDF"):
        parse(b"%PDF-1.4\n" + b"junk" * 100)


def test_pdf_with_bytes_before_its_header_is_read() -> None:
    assert parse(b"\n\n" + make_pdf(draw_lines("Leads."))).text == "Leads."


def test_pdf_is_read_by_one_thread_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []
    pages = pdf._pages

    def watched(data: bytes, source: str) -> list[Page]:
        held.append(pdf._PDFIUM.locked())
        return pages(data, source)

    monkeypatch.setattr(pdf, "_pages", watched)
    parse(make_pdf(draw_lines("Leads.")))
    assert held == [True]


def test_pdf_can_be_read_from_several_threads() -> None:
    data = make_pdf(*[draw_lines(*PARAGRAPH)] * 5)
    with ThreadPoolExecutor(8) as pool:
        texts = {document.text for document in pool.map(parse, [data] * 40)}
    assert len(texts) == 1
