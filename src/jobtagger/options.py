"""Options of the library's verbs: frozen, with defaults that suit most documents; standard library only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TagOptions:
    """Which of the competencies that a tagger sees become tags."""

    min_score: float | None = None
    """Score below which nothing is tagged, 0 to 1; None takes the thresholds stored in the model."""
    top: int | None = None
    """At most this many competencies a document, best first; None for all."""
    precision: float | None = None
    """Share of inferred tags that should be right, 0 to 1: thresholds are chosen for it. None takes the model's."""
    use_grade: bool = True
    """Whether a pay grade that the document states (GS-12) has a say in the levels of its tags; see `jobtagger.grades`."""

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        for name in ("min_score", "precision"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                raise ValueError(f"{name} is a share from 0 to 1, got {value!r}")
        if self.top is not None and self.top < 0:
            raise ValueError(f"top is the number of competencies to keep, 0 or more, got {self.top!r}")
