"""Headers of tables: which column is the competency, which the definition, which a level.

Case, blanks, punctuation and a plural in brackets do not count, words in brackets may be left out, and
``Indicator / Behaviour`` is an indicator since both parts are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jobtagger.frameworks.cells import clean, fold
from jobtagger.frameworks.scales import is_level

SYNONYMS: dict[str, tuple[str, ...]] = {
    "competency": (
        *("competency", "competencies", "competence", "competences", "competency name", "competency title"),
        *("name of competency", "competence name", "core competency", "leadership competency", "capability"),
        *("behavioral competency", "behavioural competency", "capability name", "skill", "skill name", "name"),
    ),
    "definition": (
        *("definition", "definitions", "description", "competency definition", "competency description"),
        *("competence definition", "competence description", "capability description", "skill description"),
        *("meaning", "what it means", "what it is", "summary", "group definition", "level definition"),
    ),
    "group": (
        *("group", "groups", "cluster", "category", "domain", "area", "theme", "dimension", "pillar", "family"),
        *("competency group", "competency cluster", "competency category", "competency domain", "competency area"),
        *("competency family", "competency theme", "ecq", "core qualification", "executive core qualification"),
        *("qualification", "strand", "group name", "cluster name"),
    ),
    "level": (
        *("level", "levels", "proficiency", "proficiency level", "proficiency levels", "competency level"),
        *("level name", "level of proficiency", "skill level", "mastery level", "job level", "stage", "tier", "band"),
    ),
    "indicator": (
        *("indicator", "indicators", "behavior", "behaviors", "behaviour", "behaviours", "illustration"),
        *("behavioral indicator", "behavioral indicators", "behavioural indicator", "behavioural indicators"),
        *("key behavior", "key behaviors", "key behaviour", "key behaviours", "observable behavior"),
        *("observable behaviors", "observable behaviour", "observable behaviours", "illustrations"),
        *("proficiency level illustration", "proficiency level illustrations", "behavioral illustration"),
        *("behavioral example", "behavioral examples", "behavioural example", "behavioural examples"),
        *("behavioral illustrations", "behavioral statement", "behavioral statements", "behavioural statement"),
        *("performance indicator", "performance indicators", "descriptor", "descriptors", "example", "examples"),
        *("behavior example", "behavior examples", "statement", "statements", "behavioural statements"),
    ),
    "aliases": (
        *("alias", "aliases", "synonym", "synonyms", "also known as", "aka", "other name", "other names"),
        *("alternative name", "alternative names"),
    ),
    "code": ("code", "competency code", "group code", "abbreviation", "short code", "human coding scheme"),
    "id": ("id", "identifier", "competency id"),
    "value": ("value", "number", "no", "order", "rank", "score"),
    "characteristics": ("characteristic", "characteristics", "key characteristic", "key characteristics"),
}
"""What a header may be called, by what it is; documented in docs/framework-import.md."""

_FIELD_OF = {name: field for field, names in SYNONYMS.items() for name in names}
_REQUIRED = re.compile(
    r"required(?:\s+(?:proficiency|level))?(?:\s+(?:at|for|by))?\s*[:\-\u2013\u2014]?\s*(.+)", re.IGNORECASE
)
_SEARCHED_ROWS = 50


@dataclass(slots=True)
class Header:
    """What the columns of a table are."""

    texts: tuple[str, ...]
    """The header cells, clean."""
    fields: dict[str, list[int]] = field(default_factory=dict)
    """Columns by what they are: ``competency``, ``definition`` ..."""
    levels: list[int] = field(default_factory=list)
    """Columns whose header is the name of a level."""
    required: dict[int, str] = field(default_factory=dict)
    """Columns that say which proficiency a level asks for, with the level."""
    unread: list[int] = field(default_factory=list)
    """Columns with a header that means nothing here."""

    @property
    def kind(self) -> str:
        """What the table lists: ``competencies``, ``levels``, ``groups``, or nothing that is known.

        ``perhaps`` is competencies, if the columns with unknown headers turn out to be levels.
        """
        has = self.fields.keys()
        if "competency" in has:
            content = bool(has & {"definition", "indicator", "group", "level", "aliases"})
            if content or len(self.levels) > 1 or self.required:
                return "competencies"
            return "perhaps" if len(self.unread) > 1 else ""
        if "indicator" in has:
            return ""
        if "level" in has and has & {"definition", "value"}:
            return "levels"
        return "groups" if "group" in has and has & {"definition", "aliases", "characteristics"} else ""

    @property
    def score(self) -> int:
        """How many columns are known."""
        return sum(map(len, self.fields.values())) + len(self.levels) + len(self.required)

    def column(self, name: str) -> int | None:
        """Return the first column that is this, or None."""
        return self.fields.get(name, [None])[0]

    def text(self, column: int) -> str:
        """Return the header of a column."""
        return self.texts[column] if column < len(self.texts) else ""


def field_of(text: str) -> str:
    """Return what a column of this header is, or an empty text.

    >>> field_of(" Behavioural Indicator(s)* "), field_of("Group / Cluster"), field_of("Owner")
    ('indicator', 'group', '')
    """
    for words in (_words(text), _words(re.sub(r"\([^)]*\)", " ", text)), re.sub(r"\s\d+$", "", _words(text))):
        if words in _FIELD_OF:
            return _FIELD_OF[words]
    parts = {_FIELD_OF.get(_words(part), "") for part in re.split(r"[/&|,]|\band\b|\bor\b", text)}
    return parts.pop() if len(parts) == 1 else ""


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text).replace("(s)", "s")))


def read_header(cells: Sequence[str]) -> Header:
    """Return what each column of a header is.

    >>> header = read_header(["Competency", "", "Definition", "Level 1 - Awareness", "EXPERT", "Owner"])
    >>> header.kind, header.levels, header.unread
    ('competencies', [3, 4], [5])
    """
    header = Header(tuple(map(clean, cells)))
    for column, text in enumerate(header.texts):
        required = _REQUIRED.fullmatch(text)
        name = field_of(text)
        if not text or len(text) > 100:
            continue
        if name and (name == "indicator" or name not in header.fields):
            header.fields.setdefault(name, []).append(column)
        elif required and is_level(required[1]):
            header.required[column] = required[1]
        elif not name and is_level(text):
            header.levels.append(column)
        else:
            header.unread.append(column)
    return header


def find_header(rows: Iterable[Sequence[str]]) -> tuple[int, Header] | None:
    """Return the index of the row that is a header, and the header; None if there is none in the first rows.

    >>> position, header = find_header([["Our model"], [], ["Competency", "Definition"]])
    >>> position, header.fields
    (2, {'competency': [0], 'definition': [1]})
    """
    best: tuple[int, Header] | None = None
    for position, cells in zip(range(_SEARCHED_ROWS), rows, strict=False):
        header = read_header(cells)
        if header.kind and (best is None or header.score > best[1].score):
            best = position, header
    return best
