"""What changes from one framework to another, for people: counts first, then each competency with its changed words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from jobtagger.frameworks.changes import CompetencyChange, EntryChange, FrameworkDiff, IndicatorAt, Named
from jobtagger.frameworks.wording import Rewording, spaced
from jobtagger.writers.interface import Display
from jobtagger.writers.plain import one_line
from jobtagger.writers.screen import render, screen


def diff_text(diff: FrameworkDiff, *, display: Display = Display()) -> str:
    """Return a comparison as text; words that went stand in ``[-...-]``, words that came in ``{+...+}``."""
    return render(screen(display), _parts(diff))


def found_again(change: CompetencyChange) -> str:
    """Return how a competency of another name or id was found again; empty if nobody needs to be told.

    >>> vision = Named("vision", "Vision")
    >>> found_again(CompetencyChange(vision, Named("foresight", "Foresight"), "alias"))
    'by an alias'
    """
    if not change.renamed and change.old.id == change.new.id:
        return ""
    return {"id": "by the id", "name": "by the name", "alias": "by an alias", "text": "by the text"}[change.matched_by]


def _parts(diff: FrameworkDiff) -> Iterator[RenderableType]:
    yield Text(one_line(" → ".join(titles(diff))), style="bold")
    yield _inner(Text(one_line(" → ".join(ids(diff))), style="dim"))
    if not diff:
        yield Text()
        yield _inner(Text("Nothing changed."))
        return
    for note in source_notes(diff):
        yield _inner(Text(one_line(note), style="dim"))
    yield Text()
    yield _inner(_counts(diff))
    for fact in diff.facts:
        yield _inner(Text(f"{fact.fact.capitalize()}: ").append_text(_exchange(fact.old, fact.new)))
    if naming := called(diff):
        yield _inner(Text(naming))
    if diff.another_scale:
        yield _inner(Text(ANOTHER_SCALE))
    yield from _entries("Competencies removed", diff.removed, "red")
    yield from _entries("Competencies added", diff.added, "green")
    for kind, removed, added, changed in (
        ("Levels", diff.levels_removed, diff.levels_added, diff.levels_changed),
        ("Groups", diff.groups_removed, diff.groups_added, diff.groups_changed),
    ):
        yield from _entries(f"{kind} removed", removed, "red")
        yield from _entries(f"{kind} added", added, "green")
        yield from _changed_entries(kind, changed)
    if diff.changed:
        yield from _headed("Competencies changed", len(diff.changed))
    for number, change in enumerate(diff.changed):
        if number:
            yield Text()
        yield from _competency(change)
    if diff.unchanged:
        yield from _headed("Competencies unchanged", len(diff.unchanged))
        yield _inner(Text(one_line(", ".join(entry.name for entry in diff.unchanged))))


ANOTHER_SCALE = "The levels are another scale, with none in common; indicators are not compared by their levels."
"""What is said where two scales have nothing to do with each other."""


def titles(diff: FrameworkDiff) -> tuple[str, str]:
    """Return what the two frameworks are called, each so that it is not taken for the other."""
    old, new = diff.old, diff.new
    return old.called(old.name, new.name), new.called(new.name, old.name)


def ids(diff: FrameworkDiff) -> tuple[str, str]:
    """Return the ids of the two frameworks, each so that it is not taken for the other."""
    old, new = diff.old, diff.new
    return old.called(old.id, new.id), new.called(new.id, old.id)


def source_notes(diff: FrameworkDiff) -> list[str]:
    """Return what a reader should know of the sources, one line for each framework that has a note on its own.

    >>> from jobtagger.frameworks.changes import Side
    >>> source_notes(FrameworkDiff(Side("old", "Old"), Side("new", "New", note="In our own words.")))
    ['Source of new: In our own words.']
    """
    if diff.old.note and diff.old.note == diff.new.note:
        return [f"Source of both: {diff.old.note}"]
    pairs = zip(ids(diff), (diff.old, diff.new), strict=True)
    return [f"Source of {name}: {side.note}" for name, side in pairs if side.note]


def called(diff: FrameworkDiff) -> str:
    """Return a sentence on what groups are called before and now; empty if that did not change.

    >>> from jobtagger.frameworks.changes import Side
    >>> framework = Side("ours", "Ours")
    >>> called(FrameworkDiff(framework, framework, group_name=("", "Cluster")))
    'A group is now called Cluster; before it had no name of its own.'
    """
    if diff.group_name is None:
        return ""
    before, now = map(one_line, diff.group_name)
    if not now:
        return f"A group no longer has a name of its own; before it was called {before}."
    return f"A group is now called {now}; before it {f'was called {before}' if before else 'had no name of its own'}."


def _counts(diff: FrameworkDiff) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for name, count in diff.counts.items():
        if count:
            table.add_row(Text(name[:1].upper() + name[1:]), Text(str(count)))
    return table


def _entries(title: str, entries: Sequence[Named], style: str) -> Iterator[RenderableType]:
    if entries:
        yield from _headed(title, len(entries))
    for entry in entries:
        yield _inner(Text(one_line(entry.name), style=style))
        if entry.definition:
            yield _inner(Text(one_line(entry.definition), style="dim"), 4)


def _changed_entries(kind: str, changes: Sequence[EntryChange]) -> Iterator[RenderableType]:
    if changes:
        yield from _headed(f"{kind} changed", len(changes))
    for change in changes:
        yield _inner(_renaming(change.old, change.new))
        if change.old.id != change.new.id:
            label = "Value" if kind == "Levels" else "Id"
            yield _inner(Text(f"{label}: ").append_text(_exchange(change.old.id, change.new.id)), 4)
        yield from _said(change)
        for rewording in change.characteristics_reworded:
            yield _inner(Text("~ ").append_text(_words(rewording)), 4)
        yield from _indicators("-", [IndicatorAt(text) for text in change.characteristics_removed], "red")
        yield from _indicators("+", [IndicatorAt(text) for text in change.characteristics_added], "green")


def _competency(change: CompetencyChange) -> Iterator[RenderableType]:
    yield _inner(_renaming(change.old, change.new))
    if again := found_again(change):
        yield _inner(Text(f"{one_line(change.old.id)} → {one_line(change.new.id)}, found {again}", style="dim"), 4)
    if change.moved:
        before, after = (one_line(", ".join(names)) or "no group" for names in change.moved)
        yield _inner(Text(f"Moved: {before} → {after}"), 4)
    yield from _said(change)
    if change.required:
        yield _inner(Text("Required: ").append_text(_words(change.required)), 4)
    for moved in change.indicators_relevelled:
        levels = f"{one_line(moved.old) or 'no level'} → {one_line(moved.new) or 'no level'}: "
        yield _inner(Text(levels, style="cyan").append(one_line(moved.text), style="none"), 4)
    for rewording in change.indicators_reworded:
        yield _inner(Text("~ ").append_text(_words(rewording)), 4)
    yield from _indicators("-", change.indicators_removed, "red")
    yield from _indicators("+", change.indicators_added, "green")


def _said(change: EntryChange | CompetencyChange) -> Iterator[RenderableType]:
    """Yield what changed that competencies and groups both have."""
    if change.code:
        yield _inner(Text("Code: ").append_text(_exchange(*change.code)), 4)
    if change.definition:
        yield _inner(Text("Definition: ").append_text(_words(change.definition)), 4)
    for label, aliases in (("Aliases added", change.aliases_added), ("Aliases removed", change.aliases_removed)):
        if aliases:
            yield _inner(Text(one_line(f"{label}: {'; '.join(aliases)}"), style="dim"), 4)


def _exchange(old: str, new: str) -> Text:
    return Text(f"{one_line(old) or 'none'} → {one_line(new) or 'none'}")


def _indicators(sign: str, indicators: Sequence[IndicatorAt], style: str) -> Iterator[RenderableType]:
    for indicator in indicators:
        level = f" ({one_line(indicator.level)})" if indicator.level else ""
        yield _inner(Text(f"{sign} {one_line(indicator.text)}{level}", style=style), 4)


def _renaming(old: Named, new: Named) -> Text:
    if old.name == new.name:
        return Text(one_line(new.name), style="cyan")
    return Text(f"{one_line(old.name)} → {one_line(new.name)}", style="cyan")


def _words(rewording: Rewording) -> Text:
    text = Text()
    marks = {"same": ("", "", ""), "removed": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}
    for blank, sign, words in spaced(rewording.pieces):
        before, after, style = marks[sign]
        text.append(blank).append(f"{before}{one_line(words)}{after}", style=style or None)
    return text


def _headed(title: str, count: int) -> Iterator[RenderableType]:
    yield Text()
    yield Text(f"{title} ({count})", style="bold")


def _inner(part: RenderableType, indent: int = 2) -> Padding:
    return Padding(part, (0, 0, 0, indent))
