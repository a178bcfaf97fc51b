"""Frameworks from Markdown: pipe tables where there are some that list competencies, else headings and bullets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from jobtagger.frameworks.cells import split_items
from jobtagger.frameworks.headings import Line
from jobtagger.frameworks.misfits import Marks
from jobtagger.frameworks.model import Framework
from jobtagger.frameworks.outlines import read_document
from jobtagger.frameworks.sheets import Row, Sheet, decode, with_one_header
from jobtagger.frameworks.tables import default_id, default_title

_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*")
_BULLET = re.compile(r"(\s*)(?:[-*+\u2022]|\d{1,3}[.)])\s+(.*)")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_CODE_BLOCK = re.compile(r"^ {0,3}(?:```|~~~).*?^ {0,3}(?:```|~~~)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*(?:[/_=(\[{<\\]|--\w|\w\.\w)[^`\n]*`")
"""A path, an option, a name in a program - but not a tool, as in "uses `pandas`"."""
_FILE_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\((?!\w+:|#)[^)\s]+\)")
_DIVIDER = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*|\s*\|\s*:?-+:?\s*\|\s*")
_LEAD = re.compile(r"(?:\*\*|__)(?=\S)(.+?)(?<=\S)(?:\*\*|__)")
_MARKS = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (re.compile(r"</?(?:b|i|em|strong|u|sup|sub|span|p)(?:\s[^>]*)?>", re.IGNORECASE), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"`([^`]+)`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>])"), r"\1"),
)


def read_markdown(data: bytes, source: str, *, id: str = "", title: str = "") -> Framework:
    r"""Read a framework from Markdown.

    Parameters
    ----------
    data : bytes
        The file.
    source : str
        Its name in messages.
    id, title : str
        Of the framework; where they are not given, the first heading or `source` gives them.

    Returns
    -------
    Framework

    Raises
    ------
    FrameworkError
        With every problem found, each with its line.

    Examples
    --------
    >>> text = b"| Competency | Level | Indicator |\n|---|---|---|\n| Planning | Basic | Writes *short* plans |\n"
    >>> read_markdown(text, "own.md").competency("planning").indicators
    (Indicator(text='Writes short plans', level=1),)
    """
    text = re.sub(r"\r\n?", "\n", decode(data, source))
    lines = _parse(text)
    heading = next((line.text for line in lines if line.kind == "heading" and line.depth == 1), "")
    draft = read_document(lines, source, marks=Marks(*map(_count_marks, _words_and_tables(text))))
    for row, width in _too_long(lines):
        remedy = "write \\| for a bar inside a cell, or give the header a column more"
        draft.problem(f"line {row.number}", f"the row has {len(row.cells)} cells, its header {width}; {remedy}")
    title = title or heading or draft.about.get("title", "") or default_title(source)
    draft.about.clear()
    return draft.build(id or default_id(source), title)


def plain(text: str) -> str:
    """Return Markdown without its marks.

    >>> plain("**Plans** the [work](https://example.org) with `care`")
    'Plans the work with care'
    """
    for pattern, replacement in _MARKS:
        text = pattern.sub(replacement, text)
    return text.strip()


def _words_and_tables(text: str) -> tuple[str, str]:
    """Divide a text into what stands in tables and what does not; names that link to their own page are left out."""
    lines = text.split("\n")
    words = (line for line in lines if "|" not in line and not (_HEADING.fullmatch(line) and _FILE_LINK.search(line)))
    return "\n".join(words), "\n".join(line for line in lines if "|" in line)


def _count_marks(text: str) -> int:
    """Return how many pieces of code and links to other files a text has."""
    rest, blocks = _CODE_BLOCK.subn("", text)
    return blocks + len(_CODE.findall(rest)) + len(_FILE_LINK.findall(rest))


def _too_long(lines: list[Line]) -> Iterator[tuple[Row, int]]:
    """Yield the rows with text beyond the last column of their header, and how many columns that has."""
    for sheet in (line.sheet for line in lines if line.sheet):
        width = len(sheet.rows[0].cells)
        yield from ((row, width) for row in sheet.rows if any(cell.strip() for cell in row.cells[width:]))


def _parse(text: str) -> list[Line]:
    lines: list[Line] = []
    open_line: tuple[str, int, int, list[str]] | None = None  # kind, depth, number, words

    def close() -> None:
        nonlocal open_line
        if open_line:
            kind, depth, number, parts = open_line
            written = "".join(parts).strip()
            lead = _LEAD.match(written)
            name = " ".join(plain(lead[1]).split()) if lead else ""
            words = plain(written)
            # What is broken off by hand (<br>, two blanks) stands for itself, unless it is the text of a name.
            items = split_items(words) if "\n" in words and not name else [" ".join(words.split())]
            shape: Literal["bullet", "paragraph"] = "bullet" if kind == "bullet" else "paragraph"
            lines.extend(Line(shape, item, f"line {number}", depth, name) for item in items if item)
        open_line = None

    source = list(_visible(text.split("\n")))
    position = 0
    while position < len(source):
        number, line = source[position]
        heading = _HEADING.fullmatch(line)
        bullet = _BULLET.fullmatch(line)
        below = source[position + 1][1] if position + 1 < len(source) else ""
        position += 1
        if not line.strip():
            close()
        elif heading or (re.fullmatch(r" {0,3}(=+|-{2,})\s*", below) and not bullet and "|" not in line):
            close()
            depth = len(heading[1]) if heading else 1 if "=" in below else 2
            position += 0 if heading else 1
            name = plain((heading[2] or "") if heading else line)
            if name:
                lines.append(Line("heading", " ".join(name.split()), f"line {number}", depth))
        elif "|" in line and _DIVIDER.fullmatch(below):
            close()
            rows = [Row(number, _cells(line))]
            position += 1
            while position < len(source) and "|" in source[position][1]:
                rows.append(Row(source[position][0], _cells(source[position][1])))
                position += 1
            filled = tuple(row for row in rows if any(cell.strip() for cell in row.cells))
            if filled:
                lines.append(
                    Line("table", "", f"line {number}", sheet=Sheet("", _with_one_header(filled), unit="line"))
                )
        elif bullet:
            close()
            open_line = ("bullet", len(bullet[1].expandtabs(4)), number, [_part(bullet[2])])
        elif open_line:
            open_line[3].append(_part(line))
        else:
            open_line = ("paragraph", 0, number, [_part(line)])
    close()
    return lines


def _with_one_header(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return rows with a header of two rows, between which the dashes stand, made one."""
    joined = with_one_header([replace(row, number=position) for position, row in enumerate(rows)])
    return tuple(replace(row, number=rows[row.number].number) for row in joined)


def _part(line: str) -> str:
    """Return a line of a paragraph with its end: a blank, or a break that was asked for."""
    return line.strip().removesuffix("\\") + ("<br>" if line.endswith(("  ", "\\")) else " ")


def _visible(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines outside of code, comments and front matter with their numbers."""
    fence = ""
    hidden = bool(lines) and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:40])
    comment = False
    for number, line in enumerate(lines, start=1):
        if hidden:
            hidden = number == 1 or line.strip() != "---"
            continue
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif comment:
            comment = "-->" not in line
        elif mark:
            fence = mark[1]
        elif "<!--" in line and "-->" not in line:
            comment = True
        else:
            yield number, line


def _cells(line: str) -> tuple[str, ...]:
    """Return the cells of a pipe table's row."""
    row = line.strip().removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return tuple(plain(cell) for cell in re.split(r"(?<!\\)\|", row))
