"""HTML: the text in lines as a browser shows it, without scripts, styles and navigation; a section per heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jobtagger.encoding import decode
from jobtagger.errors import DocumentError
from jobtagger.readers.blocks import Block, Kind, compose, tidy, to_block
from jobtagger.readers.limits import check_length, check_text_size
from jobtagger.records import Document

_Element = Any  # an lxml element; lxml ships no types

_NO_TEXT = ("script", "style", "template", "svg", "select", "datalist", "iframe", "canvas", "audio", "video")
_CHROME = (
    "//nav | //footer | //*[@role='navigation' or @role='contentinfo' or @role='search' or @role='menubar'"
    " or @role='menu']"
)
_PROSE = 200
"""Longest block, in characters, that navigation and page footers are taken to have; a longer one is content."""

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CELLS = frozenset(("td", "th", "dt", "dd", "caption", "legend", "summary"))
_BLOCKS = (
    _HEADINGS
    | _CELLS
    | frozenset(
        ("address", "article", "aside", "blockquote", "body", "center", "details", "dialog", "dir", "div", "dl")
    )
    | frozenset(("fieldset", "figcaption", "figure", "footer", "form", "frameset", "header", "hgroup", "hr", "html"))
    | frozenset(("li", "main", "menu", "nav", "noscript", "ol", "p", "pre", "section", "table", "tbody", "tfoot"))
    | frozenset(("thead", "tr", "ul"))
)
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_RESOURCE_LIMIT = 114  # XML_ERR_RESOURCE_LIMIT; older versions of lxml have no name for it
_WHITE = re.compile(r"\s{2,}|[^\S ]")
"""White space that is not one blank already."""


def read_html(data: bytes, source: str, id: str, *, encoding: str | None = None) -> Iterator[Document]:
    """Read an HTML page; its title is the first first-rank heading, else the page's own title."""
    check_text_size(len(data), source)
    markup = decode(data, source, encoding, _declared(data))
    root = _parse(markup, source)
    if root is None:
        return
    check_length(int(root.xpath("string-length()")), source)
    title = _title(root)
    # A page that is nothing but what looks like chrome is kept whole: better noise than an announcement lost.
    blocks = _walk(_without_chrome(root)) or markup_blocks(markup, source)
    text, sections = compose(blocks)
    yield Document(id=id, text=text, source=source, title=title, sections=sections)


def markup_blocks(markup: str, source: str) -> list[Block]:
    """Return the blocks of a piece of HTML, such as one field of a USAJOBS announcement."""
    root = _parse(markup, source)
    return [] if root is None else _walk(root)


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    # Browsers read Latin-1 as its superset too: pages that declare it mean Windows' quotation marks.
    return "cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else name


def _parse(markup: str, source: str) -> _Element | None:
    from lxml import etree, html

    # NUL would end the document for the parser. huge_tree lifts the depth limit from 256 to 2,048 elements.
    data = markup.replace("\0", " ").encode("utf-8", "replace")
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, recover=True
    )
    try:
        root = html.document_fromstring(data, parser=parser)
    except etree.ParserError:  # nothing but blanks and comments
        return None
    if any(entry.type == _RESOURCE_LIMIT for entry in parser.error_log):
        # The parser drops everything from there on; a document cut short must not pass for a whole one.
        raise DocumentError(source, "nests its HTML elements too deeply; open it in a browser and save it as text")
    etree.strip_elements(root, *_NO_TEXT, with_tail=False)
    return root


def _title(root: _Element) -> str:
    for path in ("//h1", "//title"):
        for element in root.xpath(path):
            title = _WHITE.sub(" ", tidy(element.text_content())).strip()
            if title:
                return title
    return ""


def _without_chrome(root: _Element) -> _Element:
    """Empty navigation and page footers; only the outermost are looked at, so that the work stays linear."""
    outermost: list[_Element] = []
    seen: set[_Element] = set()
    for element in root.xpath(_CHROME):
        if not any(parent in seen or parent.tag in ("main", "article") for parent in element.iterancestors()):
            outermost.append(element)
        seen.add(element)
    for element in outermost:
        if _is_chrome(element):
            # Not drop_tree: that writes the text behind it anew, and lxml refuses to write control characters.
            element.clear(keep_tail=True)
    return root


def _is_chrome(element: _Element) -> bool:
    """Tell links and fine print from content: there is no prose in them."""
    holds_page = element.xpath("boolean(.//main | .//article | .//h1)") or element.tag in ("main", "article", "body")
    return not holds_page and all(len(block.text) <= _PROSE for block in _walk(element))


def _walk(root: _Element) -> list[Block]:
    from lxml import etree

    lines = _Lines()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if tag == "title":
            if event == "end":
                lines.add(element.tail)
            continue
        if event == "start":
            lines.open(tag, element.get("role") == "heading")
            lines.add(element.text)
        else:
            lines.close(tag, element.get("role") == "heading")
            if element is not root:
                lines.add(element.tail)
    lines.flush()
    return lines.blocks


class _Lines:
    """Gathers text into blocks while the tree is walked."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._next: Kind | None = None
        self._heading = 0
        self._cell = 0
        self._pre = 0

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(text if self._pre else _WHITE.sub(" ", text))

    def open(self, tag: str, heading: bool) -> None:
        if tag == "br":
            self._break()
        if tag in _BLOCKS or heading:
            self.flush()
        if tag == "li":
            self._next = "item"
        self._count(tag, heading, 1)

    def close(self, tag: str, heading: bool) -> None:
        if tag in _BLOCKS or heading:
            self.flush()
            if tag == "li":
                self._next = None
        self._count(tag, heading, -1)

    def flush(self) -> None:
        text = "".join(self._parts)
        self._parts.clear()
        pieces = text.split("\n") if self._pre and not self._heading else [text]
        for piece in pieces:
            block = to_block(_WHITE.sub(" ", piece), self._kind())
            if block is not None:
                self.blocks.append(block)
                # Only the first line of a list item has the bullet; what follows belongs to it.
                self._next = "line" if block.kind == "item" and self._next == "item" else None

    def _break(self) -> None:
        if self._heading:
            self._parts.append(" ")
            return
        blank = not "".join(self._parts).strip()
        self.flush()
        if self._next != "item":
            self._next = "paragraph" if blank else "line"

    def _kind(self) -> Kind:
        if self._heading:
            return "heading"
        if self._next is not None:
            return self._next
        return "line" if self._cell or self._pre else "paragraph"

    def _count(self, tag: str, heading: bool, step: int) -> None:
        self._heading += step * (tag in _HEADINGS or heading)
        self._cell += step * (tag in _CELLS)
        self._pre += step * (tag == "pre")
