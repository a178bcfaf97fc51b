"""Show what changes for documents when one model takes the place of another, through the crosswalk of their frameworks.

An old competency is kept where one of its counterparts in the new framework is tagged. What is only related to it is no
counterpart. Documents pass one by one; of each, no more than its changes stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappush, heappushpop
from itertools import tee
from typing import Literal, Protocol

from jobtagger.card import examples_by_competency
from jobtagger.comparison import (
    KINDS,
    Change,
    Comparison,
    DocumentChange,
    Kind,
    NewCount,
    OldCount,
    Side,
    State,
)
from jobtagger.errors import CrosswalkError
from jobtagger.frameworks import Crosswalk, Framework, Level
from jobtagger.frameworks.bridging import counterparts, find_crosswalk
from jobtagger.frameworks.pairing import pair_entries
from jobtagger.likeness import Likeness
from jobtagger.records import CompetencyTag, Document, FailedDocument, TaggedDocument

__all__ = [
    "KINDS",
    "MOST",
    "Change",
    "Comparison",
    "DocumentChange",
    "NewCount",
    "OldCount",
    "Side",
    "State",
    "Tags",
    "compare",
]

MOST = 20
"""Documents that a comparison names, unless it is asked for another number."""


class Tags(Protocol):
    """What a comparison needs of a `Tagger`."""

    @property
    def name(self) -> str:
        """Name of the model."""

    @property
    def framework(self) -> Framework:
        """Whose competencies are tagged."""

    @property
    def levels(self) -> Sequence[Level]:
        """The scale of its levels."""

    @property
    def card(self) -> str:
        """Its model card; empty if there is none."""

    def tag_many(
        self, documents: Iterable[str | Document | FailedDocument]
    ) -> Iterator[TaggedDocument | FailedDocument]:
        """Yield one result for each document, in order."""


def compare(
    old: Tags,
    new: Tags,
    documents: Iterable[str | Document | FailedDocument],
    crosswalk: Crosswalk | None = None,
    *,
    most: int | None = MOST,
) -> Comparison:
    """Tag documents with two models and tell what changes from the old one to the new one.

    Parameters
    ----------
    old, new : Tagger
        The models.
    documents : iterable of str, Document or FailedDocument
        Texts, or what `jobtagger.readers.read` yields; read once, a few at a time.
    crosswalk : Crosswalk, optional
        From the old model's framework to the new one's, or the other way round; None takes what
        `jobtagger.frameworks.bridging.find_crosswalk` finds.
    most : int, optional
        How many of the most affected documents are kept with their changes; None keeps all that change.

    Returns
    -------
    Comparison

    Raises
    ------
    CrosswalkError
        If the crosswalk does not lead between the two frameworks.
    """
    ways = _Ways(old, new, _fitting(crosswalk, old.framework, new.framework))
    tally = _Tally(ways, most)
    # Both models take documents in batches, so that no more than a batch waits here.
    first, second = tee(documents)
    for was, now in zip(old.tag_many(first), new.tag_many(second), strict=True):
        tally.add(was, now)
    return tally.comparison(old, new)


def _fitting(crosswalk: Crosswalk | None, old: Framework, new: Framework) -> Crosswalk:
    if crosswalk is None:
        return find_crosswalk(old, new, meaning=Likeness())
    if (crosswalk.source, crosswalk.target) == (new.id, old.id) != (old.id, new.id):
        crosswalk = crosswalk.invert()
    if (crosswalk.source, crosswalk.target) != (old.id, new.id):
        problem = f"it leads from {crosswalk.source} to {crosswalk.target}; one from {old.id} to {new.id} is needed"
        raise CrosswalkError("the crosswalk", [problem])
    return crosswalk


class _Ways:
    """What leads from the tags of one model to those of the other."""

    def __init__(self, old: Tags, new: Tags, crosswalk: Crosswalk) -> None:
        self.old, self.new, self.crosswalk = old.framework, new.framework, crosswalk
        known = set(self.new.labels)
        found = counterparts(crosswalk)
        self.ahead = {label: tuple(to for to in found.get(label, ()) if to in known) for label in self.old.labels}
        self.back: dict[str, tuple[str, ...]] = dict.fromkeys(self.new.labels, ())
        for label, targets in self.ahead.items():
            for target in targets:
                self.back[target] = (*self.back[target], label)
        groups = [(was, now) for was, now, _ in pair_entries(self.old.groups, self.new.groups)]
        self.group = {was.id: now.id for was, now in groups}
        self.renamed = tuple((was.name, now.name) for was, now in groups if was.name != now.name)
        self.groups = [_groups(framework) for framework in (self.old, self.new)]
        self.level = _levels(old.levels, new.levels)
        self.rank = {level.value: rank for rank, level in enumerate(new.levels)}
        names = {level.value: level.name for level in new.levels}
        same = [(one.value, one.name) for one in old.levels] == [(one.value, one.name) for one in new.levels]
        self.scale = () if same else tuple((one.name, names[self.level[one.value]]) for one in old.levels if names)

    def changes(self, was: TaggedDocument, now: TaggedDocument) -> tuple[int, list[Change]]:
        """Return how many of the old tags are kept, and what changes."""
        olds = {tag.competency: tag for tag in was.tags}
        news = {tag.competency: tag for tag in now.tags}
        found: list[Change] = []
        kept = 0
        for label in self.old.labels:
            if label not in olds:
                continue
            tag = olds[label]
            present = [to for to in self.ahead[label] if to in news]
            if not present:
                why: Literal["framework", "model"] = "model" if self.ahead[label] else "framework"
                found.append(Change("lost", self._state(tag, 0), None, why))
                continue
            kept += 1
            found += self._kept(tag, [news[to] for to in present])
        for label in self.new.labels:
            if label in news and not any(source in olds for source in self.back[label]):
                tag = news[label]
                why = "model" if self.back[label] else "framework"
                found.append(Change("gained", None, self._state(tag, 1), why))
        return kept, sorted(found, key=lambda change: KINDS.index(change.kind))

    def _kept(self, old: CompetencyTag, news: Sequence[CompetencyTag]) -> Iterator[Change]:
        """Yield how the tag in an old one's place differs from it; a counterpart in the same group comes first."""
        at_home = [tag for tag in news if self._in_one_group(old.competency, tag.competency)]
        tag = (at_home or news)[0]
        was, now = self._state(old, 0), self._state(tag, 1)
        if not at_home:
            yield Change("moved", was, now, "framework")
        if old.level is not None and tag.level is not None and tag.level in self.rank and old.level in self.level:
            steps = self.rank[tag.level] - self.rank[self.level[old.level]]
            if steps:
                yield Change("relevelled", was, now, "model", steps)

    def _in_one_group(self, old: str, new: str) -> bool:
        """Tell whether a competency is in a group that it was in, be it under another name."""
        if not self.old.groups or not self.new.groups:
            return True  # the groups came or went as a whole: nothing was moved
        was, now = self.old.competency(old).groups, self.new.competency(new).groups
        return not {self.group.get(id) for id in was}.isdisjoint(now) or not (was or now)

    def _state(self, tag: CompetencyTag, side: int) -> State:
        groups = self.groups[side].get(tag.competency, ())
        return State(
            tag.competency, tag.name, groups, tag.level, tag.level_name, tag.basis, tag.score, tuple(tag.evidence)
        )


