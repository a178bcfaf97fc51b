"""``jobtagger frameworks list`` and ``show``: what frameworks there are and what they hold."""

from __future__ import annotations

from typing import Any

import click

from jobtagger.cli.parameters import format_option
from jobtagger.cli.streams import display, emit


@click.command("list", short_help="List the frameworks that are shipped.")
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


@click.command("show", short_help="Show a framework: levels, groups, competencies.")
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
