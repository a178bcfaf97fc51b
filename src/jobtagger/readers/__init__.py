"""Readers: from files, folders, glob patterns and standard input to `Document`, one small module per format.

>>> from jobtagger.readers import read
>>> [result.reason for result in read(["no-such-file.docx"])]
['does not exist; check the spelling and the folder you are in']

A document that cannot be read is a `FailedDocument` in the same stream: it stops no other, and it is not lost.
"""

from __future__ import annotations

from jobtagger.readers.files import SUFFIXES, is_input, passed_over, read
from jobtagger.readers.limits import MAX_BYTES, MAX_CHARACTERS

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "SUFFIXES", "is_input", "passed_over", "read"]
