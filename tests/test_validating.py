"""Cross-validation over indicators: what is tested is not trained on, and the figures are those of the tests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jobtagger import validating
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

    def watched(framework: Framework, options: TrainOptions) -> Tagger:
        seen.append(framework)
        return train(framework, options)

    monkeypatch.setattr(validating, "train", watched)
    report = cross_validate(tiny, TrainOptions(bank=False), held_out="competencies", folds=5)
    assert report.gold == "tiny, 5-fold over its competencies"
    left = [[bool(one.indicators) for one in framework.competencies] for framework in seen]
    assert sorted(left) == [[False, True, True], [True, False, True], [True, True, False]]
    assert all(one.definition for framework in seen for one in framework.competencies)


def test_without_its_wording_only_names_are_left(tiny: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Framework, TrainOptions]] = []

    def watched(framework: Framework, options: TrainOptions) -> Tagger:
        seen.append((framework, options))
        return train(framework, replace(options, bank=False))

    monkeypatch.setattr(validating, "train", watched)
    cross_validate(tiny, held_out="wording")
    ((framework, options),) = seen
    assert [(one.definition, one.indicators) for one in framework.competencies] == [
        ("Baking", ()),
        ("Sailing", ()),
        ("Bookkeeping", ()),
    ]
    assert isinstance(options.crosswalk, Crosswalk) and options.crosswalk.target == "tiny"
