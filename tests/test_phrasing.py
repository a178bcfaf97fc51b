"""The framework's own wording: what is learnt of it, from whom, and how sure it is of what it was not shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from jobtagger.encoder import load_encoder
from jobtagger.examples import Example, framework_examples
from jobtagger.frameworks import Framework, load_framework
from jobtagger.phrasing import (
    _GENERAL,
    _LEAST_SLOPE,
    _MANNER_SHIFT,
    _TASK,
    Phrasing,
    _fitted_line,
    is_enough,
    own_texts,
)
from jobtagger.scoring import Line

HELD_OUT = ["Kneads the dough.", "Reefs a sail.", "Prepares a budget and posts an invoice."]


@pytest.fixture
def examples(tiny: Framework) -> list[Example]:
    return list(framework_examples(tiny))


def phrasing(framework: Framework, examples: list[Example]) -> Phrasing:
    # Vectors that tell nothing: what is found is found by the words.
    return Phrasing(framework, examples, np.zeros((len(examples), 5)), general=3)


def test_words_tell_the_competencies_apart(tiny: Framework, examples: list[Example]) -> None:
    own = phrasing(tiny, examples)
    part = own.competencies(task=False)
    scores = own.known(HELD_OUT) @ part.grams - part.shift
    assert scores.argmax(axis=1).tolist() == [0, 1, 2]
    np.testing.assert_allclose(scores.sum(axis=1), 0, atol=1e-3)
    # N-grams that are not known move nothing; what is left here, without telling vectors, is nothing.
    np.testing.assert_allclose(own.known(["Qqq!"]) @ part.grams - part.shift, 0, atol=1e-6)


def test_vectors_are_weighed_as_they_come(tiny: Framework, examples: list[Example]) -> None:
    """The centre and the scale of the vectors are folded into weights and shift, so that a model need not know them."""
    vectors = np.random.default_rng(0).normal(size=(len(examples), 6)) + 2
    own = Phrasing(tiny, examples, vectors, general=4)
    part = own.competencies(task=True)
    features, _, _ = own._features(task=_TASK, general=_GENERAL)
    direct = features @ own._fit(features, range(len(examples))).T
    texts = [example.text for example in examples]
    np.testing.assert_allclose(own.known(texts) @ part.grams + vectors @ part.vectors - part.shift, direct, atol=1e-6)
    assert part.vectors[:4].any() and part.vectors[4:].any()  # both kinds of features have a say
    alone = own.competencies(task=False)
    assert not alone.vectors[:4].any() and alone.vectors[4:].any()


def test_a_text_of_several_competencies_teaches_each(tiny: Framework, examples: list[Example]) -> None:
    both = Example("x", "Splices gennakers", competencies=frozenset({"sailing", "baking"}), origin="own")
    own = phrasing(tiny, [*examples, both, replace(both, text="Splices gennakers again")])
    scores = (own.known(["gennakers"]) @ own.competencies(task=True).grams)[0]
    assert scores[0] > scores[2] and scores[1] > scores[2]


def test_the_bank_and_boilerplate_are_not_the_frameworks_words(examples: list[Example]) -> None:
    bank = Example("b", "Bakes.", competencies=frozenset({"baking"}))
    boilerplate = Example("o", "We offer benefits.", kind="boilerplate", origin="own")
    unlabelled = Example("u", "Sweeps the floor.", origin="own")
    assert own_texts([bank, examples[0], boilerplate, unlabelled]) == [1]


def test_a_thin_framework_has_not_enough(tiny: Framework, examples: list[Example]) -> None:
    assert is_enough(tiny, examples)
    definitions = [example for example in examples if example.id.endswith("definition")]
    assert not is_enough(tiny, definitions)
    # Much text for one of three does not speak for the others.
    rich = [example for example in examples if "sailing" in example.competencies]
    assert len(rich) * 3 > 4 * 3 and not is_enough(tiny, [*definitions, *rich, *rich])
    half = [example for example in examples if "baking" not in example.competencies]
    assert is_enough(tiny, half)


def test_levels_rise_with_the_words_for_them(tiny: Framework, examples: list[Example]) -> None:
    own = phrasing(tiny, examples)
    found = own.levels([1, 2, 3])
    assert found is not None
    level, cuts = found
    texts = ["with help, in simple cases", "without help, for the team", "across the whole organization, its policy"]
    assert np.all(np.diff(own.known(texts) @ level.grams[:, 0]) > 0) and np.all(np.diff(cuts) > 0)
    assert own.levels([1, 2, 3, 4]) is None  # a level without any text


def test_another_scale_guides_the_level_where_the_words_do_not_tell() -> None:
    """What the bank knows of levels is one feature more, to be trusted as far as it helps."""
    framework, rng = load_framework("california-2010"), np.random.default_rng(0)
    words = [" ".join(rng.choice(["loads", "carts", "moves", "stacks", "crates", "boxes"], 3)) for _ in range(300)]
    levels = rng.integers(1, 4, size=len(words))
    examples = [
        Example(str(row), text, competencies=frozenset({framework.labels[row % 3]}), level=int(level), origin="own")
        for row, (text, level) in enumerate(zip(words, levels, strict=True))
    ]
    # Along one direction of many the level shows, amid noise; general features have length 1, as the encoder's have.
    guide, vectors = np.pad(rng.normal(size=200), (0, 20)), rng.normal(size=(len(words), 220))
    vectors[:, :200] += 3 + np.outer(levels - 2.0, guide[:200]) * 0.12
    vectors[:, 200:] /= np.linalg.norm(vectors[:, 200:], axis=1, keepdims=True)
    shown, others = slice(0, 60), slice(60, None)
    own = Phrasing(framework, examples[shown], vectors[shown], general=200)

    def right(given: np.ndarray | None) -> float:
        part, _ = own.levels([1, 2, 3], given) or pytest.fail("there are texts enough")
        return float(np.corrcoef(part(vectors[others], own.known(words[others]))[:, 0], levels[others])[0, 1])

    along = float(np.corrcoef(vectors[others] @ guide, levels[others])[0, 1])
    assert along > 0.7 and right(None) < 0.6 * along and right(guide) > 0.8 * along
    # Neither how long it is nor which way it points is believed: both are learnt. Of a bank without levels nothing is.
    for times in (-7, 0.01):
        assert right(times * guide) == pytest.approx(right(guide), abs=1e-3)
    assert right(0 * guide) < 0.6 * along
    part, cuts = own.levels([1, 2, 3], guide) or pytest.fail("there are texts enough")
    places = part(vectors[shown], own.known(words[shown]))
    assert abs(1 + expit(places - cuts).sum(axis=1).mean() - levels[shown].mean()) < 0.03  # the centre is folded in


def test_calibration_knows_how_well_held_out_texts_are_told(tiny: Framework, examples: list[Example]) -> None:
    ones = np.ones(len(examples))
    told = phrasing(tiny, examples).line(ones)
    rng = np.random.default_rng(1)
    shuffled = [replace(example, competencies=frozenset({str(rng.choice(tiny.labels))})) for example in examples]
    untold = phrasing(tiny, shuffled).line(ones)
    assert told.slope > 3 * untold.slope
    assert told(np.array([[3.0]]))[0, 0] > 0.6 and untold(np.array([[3.0]]))[0, 0] < 0.5


def test_calibration_makes_up_for_what_relevance_takes_off(tiny: Framework, examples: list[Example]) -> None:
    rng = np.random.default_rng(3)
    log_odds, ceiling = rng.normal(size=(4000, 3)), rng.uniform(0.5, 1, size=(4000, 1))
    true = rng.random(log_odds.shape) < ceiling * Line(1.5, -0.7)(log_odds)
    found = _fitted_line(log_odds, true, ceiling)
    assert (found.slope, found.shift) == (pytest.approx(1.5, abs=0.1), pytest.approx(-0.7, abs=0.1))
    # Texts that are taken for boilerplate more often than they can be right do not make everything sure.
    low = _fitted_line(log_odds[:40], rng.random((40, 3)) < 0.6, np.full((40, 1), 0.2))
    assert abs(low.shift) < 12
    rare = _fitted_line(log_odds[:400], rng.random((400, 3)) < 0.15, np.full((400, 1), 0.2))
    assert rare(np.zeros(1))[0] < 0.5  # 0.75, if calibration made up for all of it
    # What is known of each text's relevance is that of the text and not of another.
    own = phrasing(tiny, examples)
    bank = [Example("b", "Bakes.", competencies=frozenset({"baking"}))] * 3
    among = phrasing(tiny, [*bank, *examples]).line(np.array([0.1] * 3 + [0.8] * len(examples)))
    assert among == own.line(np.full(len(examples), 0.8)) != own.line(np.ones(len(examples)))


def test_the_search_for_a_line_does_not_stay_where_it_began() -> None:
    """It did for one relevance, and not for others, when it began with scipy's own simplex."""
    framework, encoder = load_framework("agency-core"), load_encoder()
    examples = list(framework_examples(framework))
    own = Phrasing(framework, examples, encoder.encode([one.text for one in examples]), encoder.general)
    lines = [own.line(np.full(len(examples), relevance)) for relevance in (0.95, 0.982)]
    assert lines[0].slope == pytest.approx(lines[1].slope, abs=0.1)
    assert lines[0].shift == pytest.approx(lines[1].shift, abs=0.1)


