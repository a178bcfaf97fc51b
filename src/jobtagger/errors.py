"""The exceptions that jobtagger raises.

Every error derives from `JobtaggerError` and carries, beside its message, the data that the message is made of.
A message says what came, what was expected and what to do next; the command line prints it as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

_SHOWN_PROBLEMS = 50
"""Problems that a message shows; the error carries them all."""


class JobtaggerError(Exception):
    """Base of all errors that are meant for users: catching it catches everything that jobtagger raises on purpose."""


class UnknownNameError(JobtaggerError, LookupError):
    """A model, framework or other shipped thing was asked for by a name that does not exist."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, or_path: bool = True) -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(known)
        near = get_close_matches(name, self.known, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        listing = ", ".join(self.known) or "none"
        if or_path:
            path, label = ", and no file or directory has that path", "Shipped with this version"
        else:
            path, label = "", "There are"
        super().__init__(f"no {kind} is called {name!r}{path}.{hint} {label}: {listing}.")


def _listing(problems: Sequence[str]) -> str:
    count = "1 problem" if len(problems) == 1 else f"{len(problems):,} problems"
    lines = [f"({count}):", *problems[:_SHOWN_PROBLEMS]]
    if len(problems) > _SHOWN_PROBLEMS:
        lines.append(f"... and {len(problems) - _SHOWN_PROBLEMS:,} more")
    return "\n  ".join(lines)


class FrameworkError(JobtaggerError, ValueError):
    """A framework file cannot be read or breaks the rules of its shape.

    Parameters
    ----------
    source : str
        Where the framework came from, as the user named it.
    problems : sequence of str
        One line per problem: the place in the file, what is wrong there and what would be right. The message shows the
        first 50 of them.
    """

    def __init__(self, source: str, problems: Sequence[str]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__(f"{source} is not a valid framework {_listing(self.problems)}")


class CrosswalkError(JobtaggerError, ValueError):
    """A crosswalk file cannot be read, breaks the rules of its shape or does not fit its two frameworks.

    Parameters
    ----------
    source : str
        Where the crosswalk came from, as the user named it.
    problems : sequence of str
        One line per problem: the place in the file, what is wrong there and what would be right. The message shows the
        first 50 of them.
    """

    def __init__(self, source: str, problems: Sequence[str]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__(f"{source} is not a valid crosswalk {_listing(self.problems)}")


class DocumentError(JobtaggerError):
    """A document cannot be read. In a batch it becomes a `FailedDocument` instead of being raised."""

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(f"{source}: {reason}")


class ArtifactError(JobtaggerError):
    """A model directory is missing something, was changed after it was written, or is of another format."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"model directory {path}: {reason}")


class TrainingError(JobtaggerError, ValueError):
    """A framework or a set of examples cannot be trained on."""


class GoldError(JobtaggerError, ValueError):
    """A gold file for `evaluate` does not have the documented shape."""

    def __init__(self, source: str, line: int, reason: str) -> None:
        self.source = source
        self.line = line
        self.reason = reason
        super().__init__(f"{source}, line {line}: {reason}")


class MissingExtraError(JobtaggerError, ImportError):
    """A feature needs an optional dependency that is not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        self.feature = feature
        self.extra = extra
        super().__init__(f"{feature} needs an optional dependency; install it with: pip install 'jobtagger[{extra}]'")
