"""Frameworks from Word documents: tables where there are some that list competencies, else headings and lists."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.cells import clean, split_items
from jobtagger.frameworks.headings import Line
from jobtagger.frameworks.merges import Merge, with_merges
from jobtagger.frameworks.model import Framework
from jobtagger.frameworks.outlines import read_document
from jobtagger.frameworks.sheets import Row, Sheet, check_archive, with_one_header
from jobtagger.frameworks.tables import default_id, default_title

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LONGEST_DESCENT = 10
"""Styles that are made from one another, before they are taken for a circle."""
_CAPTION = re.compile(r"(?:(?:table|figure)\s+[\d.]*\d\s*[:.\-\u2013\u2014]?\s*)?(.*)", re.IGNORECASE)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


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
        styles = {style.style_id: _meaning(style) for style in document.styles}
        lines = list(_lines(document.element.body, styles))
    except Exception as error:  # whatever a damaged part makes the parser raise
        reason = f"is not a Word document that can be opened ({type(error).__name__}: {error})"
        raise FrameworkError(source, [f"(file): {reason}; open it in Word and save it as .docx"]) from error
    heading = next((line.text for line in lines if line.kind == "heading" and line.depth < 2), "")
    draft = read_document(lines, source)
    title = title or heading or draft.about.get("title", "") or default_title(source)
    draft.about.clear()
    return draft.build(id or default_id(source), title)


def _meaning(style: Any) -> str:
    """Return the name of Word's own style that a style is or is made from, or that its place in the outline means."""
    name = (style.name or "").lower()
    for _ in range(_LONGEST_DESCENT):
        own = (style.name or "").lower()
        outlined = _outlined(style.element.find(f"{_W}pPr/{_W}outlineLvl"))
        if outlined or re.match(r"heading \d|title$|list|toc|table of figures$|caption$", own):
            return own if re.match(r"heading \d$|title$|toc", own) else outlined or own
        style = getattr(style, "base_style", None)
        if style is None:
            break
    return name


def _outlined(level: Any) -> str:
    """Return the heading's style for a place in the outline; empty for running text."""
    value = level.get(f"{_W}val", "") if level is not None else ""
    return f"heading {int(value) + 1}" if value in tuple("012345678") else ""


def _lines(body: Any, styles: dict[str, str]) -> Iterator[Line]:
    """Yield paragraphs, those of text boxes too, and tables, those inside of tables after them."""
    paragraphs = tables = 0
    above = ""
    for element in body.iter(f"{_W}p", f"{_W}tbl"):
        if _above(element, _FALLBACK) is not None:
            continue  # an older drawing of what has been read
        if element.tag == f"{_W}tbl":
            tables += 1
            rows = with_one_header(_rows(element, styles))
            if rows:
                yield Line("table", above, f"table {tables}", sheet=Sheet(f"table {tables}", rows))
            above = ""
        elif _above(element, f"{_W}tbl") is None:
            paragraphs += 1
            if _text(element).strip():
                caption = _CAPTION.fullmatch(clean(_text(element))) if _style(element, styles) == "caption" else None
                above = caption[1] if caption else ""
            yield from _paragraph(element, f"paragraph {paragraphs}", styles)


def _paragraph(paragraph: Any, place: str, styles: dict[str, str]) -> Iterator[Line]:
    """Yield a paragraph: one line, or one for each part that is broken off by hand."""
    written = _text(paragraph)
    text = clean(written)
    name = _style(paragraph, styles)
    if not text or re.fullmatch(r"toc \d|toc heading|table of figures|caption", name):
        return
    level = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
    outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    heading = re.fullmatch(r"heading (\d)", _outlined(outline) or name)
    if heading or name == "title":
        # The title stands above Heading 1.
        yield Line("heading", text, place, int(heading[1]) + 1 if heading else 1)
        return
    lead = _lead(paragraph, text)
    items = [text] if lead else split_items(written)
    if _is_item(paragraph, styles):
        in_style = re.search(r"(\d)$", name)
        depth = int(level.get(f"{_W}val")) if level is not None else int(in_style[1]) - 1 if in_style else 0
        yield from (Line("bullet", item, place, depth, "" if lead == text else lead) for item in items)
    elif items == [text]:
        yield Line("paragraph", text, place, 0, lead)
    else:  # several lines, or a bullet that is typed
        typed = [clean(line) for line in written.split("\n") if line.strip()] != items
        yield from (Line("bullet" if typed else "paragraph", item, place) for item in items)


