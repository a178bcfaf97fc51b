"""The command as a process of its own: exit codes, pipes, terminals, signals, and what starting it costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FAKED = (
    "import jobtagger, fakes, sys; jobtagger.load = lambda name: fakes.FakeTagger(); "
    "from jobtagger.cli import main; main(prog_name='jobtagger')"
)
"""The command with a tagger that needs no model."""

TESTS = Path(__file__).parents[1]


def environment(**changes: str) -> dict[str, str]:
    paths = [str(TESTS), os.environ.get("PYTHONPATH", "")]
    plain = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "TERM")}
    return plain | {"PYTHONPATH": os.pathsep.join(filter(None, paths))} | changes


def run(
    *args: str, command: tuple[str, ...] = ("-c", FAKED), input: bytes = b"", **env: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *command, *args], input=input, capture_output=True, env=environment(**env), timeout=60
    )


def test_module_can_be_run() -> None:
    result = run("--help", command=("-m", "jobtagger"))
    assert result.returncode == 0 and result.stdout.startswith(b"Usage: jobtagger ")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["tag", "-"], 0),
        (["tag", "-", "missing.txt"], 1),
        (["tag", "-", "missing.txt", "--strict"], 1),
        (["tag"], 2),
        (["tag", "-", "--top", "none"], 2),
        (["nonsense"], 2),
        (["frameworks", "show", "nonsense"], 2),
        (["schema"], 0),
    ],
)
def test_exit_codes(args: list[str], code: int) -> None:
    result = run(*args, input=b"Leads the office.")
    assert result.returncode == code
    assert bool(result.stderr) == (code != 0) and b"Traceback" not in result.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
@pytest.mark.parametrize("format", ["table", "json", "jsonl"])
def test_output_is_utf8_whatever_the_locale(format: str, encoding: str) -> None:
    result = run("tag", "-", "-f", format, input="Leads the café 予算.".encode(), PYTHONIOENCODING=encoding)
    assert result.returncode == 0, result.stderr
    text = result.stdout.decode("utf-8")
    assert "Influencing/Negotiating" in text and ("“Represent" in text or format != "table")


def test_output_does_not_replace_what_comes_by_standard_input(tmp_path: Path) -> None:
    jobs = tmp_path / "jobs.txt"
    jobs.write_text("Leads.", encoding="utf-8")
    with jobs.open("rb") as stream:
        command = [sys.executable, "-c", FAKED, "tag", "-", "-o", str(jobs)]
        result = subprocess.run(command, stdin=stream, capture_output=True, env=environment(), timeout=60)
    assert result.returncode == 2 and b"is one of the files that are read" in result.stderr
    assert jobs.read_text(encoding="utf-8") == "Leads."


def test_reader_that_goes_away_ends_the_command_quietly(tmp_path: Path) -> None:
    jobs = tmp_path / "jobs.jsonl"
    jobs.write_text((json.dumps({"text": "Leads."}) + "\n") * 500, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", FAKED, "tag", str(jobs), "-f", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout and process.stderr
    assert json.loads(process.stdout.readline())["model"] == "opm-ses"
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT that a process can send itself")
def test_interrupt_ends_the_command_quietly_and_leaves_no_file(tmp_path: Path) -> None:
    interrupted = FAKED.replace(
        "from jobtagger.cli",
        # What a shell runs in the background ignores the signal, and so does all that it starts.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "fakes.tagged = lambda document: signal.raise_signal(signal.SIGINT); from jobtagger.cli",
    )
    result = run("tag", "-", "-o", str(tmp_path / "out.txt"), command=("-c", interrupted), input=b"Leads.")
    assert result.returncode == 130 and b"Interrupted" in result.stderr and b"Traceback" not in result.stderr
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("env", "colored"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_terminal_gets_colors_unless_it_wants_none(env: dict[str, str], colored: bool) -> None:
    pty = pytest.importorskip("pty", reason="terminals can only be imitated on Unix")
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", FAKED, "tag", "-"],
        stdin=subprocess.PIPE,
        stdout=slave,
        stderr=subprocess.PIPE,
        env=environment(COLUMNS="80", **env),
    )
    os.close(slave)
    assert process.stdin and process.stderr
    process.stdin.write(b"Leads.")
    process.stdin.close()
    text = b""
    try:
        while chunk := os.read(master, 4096):
            text += chunk
    except OSError:  # the way Linux says that the other side has closed
        pass
    os.close(master)
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0
    assert (b"\x1b[" in text) == colored and b"Influencing/Negotiating" in text


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom jobtagger.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'spacy', 'sklearn', 'scipy', 'numpy', 'joblib', 'rich', 'yaml', 'docx', 'lxml', 'pypdfium2'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    assert run(command=("-c", code)).stderr.strip() == b"[]"
