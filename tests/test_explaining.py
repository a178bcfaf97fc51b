"""Explanations: the weights are those that leaving a word out gives, and what was not tagged has a reason."""

from __future__ import annotations

import copy
import dataclasses
import json
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from jobtagger import explaining, scoring
from jobtagger.errors import UnknownNameError
from jobtagger.explaining import explain
from jobtagger.explanation import Explanation, TagExplanation
from jobtagger.frameworks import Framework
from jobtagger.records import Document
from jobtagger.scoring import Line
from jobtagger.stated import QUOTED_SHARE, quoted_shares
from jobtagger.tagger import Tagger
from jobtagger.training import TrainOptions, train
from jobtagger.writers import Display
from jobtagger.writers.explanation import render_explanation

BUDGET = "Formulates, defends and executes an annual operating budget of $412 million for the agency's programs."
TEXT = f"""Duties
{BUDGET}
Negotiates labor agreements with three unions on behalf of the agency.
Coaches new supervisors and reviews their development plans.

Competencies: Vision; Flexibility; Resilience
Sets a mood of calm. Vision: Takes a long-term view and builds a shared vision with others; acts as a catalyst for \
organizational change. Influences others to translate vision into action.

How to apply
You must negotiate a start date and submit your financial documents and a budget of your travel costs to the office.
"""


@pytest.fixture(scope="session")
def explanation(tagger: Tagger) -> Explanation:
    return explain(tagger, Document("x", TEXT))


def changed(tagger: Tagger, **weights: Any) -> Tagger:
    """Return the tagger with some weights changed."""
    other = copy.copy(tagger)
    other.model = dataclasses.replace(tagger.model, **weights)
    return other


def tag_of(explanation: Explanation, competency: str) -> TagExplanation:
    return next(tag for tag in explanation.tags if tag.competency == competency)


def test_every_tag_is_explained_with_its_own_evidence(tagger: Tagger, explanation: Explanation) -> None:
    tagged = tagger.tag(Document("x", TEXT))
    assert [tag.competency for tag in explanation.tags] == [tag.competency for tag in tagged.tags]
    for explained, tag in zip(explanation.tags, tagged.tags, strict=True):
        assert (explained.score, explained.level, explained.basis) == (tag.score, tag.level, tag.basis)
        assert {found.evidence for found in explained.evidence} <= set(tag.evidence)
        assert len(explained.evidence) + explained.left_out == len(tag.evidence)


def test_offsets_are_those_of_the_document(explanation: Explanation) -> None:
    words = [
        word
        for tag in explanation.tags
        for found in tag.evidence
        for word in (*found.raised, *found.lowered, *found.level_raised, *found.level_lowered)
    ]
    assert len(words) > 20
    assert all(TEXT[word.start : word.end] == word.word for word in words)
    assert "agency's" in {word.word for word in words}  # one word, not three


def test_weights_are_what_leaving_the_word_out_changes(tagger: Tagger, explanation: Explanation) -> None:
    column = tagger.labels.index("financial-management")
    found = next(e for e in tag_of(explanation, "financial-management").evidence if e.evidence.text == BUDGET)
    start = found.evidence.start

    def log_odds(text: str) -> float:
        vectors, grams = tagger.encoder.encode([text]), tagger.model.grams([text])
        return float(tagger.model.label_log_odds(vectors, grams, tagger.model.calibration.document)[0, column])

    assert "budget" in [word.word for word in found.raised[:3]]
    for word in (*found.raised, *found.lowered):
        without = BUDGET[: word.start - start] + " " + BUDGET[word.end - start :]
        assert word.weight == pytest.approx(log_odds(BUDGET) - log_odds(without), abs=1e-3)


def test_level_cues_are_what_leaving_the_word_out_changes(tagger: Tagger, explanation: Explanation) -> None:
    found = next(e for e in tag_of(explanation, "financial-management").evidence if e.evidence.text == BUDGET)
    assert found.evidence.level is not None and (found.level_raised or found.level_lowered)
    for word in (*found.level_raised, *found.level_lowered):
        start, end = word.start - found.evidence.start, word.end - found.evidence.start
        whole, without = tagger.estimate_level([BUDGET, BUDGET[:start] + " " + BUDGET[end:]])
        assert word.weight == pytest.approx(whole - without, abs=1e-3)


def test_words_are_sorted_by_strength_and_few(explanation: Explanation) -> None:
    for tag in explanation.tags:
        for found in tag.evidence:
            for raised, lowered in ((found.raised, found.lowered), (found.level_raised, found.level_lowered)):
                up, down = [word.weight for word in raised], [word.weight for word in lowered]
                assert up == sorted(up, reverse=True) and all(weight > 0 for weight in up)
                assert down == sorted(down) and all(weight < 0 for weight in down)
                assert max(len(up), len(down)) <= explaining.MOST_WORDS


