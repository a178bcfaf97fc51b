"""USAJOBS announcements and other JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from reader_helpers import ITEM, Write, failed, one, read_all, section_texts

from jobtagger.records import Document, FailedDocument

OTHER = {"MatchedObjectId": "700002", "MatchedObjectDescriptor": {"QualificationSummary": "Be able.", "UserArea": {}}}


def search(*items: Any) -> dict[str, Any]:
    return {"SearchResult": {"SearchResultCount": len(items), "SearchResultItems": list(items)}}


def test_usajobs_fields_become_sections(write: Write) -> None:
    document = one(write("a.json", json.dumps(search(ITEM))))
    assert (document.id, document.title) == ("EX-26-1", "Director of Budget")
    texts = section_texts(document)
    assert list(texts) == [
        "Summary",
        "Duties",
        "Key Requirements",
        "Qualifications",
        "Education",
        "How You Will Be Evaluated",
        "How to Apply",
        "Agency Note",
    ]
    assert texts["Summary"] == "Summary\nThe office plans. It advises & reports.\nIt is small."
    assert texts["Duties"] == "Duties\n- Leads the staff of 120.\n- Plans the budget."
    assert texts["Qualifications"] == "Qualifications\nYou must have led a budget office.\n- One year"
    assert texts["Education"] == "Education\nNone is needed; 5 < 6 years."
    assert texts["How You Will Be Evaluated"] == "How You Will Be Evaluated\nHow\n\nA panel scores you."
    assert "example.gov" not in document.text


@pytest.mark.parametrize("value", [search(ITEM, OTHER), search(ITEM, OTHER)["SearchResult"], [ITEM, OTHER]])
def test_usajobs_several_items_are_several_documents(write: Write, value: Any) -> None:
    path = write("a.json", json.dumps(value))
    first, second = read_all(path)
    assert (first.id, first.source) == ("EX-26-1", f"{path}#1")
    assert (second.id, second.source) == ("700002", f"{path}#2")
    assert isinstance(second, Document) and second.text == "Qualifications\nBe able."


def test_usajobs_duties_may_be_one_string(write: Write) -> None:
    value = {"PositionID": "1", "UserArea": {"Details": {"MajorDuties": "Leads.\nPlans."}}}
    assert one(write("a.json", json.dumps(value))).text == "Duties\nLeads.\nPlans."


def test_usajobs_bad_item_fails_alone(write: Write) -> None:
    empty = {"MatchedObjectId": "3", "MatchedObjectDescriptor": {"PositionTitle": "Clerk"}}
    results = read_all(write("a.json", json.dumps(search(7, empty, ITEM))))
    assert [type(result) for result in results] == [FailedDocument, FailedDocument, Document]
    assert isinstance(results[0], FailedDocument) and "not a USAJOBS announcement" in results[0].reason
    assert isinstance(results[1], FailedDocument) and "no text in any field" in results[1].reason


def test_usajobs_search_without_result_is_explained(write: Write) -> None:
    assert "without any announcement" in failed(write("a.json", json.dumps(search()))).reason


def test_json_objects_with_text(write: Write) -> None:
    assert one(write("a.json", '{"text": "Leads.", "title": "Chief"}')).title == "Chief"
    results = read_all(write("b.json", '[{"text": "Leads.", "id": 7}, {"no": 1}, {"text": "Plans."}]'))
    assert [result.id for result in results] == ["7", "b:2", "b:3"]
    assert isinstance(results[1], FailedDocument) and "it has 'no'" in results[1].reason
    assert one(write("c.json", '{"body": "Leads."}'), text_column="body").text == "Leads."


@pytest.mark.parametrize("content", ['{"body": "Leads."}', "[1, 2]", '"text"', "[]", "null", "{}"])
def test_json_of_another_shape_names_the_expected_ones(write: Write, content: str) -> None:
    reason = failed(write("a.json", content)).reason
    assert "SearchResultItems" in reason and '{"text": "..."}' in reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"text": ', "is not valid JSON: Expecting value at line 1"),
        ('{"text": "a"}\n{"text": "b"}', "name the file .jsonl"),
        ("[" * 100_000, "nested too deeply"),
        ('{"text": ' + "9" * 5000 + "}", "is not valid JSON"),
    ],
)
def test_json_invalid_is_explained(write: Write, content: str, words: str) -> None:
    assert words in failed(write("a.json", content)).reason


def test_json_half_surrogates_are_replaced(write: Write) -> None:
    document = one(write("a.json", '{"text": "Leads \\ud83d the staff \\ud83d\\ude00"}'))
    assert document.text == "Leads \ufffd the staff \U0001f600"
    document.text.encode("utf-8")
