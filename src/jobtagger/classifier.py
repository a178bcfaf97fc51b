"""scikit-learn estimators that turn segment vectors into probabilities: of competencies, and of levels on a scale.

Both are linear in the vectors and fitted at once for all outputs with L-BFGS: a framework with 30 competencies and ten
thousand examples takes seconds. Targets may be probabilities, which carries the doubt of annotators (and of a teacher
model) into the scores.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, root
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_array, check_is_fitted, column_or_1d, validate_data

Floats = npt.NDArray[np.float64]

_FINEST = 1e-8
"""Gradient entry, per example, down to which the values of a loss can be followed; theirs is half of a number's digits."""


class MultiLabelLogistic(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is untyped
    """Logistic regression for many labels that do not exclude each other.

    Parameters
    ----------
    C : float, default=1.0
        Inverse strength of the L2 penalty on the weights (not on the intercepts).
    max_iter : int, default=200
        Most iterations of L-BFGS.
    tol : float, default=1e-5
        Largest gradient entry, per example, at which the fit ends. Below 1e-8 Newton's method on the gradient alone
        (`scipy.optimize.root`, Krylov) goes on where the values of the loss tell nothing more.

    Attributes
    ----------
    coef_ : ndarray of shape (n_labels, n_features)
        Weights of the features for the log-odds of each label.
    intercept_ : ndarray of shape (n_labels,)
        Log-odds of each label where all features are 0.
    classes_ : ndarray of shape (n_classes,)
        Labels seen at fit; for a target matrix the numbers of its columns.
    n_features_in_ : int
        Number of features seen at fit.
    n_iter_ : int
        Iterations that the fit took.

    Notes
    -----
    `y` is a matrix of shape (n_samples, n_labels) with probabilities from 0 to 1, or a one-dimensional array of classes,
    which is fitted one against the rest. scikit-learn's `CalibratedClassifierCV` refuses multi-label targets and
    `OneVsRestClassifier` fits the labels one after the other and takes no probabilities; hence this one.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
    >>> model = MultiLabelLogistic(C=10).fit(X, np.array([[0, 1], [1, 0], [1, 1], [0, 0]]))
    >>> model.predict(np.array([[0.9, 0.1]]))
    array([[1, 0]])
    """

    def __init__(self, C: float = 1.0, max_iter: int = 200, tol: float = 1e-5) -> None:
        self.C = C
        self.max_iter = max_iter
        self.tol = tol

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> MultiLabelLogistic:
        """Fit the weights.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Segment vectors.
        y : array-like of shape (n_samples, n_labels) or (n_samples,)
            Probabilities of the labels, or classes.
        sample_weight : array-like of shape (n_samples,) or (n_samples, n_labels), optional
            Weight of each example, or of each of its labels: 0 where a label is not known.

        Returns
        -------
        self
        """
        X, y = validate_data(self, X, y, multi_output=True, dtype=[np.float64, np.float32], y_numeric=False)
        targets = self._targets(y)
        weights = _weights(sample_weight, targets.shape)
        spread = np.broadcast_to(np.maximum(weights, 1e-9), targets.shape)
        rates = np.clip(np.average(targets, axis=0, weights=spread), 1e-4, 1 - 1e-4)
        # Single precision, where the vectors have it, takes a third less time; sums are kept in double.
        targets, weights = targets.astype(X.dtype), weights.astype(X.dtype)
        n_labels, n_features = targets.shape[1], X.shape[1]

        def loss(parameters: Floats) -> tuple[float, Floats]:
            stacked = parameters.reshape(n_labels, n_features + 1)
            coef, intercept = stacked[:, :-1], stacked[:, -1]
            scores = X @ coef.T.astype(X.dtype) + intercept.astype(X.dtype)
            losses = weights * (np.logaddexp(0, scores) - targets * scores)
            value = np.sum(losses, dtype=np.float64) + 0.5 / self.C * np.sum(coef**2)
            residual = weights * (expit(scores) - targets)
            gradient = np.column_stack([residual.T @ X + coef / self.C, residual.sum(axis=0, dtype=np.float64)])
            return float(value), gradient.astype(np.float64).ravel()

        start = np.zeros((n_labels, n_features + 1))
        start[:, -1] = np.log(rates / (1 - rates))
        found = _minimise(loss, start.ravel(), self.max_iter, self.tol, len(X))
        place = found.x if self.tol > _FINEST else _polished(loss, found.x, self.tol * len(X))
        stacked = place.reshape(n_labels, n_features + 1)
        self.coef_, self.intercept_ = stacked[:, :-1].copy(), stacked[:, -1].copy()
        self.n_iter_ = int(found.nit)
        return self

    def _targets(self, y: npt.NDArray[Any]) -> Floats:
        if y.ndim == 2 and y.shape[1] == 1 and (y.dtype.kind not in "biuf" or y.min() < 0 or y.max() > 1):
            y = column_or_1d(y, warn=True)  # classes in a column, not the probabilities of one label
        self._one_dimensional = y.ndim == 1
        if not self._one_dimensional:
            self.classes_ = np.arange(y.shape[1])
            targets = y.astype(np.float64)
            if targets.min() < 0 or targets.max() > 1:
                raise ValueError(f"targets are probabilities from 0 to 1, got {targets.min()} to {targets.max()}")
            return targets
        check_classification_targets(y)
        self.classes_, place = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"at least two classes are needed, got one class: {self.classes_[0]!r}")
        if len(self.classes_) == 2:
            return place[:, None].astype(np.float64)
        return np.eye(len(self.classes_))[place]

    def decision_function(self, X: Any) -> Floats:
        """Return log-odds, of shape (n_samples, n_labels), or (n_samples,) for two classes."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        scores: Floats = X @ self.coef_.T + self.intercept_
        return scores[:, 0] if self._one_dimensional and len(self.classes_) == 2 else scores

    def predict_proba(self, X: Any) -> Floats:
        """Return probabilities: of each label, shape (n_samples, n_labels), or of each class, rows then adding to 1."""
        scores = expit(self.decision_function(X))
        if not self._one_dimensional:
            return np.asarray(scores)
        if scores.ndim == 1:
            return np.column_stack([1 - scores, scores])
        return np.asarray(scores / scores.sum(axis=1, keepdims=True))

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Return 0/1 labels at one half, shape (n_samples, n_labels), or the likeliest class, shape (n_samples,)."""
        probabilities = self.predict_proba(X)
        if self._one_dimensional:
            return np.asarray(self.classes_[np.argmax(probabilities, axis=1)])
        return (probabilities >= 0.5).astype(int)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags


