"""Plain data (names, numbers, lists of records) laid out for people: reports, lists of frameworks and models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from jobtagger.writers.interface import Display
from jobtagger.writers.plain import one_line
from jobtagger.writers.screen import render, screen

_NONE = "–"


def figures_text(data: Mapping[str, Any], *, display: Display = Display()) -> str:
    """Return plain data as text: single values in two columns, records as tables, what is nested under a heading.

    A mapping with ``value``, ``low`` and ``high`` is one figure with its interval.

    >>> print(figures_text({"model": "own", "micro_f1": {"value": 0.714, "low": 0.68, "high": 0.75}}), end="")
    Model     own
    Micro f1  0.714 (0.680 to 0.750)
    """
    return render(screen(display), _section(data, title=None))


def table_text(rows: Sequence[Mapping[str, Any]], *, display: Display = Display()) -> str:
    """Return records with the same keys as a table."""
    return render(screen(display), [_rows(rows)])


def _section(data: Mapping[str, Any], title: str | None) -> Iterator[RenderableType]:
    single = {key: value for key, value in data.items() if _is_single(value)}
    if single and title is not None:
        yield Text()
        yield Text(title, style="bold")
    if single:
        yield _pairs(single)
    for key, value in data.items():
        if key not in single:
            yield from _nested(_label(key) if title is None else f"{title}: {_label(key).lower()}", value)


def _nested(title: str, value: Any) -> Iterator[RenderableType]:
    rows = _as_rows(value)
    if rows is None:
        yield from _section(value, title)
        return
    yield Text()
    yield Text(title, style="bold")
    yield _rows(rows)


def _as_rows(value: Any) -> list[dict[str, Any]] | None:
    """Return the rows that a value makes if it is a table, else None."""
    if isinstance(value, Mapping):
        entries = list(value.values())
        if not all(isinstance(entry, Mapping) and all(map(_is_single, entry.values())) for entry in entries):
            return None
        return [{"name": name} | dict(entry) for name, entry in value.items()]
    if all(isinstance(entry, Mapping) for entry in value):
        return [dict(entry) for entry in value]
    return [
        {str(number): item for number, item in enumerate(entry if isinstance(entry, list | tuple) else [entry])}
        for entry in value
    ]


def _is_single(value: Any) -> bool:
    if isinstance(value, Mapping):
        return set(value) == {"value", "low", "high"}
    return not isinstance(value, list | tuple) or all(isinstance(item, str) for item in value)


def _pairs(data: Mapping[str, Any]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for key, value in data.items():
        table.add_row(_label(key), _cell(value))
    return table


def _rows(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    for key in columns:
        numeric = all(_is_number(row.get(key)) for row in rows)
        table.add_column(_label(key), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(key)) for key in columns))
    return Padding(table, (0, 0, 0, 2)) if rows else Padding(Text("none"), (0, 0, 0, 2))


def _is_number(value: Any) -> bool:
    return value is None or isinstance(value, int | float) or (isinstance(value, Mapping) and "low" in value)


def _cell(value: Any) -> Text:
    return Text(_shown(value))


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{_shown(value['value'])} ({_shown(value['low'])} to {_shown(value['high'])})"
    if value is None or value != value:  # nan: there was nothing to measure
        return _NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list | tuple):
        return ", ".join(map(one_line, value)) or "none"
    return one_line(str(value))


def _label(key: str) -> str:
    words = one_line(str(key)).replace("_", " ")
    return words[:1].upper() + words[1:]
