"""What every writer is: a pure function from records to pieces of text, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from jobtagger.records import FailedDocument, TaggedDocument

Record = TaggedDocument | FailedDocument
"""What comes out of a tagger: a document with its tags, or the reason why there are none."""


class HasData(Protocol):
    """A record of any kind that JSON can be made of."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        ...


@dataclass(frozen=True, slots=True)
class Display:
    """What the text will be shown on; only formats for people look at it."""

    width: int = 100
    """Columns that a line may take."""
    color: bool = False
    """Whether terminal colours may be used."""


class Writer(Protocol):
    """Turns records into text.

    A writer opens nothing and prints nothing. It takes one record at a time and yields its text before it asks for the
    next one, so that any number of documents can be written; joined, the pieces are the whole output.
    """

    def __call__(self, records: Iterable[Record], *, display: Display = ...) -> Iterator[str]:
        """Yield the text of the records, in their order."""
        ...
