"""Frameworks from 1EdTech CASE packages (v1.0 and v1.1), the exchange format for competencies and standards.

``CFItems`` are the statements, ``isChildOf`` associations make the tree, ``CFItemType`` says what a statement is, and
a ``CFRubric`` or ``educationLevel`` gives the levels. What CASE has no place for stands in ``extensions.jobtagger``,
which version 1.1 allows (`jobtagger.frameworks.case_export` writes it).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.cells import clean, fold, split_items
from jobtagger.frameworks.drafting import Draft
from jobtagger.frameworks.hierarchy import Node, kind_of, read_hierarchy
from jobtagger.frameworks.model import Framework
from jobtagger.frameworks.scales import is_level_name
from jobtagger.frameworks.tables import default_id, default_title

EXTENSION = "jobtagger"
"""Key of this package's own words in the ``extensions`` of CASE 1.1."""


def is_case(data: object) -> bool:
    """Tell whether JSON data are a CASE package.

    >>> is_case({"CFDocument": {"title": "Own"}, "CFItems": []}), is_case({"format": 1})
    (True, False)
    """
    return isinstance(data, Mapping) and ("CFDocument" in data or "CFItems" in data or "CFPackage" in data)


def read_case(data: object, source: str, *, id: str = "", title: str = "") -> Framework:
    """Build a framework from a CASE package.

    Parameters
    ----------
    data : dict
        The parsed JSON of a ``CFPackage``.
    source : str
        Its name in messages.
    id, title : str
        Of the framework; where they are not given, `source` and the ``CFDocument`` give them.

    Returns
    -------
    Framework

    Raises
    ------
    FrameworkError
        If items have no statement, stand below themselves, or say different things under one name.

    Examples
    --------
    >>> item = {"identifier": "1", "fullStatement": "Sets goals.", "abbreviatedStatement": "Planning"}
    >>> read_case({"CFDocument": {"title": "Own"}, "CFItems": [item]}, "own.json").competency("planning").definition
    'Sets goals.'
    """
    if not is_case(data):
        raise FrameworkError(source, ["(file): is not a CASE package; a CFDocument and CFItems are expected"])
    assert isinstance(data, Mapping)
    package = _mapping(data.get("CFPackage")) or data
    document = _mapping(package.get("CFDocument"))
    draft = Draft(source)
    draft.scale.lenient = True
    nodes = _nodes(package, draft)
    _rubrics(package, nodes, draft)
    read_hierarchy(nodes, draft)
    own = _own(document)
    for key in ("publisher", "version"):
        draft.about[key] = _text(document, key)
    draft.about |= {key: own[key] for key in ("publisher", "group_name", "date", "source", "notes") if own.get(key)}
    if "notes" not in own and _text(document, "notes"):
        draft.about["notes"] = [_text(document, "notes")]
    id = id or str(own.get("id") or default_id(source))
    return draft.build(id, title or _text(document, "title") or default_title(source))


def _nodes(package: Mapping[str, Any], draft: Draft) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    types = {_text(entry, "identifier"): _text(entry, "title") for entry in _listed(package, "CFItemTypes")}
    for number, item in enumerate(_listed(package, "CFItems")):
        key = _text(item, "identifier") or _text(item, "uri") or f"CFItems[{number}]"
        statement, short = _text(item, "fullStatement"), _text(item, "abbreviatedStatement")
        if not statement and not short:
            draft.problem(f"CFItem {key}", "has no fullStatement; every CFItem needs one")
            continue
        type_link = _mapping(item.get("CFItemType")) or _mapping(item.get("CFItemTypeURI"))
        type_name = _text(item, "CFItemType") or _text(type_link, "title")
        type_name = type_name or types.get(_text(type_link, "identifier"), "")
        own = _own(item)
        node = Node(short or statement, f"CFItem {key}", kind=kind_of(type_name))
        node.definition = _text(own, "definition")  # where it says no more than the name
        if short and fold(short) != fold(statement):
            node.definition = statement
        node.code = _text(item, "humanCodingScheme")
        node.id = str(own.get("id") or "")
        node.aliases = [clean(alias) for alias in _list(own.get("aliases")) if isinstance(alias, str)]
        node.required = [
            (_text(entry, "level"), _text(entry, "proficiency"))
            for entry in _list(own.get("required"))
            if isinstance(entry, Mapping)
        ]
        levels = [level for level in _list(item.get("educationLevel")) if isinstance(level, str) and level.strip()]
        if node.kind in ("indicator", "level", "") and len(levels) == 1:
            node.level = clean(levels[0])
        if is_level_name(type_name):
            node.kind, node.level = "indicator", type_name
        if node.kind in ("indicator", "characteristic"):
            node.name, node.definition = statement or short, ""
        nodes[key] = node
    _associations(package, nodes)
    return nodes


