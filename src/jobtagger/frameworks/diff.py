"""What changes from one framework to another: competencies, their groups and wording, and the levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from jobtagger.frameworks.model import Competency, Framework, Group, Indicator, Level
from jobtagger.frameworks.pairing import By, pair_entries, pair_indicators, pair_levels
from jobtagger.frameworks.wording import Rewording


@dataclass(frozen=True, slots=True)
class Named:
    """A competency, group or level that is in one of the frameworks only, or in both."""

    id: str
    """Its id; the value of a level."""
    name: str
    """Its name."""
    definition: str = ""
    """What the framework says of it."""


@dataclass(frozen=True, slots=True)
class Relevelled:
    """An indicator that stands at another level than before."""

    text: str
    """Its words, in the new framework."""
    old: str
    """Name of the level before; empty if it had none."""
    new: str
    """Name of the level now; empty if it has none."""


@dataclass(frozen=True, slots=True)
class IndicatorAt:
    """An indicator that came or went, with its level."""

    text: str
    """Its words."""
    level: str = ""
    """Name of its level, where it has one."""


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What changed in a group or a level that both frameworks have."""

    old: Named
    """What it was."""
    new: Named
    """What it is."""
    definition: Rewording | None = None
    """The definition, if it was reworded."""

    @property
    def renamed(self) -> bool:
        """Whether it has another name."""
        return self.old.name != self.new.name


@dataclass(frozen=True, slots=True)
class CompetencyChange:
    """What changed in a competency that both frameworks have."""

    old: Named
    """What it was."""
    new: Named
    """What it is."""
    matched_by: By
    """How it was found again: by its id, its name, an alias, or near-identical text."""
    moved: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    """Names of its groups before and now, if it moved between groups."""
    definition: Rewording | None = None
    """The definition, if it was reworded."""
    aliases_added: tuple[str, ...] = ()
    """Aliases that came."""
    aliases_removed: tuple[str, ...] = ()
    """Aliases that went."""
    indicators_added: tuple[IndicatorAt, ...] = ()
    """Indicators that came."""
    indicators_removed: tuple[IndicatorAt, ...] = ()
    """Indicators that went."""
    indicators_reworded: tuple[Rewording, ...] = ()
    """Indicators that say nearly the same in other words."""
    indicators_relevelled: tuple[Relevelled, ...] = ()
    """Indicators that stand at another level."""
    required: Rewording | None = None
    """The proficiency asked for at the levels, if it changed."""

    @property
    def renamed(self) -> bool:
        """Whether it has another name."""
        return self.old.name != self.new.name

    @property
    def changed(self) -> bool:
        """Whether anything changed but the id."""
        rest = (getattr(self, entry.name) for entry in fields(self) if entry.name not in ("old", "new", "matched_by"))
        return self.renamed or any(rest)


