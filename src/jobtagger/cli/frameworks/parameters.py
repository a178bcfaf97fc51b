"""What commands share that write files which people go on to edit."""

from __future__ import annotations

from pathlib import Path

import click

from jobtagger.cli.shell import CommandError
from jobtagger.cli.streams import STDOUT

force_option = click.option("--force", is_flag=True, help="Replace the file if it exists.")


def refuse_to_replace(output: str | None, force: bool) -> None:
    """Refuse to write over a file that somebody may have edited by hand."""
    if output not in (None, STDOUT) and not force and Path(str(output)).is_file():
        raise CommandError(f"{output} exists and may have been edited; --force replaces it")
