"""Frameworks from tables, in the two layouts that HR uses.

One row per indicator::

    Group            Competency  Definition      Level          Indicator
    Leading Change   Vision      Takes the ...   1 - Awareness  Learns the agency's vision
                                                 2 - Basic      Explains it to the team

One row per competency, with a column per level whose cells hold several indicators::

    Competency  Definition      Level 1 - Awareness           Level 2 - Basic
    Vision      Takes the ...   Learns the agency's vision    Explains it; asks for views

Which headers are known is in `jobtagger.frameworks.columns.SYNONYMS`. Rows above the header, empty rows and columns and
columns that mean nothing here do no harm; a blank competency, group or (below a blank competency) level means: as
above. Tables of levels and of groups may stand beside. Every problem is reported, with sheet, row and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jobtagger.frameworks.cells import clean
from jobtagger.frameworks.columns import SEARCHED_ROWS
from jobtagger.frameworks.drafting import Draft
from jobtagger.frameworks.excel import read_workbook
from jobtagger.frameworks.layouts import find_tables, read_about
from jobtagger.frameworks.model import Framework, kebab
from jobtagger.frameworks.scales import is_level_name
from jobtagger.frameworks.sheets import Sheet, read_delimited
from jobtagger.frameworks.table_rows import TableReader

_OF_COMPETENCIES = re.compile(r"competenc|capabilit|\babilit|skill|behaviou?r|indicator|proficien", re.IGNORECASE)
_OF_RECORDS = re.compile(
    r"(?:version|revision|rev\.?|date|changes?|change log|author|owner|(?:approved|prepared|reviewed|changed) by|reviewer)"
    r"(?: (?:no\.?|number|date|made|description))?",
    re.IGNORECASE,
)
"""Headers of what is kept on a document, such as its versions."""
_SENTENCE_WORDS = 5


def read_csv(data: bytes, source: str, *, id: str = "", title: str = "") -> Framework:
    r"""Read a framework from CSV or TSV.

    Parameters
    ----------
    data : bytes
        The file.
    source : str
        Its name in messages.
    id, title : str
        Of the framework; where they are not given, the table's own words or `source` give them.

    Returns
    -------
    Framework

    Raises
    ------
    FrameworkError
        With every problem found, each with row, column and remedy.

    Examples
    --------
    >>> framework = read_csv(b"Competency,Basic,Expert\nPlanning,Plans; tracks,Teaches planning\n", "our.csv")
    >>> [(indicator.level, indicator.text) for indicator in framework.competency("planning").indicators]
    [(1, 'Plans'), (1, 'tracks'), (2, 'Teaches planning')]
    """
    return framework_from_sheets([read_delimited(data, source)], source, id=id, title=title)


def read_excel(data: bytes, source: str, *, id: str = "", title: str = "") -> Framework:
    """Read a framework from the visible sheets of an Excel workbook; see `read_csv`."""
    return framework_from_sheets(read_workbook(data, source), source, id=id, title=title)


def framework_from_sheets(sheets: Sequence[Sheet], source: str, *, id: str = "", title: str = "") -> Framework:
    """Build a framework from tables, wherever they were read; see `read_csv`."""
    draft = Draft(source)
    if not read_sheets(sheets, draft):
        first = next(((sheet, row) for sheet in sheets for row in sheet.rows), None)
        place = first[0].place(first[1]) if first else "(file)"
        holds = ", ".join(repr(clean(cell)[:40]) for cell in first[1].cells[:8] if cell.strip()) if first else "nothing"
        draft.problem(
            place,
            "no table of competencies was found: a header with Competency and at least one of Definition, Indicator, "
            f"Level or Group is expected in the first {SEARCHED_ROWS} rows, this row holds {holds}",
        )
    id = id or draft.about.pop("id", "") or default_id(source)
    title = title or draft.about.pop("title", "") or default_title(source)
    draft.about = {key: value for key, value in draft.about.items() if key not in ("id", "title")}
    return draft.build(id, title)


def default_id(source: str) -> str:
    """Return an id made of a file's name.

    >>> default_id("/home/hr/Our Model 2025.xlsx"), default_id("???.csv")
    ('our-model-2025', 'framework')
    """
    return kebab(_stem(source)) or "framework"


def default_title(source: str) -> str:
    """Return a title made of a file's name.

    >>> default_title("our_model.csv")
    'our model'
    """
    return clean(_stem(source).replace("_", " ")) or "Framework"


def _stem(source: str) -> str:
    name = source.replace("\\", "/").rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[0] if "." in name else name


def read_sheets(sheets: Iterable[Sheet], draft: Draft) -> bool:
    """Add what tables hold to a draft; tell whether one of them lists competencies."""
    competencies: list[TableReader] = []
    for sheet in sheets:
        if read_about(sheet, draft.about):
            continue
        told = len(draft.notes)
        kinds = [_read_beside(TableReader(table, draft), competencies) for table in find_tables(sheet)]
        if not any(kinds) and len(draft.notes) == told:
            _tell_unread(sheet, draft)
    draft.tabular = bool(competencies)
    for reader in competencies:
        reader.beside = any(other.defines for other in competencies if other is not reader)
    for reader in competencies:
        reader.title()
        reader.competencies()
    return bool(competencies)


def _tell_unread(sheet: Sheet, draft: Draft) -> None:
    """Tell that a sheet holds no table that is read, aloud only if its words or sentences could be a framework's."""
    rows = [row for row in sheet.rows if len(row.texts) > 1]
    if not rows:
        return
    records = any(map(_are_records, (rows[0].texts, [row.texts[0] for row in rows])))
    worded = any(_OF_COMPETENCIES.search(text) for row in rows for text in row.texts)
    sentences = sum(max(len(text.split()) for text in row.texts) >= _SENTENCE_WORDS for row in rows)
    if not records and (worded or 2 * sentences >= len(rows)):
        draft.notes.append(
            f"{sheet.place()} was not read: no row is a header with Competency and Definition, Indicator or Level, "
            "nor one of levels or groups."
        )
    else:
        draft.asides.append(f"{sheet.place()} was not read.")


def _are_records(heads: Sequence[str]) -> bool:
    found = [text for text in heads if _OF_RECORDS.fullmatch(text)]
    return len(found) > 1 and 2 * len(found) >= len(heads)


def _read_beside(reader: TableReader, competencies: list[TableReader]) -> str:
    """Read a table of levels or groups, and put off one of competencies; return its kind."""
    kind = reader.kind()
    if kind == "competencies":
        competencies.append(reader)
    elif kind == "levels":
        reader.levels()
    elif kind == "groups":
        reader.groups()
    return kind


def level_and_text(text: str) -> tuple[str, str]:
    """Take ``Level 2: Plans the work`` apart; no level where there is none beyond doubt.

    >>> level_and_text("Level 2: Plans the work"), level_and_text("Plans: the work")
    (('Level 2', 'Plans the work'), ('', 'Plans: the work'))
    """
    head, _, rest = text.partition(":")
    return (head, rest.strip()) if rest and is_level_name(head) else ("", text)
