"""What may change from one framework to another, as records, and as plain data."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from jobtagger.frameworks.pairing import By
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
class Side:
    """One of the two frameworks."""

    id: str
    """Its id."""
    name: str
    """Its title."""
    edition: str = ""
    """What tells it from the other where both have one id or one title: version, date or file."""
    note: str = ""
    """What a reader should know about its source: where its words are not those of the publisher, for one."""

    def called(self, name: str, other: str) -> str:
        """Return one of its names as it stands beside that of the other framework.

        >>> Side("ours", "Our model", "2025").called("ours", "ours")
        'ours (2025)'
        """
        return f"{name} ({self.edition})" if name == other and self.edition else name


@dataclass(frozen=True, slots=True)
class FactChange:
    """Something that a framework says of itself, if it changed."""

    fact: str
    """What it says: ``id``, ``title``, ``version``, ``date`` or ``publisher``."""
    old: str
    """What it said; empty if nothing."""
    new: str
    """What it says; empty if nothing."""


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
    code: tuple[str, str] | None = None
    """Its code before and now, if it changed; empty if it has none."""
    definition: Rewording | None = None
    """The definition, if it was reworded."""
    aliases_added: tuple[str, ...] = ()
    """Aliases that came."""
    aliases_removed: tuple[str, ...] = ()
    """Aliases that went."""
    characteristics_added: tuple[str, ...] = ()
    """Key characteristics that came."""
    characteristics_removed: tuple[str, ...] = ()
    """Key characteristics that went."""
    characteristics_reworded: tuple[Rewording, ...] = ()
    """Key characteristics that say nearly the same in other words."""

    @property
    def renamed(self) -> bool:
        """Whether it has another name."""
        return self.old.name != self.new.name

    @property
    def changed(self) -> bool:
        """Whether anything changed."""
        return _changed(self)


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
    code: tuple[str, str] | None = None
    """Its code before and now, if it changed; empty if it has none."""
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
        """Whether anything changed."""
        return _changed(self)

    @property
    def other_id(self) -> bool:
        """Whether it has another id: crosswalks, models and labels that name the old one do not know it."""
        return self.old.id != self.new.id


def _changed(change: EntryChange | CompetencyChange) -> bool:
    rest = (getattr(change, entry.name) for entry in fields(change) if entry.name not in ("old", "new", "matched_by"))
    return (change.old.id, change.old.name) != (change.new.id, change.new.name) or any(rest)


@dataclass(frozen=True, slots=True)
class FrameworkDiff:
    """What changes from one framework to another."""

    old: Side
    """The old framework."""
    new: Side
    """The new framework."""
    facts: tuple[FactChange, ...] = ()
    """What the frameworks say of themselves that changed: id, title, version, date, publisher."""
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
    """Groups of both in which something changed."""
    group_name: tuple[str, str] | None = None
    """What a group is called before and now, if both have groups and call them differently; empty if it has no name."""
    another_scale: bool = False
    """Whether both have levels and none of the one is a level of the other, so that indicators cannot be compared by
    them."""
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
            "given another id": sum(change.other_id for change in changed),
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
        return counted or bool(self.changed or self.facts or self.group_name)

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
        return {key: _plain(item) for key, item in data.items() if item not in (None, "", (), False)}
    return value
