"""Train a tagger: framework + examples -> weights, thresholds and a model card. The same input gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jobtagger import levelling, tuning
from jobtagger.bank import EncodedBank, Share, encoded
from jobtagger.card import model_card
from jobtagger.classifier import MultiLabelLogistic
from jobtagger.encoder import Encoder, load_encoder
from jobtagger.errors import TrainingError
from jobtagger.examples import (
    BANK_FRAMEWORK,
    Example,
    carried_links,
    carry_over,
    framework_examples,
    read_examples,
)
from jobtagger.frameworks import Crosswalk, Framework, load_framework
from jobtagger.frameworks.bridging import counterparts, find_crosswalk
from jobtagger.likeness import Likeness
from jobtagger.phrasing import Phrasing, is_enough
from jobtagger.scoring import Calibration, Line, LinearPart, Model, Wording, as_kept, level_scale
from jobtagger.tagger import Tagger

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]

_DISPUTED = 0.3
"""Target for a competency that one reader in three gave."""
_UNSURE_WEIGHT = 0.15
"""Weight of the other labels of a framework's own words, which name one competency and are silent on the rest."""
_SINGLE_STRENGTH = 0.3
"""Part of the strength that levels and relevance take: one direction for all texts wants less freedom than one a
competency."""
_ITERATIONS = 80
"""Of the fit of the competencies. 200 take twice as long, for half a point of micro-F1 on single statements."""


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """How to train."""

    name: str | None = None
    """Name of the model; None takes the framework's id."""
    bank: bool = True
    """Whether the authored example bank is used, through a crosswalk where the framework is not the bank's own."""
    crosswalk: Path | Crosswalk | None = None
    """Crosswalk from the bank's framework to obey, or its file; None takes the shipped one, or proposes one."""
    examples: Path | None = None
    """File of your own labelled examples."""
    strength: float = 0.03
    """Inverse strength of the penalty on the weights (C); smaller is smoother."""
    wording: bool | None = None
    """Whether the framework's own wording is learnt, which tells texts in its own manner best; None does so where there is
    enough of it."""


def train(
    framework: Framework,
    options: TrainOptions | None = None,
    *,
    bank: EncodedBank | None = None,
    talk: Callable[[str], None] = lambda message: None,
) -> Tagger:
    """Train a tagger for a framework.

    Parameters
    ----------
    framework : Framework
        Whose competencies are to be tagged.
    options : TrainOptions, optional
        How to train.
    bank : EncodedBank, optional
        What ``EncodedBank.read()`` gave, so that it is read but once for several trainings; made here by default. The
        whole serves every framework: all but the bank's own take a part of it.
    talk : callable, optional
        Takes a line of progress now and then; does nothing by default.

    Returns
    -------
    Tagger
        Ready to tag; `jobtagger.save` writes it as a directory.

    Raises
    ------
    TrainingError
        If the framework cannot be trained on: fewer than two competencies, or one without any text. If the bank that
        was given is less than what the framework needs.
    CrosswalkError
        If the crosswalk of the options does not lead from the bank's framework to this one.

    Notes
    -----
    Competencies: logistic regression on the encoder's vectors for all labels at once; where the framework has enough text
    of its own, `jobtagger.phrasing` learns how it puts things, and has most of the say for texts in its manner. Levels:
    proportional odds on the framework's own scale, the bank's direction of the level among the features. Where
    thresholds, calibration and shares come from is told in `jobtagger.tuning`.

    Examples
    --------
    >>> import jobtagger
    >>> tagger = jobtagger.train(jobtagger.load_framework("agency-core"))
    >>> tagger.score(["Prepares the annual budget and tracks spending."]).shape
    (1, 31)
    """
    options = options or TrainOptions()
    _check(framework)
    bank_framework = load_framework(BANK_FRAMEWORK)
    own = own_examples(framework, options.examples)
    encoder = bank.encoder if bank else load_encoder()
    crosswalk = _crosswalk(framework, bank_framework, options, Likeness(encoder), talk)
    links = _links(bank_framework, crosswalk)
    learnt = is_enough(framework, own) if options.wording is None else options.wording
    share = bank_share(framework, options)
    if bank is None:
        if options.bank:
            talk("reading the example bank")
        bank = EncodedBank.read(share, encoder)
    taught = bank.only(share)
    carried = list(carry_over(taught.examples, links))
    if carried and not any(links.values()):
        talk("no example of the bank carries over: the crosswalk has no link that is more than related")
    talk(f"learning from {len(carried):,} examples of the bank and {len(own):,} of the framework and your own")
    examples = carried + own
    vectors = np.vstack([taught.vectors, encoded(encoder, own)])
    talk(f"fitting {len(framework.labels)} competencies")
    duties = np.array([example.kind == "duty" for example in examples])
    reached = _reached(framework, links, bool(carried))
    # The general features tell apart what is unlike in meaning; what the tuned ones know of job text is enough here.
    tuned = vectors[:, : encoder.general]
    # A wording that may come first has the framework's own texts to itself: job text, for which the rest is there, is not
    # worded so, and is read worse by what has learnt from them too. Examples of the user are job text as well. A bank that
    # reaches no competency could only say no to all.
    first, helped = learnt and share != "whole", bool(reached.any())
    teachers = ({"bank", "own"} if helped else set()) | (set() if first else {"framework", "own"})
    shown = [row for row, one in enumerate(examples) if one.origin in teachers]
    seen = [examples[row] for row in shown]
    # Less text pulls less against the penalty, which is therefore made weaker by as much.
    strength = options.strength * (tuning.BANK_EVERY if helped and share == "part" else 1)
    coef, intercept = _competencies(framework, seen, tuned[shown], reached, strength)
    if not helped and not first:
        intercept = intercept - _above_chance(framework, seen, reached)
    relevance_coef, relevance_intercept = _relevance(tuned, duties, options.strength * _SINGLE_STRENGTH)
    talk("fitting levels")
    scale = level_scale(framework, bank_framework)
    level_coef, level_cuts = levelling.direction(scale, examples, tuned, options.strength * _SINGLE_STRENGTH)
    model = Model(
        coef=_widened(coef, encoder),
        intercept=intercept,
        relevance_coef=_widened(relevance_coef, encoder),
        relevance_intercept=relevance_intercept,
        level_coef=_widened(level_coef, encoder),
        level_cuts=level_cuts,
        **_tuning(framework, links, bank=helped),
    )
    if learnt:
        talk("fitting the framework's own wording")
        phrasing = Phrasing(framework, examples, vectors, encoder.general)
        manner = None
        if carried:
            manner = phrasing.manner([example.text for example in carried], vectors[: len(carried)])
        relevance = model.calibration.relevance(model.relevance_log_odds(vectors))
        guide = levelling.guide(scale, carried, tuned, options.strength * _SINGLE_STRENGTH)
        guide = None if guide is None else _widened(guide, encoder)
        model = _with_wording(model, phrasing, relevance, scale, manner, guide, first=first, beside=helped)
    model = as_kept(model)
    came_over = () if crosswalk is None else tuple(carried_links(taught.examples, crosswalk))
    tagger = Tagger(options.name or framework.id, framework, scale.levels, encoder, model, carried=came_over)
    tagger.card = model_card(tagger, examples, crosswalk)
    return tagger


