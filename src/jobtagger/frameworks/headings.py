"""Documents as trees of headings: what stands below which heading, and what a heading is by its words and its place.

Bullets above deeper bullets, names in bold or capitals that paragraphs begin with, and cards that name their
competency count as headings too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Literal

from jobtagger.frameworks.cells import fold
from jobtagger.frameworks.columns import field_of
from jobtagger.frameworks.owned_tables import own_name
from jobtagger.frameworks.scales import is_level_name
from jobtagger.frameworks.sheets import Sheet

ALIASES = re.compile(r"(?:also known as|aliases|alias|other names|synonyms)\s*:\s*(.+)", re.IGNORECASE)
DEFINITION = re.compile(r"(?:definition|description)\s*:\s*(.+)", re.IGNORECASE)
_NUMBERING = re.compile(
    r"(?:\d+(?:\.\d+)*[.)]|\d+(?:\.\d+)+|competency(?:\s+\d+)?\s*[:.\-\u2013\u2014])\s+", re.IGNORECASE
)
_BARE_NUMBER = re.compile(r"(\d{1,2})\s+(?=\S)")
LABEL = re.compile(
    r"definitions?|descriptions?|in practice|what (?:it|this|that|good) looks like(?: in practice)?"
    r"|(?:(?:key|core|typical|effective|positive|observable|sample|behaviou?ral|performance) )*"
    r"(?:indicator|behaviou?r|example|illustration|descriptor|statement)s?"
)
"""A heading that says what the text below its competency is."""
_NEGATIVE = re.compile(
    r"(?:negative|ineffective|contra|counter|less effective|undesirable|poor)[ -]?"
    r"(?:behaviou?ral )?(?:indicator|behaviou?r|example)s?"
)
_ASIDE = re.compile(
    r"introduction|background|purpose|overview|scope|foreword|preface|summary|executive summary|notes?|methodology"
    r"|(?:appendix|annex)(?: \w{1,3}\b.*)?|how to (?:use|read) .*|using (?:this|the) .*|about (?:this|the) .*"
)
"""A heading that introduces or follows a framework, or whose subject holds it: ``Appendix A - Dictionary``."""
_APART = re.compile(
    r"(?:table of )?contents|index|references|bibliography|sources|glossary|abbreviations|acknowledge?ments"
    r"|contacts?|contact us|copyright|summary of changes"
    r"|(?:document|version|revision|change|amendment) (?:control|history|log|record)"
)
"""A heading that never stands above a framework."""
_SCALE = re.compile(
    r"(?:the |our )?(?:(?:proficiency|competency|mastery|rating|skill) )?(?:levels?|scales?)(?: scale)?"
    r"(?: of proficiency)?(?: (?:definitions?|descriptions?))?"
)
_CODE = re.compile(r"[A-Z]{1,4}[-. ]?\d+(?:\.\d+)*")
"""The number of an indicator, as in ``**V1** Looks ahead``."""
_EDGES = " :.-\u2013\u2014"
_CAPITALS_DEPTH, _RUN_IN_DEPTH, _CARD_DEPTH, _BULLET_DEPTH = 11, 12, 13, 14
_NAME_WORDS = 8
_MANY_PARENTS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, paragraph, bullet or table."""

    kind: Literal["heading", "paragraph", "bullet", "table"]
    text: str
    place: str
    depth: int = 0
    """Of a heading: 1 for the highest. Of a bullet: how far it is indented."""
    lead: str = ""
    """The bold words it begins with."""
    sheet: Sheet | None = None
    """The table; `text` is what stands above it as its caption."""
    lists: Literal["", "competencies", "levels", "groups"] = ""
    """What the table lists by itself."""