@dataclass(frozen=True, slots=True)
class FrameworkDiff:
    """What changes from one framework to another."""

    old: Named
    """The old framework: id and title."""
    new: Named
    """The new framework: id and title."""
    added: tuple[Named, ...] = ()
    """Competencies that came, in the new framework's order."""
    removed: tuple[Named, ...] = ()
    """Competencies that went, in the old framework's order."""
    changed: tuple[CompetencyChange, ...] = ()
    """Competencies of both in which something changed, in the new framework's order."""
    unchanged: tuple[Named, ...] = ()
    """Competencies of both in which nothing changed."""
    groups_added: tuple[Named, ...] = ()
    """Groups that came."""
    groups_removed: tuple[Named, ...] = ()
    """Groups that went."""
    groups_changed: tuple[EntryChange, ...] = ()
    """Groups that were renamed or defined anew."""
    group_name: tuple[str, str] | None = None
    """What a group is called before and now, if both have groups and call them differently; empty if it has no name."""
    levels_added: tuple[Named, ...] = ()
    """Levels that came."""
    levels_removed: tuple[Named, ...] = ()
    """Levels that went."""
    levels_changed: tuple[EntryChange, ...] = ()
    """Levels that were renamed, defined anew or given another value."""

    @property
    def counts(self) -> dict[str, int]:
        """How much of everything changed, by the names that a report has for it."""
        changed = self.changed
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "renamed": sum(change.renamed for change in changed),
            "moved": sum(change.moved is not None for change in changed),
            "reworded": sum(change.definition is not None for change in changed),
            "unchanged": len(self.unchanged),
            "indicators added": sum(len(change.indicators_added) for change in changed),
            "indicators removed": sum(len(change.indicators_removed) for change in changed),
            "indicators reworded": sum(len(change.indicators_reworded) for change in changed),
            "indicators re-levelled": sum(len(change.indicators_relevelled) for change in changed),
            "groups added": len(self.groups_added),
            "groups removed": len(self.groups_removed),
            "groups changed": len(self.groups_changed),
            "levels added": len(self.levels_added),
            "levels removed": len(self.levels_removed),
            "levels changed": len(self.levels_changed),
        }

    def __bool__(self) -> bool:
        """Whether anything changed."""
        counted = any(count for name, count in self.counts.items() if name != "unchanged")
        return counted or bool(self.changed) or self.group_name is not None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data without its empty parts; a rewording has its words marked same, removed or added."""
        data: dict[str, Any] = _plain(self)
        return {"old": data.pop("old"), "new": data.pop("new"), "counts": self.counts} | data


def _plain(value: Any) -> Any:
    if isinstance(value, Rewording):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        data = {entry.name: getattr(value, entry.name) for entry in fields(value)}
        return {key: _plain(item) for key, item in data.items() if item not in (None, "", ())}
    return value


def diff_frameworks(old: Framework, new: Framework) -> FrameworkDiff:
    """Tell what changes from one framework to another.

    Competencies and groups are found again by their id, else by a name or alias, else by near-identical text; levels
    by their name, else by their value.

    Parameters
    ----------
    old, new : Framework
        Two frameworks, or two editions of one.

    Returns
    -------
    FrameworkDiff
        False if nothing changed.

    Examples
    --------
    >>> from jobtagger.frameworks import load_framework
    >>> diff = diff_frameworks(load_framework("opm-ses"), load_framework("opm-ecq-2025"))
    >>> [(change.old.name, change.new.name) for change in diff.changed if change.renamed]
    [('Creativity and Innovation', 'Innovation')]
    >>> diff.changed[-1].moved
    (('Leading Change',), ('Achieving Results',))
    """
    levels = pair_levels(old.levels, new.levels)
    groups = pair_entries(old.groups, new.groups)
    pairs = pair_entries(old.competencies, new.competencies)
    in_order = sorted(pairs, key=lambda pair: new.labels.index(pair[1].id))
    compare = _Comparison(old, new, {a.id: b.id for a, b, _ in groups}, {a.value: b.value for a, b in levels})
    changes = [compare.competency(before, after, by) for before, after, by in in_order]
    entry_changes = [EntryChange(_named(a), _named(b), _reworded(a.definition, b.definition)) for a, b, _ in groups]
    called = (old.group_name, new.group_name)
    level_changes = [EntryChange(_named(a), _named(b), _reworded(a.definition, b.definition)) for a, b in levels]
    return FrameworkDiff(
        old=Named(old.id, old.title),
        new=Named(new.id, new.title),
        added=_left(new.competencies, [after for _, after, _ in pairs]),
        removed=_left(old.competencies, [before for before, _, _ in pairs]),
        changed=tuple(change for change in changes if change.changed),
        unchanged=tuple(change.new for change in changes if not change.changed),
        groups_added=_left(new.groups, [after for _, after, _ in groups]),
        groups_removed=_left(old.groups, [before for before, _, _ in groups]),
        groups_changed=tuple(change for change in entry_changes if change.renamed or change.definition),
        group_name=called if old.groups and new.groups and called[0] != called[1] else None,
        levels_added=_left(new.levels, [after for _, after in levels]),
        levels_removed=_left(old.levels, [before for before, _ in levels]),
        levels_changed=tuple(
            change for change in level_changes if change.renamed or change.definition or change.old.id != change.new.id
        ),
    )


def _named(entry: Competency | Group | Level) -> Named:
    return Named(str(entry.value) if isinstance(entry, Level) else entry.id, entry.name, entry.definition)


def _left(
    entries: Sequence[Competency] | Sequence[Group] | Sequence[Level],
    paired: Sequence[Competency] | Sequence[Group] | Sequence[Level],
) -> tuple[Named, ...]:
    known = {id(entry) for entry in paired}
    return tuple(_named(entry) for entry in entries if id(entry) not in known)


def _reworded(old: str, new: str) -> Rewording | None:
    return Rewording(old, new) if old.split() != new.split() else None


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two frameworks, and what answers to what between them."""

    old: Framework
    new: Framework
    groups: dict[str, str]
    levels: dict[int, int]

    def competency(self, before: Competency, after: Competency, by: By) -> CompetencyChange:
        pairs, removed, added = pair_indicators(before.indicators, after.indicators)
        return CompetencyChange(
            old=_named(before),
            new=_named(after),
            matched_by=by,
            moved=self._moved(before, after),
            definition=_reworded(before.definition, after.definition),
            aliases_added=tuple(alias for alias in after.aliases if alias not in before.aliases),
            aliases_removed=tuple(alias for alias in before.aliases if alias not in after.aliases),
            indicators_added=tuple(IndicatorAt(item.text, _level(self.new, item.level)) for item in added),
            indicators_removed=tuple(IndicatorAt(item.text, _level(self.old, item.level)) for item in removed),
            indicators_reworded=tuple(filter(None, (_reworded(a.text, b.text) for a, b in pairs))),
            indicators_relevelled=tuple(filter(None, (self._relevelled(a, b) for a, b in pairs))),
            required=_reworded(_required(self.old, before), _required(self.new, after)),
        )

    def _moved(self, before: Competency, after: Competency) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        if not self.old.groups or not self.new.groups:
            return None  # the groups came or went as a whole, which is told once
        if {self.groups.get(id) for id in before.groups} == set(after.groups):
            return None
        from_groups = tuple(self.old.group(id).name for id in before.groups)
        return from_groups, tuple(self.new.group(id).name for id in after.groups)

    def _relevelled(self, before: Indicator, after: Indicator) -> Relevelled | None:
        if not self.old.levels or not self.new.levels:
            return None
        gone = before.level is not None and before.level not in self.levels
        expected = None if before.level is None else self.levels.get(before.level)
        if expected == after.level and not gone:
            return None
        return Relevelled(after.text, _level(self.old, before.level), _level(self.new, after.level))


def _level(framework: Framework, value: int | None) -> str:
    return "" if value is None else framework.level_name(value)


def _required(framework: Framework, competency: Competency) -> str:
    return ", ".join(f"{framework.level_name(entry.level)}: {entry.proficiency}" for entry in competency.required)
