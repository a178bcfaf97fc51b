"""`Tagger`: documents in, tags with levels and evidence out. `tag_many` is the one path; `tag` is a batch of one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jobtagger.encoder import Encoder
from jobtagger.examples import CarriedLink
from jobtagger.frameworks import Framework, Level
from jobtagger.grades import OPM_LEVELS, WEIGHT, stated_level
from jobtagger.options import TagOptions
from jobtagger.records import (
    Basis,
    CompetencyTag,
    Document,
    EcqTag,
    Evidence,
    FailedDocument,
    Segment,
    TaggedDocument,
)
from jobtagger.scoring import Model, SegmentScores, encode, score_segments
from jobtagger.segmenting import segment_many, without_comments
from jobtagger.stated import QUOTED_SHARE, Mention, StatedFinder, quoted_shares

if TYPE_CHECKING:
    from jobtagger.explanation import Explanation

_BATCH = 16
"""Documents that are encoded together: enough to keep the processor busy, few enough for a steady stream of results."""


class Tagger:
    """Tags documents with the competencies of one framework.

    Made by `jobtagger.load` or `jobtagger.train`; the constructor takes parts that fit each other.

    Parameters
    ----------
    name : str
        Name of the model, as it appears in results.
    framework : Framework
        Whose competencies are tagged.
    levels : sequence of Level
        The ordinal scale: the framework's own, or a borrowed one where it has none.
    encoder : Encoder
        Turns segments into vectors.
    model : Model
        The trained weights.
    card : str
        Model card in Markdown.
    carried : sequence of CarriedLink
        By which links of a crosswalk which examples of the bank came over; nothing is tagged by it.

    Examples
    --------
    >>> import jobtagger
    >>> tagger = jobtagger.load("opm-ses")
    >>> doc = tagger.tag("Negotiates labor agreements with three unions on behalf of the agency.")
    >>> doc.tags[0].competency, doc.tags[0].evidence[0].text
    ('influencing-negotiating', 'Negotiates labor agreements with three unions on behalf of the agency.')
    """

    def __init__(
        self,
        name: str,
        framework: Framework,
        levels: Sequence[Level],
        encoder: Encoder,
        model: Model,
        card: str = "",
        carried: Sequence[CarriedLink] = (),
    ) -> None:
        self.name = name
        self.framework = framework
        self.levels = tuple(levels)
        self.encoder = encoder
        self.model = model
        self.card = card
        self.carried = tuple(carried)
        self.stated = StatedFinder(framework)
        self._values = [level.value for level in self.levels]
        # Grades map onto OPM's five levels only, wherever a framework uses them.
        self._grades_apply = [level.name for level in self.levels] == list(OPM_LEVELS)

    def __repr__(self) -> str:
        return f"Tagger({self.name!r}, framework={self.framework.id!r}, {len(self.labels)} competencies)"

    @property
    def labels(self) -> tuple[str, ...]:
        """Ids of the competencies, in the framework's order: the columns of `score`."""
        return self.framework.labels

    def score(self, texts: Iterable[str]) -> npt.NDArray[np.float64]:
        """Return the probability of each competency for texts that stand alone, each taken as one segment.

        Parameters
        ----------
        texts : iterable of str

        Returns
        -------
        ndarray of shape (n_texts, n_labels)
            Columns in the order of `labels`.
        """
        return self._score_alone(texts).competencies

    def estimate_level(self, texts: Iterable[str]) -> npt.NDArray[np.float64]:
        """Return the expected level of texts, on the framework's scale.

        Parameters
        ----------
        texts : iterable of str

        Returns
        -------
        ndarray of shape (n_texts,)
            Between the lowest and the highest level's value.
        """
        return self._score_alone(texts).level_values

    def _score_alone(self, texts: Iterable[str]) -> SegmentScores:
        texts = list(texts)
        return score_segments(self.model, self._values, encode(self.encoder, texts), texts=texts)

    def tag(self, document: str | Document, options: TagOptions | None = None) -> TaggedDocument:
        """Tag one document; see `tag_many`."""
        result = next(self.tag_many([document], options))
        assert isinstance(result, TaggedDocument)  # only what arrives failed comes out failed
        return result

    def tag_many(
        self, documents: Iterable[str | Document | FailedDocument], options: TagOptions | None = None
    ) -> Iterator[TaggedDocument | FailedDocument]:
        """Tag documents, lazily and in order.

        Parameters
        ----------
        documents : iterable of str, Document or FailedDocument
            Texts, or what `jobtagger.readers.read` yields. What failed to be read is passed on in its place.
        options : TagOptions, optional
            Which competencies become tags.

        Yields
        ------
        TaggedDocument or FailedDocument
            One for each input, in its order.
        """
        options = options or TagOptions()
        numbered = (
            Document(f"text-{number}", given) if isinstance(given, str) else given
            for number, given in enumerate(documents, 1)
        )
        while batch := list(islice(numbered, _BATCH)):
            readable = [document for document in batch if isinstance(document, Document)]
            tagged = iter(self._tag_batch(readable, options))
            for document in batch:
                yield next(tagged) if isinstance(document, Document) else document

    def explain(self, document: str | Document, competency: str | None = None) -> Explanation:
        """Explain the tags of a document: the words that raised and lowered them, and what was nearly tagged.

        Parameters
        ----------
        document : str or Document
        competency : str, optional
            Id of the only competency to explain.

        Returns
        -------
        Explanation
        """
        from jobtagger.explaining import explain

        return explain(self, Document("text-1", document) if isinstance(document, str) else document, competency)

    def thresholds(self, options: TagOptions | None = None) -> npt.NDArray[np.float64]:
        """Return the score from which each competency is tagged, of shape (n_labels,)."""
        options = options or TagOptions()
        if options.min_score is not None:
            return np.full(len(self.labels), options.min_score)
        if options.precision is not None:
            known = {float(aim): score for aim, score in self.model.precision_thresholds.items()}
            aims = [aim for aim in sorted(known) if aim >= options.precision - 1e-9]
            return np.full(len(self.labels), known[aims[0]] if aims else 1.0)
        return self.model.thresholds

    def score_document(self, segments: Sequence[Segment]) -> SegmentScores:
        """Score the segments of one document in their context."""
        return self._score_in_context(segments, encode(self.encoder, [segment.text for segment in segments]))

    def _score_in_context(self, segments: Sequence[Segment], vectors: npt.NDArray[np.float32]) -> SegmentScores:
        sections, texts = [segment.section for segment in segments], [segment.text for segment in segments]
        return score_segments(self.model, self._values, vectors, sections, texts)

    def _tag_batch(self, documents: Sequence[Document], options: TagOptions) -> Iterator[TaggedDocument]:
        cut = list(segment_many(documents))
        vectors = encode(self.encoder, [segment.text for segments in cut for segment in segments])
        place = 0
        for document, segments in zip(documents, cut, strict=True):
            own = vectors[place : place + len(segments)]
            place += len(segments)
            yield self._assemble(document, segments, self._score_in_context(segments, own), options)

    def _assemble(
        self, document: Document, segments: Sequence[Segment], scores: SegmentScores, options: TagOptions
    ) -> TaggedDocument:
        mentions = self.stated.find(segments)
        evidence = self._inferred(segments, scores, mentions, options)
        named: dict[str, list[Evidence]] = {}
        for mention in mentions:
            proof = self._stated_evidence(document, segments, mention)
            (evidence if mention.kind == "competency" else named).setdefault(mention.id, []).append(proof)
        values = {segment.start: float(value) for segment, value in zip(segments, scores.level_values, strict=True)}
        grade = stated_level(without_comments(document.text)) if options.use_grade and self._grades_apply else None
        tags = [self._competency_tag(id, found, values, grade) for id, found in evidence.items()]
        # What the work shows comes before what is only named: a recited list says little of this one job.
        # Long documents bring many scores near 1; among equals the one that more of the text speaks of is first.
        tags.sort(
            key=lambda tag: (
                tag.basis == "stated",
                -round(tag.score, 2),
                -_weight(tag),
                self.labels.index(tag.competency),
            )
        )
        if options.top is not None:
            tags = tags[: options.top]
        return TaggedDocument(
            document=document,
            model=self.name,
            framework=self.framework.id,
            ecqs=self._group_tags(tags, named),
            tags=tuple(tags),
            segments=tuple(
                replace(segment, relevance=float(relevance))
                for segment, relevance in zip(segments, scores.relevance, strict=True)
            ),
            groups_name=self.framework.groups_name,
        )

    def _inferred(
        self, segments: Sequence[Segment], scores: SegmentScores, mentions: Sequence[Mention], options: TagOptions
    ) -> dict[str, list[Evidence]]:
        found: dict[str, list[Evidence]] = {}
        passed = scores.competencies >= self.thresholds(options)
        quoted = quoted_shares(segments, mentions)
        for row, column in np.argwhere(passed):
            if quoted[row] >= QUOTED_SHARE:
                continue
            segment = segments[row]
            level = self._nearest(scores.level_values[row]) if scores.level_sure[row] else None
            score = float(scores.competencies[row, column])
            proof = Evidence(segment.start, segment.end, segment.text, segment.section, "inferred", score, level)
            found.setdefault(self.labels[column], []).append(proof)
        return found

    def _stated_evidence(self, document: Document, segments: Sequence[Segment], mention: Mention) -> Evidence:
        section = segments[bisect_right(segments, mention.start, key=lambda segment: segment.start) - 1].section
        words = document.text[mention.start : mention.end]
        return Evidence(mention.start, mention.end, words, section, "stated", mention.score, None)

    def _competency_tag(
        self, id: str, found: Sequence[Evidence], values: dict[int, float], grade: float | None
    ) -> CompetencyTag:
        competency = self.framework.competency(id)
        ordered = tuple(sorted(found, key=lambda proof: (proof.start, proof.end)))
        inferred = [proof.score for proof in ordered if proof.basis == "inferred"]
        levelled = [(values[proof.start], proof.score) for proof in ordered if proof.level is not None]
        value = _weighted(levelled)
        if value is not None and grade is not None:
            value = (1 - WEIGHT) * value + WEIGHT * grade
        level = None if value is None else self._nearest(value)
        return CompetencyTag(
            competency=id,
            name=competency.name,
            ecqs=competency.groups,
            basis=_basis(ordered),
            # What the work shows decides the score where there is some: a name in a recited list is as sure as it is
            # uninformative, and would make every score 1.
            score=combined_score(inferred or [proof.score for proof in ordered]),
            level=level,
            level_value=value,
            level_name=self._level_name(level),
            evidence=ordered,
        )

    def _group_tags(self, tags: Sequence[CompetencyTag], named: dict[str, list[Evidence]]) -> tuple[EcqTag, ...]:
        groups = []
        for group in self.framework.groups:
            members = [tag for tag in tags if group.id in tag.ecqs]
            # One segment may prove several members; the best of its scores stands for the group.
            found = sorted((proof for tag in members for proof in tag.evidence), key=lambda proof: proof.score)
            proofs = {(proof.start, proof.end, proof.basis): proof for proof in found}
            proofs |= {(proof.start, proof.end, proof.basis): proof for proof in named.get(group.id, ())}
            if not proofs:
                continue
            ordered = tuple(proofs[key] for key in sorted(proofs))
            value = _weighted([(tag.level_value, tag.score) for tag in members if tag.level_value is not None])
            level = None if value is None else self._nearest(value)
            shown = [tag.score for tag in members if tag.basis != "stated"]
            score = combined_score(shown or [proof.score for proof in ordered])
            groups.append(
                EcqTag(group.id, group.name, _basis(ordered), score, level, value, self._level_name(level), ordered)
            )
        return tuple(sorted(groups, key=lambda group: (group.basis == "stated", -group.score)))

    def _nearest(self, value: float) -> int:
        return min(self._values, key=lambda level: (abs(level - value), level))

    def _level_name(self, level: int | None) -> str | None:
        return next((one.name for one in self.levels if one.value == level), None)


def _weight(tag: CompetencyTag) -> float:
    return round(sum(proof.score for proof in tag.evidence if proof.basis == "inferred"), 6)


def combined_score(scores: Sequence[float]) -> float:
    """Return the probability that a document asks for what its segments ask for with these probabilities.

    The chance that at least one is right, where each further segment counts for less than the one before (half, a third,
    ...), since the segments of one document are alike in their errors.
    """
    ordered = sorted(scores, reverse=True)
    doubt = 1.0
    for rank, score in enumerate(ordered, 1):
        doubt *= (1 - min(score, 0.999)) ** (1 / rank)
    return float(1 - doubt) if ordered and max(ordered) < 1 else float(max(ordered, default=0.0))


def _basis(proofs: Sequence[Evidence]) -> Basis:
    bases = {proof.basis for proof in proofs}
    return "both" if len(bases) > 1 else next(iter(bases))


def _weighted(pairs: Sequence[tuple[float | None, float]]) -> float | None:
    known = [(value, weight) for value, weight in pairs if value is not None]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if total else None
