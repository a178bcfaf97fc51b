"""A framework as a 1EdTech CASE 1.1 package, in the shape of its JSON binding.

Groups, competencies, key characteristics and indicators are CFItems that ``isChildOf`` associations hang together; the
scale is a CFRubric, and an indicator names its level in ``educationLevel``. Identifiers are made of the framework's ids
and the date of change is the framework's, so the same framework gives the same package.
"""

from __future__ import annotations

import re
from datetime import date as day
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from jobtagger.frameworks.case import EXTENSION
from jobtagger.frameworks.cells import fold
from jobtagger.frameworks.model import Competency, Framework, Group, Indicator

_UNKNOWN = "1970-01-01"
_TYPES = {
    "Cluster": "A group of competencies",
    "Key Characteristic": "What people in the domain of a cluster do",
    "Competency": "A competency",
    "Indicator": "A behavior that shows a competency",
}


def case_package(framework: Framework) -> dict[str, Any]:
    """Return the plain data of a ``CFPackage``.

    Parameters
    ----------
    framework : Framework
        What to write.

    Returns
    -------
    dict
        Ready for `json.dumps`; without the framework's corrections, which belong to the copy of its source.

    Examples
    --------
    >>> from jobtagger.frameworks import Competency, Framework
    >>> planning = Competency("planning", "Planning", definition="Sets goals.")
    >>> framework = Framework("own", "Our own", competencies=(planning,))
    >>> item = case_package(framework)["CFItems"][0]
    >>> item["CFItemType"], item["abbreviatedStatement"], item["fullStatement"]
    ('Competency', 'Planning', 'Sets goals.')
    """
    return _Package(framework).data()


