"""The report of an evaluation as Markdown, for people: figures with their intervals, tables and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from jobtagger.writers.plain import one_line

_NONE = "–"
_MEANINGS = {
    "micro-F1": "how many of the tags given are right and how many of the right ones are given, in one figure over all "
    "decisions together; 1 is perfect",
    "macro-F1": "the same for each competency with five or more labelled units, and the mean of these: rare ones count as "
    "much as common ones",
    "speaks of the job holder": "whether duties are told from boilerplate",
    "stated, F1": "competencies and groups that the text names or defines in so many words",
    "accepted competency": "how often the competency with the highest score, or one of the three highest, is one that an "
    "annotator gave",
    "own competency": "how often the competency that an indicator stands under has the highest score, or one of the three "
    "highest",
    "quadratic kappa": "agreement of estimated and labelled levels beyond chance, where two levels off count four times "
    "as much as one; 1 is perfect, 0 is chance",
    "mean absolute error": "by how many levels the estimate is off, on average",
    "calibration error": "how far scores are from the share of tags that were right, on average: with 0.05, of tags with a "
    "score of 0.8 about 75 to 85 in a hundred are right",
    "Spearman": "whether two orders agree; 1 is the same order, 0 none in common",
}


def report_markdown(report: Mapping[str, Any], pictures: Iterable[str] = ()) -> str:
    """Return a report as Markdown.

    Parameters
    ----------
    report : mapping
        What `jobtagger.evaluation.Report.to_dict` gives.
    pictures : iterable of str
        File names of pictures that stand beside the file, in order.
    """
    return "\n".join(_lines(report, tuple(pictures))) + "\n"


def _lines(report: Mapping[str, Any], pictures: Sequence[str]) -> Iterator[str]:
    yield f"# Evaluation of {_escaped(report['model'])}"
    yield ""
    size = ", ".join(f"{name}: {count}" for name, count in report["size"].items())
    yield f"Gold: {_escaped(report['gold'])} ({_escaped(size)})."
    yield ""
    yield "## Figures"
    yield ""
    yield "Intervals are 95 %, bootstrapped over documents."
    yield ""
    yield from _table(("Measure", "Value", "95 % interval"), [_figure(*item) for item in report["figures"].items()])
    meanings = [(words, told) for words, told in _MEANINGS.items() if any(words in name for name in report["figures"])]
    if meanings:
        yield ""
        yield "What the measures mean:"
        yield ""
    yield from (f"- *{words}*: {told}." for words, told in meanings)
    if report["competencies"]:
        yield ""
        yield "## Competencies"
        yield ""
        columns = tuple(report["competencies"][0])
        heads = tuple(column[:1].upper() + column[1:].replace("_", " ") for column in columns)
        yield from _table(heads, [tuple(_cell(row[column]) for column in columns) for row in report["competencies"]])
    if any(map(any, report["confusion"])):
        yield ""
        yield "## Levels"
        yield ""
        yield "Gold in rows, estimated in columns, from the lowest."
        yield ""
        names = [str(number) for number in range(1, len(report["confusion"]) + 1)]
        rows = zip(names, report["confusion"], strict=True)
        yield from _table(("", *names), [(f"**{name}**", *map(_cell, row)) for name, row in rows])
    if pictures:
        yield ""
        yield "## Pictures"
    for name in pictures:
        title = name.removesuffix(".png").replace("-", " ")
        yield ""
        yield f"![{_escaped(title[:1].upper() + title[1:])}]({name})"


def _figure(name: str, value: Any) -> tuple[str, str, str]:
    if isinstance(value, Mapping):
        interval = _NONE if value["low"] is None else f"{_cell(value['low'])} to {_cell(value['high'])}"
        return _escaped(name), _cell(value["value"]), interval
    return _escaped(name), _cell(value), _NONE


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(heads) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _cell(value: Any) -> str:
    if value is None or value != value:  # nan: there was nothing to measure
        return _NONE
    return f"{value:.3f}" if isinstance(value, float) else _escaped(str(value))


def _escaped(text: str) -> str:
    """Return a text that Markdown takes as it stands."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", one_line(str(text)))
