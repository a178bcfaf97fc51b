"""What stands in a cell: clean texts, several texts in one cell, and texts that a spreadsheet would run as formulas."""

from __future__ import annotations

import re

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_CONTROLS = {
    code: " " if chr(code).isspace() else None
    for code in (*range(0x20), 0x7F, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
    if chr(code) not in "\t\n\r"
}
_UNSEEN = _CONTROLS | _INVISIBLE
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    }
)
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\u2028\u2029\x85]")
_GLYPHS = "\u2022\u2023\u2043\u2219\u25a0-\u25ab\u25b6\u25ba\u25cb\u25cf\u25e6\u27a2\u2713\u2714\uf0a7\uf0b7\uf0d8"
_BULLET = re.compile(rf"(?:[{_GLYPHS}]\s*|[-\u2013\u2014*+]\s+|o\s+(?=[A-Z]))+")
_INNER_BULLET = re.compile(rf"\s*[{_GLYPHS}]\s*")
_NUMBERING = re.compile(r"(?:\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_NO_END = re.compile(
    r".*[,&/]|(?:.*\W)?(?:and|or|but|nor|the|a|an|of|to|in|on|at|by|for|from|with|as|that|which|who|their|its|his|her|our|your"
    r"|this|these|those|between|through|within|without|including)",
    re.IGNORECASE,
)
"""The end of a line that is cut in mid-sentence."""
_ENDED = re.compile(r"[.;:!?]$")
_NO_BEGINNING = re.compile(r"(?:and|or|but|nor|of|which|who)\b")
_SHORTEST_CUT = 20
"""Characters of a line that may have been cut to fit; what is shorter had room."""
_DANGEROUS = re.compile(r"'*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]")
ERRORS = frozenset(
    ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
"""What spreadsheets show where a formula has no result."""
_MISREAD = re.compile(rf"'*(?:{_BULLET.pattern}.*|{'|'.join(map(re.escape, sorted(ERRORS)))})")
"""One line that the import would take for a bullet or for an error of the spreadsheet."""

EMPTY_MARK = "(none)"
"""Stands in an exported cell that is empty on purpose, since a blank one means: as above."""

_EMPTY_MARKS = frozenset((EMPTY_MARK, "none", "n/a", "n/a.", "n.a.", "tbd", "tbc", "-", "--"))

LONG_NAME = 80
"""Characters; what is longer is no name that a text would call a competency by."""
_NOTE = re.compile(
    r"[*\u00a9\u2020\u2021]|\w+ = |(?:grand |sub[- ]?)?total(?:s?\b[^:]*:|s?$|s? \d)|page \d|as of\b"
    r"|(?:printed|generated|exported|downloaded) (?:on|at|by|from|in)\b"
    r"|(?:sources?|notes?|remarks?|legend|key|disclaimer|copyright|confidential|(?:last )?updated|revised|version"
    r"|printed|generated|approved(?: by)?|prepared by)(?:\s*(?:[:\d]|\([^)]*\)\W*$)|$)",
    re.IGNORECASE,
)
"""What footnotes, legends and the small print of a table begin with."""


def clean(text: str) -> str:
    r"""Return `text` in one line with single spaces and without invisible characters.

    >>> clean(" Team\xa0 Buil\u00adding\n")
    'Team Building'
    """
    return " ".join(text.translate(_UNSEEN).split())


def without_controls(text: str) -> str:
    r"""Return `text` without the characters that no workbook can hold.

    >>> without_controls("Leads\x01 teams\x0band\nplans")
    'Leads teams and\nplans'
    """
    return text.translate(_CONTROLS)


def fold(text: str) -> str:
    r"""Return what two spellings of one name have in common: case, blanks, smart quotes and dashes do not count.

    >>> fold("  Manager\u2019s  ROLE ") == fold("manager's role")
    True
    """
    return clean(text.translate(_PLAIN)).casefold()


def protect(text: str) -> str:
    """Return `text` with an apostrophe before it if something else would be seen in it.

    That is a formula (``=``, ``+``, ``-``, ``@``) for spreadsheets; a bullet, an empty cell or an error for the import.
    `unprotect` takes it off again.

    >>> protect("=1+1"), protect("Plans"), unprotect(protect("'=1+1"))
    ("'=1+1", 'Plans', "'=1+1")
    >>> protect("None"), protect("* on Sundays"), protect("#N/A"), protect(EMPTY_MARK)
    ("'None", "'* on Sundays", "'#N/A", '(none)')
    """
    return f"'{text}" if _is_taken_otherwise(text) else text


def unprotect(text: str) -> str:
    """Return `text` without the apostrophe that `protect` put before it."""
    return text[1:] if is_protected(text) else text


def is_protected(text: str) -> bool:
    """Tell whether `protect` put an apostrophe before `text`."""
    return text.startswith("'") and _is_taken_otherwise(text)


def _is_taken_otherwise(text: str) -> bool:
    bare = text.lstrip("'")
    empty = bare != EMPTY_MARK and means_nothing(bare)
    return empty or _DANGEROUS.match(text) is not None or _MISREAD.fullmatch(text) is not None


def means_nothing(text: str) -> bool:
    """Tell whether a cell says that it is empty on purpose.

    >>> means_nothing("(none)"), means_nothing("N/A"), means_nothing("None of these")
    (True, True, False)
    """
    return fold(text) in _EMPTY_MARKS


def is_note(text: str) -> bool:
    """Tell whether a text that stands alone is the small print of a table, and no name.

    >>> is_note("Page 1 of 2"), is_note("B = Basic"), is_note("Total: 12"), is_note("Key (2024)")
    (True, True, True, True)
    >>> is_note("Total Quality Management"), is_note("Key (crypto) handling"), is_note("Version control")
    (False, False, False)
    """
    return _NOTE.match(text) is not None


def split_items(text: str, *, inline: bool = False) -> list[str]:
    r"""Return the texts of one cell: each line is one, and so is each bullet.

    A line in small letters goes on with the line above, if that has no end and looks cut: the line below has no bullet
    where others have one; or the cell begins with a capital and the line above is of some length; or there
    is a comma or a word such as *and* at the break. `inline` also takes bullets inside a line, and semicolons where
    there is neither line nor bullet, as ends.

    >>> split_items("\u2022 Plans the work\n\u2022 Keeps\n  to the plan")
    ['Plans the work', 'Keeps to the plan']
    >>> split_items("plans work\nleads teams and\npeople"), split_items("Advises senior leaders\nacross the agency")
    (['plans work', 'leads teams and people'], ['Advises senior leaders across the agency'])
    >>> split_items("Plans; tracks", inline=True), split_items("Plans; tracks")
    (['Plans', 'tracks'], ['Plans; tracks'])
    """
    if is_protected(text):
        return [clean(unprotect(text))]
    lines = [line for line in (clean(line) for line in _LINE_ENDS.sub("\n", text).split("\n")) if line]
    items: list[str] = []
    above = ""
    bulleted = False
    numbered = len(lines) > 1 and all(_NUMBERING.match(line) for line in lines)
    for line in lines:
        bullet = _NUMBERING.match(line) if numbered else _BULLET.match(line)
        bulleted = bulleted or bullet is not None
        if bullet:
            line = line[bullet.end() :]
        elif items and line[:1].islower() and not _ENDED.search(above) and (bulleted or _is_cut(above, line, lines[0])):
            items[-1] += f" {line}"
            above = line
            continue
        items.append(line)
        above = line
    if inline:
        if any(_INNER_BULLET.search(item) for item in items):
            items = [part for item in items for part in _INNER_BULLET.split(item)]
        elif len(items) == 1 and not bulleted:
            items = items[0].split(";")
        items = [item.strip().removesuffix(";") for item in items]
    return [item for item in items if item]


def _is_cut(above: str, line: str, first: str) -> bool:
    """Whether a line in small letters goes on with the one above; in a cell that begins small that says nothing."""
    if _NO_END.fullmatch(above) or _NO_BEGINNING.match(line):
        return True
    return not first[:1].islower() and len(above) >= _SHORTEST_CUT


def split_names(text: str, *, commas: bool = False) -> list[str]:
    r"""Return the names of one cell, separated by semicolons or line breaks, or by commas where there are neither.

    A semicolon with a backslash before it belongs to the name.

    >>> split_names("Honesty; Integrity, personal"), split_names("Honesty, Ethics", commas=True)
    (['Honesty', 'Integrity, personal'], ['Honesty', 'Ethics'])
    """
    bulleted = not is_protected(text.strip())
    text = _LINE_ENDS.sub("\n", unprotect(text.strip()))
    separator = ",|\uff0c" if commas and not re.search(r"[;\n]", text) else r"(?<!\\);|\n"
    names: list[str] = []
    for part in re.split(separator, text):
        name = clean(part).replace("\\;", ";")
        bullet = _BULLET.match(name) if bulleted else None
        name = name[bullet.end() :] if bullet else name
        if name and name not in names:
            names.append(name)
    return names


def join_names(names: tuple[str, ...]) -> str:
    r"""Return names as one cell that `split_names` reads back.

    >>> join_names(("Honesty", "Integrity")), join_names(("Hiring, firing",))
    ('Honesty; Integrity', 'Hiring, firing;')
    >>> split_names(join_names(("Hiring; firing", "Pay")))
    ['Hiring; firing', 'Pay']
    """
    names = tuple(name.replace(";", "\\;") for name in names)
    return f"{names[0]};" if len(names) == 1 and "," in names[0] else "; ".join(names)
