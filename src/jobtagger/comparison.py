"""What a comparison of two models is made of: records from the counts over all documents down to a single change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jobtagger.records import Basis, Evidence, FailedDocument

Kind = Literal["lost", "gained", "moved", "relevelled"]
KINDS: tuple[Kind, ...] = ("lost", "gained", "moved", "relevelled")
"""What can change: not tagged any more, tagged for the first time, under another group, at another level."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two models."""

    model: str
    """Name of the model."""
    framework: str
    """Id of its framework."""
    title: str
    """Title of its framework."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {"model": self.model, "framework": self.framework, "title": self.title}


@dataclass(frozen=True, slots=True)
class State:
    """A competency as one of the models tags it."""

    competency: str
    """Id of the competency."""
    name: str
    """Its name."""
    groups: tuple[str, ...] = ()
    """Names of its groups."""
    level: int | None = None
    """Level, on the model's own scale."""
    level_name: str | None = None
    """Name of the level."""
    basis: Basis = "inferred"
    """How it was found; ``stated`` is only named, perhaps in a recited list."""
    score: float = 0.0
    """Probability, 0 to 1, that the document asks for it."""
    evidence: tuple[Evidence, ...] = ()
    """The words that prove it, whole and in the order of the text."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {
            "competency": self.competency,
            "name": self.name,
            "groups": list(self.groups),
            "basis": self.basis,
            "score": round(self.score, 4),
            "level": self.level,
            "level_name": self.level_name,
            "evidence": [evidence.to_dict() for evidence in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different for a document."""

    kind: Kind
    """What kind of change it is."""
    old: State | None
    """As the old model tags it; None if it is gained."""
    new: State | None
    """As the new model tags it; None if it is lost."""
    reason: Literal["framework", "model"]
    """Whether no tag can be otherwise, since the other framework has nothing like it or has it in another group; or the
    models see the document with other eyes."""
    steps: int = 0
    """Levels it went up, or down if negative, on the new model's scale."""

    @property
    def stated(self) -> bool:
        """Whether the competency is only named where it is tagged: no duty shows it."""
        return all(state.basis == "stated" for state in (self.old, self.new) if state)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {
            "kind": self.kind,
            "old": self.old and self.old.to_dict(),
            "new": self.new and self.new.to_dict(),
            "reason": self.reason,
            "steps": self.steps,
            "stated": self.stated,
        }


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What is different for one document."""

    id: str
    """The document's id."""
    source: str
    """Where the document came from."""
    kept: int
    """Old competencies that are tagged as before, if perhaps in another group or at another level."""
    changes: tuple[Change, ...]
    """What changes, in the order of `KINDS` and of the frameworks."""

    def count(self, kind: Kind) -> int:
        """Return how many changes are of a kind."""
        return sum(change.kind == kind for change in self.changes)

    @property
    def weight(self) -> tuple[int, int]:
        """How much the document is affected: tags and levels first; a change of group comes with the framework."""
        moved = self.count("moved")
        return len(self.changes) - moved, moved

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {
            "id": self.id,
            "source": self.source,
            "kept": self.kept,
            **{kind: self.count(kind) for kind in KINDS},
            "changes": [change.to_dict() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class OldCount:
    """What becomes of one of the old competencies."""

    competency: str
    """Its id."""
    name: str
    """Its name."""
    counterparts: tuple[str, ...]
    """Names of what answers to it in the new framework, the nearest first."""
    documents: int = 0
    """Documents that the old model tags with it."""
    kept: int = 0
    """Of these, tagged with a counterpart by the new model."""
    lost: int = 0
    """Of these, tagged with none."""
    lost_stated: int = 0
    """Of the lost, those where it was only stated."""
    moved: int = 0
    """Of the kept, in another group."""
    raised: int = 0
    """Of the kept, at a higher level."""
    lowered: int = 0
    """Of the kept, at a lower level."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {
            "competency": self.competency,
            "name": self.name,
            "counterparts": list(self.counterparts),
            "documents": self.documents,
            "kept": self.kept,
            "lost": self.lost,
            "lost_stated": self.lost_stated,
            "moved": self.moved,
            "raised": self.raised,
            "lowered": self.lowered,
        }


@dataclass(frozen=True, slots=True)
class NewCount:
    """How one of the new competencies comes to be tagged."""

    competency: str
    """Its id."""
    name: str
    """Its name."""
    counterparts: tuple[str, ...]
    """Names of what it answers to in the old framework."""
    documents: int = 0
    """Documents that the new model tags with it."""
    gained: int = 0
    """Of these, tagged with none of its counterparts by the old model."""
    gained_stated: int = 0
    """Of the gained, those where it is only stated."""
    examples: int | None = None
    """Examples that the new model learnt it from, by its card; None where that does not tell."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {
            "competency": self.competency,
            "name": self.name,
            "counterparts": list(self.counterparts),
            "documents": self.documents,
            "gained": self.gained,
            "gained_stated": self.gained_stated,
            "examples": self.examples,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes for a set of documents when one model takes the place of another."""

    old: Side
    """The model that goes."""
    new: Side
    """The model that comes."""
    reviewed_by: str
    """Who has reviewed the crosswalk between them; empty for a proposal, or where none is needed."""
    groups: tuple[tuple[str, str], ...]
    """Names of the groups that are the same under another name, before and now."""
    scale: tuple[tuple[str, str], ...]
    """Old levels with the new ones that they are compared with for their place; empty where the scales are the same."""
    documents: int
    """Documents that both models have tagged."""
    changed: int
    """Of these, with any change."""
    kept: int
    """Tags of the old model that have a counterpart among those of the new one."""
    totals: Mapping[Kind, int]
    """Changes by their kind."""
    stated: Mapping[Kind, int]
    """Of these, those of what is only stated."""
    old_competencies: tuple[OldCount, ...]
    """What becomes of each old competency, in the framework's order."""
    new_competencies: tuple[NewCount, ...]
    """Where each new competency comes from, in the framework's order."""
    most_affected: tuple[DocumentChange, ...]
    """The documents with the most changes, first those with the most."""
    failed: tuple[FailedDocument, ...]
    """Documents that could not be compared, each with the reason."""
    crosswalk_needed: bool = True
    """Whether there is a crosswalk between them; False where both models have the same competencies."""

    @property
    def unseen(self) -> tuple[NewCount, ...]:
        """The competencies that only the new framework has and that none of the documents is tagged with."""
        if not self.documents:
            return ()
        return tuple(count for count in self.new_competencies if not count.documents and not count.counterparts)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return {
            "old": self.old.to_dict(),
            "new": self.new.to_dict(),
            "crosswalk_needed": self.crosswalk_needed,
            "crosswalk_reviewed_by": self.reviewed_by,
            "groups": [{"old": old, "new": new} for old, new in self.groups],
            "scale": [{"old": old, "new": new} for old, new in self.scale],
            "documents": self.documents,
            "changed": self.changed,
            "kept": self.kept,
            "totals": dict(self.totals),
            "stated": dict(self.stated),
            "old_competencies": [count.to_dict() for count in self.old_competencies],
            "new_competencies": [count.to_dict() for count in self.new_competencies],
            "most_affected": [document.to_dict() for document in self.most_affected],
            "failed": [failure.to_dict() for failure in self.failed],
        }
