"""Opens each input and hands its bytes to the reader of its format: the only place that opens files."""

from __future__ import annotations

import logging
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from jobtagger.errors import DocumentError
from jobtagger.readers.docx import read_docx
from jobtagger.readers.html import read_html
from jobtagger.readers.inputs import Input, count_others, explain, find_inputs, is_among
from jobtagger.readers.jsonfile import read_json
from jobtagger.readers.limits import MAX_BYTES, check_length, check_size
from jobtagger.readers.pdf import read_pdf
from jobtagger.readers.sniffing import sniff
from jobtagger.readers.tables import read_csv, read_jsonl
from jobtagger.readers.text import read_markdown, read_text
from jobtagger.records import Document, FailedDocument

_LOG = logging.getLogger(__name__)

Result = Document | FailedDocument

_ADVICE = {
    ".doc": "is in the old Word format; save it as .docx",
    ".docm": "is a Word document with macros; save it as .docx",
    ".rtf": "is in Rich Text Format; save it as .docx",
    ".odt": "is an OpenDocument text; save it as .docx",
    ".pages": "is a Pages document; export it as .docx",
}
"""Documents that people do have but no reader takes: said, not passed over, also where they lie in a folder."""


@dataclass(frozen=True, slots=True)
class _Options:
    text_column: str
    id_column: str
    encoding: str | None


_Reader = Callable[[bytes, str, str], Iterator[Result]]


def _readers(options: _Options) -> dict[str, _Reader]:
    """Return the reader of each suffix."""
    encoding = options.encoding
    text_column, id_column = options.text_column, options.id_column
    text = partial(read_text, encoding=encoding)
    markdown = partial(read_markdown, encoding=encoding)
    html = partial(read_html, encoding=encoding)
    json = partial(read_json, text_column=text_column, id_column=id_column, encoding=encoding)
    jsonl = partial(read_jsonl, text_column=text_column, id_column=id_column, encoding=encoding)
    csv = partial(read_csv, text_column=text_column, id_column=id_column, encoding=encoding)
    return {
        ".txt": text,
        ".text": text,
        ".md": markdown,
        ".markdown": markdown,
        ".html": html,
        ".htm": html,
        ".xhtml": html,
        ".docx": read_docx,
        ".pdf": read_pdf,
        ".json": json,
        ".jsonl": jsonl,
        ".ndjson": jsonl,
        ".csv": csv,
        ".tsv": partial(csv, delimiter="\t"),
    }


SUFFIXES = tuple(_readers(_Options("text", "id", None)))
"""The suffixes of the files that can be read."""
_KNOWN = SUFFIXES + tuple(_ADVICE)
"""The suffixes of what is taken up in a folder: read, or told with what to do."""


def read(
    inputs: Iterable[str | os.PathLike[str]],
    *,
    text_column: str = "text",
    id_column: str = "id",
    encoding: str | None = None,
) -> Iterator[Document | FailedDocument]:
    """Read documents, one after the other, from everything that `inputs` name.

    Parameters
    ----------
    inputs : iterable of str or path
        Files; folders, of which all files of a known suffix are read, those below it too, hidden ones not; glob
        patterns; and ``-`` for standard input. A file of another suffix is read if its contents tell the format.
    text_column : str, default "text"
        Column or key of the text in CSV, TSV, JSON Lines and JSON.
    id_column : str, default "id"
        Column or key of the id there; a row without it is called by the file and its line.
    encoding : str, optional
        Encoding of the text files; detected for each where it is not given.

    Yields
    ------
    Document or FailedDocument
        In the order of the inputs; each is read when it is asked for. What cannot be read is a `FailedDocument` with
        the reason, and nothing is raised for it.
    """
    if isinstance(inputs, str | os.PathLike):
        # A string is an iterable of letters to Python, but to nobody else.
        inputs = [inputs]
    options = _Options(text_column, id_column, encoding)
    readers = _readers(options)
    for found in find_inputs(inputs, _KNOWN):
        if isinstance(found, FailedDocument):
            yield found
        else:
            yield from _read_file(found, readers, options)


def passed_over(inputs: Iterable[str | os.PathLike[str]]) -> Counter[str]:
    """Count the files in folders that `read` passes over, by their suffixes in lower case.

    Parameters
    ----------
    inputs : iterable of str or path
        What `read` takes. Hidden files, and the lock files of Word, are not counted.
    """
    return count_others(inputs, _KNOWN)


def is_input(path: Path, inputs: Iterable[str | os.PathLike[str]]) -> bool:
    """Tell whether a file is one that `read` takes up, or would be if it were there.

    Parameters
    ----------
    path : Path
        A file, perhaps of another name than the input has: links are followed.
    inputs : iterable of str or path
        What `read` takes.
    """
    return is_among(path, inputs, _KNOWN)


def _read_file(file: Input, readers: dict[str, _Reader], options: _Options) -> Iterator[Result]:
    try:
        for result in _documents(file, readers, options):
            yield _checked(result)
    except DocumentError as error:
        yield FailedDocument(file.id, file.source, error.reason)
    except OSError as error:
        yield FailedDocument(file.id, file.source, f"cannot be read: {explain(error)}")
    except Exception as error:
        # Parsers of foreign bytes raise what they like; one bad file must not stop the others.
        _LOG.debug("%s", file.source, exc_info=True)
        yield FailedDocument(
            file.id,
            file.source,
            f"could not be read ({type(error).__name__}: {error}); it may be damaged: open it in the program that "
            "made it and save it again",
        )


def _documents(file: Input, readers: dict[str, _Reader], options: _Options) -> Iterator[Result]:
    if file.suffix in _ADVICE:
        raise DocumentError(file.source, _ADVICE[file.suffix])
    data = _bytes(file)
    if not data.strip():
        raise DocumentError(file.source, "is empty")
    suffix: str | None = file.suffix
    if suffix not in readers:
        suffix = sniff(data, file.source, options.text_column, options.encoding)
    if suffix in _ADVICE:
        raise DocumentError(file.source, _ADVICE[suffix])
    if suffix is None:
        raise DocumentError(
            file.source, f"is of no format that can be read; expected a file that ends in {', '.join(SUFFIXES)}"
        )
    empty = True
    for result in readers[suffix](data, file.source, file.id):
        empty = False
        yield result
    if empty:
        raise DocumentError(file.source, "is empty: there is no text in it")


def _bytes(file: Input) -> bytes:
    if file.path is None:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        with file.path.open("rb") as stream:
            # What is too large is refused by its size; a pipe has none and is cut off while it is read.
            check_size(os.fstat(stream.fileno()).st_size, file.source)
            data = stream.read(MAX_BYTES + 1)
    check_size(len(data), file.source)
    return data


def _checked(result: Result) -> Result:
    """Hold every document to the same rules, whatever its format."""
    if isinstance(result, FailedDocument):
        return result
    if not result.text.strip():
        return FailedDocument(result.id, result.source, "is empty: there is no text in it")
    try:
        check_length(len(result.text), result.source)
    except DocumentError as error:
        return FailedDocument(result.id, result.source, error.reason)
    try:
        result.text.encode("utf-8")
    except UnicodeEncodeError:
        # Half a surrogate pair (JSON can hold one) could not be written to any output; replaced one for one.
        text = result.text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        result = replace(result, text=text, sections=() if len(text) != len(result.text) else result.sections)
    return result
