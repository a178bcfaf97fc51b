"""``jobtagger train``: parse, then `run`."""

from __future__ import annotations

import re
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobtagger.cli.parameters import quiet_option
from jobtagger.cli.shell import DONE, CommandError
from jobtagger.cli.streams import counted, talk, whole_directory

if TYPE_CHECKING:
    from jobtagger.frameworks import Framework
    from jobtagger.training import TrainOptions

MANIFEST = "manifest.json"
"""The file by which a directory is known to be a model."""


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """What the command line asks for."""

    framework: str
    output: Path
    force: bool = False
    quiet: bool = False
    carry_over: str | None = None
    crosswalk: Path | None = None
    examples: Path | None = None
    bank: bool = True
    name: str | None = None
    wording: bool | None = None


def _known_suffix(_ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and value.suffix.lower() not in (".jsonl", ".csv", ".tsv"):
        raise click.BadParameter(f"{str(value)!r} is neither .jsonl nor .csv nor .tsv; save it as one of them")
    return value


def _good_name(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[\w-][\w. -]*", value):
        raise click.BadParameter(f"{value!r} cannot be a name; use letters, digits, '-', '_', '.' and blanks")
    return value


@click.command("train", short_help="Train a model for a framework.")
@click.argument("framework", metavar="FRAMEWORK")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Directory to write the model to.",
)
@click.option("--force", is_flag=True, help="Replace the model that DIR holds.")
@click.option(
    "--carry-over",
    metavar="OLD",
    help="Framework or model whose examples are carried over; opm-ses if not given.",
)
@click.option(
    "--crosswalk",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What of OLD becomes what; if not given, the shipped one or a proposal.",
)
@click.option(
    "--examples",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=_known_suffix,
    metavar="FILE",
    help="Labelled examples of your own to learn from too (JSON Lines, CSV).",
)
@click.option("--no-bank", is_flag=True, help="Learn from the framework's own words and --examples only.")
@click.option(
    "--wording/--no-wording",
    default=None,
    help="Learn how the framework words its competencies, which tells texts in its own manner best; if not given, it is "
    "learnt where there is enough text.",
)
@click.option("--name", callback=_good_name, metavar="NAME", help="Name of the model; the framework's id if not given.")
@quiet_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    framework: str,
    output: Path,
    force: bool,
    carry_over: str | None,
    crosswalk: Path | None,
    examples: Path | None,
    no_bank: bool,
    wording: bool | None,
    name: str | None,
    quiet: bool,
) -> None:
    """Train a model for a FRAMEWORK: the name of a shipped one, or a framework file of your own.

    jobtagger's examples are labelled with the competencies of opm-ses; a crosswalk carries them over to others, in two
    steps where OLD is another framework. The same input gives the same model, byte for byte. Nothing is downloaded.

    \b
    Examples:
      jobtagger train opm-ses -o models/opm-ses
      jobtagger train our-framework.yaml -o our-model
      jobtagger train ours.yaml --carry-over opm-ses --crosswalk walk.yaml -o m
      jobtagger train ours.yaml --examples labelled.csv --no-bank -o our-model
      jobtagger tag --model our-model announcement.docx
    """
    if no_bank and (carry_over or crosswalk):
        raise click.UsageError(
            "--no-bank leaves out the examples that --carry-over and --crosswalk are for; give one or the other"
        )
    request = TrainRequest(framework, output, force, quiet, carry_over, crosswalk, examples, not no_bank, name, wording)
    ctx.exit(run(request))


def run(request: TrainRequest) -> int:
    """Train and save a model, and return the exit code."""
    _check_target(request.output, force=request.force)

    import jobtagger

    framework = jobtagger.load_framework(request.framework)
    with ExitStack() as stack:
        options = _options(request, framework, stack)
        levels = counted(len(framework.levels), "level") if framework.levels else "no levels of its own"
        talk(
            f"Training on {framework.title}: {counted(len(framework.competencies), 'competency')}, {levels} ...",
            quiet=request.quiet,
        )
        tagger = jobtagger.train(framework, options, talk=lambda message: talk(f"  {message}", quiet=request.quiet))
    with whole_directory(request.output) as directory:
        jobtagger.save(tagger, directory)
    talk(
        f"The model is in {request.output}. To use it: jobtagger tag --model {request.output} FILE",
        quiet=request.quiet,
    )
    return DONE


def _options(request: TrainRequest, framework: Framework, stack: ExitStack) -> TrainOptions:
    """Return the library's options; what they need only while training goes to the stack."""
    from jobtagger.training import TrainOptions

    crosswalk = request.crosswalk
    if request.carry_over is not None:
        crosswalk = _carried(request, framework, stack)
    return TrainOptions(
        name=request.name, bank=request.bank, crosswalk=crosswalk, examples=request.examples, wording=request.wording
    )


def _carried(request: TrainRequest, framework: Framework, stack: ExitStack) -> Path | None:
    """Return the crosswalk file by which the examples reach the framework; None leaves it to the library."""
    from jobtagger.examples import BANK_FRAMEWORK
    from jobtagger.frameworks import dump_crosswalk, load_framework
    from jobtagger.frameworks.bridging import chain, counterparts, find_crosswalk
    from jobtagger.likeness import Likeness

    old = _old_framework(str(request.carry_over))
    bank = load_framework(BANK_FRAMEWORK)
    meaning = Likeness()
    second = find_crosswalk(old, framework, request.crosswalk, meaning)
    if not second.reviewed:
        talk(
            f"The crosswalk from {old.id} to {framework.id} is a proposal that nobody has reviewed. To go through it: "
            "jobtagger frameworks crosswalk, then --crosswalk FILE.",
            quiet=request.quiet,
        )
    whole = second if old.labels == bank.labels else chain(find_crosswalk(bank, old, meaning=meaning), second)
    reached = {target for targets in counterparts(whole).values() for target in targets}
    if not reached:
        way = old.id if old.labels == bank.labels else f"{BANK_FRAMEWORK}, whose examples they are, and {old.id}"
        raise CommandError(
            f"no example reaches {framework.id} from {way}: the crosswalk has no link that is more than related; "
            "mend the crosswalk, or train with --no-bank"
        )
    talk(
        f"Examples are carried over to {len(reached)} of {counted(len(framework.labels), 'competency')}.",
        quiet=request.quiet,
    )
    if old.labels == bank.labels:
        return request.crosswalk
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="jobtagger-"))
    file = Path(folder) / f"{bank.id}--{framework.id}.yaml"
    file.write_text(dump_crosswalk(whole, source=bank), encoding="utf-8")
    return file


def _old_framework(name: str) -> Framework:
    """Return the framework of that name or file, or that of a model."""
    import jobtagger
    from jobtagger import resources
    from jobtagger.errors import UnknownNameError

    if Path(name).is_dir():
        return jobtagger.load(name).framework
    try:
        return jobtagger.load_framework(name)
    except UnknownNameError as error:
        if name in resources.model_names():
            return jobtagger.load(name).framework
        raise CommandError(
            f"--carry-over: {name!r} is no framework and no model; name a shipped framework "
            f"({', '.join(resources.framework_names())}), a framework file or the directory of a model"
        ) from error


def _check_target(target: Path, *, force: bool) -> None:
    """Refuse, before the work begins, to write where something else would be lost."""
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not (target / MANIFEST).is_file():
        raise CommandError(f"{target} holds files that are no model; name a new or an empty directory")
    if not force:
        raise CommandError(f"{target} holds a model already; add --force to replace it, or name another directory")
