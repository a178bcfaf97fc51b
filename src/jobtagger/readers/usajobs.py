"""Announcements as the USAJOBS search API gives them: each field becomes a section with a title in human words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from jobtagger.readers.blocks import Block, compose, to_block
from jobtagger.readers.html import markup_blocks
from jobtagger.records import Document, FailedDocument

_TITLES = {
    "JobSummary": "Summary",
    "MajorDuties": "Duties",
    "Requirements": "Requirements",
    "KeyRequirements": "Key Requirements",
    "QualificationSummary": "Qualifications",
    "Education": "Education",
    "SpecializedExperience": "Specialized Experience",
    "OtherInformation": "Additional Information",
    "Evaluations": "How You Will Be Evaluated",
    "Benefits": "Benefits",
    "RequiredDocuments": "Required Documents",
    "HowToApply": "How to Apply",
    "WhatToExpectNext": "Next Steps",
    "AgencyMarketingStatement": "About the Agency",
}
"""Titles of the fields, in the order in which an announcement shows them."""

_PROSE = 100
"""Characters from which a field that is not among the known ones is taken for text and not for a code or an address."""

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def items(value: object) -> list[Any] | None:
    """Return the search result items of a response, a bare announcement or a list of either; None if it is neither."""
    if isinstance(value, Mapping):
        result = value.get("SearchResult")
        if isinstance(result, Mapping):
            found = result.get("SearchResultItems")
            return found if isinstance(found, list) else []
        found = value.get("SearchResultItems")
        if isinstance(found, list):
            return found
        return [value] if is_announcement(value) else None
    if isinstance(value, list) and any(is_announcement(item) for item in value):
        return value
    return None


def is_announcement(value: object) -> bool:
    """Tell whether a value is a search result item or the descriptor of an announcement."""
    if not isinstance(value, Mapping):
        return False
    if isinstance(value.get("MatchedObjectDescriptor"), Mapping):
        return True
    return "QualificationSummary" in value or isinstance(_details(value), Mapping)


def read_announcement(item: object, source: str, id: str) -> Document | FailedDocument:
    """Read one announcement; `id` is taken where it has none of its own."""
    if not isinstance(item, Mapping) or not is_announcement(item):
        return FailedDocument(
            id, source, "is not a USAJOBS announcement; expected a MatchedObjectDescriptor with UserArea.Details"
        )
    descriptor = item.get("MatchedObjectDescriptor", item)
    id = _name(descriptor.get("PositionID")) or _name(item.get("MatchedObjectId")) or id
    text, sections = compose(_blocks(descriptor, source))
    if not text:
        return FailedDocument(
            id, source, "has no text in any field; ask the USAJOBS API for the full fields (Fields=Full)"
        )
    title = _name(descriptor.get("PositionTitle"))
    return Document(id=id, text=text, source=source, title=title, sections=sections)


def _details(descriptor: Mapping[str, Any]) -> Any:
    area = descriptor.get("UserArea")
    return area.get("Details") if isinstance(area, Mapping) else None


def _name(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _blocks(descriptor: Mapping[str, Any], source: str) -> Iterator[Block]:
    details = _details(descriptor)
    fields = {**descriptor, **details} if isinstance(details, Mapping) else dict(descriptor)
    names = [*_TITLES, *(name for name in fields if name not in _TITLES and _is_prose(fields[name]))]
    for name in names:
        blocks = list(_field(fields.get(name), source))
        if blocks:
            yield Block(_TITLES.get(name) or " ".join(_WORD.findall(name)) or name, "heading")
            yield from blocks


def _is_prose(value: object) -> bool:
    texts = value if isinstance(value, list) else [value]
    return any(isinstance(text, str) and len(text) > _PROSE and text.count(" ") > _PROSE / 10 for text in texts)


def _field(value: object, source: str) -> Iterator[Block]:
    if isinstance(value, str):
        yield from _text(value, source)
    elif isinstance(value, list):
        for entry in value:
            blocks = list(_field(entry, source))
            # A list of duties is a list; one long string in a list is a text.
            single = len(value) > 1 and len(blocks) == 1
            yield from (replace(block, kind="item") if single else block for block in blocks)


def _text(text: str, source: str) -> Iterator[Block]:
    if _MARKUP.search(text):
        for block in markup_blocks(text.replace("\n", "<br>") if "<" not in text else text, source):
            # The field is the section; headings inside it must not end it.
            yield Block(block.text, "line") if block.kind == "heading" else block
        return
    blank = True
    for line in text.splitlines():
        found = to_block(line, "paragraph" if blank else "line")
        blank = found is None
        if found is not None:
            yield found
