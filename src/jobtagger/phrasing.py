"""Learn how a framework puts things: its own definitions and indicators, and the examples of its user.

The bank knows job text, and reaches a framework only through a crosswalk. A framework with indicators enough knows
itself better: here a softmax regression over n-grams and the encoder's features learns which of its competencies a text
is worded like. It has no intercept, so that n-grams move nothing in a text that shares none with the framework; the
features always have a say. A second regression, on n-grams and the general features, learns how the framework's texts
differ from job text, so that a model knows which of the two to ask (`jobtagger.scoring.Wording`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from jobtagger.classifier import OrdinalLogistic
from jobtagger.examples import Example
from jobtagger.frameworks import Framework
from jobtagger.ngrams import NGrams
from jobtagger.scoring import Line, LinearPart

Floats = npt.NDArray[np.float64]

ENOUGH = 4
"""Own texts that half of the competencies have, for the wording to be learnt: some that have many do not speak for the
others. With five (a definition and four indicators) held-out indicators come first in 0.62 instead of 0.45 of the cases
on one unseen framework; fewer would still help the order, but no longer suffice to make probabilities of it
(`Phrasing.line`)."""
FEWEST_LEVELLED = 20
"""Levelled texts from which a framework's own scale is learnt; below, there is too little to tell levels apart."""
_TASK, _GENERAL = 0.7, 1.5
"""Length of the features that the encoder was tuned to, and of the general ones, beside the n-grams, whose words and letters
have length 1 each, where competencies are told apart. What was tuned to the competencies of the bank tells a little of those
of others too: without it indicators held out come first in 0.01 fewer of the cases, in the mean of six frameworks, three of
them outside the project; 1.0 gives the same."""
_LEVEL_TASK, _LEVEL_GENERAL = 2.0, 0.7
"""The same where levels are told, which is what the tuned ones know of any framework."""
_GUIDED_TASK, _GUIDED_GENERAL = 1.0, 0.7
"""The same where the bank's direction of the level is a feature beside them, which says most of what the tuned ones know. With
it, and the stronger penalty below, the Spearman of levels held out is 0.41 / 0.58 / 0.66 / 0.68 on three frameworks outside
the project and `california-2010` (three splits each), where it was 0.37 / 0.54 / 0.65 / 0.67; general features of 0.35 give the same."""
_FOLDS = 5
"""Parts in which own texts are held out for calibration."""
_LEAST_SLOPE = 0.1
"""More of the log-odds never makes a competency less likely, whatever a handful of texts says."""
_LEAST_CEILING = 0.5
"""What calibration makes up for, at most: what is taken for boilerplate may stay low."""
_FIRST_LINES = [[1.0, -1.0], [3.0, -1.0], [1.0, -5.0]]
"""Slopes and shifts that the search for a calibration begins with."""
_SMOOTH, _LEVEL_SMOOTH, _GUIDED_SMOOTH = 10.0, 3.0, 1.0
"""Inverse strength of the penalty (C), for competencies, for levels, and for levels that the bank's direction guides."""
_OTHERS = 6_000
"""Texts of the bank, at most, that the framework's manner is told from."""
_MANNER_SMOOTH = 10.0
"""As `_SMOOTH`, of the regression that tells the manners apart."""
_MANNER_SHIFT = 2.0
"""Taken off its log-odds: what might as well be job text is, since nearly all texts that are tagged are. With 1.5
statements have up to 0.02 less micro-F1 in the terms of `california-2010` and `agency-core`; with 2.5, 0.01 more, but
indicators held out of three frameworks outside the project come first in 0.01 fewer of the cases (with the encoder before
its last two epochs, and before `scoring` made less of these log-odds where competencies are told: 0.8 of the 2 is left there)."""
_LEVEL_SPREAD = 1.3
"""By how much levels are spread around the middle (`OrdinalLogistic`): of 1 and 1.3 the better on every framework tried,
shipped or not, by the kappa of levels held out."""


def own_texts(examples: Sequence[Example]) -> list[int]:
    """Return the places of the examples that say how the framework words a competency."""
    return [
        place
        for place, example in enumerate(examples)
        if example.origin != "bank" and example.kind == "duty" and example.competencies
    ]


