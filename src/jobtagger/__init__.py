"""jobtagger tags job announcements with leadership competencies and proficiency levels, and shows the words that prove it.

>>> import jobtagger
>>> tagger = jobtagger.load("opm-ses")
>>> doc = tagger.tag("Coaches new supervisors and reviews their development plans.")
>>> doc.tags[0].name
'Developing Others'

Load a model with `load`, or make one with `load_framework` and `train`; read files with `read`; measure a model
with `evaluate`. Results are the frozen records of `jobtagger.records`, errors derive from `JobtaggerError`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from jobtagger.errors import (
    ArtifactError,
    DocumentError,
    FrameworkError,
    GoldError,
    JobtaggerError,
    MissingExtraError,
    TrainingError,
    UnknownNameError,
)
from jobtagger.options import TagOptions
from jobtagger.records import (
    CompetencyTag,
    Document,
    EcqTag,
    Evidence,
    FailedDocument,
    Section,
    Segment,
    TaggedDocument,
)

if TYPE_CHECKING:
    from jobtagger.artifact import load, save
    from jobtagger.evaluation import Report, evaluate
    from jobtagger.frameworks import Framework, load_framework
    from jobtagger.readers import read
    from jobtagger.tagger import Tagger
    from jobtagger.training import TrainOptions, train

__version__ = "0.1.0"

# What needs numpy, scikit-learn or spaCy is imported when it is first asked for, so that `import jobtagger` is light.
_LAZY = {
    "Framework": "jobtagger.frameworks",
    "Report": "jobtagger.evaluation",
    "TrainOptions": "jobtagger.training",
    "Tagger": "jobtagger.tagger",
    "evaluate": "jobtagger.evaluation",
    "load": "jobtagger.artifact",
    "load_framework": "jobtagger.frameworks",
    "read": "jobtagger.readers",
    "save": "jobtagger.artifact",
    "train": "jobtagger.training",
}

__all__ = [
    "ArtifactError",
    "CompetencyTag",
    "Document",
    "DocumentError",
    "EcqTag",
    "Evidence",
    "FailedDocument",
    "Framework",
    "FrameworkError",
    "GoldError",
    "JobtaggerError",
    "MissingExtraError",
    "Report",
    "Section",
    "Segment",
    "TagOptions",
    "TaggedDocument",
    "Tagger",
    "TrainOptions",
    "TrainingError",
    "UnknownNameError",
    "__version__",
    "evaluate",
    "load",
    "load_framework",
    "read",
    "save",
    "train",
]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'jobtagger' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
