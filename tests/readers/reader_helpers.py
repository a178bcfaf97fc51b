"""Builds the documents that the readers are tested on; each comes from a writer of its own format."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from jobtagger.readers import read
from jobtagger.records import Document, FailedDocument

Write = Callable[..., Path]
Draw = Callable[[Any], None]


def read_all(*inputs: Any, **options: Any) -> list[Document | FailedDocument]:
    """Read inputs to the end, and check what holds for every result."""
    results = list(read(inputs, **options))
    for result in results:
        if isinstance(result, Document):
            check_document(result)
        else:
            assert result.reason.strip(), result
    return results


def check_document(document: Document) -> None:
    """Check the contract of sections: in order, apart, inside the text, each beginning with its heading."""
    end = 0
    for section in document.sections:
        assert end <= section.start < section.end <= len(document.text), section
        assert section.title.split()[0] in document.text[section.start : section.end].splitlines()[0], section
        end = section.end
    assert document.text.strip()


def one(*inputs: Any, **options: Any) -> Document:
    """Read inputs that hold exactly one good document."""
    (result,) = read_all(*inputs, **options)
    assert isinstance(result, Document), result
    return result


def failed(*inputs: Any, **options: Any) -> FailedDocument:
    """Read inputs that hold exactly one document, which cannot be read."""
    (result,) = read_all(*inputs, **options)
    assert isinstance(result, FailedDocument), result
    return result


def section_texts(document: Document) -> dict[str, str]:
    """Return what each section covers, by its title."""
    return {section.title: document.text[section.start : section.end] for section in document.sections}


def make_pdf(*pages: Draw, **options: Any) -> bytes:
    """Draw pages with reportlab; each function gets the canvas of one page of 612 by 792 points."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792), **options)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def draw_lines(*lines: str, top: float = 700, left: float = 72, leading: float = 14, size: float = 12) -> Draw:
    """Return a function that draws lines below one another; an empty line leaves a gap."""

    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", size)
        for number, line in enumerate(lines):
            canvas.drawString(left, top - number * leading, line)

    return draw


def draw_all(*drawings: Draw) -> Draw:
    """Return a function that makes several drawings on one page."""

    def draw(canvas: Any) -> None:
        for drawing in drawings:
            drawing(canvas)

    return draw


def save_docx(document: Any) -> bytes:
    """Return a python-docx document as bytes."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


DESCRIPTOR: dict[str, Any] = {
    "PositionID": "EX-26-1",
    "PositionTitle": "Director of Budget",
    "PositionURI": "https://example.gov/job/1",
    "QualificationSummary": "<p>You must have led a budget office.</p><ul><li>One year</li></ul>",
    "UserArea": {
        "Details": {
            "JobSummary": "The office plans.&nbsp;It advises &amp; reports.\r\nIt is small.",
            "MajorDuties": ["Leads the staff of <b>120</b>.", "Plans the budget."],
            "Requirements": "",
            "KeyRequirements": ["U.S. citizenship", "Security clearance"],
            "Education": "None is needed; 5 < 6 years.",
            "Evaluations": "<h3>How</h3><p>A panel scores you.</p>",
            "HowToApply": "Apply online.",
            "LowGrade": "15",
            "TeleworkEligible": True,
            "ApplyOnlineUrl": "https://example.gov/" + "x" * 200,
            "AgencyNote": "This note stands in a field that nobody knew of when the reader was written, "
            "and it is long enough to be prose that must not be lost.",
        }
    },
}
ITEM = {"MatchedObjectId": "700001", "MatchedObjectDescriptor": DESCRIPTOR}
"""A USAJOBS search result item, as the API gives it."""
