"""Measure a tagger on gold labels: what it tags, at what level, and how far its scores can be trusted."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jobtagger.errors import GoldError
from jobtagger.gold import GoldDocument, GoldUnit, read_gold
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
from jobtagger.options import TagOptions
from jobtagger.records import Document, TaggedDocument
from jobtagger.tagger import Tagger

Matrix = npt.NDArray[np.bool_]
_MINIMUM_SUPPORT = 5


@dataclass(frozen=True)
class Report:
    """Figures of one evaluation; `to_dict` gives them as plain data, with None where a figure has no cases."""

    model: str
    """Name of the model."""
    gold: str
    """The gold file."""
    size: dict[str, int]
    """How many documents, units and labels the figures rest on."""
    figures: dict[str, Interval | float]
    """The measures by name; intervals are 95 %, bootstrapped over documents."""
    competencies: tuple[dict[str, Any], ...] = ()
    """Precision, recall, F1 and support of each competency with gold units or predictions."""
    confusion: tuple[tuple[int, ...], ...] = ()
    """Levels: gold in rows, estimated in columns, from the lowest."""
    curves: dict[str, Any] = field(default_factory=dict, repr=False)
    """Points of the precision-recall and calibration curves, for pictures."""

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready data."""
        return {
            "model": self.model,
            "gold": self.gold,
            "size": self.size,
            "figures": {name: _plain(value) for name, value in self.figures.items()},
            "competencies": list(self.competencies),
            "confusion": [list(row) for row in self.confusion],
        }


def _plain(value: Interval | float) -> Any:
    if isinstance(value, Interval):
        return {key: _plain(number) for key, number in value.to_dict().items()}
    return None if math.isnan(value) else round(value, 4)


def evaluate(tagger: Tagger, gold: str | os.PathLike[str], options: TagOptions | None = None) -> Report:
    """Measure a tagger on a gold file.

    Parameters
    ----------
    tagger : Tagger
    gold : str or path
        JSON Lines in one of the shapes of `jobtagger.gold`: labelled documents, statements, or graded documents.
    options : TagOptions, optional
        As for tagging.

    Returns
    -------
    Report

    Raises
    ------
    GoldError
        If the file is not of one of the shapes.

    Notes
    -----
    A prediction belongs to the unit that holds at least half of it, or half of which it holds, so that any cutting of a
    text can be measured. Figures of competencies, groups and levels are of units of kind D and B, those of stated
    competencies of all decided units. The score is that of the best evidence for a competency in the unit.
    """
    documents = read_gold(Path(gold), tagger.framework)
    if all(document.grade is not None for document in documents):
        return _grades(tagger, str(gold), documents, options)
    if not any(unit.kind != "?" for document in documents for unit in document.units):
        raise GoldError(str(gold), 1, "the file has no decided unit to measure; units of kind D, Q or B are expected")
    units = _Units(tagger, documents, options)
    return units.report(str(gold))


def _grades(tagger: Tagger, gold: str, documents: Sequence[GoldDocument], options: TagOptions | None) -> Report:
    options = options or TagOptions()
    figures: dict[str, Interval | float] = {}
    size = {"documents": len(documents)}
    # Announcements often state the very grade they are compared with, so the words are also measured alone.
    for use_grade, name in ((True, "level and grade, Spearman"), (False, "the same without stated grades")):
        inputs = (Document(document.id, document.text) for document in documents)
        tagged = tagger.tag_many(inputs, replace(options, use_grade=use_grade))
        pairs = [
            (result.level_value, document.grade)
            for document, result in zip(documents, tagged, strict=True)
            if isinstance(result, TaggedDocument) and result.level_value is not None and document.grade is not None
        ]
        levels, grades = np.array(pairs).reshape(-1, 2).T
        figures[name] = bootstrap(_ranked_alike(levels, grades), np.arange(len(pairs)))
        size["documents with a level"] = len(pairs)
    return Report(tagger.name, gold, size, figures)


def _ranked_alike(levels: npt.NDArray[np.float64], grades: npt.NDArray[np.float64]) -> Callable[[Any], float]:
    return lambda rows: spearman(levels[rows], grades[rows])


