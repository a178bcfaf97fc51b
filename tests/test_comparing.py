"""Two models compared on documents: kept, lost, gained, moved, re-levelled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pytest
from fakes import OneToOne, comparison, framework_of

import jobtagger
from jobtagger import resources
from jobtagger.card import examples_by_competency
from jobtagger.comparing import compare
from jobtagger.comparison import KINDS, Comparison
from jobtagger.errors import CrosswalkError
from jobtagger.frameworks import Competency, Crosswalk, Framework, Group, Level, Link, load_framework
from jobtagger.frameworks.bridging import chain, counterparts, find_crosswalk
from jobtagger.records import Document, FailedDocument

OLD = framework_of("old", {"vision": "Change", "budget": "Business", "people": "People", "law": "Business"})
NEW = framework_of("new", {"foresight": "CHANGE", "money": "Efficiency", "coaching": "People", "rules": "People"})
WALK = Crosswalk(
    "old",
    "new",
    (
        Link("vision", "foresight", "same"),
        Link("budget", "money", "close"),
        Link("people", "coaching", "narrower"),
        Link("law", "rules", "related"),
    ),
)


def run(
    old: Mapping[str, Mapping[str, int | None]], new: Mapping[str, Mapping[str, int | None]], **options: int | None
) -> Comparison:
    documents = [Document(id, f"Text of {id}.") for id in old]
    return compare(OneToOne(OLD, old), OneToOne(NEW, new), documents, WALK, **options)


def kinds(result: Comparison) -> list[tuple[str, str, str]]:
    return [
        (change.kind, change.old.competency if change.old else "", change.new.competency if change.new else "")
        for document in result.most_affected
        for change in document.changes
    ]


def test_what_is_the_same_through_the_crosswalk_is_kept() -> None:
    result = run({"a": {"vision": 3}}, {"a": {"foresight": 3}})
    assert (result.documents, result.changed, result.kept, result.most_affected) == (1, 0, 1, ())
    assert set(result.totals.values()) == {0}


def test_each_kind_of_change() -> None:
    result = run({"a": {"vision": 2, "budget": 3, "people": 3}}, {"a": {"foresight": 4, "money": 3, "rules": 1}})
    assert kinds(result) == [
        ("lost", "people", ""),
        ("gained", "", "rules"),
        ("moved", "budget", "money"),
        ("relevelled", "vision", "foresight"),
    ]
    assert result.totals == dict.fromkeys(KINDS, 1) and result.kept == 2
    lost, gained, moved, relevelled = result.most_affected[0].changes
    assert (lost.reason, gained.reason) == ("model", "framework")
    assert moved.old and moved.new and (moved.old.groups, moved.new.groups) == (("Business",), ("Efficiency",))
    assert relevelled.steps == 2


def test_related_is_no_counterpart() -> None:
    result = run({"a": {"law": 3}}, {"a": {"rules": 3}})
    assert [kind for kind, *_ in kinds(result)] == ["lost", "gained"]
    assert {change.reason for change in result.most_affected[0].changes} == {"framework"}


def test_unknown_levels_are_not_compared() -> None:
    assert (
        run({"a": {"vision": None}, "b": {"vision": 1}}, {"a": {"foresight": 1}, "b": {"foresight": None}}).changed == 0
    )


def test_counts_by_competency() -> None:
    old = {"a": {"vision": 3}, "b": {"vision": 3}, "c": {"vision": 3}}
    result = run(old, {"a": {"foresight": 5}, "b": {"foresight": 1}, "c": {"money": 3}})
    count, fresh = result.old_competencies[0], result.new_competencies[1]
    assert (count.documents, count.kept, count.lost, count.raised, count.lowered) == (3, 2, 1, 1, 1)
    assert count.counterparts == ("Foresight",) and fresh.counterparts == ("Budget",)
    assert (fresh.documents, fresh.gained) == (1, 1)


def test_the_counterpart_in_the_same_group_is_the_one_compared() -> None:
    walk = Crosswalk("old", "new", (Link("people", "money", "same"), Link("people", "coaching", "narrower")))
    old, new = OneToOne(OLD, {"a": {"people": 3}}), OneToOne(NEW, {"a": {"money": 5, "coaching": 3}})
    assert compare(old, new, [Document("a", "x")], walk).changed == 0


def test_most_affected_come_first_and_are_no_more_than_asked() -> None:
    old: dict[str, dict[str, int | None]] = {"a": {"vision": 1}, "b": {"vision": 1, "people": 1}, "c": {"vision": 1}}
    new: dict[str, dict[str, int | None]] = {"a": {}, "b": {}, "c": {}}
    assert [one.id for one in run(old, new).most_affected] == ["b", "a", "c"]
    assert [one.id for one in run(old, new, most=2).most_affected] == ["b", "a"]
    assert run(old, new, most=0).most_affected == () and run(old, new, most=0).changed == 3


def test_a_move_weighs_less_than_a_loss() -> None:
    result = run({"a": {"budget": 3}, "b": {"vision": 1}}, {"a": {"money": 3}, "b": {}}, most=1)
    assert [one.id for one in result.most_affected] == ["b"]


def test_failures_of_reading_and_of_either_model_are_kept_once() -> None:
    documents = [FailedDocument("r", "r.pdf", "is empty"), Document("a", "FAIL"), Document("b", "x")]
    result = compare(OneToOne(OLD, {}), OneToOne(NEW, {}, fails=True), documents, WALK)
    assert [(one.id, one.reason) for one in result.failed] == [("r", "is empty"), ("a", "cannot be tagged")]
    assert result.documents == 1


def test_scales_that_differ_are_compared_by_place() -> None:
    levels = (Level(10, "Low"), Level(20, "Middle"), Level(30, "High"))
    old = OneToOne(OLD, {"a": {"vision": 5}, "b": {"vision": 5}})
    new = OneToOne(NEW, {"a": {"foresight": 30}, "b": {"foresight": 10}}, levels=levels)
    result = compare(old, new, [Document("a", "x"), Document("b", "x")], WALK)
    assert dict(result.scale)["Advanced"] == "High" and dict(result.scale)["Awareness"] == "Low"
    assert [(one.id, one.changes[0].steps) for one in result.most_affected] == [("b", -2)]
    assert run({}, {}).scale == ()


def test_documents_are_taken_as_a_stream() -> None:
    """Neither model may run ahead of the other by more than its batch."""
    given = done = 0

    def documents() -> Iterator[Document]:
        nonlocal given
        for number in range(50):
            given += 1
            assert given - done <= 2
            yield Document(str(number), "x")

    class Counting(OneToOne):
        def tag_many(self, documents: Iterable[str | Document | FailedDocument]) -> Iterator[object]:  # type: ignore[override]
            nonlocal done
            for result in super().tag_many(documents):
                done += 1
                yield result

    assert compare(OneToOne(OLD, {}), Counting(NEW, {}), documents(), WALK).documents == 50


def test_evidence_of_both_models_refers_to_the_original_text() -> None:
    text = "Leads  the\noffice with care.\n" * 1000
    old, new = OneToOne(OLD, {"a": {"vision": 1, "people": 2}}), OneToOne(NEW, {"a": {"foresight": 3, "rules": 2}})
    changes = compare(old, new, [Document("a", text)], WALK).to_dict()["most_affected"][0]["changes"]
    sides = [(change["kind"], side) for change in changes for side in ("old", "new") if change[side]]
    assert sides == [("lost", "old"), ("gained", "new"), ("relevelled", "old"), ("relevelled", "new")]
    for change in changes:
        for state in filter(None, (change["old"], change["new"])):
            (proof,) = state["evidence"]
            assert proof["text"] == text[proof["start"] : proof["end"]]
            assert (proof["basis"], proof["section"], state["score"]) == ("inferred", "duties", 0.9)
    assert [state["evidence"][0]["level"] for state in (changes[2]["old"], changes[2]["new"])] == [1, 3]


def test_what_is_only_stated_is_counted_apart() -> None:
    old = OneToOne(OLD, {"a": {"vision": None, "people": 3}}, stated=("vision",))
    new = OneToOne(NEW, {"a": {"money": 3, "rules": None}}, stated=("rules",))
    result = compare(old, new, [Document("a", "x")], WALK)
    assert (result.totals["lost"], result.stated["lost"]) == (2, 1)
    assert (result.totals["gained"], result.stated["gained"]) == (2, 1)
    assert [(one.lost, one.lost_stated) for one in result.old_competencies] == [(1, 1), (0, 0), (1, 0), (0, 0)]
    assert [(one.gained, one.gained_stated) for one in result.new_competencies] == [(0, 0), (1, 0), (0, 0), (1, 1)]
    assert [change.stated for change in result.most_affected[0].changes] == [True, False, False, True]


def test_a_group_under_another_name_moves_nothing() -> None:
    """Groups are found again as a diff of the frameworks finds them; here by an alias."""
    change, efficiency, people = NEW.groups
    named = replace(NEW, groups=(change, replace(efficiency, aliases=("Business",)), people))
    old, new = OneToOne(OLD, {"a": {"budget": 3}}), OneToOne(named, {"a": {"money": 3}})
    result = compare(old, new, [Document("a", "x")], WALK)
    assert result.changed == 0 and result.groups == (("Change", "CHANGE"), ("Business", "Efficiency"))


@pytest.mark.parametrize(("groups", "moved"), [((), 0), (NEW.groups, 1)])
def test_nothing_moves_where_a_framework_has_no_groups(groups: tuple[Group, ...], moved: int) -> None:
    bare = replace(NEW, groups=groups, competencies=tuple(replace(one, groups=()) for one in NEW.competencies))
    old, new = OneToOne(OLD, {"a": {"budget": 3}}), OneToOne(bare, {"a": {"money": 3}})
    assert compare(old, new, [Document("a", "x")], WALK).totals["moved"] == moved


def test_what_only_the_new_framework_has_and_no_document_is_told_with_its_examples() -> None:
    card = "## Examples by competency\n\n| competency | examples |\n|---|---|\n| rules | 1 |\n| money | 1,259 |\n"
    old, new = OneToOne(OLD, {}), OneToOne(NEW, {}, card=card)
    result = compare(old, new, [Document("a", "x")], WALK)
    assert [(one.name, one.examples) for one in result.unseen] == [("Rules", 1)]
    assert [one.examples for one in result.new_competencies] == [None, 1259, None, 1]
    assert compare(old, new, [], WALK).unseen == ()
    assert compare(old, OneToOne(NEW, {"a": {"rules": 1}}), [Document("a", "x")], WALK).unseen == ()


@pytest.mark.parametrize("name", resources.model_names())
def test_the_card_of_a_shipped_model_tells_the_examples_of_each_competency(name: str) -> None:
    tagger = jobtagger.load(name)
    assert set(examples_by_competency(tagger.card)) == set(tagger.labels)


def test_a_crosswalk_is_turned_round_or_refused() -> None:
    old, new = OneToOne(OLD, {"a": {"vision": 3}}), OneToOne(NEW, {"a": {"foresight": 3}})
    assert compare(old, new, [Document("a", "x")], WALK.invert()).kept == 1
    with pytest.raises(CrosswalkError, match="leads from old to other; one from old to new"):
        compare(old, new, [], Crosswalk("old", "other"))


def test_to_dict_is_plain_data() -> None:
    data = json.loads(json.dumps(comparison().to_dict()))
    assert data["totals"]["lost"] == 1 and data["most_affected"][0]["changes"][0]["new"] is None
    assert data["failed"] == [{"id": "bad", "source": "in/bad.pdf", "error": "is empty"}]


# The way from one framework to another


def test_the_same_competencies_need_no_crosswalk() -> None:
    walk = find_crosswalk(OLD, OLD)
    assert not walk.needed and counterparts(walk) == {label: (label,) for label in OLD.labels}
    assert not compare(OneToOne(OLD, {}), OneToOne(OLD, {}), []).crosswalk_needed
    assert run({}, {}).crosswalk_needed


def test_the_shipped_crosswalk_is_taken_in_both_directions() -> None:
    first, second = load_framework("opm-ses"), load_framework("opm-ecq-2025")
    assert counterparts(find_crosswalk(first, second))["financial-management"] == ("fiscal-responsibility",)
    assert counterparts(find_crosswalk(second, first))["fiscal-responsibility"] == ("financial-management",)


def test_a_framework_under_a_shipped_name_gets_a_proposal() -> None:
    own = Framework("opm-ecq-2025", "Own", competencies=(Competency("vision", "Vision"), Competency("x", "Budgets")))
    walk = find_crosswalk(load_framework("opm-ses"), own)
    assert not walk.reviewed and counterparts(walk)["vision"] == ("vision",)


def test_two_versions_under_one_id_get_a_proposal() -> None:
    older = Framework("own", "Own", competencies=(Competency("vision", "Vision"), Competency("money", "Money")))
    newer = Framework("own", "Own", competencies=(Competency("vision", "Vision"), Competency("law", "Law")))
    walk = find_crosswalk(older, newer)
    assert (walk.source, walk.target) == ("own", "own") and counterparts(walk) == {"vision": ("vision",)}


def test_a_chain_names_those_only_who_have_reviewed_it() -> None:
    itself = Crosswalk("a", "a", (Link("x", "x", "same"),))
    walk = chain(itself, Crosswalk("a", "b", (Link("x", "y", "same"),), reviewed_by="me"))
    assert walk.reviewed_by == "me"


def test_chain_keeps_the_strongest_way_and_says_what_is_left_over() -> None:
    first = Crosswalk("a", "b", (Link("x", "m", "related"), Link("x", "n", "same"), Link("y", "m", "broader")), ("z",))
    second = Crosswalk("b", "c", (Link("m", "q", "same"), Link("n", "q", "close")), (), ("r",))
    walk = chain(first, second)
    assert [(one.source, one.target, one.strength) for one in walk.links] == [
        ("x", "q", "close"),
        ("y", "q", "broader"),
    ]
    assert (walk.no_counterpart, walk.only_in_target, walk.reviewed) == (("z",), ("r",), False)
