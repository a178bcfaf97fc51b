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

from jobtagger.frameworks.cells import (
    ERRORS,
    clean,
    fold,
    is_protected,
    means_nothing,
    split_items,
    split_names,
    unprotect,
)
from jobtagger.frameworks.columns import Header, find_header
from jobtagger.frameworks.drafting import CompetencyDraft, Draft
from jobtagger.frameworks.model import Framework, kebab
from jobtagger.frameworks.scales import Label, is_level_name
from jobtagger.frameworks.sheets import Row, Sheet, read_delimited, read_workbook

_IGNORED = re.compile(
    r"notes?|comments?|remarks?|owner|sources?|status|date|updated|references?|number|no|url|link|type|version"
    r"|author|review(?:er|ed)|weight|assessment|training|options"
)
"""Words in the header of a column that is no level, though it may hold sentences."""
_ABOUT = (
    "id",
    "title",
    "version",
    "date",
    "publisher",
    "group name",
    "source title",
    "source file",
    "source note",
    "note",
)


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
            f"Level or Group is expected in the first 50 rows, this row holds {holds}",
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
    competencies: list[tuple[_Reader, Sheet, int]] = []
    for sheet in sheets:
        header = None if _read_about(sheet, draft) else find_header([row.cells for row in sheet.rows])
        if header is None:
            continue
        position, columns = header
        reader = _Reader(sheet, columns, draft)
        if columns.kind == "perhaps":
            reader.guess_levels(sheet.rows[position + 1 :])
        if columns.kind == "competencies":
            competencies.append((reader, sheet, position))
        elif columns.kind == "levels":
            reader.levels(sheet.rows[position + 1 :])
        elif columns.kind == "groups":
            reader.groups(sheet.rows[position + 1 :])
    for reader, sheet, position in competencies:
        reader.title(sheet.rows[:position])
        reader.competencies(sheet.rows[position + 1 :])
    return bool(competencies)


def _read_about(sheet: Sheet, draft: Draft) -> bool:
    """Take title, version and so on from the sheet 'Framework' that an export has."""
    if fold(sheet.title) != "framework" or any(fold(row.cell(0)) not in _ABOUT for row in sheet.rows):
        return False
    about = draft.about
    for row in sheet.rows:
        key, value = fold(row.cell(0)), clean(unprotect(row.cell(1)))
        if key == "note":
            about.setdefault("notes", []).append(value)
        elif key.startswith("source "):
            about.setdefault("source", {})[key.removeprefix("source ")] = value
        elif value:
            about[key.replace(" ", "_")] = value
    return True


