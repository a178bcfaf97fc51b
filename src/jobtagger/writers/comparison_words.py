"""What every account of a comparison of two models says in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jobtagger.comparison import Change, Comparison, Kind, NewCount, OldCount, State
from jobtagger.frameworks.crosswalk import NOT_NEEDED

LABELS: dict[Kind, str] = {"lost": "Lost", "gained": "Gained", "moved": "Moved", "relevelled": "Re-levelled"}
"""The kinds of changes as people read them."""

SIGNS: dict[Kind, str] = {"lost": "−", "gained": "+", "moved": "→", "relevelled": "↕"}
"""What stands before the words, so that no kind is known by its colour alone."""

MEANINGS: dict[Kind, str] = {
    "lost": "tagged by the old model, and nothing that answers to it by the new one",
    "gained": "tagged by the new model, and nothing that it answers to by the old one",
    "moved": "found again in another group",
    "relevelled": "found again at another level",
}
"""What the kinds mean."""


class Total(NamedTuple):
    """A figure over all documents."""

    label: str
    """What is counted."""
    number: int
    """How many there are."""
    meaning: str
    """What that means."""
    kind: Kind | None = None
    """The kind of change, if one is counted."""


def totals(comparison: Comparison) -> Iterator[Total]:
    """Yield what was counted over all documents."""
    yield Total("Documents compared", comparison.documents, "tagged by both models")
    yield Total("Documents changed", comparison.changed, "with at least one of the changes below")
    yield Total("Documents failed", len(comparison.failed), "could not be read or tagged")
    yield Total("Tags kept", comparison.kept, "of the old model, found again under the new one")
    for kind, label in LABELS.items():
        yield Total(f"Tags {label.lower()}", comparison.totals[kind], MEANINGS[kind], kind)


def notes(comparison: Comparison) -> Iterator[str]:
    """Yield what a reader should know before the figures."""
    if not comparison.crosswalk_needed:
        yield f"{NOT_NEEDED}."
    elif comparison.reviewed_by:
        yield f"Crosswalk reviewed by {comparison.reviewed_by}."
    else:
        yield "The crosswalk is a proposal that nobody has reviewed; what is lost or gained may be its mistake."
    if comparison.scale:
        pairs = ", ".join(f"{old} = {new}" for old, new in comparison.scale)
        yield f"The scales differ; levels are compared by their place: {pairs}."


def becomes(count: OldCount | NewCount) -> str:
    """Return the names of the counterparts."""
    return ", ".join(count.counterparts) or "no counterpart"


def what(change: Change) -> str:
    """Return the competency that changes, and what it becomes.

    >>> what(Change("moved", State("a", "Vision", ("One",)), State("b", "Foresight", ("Two",)), "framework", ""))
    'Vision → Foresight: One → Two'
    """
    old, new = change.old, change.new
    if old is None or new is None:
        state = old or new
        return state.name if state else ""
    names = old.name if old.name == new.name else f"{old.name} → {new.name}"
    if change.kind == "relevelled":
        return f"{names}: {level(old)} → {level(new)}"
    return f"{names}: {', '.join(old.groups) or 'no group'} → {', '.join(new.groups) or 'no group'}"


def level(state: State) -> str:
    """Return a level by its number and name."""
    return f"{state.level} {state.level_name or ''}".strip() if state.level is not None else "no level"


def reason(change: Change) -> str:
    """Return why it changes, where the framework says so."""
    if change.reason == "model":
        return ""
    return {"lost": "no counterpart", "gained": "new competency"}.get(change.kind, "")
