"""Cross-validation over a framework's own indicators: how well a model knows wording of the framework it was not shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from jobtagger.errors import TrainingError
from jobtagger.evaluation import Report
from jobtagger.frameworks import Framework
from jobtagger.metrics import Interval, bootstrap, quadratic_kappa, spearman
from jobtagger.training import TrainOptions, train


def cross_validate(
    framework: Framework,
    options: TrainOptions | None = None,
    *,
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
    folds : int
        Number of parts.
    seed : int
        Of the shuffling.
    talk : callable, optional
        Takes a line of progress now and then.

    Returns
    -------
    Report
        Share of indicators whose competency comes first and among the first three; agreement of their levels.

    Raises
    ------
    TrainingError
        If there are fewer indicators than folds.
    """
    places = [(one.id, number) for one in framework.competencies for number in range(len(one.indicators))]
    if len(places) < folds:
        raise TrainingError(
            f"{framework.id} has {len(places)} indicators; at least {folds} are needed to test {folds} parts"
        )
    order = np.random.default_rng(seed).permutation(len(places))
    ranks, levels = np.zeros(len(places), dtype=np.int64), np.zeros(len(places))
    for fold in range(folds):
        talk(f"part {fold + 1} of {folds}")
        held = [int(place) for place in order[fold::folds]]
        tagger = train(_without(framework, {places[place] for place in held}), options)
        texts = [framework.competency(places[place][0]).indicators[places[place][1]].text for place in held]
        scores = tagger.score(texts)
        own = np.array([tagger.labels.index(places[place][0]) for place in held])
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
    return Report(framework.id, f"{framework.id}, {folds}-fold over its indicators", size, figures)


def _without(framework: Framework, held: set[tuple[str, int]]) -> Framework:
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
