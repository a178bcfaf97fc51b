"""What changes from one model to another, as a page to hand on: one file, nothing loaded, no scripts."""

from __future__ import annotations

from collections.abc import Iterator

from jobtagger.comparison import Change, Comparison, DocumentChange, Kind, NewCount, OldCount
from jobtagger.writers.comparison_words import (
    BASES,
    LABELS,
    SIGNS,
    UNSEEN,
    UNSEEN_MEANS,
    becomes,
    learnt,
    notes,
    quotes,
    remark,
    totals,
    what,
)
from jobtagger.writers.page import headed, number, page, table, text

_STYLE = """\
.kind { display: inline-block; border: 1px solid; border-radius: 3px; padding: 0 0.4rem; font-weight: 600;
  font-size: 0.9rem; background: #fff; white-space: nowrap; }
.lost { color: #7a1010; } .gained { color: #0b4f0b; } .moved { color: #6b4a00; } .relevelled { color: #0b3f77; }
.document { border-left: 4px solid #dcdee0; padding-left: 0.8rem; margin: 1.4rem 0; } .document h3 { margin-top: 0; }
h4 { font-weight: normal; } q { color: #565c65; }
"""

_FOOTER = "It quotes the documents: hand it on to those only who may read them."


def comparison_page(comparison: Comparison) -> str:
    """Return a comparison as an HTML page.

    Every text of the documents and the frameworks is escaped, and control characters are made visible.
    """
    title = f"{comparison.old.title} → {comparison.new.title}"
    footer = _FOOTER if comparison.most_affected else ""
    return page("What changes for documents with another model", title, _body(comparison), style=_STYLE, footer=footer)


def _body(comparison: Comparison) -> Iterator[str]:
    old, new = comparison.old, comparison.new
    yield (
        f'<p class="lead">How the tags of the documents change when the model <b>{text(old.model)}</b> gives way to '
        f"the model <b>{text(new.model)}</b>.</p>"
    )
    for note in notes(comparison):
        sure = comparison.reviewed_by or not comparison.crosswalk_needed
        yield f'<p class="{"note" if sure else "warning"}">{text(note)}</p>'
    if not comparison.documents:
        yield "<p>No document was compared.</p>"
    else:
        yield from table(
            ("What", "Meaning"),
            ("Number",),
            [
                (
                    _kind(total.kind) if total.kind else text(total.label),
                    f'<td class="words note">{text(total.meaning)}</td><td class="number">{total.number}</td>',
                )
                for total in totals(comparison)
                if total.number or total.label != "Documents failed"
            ],
        )
    if comparison.documents and not comparison.changed:
        yield "<p>Nothing changes for any of the documents.</p>"
    yield from _olds([count for count in comparison.old_competencies if count.documents])
    yield from _news([count for count in comparison.new_competencies if count.documents])
    if comparison.unseen:
        yield headed(UNSEEN, len(comparison.unseen))
        yield f'<p class="warning">{text(UNSEEN_MEANS)}</p>'
        label = "Examples learnt from"
        yield from table(
            ("Competency",),
            (label,),
            [
                (text(one.name), f'<td class="number" data-label="{label}">{text(learnt(one))}</td>')
                for one in comparison.unseen
            ],
        )
    if comparison.most_affected:
        yield headed("Documents most affected", f"{len(comparison.most_affected)} of {comparison.changed}")
        yield (
            '<p class="note">Those with the most changes come first. The words in quotation marks stand in the '
            "document and prove the tag best; where the models rest on other words, those of the old one come first. "
            f"{text(BASES[0].upper() + BASES[1:])}</p>"
        )
    for document in comparison.most_affected:
        yield from _document(document)
    if comparison.failed:
        yield headed("Documents that failed", len(comparison.failed))
        yield "<ul>"
        for failure in comparison.failed:
            yield f"<li>{text(failure.source or failure.id)}: {text(failure.reason)}</li>"
        yield "</ul>"


def _olds(counts: list[OldCount]) -> Iterator[str]:
    if not counts:
        return
    yield headed("What becomes of the old competencies")
    yield (
        '<p class="note">In how many documents each was tagged before; in how many of these what it becomes is '
        "tagged now (kept) or is not (lost); of the lost, in how many it was only stated: named, but no duty shows it; "
        "and of the kept, how many are in another group (moved) or at a higher or lower level (raised, lowered).</p>"
    )
    figures = ("Before", "Kept", "Lost", "Stated", "Moved", "Raised", "Lowered")
    rows = []
    for one in counts:
        numbers = (one.documents, one.kept, one.lost, one.lost_stated, one.moved, one.raised, one.lowered)
        rows.append((text(one.name), _counterparts(one, "Becomes") + "".join(map(number, numbers, figures))))
    yield from table(("Competency", "Becomes"), figures, rows)


def _news(counts: list[NewCount]) -> Iterator[str]:
    if not counts:
        return
    yield headed("Where the new competencies come from")
    yield (
        '<p class="note">In how many documents each is tagged now, and in how many of these nothing that it answers '
        "to was tagged before (gained); of the gained, in how many it is only stated.</p>"
    )
    figures = ("Now", "Gained", "Stated")
    rows = []
    for one in counts:
        numbers = (one.documents, one.gained, one.gained_stated)
        rows.append((text(one.name), _counterparts(one, "Answers to") + "".join(map(number, numbers, figures))))
    yield from table(("Competency", "Answers to"), figures, rows)


def _counterparts(count: OldCount | NewCount, label: str) -> str:
    note = "" if count.counterparts else " note"
    return f'<td class="words{note}" data-label="{text(label)}">{text(becomes(count))}</td>'


def _document(document: DocumentChange) -> Iterator[str]:
    yield '<section class="document">'
    yield f"<h3>{text(document.id)}</h3>"
    source = f"{text(document.source)} · " if document.source else ""
    yield f'<p class="note">{source}{document.kept} kept</p>'
    for kind in LABELS:
        changes = [change for change in document.changes if change.kind == kind]
        if changes:
            yield f"<h4>{_kind(kind)} {len(changes)}</h4>"
            yield "<ul>"
            yield from map(_change, changes)
            yield "</ul>"
    yield "</section>"


def _kind(kind: Kind) -> str:
    return f'<span class="kind {kind}">{SIGNS[kind]} {LABELS[kind]}</span>'


def _change(change: Change) -> str:
    why = remark(change)
    note = f' <span class="note">({text(why)})</span>' if why else ""
    words = " → ".join(f"<q>{text(quoted)}</q>" for quoted in quotes(change))
    return f"<li>{text(what(change))}{note} {words}</li>"
