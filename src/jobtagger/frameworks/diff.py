"""What changes from one framework to another: competencies, their groups and wording, and the levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobtagger.frameworks.changes import (
    CompetencyChange,
    EntryChange,
    FactChange,
    FrameworkDiff,
    IndicatorAt,
    Named,
    Relevelled,
    Side,
)
from jobtagger.frameworks.model import Competency, Framework, Group, Indicator, Level
from jobtagger.frameworks.pairing import By, pair_entries, pair_indicators, pair_levels
from jobtagger.frameworks.wording import Rewording

FACTS = ("id", "title", "version", "date", "publisher")
"""What a framework says of itself and two are compared by."""

NOT_COMPARED = ("source", "corrections", "notes")
"""Fields of a framework that speak of the copy that its words were read from, not of the framework."""


def diff_frameworks(old: Framework, new: Framework, files: tuple[str, str] = ("", "")) -> FrameworkDiff:
    """Tell what changes from one framework to another.

    Competencies and groups are found again by their id, else by a name or alias, else by near-identical text; levels
    by their name, else by their value or place (see `pair_levels`). All that a framework holds is compared but its
    `source`, `corrections` and `notes`, and the order in which things stand.

    Parameters
    ----------
    old, new : Framework
        Two frameworks, or two editions of one.
    files : (str, str)
        Where they come from, to tell apart editions that have one id or title, one version and one date.

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
    entry_changes = [_group(before, after) for before, after, _ in groups]
    level_changes = [_level_change(before, after) for before, after in levels]
    facts = [FactChange(name, getattr(old, name), getattr(new, name)) for name in FACTS]
    editions = tell_apart(old, new, files)
    return FrameworkDiff(
        old=Side(old.id, old.title, editions[0], old.source.note if old.source else ""),
        new=Side(new.id, new.title, editions[1], new.source.note if new.source else ""),
        facts=tuple(fact for fact in facts if fact.old != fact.new),
        added=_left(new.competencies, [after for _, after, _ in pairs]),
        removed=_left(old.competencies, [before for before, _, _ in pairs]),
        changed=tuple(change for change in changes if change.changed),
        unchanged=tuple(change.new for change in changes if not change.changed),
        groups_added=_left(new.groups, [after for _, after, _ in groups]),
        groups_removed=_left(old.groups, [before for before, _, _ in groups]),
        groups_changed=tuple(change for change in entry_changes if change.changed),
        group_name=_pair(old.group_name, new.group_name) if old.groups and new.groups else None,
        another_scale=bool(old.levels and new.levels) and not levels,
        levels_added=_left(new.levels, [after for _, after in levels]),
        levels_removed=_left(old.levels, [before for before, _ in levels]),
        levels_changed=tuple(change for change in level_changes if change.changed),
    )


def tell_apart(old: Framework, new: Framework, files: tuple[str, str] = ("", "")) -> tuple[str, str]:
    """Return what tells two frameworks of one id or title apart: version, date or file; empty if nothing has to.

    >>> tell_apart(Framework("ours", "Ours", date="2024"), Framework("ours", "Ours", date="2025"))
    ('2024', '2025')
    """
    if old.id != new.id and old.title != new.title:
        return "", ""
    ways = ((old.version, new.version), (old.date, new.date), files)
    return next(((a, b) for a, b in ways if a and b and a != b), ("old", "new"))


def _pair(old: str, new: str) -> tuple[str, str] | None:
    return (old, new) if old != new else None


def _group(before: Group, after: Group) -> EntryChange:
    pairs, removed, added = pair_indicators(*(tuple(map(Indicator, one.characteristics)) for one in (before, after)))
    return EntryChange(
        old=_named(before),
        new=_named(after),
        code=_pair(before.code, after.code),
        definition=_reworded(before.definition, after.definition),
        aliases_added=_only(after.aliases, before.aliases),
        aliases_removed=_only(before.aliases, after.aliases),
        characteristics_added=tuple(item.text for item in added),
        characteristics_removed=tuple(item.text for item in removed),
        characteristics_reworded=_rewordings(pairs),
    )


def _level_change(before: Level, after: Level) -> EntryChange:
    return EntryChange(_named(before), _named(after), definition=_reworded(before.definition, after.definition))


def _only(texts: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text not in others)


def _rewordings(pairs: Sequence[tuple[Indicator, Indicator]]) -> tuple[Rewording, ...]:
    return tuple(filter(None, (_reworded(before.text, after.text) for before, after in pairs)))


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
            code=_pair(before.code, after.code),
            definition=_reworded(before.definition, after.definition),
            aliases_added=_only(after.aliases, before.aliases),
            aliases_removed=_only(before.aliases, after.aliases),
            indicators_added=tuple(IndicatorAt(item.text, _level(self.new, item.level)) for item in added),
            indicators_removed=tuple(IndicatorAt(item.text, _level(self.old, item.level)) for item in removed),
            indicators_reworded=_rewordings(pairs),
            indicators_relevelled=tuple(filter(None, (self._relevelled(a, b) for a, b in pairs))),
            required=self._required(before, after),
        )

    def _moved(self, before: Competency, after: Competency) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        if not self.old.groups or not self.new.groups:
            return None  # the groups came or went as a whole, which is told once
        if {self.groups.get(id) for id in before.groups} == set(after.groups):
            return None
        from_groups = tuple(self.old.group(id).name for id in before.groups)
        return from_groups, tuple(self.new.group(id).name for id in after.groups)

    def _required(self, before: Competency, after: Competency) -> Rewording | None:
        expected = [(self.levels.get(entry.level), entry.proficiency) for entry in before.required]
        if expected == [(entry.level, entry.proficiency) for entry in after.required]:
            return None  # at most the levels are called otherwise, which is told once
        return _reworded(_required(self.old, before), _required(self.new, after))

    def _relevelled(self, before: Indicator, after: Indicator) -> Relevelled | None:
        if not self.levels:  # one has none, or they are those of another scale, which is told once
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
