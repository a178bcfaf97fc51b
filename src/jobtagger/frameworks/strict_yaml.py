"""YAML as a framework file needs it: texts, numbers, lists and mappings, each written out once.

PyYAML's safe loader builds no foreign objects, but it keeps only the last of two equal keys, lets a few lines of
aliases stand for gigabytes and crashes the interpreter on deep nesting. Here all of these are errors with a place.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

from jobtagger.errors import FrameworkError

try:
    from yaml import CSafeLoader as SafeLoader  # the same loader on top of libyaml: about ten times faster
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

_MAX_DEPTH = 20
"""Nesting that is read; a framework needs 6."""

_PLAIN_TYPES = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str")}


class _Refused(Exception):
    """Something that YAML allows and a framework file does not; the problem says what to do instead."""

    def __init__(self, mark: Any, problem: str) -> None:
        super().__init__(f"{_place(mark)}: {problem}")


class _Loader(SafeLoader):
    """Safe loader that refuses a key written twice and leaves dates as the texts they are."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue  # a list or mapping as a key: the safe loader refuses it
            if key.value in seen:
                problem = f"the key {key.value!r} stands in line {seen[key.value]} already; keep one of the two"
                raise _Refused(key.start_mark, problem)
            seen[key.value] = key.start_mark.line + 1
        return super().construct_mapping(node, deep=deep)

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        try:
            number: int = super().construct_yaml_int(node)
            str(number)  # a number in hexadecimal may be too long to be written, which any message would do
        except ValueError as error:
            remedy = "put it in quotes if it is a text"
            raise _Refused(node.start_mark, f"{node.value[:40]!r} cannot be read as a number; {remedy}") from error
        return number


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_yaml_int)

_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _PLAIN_TYPES]
    for first, resolvers in SafeLoader.yaml_implicit_resolvers.items()
}


def load_yaml(text: str, source: str) -> object:
    """Read plain data from YAML (or JSON, which is YAML); raises `FrameworkError` with line and column."""
    try:
        _check_events(text)
        return yaml.load(text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        before = text[: text.find(chr(error.character))]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        reason = f"line {line}, column {column}: U+{error.character:04X} is a control character; remove it"
    except _Refused as error:
        reason = str(error)
    except yaml.MarkedYAMLError as error:
        reason = (
            f"{_place(error.problem_mark)}: not readable as YAML ({error.problem}); check indentation and quotes there"
        )
    raise FrameworkError(source, [reason])


def _check_events(text: str) -> None:
    """Refuse aliases, tags and deep nesting before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=SafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if not isinstance(event, yaml.NodeEvent):
            continue
        problem = None
        if event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            problem = (
                f"{sign}{event.anchor} is YAML for a part of the file used twice, which is not read; "
                f"write that part out, or put a text that begins with {sign} in quotes"
            )
        elif tag := getattr(event, "tag", None):
            written = str(tag).replace("tag:yaml.org,2002:", "!!")
            problem = (
                f"{written} is YAML for a special type, but only texts, numbers, lists and mappings are read; "
                "leave it out, or put a text that begins with ! in quotes"
            )
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                problem = f"nested more than {_MAX_DEPTH} deep; see docs/framework-format.md for the shape"
        if problem:
            raise _Refused(event.start_mark, problem)


def _place(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else "(file)"
