"""From segments to probabilities and levels: the numbers of a model, and what is done with them.

A `Model` holds arrays only. It scores many segments at once and knows nothing of documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit, log_expit

from jobtagger.encoder import Encoder
from jobtagger.frameworks import Framework
from jobtagger.ngrams import NGrams

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line on log-odds, after which they are true probabilities (Platt 1999)."""

    slope: float = 1.0
    shift: float = 0.0

    def log_odds(self, log_odds: Floats) -> Floats:
        """Return calibrated log-odds, of the shape of `log_odds`."""
        return np.asarray(self.slope * log_odds + self.shift)

    def __call__(self, log_odds: Floats) -> Floats:
        """Return probabilities, of the shape of `log_odds`."""
        return np.asarray(expit(self.log_odds(log_odds)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What makes probabilities of a model's log-odds."""

    alone: Line = Line()
    """Of the competencies of a text that stands alone."""
    document: Line = Line()
    """Of those of a document's segments: a fragment of an announcement bears less, and less surely."""
    relevance: Line = Line()
    """Of the relevance, in and out of documents."""


@dataclass(frozen=True)
class LinearPart:
    """Weights that are linear in the encoder's vectors and in n-grams."""

    vectors: Floats
    """Of shape (n_features, n_outputs)."""
    grams: Floats
    """Of shape (n_grams, n_outputs)."""
    shift: Floats
    """What is taken off each output, of shape (n_outputs,): the centre of the features, and a prior where there is one."""

    def __call__(self, vectors: npt.NDArray[Any], grams: Any) -> Floats:
        """Return the outputs, of shape (n_texts, n_outputs)."""
        return np.asarray(vectors @ self.vectors + grams @ self.grams - self.shift)


_MANNER_SLOPE = 0.4
"""What the log-odds of a manner are multiplied by where competencies are told: the regression is surer of the framework's own
texts, which it has learnt from, than of others of their kind. Chosen on the indicators, held out, of two shipped frameworks
and of three outside the project, and on job text in the terms of the former (`docs/model.md`, what was tried). Levels take them
as they come: on `opm-ses`, where less was tried, announcements lose what statements gain."""


@dataclass(frozen=True)
class Wording:
    """How a framework puts things, beside what a model knows of job text.

    A text in the framework's own manner, as an indicator is, is told best by the framework's wording; job text is told
    best by the bank. So each has an expert of its own, and what tells the two manners apart says how much each counts
    (a gate over probabilities, after Jacobs, Jordan, Nowlan and Hinton 1991).
    """

    known: NGrams
    """The n-grams that the parts have weights for."""
    labels: LinearPart
    """Log-odds of the competencies, an output each."""
    manner: LinearPart | None
    """Log-odds that a text is in the framework's own manner, one output; None where no job text was there to tell it from."""
    line: Line | None
    """Calibration of `labels` by itself, for the framework's manner; None where competencies are told there as they are
    elsewhere."""
    level: LinearPart | None
    """Direction of the level, one output; None where there are too few levelled texts."""
    level_cuts: Floats
    """Of shape (n_levels - 1,), ascending; empty without `level`."""
    level_share: float
    """Share of `level` beside the model's other direction elsewhere; in the framework's manner it stands alone."""

    def share(self, vectors: npt.NDArray[Any], grams: Any) -> Floats | float:
        """Return the probability that each text is in the framework's manner, of shape (n_texts, 1)."""
        return 1.0 if self.manner is None else np.asarray(expit(self.manner(vectors, grams)))

    def label_log_odds(self, others: Floats, line: Line, vectors: npt.NDArray[Any], grams: Any) -> Floats:
        """Return calibrated log-odds, of shape (n_texts, n_labels), given the model's other ones, uncalibrated."""
        own = self.labels(vectors, grams)
        elsewhere = line.log_odds(own + others)
        if self.line is None:
            return elsewhere
        gate = np.inf if self.manner is None else _MANNER_SLOPE * self.manner(vectors, grams)
        return _mixed(gate, self.line.log_odds(own), elsewhere)

    def place(self, other: Floats, cuts: Floats, vectors: npt.NDArray[Any], grams: Any) -> Floats:
        """Return how far each text stands above each cut, of shape (n_texts, n_levels - 1), given the other direction."""
        above = other[:, None] - cuts
        if self.level is None:
            return np.asarray(above)
        share = self.level_share + (1 - self.level_share) * self.share(vectors, grams)
        return np.asarray((1 - share) * above + share * (self.level(vectors, grams) - self.level_cuts))


def _mixed(gate: Floats | float, one: Floats, other: Floats) -> Floats:
    """Return the log-odds of the weighted mean of two probabilities; all are given as log-odds, the first's weight too."""

    def mean(sign: int) -> Floats:  # as a logarithm, for near 0 and 1 a probability keeps nothing of its log-odds
        return np.asarray(
            np.logaddexp(log_expit(gate) + log_expit(sign * one), log_expit(-gate) + log_expit(sign * other))
        )

    return mean(1) - mean(-1)


@dataclass(frozen=True)
class Model:
    """Weights of a trained tagger."""

    coef: Floats
    """Of shape (n_labels, n_features): log-odds of the competencies."""
    intercept: Floats
    """Of shape (n_labels,)."""
    relevance_coef: Floats
    """Of shape (n_features,): log-odds that a segment speaks of the job holder."""
    relevance_intercept: float
    level_coef: Floats
    """Of shape (n_features,): the direction of the level."""
    level_cuts: Floats
    """Of shape (n_levels - 1,), ascending."""
    thresholds: Floats
    """Of shape (n_labels,): calibrated score from which a segment is evidence."""
    calibration: Calibration
    """Of the competencies' log-odds and those of relevance."""
    precision_thresholds: dict[str, float]
    """Score from which the stated share of inferred evidence was right, where the thresholds were chosen."""
    wording: Wording | None = None
    """How the framework words things; None where it has too little text of its own to tell."""

    def grams(self, texts: Sequence[str] | None) -> Any:
        """Return what the methods below need of the texts beside their vectors, or None."""
        if self.wording is None:
            return None
        if texts is None:
            raise ValueError("this model reads words as well as vectors; give the texts too")
        return self.wording.known(texts)

    def label_log_odds(self, vectors: npt.NDArray[Any], grams: Any, line: Line) -> Floats:
        """Return log-odds of the competencies, of shape (n_segments, n_labels), calibrated by a line of `calibration`."""
        log_odds = np.asarray(vectors @ self.coef.T + self.intercept)
        if self.wording is None:
            return line.log_odds(log_odds)
        return self.wording.label_log_odds(log_odds, line, vectors, grams)

    def relevance_log_odds(self, vectors: npt.NDArray[Any]) -> Floats:
        """Return log-odds that each segment speaks of the job holder, of shape (n_segments,)."""
        return np.asarray(vectors @ self.relevance_coef + self.relevance_intercept)

    def level_probabilities(self, vectors: npt.NDArray[Any], grams: Any) -> Floats:
        """Return the probability of each level, of shape (n_segments, n_levels)."""
        place = np.asarray(vectors @ self.level_coef)
        above = (
            place[:, None] - self.level_cuts
            if self.wording is None
            else self.wording.place(place, self.level_cuts, vectors, grams)
        )
        edges = np.column_stack([np.ones(len(above)), expit(above), np.zeros(len(above))])
        return np.asarray(np.maximum(edges[:, :-1] - edges[:, 1:], 0))


@dataclass(frozen=True)
class SegmentScores:
    """What a model sees in the segments of one document."""

    competencies: Floats
    """Of shape (n_segments, n_labels): calibrated, relevance taken into account."""
    relevance: Floats
    """Of shape (n_segments,): probability that the segment speaks of the job holder."""
    level_values: Floats
    """Of shape (n_segments,): expected level."""
    level_sure: npt.NDArray[np.bool_]
    """Of shape (n_segments,): whether the text tells the level at all."""


# Log-odds that a heading adds to or takes from a segment's relevance, before calibration. Set by judgement, checked on the dev set.
_SECTION_PRIOR = {
    "duties": 0.8,
    "qualifications": 0.0,
    "competencies": -0.5,
    "evaluation": -1.5,  # it often repeats what the job asks for
    "education": -4.0,
    "conditions": -5.0,
    "agency": -5.0,
    "application": -6.0,
    "benefits": -8.0,
    "eeo": -10.0,
}
_NEIGHBOURS = 0.25
"""Weight of the mean log-odds of the two segments before and after: boilerplate and duties come in blocks."""
_LEVEL_TOLD = 0.35
"""Least probability of the likeliest level for the text to tell a level."""


def score_segments(
    model: Model,
    framework_levels: Sequence[int],
    vectors: npt.NDArray[Any],
    sections: Sequence[str] | None = None,
    texts: Sequence[str] | None = None,
) -> SegmentScores:
    """Score the segments of one document, or texts that stand alone.

    Parameters
    ----------
    model : Model
    framework_levels : sequence of int
        Values of the levels, ascending.
    vectors : ndarray of shape (n_segments, n_features)
        From the encoder.
    sections : sequence of str, optional
        Kind of section of each segment, in the order of the document; None for texts without a document.
    texts : sequence of str, optional
        The segments' texts; a model with n-grams needs them.

    Returns
    -------
    SegmentScores
    """
    own = model.relevance_log_odds(vectors)
    if sections is not None and len(own):
        prior = np.array([_SECTION_PRIOR.get(section, 0.0) for section in sections])
        own = own + _NEIGHBOURS * _around(np.clip(own, -4, 4)) + prior
    relevance = model.calibration.relevance(own)
    grams = model.grams(texts)
    line = model.calibration.alone if sections is None else model.calibration.document
    levels = model.level_probabilities(vectors, grams)
    return SegmentScores(
        competencies=np.asarray(expit(model.label_log_odds(vectors, grams, line))) * relevance[:, None],
        relevance=relevance,
        level_values=levels @ np.array(framework_levels, dtype=np.float64),
        level_sure=levels.max(axis=1, initial=0) >= _LEVEL_TOLD,
    )


def _around(values: Floats) -> Floats:
    """Mean of the two values before and the two after each; 0 where there are none."""
    padded = np.pad(np.column_stack([values, np.ones(len(values))]), ((2, 2), (0, 0)))
    total = np.sum([padded[shift : shift + len(values)] for shift in (0, 1, 3, 4)], axis=0)
    return np.asarray(total[:, 0] / np.maximum(total[:, 1], 1))


def encode(encoder: Encoder, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Encode texts, each different text once: exports repeat themselves."""
    unique = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    vectors = encoder.encode(list(unique))
    return vectors[[unique[text] for text in texts]] if texts else vectors


def level_scale(framework: Framework, borrowed: Framework) -> Framework:
    """Return the framework whose levels are used: its own, or the borrowed one's if it has none."""
    return framework if framework.levels else borrowed


def as_kept(model: Model) -> Model:
    """Round to what a model directory keeps, so that a model gives the same scores before and after it is saved."""
    names = ("coef", "intercept", "relevance_coef", "level_coef", "level_cuts", "thresholds")
    rounded: dict[str, Any] = {name: _rounded(getattr(model, name)) for name in names}
    wording = None if model.wording is None else _kept_wording(model.wording)
    return replace(model, **rounded, wording=wording)


def _kept_wording(wording: Wording) -> Wording:
    known = replace(wording.known, idf=_rounded(wording.known.idf))
    parts = {name: getattr(wording, name) for name in ("labels", "manner", "level")}
    kept: dict[str, Any] = {
        # Weights of n-grams in half precision, for they are many and none of them matters much.
        name: part and LinearPart(_rounded(part.vectors), _rounded(part.grams, np.float16), _rounded(part.shift))
        for name, part in parts.items()
    }
    return replace(wording, known=known, **kept, level_cuts=_rounded(wording.level_cuts))


def _rounded(array: Floats, kept: type[np.floating[Any]] = np.float32) -> Floats:
    return array.astype(kept).astype(np.float64)
