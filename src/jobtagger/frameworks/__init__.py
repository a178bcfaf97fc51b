"""Competency frameworks: what they are, how they are read, checked, imported, exported and compared."""

from jobtagger.frameworks.carrying import not_carried
from jobtagger.frameworks.changes import FrameworkDiff
from jobtagger.frameworks.crosswalk import Crosswalk, Link, load_crosswalk
from jobtagger.frameworks.crosswalk_text import dump_crosswalk
from jobtagger.frameworks.diff import diff_frameworks
from jobtagger.frameworks.exporting import EXPORTERS, export_framework, framework_to_yaml
from jobtagger.frameworks.importing import IMPORTED, import_framework
from jobtagger.frameworks.loading import (
    framework_from_dict,
    framework_to_dict,
    load_framework,
    read_framework_data,
)
from jobtagger.frameworks.model import (
    Competency,
    Correction,
    Framework,
    Group,
    Indicator,
    Level,
    Requirement,
    Source,
    kebab,
)
from jobtagger.frameworks.proposing import propose_crosswalk
from jobtagger.frameworks.quality import find_warnings
from jobtagger.frameworks.template import framework_template
from jobtagger.frameworks.validation import Problem, find_errors

__all__ = [
    "EXPORTERS",
    "IMPORTED",
    "Competency",
    "Correction",
    "Crosswalk",
    "Framework",
    "FrameworkDiff",
    "Group",
    "Indicator",
    "Level",
    "Link",
    "Problem",
    "Requirement",
    "Source",
    "diff_frameworks",
    "dump_crosswalk",
    "export_framework",
    "find_errors",
    "find_warnings",
    "framework_from_dict",
    "framework_template",
    "framework_to_dict",
    "framework_to_yaml",
    "import_framework",
    "kebab",
    "load_crosswalk",
    "load_framework",
    "not_carried",
    "propose_crosswalk",
    "read_framework_data",
]
