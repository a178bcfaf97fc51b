"""Frameworks from Word documents: tables where there are some that list competencies, else headings and lists."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.cells import clean
from jobtagger.frameworks.drafting import Draft
from jobtagger.frameworks.model import Framework
from jobtagger.frameworks.outlines import Line, read_outline
from jobtagger.frameworks.sheets import Row, Sheet, check_archive
from jobtagger.frameworks.tables import default_id, default_title, read_sheets

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_word(data: bytes, source: str, *, id: str = "", title: str = "") -> Framework:
    """Read a framework from a Word document (.docx).

    Parameters
    ----------
    data : bytes
        The file.
    source : str
        Its name in messages.
    id, title : str
        Of the framework; where they are not given, the title or first heading or `source` gives them.

    Returns
    -------
    Framework

    Raises
    ------
    FrameworkError
        With every problem found, each with table and row, or paragraph.
    """
    check_archive(data, source, "a Word document", ".docx")
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        styles = {style.style_id: (style.name or "").lower() for style in document.styles}
        lines = list(_lines(document.element.body, styles))
        sheets = [
            Sheet(f"table {number}", tuple(_rows(table)))
            for number, table in enumerate(document.element.body.iter(f"{_W}tbl"), start=1)
        ]
    except Exception as error:  # whatever a damaged part makes the parser raise
        reason = f"is not a Word document that can be opened ({type(error).__name__}: {error})"
        raise FrameworkError(source, [f"(file): {reason}; open it in Word and save it as .docx"]) from error
    draft = Draft(source)
    heading = next((line.text for line in lines if line.kind == "heading" and line.depth < 2), "")
    if not read_sheets(sheets, draft):
        read_outline(lines, draft)
    title = title or heading or draft.about.get("title", "") or default_title(source)
    draft.about.clear()
    return draft.build(id or default_id(source), title)


def _lines(body: Any, styles: dict[str, str]) -> Iterator[Line]:
    """Yield the paragraphs outside of tables."""
    number = 0
    for element in body.iterchildren(f"{_W}p", f"{_W}sdt"):
        for paragraph in element.iter(f"{_W}p"):
            number += 1
            text = clean(_text(paragraph))
            if not text:
                continue
            place = f"paragraph {number}"
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            name = styles.get(style.get(f"{_W}val"), "") if style is not None else ""
            level = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
            heading = re.fullmatch(r"heading (\d)", name)
            if heading or name == "title":
                # The title stands above Heading 1.
                yield Line("heading", text, place, int(heading[1]) + 1 if heading else 1)
            elif level is not None or paragraph.find(f"{_W}pPr/{_W}numPr") is not None or name.startswith("list"):
                in_style = re.search(r"(\d)$", name)
                depth = int(level.get(f"{_W}val")) if level is not None else int(in_style[1]) - 1 if in_style else 0
                yield Line("bullet", text, place, depth, _lead(paragraph, text))
            else:
                yield Line("paragraph", text, place, 0, _lead(paragraph, text))


def _lead(paragraph: Any, text: str) -> str:
    """Return the bold words that a paragraph begins with, if not all of it is bold."""
    lead = ""
    for run in paragraph.iter(f"{_W}r"):
        bold = run.find(f"{_W}rPr/{_W}b")
        if bold is None or bold.get(f"{_W}val") in ("0", "false"):
            break
        lead += _text(run)
    lead = clean(lead)
    return lead if lead != text and text.startswith(lead) else ""


def _rows(table: Any) -> Iterator[Row]:
    """Yield the rows of a table with merged cells made out."""
    above: dict[int, str] = {}
    for number, row in enumerate(table.iterchildren(f"{_W}tr"), start=1):
        cells: list[str] = []
        filled: set[int] = set()
        wide: set[int] = set()
        for cell in row.iter(f"{_W}tc"):
            if cell.getparent() is not row and cell.getparent().getparent().getparent() is not row:
                continue  # a cell of a table inside the table
            column = len(cells)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = int(span.get(f"{_W}val")) if span is not None else 1
            text = "\n".join(_text(paragraph) for paragraph in cell.iterchildren(f"{_W}p"))
            if merge is not None and merge.get(f"{_W}val") != "restart":
                text = above.get(column, "")
                filled.add(column)
            above[column] = text
            if width > 1:
                wide.add(column)
            cells += [text, *[""] * (min(width, 64) - 1)]
        if any(cell.strip() for cell in cells):
            yield Row(number, tuple(cells), frozenset(filled), frozenset(wide))


def _text(element: Any) -> str:
    """Return the text as Word shows it: inserted text counts, deleted and moved text does not."""
    parts: list[str] = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if next(node.iterancestors(f"{_W}moveFrom"), None) is not None:
            continue
        name = node.tag.removeprefix(_W)
        if name == "t":
            parts.append(node.text or "")
        elif next(node.iterancestors(f"{_W}pPr"), None) is None:  # not the stop of a tabulator
            parts.append({"tab": " ", "noBreakHyphen": "-"}.get(name, "\n"))
    return "".join(parts)
