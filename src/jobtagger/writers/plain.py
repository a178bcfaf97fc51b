"""Texts of unknown origin, made safe and short enough to show.

A document can hold anything: colour codes, commands that rename the window, marks that turn the direction of writing.
Nothing of the kind may reach the terminal of whoever looks at the results.
"""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len

_CONTROLS = {"Cc", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"
"""Format characters that words and emoji are made with."""

ELLIPSIS = "…"


def visible(text: str) -> str:
    r"""Return a text with every control character but the line feed made visible or harmless.

    Tabs become blanks and carriage returns line feeds. Characters that are there but not seen, such as those that
    turn the direction of writing, are left out.

    >>> visible("\x1b[31mred\x9b0m\tand\r\nplain")
    '�[31mred�0m and\nplain'
    """
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(map(_visible, lines))


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in _CONTROLS and character != "\n":
        return "�"
    return "" if category == "Cf" and character not in _JOINERS else character


def one_line(text: str) -> str:
    r"""Return a text made visible, on one line and with single blanks.

    >>> one_line("  Leads\u2028the\n\n office.\x07 ")
    'Leads the office.�'
    """
    return " ".join(visible(" ".join(text.split())).split())


def shorten(text: str, cells: int) -> str:
    """Return a text that takes no more than `cells` columns, cut after a word where it is too long.

    >>> shorten("Negotiates agreements, closures and dredging", 26)
    'Negotiates agreements…'
    >>> shorten("短い文章です", 8)
    '短い文…'
    """
    if cell_len(text) <= cells:
        return text
    room = cells - cell_len(ELLIPSIS)
    kept = _leading(text, room)
    if not text[len(kept)].isspace():
        # The cut went through a word; it is taken out unless there is hardly any other.
        whole = re.sub(r"\S+$", "", kept)
        kept = whole if cell_len(whole) > room // 2 else kept
    return kept.rstrip(" ,;:.–-") + ELLIPSIS


def _leading(text: str, cells: int) -> str:
    """Return the longest beginning of a text that takes no more than `cells` columns."""
    used = 0
    for position, character in enumerate(text):
        used += cell_len(character)
        if used > cells:
            return text[:position]
    return text
