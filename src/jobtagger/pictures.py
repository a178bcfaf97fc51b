"""Pictures of an evaluation, as PNG files in memory: precision and recall, calibration, confusion of levels.

They need matplotlib, which the extra ``report`` brings. No global state of matplotlib is touched: each picture is a
`Figure` of its own, drawn by the Agg canvas, so that it works without a screen and beside a user's own plots. The same
report gives the same bytes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jobtagger.errors import MissingExtraError
from jobtagger.evaluation import Report
from jobtagger.metrics import Interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

PRECISION_RECALL = "precision-recall.png"
CALIBRATION = "calibration.png"
LEVELS = "levels.png"
PICTURES = (PRECISION_RECALL, CALIBRATION, LEVELS)
"""Names of the pictures that there can be, in the order to show them."""

_BINS = 10
_DPI = 120
_INK, _SHADE, _ACCENT = "#1f4e79", "#9a9a9a", "#c0392b"
_FAINT_TEXT = "#5f6368"  # lines may be pale; words have to be read


def need_matplotlib() -> None:
    """Raise `MissingExtraError` if matplotlib is not installed: before the work, not after it."""
    try:
        import matplotlib.backends.backend_agg
        import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("drawing the pictures of a report", "report") from error


def report_pictures(report: Report) -> dict[str, bytes]:
    """Draw an evaluation.

    Parameters
    ----------
    report : Report
        From `jobtagger.evaluate`.

    Returns
    -------
    dict of str to bytes
        PNG files by name, of `PICTURES` those that the report has cases for: graded documents have none.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.

    Notes
    -----
    In labelled documents a unit has the score of the evidence in it and 0 without any, so the curve of precision and
    recall begins at the model's threshold; statements have scores throughout, and the whole curve.
    """
    need_matplotlib()
    pictures: dict[str, bytes] = {}
    if report.curves:
        scores = np.asarray(report.curves["scores"], dtype=np.float64)
        gold = np.asarray(report.curves["gold"], dtype=bool)
        predicted = np.asarray(report.curves["predicted"], dtype=bool)
        if gold.any() and (scores > 0).any():
            pictures[PRECISION_RECALL] = _precision_recall(report, scores, gold, predicted)
        if predicted.any():
            pictures[CALIBRATION] = _calibration(report, scores[predicted], gold[predicted])
    if any(map(any, report.confusion)):
        pictures[LEVELS] = _levels(report)
    return pictures


def precision_recall_points(scores: Floats, gold: Bools) -> tuple[Floats, Floats]:
    """Return precision and recall at each different score above 0, from the highest down; over all decisions at once.

    Parameters
    ----------
    scores, gold : ndarray of one shape

    Examples
    --------
    >>> points = precision_recall_points(np.array([0.9, 0.5, 0.5, 0.0]), np.array([True, True, False, True]))
    >>> [values.round(2).tolist() for values in points]
    [[1.0, 0.67], [0.33, 0.67]]
    """
    flat, right = scores.ravel(), gold.ravel()
    order = np.argsort(-flat, kind="stable")
    order = order[flat[order] > 0]
    hits, count = np.cumsum(right[order]), np.arange(1, len(order) + 1)
    # Decisions of the same score are taken together: no threshold is between them.
    last = np.flatnonzero(np.diff(flat[order], append=-1.0))
    return hits[last] / count[last], hits[last] / max(1, int(right.sum()))


def calibration_points(scores: Floats, correct: Bools) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Return mean score, share correct and number of cases of each bin that has cases; bins are equally wide.

    Examples
    --------
    >>> points = calibration_points(np.array([0.92, 0.98, 0.55]), np.array([True, False, True]))
    >>> [values.round(2).tolist() for values in points]
    [[0.55, 0.95], [1.0, 0.5], [1, 2]]
    """
    place = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    bins = np.unique(place)
    means = np.array([scores[place == one].mean() for one in bins])
    shares = np.array([correct[place == one].mean() for one in bins])
    return means, shares, np.array([np.sum(place == one) for one in bins], dtype=np.int64)


