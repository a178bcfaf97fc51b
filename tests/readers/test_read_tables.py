"""Rows of CSV, TSV and JSON Lines."""

from __future__ import annotations

import csv
import json

import pytest
from reader_helpers import ITEM, Write, failed, one, read_all

from jobtagger.records import Document, FailedDocument


def test_csv_rows_are_documents_with_their_line(write: Write) -> None:
    path = write("jobs.csv", 'id,title,text\n7,Chief,"Leads,\nplans"\n\n,Clerk,"Says ""go"""\n')
    first, second = read_all(path)
    assert isinstance(first, Document) and isinstance(second, Document)
    assert (first.id, first.title, first.text, first.source) == ("7", "Chief", "Leads,\nplans", f"{path}:2")
    assert (second.id, second.text, second.source) == ("jobs:5", 'Says "go"', f"{path}:5")


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ";"), ("a.csv", "\t"), ("a.csv", "|"), ("a.tsv", "\t")])
def test_csv_delimiter_is_found(write: Write, name: str, delimiter: str) -> None:
    document = one(
        write(name, f"key{delimiter}body\r\nA{delimiter}Leads, plans\r\n"), text_column="body", id_column="key"
    )
    assert (document.id, document.text) == ("A", "Leads, plans")


def test_csv_in_windows_encoding_with_blank_first_line(write: Write) -> None:
    document = one(write("a.csv", "\r\nid,text\r\n1,Director\u2019s staff\r\n".encode("cp1252")))
    assert document.text == "Director\u2019s staff" and document.source.endswith(":3")


def test_csv_byte_order_mark_is_no_part_of_the_first_column(write: Write) -> None:
    assert one(write("a.csv", b"\xef\xbb\xbftext,id\nLeads,1\n")).id == "1"


def test_csv_bad_rows_fail_alone(write: Write) -> None:
    rows = 'id,text\n1,Leads\n2,Leads, plans\n3\n4,"Says "go" now"\n5,\n6,Signs\n'
    results = read_all(write("a.csv", rows))
    assert [(result.id, isinstance(result, Document)) for result in results] == [
        ("1", True),
        ("a:3", False),
        ("a:4", False),
        ("a:5", False),
        ("5", False),
        ("6", True),
    ]
    reasons = [result.reason for result in results if isinstance(result, FailedDocument)]
    assert "has 3 fields where the header has 2" in reasons[0]
    assert "has 1 fields" in reasons[1]
    assert "double quotes" in reasons[2]
    assert reasons[3].startswith("is empty")


def test_csv_open_quotation_mark_does_not_swallow_the_rest(write: Write) -> None:
    results = read_all(write("a.csv", 'id,text\n1,"Leads\n2,Plans\n3,Signs\n'))
    assert isinstance(results[0], FailedDocument) and "lines 2 to 4" in results[0].reason
    assert [result.id for result in results[1:]] == ["2", "3"]


def test_csv_missing_column_names_those_there_are(write: Write) -> None:
    reason = failed(write("a.csv", "id,body\n1,Leads\n")).reason
    assert "has no column 'text'; it has 'id', 'body'" in reason and "--text-column" in reason


@pytest.mark.parametrize("content", ["id,text\n", "id,text\n\n,\n"])
def test_csv_without_rows_is_explained(write: Write, content: str) -> None:
    assert "no rows" in failed(write("a.csv", content)).reason


def test_csv_long_text_passes_the_limit_of_the_csv_module(write: Write) -> None:
    text = "Leads the staff. " * 30_000
    limit = csv.field_size_limit(131_072)
    try:
        assert one(write("a.csv", f'id,text\n1,"{text}"\n')).text == text
    finally:
        csv.field_size_limit(limit)


def test_jsonl_rows_are_documents_and_bad_ones_fail_alone(write: Write) -> None:
    lines = [
        '{"id": "x", "text": "Leads.\\u2028Plans."}',
        "",
        '{"text": "cut off',
        "[1]",
        '{"body": "Signs"}',
        '{"id": 5, "text": null}',
        '{"id": true, "text": "Signs."}\r',
        json.dumps(ITEM),
    ]
    path = write("a.jsonl", "\n".join(lines))
    results = read_all(path)
    assert [result.source for result in results] == [f"{path}:{number}" for number in (1, 3, 4, 5, 6, 7, 8)]
    assert [result.id for result in results] == ["x", "a:3", "a:4", "a:5", "5", "a:7", "EX-26-1"]
    reasons = [result.reason for result in results if isinstance(result, FailedDocument)]
    assert all(w in r for w, r in zip(("valid JSON", "a list", "'body'", "null"), reasons, strict=True))


def test_jsonl_separator_characters_inside_a_string_do_not_end_the_line(write: Write) -> None:
    assert one(write("a.ndjson", '{"text": "Leads\u2028the\x85staff"}')).text == "Leads\u2028the\x85staff"
