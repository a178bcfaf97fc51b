"""Crosswalks: which competencies of one framework answer to which of another, in a file that people edit.

A crosswalk says for every competency of its source what the target has for it, and how near that is. It is read as
strictly as a framework: each problem comes with its place and the remedy.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from jobtagger import resources
from jobtagger.errors import CrosswalkError, FrameworkError
from jobtagger.frameworks.model import Framework

FORMAT = 1
"""Version of the crosswalk file's shape."""

NONE = "no counterpart"
"""What stands in the file for a competency that the target has nothing for."""

NOT_NEEDED = "No crosswalk is needed, since the competencies are the same"
"""What is said of one that leads from each competency to itself."""

Strength = Literal["same", "close", "broader", "narrower", "related"]

STRENGTHS: dict[Strength, str] = {
    "same": "one idea, whatever it is called",
    "close": "nearly one idea; most of what shows one shows the other",
    "broader": "the target holds all of the source, and more",
    "narrower": "the target is a part of the source",
    "related": "they share something, and each has much of its own",
}
"""What each strength says of the target, the strongest first."""

_INVERSE: dict[Strength, Strength] = {"broader": "narrower", "narrower": "broader"}


@dataclass(frozen=True, slots=True)
class Link:
    """A competency of the source framework and one of the target framework that answers to it."""

    source: str
    """Id of the source's competency."""
    target: str
    """Id of the target's competency."""
    strength: Strength
    """How the target's competency answers to the source's, one of `STRENGTHS`."""
    score: float | None = None
    """Between 0 and 1 in a proposal; none where a person has drawn the link."""
    reasons: tuple[str, ...] = ()
    """Why they are linked, for people."""

    def invert(self) -> Link:
        """Return the link as seen from the target."""
        strength = _INVERSE.get(self.strength, self.strength)
        return Link(self.target, self.source, strength, self.score, self.reasons)


@dataclass(frozen=True)
class Crosswalk:
    """What the competencies of a target framework have to do with those of a source framework."""

    source: str
    """Id of the source framework."""
    target: str
    """Id of the target framework."""
    links: tuple[Link, ...] = ()
    """Links in the order of the source's competencies, the nearest target first."""
    no_counterpart: tuple[str, ...] = ()
    """Ids of the source's competencies that the target has nothing for."""
    only_in_target: tuple[str, ...] = ()
    """Ids of the target's competencies that the source has nothing for."""
    reviewed_by: str = ""
    """Who has gone through every competency; empty for a proposal."""
    reviewed_on: str = ""
    """When."""
    notes: tuple[str, ...] = field(default=(), repr=False)
    """What a reader should know."""

    @property
    def reviewed(self) -> bool:
        """Whether a person has gone through it, or there is nothing to go through."""
        return bool(self.reviewed_by) or not self.needed

    @property
    def needed(self) -> bool:
        """Whether it says anything: False where each competency is itself in another edition of its framework.

        >>> Crosswalk("ours", "ours", (Link("vision", "vision", "same"),)).needed
        False
        """
        itself = all(link.source == link.target and link.strength == "same" for link in self.links)
        return not (self.source == self.target and itself) or bool(self.no_counterpart or self.only_in_target)

    @cached_property
    def _by_source(self) -> dict[str, tuple[Link, ...]]:
        grouped: dict[str, tuple[Link, ...]] = {}
        for link in self.links:
            grouped[link.source] = (*grouped.get(link.source, ()), link)
        return grouped

    @cached_property
    def _by_target(self) -> dict[str, tuple[Link, ...]]:
        grouped: dict[str, tuple[Link, ...]] = {}
        for link in self.links:
            grouped[link.target] = (*grouped.get(link.target, ()), link)
        return grouped

    def links_from(self, source: str) -> tuple[Link, ...]:
        """Return the links of a competency of the source, the nearest first; empty if it has no counterpart."""
        return self._by_source.get(source, ())

    def links_to(self, target: str) -> tuple[Link, ...]:
        """Return the links that lead to a competency of the target."""
        return self._by_target.get(target, ())

    def invert(self) -> Crosswalk:
        """Return the crosswalk from the target to the source; inverted twice, it says the same.

        >>> walk = Crosswalk("a", "b", (Link("oral-communication", "communication", "broader"),), ("budget",))
        >>> back = walk.invert()
        >>> back.links[0].strength, back.no_counterpart, back.only_in_target
        ('narrower', (), ('budget',))
        """
        targets = dict.fromkeys(link.target for link in self.links)
        links = [link.invert() for target in targets for link in _nearest_first(self.links_to(target))]
        return Crosswalk(
            source=self.target,
            target=self.source,
            links=tuple(links),
            no_counterpart=self.only_in_target,
            only_in_target=self.no_counterpart,
            reviewed_by=self.reviewed_by,
            reviewed_on=self.reviewed_on,
            notes=self.notes,
        )


