"""Inputs: files, folders, patterns and standard input, good and bad."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
from reader_helpers import Write, draw_lines, failed, make_pdf, one, read_all, save_docx

from jobtagger.readers import MAX_CHARACTERS, SUFFIXES, files, limits, read
from jobtagger.records import Document, FailedDocument


def word() -> bytes:
    source = docx.Document()
    source.add_paragraph("Leads.")
    return save_docx(source)


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_read_folder_takes_known_suffixes_below_it_sorted(write: Write, tmp_path: Path) -> None:
    for name in ("b.txt", "a/x.TXT", "a/x.md", ".git/c.txt", ".hidden.txt", "~$b.docx", "photo.png", "a/deep/y.txt"):
        write(f"in/{name}", "Leads.")
    results = read_all(tmp_path / "in")
    assert [result.id for result in results] == ["a/deep/y", "a/x.TXT", "a/x.md", "b"]
    assert results[0].source == str(tmp_path / "in/a/deep/y.txt")


def test_read_folder_says_what_old_word_files_need(write: Write, tmp_path: Path) -> None:
    write("in/a.doc", b"\xd0\xcf\x11\xe0" + bytes(99))
    assert failed(tmp_path / "in").reason == "is in the old Word format; save it as .docx"


def test_read_folder_with_links_in_a_circle_ends(write: Write, tmp_path: Path) -> None:
    write("in/a/x.txt", "Leads.")
    write("elsewhere/y.txt", "Plans.")
    for link, target in (("in/a/up", "in"), ("in/a/self", "in/a"), ("in/other", "elsewhere")):
        (tmp_path / link).symlink_to(tmp_path / target, target_is_directory=True)
    for inputs in (tmp_path / "in", f"{tmp_path}/in/**/x.txt"):
        results = read_all(inputs)
        assert [Path(result.source).name for result in results].count("x.txt") == 1
    assert {Path(result.source).name for result in read_all(tmp_path / "in")} == {"x.txt", "y.txt"}


def test_read_folder_reports_a_dangling_link(write: Write, tmp_path: Path) -> None:
    write("in/a.txt", "Leads.")
    (tmp_path / "in/b.txt").symlink_to(tmp_path / "nowhere")
    assert [type(result) for result in read_all(tmp_path / "in")] == [Document, FailedDocument]


def test_read_pattern(write: Write, tmp_path: Path) -> None:
    for name in ("a.txt", "b.md", "c/d.txt", ".e.txt"):
        write(f"in/{name}", "Leads.")
    assert [result.id for result in read_all(f"{tmp_path}/in/*.txt")] == ["a"]
    assert [result.id for result in read_all(f"{tmp_path}/in/**/*.txt")] == ["a", "c/d"]
    assert [result.id for result in read_all(f"{tmp_path}/in/**")] == ["a", "b", "c/d"]


def test_read_name_with_brackets_is_a_file_before_it_is_a_pattern(write: Write) -> None:
    assert one(write("job[1].txt", "Leads.")).id == "job[1]"


def test_read_ids_are_told_apart_by_as_little_as_needed(write: Write, tmp_path: Path) -> None:
    paths = [write(name, "Leads.") for name in ("a.txt", "a.md", "b.txt", "x/c.txt", "y/c.txt")]
    ids = [result.id for result in read_all(*paths)]
    assert ids == ["a.txt", "a.md", "b", (tmp_path / "x/c.txt").as_posix(), (tmp_path / "y/c.txt").as_posix()]
    assert [result.id for result in read_all(*reversed(paths))] == ids[::-1]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.txt", "does not exist"),
        ("missing/*.txt", "matches no file"),
        ("void", "is a folder without a readable file; expected files that end in"),
        ("void/[", "matches no file"),
    ],
)
def test_read_of_nothing_is_a_failure(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "void").mkdir()
    assert words in failed(tmp_path / name).reason


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 5000])
def test_read_of_an_impossible_name_is_a_failure(name: str) -> None:
    assert isinstance(failed(name), FailedDocument)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("content", [b"", b" \n\t\n"], ids=["nothing", "blanks"])
def test_read_of_an_empty_file_says_so(write: Write, suffix: str, content: bytes) -> None:
    assert failed(write(f"a{suffix}", content)).reason.startswith("is empty")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_read_of_binary_data_is_a_failure_in_every_format(write: Write, suffix: str) -> None:
    result = failed(write(f"a{suffix}", bytes(range(256)) * 40))
    assert "is not" in result.reason and result.source.endswith(f"a{suffix}")


def test_read_goes_on_after_bad_files(write: Write, tmp_path: Path) -> None:
    inputs = [write("a.txt", ""), tmp_path / "missing", write("b.docx", b"\x01binary"), write("c.txt", "Leads.")]
    assert [type(result).__name__ for result in read_all(*inputs)] == ["FailedDocument"] * 3 + ["Document"]


def test_read_survives_a_parser_that_breaks(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> object:
        raise KeyError("rId7")

    monkeypatch.setattr(files, "read_docx", broken)
    first, second = read_all(write("a.docx", word()), write("b.txt", "Leads."))
    assert isinstance(first, FailedDocument) and "KeyError" in first.reason and "save it again" in first.reason
    assert isinstance(second, Document)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (word(), "Leads."),
        (make_pdf(draw_lines("Leads.")), "Leads."),
        (b'{"text": "Leads."}', "Leads."),
        (b'{"text": "Leads."}\n{"text": "Leads."}', "Leads."),
        (b'[{"text": "Leads."}]', "Leads."),
        (b"<!DOCTYPE html><p>Leads.</p>", "Leads."),
        (b"id,text\n1,Leads.\n", "Leads."),
        (b"id\ttext\n1\tLeads.\n", "Leads."),
        (b"Leads.", "Leads."),
        (b"[Draft] Leads, plans", "[Draft] Leads, plans"),
    ],
    ids=["docx", "pdf", "json", "jsonl", "json-list", "html", "csv", "tsv", "text", "text-in-brackets"],
)
def test_read_unknown_suffix_and_stdin_go_by_the_contents(
    write: Write, monkeypatch: pytest.MonkeyPatch, data: bytes, text: str
) -> None:
    stdin(monkeypatch, data)
    for result in (*read_all(write("job.dat", data)), *read_all("-")):
        assert isinstance(result, Document) and result.text == text
    stdin(monkeypatch, data)
    assert read_all("-")[0].source.startswith("stdin")


def test_read_unknown_contents_name_the_supported_suffixes(write: Write) -> None:
    reason = failed(write("a.dat", bytes(range(256)))).reason
    assert all(suffix in reason for suffix in SUFFIXES)
    assert failed(write("b", b"\xd0\xcf\x11\xe0" + bytes(99))).reason.endswith("save it as .docx")


def test_read_is_lazy(write: Write, tmp_path: Path) -> None:
    results = read([write("a.txt", "Leads."), write("b.txt", "Plans.")])
    assert next(results).id == "a"
    (tmp_path / "b.txt").write_text("Signs.")
    second = next(results)
    assert isinstance(second, Document) and second.text == "Signs."


def test_read_of_a_file_that_vanished_is_a_failure(write: Write, tmp_path: Path) -> None:
    results = read([write("a.txt", "Leads."), write("b.txt", "Plans.")])
    next(results)
    (tmp_path / "b.txt").unlink()
    second = next(results)
    assert isinstance(second, FailedDocument)
    assert second.reason.startswith("cannot be read: no such file")


def test_read_takes_a_single_name_for_one_input(write: Write) -> None:
    assert [result.id for result in read(str(write("a.txt", "Leads.")))] == ["a"]


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".jsonl", ".csv"])
def test_read_of_50_mb_is_refused_quickly(write: Write, suffix: str) -> None:
    text = "Leads the staff of the office. " * (50_000_000 // 31)
    before = {".jsonl": '{"text": "', ".csv": 'id,text\n1,"'}.get(suffix, "")
    after = {".jsonl": '"}', ".csv": '"\n'}.get(suffix, "")
    path = write(f"a{suffix}", before + text + after)
    begin = time.perf_counter()
    result = failed(path)
    assert f"{MAX_CHARACTERS:,}" in result.reason or "field larger" in result.reason
    assert time.perf_counter() - begin < 20


def test_read_of_a_file_above_the_limit_does_not_load_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(limits.MAX_BYTES + 1000)  # sparse: takes no room
    # All of its size is known, which it would not be from reading up to the limit.
    assert f"has {limits.MAX_BYTES + 1000:,} bytes" in failed(path).reason


def test_read_of_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["sh", "-c", f"printf Leads. > '{pipe}'"]):
        assert one(pipe).text == "Leads."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_read_without_permission_is_a_failure(write: Write) -> None:
    path = write("a.txt", "Leads.")
    path.chmod(0)
    assert "permission denied" in failed(path).reason


def test_import_of_the_readers_loads_no_parser() -> None:
    parsers = ("lxml", "docx", "pypdfium2", "charset_normalizer")
    code = f"import sys, jobtagger.readers; print([name for name in {parsers} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
