"""Validation over a framework's own indicators: how well a model knows wording of the framework it was not shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from jobtagger.bank import EncodedBank
from jobtagger.errors import TrainingError
from jobtagger.evaluation import Report
from jobtagger.examples import BANK_FRAMEWORK
from jobtagger.frameworks import Framework, load_framework
from jobtagger.frameworks.bridging import find_crosswalk
from jobtagger.likeness import Likeness
from jobtagger.metrics import Interval, bootstrap, quadratic_kappa, spearman
from jobtagger.phrasing import is_enough
from jobtagger.training import TrainOptions, bank_share, own_examples, train

HeldOut = Literal["indicators", "competencies", "wording"]
Place = tuple[str, int]
"""Id of a competency and the number of one of its indicators."""


def cross_validate(
    framework: Framework,
    options: TrainOptions | None = None,
    *,
    held_out: HeldOut = "indicators",
    folds: int = 5,
    seed: int = 0,
    talk: Callable[[str], None] = lambda message: None,
) -> Report:
    """Train without a part of the indicators, test on that part, and so on until each was tested once.

    Parameters
    ----------
    framework : Framework
        With indicators; those whose wording also stands in a definition are taken out of it while they are tested.
    options : TrainOptions, optional
        How to train.
    held_out : {"indicators", "competencies", "wording"}
        What a part is: indicators at random; all indicators of some competencies, of which only name and definition are
        left; or all indicators and definitions at once, so that nothing but names and the bank, through a crosswalk,
        teaches the model. That crosswalk, if none is shipped or given, is proposed from the whole framework.
    folds : int
        Number of parts; fewer if there are not as many competencies to hold out, one with ``"wording"``.
    seed : int
        Of the shuffling.
    talk : callable, optional
        Takes a line of progress now and then.

    Returns
    -------
    Report
        Share of indicators whose competency comes first and among the first three; agreement of their levels. Its
        title says if a crosswalk was used that nobody has reviewed.

    Raises
    ------
    TrainingError
        If there are fewer indicators than folds, or none.
    """
    places = [(one.id, number) for one in framework.competencies for number in range(len(one.indicators))]
    least = 1 if held_out == "wording" else folds
    if len(places) < least:
        raise TrainingError(f"{framework.id} has {len(places)} indicators; at least {least} are needed to test it")
    parts = _parts(places, held_out, folds, np.random.default_rng(seed))
    options = options or TrainOptions()
    if held_out != "wording" and options.wording is None:
        # As for the whole framework, which is what is asked about: less a part, it may have text too little.
        options = replace(options, wording=is_enough(framework, own_examples(framework, options.examples)))
    bank = load_framework(BANK_FRAMEWORK)
    talk("reading the example bank" if options.bank else "without the example bank")
    read = EncodedBank.read(bank_share(framework, options))
    crosswalk = None
    if options.bank and framework.labels != bank.labels:
        # The crosswalk is what a reader of the whole framework would draw.
        crosswalk = find_crosswalk(bank, framework, options.crosswalk, Likeness(read.encoder))
        if held_out == "wording":
            options = replace(options, crosswalk=crosswalk)
    ranks, levels = np.zeros(len(places), dtype=np.int64), np.zeros(len(places))
    for number, held in enumerate(parts, 1):
        talk(f"part {number} of {len(parts)}")
        out = {places[row] for row in held}
        left = _names_only(framework) if held_out == "wording" else _without(framework, out)
        tagger = train(left, options, bank=read)
        texts = [framework.competency(places[row][0]).indicators[places[row][1]].text for row in held]
        scores = tagger.score(texts)
        own = np.array([tagger.labels.index(places[row][0]) for row in held])
        ranks[held] = (scores > scores[np.arange(len(held)), own][:, None]).sum(axis=1)
        levels[held] = tagger.estimate_level(texts)
    rows = np.arange(len(places))
    figures: dict[str, Interval | float] = {
        "own competency first": bootstrap(lambda at: float(np.mean(ranks[at] == 0)), rows),
        "own competency among first three": bootstrap(lambda at: float(np.mean(ranks[at] < 3)), rows),
    }
    gold = np.array([framework.competency(id).indicators[number].level or 0 for id, number in places])
    told = np.flatnonzero(gold)
    if len(told):
        nearest = np.clip(np.round(levels), min(gold[told]), max(gold[told])).astype(np.int64)
        figures |= {
            "level, quadratic kappa": bootstrap(lambda at: quadratic_kappa(gold[told[at]], nearest[told[at]]), told),
            "level, Spearman": bootstrap(lambda at: spearman(gold[told[at]], levels[told[at]]), told),
        }
    size = {"competencies": len(framework.labels), "indicators": len(places), "indicators with a level": len(told)}
    how = "without its wording" if held_out == "wording" else f"{len(parts)}-fold over its {held_out}"
    if crosswalk is not None and not crosswalk.reviewed:
        how += ", by a proposed crosswalk that nobody has reviewed"
    return Report(framework.id, f"{framework.id}, {how}", size, figures)


def _parts(places: Sequence[Place], held_out: HeldOut, folds: int, rng: np.random.Generator) -> list[list[int]]:
    """Return the rows that are held out together."""
    if held_out == "wording":
        return [list(range(len(places)))]
    if held_out == "indicators":
        order = rng.permutation(len(places))
        return [order[fold::folds].tolist() for fold in range(folds)]
    ids = list(dict.fromkeys(id for id, _ in places))
    chosen = [{ids[one] for one in part} for part in np.array_split(rng.permutation(len(ids)), min(folds, len(ids)))]
    return [[row for row, (id, _) in enumerate(places) if id in part] for part in chosen]


def _names_only(framework: Framework) -> Framework:
    bare = tuple(replace(one, definition=one.name, indicators=()) for one in framework.competencies)
    return replace(framework, competencies=bare)


def _without(framework: Framework, held: set[Place]) -> Framework:
    """Return the framework without these indicators, and without their wording in the definitions."""
    competencies = []
    for one in framework.competencies:
        out = [indicator.text for number, indicator in enumerate(one.indicators) if (one.id, number) in held]
        definition = one.definition
        for text in out:
            definition = " ".join(definition.replace(text, " ").split())
        kept = tuple(indicator for number, indicator in enumerate(one.indicators) if (one.id, number) not in held)
        # A competency that would be left without a word keeps its name: it must stay a possible answer.
        competencies.append(replace(one, definition=definition or ("" if kept else one.name), indicators=kept))
    return replace(framework, competencies=tuple(competencies))
