"""The estimators: scikit-learn's own checks, and what those do not know of: probabilities as targets, order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import expit
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import parametrize_with_checks

from jobtagger.classifier import MultiLabelLogistic, OrdinalLogistic


@parametrize_with_checks(  # type: ignore[untyped-decorator]  # scikit-learn is untyped
    [MultiLabelLogistic(max_iter=5000, tol=1e-13), OrdinalLogistic(max_iter=5000, tol=1e-13)]
)
def test_scikit_learn_conventions(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.fixture
def vectors() -> np.ndarray[Any, Any]:
    return np.random.default_rng(3).normal(size=(400, 6))


def test_labels_agree_with_logistic_regression_one_by_one(vectors: Any) -> None:
    rng = np.random.default_rng(4)
    y = (vectors @ rng.normal(size=(6, 3)) + rng.normal(size=(400, 3)) > 0.4).astype(int)
    ours = MultiLabelLogistic(C=0.5, max_iter=2000, tol=1e-10).fit(vectors, y)
    for label in range(3):
        reference = LogisticRegression(C=0.5, tol=1e-10, max_iter=2000).fit(vectors, y[:, label])
        np.testing.assert_allclose(ours.coef_[label], reference.coef_[0], rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(ours.intercept_[label], reference.intercept_[0], rtol=1e-4, atol=1e-5)


def test_probabilities_as_targets_are_learnt_as_such(vectors: Any) -> None:
    true = expit(vectors @ np.array([[1.0, -2.0, 0, 0, 0, 0.5]]).T - 1)
    fitted = MultiLabelLogistic(C=1e6, max_iter=2000, tol=1e-10).fit(vectors, np.hstack([true, 1 - true]))
    np.testing.assert_allclose(fitted.predict_proba(vectors)[:, :1], true, atol=1e-3)
    np.testing.assert_allclose(fitted.predict_proba(vectors).sum(axis=1), 1, atol=1e-3)


def test_a_weight_of_zero_hides_one_label_of_one_example(vectors: Any) -> None:
    y = (vectors[:, :2] > 0).astype(float)
    wrong = y.copy()
    wrong[:200, 1] = 1 - wrong[:200, 1]
    weights = np.ones_like(y)
    weights[:200, 1] = 0
    model = MultiLabelLogistic(max_iter=2000, tol=1e-10)
    hidden = model.fit(vectors, wrong, weights).coef_
    half = MultiLabelLogistic(max_iter=2000, tol=1e-10).fit(vectors[200:], y[200:]).coef_
    np.testing.assert_allclose(hidden[1], half[1], rtol=1e-3, atol=1e-4)
    assert np.abs(MultiLabelLogistic().fit(vectors, wrong).coef_[1] - hidden[1]).max() > 0.5


def test_one_label_in_a_column_is_a_label(vectors: Any) -> None:
    fitted = MultiLabelLogistic().fit(vectors, (vectors[:, :1] > 0).astype(float))
    assert fitted.predict_proba(vectors).shape == (400, 1)


@pytest.mark.parametrize("targets", [[[0, 2], [1, 0]], [[-0.1, 0], [1, 0]]])
def test_targets_that_are_no_probabilities(targets: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="probabilities from 0 to 1"):
        MultiLabelLogistic().fit([[0.0], [1.0]], targets)


@pytest.mark.parametrize("weights", [np.ones(3), np.ones((4, 3)), np.ones((2, 2))])
def test_weights_of_another_shape(weights: Any) -> None:
    with pytest.raises(ValueError, match="is of shape"):
        MultiLabelLogistic().fit(np.eye(4), np.eye(4)[:, :2], weights)


def test_levels_are_ordered_and_calibrated(vectors: Any) -> None:
    rng = np.random.default_rng(5)
    place = vectors @ np.array([1.5, -1, 0, 0, 0, 0]) + rng.logistic(size=400)
    y = np.digitize(place, [-2, 0, 2]) + 1
    model = OrdinalLogistic(C=10, max_iter=2000).fit(vectors, y)
    assert list(model.classes_) == [1, 2, 3, 4]
    assert np.all(np.diff(model.thresholds_) > 0)
    np.testing.assert_allclose(model.coef_[:2], [1.5, -1], atol=0.4)
    probabilities = model.predict_proba(vectors)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    np.testing.assert_allclose(probabilities.mean(axis=0), np.bincount(y)[1:] / 400, atol=0.03)
    assert np.abs(model.predict(vectors) - y).mean() < 0.6


def test_spread_stretches_levels_around_their_middle(vectors: Any) -> None:
    y = np.digitize(vectors[:, 0] + np.random.default_rng(6).normal(size=400), [-1, 0, 1]) + 1
    plain, spread = (OrdinalLogistic(C=1, spread=by).fit(vectors, y) for by in (1.0, 1.5))
    middle = np.median(vectors @ plain.coef_)
    np.testing.assert_allclose(spread.coef_, 1.5 * plain.coef_)
    # Where the middle stands among the cuts does not change; what lies beside it moves away.
    np.testing.assert_allclose(
        np.median(vectors @ spread.coef_) - spread.thresholds_, middle - plain.thresholds_, atol=1e-9
    )
    values = [model.predict_proba(vectors) @ model.classes_ for model in (plain, spread)]
    assert np.std(values[1]) > 1.1 * np.std(values[0])


def test_two_levels_are_logistic_regression(vectors: Any) -> None:
    y = np.where(vectors[:, 0] + 0.5 * vectors[:, 1] > 0.2, 7, 2)
    ours = OrdinalLogistic(C=0.5, max_iter=2000, tol=1e-10).fit(vectors, y)
    reference = LogisticRegression(C=0.5, tol=1e-10, max_iter=2000).fit(vectors, y)
    np.testing.assert_allclose(ours.predict_proba(vectors), reference.predict_proba(vectors), atol=1e-4)


def test_continuous_levels_are_refused() -> None:
    with pytest.raises(ValueError, match="continuous"):
        OrdinalLogistic().fit([[0.0], [1.0], [2.0]], [0.5, 1.25, 2.5])


def test_a_fine_tolerance_is_met(vectors: Any) -> None:
    """By the values of the loss alone a fit ends some 1e-8 away: a weight of two and a row twice would differ there."""
    rng = np.random.default_rng(5)
    y = (vectors @ rng.normal(size=(6, 3)) + rng.normal(size=(400, 3)) > 0).astype(int)
    times = rng.integers(1, 4, size=400)
    fine = MultiLabelLogistic(tol=1e-13, max_iter=5000)
    weighted = clone(fine).fit(vectors[:45], y[:45], times[:45])
    repeated = clone(fine).fit(np.repeat(vectors[:45], times[:45], axis=0), np.repeat(y[:45], times[:45], axis=0))
    np.testing.assert_allclose(weighted.coef_, repeated.coef_, rtol=1e-12, atol=1e-13)
