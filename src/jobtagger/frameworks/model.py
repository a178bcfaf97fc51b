"""What a competency framework is: ordered levels, groups, and competencies with their indicators."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property


def kebab(name: str) -> str:
    """Return the id that belongs to a name: kebab-case, ASCII letters and digits.

    >>> kebab("Influencing/Negotiating")
    'influencing-negotiating'
    >>> kebab("Planning & Evaluating")
    'planning-evaluating'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def plural(word: str) -> str:
    """Return the plural of a word that names groups, by the rules of English for nouns without a form of their own.

    >>> plural("ECQ"), plural("Cluster"), plural("Category"), plural("Pillar of Success"), plural("Class")
    ('ECQs', 'Clusters', 'Categories', 'Pillars of Success', 'Classes')
    """
    head, of, rest = word.partition(" of ")
    if re.search(r"[^aeiou]y$", head):
        head = head[:-1] + "ie"
    elif re.search(r"(s|x|z|ch|sh)$", head):
        head += "e"
    return f"{head}s{of}{rest}"


@dataclass(frozen=True, slots=True)
class Level:
    """A step of the framework's ordinal scale."""

    value: int
    """Position on the scale; higher is more proficient, or a higher job level."""
    name: str
    """Name of the step: ``Expert``, ``Second-Level Supervisor``."""
    definition: str = ""
    """What the framework says of the step in general."""


@dataclass(frozen=True, slots=True)
class Group:
    """A set of competencies under one name: an ECQ, a cluster, a category."""

    id: str
    """Kebab-case of the name."""
    name: str
    """Name as the framework has it."""
    code: str = ""
    """Short code that data uses for it (``CRE``; human coding scheme), where there is one."""
    definition: str = ""
    """Definition in the framework's words."""
    aliases: tuple[str, ...] = ()
    """Other names that texts use for it."""
    characteristics: tuple[str, ...] = ()
    """Key characteristics: statements of what people in the group's domain do."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A behaviour or illustration that shows a competency."""

    text: str
    """The framework's words."""
    level: int | None = None
    """Value of the level it illustrates, where the source gives one."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """The proficiency that the framework asks of people at one of its levels."""

    level: int
    """Value of the level (in California's model: the job level)."""
    proficiency: str
    """Name of the proficiency asked for: ``Skilled``, ``Advanced``."""


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency: what it is called, what it means, how it shows."""

    id: str
    """Kebab-case of the name."""
    name: str
    """Name as the framework has it."""
    code: str = ""
    """Short code that data uses for it (``CRE``; human coding scheme), where there is one."""
    definition: str = ""
    """Definition in the framework's words."""
    aliases: tuple[str, ...] = ()
    """Other names that texts use for it."""
    groups: tuple[str, ...] = ()
    """Ids of the groups it belongs to; none, one or several."""
    indicators: tuple[Indicator, ...] = ()
    """Behaviours and illustrations, in the order of the source."""
    required: tuple[Requirement, ...] = ()
    """Proficiency asked for at the levels, where the source gives it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One place where the framework's words differ from the scan they were read from."""

    where: str
    """The text that was corrected: ``competencies.flexibility.indicators[2]``."""
    scanned: tuple[str, ...]
    """What the scan has; several pieces when the scan tore the text apart."""
    corrected: str
    """What stands in the framework instead."""
    why: str = ""
    """The reason."""


@dataclass(frozen=True, slots=True)
class Source:
    """The document that a framework was read from."""

    title: str
    """Title of the document."""
    file: str = ""
    """Name of the shipped copy in ``corpus/sources``."""
    note: str = ""
    """What a reader should know about the copy."""


@dataclass(frozen=True)
class Framework:
    """A competency framework, immutable and validated.

    Load one with `jobtagger.load_framework`.
    """

    id: str
    """Short name, kebab-case: ``opm-ses``."""
    title: str
    """Full title."""
    version: str = ""
    """The publisher's version."""
    date: str = ""
    """Date of publication, as far as known: ``2010-01``."""
    publisher: str = ""
    """Who issued it."""
    group_name: str = ""
    """The source's word for one of its groups: ``ECQ``, ``Cluster``; empty if it has none."""
    source: Source | None = None
    """Where its words were read."""
    levels: tuple[Level, ...] = ()
    """The ordinal scale, lowest first; empty if the framework has none."""
    groups: tuple[Group, ...] = ()
    """Groups in the framework's order."""
    competencies: tuple[Competency, ...] = ()
    """Competencies in the framework's order."""
    corrections: tuple[Correction, ...] = field(default=(), repr=False)
    """Every difference to the scan."""
    notes: tuple[str, ...] = field(default=(), repr=False)
    """What an editor found worth saying about the source."""
    import_notes: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """Those of the notes that say what an import just now guessed or left out; not written to files."""

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Competency ids, in the framework's order."""
        return tuple(competency.id for competency in self.competencies)

    def competency(self, id: str) -> Competency:
        """Return a competency by its id; raises `KeyError` if there is none."""
        return self._competencies[id]

    def group(self, id: str) -> Group:
        """Return a group by its id; raises `KeyError` if there is none."""
        return self._groups[id]

    def level_name(self, value: int) -> str:
        """Return the name of a level by its value; raises `KeyError` if there is none."""
        return {level.value: level.name for level in self.levels}[value]

    @property
    def groups_name(self) -> str:
        """Word for the groups, as it stands before a list of them: ``ECQs``, ``Clusters``, else ``Groups``."""
        return plural(self.group_name) if self.group_name else "Groups"

    @cached_property
    def _competencies(self) -> dict[str, Competency]:
        return {competency.id: competency for competency in self.competencies}

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {group.id: group for group in self.groups}