def is_enough(framework: Framework, examples: Sequence[Example]) -> bool:
    """Whether there is own text enough to learn the wording from: for half of the competencies, `ENOUGH` each."""
    given = Counter(label for place in own_texts(examples) for label in examples[place].competencies)
    return 2 * sum(given[label] >= ENOUGH for label in framework.labels) >= len(framework.labels)


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

    def __init__(
        self,
        framework: Framework,
        examples: Sequence[Example],
        vectors: npt.NDArray[np.floating[Any]],
        general: int,
    ) -> None:
        self._places = own_texts(examples)
        self._framework = framework
        self._examples = [examples[place] for place in self._places]
        self._vectors = vectors[self._places].astype(np.float64)
        self._general = general
        texts = [example.text for example in self._examples]
        self.known = NGrams.learn(texts)
        self._grams = self.known(texts)

    def competencies(self, *, task: bool) -> LinearPart:
        """Fit which competency a text is worded like; the outputs of a text add up to 0.

        Parameters
        ----------
        task : bool
            Whether the features that the encoder was tuned to have a say too. What stands beside may have learnt from them
            already.
        """
        features, scale, centre = self._features(task=_TASK if task else 0.0, general=_GENERAL)
        return self._linear(self._fit(features, range(len(self._examples))).T, scale, centre)

    def line(self, relevance: Floats) -> Line:
        """Fit the line that makes probabilities of the wording, tested on texts held out.

        In each part everything is learnt anew, the n-grams too, from texts that do not quote those held out.

        Parameters
        ----------
        relevance : ndarray of shape (n_examples,)
            Probability of each example that it speaks of the job holder, by which probabilities will be multiplied. It may
            have seen these texts: they are few beside the bank's.
        """
        log_odds = np.zeros((len(self._examples), len(self._framework.labels)))
        tested: list[int] = []
        for held, kept in self._folds():
            fold = Phrasing(self._framework, [self._examples[row] for row in kept], self._vectors[kept], self._general)
            part = fold.competencies(task=True)
            grams = fold.known([self._examples[row].text for row in held])
            log_odds[held] = grams @ part.grams + self._vectors[held] @ part.vectors - part.shift
            tested += held
        if not tested:
            return Line(_LEAST_SLOPE)
        own = [[label in self._examples[row].competencies for label in self._framework.labels] for row in tested]
        return _fitted_line(log_odds[tested], np.array(own), relevance[self._places][tested, None])

    def _folds(self) -> Iterator[tuple[list[int], list[int]]]:
        """Yield the rows held out together and those that are learnt from meanwhile, which share no text with them.

        A definition may be the sum of its indicators. Held out with them, nothing of the competency would be left;
        learnt from, it would tell the answer. So a text that quotes others is not tested, and is learnt from only while
        none of these is.
        """
        texts = [" ".join(example.text.split()).casefold() for example in self._examples]
        quoted = [self._quoted(row, texts) for row in range(len(texts))]
        order = np.random.default_rng(0).permutation(sorted({texts[row] for row, own in enumerate(quoted) if not own}))
        for fold in range(_FOLDS):
            out = set(order[fold::_FOLDS].tolist())
            held = [row for row, text in enumerate(texts) if text in out and not quoted[row]]
            kept = [row for row, text in enumerate(texts) if text not in out and not quoted[row] & out]
            if held and kept:
                yield held, kept

    def _quoted(self, row: int, texts: Sequence[str]) -> set[str]:
        """Return the other texts of the same competencies that stand in this one."""
        own = self._examples[row].competencies
        return {
            text
            for text, example in zip(texts, self._examples, strict=True)
            if text != texts[row] and text in texts[row] and own & example.competencies
        }

    def _fit(self, features: Any, rows: Iterable[int]) -> Floats:
        """Fit a softmax on some of the texts: weights of shape (n_labels, n_features)."""
        from sklearn.linear_model import LogisticRegression

        column = {label: number for number, label in enumerate(self._framework.labels)}
        # Softmax knows one right answer: a text of several competencies is as many examples, that weigh one together.
        pairs = [
            (row, column[label], 1 / len(self._examples[row].competencies))
            for row in rows
            for label in sorted(self._examples[row].competencies)
        ]
        places, labels, weights = map(np.array, zip(*pairs, strict=True))
        coef = np.zeros((len(column), features.shape[1]))
        if len(set(labels)) < 2:  # a handful of texts, of which a fold leaves one competency
            return coef
        fitted = LogisticRegression(C=_SMOOTH, fit_intercept=False, max_iter=200)
        fitted.fit(features[places], labels, sample_weight=weights)
        # Of two classes scikit-learn keeps the difference.
        coef[fitted.classes_] = fitted.coef_ if len(fitted.coef_) > 1 else np.vstack([-fitted.coef_, fitted.coef_]) / 2
        return coef

    def levels(self, values: Sequence[int], guide: Floats | None = None) -> tuple[LinearPart, Floats] | None:
        """Fit the direction of the level and its cuts; None if there are too few texts with a level of the scale.

        Parameters
        ----------
        values : sequence of int
            The scale's levels.
        guide : ndarray of shape (n_features,), optional
            Direction of the level on another scale, in the encoder's features. Where a text stands along it is one
            feature more, and tells more than any other, so that a few indicators can learn how far to trust it.

        Returns
        -------
        tuple of LinearPart and ndarray of shape (n_levels - 1,), or None
        """
        rows = [row for row, example in enumerate(self._examples) if example.level in values]
        levels = [self._examples[row].level for row in rows]
        if len(rows) < FEWEST_LEVELLED or len(set(levels)) < len(values):
            return None
        if guide is None:
            features, scale, centre = self._features(task=_LEVEL_TASK, general=_LEVEL_GENERAL)
            fitted = OrdinalLogistic(C=_LEVEL_SMOOTH, spread=_LEVEL_SPREAD).fit(features[rows], levels)
            return self._linear(fitted.coef_[:, None], scale, centre), fitted.thresholds_
        from scipy.sparse import csr_matrix, hstack

        features, scale, centre = self._features(task=_GUIDED_TASK, general=_GUIDED_GENERAL)
        along = (self._vectors - centre) @ guide
        spread = max(float(along[rows].std()), 1e-12)
        features = hstack([features, csr_matrix(along[:, None] / spread)]).tocsr()
        fitted = OrdinalLogistic(C=_GUIDED_SMOOTH, spread=_LEVEL_SPREAD).fit(features[rows], levels)
        own = self._linear(fitted.coef_[:-1, None], scale, centre)
        vectors = own.vectors + fitted.coef_[-1] / spread * guide[:, None]
        return LinearPart(vectors, own.grams, centre @ vectors), fitted.thresholds_

    def manner(self, others: Sequence[str], vectors: npt.NDArray[np.floating[Any]]) -> LinearPart:
        """Fit what tells the framework's own texts from others, however many there are of each.

        Parameters
        ----------
        others : sequence of str
            Texts of the bank, boilerplate too; a selection of them is read.
        vectors : ndarray of shape (n_others, n_features)
            Their vectors.
        """
        from scipy.sparse import vstack
        from sklearn.linear_model import LogisticRegression

        step = -(-len(others) // _OTHERS)
        texts, scale, centre = self._features(task=0.0, general=_GENERAL)
        # Examples of the framework's user are no texts of the framework: most are of the kind that is to be tagged.
        own = texts[[row for row, example in enumerate(self._examples) if example.origin == "framework"]]
        features = vstack([own, self._scaled(self.known(others[::step]), vectors[::step], scale, centre)]).tocsr()
        is_own = np.arange(features.shape[0]) < own.shape[0]
        fitted = LogisticRegression(C=_MANNER_SMOOTH, class_weight="balanced", max_iter=300).fit(features, is_own)
        part = self._linear(fitted.coef_.T, scale, centre)
        return LinearPart(part.vectors, part.grams, part.shift - fitted.intercept_ + _MANNER_SHIFT)

    def _features(self, task: float, general: float) -> tuple[Any, Floats, Floats]:
        """N-grams and vectors side by side, with the scale and the centre of the vectors.

        `task` and `general` are the lengths that the two kinds of features get.
        """
        width = self._vectors.shape[1]
        # The general features have length 1, the others any: their length is made 1 in the mean.
        length = np.sqrt(np.mean(np.sum(self._vectors[:, : self._general] ** 2, axis=1)))
        scale = np.where(np.arange(width) < self._general, task / max(length, 1e-12), general)
        centre = self._vectors.mean(axis=0)
        return self._scaled(self._grams, self._vectors, scale, centre), scale, centre

    def _scaled(self, grams: Any, vectors: npt.NDArray[Any], scale: Floats, centre: Floats) -> Any:
        from scipy.sparse import csr_matrix, hstack

        return hstack([grams, csr_matrix((vectors - centre) * scale)]).tocsr()

    def _linear(self, coef: Floats, scale: Floats, centre: Floats) -> LinearPart:
        grams, vectors = coef[: len(self.known)], coef[len(self.known) :] * scale[:, None]
        return LinearPart(vectors, grams, centre @ vectors)


def _fitted_line(log_odds: Floats, true: npt.NDArray[np.bool_], ceiling: Floats) -> Line:
    """Fit the line whose probabilities, times those of a ceiling, are likeliest for what is true.

    Of shapes (n_texts, n_labels), (n_texts, n_labels) and (n_texts, 1).
    """

    def loss(parameters: Floats) -> float:
        found = np.clip(ceiling * Line(*parameters)(log_odds), 1e-9, 1 - 1e-9)
        # The penalty keeps both finite where a handful of texts is told without a mistake, or not at all.
        return float(-np.log(np.where(true, found, 1 - found)).sum() + 0.5e-3 * np.square(parameters).sum())

    # Under a ceiling lower than the truth no line is high enough.
    ceiling = np.maximum(ceiling, _LEAST_CEILING)
    # The simplex that scipy begins with is so flat where a parameter is 0 that it may stay where it is.
    options = {"initial_simplex": _FIRST_LINES, "xatol": 1e-4, "fatol": 1e-4}
    slope, shift = minimize(loss, _FIRST_LINES[0], method="Nelder-Mead", options=options).x
    return Line(max(float(slope), _LEAST_SLOPE), float(shift))
