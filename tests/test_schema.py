"""The published schema against what the records really return."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from fakes import FAILED, competency, evidence, tagged
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from jobtagger.records import (
    Basis,
    CompetencyTag,
    Document,
    EcqTag,
    Evidence,
    FailedDocument,
    TaggedDocument,
)
from jobtagger.schema import result_schema
from jobtagger.segmenting import SECTION_KINDS

VALIDATOR = Draft202012Validator(result_schema())


def test_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(result_schema())
    assert json.loads(json.dumps(result_schema())) == result_schema()


@pytest.mark.parametrize(
    ("record", "definition"),
    [
        (tagged().to_dict(), "tagged"),
        (FAILED.to_dict(), "failed"),
        (tagged().tags[0].to_dict(), "tag"),
        (tagged().ecqs[0].to_dict(), "ecq"),
        (evidence("Vision").to_dict(), "evidence"),
    ],
)
def test_schema_has_the_keys_of_the_record(record: dict[str, Any], definition: str) -> None:
    schema = result_schema()["$defs"][definition]
    assert set(schema["properties"]) == set(schema["required"]) == set(record)
    assert all("description" in value or "$ref" in value for value in schema["properties"].values())


_score = st.floats(0, 1)
_name = st.text(min_size=1)
_basis = st.sampled_from(get_args(Basis))
_level = st.none() | st.integers(1, 9)
_level_value = st.none() | st.floats(0, 9)
_evidence = st.builds(
    Evidence, st.integers(0, 9), st.integers(9, 99), st.text(), st.sampled_from(SECTION_KINDS), _basis, _score, _level
)
_proof = st.lists(_evidence, max_size=3).map(tuple)
_figures = (_basis, _score, _level, _level_value, st.none() | _name, _proof)
_groups = st.lists(_name, unique=True, max_size=3).map(tuple)
_tag = st.builds(CompetencyTag, _name, _name, _groups, *_figures)
_ecq = st.builds(EcqTag, _name, _name, *_figures)
_tagged = st.builds(
    TaggedDocument,
    st.builds(Document, st.text(), st.text(), st.text()),
    _name,
    _name,
    st.lists(_ecq, max_size=2).map(tuple),
    st.lists(_tag, max_size=2).map(tuple),
)


@given(_tagged | st.builds(FailedDocument, st.text(), st.text(), _name))
def test_schema_holds_for_every_record(record: TaggedDocument | FailedDocument) -> None:
    VALIDATOR.validate(json.loads(json.dumps(record.to_dict())))


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "a"},
        FAILED.to_dict() | {"tags": []},
        tagged().to_dict() | {"error": "no"},
        tagged(tags=(competency("Vision", score=1.5),)).to_dict(),
        tagged(tags=(competency("Vision", evidence("Vision", section="elsewhere")),)).to_dict(),
        tagged().to_dict() | {"ecqs": None},
    ],
)
def test_schema_refuses_what_is_no_record(wrong: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(wrong)
