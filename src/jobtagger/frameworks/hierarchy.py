"""Frameworks from trees of statements, as the exchange formats have them: which node is a group, a competency ...

A node's type decides where it is known. Where it is not, the tree does: a leaf without a definition that reads like a
sentence is an indicator of the node above, unless that is known to be a group or stands above something else; a node
above anything but indicators and levels is a group; the rest are competencies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from jobtagger.frameworks.cells import fold
from jobtagger.frameworks.columns import field_of
from jobtagger.frameworks.drafting import CompetencyDraft, Draft, GroupDraft
from jobtagger.frameworks.scales import is_level_name

Kind = Literal["", "group", "competency", "indicator", "characteristic", "level"]

_SENTENCE_WORDS = 6


@dataclass(slots=True)
class Node:
    """A statement of an exchange format."""

    name: str
    """Its name, or all of it."""
    place: str
    """How to find it: its type and identifier."""
    id: str = ""
    """Id it asks for as a competency or group."""
    code: str = ""
    """Short code that data uses for it."""
    definition: str = ""
    """What the name means."""
    aliases: list[str] = field(default_factory=list)
    """Other names."""
    kind: Kind = ""
    """What it is, where the format says so."""
    level: str = ""
    """Level it names."""
    children: list[str] = field(default_factory=list)
    """Keys of the nodes below, in order."""
    parents: list[str] = field(default_factory=list)
    """Keys of the nodes above in the order of the file, where it says so; `children` alone makes the tree."""
    indicators: list[tuple[str, str]] = field(default_factory=list)
    """Indicators it holds itself: level and text."""
    required: list[tuple[str, str]] = field(default_factory=list)
    """Level and the proficiency asked for there."""


def kind_of(type_name: str) -> Kind:
    """Return what a node of a type is.

    >>> kind_of("Cluster"), kind_of("Behavioral Indicator"), kind_of("Key Characteristic"), kind_of("Standard")
    ('group', 'indicator', 'characteristic', '')
    """
    name = field_of(type_name)
    if name == "characteristics":
        return "characteristic"
    return name if name in ("group", "competency", "indicator", "level") else ""  # type: ignore[return-value]


def read_hierarchy(nodes: Mapping[str, Node], draft: Draft) -> None:
    """Add the nodes of a tree to a draft, in the order they come.

    Examples
    --------
    >>> nodes = {"g": Node("Leading", "a", children=["c"]), "c": Node("Planning", "b", definition="Sets goals.")}
    >>> draft = Draft("own.json")
    >>> read_hierarchy(nodes, draft)
    >>> draft.build("own", "Own").competency("planning").groups
    ('leading',)
    """
    for cycle in _cycles(nodes):
        draft.problem(nodes[cycle].place, f"{nodes[cycle].name!r} stands below itself; remove one of the links")
    if draft.problems:
        return
    kinds = _kinds(nodes)
    parents: dict[str, list[str]] = {key: [] for key in nodes}
    for key, node in nodes.items():
        for child in node.children:
            parents[child].append(key)
    clusters = [key for key, kind in kinds.items() if kind == "group"]
    groups = {key: _group(nodes[key], draft) for key in clusters if not _only_holds_groups(key, nodes, kinds)}
    if above := [repr(nodes[key].name) for key in clusters if key not in groups]:
        draft.notes.append(f"Only the groups next to competencies were read, not those above them: {', '.join(above)}.")
    for key, group in groups.items():
        node = nodes[key]
        group.code = group.code or node.code
        draft.name_also(group, node.aliases)
        group.characteristics += [
            nodes[child].definition or nodes[child].name
            for child in node.children
            if kinds[child] in ("characteristic", "indicator")
        ]
    for key, node in nodes.items():
        if kinds[key] == "competency":
            inside = [groups[parent] for parent in node.parents or parents[key] if parent in groups]
            _competency(node, inside, nodes, kinds, draft)


def _only_holds_groups(key: str, nodes: Mapping[str, Node], kinds: Mapping[str, Kind]) -> bool:
    return {kinds[child] for child in nodes[key].children} == {"group"}


def _group(node: Node, draft: Draft) -> GroupDraft:
    group = draft.group(node.name, node.place, node.id, key=_key(node))
    if node.definition and not group.definition:
        group.definition = node.definition
    elif node.definition:
        _refuse_namesake(node, group, "groups", draft)
    return group


def _key(node: Node) -> str:
    return f"id {node.id}" if node.id else ""  # ids tell two of one name apart


def _refuse_namesake(node: Node, known: GroupDraft | CompetencyDraft, kind: str, draft: Draft) -> bool:
    """Refuse a node with the name of another that means something else."""
    if known.place == node.place or fold(known.definition) == fold(node.definition):
        return False
    remedy = f"give two {kind} two names, or merge them"
    draft.problem(node.place, f"{node.name!r} is also the name of {known.place}; {remedy}")
    return True


def _kinds(nodes: Mapping[str, Node]) -> dict[str, Kind]:
    below = {child for node in nodes.values() for child in node.children}
    kinds: dict[str, Kind] = {}
    for key, node in nodes.items():
        leaf = not node.children
        if node.kind:
            kinds[key] = node.kind
        elif key in below and is_level_name(node.name):
            kinds[key] = "level"
        elif key in below and leaf and not node.definition and len(node.name.split()) >= _SENTENCE_WORDS:
            kinds[key] = "indicator"
        else:
            kinds[key] = ""
    for key in _sentences_among_competencies(nodes, kinds):
        kinds[key] = ""
    for key, node in nodes.items():
        if not kinds[key]:
            inner = any(kinds[child] in ("", "group", "competency") for child in node.children)
            kinds[key] = "group" if inner else "competency"
    return kinds


def _sentences_among_competencies(nodes: Mapping[str, Node], kinds: Mapping[str, Kind]) -> set[str]:
    """Return what was taken for an indicator by its length, but stands only where competencies do."""
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for node in nodes.values():
        among = node.kind == "group" or any(kinds[child] in ("", "group", "competency") for child in node.children)
        found[among] |= {child for child in node.children if kinds[child] == "indicator" and not nodes[child].kind}
    return found[True] - found[False]


def _competency(
    node: Node, groups: list[GroupDraft], nodes: Mapping[str, Node], kinds: Mapping[str, Kind], draft: Draft
) -> None:
    known = draft.competency(node.name, node.place, node.id, key=_key(node))
    if _refuse_namesake(node, known, "competencies", draft):
        return
    if node.definition:
        draft.define(known, node.definition, node.place)
    draft.name_also(known, node.aliases)
    known.code = known.code or node.code
    for group in groups:
        draft.join(known, group)
    for level, text in node.indicators:
        draft.indicate(known, text, draft.scale.use(level, node.place) if level else None)
    for level, text in node.required:
        known.required.append((draft.scale.use(level, node.place), text))
    _indicators(node, "", known, nodes, kinds, draft)


def _indicators(
    node: Node, level: str, entry: CompetencyDraft, nodes: Mapping[str, Node], kinds: Mapping[str, Kind], draft: Draft
) -> None:
    for key in node.children:
        child = nodes[key]
        if kinds[key] == "level":
            name = child.level or child.name
            if child.definition:
                draft.indicate(entry, child.definition, draft.scale.use(name, child.place))
            _indicators(child, name, entry, nodes, kinds, draft)
        elif kinds[key] in ("indicator", "characteristic"):
            own = child.level or level
            text = child.definition or child.name
            draft.indicate(entry, text, draft.scale.use(own, child.place) if own else None)
            _indicators(child, own, entry, nodes, kinds, draft)


def _cycles(nodes: Mapping[str, Node]) -> Iterator[str]:
    """Yield one node of each cycle."""
    done: set[str] = set()
    for start in nodes:
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, int]] = [(start, 0)] if start not in done else []
        while stack:
            key, position = stack.pop()
            if position == 0:
                path.append(key)
                on_path.add(key)
            children = nodes[key].children
            if position < len(children):
                stack.append((key, position + 1))
                child = children[position]
                if child in on_path:
                    yield child
                    return
                if child not in done:
                    stack.append((child, 0))
            else:
                done.add(key)
                on_path.discard(path.pop())
