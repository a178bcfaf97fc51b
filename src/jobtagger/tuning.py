"""Numbers that turn the scores of a bank-trained model into probabilities and decisions, and where they come from.

Those for the bank were chosen on labelled job text that is not part of the project: 260 single statements and the 432 duty and
boilerplate units of 17 announcements (the development sets of `docs/model.md`). The bank's own validation file would not
do: its sentences are the authors', and a model is too sure of itself on text by the hands that wrote its examples.
They hold for models with the example bank; what is not linked to it takes the common threshold. Those at the end, for models
that know nothing but a framework's own wording, were chosen on indicators of three frameworks outside the project, with an
earlier encoder.
"""

from __future__ import annotations

from jobtagger.scoring import Calibration, Line

CALIBRATION = Calibration(alone=Line(0.64, -0.88), document=Line(0.55, -1.44), relevance=Line(0.3))
"""Fitted (smallest log loss of the scores): the first to the statements, the second to the announcements; the third was
chosen by both. Relevance is flattened because a segment of a document is never as surely boilerplate as its words make it
seem. The expected calibration error on the announcements, each left out in turn, is 0.03, and 0.07 unflattened. The
announcements alone would have relevance flatter (0.2), the statements less flat (0.7)."""

THRESHOLD = 0.28
"""Calibrated score from which a segment is evidence: the best micro-F1 is at 0.26 to 0.28 on the announcements,
at 0.28 to 0.40 on the statements."""

THRESHOLDS = {
    "strategic-thinking": 0.42,
    "developing-others": 0.27,
    "accountability": 0.35,
    "customer-service": 0.20,
    "problem-solving": 0.29,
    "technical-credibility": 0.29,
    "human-capital-management": 0.40,
    "technology-management": 0.42,
    "partnering": 0.25,
    "oral-communication": 0.20,
    "written-communication": 0.42,
}
"""For competencies with 20 or more labelled units: half way from the common one to the label's own best, since the own
best of so few units is mostly chance. One that is not here had its best at the common one."""

PRECISION = {"0.5": 0.10, "0.6": 0.17, "0.7": 0.30, "0.8": 0.53, "0.9": 0.82}
"""Score from which that share of all decisions on the two sets was right."""

OWN_LEVEL_WEIGHT = 4.0
"""Weight of a framework's own levelled text beside the bank's, on a scale that both have. More brings illustrations held
out nearer to their levels (kappa 0.59 at 3, 0.61 at 5, both with the spread below, before
`OWN_LEVEL_SHARE` and with an earlier encoder), and announcements further from
their pay grades (Spearman by the words alone, with an earlier encoder: 0.46 at 1, 0.45 at 3, 0.42 at 8)."""

OWN_LEVEL_SHARE = (0.3, 0.8)
"""Share that a framework's own levelled text has, as its wording is learnt, in the level on a scale that the bank has too:
of job text, and of text in the framework's own manner. Kappa over illustrations of competencies held out / single
statements / units of announcements: 0.71 / 0.65 / 0.73; with 0.4 for both 0.67 / 0.67 / 0.74, with 0 for both 0.58 / 0.64 /
0.75, where the bank is not asked 0.72 / 0.56 / 0.58 (level model alone, with definitions in training)."""

LEVEL_SPREAD = 1.45
"""By how much levels are spread around the middle. A penalised fit to noisy text draws them together (regression
dilution), so that nearly everything would be a 3. With an earlier encoder, from 1.3 to 1.6 the kappa is highest on both development sets and over
illustrations held out, before the mean error grows."""

BANK_SAY = 0.05
"""Weight of what the bank knows beside a framework's own wording, in log-odds, where a text is in the framework's manner.
Indicators held out come first in 0.81 / 0.72 / 0.62 of the cases on the three frameworks with 0.05, in 0.78 / 0.70 / 0.59 with
0.15; for `california-2010` and `agency-core`, whose crosswalks are reviewed, it makes no difference (0.73 and 0.54, 0.72 and
0.53)."""

BANK_EVERY = 4
"""Of the bank, one example in so many is read for other frameworks than its own. The encoder has learnt from all of it, so
that little is left to learn: on the announcements and statements of the development sets, in the terms of
`california-2010` and `agency-core` through the reviewed crosswalks, all of it gives the same figures to 0.02."""

WORDING_THRESHOLD = 0.27
"""For each competency alike, with the wording. Calibration is fitted anew for each framework, on its own texts held out:
it depends on how much text there is. Best micro-F1 over the indicators of the three lies between 0.25 and 0.30."""

WORDING_PRECISION = {"0.5": 0.35, "0.6": 0.45, "0.7": 0.70, "0.8": 0.8, "0.9": 0.9}
"""As `PRECISION`, but measured on indicators: those of the same three frameworks, held out, not real job text. Rounded
up: the hardest of the three (0.5 at 0.35, 0.7 at 0.70) has the most say."""
