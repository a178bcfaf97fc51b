"""``jobtagger evaluate``: parse, then `run`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from jobtagger.cli.parameters import MODEL, format_option, model_option, output_option
from jobtagger.cli.shell import DONE
from jobtagger.cli.streams import display, emit


@dataclass(frozen=True, slots=True)
class EvaluateRequest:
    """What the command line asks for."""

    gold: Path
    model: str = MODEL
    format: str = "table"
    output: str | None = None


@click.command("evaluate", short_help="Measure a model against labelled documents.")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="GOLD")
@model_option
@format_option("table", "json")
@output_option
@click.pass_context
def command(ctx: click.Context, /, gold: Path, model: str, format: str, output: str | None) -> None:
    """Measure a model against GOLD, a JSON Lines file of documents or statements that people have labelled.

    \b
    Examples:
      jobtagger evaluate gold.jsonl
      jobtagger evaluate gold.jsonl --model our-model --format json
    """
    ctx.exit(run(EvaluateRequest(gold, model, format, output)))


def run(request: EvaluateRequest) -> int:
    """Measure the model, write the figures, and return the exit code."""
    import jobtagger
    from jobtagger.writers import to_json
    from jobtagger.writers.figures import figures_text

    report = jobtagger.evaluate(jobtagger.load(request.model), request.gold).to_dict()
    if request.format == "json":
        emit(to_json(report, indent=2) + "\n", request.output)
    else:
        emit(figures_text(report, display=display(request.output)), request.output)
    return DONE
