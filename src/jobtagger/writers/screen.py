"""The page that texts for people are set on: of a given width, with or without colours, guessing nothing."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.console import Console, RenderableType

from jobtagger.writers.interface import Display

_MIN_WIDTH = 40
"""Columns below which no table can be read; lines are longer then than what they are shown on."""


def screen(display: Display) -> Console:
    """Return a console that writes nowhere; what is printed to it is set and taken by `render`."""
    return Console(
        file=StringIO(),
        width=max(display.width, _MIN_WIDTH),
        force_terminal=display.color,
        color_system="standard" if display.color else None,
        no_color=not display.color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},  # the caller has looked at the terminal; the environment is not to be asked again
    )


def render(console: Console, parts: Iterable[RenderableType]) -> str:
    """Return what a console makes of some parts, without the blanks that it fills lines with."""
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    return "".join(line.rstrip() + "\n" for line in capture.get().splitlines())
