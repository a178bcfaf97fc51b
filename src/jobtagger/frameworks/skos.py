"""Frameworks from SKOS in JSON-LD: a concept scheme whose concepts are groups, competencies and indicators.

The context is read from the file alone: prefixes, renamed keys, language maps. A context that is only an address is not
fetched; then keys count by their usual names (``prefLabel``, ``skos:prefLabel``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.cells import clean
from jobtagger.frameworks.drafting import Draft
from jobtagger.frameworks.hierarchy import Node, read_hierarchy
from jobtagger.frameworks.model import Framework
from jobtagger.frameworks.tables import default_id, default_title

SKOS = "http://www.w3.org/2004/02/skos/core#"
_TERMS = "http://purl.org/dc/terms/"
_KNOWN = frozenset(
    (
        *("ConceptScheme", "Concept", "Collection", "OrderedCollection", "prefLabel", "altLabel", "definition"),
        *("scopeNote", "example", "broader", "narrower", "topConceptOf", "hasTopConcept", "inScheme", "member"),
        *("memberList", "notation"),
        *("title", "description", "publisher", "creator", "issued", "date", "versionInfo", "label", "comment"),
        *("literalForm", "value", "nodeLiteral", "name"),
    )
)
_LINKS = ("broader", "narrower", "topConceptOf", "hasTopConcept", "inScheme", "member", "memberList")
_LITERALS = ("@value", "literalForm", "nodeLiteral", "value")


def is_skos(data: object) -> bool:
    """Tell whether JSON data speak of SKOS concepts.

    >>> is_skos({"@graph": [{"@type": "skos:Concept", "skos:prefLabel": "Planning"}]}), is_skos({"a": 1})
    (True, False)
    """
    stack, seen = [data], 0
    while stack and seen < 10_000:
        seen += 1
        value = stack.pop()
        if isinstance(value, Mapping):
            if any(_local(str(key), {}) in ("prefLabel", "hasTopConcept") for key in value):
                return True
            types = _as_list(value.get("@type", value.get("type")))
            if any(_local(str(name), {}) in ("Concept", "ConceptScheme") for name in types):
                return True
            context = value.get("@context")
            if isinstance(context, Mapping) and SKOS in map(str, context.values()):
                return True
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return False


def read_skos(data: object, source: str, *, id: str = "", title: str = "", language: str = "en") -> Framework:
    """Build a framework from SKOS in JSON-LD.

    Parameters
    ----------
    data : dict or list
        The parsed JSON.
    source : str
        Its name in messages.
    id, title : str
        Of the framework; where they are not given, `source` and the concept scheme give them.
    language : str
        Which labels to take where there are several languages.

    Returns
    -------
    Framework

    Raises
    ------
    FrameworkError
        If there is no concept, more than one scheme, a concept without label, or two of the same name.

    Examples
    --------
    >>> concept = {"@id": "x:1", "@type": "skos:Concept", "skos:prefLabel": {"@value": "Planning", "@language": "en"}}
    >>> read_skos([concept], "own.jsonld").labels
    ('planning',)
    """
    graph = _Graph(data, language)
    draft = Draft(source)
    schemes = graph.of_type("ConceptScheme")
    if len(schemes) > 1:
        raise FrameworkError(source, [f"(file): holds {len(schemes)} concept schemes ({', '.join(schemes)}); keep one"])
    nodes = _nodes(graph, draft)
    if not nodes:
        raise FrameworkError(source, ["(file): holds no skos:Concept; expected concepts with a skos:prefLabel"])
    read_hierarchy(nodes, draft)
    scheme = schemes[0] if schemes else ""
    sources = {"publisher": ("publisher", "creator"), "date": ("issued", "date"), "version": ("versionInfo",)}
    for key, names in sources.items():
        text = graph.first(scheme, *names)
        if text and "://" not in text:
            draft.about[key] = text
    title = title or graph.first(scheme, "title", "prefLabel", "label") or default_title(source)
    return draft.build(id or default_id(source), title)


def _nodes(graph: _Graph, draft: Draft) -> dict[str, Node]:
    concepts = graph.of_type("Concept")
    concepts += [key for key in graph.values if key not in concepts and not graph.types[key] and graph.has(key)]
    nodes: dict[str, Node] = {}
    for key in concepts:
        place = f"concept {key}"
        name = graph.first(key, "prefLabel", "label")
        if not name:
            draft.problem(place, "has no skos:prefLabel; give it one")
            continue
        definition = graph.first(key, "definition") or graph.first(key, "scopeNote", "description", "comment")
        nodes[key] = Node(name, place, definition=definition, aliases=graph.texts(key, "altLabel"))
        nodes[key].code = graph.first(key, "notation")
        nodes[key].indicators = [("", text) for text in graph.texts(key, "example")]
    for key in [*graph.of_type("Collection"), *graph.of_type("OrderedCollection")]:
        members = [member for member in graph.links(key, "member", "memberList") if member in nodes]
        name = graph.first(key, "prefLabel", "label")
        if name and members:
            nodes[key] = Node(name, f"collection {key}", definition=graph.first(key, "definition"), kind="group")
            nodes[key].children = members
    for key in concepts:
        if key in nodes:
            for child in graph.links(key, "narrower"):
                _link(nodes, key, child)
            for parent in graph.links(key, "broader"):
                _link(nodes, parent, key)
    return nodes


def _link(nodes: dict[str, Node], parent: str, child: str) -> None:
    if parent in nodes and child in nodes and child not in nodes[parent].children:
        nodes[parent].children.append(child)


class _Graph:
    """The nodes of a JSON-LD document by their identifiers, in the order they come."""

    def __init__(self, data: object, language: str) -> None:
        self.language = language.lower()
        self.values: dict[str, dict[str, list[Any]]] = {}
        self.types: dict[str, list[str]] = {}
        self._unnamed = 0
        self._add_all(data, {})

    def of_type(self, name: str) -> list[str]:
        """Return the identifiers of the nodes of a type."""
        return [key for key, types in self.types.items() if name in types]

    def has(self, key: str) -> bool:
        """Tell whether a node without type is a concept all the same."""
        return "prefLabel" in self.values[key] and "hasTopConcept" not in self.values[key]

    def links(self, key: str, *names: str) -> list[str]:
        """Return the identifiers that a node points to."""
        values = self.values.get(key, {})
        return [target for name in names for target in values.get(name, ()) if isinstance(target, str)]

    def texts(self, key: str, name: str) -> list[str]:
        """Return a node's texts in the best language there is."""
        pairs = [value for value in self.values.get(key, {}).get(name, ()) if isinstance(value, tuple)]
        languages = {language for language, _ in pairs}
        best = min(languages, key=self._distance, default="")
        texts = [clean(text) for language, text in pairs if language == best]
        return [text for number, text in enumerate(texts) if text and text not in texts[:number]]

    def first(self, key: str, *names: str) -> str:
        """Return the first text that a node has under one of the names."""
        return next((text for name in names for text in self.texts(key, name)), "")

    def _distance(self, language: str) -> tuple[int, str]:
        if language == self.language:
            return 0, ""
        return (1 if language.startswith(f"{self.language}-") else 3 if language else 2), language

    def _add_all(self, value: object, context: Mapping[str, Any]) -> None:
        for item in _as_list(value):
            if isinstance(item, Mapping):
                self._add(item, context)

    def _add(self, item: Mapping[str, Any], context: Mapping[str, Any]) -> str:
        context = {**context, **_context(item.get("@context"))}
        names = {str(key): _local(str(key), context) for key in item}
        by_name: dict[str, list[Any]] = {}
        for key, name in names.items():
            by_name.setdefault(name, []).append((key, item[key]))
        for _, nested in by_name.get("@graph", ()):
            self._add_all(nested, context)
        properties = [name for name in by_name if not name.startswith("@")]
        if "@graph" in by_name and not any(name in ("prefLabel", "hasTopConcept") for name in properties):
            return ""
        self._unnamed += 1
        given = next((value for _, value in by_name.get("@id", ()) if isinstance(value, str)), "")
        key = _expand(given, context) if given else f"_:{self._unnamed}"
        values = self.values.setdefault(key, {})
        types = self.types.setdefault(key, [])
        for _, value in by_name.get("@type", ()):
            types += [_local(str(name), context) for name in _as_list(value)]
        for name in properties:
            for written, value in by_name[name]:
                language = _default_language(context, written)
                values.setdefault(name, []).extend(self._values(name, value, context, language))
        return key

    def _values(self, name: str, value: object, context: Mapping[str, Any], language: str) -> Iterator[Any]:
        """Yield identifiers of what a property points to, and (language, text) of what it says."""
        for item in _as_list(value):
            if isinstance(item, Mapping):
                yield from self._from_mapping(name, item, context, language)
            elif name in _LINKS and isinstance(item, str):
                yield _expand(item, context)
            elif isinstance(item, str | int | float) and not isinstance(item, bool):
                yield language, str(item)

    def _from_mapping(
        self, name: str, item: Mapping[str, Any], context: Mapping[str, Any], language: str
    ) -> Iterator[Any]:
        inner = {_local(str(key), context): value for key, value in item.items()}
        literal = next((inner[key] for key in _LITERALS if key in inner), None)
        if "@list" in inner or "@set" in inner:
            yield from self._values(name, inner.get("@list", inner.get("@set")), context, language)
        elif name in _LINKS:
            yield self._add(item, context) if len(inner) > 1 else _expand(str(inner.get("@id", "")), context)
        elif literal is not None:
            for part in _as_list(literal):
                if isinstance(part, Mapping):
                    yield from self._from_mapping(name, part, context, language)
                else:
                    yield str(inner.get("@language", language)).lower(), str(part)
        elif not any(str(key).startswith("@") for key in item):
            for code, texts in item.items():  # a language map
                for text in _as_list(texts):
                    if isinstance(text, str):
                        yield ("" if code == "none" else str(code).lower()), text