def test_a_definition_does_not_tell_the_answer_for_the_indicators_it_quotes(tiny: Framework) -> None:
    """Words that stand in one indicator alone tell nothing of another: a definition made of them must not change that."""
    letters = np.random.default_rng(2).choice(list("bcdfghjklmnpqrstvwxz"), size=(3, 8, 5, 6))
    words = [[" ".join("".join(word) for word in text) for text in one] for one in letters]
    indicators = [
        Example(f"{label}{number}", text, competencies=frozenset({label}), origin="framework")
        for label, texts in zip(tiny.labels, words, strict=True)
        for number, text in enumerate(texts)
    ]
    definitions = [
        Example(label, ".  ".join(texts).capitalize(), competencies=frozenset({label}), origin="framework")
        for label, texts in zip(tiny.labels, words, strict=True)
    ]
    # Nor must a text that stands twice.
    for examples in (indicators, [*definitions, *indicators], [*indicators, *indicators]):
        told_apart = phrasing(tiny, examples).line(np.ones(len(examples)))
        assert told_apart.slope < 0.2 and told_apart(np.array([[1.0]]))[0, 0] < 0.4


def test_texts_that_are_all_alike_can_be_calibrated(tiny: Framework) -> None:
    alike = [Example(label, "Works.", competencies=frozenset({label}), origin="framework") for label in tiny.labels]
    assert phrasing(tiny, alike).line(np.ones(3)) == Line(_LEAST_SLOPE)


