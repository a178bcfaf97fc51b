"""Find the competencies and groups that a text states: by name, in lists of names, or by quoting their definitions.

An announcement that recites the five ECQs states them; it does not thereby describe work that needs all 28
competencies. So stated competencies are found by their form, not by the classifier:

* a name is taken where it stands as a name: alone on its line, as a heading before a definition, or in a list of names
  ("(Competencies: external awareness, flexibility ...)", also run together as exports have it:
  "Attention to DetailCustomer ServiceDecision Making"). "A flexible schedule" or "customer service hours" is none.
* a definition is taken where enough of its four-word runs stand in one segment.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from jobtagger.frameworks import Competency, Framework, Group
from jobtagger.records import Segment
from jobtagger.segmenting import tame

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher

QUOTED_SHARE = 0.5
"""Share of a segment that is quoted framework text from which nothing is inferred from it."""

_RUN = 4
"""Words in a run: long enough that ordinary prose does not share one by chance."""
_SHARE_OF_DEFINITION = 0.6
"""Share of a definition sentence's runs that a segment must hold to quote it."""
_SHARE_OF_SEGMENT = 0.5
"""... or the share of the segment's own runs that must come from the definition, when it quotes only a part."""
_LIST_GAP = re.compile(
    r"[\s,;/&|*\u2022\u00b7\u25cf\-\u2013\u2014()0-9.:]*+(?:and|or|the|ability)?[\s,;:()]*", re.IGNORECASE
)
"""What may stand between two names of one list."""
_LEAD = re.compile(
    r"^[\W\d_]*+(?:(?>(?:ecq|competenc(?:y|ies)|leadership competencies|executive core qualifications?|core qualifications?|"
    r"fundamental competencies|the following|leadership|factor|ksa)\b)[\W\d_]*+)*+$",
    re.IGNORECASE,
)
"""What may stand before a name that heads a definition or a line."""
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_OPENING = re.compile(
    r"^(?:this|inherent to this) [\w\s]{0,30}?(?:involves|encompasses|is) the ability to ", re.IGNORECASE
)
"""Openings that definitions share, and that therefore tell nothing."""
_CUE = re.compile(
    r"\b(?:competenc(?:y|ies)|ECQs?|qualifications?|KSAs?|evaluated on)\b[^.:]{0,60}[:(]\s*"
    r"(?:[^,;.:()]{2,45}+[,;]\s*+(?:and\s++)?+)*+$",
    re.IGNORECASE,
)
"""Words that announce a list of names, with the names already passed."""
_REACH = 2000
"""Characters before a name in which they are looked for: more than the longest list has, little beside a long line."""
_END = re.compile(r"\W*$|\s*[:.\u2013\u2014-]+\s")
_COLON_END = re.compile(r"\s*:\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that states a competency or a group."""

    start: int
    """First character, in the document's text."""
    end: int
    """One past the last character."""
    id: str
    """Id of the competency or group."""
    kind: Literal["competency", "group"]
    """What `id` names."""
    how: Literal["name", "definition"]
    """Whether the name stands there or (part of) the definition is quoted."""
    score: float
    """1.0 for a name; for a definition the share of it that is quoted, at least 0.5."""


class StatedFinder:
    """Finds stated competencies and groups of one framework.

    Parameters
    ----------
    framework : Framework
        Its names, aliases and definitions are what is looked for.

    Examples
    --------
    >>> from jobtagger.frameworks import load_framework
    >>> from jobtagger.records import Document
    >>> from jobtagger.segmenting import segment
    >>> finder = StatedFinder(load_framework("opm-ses"))
    >>> text = "Competencies: Decision MakingOral Communication. We offer a flexible schedule and customer service hours."
    >>> [(text[m.start:m.end], m.id) for m in finder.find(segment(Document("x", text)))]
    [('Decision Making', 'decisiveness'), ('Oral Communication', 'oral-communication')]
    """

    def __init__(self, framework: Framework) -> None:
        import spacy
        from spacy.matcher import PhraseMatcher

        self._nlp: Language = spacy.blank("en")
        self._nlp.max_length = 100_000_000  # only words are cut here: nothing grows faster than the text
        self._names: PhraseMatcher = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._ids: dict[str, tuple[Literal["competency", "group"], str]] = {}
        self._runs: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        self._quotes: list[tuple[Literal["competency", "group"], str, int]] = []
        for group in framework.groups:
            self._add("group", group)
        for competency in framework.competencies:
            self._add("competency", competency)

    def _add(self, kind: Literal["competency", "group"], entry: Competency | Group) -> None:
        key = f"{kind}:{entry.id}"
        self._ids[key] = (kind, entry.id)
        names = {variant for name in (entry.name, *entry.aliases) for variant in _variants(name)}
        self._names.add(key, [self._nlp.make_doc(name) for name in sorted(names)])
        for sentence in re.split(r"(?<=[.;!?])\s+", entry.definition):
            runs = _runs(_words(_OPENING.sub("", sentence)))
            if len(runs) >= 3:
                for run in runs:
                    self._runs[run].append(len(self._quotes))
                self._quotes.append((kind, entry.id, len(runs)))

    def find(self, segments: Sequence[Segment]) -> list[Mention]:
        """Return the mentions in the segments of one document, in the order of the text, each place once."""
        mentions = [mention for segment in segments for mention in self._find_in(segment)]
        return sorted(set(mentions), key=lambda mention: (mention.start, mention.end, mention.kind, mention.id))

    def _find_in(self, segment: Segment) -> Iterator[Mention]:
        quoted = list(self._quoted(segment))
        names = self._stated_names(segment, quoted)
        listed = [mention for mention in names if mention.kind == "competency"]
        yield from names
        for mention in quoted:
            # "... a changing environment (Competencies: flexibility, vision)" states the competencies: the group's
            # definition is only what leads to their list.
            if not (mention.kind == "group" and len(listed) > 1):
                yield mention

    def _quoted(self, segment: Segment) -> Iterator[Mention]:
        words = [match.span() for match in _WORD.finditer(segment.text)]
        runs = _runs([_plain(segment.text[start:end]) for start, end in words])
        found: Counter[int] = Counter()
        for run in set(runs):
            found.update(set(self._runs.get(run, ())))
        for quote, count in sorted(found.items()):
            kind, id, size = self._quotes[quote]
            whole = count / size
            if count >= 3 and (whole >= _SHARE_OF_DEFINITION or count / len(runs) >= _SHARE_OF_SEGMENT):
                held = [place for place, run in enumerate(runs) if quote in self._runs.get(run, ())]
                start, end = words[held[0]][0], words[held[-1] + _RUN - 1][1]
                score = round(max(0.5, min(1.0, whole)), 3)
                yield Mention(segment.start + start, segment.start + end, id, kind, "definition", score)

    def _stated_names(self, segment: Segment, quoted: Sequence[Mention]) -> list[Mention]:
        text = segment.text
        spaced, places = _unglue(tame(text))
        doc = self._nlp.make_doc(spaced)
        spans = []
        for match, first, last in self._names(doc):
            span = doc[first:last]
            start, end = places[span.start_char], places[span.end_char - 1] + 1
            spans.append((start, end, self._nlp.vocab.strings[match]))
        spans = _longest(spans)
        runs = _lists(text, spans)
        defined = {(mention.kind, mention.id) for mention in quoted}
        mentions = []
        for number, (start, end, key) in enumerate(spans):
            kind, id = self._ids[key]
            before = text[max(0, start - _REACH) : start]
            in_list = _neighbours(text, spans, number, runs)
            heads = start <= _REACH and bool(_LEAD.match(before)) and bool(_END.match(text, end))
            announced = bool(_CUE.search(before))
            trailing = before.rstrip().endswith((".", ")", ":")) and bool(_COLON_END.match(text, end))
            glued = text[start].isupper() and (
                (start > 0 and text[start - 1].islower()) or (text[end - 1].islower() and text[end : end + 1].isupper())
            )
            capitals = all(word[0].isupper() for word in text[start:end].split() if len(word) > 3)
            if ((kind, id) in defined and heads) or in_list or announced or glued or ((heads or trailing) and capitals):
                mentions.append(Mention(segment.start + start, segment.start + end, id, kind, "name", 1.0))
        return mentions


def quoted_shares(segments: Sequence[Segment], mentions: Sequence[Mention]) -> list[float]:
    """Return the share of each segment's characters that state something: its names and quoted definitions."""
    shares = []
    for segment in segments:
        covered: set[int] = set()
        for mention in mentions:
            if mention.start < segment.end and segment.start < mention.end:
                covered.update(range(mention.start, mention.end))
        shares.append(len(covered) / max(1, segment.end - segment.start))
    return shares


def _neighbours(text: str, spans: Sequence[tuple[int, int, str]], number: int, runs: Sequence[tuple[int, int]]) -> bool:
    """Whether a name stands in a list: beside another name with nothing but a separator between them."""
    start, end, key = spans[number]
    for other in (number - 1, number + 1):
        if 0 <= other < len(spans) and spans[other][2] != key:
            gap = text[end : spans[other][0]] if other > number else text[spans[other][1] : start]
            names = text[start:end] + text[spans[other][0] : spans[other][1]]
            if not _LIST_GAP.fullmatch(gap):
                continue
            # Two lower-case words side by side are prose ("problem solving and customer service"); three, or
            # capitals, or an announced list are names.
            around = text[max(0, min(start, spans[other][0]) - 80) : min(start, spans[other][0])]
            if names[0].isupper() or _CUE.search(around) or _long_list(text, spans, runs[number]):
                return True
    return False


def _lists(text: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """For each name the numbers of the first and one past the last name of the list that it stands in."""
    runs: list[tuple[int, int]] = []
    first = 0
    for number in range(1, len(spans) + 1):
        if number == len(spans) or not _LIST_GAP.fullmatch(text[spans[number - 1][1] : spans[number][0]]):
            runs += [(first, number)] * (number - first)
            first = number
    return runs


def _long_list(text: str, spans: Sequence[tuple[int, int, str]], run: tuple[int, int]) -> bool:
    first, end = run
    start = spans[first][0]
    return end - first >= 4 or (end - first >= 2 and bool(_CUE.search(text[max(0, start - _REACH) : start])))


def _longest(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Keep the longest of overlapping matches, in order."""
    kept: list[tuple[int, int, str]] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda span: (-(span[1] - span[0]), span[0], span[2])):
        places = range(span[0], span[1])
        if taken.isdisjoint(places):
            kept.append(span)
            taken.update(places)
    return sorted(kept)


def _unglue(text: str) -> tuple[str, list[int]]:
    """Put a space where an export ran two words together; the list gives each character's place in the text."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        glued = place > 0 and character.isupper() and (text[place - 1].islower() or text[place - 1] in ")],;")
        if glued or (character in "/-" and place > 0):
            characters.append(" ")
            places.append(place)
        characters.append(character)
        places.append(place)
        if character in "/-":
            characters.append(" ")
            places.append(place)
    return "".join(characters), places


def _variants(name: str) -> set[str]:
    """Spellings of one name: "&" for "and", "/" for "and", singular and plural of the last word."""
    spaced = re.sub(r"\s*([/-])\s*", r" \1 ", name)
    forms = {spaced, spaced.replace(" & ", " and "), spaced.replace(" and ", " & "), spaced.replace(" / ", " and ")}
    forms |= {form.replace(" - ", " ") for form in forms}
    forms |= {form[:-1] if form.endswith("s") and not form.endswith("ss") else form + "s" for form in forms}
    return {" ".join(form.split()) for form in forms}


def _words(text: str) -> list[str]:
    return [_plain(word) for word in _WORD.findall(text)]


def _plain(word: str) -> str:
    return re.sub("['\u2019]", "", word.lower())


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1)]
