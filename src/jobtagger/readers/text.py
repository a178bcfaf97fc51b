"""Plain text and Markdown: kept as they are, so that offsets count in the file's own characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobtagger.encoding import decode
from jobtagger.readers.limits import check_text_size
from jobtagger.records import Document, Section

_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*$")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?=[^\n]*:)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_NO_HEADING = re.compile(r"[ \t]*(?:[-*+>|]|\d+[.)]|$)")
_EMPHASIS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")


def read_text(data: bytes, source: str, id: str, *, encoding: str | None = None) -> Iterator[Document]:
    """Read plain text, unchanged."""
    yield Document(id=id, text=_text(data, source, encoding), source=source)


def read_markdown(data: bytes, source: str, id: str, *, encoding: str | None = None) -> Iterator[Document]:
    """Read Markdown: its text unchanged, a section for each heading."""
    text = _text(data, source, encoding)
    yield Document(id=id, text=text, source=source, sections=markdown_sections(text))


def markdown_sections(text: str) -> tuple[Section, ...]:
    """Return a section for each heading of a Markdown text, up to the next heading of any rank."""
    headings = _headings(text)
    ends = [*(start for start, _ in headings), len(text)][1:]
    return tuple(
        Section(start, start + len(text[start:end].rstrip()), title)
        for (start, title), end in zip(headings, ends, strict=True)
    )


def _text(data: bytes, source: str, encoding: str | None) -> str:
    check_text_size(len(data), source)
    return decode(data, source, encoding)


def _headings(text: str) -> list[tuple[int, str]]:
    headings: list[tuple[int, str]] = []
    # Front matter ends with a line that would make a heading of the last of its fields.
    fence = "---" if _FRONT_MATTER.match(text) else ""
    above, above_start = "", 0
    position = 0
    for raw in text.splitlines(keepends=True):
        line = raw.rstrip("\r\n")
        mark = _FENCE.match(line)
        if fence == "---":
            fence = fence if position == 0 or line.rstrip() not in ("---", "...") else ""
        elif mark is not None and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
            above = ""
        elif fence:
            pass
        elif _HEADING.match(line):
            headings.append((position, _title(line)))
            above = ""
        elif _UNDERLINE.match(line) and above:
            headings.append((above_start, _title(above)))
            above = ""
        else:
            above, above_start = ("" if _NO_HEADING.match(line) else line), position
        position += len(raw)
    return [(start, title) for start, title in headings if title]


def _title(line: str) -> str:
    title = line.strip().lstrip("#").strip()
    # Number signs may close a heading, but those of "C#" belong to it.
    opened = title.rstrip("#")
    if opened != title and (not opened or opened[-1].isspace()):
        title = opened
    return _EMPHASIS.sub("", title).strip()
