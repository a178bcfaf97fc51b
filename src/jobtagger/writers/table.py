"""Tables for people: what a document asks for, at which level, and the words that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from jobtagger.records import CompetencyTag, EcqTag, Evidence, FailedDocument, TaggedDocument
from jobtagger.writers.interface import Display, Record
from jobtagger.writers.plain import one_line, shorten
from jobtagger.writers.screen import render, screen

_FULL_WIDTH = 100
"""Columns from which each figure has a column of its own; on less, they stand under the name of the competency."""

_QUOTE_LINES = 3
"""Lines that a quotation may take, about."""
_MAX_QUOTE = 260
_MIN_QUOTE = 60

_INDENT = 2
_GAP = 2
_NONE = "–"


def write_table(records: Iterable[Record], *, display: Display = Display()) -> Iterator[str]:
    """Yield a heading, the groups and a table of competencies for each document.

    What is inferred from the work comes first, each with the words that prove it best; what the document merely names
    or defines follows on a few lines. A failed document is a line with the reason.
    """
    console = screen(display)
    first = True
    for record in records:
        parts = _failed(record) if isinstance(record, FailedDocument) else _tagged(record, console.width)
        text = render(console, parts)
        yield text if first else "\n" + text
        first = False


def _failed(record: FailedDocument) -> Iterator[RenderableType]:
    name = one_line(record.source or record.id)
    yield Text.assemble((f"{name}: ", "bold"), ("failed: ", "bold red"), one_line(record.reason))


def _tagged(record: TaggedDocument, width: int) -> Iterator[RenderableType]:
    yield from _heading(record)
    if not record.ecqs and not record.tags:
        yield _indented(Text("No competencies found."))
        return
    if record.ecqs:
        yield Text()
        yield _listing(one_line(record.groups_name), [_figures(ecq) for ecq in record.ecqs], width)
    inferred = [tag for tag in record.tags if tag.basis != "stated"]
    stated = [tag for tag in record.tags if tag.basis == "stated"]
    if inferred:
        yield Text()
        yield _indented(_full(inferred, width) if width >= _FULL_WIDTH else _narrow(inferred, width))
    if stated:
        yield Text()
        yield _listing("Stated by name or definition", [_figures(tag) for tag in stated], width)


def _heading(record: TaggedDocument) -> Iterator[RenderableType]:
    title, id, source = (one_line(text) for text in (record.document.title, record.id, record.source))
    yield Text(title or id, style="bold")
    origin = [*([id] if title else []), *([source] if source else []), f"model {one_line(record.model)}"]
    yield _indented(Text(" · ".join(origin), style="dim"))


def _listing(label: str, items: Sequence[Text], width: int) -> RenderableType:
    """Return items that follow each other after a label, broken between two items only, as far as they fit."""
    room = width - _INDENT
    lines = [Text(f"{label}:", style="bold")]
    indent = "  "
    if cell_len(label) <= 12:
        indent = " " * (cell_len(label) + 2)
        lines[0].append(" ")
    else:
        lines.append(Text(indent))
    begun = False
    for item in items:
        if begun and lines[-1].cell_len + 3 + item.cell_len > room:
            lines.append(Text(indent))
            begun = False
        if begun:
            lines[-1].append(" · ", style="dim")
        lines[-1].append_text(item)
        begun = True
    return _indented(Text("\n").join(lines))


def _figures(tag: CompetencyTag | EcqTag) -> Text:
    """Return name, level and score in a row."""
    text = Text(one_line(tag.name))
    if tag.level is not None:
        text.append(f" {_level(tag)}", style="cyan")
    return text.append(f" {tag.score:.2f}", style="dim")


def _full(tags: Sequence[CompetencyTag], width: int) -> Table:
    """Return a table with a column for each figure."""
    names = [one_line(tag.name) for tag in tags]
    fixed = (
        min(max(map(cell_len, ["Competency", *names])), width // 4)
        + max(cell_len(text) for text in ["Level", *map(_level, tags)])
        + len("Score")
        + max(len(text) for text in ["Basis", *(tag.basis for tag in tags)])
    )
    room = width - _INDENT - fixed - 4 * _GAP
    table = _table()
    table.add_column("Competency", max_width=width // 4, overflow="fold")
    table.add_column("Level", no_wrap=True)
    table.add_column("Score", justify="right", no_wrap=True)
    table.add_column("Basis", no_wrap=True)
    table.add_column("Words that prove it", ratio=1, overflow="fold")
    for name, tag in zip(names, tags, strict=True):
        table.add_row(name, Text(_level(tag), style="cyan"), f"{tag.score:.2f}", tag.basis, _quote(tag, room))
    return table


def _narrow(tags: Sequence[CompetencyTag], width: int) -> Table:
    """Return a table with the figures under the name, which leaves a narrow terminal room for the words."""
    level_width = max(cell_len(text) for text in ["Level", *map(_level, tags)])
    basis_width = max(len(tag.basis) for tag in tags)

    def figures(level: str, score: str, basis: str) -> Text:
        padding = " " * (level_width - cell_len(level))
        return Text.assemble((level, "cyan"), padding, f"  {score:>5}", f"  {basis}")

    left = max(level_width + basis_width + 9, *(cell_len(one_line(tag.name)) for tag in tags))
    left = min(left, max(width // 2, level_width + basis_width + 9))
    table = _table(leading=1)
    table.add_column(
        Text("Competency\n").append_text(figures("Level", "Score", "Basis")), max_width=left, overflow="fold"
    )
    table.add_column("Words that prove it", ratio=1, overflow="fold")
    for tag in tags:
        name = Text(one_line(tag.name) + "\n").append_text(figures(_level(tag), f"{tag.score:.2f}", tag.basis))
        table.add_row(name, _quote(tag, width - _INDENT - left - _GAP))
    return table


def _table(leading: int = 0) -> Table:
    return Table(
        box=box.SIMPLE_HEAD, padding=(0, _GAP, 0, 0), pad_edge=False, show_edge=False, expand=True, leading=leading
    )


def _quote(tag: CompetencyTag, room: int) -> Text:
    """Return the words that prove a tag best, with the kind of section they stand in."""
    evidence = _best(tag.evidence)
    if evidence is None:
        return Text(_NONE)
    after = [] if evidence.section == "none" else [one_line(evidence.section)]
    if len(tag.evidence) > 1:
        after.append(f"{len(tag.evidence) - 1} more")
    note = f" ({', '.join(after)})" if after else ""
    # Lines end at a blank, so some room is lost at the end of each.
    cells = max(_MIN_QUOTE, min(_MAX_QUOTE, _QUOTE_LINES * (room - 5)) - cell_len(note) - 2)
    return Text.assemble(f"“{shorten(one_line(evidence.text), cells)}”", (note, "dim"))


def _best(evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the words that were inferred from with the highest score; a name proves less than the work does."""
    return max(evidence, key=lambda item: (item.basis != "stated", item.score), default=None)


def _level(tag: CompetencyTag | EcqTag) -> str:
    if tag.level is None:
        return _NONE
    return one_line(f"{tag.level} {tag.level_name or ''}")


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, _INDENT))
