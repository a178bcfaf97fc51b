"""Competencies are compared by what is said of them, in whatever words."""

from __future__ import annotations

import numpy as np
import pytest

from jobtagger.frameworks import Competency, Framework, Indicator, load_framework, propose_crosswalk
from jobtagger.likeness import Likeness

SPENDING = Competency("stewardship", "Stewardship", definition="Plans what the office spends and keeps to it.")
TALKS = Competency(
    "dealings", "Dealings", indicators=(Indicator("Brings parties who disagree to terms all can accept."),)
)
FUNDS = Competency("funds", "Resources", definition="Draws up the budget and watches expenditures.")
QUARRELS = Competency("discord", "Discord", definition="Settles disputes and grievances between people.")


def test_what_is_alike_in_meaning_is_nearer() -> None:
    near = Likeness()([SPENDING, TALKS], [FUNDS, QUARRELS])
    assert near.shape == (2, 2)
    assert near[0, 0] > near[0, 1] + 0.2 and near[1, 1] > near[1, 0] + 0.2
    np.testing.assert_allclose(Likeness()([FUNDS, QUARRELS], [SPENDING, TALKS]), near.T)


def test_likeness_to_itself_is_one() -> None:
    some = load_framework("opm-ecq-1997").competencies[:4]
    np.testing.assert_allclose(np.diag(Likeness()(some, some)), 1)


def test_what_is_said_in_other_words_is_linked_by_meaning_only() -> None:
    one, other = (
        Framework("a", "A", competencies=(SPENDING, TALKS)),
        Framework("b", "B", competencies=(FUNDS, QUARRELS)),
    )
    assert propose_crosswalk(one, other).links == ()
    walk = propose_crosswalk(one, other, Likeness())
    assert [(link.source, link.target) for link in walk.links] == [("stewardship", "funds"), ("dealings", "discord")]
    assert all(link.reasons[-1].startswith("alike in meaning (0.") for link in walk.links)


@pytest.mark.parametrize("definition", ["", "Budgeting"])
def test_a_competency_of_which_little_is_said_is_compared_by_its_name(definition: str) -> None:
    near = Likeness()([Competency("x", "Budgeting", definition=definition)], [SPENDING, TALKS])
    assert np.isfinite(near).all() and near[0, 0] > near[0, 1]


def test_nothing_said_and_nothing_to_compare() -> None:
    assert Likeness()([], [SPENDING]).shape == (0, 1)
    assert np.isfinite(Likeness()([Competency("x", "")], [SPENDING])).all()
