"""The house rules that no type checker knows: who may import whom, who may print, and how nothing is loaded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import jobtagger

ORDER = (
    "errors",
    "records",
    "options",
    "resources",
    "encoding",
    "frameworks",
    "readers",
    "segmenting",
    "stated",
    "encoder",
    "likeness",
    "ngrams",
    "scoring",
    "grades",
    "explanation",
    "explaining",
    "examples",
    "tagger",
    "classifier",
    "phrasing",
    "tuning",
    "levelling",
    "bank",
    "card",
    "training",
    "gold",
    "metrics",
    "evaluation",
    "validating",
    "pictures",
    "artifact",
    "schema",
    "comparison",
    "comparing",
    "writers",
    "batch",
    "__init__",  # the front door: everything may stand in it, nothing but the shells below may enter by it
    "component",
    "cli",
    "__main__",
)
"""Modules and packages of jobtagger: each imports only from those before it, or from itself."""

PACKAGE = Path(jobtagger.__file__).parent
UNSAFE_MODULES = {"pickle", "_pickle", "cPickle", "cloudpickle", "dill", "shelve", "marshal"}


def sources(root: Path) -> dict[str, str]:
    """Return the text of every module below a directory, by its path."""
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py"))}


def entry_of(path: str) -> str:
    """Return the module or package at the top level that a file belongs to."""
    return path.split("/")[0].removesuffix(".py")


def imports(path: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the full name of everything a module imports, wherever in the file it does so."""
    package = ["jobtagger", *path.split("/")[:-1]]
    for node in ast.walk(ast.parse(text, path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*parents, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from ((node.lineno, name.value) for name in node.args[:1] if isinstance(name, ast.Constant))


def import_errors(files: dict[str, str], order: tuple[str, ...]) -> Iterator[str]:
    """Yield the files that have no place in the order, and the imports that go against it."""
    entries = {entry_of(path) for path in files}
    yield from (f"{entry}: has no place in ORDER" for entry in sorted(entries - set(order)))
    for path, text in files.items():
        own = entry_of(path)
        for line, name in imports(path, text):
            top, _, rest = name.partition(".")
            if top != "jobtagger" or own not in order:
                continue
            # What is no module is a name of the front door: `from jobtagger import load`.
            target = rest.split(".")[0] if rest.split(".")[0] in {*entries, *order} else "__init__"
            if target not in order[: order.index(own) + 1]:
                yield f"{path}:{line}: {own} imports from {target}, which comes later"


def print_errors(files: dict[str, str]) -> Iterator[str]:
    """Yield the calls of print outside the command line."""
    for path, text in files.items():
        for node in ast.walk(ast.parse(text, path)):
            called = isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "builtins.print")
            if called and entry_of(path) != "cli":
                yield f"{path}:{node.lineno}: print"


def unsafe_loading(files: dict[str, str]) -> Iterator[str]:
    """Yield what could run code that stands in a data file: pickle, its kin, and joblib's and NumPy's use of it."""
    for path, text in files.items():
        for line, name in imports(path, text):
            if name.split(".")[0] in UNSAFE_MODULES or name in ("joblib.load", "joblib.dump"):
                yield f"{path}:{line}: {name}"
        for node in ast.walk(ast.parse(text, path)):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("joblib.load", "joblib.dump"):
                yield f"{path}:{node.lineno}: {ast.unparse(node)}"
            elif isinstance(node, ast.keyword) and node.arg == "allow_pickle" and ast.unparse(node.value) != "False":
                yield f"{path}:{node.lineno}: allow_pickle"


def test_modules_import_only_from_those_before_them() -> None:
    assert list(import_errors(sources(PACKAGE), ORDER)) == []


def test_only_the_command_line_prints() -> None:
    assert list(print_errors(sources(PACKAGE))) == []


def test_nothing_is_unpickled() -> None:
    assert list(unsafe_loading(sources(PACKAGE))) == []


# The rules on small modules, so that they are known to catch what they are for


@pytest.mark.parametrize(
    ("path", "text", "error"),
    [
        ("b.py", "from jobtagger.a import x\nfrom jobtagger import a\nimport jobtagger.a\nimport json", None),
        ("pack/one.py", "from jobtagger.pack.two import x\nfrom .two import y\nfrom ..a import z", None),
        ("cli.py", "from jobtagger import load\nimport jobtagger", None),
        ("b.py", "import jobtaggers.cli", None),
        ("a.py", "\nfrom jobtagger.b import x", "a.py:2: a imports from b"),
        ("a.py", "from jobtagger import b", "a.py:1: a imports from b"),
        ("a.py", "import jobtagger.pack.one as one", "a.py:1: a imports from pack"),
        ("a.py", "def f():\n    from jobtagger.b import x", "a.py:2: a imports from b"),
        ("a.py", "if TYPE_CHECKING:\n    from jobtagger.b import x", "a.py:2: a imports from b"),
        ("a.py", "from . import b", "a.py:1: a imports from b"),
        ("b.py", "from .pack.one import x", "b.py:1: b imports from pack"),
        ("pack/one.py", "from .. import cli", "pack/one.py:1: pack imports from cli"),
        ("pack/__init__.py", "from ..cli import x", "pack/__init__.py:1: pack imports from cli"),
        ("a.py", "importlib.import_module('jobtagger.b')", "a.py:1: a imports from b"),
        ("a.py", "from jobtagger import load", "a.py:1: a imports from __init__"),
        ("a.py", "import jobtagger", "a.py:1: a imports from __init__"),
        ("__init__.py", "from jobtagger.cli import main", "__init__.py:1: __init__ imports from cli"),
    ],
)
def test_import_rule(path: str, text: str, error: str | None) -> None:
    errors = list(import_errors({path: text}, ("a", "b", "pack", "__init__", "cli")))
    assert errors == ([f"{error}, which comes later"] if error else [])


@pytest.mark.parametrize("path", ["new.py", "new/__init__.py", "new/part.py"])
def test_import_rule_wants_a_place_for_every_module(path: str) -> None:
    assert list(import_errors({path: "", "a.py": ""}, ("a",))) == ["new: has no place in ORDER"]


def test_print_rule() -> None:
    text = '"""print(1)"""\ndef f():\n    print(1)\n    pprint(1)\n'
    assert list(print_errors({"a.py": text, "cli/show.py": text})) == ["a.py:3: print"]


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from pickle import loads",
        "def f():\n    import cloudpickle as p",
        "from joblib import Parallel, load",
        "import joblib\njoblib.load('x')",
        "np.load('x', allow_pickle=True)",
    ],
)
def test_unpickling_rule(text: str) -> None:
    assert len(list(unsafe_loading({"a.py": text}))) == 1
    assert list(unsafe_loading({"a.py": "import joblib\njoblib.Parallel()\nnp.load('x', allow_pickle=False)"})) == []
