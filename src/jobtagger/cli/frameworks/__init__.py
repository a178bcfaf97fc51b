"""``jobtagger frameworks``: what frameworks there are, own ones brought in, and what changes between two."""

from __future__ import annotations

import click

from jobtagger.cli.frameworks.comparing import compare_frameworks, crosswalk_frameworks
from jobtagger.cli.frameworks.exchanging import export_framework_file, import_framework_file, new_framework
from jobtagger.cli.frameworks.showing import list_frameworks, show_framework
from jobtagger.cli.frameworks.validating import validate_framework


@click.group("frameworks", short_help="Show, check, bring in and compare competency frameworks.")
def command() -> None:
    """Show, check, bring in and compare competency frameworks.

    \b
    Examples:
      jobtagger frameworks list
      jobtagger frameworks show opm-ses
      jobtagger frameworks import our-model.xlsx -o our-model.yaml
      jobtagger frameworks validate our-model.yaml
      jobtagger frameworks diff opm-ses our-model.yaml
    """


for _command in (
    list_frameworks,
    show_framework,
    validate_framework,
    new_framework,
    import_framework_file,
    export_framework_file,
    compare_frameworks,
    crosswalk_frameworks,
):
    command.add_command(_command)
