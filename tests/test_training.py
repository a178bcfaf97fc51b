"""Three competencies train in seconds, to the same bytes each time; what cannot be trained on says why."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jobtagger
from jobtagger import levelling, resources, training, tuning
from jobtagger.bank import EncodedBank
from jobtagger.errors import CrosswalkError, TrainingError
from jobtagger.examples import Example, framework_examples, read_bank
from jobtagger.frameworks import Competency, Crosswalk, Framework, Link, load_framework, propose_crosswalk
from jobtagger.metrics import spearman
from jobtagger.phrasing import Phrasing
from jobtagger.scoring import Calibration, Line
from jobtagger.tagger import Tagger
from jobtagger.training import TrainOptions, train

WITHOUT = TrainOptions(bank=False)
ACCOUNTS = Crosswalk("opm-ses", "tiny", (Link("financial-management", "bookkeeping", "close"),), reviewed_by="us")
ELSEWHERE = "The building is five minutes from the station."
PLAIN = [
    "Kneads and shapes bread dough.",
    "Steers, trims and reefs the sails of boats.",
    "Reconciles the monthly accounts.",
]


@pytest.fixture(scope="module")
def small_bank() -> Iterator[None]:
    """Leave one example in forty of the bank: what is tested is the path, not the quality."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jobtagger.bank.read_bank", _every_fortieth)
        yield


def _every_fortieth(*, validation: bool = False) -> list[Example]:
    return read_bank(validation=validation)[::40]


@pytest.fixture(scope="module")
def without(tiny: Framework) -> Tagger:
    return train(tiny, WITHOUT)


def test_without_bank_it_tells_the_competencies_and_levels_apart(tiny: Framework, without: Tagger) -> None:
    assert without.name == "tiny" and without.labels == ("baking", "sailing", "bookkeeping")
    assert without.score(PLAIN).argmax(axis=1).tolist() == [0, 1, 2]
    assert without.tag(PLAIN[1]).tags[0].competency == "sailing"
    low, high = without.estimate_level(
        [
            "Posts invoices with help in simple and routine cases.",
            "Sets policy across the whole organization in disputed matters.",
        ]
    )
    assert 1 <= low < 2 < high <= 3


def test_training_without_bank_takes_seconds(tiny: Framework) -> None:
    started = time.perf_counter()
    train(tiny, WITHOUT)
    assert time.perf_counter() - started < 30


def test_with_bank_boilerplate_is_known(tiny: Framework, small_bank: object) -> None:
    tagger = train(tiny, TrainOptions(name="trades"))
    assert tagger.name == "trades"
    assert tagger.score(PLAIN).argmax(axis=1).tolist() == [0, 1, 2]
    odds = tagger.model.relevance_log_odds(
        tagger.encoder.encode([*PLAIN, "We offer health, dental and life insurance and paid holidays."])
    )
    assert odds[3] < 0 < odds[:3].min()


def test_the_same_input_gives_the_same_bytes(tiny: Framework, small_bank: object, tmp_path: Path) -> None:
    for number, options in enumerate((WITHOUT, TrainOptions())):
        for name in "ab":
            jobtagger.save(train(tiny, options), tmp_path / f"{name}{number}")
        for path in (tmp_path / f"a{number}").iterdir():
            assert path.read_bytes() == (tmp_path / f"b{number}" / path.name).read_bytes(), path.name
    assert (tmp_path / "a0" / "weights.npz").read_bytes() != (tmp_path / "a1" / "weights.npz").read_bytes()


def test_a_bank_that_is_read_once_serves_every_training(tiny: Framework, small_bank: object, tmp_path: Path) -> None:
    bank = EncodedBank.read()
    assert len(bank.examples) == len(bank.vectors) > 300
    for options in (TrainOptions(), WITHOUT):
        jobtagger.save(train(tiny, options), tmp_path / f"alone-{options.bank}")
        jobtagger.save(train(tiny, options, bank=bank), tmp_path / f"shared-{options.bank}")
        for path in (tmp_path / f"alone-{options.bank}").iterdir():
            assert path.read_bytes() == (tmp_path / f"shared-{options.bank}" / path.name).read_bytes(), path.name


