"""Level names as people write them - ``3``, ``Level 3 - Advanced``, `` ADVANCED`` - and the ordered scale they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jobtagger.frameworks.cells import clean, fold

_WORD = r"(?:(?:proficiency|competency|skill)\s+)?(?:level|lvl|stage|tier|step)"
_NUMERALS: dict[str, int] = {
    numeral: number
    for numerals in (
        "i ii iii iv v vi vii viii ix x",
        "one two three four five six seven eight nine ten",
    )
    for number, numeral in enumerate(numerals.split(), start=1)
}
_NUMERAL = "|".join(_NUMERALS)
_FRONT = re.compile(
    rf"(?:(?P<word>{_WORD}(?:-(?=\d)|\s*[#:.(]?\s*)|l(?=\d))?(?P<number>-?\d{{1,4}})"
    rf"|(?P<named>{_WORD}\s*[#:.(]?\s*)(?P<numeral>{_NUMERAL})|(?P<roman>[ivx]+)(?=\s+[-\u2013\u2014]\s|[:.)]\s|$))"
    r"(?P<sign>\s*[-\u2013\u2014:.)=|/]\s*|\s+|(?=\()|$)(?P<name>.*)",
    re.IGNORECASE,
)
_BACK = re.compile(
    rf"(?P<name>.*?\S)\s*(?:\(\s*(?:{_WORD}\s*)?(?P<inner>\d{{1,4}})\s*\)"
    rf"|[-\u2013\u2014:]\s*{_WORD}\s*(?P<after>\d{{1,4}}))",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?:level|lvl|stage|tier|step|band|grade|phase)\s+(?:[a-z]|\d{1,2})", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<before>\D*)(?P<number>\d{1,4})(?:\s*[/\u2013-]\s*\d+)?(?P<after>\D*)")
_LONGEST = 100
_RANKS: dict[str, int] = {
    name: rank
    for rank, names in enumerate(
        (
            "none|no experience|not applicable",
            "awareness|aware|novice|beginner|entry|entry-level|junior|fundamental awareness|introductory|emerging|initial",
            "advanced beginner|basic|foundation|foundational|fundamental|limited|beginning",
            "developing|working|working knowledge",
            "intermediate|mid|mid-level|middle|competent|skilled|capable|practitioner|practical|applying",
            "proficient|fully proficient|accomplished",
            "advanced|senior|highly proficient|superior",
            "expert|distinguished",
            "master|mastery|authority",
            "individual contributor|team member|employee|all employees|staff|non-supervisory",
            "team lead|team leader|lead",
            "supervisor|first-level supervisor|first level supervisor",
            "second-level supervisor|second level supervisor",
            "manager|middle manager",
            "senior manager",
            "director",
            "executive|senior executive|senior leader",
        )
    )
    for name in names.split("|")
}


@dataclass(frozen=True, slots=True)
class Label:
    """A level as it is written in one place."""

    number: int | None
    """Its number, if it has one."""
    name: str
    """Its name, perhaps empty."""
    text: str
    """The words as they stand there."""


def parse_label(text: str) -> Label:
    """Take a level's number and name apart.

    >>> parse_label(" Level 1 - Awareness "), parse_label("Expert (5)").number, parse_label("L3").number
    (Label(number=1, name='Awareness', text='Level 1 - Awareness'), 5, 3)
    """
    text = clean(text)
    if len(text) > _LONGEST:
        return Label(None, text, text)
    front = _front(text)
    if front:
        name = front["name"]
        if not front["sign"].strip() and name.startswith("(") and name.endswith(")"):
            name = name[1:-1].strip()
        if not name or any(letter.isalpha() for letter in name):
            return Label(int(front["number"] or _NUMERALS[(front["numeral"] or front["roman"]).casefold()]), name, text)
    back = _BACK.fullmatch(text)
    if back:
        return Label(int(back["inner"] or back["after"]), back["name"], text)
    return Label(None, text, text)


def _front(text: str) -> re.Match[str] | None:
    """Match a number and perhaps the word level before it, where the text begins with them."""
    front = _FRONT.fullmatch(text) if len(text) <= _LONGEST else None
    return None if front and front["roman"] and front["roman"].casefold() not in _NUMERALS else front


def is_level(text: str) -> bool:
    """Tell whether a heading names a level: by the word level, by a number of one or two digits, or by a known name.

    >>> [is_level(text) for text in ("Level 2", "4 - Executive", "EXPERT", "II", "Band C", "Owner", "2025")]
    [True, True, True, True, True, False, False]
    """
    label = parse_label(text)
    if label.number is None or is_level_name(text):
        return is_level_name(text) or _LETTERED.fullmatch(label.text) is not None
    front = _front(label.text)
    return 0 <= label.number < 100 and not (front and front["name"] and not front["sign"].strip())


def is_level_name(text: str) -> bool:
    """Tell whether words in a text name a level beyond doubt, where a number alone may number anything.

    >>> [is_level_name(text) for text in ("Level 2: Basic", "L2", "Level One", "2. Expert", "2. Vision", "3 - Gold")]
    [True, True, True, True, False, False]
    """
    front = _front(clean(text))
    return bool(front and (front["word"] or front["named"])) or rank(parse_label(text).name) is not None


def rank(name: str) -> int | None:
    """Return where a well-known level name stands among the others, or None.

    >>> rank("Basic") < rank("expert"), rank("Gold")
    (True, None)
    """
    return _RANKS.get(_key(name))


def _key(name: str) -> str:
    """Return what two spellings of a level's name have in common: ``Basic`` and ``Basic level`` are one."""
    return fold(name).removesuffix(" level")