def _precision_recall(report: Report, scores: Floats, gold: Bools, predicted: Bools) -> bytes:
    figure, axes = _page("Precision and recall of inferred tags", report)
    precision, recall = precision_recall_points(scores, gold)
    grid = np.linspace(0.01, 1, 200)
    for f1 in (0.2, 0.4, 0.6, 0.8):
        at = grid[grid > f1 / 2 + 1e-9]
        line = f1 * at / (2 * at - f1)
        seen = line <= 1
        axes.plot(at[seen], line[seen], color=_SHADE, linewidth=0.7, linestyle=":")
        axes.annotate(
            f"F1 {f1:.1f}", (1, f1 / (2 - f1)), (-2, 3), textcoords="offset points", ha="right", color=_FAINT_TEXT
        )
    axes.plot(recall, precision, color=_INK, drawstyle="steps-post", label="by falling score")
    if predicted.any():
        hits = float(np.sum(gold & predicted))
        point = hits / float(gold.sum()), hits / float(predicted.sum())
        label = f"as tagged: precision {point[1]:.2f}, recall {point[0]:.2f}"
        figure_of = report.figures.get("competencies, micro-F1")
        if isinstance(figure_of, Interval):
            label += f",\nF1 {_interval(figure_of)}"
        axes.plot(*point, "o", color=_ACCENT, label=label)
    _square(axes, "Recall", "Precision")
    axes.legend(loc="lower left", frameon=True, framealpha=0.9)
    return _png(figure)


def _calibration(report: Report, scores: Floats, correct: Bools) -> bytes:
    figure, axes = _page("Calibration of inferred tags", report)
    means, shares, counts = calibration_points(scores, correct)
    axes.plot([0, 1], [0, 1], color=_SHADE, linewidth=1, linestyle="--", label="perfectly calibrated")
    low, high = _wilson(shares, counts)
    bars = np.vstack([np.maximum(shares - low, 0), np.maximum(high - shares, 0)])
    axes.errorbar(means, shares, bars, fmt="o-", color=_INK, capsize=3, label="tags of the model, 95 % intervals")
    for mean, share, count in zip(means, shares, counts, strict=True):
        side, place = ("right", (-5, -11)) if mean > 0.9 else ("left", (5, -11))
        axes.annotate(f"{count}", (mean, share), place, textcoords="offset points", ha=side, color=_INK, fontsize=8)
    _square(axes, "Mean score of the tags (their number beside the point)", "Share of the tags that is right")
    axes.legend(loc="upper left", frameon=True, framealpha=0.9)
    return _png(figure)


def _levels(report: Report) -> bytes:
    figure, axes = _page("Levels: gold and estimated", report, "units with a level")
    counts = np.array(report.confusion)
    # Shares of the row make levels comparable that are not equally frequent.
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(*counts.shape):
        color = "white" if shares[row, column] > 0.6 else "black"
        axes.text(column, row, f"{counts[row, column]}", ha="center", va="center", color=color)
    ticks = list(range(len(counts)))
    names = [str(number + 1) for number in ticks]
    axes.set_xticks(ticks, names)
    axes.set_yticks(ticks, names)
    axes.set_xlabel("Estimated level, from the lowest (shade: share of the row)")
    axes.set_ylabel("Gold level, from the lowest")
    return _png(figure)


def _page(title: str, report: Report, counted: str = "units") -> tuple[Figure, Axes]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 5.6), dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    units = report.size.get(counted)
    # A name with a dollar sign is a name, not mathematics.
    about = f"model {report.model}" + (f", {units} {counted}" if units else "")
    figure.suptitle(title, fontsize=12)
    axes.set_title(about, fontsize=9, parse_math=False)
    return figure, axes


def _square(axes: Axes, across: str, up: str) -> None:
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel(across)
    axes.set_ylabel(up)


def _interval(figure: Interval) -> str:
    return f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"


def _wilson(shares: Floats, counts: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return 95 % intervals of shares (Wilson 1927), which hold for few cases too."""
    z = 1.96
    centre = (shares + z**2 / (2 * counts)) / (1 + z**2 / counts)
    spread = z * np.sqrt(shares * (1 - shares) / counts + z**2 / (4 * counts**2)) / (1 + z**2 / counts)
    return centre - spread, centre + spread


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