class _Package:
    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.changed = f"{_full_date(framework.date)}T00:00:00+00:00"
        self.document = self._entry("CFDocument", "document")
        self.items: list[dict[str, Any]] = []
        self.associations: list[dict[str, Any]] = []
        self.links: dict[str, dict[str, str]] = {"": _link(self.document, framework.title)}

    def data(self) -> dict[str, Any]:
        framework = self.framework
        for number, group in enumerate(framework.groups, start=1):
            self._group(group, number)
        for number, competency in enumerate(framework.competencies, start=1):
            self._competency(competency, number)
        package: dict[str, Any] = {
            "CFDocument": self._document(),
            "CFItems": self.items,
            "CFAssociations": self.associations,
            "CFDefinitions": {"CFItemTypes": [self._type(name) for name in _TYPES]},
        }
        if framework.levels:
            package["CFRubrics"] = [self._rubric()]
        return package

    def _entry(self, kind: str, key: str) -> dict[str, Any]:
        identifier = str(uuid5(NAMESPACE_URL, f"jobtagger:{self.framework.id}:{kind}:{key}"))
        return {"identifier": identifier, "uri": f"urn:uuid:{identifier}", "lastChangeDateTime": self.changed}

    def _document(self) -> dict[str, Any]:
        framework = self.framework
        source = framework.source
        own = {
            "id": framework.id,
            "publisher": framework.publisher,
            "group_name": framework.group_name,
            "date": framework.date,
            "source": _filled({"title": source.title, "file": source.file, "note": source.note}) if source else {},
            "notes": list(framework.notes),
        }
        return self.document | _filled(
            {
                "frameworkType": "Competency",
                "caseVersion": "1.1",
                "creator": framework.publisher or "Not stated",
                "title": framework.title,
                "publisher": framework.publisher,
                "version": framework.version,
                "notes": "\n".join(framework.notes),
                "extensions": {EXTENSION: _filled(own)},
            }
        )

    def _group(self, group: Group, number: int) -> None:
        key = f"group:{group.id}"
        own = _filled({"id": group.id, "aliases": list(group.aliases), "definition": _own_definition(group)})
        self._item("Cluster", key, group.definition or group.name, entry=group, own=own)
        self._associate(key, "", number)
        for position, text in enumerate(group.characteristics, start=1):
            inner = f"{key}:{position}"
            self._item("Key Characteristic", inner, text)
            self._associate(inner, key, position)

    def _competency(self, competency: Competency, number: int) -> None:
        framework = self.framework
        key = f"competency:{competency.id}"
        required = [
            {"level": framework.level_name(entry.level), "proficiency": entry.proficiency}
            for entry in competency.required
        ]
        own = _filled(
            {
                "id": competency.id,
                "aliases": list(competency.aliases),
                "definition": _own_definition(competency),
                "required": required,
            }
        )
        self._item("Competency", key, competency.definition or competency.name, entry=competency, own=own)
        for group in competency.groups or ("",):
            self._associate(key, f"group:{group}" if group else "", number + 1_000)
        for position, indicator in enumerate(competency.indicators, start=1):
            inner = f"{key}:{position}"
            self._item("Indicator", inner, indicator.text, level=self._level(indicator))
            self._associate(inner, key, position)

    def _level(self, indicator: Indicator) -> str:
        return "" if indicator.level is None else self.framework.level_name(indicator.level)

    def _item(
        self,
        kind: str,
        key: str,
        statement: str,
        *,
        entry: Group | Competency | None = None,
        level: str = "",
        own: dict[str, Any] | None = None,
    ) -> None:
        item = self._entry("CFItem", key)
        self.links[key] = _link(item, entry.name if entry else statement)
        content = {
            "fullStatement": statement,
            "abbreviatedStatement": entry.name if entry else "",
            "humanCodingScheme": entry.code if entry else "",
            "CFItemType": kind,
            "CFItemTypeURI": _link(self._entry("CFItemType", kind), kind),
            "educationLevel": [level] if level else [],
            "extensions": {EXTENSION: own} if own else {},
        }
        self.items.append(item | _filled(content))

    def _associate(self, child: str, parent: str, number: int) -> None:
        self.associations.append(
            self._entry("CFAssociation", f"{child}>{parent}")
            | {
                "associationType": "isChildOf",
                "sequenceNumber": number,
                "originNodeURI": self.links[child],
                "destinationNodeURI": self.links[parent],
            }
        )

    def _type(self, name: str) -> dict[str, Any]:
        number = str(list(_TYPES).index(name) + 1)
        described = {"title": name, "description": _TYPES[name], "hierarchyCode": number}
        return self._entry("CFItemType", name) | described

    def _rubric(self) -> dict[str, Any]:
        levels = [
            self._entry("CFRubricCriterionLevel", str(level.value))
            | _filled({"quality": level.name, "description": level.definition})
            | {"score": level.value, "position": position}
            for position, level in enumerate(self.framework.levels, start=1)
        ]
        criterion = self._entry("CFRubricCriterion", "scale") | {"category": "Level", "CFRubricCriterionLevels": levels}
        return self._entry("CFRubric", "scale") | {"title": "Levels", "CFRubricCriteria": [criterion]}


def _own_definition(entry: Group | Competency) -> str:
    """Return a definition that the statement cannot tell from a name, which stands there if there is no definition."""
    return entry.definition if fold(entry.definition) == fold(entry.name) else ""


def _link(entry: dict[str, Any], title: str) -> dict[str, str]:
    return {"title": title[:120].rstrip(), "identifier": entry["identifier"], "uri": entry["uri"]}


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in ("", [], {}, None)}


def _full_date(date: str) -> str:
    """Return a framework's date as a day; what is not known of it is the first.

    >>> _full_date("2010-01"), _full_date("Spring"), _full_date("2010-06-31")
    ('2010-01-01', '1970-01-01', '1970-01-01')
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", date, re.ASCII)
    try:
        return day.fromisoformat(f"{match[1]}-{match[2] or '01'}-{match[3] or '01'}").isoformat() if match else _UNKNOWN
    except ValueError:  # the 31st of June
        return _UNKNOWN
