"""Documents in, tags out: what every text must hold to, and what a reader of announcements expects."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtagger.options import TagOptions
from jobtagger.records import CompetencyTag, Document, EcqTag, FailedDocument, TaggedDocument
from jobtagger.tagger import Tagger

DUTIES = (
    "Negotiates labor agreements with three unions on behalf of the agency.",
    "Coaches new supervisors and reviews their development plans.",
    "Formulates, justifies and executes the annual operating budget.",
    "Competencies: Vision; Written Communication; Resilience; Partnering.",
    "ECQ 1 Leading Change",
)
TEXTS = st.text() | st.lists(st.sampled_from(DUTIES) | st.text(max_size=8), max_size=8).map("\n".join)
BUDGET = (
    "Major Duties\nFormulates, justifies and executes the bureau's annual operating budget of $90 million. "
    "Tracks obligations and expenditures against apportionments and reports shortfalls to the comptroller. "
    "Reviews cost estimates and sets funding priorities among programs."
)


def rounded(result: Any) -> Any:
    """Return plain data with scores to three places: batches differ in the last bits of their sums."""
    if isinstance(result, float):
        return round(result, 3)
    if isinstance(result, dict):
        return {key: rounded(value) for key, value in result.items() if key not in ("id", "source")}
    return [rounded(one) for one in result] if isinstance(result, list) else result


@settings(max_examples=60)
@given(text=TEXTS)
def test_any_text_is_tagged_with_evidence_in_its_place(tagger: Tagger, text: str) -> None:
    result = tagger.tag(text)
    assert result.text == text
    everything: list[CompetencyTag | EcqTag] = [*result.tags, *result.ecqs]
    for tag in everything:
        assert tag.evidence
        assert 0 <= tag.score <= 1
        assert (tag.level is None) == (tag.level_value is None) == (tag.level_name is None)
        for proof in tag.evidence:
            assert text[proof.start : proof.end] == proof.text != ""
        bases = {proof.basis for proof in tag.evidence}
        assert tag.basis == ("both" if len(bases) == 2 else bases.pop())
    assert {tag.competency for tag in result.tags} <= set(tagger.labels)
    for one in result.segments:
        assert text[one.start : one.end] == one.text
        assert one.relevance is not None and 0 <= one.relevance <= 1


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t \r\n", "a", "1", ".", "\x00\x01\x1b[0m", "\ufeff", "🙂", "👩‍⚕️" * 40, "\u2028\u2029"]
)
def test_texts_that_say_nothing(tagger: Tagger, text: str) -> None:
    assert tagger.tag(text).tags == ()


@pytest.mark.parametrize(
    "unit",
    ["manages the budget ", "Vision, Resilience, ", "Leads teams. ", "x", "(", "_", "1) ", "; And Aa ", "• a ", " "],
)
def test_a_line_of_200000_characters_takes_seconds(tagger: Tagger, unit: str) -> None:
    text = unit * (200_000 // len(unit))
    started = time.perf_counter()
    result = tagger.tag(text)
    assert time.perf_counter() - started < 60
    assert all(text[proof.start : proof.end] == proof.text for tag in result.tags for proof in tag.evidence)


def test_one_alone_is_one_of_a_batch(tagger: Tagger) -> None:
    assert list(tagger.tag_many([BUDGET])) == [tagger.tag(BUDGET)]
    texts = [*DUTIES, BUDGET, "", "We offer vision insurance.", *reversed(DUTIES)] * 2  # more than one batch
    together = list(tagger.tag_many(texts))
    assert [result.id for result in together] == [f"text-{number}" for number in range(1, len(texts) + 1)]
    for text, result in zip(texts, together, strict=True):
        assert isinstance(result, TaggedDocument)
        assert result.text == text
        assert rounded(result.to_dict()) == rounded(tagger.tag(text).to_dict())


def test_failed_documents_are_passed_on_in_their_place(tagger: Tagger) -> None:
    failed = FailedDocument("b", "b.docx", "is encrypted")
    given_documents: list[str | Document | FailedDocument] = [Document("a", DUTIES[0]), failed, DUTIES[1], failed]
    results = list(tagger.tag_many(given_documents))
    assert [result.id for result in results] == ["a", "b", "text-3", "b"]
    assert results[1] is failed and results[3] is failed
    assert isinstance(results[2], TaggedDocument) and results[2].text == DUTIES[1]


def test_tagging_many_is_lazy(tagger: Tagger) -> None:
    seen: list[int] = []

    def documents() -> Any:
        for number in range(200):
            seen.append(number)
            yield DUTIES[0]

    next(tagger.tag_many(documents()))
    assert 0 < len(seen) < 100


def test_top_keeps_the_best(tagger: Tagger) -> None:
    text = " ".join(DUTIES)
    everything = tagger.tag(text).tags
    assert len(everything) > 4
    for top in (0, 1, 3, 100):
        assert tagger.tag(text, TagOptions(top=top)).tags == everything[:top]


def _inferred(result: TaggedDocument) -> set[tuple[str, int]]:
    return {(tag.competency, proof.start) for tag in result.tags for proof in tag.evidence if proof.basis == "inferred"}


def test_asking_for_more_certainty_only_takes_away(tagger: Tagger) -> None:
    text = "\n".join(
        [*DUTIES, BUDGET, "Builds teams and resolves disputes among staff.", "Advises executives on policy."]
    )
    for options in (
        [TagOptions(min_score=score) for score in (0.02, 0.2, 0.5, 0.8, 0.95, 1.0)],
        [TagOptions(precision=aim) for aim in (0.3, 0.5, 0.6, 0.75, 0.9)],
    ):
        found = [_inferred(tagger.tag(text, one)) for one in options]
        assert all(more >= fewer for more, fewer in pairwise(found))
        assert len(found[0]) > len(found[-1])
    for tag in tagger.tag(text, TagOptions(min_score=0.8)).tags:
        assert all(proof.score >= 0.8 for proof in tag.evidence)


def test_a_recital_of_the_ecqs_states_and_does_not_infer(tagger: Tagger) -> None:
    framework = tagger.framework
    lines = ["EXECUTIVE CORE QUALIFICATIONS (ECQs):"]
    for number, group in enumerate(framework.groups, 1):
        names = ", ".join(one.name for one in framework.competencies if group.id in one.groups)
        lines.append(f"ECQ {number} - {group.name}: {group.definition} (Competencies: {names})")
    result = tagger.tag("\n".join(lines))
    assert {tag.competency for tag in result.tags if tag.basis != "inferred"} == set(tagger.labels)
    assert sum(tag.basis != "stated" for tag in result.tags) <= 2
    assert {ecq.id for ecq in result.ecqs} == {group.id for group in framework.groups}


NEAR_MISSES = (
    "We offer dental and vision insurance.",
    "We offer a flexible schedule and telework.",
    "You must complete a conflict of interest form.",
    "Customer service hours are 8 a.m. to 5 p.m., Monday through Friday.",
    "You may be asked to file a financial disclosure report.",
    "Federal employees are subject to restrictions on political activity.",
)


def test_near_misses_are_neither_stated_nor_mostly_inferred(tagger: Tagger) -> None:
    results = [tagger.tag(text) for text in NEAR_MISSES]
    assert [tag for result in results for tag in result.tags if tag.basis != "inferred"] == []
    assert sum(bool(result.tags) for result in results) <= 1


def test_a_run_together_list_is_stated(tagger: Tagger) -> None:
    result = tagger.tag("Attention to DetailCustomer ServiceDecision MakingOral Communication")
    assert {(tag.competency, tag.basis) for tag in result.tags} == {
        ("customer-service", "stated"),
        ("decisiveness", "stated"),
        ("oral-communication", "stated"),
    }


def test_a_budget_paragraph_is_about_financial_management(tagger: Tagger) -> None:
    result = tagger.tag(BUDGET)
    assert result.tags[0].competency == "financial-management"
    assert result.tags[0].basis == "inferred"
    assert "business-acumen" in {ecq.id for ecq in result.ecqs}
    assert "technology-management" not in {tag.competency for tag in result.tags[:3]}


def test_levels_follow_the_scope(tagger: Tagger) -> None:
    junior, executive = tagger.estimate_level(
        [
            "Assists a senior analyst by filing routine invoices under close supervision.",
            "Directs agency-wide transformation and advises the Secretary and Congress on national policy.",
        ]
    )
    values = [level.value for level in tagger.levels]
    assert min(values) <= junior < executive - 1.5 <= max(values)


def test_scores_have_a_column_per_label(tagger: Tagger) -> None:
    scores = tagger.score(DUTIES)
    assert scores.shape == (len(DUTIES), len(tagger.labels)) == (5, 28)
    assert [tagger.labels[column] for column in scores[:3].argmax(axis=1)] == [
        "influencing-negotiating",
        "developing-others",
        "financial-management",
    ]
    np.testing.assert_allclose(tagger.score(DUTIES[:1]), scores[:1], atol=1e-5)
    assert tagger.score([]).shape == (0, 28)
    assert tagger.estimate_level([]).shape == (0,)


def test_thresholds_follow_the_options(tagger: Tagger) -> None:
    assert tagger.thresholds(TagOptions(min_score=0.7)).tolist() == [0.7] * 28
    np.testing.assert_array_equal(tagger.thresholds(), tagger.model.thresholds)
    assert tagger.thresholds(TagOptions(precision=0.999)).tolist() == [1.0] * 28


def level_of_budget(tagger: Tagger, text: str, **options: Any) -> float:
    result = tagger.tag(text, TagOptions(**options))
    level = next(tag.level_value for tag in result.tags if tag.competency == "financial-management")
    assert level is not None
    return level


def test_a_stated_grade_has_its_say_in_the_level(tagger: Tagger) -> None:
    by_words = level_of_budget(tagger, BUDGET)
    assert (
        level_of_budget(tagger, f"{BUDGET}\nPay: GS-15") > by_words > level_of_budget(tagger, f"{BUDGET}\nPay: GS-03")
    )
    assert level_of_budget(tagger, f"{BUDGET}\nPay: GS-03", use_grade=False) == pytest.approx(by_words, abs=0.05)


def test_a_grade_in_a_comment_of_the_page_is_not_stated(tagger: Tagger) -> None:
    assert level_of_budget(tagger, f"{BUDGET}\n<!-- last time: GS-03 -->") == pytest.approx(
        level_of_budget(tagger, BUDGET), abs=0.05
    )
