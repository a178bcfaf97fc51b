"""Crosswalks written out as files that people edit."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from jobtagger.frameworks.crosswalk import NONE, NOT_NEEDED, STRENGTHS, Crosswalk, crosswalk_to_dict
from jobtagger.frameworks.model import Framework

_HEADER = """\
# Crosswalk: what {target} has for each competency of {source}.
# {state}
# strength says what the target is to the source:
{strengths}
# '{none}' stands where the target has nothing; only_in_target lists what the source has nothing for.

"""


def dump_crosswalk(
    crosswalk: Crosswalk, *, source: Framework | None = None, editions: tuple[str, str] = ("", "")
) -> str:
    """Return a crosswalk as YAML that people edit and `load_crosswalk` reads.

    Parameters
    ----------
    crosswalk : Crosswalk
        What to write.
    source : Framework, optional
        Where it is given, the competencies come in its order, each under a comment with its definition.
    editions : (str, str)
        What tells source and target apart where they are two editions of one framework, for the comment at the top.

    Returns
    -------
    str
        YAML with comments that say how to edit it.

    Examples
    --------
    >>> from jobtagger.frameworks import Link
    >>> text = dump_crosswalk(Crosswalk("old", "new", (Link("vision", "foresight", "close"),), ("budget",)))
    >>> print(text[text.index("competencies:") :], end="")
    competencies:
    <BLANKLINE>
      vision:
        - to: foresight
          strength: close
    <BLANKLINE>
      budget: no counterpart
    """
    state = "A proposal that nobody has reviewed: mend it, then add 'reviewed: {by: ..., date: \"...\"}'."
    if crosswalk.reviewed:
        state = f"Reviewed by {crosswalk.reviewed_by}." if crosswalk.reviewed_by else f"{NOT_NEEDED}."
    width = max(map(len, STRENGTHS))
    strengths = "\n".join(f"#   {name:{width}}  {text}" for name, text in STRENGTHS.items())
    named = zip(("source", "target"), (crosswalk.source, crosswalk.target), editions, strict=True)
    names = {key: _comment(f"{id} ({edition})" if edition else id) for key, id, edition in named}
    data = crosswalk_to_dict(crosswalk)
    entries = data.pop("competencies")
    after = {key: data.pop(key) for key in ("only_in_target",) if key in data}
    parts = [_HEADER.format(**names, state=_comment(state), strengths=strengths, none=NONE), _yaml(data)]
    ids = [id for id in source.labels if id in entries] if source else list(entries)
    parts.append("\ncompetencies:\n" if ids else "\ncompetencies: {}\n")
    for id in ids:
        parts.append("\n")
        if source:
            competency = source.competency(id)
            said = f"{competency.name}: {competency.definition}" if competency.definition else competency.name
            short = textwrap.shorten(said, 110, placeholder=" ...", break_on_hyphens=False)
            parts.append(textwrap.indent(_comment(short, "# "), "  "))
        parts.append(textwrap.indent(_yaml({id: entries[id]}), "  "))
    if after:
        parts.append(f"\n{_yaml(after)}")
    return "".join(parts)


def _comment(text: str, sign: str = "") -> str:
    line = "".join(character for character in " ".join(text.split()) if character.isprintable())
    return f"{sign}{line}\n" if sign else line


def _yaml(data: Mapping[str, Any]) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Indents lists below their key, as the framework files do."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

    text: str = yaml.dump(dict(data), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)
    return text
