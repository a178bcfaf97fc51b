"""N-gram features are those of scikit-learn's vectoriser, without it; what is not known counts for nothing."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from jobtagger import ngrams
from jobtagger.ngrams import NGrams

TEXTS = ["Plans budgets, and plans again.", "Budgets are planned.", "Steers by the stars", "Réformes: 2 stars!"]


@pytest.mark.parametrize(("cut", "fewest", "part"), [(ngrams._words, 1, "words"), (ngrams._letters, 2, "letters")])
def test_features_are_those_of_scikit_learn(cut: object, fewest: int, part: str) -> None:
    known = NGrams.learn(TEXTS)
    reference = TfidfVectorizer(analyzer=lambda text: list(cut(text)), sublinear_tf=True, min_df=fewest)  # type: ignore[operator]
    expected = reference.fit_transform(TEXTS).toarray()
    assert list(getattr(known, part)) == list(reference.get_feature_names_out())
    start = 0 if part == "words" else len(known.words)
    found = known(TEXTS).toarray()[:, start : start + expected.shape[1]]
    np.testing.assert_allclose(found, expected)


def test_pairs_are_of_neighbours_and_letters_know_where_a_word_begins() -> None:
    known = NGrams.learn(["Plans big budgets", "plan"])
    assert "plans big" in known.words and "plans budgets" not in known.words
    assert " plan" in known.letters and "plan " not in known.letters  # that is in one text alone


def test_what_is_not_known_counts_for_nothing() -> None:
    known = NGrams.learn(TEXTS)
    assert known(["", "!?", "xyzzy"]).nnz == 0
    assert known([]).shape == (0, len(known))
    np.testing.assert_allclose(known(["PLANS"]).toarray(), known(["plans"]).toarray())
    lengths = np.asarray(known(TEXTS).power(2).sum(axis=1)).ravel()
    assert np.all((lengths < 2 + 1e-9) & (lengths > 1 - 1e-9))  # words and letters have length 1 each
