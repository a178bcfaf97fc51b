"""Learn how a framework puts things: its own definitions and indicators, and the examples of its user.

The bank knows job text, and reaches a framework only through a crosswalk. A framework with indicators enough knows
itself better: here a softmax regression over n-grams and the encoder's general features learns which of its competencies
a text is worded like. It has no intercept, so that a text which shares nothing with the framework is left as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jobtagger.classifier import OrdinalLogistic
from jobtagger.examples import Example
from jobtagger.frameworks import Framework
from jobtagger.ngrams import NGrams, NGramWeights

Floats = npt.NDArray[np.float64]

ENOUGH = 4.0
"""Own texts per competency, in the mean, from which the wording is learnt; below, it is better borrowed from the bank."""
_GENERAL = 1.5
"""Length of the general features beside the n-grams, whose words and letters have length 1 each."""
_TASK = 1.0
"""Length of the features that the encoder was tuned to. They tell levels, but not the competencies of others."""
_SMOOTH = 10.0
"""Inverse strength of the penalty (C), for competencies and levels alike."""


@dataclass(frozen=True)
class LinearPart:
    """Weights that are linear in the encoder's vectors and in n-grams."""

    vectors: Floats
    """Of shape (n_features, n_outputs)."""
    grams: Floats
    """Of shape (n_grams, n_outputs)."""
    shift: Floats
    """What is taken off each output, of shape (n_outputs,): features are centred on the framework's own texts."""


def own_texts(examples: Sequence[Example]) -> list[int]:
    """Return the places of the examples that say how the framework words a competency."""
    return [
        place
        for place, example in enumerate(examples)
        if example.origin != "bank" and example.kind == "duty" and example.competencies
    ]


def is_enough(framework: Framework, examples: Sequence[Example]) -> bool:
    """Whether there is own text enough to learn the wording from."""
    return len(own_texts(examples)) >= ENOUGH * len(framework.labels)


class Phrasing:
    """The framework's own texts as features, and what is fitted on them.

    Parameters
    ----------
    framework : Framework
        Whose wording it is.
    examples : sequence of Example
        All examples; those of the bank are passed over.
    vectors : ndarray of shape (n_examples, n_features)
        Of the encoder.
    general : int
        Where among the features those of general meaning begin.
    """

    def __init__(self, framework: Framework, examples: Sequence[Example], vectors: Floats, general: int) -> None:
        places = own_texts(examples)
        self._framework = framework
        self._examples = [examples[place] for place in places]
        self._vectors = vectors[places]
        self._general = general
        texts = [example.text for example in self._examples]
        self.known = NGrams.learn(texts)
        self._grams = self.known(texts)

    def competencies(self) -> LinearPart:
        """Fit which competency a text is worded like; the outputs of a text add up to 0."""
        from sklearn.linear_model import LogisticRegression

        column = {label: number for number, label in enumerate(self._framework.labels)}
        # Softmax knows one right answer: a text of several competencies is as many examples, that weigh one together.
        pairs = [
            (row, column[label], 1 / len(example.competencies))
            for row, example in enumerate(self._examples)
            for label in sorted(example.competencies)
        ]
        rows, labels, weights = map(np.array, zip(*pairs, strict=True))
        features, scale, centre = self._features(task=0.0)
        fitted = LogisticRegression(C=_SMOOTH, fit_intercept=False, max_iter=200)
        fitted.fit(features[rows], labels, sample_weight=weights)
        coef = np.zeros((len(column), features.shape[1]))
        # Of two classes scikit-learn keeps the difference.
        coef[fitted.classes_] = fitted.coef_ if len(fitted.coef_) > 1 else np.vstack([-fitted.coef_, fitted.coef_]) / 2
        return self._linear(coef.T, scale, centre)

    def levels(self, values: Sequence[int], fewest: int) -> tuple[LinearPart, Floats] | None:
        """Fit the direction of the level and its cuts; None if there are too few texts with a level of the scale."""
        rows = [row for row, example in enumerate(self._examples) if example.level in values]
        levels = [self._examples[row].level for row in rows]
        if len(rows) < fewest or len(set(levels)) < len(values):
            return None
        features, scale, centre = self._features(task=_TASK)
        fitted = OrdinalLogistic(C=_SMOOTH).fit(features[rows], levels)
        return self._linear(fitted.coef_[:, None], scale, centre), fitted.thresholds_

    def _features(self, task: float) -> tuple[Any, Floats, Floats]:
        """N-grams and vectors side by side, with the scale and the centre of the vectors."""
        from scipy.sparse import csr_matrix, hstack

        width = self._vectors.shape[1]
        # The general features have length 1, the others any: their length is made 1 in the mean.
        length = np.sqrt(np.mean(np.sum(self._vectors[:, : self._general] ** 2, axis=1)))
        scale = np.where(np.arange(width) < self._general, task / max(length, 1e-12), _GENERAL)
        centre = self._vectors.mean(axis=0)
        return hstack([self._grams, csr_matrix((self._vectors - centre) * scale)]).tocsr(), scale, centre

    def _linear(self, coef: Floats, scale: Floats, centre: Floats) -> LinearPart:
        grams, vectors = coef[: len(self.known)], coef[len(self.known) :] * scale[:, None]
        return LinearPart(vectors, grams, centre @ vectors)

    def weights(self, competencies: LinearPart, level: LinearPart | None) -> NGramWeights:
        """Return the n-grams with their weights, as a model keeps them."""
        of_level = np.zeros(len(self.known)) if level is None else level.grams[:, 0]
        # Rounded to what a model directory keeps: half precision, for they are many and none of them matters much.
        known = NGrams(self.known.words, self.known.letters, self.known.idf.astype(np.float32).astype(np.float64))
        labels, of_level = (array.astype(np.float16).astype(np.float64) for array in (competencies.grams, of_level))
        return NGramWeights(known, labels, of_level)