def _context(value: object) -> dict[str, Any]:
    """Return what a context says of keys; an address says nothing, it is not fetched."""
    terms: dict[str, Any] = {}
    for part in _as_list(value):
        if isinstance(part, Mapping):
            terms.update(part)
    return terms


def _default_language(context: Mapping[str, Any], key: str) -> str:
    term = context.get(key)
    own = term.get("@language") if isinstance(term, Mapping) else None
    return str(own or context.get("@language") or "").lower()


def _expand(name: str, context: Mapping[str, Any]) -> str:
    prefix, colon, rest = name.partition(":")
    base = context.get(prefix)
    base = base.get("@id") if isinstance(base, Mapping) else base
    return base + rest if colon and isinstance(base, str) and not rest.startswith("//") else name


def _local(name: str, context: Mapping[str, Any]) -> str:
    """Return the usual short name of a key or type; other keys stay as they are."""
    for _ in range(4):  # a term may stand for a term that has a prefix
        term = context.get(name)
        target = term.get("@id") if isinstance(term, Mapping) else term
        if not isinstance(target, str) or target == name:
            break
        name = target
    name = _expand(name, context)
    if name in ("id", "@id"):
        return "@id"
    if name in ("type", "@type", "rdf:type"):
        return "@type"
    short = name.rsplit("#", 1)[-1].rsplit("/", 1)[-1] if "://" in name else name.rsplit(":", 1)[-1]
    return short if short in _KNOWN else name


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
