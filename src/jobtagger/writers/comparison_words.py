"""What every account of a comparison of two models says in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jobtagger.comparison import Change, Comparison, Kind, NewCount, OldCount, State
from jobtagger.frameworks.crosswalk import NOT_NEEDED
from jobtagger.writers.plain import one_line, shorten

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

BASES = (
    "inferred: the duties ask for it; stated: the document only names it, often in a recited list, and no duty shows "
    "it; both: named, and shown by the duties."
)
"""How a tag was found, as it stands behind what is lost and gained."""

UNSEEN = "New competencies found in no document"
"""Heading of what only the new framework has and no document is tagged with."""

UNSEEN_MEANS = (
    "Nothing in the old framework answers to them, and the new model tags no document with them. That does not mean that "
    "no document asks for them: what a model learnt from few examples, it hardly finds."
)
"""What stands below that heading."""

_QUOTED = 160
"""Columns that words of a document take at most; JSON has them whole."""


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
        if comparison.stated[kind]:
            yield Total(f"Tags {label.lower()}, only stated", comparison.stated[kind], "named, but no duty shows it")


def notes(comparison: Comparison) -> Iterator[str]:
    """Yield what a reader should know before the figures."""
    if not comparison.crosswalk_needed:
        yield f"{NOT_NEEDED}."
    elif comparison.reviewed_by:
        yield f"Crosswalk reviewed by {comparison.reviewed_by}."
    else:
        yield "The crosswalk is a proposal that nobody has reviewed; what is lost or gained may be its mistake."
    if comparison.groups:
        pairs = ", ".join(f"{old} = {new}" for old, new in comparison.groups)
        yield f"Groups under another name, which nothing is moved by: {pairs}."
    if comparison.scale:
        yield scale(comparison)


def scale(comparison: Comparison) -> str:
    """Return which levels are put together where the scales differ."""
    pairs = ", ".join(f"{old} = {new}" for old, new in comparison.scale)
    return (
        f"The scales differ; levels are compared by their place, not by what they ask for: {pairs}. A step up or down "
        "may come from that alone."
    )


def learnt(count: NewCount) -> str:
    """Return how many examples the new model learnt a competency from."""
    return "unknown" if count.examples is None else f"{count.examples:,}"


def becomes(count: OldCount | NewCount) -> str:
    """Return the names of the counterparts."""
    return ", ".join(count.counterparts) or "no counterpart"


def what(change: Change) -> str:
    """Return the competency that changes, and what it becomes.

    >>> what(Change("moved", State("a", "Vision", ("One",)), State("b", "Foresight", ("Two",)), "framework"))
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


def remark(change: Change) -> str:
    """Return why a tag is lost or gained, where the framework says so, and what it rests on."""
    state = change.old if change.kind == "lost" else change.new
    if change.kind not in ("lost", "gained") or state is None:
        return ""
    why = {"lost": "no counterpart", "gained": "new competency"}[change.kind]
    return f"{why}, {state.basis}" if change.reason == "framework" else state.basis


def quotes(change: Change) -> list[str]:
    """Return the words that prove a change best, those of the old model first, and equal ones once."""
    if change.kind == "moved":
        return []  # a change of group is the framework's; no words of the document prove it
    found = (quote(state, of_level=change.kind == "relevelled") for state in (change.old, change.new))
    return list(dict.fromkeys(filter(None, found)))


def quote(state: State | None, *, of_level: bool = False) -> str:
    """Return the words that prove a tag best, or its level, on one line and cut where they are long."""
    proof = max(
        state.evidence if state else (),
        key=lambda proof: (of_level and proof.level is not None, proof.basis != "stated", proof.score),
        default=None,
    )
    return shorten(one_line(proof.text), _QUOTED) if proof else ""
