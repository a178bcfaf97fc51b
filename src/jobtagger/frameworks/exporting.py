"""Frameworks to files: CSV, Excel, JSON, YAML and CASE; the same framework always gives the same bytes.

In tables, a text that a spreadsheet would run as a formula, or that the import would take for a bullet or for nothing,
gets an apostrophe before it, which the import takes off again. What each format carries: YAML and JSON everything; CASE
and Excel all but the corrections; CSV the competencies with their groups, levels and indicators, but nothing that is
said of the framework, its levels or its groups. `jobtagger.frameworks.carrying.not_carried` tells it of one framework.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from jobtagger.errors import UnknownNameError
from jobtagger.frameworks.cells import EMPTY_MARK, join_names, protect
from jobtagger.frameworks.loading import framework_to_dict
from jobtagger.frameworks.model import Competency, Framework, Requirement, kebab

_WIDTH = 102  # PyYAML breaks a line after the word that passes the width; 120 is what the shipped files have
_INLINE = frozenset(("aliases", "groups", "scanned"))


def export_framework(framework: Framework, format: str) -> bytes:
    """Return a framework as the bytes of a file.

    Parameters
    ----------
    framework : Framework
        What to write; `not_carried` tells what of it the format cannot hold.
    format : str
        ``"csv"``, ``"xlsx"``, ``"json"``, ``"yaml"`` or ``"case"``.

    Returns
    -------
    bytes
        The same for the same framework, on every day.

    Raises
    ------
    UnknownNameError
        If there is no such format; the message lists those that exist.
    FrameworkError
        If Excel is asked for and a text is longer than its cells may be.
    MissingExtraError
        If Excel is asked for and openpyxl is not installed.

    Examples
    --------
    >>> from jobtagger.frameworks import Competency, Framework
    >>> planning = Competency("planning", "Planning", definition="Sets goals.")
    >>> framework = Framework("own", "Our own", competencies=(planning,))
    >>> export_framework(framework, "csv").decode("utf-8-sig").splitlines()
    ['Competency,Definition,Aliases,Indicator', 'Planning,Sets goals.,,']
    """
    if format not in EXPORTERS:
        raise UnknownNameError("export format", format, EXPORTERS)
    return EXPORTERS[format](framework)


def framework_to_yaml(framework: Framework) -> str:
    """Return a framework as YAML that reads like the shipped files.

    Examples
    --------
    >>> from jobtagger.frameworks import Competency, Framework
    >>> framework = Framework("own", "Our own", date="2025", competencies=(Competency("vision", "Vision"),))
    >>> print(framework_to_yaml(framework))
    format: 1
    id: own
    title: Our own
    date: "2025"
    <BLANKLINE>
    competencies:
      - id: vision
        name: Vision
    <BLANKLINE>
    """
    import yaml

    class Dumper(yaml.SafeDumper):
        """Indents lists below their key, as the shipped files do."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

    def text(dumper: Dumper, value: str) -> yaml.ScalarNode:
        tag = "tag:yaml.org,2002:str"
        resolved: str = dumper.resolve(yaml.ScalarNode, value, (True, False))  # type: ignore[no-untyped-call]
        if resolved != tag or re.fullmatch(r"\d[\d.:/-]*", value):
            return dumper.represent_scalar(tag, value, style='"')
        analysis = dumper.analyze_scalar(value)
        folded = len(value) > 60 and not analysis.allow_block_plain and analysis.allow_block and value.isprintable()
        return dumper.represent_scalar(tag, value, style=">" if folded else None)

    def inline(dumper: Dumper, value: _Inline) -> yaml.SequenceNode:
        return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)

    def level_first(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            ordered = {"level": value["level"]} | value if "level" in value else value
            return {name: level_first(item, name) for name, item in ordered.items()}
        items = [level_first(item) for item in value] if isinstance(value, list) else value
        names = key in _INLINE and all(isinstance(item, str) for item in items) and sum(map(len, items)) < _WIDTH
        return _Inline(items) if names else items

    Dumper.add_representer(str, text)
    Dumper.add_representer(_Inline, inline)
    data = framework_to_dict(framework)
    parts: list[str] = []
    for key, value in data.items():
        entry = {key: level_first(value, key)}
        part = yaml.dump(entry, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
        parts.append(part if isinstance(value, str | int) else f"\n{part}")
    return "".join(parts)


class _Inline(list[Any]):
    """A list that stands in one line."""


def _yaml(framework: Framework) -> bytes:
    return framework_to_yaml(framework).encode()


def _json(framework: Framework) -> bytes:
    return (json.dumps(framework_to_dict(framework), ensure_ascii=False, indent=2) + "\n").encode()


def _case(framework: Framework) -> bytes:
    from jobtagger.frameworks.case_export import case_package

    return (json.dumps(case_package(framework), ensure_ascii=False, indent=2) + "\n").encode()


def _csv(framework: Framework) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([protect(cell) for cell in row] for row in _competency_rows(framework))
    return buffer.getvalue().encode("utf-8-sig")  # with the mark by which Excel knows the encoding


def _level(framework: Framework, value: int | None) -> str:
    if value is None:
        return ""
    name = framework.level_name(value)
    return f"{value} - {name}" if any(map(str.isalpha, name)) else f"Level {value}"  # 1 - 2 reads like a range


def _competency_rows(framework: Framework) -> Iterator[list[str]]:
    """Yield the header, and a row per indicator; a competency without indicators has one row."""
    required = _required_columns(framework)
    ids = any(kebab(competency.name) != competency.id for competency in framework.competencies)
    codes = any(competency.code for competency in framework.competencies)
    columns = [
        *(["Group"] if framework.groups else []),
        *("Competency", "Definition", "Aliases"),
        *(["Level"] if framework.levels else []),
        "Indicator",
        *(f"Required at {_level(framework, value)}" for value, _ in required),
        *(["Code"] if codes else []),
        *(["Id"] if ids else []),
    ]
    yield columns
    for competency in framework.competencies:
        groups = join_names(tuple(framework.group(id).name for id in competency.groups)) or EMPTY_MARK
        asked = {place: entry.proficiency for place, entry in _numbered(competency)}
        for number, indicator in enumerate(competency.indicators or (None,)):
            first = number == 0
            # A name alone in its row could be the heading of a group.
            bare = EMPTY_MARK if not competency.definition else ""
            yield [
                *([_one_cell(groups)] if framework.groups else []),
                competency.name,
                competency.definition if first else "",
                join_names(competency.aliases) if first else "",
                *([_level(framework, indicator.level if indicator else None)] if framework.levels else []),
                indicator.text if indicator else bare,
                *(asked.get(place, "") if first else "" for place in required),
                *([competency.code if first else ""] if codes else []),
                *([competency.id] if ids else []),
            ]


def _required_columns(framework: Framework) -> list[tuple[int, int]]:
    """Return the levels that ask for something, each as often as one competency needs it, with a running number."""
    return sorted({place for competency in framework.competencies for place, _ in _numbered(competency)})


def _numbered(competency: Competency) -> Iterator[tuple[tuple[int, int], Requirement]]:
    """Yield the requirements of a competency by their level and their number there."""
    counts: Counter[int] = Counter()
    for entry in competency.required:
        yield (entry.level, counts[entry.level]), entry
        counts[entry.level] += 1


def _one_cell(names: str) -> str:
    # Groups are not separated by commas, so nothing has to say so.
    return names if names.endswith("\\;") else names.removesuffix(";")


def _bulleted(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else "\n".join(f"\u2022 {text}" for text in texts)


def _xlsx(framework: Framework) -> bytes:
    from jobtagger.frameworks.workbook import workbook

    return workbook(_sheets(framework), f"{framework.id}.xlsx")


def _sheets(framework: Framework) -> dict[str, list[list[Any]]]:
    sheets: dict[str, list[list[Any]]] = {"Competencies": [list(row) for row in _competency_rows(framework)]}
    if framework.levels:
        sheets["Levels"] = [
            ["Value", "Level", "Definition"],
            *([level.value, level.name, level.definition] for level in framework.levels),
        ]
    if framework.groups:
        sheets["Groups"] = [
            ["Group", "Definition", "Aliases", "Characteristics", "Code", "Id"],
            *(
                [
                    group.name,
                    group.definition,
                    join_names(group.aliases),
                    _bulleted(group.characteristics),
                    group.code,
                    group.id,
                ]
                for group in framework.groups
            ),
        ]
    source = framework.source
    about = [
        *(("Id", framework.id), ("Title", framework.title), ("Version", framework.version), ("Date", framework.date)),
        *(("Publisher", framework.publisher), ("Group name", framework.group_name)),
        *((f"Source {key}", getattr(source, key)) for key in ("title", "file", "note") if source),
        *(("Note", note) for note in framework.notes),
    ]
    sheets["Framework"] = [[key, value] for key, value in about if value]
    return sheets


EXPORTERS: dict[str, Callable[[Framework], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
    "yaml": _yaml,
    "case": _case,
}
"""What writes each format, by its name."""
