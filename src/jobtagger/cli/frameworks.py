"""``jobtagger frameworks``: what frameworks there are, what they hold, and whether a file is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jobtagger.cli.parameters import format_option
from jobtagger.cli.shell import DONE, FAILED
from jobtagger.cli.streams import counted, display, emit, talk


@click.group("frameworks", short_help="List, show and check competency frameworks.")
def command() -> None:
    """List, show and check competency frameworks.

    \b
    Examples:
      jobtagger frameworks list
      jobtagger frameworks show opm-ses
      jobtagger frameworks validate our-framework.yaml
    """


@command.command("list", short_help="List the frameworks that are shipped.")
@format_option("table", "json")
def list_frameworks(format: str) -> None:
    """List the frameworks that are shipped with jobtagger.

    \b
    Example:
      jobtagger frameworks list --format json
    """
    from jobtagger import resources
    from jobtagger.frameworks import Framework, load_framework
    from jobtagger.writers import to_json
    from jobtagger.writers.figures import table_text

    def facts(name: str, framework: Framework) -> dict[str, Any]:
        return {
            "name": name,
            "title": framework.title,
            "date": framework.date,
            "competencies": len(framework.competencies),
            "groups": len(framework.groups),
            "levels": len(framework.levels),
        }

    rows = [facts(name, load_framework(name)) for name in resources.framework_names()]
    emit(to_json(rows, indent=2) + "\n" if format == "json" else table_text(rows, display=display()))


@command.command("show", short_help="Show a framework: levels, groups, competencies.")
@click.argument("name", metavar="NAME|FILE")
@format_option("table", "json")
def show_framework(name: str, format: str) -> None:
    """Show a shipped framework or a framework file: its levels, groups and competencies with their definitions.

    As JSON it is the whole framework, with every indicator: a framework file that can be changed and loaded again.

    \b
    Examples:
      jobtagger frameworks show opm-ses
      jobtagger frameworks show california-2010 --format json > ours.json
    """
    from jobtagger.frameworks import framework_to_dict, load_framework
    from jobtagger.writers import to_json
    from jobtagger.writers.framework import framework_text

    framework = load_framework(name)
    if format == "json":
        emit(to_json(framework_to_dict(framework), indent=2) + "\n")
    else:
        emit(framework_text(framework, display=display()))


@command.command("validate", short_help="Check a framework file and say what to mend.")
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
