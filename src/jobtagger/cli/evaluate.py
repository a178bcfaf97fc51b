"""``jobtagger evaluate``: parse, then `run`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobtagger.cli.parameters import MODEL, format_option, model_option, output_option
from jobtagger.cli.shell import DONE, CommandError
from jobtagger.cli.streams import display, emit, refuse_input_as_output, talk, told, whole_directory

if TYPE_CHECKING:
    from jobtagger.evaluation import Report
    from jobtagger.validating import HeldOut

_DATA, _TEXT = "report.json", "report.md"


@dataclass(frozen=True, slots=True)
class EvaluateRequest:
    """What the command line asks for."""

    gold: Path | None
    model: str = MODEL
    format: str = "table"
    output: str | None = None
    report: Path | None = None
    indicators: str | None = None
    held_out: HeldOut | None = None


@click.command("evaluate", short_help="Measure a model against labelled documents.")
@click.argument("gold", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="GOLD")
@click.option(
    "--indicators",
    metavar="FRAMEWORK",
    help="Instead of GOLD: train anew without some of the framework's indicators, test on these, and so on until each was "
    "tested; --held-out says which go together. No model is read.",
)
@click.option(
    "--held-out",
    type=click.Choice(["indicators", "competencies", "wording"]),
    help="With --indicators, what is not trained on: a fifth of the indicators at random (if not given), all those of a "
    "fifth of the competencies, or at once every word of the framework but its names.",
)
@model_option
@format_option("table", "json")
@output_option
@click.option(
    "--report",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write a report with pictures to a directory, new, empty or of an earlier report.",
)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    gold: Path | None,
    indicators: str | None,
    held_out: HeldOut | None,
    model: str,
    format: str,
    output: str | None,
    report: Path | None,
) -> None:
    """Measure a model against GOLD, a JSON Lines file of documents or statements that people have labelled.

    \b
    Examples:
      jobtagger evaluate gold.jsonl
      jobtagger evaluate gold.jsonl --model our-model --format json
      jobtagger evaluate gold.jsonl --report figures/
      jobtagger evaluate --indicators opm-ses
      jobtagger evaluate --indicators ours.yaml --held-out competencies
    """
    if (gold is None) == (indicators is None):
        raise click.UsageError("give either GOLD, a file of labelled text, or --indicators FRAMEWORK")
    if indicators is not None and report is not None:
        raise click.UsageError("--report draws pictures of GOLD; it does not go with --indicators")
    if held_out is not None and indicators is None:
        raise click.UsageError("--held-out says what of --indicators is not trained on; give both")
    ctx.exit(run(EvaluateRequest(gold, model, format, output, report, indicators, held_out)))


def run(request: EvaluateRequest) -> int:
    """Measure the model, write the figures, and return the exit code."""
    refuse_input_as_output(request.output, [path for path in (request.gold, request.indicators) if path is not None])
    if request.report is not None:
        _check_target(request.report)

    import jobtagger
    from jobtagger.writers import to_json
    from jobtagger.writers.figures import figures_text

    if request.gold is None:
        from jobtagger.validating import cross_validate

        framework = jobtagger.load_framework(str(request.indicators))
        report = cross_validate(framework, held_out=request.held_out or "indicators", talk=talk)
    else:
        report = jobtagger.evaluate(jobtagger.load(request.model), request.gold)
    data = report.to_dict()
    if request.report is not None:
        _write_report(report, request.report)
    if request.format == "json":
        emit(to_json(data, indent=2) + "\n", request.output)
    else:
        emit(figures_text(data, display=display(request.output)), request.output)
    return DONE


def _check_target(target: Path) -> None:
    """Refuse, before the work begins, what could not be drawn or would take the place of something else."""
    from jobtagger.pictures import PICTURES, need_matplotlib

    need_matplotlib()
    with told(str(target)):
        held = {path.name for path in target.iterdir()} if target.is_dir() else set()
    if held and (_DATA not in held or not held <= {_DATA, _TEXT, *PICTURES}):
        raise CommandError(f"{target} holds files that are no report; name a new or an empty directory")


def _write_report(report: Report, target: Path) -> None:
    """Write data, text and pictures to a directory that appears when all is written."""
    from jobtagger.pictures import report_pictures
    from jobtagger.writers import to_json
    from jobtagger.writers.report import report_markdown

    data = report.to_dict()
    pictures = report_pictures(report)
    with whole_directory(target) as directory:
        directory.mkdir()
        (directory / _DATA).write_text(to_json(data, indent=2) + "\n", encoding="utf-8", newline="\n")
        (directory / _TEXT).write_text(report_markdown(data, pictures), encoding="utf-8", newline="\n")
        for name, picture in pictures.items():
            (directory / name).write_bytes(picture)
