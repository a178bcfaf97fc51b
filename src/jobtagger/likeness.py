"""How near competencies of two frameworks are in meaning: what the encoder makes of all that is said of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from jobtagger.encoder import Encoder, load_encoder
from jobtagger.frameworks import Competency, load_framework

Floats = npt.NDArray[np.float64]

_COMMON_GROUND = "opm-ses"
"""Framework whose mean is the middle that meanings are seen from: all competencies speak of work, and so are alike."""
_SENTENCE = re.compile(r"(?<=[.;!?])\s+")


class Likeness:
    """Compares competencies by meaning.

    The vector of a competency is the mean over its name, definition, the sentences of the definition and its indicators,
    less the mean over the competencies of opm-ses. Both parts of the encoder's vectors have an equal say.

    Parameters
    ----------
    encoder : Encoder, optional
        None takes the shipped one, when it is first needed.

    Examples
    --------
    >>> ses, core = load_framework("opm-ses"), load_framework("agency-core")
    >>> Likeness()(ses.competencies, core.competencies).shape
    (28, 31)
    """

    def __init__(self, encoder: Encoder | None = None) -> None:
        self._encoder = encoder

    def __call__(self, rows: Sequence[Competency], columns: Sequence[Competency]) -> Floats:
        """Return how near each of some competencies is to each of others.

        Parameters
        ----------
        rows, columns : sequence of Competency
            Of two frameworks.

        Returns
        -------
        ndarray of shape (n_rows, n_columns)
            Mean of the two parts' cosines, between -1 and 1.
        """
        encoder = self._encoder or load_encoder()
        left, right = (_means(encoder, some) - self._middle for some in (rows, columns))
        parts = (slice(None, encoder.general), slice(encoder.general, None))
        return np.asarray(np.mean([_unit(left[:, part]) @ _unit(right[:, part]).T for part in parts], axis=0))

    @cached_property
    def _middle(self) -> Floats:
        competencies = load_framework(_COMMON_GROUND).competencies
        return np.asarray(_means(self._encoder or load_encoder(), competencies).mean(axis=0))


def _means(encoder: Encoder, competencies: Sequence[Competency]) -> Floats:
    """Return the mean vector of what is said of each competency: of shape (n_competencies, dimension)."""
    if not competencies:
        return np.zeros((0, encoder.dimension))
    said = [_said(one) for one in competencies]
    vectors = encoder.encode([text for texts in said for text in texts]).astype(np.float64)
    vectors[:, : encoder.general] = _unit(vectors[:, : encoder.general])
    ends = np.cumsum([len(texts) for texts in said])[:-1]
    return np.array([part.mean(axis=0) for part in np.split(vectors, ends)])


def _said(competency: Competency) -> list[str]:
    indicators = (indicator.text for indicator in competency.indicators)
    texts = (competency.name, competency.definition, *_SENTENCE.split(competency.definition), *indicators)
    return [text for text in texts if text] or [competency.id]


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))
