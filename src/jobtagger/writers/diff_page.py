"""What changes from one framework to another, as a page to hand on: one file, nothing loaded, no scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from jobtagger.frameworks.diff import CompetencyChange, EntryChange, FrameworkDiff, IndicatorAt, Named
from jobtagger.frameworks.wording import Rewording, spaced
from jobtagger.writers.diff import found_again
from jobtagger.writers.plain import visible

_STYLE = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b;
  background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid #c9c9c9; }
h3 { font-size: 1rem; margin: 1.2rem 0 0.2rem; } p { margin: 0.2rem 0; }
table { border-collapse: collapse; } th, td { text-align: left; padding: 0.1rem 1.5rem 0.1rem 0; }
td { text-align: right; font-variant-numeric: tabular-nums; }
th { font-weight: normal; }
ul { margin: 0.2rem 0; padding-left: 1.2rem; } .note { color: #565c65; font-size: 0.9rem; }
ins { background: #d7f2d7; color: #0b4f0b; text-decoration: underline; }
del { background: #fbdcdc; color: #7a1010; text-decoration: line-through; }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def diff_page(diff: FrameworkDiff) -> str:
    """Return a comparison as an HTML page; words that came stand in ``<ins>``, words that went in ``<del>``.

    Every text of the frameworks is escaped, and control characters are made visible.
    """
    title = f"{_text(diff.old.name)} → {_text(diff.new.name)}"
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
            f'<p class="note">{_text(diff.old.id)} → {_text(diff.new.id)}</p>',
            *(_body(diff) if diff else ("<p>Nothing changed.</p>",)),
            "</body>",
            "</html>",
            "",
        )
    )


def _body(diff: FrameworkDiff) -> Iterator[str]:
    yield "<table>"
    for name, count in diff.counts.items():
        if count:
            yield f"<tr><th>{name[:1].upper()}{name[1:]}</th><td>{count}</td></tr>"
    yield "</table>"
    yield from _entries("Competencies removed", diff.removed, "del")
    yield from _entries("Competencies added", diff.added, "ins")
    for kind, removed, added, changed in (
        ("Levels", diff.levels_removed, diff.levels_added, diff.levels_changed),
        ("Groups", diff.groups_removed, diff.groups_added, diff.groups_changed),
    ):
        yield from _entries(f"{kind} removed", removed, "del")
        yield from _entries(f"{kind} added", added, "ins")
        yield from _changed_entries(f"{kind} changed", changed)
    if diff.changed:
        yield _headed("Competencies changed", len(diff.changed))
    for change in diff.changed:
        yield from _competency(change)
    if diff.unchanged:
        yield _headed("Competencies unchanged", len(diff.unchanged))
        yield f"<p>{_text(', '.join(entry.name for entry in diff.unchanged))}</p>"


def _entries(title: str, entries: Sequence[Named], mark: str) -> Iterator[str]:
    if entries:
        yield _headed(title, len(entries))
    for entry in entries:
        yield f"<h3><{mark}>{_text(entry.name)}</{mark}></h3>"
        if entry.definition:
            yield f"<p>{_text(entry.definition)}</p>"


def _changed_entries(title: str, changes: Sequence[EntryChange]) -> Iterator[str]:
    if changes:
        yield _headed(title, len(changes))
    for change in changes:
        yield f"<h3>{_renaming(change.old, change.new)}</h3>"
        if change.old.id.isdigit() and change.old.id != change.new.id:
            yield f"<p>Value: <del>{_text(change.old.id)}</del> <ins>{_text(change.new.id)}</ins></p>"
        if change.definition:
            yield f"<p>{_words(change.definition)}</p>"


def _competency(change: CompetencyChange) -> Iterator[str]:
    yield f"<h3>{_renaming(change.old, change.new)}</h3>"
    if again := found_again(change):
        yield f'<p class="note">{_text(change.old.id)} → {_text(change.new.id)}, found {again}</p>'
    if change.moved:
        before, after = (_text(", ".join(names)) or "no group" for names in change.moved)
        yield f"<p>Moved: <del>{before}</del> <ins>{after}</ins></p>"
    if change.definition:
        yield f"<p>{_words(change.definition)}</p>"
    if change.aliases_added or change.aliases_removed:
        aliases = [f"<del>{_text(alias)}</del>" for alias in change.aliases_removed]
        aliases += [f"<ins>{_text(alias)}</ins>" for alias in change.aliases_added]
        yield f"<p>Aliases: {'; '.join(aliases)}</p>"
    if change.required:
        yield f"<p>Required: {_words(change.required)}</p>"
    items = [
        f"<del>{_text(moved.old) or 'no level'}</del> <ins>{_text(moved.new) or 'no level'}</ins>: {_text(moved.text)}"
        for moved in change.indicators_relevelled
    ]
    items += [_words(rewording) for rewording in change.indicators_reworded]
    items += [_indicator(item, "del") for item in change.indicators_removed]
    items += [_indicator(item, "ins") for item in change.indicators_added]
    if items:
        yield "<ul>"
        yield from (f"<li>{item}</li>" for item in items)
        yield "</ul>"


def _indicator(indicator: IndicatorAt, mark: str) -> str:
    level = f' <span class="note">({_text(indicator.level)})</span>' if indicator.level else ""
    return f"<{mark}>{_text(indicator.text)}</{mark}>{level}"


def _renaming(old: Named, new: Named) -> str:
    if old.name == new.name:
        return _text(new.name)
    return f"<del>{_text(old.name)}</del> <ins>{_text(new.name)}</ins>"


def _words(rewording: Rewording) -> str:
    marks = {"removed": "del", "added": "ins"}
    parts: list[str] = []
    for blank, sign, words in spaced(rewording.pieces):
        mark = marks.get(sign)
        parts.append(f"{blank}<{mark}>{_text(words)}</{mark}>" if mark else f"{blank}{_text(words)}")
    return "".join(parts)


def _headed(title: str, count: int) -> str:
    return f"<h2>{title} ({count})</h2>"


def _text(text: str) -> str:
    return escape(visible(text))
