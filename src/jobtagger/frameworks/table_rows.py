"""What the rows below one header say, added to a draft."""

from __future__ import annotations

import re

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
from jobtagger.frameworks.columns import field_of
from jobtagger.frameworks.drafting import CompetencyDraft, Draft
from jobtagger.frameworks.layouts import Table, lone_rows, unread_columns
from jobtagger.frameworks.level_columns import (
    described_beside,
    drop_marks,
    find_indicators,
    guess_levels,
    holds_marks,
    is_no_level,
    name_levels,
    pair_levels,
)
from jobtagger.frameworks.model import kebab
from jobtagger.frameworks.scales import Label
from jobtagger.frameworks.sheets import Row, column_letter

_ALL_LEVELS = re.compile(r"(?:all|any|every|each)(?: proficiency)?(?: levels?)?")


class TableReader:
    """Reads the rows below one header into a draft."""

    def __init__(self, table: Table, draft: Draft) -> None:
        self.table = table
        self.sheet = table.sheet
        self.header = table.header
        self.draft = draft
        self.beside = False
        """Whether another table says what the competencies are."""
        self.entry: CompetencyDraft | None = None
        self.group = ""
        self.level = ""
        self.above: tuple[CompetencyDraft | None, str] = (None, "")

    def kind(self) -> str:
        """Return what the table lists, empty if that is nothing that is read."""
        for column in range(len(self.header.texts)):
            self._checked(self.table.head, column)  # what a formula heads cannot be known
        name_levels(self.table)
        pair_levels(self.table)
        self._drop_marks()
        if self.header.kind == "perhaps":
            self._guess_levels()
        return self.header.kind.replace("perhaps", "")

    @property
    def defines(self) -> bool:
        """Whether the table says more of a competency than its name and what it is used for."""
        read = self.header.fields.keys() & {"indicator", "level definition", "group", "aliases"}
        defined = "definition" in self.header.fields and described_beside(self.table) is None
        return bool(read or defined or self.header.levels or self.header.required)

    def _leave_description(self) -> None:
        """Leave out a description of what stands beside the competency, such as a course."""
        column = described_beside(self.table)
        if column is not None:
            del self.header.fields["definition"]
            self.header.unread.append(column)
            if "indicator" not in self.header.fields:
                self.header.unread += self.header.fields.pop("level", [])  # of the course

    def title(self) -> None:
        """Take the one text of a row above the header as the title."""
        captions = self.table.captions()
        for row in self.table.above:
            texts = row.texts if row not in captions else ()
            if len(texts) == 1 and len(texts[0]) <= 120 and not texts[0].startswith("="):
                self.draft.about.setdefault("title", texts[0])
                return

    def competencies(self) -> None:
        """Read the rows of a table of competencies."""
        columns = self.header.fields
        if self.beside:
            self._leave_description()
        if not columns.keys() & {"indicator", "level"} or self.header.levels:
            self._guess_levels()
        if not self.header.levels:
            self._find_indicators()
        if "id" in columns and self.table.varies(columns["id"][0]):
            self._drop_row_numbers()
        self._tell_unread()
        for column, level in self.header.levels.items():
            self.draft.scale.use(level, self.sheet.place(None, column))
        for label in self.header.required.values():
            self.draft.scale.use(label, self.sheet.place())
        headings, footnotes = self._lone_rows()
        self.group = next((row.texts[0] for row in self._first_captions()), "")
        titles = self.table.page_titles()
        for row in self.table.rows:
            if row.number in headings:
                self.group, self.entry = row.texts[0], None
            elif row.number in footnotes or row in titles or self.table.is_header(row):
                continue
            elif not self._is_section(row):
                self._competency(row)

    def _first_captions(self) -> list[Row]:
        """Return the heading of the first group where it stands above the header, not below it."""
        captions = self.table.captions()
        return [row for row in self.table.above if row in captions]

    def _drop_marks(self) -> None:
        dropped = drop_marks(self.table)
        if dropped:
            first = self.sheet.place(None, dropped[0], self.header.text(dropped[0]))
            more = [f"{column_letter(column)} ({self.header.text(column)})" for column in dropped[1:]]
            self.draft.notes.append(
                f"{', '.join([first, *more])}: not read, since numbers, marks or names of levels are no indicators "
                "(the proficiency that a level needs is read below 'Required at LEVEL')."
            )

    def _guess_levels(self) -> None:
        guessed = [self.header.text(column) for column in guess_levels(self.table)]
        if guessed:
            self.draft.notes.append(f"Columns were taken for levels with their indicators: {', '.join(guessed)}.")

    def _find_indicators(self) -> None:
        if self.header.fields.keys().isdisjoint({"level", "level definition"}):
            return
        described = self.header.column("definition")
        candidates = find_indicators(self.table)
        if described is not None and described in self.header.fields.get("indicator", ())[:-1]:
            place = self.sheet.place(None, described, self.header.text(described))
            self.draft.notes.append(f"{place} was taken for indicators: it says something else for each level.")
        if candidates:
            names = ", ".join(repr(self.header.text(column)) for column in candidates)
            place = self.sheet.place(None, candidates[0], self.header.text(candidates[0]))
            self.draft.problem(
                place,
                f"no column is headed 'Indicator' and several may be meant ({names}); call the right one 'Indicator'",
            )
        elif "level" in self.header.fields and "indicator" not in self.header.fields:
            column = self.header.fields.pop("level")[0]
            place = self.sheet.place(None, column, self.header.text(column))
            note = f"{place} was not read: no column has indicators for its levels."
            # Where nothing else is read either, the other columns tell as much: a list of courses, say.
            (self.draft.notes if self.defines or not self.beside else self.draft.asides).append(note)

    def _drop_row_numbers(self) -> None:
        """Leave out ids that number the rows and not the competencies."""
        column = self.header.fields["id"][0]
        ids = [fold(row.cell(column)) for row in self.table.rows if row.cell(column).strip()]
        if len(set(ids)) == len(ids):
            self.header.unread += self.header.fields.pop("id")

    def _tell_unread(self) -> None:
        for column in unread_columns(self.table):
            note = f"{self.sheet.place(None, column, self.header.text(column) or 'no header')} was not read."
            header = self.header.text(column)
            beside_level = {column - 1, column + 1} & self.header.levels.keys() and not is_no_level(header)
            told = (
                self.table.is_prose(column)
                or field_of(header) == "group"
                or (beside_level and header and not holds_marks(self.table, column))
            )
            (self.draft.notes if told else self.draft.asides).append(note)

    def _lone_rows(self) -> tuple[set[int], set[int]]:
        headings, footnotes = lone_rows(self.table)
        if headings:
            names = ", ".join(repr(row.texts[0]) for row in (*self._first_captions(), *headings))
            self.draft.notes.append(
                f"{self.sheet.place(headings[0])}: rows of one cell were taken for groups: {names}."
            )
        for row in footnotes:
            self.draft.notes.append(f"{self.sheet.place(row)} was not read: {row.texts[0][:60]!r}.")
        return {row.number for row in headings}, {row.number for row in footnotes}

    def levels(self) -> None:
        """Read the rows of a table of levels."""
        for row in self.table.rows:
            if self.table.is_header(row):
                continue
            name, number = self._level(row), self._one(row, "value")
            definition = self._one(row, "definition") or self._one(row, "level definition")
            label = self.draft.scale.use(name, self._place(row, "level")) if name and not number else None
            if number and not re.fullmatch(r"-?[0-9]+", number):
                self.draft.problem(self._place(row, "value"), f"{number!r} is not a whole number; number the levels")
            elif name or number:
                value = int(number) if number else label.number if label else None
                known = label.name if label else name
                self.draft.scale.enter(value, known, definition, self._place(row, "level"))

    def groups(self) -> None:
        """Read the rows of a table of groups."""
        for row in self.table.rows:
            name = self._one(row, "group")
            if name and not self.table.is_header(row):
                id, code = self._id(row)
                group = self.draft.group(name, self._place(row, "group"), id)
                group.definition = group.definition or self._one(row, "definition")
                self.draft.name_also(group, split_names(self._raw(row, "aliases"), commas=True))
                group.code = group.code or self._one(row, "code") or code
                group.characteristics += split_items(self._raw(row, "characteristics"))

    def _competency(self, row: Row) -> None:
        known = [*self.header.levels, *self.header.required]
        known += [column for columns in self.header.fields.values() for column in columns]
        filled = {column for column in known if row.cell(column).strip()}
        if not filled:
            return
        if filled <= set(self.header.fields.get("group", ())) - row.filled:
            self.group, self.entry = self._raw(row, "group").strip(), None  # the heading of a group
            return
        name = self._one(row, "competency")
        place = self._place(row, "competency")
        if not name and row.cell(self.header.fields["competency"][0]).strip():
            return  # a formula, which is a problem already
        if name:
            id, code = self._id(row)
            self.entry = self.draft.competency(name, place, id)
            self.entry.code = self.entry.code or self._one(row, "code") or code
        elif self.entry is None:
            self.draft.problem(place, "is empty and no competency stands above; write the competency's name")
            return
        entry = self.entry
        self._group(row, entry)
        definition = self._raw(row, "definition")
        if definition and not means_nothing(definition):
            self.draft.define(entry, unprotect(definition), self._place(row, "definition"))
        aliases = self._raw(row, "aliases")
        if not means_nothing(aliases):
            self.draft.name_also(entry, split_names(aliases, commas=True))
        self._indicators(row, entry, named=bool(name))
        for column, level in self.header.levels.items():
            if column not in row.filled:
                label = self.draft.scale.use(level, self.sheet.place(None, column))
                self._indicate(entry, self._checked(row, column), label, inline=True)
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
        text = self._level(row)
        if text:
            self.level = "" if means_nothing(text) or _ALL_LEVELS.fullmatch(fold(text)) else text
        elif named:
            self.level = ""
        label: Label | None = None
        if self.level:
            label = self.draft.scale.use(self.level, self._place(row, "level"))
        above, self.above = self.above, (entry, self.level)
        for column in self.header.fields.get("indicator", ()):
            if column in row.filled and above == self.above:
                continue  # one merged cell, one indicator
            self._indicate(entry, self._checked(row, column), label)

    def _indicate(self, entry: CompetencyDraft, text: str, label: Label | None, *, inline: bool = False) -> None:
        for item in split_items(text, inline=inline):
            if is_protected(text) or not means_nothing(item):
                self.draft.indicate(entry, item, label)

    def _is_section(self, row: Row) -> bool:
        """Whether a row is one cell across the table: the heading of a group."""
        texts = [column for column, cell in enumerate(row.cells) if cell.strip()]
        if len(texts) != 1 or texts[0] not in row.wide:
            return False
        self.group, self.entry = row.cells[texts[0]], None
        return True

    def _id(self, row: Row) -> tuple[str, str]:
        """Return the id of a row, and as a code what it was made of if that is not the same."""
        text = self._one(row, "id")
        id = kebab(text)
        if text and not id:
            self.draft.problem(self._place(row, "id"), f"{text!r} makes no id; write small letters, digits and hyphens")
        return id, text if id != text else ""

    def _level(self, row: Row) -> str:
        """Return the level of a row; its number and name may have a column each."""
        cells = (clean(unprotect(self._checked(row, column))) for column in self.header.fields.get("level", ()))
        return " - ".join(cell for cell in cells if cell)

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
