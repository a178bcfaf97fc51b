"""What a formatted document is made of, and how its blocks become one text with sections."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from jobtagger.records import Section

Kind = Literal["heading", "paragraph", "item", "line"]
"""A heading opens a section; an item belongs to a list; a line stands close to the line above it (a table's cell)."""

BULLET = "- "
"""What a list item begins with in the text, whatever glyph the document draws."""

_BULLETS = re.compile(
    r"(?:[\u2022\u2023\u2043\u204c\u204d\u2219\u25a0\u25a1\u25aa\u25ab\u25b6\u25b8\u25ba\u25c6\u25c7\u25cb\u25cf\u25e6"
    r"\u27a2\u2794\u2713\u2714\uf02d\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc\uf0fe\u00b7\x7f]\s*"
    # Ordinary characters are bullets only where a space follows, and an o (Word's hollow bullet) only before a capital.
    r"|[-\u2013\u2014*]\s+|o\s+(?=[A-Z]))+"
)
_SPACES = re.compile(r"[^\S\n\t]{2,}|[^\S\n\t ]")
_TABS = re.compile(r" ?\t[ \t]*")
_REPLACED = str.maketrans(
    {
        "\u00ad": "",
        "\u200b": "",
        "\u200c": "",
        "\u200d": "",
        "\u2060": "",
        "\ufeff": "",
        "\r": "\n",
        "\v": "\n",
        "\f": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
        # Ligatures: without their letters "o\ufb03cial" would match nothing.
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
    }
)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or line of a document."""

    text: str
    """Its text, without bullet and without blank ends."""
    kind: Kind = "paragraph"
    """What it is."""


def tidy(text: str) -> str:
    r"""Return `text` with ligatures written out, invisible characters gone and each run of blanks made one blank.

    >>> tidy("the  o\ufb03ce\xa0 of\u200b plans ")
    'the office of plans'
    """
    return _TABS.sub("\t", _SPACES.sub(" ", text.translate(_REPLACED))).strip()


def split_bullet(text: str) -> tuple[bool, str]:
    r"""Tell whether `text` begins with a bullet, and return what follows it.

    >>> split_bullet("\u2022 Leads the staff")
    (True, 'Leads the staff')
    >>> split_bullet("-5 degrees")
    (False, '-5 degrees')
    """
    match = _BULLETS.match(text)
    return (False, text) if match is None else (True, text[match.end() :])


def to_block(text: str, kind: Kind = "paragraph") -> Block | None:
    """Return a tidy block, an item if it begins with a bullet, or None where nothing is left."""
    tidied = tidy(text)
    if kind != "heading":
        bullet, tidied = split_bullet(tidied)
        kind = "item" if bullet else kind
    return Block(tidied, kind) if tidied else None


def compose(blocks: Iterable[Block]) -> tuple[str, tuple[Section, ...]]:
    """Join blocks to a text, and return it with the section that each heading opens."""
    parts: list[str] = []
    headings: list[tuple[int, str]] = []
    ends: list[int] = []
    position = 0
    previous: Block | None = None
    for block in blocks:
        gap = "" if previous is None else _gap(previous, block)
        text = BULLET + block.text if block.kind == "item" else block.text
        start = position + len(gap)
        if block.kind == "heading":
            if headings:
                ends.append(position)
            headings.append((start, block.text))
        parts += (gap, text)
        position = start + len(text)
        previous = block
    if headings:
        ends.append(position)
    sections = tuple(Section(start, end, title) for (start, title), end in zip(headings, ends, strict=True))
    return "".join(parts), sections


def _gap(previous: Block, block: Block) -> str:
    if block.kind == "heading" or (block.kind == "paragraph" and previous.kind != "heading"):
        return "\n\n"
    return "\n"
