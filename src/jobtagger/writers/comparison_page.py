"""What changes from one model to another, as a page to hand on: one file, nothing loaded, no scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from jobtagger.comparison import Change, Comparison, DocumentChange
from jobtagger.writers.comparison_words import LABELS, becomes, notes, reason, totals, what
from jobtagger.writers.plain import visible

_STYLE = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b;
  background: #fff; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid #c9c9c9; }
h3 { font-size: 1rem; margin: 1.2rem 0 0.2rem; } p { margin: 0.2rem 0; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.15rem 1.2rem 0.15rem 0; vertical-align: top; }
thead th { border-bottom: 1px solid #c9c9c9; } tbody th { font-weight: normal; }
tbody tr:nth-child(even) { background: #f4f5f6; }
.number { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
ul { margin: 0.2rem 0; padding-left: 1.2rem; } .note { color: #565c65; font-size: 0.9rem; }
.kind { font-weight: 600; } .lost { color: #7a1010; } .gained { color: #0b4f0b; } .moved { color: #6b4a00; }
.relevelled { color: #0b3f77; } q { color: #565c65; }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def comparison_page(comparison: Comparison) -> str:
    """Return a comparison as an HTML page.

    Every text of the documents and the frameworks is escaped, and control characters are made visible.
    """
    old, new = comparison.old, comparison.new
    title = f"{_text(old.title)} → {_text(new.title)}"
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f"<style>\n{_STYLE}</style>",
            "</head>",
            "<body>",
            f"<h1>{title}</h1>",
            f'<p class="note">Model {_text(old.model)} → {_text(new.model)}, '
            f"framework {_text(old.framework)} → {_text(new.framework)}</p>",
            *(f'<p class="note">{_text(note)}</p>' for note in notes(comparison)),
            *_body(comparison),
            "</body>",
            "</html>",
            "",
        )
    )


def _body(comparison: Comparison) -> Iterator[str]:
    yield "<table><tbody>"
    for label, number, meaning in totals(comparison):
        yield f'<tr><th>{_text(label)}</th><td class="number">{number}</td><td class="note">{_text(meaning)}</td></tr>'
    yield "</tbody></table>"
    olds = [count for count in comparison.old_competencies if count.documents]
    if olds:
        yield "<h2>What becomes of the old competencies, by documents</h2>"
        yield from _counts(
            ("Competency", "Becomes"),
            ("Old", "Kept", "Lost", "Moved", "Raised", "Lowered"),
            [
                (one.name, becomes(one), (one.documents, one.kept, one.lost, one.moved, one.raised, one.lowered))
                for one in olds
            ],
        )
    news = [count for count in comparison.new_competencies if count.documents]
    if news:
        yield "<h2>Where the new competencies come from, by documents</h2>"
        rows = [(one.name, becomes(one), (one.documents, one.gained)) for one in news]
        yield from _counts(("Competency", "Answers to"), ("New", "Gained"), rows)
    if comparison.most_affected:
        yield f"<h2>Documents most affected ({len(comparison.most_affected)} of {comparison.changed})</h2>"
    for document in comparison.most_affected:
        yield from _document(document)
    if comparison.failed:
        yield f"<h2>Documents that failed ({len(comparison.failed)})</h2>"
        yield "<ul>"
        for failure in comparison.failed:
            yield f"<li>{_text(failure.source or failure.id)}: {_text(failure.reason)}</li>"
        yield "</ul>"


def _counts(
    names: tuple[str, str], figures: Sequence[str], rows: Sequence[tuple[str, str, tuple[int, ...]]]
) -> Iterator[str]:
    heads = [f"<th>{name}</th>" for name in names] + [f'<th class="number">{name}</th>' for name in figures]
    yield f"<table><thead><tr>{''.join(heads)}</tr></thead><tbody>"
    for first, second, numbers in rows:
        cells = "".join(f'<td class="number">{number or "–"}</td>' for number in numbers)
        yield f"<tr><th>{_text(first)}</th><td>{_text(second)}</td>{cells}</tr>"
    yield "</tbody></table>"


def _document(document: DocumentChange) -> Iterator[str]:
    counts = ", ".join(f"{document.count(kind)} {label.lower()}" for kind, label in LABELS.items())
    source = f"{_text(document.source)} · " if document.source else ""
    yield f"<h3>{_text(document.id)}</h3>"
    yield f'<p class="note">{source}{document.kept} kept, {counts}</p>'
    yield "<ul>"
    yield from map(_change, document.changes)
    yield "</ul>"


def _change(change: Change) -> str:
    why = reason(change)
    note = f' <span class="note">({why})</span>' if why else ""
    # A change of group is the framework's; no words of the document prove it.
    quote = f" <q>{_text(change.evidence)}</q>" if change.evidence and change.kind != "moved" else ""
    label = f'<span class="kind {change.kind}">{LABELS[change.kind]}:</span>'
    return f"<li>{label} {_text(what(change))}{note}{quote}</li>"


def _text(text: str) -> str:
    return escape(visible(text))
