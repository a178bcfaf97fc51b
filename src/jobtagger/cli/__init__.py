"""The command line: it parses, calls the library and says how that went.

Each command is a module: a click function that turns options into a request, and a function that carries it out. What
takes long to import is imported inside the functions, so that ``jobtagger --help`` answers at once.
"""

from __future__ import annotations

import click

from jobtagger.cli import compare, evaluate, explain, frameworks, models, schema, tag, train
from jobtagger.cli.shell import Shell, set_up_logging

__all__ = ["main"]


def _print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from jobtagger import __version__

        click.echo(f"jobtagger {__version__}")
        ctx.exit()


@click.group("jobtagger", cls=Shell, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
@click.option("-v", "--verbose", count=True, help="Tell more on standard error; -vv tells most.")
@click.pass_context
def main(ctx: click.Context, /, verbose: int) -> None:
    """Tag job announcements and position descriptions with leadership competencies and proficiency levels.

    Results go to standard output, everything else to standard error.

    \b
    Examples:
      jobtagger tag announcement.docx
      jobtagger tag announcements/ --format jsonl -o tags.jsonl
      jobtagger explain announcement.docx
      jobtagger frameworks list
      jobtagger models show opm-ses
    """
    set_up_logging(ctx, verbose)


for _module in (tag, explain, train, evaluate, compare, frameworks, models, schema):
    main.add_command(_module.command)
