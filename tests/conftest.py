"""What many tests share: the shipped tagger, and a framework small enough to train on in a moment."""

from __future__ import annotations

import pytest
from hypothesis import settings

import jobtagger
from jobtagger.frameworks import Framework, framework_from_dict
from jobtagger.tagger import Tagger

# What a property says of an output says nothing of a busy machine's speed.
settings.register_profile("jobtagger", deadline=None)
settings.load_profile("jobtagger")

STEPS = {
    1: "with help, in simple and routine cases of one's own work",
    2: "without help, for the work of a team or branch",
    3: "across the whole organization, in new and disputed matters, setting its policy",
}
WORK = {
    "Baking": ("bread", ["Kneads and proofs dough", "Runs the oven", "Plans recipes and flour orders"]),
    "Sailing": ("boats", ["Trims and reefs sails", "Steers and navigates", "Plans passages by tide and weather"]),
    "Bookkeeping": ("accounts", ["Posts invoices", "Reconciles accounts", "Prepares and defends the budget"]),
}


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return jobtagger.load("opm-ses")


@pytest.fixture(scope="session")
def tiny() -> Framework:
    """Three competencies on three levels."""
    return framework_from_dict(tiny_data())


def tiny_data() -> dict[str, object]:
    return {
        "format": 1,
        "id": "tiny",
        "title": "Three trades",
        "levels": [{"value": value, "name": f"Step {value}", "definition": text} for value, text in STEPS.items()],
        "groups": [{"id": "by-hand", "name": "By hand", "code": "HND", "definition": "Work that hands do every day."}],
        "competencies": [
            {
                "id": name.lower(),
                "name": name,
                "code": name[:3].upper(),
                "definition": f"Looks after {thing} from beginning to end and answers for the result to those who pay.",
                "groups": [] if name == "Bookkeeping" else ["by-hand"],
                "indicators": [
                    {"level": level, "text": f"{act} {how}"} for level, how in STEPS.items() for act in acts
                ],
            }
            for name, (thing, acts) in WORK.items()
        ],
    }
