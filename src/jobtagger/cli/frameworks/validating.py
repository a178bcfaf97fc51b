"""``jobtagger frameworks validate``: whether a file is a framework, and what to mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from jobtagger.cli.shell import DONE, FAILED
from jobtagger.cli.streams import counted, opened, talk


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
    counts: Counter[str] = Counter()
    with opened(None) as write:
        for severity, text in _problems(file):
            counts[severity] += 1
            write(f"{severity}: {text}\n")
    if counts["error"]:
        talk(f"{file} has {counted(counts['error'], 'error')}; see docs/framework-format.md for the shape of the file.")
    elif counts["warning"]:
        talk(f"{file} is a valid framework, with {counted(counts['warning'], 'warning')}.")
    else:
        talk(f"{file} is a valid framework.")
    ctx.exit(FAILED if counts["error"] else DONE)


def _problems(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the errors of a framework file or else its warnings: the severity, and the problem in one line."""
    from jobtagger.errors import FrameworkError
    from jobtagger.frameworks import find_warnings, framework_from_dict, read_framework_data
    from jobtagger.writers.plain import one_line

    try:
        framework = framework_from_dict(read_framework_data(file), str(file))
    except FrameworkError as error:
        yield from (("error", one_line(problem)) for problem in error.problems)
        return
    yield from ((problem.severity, one_line(str(problem))) for problem in find_warnings(framework))
