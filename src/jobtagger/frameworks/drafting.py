"""A framework in the making: importers add what they find with its place, and `Draft.build` checks and builds.

Whatever the format, the same things are one competency, one group or one level, the same contradictions are errors,
and `framework_from_dict` has the last word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.cells import clean, fold
from jobtagger.frameworks.loading import framework_from_dict
from jobtagger.frameworks.model import Framework, kebab
from jobtagger.frameworks.scales import Label, Scale
from jobtagger.frameworks.validation import FORMAT


@dataclass(slots=True)
class GroupDraft:
    """A group as far as it is known."""

    name: str
    place: str
    id: str = ""
    code: str = ""
    definition: str = ""
    aliases: list[str] = field(default_factory=list)
    characteristics: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CompetencyDraft:
    """A competency as far as it is known."""

    name: str
    place: str
    id: str = ""
    code: str = ""
    definition: str = ""
    definition_place: str = ""
    aliases: list[str] = field(default_factory=list)
    groups: list[GroupDraft] = field(default_factory=list)
    indicators: list[tuple[Label | None, str]] = field(default_factory=list)
    required: list[tuple[Label, str]] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """Gathers the parts of a framework in the order they are found.

    >>> draft = Draft("own.csv")
    >>> plans = draft.competency("Planning", "row 2")
    >>> draft.define(plans, "Sets goals.", "row 2")
    >>> draft.indicate(plans, "Writes plans", draft.scale.use("Basic", "row 2"))
    >>> framework = draft.build("own", "Our own")
    >>> framework.labels, framework.level_name(1)
    (('planning',), 'Basic')
    """

    source: str
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was guessed or left out, of which an editor must be told."""
    asides: list[str] = field(default_factory=list)
    """What was left out without much harm."""
    tabular: bool = False
    """Whether ids are written in columns."""
    about: dict[str, Any] = field(default_factory=dict)
    scale: Scale = field(default_factory=Scale)
    _groups: dict[str, GroupDraft] = field(default_factory=dict)
    _competencies: dict[str, CompetencyDraft] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether no competency was found."""
        return not self._competencies

    @property
    def size(self) -> int:
        """How many competencies and indicators were found."""
        return sum(1 + len(entry.indicators) for entry in self._competencies.values())

    def problem(self, place: str, message: str) -> None:
        """Note what is wrong at a place and what would be right."""
        self.problems.append(f"{place}: {message}")

    def group(self, name: str, place: str, id: str = "", *, key: str = "") -> GroupDraft:
        """Return the group of that name, or of that `key` where the format has one, new or known."""
        return self._groups.setdefault(key or fold(name), GroupDraft(clean(name), place, id))

    def competency(self, name: str, place: str, id: str = "", *, key: str = "") -> CompetencyDraft:
        """Return the competency of that name, or of that `key` where the format has one, new or known."""
        entry = self._competencies.setdefault(key or fold(name), CompetencyDraft(clean(name), place, id))
        if id and entry.id != id:
            if entry.id:
                self.problem(place, f"{entry.name!r} has the id {id!r} here and {entry.id!r} in {entry.place}; use one")
            entry.id = entry.id or id
        return entry

    def known(self, name: str) -> CompetencyDraft | None:
        """Return the competency of that name, if there is one by now."""
        return self._competencies.get(fold(name))

    def define(self, entry: CompetencyDraft, text: str, place: str) -> None:
        """Give a competency its definition; a second one that says something else is an error."""
        text = clean(text)
        if not entry.definition:
            entry.definition, entry.definition_place = text, place
        elif fold(text) != fold(entry.definition):
            self.problem(
                place,
                f"the definition of {entry.name!r} differs from the one in {entry.definition_place}; "
                "keep one of the two, or give two competencies two names",
            )

    def indicate(self, entry: CompetencyDraft, text: str, label: Label | None = None) -> None:
        """Add an indicator."""
        entry.indicators.append((label, clean(text)))

    def join(self, entry: CompetencyDraft, group: GroupDraft) -> None:
        """Put a competency into a group."""
        if group not in entry.groups:
            entry.groups.append(group)

    def name_also(self, entry: CompetencyDraft | GroupDraft, names: list[str]) -> None:
        """Add other names."""
        entry.aliases += [name for name in names if name not in entry.aliases and name != entry.name]

    def build(self, id: str, title: str) -> Framework:
        """Return the framework, or raise `FrameworkError` with all that stands against it."""
        data = self._data(id, title)
        if self.problems:
            raise FrameworkError(self.source, self.problems)
        framework = framework_from_dict(data, self.source)
        return replace(framework, import_notes=(*self.notes, *self.scale.notes))

    def _data(self, id: str, title: str) -> dict[str, Any]:
        levels = self.scale.resolve()
        self.problems += self.scale.problems
        if not self._competencies and not self.problems:
            self.problem("(file)", "no competency was found; see docs/framework-import.md for what is read")
        groups = self._with_ids(self._groups.values(), "group")
        competencies = self._with_ids(self._competencies.values(), "competency")
        data = {
            "format": FORMAT,
            "id": id,
            "title": title,
            **self.about,
            "levels": levels,
            "groups": [
                {
                    "id": key,
                    "name": group.name,
                    "code": group.code,
                    "definition": group.definition,
                    "aliases": group.aliases,
                    "characteristics": group.characteristics,
                }
                for key, group in groups.items()
            ],
            "competencies": [self._entry(key, entry) for key, entry in competencies.items()],
            "notes": [*self.about.get("notes", ()), *self.notes, *self.scale.notes, *self.asides],
        }
        return {key: value for key, value in data.items() if value not in ("", [], None)}

    def _with_ids(self, entries: Any, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for entry in entries:
            id = entry.id or kebab(entry.name)
            if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id):
                remedy = f"write {kebab(id)!r}" if kebab(id) else f"give the {kind} an id of small letters and digits"
                if self.tabular and not kebab(id):
                    remedy += ", in a column 'Id'" + (" of a table of groups" if kind == "group" else "")
                self.problem(entry.place, f"{id or entry.name!r} makes no id in kebab-case; {remedy}")
            elif id in found:
                self.problem(
                    entry.place,
                    f"{entry.name!r} gets the id {id!r}, which {found[id].name!r} ({found[id].place}) has; "
                    f"rename one {kind}" + (" or add a column 'id'" if kind == "competency" else ""),
                )
            else:
                found[id] = entry
                entry.id = id
        return found

    def _entry(self, id: str, entry: CompetencyDraft) -> dict[str, Any]:
        value = self.scale.value
        indicators: list[dict[str, Any]] = []
        for label, text in entry.indicators:
            level = value(label) if label else None
            indicators.append({"text": text} if level is None else {"level": level, "text": text})
        required = [
            {"level": level, "proficiency": text}
            for label, text in entry.required
            if (level := value(label)) is not None
        ]
        return {
            "id": id,
            "name": entry.name,
            "code": entry.code,
            "definition": entry.definition,
            "aliases": entry.aliases,
            "groups": [group.id for group in entry.groups],
            "indicators": indicators,
            "required": required,
        }
