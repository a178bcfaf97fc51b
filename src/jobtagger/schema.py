"""The published shape of results: what ``TaggedDocument.to_dict`` and ``FailedDocument.to_dict`` return."""

from __future__ import annotations

from typing import Any, get_args

from jobtagger.records import Basis
from jobtagger.segmenting import SECTION_KINDS

_SCORE = {"type": "number", "minimum": 0, "maximum": 1}


def result_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one record of the results.

    ``--format jsonl`` writes one such record a line, ``--format json`` an array of them.

    Returns
    -------
    dict
        Plain data, made anew on each call.

    Examples
    --------
    >>> schema = result_schema()
    >>> schema["$defs"]["tagged"]["required"]
    ['id', 'source', 'model', 'framework', 'ecqs', 'tags']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:jobtagger:schema:result",
        "title": "Result of jobtagger for one document",
        "description": "A document with the ECQs and competencies it asks for, or the reason why it has none.",
        "oneOf": [{"$ref": "#/$defs/tagged"}, {"$ref": "#/$defs/failed"}],
        "$defs": {
            "tagged": _tagged(),
            "failed": _failed(),
            "ecq": _object(
                "A group of competencies (an ECQ, in the SES frameworks) that the document asks for.",
                id=_text("Id of the group: kebab-case of its name."),
                name=_text("Name as the framework has it."),
                **_figures(),
            ),
            "tag": _object(
                "A competency that the document asks for.",
                competency=_text("Id of the competency: kebab-case of its name."),
                name=_text("Name as the framework has it."),
                ecqs={
                    "description": "Ids of the groups that the competency belongs to.",
                    "type": "array",
                    "items": {"type": "string", "minLength": 1},
                    "uniqueItems": True,
                },
                **_figures(),
            ),
            "evidence": _evidence(),
            "basis": {
                "description": "Inferred from what the work is, stated by its name or definition, or both.",
                "enum": list(get_args(Basis)),
            },
            "level": {
                "description": "Proficiency level on the framework's scale; null where the text does not tell.",
                "type": ["integer", "null"],
            },
        },
    }


def _tagged() -> dict[str, Any]:
    return _object(
        "A document that was tagged.",
        id={"description": "Id of the document.", "type": "string"},
        source={"description": "Where it came from; empty for a text that was passed as such.", "type": "string"},
        model=_text("Name of the model that tagged it."),
        framework=_text("Id of the framework that the tags belong to."),
        ecqs=_list("Groups that the document asks for, best first.", "ecq"),
        tags=_list("Competencies that the document asks for, best first.", "tag"),
    )


def _failed() -> dict[str, Any]:
    return _object(
        "A document that could not be read or tagged.",
        id={"description": "Id that the document would have had.", "type": "string"},
        source={"description": "Where it came from.", "type": "string"},
        error=_text("The reason, and what to do."),
    )


def _figures() -> dict[str, Any]:
    """Return what groups and competencies have in common."""
    return {
        "basis": {"$ref": "#/$defs/basis"},
        "score": {"description": "Probability that the document asks for it."} | _SCORE,
        "level": {"$ref": "#/$defs/level"},
        "level_value": {
            "description": "The expectation behind the level: between two levels it says which is nearer.",
            "type": ["number", "null"],
        },
        "level_name": {"description": "Name of the level.", "type": ["string", "null"]},
        "evidence": _list("The words that prove it, in the order of the text.", "evidence"),
    }


def _evidence() -> dict[str, Any]:
    offset = {"type": "integer", "minimum": 0}
    return _object(
        "Words of the document: text[start:end], counted in characters of its text, is this text.",
        start={"description": "First character."} | offset,
        end={"description": "One past the last character."} | offset,
        text={"description": "The words, unchanged.", "type": "string"},
        section={"description": "Kind of section the words stand in.", "enum": list(SECTION_KINDS)},
        basis={"$ref": "#/$defs/basis"},
        score={"description": "Probability that these words ask for the competency."} | _SCORE,
        level={"$ref": "#/$defs/level"},
    )


def _object(description: str, **properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has all of these keys and no other."""
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(description: str, definition: str) -> dict[str, Any]:
    return {"description": description, "type": "array", "items": {"$ref": f"#/$defs/{definition}"}}


def _text(description: str) -> dict[str, Any]:
    return {"description": description, "type": "string", "minLength": 1}
