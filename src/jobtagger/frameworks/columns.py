"""Headers of tables: which column is the competency, which the definition, which a level.

Case, blanks, punctuation and a plural in brackets do not count, words in brackets may be left out, and
``Indicator / Behaviour`` is an indicator since both parts are. ``Level 2 Behaviours`` is level 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jobtagger.frameworks.cells import clean, fold
from jobtagger.frameworks.scales import is_level, is_level_name

SYNONYMS: dict[str, tuple[str, ...]] = {
    "competency": (
        *("competency", "competencies", "competence", "competences", "competency name", "competency title"),
        *("name of competency", "competence name", "core competency", "leadership competency", "capability"),
        *("sub competency", "subcompetency", "sub competencies", "subcompetencies", "sub competency name"),
        *("behavioral competency", "behavioural competency", "capability name", "skill", "skill name", "name"),
    ),
    "definition": (
        *("definition", "definitions", "description", "competency definition", "competency description"),
        *("competence definition", "competence description", "capability description", "skill description"),
        *("meaning", "what it means", "what it is", "summary", "group definition"),
    ),
    "group": (
        *("group", "groups", "cluster", "category", "domain", "area", "theme", "dimension", "pillar", "family"),
        *("competency group", "competency cluster", "competency category", "competency domain", "competency area"),
        *("competency family", "competency theme", "ecq", "core qualification", "executive core qualification"),
        *("qualification", "strand", "group name", "cluster name"),
    ),
    "level": (
        *("level", "levels", "proficiency", "proficiency level", "proficiency levels", "competency level"),
        *("level name", "level number", "level no", "level title", "proficiency level name", "level of proficiency"),
        *("skill level", "mastery level", "job level", "stage", "tier", "band"),
    ),
    "level definition": (
        *("level definition", "level description", "level descriptor", "level descriptors", "proficiency descriptors"),
        *("proficiency description", "proficiency descriptor", "proficiency statement", "proficiency definition"),
        *("proficiency level description", "proficiency level definition", "description of level"),
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
        *("behavioral descriptor", "behavioral descriptors", "behavioural descriptor", "behavioural descriptors"),
        *("behavioral description", "behavioural description", "behavior description", "behaviour description"),
        *("positive indicator", "positive indicators", "positive behavioral indicators", "effective behaviors"),
        *("positive behavioural indicators", "positive behaviors", "positive behaviours", "effective behaviours"),
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
_ABOUT_LEVELS = re.compile(
    r"(?:key|core|observable|behaviou?ral|performance|proficiency|competenc(?:y|e|ies)|skills?|capability"
    r"|indicators?|behaviou?rs?|descriptors?|descriptions?|definitions?|illustrations?|examples?|statements?"
    r"|expectations?|criteria|standards?)(?:\(s\))?",
    re.IGNORECASE,
)
"""Words in the heading of a level's column that say what stands below it, and not which level it is."""
_OWN_NOUNS = frozenset(("expectation", "expectations", "standard", "standards", "criteria", "skill", "skills"))
"""Those that may belong to the name of a level that is not known: ``Meets Expectations``."""
_EDGES = " -\u2013\u2014:,/|"
_JOINTS = frozenset(("-", "\u2013", "\u2014", ":", "/", "|", "at", "for", "of"))
_REPEATED = frozenset(("indicator", "level"))
"""What several columns of one table may be."""
SEARCHED_ROWS = 50


@dataclass(slots=True)
class Header:
    """What the columns of a table are."""

    texts: tuple[str, ...]
    """The header cells, clean."""
    fields: dict[str, list[int]] = field(default_factory=dict)
    """Columns by what they are: ``competency``, ``definition`` ..."""
    levels: dict[int, str] = field(default_factory=dict)
    """Columns whose header names a level, with the level."""
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
            content = bool(has & {"definition", "indicator", "group", "level", "level definition", "aliases"})
            if content or len(self.levels) > 1 or self.required:
                return "competencies"
            return "perhaps" if len(self.unread) + len(self.levels) > 1 else ""
        if "indicator" in has:
            return ""
        if "level" in has and (has & {"definition", "level definition", "value"} or len(self.fields["level"]) > 1):
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


