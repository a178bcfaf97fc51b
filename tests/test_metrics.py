"""Measures against the reference functions of scikit-learn and SciPy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score, f1_score, precision_recall_fscore_support

from jobtagger.metrics import (
    Interval,
    bootstrap,
    calibration_error,
    f1_by_label,
    f1_macro,
    f1_micro,
    quadratic_kappa,
    spearman,
)


@pytest.mark.parametrize("seed", range(5))
def test_f1_is_scikit_learns(seed: int) -> None:
    rng = np.random.default_rng(seed)
    gold, found = rng.random((60, 7)) < 0.2, rng.random((60, 7)) < 0.25
    gold[:, 6] = False
    assert f1_micro(gold, found) == pytest.approx(f1_score(gold, found, average="micro"))
    ours = f1_by_label(gold, found)
    theirs = precision_recall_fscore_support(gold, found, zero_division=0)[:3]
    for mine, reference in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, reference)
    enough = gold.sum(axis=0) >= 10
    assert enough.any() and not enough.all()
    assert f1_macro(gold, found, 10) == pytest.approx(
        f1_score(gold[:, enough], found[:, enough], average="macro", zero_division=0)
    )


@pytest.mark.parametrize("seed", range(5))
def test_kappa_and_spearman_are_the_reference(seed: int) -> None:
    rng = np.random.default_rng(seed)
    gold = rng.integers(1, 6, 80)
    found = np.clip(gold + rng.integers(-2, 3, 80), 1, 5)
    reference = cohen_kappa_score(gold, found, labels=[1, 2, 3, 4, 5], weights="quadratic")
    assert quadratic_kappa(gold, found) == pytest.approx(reference)
    first, second = gold + rng.normal(size=80), found.astype(float)
    assert spearman(first, second) == pytest.approx(spearmanr(first, second).statistic)


def test_kappa_on_a_scale_with_gaps_counts_the_distance() -> None:
    gold, found = np.array([1, 1, 4, 4, 5]), np.array([1, 4, 4, 5, 5])
    assert quadratic_kappa(gold, found) == pytest.approx(
        cohen_kappa_score(gold, found, labels=[1, 2, 3, 4, 5], weights="quadratic")
    )
    assert quadratic_kappa(gold, gold) == 1.0


def test_figures_without_cases_are_nan_not_zero() -> None:
    none = np.zeros((3, 2), dtype=bool)
    figures: list[Any] = [
        f1_micro(none, none),
        f1_macro(none, none),
        quadratic_kappa(np.array([2]), np.array([2])),
        quadratic_kappa(np.array([2, 2]), np.array([2, 2])),
        calibration_error(np.array([]), np.array([], dtype=bool)),
        spearman(np.array([1.0, 2.0]), np.array([1.0, 2.0])),
        spearman(np.ones(5), np.arange(5.0)),
    ]
    assert all(math.isnan(figure) for figure in figures)


def test_calibration_error_by_hand() -> None:
    scores = np.array([0.05, 0.95, 0.95, 0.95, 1.0])
    correct = np.array([False, True, True, False, True])
    # Bin 0: one score, gap 0.05. Bin 9: four scores of mean 0.9625, three right, gap 0.2125.
    assert calibration_error(scores, correct) == pytest.approx((0.05 + 4 * 0.2125) / 5)


def test_bootstrap_resamples_whole_groups() -> None:
    values = np.repeat(np.arange(20.0), 10)
    groups = np.repeat(np.arange(20), 10)

    def mean(rows: Any) -> float:
        return float(values[rows].mean())

    grouped = bootstrap(mean, groups)
    single = bootstrap(mean, np.arange(200))
    assert grouped == bootstrap(mean, groups)
    assert grouped.value == single.value == 9.5
    assert grouped.low < 9.5 < grouped.high
    assert grouped.high - grouped.low > 2 * (single.high - single.low)
    assert bootstrap(mean, groups, seed=1) != grouped


def test_one_document_has_no_interval() -> None:
    interval = bootstrap(lambda rows: 0.25, np.zeros(4))
    assert interval.value == 0.25 and math.isnan(interval.low) and math.isnan(interval.high)
    assert Interval(0.123456, 0.1, 0.2).to_dict() == {"value": 0.1235, "low": 0.1, "high": 0.2}
