"""Progress and the choice of a display."""

from __future__ import annotations

import io
import sys

import pytest

from jobtagger.cli.streams import Progress, display


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def steps(monkeypatch: pytest.MonkeyPatch, *, stdout: io.StringIO, after: float = 0, output: str | None = None) -> str:
    """Return what is told of three documents on a terminal."""
    stderr = Terminal()
    monkeypatch.setattr(sys, "stdout", stdout)
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(Progress, "AFTER", after)
    monkeypatch.setattr(Progress, "EVERY", 0)
    progress = Progress(quiet=False, output=output)
    for done in range(1, 4):
        progress.step(done, done // 3)
    progress.clear()
    return stderr.getvalue()


def test_progress_counts_on_one_line_and_takes_it_away(monkeypatch: pytest.MonkeyPatch) -> None:
    text = steps(monkeypatch, stdout=io.StringIO())
    assert "\r1 document, 0 failed …" in text and "\r3 documents, 1 failed …" in text
    assert text.endswith("\r\x1b[2K") and "\n" not in text


def test_progress_is_silent_while_the_work_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    assert steps(monkeypatch, stdout=io.StringIO(), after=60) == ""


def test_progress_does_not_get_between_the_results_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert steps(monkeypatch, stdout=Terminal()) == ""
    assert steps(monkeypatch, stdout=Terminal(), output="out.json") != ""


@pytest.mark.parametrize(
    ("env", "output", "width", "color"),
    [
        ({}, None, 120, True),
        ({"NO_COLOR": "1"}, None, 120, False),
        ({"NO_COLOR": ""}, None, 120, True),
        ({"TERM": "dumb"}, None, 120, False),
        ({}, "-", 120, True),
        ({}, "out.txt", 120, False),
    ],
)
def test_display_on_a_terminal(
    env: dict[str, str], output: str | None, width: int, color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.delenv("NO_COLOR", raising=False)
    for key, value in ({"COLUMNS": "120", "TERM": "xterm"} | env).items():
        monkeypatch.setenv(key, value)
    shown = display(output)
    assert (shown.width, shown.color) == (width, color)


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_display_on_a_pipe_or_nothing_is_a_plain_page(
    stream: io.StringIO | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.delenv("COLUMNS", raising=False)
    assert (display().width, display().color) == (100, False)