class OrdinalLogistic(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Ordinal regression: one direction in the vectors, cut into levels (proportional odds, McCullagh 1980).

    A level one off costs less than a level two off, and the expectation between the levels is a number.

    Parameters
    ----------
    C : float, default=1.0
        Inverse strength of the L2 penalty on the weights.
    max_iter : int, default=200
        Most iterations of L-BFGS.
    tol : float, default=1e-5
        Largest gradient entry, per example, at which the fit ends.
    spread : float, default=1.0
        By how much what was fitted is stretched around its median afterwards. A penalised fit to noisy text draws the
        levels together (regression dilution), so that nearly everything would lie in the middle.

    Attributes
    ----------
    coef_ : ndarray of shape (n_features,)
        Weights: how much each feature speaks for a higher level.
    thresholds_ : ndarray of shape (n_classes - 1,)
        Cuts between the levels on the same scale, ascending.
    classes_ : ndarray of shape (n_classes,)
        The levels, ascending.
    n_features_in_ : int
        Number of features seen at fit.
    n_iter_ : int
        Iterations that the fit took.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]])
    >>> model = OrdinalLogistic(C=100).fit(X, [1, 1, 2, 2, 3, 3])
    >>> model.predict(np.array([[0.2], [2.4], [4.9]]))
    array([1, 2, 3])
    """

    def __init__(self, C: float = 1.0, max_iter: int = 200, tol: float = 1e-5, spread: float = 1.0) -> None:
        self.C = C
        self.max_iter = max_iter
        self.tol = tol
        self.spread = spread

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> OrdinalLogistic:
        """Fit weights and cuts.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
            Segment vectors, or any other features.
        y : array-like of shape (n_samples,)
            Levels; their order is that of their values.
        sample_weight : array-like of shape (n_samples,), optional
            Weight of each example.

        Returns
        -------
        self
        """
        X, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        check_classification_targets(y)
        if type_of_target(y) not in ("binary", "multiclass"):
            raise ValueError(f"levels are whole numbers or names, got {type_of_target(y)}")
        self.classes_, place = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"at least two classes are needed, got one class: {self.classes_[0]!r}")
        cuts = len(self.classes_) - 1
        above = (place[:, None] > np.arange(cuts)).astype(np.float64)
        weights = _weights(sample_weight, (len(place), 1))
        n_features = X.shape[1]

        def loss(parameters: Floats) -> tuple[float, Floats]:
            # Cuts stay in order because all but the first are steps upwards from the one before.
            coef, raw = parameters[:n_features], parameters[n_features:]
            steps = np.concatenate([raw[:1], np.exp(raw[1:])])
            scores = (X @ coef)[:, None] - np.cumsum(steps)
            value = np.sum(weights * (np.logaddexp(0, scores) - above * scores)) + 0.5 / self.C * coef @ coef
            residual = weights * (expit(scores) - above)
            by_cut = -residual.sum(axis=0)
            by_step = np.cumsum(by_cut[::-1])[::-1] * np.concatenate([[1.0], steps[1:]])
            return float(value), np.concatenate([residual.sum(axis=1) @ X + coef / self.C, by_step])

        start = np.concatenate([np.zeros(n_features), [-1.0], np.zeros(cuts - 1)])
        found = _minimise(loss, start, self.max_iter, self.tol, len(place))
        coef, raw = found.x[:n_features], found.x[n_features:]
        middle = float(np.median(X @ coef))
        self.coef_ = self.spread * coef
        self.thresholds_ = np.cumsum(np.concatenate([raw[:1], np.exp(raw[1:])])) + (self.spread - 1) * middle
        self.n_iter_ = int(found.nit)
        return self

    def decision_function(self, X: Any) -> Floats:
        """Return where each text stands.

        For two levels the place on the fitted direction, shape (n_samples,); for more the log of each level's
        probability, shape (n_samples, n_classes).
        """
        check_is_fitted(self)
        if len(self.classes_) == 2:
            return np.asarray(self._place(X) - self.thresholds_[0])
        return np.asarray(np.log(np.maximum(self.predict_proba(X), 1e-12)))

    def _place(self, X: Any) -> Floats:
        X = validate_data(self, X, accept_sparse="csr", reset=False, dtype=np.float64)
        return np.asarray(X @ self.coef_)

    def predict_proba(self, X: Any) -> Floats:
        """Return the probability of each level, of shape (n_samples, n_classes)."""
        check_is_fitted(self)
        above = expit(self._place(X)[:, None] - self.thresholds_)
        edges = np.column_stack([np.ones(len(above)), above, np.zeros(len(above))])
        return np.asarray(np.maximum(edges[:, :-1] - edges[:, 1:], 0))

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Return the likeliest level, of shape (n_samples,)."""
        check_is_fitted(self)
        return np.asarray(self.classes_[np.argmax(self.predict_proba(X), axis=1)])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        # Classes that lie in no order, as those of scikit-learn's checks, cannot be told apart along one direction.
        tags.classifier_tags.poor_score = True
        tags.input_tags.sparse = True
        return tags


