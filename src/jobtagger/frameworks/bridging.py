"""Finds the way from one framework to another: a file, a shipped crosswalk or a proposal, in one step or in two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from jobtagger import resources
from jobtagger.errors import CrosswalkError
from jobtagger.frameworks.crosswalk import (
    STRENGTHS,
    Crosswalk,
    Link,
    Strength,
    crosswalk_from_dict,
    crosswalk_to_dict,
    load_crosswalk,
)
from jobtagger.frameworks.model import Framework
from jobtagger.frameworks.proposing import propose_crosswalk

if TYPE_CHECKING:
    from jobtagger.frameworks.proposing import Meaning


def find_crosswalk(
    source: Framework,
    target: Framework,
    given: Path | Crosswalk | None = None,
    meaning: Meaning | None = None,
) -> Crosswalk:
    """Return the best crosswalk there is between two frameworks.

    Parameters
    ----------
    source, target : Framework
        The frameworks it is to lead from and to.
    given : Path or Crosswalk, optional
        A crosswalk to obey, or its file, in either direction.
    meaning : callable, optional
        For a proposal, see `propose_crosswalk`.

    Returns
    -------
    Crosswalk
        The one given; else each competency to itself where the frameworks have the same ones; else the shipped
        crosswalk; else a proposal, which is not reviewed.

    Raises
    ------
    CrosswalkError
        If the one given is not a crosswalk between the two.
    """
    if isinstance(given, Crosswalk):
        return _checked(given, source, target)
    if given is not None:
        return load_crosswalk(given, source=source, target=target)
    if source.id == target.id and set(source.labels) == set(target.labels):
        links = tuple(Link(label, label, "same") for label in source.labels)
        return Crosswalk(source.id, target.id, links)  # not needed, so that nobody has to review it
    if {(source.id, target.id), (target.id, source.id)} & set(resources.crosswalk_names()):
        try:
            return load_crosswalk((source.id, target.id), source=source, target=target)
        except CrosswalkError:
            pass  # a framework of one's own that bears the name of a shipped one
    return propose_crosswalk(source, target, meaning)


def _checked(given: Crosswalk, source: Framework, target: Framework) -> Crosswalk:
    """Return a crosswalk made in memory, if its file would load; what it does not name has no counterpart."""
    turned = (given.source, given.target) == (target.id, source.id) != (source.id, target.id)
    walk = given.invert() if turned else given
    named = {*walk.no_counterpart, *(link.source for link in walk.links)}
    unnamed = tuple(label for label in source.labels if label not in named)
    whole = replace(walk, no_counterpart=(*walk.no_counterpart, *unnamed))
    name = f"crosswalk {given.source} to {given.target}"
    return crosswalk_from_dict(crosswalk_to_dict(whole), name, source=source, target=target)


def chain(first: Crosswalk, second: Crosswalk) -> Crosswalk:
    """Return the crosswalk that leads where one and then another leads.

    Parameters
    ----------
    first, second : Crosswalk
        The second begins where the first ends.

    Returns
    -------
    Crosswalk
        Reviewed only if both are. Between two competencies the strongest of the ways counts.

    Examples
    --------
    >>> one = Crosswalk("a", "b", (Link("vision", "foresight", "same"), Link("budget", "money", "broader")))
    >>> two = Crosswalk("b", "c", (Link("foresight", "strategy", "narrower"), Link("money", "budget", "narrower")))
    >>> [(link.source, link.target, link.strength) for link in chain(one, two).links]
    [('vision', 'strategy', 'narrower'), ('budget', 'budget', 'related')]
    """
    order = list(STRENGTHS)
    links: list[Link] = []
    for source in dict.fromkeys(link.source for link in first.links):
        ways: dict[str, Link] = {}
        for near in first.links_from(source):
            for far in second.links_from(near.target):
                reasons = (f"through {near.target} of {first.target}",)
                link = Link(source, far.target, _together(near.strength, far.strength), reasons=reasons)
                known = ways.get(far.target)
                if known is None or order.index(link.strength) < order.index(known.strength):
                    ways[far.target] = link
        links += sorted(ways.values(), key=lambda link: order.index(link.strength))
    reached = {link.source for link in links}
    named = dict.fromkeys([*(link.source for link in first.links), *first.no_counterpart])
    targets = dict.fromkeys([*(link.target for link in second.links), *second.only_in_target])
    both, reviewers = first.reviewed and second.reviewed, (first.reviewed_by, second.reviewed_by)
    return Crosswalk(
        source=first.source,
        target=second.target,
        links=tuple(links),
        no_counterpart=tuple(id for id in named if id not in reached),
        only_in_target=tuple(id for id in targets if id not in {link.target for link in links}),
        reviewed_by=" and ".join(dict.fromkeys(filter(None, reviewers))) if both else "",
        reviewed_on=max(first.reviewed_on, second.reviewed_on) if both else "",
    )


def counterparts(crosswalk: Crosswalk) -> Mapping[str, tuple[str, ...]]:
    """Return what each competency of the source becomes, the nearest first; what is only related is no counterpart.

    >>> counterparts(Crosswalk("a", "b", (Link("vision", "strategy", "related"), Link("vision", "foresight", "close"))))
    {'vision': ('foresight',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    for link in crosswalk.links:
        if link.strength != "related":
            found[link.source] = (*found.get(link.source, ()), link.target)
    return found


def _together(one: Strength, other: Strength) -> Strength:
    if "related" in (one, other) or {one, other} == {"broader", "narrower"}:
        return "related"
    # 'same' and 'close' change nothing about what is broader or narrower; 'close' is weaker than 'same'.
    return max((one, other), key=list(STRENGTHS).index)
