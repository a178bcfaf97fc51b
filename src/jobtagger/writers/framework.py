"""A framework for people: its levels, groups and competencies, and how much it says of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from jobtagger.frameworks import Competency, Framework
from jobtagger.writers.interface import Display
from jobtagger.writers.plain import one_line
from jobtagger.writers.screen import render, screen


def framework_text(framework: Framework, *, display: Display = Display()) -> str:
    """Return a framework as text: definitions in full, indicators counted."""
    return render(screen(display), _parts(framework))


def _parts(framework: Framework) -> Iterator[RenderableType]:
    yield Text(one_line(framework.title), style="bold")
    issued = [framework.publisher, framework.date, framework.version]
    yield _inner(Text(one_line(" · ".join([framework.id, *filter(None, issued)])), style="dim"))
    if framework.source:
        yield _inner(Text(one_line(f"Source: {framework.source.title}"), style="dim"))
    if framework.source and framework.source.note:
        yield _inner(Text(one_line(f"Note on the source: {framework.source.note}")))
    yield from _levels(framework)
    yield from _groups(framework)
    yield from _headed("Competencies", len(framework.competencies))
    for number, competency in enumerate(framework.competencies):
        if number:
            yield Text()
        yield from _competency(competency, framework)
    if framework.notes:
        yield from _headed("Notes", len(framework.notes))
        yield from (_inner(Text(one_line(f"- {note}"))) for note in framework.notes)


def _levels(framework: Framework) -> Iterator[RenderableType]:
    yield from _headed("Levels", len(framework.levels))
    if not framework.levels:
        yield _inner(Text("none: the framework has no scale of its own"))
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for level in framework.levels:
        table.add_row(Text(str(level.value)), Text(one_line(level.name)), Text(one_line(level.definition)))
    yield _inner(table)


def _groups(framework: Framework) -> Iterator[RenderableType]:
    yield from _headed(framework.groups_name, len(framework.groups))
    if not framework.groups:
        yield _inner(Text("none"))
    for group in framework.groups:
        members = sum(group.id in competency.groups for competency in framework.competencies)
        counts = [f"{members} competencies" if members != 1 else "1 competency"]
        if group.characteristics:
            counts.append(f"{len(group.characteristics)} key characteristics")
        yield from _name(group.name, group.id, counts)
        if group.definition:
            yield _inner(Text(one_line(group.definition)), 4)


def _competency(competency: Competency, framework: Framework) -> Iterator[RenderableType]:
    yield from _name(competency.name, competency.id, [framework.group(id).name for id in competency.groups])
    if competency.definition:
        yield _inner(Text(one_line(competency.definition)), 4)
    if competency.aliases:
        yield _inner(Text(one_line(f"Also called: {'; '.join(competency.aliases)}"), style="dim"), 4)
    yield _inner(Text(one_line(_indicators(competency, framework)), style="dim"), 4)
    if competency.required:
        asked = ", ".join(f"{framework.level_name(item.level)} {item.proficiency}" for item in competency.required)
        yield _inner(Text(one_line(f"Required: {asked}"), style="dim"), 4)


def _indicators(competency: Competency, framework: Framework) -> str:
    total = len(competency.indicators)
    if not total:
        return "No indicators"
    counts = Counter(item.level for item in competency.indicators)
    parts = [f"{level.name} {counts[level.value]}" for level in framework.levels if counts[level.value]]
    if parts and counts[None]:
        parts.append(f"of no level {counts[None]}")
    text = "1 indicator" if total == 1 else f"{total} indicators"
    return f"{text}: {', '.join(parts)}" if parts else text


def _headed(title: str, count: int) -> Iterator[RenderableType]:
    yield Text()
    yield Text(f"{title} ({count})" if count else title, style="bold")


def _name(name: str, id: str, notes: list[str]) -> Iterator[RenderableType]:
    yield _inner(Text(one_line(name), style="cyan"))
    yield _inner(Text(one_line(" · ".join([id, *notes])), style="dim"), 4)


def _inner(part: RenderableType, indent: int = 2) -> Padding:
    return Padding(part, (0, 0, 0, indent))