class _Reader:
    """Reads the rows below one header into a draft."""

    def __init__(self, sheet: Sheet, header: Header, draft: Draft) -> None:
        self.sheet = sheet
        self.header = header
        self.draft = draft
        self.entry: CompetencyDraft | None = None
        self.group = ""
        self.level = ""
        self.above: tuple[CompetencyDraft | None, str] = (None, "")

    def title(self, rows: Sequence[Row]) -> None:
        """Take the one text of a row above the header as the title."""
        for row in rows:
            texts = [clean(cell) for cell in row.cells if cell.strip()]
            if len(texts) == 1 and len(texts[0]) <= 120 and not texts[0].startswith("="):
                self.draft.about.setdefault("title", texts[0])
                return

    def competencies(self, rows: Sequence[Row]) -> None:
        """Read the rows of a table of competencies."""
        columns = self.header.fields
        if not self.header.levels and not columns.keys() & {"indicator", "level"}:
            self.guess_levels(rows)
        for column in self.header.unread:
            if any(row.cell(column).strip() for row in rows):
                place = self.sheet.place(None, column, self.header.text(column))
                self.draft.notes.append(f"{place} was not read.")
        if "level" in columns and "indicator" not in columns and "definition" in columns:
            columns["indicator"] = columns.pop("definition")  # a row per level: the description is the level's
        for column in self.header.levels:
            self.draft.scale.use(self.header.text(column), self.sheet.place(None, column))
        for label in self.header.required.values():
            self.draft.scale.use(label, self.sheet.place())
        for row in rows:
            if not self._is_section(row) and not self._is_header(row):
                self._competency(row)

    def guess_levels(self, rows: Sequence[Row]) -> None:
        """Take columns full of sentences for levels, whatever they are called."""
        guessed = []
        for column in self.header.unread:
            cells = [row.cell(column).split() for row in rows if row.cell(column).strip()]
            ignored = any(_IGNORED.fullmatch(word) for word in fold(self.header.text(column)).split())
            if cells and not ignored and sum(map(len, cells)) >= 3 * len(cells):
                guessed.append(column)
        if len(guessed) > 1:
            self.header.levels = guessed
            self.header.unread = [column for column in self.header.unread if column not in guessed]

    def levels(self, rows: Sequence[Row]) -> None:
        """Read the rows of a table of levels."""
        for row in rows:
            name, definition, number = (self._one(row, name) for name in ("level", "definition", "value"))
            label = self.draft.scale.use(name, self._place(row, "level")) if name and not number else None
            if number and not number.lstrip("-").isdigit():
                self.draft.problem(self._place(row, "value"), f"{number!r} is not a whole number; number the levels")
            elif name or number:
                value = int(number) if number else label.number if label else None
                known = (label.name if label else name) or name
                self.draft.scale.enter(value, known, definition, self._place(row, "level"))

    def groups(self, rows: Sequence[Row]) -> None:
        """Read the rows of a table of groups."""
        for row in rows:
            name = self._one(row, "group")
            if name:
                group = self.draft.group(name, self._place(row, "group"), self._one(row, "id"))
                group.definition = group.definition or self._one(row, "definition")
                self.draft.name_also(group, split_names(self._raw(row, "aliases"), commas=True))
                group.code = group.code or self._one(row, "code")
                group.characteristics += split_items(self._raw(row, "characteristics"))

    def _competency(self, row: Row) -> None:
        known = [*self.header.levels, *self.header.required]
        known += [column for columns in self.header.fields.values() for column in columns]
        if not any(row.cell(column).strip() for column in known):
            return
        name = self._one(row, "competency")
        place = self._place(row, "competency")
        if not name and row.cell(self.header.fields["competency"][0]).strip():
            return  # a formula, which is a problem already
        if name:
            self.entry = self.draft.competency(name, place, self._one(row, "id"))
        elif self.entry is None:
            self.draft.problem(place, "is empty and no competency stands above; write the competency's name")
            return
        entry = self.entry
        self._group(row, entry)
        definition = self._one(row, "definition")
        if definition:
            self.draft.define(entry, definition, self._place(row, "definition"))
        self.draft.name_also(entry, split_names(self._raw(row, "aliases"), commas=True))
        entry.code = entry.code or self._one(row, "code")
        self._indicators(row, entry, named=bool(name))
        for column in self.header.levels:
            if column not in row.filled:
                label = self.draft.scale.use(self.header.text(column), self.sheet.place(None, column))
                for text in split_items(self._checked(row, column), inline=True):
                    self.draft.indicate(entry, text, label)
        for column, level in self.header.required.items():
            text = clean(self._checked(row, column))
            if text and not means_nothing(text) and column not in row.filled:
                label = self.draft.scale.use(level, self.sheet.place(None, column))
                entry.required.append((label, unprotect(text)))

    def _group(self, row: Row, entry: CompetencyDraft) -> None:
        text = self._raw(row, "group").strip()
        self.group = text or self.group
        if self.group and not means_nothing(self.group):
            for name in split_names(self.group):
                self.draft.join(entry, self.draft.group(name, self._place(row, "group")))

    def _indicators(self, row: Row, entry: CompetencyDraft, *, named: bool) -> None:
        text = self._one(row, "level")
        if text:
            self.level = "" if means_nothing(text) else text
        elif named:
            self.level = ""
        label: Label | None = None
        if self.level:
            label = self.draft.scale.use(self.level, self._place(row, "level"))
        above, self.above = self.above, (entry, self.level)
        for column in self.header.fields.get("indicator", ()):
            if column in row.filled and above == self.above:
                continue  # one merged cell, one indicator
            text = self._checked(row, column)
            for item in split_items(text):
                if is_protected(text) or not means_nothing(item):
                    self.draft.indicate(entry, item, label)

    def _is_section(self, row: Row) -> bool:
        """Whether a row is one cell across the table: the heading of a group."""
        texts = [column for column, cell in enumerate(row.cells) if cell.strip()]
        if len(texts) != 1 or texts[0] not in row.wide:
            return False
        self.group, self.entry = row.cells[texts[0]], None
        return True

    def _is_header(self, row: Row) -> bool:
        """Whether a row is the header once more, as at the top of each page."""
        texts = [clean(cell) for cell in row.cells]
        return [fold(text) for text in texts if text] == [fold(text) for text in self.header.texts if text]

    def _place(self, row: Row, name: str) -> str:
        column = self.header.column(name)
        return self.sheet.place(row, column, self.header.text(column) if column is not None else "")

    def _one(self, row: Row, name: str) -> str:
        return clean(unprotect(self._raw(row, name)))

    def _raw(self, row: Row, name: str) -> str:
        column = self.header.column(name)
        return "" if column is None else self._checked(row, column)

    def _checked(self, row: Row, column: int) -> str:
        """Return the text of a cell; a formula or a spreadsheet's error there is a problem."""
        text = row.cell(column)
        bare = text.strip()
        if not bare or is_protected(bare):
            return bare
        if bare.startswith("=") or bare in ERRORS:
            if column not in row.filled:
                what = f"holds the formula {bare[:40]}" if bare.startswith("=") else f"holds the error {bare}"
                place = self.sheet.place(row, column, self.header.text(column))
                self.draft.problem(place, f"{what}; replace it by its text (Copy, then Paste special: Values)")
            return ""
        return text


def level_and_text(text: str) -> tuple[str, str]:
    """Take ``Level 2: Plans the work`` apart; no level where there is none beyond doubt.

    >>> level_and_text("Level 2: Plans the work"), level_and_text("Plans: the work")
    (('Level 2', 'Plans the work'), ('', 'Plans: the work'))
    """
    head, _, rest = text.partition(":")
    return (head, rest.strip()) if rest and is_level_name(head) else ("", text)
