"""Mends the line breaks of PDF and Word, so that sentences are whole: lines on a page become paragraphs.

A PDF knows where lines stand, not what belongs together. A line continues in the next one where that is near, of the
same size and no list item, and where the line is full: the next line's first word would not have fitted in. What recurs
in the margins of the pages (headers, footers, page numbers) is dropped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Literal

from jobtagger.readers.blocks import Block, split_bullet, tidy, to_block

SOFT_BREAK = "\x02"
"""Ends a line whose last word goes on in the next line: the reader's sign for a hyphen that breaks a word."""

_HYPHENS = ("-", "\u2010", SOFT_BREAK)
_TERMINAL = re.compile(r"[.;:!?][\"')\]\u2019\u201d]*$")
_LABEL = re.compile(r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{2,5})[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_LETTERS_END = re.compile(r"[^\W\d_]+$")
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d+\s*(?:of|/)\s*\d+|page\s*\d+|-\s*\d+\s*-|[ivxl]{1,7}", re.IGNORECASE)
_MARGIN = 0.095
"""Share of the page, at the top and at the bottom, in which headers and footers stand: text begins an inch in."""

_PARAGRAPH_GAP = 1.3
_SAME_SIZE = 0.08
_INDENT = 24
_BLANK = 0.25

_OPENERS_WORDS = """
long short high low mid cross self well full part first second third fourth one two three four five
multi agency department government bureau nation office program project policy decision results
customer data evidence risk mission world state hands day entry user cost problem team non real
large small medium front back top labor time line work performance people service value fact up
follow on in off over public private
"""
_CLOSERS_WORDS = """
wide level based related making term time year day free specific range going of the to up oriented
driven focused makers maker solving building sector long depth person house site line scale quality
edge cutting profit federal governmental effective sensitive ranking friendly owned managed standing
being
"""
_CANNOT_END_WORDS = """
a an and as at by for from in into its of on or that the their this to which who with within without
under
"""
_OPENERS = frozenset(_OPENERS_WORDS.split())
"""First parts of words that are written with a hyphen."""

_CLOSERS = frozenset(_CLOSERS_WORDS.split())
"""Second parts of such words."""

_CANNOT_END = frozenset(_CANNOT_END_WORDS.split())
"""Words that a paragraph cannot end with."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text and where it stands, in points from the page's lower left corner."""

    text: str
    """Its characters; tabs stand between cells."""
    left: float
    """Left end."""
    right: float
    """Right end."""
    baseline: float
    """Height of the baseline above the lower edge of the page."""
    size: float
    """Height of its characters."""
    first: float
    """Width of its first word: whether that would have fitted into the line above tells if the two belong together."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its lines in reading order."""

    height: float
    """Height in points."""
    lines: tuple[Line, ...]
    """Lines, in the order in which they are read."""


Gap = Literal["near", "far", "jump"]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line with what its surroundings say of it."""

    line: Line
    margin: float
    gap: Gap
    """How far below the line above it stands; a jump leads to another column or page."""

    @property
    def tabular(self) -> bool:
        return "\t" in self.line.text


def mend_pages(pages: Sequence[Page]) -> list[Block]:
    """Return the paragraphs, items and lines of a document that comes as lines on pages."""
    rows = [row for page in drop_furniture(pages) for row in _rows(page)]
    words = _words(row.line.text for row in rows)
    blocks: list[Block] = []
    for paragraph in _paragraphs(rows):
        text = join([row.line.text for row in paragraph], words)
        kind: Literal["line", "paragraph"] = "line" if paragraph[0].gap == "near" else "paragraph"
        block = to_block(text.replace(SOFT_BREAK, "-"), kind)
        if block is not None:
            blocks.append(block)
    return blocks


def mend_lines(lines: Sequence[str]) -> list[str]:
    """Join lines of which nothing but the text is known (manual breaks in a Word paragraph)."""
    longest = max(map(len, lines), default=0)
    words = _words(lines)
    mended: list[list[str]] = []
    for line in filter(None, map(tidy, lines)):
        last = mended[-1][-1] if mended else ""
        # Lines of a wrapped text are long and almost equally so; those of an address or a list are not.
        full = longest >= 60 and len(last) + 1 + len(line.split()[0]) > longest
        if mended and _continues(last, line) and (full or line[0].islower()):
            mended[-1].append(line)
        else:
            mended.append([line])
    return [join(group, words) for group in mended]


def mend_paragraphs(blocks: Iterable[Block]) -> list[Block]:
    """Join paragraphs that break in mid-sentence, as in Word documents made from a PDF or an e-mail.

    Only what cannot be the end of a paragraph is joined (a comma, a hyphen, "and", "of the"), so that lists of short
    phrases stay lists.
    """
    mended: list[list[Block]] = []
    for block in blocks:
        if (
            mended
            and mended[-1][0].kind in ("paragraph", "item")
            and block.kind == "paragraph"
            and block.text[0].islower()
            and _is_open(mended[-1][-1].text)
            and not _LABEL.match(block.text)
        ):
            mended[-1].append(block)
        else:
            mended.append([block])
    return [_join_blocks(group) for group in mended]


def _join_blocks(blocks: Sequence[Block]) -> Block:
    lines = [block.text for block in blocks]
    return replace(blocks[0], text=join(lines, _words(lines))) if len(blocks) > 1 else blocks[0]


def join(lines: Sequence[str], words: frozenset[str] = frozenset()) -> str:
    """Join the lines of one paragraph.

    Parameters
    ----------
    lines : sequence of str
        The lines.
    words : frozenset of str
        Words of the document, in lower case: they tell whether a hyphen belongs to the word or only to the line.

    Examples
    --------
    >>> join(["manages the depart-", "ment"], frozenset(["department"]))
    'manages the department'
    >>> join(["an agency-", "wide plan"])
    'an agency-wide plan'
    """
    return "".join([*(_before(line, following, words) for line, following in pairwise(lines)), *lines[-1:]])


def _before(line: str, following: str, words: frozenset[str]) -> str:
    """Return a line as it stands before the one that continues it: with a blank, a hyphen or neither at its end."""
    if not line.endswith(_HYPHENS) or not following[:1].islower():
        return f"{line} "
    stem = line[:-1]
    if not stem or stem[-1].isspace():  # a dash
        return f"{stem}- "
    last = stem.split()[-1]
    # In "well-inten-/tioned" the part that breaks is "inten".
    first = _LETTERS_END.search(last[-50:])
    second = _LETTERS.match(following)
    before, after = (first[0].lower() if first else ""), (second[0].lower() if second else "")
    if not before:  # a number: "2020-/based"
        return f"{stem}-"
    if before + after in words:
        return stem
    compound = (
        f"{before}-{after}" in words
        or (first is not None and len(before) > 1 and first[0].isupper())
        or before in _OPENERS
        or after in _CLOSERS
        # Syllables are no words of their own, so where both parts are, the hyphen joins them.
        or (len(before) > 3 and before in words and after in words)
    )
    return f"{stem}-" if compound else stem


def drop_furniture(pages: Sequence[Page]) -> list[Page]:
    """Drop the headers, footers and page numbers that recur in the margins of the pages."""
    groups: dict[tuple[bool, str], list[tuple[int, int]]] = defaultdict(list)
    dropped: set[tuple[int, int]] = set()
    for number, page in enumerate(pages):
        for index, line in enumerate(page.lines):
            top = line.baseline > (1 - _MARGIN) * page.height
            if top or line.baseline < _MARGIN * page.height:
                text = tidy(line.text)
                groups[top, _NUMBER.sub("#", text)].append((number, index))
                if _PAGE_NUMBER.fullmatch(text):
                    dropped.add((number, index))
    for (_, pattern), group in groups.items():
        # A heading may say the same as the page header; what recurs stands at one height.
        height = median(pages[number].lines[index].baseline for number, index in group)
        places = [(page, index) for page, index in group if abs(pages[page].lines[index].baseline - height) < 6]
        count = len({number for number, _ in places})
        # Bare numbers that count the pages are page numbers even where few pages have them in this place.
        enough = 2 if pattern == "#" else max(2, 0.3 * len(pages))
        if count >= enough and _recurs(pages, places):
            dropped.update(places)
    return [
        replace(page, lines=tuple(line for index, line in enumerate(page.lines) if (number, index) not in dropped))
        for number, page in enumerate(pages)
    ]


def _recurs(pages: Sequence[Page], places: Sequence[tuple[int, int]]) -> bool:
    """Tell whether lines that differ at most in numbers are the same, or count the pages: "Step 1", "Step 2" do not."""
    lines = [(number, pages[number].lines[index]) for number, index in places]
    if len({line.text for _, line in lines}) == 1:
        return True
    offsets = [[int(digits) - number for digits in _NUMBER.findall(line.text)] for number, line in lines]
    return any(len(set(column)) == 1 for column in zip(*offsets, strict=True))


def _rows(page: Page) -> list[_Row]:
    lines = _level(page.lines)
    leading = _leading(lines)
    gaps: list[Gap] = ["jump", *(_gap(above, below, leading) for above, below in pairwise(lines))][: len(lines)]
    margins = _Margins(lines)
    rows = []
    for _, group in groupby(_numbered(lines, gaps), key=lambda entry: entry[0]):
        block = [(line, gap) for _, line, gap in group]
        margin = _block_margin([line for line, _ in block])
        rows += [_Row(line, margins.of(line) if margin is None else margin, gap) for line, gap in block]
    return rows


def _numbered(lines: Sequence[Line], gaps: Sequence[Gap]) -> Iterator[tuple[int, Line, Gap]]:
    number = 0
    for line, gap in zip(lines, gaps, strict=True):
        number += gap != "near"
        yield number, line, gap


def _level(lines: Sequence[Line]) -> list[Line]:
    """Put pieces of one line back together: a bullet and its text, the cells of a row."""
    level: list[Line] = []
    for line in lines:
        above = level[-1] if level else None
        if (
            above is not None
            and abs(above.baseline - line.baseline) < 0.25 * max(above.size, line.size)
            and line.left >= above.right - 1
        ):
            bullet, rest = split_bullet(above.text + " ")
            glue = " " if (bullet and not rest.strip()) or line.left - above.right < 2 * line.size else "\t"
            size = line.size if bullet and not rest.strip() else above.size
            level[-1] = replace(above, text=above.text + glue + line.text, right=line.right, size=size)
        else:
            level.append(line)
    return level


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual distance between lines, as a multiple of their size."""
    steps = sorted(
        (above.baseline - below.baseline) / below.size
        for above, below in pairwise(lines)
        if 0 < above.baseline - below.baseline < 3 * below.size and _alike(above, below)
    )
    return steps[int(0.3 * len(steps))] if steps else 1.2


def _gap(above: Line, below: Line, leading: float) -> Gap:
    step = above.baseline - below.baseline
    if step <= 0 or below.left > above.right or below.right < above.left:
        return "jump"
    return "near" if step <= _PARAGRAPH_GAP * leading * max(above.size, below.size) else "far"


def _alike(above: Line, below: Line) -> bool:
    return abs(above.size - below.size) <= _SAME_SIZE * max(above.size, below.size)


def _block_margin(block: Sequence[Line]) -> float | None:
    """Return the right margin of a block that is wrapped: most lines reach it. A narrow column has its own."""
    right = max(line.right for line in block)
    left = min(line.left for line in block)
    reaching = sum(line.right - left >= 0.85 * (right - left) for line in block[:-1])
    return right if len(block) >= 4 and reaching >= 0.66 * (len(block) - 1) else None


class _Margins:
    """Right margins on a page: the furthest that lines of a size reach that begin in about the same place."""

    def __init__(self, lines: Sequence[Line]) -> None:
        # By cells, because a comparison of each line with each other would be too slow for a page full of specks.
        self._furthest: dict[tuple[int, int], float] = {}
        for line in lines:
            cell = self._cell(line)
            self._furthest[cell] = max(line.right, self._furthest.get(cell, line.right))

    def of(self, line: Line) -> float:
        column, size = self._cell(line)
        cells = ((column + right, size + larger) for right in range(-3, 4) for larger in (-1, 0, 1))
        return max(self._furthest.get(cell, line.right) for cell in cells)

    @staticmethod
    def _cell(line: Line) -> tuple[int, int]:
        return round(line.left / _INDENT), round(line.size)


def _paragraphs(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    paragraph: list[_Row] = []
    for row in rows:
        if paragraph and not _joins(paragraph, row):
            yield paragraph
            paragraph = []
        paragraph.append(row)
    if paragraph:
        yield paragraph


def _joins(paragraph: Sequence[_Row], row: _Row) -> bool:
    last, line = paragraph[-1], row.line
    text = last.line.text
    if text.endswith(SOFT_BREAK):
        return True
    if last.tabular or row.tabular or not _alike(last.line, line) or split_bullet(line.text)[0]:
        return False
    if text.isupper() and not line.text.split()[0].isupper():  # a heading in capitals
        return False
    first = paragraph[0].line
    if row.gap != "jump" and split_bullet(first.text)[0] and line.left < first.left - 0.5 * line.size:
        return False
    full = last.line.right + line.first + _BLANK * line.size > last.margin
    ends = _TERMINAL.search(text) is not None
    if _LABEL.match(line.text) and (ends or not full):
        return False
    goes_on = line.text[0].islower() and not ends
    if row.gap == "jump":
        return not ends and (goes_on or full)
    if row.gap == "far":
        return goes_on and full
    reach = (last.line.right - last.line.left) / max(1.0, last.margin - last.line.left)
    return full or (goes_on and reach > 0.6)


def _continues(last: str, line: str) -> bool:
    return not (_TERMINAL.search(last) or split_bullet(line)[0] or _LABEL.match(line))


def _is_open(text: str) -> bool:
    return text.endswith((",", *_HYPHENS)) or text[-50:].split()[-1].lower() in _CANNOT_END


def _words(lines: Iterable[str]) -> frozenset[str]:
    """Return the words of the lines, without the parts of words that break between two of them."""
    words: set[str] = set()
    broken = False
    for line in lines:
        found = _WORD.findall(line)
        words.update(word.lower() for word in found[int(broken) : len(found) - line.endswith(_HYPHENS)])
        broken = line.endswith(_HYPHENS)
    return frozenset(words)
