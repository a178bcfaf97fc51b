"""The direction in which levels rise among the texts of the bank and of a framework, in the encoder's features.

What a framework's own wording tells of levels beside it is learnt by `jobtagger.phrasing`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from jobtagger import tuning
from jobtagger.classifier import OrdinalLogistic
from jobtagger.examples import BANK_FRAMEWORK, Example
from jobtagger.frameworks import Framework, load_framework
from jobtagger.phrasing import FEWEST_LEVELLED

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]


def shares_scale(scale: Framework) -> bool:
    """Whether the levels are those that the bank's examples have."""
    return [level.name for level in scale.levels] == [level.name for level in load_framework(BANK_FRAMEWORK).levels]


def direction(
    scale: Framework, examples: Sequence[Example], vectors: Vectors, strength: float
) -> tuple[Floats, Floats]:
    """Return direction and cuts of the level, learnt on the texts that have a level of this scale."""
    values = [level.value for level in scale.levels]
    shared = shares_scale(scale)
    rows = [
        row for row, example in enumerate(examples) if example.level in values and (example.origin != "bank" or shared)
    ]
    if len(rows) < FEWEST_LEVELLED or len({examples[row].level for row in rows}) < len(values):
        # Too little of its own: the bank's direction (higher is higher on any scale), cut into equal parts.
        rows = _levelled(examples)
        if not rows:
            return np.zeros(vectors.shape[1]), np.linspace(-1, 1, len(values) - 1)
        rising = _bank_direction(examples, vectors, strength)
        return rising, np.quantile(vectors[rows] @ rising, np.arange(1, len(values)) / len(values))
    banked = np.array([examples[row].origin == "bank" for row in rows])
    # The framework's few illustrations define the scale that the bank's many sentences are labelled with.
    defining = np.array([examples[row].origin == "framework" for row in rows]) & banked.any()
    weights = np.where(defining, tuning.OWN_LEVEL_WEIGHT, 1.0)
    spread = tuning.LEVEL_SPREAD if banked.any() else 1.0  # chosen for labels of the bank
    fitted = OrdinalLogistic(C=strength, spread=spread)
    fitted.fit(vectors[rows], [examples[row].level for row in rows], weights)
    return fitted.coef_, fitted.thresholds_


def _levelled(examples: Sequence[Example]) -> list[int]:
    """Return the rows of the bank's examples with a level; none where they do not differ in it."""
    rows = [row for row, example in enumerate(examples) if example.origin == "bank" and example.level]
    return rows if len({examples[row].level for row in rows}) > 1 else []


def _bank_direction(examples: Sequence[Example], vectors: Vectors, strength: float) -> Floats:
    """Direction of the level among the examples of the bank, of shape (n_features,)."""
    rows = _levelled(examples)
    return np.asarray(OrdinalLogistic(C=strength).fit(vectors[rows], [examples[row].level for row in rows]).coef_)


def guide(scale: Framework, carried: Sequence[Example], vectors: Vectors, strength: float) -> Floats | None:
    """The bank's direction of the level, for other scales than its own; None where the bank tells of no levels."""
    if shares_scale(scale) or not _levelled(carried):
        return None
    return _bank_direction(carried, vectors[: len(carried)], strength)
