"""Numbers that turn the scores of a bank-trained model into probabilities and decisions, and where they come from.

They were chosen on labelled job text that is not part of the project: 260 single statements and the 432 duty and
boilerplate units of 17 announcements (the development sets of `docs/model.md`). The bank's own validation file would not
do: its sentences are the authors', and a model is too sure of itself on text by the hands that wrote its examples.
They hold for models with the example bank; what is not linked to it takes the common threshold.
"""

from __future__ import annotations

from jobtagger.scoring import Calibration

CALIBRATION = Calibration(slope=0.40, shift=-0.88)
"""Platt's line, fitted to the two development sets together (smallest log loss)."""

THRESHOLD = 0.30
"""Calibrated score from which a segment is evidence: best micro-F1 over both sets lies between 0.24 and 0.34."""

THRESHOLDS = {
    "strategic-thinking": 0.35,
    "developing-others": 0.25,
    "accountability": 0.26,
    "customer-service": 0.25,
    "problem-solving": 0.41,
    "technical-credibility": 0.27,
    "financial-management": 0.27,
    "technology-management": 0.27,
    "partnering": 0.32,
    "oral-communication": 0.32,
    "written-communication": 0.33,
}
"""For competencies with 20 or more labelled units: half way from a common 0.34 to the label's own best, since the own
best of so few units is mostly chance."""

PRECISION = {"0.5": 0.13, "0.6": 0.24, "0.7": 0.44, "0.8": 0.68, "0.9": 0.96}
"""Score from which that share of all decisions on the two sets was right."""

BANK_SHARE = 0.15
"""Weight of what the bank knows beside a framework's own wording, in log-odds. Chosen on three frameworks that are not
part of the project, over indicators held out: 0 to 0.1 is best for two and 0.1 to 0.15 for the third. What holds it above
0 is real job text: with opm-ses taken for a framework known by its indicators alone, single statements have a micro-F1 of
0.53 at 0, 0.62 at 0.1, 0.68 at 0.2 (the bank alone: 0.67)."""

WORDING_THRESHOLD = 0.27
"""For each competency alike, with the wording. Calibration is fitted anew for each framework, on its own texts held out:
it depends on how much text there is. Best micro-F1 over the indicators of the three lies between 0.25 and 0.30."""

WORDING_PRECISION = {"0.5": 0.35, "0.6": 0.45, "0.7": 0.65, "0.8": 0.8, "0.9": 0.9}
"""As `PRECISION`, over the same, rounded up: the hardest of the three (0.5 at 0.35, 0.7 at 0.7) has the most say."""