def level_of(text: str) -> str:
    """Return the level that the header of a column names, or an empty text.

    >>> level_of("Level 1 Behaviours"), level_of("Indicators (Basic)"), level_of("Band 2"), level_of("Example 1")
    ('Level 1', 'Basic', 'Band 2', '')
    """
    if _words(text) in _FIELD_OF:
        return ""
    level = without_nouns(text)
    # A number alone may number anything, as in ``Example 1``.
    known = is_level_name(level) or (
        is_level(level) and field_of(text) in ("", "level") and (level == text or not level.isdecimal())
    )
    return level if known else ""


def without_nouns(text: str) -> str:
    """Return a header without the words at its ends that say what stands below it.

    >>> without_nouns("Bronze Indicators"), without_nouns("Behaviours at Level 2"), without_nouns("Basic (1)")
    ('Bronze', 'Level 2', 'Basic (1)')
    """
    words = clean(text).split()
    while words and _ABOUT_LEVELS.fullmatch(words[-1].strip(_EDGES + "()")):
        words.pop()
        while words and words[-1] in _EDGES:
            words.pop()
    begun = False
    while words and (_ABOUT_LEVELS.fullmatch(words[0].strip(_EDGES + "()")) or (begun and words[0] in _JOINTS)):
        begun = True
        words.pop(0)
    bare = " ".join(words).strip(_EDGES)
    return bare[1:-1].strip() if bare.startswith("(") and bare.endswith(")") else bare


def without_common_nouns(texts: Sequence[str]) -> list[str]:
    """Return headers without the words at their ends that say what stands below, if all have the same ones.

    >>> without_common_nouns(["Bronze Indicators", "Silver Indicators"])
    ['Bronze', 'Silver']
    >>> without_common_nouns(["Misses", "Meets Expectations"]), without_common_nouns(["Team Skills", "Own Skills"])
    (['Misses', 'Meets Expectations'], ['Team Skills', 'Own Skills'])
    """
    bare = [without_nouns(text) for text in texts]
    cut = {frozenset(_words(text).split()) - set(_words(name).split()) for text, name in zip(texts, bare, strict=True)}
    same = len(cut) == 1 and not _OWN_NOUNS & cut.pop()
    return bare if same and all(bare) and len({fold(name) for name in bare}) == len(texts) else list(texts)


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text).replace("(s)", "s")))


def read_header(cells: Sequence[str]) -> Header:
    """Return what each column of a header is.

    >>> header = read_header(["Competency", "", "Definition", "Level 1 - Awareness", "EXPERT", "Owner"])
    >>> header.kind, header.levels, header.unread
    ('competencies', {3: 'Level 1 - Awareness', 4: 'EXPERT'}, [5])
    """
    header = Header(tuple(map(clean, cells)))
    for column, text in enumerate(header.texts):
        if not text or len(text) > 100:
            continue
        required = _REQUIRED.fullmatch(text)
        level = level_of(text)
        name = "" if level else field_of(text)
        if name and (name in _REPEATED or name not in header.fields):
            header.fields.setdefault(name, []).append(column)
        elif required and is_level(required[1]):
            header.required[column] = required[1]
        elif level:
            header.levels[column] = level
        else:
            header.unread.append(column)
    _find_groups_above(header)
    return header


def _find_groups_above(header: Header) -> None:
    """Take the competencies for groups where there are sub-competencies beside them."""
    of = {column: field_of(text) for column, text in enumerate(header.texts) if column not in header.levels}
    named = [column for column, name in of.items() if name == "competency"]
    below = [column for column in named if _words(header.text(column)).startswith("sub")]
    above = [column for column in named if column not in below]
    if not (below and above):
        return
    definitions = sorted(column for column, name in of.items() if name == "definition")
    own = [column for column in definitions if column > below[0]] or definitions
    header.fields |= {"competency": below[:1], "group": above[:1]} | ({"definition": own[:1]} if own else {})
    read = {column for columns in (*header.fields.values(), header.levels, header.required) for column in columns}
    header.unread = [column for column, text in enumerate(header.texts) if text and column not in read]


def find_header(rows: Iterable[Sequence[str]]) -> tuple[int, Header] | None:
    """Return the index of the row that is a header, and the header; None if there is none in the first rows.

    >>> position, header = find_header([["Our model"], [], ["Competency", "Definition"]])
    >>> position, header.fields
    (2, {'competency': [0], 'definition': [1]})
    """
    best: tuple[int, Header] | None = None
    for position, cells in zip(range(SEARCHED_ROWS), rows, strict=False):
        header = read_header(cells)
        if header.kind and (best is None or header.score > best[1].score):
            best = position, header
    return best
