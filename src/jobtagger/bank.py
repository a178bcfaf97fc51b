"""The example bank as the encoder sees it: what every training begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from jobtagger.encoder import Encoder, load_encoder
from jobtagger.errors import TrainingError
from jobtagger.examples import Example, read_bank
from jobtagger.scoring import encode
from jobtagger.tuning import BANK_EVERY

Vectors = npt.NDArray[np.float32]


Share = Literal["whole", "part", "none"]
"""How much of the bank is taken: all, one example in `tuning.BANK_EVERY`, nothing."""


@dataclass(frozen=True, slots=True)
class EncodedBank:
    """The example bank and what the encoder makes of it: most of the work of a training, the same for every framework."""

    encoder: Encoder
    """The encoder that the vectors are of."""
    examples: tuple[Example, ...]
    """The bank's training examples."""
    vectors: Vectors
    """Their vectors, of shape (n_examples, dimension)."""
    share: Share
    """How much of the bank these are."""

    @classmethod
    def read(cls, share: Share = "whole", encoder: Encoder | None = None) -> EncodedBank:
        """Read and encode the bank.

        Parameters
        ----------
        share : {"whole", "part", "none"}
            How much of it: a part is enough for other frameworks than its own, models without the bank need none.
        encoder : Encoder, optional
            The shipped one by default.

        Returns
        -------
        EncodedBank
        """
        encoder = encoder or load_encoder()
        examples = () if share == "none" else tuple(read_bank())
        if share != "whole":
            examples = examples[::BANK_EVERY]
            return cls(encoder, examples, encoded(encoder, examples), share)
        vectors = np.empty((len(examples), encoder.dimension), dtype=np.float32)
        # What is encoded together decides on the last bit, so the part is encoded alone here too: it must be the same.
        for first in range(BANK_EVERY):
            rows = slice(first, None, BANK_EVERY)
            vectors[rows] = encoded(encoder, examples[rows])
        return cls(encoder, examples, vectors, share)

    def only(self, share: Share) -> EncodedBank:
        """Return what `read` gives for a share that is no more than this one.

        Raises
        ------
        TrainingError
            If it is more than this one.
        """
        if share == self.share:
            return self
        if share == "none":
            return EncodedBank(self.encoder, (), self.vectors[:0], share)
        if self.share != "whole":
            raise TrainingError(
                f"the bank that was given is read as {self.share!r}, and {share!r} is needed; "
                f"read it with EncodedBank.read({share!r}), or set bank=False"
            )
        return EncodedBank(self.encoder, self.examples[::BANK_EVERY], self.vectors[::BANK_EVERY], share)


def encoded(encoder: Encoder, examples: Sequence[Example]) -> Vectors:
    """Return the examples' vectors, of shape (n_examples, dimension)."""
    return encode(encoder, [example.text for example in examples])
