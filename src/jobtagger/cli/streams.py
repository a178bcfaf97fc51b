"""Where commands write: data to standard output or to a file, whole or not at all; talk to standard error."""

from __future__ import annotations

import io
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from jobtagger.cli.shell import CommandError

if TYPE_CHECKING:
    from jobtagger.writers import Display

Write = Callable[[str], None]

STDOUT = "-"
_MOST_SUFFIXES = 10
"""Suffixes that are told one by one."""
_WIDTH = 100
"""Columns of a table that goes to a file or a pipe, unless COLUMNS says otherwise."""


def talk(message: str, *, quiet: bool = False) -> None:
    """Tell the user something that is not data."""
    from jobtagger.writers.plain import visible

    if not quiet:
        click.echo(visible(message), err=True)


def refuse_input_as_output(output: str | None, inputs: Iterable[str | Path]) -> None:
    """End the command before any work where what it writes would take the place of what it reads, or join it."""
    from jobtagger.readers import is_input

    if output is None or output == STDOUT:
        return
    path = Path(output)
    # A device or a named pipe is not replaced.
    if (path.is_file() or not path.exists()) and is_input(path, inputs):
        problem = (
            "is one of the files that are read, and would be replaced"
            if path.exists()
            else "would lie in a folder that is read, and be read itself the next time"
        )
        raise CommandError(f"{output} {problem}; name a file elsewhere with -o")


def tell_passed_over(inputs: Iterable[str], *, quiet: bool) -> None:
    """Say how many files of a folder are not read, so that nobody takes them for read."""
    from jobtagger.readers import passed_over

    found = passed_over(inputs)
    if found:
        kinds = [f"{count} {suffix or 'without a suffix'}" for suffix, count in found.most_common(_MOST_SUFFIXES)]
        more = ", ..." if len(found) > _MOST_SUFFIXES else ""
        total = counted(sum(found.values()), "file")
        talk(f"{total} of a kind that is not read, passed over: {', '.join(kinds)}{more}.", quiet=quiet)


def display(output: str | None = None) -> Display:
    """Return what results will be shown on: the terminal with its width and colours, or a plain page."""
    from jobtagger.writers import Display

    to_terminal = output in (None, STDOUT) and _is_terminal(sys.stdout)
    color = to_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    fallback = (_WIDTH, 24)
    # get_terminal_size heeds COLUMNS first, then asks the terminal.
    width = shutil.get_terminal_size(fallback).columns if to_terminal else _columns() or _WIDTH
    return Display(width=width, color=color)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()  # None where the shell has closed it


def _columns() -> int:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() else 0


@contextmanager
def opened(output: str | None) -> Iterator[Write]:
    """Give a function that writes text to standard output, or to a file that appears when all is written."""
    if output is None or output == STDOUT:
        _prepare_stdout()
        yield _writer("standard output", lambda text: click.echo(text, nl=False))
        return
    path = Path(output).resolve()  # a link stays a link
    if path.exists() and not path.is_file():
        # A device or a named pipe is written to; a file put in its place would destroy it.
        with told(output):
            device = path.open("w", encoding="utf-8", newline="\n")
        with closing(device):
            yield _writer(output, device.write)
        return
    with _whole_file(path, output) as stream:
        yield _writer(output, stream.write)


def emit(text: str, output: str | None = None) -> None:
    """Write a text as a whole."""
    with opened(output) as write:
        write(text)


def emit_bytes(data: bytes, output: str | None = None) -> None:
    """Write bytes as a whole; a terminal shows them only if they are text."""
    if output is None or output == STDOUT:
        if _is_terminal(sys.stdout) and b"\0" in data:
            raise CommandError("this format is not for a terminal; name a file with -o, or send it through a pipe")
        click.echo(data, nl=False)
        return
    path = Path(output).resolve()  # a link stays a link
    if path.exists() and not path.is_file():
        with told(output):
            path.write_bytes(data)  # a device or a named pipe
        return
    with _whole_file(path, output) as stream, told(output):
        stream.buffer.write(data)


def _prepare_stdout() -> None:
    """Let UTF-8 through whatever the locale says, but do not force it on a terminal that shows something else."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8")


def _writer(output: str, write: Callable[[str], object]) -> Write:
    def write_told(text: str) -> None:
        with told(output):
            write(text)

    return write_told


@contextmanager
def told(output: str) -> Iterator[None]:
    """Turn an error of the operating system into a message; a reader that went away is none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandError(f"cannot write {output}: {(error.strerror or str(error)).lower()}") from error


@contextmanager
def _whole_file(path: Path, output: str) -> Iterator[TextIO]:
    """Give a stream to a temporary file beside `path`, which takes its place when all went well."""
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
    with told(output):
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    stream = os.fdopen(descriptor, "w", encoding="utf-8", newline="\n")
    try:
        yield stream
        with told(output):
            stream.close()
            os.chmod(temporary, mode)
            os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            stream.close()
        with suppress(OSError):
            os.unlink(temporary)
        raise


@contextmanager
def whole_directory(target: Path) -> Iterator[Path]:
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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class Progress:
    """A line on the terminal that counts documents, once they have taken a while."""

    AFTER = 2.0
    """Seconds before anything is shown."""
    EVERY = 0.2
    """Seconds between two changes of the line."""

    def __init__(self, *, quiet: bool, output: str | None) -> None:
        # Results that appear on the terminal show themselves how far the work is.
        results_shown = output in (None, STDOUT) and _is_terminal(sys.stdout)
        self._shown = not quiet and not results_shown and _is_terminal(sys.stderr)
        self._next = time.monotonic() + self.AFTER
        self._drawn = False

    def step(self, done: int, failed: int) -> None:
        """Say how many documents are done, if it is time to."""
        now = time.monotonic()
        if self._shown and now >= self._next:
            self._next = now + self.EVERY
            self._drawn = True
            click.echo(f"\r{counted(done, 'document')}, {failed} failed …", nl=False, err=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._drawn:
            click.echo("\r\x1b[2K", nl=False, err=True)
            self._drawn = False


def counted(number: int, noun: str) -> str:
    """Return a number and its noun.

    >>> counted(1, "document"), counted(2, "document"), counted(2, "competency")
    ('1 document', '2 documents', '2 competencies')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"
