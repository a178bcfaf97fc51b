"""What changes from one framework to another, as a page to hand on: one file, nothing loaded, no scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jobtagger.frameworks.changes import CompetencyChange, EntryChange, FrameworkDiff, IndicatorAt, Named
from jobtagger.frameworks.wording import Rewording, spaced
from jobtagger.writers.diff import ANOTHER_SCALE, called, found_again, ids, source_notes, titles
from jobtagger.writers.page import headed, number, page, table, text

_STYLE = """\
h3 .sign { display: inline-block; width: 1.2rem; }
.went h3 { color: #7a1010; } .came h3 { color: #0b4f0b; } .went p, .came p { padding-left: 1.2rem; }
.change { border-left: 4px solid #dcdee0; padding-left: 0.8rem; margin: 1.2rem 0; } .change h3 { margin-top: 0; }
.whole { display: block; margin: 0.1rem 0; } .whole del { text-decoration: none; } .whole ins { text-decoration: none; }
.level { border: 1px solid #a9aeb1; border-radius: 3px; padding: 0 0.3rem; font-size: 0.85rem; color: #565c65; }
ul.went, ul.came { list-style: none; padding-left: 0.2rem; }
ul.went li, ul.came li { padding-left: 1.1rem; text-indent: -1.1rem; }
ul.went li::before { content: "\\2212"; color: #7a1010; } ul.came li::before { content: "+"; color: #0b4f0b; }
ul.went li::before, ul.came li::before { display: inline-block; width: 1.1rem; text-indent: 0; font-weight: 700; }
"""

_SIGNS = {"went": "−", "came": "+"}


def diff_page(diff: FrameworkDiff) -> str:
    """Return a comparison as an HTML page; words that came stand in ``<ins>``, words that went in ``<del>``.

    Every text of the frameworks is escaped, and control characters are made visible.
    """
    return page("What changes between two frameworks", " → ".join(titles(diff)), _body(diff), style=_STYLE)


def _body(diff: FrameworkDiff) -> Iterator[str]:
    old, new = map(text, ids(diff))
    yield (
        f'<p class="lead">What was added, removed and changed from the framework <b>{old}</b> '
        f"to the framework <b>{new}</b>.</p>"
    )
    if not diff:
        yield "<p>Nothing changed.</p>"
        return
    yield from (f'<p class="note">{text(note)}</p>' for note in source_notes(diff))
    yield from _summary(diff)
    yield (
        '<p class="note">How to read it: <del>words that went</del> are struck through, <ins>words that came</ins> '
        "are underlined, all others are as they were. What was written anew stands below each other, as before and "
        "now. A list with − is what went, with + what came.</p>"
    )
    yield from _entries("Competencies", "removed", diff.removed)
    yield from _entries("Competencies", "added", diff.added)
    for kind, removed, added, changed in (
        ("Levels", diff.levels_removed, diff.levels_added, diff.levels_changed),
        ("Groups", diff.groups_removed, diff.groups_added, diff.groups_changed),
    ):
        yield from _entries(kind, "removed", removed)
        yield from _entries(kind, "added", added)
        yield from _changed_entries(kind, changed)
    if diff.changed:
        yield headed("Competencies changed", len(diff.changed), "competencies-changed")
    for change in diff.changed:
        yield '<section class="change">'
        yield from _competency(change)
        yield "</section>"
    if diff.unchanged:
        yield headed("Competencies unchanged", len(diff.unchanged), "competencies-unchanged")
        yield f"<p>{text(', '.join(entry.name for entry in diff.unchanged))}</p>"


def _summary(diff: FrameworkDiff) -> Iterator[str]:
    """Yield the counts: what was added, removed and changed of each kind, then how the competencies changed."""
    counts = diff.counts
    rows = {
        "Competencies": (len(diff.added), len(diff.removed), len(diff.changed), len(diff.unchanged)),
        "Groups": (len(diff.groups_added), len(diff.groups_removed), len(diff.groups_changed), 0),
        "Levels": (len(diff.levels_added), len(diff.levels_removed), len(diff.levels_changed), 0),
    }
    columns = ("Added", "Removed", "Changed", "Unchanged") if diff.unchanged else ("Added", "Removed", "Changed")
    yield from table(
        ("",),
        columns,
        [
            (
                kind,
                "".join(
                    number(figure, column, f"{kind}-{column}".lower())
                    for column, figure in zip(columns, figures, strict=False)
                ),
            )
            for kind, figures in rows.items()
            if any(figures)
        ],
    )
    ways = [
        f"{counts[name]} {words}"
        for name, words in (
            ("renamed", "renamed"),
            ("moved", "moved to another group"),
            ("given another id", "given another id"),
            ("reworded", "defined in other words"),
        )
        if counts[name]
    ]
    yield from (_part(fact.fact.capitalize(), _exchange(fact.old, fact.new)) for fact in diff.facts)
    if naming := called(diff):
        yield f"<p>{text(naming)}</p>"
    if diff.another_scale:
        yield f"<p>{ANOTHER_SCALE}</p>"
    if ways:
        yield f"<p>Of the competencies that changed: {', '.join(ways)}.</p>"
    inside = [
        f"{counts[f'indicators {name}']} {name}"
        for name in ("added", "removed", "reworded", "re-levelled")
        if counts[f"indicators {name}"]
    ]
    if inside:
        yield f"<p>Indicators of the competencies that both frameworks have: {', '.join(inside)}.</p>"


def _entries(kind: str, way: str, entries: Sequence[Named]) -> Iterator[str]:
    if not entries:
        return
    mark = "went" if way == "removed" else "came"
    yield headed(f"{kind} {way}", len(entries), f"{kind}-{way}".lower())
    yield f'<section class="{mark}">'
    for entry in entries:
        yield f'<h3><span class="sign">{_SIGNS[mark]}</span>{text(entry.name)}</h3>'
        if entry.definition:
            yield f"<p>{text(entry.definition)}</p>"
    yield "</section>"


def _changed_entries(kind: str, changes: Sequence[EntryChange]) -> Iterator[str]:
    if changes:
        yield headed(f"{kind} changed", len(changes), f"{kind}-changed".lower())
    for change in changes:
        yield '<section class="change">'
        yield f"<h3>{_renaming(change.old, change.new)}</h3>"
        if change.old.id != change.new.id:
            yield _part("Value" if kind == "Levels" else "Id", _exchange(change.old.id, change.new.id))
        yield from _said(change)
        yield from _items("Characteristics reworded", [_words(one) for one in change.characteristics_reworded])
        yield from _items("Characteristics removed", [text(one) for one in change.characteristics_removed], "went")
        yield from _items("Characteristics added", [text(one) for one in change.characteristics_added], "came")
        yield "</section>"


def _competency(change: CompetencyChange) -> Iterator[str]:
    yield f"<h3>{_renaming(change.old, change.new)}</h3>"
    if again := found_again(change):
        yield f'<p class="note">{text(change.old.id)} → {text(change.new.id)}, found {again}</p>'
    if change.moved:
        yield _part("Moved", _exchange(*(", ".join(names) or "no group" for names in change.moved)))
    yield from _said(change)
    if change.required:
        yield _part("Required", _words(change.required))
    yield from _items(
        "Indicators at another level",
        [
            f'<span class="level"><del>{text(moved.old) or "no level"}</del> '
            f"<ins>{text(moved.new) or 'no level'}</ins></span> {text(moved.text)}"
            for moved in change.indicators_relevelled
        ],
    )
    yield from _items("Indicators reworded", [_words(rewording) for rewording in change.indicators_reworded])
    yield from _items("Indicators removed", [_indicator(one) for one in change.indicators_removed], "went")
    yield from _items("Indicators added", [_indicator(one) for one in change.indicators_added], "came")


def _said(change: EntryChange | CompetencyChange) -> Iterator[str]:
    """Yield what changed that competencies and groups both have."""
    if change.code:
        yield _part("Code", _exchange(*change.code))
    if change.definition:
        yield _part("Definition", _words(change.definition))
    if change.aliases_added or change.aliases_removed:
        aliases = [f"<del>{text(alias)}</del>" for alias in change.aliases_removed]
        aliases += [f"<ins>{text(alias)}</ins>" for alias in change.aliases_added]
        yield _part("Aliases", "; ".join(aliases))


def _items(title: str, items: Sequence[str], mark: str = "") -> Iterator[str]:
    if items:
        yield f"<h4>{title} ({len(items)})</h4>"
        yield f'<ul class="{mark}">' if mark else "<ul>"
        yield from (f"<li>{item}</li>" for item in items)
        yield "</ul>"


def _exchange(old: str, new: str) -> str:
    return f"<del>{text(old) or 'none'}</del> <ins>{text(new) or 'none'}</ins>"


def _part(label: str, words: str) -> str:
    return f'<p><span class="label">{label}:</span> {words}</p>'


def _indicator(indicator: IndicatorAt) -> str:
    level = f' <span class="level">{text(indicator.level)}</span>' if indicator.level else ""
    return f"{text(indicator.text)}{level}"


def _renaming(old: Named, new: Named) -> str:
    if old.name == new.name:
        return text(new.name)
    return f"<del>{text(old.name)}</del> <ins>{text(new.name)}</ins>"


def _words(rewording: Rewording) -> str:
    pieces = rewording.pieces
    if [piece.sign for piece in pieces] == ["removed", "added"]:  # nothing stayed: two texts read better than one row
        before, now = (text(piece.text) for piece in pieces)
        return (
            f'<span class="whole">Before: <del>{before}</del></span> <span class="whole">Now: <ins>{now}</ins></span>'
        )
    marks = {"removed": "del", "added": "ins"}
    parts: list[str] = []
    for blank, sign, words in spaced(pieces):
        mark = marks.get(sign)
        parts.append(f"{blank}<{mark}>{text(words)}</{mark}>" if mark else f"{blank}{text(words)}")
    return "".join(parts)
