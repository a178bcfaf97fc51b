"""Documents that are no frameworks, though they have headings and bullets: announcements, manuals, logs of changes.

What is one beyond doubt is refused, and what is doubtful is read with a note.
"""

from __future__ import annotations

import re

from jobtagger.errors import FrameworkError
from jobtagger.frameworks.cells import fold
from jobtagger.frameworks.drafting import Draft
from jobtagger.frameworks.headings import Node

_ANNOUNCEMENT = {
    "duties": r"(?:(?:major|key|main|principal) )?duties(?: (?:and|&) responsibilities)?|(?:key )?responsibilities"
    r"|essential functions|what you(?:'ll| will| would)? do",
    "qualifications": r"(?:.+ )?qualifications(?: \(.*\))?|requirements|specialized experience"
    r"|what you(?:'ll| will)? (?:need to )?bring",
    "education": r"education(?: requirements?)?|certifications?",
    "conditions": r"conditions(?: of employment)?|working conditions|physical demands",
    "application": r"how to apply|required documents|application (?:process|procedure)",
    "evaluation": r"how you will be evaluated|selection (?:process|criteria)",
    "benefits": r"benefits|salary(?: (?:and|&) benefits)?|compensation|what we offer",
    "equality": r"equal (?:employment )?opportunity|reasonable accommodation",
    "position": r"purpose of the position|position summary|job summary|about the (?:job|role|position)|who may apply",
    "factors": r"factor levels|factors? \d.*",
}
"""Headings of announcements and position descriptions, by what stands below them."""
_NO_NAME = re.compile(
    r"(?:how|what|why|when|where|who|which)\b.*|.*\?|.*: (?:\S+ ){3,}.*|.*\(\S+ \S+ .*\)"
    r"|\[?v?\d+\.\d+.*|\[?unreleased\]?|added|changed|fixed|removed|deprecated|changelog"
    r"|install(?:ation|ing)?|set ?up|usage|getting started|contributing|licen[cs]e|examples?|limits|faq|tests|documents"
)
"""Headings that say something, or are those of manuals and logs: no competency is called so."""
_FEW_MARKS = 5
_SHAPE = (
    "in a framework each competency is a heading with its definition and indicators below, or a row of a table; "
    "see docs/framework-import.md"
)


def refuse_misfits(root: Node, draft: Draft, marks: int, *, listed: bool) -> None:
    """Refuse a document that is no framework; note what makes one doubtful.

    Parameters
    ----------
    root : Node
        Its headings.
    draft : Draft
        What was read.
    marks : int
        How many pieces of code and links to other files it has.
    listed : bool
        Whether its competencies stand in tables, so that headings say little.
    """
    if marks >= _FEW_MARKS and marks > draft.size:
        _refuse(draft, f"with {marks} pieces of code or links to files, it reads like the manual of a program")
    if listed:
        return
    headings = [node for node in root.walk() if node.line.text]
    kinds: dict[str, str] = {}
    for node in headings:
        for kind, words in _ANNOUNCEMENT.items():
            if re.fullmatch(words, fold(node.line.text)):
                kinds.setdefault(kind, node.line.text)
    shown = ", ".join(map(repr, list(kinds.values())[:4]))
    if len(kinds) >= 3:
        _refuse(draft, f"its headings are those of a job announcement or position description ({shown})")
    odd = [node for node in headings if not node.role and not node.sub and _NO_NAME.fullmatch(fold(node.line.text))]
    competencies = sum(1 for node in headings if not node.role and not node.sub)
    if len(odd) >= 2 and 3 * len(odd) >= competencies:
        names = ", ".join(repr(node.line.text) for node in odd[:4])
        _refuse(draft, f"{len(odd)} of its {competencies} headings do not name competencies ({names})")
    for node in odd:
        if draft.known(node.line.text):
            draft.notes.append(
                f"{node.line.place}: {node.line.text!r} was read as a competency; is it the name of one?"
            )
    if len(kinds) == 2:
        draft.notes.append(f"Some headings are those of a job announcement ({shown}); is this file a framework?")


def _refuse(draft: Draft, reason: str) -> None:
    raise FrameworkError(draft.source, [f"(file): is no competency framework: {reason}; {_SHAPE}"])
