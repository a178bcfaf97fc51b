"""Frameworks from headings and bullets: groups, competencies with a definition, levels, indicators.

A heading with text or bullets below it and no heading but levels is a competency; the heading above it is its group;
the one heading above all is the title. The bullets are indicators - or competencies, where each begins with a name in
bold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Literal

from jobtagger.frameworks.cells import clean, fold, split_names
from jobtagger.frameworks.drafting import CompetencyDraft, Draft, GroupDraft
from jobtagger.frameworks.scales import is_level_name
from jobtagger.frameworks.tables import level_and_text

_ALIASES = re.compile(r"(?:also known as|aliases|alias|other names|synonyms)\s*:\s*(.+)", re.IGNORECASE)
_DEFINITION = re.compile(r"(?:definition|description)\s*:\s*(.+)", re.IGNORECASE)
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*[.)]|\d+(?:\.\d+)+)\s+")
_LABEL = re.compile(r"definition|description|(?:key |behaviou?ral )?(?:indicator|behaviou?r|example|illustration)s?:?")


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, paragraph or bullet."""

    kind: Literal["heading", "paragraph", "bullet"]
    text: str
    place: str
    depth: int = 0
    """Of a heading: 1 for the highest. Of a bullet: how far it is indented."""
    lead: str = ""
    """The bold words it begins with."""


@dataclass(slots=True)
class _Node:
    line: Line
    children: list[_Node] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)

    def walk(self) -> Iterator[_Node]:
        yield self
        for child in self.children:
            yield from child.walk()


def read_outline(lines: Iterable[Line], draft: Draft) -> None:
    """Add what an outline holds to a draft.

    >>> draft = Draft("own.md")
    >>> read_outline([Line("heading", "Planning", "line 1", 2), Line("bullet", "Writes plans", "line 3")], draft)
    >>> draft.build("own", "Our own").competency("planning").indicators[0].text
    'Writes plans'
    """
    top = _tree(lines)
    if len(top.children) == 1 and _sub(top.children[0]) and not top.body:
        top = top.children[0]
        draft.about.setdefault("title", top.line.text)
    _read(top, None, draft, top=True)


def _tree(lines: Iterable[Line]) -> _Node:
    root = _Node(Line("heading", "", "(file)", 0))
    path = [root]
    for line in _nested(list(lines)):
        if line.kind == "heading":
            while path[-1].line.depth >= line.depth:
                path.pop()
            node = _Node(replace(line, text=_NUMBERING.sub("", line.text) or line.text))
            path[-1].children.append(node)
            path.append(node)
        else:
            path[-1].body.append(line)
    return root


def _nested(lines: list[Line]) -> list[Line]:
    """Turn bullets that have bullets of their own into headings."""
    result: list[Line] = []
    for line, below in zip_longest(lines, lines[1:]):
        if line.kind == "bullet" and below and below.kind == "bullet" and below.depth > line.depth:
            name, rest = _named(line) or (line.text, "")
            result.append(Line("heading", name.rstrip(":"), line.place, 10 + line.depth))
            if rest:
                result.append(Line("paragraph", rest, line.place))
        else:
            result.append(line)
    return result


def _sub(node: _Node) -> list[_Node]:
    """Headings below one that are not levels nor labels such as 'Indicators'."""
    return [
        child
        for child in node.children
        if not is_level_name(child.line.text) and not _LABEL.fullmatch(fold(child.line.text))
    ]


def _named(line: Line) -> tuple[str, str] | None:
    """Take ``**Name**: definition`` apart."""
    if not line.lead or is_level_name(line.lead) or _DEFINITION.match(line.text) or _ALIASES.match(line.text):
        return None
    rest = line.text.removeprefix(line.lead).lstrip(" :.-\u2013\u2014")
    return line.lead.rstrip(" :.-\u2013\u2014"), rest


def _read(node: _Node, group: GroupDraft | None, draft: Draft, *, top: bool = False) -> None:
    bullets = [line for line in node.body if line.kind == "bullet"]
    listed = [named for line in bullets if (named := _named(line))]
    if bullets and len(listed) == len(bullets):
        _read_list(node, bullets, group, draft, top=top)
        return
    if not _sub(node) and not top:
        _read_competency(node, group, draft)
        return
    inner = group if top else draft.group(node.line.text, node.line.place)
    if inner is not None and not top:
        inner.definition = " ".join(_definition(line) for line in node.body if line.kind == "paragraph")
    for child in _sub(node):
        _read(child, inner, draft)


def _read_list(node: _Node, bullets: list[Line], group: GroupDraft | None, draft: Draft, *, top: bool) -> None:
    inner = group if top or not node.line.text else draft.group(node.line.text, node.line.place)
    for line in bullets:
        named = _named(line)
        assert named  # the caller has seen to it
        entry = draft.competency(named[0], line.place)
        if named[1]:
            draft.define(entry, named[1], line.place)
        if inner:
            draft.join(entry, inner)
    for child in _sub(node):
        _read(child, inner, draft)


def _read_competency(node: _Node, group: GroupDraft | None, draft: Draft) -> None:
    entry = draft.competency(node.line.text, node.line.place)
    if group:
        draft.join(entry, group)
    _read_body(node.body, "", entry, draft)
    for child in node.children:
        for inner in child.walk():
            level = inner.line.text if is_level_name(inner.line.text) else ""
            _read_body(inner.body, level, entry, draft)


def _read_body(body: list[Line], level: str, entry: CompetencyDraft, draft: Draft) -> None:
    definition: list[str] = []
    place = body[0].place if body else ""
    for line in body:
        aliases = _ALIASES.fullmatch(line.text)
        if aliases:
            draft.name_also(entry, split_names(aliases[1], commas=True))
        elif line.kind == "paragraph" and is_level_name(line.text):
            level = line.text  # a level's name on a line of its own
        elif line.kind == "paragraph" and not level:
            definition.append(_definition(line))
        else:
            own, text = level_and_text(line.text)
            if not own and line.lead and is_level_name(line.lead.rstrip(":")):
                own, text = line.lead.rstrip(":"), line.text.removeprefix(line.lead).lstrip(" :-\u2013\u2014")
            name = own or level
            draft.indicate(entry, text, draft.scale.use(name, line.place) if name else None)
    words = [text for text in definition if text and not _LABEL.fullmatch(fold(text))]
    if words:
        draft.define(entry, " ".join(words), place)


def _definition(line: Line) -> str:
    match = _DEFINITION.fullmatch(line.text)
    return clean(match[1] if match else line.text)
