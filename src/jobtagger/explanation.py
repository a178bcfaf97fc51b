"""What an explanation of tags is made of: records of the evidence, what was nearly tagged and what was kept out.

How the weights come about, and what they mean, is told in `jobtagger.explaining`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from jobtagger.records import Basis, Document, Evidence, Segment


@dataclass(frozen=True, slots=True)
class WordWeight:
    """A word and what it did."""

    start: int
    """First character, in `Document.text`."""
    end: int
    """One past the last character."""
    word: str
    """``Document.text[start:end]``, unchanged."""
    weight: float
    """Change of the log-odds, or of the expected level, that the word brought; see `jobtagger.explaining`."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {"start": self.start, "end": self.end, "word": self.word, "weight": round(self.weight, 4)}


@dataclass(frozen=True, slots=True)
class EvidenceExplanation:
    """A piece of evidence with the words that made it one."""

    evidence: Evidence
    """As the tag has it."""
    how: Literal["name", "definition"] | None
    """For stated evidence, whether the name stands there or the definition is quoted; None for inferred evidence."""
    relevance: float | None
    """Probability that the segment speaks of the job holder; None for stated evidence, where it is not asked for."""
    raised: tuple[WordWeight, ...] = ()
    """Words that raised the score, strongest first."""
    lowered: tuple[WordWeight, ...] = ()
    """Words that lowered it, strongest first."""
    level_raised: tuple[WordWeight, ...] = ()
    """Words that raised the expected level, strongest first; none where the evidence has no level."""
    level_lowered: tuple[WordWeight, ...] = ()
    """Words that lowered it, strongest first."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return self.evidence.to_dict() | {
            "how": self.how,
            "relevance": None if self.relevance is None else round(self.relevance, 4),
            "raised": [word.to_dict() for word in self.raised],
            "lowered": [word.to_dict() for word in self.lowered],
            "level_raised": [word.to_dict() for word in self.level_raised],
            "level_lowered": [word.to_dict() for word in self.level_lowered],
        }


@dataclass(frozen=True, slots=True)
class TagExplanation:
    """Why a competency was tagged."""

    competency: str
    """Id of the competency."""
    name: str
    """Name as the framework has it."""
    basis: Basis
    """How it was found."""
    score: float
    """Probability, 0 to 1, that the document asks for the competency."""
    threshold: float
    """Score from which a segment is evidence for it."""
    level: int | None
    """Proficiency level, or None where the text does not tell."""
    level_value: float | None
    """The expectation behind `level`."""
    level_name: str | None
    """Name of the level."""
    evidence: tuple[EvidenceExplanation, ...]
    """The best evidence, inferred before stated, best first; at most `MOST_EVIDENCE` pieces."""
    left_out: int
    """How many further pieces of evidence the tag has."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {
            "competency": self.competency,
            "name": self.name,
            "basis": self.basis,
            "score": round(self.score, 4),
            "threshold": round(self.threshold, 4),
            "level": self.level,
            "level_value": None if self.level_value is None else round(self.level_value, 2),
            "level_name": self.level_name,
            "evidence": [evidence.to_dict() for evidence in self.evidence],
            "left_out": self.left_out,
        }


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A competency that was not tagged, with the segment that came nearest to being evidence for it."""

    competency: str
    """Id of the competency."""
    name: str
    """Name as the framework has it."""
    score: float
    """Score of the segment."""
    threshold: float
    """Score from which it would have been evidence."""
    segment: Segment
    """The segment, with its relevance."""
    reason: str
    """Why it was not tagged, in words."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {
            "competency": self.competency,
            "name": self.name,
            "score": round(self.score, 4),
            "threshold": round(self.threshold, 4),
            "segment": _segment_dict(self.segment),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class DroppedSegment:
    """A segment whose words would have been evidence, had it not been recognised as something else."""

    segment: Segment
    """The segment, with its relevance."""
    why: Literal["boilerplate", "quoted"]
    """It does not speak of the job holder, or it is the framework's own text."""
    competencies: tuple[str, ...]
    """Ids of the competencies that its words alone would have been evidence for, strongest first."""
    reason: str
    """Why it was dropped, in words."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {
            "segment": _segment_dict(self.segment),
            "why": self.why,
            "competencies": list(self.competencies),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a document got the tags it has, and not others."""

    document: Document
    """The document as it was read; all offsets refer to its text."""
    model: str
    """Name of the model."""
    framework: str
    """Id of the framework that the tags belong to."""
    competency: str | None
    """Id of the only competency that was asked about; None for all."""
    tags: tuple[TagExplanation, ...]
    """The document's tags, in their order."""
    near_misses: tuple[NearMiss, ...]
    """What was nearly tagged, nearest first."""
    dropped: tuple[DroppedSegment, ...]
    """Segments that were kept out, in the order of the text."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {
            "id": self.document.id,
            "source": self.document.source,
            "model": self.model,
            "framework": self.framework,
            "competency": self.competency,
            "tags": [tag.to_dict() for tag in self.tags],
            "near_misses": [miss.to_dict() for miss in self.near_misses],
            "dropped": [dropped.to_dict() for dropped in self.dropped],
        }


def _segment_dict(segment: Segment) -> dict[str, Any]:
    return {
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "section": segment.section,
        "relevance": None if segment.relevance is None else round(segment.relevance, 4),
    }
