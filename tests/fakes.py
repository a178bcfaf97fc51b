"""Records and a tagger made by hand, so that writers and commands are tested without a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

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
