"""The arithmetic of scores, on weights made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from jobtagger import scoring
from jobtagger.frameworks import load_framework
from jobtagger.ngrams import NGrams, NGramWeights
from jobtagger.scoring import Calibration, Line, Model, encode, level_scale, score_segments
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
    probabilities = MODEL.level_probabilities(vectors)
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


def test_ngrams_add_to_what_the_vectors_say() -> None:
    known = NGrams.learn(["bakes bread", "sails"])
    labels = np.zeros((len(known), 2))
    labels[known.words.index("bakes bread"), 1] = 2.0
    level = labels[:, 1]
    model = replace(MODEL, ngrams=NGramWeights(known, labels, level))
    texts = ["Bakes bread.", "Sails.", "Qqq."]
    grams = known(texts).toarray()
    plain, worded = score_segments(MODEL, [1, 2, 3], VECTORS), score_segments(model, [1, 2, 3], VECTORS, texts=texts)
    odds = VECTORS * [2.0, 3.0] + [-1.0, 0.5] + grams @ labels
    np.testing.assert_allclose(worded.competencies, expit(0.5 * odds + 0.1) * plain.relevance[:, None])
    assert worded.competencies[0, 1] > plain.competencies[0, 1]
    np.testing.assert_allclose(worded.competencies[1:], plain.competencies[1:])
    place = VECTORS @ [1.0, -1.0] + grams @ level
    np.testing.assert_allclose(worded.level_values, 1 + expit(place + 1) + expit(place - 1))
    with pytest.raises(ValueError, match="give the texts too"):
        score_segments(model, [1, 2, 3], VECTORS)


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
