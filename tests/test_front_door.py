"""`import jobtagger` is light, and offers what it lists."""

from __future__ import annotations

import subprocess
import sys

import pytest

import jobtagger

LIGHT = """
import sys, jobtagger
heavy = {"spacy", "sklearn", "numpy", "scipy", "yaml", "lxml", "docx"} & set(sys.modules)
print(sorted(heavy), jobtagger.__version__, jobtagger.TagOptions(top=3).top)
"""


def test_importing_is_light() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == f"[] {jobtagger.__version__} 3"


@pytest.mark.parametrize("name", jobtagger.__all__)
def test_everything_listed_is_there(name: str) -> None:
    value = getattr(jobtagger, name)
    assert getattr(value, "__name__", name) == name


def test_the_list_is_complete_and_what_dir_shows() -> None:
    assert len(jobtagger.__all__) == len(set(jobtagger.__all__))
    assert dir(jobtagger) == sorted(jobtagger.__all__)
    public = {
        name
        for name, value in vars(jobtagger).items()
        if not name.startswith("_") and getattr(value, "__module__", "").startswith("jobtagger.")
    }
    assert public <= set(jobtagger.__all__)
    assert set(jobtagger._LAZY) <= set(jobtagger.__all__)


def test_an_unknown_name() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'tagg'"):
        jobtagger.tagg  # noqa: B018


def test_errors_have_one_root() -> None:
    errors = [name for name in jobtagger.__all__ if name.endswith("Error")]
    assert len(errors) > 5
    assert all(issubclass(getattr(jobtagger, name), jobtagger.JobtaggerError) for name in errors)