def _is_item(paragraph: Any, styles: dict[str, str]) -> bool:
    number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    numbered = paragraph.find(f"{_W}pPr/{_W}numPr") is not None or _style(paragraph, styles).startswith("list")
    return numbered and (number is None or number.get(f"{_W}val") != "0")  # 0 takes the numbering off


def _style(paragraph: Any, styles: dict[str, str]) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return styles.get(style.get(f"{_W}val"), "") if style is not None else ""


def _above(element: Any, *tags: str) -> Any:
    """Return the nearest element of a kind that an element stands in, or None."""
    return next(element.iterancestors(*tags), None)


def _lead(paragraph: Any, text: str) -> str:
    """Return the bold words that a paragraph begins with."""
    lead = ""
    for run in paragraph.iter(f"{_W}r"):
        if not _text(run).strip():
            continue
        bold = run.find(f"{_W}rPr/{_W}b")
        if bold is None or bold.get(f"{_W}val") in ("0", "false"):
            break
        lead += _text(run)
    lead = clean(lead)
    return lead if text.startswith(lead) else ""


def _rows(table: Any, styles: dict[str, str]) -> list[Row]:
    """Return the rows of a table that are not empty, with merged cells made out."""
    rows: list[Row] = []
    merges: dict[tuple[int, int], Merge] = {}
    tops: dict[int, int] = {}
    for number, row in enumerate(table.iterchildren(f"{_W}tr"), start=1):
        cells: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            if cell.getparent() is not row and cell.getparent().getparent().getparent() is not row:
                continue  # a cell of a table inside the table
            column = len(cells)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = min(int(span.get(f"{_W}val")) if span is not None else 1, 64)
            if merge is not None and merge.get(f"{_W}val") != "restart" and column in tops:
                begun = tops[column], column
                merges[begun] = merges[begun]._replace(bottom=number)
            else:
                tops[column] = number
                merges[number, column] = Merge(column, number, column + width - 1, number)
            cells += [_cell_text(cell, styles) if tops[column] == number else "", *[""] * (width - 1)]
        rows.append(Row(number, tuple(cells)))
    merged = [merge for merge in merges.values() if merge.right > merge.left or merge.bottom > merge.top]
    return [row for row in with_merges(rows, merged) if any(cell.strip() for cell in row.cells)]


def _cell_text(cell: Any, styles: dict[str, str]) -> str:
    """Return the paragraphs of a cell, but not those of a table inside it; the items of a list begin with a bullet."""
    inner = [
        node for node in cell.iter(f"{_W}p") if _above(node, f"{_W}tc") is cell and _above(node, _FALLBACK) is None
    ]
    items = [node for node in inner if _is_item(node, styles) and _text(node).strip()]
    return "\n".join(("\u2022 " if len(items) > 1 and node in items else "") + _text(node) for node in inner)


def _text(element: Any) -> str:
    """Return the text as Word shows it: inserted text counts, deleted and moved text does not."""
    own = element if element.tag == f"{_W}p" else _above(element, f"{_W}p")
    parts: list[str] = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if _above(node, f"{_W}moveFrom") is not None or _above(node, f"{_W}p") is not own:
            continue  # moved away, or in a text box, whose paragraphs come by themselves
        name = node.tag.removeprefix(_W)
        if name == "t":
            parts.append(node.text or "")
        elif _above(node, f"{_W}pPr") is None:  # not the stop of a tabulator
            parts.append({"tab": " ", "noBreakHyphen": "-"}.get(name, "\n"))
    return "".join(parts)