class _Tally:
    """Counts changes as documents pass, and keeps the documents with the most."""

    def __init__(self, ways: _Ways, most: int | None) -> None:
        self._ways = ways
        self._most = most
        self._documents = self._changed = self._kept = 0
        self._totals: Counter[Kind] = Counter()
        self._stated: Counter[Kind] = Counter()
        self._seen: Counter[tuple[str, str]] = Counter()
        self._heap: list[tuple[tuple[int, int], int, DocumentChange]] = []
        self._failed: list[FailedDocument] = []

    def add(self, was: TaggedDocument | FailedDocument, now: TaggedDocument | FailedDocument) -> None:
        """Count one document."""
        if isinstance(was, FailedDocument) or isinstance(now, FailedDocument):
            self._failed += [one for one in (was, now) if isinstance(one, FailedDocument)][:1]
            return
        kept, changes = self._ways.changes(was, now)
        self._documents += 1
        self._kept += kept
        self._seen.update(("old", tag.competency) for tag in was.tags)
        self._seen.update(("new", tag.competency) for tag in now.tags)
        for change in changes:
            self._totals[change.kind] += 1
            self._stated[change.kind] += change.stated
            state = change.new if change.kind == "gained" else change.old
            assert state is not None  # only what is gained has no old state
            kind = change.kind if change.kind != "relevelled" else "raised" if change.steps > 0 else "lowered"
            self._seen[kind, state.competency] += 1
            self._seen[f"{kind} stated", state.competency] += change.stated
        if changes:
            self._changed += 1
            self._keep(DocumentChange(was.id, was.source, kept, tuple(changes)))

    def _keep(self, document: DocumentChange) -> None:
        # Of equals, those that came first stay.
        entry = (document.weight, -self._documents, document)
        if self._most is None or len(self._heap) < self._most:
            heappush(self._heap, entry)
        elif self._heap:
            heappushpop(self._heap, entry)

    def comparison(self, old: Tags, new: Tags) -> Comparison:
        """Return what was counted."""
        ways, seen = self._ways, self._seen
        examples = examples_by_competency(new.card)
        return Comparison(
            old=Side(old.name, ways.old.id, ways.old.title),
            new=Side(new.name, ways.new.id, ways.new.title),
            reviewed_by=ways.crosswalk.reviewed_by,
            groups=ways.renamed,
            scale=ways.scale,
            documents=self._documents,
            changed=self._changed,
            kept=self._kept,
            totals={kind: self._totals[kind] for kind in KINDS},
            stated={kind: self._stated[kind] for kind in KINDS},
            old_competencies=tuple(
                OldCount(
                    competency=one.id,
                    name=one.name,
                    counterparts=tuple(ways.new.competency(to).name for to in ways.ahead[one.id]),
                    documents=seen["old", one.id],
                    kept=seen["old", one.id] - seen["lost", one.id],
                    lost=seen["lost", one.id],
                    lost_stated=seen["lost stated", one.id],
                    moved=seen["moved", one.id],
                    raised=seen["raised", one.id],
                    lowered=seen["lowered", one.id],
                )
                for one in ways.old.competencies
            ),
            new_competencies=tuple(
                NewCount(
                    competency=one.id,
                    name=one.name,
                    counterparts=tuple(ways.old.competency(source).name for source in ways.back[one.id]),
                    documents=seen["new", one.id],
                    gained=seen["gained", one.id],
                    gained_stated=seen["gained stated", one.id],
                    examples=examples.get(one.id),
                )
                for one in ways.new.competencies
            ),
            most_affected=tuple(entry[2] for entry in sorted(self._heap, key=lambda entry: entry[:2], reverse=True)),
            failed=tuple(self._failed),
            crosswalk_needed=ways.crosswalk.needed,
        )


def _groups(framework: Framework) -> dict[str, tuple[str, ...]]:
    """Names of the groups of each competency."""
    names = {group.id: group.name for group in framework.groups}
    return {one.id: tuple(names.get(group, group) for group in one.groups) for one in framework.competencies}


def _levels(old: Sequence[Level], new: Sequence[Level]) -> dict[int, int]:
    """Return the new level for each old one: by their place where the scales differ, and the higher one of two."""
    if not new:
        return {}
    span = max(1, len(old) - 1)
    places = {one.value: (2 * rank * (len(new) - 1) + span) // (2 * span) for rank, one in enumerate(old)}
    return {value: new[place].value for value, place in places.items()}
