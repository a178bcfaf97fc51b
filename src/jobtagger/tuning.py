"""Numbers that turn the scores of a bank-trained model into probabilities and decisions, and where they come from.

Those for the bank were chosen on labelled job text that is not part of the project: 260 single statements and the 432 duty and
boilerplate units of 17 announcements (the development sets of `docs/model.md`). The bank's own validation file would not
do: its sentences are the authors', and a model is too sure of itself on text by the hands that wrote its examples.
They hold for models with the example bank; what is not linked to it takes the common threshold. Those at the end for models
that know nothing but a framework's own wording were chosen on indicators of three frameworks outside the project, with an
earlier encoder; `UNTAUGHT`, for models that know hardly that, on the statements.
"""

from __future__ import annotations

from jobtagger.scoring import Calibration, Line

CALIBRATION = Calibration(alone=Line(0.62, -0.81), document=Line(0.55, -1.33), relevance=Line(0.4, -0.52))
"""The first is fitted to the statements, the second to the announcements (smallest log loss of the scores; of lines that are
as good to 0.2 of 820, those with the smaller calibration error). The third was chosen by both. Relevance is flattened because
a segment of a document is never as surely boilerplate as its words make it seem, and shifted because training gives duties
and boilerplate the same weight, while two units of three are boilerplate: a line fitted to the announcements parts them at
1.3 too. The expected calibration error on the announcements, each left out in turn, is 0.05, and 0.08 with relevance as it
comes."""

THRESHOLD = 0.29
"""Calibrated score from which a segment is evidence: with one for all competencies, micro-F1 is within 0.01 of its best from
0.28 on the announcements and on the statements, up to 0.40 at least."""

THRESHOLDS = {
    "strategic-thinking": 0.32,
    "developing-others": 0.23,
    "accountability": 0.30,
    "customer-service": 0.26,
    "problem-solving": 0.24,
    "technical-credibility": 0.39,
    "financial-management": 0.37,
    "human-capital-management": 0.32,
    "technology-management": 0.32,
    "partnering": 0.31,
    "oral-communication": 0.22,
    "written-communication": 0.44,
}
"""For competencies with 20 or more labelled units: half way from the common one to the label's own best, since the own
best of so few units is mostly chance. One that is not here had its best at the common one."""

PRECISION = {"0.5": 0.09, "0.6": 0.18, "0.7": 0.32, "0.8": 0.58, "0.9": 0.86}
"""Score from which that share of all decisions on the two sets was right."""

OWN_LEVEL_WEIGHT = 4.0
"""Weight of a framework's own levelled text beside the bank's, on a scale that both have. More brings illustrations held
out nearer to their levels (kappa 0.59 at 3, 0.61 at 5, both with the spread below, before
`OWN_LEVEL_SHARE` and with an earlier encoder), and announcements further from
their pay grades (Spearman by the words alone, with an earlier encoder: 0.46 at 1, 0.45 at 3, 0.42 at 8)."""

OWN_LEVEL_SHARE = 0.4
"""Share that a framework's own levelled text has, as its wording is learnt, in the level on a scale that the bank has too,
for job text; text in the framework's own manner has its level from it alone. The kappa over illustrations of competencies
held out (levels alone) / single statements / units of announcements is 0.701 / 0.63 / 0.75; where the bank keeps a part in
the framework's manner too it is 0.699 / 0.64 / 0.75 (0.05) or 0.69 / 0.65 / 0.76 (0.15). With an earlier encoder, where both
have 0.4 it was 0.67 / 0.67 / 0.74, where both have none 0.58 / 0.64 / 0.75, where the bank is not asked 0.72 / 0.56 / 0.58."""

LEVEL_SPREAD = 1.45
"""By how much levels are spread around the middle. A penalised fit to noisy text draws them together (regression
dilution), so that nearly everything would be a 3. With an earlier encoder, from 1.3 to 1.6 the kappa was highest on both
development sets and over illustrations held out, before the mean error grew."""

BANK_EVERY = 6
"""Of the bank, one example in so many is read for other frameworks than its own. The encoder has learnt from all of it, so
that little is left to learn: on the announcements and statements of the development sets, in the terms of the five other
frameworks through the reviewed crosswalks, one in four gives up to 0.01 more micro-F1 or up to 0.01 less, and takes two
fifths longer; all of it gave at most 0.01 more than one in four in those of two of them."""

UNTAUGHT = Line(5.2, -3.25)
"""Calibration without the bank and without a learnt wording, of log-odds above those of chance, which is one competency of
all. A handful of definitions is held so near to chance by the penalty that its probabilities say nothing as they come, though
their order does. Fitted to the statements, in the terms of `doi-lef-1994`, `opm-ecq-1997` and `opm-ecq-2025` through the
reviewed crosswalks: micro-F1 at `THRESHOLD`, by `evaluate`, is 0.57 / 0.64 / 0.56 there, and 0.27 / 0.54 / 0.62 on the
announcements, where boilerplate is tagged too, for nothing has told the model what that is. Without it, and with a threshold
of 0.4, nothing was ever tagged. For more text than definitions, and other strengths than the usual one, it is rough."""

WORDING_THRESHOLD = 0.27
"""For each competency alike, where the wording speaks alone. Calibration is fitted anew for each framework, on its own texts
held out: it depends on how much text there is. Best micro-F1 over the indicators of the three lay between 0.25 and 0.30,
before calibration took relevance into account."""

WORDING_PRECISION = {"0.5": 0.35, "0.6": 0.45, "0.7": 0.70, "0.8": 0.8, "0.9": 0.9}
"""As `PRECISION`, but measured on indicators: those of the same three frameworks, held out, not real job text. Rounded
up: the hardest of the three (0.5 at 0.35, 0.7 at 0.70) has the most say."""
