"""How every command ends: which errors are told in a sentence, and which exit code says what."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from typing import Any

import click

from jobtagger.errors import DocumentError, JobtaggerError

DONE = 0
"""Everything that was asked for is done."""
FAILED = 1
"""Some documents failed, the rest is delivered; or a framework file that was to be validated has errors."""
USAGE = 2
"""Nothing was done: an option, a name or a file that the whole command depends on is wrong."""
INTERRUPTED = 130
"""Stopped by Ctrl-C: 128 and the number of the signal, as shells have it."""
PIPE_CLOSED = 141
"""Whoever read the output closed it: 128 and the number of the signal."""


class CommandError(click.ClickException):
    """An error that ends the command with a message before it has done anything."""

    exit_code = USAGE

    def format_message(self) -> str:
        """Return the message without anything that a terminal would obey."""
        from jobtagger.writers.plain import visible

        return visible(self.message)


class DocumentsFailed(CommandError):
    """An error that a document is to blame for, not the command."""

    exit_code = FAILED


class Shell(click.Group):
    """The group that all commands run in.

    Errors that are meant for users become a message on standard error; everything else is a defect of jobtagger and
    keeps its traceback.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and end as the exit codes say."""
        try:
            return super().invoke(ctx)
        except JobtaggerError as error:
            raise (DocumentsFailed if isinstance(error, DocumentError) else CommandError)(str(error)) from error
        except KeyboardInterrupt:
            click.echo("\nInterrupted; nothing more is written.", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _discard_stdout()
            ctx.exit(PIPE_CLOSED)


def _discard_stdout() -> None:
    """Send what is left in the buffers nowhere: Python would try to write it at exit, and complain."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


class _TalkHandler(logging.Handler):
    """Logs to whatever standard error is at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        from jobtagger.writers.plain import visible

        click.echo(visible(self.format(record)), err=True)


def set_up_logging(ctx: click.Context, verbosity: int) -> None:
    """Let jobtagger's own log messages through to standard error while the command runs, and nobody else's."""
    logger = logging.getLogger("jobtagger")
    handler = _TalkHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel([logging.WARNING, logging.INFO, logging.DEBUG][min(verbosity, 2)])

    def undo() -> None:
        logger.removeHandler(handler)
        logger.setLevel(level)

    ctx.call_on_close(undo)
