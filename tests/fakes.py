"""Records and a tagger made by hand, so that writers and commands are tested without a model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from jobtagger.comparison import Change, Comparison, DocumentChange, NewCount, OldCount, Side, State
from jobtagger.frameworks import Competency, Framework, Group, Level
from jobtagger.records import (
    Basis,
    CompetencyTag,
    Document,
    EcqTag,
    Evidence,
    FailedDocument,
    TaggedDocument,
)

LEVELS = {1: "Awareness", 2: "Basic", 3: "Intermediate", 4: "Advanced", 5: "Expert"}

TEXT = (
    "Director, Office of Waterway Operations. Duties. Represent the Administration before congressional committees, "
    "governors' offices, port authorities, the towing industry and Tribal nations, and negotiate agreements on "
    "closures, dredging and cost shares among parties whose interests conflict. Formulate, defend and execute an "
    "annual operating budget of $412 million. Competencies: Vision; Written Communication; Resilience."
)


def evidence(
    words: str,
    *,
    text: str = TEXT,
    section: str = "duties",
    basis: Basis = "inferred",
    score: float = 0.9,
    level: int | None = 4,
) -> Evidence:
    start = text.index(words)
    return Evidence(start, start + len(words), words, section, basis, score, level)


def competency(
    name: str, *proof: Evidence, basis: Basis = "inferred", score: float = 0.9, level: int | None = 4, id: str = ""
) -> CompetencyTag:
    return CompetencyTag(
        id or name.lower().replace(" ", "-").replace("/", "-"),
        name,
        ("building-coalitions",),
        basis,
        score,
        level,
        None if level is None else level - 0.13,
        None if level is None else LEVELS[level],
        proof,
    )


def ecq(name: str, *proof: Evidence, score: float = 0.95, level: int | None = 4) -> EcqTag:
    level_value = None if level is None else float(level)
    return EcqTag(
        name.lower().replace(" ", "-"), name, "inferred", score, level, level_value, LEVELS.get(level or 0), proof
    )


def tagged(document: Document | None = None, **changes: Any) -> TaggedDocument:
    """Return a document with two inferred, one stated and inferred, and two stated competencies."""
    negotiate = evidence(TEXT[TEXT.index("Represent") : TEXT.index(" Formulate")], score=0.97)
    budget = evidence("Formulate, defend and execute an annual operating budget of $412 million.", score=0.91)
    vision = evidence("Vision", section="competencies", basis="stated", score=1.0, level=None)
    fields: dict[str, Any] = {
        "document": document or Document("ses-1", TEXT, "in/ses-1.docx", "Director, Office of Waterway Operations"),
        "model": "opm-ses",
        "framework": "opm-ses",
        "groups_name": "ECQs",
        "ecqs": (ecq("Building Coalitions", negotiate), ecq("Business Acumen", budget, score=0.88, level=None)),
        "tags": (
            competency("Influencing/Negotiating", negotiate, score=0.97),
            competency("Vision", vision, basis="stated", score=1.0, level=None),
            competency("Financial Management", vision, budget, basis="both", score=0.91, level=3),
            competency("Written Communication", vision, basis="stated", score=0.99, level=2),
        ),
    }
    return TaggedDocument(**fields | changes)


FAILED = FailedDocument("empty", "in/empty.docx", "is empty: there is no text in it")


class FakeTagger:
    """Tags every document with the same competencies, and fails where the text says FAIL."""

    name = "opm-ses"
    card = "# opm-ses\n\nWhat the model is for.\n"
    labels = ("influencing-negotiating", "financial-management")

    def __init__(self) -> None:
        self.options: Any = None
        self.saved_in = ""

    @property
    def framework(self) -> Any:
        from jobtagger.frameworks import load_framework

        return load_framework("opm-ses")

    def tag_many(
        self, documents: Iterable[str | Document | FailedDocument], *, options: Any = None
    ) -> Iterator[TaggedDocument | FailedDocument]:
        self.options = options
        for document in documents:
            if isinstance(document, FailedDocument):
                yield document
            elif isinstance(document, Document) and "FAIL" in document.text:
                yield FailedDocument(document.id, document.source, "cannot be tagged")
            else:
                yield tagged(document if isinstance(document, Document) else Document("text", document))

    def save(self, path: Any) -> None:
        path.mkdir(parents=True)
        (path / "manifest.json").write_text("{}", encoding="utf-8")
        self.saved_in = path.name


# Two models to compare


def framework_of(id: str, groups: Mapping[str, str]) -> Framework:
    """Return a framework of competencies and the name of the group of each."""
    names = list(dict.fromkeys(groups.values()))
    return Framework(
        id,
        f"Framework {id}",
        groups=tuple(Group(name.lower(), name) for name in names),
        competencies=tuple(Competency(one, one.capitalize(), groups=(group.lower(),)) for one, group in groups.items()),
    )


class OneToOne:
    """Tags each document with what it is told to, by ids and levels; the proof is the document's text."""

    def __init__(
        self,
        framework: Framework,
        tags: Mapping[str, Mapping[str, int | None]],
        *,
        levels: Sequence[Level] = tuple(Level(value, name) for value, name in LEVELS.items()),
        fails: bool = False,
        stated: Collection[str] = (),
        card: str = "",
    ) -> None:
        self.name = f"model-{framework.id}"
        self.framework = framework
        self.levels = levels
        self.card = card
        self._stated = stated
        self._tags = tags
        self._fails = fails

    def tag_many(
        self, documents: Iterable[str | Document | FailedDocument]
    ) -> Iterator[TaggedDocument | FailedDocument]:
        for document in documents:
            if isinstance(document, FailedDocument):
                yield document
                continue
            assert isinstance(document, Document)
            if self._fails and "FAIL" in document.text:
                yield FailedDocument(document.id, document.source, "cannot be tagged")
                continue
            yield TaggedDocument(document, self.name, self.framework.id, (), tuple(self._made(document)))

    def _made(self, document: Document) -> Iterator[CompetencyTag]:
        names = {level.value: level.name for level in self.levels}
        for id, level in self._tags.get(document.id, {}).items():
            one = self.framework.competency(id)
            name = None if level is None else names[level]
            basis: Basis = "stated" if id in self._stated else "inferred"
            proof = Evidence(0, len(document.text), document.text, "duties", basis, 0.9, level)
            yield CompetencyTag(id, one.name, one.groups, basis, 0.9, level, level, name, (proof,))


