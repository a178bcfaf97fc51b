"""``jobtagger schema``."""

from __future__ import annotations

import click

from jobtagger.cli.streams import emit


@click.command("schema", short_help="Print the JSON Schema of the results.")
def command() -> None:
    """Print the JSON Schema (2020-12) of one record of the results.

    With --format jsonl each line of the results is such a record; with --format json each item of the array.

    \b
    Example:
      jobtagger schema > jobtagger.schema.json
    """
    from jobtagger.schema import result_schema
    from jobtagger.writers import to_json

    emit(to_json(result_schema(), indent=2) + "\n")
