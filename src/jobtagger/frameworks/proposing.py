"""Proposes a crosswalk: compares names, aliases, definitions and indicators, and says what it went by.

A name that both frameworks use counts most. Where the names differ, what is said under them has to have rare words in
common, as TF-IDF weighs them; common words of the trade (organization, employees, results) count for little. Where the
encoder is at hand, likeness in meaning counts besides: it finds what two frameworks say in different words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jobtagger.frameworks.cells import fold
from jobtagger.frameworks.crosswalk import Crosswalk, Link, Strength
from jobtagger.frameworks.model import Competency, Framework, kebab

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Meaning = Callable[[Sequence[Competency], Sequence[Competency]], Matrix]
    """Returns how near competencies are in meaning, of shape (n_rows, n_columns), as `jobtagger.likeness` does."""


@dataclass(frozen=True, slots=True)
class _Limits:
    """From which score on competencies are linked."""

    least: float
    """Score below which two competencies are not linked."""
    share: float
    """Share of the best score of either of the two that a further link has to reach."""


_BY_WORDS, _BY_MEANING = _Limits(0.18, 0.5), _Limits(0.1, 0.35)
_NAME_WEIGHT, _TEXT_WEIGHT, _MEANING_WEIGHT, _SHIFT = 5.6, 8.2, 11.5, -8.9
"""Log-odds of being more than related, by logistic regression over the pairs of the reviewed crosswalks."""

_CLOSE = 0.5
_SAME_NAME, _NAME_IS_ALIAS, _ALIAS_IN_COMMON = 1.0, 0.9, 0.75
_WORDS_OF_NAMES = 0.6
"""What names count for that have words in common but are not the same."""
_SHOWN_WORDS = 4
_ALIKE = 0.3
"""Likeness in meaning from which it is a reason to be told."""


def propose_crosswalk(source: Framework, target: Framework, meaning: Meaning | None = None) -> Crosswalk:
    """Propose what each competency of one framework is in another.

    Parameters
    ----------
    source, target : Framework
        Two frameworks, or two editions of one.
    meaning : callable, optional
        Says how near competencies are in meaning: `jobtagger.likeness.Likeness()`. Without it, words alone count, which
        takes no encoder but misses what is said in other words.

    Returns
    -------
    Crosswalk
        Not reviewed. Each link has a score between 0 and 1 and its reasons; a competency may have several, or none.

    Examples
    --------
    >>> from jobtagger.frameworks import load_framework
    >>> walk = propose_crosswalk(load_framework("opm-ecq-1997"), load_framework("opm-ses"))
    >>> link = walk.links_from("cultural-awareness")[0]
    >>> link.target, link.reasons[0]
    ('leveraging-diversity', 'the name "Cultural Awareness" is an alias of the target')
    """
    rows, columns = source.competencies, target.competencies
    across = [_Named.of(column) for column in columns]
    names = [[_compare_names(own, other) for other in across] for own in map(_Named.of, rows)]
    texts = _Texts(rows, columns)
    near = None if meaning is None else meaning(rows, columns)
    scores = [
        [_score(named.score, texts.score(i, j), None if near is None else near[i, j]) for j, named in enumerate(row)]
        for i, row in enumerate(names)
    ]
    chosen = _choose(scores, _BY_WORDS if near is None else _BY_MEANING)
    links = tuple(
        Link(
            source=rows[i].id,
            target=columns[j].id,
            strength=_strength(i, j, names, scores, chosen),
            score=round(scores[i][j], 3),
            reasons=tuple(filter(None, (names[i][j].reason, texts.reason(i, j), _likeness(near, i, j)))),
        )
        for i in range(len(rows))
        for j in sorted(chosen[i], key=lambda j, i=i: (-scores[i][j], j))  # type: ignore[misc]
    )
    linked = {link.target for link in links}
    return Crosswalk(
        source=source.id,
        target=target.id,
        links=links,
        no_counterpart=tuple(row.id for row, targets in zip(rows, chosen, strict=True) if not targets),
        only_in_target=tuple(id for id in target.labels if id not in linked),
    )


@dataclass(frozen=True, slots=True)
class _Named:
    """A competency's names, made comparable once."""

    name: str
    plain: str
    aliases: dict[str, str]
    words: frozenset[str]
    joins: bool
    """Whether the name puts several things together: ``Ethics and Integrity``."""

    @classmethod
    def of(cls, competency: Competency) -> _Named:
        name, aliases = competency.name, competency.aliases
        words = frozenset(map(_stem, _split(name)))
        plain = _plain(name) or fold(name)
        return cls(name, plain, {_plain(alias): alias for alias in aliases}, words, "-and-" in plain)


