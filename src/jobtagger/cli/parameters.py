"""Options that several commands share, so that they read and behave the same everywhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from jobtagger.cli.streams import STDOUT

MODEL = "opm-ses"
"""The model that is used where none is named."""

Command = TypeVar("Command", bound=Callable[..., Any])


class OutputFile(click.Path):
    """A file to write, which is refused before any work is done where it could not be written."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, allow_dash=True)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the path, once the folder it names is known to be there."""
        path = os.fsdecode(super().convert(value, param, ctx))  # type: ignore[arg-type]
        folder = Path(path).parent
        if path != STDOUT and not folder.is_dir():
            self.fail(f"the folder {str(folder)!r} does not exist; create it or name another", param, ctx)
        return path


model_option = click.option(
    "-m",
    "--model",
    default=MODEL,
    show_default=True,
    metavar="NAME|DIR",
    help="A shipped model by its name, or a directory (./NAME if a shipped one is called so).",
)

output_option = click.option(
    "-o", "--output", type=OutputFile(), metavar="FILE", help="Write to a file, which appears when all is done."
)


def format_option(*names: str) -> Callable[[Command], Command]:
    """Return the option that chooses between formats, the first of which is the default."""
    return click.option(
        "-f",
        "--format",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="A table is for people, the others are for programs.",
    )


quiet_option = click.option("-q", "--quiet", is_flag=True, help="No summary and no progress; errors are still told.")