class _Units:
    """Gold units beside what was predicted for them."""

    def __init__(self, tagger: Tagger, documents: Sequence[GoldDocument], options: TagOptions | None) -> None:
        self.tagger = tagger
        self.labels = tagger.labels
        self.groups = [group.id for group in tagger.framework.groups]
        self.single = all(document.single for document in documents)
        self.units: list[GoldUnit] = []
        self.documents: list[int] = []
        self.texts: list[str] = []
        rows: list[dict[str, Any]] = []
        results = tagger.tag_many((Document(document.id, document.text) for document in documents), options)
        for number, (document, result) in enumerate(zip(documents, results, strict=True)):
            assert isinstance(result, TaggedDocument)
            units = [unit for unit in document.units if unit.kind != "?"]
            rows += [self._predicted(result, unit) for unit in units]
            self.units += units
            self.documents += [number] * len(units)
            self.texts += [document.text[unit.start : unit.end] for unit in units]
        self.predicted = np.array([row["inferred"] for row in rows], dtype=bool)
        self.scores = np.array([row["scores"] for row in rows])
        self.stated = np.array([row["stated"] for row in rows], dtype=bool)
        self.relevance = np.array([row["relevance"] for row in rows])
        self.gold = np.array([[label in unit.competencies for label in self.labels] for unit in self.units])
        self.gold_groups = np.array(
            [[group in unit.groups for group in self.groups] for unit in self.units], dtype=bool
        )
        self.kinds = np.array([unit.kind for unit in self.units])
        standing_alone = tagger.score(self.texts)
        if self.single:
            # A statement is one segment, whatever a sentence splitter would make of it.
            self.scores = standing_alone
            self.predicted = standing_alone >= tagger.thresholds(options)
            if options is not None and options.top is not None:
                places = np.argsort(np.argsort(-standing_alone, axis=1, kind="stable"), axis=1)
                self.predicted &= places < options.top
        self.ranking = standing_alone
        self.levels = tagger.estimate_level(self.texts)

    def _predicted(self, result: TaggedDocument, unit: GoldUnit) -> dict[str, Any]:
        inferred = np.zeros(len(self.labels), dtype=bool)
        scores = np.zeros(len(self.labels))
        stated = np.zeros(len(self.labels) + len(self.groups), dtype=bool)
        for tag in result.tags:
            column = self.labels.index(tag.competency)
            for proof in tag.evidence:
                if not _belongs(proof.start, proof.end, unit):
                    continue
                if proof.basis == "stated":
                    stated[column] = True
                else:
                    inferred[column] = True
                    scores[column] = max(scores[column], proof.score)
        for group in result.ecqs:
            for proof in group.evidence:
                members = {tag.competency for tag in result.tags if proof in tag.evidence}
                if proof.basis == "stated" and not members and _belongs(proof.start, proof.end, unit):
                    stated[len(self.labels) + self.groups.index(group.id)] = True
        relevant = [
            segment.relevance or 0.0 for segment in result.segments if _belongs(segment.start, segment.end, unit)
        ]
        return {"inferred": inferred, "scores": scores, "stated": stated, "relevance": max(relevant, default=0.0)}

    def report(self, gold: str) -> Report:
        tagged = np.isin(self.kinds, ("D", "B"))
        codes = self.gold & (self.kinds == "D")[:, None]
        of_group = np.array(
            [
                [group in self.tagger.framework.competency(label).groups for group in self.groups]
                for label in self.labels
            ]
        )
        figures: dict[str, Interval | float] = {}
        figures |= self._interval("competencies, micro-F1", tagged, lambda at: f1_micro(codes[at], self.predicted[at]))
        figures |= self._interval("competencies, macro-F1", tagged, lambda at: f1_macro(codes[at], self.predicted[at]))
        if self.groups:
            left, right = codes @ of_group, self.predicted @ of_group
            figures |= self._interval("groups, micro-F1", tagged, lambda at: f1_micro(left[at], right[at]))
        if {"D", "B"} <= set(self.kinds):
            duty, found = (self.kinds == "D")[:, None], (self.relevance >= 0.5)[:, None]
            figures |= self._interval("speaks of the job holder, F1", tagged, lambda at: f1_micro(duty[at], found[at]))
        if "Q" in self.kinds:
            quoted = (self.kinds == "Q")[:, None]
            named = np.hstack([self.gold, self.gold_groups]) & quoted
            everywhere = np.ones(len(self.units), dtype=bool)
            found_named = self.stated & ~self._disputed_quotes()
            figures |= self._interval("stated, F1", everywhere, lambda at: f1_micro(named[at], found_named[at]))
        figures |= self._rankings(codes)
        figures |= self._levels()
        pairs = self.predicted & tagged[:, None]
        figures["calibration error of tags"] = calibration_error(self.scores[pairs], codes[pairs])
        size = {
            "documents": len(set(self.documents)),
            "units": len(self.units),
            "units with a competency": int(codes.any(axis=1).sum()),
            "competencies given": int(codes.sum()),
            "units with a level": sum(unit.level > 0 for unit in self.units),
        }
        table = self._table(codes[tagged], self.predicted[tagged])
        curves = {"scores": self.scores[tagged], "gold": codes[tagged], "predicted": self.predicted[tagged]}
        return Report(self.tagger.name, gold, size, figures, table, self._confusion(), curves)

    def _interval(self, name: str, chosen: Matrix, measure: Any) -> dict[str, Interval | float]:
        rows = np.flatnonzero(chosen)
        groups = np.array(self.documents)[rows]
        return {name: bootstrap(lambda at: measure(rows[at]), groups)}

    def _disputed_quotes(self) -> Matrix:
        """Names that one annotator of three saw in a quotation: not counted either way."""
        disputed = [[label in unit.disputed for label in self.labels] for unit in self.units]
        return np.hstack([np.array(disputed), np.zeros((len(self.units), len(self.groups)), dtype=bool)])

    def _rankings(self, codes: Matrix) -> dict[str, Interval | float]:
        accepted = np.array(
            [[label in unit.competencies | unit.disputed for label in self.labels] for unit in self.units]
        )
        order = np.argsort(-self.ranking, axis=1, kind="stable")[:, :3]
        hits = np.take_along_axis(accepted, order, axis=1)
        chosen = np.asarray(codes.any(axis=1))
        if not chosen.any():
            return {}
        return self._interval(
            "accepted competency first", chosen, lambda at: float(hits[at, 0].mean())
        ) | self._interval(
            "accepted competency among first three", chosen, lambda at: float(hits[at].any(axis=1).mean())
        )

    def _levels(self) -> dict[str, Interval | float]:
        gold, estimated = self._level_pairs()
        chosen = np.array([unit.level > 0 and unit.kind == "D" for unit in self.units])
        if not chosen.any():
            return {}
        groups = np.array(self.documents)[chosen]
        return {
            "level, quadratic kappa": bootstrap(lambda at: quadratic_kappa(gold[at], estimated[at]), groups),
            "level, mean absolute error": bootstrap(lambda at: float(np.abs(gold[at] - estimated[at]).mean()), groups),
        }

    def _level_pairs(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        rows = [row for row, unit in enumerate(self.units) if unit.level > 0 and unit.kind == "D"]
        gold = np.array([self.units[row].level for row in rows], dtype=np.int64)
        values = np.array([level.value for level in self.tagger.levels])
        nearest = [int(values[np.argmin(np.abs(values - self.levels[row]))]) for row in rows]
        return gold, np.array(nearest, dtype=np.int64)

    def _confusion(self) -> tuple[tuple[int, ...], ...]:
        gold, estimated = self._level_pairs()
        values = [level.value for level in self.tagger.levels]
        return tuple(tuple(int(np.sum((gold == row) & (estimated == column))) for column in values) for row in values)

    def _table(self, gold: Matrix, predicted: Matrix) -> tuple[dict[str, Any], ...]:
        precision, recall, f1 = f1_by_label(gold, predicted)
        return tuple(
            {
                "competency": label,
                "precision": round(float(precision[number]), 3),
                "recall": round(float(recall[number]), 3),
                "f1": round(float(f1[number]), 3),
                "support": int(gold[:, number].sum()),
                "predicted": int(predicted[:, number].sum()),
            }
            for number, label in enumerate(self.labels)
            if gold[:, number].any() or predicted[:, number].any()
        )


def _belongs(start: int, end: int, unit: GoldUnit) -> bool:
    shared = min(end, unit.end) - max(start, unit.start)
    return shared > 0 and (2 * shared >= end - start or 2 * shared >= unit.end - unit.start)
