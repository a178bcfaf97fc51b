"""The model card: what a model learnt from, how good it is known to be, and what it must not be used for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from jobtagger import resources
from jobtagger.examples import Example
from jobtagger.frameworks import Crosswalk
from jobtagger.scoring import Model
from jobtagger.tagger import Tagger
from jobtagger.tuning import BANK_EVERY

_EXAMPLES = "## Examples by competency"


def model_card(tagger: Tagger, examples: Sequence[Example], crosswalk: Crosswalk | None) -> str:
    """Return the card of a freshly trained tagger, in Markdown; it holds no date, so that it is the same every time."""
    framework = tagger.framework
    part = "" if crosswalk is None else f" (one in {BANK_EVERY} of it, which is enough to carry it over)"
    origins = Counter(example.origin for example in examples)
    duties = sum(example.kind == "duty" for example in examples if example.origin == "bank")
    given = Counter(label for example in examples for label in example.competencies)
    borrowed = "" if framework.levels else f" {framework.title} has none of its own, so OPM's five are borrowed."
    names = {level.value: level.name for level in tagger.levels}
    lines = [
        f"# {tagger.name}",
        "",
        f"Tags job text with the {len(tagger.labels)} competencies of **{framework.title}** (`{framework.id}`).",
        "",
        "## Trained on",
        "",
        f"* {origins['framework']:,} texts of the framework itself: definitions and indicators.",
        f"* {origins['bank']:,} sentences of the authored example bank{part}: {duties:,} duties, the rest boilerplate.",
        f"* {origins['own']:,} examples of your own.",
        f"* Carried over by: {_way(crosswalk, origins['bank'])}.",
        f"* {_wording(tagger, crosswalk, origins['bank'])}",
        f"* Levels: {', '.join(f'{value} {name}' for value, name in names.items())}.{borrowed}",
        "",
        "## Measured",
        "",
        *_measured(tagger.name),
        "## Scores and thresholds",
        "",
        f"A segment is evidence from {tagger.model.thresholds.min():.2f} to {tagger.model.thresholds.max():.2f}, by competency.",
        _chosen_on(tagger, crosswalk, any(one.origin == "bank" and one.competencies for one in examples)),
        "",
        *_lines(tagger.model),
        "",
        "## Limits",
        "",
        "* The bank was written and labelled by language-model assistants under one guide; their agreement is that of alike",
        "  readers, not truth.",
        "* It describes what a text asks for. It does not assess people, and must not be used to rank or reject applicants.",
        "* English; written for US public-sector announcements and position descriptions.",
        "* Levels follow the words (and a General Schedule grade, where one is stated), not a classification decision.",
        "",
        _EXAMPLES,
        "",
        "| competency | examples |",
        "|---|---|",
        *(f"| {label} | {given[label]:,} |" for label in tagger.labels),
        "",
        *_carried(tagger),
    ]
    return "\n".join(lines)


def examples_by_competency(card: str) -> dict[str, int]:
    r"""Return how many examples each competency was learnt from, as a card says it; nothing if it does not.

    >>> examples_by_competency("## Examples by competency\n\n| competency | examples |\n|---|---|\n| vision | 1,827 |")
    {'vision': 1827}
    """
    table = card.partition(f"{_EXAMPLES}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\S+) \| ([\d,]+) \|$", table, re.MULTILINE)
    return {label: int(count.replace(",", "")) for label, count in rows}


def _way(crosswalk: Crosswalk | None, used: int) -> str:
    if not used:
        return "nothing; the bank was not used"
    if crosswalk is None:
        return "no crosswalk; the bank is labelled with this framework"
    if not crosswalk.needed:
        return "no crosswalk; the bank is labelled with these competencies"
    state = f"reviewed by {crosswalk.reviewed_by}" if crosswalk.reviewed else "a proposal that nobody has reviewed"
    used = sum(link.strength != "related" for link in crosswalk.links)
    count = f"{len(crosswalk.links)} links, {used} of them more than related and used"
    return f"the crosswalk {crosswalk.source} to {crosswalk.target} ({count}; {state})"


def _wording(tagger: Tagger, crosswalk: Crosswalk | None, used: int) -> str:
    wording = tagger.model.wording
    if wording is None:
        return "The framework's own wording is not learnt beside these."
    if wording.line is not None:
        place = "stands beside the bank, and has most of the say where a text is in the framework's own manner"
    elif used and crosswalk is None:
        place = "stands beside the bank, with the same say"
    else:
        place = "speaks alone"
    return (
        f"The framework's own wording {place}: {len(wording.known.words):,} words and pairs, "
        f"{len(wording.known.letters):,} letter groups (`ngrams.json`)."
    )


def _lines(model: Model) -> Iterator[str]:
    lines = {
        "competencies of a text that stands alone": model.calibration.alone,
        "competencies of a segment of a document": model.calibration.document,
        "relevance": model.calibration.relevance,
    }
    if model.wording is not None and model.wording.line is not None:
        lines["competencies of a text in the framework's own manner"] = model.wording.line
    yield "| calibration of the log-odds of | slope | shift |"
    yield "|---|---|---|"
    yield from (f"| {of} | {line.slope:.2f} | {line.shift:+.2f} |" for of, line in lines.items())


def _chosen_on(tagger: Tagger, crosswalk: Crosswalk | None, bank: bool) -> str:
    outside = "on labelled job text outside the project (see `docs/model.md`)."
    wording = tagger.model.wording
    if bank and crosswalk is None:
        return f"Calibration and thresholds were chosen {outside}"
    if wording is not None and wording.line is None:
        return (
            "The competencies' calibration was fitted on the framework's own texts, held out in turn; thresholds were chosen\n"
            "on the indicators of frameworks outside the project (see `docs/model.md`)."
        )
    if wording is not None:
        return (
            f"Calibration and thresholds were chosen for the bank's own framework, {outside}\n"
            "For texts in the framework's own manner calibration was fitted on its own texts, held out in turn."
        )
    if bank:
        return f"Calibration and thresholds were chosen for the bank's own framework, {outside}"
    return (
        "Without examples of the bank and the framework's own wording there is little to learn from. Calibration and threshold\n"
        f"were chosen for three frameworks of which there are definitions only, {outside}\n"
        "For others they are rough."
    )


def _carried(tagger: Tagger) -> list[str]:
    if not tagger.carried:
        return []
    return [
        "## Carried over",
        "",
        "Which examples of the bank came over by which link; their ids stand in `examples.json`. Boilerplate came over",
        "as it is; duties that nothing leads on, without a competency. Disputed ones are not listed.",
        "",
        "| from | to | strength | examples |",
        "|---|---|---|---|",
        *(f"| {one.source} | {one.target} | {one.strength} | {len(one.examples):,} |" for one in tagger.carried),
        "",
    ]


def _measured(name: str) -> list[str]:
    """Figures that were measured for a shipped model and recorded beside the bank; none for others."""
    path = resources.shipped("corpus", "measured", f"{name}.md")
    if path.is_file():
        return [*path.read_text(encoding="utf-8").rstrip().splitlines(), ""]
    return ["Nothing yet: `jobtagger evaluate GOLD --model DIR` measures it on labelled text of yours.", ""]
