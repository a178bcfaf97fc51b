"""Cross-validation over indicators: what is tested is not trained on, and the figures are those of the tests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jobtagger import validating
from jobtagger.bank import EncodedBank
from jobtagger.errors import TrainingError
from jobtagger.frameworks import Crosswalk, Framework, load_framework
from jobtagger.tagger import Tagger
from jobtagger.training import TrainOptions, train
from jobtagger.validating import _without, cross_validate


def test_held_out_wording_stands_nowhere_in_what_is_trained_on() -> None:
    framework = load_framework("agency-core")  # its indicators are the sentences of its definitions
    one = framework.competencies[0]
    held = one.indicators[0].text
    assert held in one.definition
    left = _without(framework, {(one.id, 0)})
    words = " ".join([left.competencies[0].definition, *(each.text for each in left.competencies[0].indicators)])
    assert held not in words
    assert left.labels == framework.labels


def test_every_indicator_is_tested_once(tiny: Framework) -> None:
    report = cross_validate(tiny, TrainOptions(bank=False), folds=3)
    assert report.size["indicators"] == sum(len(one.indicators) for one in tiny.competencies)
    assert 0 <= report.to_dict()["figures"]["own competency first"]["value"] <= 1


def test_a_framework_without_indicators_is_refused() -> None:
    with pytest.raises(TrainingError, match="0 indicators; at least 5"):
        cross_validate(load_framework("opm-ecq-1997"))


def test_whole_competencies_are_held_out_together(tiny: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Framework] = []

    def watched(framework: Framework, options: TrainOptions, bank: EncodedBank) -> Tagger:
        seen.append(framework)
        return train(framework, options, bank=bank)

    monkeypatch.setattr(validating, "train", watched)
    report = cross_validate(tiny, TrainOptions(bank=False), held_out="competencies", folds=5)
    assert report.gold == "tiny, 3-fold over its competencies"
    left = [[bool(one.indicators) for one in framework.competencies] for framework in seen]
    assert sorted(left) == [[False, True, True], [True, False, True], [True, True, False]]
    assert all(one.definition for framework in seen for one in framework.competencies)


def test_without_its_wording_only_names_are_left(tiny: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobtagger.bank.read_bank", list)  # what the bank has plays no part here
    seen: list[tuple[Framework, TrainOptions]] = []

    def watched(framework: Framework, options: TrainOptions, bank: EncodedBank) -> Tagger:
        seen.append((framework, options))
        return train(framework, replace(options, bank=False))

    monkeypatch.setattr(validating, "train", watched)
    report = cross_validate(tiny, held_out="wording")
    assert report.gold == "tiny, without its wording, by a proposed crosswalk that nobody has reviewed"
    ((framework, options),) = seen
    assert [(one.definition, one.indicators) for one in framework.competencies] == [
        ("Baking", ()),
        ("Sailing", ()),
        ("Bookkeeping", ()),
    ]
    assert isinstance(options.crosswalk, Crosswalk) and options.crosswalk.target == "tiny"


def test_one_indicator_is_enough_to_test_without_the_wording(tiny: Framework) -> None:
    first, *others = tiny.competencies
    few = [replace(first, indicators=first.indicators[:1]), *(replace(one, indicators=()) for one in others)]
    report = cross_validate(
        replace(tiny, competencies=tuple(few)), TrainOptions(bank=False), held_out="wording", folds=5
    )
    assert report.size["indicators"] == 1 and report.gold == "tiny, without its wording"


def test_every_part_learns_the_wording_if_the_whole_does(tiny: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    """Less a part, a framework that has text enough may have too little, and its figures would be of another model."""
    seen: list[bool | None] = []

    def watched(framework: Framework, options: TrainOptions, bank: EncodedBank) -> Tagger:
        seen.append(options.wording)
        return train(framework, options, bank=bank)

    monkeypatch.setattr(validating, "train", watched)
    just = replace(tiny, competencies=tuple(replace(one, indicators=one.indicators[:3]) for one in tiny.competencies))
    cross_validate(just, TrainOptions(bank=False), folds=3)
    thin = replace(tiny, competencies=tuple(replace(one, indicators=one.indicators[:2]) for one in tiny.competencies))
    cross_validate(thin, TrainOptions(bank=False), folds=2)
    cross_validate(thin, TrainOptions(bank=False, wording=True), folds=2)
    assert seen == [True] * 3 + [False] * 2 + [True] * 2
