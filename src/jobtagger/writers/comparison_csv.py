"""What changes from one model to another as CSV: a row for each change of each document, to filter and to count."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from jobtagger.comparison import Change, Comparison, State
from jobtagger.writers.comparison_words import quote
from jobtagger.writers.plain import one_line

COLUMNS = (
    "document",
    "source",
    "change",
    "old_competency",
    "new_competency",
    "old_groups",
    "new_groups",
    "old_level",
    "new_level",
    "old_basis",
    "new_basis",
    "reason",
    "old_evidence",
    "new_evidence",
)
"""The header. A document that failed has a row with ``failed`` as its change and the reason."""

_FORMULA = re.compile(r"""(^|;)([\s"]*)(?=[=+\-@＝＋－＠])""")
"""What stands before a formula, at the beginning of a cell or of what becomes one in a spreadsheet that is set to
semicolons (it does not heed quotes that follow a comma). Formulas can begin with the wide signs of East Asian keyboards.
"""


def comparison_csv(comparison: Comparison) -> Iterator[str]:
    """Yield the header and the rows; no cell is run as a formula by a spreadsheet."""
    yield _row(COLUMNS)
    for document in comparison.most_affected:
        for change in document.changes:
            yield _row((document.id, document.source, *_cells(change)))
    for failure in comparison.failed:
        yield _row((failure.id, failure.source, "failed", *[""] * 8, failure.reason, "", ""))


def safe_cell(text: str) -> str:
    r"""Return a text on one line that no spreadsheet takes for a formula: where it looks like one, after an apostrophe.

    >>> safe_cell("=1+1"), safe_cell("\t@SUM(A1)"), safe_cell("a=1; =2")
    ("'=1+1", "'@SUM(A1)", "a=1; '=2")
    """
    return _FORMULA.sub(r"\1\2'", one_line(text))


def _cells(change: Change) -> Iterator[str]:
    old, new = change.old, change.new
    yield change.kind
    yield from (state.name if state else "" for state in (old, new))
    yield from ("; ".join(state.groups) if state else "" for state in (old, new))
    yield from map(_level, (old, new))
    yield from (state.basis if state else "" for state in (old, new))
    yield change.reason
    yield from (quote(state, of_level=change.kind == "relevelled") for state in (old, new))


def _level(state: State | None) -> str:
    return "" if state is None or state.level is None else f"{state.level} {state.level_name or ''}"


def _row(cells: Iterable[str]) -> str:
    buffer = StringIO()
    csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow([safe_cell(cell) for cell in cells])
    return buffer.getvalue()
