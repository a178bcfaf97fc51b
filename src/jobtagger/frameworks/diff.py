"""What changes from one framework to another: competencies, their groups and wording, and the levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobtagger.frameworks.changes import (
    CompetencyChange,
    EntryChange,
    FrameworkDiff,
    IndicatorAt,
    Named,
    Relevelled,
)
from jobtagger.frameworks.model import Competency, Framework, Group, Indicator, Level
from jobtagger.frameworks.pairing import By, pair_entries, pair_indicators, pair_levels
from jobtagger.frameworks.wording import Rewording


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
