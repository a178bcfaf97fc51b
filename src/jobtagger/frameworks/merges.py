"""Merged cells of Excel and Word, which count as what they show: in each of their rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from jobtagger.frameworks.columns import find_header
from jobtagger.frameworks.sheets import Row


class Merge(NamedTuple):
    """A merged cell; columns count from 0, rows from 1."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(slots=True)
class _RowDraft:
    """A row into which texts of merged cells are written."""

    cells: list[str]
    filled: set[int] = field(default_factory=set)
    wide: set[int] = field(default_factory=set)
    spread: set[int] = field(default_factory=set)

    def cell(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""

    def write(self, column: int, text: str) -> None:
        self.cells += [""] * (column + 1 - len(self.cells))
        self.cells[column] = text

    def is_alone(self, column: int) -> bool:
        return not any(cell.strip() for number, cell in enumerate(self.cells) if number != column)

    def row(self, number: int) -> Row:
        return Row(number, tuple(self.cells), *map(frozenset, (self.filled, self.wide, self.spread)))


def with_merges(rows: list[Row], merges: Sequence[Merge]) -> list[Row]:
    """Give the cells of a merged cell its text, but for a heading: one that is alone in its row, across the table."""
    if not merges:
        return rows
    drafts = {row.number: _RowDraft(list(row.cells)) for row in rows}
    width = max(len(row.cells) for row in rows)
    texts = {merge: drafts[merge.top].cell(merge.left) if merge.top in drafts else "" for merge in merges}
    covered = {merge: range(merge.top, min(merge.bottom, rows[-1].number) + 1) for merge in merges if texts[merge]}
    for merge in merges:
        if merge.right > merge.left and merge.top in drafts:
            drafts[merge.top].wide.add(merge.left)
    for merge, numbers in covered.items():
        for number in numbers[1:]:
            if number in drafts:
                drafts[number].write(merge.left, texts[merge])
                drafts[number].filled.add(merge.left)
    header = find_header([draft.cells for draft in drafts.values()])
    competency = header[1].column("competency") if header else None
    for merge, numbers in covered.items():
        across = competency is None or merge.left <= competency <= merge.right
        for number in numbers:
            draft = drafts.get(number)
            if draft is None or (across and draft.is_alone(merge.left)):
                continue
            for column in range(merge.left + 1, min(merge.right + 1, width)):
                draft.write(column, texts[merge])
                draft.spread.add(column)
                if number > merge.top:
                    draft.filled.add(column)
    return [drafts[row.number].row(row.number) for row in rows]
