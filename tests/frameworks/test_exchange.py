"""Frameworks from SKOS and CASE, in the shapes in which they are published."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from jobtagger.errors import FrameworkError
from jobtagger.frameworks import Framework
from jobtagger.frameworks.exchange import read_json

SKOS = "http://www.w3.org/2004/02/skos/core#"


def read(data: Any) -> Framework:
    return read_json(json.dumps(data).encode(), "our-model.json")


def problems(data: Any) -> tuple[str, ...]:
    with pytest.raises(FrameworkError) as caught:
        read(data)
    return caught.value.problems


def indicators(framework: Framework, id: str) -> list[tuple[int | None, str]]:
    return [(indicator.level, indicator.text) for indicator in framework.competency(id).indicators]


# SKOS


def concept(id: str, label: str, **more: Any) -> dict[str, Any]:
    return {"@id": id, "@type": "skos:Concept", "skos:prefLabel": label} | {f"skos:{key}": more[key] for key in more}


PREFIXED = {
    "@context": {"skos": SKOS, "dct": "http://purl.org/dc/terms/", "x": "https://example.org/"},
    "@graph": [
        {"@id": "x:scheme", "@type": "skos:ConceptScheme", "dct:title": "Our scheme", "dct:publisher": "HR"},
        concept("x:lead", "Leading", topConceptOf={"@id": "x:scheme"}, definition="The lead."),
        concept("x:see", "Vision", broader={"@id": "x:lead"}, definition="Sees.", altLabel=["Sight"], notation="VIS"),
        concept("x:look", "Looks at all things from every side", broader={"@id": "https://example.org/see"}),
        concept("x:alone", "Grit", example="Stays late"),
    ],
}
EXPANDED = [
    {
        "@id": "https://example.org/lead",
        "@type": [f"{SKOS}Concept"],
        f"{SKOS}prefLabel": [{"@value": "F\u00fchren", "@language": "de"}, {"@value": "Leading", "@language": "en"}],
        f"{SKOS}narrower": [{"@id": "https://example.org/see"}],
    },
    {
        "@id": "https://example.org/see",
        "@type": [f"{SKOS}Concept"],
        f"{SKOS}prefLabel": [{"@value": "Vision", "@language": "en-US"}, {"@value": "Weitsicht", "@language": "de"}],
        f"{SKOS}definition": [{"@value": "Sees."}],
        f"{SKOS}altLabel": [{"@value": "Sicht", "@language": "de"}, {"@value": "Sight", "@language": "en"}],
    },
]
NESTED = {
    "@context": [
        "https://example.org/never-fetched.jsonld",
        {
            "id": "@id",
            "type": "@type",
            "skos": SKOS,
            "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
            "kids": {"@id": "skos:narrower", "@type": "@id"},
        },
    ],
    "id": "https://example.org/scheme",
    "type": "ConceptScheme",
    "title": {"en": "Our scheme", "de": "Unser"},
    "hasTopConcept": [
        {
            "id": "https://example.org/lead",
            "type": "Concept",
            "prefLabel": {"de": "F\u00fchren", "en": "Leading"},
            "kids": [
                {
                    "id": "https://example.org/see",
                    "type": "Concept",
                    "prefLabel": {"en": "Vision"},
                    "definition": {"en": "Sees."},
                    "altLabel": {"en": ["Sight"], "de": ["Sicht"]},
                }
            ],
        }
    ],
}


@pytest.mark.parametrize("data", [PREFIXED, EXPANDED, NESTED], ids=["prefixed", "expanded", "nested"])
def test_skos_in_its_forms(data: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)  # no context is fetched
    framework = read(data)
    vision = framework.competency("vision")
    assert [(group.id, group.name) for group in framework.groups] == [("leading", "Leading")]
    assert (vision.definition, vision.aliases, vision.groups) == ("Sees.", ("Sight",), ("leading",))
    assert framework.levels == ()


def test_skos_scheme_examples_sentences_and_notation() -> None:
    framework = read(PREFIXED)
    assert (framework.title, framework.publisher) == ("Our scheme", "HR")
    assert framework.groups[0].definition == "The lead."
    assert framework.competency("vision").code == "VIS"
    assert indicators(framework, "vision") == [(None, "Looks at all things from every side")]
    assert indicators(framework, "grit") == [(None, "Stays late")]
    assert framework.competency("grit").groups == ()


def test_skos_concept_in_two_groups_and_collections() -> None:
    framework = read(
        [
            concept("a", "A"),
            concept("b", "B"),
            concept("c", "C", broader=[{"@id": "a"}, {"@id": "b"}], definition="Is c."),
            {"@id": "l", "@type": "skos:Collection", "skos:prefLabel": "L", "skos:member": {"@list": [{"@id": "c"}]}},
        ]
    )
    assert framework.competency("c").groups == ("a", "b", "l")


def test_skos_sentence_below_a_concept_stays_its_indicator_in_a_collection() -> None:
    sentence = concept("i", "Looks ahead in every direction there is", broader={"@id": "v"})
    both = {"@id": "l", "@type": "skos:Collection", "skos:prefLabel": "L", "skos:member": [{"@id": "v"}, {"@id": "i"}]}
    assert read([concept("v", "Vision"), sentence, both]).labels == ("vision",)


def test_skos_languages_other_than_english() -> None:
    texts = {"definition": {"@value": "Est prudent", "@language": "fr"}}
    data = {"@id": "a", "@type": "skos:Concept", "prefLabel": {"@value": "Prudence", "@language": "fr"}, **texts}
    assert read(data).competency("prudence").definition == "Est prudent"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (
            [concept("a", "A", broader={"@id": "b"}), concept("b", "B", broader={"@id": "a"})],
            "concept a: 'A' stands below itself; remove one of the links",
        ),
        (
            [concept("a", "A"), {"@id": "b", "@type": "skos:Concept"}],
            "concept b: has no skos:prefLabel; give it one",
        ),
        (
            [concept("a", "A", definition="One"), concept("b", "a", definition="Two")],
            "concept b: 'a' is also the name of concept a; give two competencies two names, or merge them",
        ),
        (
            [{"@id": id, "@type": "skos:ConceptScheme", "skos:prefLabel": id} for id in "st"],
            "(file): holds 2 concept schemes (s, t); keep one",
        ),
        (
            [{"@id": "s", "@type": "skos:ConceptScheme", "skos:prefLabel": "S"}],
            "(file): holds no skos:Concept; expected concepts with a skos:prefLabel",
        ),
        (
            [concept("a", "\u4e2d")],
            "concept a: '\u4e2d' makes no id in kebab-case; give the competency an id of small letters and digits",
        ),
    ],
)
def test_skos_that_is_refused(data: Any, problem: str) -> None:
    assert problems(data) == (problem,)


# CASE


def item(id: str, statement: str, kind: str = "", **more: Any) -> dict[str, Any]:
    given = {"identifier": id, "uri": f"https://example.org/{id}", "fullStatement": statement, **more}
    return given | ({"CFItemType": kind} if kind else {})


def below(child: str, parent: str, number: int | None = None) -> dict[str, Any]:
    link = {"associationType": "isChildOf", "originNodeURI": {"identifier": child, "title": "", "uri": ""}}
    link["destinationNodeURI"] = {"identifier": parent, "title": "", "uri": ""}
    return link | ({} if number is None else {"sequenceNumber": number})


def package(items: list[dict[str, Any]], links: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    document = {"identifier": "doc", "title": "Our package", "creator": "HR", "publisher": "Agency", "version": "2"}
    return {"CFDocument": document, "CFItems": items, "CFAssociations": links, **more}


TYPED = package(
    [
        item("look", "Looks ahead", "Behavioral Indicator", educationLevel=["Basic"]),
        item("see", "Sees far.", "Competency", abbreviatedStatement="Vision", humanCodingScheme="VIS"),
        item("lead", "Leading", "Cluster"),
        item("plan", "Planning", "Competency"),
        item("teach", "Teaches", "Indicator", educationLevel=["Expert"]),
    ],
    [
        below("look", "see", 2),
        below("teach", "see", 1),
        below("see", "lead", 2),
        below("plan", "lead", 1),
        below("lead", "doc"),
    ],
)


def test_case_types_order_and_levels() -> None:
    framework = read(TYPED)
    assert (framework.title, framework.publisher, framework.version) == ("Our package", "Agency", "2")
    vision = framework.competency("vision")
    assert (vision.definition, vision.code, vision.groups) == ("Sees far.", "VIS", ("leading",))
    assert [(level.value, level.name) for level in framework.levels] == [(1, "Basic"), (2, "Expert")]
    assert indicators(framework, "vision") == [(2, "Teaches"), (1, "Looks ahead")]
    assert framework.competency("planning").definition == ""


@pytest.mark.parametrize("place", ["CFRubrics", "CFDefinitions"])
def test_case_rubrics(place: str) -> None:
    levels = [
        {"quality": "Expert", "score": 2.5, "description": "Plans all\nPlans more"},
        {"quality": "Basic", "score": 1.0, "description": "Plans some"},
    ]
    rubrics = [{"CFRubricCriteria": [{"CFItemURI": {"identifier": "plan"}, "CFRubricCriterionLevels": levels}]}]
    framework = read(TYPED | ({place: rubrics} if place == "CFRubrics" else {place: {"CFRubrics": rubrics}}))
    assert [(level.value, level.name) for level in framework.levels] == [(1, "Basic"), (2, "Expert")]
    assert indicators(framework, "planning") == [(2, "Plans all"), (2, "Plans more"), (1, "Plans some")]
    assert indicators(framework, "vision") == [(2, "Teaches"), (1, "Looks ahead")]


def test_case_item_types_by_link_and_levels_as_items() -> None:
    items = [
        item("see", "Vision", CFItemTypeURI={"identifier": "t", "uri": "u"}),
        item("one", "Level 1 - Basic"),
        item("two", "Level 2 - Expert"),
        item("look", "Looks", "Indicator"),
        item("teach", "Teaches", "Indicator"),
    ]
    links = [below("one", "see"), below("two", "see"), below("look", "one"), below("teach", "two")]
    framework = read(package(items, links, CFDefinitions={"CFItemTypes": [{"identifier": "t", "title": "Competency"}]}))
    assert [(level.value, level.name) for level in framework.levels] == [(1, "Basic"), (2, "Expert")]
    assert indicators(framework, "vision") == [(1, "Looks"), (2, "Teaches")]


def test_case_without_types_goes_by_the_tree() -> None:
    framework = read(
        package(
            [item("g", "Leading"), item("c", "Vision"), item("i", "Looks ahead in every direction there is")],
            [below("c", "g"), below("i", "c")],
        )
    )
    assert framework.competency("vision").groups == ("leading",)
    assert indicators(framework, "vision") == [(None, "Looks ahead in every direction there is")]


SENTENCE = "Fluently adds and subtracts numbers within one thousand"


@pytest.mark.parametrize(
    ("items", "links", "labels"),
    [
        (
            [item("g", "Numbers"), item("a", SENTENCE), item("b", "Counts"), item("c", f"{SENTENCE} at home")],
            [below("a", "g"), below("b", "g"), below("c", "b")],
            (SENTENCE, "Counts"),
        ),
        (
            [item("g", "Numbers", "Cluster"), item("a", SENTENCE, "Standard")],
            [below("a", "g")],
            (SENTENCE,),
        ),
        (
            [item("g", "Numbers"), item("a", SENTENCE), item("b", "Counts", "Competency")],
            [below("a", "g"), below("b", "g")],
            (SENTENCE, "Counts"),
        ),
        (
            [item("g", "Numbers", "Competency"), item("a", SENTENCE), item("b", f"{SENTENCE} too")],
            [below("a", "g"), below("b", "g")],
            ("Numbers",),
        ),
    ],
    ids=["beside one with children", "in a cluster", "beside a competency", "below a competency"],
)
def test_a_sentence_that_stands_among_competencies_is_one(items: Any, links: Any, labels: tuple[str, ...]) -> None:
    assert tuple(entry.name for entry in read(package(items, links)).competencies) == labels


def test_groups_above_groups_are_named_in_a_note() -> None:
    items = [item("t", "Top", "Cluster"), item("g", "Leading", "Cluster"), item("c", "Vision", "Competency")]
    framework = read(package(items, [below("g", "t"), below("c", "g")]))
    assert [group.id for group in framework.groups] == ["leading"]
    assert framework.notes == ("Only the groups next to competencies were read, not those above them: 'Top'.",)


def test_case_school_grades_are_no_scale() -> None:
    framework = read(
        package(
            [
                item("c", "Counting"),
                item("i", "Counts to one hundred by ones", educationLevel=["KG"]),
                item("j", "Counts to one thousand by tens", educationLevel=["01"]),
            ],
            [below("i", "c"), below("j", "c")],
        )
    )
    assert framework.levels == ()
    assert framework.notes == ("The levels that the items name do not make one scale and were not read.",)
    assert [level for level, _ in indicators(framework, "counting")] == [None, None]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (package([{"identifier": "x"}, item("a", "A")], []), "CFItem x: has no fullStatement; every CFItem needs one"),
        (package([], []), "(file): no competency was found; see docs/framework-import.md for what is read"),
        (
            package([item("a", "A", "Competency"), item("b", "B", "Competency")], [below("a", "b"), below("b", "a")]),
            "CFItem a: 'A' stands below itself; remove one of the links",
        ),
        (
            package([item("a", "One", abbreviatedStatement="A"), item("b", "Two", abbreviatedStatement="A")], []),
            "CFItem b: 'A' is also the name of CFItem a; give two competencies two names, or merge them",
        ),
        (
            package(
                [item(id, text, "Cluster", abbreviatedStatement="G") for id, text in (("g", "One"), ("h", "Two"))]
                + [item("a", "A", "Competency")],
                [],
            ),
            "CFItem h: 'G' is also the name of CFItem g; give two groups two names, or merge them",
        ),
        (
            package([item("a", "A")], [])
            | {
                "CFRubrics": [
                    {
                        "CFRubricCriteria": [
                            {"CFRubricCriterionLevels": [{"quality": name, "score": n} for n, name in enumerate("LLM")]}
                        ]
                    }
                ]
            },
            "CFRubricCriterion: has two levels called 'L'; give each its own name",
        ),
    ],
)
def test_case_that_is_refused(data: Any, problem: str) -> None:
    assert problems(data) == (problem,)


@pytest.mark.parametrize(
    "broken",
    [
        {"CFDocument": 1, "CFItems": 2, "CFAssociations": 3},
        {"CFDocument": {"title": []}, "CFItems": [1, None, "x", {"identifier": [], "fullStatement": {}}]},
        {
            "CFDocument": {"extensions": {"jobtagger": {"source": 1, "notes": "x", "id": 5}}},
            "CFItems": [item("a", "A")],
        },
        {"CFPackage": {"CFItems": [item("a", "A")], "CFAssociations": [{"originNodeURI": 1}], "CFRubrics": [{}, 1]}},
    ],
)
def test_broken_packages_are_errors_or_frameworks_but_never_crash(broken: Any) -> None:
    try:
        assert read(broken).labels == ("a",)
    except FrameworkError as error:
        assert error.problems


# JSON of any kind


def test_the_own_format() -> None:
    own = {"format": 1, "id": "own", "title": "Own", "competencies": [{"id": "a", "name": "A"}]}
    assert read(own).id == "own"
    assert read_json(json.dumps(own).encode(), "x.json", id="other", title="Other").title == "Other"


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b'{"a": 1}', "(file): is JSON, but not a framework; what is read: a mapping with 'competencies'"),
        (b"[]", "(file): is JSON, but not a framework"),
        (b'{\n "a":\n}', "line 3, column 1: is not valid JSON (Expecting value); mend"),
        (
            b'{"format": 1, "id": "own", "title": "A", "title": "B", "competencies": []}',
            '(file): the key \'title\' stands twice in one mapping, with "A" and "B"; keep one of the two',
        ),
        (b"[" * 100_000, "(file): is not JSON that can be read"),
        (b'{"skos:prefLabel": "a", "skos:narrower": ' * 300 + b"{}" + b"}" * 300, "(file): is nested too deeply"),
    ],
)
def test_json_that_is_no_framework(data: bytes, start: str) -> None:
    with pytest.raises(FrameworkError) as caught:
        read_json(data, "x.json")
    (problem,) = caught.value.problems
    assert problem.startswith(start)
