"""Read a framework file: YAML -> plain data -> checked -> `Framework`.

The YAML loader builds texts, numbers, lists and mappings and nothing else, so a file that asks for Python objects is
refused rather than run.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jobtagger import resources
from jobtagger.errors import FrameworkError
from jobtagger.frameworks.model import (
    Competency,
    Correction,
    Framework,
    Group,
    Indicator,
    Level,
    Requirement,
    Source,
)
from jobtagger.frameworks.validation import FORMAT, find_errors

_NESTED = ("indicators", "required")


def load_framework(name_or_path: str | os.PathLike[str]) -> Framework:
    """Load a shipped framework by its name, or any framework by the path of its file.

    Parameters
    ----------
    name_or_path : str or path
        ``"opm-ses"``, or the path of a YAML (or JSON) file in the shape of ``docs/framework-format.md``. Names come first.

    Returns
    -------
    Framework
        Validated and immutable.

    Raises
    ------
    UnknownNameError
        If there is neither a framework nor a file of that name; the message lists the shipped ones.
    FrameworkError
        If the file is not a valid framework; the message has one line per problem, with place and remedy.

    Examples
    --------
    >>> framework = load_framework("opm-ses")
    >>> len(framework.competencies), [level.name for level in framework.levels]
    (28, ['Awareness', 'Basic', 'Intermediate', 'Advanced', 'Expert'])
    >>> framework.competency("political-savvy").groups
    ('building-coalitions',)
    """
    name, path = str(name_or_path), Path(name_or_path)
    # As with models, a name is always what is shipped under it: ./opm-ses is the way to a file that is called so.
    if (isinstance(name_or_path, str) and name in resources.framework_names()) or not path.is_file():
        path = resources.framework_path(name)
    return framework_from_dict(read_framework_data(path), source=name)


def read_framework_data(path: Path) -> object:
    """Read the plain data of a framework file, unchecked.

    Raises `FrameworkError` if it is not YAML at all, or a spreadsheet or the like, which is then told how to bring in.
    """
    from jobtagger.frameworks.foreign import way_in
    from jobtagger.frameworks.sheets import decode
    from jobtagger.frameworks.strict_yaml import load_yaml

    source = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise FrameworkError(source, [f"(file): cannot be read ({reason}); check its permissions"]) from error
    problem: FrameworkError | None = None
    value: object = None
    try:
        value = load_yaml(decode(data, source), source)
    except FrameworkError as error:
        problem = error
    if not (isinstance(value, Mapping) and "competencies" in value) and (hint := way_in(data, path)):
        raise FrameworkError(source, [f"(file): {hint}"]) from problem
    if problem:
        raise problem
    return value


def framework_from_dict(data: object, source: str = "framework") -> Framework:
    """Build a framework from the plain data of a file.

    Parameters
    ----------
    data : mapping
        What a framework file holds, see ``docs/framework-format.md``.
    source : str
        Name to use in error messages.

    Returns
    -------
    Framework

    Raises
    ------
    FrameworkError
        With every problem found, not only the first.
    """
    problems = [str(problem) for problem in find_errors(data)]
    if problems:
        raise FrameworkError(source, problems)
    assert isinstance(data, Mapping)  # find_errors has seen to it
    source_data = data.get("source")
    return Framework(
        id=data["id"],
        title=_clean(data["title"]),
        version=_clean(data.get("version")),
        date=_clean(data.get("date")),
        publisher=_clean(data.get("publisher")),
        group_name=_clean(data.get("group_name")),
        source=Source(**_texts(source_data)) if source_data else None,
        levels=tuple(Level(value=entry["value"], **_texts(entry)) for entry in data.get("levels") or ()),
        groups=tuple(Group(**_texts(entry)) for entry in data.get("groups") or ()),
        competencies=tuple(_competency(entry) for entry in data["competencies"]),
        corrections=tuple(Correction(**_texts(entry)) for entry in data.get("corrections") or ()),
        notes=tuple(_clean(note) for note in data.get("notes") or ()),
    )


def framework_to_dict(framework: Framework) -> dict[str, Any]:
    """Return the plain data of a framework file: what `framework_from_dict` takes, without its empty parts."""
    data: dict[str, Any] = _without_empty(asdict(framework))
    data.pop("import_notes", None)
    return {"format": FORMAT} | data


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty(item) for key, item in value.items() if item not in (None, "", ())}
    return [_without_empty(item) for item in value] if isinstance(value, list | tuple) else value


def _competency(data: Mapping[str, Any]) -> Competency:
    return Competency(
        **_texts(data),
        indicators=tuple(
            Indicator(level=entry.get("level"), **_texts(entry)) for entry in data.get("indicators") or ()
        ),
        required=tuple(Requirement(level=entry["level"], **_texts(entry)) for entry in data.get("required") or ()),
    )


def _texts(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Texts of an entry, and its lists of texts as tuples; what is nested or a number is built by the caller."""
    texts: dict[str, Any] = {}
    for key, value in entry.items():
        if isinstance(value, str):
            texts[key] = _clean(value)
        elif isinstance(value, list) and all(isinstance(item, str) for item in value) and key not in _NESTED:
            texts[key] = tuple(_clean(item) for item in value)
    return texts


def _clean(text: str | None) -> str:
    """One line with single spaces: YAML's folded texts keep line ends that no matcher should see."""
    return " ".join((text or "").split())
