"""What changes from one model to another, for people: figures first, then each competency, then the documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from jobtagger.comparison import Change, Comparison, DocumentChange
from jobtagger.writers.comparison_words import (
    BASES,
    LABELS,
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
from jobtagger.writers.interface import Display
from jobtagger.writers.plain import one_line, shorten
from jobtagger.writers.screen import render, screen

_STYLES = {"lost": "red", "gained": "green", "moved": "yellow", "relevelled": "cyan"}
_NONE = "–"


def comparison_text(comparison: Comparison, *, display: Display = Display()) -> str:
    """Return a comparison as text; of competencies that no document is tagged with, those without a counterpart."""
    console = screen(display)
    return render(console, _parts(comparison, console.width))


def _parts(comparison: Comparison, width: int) -> Iterator[RenderableType]:
    old, new = comparison.old, comparison.new
    yield Text(f"{one_line(old.title)} → {one_line(new.title)}", style="bold")
    models = f"model {old.model} → {new.model} · framework {old.framework} → {new.framework}"
    yield _inner(Text(one_line(models), style="dim"))
    for note in notes(comparison):
        yield _inner(Text(one_line(note), style="dim"))
    yield Text()
    figures = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    figures.add_column(no_wrap=True)
    figures.add_column(justify="right", no_wrap=True)
    figures.add_column(style="dim")
    for total in totals(comparison):
        figures.add_row(total.label, str(total.number), total.meaning)
    yield _inner(figures)
    olds = [count for count in comparison.old_competencies if count.documents]
    if olds:
        yield from _headed("What becomes of the old competencies, by documents")
        yield _counts(
            ("Competency", "Becomes"),
            ("Old", "Kept", "Lost", "Moved", "Raised", "Lowered"),
            [
                (one.name, becomes(one), (one.documents, one.kept, one.lost, one.moved, one.raised, one.lowered))
                for one in olds
            ],
        )
    news = [count for count in comparison.new_competencies if count.documents]
    if news:
        yield from _headed("Where the new competencies come from, by documents")
        rows = [(one.name, becomes(one), (one.documents, one.gained)) for one in news]
        yield _counts(("Competency", "Answers to"), ("New", "Gained"), rows)
    if comparison.unseen:
        yield from _headed(f"{UNSEEN} ({len(comparison.unseen)})")
        yield _inner(Text(UNSEEN_MEANS, style="dim"))
        yield _table(("Competency",), ("Examples learnt from",), [(one.name, learnt(one)) for one in comparison.unseen])
    if comparison.most_affected:
        yield from _headed(f"Documents most affected ({len(comparison.most_affected)} of {comparison.changed})")
        yield _inner(Text(BASES, style="dim"))
    for number, document in enumerate(comparison.most_affected):
        if number:
            yield Text()
        yield from _document(document, width)
    if comparison.failed:
        yield from _headed(f"Documents that failed ({len(comparison.failed)})")
    for failure in comparison.failed:
        yield _inner(Text.assemble((f"{one_line(failure.source or failure.id)}: ", "bold"), one_line(failure.reason)))


def _counts(
    names: tuple[str, str], figures: Sequence[str], rows: Sequence[tuple[str, str, tuple[int, ...]]]
) -> RenderableType:
    shown = [(*words, *(str(number) if number else _NONE for number in numbers)) for *words, numbers in rows]
    return _table(names, figures, shown)


def _table(names: Sequence[str], figures: Sequence[str], rows: Sequence[Sequence[str]]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for name in figures:
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(one_line(cell)) for cell in row))
    return _inner(table)


def _document(document: DocumentChange, width: int) -> Iterator[RenderableType]:
    counts = ", ".join(f"{document.count(kind)} {label.lower()}" for kind, label in LABELS.items())
    source = f" · {one_line(document.source)}" if document.source else ""
    yield _inner(Text.assemble((one_line(document.id), "bold"), (f"{source} · {document.kept} kept, {counts}", "dim")))
    for change in document.changes:
        yield _inner(_change(change, width), 4)


def _change(change: Change, width: int) -> Text:
    note, words = remark(change), quotes(change)
    text = Text.assemble((f"{LABELS[change.kind]}: ", _STYLES[change.kind]), one_line(what(change)))
    if note:
        text.append(f" ({note})", style="dim")
    if words:
        room = max(60, 2 * width - text.cell_len - 16)
        text.append(" " + " → ".join(f"“{shorten(quoted, room)}”" for quoted in words), style="dim")
    return text


def _headed(title: str) -> Iterator[RenderableType]:
    yield Text()
    yield Text(title, style="bold")


def _inner(part: RenderableType, indent: int = 2) -> Padding:
    return Padding(part, (0, 0, 0, indent))
