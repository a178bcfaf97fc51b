"""``jobtagger frameworks validate``: whether a file is a framework, and what to mend."""

from __future__ import annotations

from pathlib import Path

import click

from jobtagger.cli.shell import DONE, FAILED
from jobtagger.cli.streams import counted, emit, talk


@click.command("validate", short_help="Check a framework file and say what to mend.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@click.pass_context
def validate_framework(ctx: click.Context, /, file: Path) -> None:
    """Check a framework FILE and print every problem with its place and the remedy.

    An error keeps the file from being loaded. A warning does not, but says what would make a model of it weak.

    \b
    Examples:
      jobtagger frameworks validate our-framework.yaml
      jobtagger frameworks validate ours.yaml > problems.txt && echo good

    \b
    Exit codes:
      0  the file is a framework, perhaps with warnings
      1  it has errors
      2  there is no such file
    """
    errors, warnings = _problems(file)
    emit("".join(f"{kind}: {text}\n" for kind, texts in (("error", errors), ("warning", warnings)) for text in texts))
    if errors:
        talk(f"{file} has {counted(len(errors), 'error')}; see docs/framework-format.md for the shape of the file.")
    elif warnings:
        talk(f"{file} is a valid framework, with {counted(len(warnings), 'warning')}.")
    else:
        talk(f"{file} is a valid framework.")
    ctx.exit(FAILED if errors else DONE)


def _problems(file: Path) -> tuple[list[str], list[str]]:
    """Return the errors and the warnings of a framework file, one line each."""
    from jobtagger.errors import FrameworkError
    from jobtagger.frameworks import framework_from_dict, read_framework_data
    from jobtagger.frameworks.quality import find_warnings
    from jobtagger.writers.plain import one_line

    try:
        framework = framework_from_dict(read_framework_data(file), str(file))
    except FrameworkError as error:
        return [one_line(problem) for problem in error.problems], []
    return [], [one_line(str(problem)) for problem in find_warnings(framework)]
