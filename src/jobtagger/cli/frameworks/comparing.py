"""``jobtagger frameworks diff`` and ``crosswalk``: what changes between two frameworks, and what answers to what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobtagger.cli.frameworks.parameters import force_option, refuse_to_replace
from jobtagger.cli.parameters import format_option, output_option
from jobtagger.cli.shell import DONE, FAILED
from jobtagger.cli.streams import counted, display, emit, refuse_input_as_output, talk

if TYPE_CHECKING:
    from jobtagger.frameworks import Crosswalk, Framework


@click.command("diff", short_help="Show what changes from one framework to another.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@format_option("table", "json", "html")
@output_option
def compare_frameworks(old: str, new: str, format: str, output: str | None) -> None:
    """Show what changes from the framework OLD to NEW, each a shipped framework or a framework file.

    Competencies and groups that came, went, were renamed, moved, reworded or given another id, with the words that
    changed; levels; indicators that came, went or stand at another level; title, version and date. HTML is one page to
    hand on.

    \b
    Examples:
      jobtagger frameworks diff opm-ses opm-ecq-2025
      jobtagger frameworks diff ours-2024.yaml ours.yaml -f html -o changes.html
    """
    from jobtagger.frameworks import diff_frameworks, load_framework
    from jobtagger.writers import to_json
    from jobtagger.writers.diff import diff_text
    from jobtagger.writers.diff_page import diff_page

    refuse_input_as_output(output, [old, new])
    diff = diff_frameworks(load_framework(old), load_framework(new), _files(old, new))
    if format == "json":
        emit(to_json(diff.to_dict(), indent=2) + "\n", output)
    elif format == "html":
        emit(diff_page(diff), output)
    else:
        emit(diff_text(diff, display=display(output)), output)


@click.command("crosswalk", short_help="Say which competencies of one framework answer to which of another.")
@click.argument("source", metavar="A")
@click.argument("target", metavar="B")
@click.option("--proposed", is_flag=True, help="Propose one even where a reviewed one is shipped.")
@click.option(
    "--check",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write nothing; check a crosswalk file against both frameworks.",
)
@output_option
@force_option
@click.pass_context
def crosswalk_frameworks(
    ctx: click.Context, /, source: str, target: str, proposed: bool, check: Path | None, output: str | None, force: bool
) -> None:
    """Write what the framework B has for each competency of A, with the reasons: a YAML file to edit.

    Between shipped frameworks it is the crosswalk that the authors have reviewed; else, or with --proposed, one that is
    proposed from names, definitions and indicators and wants a person to go through it. Both may be editions of one
    framework, with one id.

    \b
    Examples:
      jobtagger frameworks crosswalk opm-ses opm-ecq-2025
      jobtagger frameworks crosswalk opm-ses our-model.yaml -o walk.yaml
      jobtagger frameworks crosswalk opm-ses our-model.yaml --check walk.yaml

    \b
    Exit codes:
      0  written, or the checked file is good
      1  the checked file has errors
      2  there is no such framework or file
    """
    from jobtagger.frameworks import dump_crosswalk, load_framework
    from jobtagger.frameworks.crosswalk import NOT_NEEDED
    from jobtagger.frameworks.diff import tell_apart

    if check and (proposed or output or force):
        raise click.UsageError("--check writes nothing; leave --proposed, --output and --force out")
    frameworks = load_framework(source), load_framework(target)
    if check:
        ctx.exit(_check(check, *frameworks))
    refuse_to_replace(output, force)
    crosswalk = _crosswalk(*frameworks, proposed)
    one_id = frameworks[0].id == frameworks[1].id
    editions = tell_apart(*frameworks, _files(source, target)) if one_id else ("", "")
    emit(dump_crosswalk(crosswalk, source=frameworks[0], editions=editions), output)
    if not crosswalk.needed:
        talk(f"{NOT_NEEDED}.")
        return
    state = (
        f"reviewed by {crosswalk.reviewed_by}" if crosswalk.reviewed else "a proposal to go through before it is used"
    )
    talk(f"{counted(len(crosswalk.links), 'link')}, {len(crosswalk.no_counterpart)} without counterpart, {state}.")


def _crosswalk(source: Framework, target: Framework, proposed: bool) -> Crosswalk:
    """Return the crosswalk that `train` and `compare` would take, unless a proposal is asked for."""
    from jobtagger.frameworks import propose_crosswalk
    from jobtagger.frameworks.bridging import find_crosswalk
    from jobtagger.likeness import Likeness

    meaning = Likeness()
    return propose_crosswalk(source, target, meaning) if proposed else find_crosswalk(source, target, meaning=meaning)


def _files(old: str, new: str) -> tuple[str, str]:
    """Return the names that two frameworks were asked for by, as short as tells them apart."""
    names = Path(old).name, Path(new).name
    return names if names[0] != names[1] else (old, new)


def _check(file: Path, source: Framework, target: Framework) -> int:
    from jobtagger.errors import CrosswalkError
    from jobtagger.frameworks import load_crosswalk
    from jobtagger.writers.plain import one_line

    try:
        crosswalk = load_crosswalk(file, source=source, target=target)
    except CrosswalkError as error:
        emit("".join(f"error: {one_line(problem)}\n" for problem in error.problems))
        talk(f"{file} has {counted(len(error.problems), 'error')}.")
        return FAILED
    talk(f"{file} is a valid crosswalk from {source.id} to {target.id}, with {counted(len(crosswalk.links), 'link')}.")
    return DONE