def in_known_order(names: Sequence[str]) -> bool | None:
    """Tell whether well-known names rise; None where one is not known or two mean the same.

    >>> in_known_order(["Basic", "Expert"]), in_known_order(["Expert", "Basic"]), in_known_order(["Gold", "Basic"])
    (True, False, None)
    """
    ranks = [value for value in map(rank, names) if value is not None]
    if len(ranks) != len(names) or len(set(ranks)) != len(names):
        return None
    return ranks == sorted(ranks)


@dataclass(slots=True)
class Scale:
    """The levels of a framework, gathered from wherever they are named; `resolve` makes the ordered scale."""

    lenient: bool = False
    """Drop the scale rather than report what does not fit: for levels that are a guess."""
    problems: list[str] = field(default_factory=list)
    """What does not fit together, each with its place; filled by `resolve`."""
    notes: list[str] = field(default_factory=list)
    """What an editor should look at; filled by `resolve`."""
    _used: dict[tuple[Label, str], None] = field(default_factory=dict)
    """Levels with their places, each once: a heading of a column counts for all its rows."""
    _listed: list[tuple[Label, str, str]] = field(default_factory=list)
    _by_number: dict[int, tuple[str, str]] = field(default_factory=dict)
    _by_name: dict[str, int] = field(default_factory=dict)

    def use(self, text: str, place: str) -> Label:
        """Note that a level is named at a place."""
        label = parse_label(text)
        self._used[label, place] = None
        return label

    def enter(self, number: int | None, name: str, definition: str, place: str) -> None:
        """Enter a level of a list of levels; the list then is the whole scale."""
        self._listed.append((Label(number, clean(name), clean(name)), clean(definition), place))

    def resolve(self) -> list[dict[str, Any]]:
        """Return the levels as a framework file has them, lowest first."""
        definitions: dict[int, str] = {}
        if self._listed:
            definitions = self._take_listed()
        else:
            self._take_used()
        if self.lenient and self.problems:
            self.problems.clear()
            self._by_number.clear()
            self._by_name.clear()
            self.notes.append("The levels that the items name do not make one scale and were not read.")
        return [
            {"value": number, "name": self._by_number[number][0] or f"Level {number}"}
            | ({"definition": definitions[number]} if definitions.get(number) else {})
            for number in sorted(self._by_number)
        ]

    def value(self, label: Label) -> int | None:
        """Return the value of a label once the scale is resolved; None if it has none."""
        whole = self._by_name.get(_key(label.text))
        if whole is not None:
            return whole
        return label.number if label.number in self._by_number else self._by_name.get(_key(label.name))

    def _take_listed(self) -> dict[int, str]:
        definitions: dict[int, str] = {}
        for position, (label, definition, place) in enumerate(self._listed, start=1):
            number = position if label.number is None else label.number
            if number in self._by_number:
                self.problems.append(
                    f"{place}: {number} is also the number of {self._by_number[number][0]!r} "
                    f"({self._by_number[number][1]}); number the levels from the lowest to the highest"
                )
                continue
            self._learn(number, label.name, place)
            definitions[number] = definition
        known = ", ".join(f"{number} - {name}" for number, (name, _) in sorted(self._by_number.items()))
        for label, place in self._used:
            value = self.value(label)
            if value is None:
                self.problems.append(f"{place}: {label.text!r} is not one of the listed levels ({known}); write one")
            elif label.name and self._by_name.get(_key(label.name), value) != value:
                self.problems.append(f"{place}: {label.text!r} has the number of another level ({known}); write one")
        return definitions

    def _take_used(self) -> None:
        names: dict[str, tuple[str, str]] = {}
        for label, place in self._used:
            if label.number is not None:
                self._learn(label.number, label.name, place)
            elif not any(letter.isalpha() for letter in label.name):
                self.problems.append(f"{place}: {label.text!r} is not a level; write one level, its number or name")
            else:
                names.setdefault(_key(label.name), (label.name, place))
        loose = {key: value for key, value in names.items() if key not in self._by_name}
        if self._by_number:
            for name, place in loose.values():
                self.problems.append(
                    f"{place}: the level {name!r} has no number while others have "
                    f"({', '.join(map(str, sorted(self._by_number)))}); write its number too, as in '1 - {name}'"
                )
            return
        self._find_two_in_one(loose)
        ordered = [name for name, _ in loose.values()]
        numbers = _numbers_in(ordered)
        if in_known_order(ordered) is not None:
            ordered.sort(key=lambda name: rank(name) or 0)
        elif len(ordered) > 1:
            if numbers:
                ordered.sort(key=lambda name: numbers[name])
            how = "put in the order of the numbers in their names" if numbers else "taken in the order they come"
            self.notes.append(f"Levels without numbers were {how}, lowest first: {', '.join(ordered)}.")
        for number, name in enumerate(ordered, start=1):
            self._learn(number, name, loose[_key(name)][1])

    def _find_two_in_one(self, names: dict[str, tuple[str, str]]) -> None:
        """Report what names levels that stand alone elsewhere: ``Basic/Advanced`` beside ``Basic``."""
        for name, place in names.values():
            parts = [part for part in re.split(r"\s*[/,&+;]\s*|\s+(?:and|or|to|-)\s+", name) if part]
            if len(parts) > 1 and any(_key(part) in names for part in parts):
                self.problems.append(f"{place}: {name!r} is more than one level; write a row for each of them")

    def _learn(self, number: int, name: str, place: str) -> None:
        key = _key(name)
        other, other_place = self._by_number.get(number, ("", ""))
        if name and other and _key(other) != key:
            self.problems.append(
                f"{place}: level {number} is called {name!r} here and {other!r} in {other_place}; use one name"
            )
        elif name and self._by_name.get(key, number) != number:
            known = self._by_name[key]
            self.problems.append(
                f"{place}: {name!r} has the number {number} here and {known} in {self._by_number[known][1]}; use one"
            )
        else:
            self._by_number[number] = (other or name, other_place or place)
            if name:
                self._by_name.setdefault(key, number)


def _numbers_in(names: Sequence[str]) -> dict[str, int]:
    """Return the numbers of names that differ in nothing else, as ``GS-5/7`` and ``GS-13`` do; empty if they differ.

    >>> _numbers_in(["GS-13", "GS-5/7"]), _numbers_in(["GS-13", "SES"])
    ({'GS-13': 13, 'GS-5/7': 5}, {})
    """
    matches = {name: _NUMBERED.fullmatch(name) for name in names}
    found = {name: match for name, match in matches.items() if match}
    numbers = {name: int(match["number"]) for name, match in found.items()}
    around = {(fold(match["before"]), fold(match["after"])) for match in found.values()}
    return numbers if len(numbers) == len(set(numbers.values())) == len(names) and len(around) == 1 else {}
