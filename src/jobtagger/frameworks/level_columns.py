"""Which columns of a table are levels, and which hold the indicators, as far as only the cells below tell."""

from __future__ import annotations

import re

from jobtagger.frameworks.cells import clean, fold, means_nothing
from jobtagger.frameworks.columns import Header, field_of, without_common_nouns
from jobtagger.frameworks.layouts import Table
from jobtagger.frameworks.scales import is_level, parse_label, rank

_NO_LEVEL = re.compile(
    r"notes?|comments?|remarks?|owner|sources?|status|date|updated|references?|number|no|url|link|type|version"
    r"|author|review(?:er|ed)|weight|assessment|training|options|rationale|purpose|importance|relevance|context|background"
    r"|evidence|why|where|when|who|how|which|what|negative|ineffective|contra(?:indicators?)?|development|tips|resources"
    r"|courses?|questions?|interview|roles?|jobs?|tools?|methods?|values?|overview|scope|impact"
    r"|activit(?:y|ies)|suggest(?:ed|ions?)|recommend(?:ed|ations?)|examples?|measures?|metrics?|measurement|feedback"
    r"|barriers?|derailers?|over-?used?|under-?used?|actions?|guidance|details?|explanation|related|links|application"
)
"""Words in the header of a column that is no level, though it may hold sentences."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?\s*%?")


def name_levels(table: Table) -> None:
    """Take a table with *Level*, *Name* and *Description* for the levels it lists: each number has a well-known name."""
    columns = table.header.fields
    number, name = table.header.column("level"), table.header.column("competency")
    if number is None or name is None or columns.keys() & {"indicator", "group"} or table.header.levels:
        return
    if fold(table.header.text(name)) not in ("name", "title"):
        return
    numbers = [parse_label(row.cell(number)) for row in table.rows]
    names = [clean(row.cell(name)) for row in table.rows]
    about_levels = re.search(r"level|scale|proficiency|rating", table.sheet.title, re.IGNORECASE)
    if (
        len({label.number for label in numbers} - {None}) == len(table.rows) == len(set(names) - {""})
        and not any(label.name for label in numbers)
        and (about_levels or all(rank(text) is not None for text in names))
    ):
        columns["level"] = [number, *columns.pop("competency")]


def pair_levels(table: Table) -> None:
    """Keep two columns of levels if one has the numbers and the other the names, else the first."""
    columns = table.header.fields.get("level", [])
    if len(columns) < 2:
        return
    labels = {
        column: [parse_label(row.cell(column)) for row in table.rows if row.cell(column).strip()] for column in columns
    }
    numbers = [
        column for column in columns if all(label.number is not None and not label.name for label in labels[column])
    ]
    names = [column for column in columns if all(label.number is None for label in labels[column])]
    kept = [numbers[0], names[0]] if numbers and names and numbers[0] != names[0] else columns[:1]
    table.header.unread += [column for column in columns if column not in kept]
    columns[:] = kept


def guess_levels(table: Table) -> list[int]:
    """Take columns full of sentences for levels, whatever they are called; return which were taken.

    Where levels are known, those between two of them and next to them are taken; else all that stand below no word that
    says otherwise.
    """
    header = table.header
    guessed = [
        column
        for column in header.unread
        if table.is_prose(column) and field_of(header.text(column)) == "" and not is_no_level(header.text(column))
    ]
    if header.levels:
        guessed = _among(guessed, header.levels)
    elif len(guessed) < 2:
        return []
    names = without_common_nouns([header.text(column) for column in guessed])
    header.levels |= dict(zip(guessed, names, strict=True))
    header.levels = dict(sorted(header.levels.items()))
    header.unread = [column for column in header.unread if column not in guessed]
    return guessed


def _among(columns: list[int], levels: dict[int, str]) -> list[int]:
    """Return the columns between known levels, and those next to them unless these have numbers: then a name says less."""
    first, last = min(levels), max(levels)
    if all(parse_label(text).number is None for text in levels.values()):
        while first - 1 in columns:
            first -= 1
        while last + 1 in columns:
            last += 1
    return [column for column in columns if first <= column <= last]


def is_no_level(text: str) -> bool:
    """Tell whether a header has a word that no level has.

    >>> is_no_level("Development tips"), is_no_level("Journeyman")
    (True, False)
    """
    return any(_NO_LEVEL.fullmatch(word) for word in re.findall(r"\w+", fold(text)))


def drop_marks(table: Table) -> list[int]:
    """Take columns of levels for none whose cells are numbers, marks or names of levels; return which.

    Such a table says which level a role needs, or which one a competency is at.
    """
    levels = table.header.levels
    rows = [row for row in table.rows if not table.is_header(row)]
    cells = {column: [text for row in rows if (text := clean(row.cell(column)))] for column in levels}
    texts = {column: [text for text in cells[column] if not means_nothing(text)] for column in levels}
    marked = [column for column in levels if all(map(_is_mark, texts[column]))]
    dropped = marked if any(texts[column] for column in marked) else []  # what is empty goes with the others
    for column in dropped:
        del levels[column]
    return dropped


def holds_marks(table: Table, column: int) -> bool:
    """Tell whether the cells of a column are numbers, marks or names of levels."""
    return all(_is_mark(text) for row in table.rows if (text := clean(row.cell(column))))


def _is_mark(text: str) -> bool:
    return len(text) == 1 or fold(text) in ("yes", "no") or _NUMBER.fullmatch(text) is not None or is_level(text)


def find_indicators(table: Table) -> list[int]:
    """Find the column of the indicators in a table with a level in each row but no header *Indicator*.

    That is what describes the level: by its header, or since it differs within a competency, or as the one other column
    of sentences. Where several columns may be meant, they are returned and nothing is decided.
    """
    header, columns = table.header, table.header.fields
    described = columns.pop("level definition", [])
    if _describes_levels(table):
        columns["indicator"] = [*columns.pop("definition"), *columns.get("indicator", [])]
    if "indicator" in columns or "level" not in columns:
        header.unread += described
        return []
    definitions = [*columns.get("definition", []), *_more(header, "definition")]
    varying = [column for column in definitions if table.varies(column)]
    found = described or varying[:1] or definitions[1:2]
    if not found:
        prose = [column for column in header.unread if table.is_prose(column) and not _is_aside(header.text(column))]
        if len(prose) > 1:
            return prose
        found = prose
    if found:
        columns["indicator"] = found
        header.unread = [column for column in header.unread if column not in found]
        rest = [column for column in definitions if column not in found]
        columns.pop("definition", None)
        if rest:
            columns["definition"] = rest[:1]
            header.unread = [column for column in header.unread if column != rest[0]]
    return []


def _describes_levels(table: Table) -> bool:
    """Whether a column *Description*, beside one of indicators, says something else for each level of a competency."""
    columns = table.header.fields
    if not columns.keys() >= {"definition", "level", "indicator"} or table.header.levels:
        return False
    described, named, level = (columns[name][0] for name in ("definition", "competency", "level"))
    if not re.match(r"description|summary", fold(table.header.text(described))):
        return False
    return table.varies(described) and not table.varies(described, (named, level))


def described_beside(table: Table) -> int | None:
    """Return a column *Description* right of one that is not read, which it seems to describe: *Course*, *Description*."""
    header = table.header
    column = header.column("definition")
    if column is None or column - 1 not in header.unread or fold(header.text(column)) not in ("description", "summary"):
        return None
    return column if any(row.cell(column - 1).strip() for row in table.rows) else None


def _more(header: Header, name: str) -> list[int]:
    return [column for column in header.unread if field_of(header.text(column)) == name]


def _is_aside(text: str) -> bool:
    words = re.findall(r"\w+", fold(text))
    return any(_NO_LEVEL.fullmatch(word) for word in words if word not in ("what", "how", "which"))
