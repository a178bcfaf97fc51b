"""Training examples: the authored bank, a framework's own wording, and the user's labelled texts, in one shape.

The bank (`corpus/examples/`) is authored against one framework, `opm-ses`. It reaches another framework through a
crosswalk, so that a framework which arrives with nothing but names and definitions still gets a good model.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from jobtagger import resources
from jobtagger.errors import TrainingError
from jobtagger.frameworks import Crosswalk, Framework
from jobtagger.frameworks.crosswalk import Strength

BANK_FRAMEWORK = "opm-ses"
"""Id of the framework that the bank's labels belong to."""
VALIDATION = "validation"
"""Name of the bank's file that is never trained on."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled segment."""

    id: str
    """Where it comes from: a line of the bank, a place in a framework, a row of the user's file."""
    text: str
    """The segment."""
    kind: Literal["duty", "boilerplate"] = "duty"
    """Whether it says what the job holder does or must be able to do."""
    competencies: frozenset[str] = frozenset()
    """Ids of the competencies it asks for."""
    disputed: frozenset[str] = frozenset()
    """Ids that a minority of its readers gave: neither for nor against."""
    level: int = 0
    """Proficiency level, 0 for none."""
    complete: bool = True
    """Whether every competency was considered; of an indicator only its own is known for sure."""
    origin: str = "bank"
    """``bank``, ``framework`` or ``own``."""
    field: str = ""
    """Occupational field, for the bank."""


@dataclass(frozen=True, slots=True)
class CarriedLink:
    """A link of a crosswalk, with the examples that came over by it."""

    source: str
    """Id of the competency that the examples are labelled with."""
    target: str
    """Id of the competency that they teach."""
    strength: Strength
    """How the target answers to the source."""
    examples: tuple[str, ...]
    """Ids of the examples."""


def read_bank(*, validation: bool = False) -> list[Example]:
    """Read the authored example bank.

    Parameters
    ----------
    validation : bool, default=False
        Read the file that is kept for measuring instead of those for training.

    Returns
    -------
    list of Example
        In the order of the files' names and lines.
    """
    examples = []
    for path in sorted(resources.shipped("corpus", "examples").glob("*.jsonl")):
        if (path.stem == VALIDATION) == validation:
            with path.open(encoding="utf-8") as lines:
                examples += [_bank_example(json.loads(line), path.stem) for line in lines]
    return examples


def _bank_example(row: Mapping[str, Any], field: str) -> Example:
    return Example(
        id=row["id"],
        text=row["text"],
        kind=row["kind"],
        competencies=frozenset(row.get("competencies", ())),
        disputed=frozenset(row.get("disputed", ())),
        level=row.get("level", 0),
        field=field,
    )


def framework_examples(framework: Framework) -> Iterator[Example]:
    """Yield the framework's own words as examples: each definition sentence and each indicator of its competency."""
    for competency in framework.competencies:
        own = frozenset([competency.id])
        place = f"competencies.{competency.id}"
        if competency.definition:
            yield Example(f"{place}.definition", competency.definition, "duty", own, complete=False, origin="framework")
        for number, indicator in enumerate(competency.indicators):
            yield Example(
                id=f"{place}.indicators[{number}]",
                text=indicator.text,
                competencies=own,
                level=indicator.level or 0,
                complete=False,
                origin="framework",
            )


def carry_over(examples: Iterable[Example], links: Mapping[str, Iterable[str]]) -> Iterator[Example]:
    """Yield examples with their labels put into another framework's terms.

    Parameters
    ----------
    examples : iterable of Example
        Labelled with the source framework's ids.
    links : mapping of str to iterable of str
        For each id of the source framework the ids of the target that it becomes; one that is missing has no counterpart.

    Yields
    ------
    Example
        Boilerplate as it was; a duty whose competencies have no counterpart stays as a duty without any.
    """
    for example in examples:
        if example.kind == "boilerplate":
            yield example
        else:
            carried = frozenset(to for one in example.competencies for to in links.get(one, ()))
            disputed = frozenset(to for one in example.disputed for to in links.get(one, ())) - carried
            yield replace(example, competencies=carried, disputed=disputed)


def carried_links(examples: Iterable[Example], crosswalk: Crosswalk) -> Iterator[CarriedLink]:
    """Yield the links by which `carry_over` brings examples, in the crosswalk's order, with the ids of the examples."""
    by_source: dict[str, list[str]] = {}
    for example in examples:
        for label in sorted(example.competencies):
            by_source.setdefault(label, []).append(example.id)
    for link in crosswalk.links:
        if link.strength != "related":
            yield CarriedLink(link.source, link.target, link.strength, tuple(by_source.get(link.source, ())))


def read_examples(path: Path, framework: Framework) -> list[Example]:
    """Read the user's own labelled examples.

    Parameters
    ----------
    path : Path
        JSON Lines with ``text``, ``competencies`` (ids, names or codes) and optionally ``level`` and ``kind``; or CSV with
        the same columns, several competencies separated by ``;``.
    framework : Framework
        Whose competencies they are labelled with.

    Returns
    -------
    list of Example

    Raises
    ------
    TrainingError
        With file, line and remedy.
    """
    names = {
        name.casefold(): one.id
        for one in framework.competencies
        for name in (*one.aliases, one.code, one.name, one.id)
        if name
    }
    levels = {level.value for level in framework.levels}
    examples = []
    for number, row in _rows(path):
        text = row.get("text")
        if not isinstance(text, str) or not text.strip():
            raise TrainingError(f"{path}, line {number}: a 'text' is expected, found {text!r}")
        given = row.get("competencies") or []
        given = [part.strip() for part in given.split(";") if part.strip()] if isinstance(given, str) else given
        if not isinstance(given, list):
            raise TrainingError(f"{path}, line {number}: 'competencies' is a list of names, found {given!r}")
        unknown = [name for name in given if str(name).casefold() not in names]
        if unknown:
            raise TrainingError(
                f"{path}, line {number}: {unknown[0]!r} is not a competency of {framework.id}; "
                f"use an id such as {framework.labels[0]!r} (see: jobtagger frameworks show {framework.id})"
            )
        try:
            level = int(row.get("level") or 0)
        except (TypeError, ValueError) as error:
            raise TrainingError(f"{path}, line {number}: a 'level' is a number, found {row['level']!r}") from error
        if level and levels and level not in levels:
            raise TrainingError(f"{path}, line {number}: {level} is not a level of {framework.id} ({sorted(levels)})")
        kind: Literal["duty", "boilerplate"] = "boilerplate" if row.get("kind") == "boilerplate" else "duty"
        found = frozenset(names[str(name).casefold()] for name in given)
        examples.append(Example(f"{path.name}:{number}", text, kind, found, level=level, origin="own"))
    return examples


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    number = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            if path.suffix.lower() in (".csv", ".tsv"):
                reader = csv.DictReader(lines, delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
                for row in reader:
                    yield reader.line_num, row
                return
            for number, line in enumerate(lines, 1):
                if line.strip():
                    row = json.loads(line)
                    if not isinstance(row, Mapping):
                        raise TrainingError(
                            f"{path}, line {number}: an object with 'text' and 'competencies' is expected"
                        )
                    yield number, row
    except json.JSONDecodeError as error:
        raise TrainingError(
            f"{path}, line {number}: not JSON ({error.msg}); one JSON object a line, or a .csv file"
        ) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TrainingError(f"{path}: cannot be read ({error}); UTF-8 text is expected") from error