def _nearest_first(links: tuple[Link, ...]) -> list[Link]:
    order = list(STRENGTHS)
    return sorted(links, key=lambda link: (-(link.score or 0), order.index(link.strength)))


def load_crosswalk(
    where: str | os.PathLike[str] | tuple[str, str],
    *,
    source: Framework | None = None,
    target: Framework | None = None,
) -> Crosswalk:
    """Load a crosswalk from a file, or a shipped one by the names of its two frameworks.

    Parameters
    ----------
    where : str, path or (str, str)
        A file; or two names, in either direction, or both as in ``"opm-ses--california-2010"``.
    source, target : Framework, optional
        The frameworks it is to lead from and to. Where they are given, every id is checked against them, and a file
        that leads the other way round is inverted. Two editions of one id are told apart by their competencies: the
        file lists those of the edition it leads from.

    Returns
    -------
    Crosswalk

    Raises
    ------
    UnknownNameError
        If no crosswalk of that name is shipped and no file has that path; the message lists the shipped ones.
    CrosswalkError
        If the file is not a valid crosswalk, or not one between the frameworks; one line per problem.

    Examples
    --------
    >>> walk = load_crosswalk(("opm-ecq-1997", "opm-ses"))
    >>> [(link.target, link.strength) for link in walk.links_from("cultural-awareness")]
    [('leveraging-diversity', 'same')]
    """
    if isinstance(where, tuple):
        path, name = resources.crosswalk_path(*where), "--".join(where)
    else:
        path, name = Path(where), os.fspath(where)
        if not path.is_file():
            path = resources.crosswalk_path(*name.partition("--")[::2])
    data = _read(path, name)
    turned = isinstance(where, tuple) and isinstance(data, Mapping) and data.get("source") == where[1] != where[0]
    if source and target and isinstance(data, Mapping):
        turned = _leads_back(data, source, target)
    if turned:
        return _in_order(crosswalk_from_dict(data, name, source=target, target=source).invert(), source)
    return crosswalk_from_dict(data, name, source=source, target=target)


def _read(path: Path, name: str) -> object:
    """Read the plain data of a crosswalk file, unchecked; a spreadsheet or the like is told for what it is."""
    from jobtagger.frameworks.foreign import what_is
    from jobtagger.frameworks.sheets import decode
    from jobtagger.frameworks.strict_yaml import load_yaml

    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise CrosswalkError(name, [f"(file): cannot be read ({reason}); check its permissions"]) from error
    problem: FrameworkError | None = None
    value: object = None
    try:
        value = load_yaml(decode(content, name), name)
    except FrameworkError as error:  # what is said of any file
        problem = error
    if not (isinstance(value, Mapping) and "competencies" in value) and (kind := what_is(content, path)):
        remedy = "a crosswalk is a YAML file, which 'jobtagger frameworks crosswalk A B -o FILE' writes"
        raise CrosswalkError(name, [f"(file): is {kind}, not a crosswalk; {remedy}"]) from problem
    if problem:
        raise CrosswalkError(name, problem.problems) from problem
    return value


