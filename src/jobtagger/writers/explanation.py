"""Explanations for people: each tag with its evidence and the words that weighed, then what was not tagged and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from jobtagger.explanation import DroppedSegment, EvidenceExplanation, Explanation, NearMiss, TagExplanation, WordWeight
from jobtagger.records import FailedDocument
from jobtagger.writers.interface import Display
from jobtagger.writers.plain import one_line, shorten
from jobtagger.writers.screen import render, screen

_QUOTE = 300
"""Columns of text that a quotation takes at most."""
_SHOWN = 0.005
"""Weight below which a word is left out: it would be shown as 0.00."""


def write_explanations(
    records: Iterable[Explanation | FailedDocument], *, display: Display = Display()
) -> Iterator[str]:
    """Yield the text of each explanation; a failed document is a line with the reason."""
    for number, record in enumerate(records):
        if isinstance(record, FailedDocument):
            text = render(screen(display), [_failed(record)])
        else:
            text = render_explanation(record, display=display)
        yield f"\n{text}" if number else text


def render_explanation(explanation: Explanation, *, display: Display = Display()) -> str:
    """Return an explanation as text; words that raised a score have a ``+`` before their weight, the others a ``−``."""
    return render(screen(display), _parts(explanation))


def _failed(record: FailedDocument) -> Text:
    name = one_line(record.source or record.id)
    return Text.assemble((f"{name}: ", "bold"), ("failed: ", "bold red"), one_line(record.reason))


def _parts(explanation: Explanation) -> Iterator[RenderableType]:
    document = explanation.document
    title, id, source = (one_line(text) for text in (document.title, document.id, document.source))
    yield Text(title or id, style="bold")
    origin = [*([id] if title else []), *([source] if source else []), f"model {one_line(explanation.model)}"]
    yield _inner(Text(" · ".join(origin), style="dim"))
    if not explanation.tags:
        yield Text()
        asked = explanation.competency
        yield _inner(Text(f"{one_line(asked)} is not tagged." if asked else "No competencies found."))
    for tag in explanation.tags:
        yield Text()
        yield from _tag(tag)
    if explanation.near_misses:
        yield from _headed("Nearly tagged" if explanation.competency is None else "The nearest")
    for miss in explanation.near_misses:
        yield from _near_miss(miss)
    if explanation.dropped:
        yield from _headed("Kept out")
    for dropped in explanation.dropped:
        yield from _dropped(dropped)


def _tag(tag: TagExplanation) -> Iterator[RenderableType]:
    text = Text(one_line(tag.name), style="bold cyan")
    figures = [f"score {tag.score:.2f}", tag.basis]
    if tag.level is not None:
        value = "" if tag.level_value is None else f" ({tag.level_value:.2f})"
        figures.insert(0, f"level {tag.level} {one_line(tag.level_name or '')}".rstrip() + value)
    text.append(f"  {' · '.join(figures)}", style="not bold default")
    yield _inner(text)
    for evidence in tag.evidence:
        yield from _evidence(evidence, tag.threshold)
    if tag.left_out:
        more = "1 more piece" if tag.left_out == 1 else f"{tag.left_out} more pieces"
        yield _inner(Text(f"and {more} of evidence", style="dim"), 4)


def _evidence(explained: EvidenceExplanation, threshold: float) -> Iterator[RenderableType]:
    evidence = explained.evidence
    yield _inner(_quote(evidence.text), 4)
    if explained.how is not None:
        what = "the name stands there" if explained.how == "name" else "the definition is quoted"
        yield _inner(Text(f"stated: {what} · characters {evidence.start}–{evidence.end}", style="dim"), 6)
        return
    figures = [f"score {evidence.score:.2f}, threshold {threshold:.2f}"]
    if explained.relevance is not None:
        figures.append(f"relevance {explained.relevance:.2f}")
    if evidence.section != "none":
        figures.append(one_line(evidence.section))
    figures.append(f"characters {evidence.start}–{evidence.end}")
    yield _inner(Text(" · ".join(figures), style="dim"), 6)
    yield from _weights("raised", explained.raised, "green")
    yield from _weights("lowered", explained.lowered, "red")
    yield from _weights(f"level {evidence.level}, up", explained.level_raised, "green")
    yield from _weights(f"level {evidence.level}, down", explained.level_lowered, "red")


def _weights(label: str, words: Sequence[WordWeight], style: str) -> Iterator[RenderableType]:
    shown = [word for word in words if abs(word.weight) >= _SHOWN]
    if shown:
        text = Text(f"{label}: ")
        for number, word in enumerate(shown):
            text.append("  " if number else "")
            # A blank that does not break keeps the weight beside its word.
            text.append(f"{one_line(word.word)}\u00a0{_signed(word.weight)}", style=style)
        yield _inner(text, 6)


def _signed(weight: float) -> str:
    return f"{'+' if weight >= 0 else '−'}{abs(weight):.2f}"


def _near_miss(miss: NearMiss) -> Iterator[RenderableType]:
    yield _inner(Text.assemble((one_line(miss.name), "cyan"), ": ", one_line(miss.reason)))
    yield _inner(_quote(miss.segment.text), 4)


def _dropped(dropped: DroppedSegment) -> Iterator[RenderableType]:
    yield _inner(_quote(dropped.segment.text))
    yield _inner(Text(one_line(dropped.reason)), 4)
    yield _inner(Text(one_line(f"its words alone speak of {', '.join(dropped.competencies)}"), style="dim"), 4)


def _quote(text: str) -> Text:
    return Text(f"“{shorten(one_line(text), _QUOTE)}”")


def _headed(title: str) -> Iterator[RenderableType]:
    yield Text()
    yield Text(title, style="bold")


def _inner(part: RenderableType, indent: int = 2) -> Padding:
    return Padding(part, (0, 0, 0, indent))