def bank_share(framework: Framework, options: TrainOptions) -> Share:
    """Return how much of the bank a training takes: all of it for the bank's own framework, a part for others."""
    if not options.bank:
        return "none"
    return "whole" if framework.labels == load_framework(BANK_FRAMEWORK).labels else "part"


def own_examples(framework: Framework, file: Path | None) -> list[Example]:
    """Return what is not of the bank: the framework's own texts, and the examples of a file."""
    return [*framework_examples(framework), *(read_examples(file, framework) if file else ())]


def _check(framework: Framework) -> None:
    if len(framework.competencies) < 2:
        raise TrainingError(
            f"{framework.id} has {len(framework.competencies)} competency; at least two are needed to tell them apart"
        )
    silent = [one.id for one in framework.competencies if not one.definition and not one.indicators]
    if silent:
        raise TrainingError(
            f"{framework.id}: {', '.join(silent)} has neither a definition nor indicators; "
            "write at least one sentence for it, or take it out"
        )


def _crosswalk(
    framework: Framework,
    bank: Framework,
    options: TrainOptions,
    meaning: Likeness,
    talk: Callable[[str], None],
) -> Crosswalk | None:
    """The way from the bank's framework to this one; None where they are the same, or the bank is not used."""
    if not options.bank or framework.labels == bank.labels:
        return None
    crosswalk = find_crosswalk(bank, framework, options.crosswalk, meaning)
    if not crosswalk.reviewed:
        talk(f"the crosswalk from {bank.id} to {framework.id} is a proposal that nobody has reviewed")
    return crosswalk


def _links(bank: Framework, crosswalk: Crosswalk | None) -> Mapping[str, Sequence[str]]:
    # A related competency shares a border, not a meaning: its examples would teach the wrong one.
    return {label: (label,) for label in bank.labels} if crosswalk is None else counterparts(crosswalk)


def _reached(framework: Framework, links: Mapping[str, Sequence[str]], bank: bool) -> npt.NDArray[np.bool_]:
    """Which competencies the bank has examples for: of shape (n_labels,)."""
    targets = {to for reached in links.values() for to in reached} if bank else set()
    return np.array([label in targets for label in framework.labels])