def test_levels_are_spread_around_the_middle(small_bank: object, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [one.text for one in read_bank(validation=True)]
    framework, bank = load_framework("opm-ses"), EncodedBank.read()
    spread = train(framework, TrainOptions(wording=False), bank=bank).estimate_level(texts)
    monkeypatch.setattr(tuning, "LEVEL_SPREAD", 1.0)
    drawn = train(framework, TrainOptions(wording=False), bank=bank).estimate_level(texts)
    assert spread.std() > 1.15 * drawn.std()
    assert np.all(spread[drawn > 3.3] > drawn[drawn > 3.3]) and np.all(spread[drawn < 2.7] < drawn[drawn < 2.7])
    assert spearman(spread, drawn) > 0.99


def test_illustrations_weigh_more_beside_the_bank_and_only_there(monkeypatch: pytest.MonkeyPatch) -> None:
    framework = load_framework("opm-ses")
    own = [one for one in framework_examples(framework) if one.level][::3]
    vectors = np.random.default_rng(0).normal(size=(2 * len(own), 6)).astype(np.float32)
    both = own + [replace(one, origin="bank", level=6 - one.level) for one in own]

    def fitted(examples: list[Example], weight: float) -> np.ndarray:
        monkeypatch.setattr(tuning, "OWN_LEVEL_WEIGHT", weight)
        return levelling.direction(framework, examples, vectors[: len(examples)], 1.0)[0]

    np.testing.assert_array_equal(fitted(own, 1.0), fitted(own, 9.0))
    assert not np.allclose(fitted(both, 1.0), fitted(both, 9.0), atol=1e-3)


def test_own_illustrations_have_a_share_in_the_level_beside_the_bank(
    small_bank: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    framework, bank = load_framework("opm-ses"), EncodedBank.read()
    own = [one.text for one in framework_examples(framework) if one.level][::3]
    jobs = [one.text for one in read_bank(validation=True) if one.kind == "duty"][:60]

    def levels(tagger: Tagger) -> tuple[np.ndarray, np.ndarray]:
        return tagger.estimate_level(own), tagger.estimate_level(jobs)

    def shared(share: float) -> tuple[np.ndarray, np.ndarray]:
        monkeypatch.setattr(tuning, "OWN_LEVEL_SHARE", share)
        tagger = train(framework, bank=bank)
        assert tagger.model.wording is not None and tagger.model.wording.level_share == share
        return levels(tagger)

    none = levels(train(framework, TrainOptions(wording=False), bank=bank))
    all_of_it, by_manner = shared(1.0), shared(0.0)
    # Illustrations are told by illustrations then, and job text as before.
    for of_own, near, far in ((True, all_of_it, none), (False, none, all_of_it)):
        text = 0 if of_own else 1
        gaps = [float(np.abs(by_manner[text] - one[text]).mean()) for one in (near, far)]
        assert gaps[0] < 0.6 * gaps[1], (of_own, gaps)
    by_itself = train(framework, WITHOUT)  # where there is no bank the share does not matter
    np.testing.assert_allclose(by_itself.estimate_level(own), all_of_it[0], atol=1e-4)


@pytest.mark.parametrize(
    ("name", "options", "guided"),
    [
        ("california-2010", TrainOptions(), True),
        ("california-2010", WITHOUT, False),
        ("opm-ses", TrainOptions(), False),
    ],
)
def test_the_bank_guides_levels_of_other_scales_than_its_own(
    name: str, options: TrainOptions, guided: bool, small_bank: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[np.ndarray | None] = []
    levels = Phrasing.levels

    def asking(self: Phrasing, values: list[int], guide: np.ndarray | None = None) -> object:
        asked.append(guide)
        return levels(self, values, guide)

    monkeypatch.setattr(Phrasing, "levels", asking)
    model = train(load_framework(name), options).model
    (guide,) = asked
    assert (guide is not None) == guided
    if guide is not None:
        assert guide.shape == model.level_coef.shape and guide.any() and not np.allclose(guide, model.level_coef)


def test_a_bank_that_is_too_little_is_refused(tiny: Framework, small_bank: object) -> None:
    with pytest.raises(TrainingError, match="read as 'none', and 'part' is needed"):
        train(tiny, bank=EncodedBank.read("none"))
    part = EncodedBank.read("part")
    with pytest.raises(TrainingError, match="read as 'part', and 'whole' is needed"):
        train(load_framework("opm-ses"), bank=part)
    assert part.only("part") is part  # a part of it would be one in thirty-six


def test_beside_its_own_wording_job_text_keeps_the_banks_lines_and_its_own_manner_has_one(
    tiny: Framework, small_bank: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Calibration(Line(0.31, -1), Line(0.32, -2), Line(0.33, 0.1))
    monkeypatch.setattr(tuning, "CALIBRATION", known)
    assert train(tiny, TrainOptions(wording=False, crosswalk=ACCOUNTS)).model.calibration == known
    beside = train(tiny, TrainOptions(crosswalk=ACCOUNTS)).model
    assert beside.calibration == known and beside.wording is not None
    fitted = train(tiny, WITHOUT).model.calibration
    assert fitted.relevance == Line()
    assert fitted.alone == fitted.document not in (known.alone, known.document)
    # In its own manner it is calibrated on its own texts, whatever was chosen for the bank.
    own = beside.wording.line
    assert own is not None and own not in (known.alone, known.document)
    monkeypatch.setattr(tuning, "CALIBRATION", replace(known, relevance=Line(0.33, -1)))
    lower = train(tiny, TrainOptions(crosswalk=ACCOUNTS)).model.wording
    assert lower is not None and lower.line is not None  # it makes up for what relevance takes off
    assert lower.line.log_odds(np.zeros(1)) > own.log_odds(np.zeros(1))
    monkeypatch.setattr(tuning, "CALIBRATION", known)
    tagger = train(tiny, TrainOptions(crosswalk=ACCOUNTS))
    card, general = tagger.card, tagger.encoder.general
    # The tuned features have a say, but for the bank's own framework.
    assert beside.wording.labels.vectors[:general].any()
    shipped = jobtagger.load("opm-ses").model.wording
    assert shipped is not None and not shipped.labels.vectors[:general].any()
    assert f"| competencies of a text in the framework's own manner | {own.slope:.2f} | {own.shift:+.2f} |" in card


def test_the_penalty_is_weaker_for_a_part_of_the_bank(
    tiny: Framework, small_bank: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[float] = []
    fit = training._competencies

    def seen(*arguments: Any) -> Any:
        used.append(arguments[-1])
        return fit(*arguments)

    monkeypatch.setattr(training, "_competencies", seen)
    for options in (TrainOptions(crosswalk=ACCOUNTS, strength=0.01), replace(WITHOUT, strength=0.01)):
        train(tiny, options)
    assert used == [0.01 * tuning.BANK_EVERY, 0.01]


def test_what_stands_beside_the_wording_has_seen_the_users_examples_but_not_the_frameworks_texts(
    tiny: Framework, small_bank: object, tmp_path: Path
) -> None:
    """They are worded as job text is not."""
    bare = replace(tiny, competencies=tuple(replace(one, indicators=one.indicators[2:]) for one in tiny.competencies))
    options, bank = TrainOptions(crosswalk=ACCOUNTS, wording=True), EncodedBank.read()
    file = tmp_path / "own.jsonl"
    file.write_text('{"text": "Balances the ledgers.", "competencies": ["bookkeeping"]}\n', encoding="utf-8")
    whole, less = train(tiny, options, bank=bank).model, train(bare, options, bank=bank).model
    more = train(tiny, replace(options, examples=file), bank=bank).model
    np.testing.assert_array_equal(whole.coef, less.coef)
    assert not np.array_equal(whole.coef, more.coef)


def test_a_proposal_goes_by_meaning_too(small_bank: object) -> None:
    said = {
        "stewardship": "Draws up the budget, handles procurement and contracts, and watches expenditures.",
        "tact": "Deals with difficult people courteously, with sensitivity and respect for what they feel.",
    }
    own = Framework("ours", "Ours", competencies=tuple(Competency(id, id.title(), definition=said[id]) for id in said))
    links = train(own, TrainOptions()).carried
    words_only = propose_crosswalk(load_framework("opm-ses"), own)
    assert {(link.source, link.target) for link in links} >= {
        ("financial-management", "stewardship"),
        ("interpersonal-skills", "tact"),
    }
    assert not [link for link in words_only.links if link.strength != "related"]


def test_own_examples_teach(tiny: Framework, without: Tagger, tmp_path: Path) -> None:
    words = "Writes software for embedded radios"
    rows = [{"text": f"{words} number {number}", "competencies": ["BOO"]} for number in range(8)]
    (tmp_path / "own.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    taught = train(tiny, TrainOptions(bank=False, examples=tmp_path / "own.jsonl"))
    column = taught.labels.index("bookkeeping")
    assert taught.score([words])[0, column] > without.score([words])[0, column] + 0.2
    with pytest.raises(TrainingError, match="cannot be read"):
        train(tiny, TrainOptions(bank=False, examples=tmp_path / "none.jsonl"))


def test_one_competency_cannot_be_trained(tiny: Framework) -> None:
    with pytest.raises(TrainingError, match="tiny has 1 competency; at least two"):
        train(replace(tiny, competencies=tiny.competencies[:1]), WITHOUT)


def test_a_silent_competency_is_named(tiny: Framework) -> None:
    with pytest.raises(TrainingError, match="tiny: silence has neither a definition nor indicators"):
        train(replace(tiny, competencies=(*tiny.competencies, Competency("silence", "Silence"))), WITHOUT)


@pytest.mark.parametrize("bank", [False, True])
def test_a_framework_without_levels_borrows_opms(tiny: Framework, small_bank: object, bank: bool) -> None:
    plain = replace(
        tiny,
        levels=(),
        competencies=tuple(replace(one, indicators=()) for one in tiny.competencies),
    )
    tagger = train(plain, TrainOptions(bank=bank))
    assert tagger.levels == load_framework("opm-ses").levels
    assert tagger.framework.levels == ()
    junior, executive = tagger.estimate_level(
        ["Files invoices under close supervision.", "Advises the Secretary on national policy across the government."]
    )
    assert 1 <= junior <= executive <= 5
    assert (executive - junior > 0.5) if bank else (executive == junior)


def test_progress_is_told(tiny: Framework) -> None:
    told: list[str] = []
    train(tiny, WITHOUT, talk=told.append)
    assert any("3 competencies" in line for line in told)


def test_thresholds_rise_with_the_precision_asked_for() -> None:
    precision = jobtagger.load("opm-ses").model.precision_thresholds
    scores = [precision[aim] for aim in sorted(precision, key=float)]
    assert len(scores) > 2 and np.all(np.diff(scores) >= 0)


def test_a_framework_of_ones_own_under_a_shipped_name_gets_a_proposal(tiny: Framework, small_bank: object) -> None:
    told: list[str] = []
    tagger = train(replace(tiny, id="agency-core"), talk=told.append)  # shipped crosswalks lead to ids it does not have
    assert tagger.labels == tiny.labels
    assert any("proposal" in line for line in told)


def test_a_crosswalk_to_something_else_is_refused(tiny: Framework, tmp_path: Path) -> None:
    shipped = Path(resources.crosswalk_path("opm-ses", "agency-core"))
    with pytest.raises(CrosswalkError, match="agency-core"):
        train(tiny, TrainOptions(crosswalk=shipped))


def test_the_card_says_what_came_over_by_which_link(tiny: Framework, small_bank: object) -> None:
    links = (Link("financial-management", "bookkeeping", "close"), Link("vision", "sailing", "related"))
    tagger = train(tiny, TrainOptions(crosswalk=Crosswalk("opm-ses", "tiny", links, reviewed_by="us")))
    read = _every_fortieth()[:: tuning.BANK_EVERY]  # what is enough to carry over
    ids = [one.id for one in read if "financial-management" in one.competencies]
    assert len(ids) > 3
    assert [(one.target, list(one.examples)) for one in tagger.carried] == [("bookkeeping", ids)]
    assert f"| financial-management | bookkeeping | close | {len(ids)} |" in tagger.card
    assert "reviewed by us" in tagger.card and "| sailing | related" not in tagger.card


def test_wording_is_learnt_where_there_is_enough_and_as_it_is_asked(tiny: Framework, without: Tagger) -> None:
    assert without.model.wording is not None and "own wording speaks alone" in without.card
    assert "own wording stands beside the bank, with the same say" in jobtagger.load("opm-ses").card
    assert "has most of the say where a text is in the framework's own manner" in jobtagger.load("california-2010").card
    assert train(tiny, replace(WITHOUT, wording=False)).model.wording is None
    thin = replace(tiny, competencies=tuple(replace(one, indicators=one.indicators[:1]) for one in tiny.competencies))
    assert train(thin, WITHOUT).model.wording is None


def test_own_wording_comes_before_a_crosswalk_that_errs_where_a_text_is_in_its_manner(
    tiny: Framework, small_bank: object
) -> None:
    wrong = Crosswalk("opm-ses", "tiny", (Link("financial-management", "sailing", "same"),), reviewed_by="us")
    own = ["Prepares and audits the budget, without help.", "Prepares the budget, in new and disputed matters."]
    jobs = ["The incumbent formulates and executes a $90 million appropriation, and certifies obligations under it."]
    tagger = train(tiny, TrainOptions(crosswalk=wrong))
    assert tagger.score(own).argmax(axis=1).tolist() == [2, 2]
    assert tagger.score(jobs).argmax(axis=1).tolist() == [1]  # job text goes where the crosswalk leads
    # It is the wording that sees to it: the control goes there with its own texts too.
    control = train(tiny, TrainOptions(crosswalk=wrong, wording=False))
    margins = [np.subtract(*one.score(own)[:, [2, 1]].T) for one in (tagger, control)]
    assert np.all(margins[0] > margins[1] + 0.1) and control.model.wording is None
    assert not control.model.coef[:, control.encoder.general :].any()  # the general features speak for the wording


def test_definitions_alone_suffice_to_tag_something_but_not_everything() -> None:
    """However few texts there are, and however near to chance they keep the log-odds."""
    tagger = train(load_framework("opm-ecq-2025"), WITHOUT)
    duties = [
        "Prepares the annual budget and accounts for every dollar of it.",
        "Coaches junior staff and sends them to courses.",
        "Turns paper records into a new online system.",
    ]
    found = [{tag.competency for tag in tagger.tag(text).tags} for text in duties]
    wanted = ["fiscal-responsibility", "developing-others", "leveraging-technology"]
    assert all(own in tags and len(tags) <= 3 for own, tags in zip(wanted, found, strict=True)), found
    assert not tagger.tag(ELSEWHERE).tags


def test_without_the_bank_many_texts_of_a_competency_do_not_tag_everything_with_it(tmp_path: Path) -> None:
    framework, file = load_framework("opm-ecq-2025"), tmp_path / "own.jsonl"
    texts = [f"Prepares the budget of district {number} and pays its bills." for number in range(8)]
    rows = [json.dumps({"text": text, "competencies": ["fiscal-responsibility"]}) for text in texts]
    file.write_text("\n".join(rows), encoding="utf-8")
    tagger = train(framework, replace(WITHOUT, examples=file))
    assert tagger.model.wording is None and not tagger.tag(ELSEWHERE).tags
    assert [tag.competency for tag in tagger.tag("Prepares the budget of the port.").tags] == ["fiscal-responsibility"]


def test_a_bank_that_reaches_nothing_is_as_none(tiny: Framework, small_bank: object) -> None:
    thin = replace(tiny, competencies=tuple(replace(one, indicators=()) for one in tiny.competencies))
    related = Crosswalk("opm-ses", "tiny", (Link("vision", "sailing", "related"),), reviewed_by="us")
    with_it, without = (train(thin, options) for options in (TrainOptions(crosswalk=related), WITHOUT))
    np.testing.assert_array_equal(with_it.model.coef, without.model.coef)
    np.testing.assert_array_equal(with_it.thresholds(), without.thresholds())
    assert with_it.model.calibration == without.model.calibration
    assert "of which there are definitions only" in with_it.card
    assert with_it.model.relevance_coef.any()  # but it does know boilerplate


@pytest.mark.parametrize("related", [False, True])
def test_with_nothing_of_the_bank_the_wording_speaks_alone(tiny: Framework, small_bank: object, related: bool) -> None:
    """What is left would rest on the very texts that calibration holds out."""
    walk = Crosswalk("opm-ses", "tiny", (Link("vision", "sailing", "related"),), reviewed_by="us")
    tagger = train(tiny, TrainOptions(crosswalk=walk) if related else WITHOUT)
    model = tagger.model
    assert not model.coef.any() and model.wording is not None and "own wording speaks alone" in tagger.card
    assert "fitted on the framework's own texts" in tagger.card
    odds = model.wording.labels(tagger.encoder.encode(PLAIN), model.grams(PLAIN))
    np.testing.assert_allclose(odds.sum(axis=1), 0, atol=0.05)  # as those of a softmax without intercept do
    assert model.wording.line is None  # whatever the manner
    assert model.calibration.alone == model.calibration.document != tuning.CALIBRATION.alone
    assert odds.argmax(axis=1).tolist() == [0, 1, 2]


def test_nothing_to_score_with_ngrams(without: Tagger) -> None:
    assert without.model.wording is not None
    assert without.score([]).shape == (0, 3) and without.estimate_level([]).shape == (0,)


def test_texts_may_be_an_iterator(without: Tagger) -> None:
    np.testing.assert_array_equal(without.score(iter(PLAIN)), without.score(PLAIN))


def test_a_crosswalk_in_memory_is_checked_as_its_file(tiny: Framework, small_bank: object) -> None:
    links = (Link("visoin", "sailing", "close"), Link("vision", "rowing", "close"), Link("vision", "baking", "alike"))  # type: ignore[arg-type]
    for walk, said in (
        (Crosswalk("opm-ses", "agency-core"), "'agency-core' is another framework than 'tiny'"),
        (Crosswalk("opm-ecq-1997", "tiny"), "'opm-ecq-1997' is another framework than 'opm-ses'"),
        *(
            (Crosswalk("opm-ses", "tiny", (link,)), repr(bad))
            for link, bad in zip(links, ("visoin", "rowing", "alike"), strict=True)
        ),
    ):
        with pytest.raises(CrosswalkError, match=said):
            train(tiny, TrainOptions(crosswalk=walk))


def test_a_crosswalk_in_memory_says_when_nobody_reviewed_it_and_leads_either_way(
    tiny: Framework, small_bank: object
) -> None:
    told: list[str] = []
    walk = Crosswalk("opm-ses", "tiny", (Link("financial-management", "bookkeeping", "close"),))
    tagger = train(tiny, TrainOptions(crosswalk=walk), talk=told.append)
    assert any("proposal that nobody has reviewed" in line for line in told)
    assert "a proposal that nobody has reviewed" in tagger.card
    assert train(tiny, TrainOptions(crosswalk=walk.invert())).carried == tagger.carried


def test_the_card_says_where_thresholds_and_calibration_come_from(
    tiny: Framework, without: Tagger, small_bank: object
) -> None:
    assert "fitted on the framework's own texts" in without.card
    assert "three frameworks of which there are definitions only" in train(tiny, replace(WITHOUT, wording=False)).card
    assert "for the bank's own framework" in train(tiny, TrainOptions(wording=False, crosswalk=ACCOUNTS)).card
    both = train(tiny, TrainOptions(crosswalk=ACCOUNTS)).card
    assert "for the bank's own framework" in both and "fitted on its own texts, held out" in both


@pytest.mark.parametrize("wording", [True, False])
def test_other_frameworks_than_the_banks_own_read_a_part_of_it(
    tiny: Framework, small_bank: object, wording: bool
) -> None:
    said: list[str] = []
    for framework in (load_framework("opm-ses"), tiny):
        train(framework, TrainOptions(wording=wording), talk=said.append)
    counts = [int(line.split()[2].replace(",", "")) for line in said if "examples of the bank" in line]
    assert counts == [len(_every_fortieth()), len(_every_fortieth()[:: tuning.BANK_EVERY])]
