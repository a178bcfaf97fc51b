"""The word-for-word rule of docs/framework-format.md: what a framework quotes stands in its source.

Case, punctuation and apostrophes do not count. Corrections put the scan's words back before the look-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jobtagger.frameworks import Correction, Framework


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub("['\u2018\u2019]", "", text.casefold()))


def stands_in(piece: Sequence[str], source: Sequence[str]) -> bool:
    """Whether the words of a piece are a run of the words of the source; no words stand nowhere."""
    return bool(piece) and f" {' '.join(piece)} " in f" {' '.join(source)} "


def quoted_texts(framework: Framework) -> Iterator[tuple[str, str]]:
    """Yield the place, as corrections name it, and the words of every text that is quoted."""
    for number, level in enumerate(framework.levels):
        yield f"levels[{number}].definition", level.definition
    for group in framework.groups:
        yield f"groups.{group.id}.definition", group.definition
        for number, text in enumerate(group.characteristics):
            yield f"groups.{group.id}.characteristics[{number}]", text
    for competency in framework.competencies:
        yield f"competencies.{competency.id}.definition", competency.definition
        for number, indicator in enumerate(competency.indicators):
            yield f"competencies.{competency.id}.indicators[{number}]", indicator.text


def scanned_pieces(text: str, corrections: Sequence[Correction]) -> list[list[str]]:
    """Return the words of a text as the scan has them, in one or more runs; `ValueError` if a correction does not fit."""
    tokens = words(text)
    places = []
    for correction in corrections:
        run = words(correction.corrected)
        starts = [at for at in range(len(tokens) - len(run) + 1) if run and tokens[at : at + len(run)] == run]
        if len(starts) != 1:
            raise ValueError(f"the corrected words {correction.corrected!r} stand {len(starts)} times in the text")
        places.append((starts[0], starts[0] + len(run), [words(piece) for piece in correction.scanned]))
    pieces: list[list[str]] = [[]]
    done = 0
    for start, end, scanned in sorted(places):
        if start < done:
            raise ValueError("two corrections overlap")
        pieces[-1] += tokens[done:start] + scanned[0]
        pieces += scanned[1:]
        done = end
    pieces[-1] += tokens[done:]
    return pieces


def quoting_errors(framework: Framework, source_text: str) -> list[str]:
    """Return what breaks the rule: words that are not the source's, and corrections that nothing needs."""
    source = words(source_text)
    texts = dict(quoted_texts(framework))
    errors = [f"{c.where}: corrects no text" for c in framework.corrections if not texts.get(c.where)]
    for where, text in texts.items():
        if not text:
            continue
        corrections = [correction for correction in framework.corrections if correction.where == where]
        try:
            pieces = scanned_pieces(text, corrections)
        except ValueError as error:
            errors.append(f"{where}: {error}")
            continue
        missing = [" ".join(piece) for piece in pieces if not stands_in(piece, source)]
        errors += [f"{where}: not in the source: {piece}" for piece in missing]
        for left_out in corrections:
            others = [correction for correction in corrections if correction is not left_out]
            if not missing and all(stands_in(piece, source) for piece in scanned_pieces(text, others)):
                errors.append(f"{where}: needs no correction of {left_out.corrected!r}")
    return errors
