"""JSON and JSON Lines: the same records, whole and line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fakes import FAILED, competency, evidence, tagged
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from jobtagger.records import Document, FailedDocument
from jobtagger.schema import result_schema
from jobtagger.writers import WRITERS, to_json, write_json, write_jsonl
from jobtagger.writers.interface import Record

RECORDS: list[Record] = [tagged(), FAILED, tagged(tags=(), ecqs=())]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_an_array_of_the_records(count: int) -> None:
    assert json.loads("".join(write_json(RECORDS[:count]))) == [record.to_dict() for record in RECORDS[:count]]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_jsonl_is_a_line_a_record(count: int) -> None:
    lines = "".join(write_jsonl(RECORDS[:count])).splitlines()
    assert [json.loads(line) for line in lines] == [record.to_dict() for record in RECORDS[:count]]


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_json_formats_keep_the_schema_and_the_reason(name: str) -> None:
    text = "".join(WRITERS[name](RECORDS))
    validator = Draft202012Validator(result_schema())
    written = json.loads(text) if name == "json" else [json.loads(line) for line in text.splitlines()]
    for record in written:
        validator.validate(record)
    assert written[1]["error"] == FAILED.reason


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_format_ends_its_text_with_a_line_end(name: str) -> None:
    assert "".join(WRITERS[name](RECORDS)).endswith("\n")
    assert "".join(WRITERS[name]([FAILED])).endswith("\n")


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_format_keeps_the_reason_of_a_failure(name: str) -> None:
    text = "".join(WRITERS[name]([FAILED]))
    assert FAILED.reason in text and FAILED.source in text


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_format_takes_records_one_by_one(name: str) -> None:
    def broken() -> Iterator[Record]:
        yield FAILED
        raise RuntimeError("the second record was asked for")

    assert FAILED.reason in next(WRITERS[name](broken()))


def test_json_shows_letters_as_they_are() -> None:
    assert "café 予算" in "".join(write_json([FailedDocument("a", "a", "café 予算")]))


@given(st.text() | st.text(st.characters(codec=None)) | st.sampled_from(["\ud800", "a\u2028b", "\x1b[31m", "\x9b2J"]))
def test_json_gives_any_text_back_and_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    written = to_json({"text": text})
    assert json.loads(written) == {"text": text}
    assert len(written.splitlines()) == 1
    written.encode("utf-8")
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in written)


def test_json_of_one_document_has_the_offsets_of_its_text() -> None:
    text = "Plans. 👩🏽‍💻 Leads the café."
    record = tagged(Document("a", text), tags=(competency("Vision", evidence("Leads the café.", text=text)),))
    ((result,),) = [json.loads("".join(write_json([record])))]
    for tag in result["tags"]:
        for proof in tag["evidence"]:
            assert text[proof["start"] : proof["end"]] == proof["text"]


def test_json_refuses_what_json_has_not() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        to_json({"score": float("nan")})
