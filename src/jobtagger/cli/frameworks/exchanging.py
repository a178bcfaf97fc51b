"""``jobtagger frameworks new``, ``import`` and ``export``: own frameworks, from and to the formats that HR uses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobtagger.cli.frameworks.parameters import force_option, refuse_to_replace
from jobtagger.cli.parameters import output_option
from jobtagger.cli.streams import STDOUT, counted, emit, emit_bytes, talk

if TYPE_CHECKING:
    from jobtagger.frameworks import Framework

_FORMATS = ("csv", "xlsx", "json", "yaml", "case")
_BY_SUFFIX = {".csv": "csv", ".xlsx": "xlsx", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}
_SHOWN_NOTES = 10


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
def export_framework_file(name: str, format: str | None, output: str | None) -> None:
    """Write a shipped framework or a framework file as CSV, Excel, JSON, YAML or CASE (JSON).

    YAML and JSON hold everything; CASE and Excel all but the corrections; CSV the competencies with their groups,
    levels and indicators. 'import' reads each of them back.

    \b
    Examples:
      jobtagger frameworks export opm-ses -o opm-ses.xlsx
      jobtagger frameworks export our-model.yaml --format case -o our-model.json
    """
    from jobtagger.frameworks import export_framework, load_framework

    to_file = output not in (None, STDOUT)
    suffix = Path(str(output)).suffix.lower() if to_file else ".yaml"
    if format is None and suffix not in _BY_SUFFIX:
        raise click.UsageError(f"{output} does not tell the format; add --format with one of {', '.join(_FORMATS)}")
    framework = load_framework(name)
    emit_bytes(export_framework(framework, format or _BY_SUFFIX[suffix]), output)
    if to_file:
        talk(f"{output} is written: {_size(framework)}.")


def _size(framework: Framework) -> str:
    parts = [counted(len(framework.competencies), "competency")]
    indicators = sum(len(competency.indicators) for competency in framework.competencies)
    for number, noun in ((indicators, "indicator"), (len(framework.groups), "group"), (len(framework.levels), "level")):
        if number:
            parts.append(counted(number, noun))
    return ", ".join(parts)
