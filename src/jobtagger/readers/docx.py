"""Word (.docx): paragraphs, tables and text boxes in the order of the document, a section for each heading."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from jobtagger.errors import DocumentError
from jobtagger.readers.blocks import Block, Kind, compose, tidy, to_block
from jobtagger.readers.limits import MAX_UNPACKED_BYTES
from jobtagger.readers.mending import mend_lines, mend_paragraphs
from jobtagger.records import Document

_Element = Any  # an lxml element; lxml ships no types

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_SKIPPED = frozenset(
    (
        # Deleted or moved away by a tracked change; instructions of fields; properties.
        *(_W + name for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr", "sectPr")),
        # An older drawing of what Choice holds: both would give the text twice.
        _MC + "Fallback",
    )
)
_CHARACTERS = {
    _W + "tab": "\t",
    _W + "ptab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
}
_LONGEST_HEADING = 200
"""Characters from which a paragraph in a heading's style is taken for text that somebody wanted large."""

_SAVE_AGAIN = "open it in Word or LibreOffice and save it as .docx"


@dataclass(frozen=True, slots=True)
class _Style:
    heading: bool = False
    title: bool = False
    item: bool = False


_PLAIN = _Style()


def read_docx(data: bytes, source: str, id: str) -> Iterator[Document]:
    """Read a Word document; its title is its first paragraph in the style Title."""
    _check_archive(data, source)
    body, styles = _open(data, source)
    walker = _Walker(styles)
    text, sections = compose(mend_paragraphs(walker.blocks(body)))
    yield Document(id=id, text=text, source=source, title=walker.title, sections=sections)


def _check_archive(data: bytes, source: str) -> None:
    """Refuse what is no Word document, and what unpacks to more than memory holds, before anything is parsed."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(
            source,
            "is not a Word document (zip) but an old .doc file or one protected by a password; "
            "save it as .docx without a password",
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > MAX_UNPACKED_BYTES:
                raise DocumentError(
                    source,
                    f"unpacks to {size:,} bytes, more than the {MAX_UNPACKED_BYTES:,} allowed; "
                    "save the text without the pictures",
                )
            if "[Content_Types].xml" not in archive.namelist():
                raise DocumentError(source, f"is a zip archive but not a Word document; {_SAVE_AGAIN}")
            # Reads in small pieces and stops at the size that was declared, so a false declaration shows here.
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise DocumentError(source, f"is not a Word document (zip): {error}; {_SAVE_AGAIN}") from error
    if damaged is not None:
        raise DocumentError(source, f"is a damaged Word document ({damaged}); {_SAVE_AGAIN}")


def _open(data: bytes, source: str) -> tuple[_Element, dict[str, _Style]]:
    import docx

    try:
        # python-docx parses with entities left unresolved and libxml2's limits on, so XML bombs do not go off.
        document = docx.Document(BytesIO(data))
        return document.element.body, _styles(document.styles.element)
    except Exception as error:  # whatever a damaged part makes the parser raise
        raise DocumentError(
            source, f"is not a Word document that can be opened ({type(error).__name__}: {error}); {_SAVE_AGAIN}"
        ) from error


def _styles(root: _Element) -> dict[str, _Style]:
    """Return what each paragraph style means, by its id; a style inherits from the one it is based on."""
    elements = {style.get(_W + "styleId"): style for style in root.iter(_W + "style")}
    return {name: _style(elements, name) for name in elements if name is not None}


def _style(elements: dict[str, _Element], name: str) -> _Style:
    heading = title = item = False
    seen: set[str] = set()
    current: str | None = name
    while current in elements and current not in seen:
        seen.add(current)
        element = elements[current]
        label = (_value(element.find(_W + "name")) or "").lower()
        properties = element.find(_W + "pPr")
        title = title or label == "title"
        heading = heading or title or label.startswith("heading ") or _outlined(properties)
        item = item or label.startswith("list ") or _numbered(properties)
        current = _value(element.find(_W + "basedOn"))
    # Numbered headings are headings; "List Paragraph" alone is only an indent, but one that lists are made with.
    return _Style(heading, title, item and not heading)


def _value(element: _Element | None) -> str | None:
    return None if element is None else element.get(_W + "val")


def _outlined(properties: _Element | None) -> bool:
    level = None if properties is None else _value(properties.find(_W + "outlineLvl"))
    return level is not None and level.isdigit() and int(level) < 9


def _numbered(properties: _Element | None) -> bool:
    number = None if properties is None else properties.find(f"{_W}numPr/{_W}numId")
    return number is not None and _value(number) != "0"


class _Walker:
    """Walks the XML of a document, and remembers the title it came across."""

    def __init__(self, styles: dict[str, _Style]) -> None:
        self.title = ""
        self._styles = styles

    def blocks(self, container: _Element, *, in_table: bool = False) -> Iterator[Block]:
        for child in container:
            if child.tag in _SKIPPED:
                continue
            if child.tag == _W + "p":
                yield from self._paragraph(child, in_table)
            else:  # tables, rows, cells, content controls, insertions: what is in them, in order
                yield from self.blocks(child, in_table=in_table or child.tag == _W + "tc")

    def _paragraph(self, paragraph: _Element, in_table: bool) -> Iterator[Block]:
        boxes: list[_Element] = []
        parts: list[str] = []
        _gather(paragraph, parts, boxes)
        yield from self._text("".join(parts), self._style_of(paragraph), in_table)
        for box in boxes:
            yield from self.blocks(box, in_table=in_table)

    def _text(self, text: str, style: _Style, in_table: bool) -> Iterator[Block]:
        kind: Kind = "item" if style.item else "line" if in_table else "paragraph"
        if style.heading:
            heading = tidy(text.replace("\n", " ").replace("\t", " "))
            if len(heading) <= _LONGEST_HEADING:
                if style.title and not self.title:
                    self.title = heading
                kind, text = "heading", heading
        for line in mend_lines(text.split("\n")):
            block = to_block(line, kind)
            if block is not None:
                yield block
                kind = "line"

    def _style_of(self, paragraph: _Element) -> _Style:
        properties = paragraph.find(_W + "pPr")
        if properties is None:
            return self._styles.get("Normal", _PLAIN)
        style = self._styles.get(_value(properties.find(_W + "pStyle")) or "Normal", _PLAIN)
        heading = style.heading or _outlined(properties)
        number = properties.find(f"{_W}numPr/{_W}numId")
        # A number of 0 takes a style's bullet away.
        item = style.item if number is None else _value(number) != "0"
        return _Style(heading, style.title, item and not heading)


def _gather(element: _Element, parts: list[str], boxes: list[_Element]) -> None:
    """Gather a paragraph's text, and the text boxes that are anchored in it."""
    for child in element:
        tag = child.tag
        if tag in _SKIPPED:
            continue
        if tag == _W + "txbxContent":
            boxes.append(child)
        elif tag == _W + "t":
            parts.append(child.text or "")
        elif tag == _W + "sym":
            parts.append(_symbol(child.get(_W + "char")))
        elif tag in _CHARACTERS:
            parts.append(_CHARACTERS[tag])
        else:
            _gather(child, parts, boxes)


def _symbol(code: str | None) -> str:
    try:
        return chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return ""
