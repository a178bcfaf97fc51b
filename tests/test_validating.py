"""Cross-validation over indicators: what is tested is not trained on, and the figures are those of the tests."""

from __future__ import annotations

import pytest

from jobtagger.errors import TrainingError
from jobtagger.frameworks import Framework, load_framework
from jobtagger.training import TrainOptions
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
