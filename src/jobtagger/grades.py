"""The pay grade that a US federal announcement states, as a hint at the level of its work.

"One year of experience equivalent to GS-12" says more of a job's level than most of its verbs. The classification law
(5 U.S.C. 5104) defines the General Schedule grades by difficulty, responsibility and supervision, as OPM's proficiency
levels are defined, so the grades map onto the levels. Words alone can be had with ``TagOptions(use_grade=False)``.
"""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

_GRADE = re.compile(r"\b(?:GS|GG|GL|GM|GP)\s?[-\u2013 ]?\s?0?(\d{1,2})\b")
# Grade and OPM level that go together: clerical support, technicians, professionals, seniors and managers, top of scale.
_STEPS = ((1.0, 1.0), (4.0, 1.3), (7.0, 2.0), (11.0, 3.0), (13.5, 4.0), (15.0, 4.7))
OPM_LEVELS = ("Awareness", "Basic", "Intermediate", "Advanced", "Expert")
"""Names of the scale that grades are mapped onto."""
WEIGHT = 0.5
"""Share of a document's level that a stated grade decides; the words of the evidence decide the rest."""


def stated_level(text: str) -> float | None:
    """Return the level, on OPM's scale of five, of the General Schedule grades a text states; None if it states none.

    >>> stated_level("One year of specialized experience equivalent to GS-11.")
    3.0
    >>> stated_level("Plans the work of the branch.") is None
    True
    """
    grades = [int(number) for number in _GRADE.findall(text) if 1 <= int(number) <= 15]
    if not grades:
        return None
    grade = median(grades)
    for (low, start), (high, end) in pairwise(_STEPS):
        if grade <= high:
            return start + (end - start) * (grade - low) / (high - low)
    return _STEPS[-1][1]
