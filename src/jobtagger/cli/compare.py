"""``jobtagger compare``: parse, then `run`, which needs no command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobtagger.cli.parameters import format_option, output_option, quiet_option
from jobtagger.cli.shell import DONE, FAILED
from jobtagger.cli.streams import (
    Progress,
    counted,
    display,
    emit,
    opened,
    refuse_input_as_output,
    talk,
    tell_passed_over,
)
from jobtagger.records import Document, FailedDocument

if TYPE_CHECKING:
    from jobtagger.comparison import Comparison

FORMATS = ("table", "json", "csv", "html")

_MOST = 20
"""Documents that are shown with their changes; `jobtagger.comparing.MOST`, kept here so that ``--help`` is quick."""
_MOST_FAILURES = 20
"""Failures that are told one by one; the output has them all."""


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """What the command line asks for."""

    models: tuple[str, str]
    inputs: tuple[str, ...]
    crosswalk: Path | None = None
    format: str = FORMATS[0]
    output: str | None = None
    most: int = _MOST
    text_column: str = "text"
    id_column: str = "id"
    quiet: bool = False


@click.command("compare", short_help="Show what changes for documents from one model to another.")
@click.option("--models", nargs=2, required=True, metavar="OLD NEW", help="Two models, each by its name or directory.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--crosswalk",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What answers to what; if not given, the shipped one or a proposal.",
)
@format_option(*FORMATS)
@output_option
@click.option(
    "--most",
    type=click.IntRange(0),
    default=_MOST,
    show_default=True,
    metavar="N",
    help="Show the N documents most affected; CSV has all.",
)
@click.option(
    "--text-column", default="text", show_default=True, metavar="NAME", help="Column of the text (CSV, JSON)."
)
@click.option("--id-column", default="id", show_default=True, metavar="NAME", help="Column of the id (CSV, JSON).")
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    models: tuple[str, str],
    inputs: tuple[str, ...],
    crosswalk: Path | None,
    format: str,
    output: str | None,
    most: int,
    text_column: str,
    id_column: str,
    quiet: bool,
) -> None:
    """Tag every document with two models and show what is gained, lost, moved and re-levelled.

    The competencies of the old model are found again under the new one through the crosswalk of their frameworks. CSV
    has a row for each change, HTML is one page to hand on.

    \b
    Examples:
      jobtagger compare --models opm-ses our-model announcements/
      jobtagger compare --models opm-ses our-model jobs.csv -f html -o page.html
      jobtagger compare --models old new jobs.csv --crosswalk walk.yaml -f csv

    \b
    Exit codes:
      0  all documents are compared
      1  some documents failed; the others are compared
      2  nothing was done: an option or a name is wrong
    """
    ctx.exit(run(CompareRequest(models, inputs, crosswalk, format, output, most, text_column, id_column, quiet)))


def run(request: CompareRequest) -> int:
    """Compare what the request names, write what changes, and return the exit code."""
    import jobtagger
    from jobtagger.comparing import compare
    from jobtagger.frameworks.bridging import find_crosswalk
    from jobtagger.likeness import Likeness
    from jobtagger.readers import read

    given = [request.crosswalk] if request.crosswalk else []
    refuse_input_as_output(request.output, [*request.inputs, *given])
    old, new = (jobtagger.load(name) for name in request.models)
    crosswalk = find_crosswalk(old.framework, new.framework, request.crosswalk, Likeness())
    if not crosswalk.reviewed:
        talk(
            f"The crosswalk from {crosswalk.source} to {crosswalk.target} is a proposal that nobody has reviewed. To "
            "go through it: jobtagger frameworks crosswalk, then --crosswalk FILE.",
            quiet=request.quiet,
        )
    tell_passed_over(request.inputs, quiet=request.quiet)
    documents = read(request.inputs, text_column=request.text_column, id_column=request.id_column)
    progress = Progress(quiet=request.quiet, output=request.output)
    most = None if request.format == "csv" else request.most
    try:
        comparison = compare(old, new, _counting(documents, progress), crosswalk, most=most)
    finally:
        progress.clear()
    _write(comparison, request)
    if request.format == "csv":
        talk(_beside_rows(comparison), quiet=request.quiet or not (comparison.scale or comparison.unseen))
    talk(_summary(comparison), quiet=not comparison.failed)
    return FAILED if comparison.failed else DONE


def _counting(
    documents: Iterable[Document | FailedDocument], progress: Progress
) -> Iterator[Document | FailedDocument]:
    failed = 0
    for number, document in enumerate(documents, 1):
        failed += isinstance(document, FailedDocument)
        yield document
        progress.step(number, failed)


def _write(comparison: Comparison, request: CompareRequest) -> None:
    from jobtagger.writers import to_json
    from jobtagger.writers.comparison_csv import comparison_csv
    from jobtagger.writers.comparison_page import comparison_page
    from jobtagger.writers.comparison_table import comparison_text

    if request.format == "csv":
        with opened(request.output) as write:
            for row in comparison_csv(comparison):
                write(row)
    elif request.format == "json":
        emit(to_json(comparison.to_dict(), indent=2) + "\n", request.output)
    elif request.format == "html":
        emit(comparison_page(comparison), request.output)
    else:
        emit(comparison_text(comparison, display=display(request.output)), request.output)


def _beside_rows(comparison: Comparison) -> str:
    """Return what the rows of a CSV cannot say: how levels were compared, and what was found nowhere."""
    from jobtagger.writers.comparison_words import UNSEEN, UNSEEN_MEANS, learnt, scale
    from jobtagger.writers.plain import one_line

    names = ", ".join(f"{one.name} (examples learnt from: {learnt(one)})" for one in comparison.unseen)
    unseen = f"{UNSEEN}: {names}. {UNSEEN_MEANS}"
    lines = [*([scale(comparison)] if comparison.scale else []), *([unseen] if comparison.unseen else [])]
    return "\n".join(map(one_line, lines))


def _summary(comparison: Comparison) -> str:
    from jobtagger.writers.plain import one_line

    count = len(comparison.failed)
    lines = [f"{count} of {counted(comparison.documents + count, 'document')} failed:"]
    lines += [one_line(f"{one.source or one.id}: {one.reason}") for one in comparison.failed[:_MOST_FAILURES]]
    if count > _MOST_FAILURES:
        lines.append(f"... and {count - _MOST_FAILURES} more; the output names them all")
    return "\n  ".join(lines)
