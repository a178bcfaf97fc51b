"""``jobtagger models``: what models there are, and what each is good for."""

from __future__ import annotations

from typing import Any

import click

from jobtagger.cli.parameters import format_option
from jobtagger.cli.streams import display, emit, talk


@click.group("models", short_help="List and show trained models.")
def command() -> None:
    """List and show trained models.

    \b
    Examples:
      jobtagger models list
      jobtagger models show opm-ses
    """


@command.command("list", short_help="List the models that are shipped.")
@format_option("table", "json")
def list_models(format: str) -> None:
    """List the models that are shipped with jobtagger.

    \b
    Example:
      jobtagger models list --format json
    """
    from jobtagger import resources
    from jobtagger.writers import to_json
    from jobtagger.writers.figures import table_text

    rows = [_facts(name) for name in resources.model_names()]
    if not rows:
        talk("No model is shipped with this version; make one: jobtagger train opm-ses -o my-model")
    elif format == "table":
        rows = [row | {"labels": len(row["labels"]), "levels": len(row["levels"])} for row in rows]
    emit(to_json(rows, indent=2) + "\n" if format == "json" else table_text(rows, display=display()) if rows else "")


@command.command("show", short_help="Show a model: its framework and its model card.")
@click.argument("name", metavar="NAME|DIR")
@format_option("table", "json")
def show_model(name: str, format: str) -> None:
    """Show the model card of a shipped model or a model directory: what it learnt from, how good it is, its limits.

    \b
    Examples:
      jobtagger models show opm-ses
      jobtagger models show our-model --format json
    """
    import jobtagger
    from jobtagger.writers import to_json
    from jobtagger.writers.plain import visible

    if format == "json":
        emit(to_json(_facts(name) | {"card": jobtagger.load(name).card}, indent=2) + "\n")
    else:
        emit(visible(jobtagger.load(name).card).rstrip("\n") + "\n")


def _facts(name: str) -> dict[str, Any]:
    """Return what a model is, without what changes from one training to the next."""
    import jobtagger

    tagger = jobtagger.load(name)
    return {
        "name": tagger.name,
        "framework": tagger.framework.id,
        "title": tagger.framework.title,
        "labels": list(tagger.labels),
        "levels": [{"value": level.value, "name": level.name} for level in tagger.framework.levels],
    }
