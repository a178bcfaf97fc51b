"""How much a reader takes in: a document past these limits is refused with advice, so that it cannot exhaust memory."""

from __future__ import annotations

from jobtagger.errors import DocumentError

MAX_CHARACTERS = 20_000_000
"""Longest text of one document, in characters: some 8,000 pages, far above any announcement."""

MAX_BYTES = 512 * 1024 * 1024
"""Largest file, in bytes; a table or JSON Lines file may hold many documents, so it is far above `MAX_CHARACTERS`."""

MAX_UNPACKED_BYTES = 512 * 1024 * 1024
"""Largest unpacked size of a Word document, which is a zip archive and may claim to be anything."""


def check_length(length: int, source: str) -> None:
    """Raise `DocumentError` if a text of `length` characters is too long for one document."""
    if length > MAX_CHARACTERS:
        raise DocumentError(
            source,
            f"has {length:,} characters, more than the {MAX_CHARACTERS:,} that one document may have; "
            "split it into smaller files",
        )


def check_text_size(size: int, source: str) -> None:
    """Raise `DocumentError` if `size` bytes are too many for one text, before they are decoded and parsed."""
    # No encoding takes more than four bytes a character.
    if size > 4 * MAX_CHARACTERS:
        raise DocumentError(
            source,
            f"has {size:,} bytes, more than one document of at most {MAX_CHARACTERS:,} characters can have; "
            "split it into smaller files",
        )


def check_size(size: int, source: str) -> None:
    """Raise `DocumentError` if a file of `size` bytes is too large to be read."""
    if size > MAX_BYTES:
        raise DocumentError(
            source,
            f"has {size:,} bytes, more than the {MAX_BYTES:,} that one file may have; split it into smaller files",
        )