def test_one_word_can_be_a_whole_segment(tagger: Tagger) -> None:
    effects = explaining._Effects(tagger, "Negotiates")
    assert [word[2] for word in effects._words] == ["Negotiates"] and np.isfinite(effects.competencies).all()


def test_words_that_the_encoder_does_not_read_have_no_weight(tagger: Tagger) -> None:
    effects = explaining._Effects(changed(tagger, wording=None), "plan " * 300)
    assert len(effects._words) == tagger.encoder.LIMIT


def test_no_more_than_the_best_evidence_is_explained(tagger: Tagger) -> None:
    text = "Duties\n" + "".join(f"Formulates the budget of branch {number}.\n" for number in range(9))
    explained = tag_of(explain(tagger, Document("x", text)), "financial-management")
    assert len(explained.evidence) == explaining.MOST_EVIDENCE and explained.left_out == 9 - explaining.MOST_EVIDENCE
    tag = next(tag for tag in tagger.tag(text).tags if tag.competency == "financial-management")
    best = sorted((proof.score for proof in tag.evidence), reverse=True)[: explaining.MOST_EVIDENCE]
    assert [found.evidence.score for found in explained.evidence] == best


def test_stated_evidence_says_whether_name_or_definition(explanation: Explanation) -> None:
    found = [found for found in tag_of(explanation, "vision").evidence if found.evidence.basis == "stated"]
    assert {(e.how, e.evidence.text[:6]) for e in found} >= {("name", "Vision"), ("definition", "Takes ")}
    assert all(e.relevance is None and not e.raised for e in found)


def test_near_misses_are_untagged_below_the_threshold_and_near(tagger: Tagger, explanation: Explanation) -> None:
    strict = changed(tagger, thresholds=np.full(len(tagger.labels), 1.01))
    low = explain(strict, Document("x", TEXT))
    assert 0 < len(low.near_misses) <= explaining.MOST_NEAR_MISSES
    shares = [miss.score / miss.threshold for miss in low.near_misses]
    assert shares == sorted(shares, reverse=True) and all(explaining.NEAR <= share < 1 for share in shares)
    tagged = {tag.competency for tag in low.tags}
    for miss in low.near_misses:
        assert miss.competency not in tagged and f"{miss.threshold:.2f}" in miss.reason
        assert TEXT[miss.segment.start : miss.segment.end] == miss.segment.text
    # What is not tagged for the real thresholds only is a near miss then.
    assert "financial-management" in {miss.competency for miss in low.near_misses}
    assert "financial-management" not in {miss.competency for miss in explanation.near_misses}


def test_boilerplate_is_named_as_the_reason(tagger: Tagger) -> None:
    text = "Benefits\nPaid leave and a pension.\nNegotiates labor agreements with three unions.\n"
    sceptic = changed(tagger, relevance_intercept=tagger.model.relevance_intercept - 20)
    explanation = explain(sceptic, Document("x", text))
    (dropped,) = explanation.dropped
    assert dropped.why == "boilerplate" and dropped.segment.text.startswith("Negotiates labor")
    assert dropped.competencies[0] == "influencing-negotiating" and not explanation.tags
    assert "does not seem to speak of the job holder (relevance 0.00)" in dropped.reason
    assert "heading of kind 'benefits'" in dropped.reason
    trusting = changed(tagger, relevance_intercept=tagger.model.relevance_intercept + 20)
    assert not explain(trusting, Document("x", text)).dropped


def test_quoted_text_is_named_as_the_reason(tagger: Tagger, explanation: Explanation) -> None:
    quoted = [one for one in explanation.dropped if one.why == "quoted"]
    assert quoted and all("framework's own text" in one.reason and one.competencies for one in quoted)
    segments = tagger.tag(Document("x", TEXT)).segments
    shares = dict(zip(segments, quoted_shares(segments, tagger.stated.find(segments)), strict=True))
    assert all(shares[one.segment] >= QUOTED_SHARE for one in quoted)
    assert any("Vision" in one.reason for one in quoted)


def test_one_competency_only(tagger: Tagger) -> None:
    one = explain(tagger, Document("x", TEXT), "financial-management")
    assert [tag.competency for tag in one.tags] == ["financial-management"] and not one.near_misses
    assert all(dropped.competencies == ("financial-management",) for dropped in one.dropped)


def test_asking_for_a_competency_that_is_far_off_is_answered(tagger: Tagger) -> None:
    one = explain(tagger, Document("x", BUDGET), "interpersonal-skills")
    (miss,) = one.near_misses
    assert not one.tags and miss.competency == "interpersonal-skills"
    assert miss.score < explaining.NEAR * miss.threshold and "below the threshold" in miss.reason


def test_an_unknown_competency_is_refused(tagger: Tagger) -> None:
    with pytest.raises(UnknownNameError, match=r"no competency is called 'visio'\. Did you mean 'vision'\?"):
        explain(tagger, Document("x", TEXT), "visio")