@dataclass(slots=True)
class Node:
    """A heading and what stands below it."""

    line: Line
    children: list[Node] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    role: Literal["", "level", "tier", "label", "scale", "aside", "unread"] = ""
    """What it is, if neither competency nor group. A tier is a level above competencies."""

    @property
    def sub(self) -> list[Node]:
        """Headings below that are competencies or stand above some."""
        return [child for child in self.children if child.role in ("", "tier")]

    def lines(self, kind: str) -> list[Line]:
        """Return the lines of a kind right below."""
        return [line for line in self.body if line.kind == kind]

    def tables(self) -> list[tuple[Line, Sheet]]:
        """Return the tables right below."""
        return [(line, line.sheet) for line in self.body if line.sheet]

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below."""
        yield self
        for child in self.children:
            yield from child.walk()


def tree(lines: Iterable[Line]) -> Node:
    """Return the tree of a document below a root without text.

    >>> root = tree([Line("heading", "1.2 Vision", "line 1", 2), Line("heading", "Expert", "line 2", 3)])
    >>> root.children[0].line.text, root.children[0].children[0].role
    ('Vision', 'level')
    """
    root = Node(Line("heading", "", "(file)", 0))
    path = [root]
    for line in _nested(_with_run_ins(list(lines))):
        name = own_name(line.sheet) if line.sheet else ""
        if name and not _describes(name) and fold(name) != fold(path[-1].line.text):
            _enter(Line("heading", name, line.place, _CARD_DEPTH), path)
        if line.kind == "heading":
            _enter(line, path)
        else:
            path[-1].body.append(line)
    _give_roles(root)
    return root


def named(line: Line) -> tuple[str, str] | None:
    """Take ``**Name**: definition`` apart."""
    name = line.lead.rstrip(_EDGES)
    if not name or is_level_name(name) or _CODE.fullmatch(name):
        return None
    if DEFINITION.match(line.text) or ALIASES.match(line.text):
        return None
    return name, line.text.removeprefix(line.lead).lstrip(_EDGES)


def _enter(line: Line, path: list[Node]) -> None:
    while path[-1].line.depth >= line.depth:
        path.pop()
    text = _NUMBERING.sub("", line.text, count=1) if _NUMBERING.match(line.text) else line.text
    number = _BARE_NUMBER.match(text)
    if number and int(number[1]) == len(path[-1].children) + 1 and not is_level_name(text):
        text = text[number.end() :]  # ``2 Planning``, the second of its kind
    text = text if is_level_name(text) and ":" in text[:-1] else text.rstrip(" :")
    node = Node(replace(line, text=text or line.text))
    path[-1].children.append(node)
    path.append(node)


def _nested(lines: list[Line]) -> list[Line]:
    """Turn bullets that have bullets of their own into headings."""
    own = [_has_own(line, below) for line, below in zip_longest(lines, lines[1:])]
    lists = _lists(lines)
    members = Counter(lists)
    heads = Counter(number for number, has in zip(lists, own, strict=True) if has)
    result: list[Line] = []
    titled = False
    for line, number, has in zip(lines, lists, own, strict=True):
        titled = titled or line.kind == "heading"
        # All bullets of the list have bullets of their own, or the list is all there is.
        if has and _is_name(line, among_names=not titled or members[number] == heads[number] > 1):
            name, rest = named(line) or (line.text, "")
            result.append(Line("heading", name, line.place, _BULLET_DEPTH + line.depth))
            if rest:
                result.append(Line("paragraph", rest, line.place))
        else:
            result.append(line)
    return result


def _has_own(line: Line, below: Line | None) -> bool:
    """Whether a line is a bullet that has bullets of its own."""
    return line.kind == "bullet" and below is not None and below.kind == "bullet" and below.depth > line.depth


def _is_name(line: Line, *, among_names: bool) -> bool:
    """Whether a bullet with bullets of its own is a name, and no indicator with details."""
    text = line.text.rstrip(":")
    if named(line) or is_level_name(text) or LABEL.fullmatch(fold(text)):
        return True
    return among_names and len(text.split()) <= _NAME_WORDS and not text.endswith((".", ";", ","))


def _lists(lines: list[Line]) -> list[int]:
    """Return for each line the number of the list it is a bullet of; 0 if it is none.

    A list goes on across the deeper ones inside it, up to a bullet that is less deep, a heading or a table.
    """
    numbers: list[int] = []
    open_lists: dict[int, int] = {}
    for position, line in enumerate(lines, start=1):
        if line.kind == "bullet":
            open_lists = {depth: number for depth, number in open_lists.items() if depth <= line.depth}
            numbers.append(open_lists.setdefault(line.depth, position))
        else:
            open_lists = open_lists if line.kind == "paragraph" else {}
            numbers.append(0)
    return numbers


def _with_run_ins(lines: list[Line]) -> list[Line]:
    """Turn names that paragraphs begin with into headings: ``**Vision.** Sees far``, ``VISION``.

    They are names only where at least two stand below one heading, and none of them anywhere else: what comes again
    below each heading is a label, and a heading where it has a line of its own. Labels that are known are headings
    wherever they stand.
    """
    section = 0
    found: dict[int, tuple[int, str, str]] = {}
    for position, line in enumerate(lines):
        section += line.kind == "heading"
        taken = _run_in(line)
        if taken:
            found[position] = (section, *taken)
    names = Counter(fold(name) for _, name, _ in found.values())
    labelled = {section for section, name, _ in found.values() if names[fold(name)] > 1}
    sections = Counter(section for section, _, _ in found.values())
    once = Counter(name for name, _ in {(fold(name), section) for section, name, _ in found.values()})
    labels = {name for name, times in names.items() if times == once[name] > 1}  # one in each of several sections
    result: list[Line] = []
    for position, line in enumerate(lines):
        section, name, rest = found.get(position, (0, "", ""))
        label = line.text.rstrip(" :")
        known = LABEL.fullmatch(fold(label)) or _NEGATIVE.fullmatch(fold(label))
        again = fold(name) in labels and not rest and bool(line.lead)
        if line.kind == "paragraph" and (known or again):
            result.append(Line("heading", label, line.place, _RUN_IN_DEPTH))
        elif name and sections[section] > 1 and section not in labelled:
            depth = _CAPITALS_DEPTH if name.isupper() and not rest else _RUN_IN_DEPTH
            result.append(Line("heading", name, line.place, depth))
            if rest:
                result.append(Line("paragraph", rest, line.place))
        else:
            result.append(line)
    return result


def _run_in(line: Line) -> tuple[str, str] | None:
    """Return the name that a paragraph begins with or is, and the rest."""
    if line.kind != "paragraph" or len((line.lead or line.text).split()) > _NAME_WORDS:
        return None
    if line.text.isupper() and not line.text.endswith((".", ":", ";", ",", "!", "?")) and not is_level_name(line.text):
        return None if LABEL.fullmatch(fold(line.text)) else (line.text, "")
    taken = named(line)
    if taken is None or LABEL.fullmatch(fold(taken[0])):
        return None
    after = line.text.removeprefix(line.lead).lstrip()
    marks = (".", ":", "\u2013", "\u2014", "-")
    ended = not after or line.lead.endswith(marks) or after.startswith(marks)
    return taken if ended else None


def _describes(name: str) -> bool:
    """Whether the caption of a table says what it holds rather than of which competency."""
    text = fold(name)
    return bool(field_of(name) or is_level_name(name) or LABEL.fullmatch(text) or _SCALE.fullmatch(text)) or bool(
        re.search(r"\b(?:levels?|indicators?|behaviou?rs?|behaviou?ral)\b", text)
    )


def _give_roles(root: Node) -> None:
    # What comes again below each heading is none itself; a competency may well belong to two groups.
    times = Counter(name for node in root.walk() for name in {fold(child.line.text) for child in _leaves(node)})
    places = Counter(fold(child.line.text) for node in root.walk() for child in node.children)
    tiers = _tiers(root)
    for node in root.walk():
        if any(node is tier for tier in tiers):
            node.role = "tier"
            continue
        again = all(times[fold(child.line.text)] > 1 for child in node.children)
        levels = any(is_level_name(child.line.text) for child in node.children)
        parts = any(is_level_name(child.line.text) or LABEL.fullmatch(fold(child.line.text)) for child in node.children)
        for child in node.children:
            text = fold(child.line.text)
            above = not parts and places[text] == 1  # what comes again, or stands beside levels, is part of something
            if is_level_name(child.line.text):
                child.role = "level"
            elif LABEL.fullmatch(text):
                child.role = "label"
            elif _APART.fullmatch(text) or (_ASIDE.fullmatch(text) and not (above and _holds_competencies(child))):
                child.role = "aside"
            elif _SCALE.fullmatch(text):
                child.role = "scale"
            elif _NEGATIVE.fullmatch(text):
                child.role = "unread"
            elif not child.children and times[text] > 1 and (again or times[text] >= _MANY_PARENTS):
                child.role = "level" if levels else "unread"


def _holds_competencies(node: Node) -> bool:
    """Whether below a heading stand others that seem to be competencies: with bullets, tables or levels."""
    return any(
        child.lines("bullet")
        or child.tables()
        or any(is_level_name(inner.line.text) or LABEL.fullmatch(fold(inner.line.text)) for inner in child.children)
        or _holds_competencies(child)
        for child in node.children
        if not _tells(child.line.text)
    )


def _tells(text: str) -> bool:
    """Whether a heading is by its words that of a level, a scale or a part, and no name."""
    folded = fold(text)
    return is_level_name(text) or any(words.fullmatch(folded) for words in (LABEL, _ASIDE, _APART, _SCALE, _NEGATIVE))


def _tiers(root: Node) -> list[Node]:
    """Return the levels that stand above competencies: several, each of them once, with headings below."""
    levels = [node for node in root.walk() if is_level_name(node.line.text)]
    names = {fold(node.line.text) for node in levels}
    above = all(
        node.children and not any(LABEL.fullmatch(fold(child.line.text)) for child in node.children) for node in levels
    )
    return levels if above and len(names) == len(levels) > 1 else []


def _leaves(node: Node) -> list[Node]:
    return [child for child in node.children if not child.children]
