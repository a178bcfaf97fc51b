"""``jobtagger frameworks new``, ``import`` and ``export``: own frameworks, from and to the formats that HR uses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobtagger.cli.frameworks.parameters import force_option, refuse_a_framework_as_output, refuse_to_replace
from jobtagger.cli.parameters import output_option
from jobtagger.cli.streams import STDOUT, counted, emit, emit_bytes, talk
from jobtagger.errors import FrameworkError

if TYPE_CHECKING:
    from jobtagger.frameworks import Framework

_FORMATS = ("csv", "xlsx", "json", "yaml", "case")
_BY_SUFFIX = {".csv": "csv", ".xlsx": "xlsx", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}
_SHOWN_NOTES = 10
_SAID = {
    **_BY_SUFFIX,
    ".xls": "xls",
    ".xlsm": "xlsm",
    ".tsv": "tsv",
    ".jsonld": "json",
    ".docx": "Word",
    ".md": "Markdown",
}
"""What the name of a file says that it holds."""
_SUFFIX_OF = {"case": ".json"} | {format: suffix for suffix, format in reversed(_BY_SUFFIX.items())}


@click.command("new", short_help="Write a commented framework file to begin with.")
@click.argument("id", metavar="ID")
@output_option
@force_option
def new_framework(id: str, output: str | None, force: bool) -> None:
    """Write a commented framework file with the given ID, valid as it stands, to change into one's own.

    \b
    Example:
      jobtagger frameworks new our-model -o our-model.yaml
    """
    from jobtagger.frameworks import framework_template

    _refuse_other_suffix(output, "yaml")
    refuse_to_replace(output, force)
    emit(framework_template(id), output)
    if output not in (None, STDOUT):
        talk(f"{output} is written; change it and check it: jobtagger frameworks validate {output}")


@click.command("import", short_help="Make a framework file of a spreadsheet or document.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--id", metavar="ID", help="Short name of the framework; made of the name of the file if not given.")
@click.option("--title", metavar="TEXT", help="Title of the framework, where the file gives none or another.")
@output_option
@force_option
def import_framework_file(file: Path, id: str | None, title: str | None, output: str | None, force: bool) -> None:
    """Read a framework from a spreadsheet, document or exchange format and write it as a framework file (YAML).

    FILE is CSV or Excel (a row per indicator, or a row per competency with a column per level), Markdown, Word, SKOS
    (JSON-LD) or CASE (JSON). Problems are told with row and column, and nothing is written then.

    \b
    Examples:
      jobtagger frameworks import our-model.xlsx -o our-model.yaml
      jobtagger frameworks import export.csv --id our-model --title "Our Model"
    """
    from jobtagger.frameworks import find_warnings, framework_to_yaml, import_framework

    _refuse_other_suffix(output, "yaml", "other formats are written by jobtagger frameworks export")
    refuse_a_framework_as_output(output, file)
    refuse_to_replace(output, force)
    framework = import_framework(file, id=id, title=title)
    emit(framework_to_yaml(framework), output)
    talk(f"{framework.title}: {_size(framework)}.")
    for note in framework.import_notes[:_SHOWN_NOTES]:
        talk(f"note: {note}")
    if len(framework.import_notes) > _SHOWN_NOTES:
        talk(
            f"... and {len(framework.import_notes) - _SHOWN_NOTES} more; all of them are in the notes of the framework"
        )
    warnings = sum(1 for _ in find_warnings(framework))
    if warnings:
        where = "FILE" if output in (None, STDOUT) else output
        talk(f"{counted(warnings, 'warning')}; to see them: jobtagger frameworks validate {where}")


@click.command("export", short_help="Write a framework as a spreadsheet or exchange format.")
@click.argument("name", metavar="NAME|FILE")
@click.option(
    "-f",
    "--format",
    type=click.Choice(_FORMATS),
    help="What to write; if not given, what the name of the file ends with, else yaml.",
)
@output_option
@force_option
def export_framework_file(name: str, format: str | None, output: str | None, force: bool) -> None:
    """Write a shipped framework or a framework file as CSV, Excel, JSON, YAML or CASE (JSON).

    YAML and JSON hold everything; CASE and Excel all but the corrections; CSV the competencies with their groups,
    levels and indicators. 'import' reads each of them back; what a format does not hold of this framework is told.

    \b
    Examples:
      jobtagger frameworks export opm-ses -o opm-ses.xlsx
      jobtagger frameworks export our-model.yaml --format case -o our-model.json
    """
    from jobtagger.frameworks import export_framework, load_framework

    to_file = output not in (None, STDOUT)
    format = format or (_BY_SUFFIX.get(_suffix(output)) if to_file else "yaml")
    if format is None:
        raise click.UsageError(f"{output} does not tell the format; add --format with one of {', '.join(_FORMATS)}")
    _refuse_other_suffix(output, format, "leave --format out to go by the name")
    refuse_a_framework_as_output(output, name)
    refuse_to_replace(output, force)
    framework = load_framework(name)
    emit_bytes(export_framework(framework, format), output)
    if to_file:
        talk(f"{output} is written: {_size(framework)}.")
    _tell_losses(framework, format, str(output) if to_file else "")


def _tell_losses(framework: Framework, format: str, output: str) -> None:
    from jobtagger.frameworks import not_carried

    file = output or "what is written"
    try:
        for part in not_carried(framework, format, Path(output).with_suffix(_SUFFIX_OF[format]).name if output else ""):
            talk(f"{file} does not hold: {part}; yaml does.")
    except FrameworkError as error:
        more = f" (and {counted(len(error.problems) - 1, 'more problem')})" if len(error.problems) > 1 else ""
        talk(f"{file} cannot be imported again, yaml can: {error.problems[0]}{more}.")


def _suffix(output: str | None) -> str:
    return Path(str(output)).suffix.lower() if output not in (None, STDOUT) else ""


def _refuse_other_suffix(output: str | None, format: str, or_else: str = "") -> None:
    """Refuse a name that says another format than the one that is written."""
    said = _SAID.get(_suffix(output), format)
    if said != format and (format, said) != ("case", "json"):
        remedy = f"name it {Path(str(output)).with_suffix(_SUFFIX_OF[format])}" + (f"; {or_else}" if or_else else "")
        raise click.UsageError(f"{output} would hold {format}, but its name says {said}; {remedy}")


def _size(framework: Framework) -> str:
    parts = [counted(len(framework.competencies), "competency")]
    indicators = sum(len(competency.indicators) for competency in framework.competencies)
    for number, noun in ((indicators, "indicator"), (len(framework.groups), "group"), (len(framework.levels), "level")):
        if number:
            parts.append(counted(number, noun))
    return ", ".join(parts)
