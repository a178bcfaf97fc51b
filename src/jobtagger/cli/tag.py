"""``jobtagger tag``: parse, then `run`, which needs no command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import click

from jobtagger.cli.parameters import MODEL, format_option, model_option, output_option, quiet_option
from jobtagger.cli.shell import DONE, FAILED
from jobtagger.cli.streams import Progress, counted, display, opened, refuse_input_as_output, talk, tell_passed_over
from jobtagger.options import TagOptions
from jobtagger.records import FailedDocument, TaggedDocument

FORMATS = ("table", "json", "jsonl")
"""Names of `jobtagger.writers.WRITERS`, kept here so that ``--help`` need not load them."""

Result = TypeVar("Result")

_MOST_FAILURES = 20
"""Failures that are told one by one; the output has them all."""


@dataclass(frozen=True, slots=True)
class TagRequest:
    """What the command line asks for."""

    inputs: tuple[str, ...]
    model: str = MODEL
    format: str = FORMATS[0]
    output: str | None = None
    text_column: str = "text"
    id_column: str = "id"
    encoding: str | None = None
    options: TagOptions = field(default_factory=TagOptions)
    strict: bool = False
    quiet: bool = False


def _known_encoding(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    try:
        "".encode(value or "utf-8")
    except (LookupError, ValueError) as error:
        raise click.BadParameter(
            f"{value!r} is no encoding that Python knows; try utf-8, cp1252 or utf-16, or leave the option out"
        ) from error
    return value


@click.command("tag", short_help="Tag documents with competencies, levels and the words that prove them.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@model_option
@format_option(*FORMATS)
@output_option
@click.option(
    "--text-column", default="text", show_default=True, metavar="NAME", help="Column of the text (CSV, JSON)."
)
@click.option("--id-column", default="id", show_default=True, metavar="NAME", help="Column of the id (CSV, JSON).")
@click.option(
    "--encoding", callback=_known_encoding, metavar="NAME", help="Encoding of text files; detected if not given."
)
@click.option(
    "--min-score", type=click.FloatRange(0, 1), metavar="0-1", help="Leave out competencies with a lower score."
)
@click.option("--top", type=click.IntRange(1), metavar="N", help="At most N competencies a document, best first.")
@click.option(
    "--precision", type=click.FloatRange(0, 1), metavar="0-1", help="Tag so that this share of inferred tags is right."
)
@click.option("--strict", is_flag=True, help="Stop at the first document that fails and write nothing.")
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    inputs: tuple[str, ...],
    model: str,
    format: str,
    output: str | None,
    text_column: str,
    id_column: str,
    encoding: str | None,
    min_score: float | None,
    top: int | None,
    precision: float | None,
    strict: bool,
    quiet: bool,
) -> None:
    """Tag documents with the competencies they ask for, the level of each, and the words that prove it.

    An INPUT is a file (text, Markdown, HTML, Word, PDF, JSON Lines, CSV, USAJOBS JSON), a folder, a pattern in quotes,
    or - for standard input. A document that cannot be read does not stop the others.

    \b
    Examples:
      jobtagger tag announcement.docx
      jobtagger tag announcements/ --format jsonl -o tags.jsonl
      jobtagger tag "2026/*.pdf" --precision 0.9 --top 5
      jobtagger tag jobs.csv --text-column duties --id-column number
      cat duties.txt | jobtagger tag - --format json

    \b
    Exit codes:
      0  all documents are tagged
      1  some documents failed; the others are delivered (with --strict, none)
      2  nothing was done: an option or a name is wrong
    """
    request = TagRequest(
        inputs=inputs,
        model=model,
        format=format,
        output=output,
        text_column=text_column,
        id_column=id_column,
        encoding=encoding,
        options=TagOptions(min_score=min_score, top=top, precision=precision),
        strict=strict,
        quiet=quiet,
    )
    ctx.exit(run(request))


def run(request: TagRequest) -> int:
    """Tag what the request names, write the results, and return the exit code."""
    import jobtagger
    from jobtagger.readers import read
    from jobtagger.writers import WRITERS

    refuse_input_as_output(request.output, request.inputs)
    tagger = jobtagger.load(request.model)
    documents = read(
        request.inputs, text_column=request.text_column, id_column=request.id_column, encoding=request.encoding
    )
    tell_passed_over(request.inputs, quiet=request.quiet)
    tally = Tally(Progress(quiet=request.quiet, output=request.output))
    results: Iterable[TaggedDocument | FailedDocument]
    results = tally.watch(tagger.tag_many(documents, options=request.options))
    if request.strict:
        results = _until_failure(results)
        if tally.failures:
            talk(f"Stopped, nothing is written: {_described(tally.failures[0])}")
            return FAILED
    with opened(request.output) as write:
        for text in WRITERS[request.format](results, display=display(request.output)):
            write(text)
    talk(tally.summary(), quiet=not tally.failures)
    return FAILED if tally.failures else DONE


def _until_failure(results: Iterable[TaggedDocument | FailedDocument]) -> list[TaggedDocument | FailedDocument]:
    """Return all results, or those up to the first that failed."""
    held: list[TaggedDocument | FailedDocument] = []
    for result in results:
        held.append(result)
        if isinstance(result, FailedDocument):
            break
    return held


class Tally:
    """Counts results as they pass, and says in the end which failed."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.count = 0
        self.failures: list[FailedDocument] = []

    def watch(self, results: Iterable[Result]) -> Iterator[Result]:
        """Pass results on, and take note of them."""
        try:
            for result in results:
                self.count += 1
                if isinstance(result, FailedDocument):
                    self.failures.append(result)
                yield result
                self._progress.step(self.count, len(self.failures))
        finally:
            self._progress.clear()

    def summary(self) -> str:
        """Return how many failed, and why."""
        lines = [f"{len(self.failures)} of {counted(self.count, 'document')} failed:"]
        lines += [f"  {_described(failure)}" for failure in self.failures[:_MOST_FAILURES]]
        if len(self.failures) > _MOST_FAILURES:
            lines.append(f"  ... and {len(self.failures) - _MOST_FAILURES} more; the output names them all")
        return "\n".join(lines)


def _described(failure: FailedDocument) -> str:
    from jobtagger.writers.plain import one_line

    return one_line(f"{failure.source or failure.id}: {failure.reason}")
