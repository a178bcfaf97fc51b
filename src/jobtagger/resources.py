"""The one place that knows where the shipped `corpus/` and `models/` are, and reads them by name.

In an installed wheel both lie inside the package. In a checkout (``pip install -e .``) they lie at the top level,
beside `src/`, where people edit them.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from jobtagger.errors import UnknownNameError

_PACKAGE = Path(str(files("jobtagger")))


def shipped(*parts: str) -> Path:
    """Return the path of something shipped: ``shipped("corpus", "frameworks")``."""
    installed = _PACKAGE.joinpath(*parts)
    return installed if installed.exists() else _PACKAGE.parents[1].joinpath(*parts)


def framework_names() -> tuple[str, ...]:
    """Names of the shipped frameworks, sorted."""
    return tuple(sorted(path.stem for path in shipped("corpus", "frameworks").glob("*.yaml")))


def framework_path(name: str) -> Path:
    """Path of a shipped framework; raises `UnknownNameError` with the names that exist."""
    known = framework_names()
    if name not in known:
        raise UnknownNameError("framework", name, known)
    return shipped("corpus", "frameworks") / f"{name}.yaml"


def crosswalk_names() -> tuple[tuple[str, str], ...]:
    """Pairs of frameworks that a reviewed crosswalk is shipped between, sorted; each leads both ways."""
    names = sorted(path.stem for path in shipped("corpus", "crosswalks").glob("*--*.yaml"))
    return tuple((first, second) for first, _, second in (name.partition("--") for name in names))


def crosswalk_path(first: str, second: str) -> Path:
    """Path of the shipped crosswalk between two frameworks, whichever of them it leads from.

    Raises `UnknownNameError` with the names that exist.
    """
    known = crosswalk_names()
    for pair in ((first, second), (second, first)):
        if pair in known:
            return shipped("corpus", "crosswalks") / f"{'--'.join(pair)}.yaml"
    name = f"{first}--{second}" if second else first
    raise UnknownNameError("crosswalk", name, ["--".join(pair) for pair in known])


def model_names() -> tuple[str, ...]:
    """Names of the shipped models, sorted."""
    return tuple(sorted(path.parent.name for path in shipped("models").glob("*/manifest.json")))


def model_path(name: str) -> Path:
    """Directory of a shipped model; raises `UnknownNameError` with the names that exist."""
    known = model_names()
    if name not in known:
        raise UnknownNameError("model", name, known)
    return shipped("models") / name
