"""Explain tags: the words that raised and lowered a score or a level, and why what was nearly tagged was not.

The weight of a word is what the model itself says: each segment is scored again with that word left out, and the
change is the weight. Nothing is approximated, so a weight can be checked by leaving the word out.

* The weight of a word for a **competency** is the calibrated log-odds of the competency with the word minus without it:
  above 0 it raised the score, below 0 it lowered it. The score is the probability that belongs to these log-odds, times
  the segment's relevance, which also depends on the heading and the neighbours and is shown as a figure of its own.
* The weight of a word for the **level** is the expected level with the word minus without it, in levels.
* Weights of several words do not add up to the score: words depend on each other.

At most the best `MOST_EVIDENCE` pieces of evidence of a tag are explained, and `MOST_WORDS` words are shown for each
direction, so that the cost is bounded: a segment is scored once for each of its first `MOST_TRIED` words, whatever the
number of tags that it proves. Beyond what the encoder reads (`jobtagger.encoder.Encoder.LIMIT` word pieces) a word can
have a weight only where the model reads n-grams, which see the whole segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Protocol

import numpy as np
import numpy.typing as npt

from jobtagger.encoder import Encoder
from jobtagger.errors import UnknownNameError
from jobtagger.explanation import (
    DroppedSegment,
    EvidenceExplanation,
    Explanation,
    NearMiss,
    TagExplanation,
    WordWeight,
)
from jobtagger.frameworks import Framework, Level
from jobtagger.records import CompetencyTag, Document, Evidence, Segment, TaggedDocument
from jobtagger.scoring import Model, SegmentScores
from jobtagger.stated import QUOTED_SHARE, Mention, StatedFinder, quoted_shares

__all__ = [
    "MOST_EVIDENCE",
    "MOST_NEAR_MISSES",
    "MOST_TRIED",
    "MOST_WORDS",
    "NEAR",
    "DroppedSegment",
    "EvidenceExplanation",
    "Explainable",
    "Explanation",
    "NearMiss",
    "TagExplanation",
    "WordWeight",
    "explain",
]

MOST_EVIDENCE = 5
"""Pieces of evidence of a tag that are explained, best first."""
MOST_WORDS = 8
"""Words that are shown in each direction."""
MOST_TRIED = 400
"""Words of a segment that are left out in turn; those after them have no weight. Only what is no sentence has more."""
MOST_NEAR_MISSES = 5
"""Competencies that are shown as nearly tagged."""
NEAR = 0.3
"""Share of its threshold that the best score of a near miss has at least."""
_RELEVANT = 0.5
"""Relevance below which a segment is boilerplate."""
_NEGLIGIBLE = 1e-4
"""Weight below which a word made no difference: rounding."""

# As the encoder cuts, but with what belongs together left together: "agency's" and "decision-making" are one word each.
_WORD = re.compile(r"[^\W_]+(?:['\u2019\u2010-][^\W_]+)*")

Floats = npt.NDArray[np.float64]


class Explainable(Protocol):
    """What of a tagger an explanation needs; `jobtagger.Tagger` is one."""

    name: str
    framework: Framework
    levels: tuple[Level, ...]
    encoder: Encoder
    model: Model
    stated: StatedFinder

    def tag(self, document: Document) -> TaggedDocument:
        """Tag the document."""
        ...

    def thresholds(self) -> Floats:
        """Return the score from which each competency is tagged."""
        ...

    def score_document(self, segments: Sequence[Segment]) -> SegmentScores:
        """Score the segments of one document in their context."""
        ...


def explain(tagger: Explainable, document: Document, competency: str | None = None) -> Explanation:
    """Explain the tags of a document.

    Parameters
    ----------
    tagger : Explainable
        The tagger that tags the document.
    document : Document
    competency : str, optional
        Id of the only competency to explain. If it is not tagged, its best segment is among the near misses however
        low its score is, so that the question "why not?" has an answer.

    Returns
    -------
    Explanation

    Raises
    ------
    UnknownNameError
        If the framework has no competency of that id.
    """
    labels = tagger.framework.labels
    if competency is not None and competency not in labels:
        raise UnknownNameError("competency", competency, labels, or_path=False)
    tagged = tagger.tag(document)
    context = _Context(tagger, tagged)
    columns = [column for column, label in enumerate(labels) if competency in (None, label)]
    return Explanation(
        document=document,
        model=tagged.model,
        framework=tagged.framework,
        competency=competency,
        tags=tuple(context.tag(tag) for tag in tagged.tags if competency in (None, tag.competency)),
        near_misses=tuple(context.near_misses(columns, NEAR if competency is None else 0.0)),
        dropped=tuple(context.dropped(columns)),
    )


class _Context:
    """A tagged document with the scores behind its tags."""

    def __init__(self, tagger: Explainable, tagged: TaggedDocument) -> None:
        self._tagger = tagger
        self._tagged = tagged
        self._labels = tagger.framework.labels
        self._thresholds = tagger.thresholds()
        segments = tagged.segments
        self._scores = tagger.score_document(segments)
        mentions = tagger.stated.find(segments)
        self._quoted = np.array(quoted_shares(segments, mentions))
        self._how = {(mention.start, mention.end, mention.id): mention.how for mention in mentions}
        self._mentions = mentions
        self._effects: dict[str, _Effects] = {}

    def tag(self, tag: CompetencyTag) -> TagExplanation:
        column = self._labels.index(tag.competency)
        ordered = sorted(tag.evidence, key=lambda proof: (proof.basis == "stated", -proof.score, proof.start))
        return TagExplanation(
            competency=tag.competency,
            name=tag.name,
            basis=tag.basis,
            score=tag.score,
            threshold=float(self._thresholds[column]),
            level=tag.level,
            level_value=tag.level_value,
            level_name=tag.level_name,
            evidence=tuple(self._evidence(proof, column) for proof in ordered[:MOST_EVIDENCE]),
            left_out=max(0, len(ordered) - MOST_EVIDENCE),
        )

    def _evidence(self, proof: Evidence, column: int) -> EvidenceExplanation:
        if proof.basis == "stated":
            return EvidenceExplanation(proof, self._how[proof.start, proof.end, self._labels[column]], None)
        if proof.text not in self._effects:
            self._effects[proof.text] = _Effects(self._tagger, proof.text)
        effects = self._effects[proof.text]
        relevance = next(segment.relevance for segment in self._tagged.segments if segment.start == proof.start)
        raised, lowered = effects.strongest(effects.competencies[:, column], proof.start)
        if proof.level is None:
            return EvidenceExplanation(proof, None, relevance, raised, lowered)
        return EvidenceExplanation(
            proof, None, relevance, raised, lowered, *effects.strongest(effects.level, proof.start)
        )

    def near_misses(self, columns: Sequence[int], least: float) -> list[NearMiss]:
        """Return the untagged competencies whose best segment has at least this share of the threshold."""
        tagged = {tag.competency for tag in self._tagged.tags}
        # What quotes the framework is no evidence at any score; it is told under what was dropped.
        rows = np.flatnonzero(self._quoted < QUOTED_SHARE)
        found: list[tuple[float, NearMiss]] = []
        for column in columns:
            label, threshold = self._labels[column], float(self._thresholds[column])
            if label in tagged or not len(rows):
                continue
            row = int(rows[np.argmax(self._scores.competencies[rows, column])])
            score = float(self._scores.competencies[row, column])
            if least * threshold <= score < threshold:
                segment = self._tagged.segments[row]
                reason = self._shortfall(score, threshold, segment.relevance or 0.0)
                name = self._tagger.framework.competency(label).name
                found.append((score / threshold, NearMiss(label, name, score, threshold, segment, reason)))
        found.sort(key=lambda pair: -pair[0])
        return [miss for _, miss in found[:MOST_NEAR_MISSES]]

    def _shortfall(self, score: float, threshold: float, relevance: float) -> str:
        reason = f"its best segment scores {_figure(score, threshold)}, below the threshold of {threshold:.2f}"
        if score / max(relevance, 1e-9) >= threshold:
            reason += f"; the words would do, but it hardly speaks of the job holder (relevance {relevance:.2f})"
        return reason

    def dropped(self, columns: Sequence[int]) -> Iterator[DroppedSegment]:
        """Yield the segments whose words alone would have been evidence, in the order of the text."""
        relevance = self._scores.relevance
        by_words = self._scores.competencies / np.maximum(relevance, 1e-12)[:, None]
        for row, segment in enumerate(self._tagged.segments):
            lost = [column for column in columns if by_words[row, column] >= self._thresholds[column]]
            lost.sort(key=lambda column: -float(by_words[row, column]))
            if self._quoted[row] >= QUOTED_SHARE:
                if lost:
                    names = tuple(self._labels[column] for column in lost)
                    yield DroppedSegment(segment, "quoted", names, self._quotation(row, segment))
                continue
            # A score that passes all the same is evidence, whatever the relevance.
            lost = [column for column in lost if self._scores.competencies[row, column] < self._thresholds[column]]
            if relevance[row] < _RELEVANT and lost:
                names = tuple(self._labels[column] for column in lost)
                yield DroppedSegment(segment, "boilerplate", names, self._boilerplate(segment))

    def _quotation(self, row: int, segment: Segment) -> str:
        framework = self._tagger.framework
        quoted = [found for found in self._mentions if found.start < segment.end and segment.start < found.end]
        names = dict.fromkeys(_name(framework, mention) for mention in quoted)
        share = min(1.0, float(self._quoted[row]))
        return (
            f"{share:.0%} of it is the framework's own text ({', '.join(names)}): that states competencies, "
            "but does not describe this job"
        )

    def _boilerplate(self, segment: Segment) -> str:
        reason = f"it does not seem to speak of the job holder (relevance {segment.relevance or 0.0:.2f})"
        if segment.section not in ("none", "other"):
            reason += f"; it stands under a heading of kind {segment.section!r}"
        return reason


class _Effects:
    """What each word of a segment does to its log-odds and its expected level, all words computed together."""

    def __init__(self, tagger: Explainable, text: str) -> None:
        pieces = tagger.encoder.tokenizer.pieces(text, tagger.encoder.LIMIT)
        self._words: list[tuple[int, int, str]] = []
        rows = [[piece.row for piece in pieces] or [0]]
        of_text = [0]  # which of the rows each text has: where the encoder does not read the word, those of the whole
        texts = [text]
        for match in islice(_WORD.finditer(text), MOST_TRIED):
            kept = [piece.row for piece in pieces if not match.start() <= piece.start < match.end()]
            read = len(kept) < len(pieces)
            # A word beyond what the encoder reads leaves everything as it is, unless n-grams read it.
            if read or tagger.model.wording is not None:
                self._words.append((match.start(), match.end(), match.group()))
                of_text.append(len(rows) if read else 0)
                rows += [kept or [0]] if read else []
                texts.append(f"{text[: match.start()]} {text[match.end() :]}")
        vectors = tagger.encoder.encode_rows(rows)[of_text]
        grams = tagger.model.grams(texts)
        log_odds = tagger.model.label_log_odds(vectors, grams, tagger.model.calibration.document)
        values = np.array([level.value for level in tagger.levels], dtype=np.float64)
        levels = tagger.model.level_probabilities(vectors, grams) @ values
        self.competencies: Floats = np.asarray(log_odds[0] - log_odds[1:], dtype=np.float64)
        """Of shape (n_words, n_labels)."""
        self.level: Floats = np.asarray(levels[0] - levels[1:], dtype=np.float64)
        """Of shape (n_words,)."""

    def strongest(self, weights: Floats, offset: int) -> tuple[tuple[WordWeight, ...], tuple[WordWeight, ...]]:
        """Return the words that raised most and those that lowered most, placed in the document."""
        words = [
            WordWeight(start + offset, end + offset, word, float(weight))
            for (start, end, word), weight in zip(self._words, weights, strict=True)
        ]
        raised = sorted((word for word in words if word.weight > _NEGLIGIBLE), key=lambda word: -word.weight)
        lowered = sorted((word for word in words if word.weight < -_NEGLIGIBLE), key=lambda word: word.weight)
        return tuple(raised[:MOST_WORDS]), tuple(lowered[:MOST_WORDS])


def _name(framework: Framework, mention: Mention) -> str:
    entry = framework.competency(mention.id) if mention.kind == "competency" else framework.group(mention.id)
    return entry.name


def _figure(score: float, threshold: float) -> str:
    """Return a score with as many decimals as it takes to tell it from the threshold."""
    return f"{score:.2f}" if f"{score:.2f}" != f"{threshold:.2f}" else f"{score:.4f}"