def _weights(sample_weight: Any, shape: tuple[int, ...]) -> Floats:
    if sample_weight is None:
        return np.ones((shape[0], 1))
    weights = check_array(sample_weight, ensure_2d=False, dtype=np.float64, input_name="sample_weight")
    weights = np.asarray(weights[:, None] if weights.ndim == 1 else weights)
    if weights.shape not in ((shape[0], 1), shape):
        raise ValueError(f"sample_weight is of shape {weights.shape}; ({shape[0]},) or {shape} is expected")
    if not weights.any():
        raise ValueError("sample_weight must have at least one weight that is not zero")
    return weights


def _minimise(
    loss: Callable[[Floats], tuple[float, Floats]], start: Floats, max_iter: int, tol: float, size: int
) -> Any:
    options = {"maxiter": max_iter, "gtol": tol * size, "ftol": min(1e-9, tol * 1e-4), "maxcor": 20}
    return minimize(loss, start, jac=True, method="L-BFGS-B", options=options)


def _polished(loss: Callable[[Floats], tuple[float, Floats]], place: Floats, tol: float) -> Floats:
    """Go on from the place that the values of a loss have led to by its gradient alone, which tells more there."""

    def steepest(at: Floats) -> float:
        return float(np.abs(loss(at)[1]).max())

    if steepest(place) <= tol:
        return place
    try:
        further = root(lambda at: loss(at)[1], place, method="krylov", options={"fatol": tol, "maxiter": 50}).x
    except ValueError:  # scipy gives up where a gradient leads nowhere, as to an intercept without end
        return place
    return np.asarray(further) if steepest(further) < steepest(place) else place
