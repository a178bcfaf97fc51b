"""``jobtagger explain``: parse, then `run`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from jobtagger.cli.parameters import MODEL, format_option, model_option, output_option, quiet_option
from jobtagger.cli.shell import DONE, FAILED
from jobtagger.cli.streams import Progress, display, opened, refuse_input_as_output, talk, tell_passed_over
from jobtagger.cli.tag import Tally
from jobtagger.errors import UnknownNameError
from jobtagger.records import FailedDocument


@dataclass(frozen=True, slots=True)
class ExplainRequest:
    """What the command line asks for."""

    inputs: tuple[str, ...]
    competency: str | None = None
    model: str = MODEL
    format: str = "table"
    output: str | None = None
    quiet: bool = False


@click.command("explain", short_help="Show the words behind tags, and why near misses were not tagged.")
@click.argument("inputs", nargs=-1, required=True, metavar="FILE...")
@click.option("-c", "--competency", metavar="ID", help="Explain this competency only, also if it is not tagged.")
@model_option
@format_option("table", "json")
@output_option
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    inputs: tuple[str, ...],
    competency: str | None,
    model: str,
    format: str,
    output: str | None,
    quiet: bool,
) -> None:
    """Show for each tag of each FILE the words that raised and lowered its score and its level.

    The weight of a word is the change of the log-odds (for levels: of the expected level) when the word is left out.
    What was nearly tagged follows, and which segments were kept out because they are boilerplate or quote the
    framework. FILE is what the tag command takes; - is standard input.

    \b
    Examples:
      jobtagger explain announcement.docx
      jobtagger explain announcement.docx --competency financial-management
      jobtagger explain announcements/ --format json -o reasons.json

    \b
    Exit codes:
      0  all documents are explained
      1  some documents failed; the others are delivered
      2  nothing was done: an option or a name is wrong
    """
    ctx.exit(run(ExplainRequest(inputs, competency, model, format, output, quiet)))


def run(request: ExplainRequest) -> int:
    """Explain what the request names, write the explanations, and return the exit code."""
    import jobtagger
    from jobtagger.readers import read
    from jobtagger.writers import write_json
    from jobtagger.writers.explanation import write_explanations

    refuse_input_as_output(request.output, request.inputs)
    tagger = jobtagger.load(request.model)
    if request.competency is not None and request.competency not in tagger.labels:
        raise UnknownNameError("competency", request.competency, tagger.labels, or_path=False)
    tell_passed_over(request.inputs, quiet=request.quiet)
    tally = Tally(Progress(quiet=request.quiet, output=request.output))
    explained = (
        found if isinstance(found, FailedDocument) else tagger.explain(found, request.competency)
        for found in read(request.inputs)
    )
    write_records = write_json if request.format == "json" else write_explanations
    with opened(request.output) as write:
        for text in write_records(tally.watch(explained), display=display(request.output)):
            write(text)
    talk(tally.summary(), quiet=not tally.failures)
    return FAILED if tally.failures else DONE