def _leads_back(data: Mapping[str, Any], source: Framework, target: Framework) -> bool:
    """Tell whether the plain data of a file lead from the target to the source."""
    if source.id != target.id:
        return (data.get("source"), data.get("target")) == (target.id, source.id)
    entries = data.get("competencies")
    # The nearer of the two editions, so that a slip in a file is told as one slip, whichever way the file leads.
    return isinstance(entries, Mapping) and len(entries.keys() ^ target.labels) < len(entries.keys() ^ source.labels)


def _in_order(crosswalk: Crosswalk, source: Framework | None) -> Crosswalk:
    """Return a crosswalk with its links in the order of the source's competencies."""
    if source is None:
        return crosswalk
    links = tuple(link for id in source.labels for link in crosswalk.links_from(id))
    return replace(crosswalk, links=links)


def crosswalk_from_dict(
    data: object, name: str = "crosswalk", *, source: Framework | None = None, target: Framework | None = None
) -> Crosswalk:
    """Build a crosswalk from the plain data of a file.

    Parameters
    ----------
    data : mapping
        What a crosswalk file holds.
    name : str
        Name to use in error messages.
    source, target : Framework, optional
        The frameworks to check its ids against.

    Returns
    -------
    Crosswalk

    Raises
    ------
    CrosswalkError
        With every problem found, not only the first.
    """
    from jobtagger.frameworks.crosswalk_check import find_crosswalk_errors

    problems = [str(problem) for problem in find_crosswalk_errors(data, source, target)]
    if problems:
        raise CrosswalkError(name, problems)
    assert isinstance(data, Mapping)  # find_crosswalk_errors has seen to it
    entries: dict[str, Any] = data["competencies"]
    ordered = [id for id in source.labels if id in entries] if source else list(entries)
    links = tuple(_link(id, entry) for id in ordered if isinstance(entries[id], list) for entry in entries[id])
    linked = {link.target for link in links}
    reviewed = data.get("reviewed") or {}
    return Crosswalk(
        source=data["source"],
        target=data["target"],
        links=links,
        no_counterpart=tuple(id for id in ordered if not isinstance(entries[id], list)),
        # With the framework at hand nobody has to keep the list of what is left over.
        only_in_target=tuple(
            id for id in (target.labels if target else data.get("only_in_target") or ()) if id not in linked
        ),
        reviewed_by=_clean(reviewed.get("by")),
        reviewed_on=_clean(reviewed.get("date")),
        notes=tuple(map(_clean, data.get("notes") or ())),
    )


def _link(source: str, entry: Mapping[str, Any]) -> Link:
    why = entry.get("why") or ()
    score = entry.get("score")
    return Link(
        source=source,
        target=entry["to"],
        strength=entry["strength"],
        score=None if score is None else float(score),
        reasons=tuple(map(_clean, [why] if isinstance(why, str) else why)),
    )


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())


def crosswalk_to_dict(crosswalk: Crosswalk) -> dict[str, Any]:
    """Return the plain data of a crosswalk file: what `crosswalk_from_dict` takes, without its empty parts."""
    data: dict[str, Any] = {"format": FORMAT, "source": crosswalk.source, "target": crosswalk.target}
    if crosswalk.reviewed_by:
        date = {"date": crosswalk.reviewed_on} if crosswalk.reviewed_on else {}
        data["reviewed"] = {"by": crosswalk.reviewed_by, **date}
    if crosswalk.notes:
        data["notes"] = list(crosswalk.notes)
    entries: dict[str, Any] = {}
    for link in crosswalk.links:
        entry: dict[str, Any] = {"to": link.target, "strength": link.strength}
        if link.score is not None:
            entry["score"] = round(link.score, 3)
        if link.reasons:
            entry["why"] = link.reasons[0] if len(link.reasons) == 1 else list(link.reasons)
        entries.setdefault(link.source, []).append(entry)
    data["competencies"] = entries | dict.fromkeys(crosswalk.no_counterpart, NONE)
    if crosswalk.only_in_target:
        data["only_in_target"] = list(crosswalk.only_in_target)
    return data
