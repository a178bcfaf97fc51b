"""What commands share that write files which people go on to edit."""

from __future__ import annotations

from pathlib import Path

import click

from jobtagger.cli.shell import CommandError
from jobtagger.cli.streams import STDOUT, refuse_input_as_output

force_option = click.option("--force", is_flag=True, help="Replace the file if it exists.")


def refuse_a_framework_as_output(output: str | None, *names: str | Path) -> None:
    """Refuse to write over a framework file that is read, by force or not; a name alone is what is shipped under it."""
    refuse_input_as_output(output, [name for name in names if Path(name).is_file()])


def refuse_to_replace(output: str | None, force: bool) -> None:
    """Refuse to write over a file that somebody may have edited by hand."""
    if output not in (None, STDOUT) and not force and Path(str(output)).is_file():
        raise CommandError(f"{output} exists and may have been edited; --force replaces it")