@dataclass(frozen=True, slots=True)
class _Names:
    """What the names of two competencies say."""

    score: float
    reason: str = ""
    part: Strength | None = None
    """Broader or narrower, where the words of one name are among those of the other."""


_NOTHING = _Names(0.0)


def _compare_names(own: _Named, other: _Named) -> _Names:
    if own.plain == other.plain:
        return _Names(_SAME_NAME, "same name")
    if own.plain in other.aliases:
        return _Names(_NAME_IS_ALIAS, f'the name "{own.name}" is an alias of the target')
    if other.plain in own.aliases:
        return _Names(_NAME_IS_ALIAS, f'the name "{other.name}" is an alias of the source')
    if common := sorted(own.aliases.keys() & other.aliases.keys()):
        return _Names(_ALIAS_IN_COMMON, f'both have the alias "{own.aliases[common[0]]}"')
    both = own.words & other.words
    if not both:
        return _NOTHING
    shared = " ".join(word for word in _split(own.name) if _stem(word) in both)
    part: Strength | None = None
    if own.words < other.words or other.words < own.words:
        # "Communication" holds "Oral Communication", but "Ethics and Integrity" holds "Integrity".
        longer = own if other.words < own.words else other
        holds_more = longer if longer.joins else (own if longer is other else other)
        part = "broader" if holds_more is other else "narrower"
    return _Names(_WORDS_OF_NAMES * len(both) / len(own.words | other.words), f'names share "{shared}"', part)


def _plain(name: str) -> str:
    return kebab(name.replace("&", " and ").replace("/", " and "))


_FILLERS = frozenset(
    ("and", "or", "of", "the", "a", "an", "in", "to", "for", "with", "skills", "skill", "others", "other", "ability")
)
_TRADE = frozenset(
    ("management", "managing", "leadership", "leading", "building", "leveraging", "fostering")
) | frozenset(("focus", "orientation", "awareness", "thinking", "credibility", "competence", "competency"))
"""Words that names of all kinds are made with: alone, they link nothing."""


def _split(name: str) -> list[str]:
    return [word for word in _plain(name).split("-") if word and word not in _FILLERS | _TRADE]


_ENDINGS = ("iveness", "ities", "ments", "ness", "ment", "ings", "ions", "ing", "ion", "ity", "ive")
_SHORT_ENDINGS = ("ies", "es", "ed", "ly", "al", "s", "e", "y")


def _stem(word: str) -> str:
    """Return what the forms of a word have in common, roughly.

    >>> _stem("negotiating"), _stem("negotiation"), _stem("innovativeness"), _stem("innovation")
    ('negotiat', 'negotiat', 'innovat', 'innovat')
    """
    for endings, least in ((_ENDINGS, 5), (_SHORT_ENDINGS, 4)):
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= least:
                return word.removesuffix(ending)
    return word


