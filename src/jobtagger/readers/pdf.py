"""PDF, by PDFium: its lines in reading order, mended to paragraphs; the values of form fields are read as well."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from threading import Lock
from typing import Any, NamedTuple

from jobtagger.errors import DocumentError
from jobtagger.readers.blocks import compose
from jobtagger.readers.limits import check_length
from jobtagger.readers.mending import SOFT_BREAK, Line, Page, mend_pages
from jobtagger.records import Document

_LOG = logging.getLogger(__name__)

_PDFIUM = Lock()
"""PDFium is not made for threads: two calls at once crash the process, whatever documents they belong to."""

_NO_CHARACTERS = frozenset((0, 0xFFFE, 0xFFFF))
_CELL_GAP = 2.0
"""Space between words, in heights of a character, from which they stand in two cells."""


def read_pdf(data: bytes, source: str, id: str) -> Iterator[Document]:
    """Read a PDF; a scan without text, and what is protected by a password, is refused."""
    # The header may follow some bytes that a mail program or printer put before it.
    if b"%PDF-" not in data[:1024]:
        raise DocumentError(source, "is not a PDF file (it does not begin with %PDF); check how it was saved")
    with _PDFIUM:
        pages = _pages(data, source)
    empty = sum(not page.lines for page in pages)
    if empty == len(pages):
        raise DocumentError(
            source,
            f"has no text on its {len(pages)} page(s), so it is probably a scan; run OCR on it (for instance "
            "ocrmypdf) and pass the result",
        )
    if empty:
        _LOG.warning("%s: %d of %d pages have no text; if they are scans, run OCR on them", source, empty, len(pages))
    text, sections = compose(mend_pages(pages))
    # No title: what a PDF says it is called is mostly the name of the file it was printed from.
    yield Document(id=id, text=text, source=source, sections=sections)


def _pages(data: bytes, source: str) -> list[Page]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentError(source, "is protected by a password; save a copy without one") from error
        raise DocumentError(
            source, "is a damaged PDF file; open it in a PDF viewer, print it to a new PDF and pass that"
        ) from error
    try:
        if pdf.get_formtype():
            pdf.init_forms()
        pages: list[Page] = []
        length = 0
        for number in range(len(pdf)):
            page = _page(pdf, number, source)
            length += sum(len(line.text) for line in page.lines)
            check_length(length, source)
            pages.append(page)
        return pages
    finally:
        pdf.close()


def _page(pdf: Any, number: int, source: str) -> Page:
    import pypdfium2

    try:
        page = pdf[number]
        if pdf.formenv is not None:
            # What was typed into a form is no text of the page until it is made part of it.
            page.flatten()
            page.close()
            page = pdf[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise DocumentError(
            source, f"is a damaged PDF file (page {number + 1}); open it in a PDF viewer and print it to a new PDF"
        ) from error
    try:
        check_length(text.count_chars(), source)
        return Page(page.get_height(), tuple(_lines(text)))
    finally:
        text.close()
        page.close()


def _lines(page: Any) -> Iterator[Line]:
    """Read a page character by character: only so can it be told where each line stands."""
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    glyphs: list[_Glyph] = []
    for index in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page, index)
        # PDFium joins a word that a hyphen breaks, and the two lines with it; the line ends there all the same.
        broken = raw.FPDFText_IsHyphen(page, index) == 1
        if code in (10, 13) or broken:
            yield from _line(glyphs, SOFT_BREAK if broken else "")
            glyphs = []
        elif code not in _NO_CHARACTERS and not 0xD800 <= code <= 0xDFFF and not chr(code).isspace():
            raw.FPDFText_GetLooseCharBox(page, index, box)
            raw.FPDFText_GetCharOrigin(page, index, x, y)
            glyphs.append(_Glyph(chr(code), index, box.left, box.right, y.value, abs(box.top - box.bottom)))
    yield from _line(glyphs, "")


class _Glyph(NamedTuple):
    character: str
    position: int
    left: float
    right: float
    baseline: float
    size: float


def _line(glyphs: Sequence[_Glyph], ending: str) -> Iterator[Line]:
    if not glyphs:
        return
    parts = [glyphs[0].character]
    for number, (before, glyph) in enumerate(pairwise(glyphs), start=1):
        if glyph.position > before.position + 1:  # blanks between them, which have no place of their own
            # One or two characters before a wide gap are a bullet or a list's letter, not a cell.
            parts.append("\t" if number > 2 and glyph.left - before.right > _CELL_GAP * glyph.size else " ")
        parts.append(glyph.character)
    yield Line(
        text="".join(parts) + ending,
        left=min(glyph.left for glyph in glyphs),
        right=max(glyph.right for glyph in glyphs),
        baseline=median(glyph.baseline for glyph in glyphs),
        size=max(1.0, median(glyph.size for glyph in glyphs)),
        first=_first_word(glyphs),
    )


def _first_word(glyphs: Sequence[_Glyph]) -> float:
    end = glyphs[0]
    for before, glyph in pairwise(glyphs):
        if glyph.position > before.position + 1:
            break
        end = glyph
    return end.right - glyphs[0].left
