"""Measures of tagging quality: plain functions on arrays, with their sources.

They know nothing of documents; `jobtagger.evaluation` brings gold labels and predictions together and calls them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """Return the record as JSON-ready data."""
        return {"value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4)}


def f1_micro(gold: Bools, predicted: Bools) -> float:
    """F1 over all decisions of a 0/1 matrix of shape (n_units, n_labels); nan if there is nothing to find or found."""
    hits = np.sum(gold & predicted)
    total = np.sum(gold) + np.sum(predicted)
    return float(2 * hits / total) if total else float("nan")


def f1_by_label(gold: Bools, predicted: Bools) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 of each label, each of shape (n_labels,); a figure without cases is 0."""
    hits = np.sum(gold & predicted, axis=0)
    precision = hits / np.maximum(predicted.sum(axis=0), 1)
    recall = hits / np.maximum(gold.sum(axis=0), 1)
    f1 = 2 * hits / np.maximum(gold.sum(axis=0) + predicted.sum(axis=0), 1)
    return precision, recall, f1


def f1_macro(gold: Bools, predicted: Bools, minimum_support: int = 5) -> float:
    """Mean F1 over the labels that have at least `minimum_support` gold units; nan if there are none."""
    enough = gold.sum(axis=0) >= minimum_support
    return float(f1_by_label(gold, predicted)[2][enough].mean()) if enough.any() else float("nan")


def quadratic_kappa(gold: Ints, predicted: Ints) -> float:
    """Cohen's kappa with quadratic weights: agreement on an ordinal scale beyond chance (Cohen 1968).

    Returns nan for fewer than two units, or when gold and prediction are one and the same level throughout.
    """
    if len(gold) < 2:
        return float("nan")
    values = np.union1d(gold, predicted)
    span = values[-1] - values[0]
    if span == 0:
        return float("nan")
    disagreement = np.mean((gold - predicted) ** 2)
    by_chance = np.mean((gold[:, None] - predicted[None, :]) ** 2)
    return float(1 - disagreement / by_chance) if by_chance else float("nan")


def calibration_error(scores: Floats, correct: Bools, bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015): mean gap of score and share correct, over equally wide bins.

    Parameters
    ----------
    scores : ndarray of shape (n,)
        Probabilities.
    correct : ndarray of shape (n,)
        Whether each came true.
    bins : int
        Number of bins between 0 and 1.

    Returns
    -------
    float
        0 to 1; nan without scores.
    """
    if not len(scores):
        return float("nan")
    place = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = [
        np.sum(place == number) * abs(scores[place == number].mean() - correct[place == number].mean())
        for number in np.unique(place)
    ]
    return float(np.sum(gaps) / len(scores))


def spearman(first: Floats, second: Floats) -> float:
    """Rank correlation; nan for fewer than three pairs or a constant side."""
    from scipy.stats import rankdata

    if len(first) < 3:
        return float("nan")
    left, right = rankdata(first), rankdata(second)
    if left.std() == 0 or right.std() == 0:
        return float("nan")
    return float(np.corrcoef(left, right)[0, 1])


def bootstrap(measure: Callable[[Ints], float], groups: npt.NDArray[Any], rounds: int = 400, seed: int = 0) -> Interval:
    """95 % percentile interval of a measure, resampling whole groups (documents), since units of one are alike.

    Parameters
    ----------
    measure : callable
        Takes the indices of the units to measure and returns the figure.
    groups : ndarray of shape (n_units,)
        Which document each unit belongs to.
    rounds : int
        Number of resamples.
    seed : int
        The same seed gives the same interval.
    """
    generator = np.random.default_rng(seed)
    names, place = np.unique(groups, return_inverse=True)
    members = [np.flatnonzero(place == number) for number in range(len(names))]
    value = measure(np.arange(len(groups)))
    if len(names) < 2:
        return Interval(value, float("nan"), float("nan"))
    drawn = []
    for _ in range(rounds):
        picked = generator.integers(0, len(names), len(names))
        drawn.append(measure(np.concatenate([members[number] for number in picked])))
    low, high = np.nanpercentile(drawn, [2.5, 97.5]) if not np.all(np.isnan(drawn)) else (float("nan"),) * 2
    return Interval(value, float(low), float(high))