def _associations(package: Mapping[str, Any], nodes: dict[str, Node]) -> None:
    """Hang the items on their parents, in the order of the sequence numbers."""
    order = {key: number for number, key in enumerate(nodes)}
    links: list[tuple[float, int, str, str]] = []
    for association in _listed(package, "CFAssociations"):
        child = _target(association.get("originNodeURI"), nodes)
        parent = _target(association.get("destinationNodeURI"), nodes)
        if _text(association, "associationType") in ("isChildOf", "isPartOf") and child and parent:
            number = association.get("sequenceNumber")
            nodes[child].parents.append(parent)
            links.append((number if isinstance(number, int | float) else float("inf"), order[child], child, parent))
    for _, _, child, parent in sorted(links):
        if child not in nodes[parent].children:
            nodes[parent].children.append(child)


def _target(link: object, nodes: Mapping[str, Node]) -> str:
    """Return the key of the item that a link points to; empty if it points elsewhere."""
    entry = _mapping(link)
    for key in (link if isinstance(link, str) else "", _text(entry, "identifier"), _text(entry, "uri")):
        if key in nodes:
            return key
    return ""


def _rubrics(package: Mapping[str, Any], nodes: dict[str, Node], draft: Draft) -> None:
    """Take the scale from rubrics, and indicators from criteria that belong to an item."""
    scale: dict[str, tuple[float, str, str]] = {}
    definitions = _mapping(package.get("CFDefinitions"))
    for rubric in [*_listed(package, "CFRubrics"), *_listed(definitions, "CFRubrics")]:
        for criterion in _listed(rubric, "CFRubricCriteria"):
            target = _target(criterion.get("CFItemURI"), nodes)
            _refuse_namesakes(criterion, draft)
            for score, level in _criterion_levels(criterion):
                name = _text(level, "quality")
                text = _text(level, "description")
                known = scale.get(fold(name))
                scale[fold(name)] = known or (score, name, "" if target else text)
                if target:
                    described = level.get("description")
                    texts = split_items(described, inline=False) if isinstance(described, str) else []
                    nodes[target].indicators += [(name, text) for text in texts]
    ordered = sorted(scale.values(), key=lambda entry: entry[0])
    whole = all(score == int(score) for score, _, _ in ordered) and len({entry[0] for entry in ordered}) == len(ordered)
    for number, (score, name, definition) in enumerate(ordered, start=1):
        draft.scale.enter(int(score) if whole else number, name, definition, f"CFRubric level {name!r}")


def _refuse_namesakes(criterion: Mapping[str, Any], draft: Draft) -> None:
    """Refuse a criterion with two levels of one name: items name their levels, and would mean either."""
    names = Counter(fold(_text(level, "quality")) for _, level in _criterion_levels(criterion))
    for _, level in _criterion_levels(criterion):
        if names.pop(fold(_text(level, "quality")), 0) > 1:
            place = f"CFRubricCriterion {_text(criterion, 'identifier')}".rstrip()
            draft.problem(place, f"has two levels called {_text(level, 'quality')!r}; give each its own name")


def _criterion_levels(criterion: Mapping[str, Any]) -> Iterator[tuple[float, Mapping[str, Any]]]:
    """Yield the levels of a criterion that have a name, with the number that orders them."""
    levels = [level for level in _listed(criterion, "CFRubricCriterionLevels") if _text(level, "quality")]
    for key in ("score", "position"):
        numbers = [level.get(key) for level in levels]
        if all(isinstance(number, int | float) for number in numbers) and len(set(numbers)) == len(numbers):
            for number, level in zip(numbers, levels, strict=True):
                assert isinstance(number, int | float)
                yield number, level
            return
    yield from ((number, level) for number, level in enumerate(levels, start=1))


def _own(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    return _mapping(_mapping(entry.get("extensions")).get(EXTENSION))


def _listed(entry: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = entry.get(key)
    if value is None and key == "CFItemTypes":
        value = _mapping(entry.get("CFDefinitions")).get(key)
    return [item for item in _list(value) if isinstance(item, Mapping)]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return clean(value) if isinstance(value, str) else ""