def test_the_frameworks_manner_is_told_from_job_text(tiny: Framework, examples: list[Example]) -> None:
    own = phrasing(tiny, examples)
    jobs = [f"The incumbent of office {number} audits vouchers and files reports." for number in range(40)]
    part = own.manner(jobs, np.zeros((len(jobs), 5)))
    texts = ["Kneads and shapes dough without help, for the work of a team or branch.", jobs[3]]
    found = part(np.zeros((2, 5)), own.known(texts))[:, 0]
    assert found[0] > 1 > -1 > found[1]


def test_how_much_job_text_there_is_says_nothing_of_the_manner(tiny: Framework, examples: list[Example]) -> None:
    rng = np.random.default_rng(0)
    own = Phrasing(tiny, examples, rng.normal(size=(len(examples), 5)), general=3)
    texts = [example.text for example in examples]
    for times in (1, 12):
        # What is told is told by nothing: the other texts are the same ones, their vectors are drawn alike.
        part = own.manner(texts * times, rng.normal(size=(times * len(texts), 5)))
        found = part(rng.normal(size=(400, 5)), own.known([texts[row % len(texts)] for row in range(400)]))
        assert np.mean(found) == pytest.approx(-_MANNER_SHIFT, abs=0.4)


def test_examples_of_the_user_are_not_the_frameworks_manner(tiny: Framework, examples: list[Example]) -> None:
    house = [f"The incumbent of office {number} audits vouchers and files reports." for number in range(20)]
    mine = [
        Example(f"m{row}", text, origin="own", competencies=frozenset({"baking"})) for row, text in enumerate(house)
    ]
    own = phrasing(tiny, [*examples, *mine])
    others = [f"Responsible for claim {number}, which is adjudicated under regulations." for number in range(20)]
    part = own.manner(others, np.zeros((len(others), 5)))
    texts = ["Kneads and shapes dough without help, for the work of a team or branch.", house[3]]
    ours, theirs = part(np.zeros((2, 5)), own.known(texts))[:, 0]
    assert theirs < 0.5 * ours
    assert own.known(["vouchers"]).nnz  # a word of theirs, which counts where competencies are told apart


def test_more_job_text_than_is_needed_is_not_read(
    tiny: Framework, examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobtagger.phrasing._OTHERS", 10)
    read: list[int] = []
    own = phrasing(tiny, examples)
    scaled = own._scaled

    def counting(grams: Any, *rest: Any) -> Any:
        read.append(grams.shape[0])
        return scaled(grams, *rest)

    monkeypatch.setattr(own, "_scaled", counting)
    for count in (9, 10, 11, 25):
        own.manner(["Audits vouchers."] * count, np.zeros((count, 5)))
    assert read[1::2] == [9, 10, 6, 9]
