"""``jobtagger train``: parse, then `run`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from jobtagger.cli.parameters import quiet_option
from jobtagger.cli.shell import DONE, CommandError
from jobtagger.cli.streams import counted, talk, told

MANIFEST = "manifest.json"
"""The file by which a directory is known to be a model."""


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """What the command line asks for."""

    framework: str
    output: Path
    force: bool = False
    quiet: bool = False


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
@quiet_option
@click.pass_context
def command(ctx: click.Context, /, framework: str, output: Path, force: bool, quiet: bool) -> None:
    """Train a model for a FRAMEWORK: the name of a shipped one, or a framework file of your own.

    The same framework gives the same model, byte for byte. Nothing is downloaded.

    \b
    Examples:
      jobtagger train opm-ses -o models/opm-ses
      jobtagger train our-framework.yaml -o our-model
      jobtagger tag --model our-model announcement.docx
    """
    ctx.exit(run(TrainRequest(framework, output, force, quiet)))


def run(request: TrainRequest) -> int:
    """Train and save a model, and return the exit code."""
    _check_target(request.output, force=request.force)

    import jobtagger

    framework = jobtagger.load_framework(request.framework)
    levels = counted(len(framework.levels), "level") if framework.levels else "no levels of its own"
    talk(
        f"Training on {framework.title}: {counted(len(framework.competencies), 'competency')}, {levels} ...",
        quiet=request.quiet,
    )
    tagger = jobtagger.train(framework)
    with _replaced(request.output) as directory:
        tagger.save(directory)
    talk(
        f"The model is in {request.output}. To use it: jobtagger tag --model {request.output} FILE",
        quiet=request.quiet,
    )
    return DONE


def _check_target(target: Path, *, force: bool) -> None:
    """Refuse, before the work begins, to write where something else would be lost."""
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not (target / MANIFEST).is_file():
        raise CommandError(f"{target} holds files that are no model; name a new or an empty directory")
    if not force:
        raise CommandError(f"{target} holds a model already; add --force to replace it, or name another directory")


@contextmanager
def _replaced(target: Path) -> Iterator[Path]:
    """Give a directory of the target's name to write to, which takes the target's place when all went well."""
    target = target.resolve()  # a link stays a link
    with told(str(target)):
        target.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        made, former = workshop / target.name, workshop / "former"
        try:
            yield made
            if target.exists():
                os.rename(target, former)
            try:
                os.rename(made, target)
            except OSError:
                if former.exists():
                    os.rename(former, target)
                raise
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
