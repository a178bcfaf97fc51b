"""The arithmetic of scores, on weights made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from jobtagger import scoring
from jobtagger.frameworks import load_framework
from jobtagger.ngrams import NGrams
from jobtagger.scoring import (
    Calibration,
    Line,
    LinearPart,
    Model,
    Wording,
    encode,
    level_scale,
    score_segments,
)
from jobtagger.tagger import Tagger, combined_score

MODEL = Model(
    coef=np.array([[2.0, 0.0], [0.0, 3.0]]),
    intercept=np.array([-1.0, 0.5]),
    relevance_coef=np.array([1.0, 1.0]),
    relevance_intercept=0.2,
    level_coef=np.array([1.0, -1.0]),
    level_cuts=np.array([-1.0, 1.0]),
    thresholds=np.array([0.4, 0.4]),
    calibration=Calibration(Line(0.5, 0.1), relevance=Line(0.8, 0.3)),
    precision_thresholds={},
)
VECTORS = np.array([[1.0, 0.0], [0.0, 1.0], [-3.0, 2.0]])


def test_standing_alone_each_number_is_the_formula() -> None:
    scores = score_segments(MODEL, [1, 2, 3], VECTORS)
    relevance = expit(0.8 * (VECTORS.sum(axis=1) + 0.2) + 0.3)
    odds = VECTORS * [2.0, 3.0] + [-1.0, 0.5]
    np.testing.assert_allclose(scores.relevance, relevance)
    np.testing.assert_allclose(scores.competencies, expit(0.5 * odds + 0.1) * relevance[:, None])
    place = VECTORS @ [1.0, -1.0]
    np.testing.assert_allclose(scores.level_values, 1 + expit(place + 1) + expit(place - 1))


def test_a_segment_of_a_document_is_calibrated_apart() -> None:
    model = replace(MODEL, calibration=Calibration(Line(0.5, 0.1), Line(0.4, -0.6)))
    alone, within = (score_segments(model, [1, 2, 3], VECTORS, sections) for sections in (None, ["none"] * 3))
    odds = VECTORS * [2.0, 3.0] + [-1.0, 0.5]
    np.testing.assert_allclose(alone.competencies / alone.relevance[:, None], expit(0.5 * odds + 0.1))
    np.testing.assert_allclose(within.competencies / within.relevance[:, None], expit(0.4 * odds - 0.6))


def test_levels_are_probabilities_and_rise_with_the_place() -> None:
    vectors = np.column_stack([np.linspace(-6, 6, 25), np.zeros(25)])
    probabilities = MODEL.level_probabilities(vectors, None)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    values = score_segments(MODEL, [1, 2, 3], vectors).level_values
    assert np.all(np.diff(values) > 0)
    assert 1 <= values.min() < 1.1 and 2.9 < values.max() <= 3


def test_an_unsure_level_is_not_told() -> None:
    flat = replace(MODEL, level_cuts=np.array([-0.693, 0.693]))
    unsure = score_segments(flat, [1, 2, 3], np.zeros((1, 2)))
    sure = score_segments(flat, [1, 2, 3], np.array([[5.0, 0.0]]))
    assert (unsure.level_sure.tolist(), sure.level_sure.tolist()) == ([False], [True])


def test_headings_and_neighbours_speak_to_relevance() -> None:
    row = np.zeros((1, 2))
    by_section = [
        score_segments(MODEL, [1, 2, 3], row, [section]).relevance[0]
        for section in ("duties", "none", "benefits", "eeo")
    ]
    assert by_section[1] == pytest.approx(expit(0.8 * 0.2 + 0.3))
    assert by_section[0] == pytest.approx(expit(0.8 * (0.2 + scoring._SECTION_PRIOR["duties"]) + 0.3))
    assert by_section == sorted(by_section, reverse=True) and by_section[0] > by_section[1] > by_section[2]
    middle = np.zeros((3, 2))
    among_duties = score_segments(MODEL, [1, 2, 3], middle + np.array([[3], [0], [3]]), ["none"] * 3).relevance[1]
    among_others = score_segments(MODEL, [1, 2, 3], middle - np.array([[3], [0], [3]]), ["none"] * 3).relevance[1]
    assert among_duties > by_section[1] > among_others


def part(outputs: int, vectors: object, grams: np.ndarray | None = None, shift: object = 0.0) -> LinearPart:
    of_grams = np.zeros((len(KNOWN), outputs)) if grams is None else grams
    of_vectors = np.broadcast_to(np.asarray(vectors, dtype=np.float64), (2, outputs))
    return LinearPart(of_vectors, of_grams, np.broadcast_to(np.asarray(shift, dtype=np.float64), (outputs,)))


KNOWN = NGrams.learn(["bakes bread", "sails"])
TEXTS = ["Bakes bread.", "Sails.", "Qqq."]
BREAD = np.zeros((len(KNOWN), 2))
BREAD[KNOWN.words.index("bakes bread"), 1] = 2.0
WORDING = Wording(
    known=KNOWN,
    labels=part(2, 0.0, BREAD, [0.0, 0.1]),
    manner=part(1, [[0.0], [0.0]]),
    line=None,
    level=part(1, [[1.0], [-1.0]], BREAD[:, 1:]),
    level_cuts=MODEL.level_cuts,
    level_share=1.0,
)


def test_ngrams_add_to_what_the_vectors_say() -> None:
    model = replace(MODEL, wording=WORDING)
    grams = KNOWN(TEXTS).toarray()
    plain, worded = score_segments(MODEL, [1, 2, 3], VECTORS), score_segments(model, [1, 2, 3], VECTORS, texts=TEXTS)
    odds = VECTORS * [2.0, 3.0] + [-1.0, 0.4] + grams @ BREAD
    np.testing.assert_allclose(worded.competencies, expit(0.5 * odds + 0.1) * plain.relevance[:, None])
    place = VECTORS @ [1.0, -1.0] + grams @ BREAD[:, 1]
    np.testing.assert_allclose(worded.level_values, 1 + expit(place + 1) + expit(place - 1))
    with pytest.raises(ValueError, match="give the texts too"):
        score_segments(model, [1, 2, 3], VECTORS)


def test_a_text_in_the_frameworks_manner_is_told_by_the_wording_and_others_by_the_bank() -> None:
    """The further the second feature says that it is, the more the one expert counts and the less the other."""
    wording = replace(WORDING, manner=part(1, [[0.0], [9.0]], shift=4.5), line=Line(2.0, -0.5))
    model = replace(MODEL, wording=wording, calibration=Calibration(Line(0.5, 0.1), relevance=Line(0.0, 99.0)))
    vectors = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 0.5]])
    scores = score_segments(model, [1, 2, 3], vectors, texts=["Qqq."] * 3).competencies
    bank = vectors * [2.0, 3.0] + [-1.0, 0.5]
    job, own = expit(0.5 * (bank - [0.0, 0.1]) + 0.1), expit(np.tile([-0.5, -0.7], (3, 1)))
    share = expit(scoring._MANNER_SLOPE * np.array([[-4.5], [4.5], [0.0]]))  # as likely one as the other in the last
    assert share[0] < 0.15 and share[1] > 0.85
    np.testing.assert_allclose(scores, share * own + (1 - share) * job)
    assert np.abs(job - own).max() > 0.1


@pytest.mark.filterwarnings("error")
def test_mixed_probabilities_keep_what_is_near_0_or_1_apart() -> None:
    """Words of a sure segment have weights too, which are differences of these log-odds."""
    sure, surer = np.array([[60.0, -60.0]]), np.array([[61.0, -61.0]])
    np.testing.assert_allclose(scoring._mixed(np.array([[-1.0]]), sure, sure), sure)
    np.testing.assert_allclose(scoring._mixed(-1.0, surer, surer) - scoring._mixed(-1.0, sure, sure), surer - sure)
    for gate, taken in ((np.inf, sure), (-np.inf, surer)):  # nothing of the other
        np.testing.assert_allclose(scoring._mixed(np.array([[gate]]), sure, surer), taken)


def test_the_level_is_shared_by_manner() -> None:
    wording = replace(
        WORDING,
        manner=part(1, [[0.0], [9.0]], shift=4.5),
        level=part(1, [[3.0], [0.0]], shift=0.5),
        level_cuts=np.array([-2.0, 2.0]),
        level_share=0.2,
    )
    vectors = np.array([[1.0, 0.0], [1.0, 1.0]])
    found = score_segments(replace(MODEL, wording=wording), [1, 2, 3], vectors, texts=["Qqq."] * 2).level_values
    for row, share in enumerate((0.2, 1.0)):
        place = (1 - share) * (vectors[row] @ [1.0, -1.0]) + share * 2.5
        cuts = (1 - share) * np.array([-1.0, 1.0]) + share * np.array([-2.0, 2.0])
        assert found[row] == pytest.approx(1 + expit(place - cuts).sum(), abs=0.01)


@pytest.mark.parametrize("sections", [None, []])
def test_no_segments(sections: list[str] | None) -> None:
    scores = score_segments(MODEL, [1, 2, 3], np.empty((0, 2)), sections)
    assert scores.competencies.shape == (0, 2) and scores.level_sure.shape == (0,)


def test_each_text_is_encoded_once_and_given_back_in_place(tagger: Tagger) -> None:
    asked: list[list[str]] = []

    class Counting:
        def encode(self, texts: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
            asked.append(texts)
            return np.array([[len(text)] for text in texts], dtype=np.float32)

    assert encode(Counting(), ["bb", "a", "bb", "ccc"]).ravel().tolist() == [2, 1, 2, 3]  # type: ignore[arg-type]
    assert asked == [["bb", "a", "ccc"]]


def test_a_framework_without_levels_borrows_them() -> None:
    own, none = load_framework("opm-ses"), load_framework("agency-core")
    assert level_scale(none, own) is own
    assert level_scale(load_framework("california-2010"), own).id == "california-2010"


def test_combined_score_adds_up_with_doubt() -> None:
    assert combined_score([]) == 0.0
    assert combined_score([0.6]) == pytest.approx(0.6)
    assert combined_score([0.6, 0.6]) == pytest.approx(1 - 0.4 * 0.4**0.5)
    assert combined_score([0.3, 0.6]) == combined_score([0.6, 0.3]) > 0.6
    assert combined_score([1.0, 0.2]) == 1.0
    assert combined_score([0.9] * 50) < 1.0
