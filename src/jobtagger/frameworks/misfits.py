"""Documents that are no frameworks, though they have headings and bullets: announcements, manuals, logs of changes.

What is one beyond doubt is refused, and what is doubtful is read with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.cells import fold
from jobtagger.frameworks.drafting import Draft
from jobtagger.frameworks.headings import Node

_ANNOUNCEMENT = {
    "duties": r"(?:(?:major|key|main|principal) )?duties(?: (?:and|&) responsibilities)?|(?:key )?responsibilities"
    r"|essential functions|what you(?:'ll| will| would)? do",
    "qualifications": r"(?:(?!executive core).+ )?qualifications(?: \(.*\))?|requirements|specialized experience"
    r"|what you(?:'ll| will)? (?:need to )?bring",
    "education": r"education(?: requirements?)?|certifications?",
    "conditions": r"conditions(?: of employment)?|working conditions|physical demands",
    "application": r"how to apply|required documents|application (?:process|procedure)",
    "evaluation": r"how you will be evaluated|selection (?:process|criteria)",
    "benefits": r"benefits|salary(?: (?:and|&) benefits)?|compensation|what we offer",
    "equality": r"equal (?:employment )?opportunity|reasonable accommodation",
    "position": r"purpose of the position|position summary|job summary|about (?:the|this) (?:job|role|position)"
    r"|what (?:the|this) (?:job|role|position) is(?: about)?|who may apply",
    "factors": r"factor levels|factors? \d.*",
}
"""Headings of announcements and position descriptions, by what stands below them."""
_NO_NAME = re.compile(
    r".*\?|\[?v?\d+\.\d+.*|\[?unreleased\]?|added|changed|fixed|removed|deprecated|changelog"
    r"|install(?:ation|ing)?|set ?up|getting started|contributing|licen[cs]e|limits|faq|documents"
    r"|agenda|attendees|participants|minutes|action items|next (?:steps|meeting)|effective date"
)
"""Headings that ask, or are those of manuals and logs: hardly a competency is called so."""
_EXPLAINS = re.compile(r"(?:.*: )?(?:what|why|when|where|who|which) (?:is|are|the|an?)\b.*|how to\b.*")
"""Headings that explain something, whatever stands below them."""
_DOUBTFUL = re.compile(
    r"(?:how|what|why|when|where|who|which)\b.*|.*: (?:\S+ ){3,}.*|usage|examples?|tests|procedures?|policy"
)
"""Headings that are those of manuals more often than names; a framework may well have some."""
_FEW_MARKS = 5
_MANY_KINDS = 3
_SHAPE = (
    "in a framework each competency is a heading with its definition and indicators below, or a row of a table; "
    "see docs/framework-import.md"
)


class Marks(NamedTuple):
    """Pieces of code and links to other files, which manuals are full of."""

    words: int = 0
    """Outside of tables."""
    tables: int = 0
    """In tables."""


def leave_out_duties(root: Node, source: str) -> None:
    """Refuse an announcement or position description; leave out its headings where a framework has some of them.

    Parameters
    ----------
    root : Node
        The headings, of which those that are left out become unread.
    source : str
        Name of the file.
    """
    announcing = [node for node in root.walk() if _announced(node)]
    kinds = _kinds(announcing)
    if len(kinds) < _MANY_KINDS:
        return
    inside = {id(inner) for node in announcing for inner in node.walk()}
    others = {fold(node.line.text) for node in _names(root) if id(node) not in inside and _has_list(node)}
    if len({fold(node.line.text) for node in announcing}) > len(others):
        _refuse(source, f"its headings are those of a job announcement or position description ({_shown(kinds)})")
    for node in announcing:
        if not node.role and not node.sub:
            node.role = "unread"


def refuse_manual(draft: Draft, marks: Marks, *, listed: bool) -> None:
    """Refuse the manual of a program; in a table that lists competencies, links lead to their pages."""
    count = marks.words if listed else marks.words + marks.tables
    if count >= _FEW_MARKS and count > draft.size:
        _refuse(draft.source, f"with {count} pieces of code or links to files, it reads like the manual of a program")


def refuse_misfits(root: Node, draft: Draft) -> None:
    """Refuse a document without tables of competencies whose headings are no names; note which are doubtful."""
    names = list(_names(root))
    odd = [node for node in names if _is_odd(node)]
    if len(odd) >= 2 and 2 * len(odd) > len(names):
        shown = ", ".join(repr(node.line.text) for node in odd[:4])
        _refuse(draft.source, f"{len(odd)} of its {len(names)} headings do not name competencies ({shown})")
    for node in names:
        doubtful = _DOUBTFUL.fullmatch(fold(node.line.text)) and not _is_told(node)
        if (node in odd or doubtful) and draft.known(node.line.text):
            draft.notes.append(
                f"{node.line.place}: {node.line.text!r} was read as a competency; is it the name of one?"
            )
    kinds = _kinds(root.walk())
    if len(kinds) == _MANY_KINDS - 1:
        shown = _shown(kinds)
        draft.notes.append(f"Some headings are those of a job announcement ({shown}); is this file a framework?")


def _names(root: Node) -> Iterator[Node]:
    """Yield the headings that are read as names of competencies."""
    return (node for node in root.walk() if node.line.text and not node.role and not node.sub)


def _is_odd(node: Node) -> bool:
    text = fold(node.line.text)
    return bool(_EXPLAINS.fullmatch(text) or (_NO_NAME.fullmatch(text) and not _is_told(node)))


def _has_list(node: Node) -> bool:
    return any(inner.lines("bullet") or inner.tables() for inner in node.walk())


def _is_told(node: Node) -> bool:
    """Whether a heading has a definition and indicators or levels, as only a competency has."""
    return bool(node.lines("paragraph") and (_has_list(node) or any(child.role == "level" for child in node.children)))


def _announced(node: Node) -> str:
    text = fold(node.line.text)
    return next((kind for kind, words in _ANNOUNCEMENT.items() if re.fullmatch(words, text)), "")


def _kinds(nodes: Iterable[Node]) -> dict[str, str]:
    """Return what headings of announcements there are, each with the first that is one."""
    kinds: dict[str, str] = {}
    for node in nodes:
        kinds.setdefault(_announced(node), node.line.text)
    return {kind: text for kind, text in kinds.items() if kind}


def _shown(kinds: dict[str, str]) -> str:
    return ", ".join(map(repr, list(kinds.values())[:4]))


def _refuse(source: str, reason: str) -> None:
    raise FrameworkError(source, [f"(file): is no competency framework: {reason}; {_SHAPE}"])