def _targets(
    framework: Framework, examples: Sequence[Example], reached: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Targets and weights, both of shape (n_examples, n_labels)."""
    column = {label: number for number, label in enumerate(framework.labels)}
    targets = np.zeros((len(examples), len(column)))
    weights = np.ones_like(targets)
    for row, example in enumerate(examples):
        known = [column[label] for label in example.competencies]
        if example.origin == "bank" and example.kind == "duty":
            # The bank cannot say that a sentence lacks a competency which nothing of it leads to.
            weights[row] = np.where(reached, 1.0, 0.05)
        elif not example.complete:
            weights[row] = _UNSURE_WEIGHT if reached.any() else 1.0
        targets[row, known] = 1.0
        weights[row, known] = 1.0
        targets[row, [column[label] for label in example.disputed]] = _DISPUTED
    return targets, weights


def _competencies(
    framework: Framework,
    examples: Sequence[Example],
    vectors: Vectors,
    reached: npt.NDArray[np.bool_],
    strength: float,
) -> tuple[Floats, Floats]:
    """Weights and intercepts of all labels; a label without any example gets what says nothing for or against it."""
    if not examples:
        return np.zeros((len(framework.labels), vectors.shape[1])), np.zeros(len(framework.labels))
    targets, weights = _targets(framework, examples, reached)
    fitted = MultiLabelLogistic(C=strength, max_iter=_ITERATIONS).fit(vectors, targets, weights)
    coef, intercept = fitted.coef_, fitted.intercept_
    silent = ~targets.any(axis=0)
    coef[silent] = 0
    intercept[silent] = np.mean(vectors @ coef[~silent].T + intercept[~silent]) if not silent.all() else 0
    return coef, intercept


def _above_chance(framework: Framework, examples: Sequence[Example], reached: npt.NDArray[np.bool_]) -> Floats:
    """By how much each label's log-odds among the examples are above those of one label of all; of shape (n_labels,).

    How many texts somebody wrote for a competency says nothing of how often jobs ask for it.
    """
    rates = np.clip(_targets(framework, examples, reached)[0].mean(axis=0), 1e-4, 1 - 1e-4)
    return np.asarray(np.log(rates / (1 - rates)) + np.log(len(rates) - 1))


def _relevance(vectors: Vectors, duties: npt.NDArray[np.bool_], strength: float) -> tuple[Floats, float]:
    if duties.all():
        # Without the bank there is no boilerplate to learn from: everything counts as speaking of the job holder.
        return np.zeros(vectors.shape[1]), 4.0
    # Both kinds weigh the same, however many the bank has of each.
    weights = np.where(duties, 0.5 / duties.mean(), 0.5 / (1 - duties.mean()))
    fitted = MultiLabelLogistic(C=strength).fit(vectors, duties[:, None].astype(float), weights)
    return fitted.coef_[0], float(fitted.intercept_[0])


def _widened(coef: Floats, encoder: Encoder) -> Floats:
    """Weights of the tuned features as weights of all: those of the general ones are 0."""
    return np.pad(coef, [(0, 0)] * (coef.ndim - 1) + [(0, encoder.dimension - coef.shape[-1])])


def _with_wording(
    model: Model,
    phrasing: Phrasing,
    relevance: Floats,
    scale: Framework,
    manner: LinearPart | None,
    guide: Floats | None,
    *,
    first: bool,
    beside: bool,
) -> Model:
    """Put the framework's own wording beside what the model has so far, first in its own manner where that is asked for."""
    level, cuts = phrasing.levels([one.value for one in scale.levels], guide) or (None, np.empty(0))
    line = phrasing.line(relevance) if first else None
    # On a scale that is the bank's own, the bank knows job text from more sentences than any framework has indicators.
    shared = manner is not None and levelling.shares_scale(scale)
    wording = Wording(
        known=phrasing.known,
        # The bank's own framework has learnt what the tuned features tell from all of the bank, and gains nothing by it.
        labels=phrasing.competencies(task=first),
        manner=manner,
        line=line if beside else None,
        level=level,
        level_cuts=cuts,
        level_share=tuning.OWN_LEVEL_SHARE if shared else 1.0,
    )
    if beside or line is None:
        return replace(model, wording=wording)
    # There is nothing beside it: in job text too it speaks alone.
    return replace(
        model,
        wording=wording,
        thresholds=np.full(len(model.intercept), tuning.WORDING_THRESHOLD),
        # Relevance is left as it is: what it takes off was in the scores that the thresholds were chosen on.
        calibration=Calibration(alone=line, document=line),
        precision_thresholds=dict(tuning.WORDING_PRECISION),
    )


def _tuning(framework: Framework, links: Mapping[str, Sequence[str]], *, bank: bool) -> dict[str, Any]:
    """Calibration and thresholds: those chosen for the bank, carried over to what the bank reaches."""
    count = len(framework.labels)
    if not bank:
        slope, shift = tuning.UNTAUGHT.slope, tuning.UNTAUGHT.shift
        line = Line(slope, shift + slope * float(np.log(count - 1)))  # from the log-odds of chance
        return {
            "thresholds": np.full(count, tuning.THRESHOLD),
            "calibration": Calibration(alone=line, document=line),
            "precision_thresholds": {},
        }
    chosen: dict[str, list[float]] = {}
    for source, reached in links.items():
        for target in reached:
            chosen.setdefault(target, []).append(tuning.THRESHOLDS.get(source, tuning.THRESHOLD))
    thresholds = [float(np.mean(chosen.get(label, [tuning.THRESHOLD]))) for label in framework.labels]
    return {
        "thresholds": np.array(thresholds),
        "calibration": tuning.CALIBRATION,
        "precision_thresholds": dict(tuning.PRECISION),
    }
