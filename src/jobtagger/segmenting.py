"""Cut a document into the units that are scored: sentences, bullets and list items, each with its kind of section.

The cutting is made for announcements as they are: exports that lost the space between two sentences
("...in writing.You must..."), numbered and lettered lists in running text, hard-wrapped lines, bullets of every shape.
No character is changed: a segment is a stretch of `Document.text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from jobtagger.records import Document, Segment

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SECTION_KINDS = (
    "summary",
    "duties",
    "qualifications",
    "competencies",
    "education",
    "conditions",
    "evaluation",
    "application",
    "benefits",
    "agency",
    "eeo",
    "other",
    "none",
)
"""Kinds of section; ``none`` is text before or without any heading, ``other`` a heading that is not recognised."""

# First match wins, so the more telling words come first: "How You Will Be Evaluated" before "Qualifications".
_HEADING_WORDS = (
    ("evaluation", r"evaluat|\brated\b|\brating|assessment|selection process|ranking"),
    (
        "application",
        r"how to apply|apply|application|required documents|next steps|contact|what to expect|closing|e-?mail",
    ),
    (
        "eeo",
        r"equal (employment )?opportunity|\beeo\b|reasonable accommodation|diversity statement|fair (and|&) transparent",
    ),
    ("benefits", r"benefit|salary|\bpay\b|compensation|incentive|relocation|what we offer|perks"),
    ("competencies", r"executive core|\becqs?\b|competenc|fundamental"),
    ("education", r"education|transcript|degree|licen[sc]"),
    (
        "duties",
        r"dut(y|ies)|responsib|what you('ll| will) do|job description|key objectives|scope of work|essential functions",
    ),
    (
        "conditions",
        r"condition|eligib|who may|clearance|travel|key requirement|citizen|background|physical|other information|legal|supervisory status|work environment",
    ),
    (
        "qualifications",
        r"qualif|experience|knowledge|skills|abilit|ksa|requirement|mtq|ptq|\btq|what you('ll| will) bring|selective",
    ),
    ("agency", r"about (us|the)|who we are|mission|organization|agency|department|our team|background"),
    ("summary", r"summary|overview|introduction|position|purpose|the (job|role|opportunity)"),
)
_HEADING_PATTERNS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _HEADING_WORDS)

_BULLET = r"(?:[-*+\u2022\u2023\u25aa\u25cf\u25cb\u25e6\u2043\u2219\u00b7\uf0b7\u2013\u2014>]|o(?=\s{2,}|\t)|#{1,6})"
_NUMBER = r"(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)])"
_LIST_START = re.compile(rf"\s*(?:{_BULLET}\s*|{_NUMBER}\s+)")
# Boundaries inside a line that a sentence splitter does not see. Each alternative ends where the new segment starts.
_INNER_BREAK = re.compile(
    r"(?<=[a-z\d)%\"\u201d][.!?;:])(?=[A-Z][a-z])"  # "...in writing.You must"
    r"|(?<=[a-z)][.!?])(?=\d{1,2}[.)]\s?[A-Z])"  # "...plant.4) Describe"
    r"|(?<=[\s:;.,])(?=\(?\d{1,2}\)\s+\w)"  # "... following: 1) managing"
    r"|(?<=[.:;!?])\s+(?=\d{1,2}\.\s+[A-Z])"  # "... objectives 3. Demonstrated"
    r"|(?<=[a-z.,;:]\s)(?=\d{1,2}\.\s+[A-Z][a-z]+)"
    r"|(?<=\S)\s*(?=[\u2022\u25cf\u25aa\uf0b7\u25e6]\s*\S)"  # bullets run into one line
    r"|(?<=;)\s+(?=(?:and|or)?\s*[A-Z][a-z]+\s)"  # "...of broad scope; Advance communications"
)
_KEY = re.compile(r"^\w[\w -]*:", re.MULTILINE)
_COMMENT_LINE = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_MARKS = re.compile(r"(?:[^\w\s]|_){30,}")
# Words after which a full stop ends no sentence, beyond those spaCy knows as one token.
_ABBREVIATIONS = frozenset(
    [
        "no",
        "sec",
        "secs",
        "art",
        "fig",
        "vol",
        "pt",
        "ext",
        "dept",
        "div",
        "approx",
        "est",
        "incl",
        "gov",
        "govt",
        "assn",
        "dr",
        "mr",
        "mrs",
        "ms",
        "jr",
        "sr",
        "st",
        "gen",
        "col",
        "lt",
        "sgt",
        "capt",
        "cmdr",
        "hon",
        "rep",
        "sen",
        "prof",
    ]
)


def segment(document: Document) -> tuple[Segment, ...]:
    """Cut one document; see `segment_many`."""
    return next(segment_many([document]))


def segment_many(documents: Iterable[Document]) -> Iterator[tuple[Segment, ...]]:
    """Cut documents into segments, lazily and in order.

    Parameters
    ----------
    documents : iterable of Document

    Yields
    ------
    tuple of Segment
        One tuple per document, in the order of its text. Segments do not overlap, have no white space at their ends,
        and hold at least one letter; ``document.text[segment.start:segment.end] == segment.text``. Comments of the
        file, which its readers never see, are not cut into any.
    """
    for document in documents:
        kinds = _SectionKinds(document)
        segments: list[Segment] = []
        text = without_comments(document.text)
        for start, end in _blocks(text):
            kinds.see(text[start:end], start)
            kind = kinds.current
            for first, last in _sentences(text, start, end):
                segments.append(Segment(first, last, document.text[first:last], kind))
        yield tuple(segments)


class _SectionKinds:
    """Follows the headings of a document from block to block, and knows the kind of section it is in."""

    def __init__(self, document: Document) -> None:
        self.current = "none"
        self._marked = list(document.sections)

    def see(self, block: str, start: int) -> None:
        while self._marked and self._marked[0].start <= start:
            self.current = section_kind(self._marked.pop(0).title)
        title = _heading(block)
        if title:
            kind = section_kind(title)
            # A line that only looks like a heading ("Salary range") must not end a section that the format marks,
            # unless it says plainly what begins.
            if kind != "other" or not self._marked:
                self.current = kind


def section_kind(title: str) -> str:
    """Return the kind of section that a heading announces, one of `SECTION_KINDS`.

    >>> section_kind("MAJOR DUTIES:"), section_kind("How You Will Be Evaluated"), section_kind("Vision insurance")
    ('duties', 'evaluation', 'other')
    """
    return next((kind for kind, pattern in _HEADING_PATTERNS if pattern.search(title)), "other")


def without_comments(text: str) -> str:
    """Blank HTML comments, and lines of comment in the front matter of a Markdown file, which pages are made from.

    Every character keeps its place.

    >>> without_comments("Plans <!-- ask HR --> work")
    'Plans                 work'
    """
    parts, done = [], 0
    while (start := text.find("<!--", done)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts += [text[done:start], _blank(text[start : end + 3])]
        done = end + 3
    text = "".join([*parts, text[done:]])
    front = _front_matter(text)
    return _COMMENT_LINE.sub(lambda line: _blank(line[0]), text[:front]) + text[front:]


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _front_matter(text: str) -> int:
    """Where the front matter ends: keys and values between two lines of three hyphens at the head of a file."""
    fences = re.finditer(r"^---[ \t]*$", text, re.MULTILINE)
    opening, closing = next(fences, None), next(fences, None)
    if opening is None or closing is None or text[: opening.start()].strip("\ufeff \t\n"):
        return 0
    # Without a key the lines are rules, and what begins with "#" between them is a heading.
    return closing.start() if _KEY.search(text, opening.end(), closing.start()) else 0


def _heading(block: str) -> str:
    """The block's text if it looks like a heading, else nothing."""
    line = block.strip()
    marked = re.match(r"#{1,6}\s+(.+)|\*\*(.+?)\*\*:?$|_{2}(.+?)_{2}:?$", line)
    if marked:
        return next(part for part in marked.groups() if part)
    if not 2 < len(line) <= 80 or "\n" in line or _LIST_START.match(line):
        return ""
    words = line.split()
    if line.endswith(":") and len(words) <= 8:
        return line
    capitals = sum(word[0].isupper() for word in words if word[0].isalpha() and len(word) > 3)
    longer = sum(word[0].isalpha() and len(word) > 3 for word in words)
    title_case = longer > 0 and capitals == longer and len(words) <= 8
    return line if title_case and line[-1] not in ".;,!" and line[0].isupper() else ""


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that no sentence crosses: lines, with hard-wrapped lines put together."""
    start = end = 0
    for match in re.finditer(r"[^\n]+", text):
        if not match.group().strip():
            continue
        if start < end and not _continues(text[start:end], text[end : match.start()], match.group()):
            yield start, end
            start = match.start()
        elif start == end:
            start = match.start()
        end = match.end()
    if start < end:
        yield start, end


def _continues(before: str, gap: str, line: str) -> bool:
    """Whether a line goes on with the sentence of the block before it."""
    if gap.count("\n") > 1 or _LIST_START.match(line) or not line.lstrip()[:1].islower():
        return False
    last = before.rsplit("\n", 1)[-1].rstrip()
    # Wrapped lines are long; a short line is a heading or an item of its own.
    return len(last) >= 40 and last[-1] not in ".!?:;"


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cuts = [start, *(match.end() + start for match in _INNER_BREAK.finditer(text[start:end])), end]
    for first, last in pairwise(cuts):
        for left, right in _spacy_sentences(text[first:last]):
            trimmed = _trim(text, first + left, first + right)
            if trimmed:
                yield trimmed


def _spacy_sentences(piece: str) -> Iterator[tuple[int, int]]:
    if len(piece) < 2 or not re.search(r"[.!?]\s", piece):
        yield 0, len(piece)
        return
    doc = _language()(tame(piece))
    for sentence in doc.sents:
        yield sentence.start_char, sentence.end_char


def tame(text: str) -> str:
    """Blank long runs of marks ("______", "((((((") but for the last: spaCy takes them off one by one, each time anew.

    Every character keeps its place.

    >>> tame("a" + 40 * "_" + "b").split(" ")[-1]
    '_b'
    """
    return _MARKS.sub(lambda run: " " * (len(run[0]) - 1) + run[0][-1], text)


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Leave out white space and list marks at the start; nothing if no word is left."""
    mark = _LIST_START.match(text, start, end)
    if mark:
        start = mark.end()
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    return (start, end) if any(map(str.isalpha, text[start:end])) else None


@cache
def _language() -> Language:
    """A blank English pipeline that only finds sentence ends: no model is needed, and it does 50,000 sentences a second."""
    import spacy

    nlp = spacy.blank("en")
    nlp.max_length = 100_000_000  # nothing here grows faster than the text
    nlp.add_pipe("sentencizer")
    from spacy.language import Language as SpacyLanguage

    if not SpacyLanguage.has_factory("jobtagger_sentence_ends"):
        SpacyLanguage.component("jobtagger_sentence_ends", func=_mend_sentence_ends)
    nlp.add_pipe("jobtagger_sentence_ends")
    return nlp


def _mend_sentence_ends(doc: Doc) -> Doc:
    """Take back sentence ends after abbreviations, after numbers of lists, and before a lower-case word."""
    for token in doc[1:]:
        if not token.is_sent_start:
            continue
        before = doc[token.i - 1]
        word = doc[token.i - 2].lower_ if token.i > 1 else ""
        abbreviated = before.text == "." and (word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()))
        numbered = before.text == "." and word.isdigit() and doc[token.i - 2].is_sent_start
        if abbreviated or numbered or token.text[0].islower():
            token.is_sent_start = False
    return doc
