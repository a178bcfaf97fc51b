"""The immutable records that travel through jobtagger, from the document that is read to the tags that are written.

Every offset is a character position in `Document.text`, and ``text[start:end] == evidence.text`` holds for each piece
of evidence. Only the standard library is imported here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Basis = Literal["inferred", "stated", "both"]
"""How a competency was found: inferred from what the work is, stated by its name or definition, or both."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document that a reader knows the heading of."""

    start: int
    """First character, in `Document.text`."""
    end: int
    """One past the last character."""
    title: str
    """The heading, as the format gives it (for USAJOBS the name of the field)."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text to tag, with where it came from."""

    id: str
    """Identifies the document in results: the file's stem, the value of the id column, or the announcement number."""
    text: str
    """The text that all offsets refer to."""
    source: str = ""
    """Path or name of the input, with the line or item where one input holds several documents."""
    title: str = ""
    """Title of the position, where the format gives one."""
    sections: tuple[Section, ...] = ()
    """Sections that the format itself marks, in order; empty where headings have to be found in the text."""


@dataclass(frozen=True, slots=True)
class FailedDocument:
    """A document that could not be read or tagged: a result like any other, so that nothing is silently lost."""

    id: str
    """The id the document would have had."""
    source: str
    """Path or name of the input."""
    reason: str
    """What came, what was expected and what to do, in one or two sentences."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {"id": self.id, "source": self.source, "error": self.reason}


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, bullet or list item of a document: the unit that is scored."""

    start: int
    """First character, in `Document.text`."""
    end: int
    """One past the last character."""
    text: str
    """``Document.text[start:end]``, unchanged."""
    section: str
    """Kind of section it stands in (one of `jobtagger.segmenting.SECTION_KINDS`)."""
    relevance: float | None = None
    """Probability, 0 to 1, that it speaks of the job holder; None before tagging."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that prove a tag."""

    start: int
    """First character, in `Document.text`."""
    end: int
    """One past the last character."""
    text: str
    """``Document.text[start:end]``, unchanged."""
    section: str
    """Kind of section the words stand in."""
    basis: Basis
    """Whether the competency is inferred from these words or stated by them."""
    score: float
    """Probability, 0 to 1, that these words ask for the competency."""
    level: int | None
    """Proficiency level these words speak of, or None where they do not tell."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "section": self.section,
            "basis": self.basis,
            "score": round(self.score, 4),
            "level": self.level,
        }


@dataclass(frozen=True, slots=True)
class CompetencyTag:
    """One competency that a document asks for, with its level and its proof."""

    competency: str
    """Id of the competency, kebab-case of its name."""
    name: str
    """Name as the framework has it."""
    ecqs: tuple[str, ...]
    """Ids of the groups (ECQs, clusters) that the competency belongs to."""
    basis: Basis
    """How it was found."""
    score: float
    """Probability, 0 to 1, that the document asks for the competency."""
    level: int | None
    """Proficiency level on the framework's scale, or None where the text does not tell."""
    level_value: float | None
    """The expectation behind `level`: between two levels it says which is nearer."""
    level_name: str | None
    """Name of the level."""
    evidence: tuple[Evidence, ...]
    """The words that prove it, in the order of the text."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {"competency": self.competency, "name": self.name, "ecqs": list(self.ecqs)} | _tag_fields(self)


@dataclass(frozen=True, slots=True)
class EcqTag:
    """One group of competencies (an ECQ, in the SES frameworks) that a document asks for."""

    id: str
    """Id of the group, kebab-case of its name."""
    name: str
    """Name as the framework has it."""
    basis: Basis
    """How it was found: stated by its own name, or inferred from its competencies."""
    score: float
    """Probability, 0 to 1, that the document asks for it."""
    level: int | None
    """Proficiency level on the framework's scale, or None where the text does not tell."""
    level_value: float | None
    """The expectation behind `level`."""
    level_name: str | None
    """Name of the level."""
    evidence: tuple[Evidence, ...]
    """The words that prove it, in the order of the text."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {"id": self.id, "name": self.name} | _tag_fields(self)


def _tag_fields(tag: CompetencyTag | EcqTag) -> dict[str, Any]:
    return {
        "basis": tag.basis,
        "score": round(tag.score, 4),
        "level": tag.level,
        "level_value": None if tag.level_value is None else round(tag.level_value, 2),
        "level_name": tag.level_name,
        "evidence": [evidence.to_dict() for evidence in tag.evidence],
    }


@dataclass(frozen=True, slots=True)
class TaggedDocument:
    """A document with the ECQs and competencies that it asks for, best first."""

    document: Document
    """The document as it was read."""
    model: str
    """Name of the model that tagged it."""
    framework: str
    """Id of the framework that the tags belong to."""
    ecqs: tuple[EcqTag, ...]
    """Groups asked for, best first."""
    tags: tuple[CompetencyTag, ...]
    """Competencies asked for, best first."""
    segments: tuple[Segment, ...] = field(repr=False, default=())
    """The segments that were scored, in the order of the text."""
    groups_name: str = field(repr=False, default="Groups")
    """The framework's word for its groups, to stand before them: ``ECQs``, ``Clusters``."""

    @property
    def id(self) -> str:
        """The document's id."""
        return self.document.id

    @property
    def source(self) -> str:
        """Where the document came from."""
        return self.document.source

    @property
    def text(self) -> str:
        """The text that all offsets refer to."""
        return self.document.text

    @property
    def level_value(self) -> float | None:
        """Level that the document as a whole speaks at: mean over the competencies with a level, by their evidence."""
        levelled = [(tag.level_value, len(tag.evidence)) for tag in self.tags if tag.level_value is not None]
        weight = sum(count for _, count in levelled)
        return sum(value * count for value, count in levelled) / weight if weight else None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data, in the shape that ``jobtagger schema`` describes."""
        return {
            "id": self.id,
            "source": self.source,
            "model": self.model,
            "framework": self.framework,
            "ecqs": [ecq.to_dict() for ecq in self.ecqs],
            "tags": [tag.to_dict() for tag in self.tags],
        }