def comparison(evil: str = "") -> Comparison:
    """Return a comparison with every kind of change, in which every text ends with, or is, something evil."""
    words = evil or "Sets the direction."
    stated = evidence(words, text=words, basis="stated", score=1.0, level=None)
    lost = State("vision", f"Vision{evil}", (f"Change{evil}",), None, None, "stated", 1.0, (stated,))
    old, new = (
        State(
            id,
            f"{name}{evil}",
            (f"{group}{evil}",),
            level,
            f"{at}{evil}",
            "inferred",
            0.9,
            (evidence(said, text=said),),
        )
        for id, name, group, level, at, said in (
            ("budget", "Budget", "Business", 3, "Middle", f"Spends{evil}"),
            ("money", "Money", "Efficiency", 4, "High", f"Spends more{evil}"),
        )
    )
    changes = (
        Change("lost", lost, None, "framework"),
        Change("gained", None, new, "model"),
        Change("moved", old, new, "framework"),
        Change("relevelled", old, new, "model", 1),
    )
    return Comparison(
        old=Side(f"m-old{evil}", f"old{evil}", f"Old{evil}"),
        new=Side(f"m-new{evil}", f"new{evil}", f"New{evil}"),
        reviewed_by=evil,
        groups=((f"People{evil}", f"Persons{evil}"),),
        scale=((f"Middle{evil}", f"Medium{evil}"),),
        documents=2,
        changed=1,
        kept=1,
        totals={"lost": 1, "gained": 1, "moved": 1, "relevelled": 1},
        stated={"lost": 1, "gained": 0, "moved": 0, "relevelled": 0},
        old_competencies=(OldCount("vision", f"Vision{evil}", (), 1, 0, 1, 1), OldCount("gone", "Not shown", ())),
        new_competencies=(
            NewCount("money", f"Money{evil}", (f"Budget{evil}",), 1, 1),
            NewCount("law", f"Rule of Law{evil}", (), examples=1),
            NewCount("seen", "Not shown", ("Budget",), examples=3),
        ),
        most_affected=(DocumentChange(evil or "a", f"in/a.docx{evil}", 1, changes),),
        failed=(FailedDocument(f"bad{evil}", f"in/bad.pdf{evil}", f"{evil}is empty"),),
    )