@pytest.mark.parametrize("text", ["", "   \n", "•"])
def test_a_document_without_words_has_an_empty_explanation(text: str, tagger: Tagger) -> None:
    explanation = explain(tagger, Document("x", text))
    assert explanation.tags == explanation.dropped == ()


def test_the_tagger_explains_texts(tagger: Tagger, explanation: Explanation) -> None:
    assert tagger.explain(TEXT).to_dict() == explanation.to_dict() | {"id": "text-1"}


def test_data_is_json_ready(explanation: Explanation) -> None:
    data = explanation.to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    word = data["tags"][0]["evidence"][0]["raised"][0]
    assert set(word) == {"start", "end", "word", "weight"}


# For people


def test_text_shows_words_with_signs_and_reasons(explanation: Explanation) -> None:
    text = " ".join(render_explanation(explanation).replace("\u00a0", " ").split())
    found = next(e for e in tag_of(explanation, "financial-management").evidence if e.evidence.text == BUDGET)
    assert f"{found.raised[0].word} +{found.raised[0].weight:.2f}" in text
    assert f"{found.lowered[0].word} −{-found.lowered[0].weight:.2f}" in text
    assert "stated: the name stands there" in text and "stated: the definition is quoted" in text
    assert "Kept out" in text and explanation.dropped[0].reason in text
    assert "0.00 " not in text.replace("scores 0.00", "")


@pytest.mark.parametrize("width", [40, 100])
def test_text_fits_and_holds_nothing_that_a_terminal_obeys(width: int, tagger: Tagger) -> None:
    nasty = "Negotiates labor \x1b[31magreements\x07 with\u202e three unions on behalf of the agency."
    text = render_explanation(
        explain(tagger, Document("i\x1bd", nasty, "a\x9b.txt", "t\x07")), display=Display(width=width)
    )
    assert "Negotiates" in text and not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)
    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize("mixed", [False, True])
def test_with_ngrams_the_weights_are_still_what_leaving_the_word_out_changes(tiny: Framework, mixed: bool) -> None:
    tagger = train(tiny, TrainOptions(bank=False))
    wording = tagger.model.wording
    assert wording is not None
    alone = tagger.model.calibration.alone
    # Documents are explained, not texts that stand alone.
    steeper = dataclasses.replace(tagger.model.calibration, document=Line(1.5 * alone.slope, alone.shift - 1))
    # With a manner that each word moves, and another line for it.
    line, manner = (alone, wording.level) if mixed else (None, None)
    tagger.model = dataclasses.replace(
        tagger.model, calibration=steeper, wording=dataclasses.replace(wording, line=line, manner=manner)
    )
    text = "Kneads and proofs dough without help, for the work of a team."
    effects = explaining._Effects(tagger, text)
    assert len(effects._words) == 12

    def log_odds(text: str) -> Any:
        vectors, grams = tagger.encoder.encode([text]), tagger.model.grams([text])
        own = wording.labels(vectors, grams)[0]
        elsewhere = steeper.document.slope * own + steeper.document.shift
        if line is None or manner is None:
            return elsewhere
        share = expit(scoring._MANNER_SLOPE * manner(vectors, grams)[0, 0])
        in_manner = line.slope * own + line.shift
        asked, not_asked = (share * expit(s * in_manner) + (1 - share) * expit(s * elsewhere) for s in (1, -1))
        return np.log(asked / not_asked)

    for number, (start, end, _) in enumerate(effects._words):
        without = f"{text[:start]} {text[end:]}"
        np.testing.assert_allclose(effects.competencies[number], log_odds(text) - log_odds(without), atol=1e-3)
        levels = tagger.estimate_level([text, without])
        assert effects.level[number] == pytest.approx(levels[0] - levels[1], abs=1e-3)
    words = [word for _, _, word in effects._words]
    assert words[int(effects.competencies[:, tagger.labels.index("baking")].argmax())] in {"Kneads", "proofs", "dough"}


def test_long_segments_cost_no_more_than_the_words_tried(tiny: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = train(tiny, TrainOptions(bank=False))
    sizes: list[int] = []
    encode_rows = tagger.encoder.encode_rows
    monkeypatch.setattr(tagger.encoder, "encode_rows", lambda rows: sizes.append(len(rows)) or encode_rows(rows))
    text = "plan " * tagger.encoder.LIMIT + "dough " + "plan " * 1000
    effects = explaining._Effects(tagger, text)
    assert len(effects._words) == explaining.MOST_TRIED
    assert sizes == [1 + tagger.encoder.LIMIT]  # words that the encoder does not read are not read again
    beyond = effects.competencies[tagger.encoder.LIMIT :]
    assert beyond[0].argmax() == tagger.labels.index("baking") and beyond[0].any()