class _Texts:
    """How near what is said of two competencies is, by TF-IDF over the words of both frameworks."""

    def __init__(self, rows: Sequence[Competency], columns: Sequence[Competency]) -> None:
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

        def analyze(text: str) -> list[str]:
            words = [word for word in kebab(text).split("-") if len(word) > 2 and word not in ENGLISH_STOP_WORDS]
            for word in words:
                self._forms.setdefault(_stem(word), word)
            return [_stem(word) for word in words]

        self._forms: dict[str, str] = {}
        self._parts: list[tuple[str, Any, Any, Matrix]] = []
        for kind, get in (("definitions", _definition), ("texts", _everything)):
            texts = [get(competency) for competency in (*rows, *columns)]
            vectorizer = TfidfVectorizer(analyzer=analyze, sublinear_tf=True)
            try:
                matrix = vectorizer.fit_transform(texts)
            except ValueError:  # not one word in all of them
                continue
            left, right = matrix[: len(rows)], matrix[len(rows) :]
            self._vocabulary = vectorizer.get_feature_names_out()
            self._parts.append((kind, (left, right), self._vocabulary, (left @ right.T).toarray()))

    def score(self, i: int, j: int) -> float:
        """Return the similarity of the definitions, or of all that is said, whichever is higher."""
        return max((float(similarity[i, j]) for _, _, _, similarity in self._parts), default=0.0)

    def reason(self, i: int, j: int) -> str:
        """Return the words that the two have in common and few others use."""
        if not self._parts:
            return ""
        kind, (left, right), vocabulary, similarity = max(self._parts, key=lambda part: part[3][i, j])
        product = left[i].multiply(right[j]).tocoo()
        weights = sorted(zip(product.data, product.coords[-1], strict=True), key=lambda item: (-item[0], item[1]))
        shared = [self._forms[vocabulary[position]] for _, position in weights[:_SHOWN_WORDS]]
        return f"{kind} share {', '.join(shared)}" if shared and similarity[i, j] >= 0.05 else ""


def _definition(competency: Competency) -> str:
    general = [item.text for item in competency.indicators if item.level is None]
    said = competency.definition or " ".join(general or [item.text for item in competency.indicators])
    return " ".join((*_split(competency.name), said))


def _everything(competency: Competency) -> str:
    names = [word for name in (competency.name, *competency.aliases) for word in _split(name)]
    return " ".join((*names, competency.definition, *(item.text for item in competency.indicators)))


def _score(name: float, text: float, meaning: float | None) -> float:
    """Return one score between 0 and 1."""
    if meaning is None:  # each of the two says by itself that there is something, and both together say so louder
        return 1 - (1 - 0.9 * name) * (1 - text)
    log_odds = _NAME_WEIGHT * name + _TEXT_WEIGHT * text + _MEANING_WEIGHT * meaning + _SHIFT
    # A name in common is enough by itself, whatever else is said, or nothing.
    return max(1 / (1 + math.exp(-log_odds)), 0.9 * name if name >= _ALIAS_IN_COMMON else 0.0)


def _likeness(near: Matrix | None, i: int, j: int) -> str:
    return f"alike in meaning ({near[i, j]:.2f})" if near is not None and near[i, j] >= _ALIKE else ""


def _choose(scores: Sequence[Sequence[float]], limits: _Limits) -> list[set[int]]:
    """Return for each row the columns that are near enough, and near compared to the best of the row or column."""
    best_of_column = [max((row[j] for row in scores), default=0.0) for j in range(len(scores[0]) if scores else 0)]
    chosen: list[set[int]] = []
    for row in scores:
        best = max(row, default=0.0)
        near = [score >= limits.share * best or score == best_of_column[j] for j, score in enumerate(row)]
        chosen.append({j for j, score in enumerate(row) if score >= limits.least and near[j]})
    return chosen


def _strength(i: int, j: int, names: list[list[_Names]], scores: list[list[float]], chosen: list[set[int]]) -> Strength:
    name, score = names[i][j], scores[i][j]
    if name.score >= _SAME_NAME:
        return "same"
    by_name = _ALIAS_IN_COMMON
    targets = [k for k in chosen[i] if names[i][k].score >= by_name]
    sources = [k for k in range(len(chosen)) if j in chosen[k] and names[k][j].score >= by_name]
    if name.score >= by_name:
        if len(targets) > 1 and len(sources) <= 1:
            return "narrower"
        if len(sources) > 1 and len(targets) <= 1:
            return "broader"
        return "same"
    if name.part and score >= _CLOSE:
        return name.part
    return "close" if score >= _CLOSE else "related"
