"""From what the user names (files, folders, glob patterns, ``-``) to the files to read, each with its id."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jobtagger.records import FailedDocument

STDIN = "-"
"""The input that stands for standard input."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read."""

    path: Path | None
    """Where it is; None is standard input."""
    source: str
    """How results name it."""
    ids: tuple[str, ...]
    """Possible ids, the shortest first."""

    @property
    def id(self) -> str:
        """The id its document has where it holds only one."""
        return self.ids[0]

    @property
    def suffix(self) -> str:
        """The suffix that tells its format, in lower case."""
        return "" if self.path is None else self.path.suffix.lower()


def find_inputs(names: Iterable[str | os.PathLike[str]], suffixes: Collection[str]) -> list[Input | FailedDocument]:
    """Return the files that `names` stand for, in order.

    Parameters
    ----------
    names : iterable of str or path
        Files, folders, glob patterns or ``-``.
    suffixes : collection of str
        What is read in a folder; a file that is named is read whatever its suffix.

    Returns
    -------
    list of Input or FailedDocument
        Each input has the shortest id that no other has: the stem, else with the suffix, else the path.
    """
    return _settle_ids([found for name in names for found in _find(os.fspath(name), suffixes)])


def count_others(names: Iterable[str | os.PathLike[str]], suffixes: Collection[str]) -> Counter[str]:
    """Count the files in folders that are of none of the suffixes, by the suffix they have."""
    folders = [Path(name) for name in names if os.path.isdir(name)]
    walked = (entry for folder in folders for entry in _walk(folder, set()) if isinstance(entry, Path))
    found = dict.fromkeys(walked)  # a folder that is named twice counts once
    return Counter(entry.suffix.lower() for entry in found if entry.suffix.lower() not in suffixes)


def is_among(path: Path, names: Iterable[str | os.PathLike[str]], suffixes: Collection[str]) -> bool:
    """Tell whether a file is one of the inputs, or would be if it lay where it is to lie in a folder."""
    names = list(names)
    if path.exists():
        return any(isinstance(entry, Input) and _is_file(path, entry.path) for entry in find_inputs(names, suffixes))
    whole = path.resolve()
    folders = [Path(name).resolve() for name in names if os.path.isdir(name)]
    inner = [whole.relative_to(folder) for folder in folders if whole.is_relative_to(folder)]
    return path.suffix.lower() in suffixes and not all(map(_is_hidden, inner))


def _is_file(path: Path, other: Path | None) -> bool:
    """Tell whether two paths are one file, by whatever names or links; None is what comes by standard input."""
    try:
        return os.path.samestat(path.stat(), os.fstat(0) if other is None else other.stat())
    except OSError:
        return False


def _find(name: str, suffixes: Collection[str]) -> Iterator[Input | FailedDocument]:
    if name == STDIN:
        yield Input(None, "stdin", ("stdin",))
        return
    if not name:  # to Path that is the current folder
        yield FailedDocument("", "", "is an empty name; name a file, a folder or a pattern")
        return
    path = Path(name)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        yield from _glob(name) if _is_pattern(name) else [_missing(name)]
    except (OSError, ValueError) as error:
        yield FailedDocument(path.stem, printable(name), f"cannot be opened: {explain(error)}")
    else:
        yield from _folder(path, suffixes) if stat.S_ISDIR(mode) else [_file(path)]


def _missing(name: str) -> FailedDocument:
    source = printable(name)
    return FailedDocument(
        printable(Path(name).stem) or source, source, "does not exist; check the spelling and the folder you are in"
    )


def _file(path: Path) -> Input:
    return Input(path, printable(path), tuple(map(printable, (path.stem, path.name, path.as_posix()))))


def _member(path: Path, base: Path) -> Input:
    inner = path.relative_to(base)
    ids = (inner.with_suffix("").as_posix(), inner.as_posix(), path.as_posix())
    return Input(path, printable(path), tuple(map(printable, ids)))


def _folder(folder: Path, suffixes: Collection[str]) -> Iterator[Input | FailedDocument]:
    found = False
    for entry in _walk(folder, set()):
        if isinstance(entry, FailedDocument):
            found = True
            yield entry
        elif entry.suffix.lower() in suffixes:
            found = True
            yield _member(entry, folder)
    if not found:
        yield FailedDocument(
            printable(folder.name),
            printable(folder),
            f"is a folder without a readable file; expected files that end in {', '.join(sorted(suffixes))}",
        )


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path | FailedDocument]:
    """Yield the files below a folder, sorted, links followed; a folder that was seen before is not entered again."""
    try:
        state = folder.stat()
        if (state.st_dev, state.st_ino) in seen:
            return
        seen.add((state.st_dev, state.st_ino))
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield FailedDocument(printable(folder.name), printable(folder), f"cannot be opened: {explain(error)}")
        return
    for entry in entries:
        # Hidden files, and the lock files that Word leaves beside an open document.
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_dir():
            yield from _walk(entry, seen)
        elif entry.is_file():
            yield entry
        elif entry.is_symlink():
            yield FailedDocument(printable(entry.stem), printable(entry), "is a link to a file that does not exist")


def _is_pattern(name: str) -> bool:
    return any(character in name for character in "*?[")


def _glob(name: str) -> Iterator[Input | FailedDocument]:
    parts = Path(name).parts
    first = next(number for number, part in enumerate(parts) if _is_pattern(part))
    base = Path(*parts[:first])
    # A final ** means folders only in older Pythons, and everything below in newer ones.
    pattern = "/".join((*parts[first:], "*") if parts[-1] == "**" else parts[first:])
    hidden = any(part.startswith(".") for part in parts[first:])
    try:
        # Path.glob does not follow links in **, where glob.glob goes round in circles.
        paths = sorted({path for path in base.glob(pattern) if path.is_file()})
    except (ValueError, OSError, NotImplementedError) as error:
        yield FailedDocument(printable(name), printable(name), f"is not a pattern that can be matched: {error}")
        return
    found = [path for path in paths if hidden or not _is_hidden(path.relative_to(base))]
    yield from (_member(path, base) for path in found)
    if not found:
        yield FailedDocument(
            printable(name), printable(name), "matches no file; check the pattern and the folder you are in"
        )


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def _settle_ids(found: Sequence[Input | FailedDocument]) -> list[Input | FailedDocument]:
    """Give each input the first of its possible ids that is its own, whatever the order of the inputs."""
    files = [entry for entry in found if isinstance(entry, Input)]
    chosen = [entry.ids[0] for entry in files]
    for rank in (1, 2):
        counts = Counter(chosen)
        chosen = [
            entry.ids[min(rank, len(entry.ids) - 1)] if counts[current] > 1 else current
            for entry, current in zip(files, chosen, strict=True)
        ]
    settled = iter(chosen)
    return [Input(entry.path, entry.source, (next(settled),)) if isinstance(entry, Input) else entry for entry in found]


def printable(path: str | os.PathLike[str]) -> str:
    """Return a path as text that can be printed and stored, also where the file system holds other bytes."""
    return os.fsencode(path).decode("utf-8", "replace")


def explain(error: OSError | ValueError) -> str:
    """Return what an operating system error says, without number and path."""
    return f"{(getattr(error, 'strerror', None) or str(error)).lower()}; check its name and your rights to it"
