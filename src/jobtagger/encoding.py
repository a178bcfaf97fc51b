"""From bytes to text: the encoding is detected, not assumed, and what is not text at all is refused."""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import NamedTuple

from jobtagger.errors import DocumentError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_LIKELY_CODECS = ["cp1252", "mac_roman", "cp437", "cp850"]
"""What English text that is not Unicode was most likely saved in (Windows, old Macintosh, DOS)."""

_AT_HOME = re.compile(
    "(?<=\\w)[\u2019\u2026\u2122\xae\xb0\xbd]|(?<=[\\w.,;!?)])[\u2019\u201d]|[\u2018\u201c](?=\\w)|[\xa3\u20ac](?=\\d)"
    "|(?<=\\s)[\u2013\u2014](?=\\s)|(?<=\\d)\u2013(?=\\d)|(?<=[a-z])[\u2013\u2014](?=[a-z])"
    '|(?<![^\\s,;|"])\u2022(?=[\\sA-Z])'
    "|(?<=[A-Za-z])[\xdf-\xf6\xf8-\xff\u0153](?![A-Z])|(?<![A-Za-z])[\xdf-\xf6\xf8-\xff\u0153](?=[a-z])"
    "|(?<![a-z])[\xc0-\xd6\xd8-\xde\u0152](?=[A-Za-z])"
)
"""Characters outside ASCII where a text has them: an apostrophe in a word, a bullet before one, a letter beside one.

Decoded wrongly, they stand elsewhere: ``Manager\u00d5s``, ``\u00ef Leads``. It tells in a table of a few words already, where
statistics have too little to go by.
"""

_MAGIC = (
    (b"%PDF-", "a PDF file", "rename it to end in .pdf"),
    (b"PK\x03\x04", "a zip archive (such as a Word document)", "rename it to end in .docx if it is a Word document"),
    (b"\xd0\xcf\x11\xe0", "an old Word or other Office file", "save it as .docx"),
    (b"{\\rtf", "an RTF file", "save it as .docx"),
    (b"\x89PNG", "a PNG image", "run OCR on it and pass the text"),
    (b"\xff\xd8\xff", "a JPEG image", "run OCR on it and pass the text"),
    (b"GIF8", "a GIF image", "run OCR on it and pass the text"),
    (b"II*\x00", "a TIFF image", "run OCR on it and pass the text"),
    (b"MM\x00*", "a TIFF image", "run OCR on it and pass the text"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
)

_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_OUTSIDE_ASCII = re.compile("[^\x00-\x7f]")
_SAMPLE = 1 << 16
_JUDGED = 5_000
"""Characters outside ASCII by which an encoding is judged, at most."""


class Encoding(NamedTuple):
    """A codec and the way to treat bytes that it cannot decode."""

    name: str
    errors: str = "strict"


def detect(data: bytes, source: str, encoding: str | None = None, declared: str | None = None) -> Encoding:
    """Return the encoding of a text.

    Parameters
    ----------
    data : bytes
        The text, as it stands in the file.
    source : str
        Named in errors.
    encoding : str, optional
        What the user says it is; taken at their word.
    declared : str, optional
        What the document says of itself (the charset of an HTML page); taken only if the bytes agree.

    Returns
    -------
    Encoding
        By byte order mark, else UTF-8 if the bytes are, else what is declared, else the likeliest by the letters that
        come out.
    """
    if encoding is not None:
        return _given(data, source, encoding)
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return Encoding(name, "replace")
    wide = _wide(data)
    if wide is not None:
        return Encoding(wide, "replace")
    _refuse_binary(data, source)
    if _decodes(data, "utf-8"):
        return Encoding("utf-8")
    if _nearly_utf8(data):
        return Encoding("utf-8", "replace")
    if declared is not None and _decodes(data, declared):
        return Encoding(declared)
    return _guess(data, source)


def decode(data: bytes, source: str, encoding: str | None = None, declared: str | None = None) -> str:
    """Return the text of `data`, its encoding found by `detect`."""
    found = detect(data, source, encoding, declared)
    return data.decode(found.name, found.errors)


def _given(data: bytes, source: str, encoding: str) -> Encoding:
    try:
        name = codecs.lookup(encoding).name
        data.decode(name)
    except LookupError as error:
        raise DocumentError(
            source, f"cannot be decoded: there is no encoding {encoding!r}; use a name such as utf-8, cp1252 or utf-16"
        ) from error
    except UnicodeError as error:
        raise DocumentError(
            source, f"is not {encoding} text ({error}); leave the encoding out and it will be detected"
        ) from error
    # The mark is no character of the text.
    return Encoding("utf-8-sig" if name == "utf-8" else name)


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except (UnicodeError, LookupError):
        return False
    return True


def _wide(data: bytes) -> str | None:
    """Name UTF-16 without a mark: every other byte of English text is zero in it."""
    sample = data[:_SAMPLE]
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    for name, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros.count(0) > 0.7 * pairs:
            text = sample[: 2 * pairs].decode(name, "replace")
            strange = sum(not character.isprintable() and not character.isspace() for character in text)
            return name if strange <= 0.01 * len(text) else None
    return None


def _refuse_binary(data: bytes, source: str) -> None:
    for magic, what, advice in _MAGIC:
        if data.startswith(magic):
            raise DocumentError(source, f"is not text but {what}; {advice}")
    sample = data[:_SAMPLE]
    if b"\0" in data or len(_CONTROLS.findall(sample)) > max(2, 0.01 * len(sample)):
        raise DocumentError(source, "is not text but binary data; pass the text, or a file of a supported format")


def _nearly_utf8(data: bytes) -> bool:
    """Tell whether only a few bytes are no UTF-8, as in a file that was cut off or pasted together."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    sound = len(text) - damaged - len(text.encode("ascii", "ignore"))
    return sound > 10 * damaged


def _at_home(text: str) -> int:
    """Count the characters outside ASCII that stand where a text has them, among the first ones."""
    places = islice(_OUTSIDE_ASCII.finditer(text), _JUDGED)
    return sum(_AT_HOME.match(text, place.start()) is not None for place in places)


def _guess(data: bytes, source: str) -> Encoding:
    best, at_home = "", -1
    for name in _LIKELY_CODECS:
        count = _at_home(data.decode(name)) if _decodes(data, name) else 0
        if count > at_home:
            best, at_home = name, count
    strange = len(data.translate(None, bytes(range(128))))
    if at_home > 0 and 2 * at_home >= min(strange, _JUDGED) and 5 * strange <= len(data):
        return Encoding(best)
    from charset_normalizer import from_bytes

    # All codecs at once make it prefer cp1250 or mac_iceland to the cp1252 that English text really is in: where only
    # quotation marks and dashes are outside ASCII, they all fit. So the likely ones first.
    match = from_bytes(data, cp_isolation=_LIKELY_CODECS).best() or from_bytes(data).best()
    if match is None:
        raise DocumentError(
            source, "is in an encoding that could not be detected; name it (--encoding), or save it as UTF-8"
        )
    return Encoding(match.encoding, "replace")
