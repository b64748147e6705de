"""The variables of a template drawn from a seed, until none of its reasons to reject holds."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import Field, Strict

from quizapp.content.tables import Flag, Frozen, Real
from quizapp.content.variants.formulas import FormulaError, value

Size = Annotated[int, Strict(), Field(ge=1, le=12)] | str
TRIES = 2000
"""Draws before a template is said to reject nearly everything."""


class Draw(Frozen):
    """How one variable is drawn; exactly one of ``whole``, ``real`` and ``of`` is given."""

    whole: tuple[int, int] | None = None
    """A whole number between the two, both included."""
    real: tuple[Real, Real] | None = None
    """A multiple of ``step`` between the two."""
    step: Annotated[float, Strict(), Field(gt=0)] = 0.1
    of: tuple[Annotated[int, Strict()] | Real, ...] = ()
    """One of these."""
    shape: tuple[Size, ...] = ()
    """An array of this shape, in numbers or in variables drawn before; empty for a number."""
    distinct: Flag = False
    """No two entries of the array alike."""

    @property
    def ways(self) -> int:
        """How many of the three ways of drawing are given."""
        return (self.whole is not None) + (self.real is not None) + bool(self.of)

    def drawn(self, rng: np.random.Generator, names: Mapping[str, Any]) -> Any:
        """One draw: a number, or an array of ``shape``."""
        shape = tuple(int(names[one]) if isinstance(one, str) else one for one in self.shape)
        pool = self._pool()
        count = int(np.prod(shape, dtype=int))
        if self.distinct and len(pool) >= count:
            found = rng.permutation(pool)[:count].reshape(shape)
        else:
            found = pool[rng.integers(0, len(pool), shape)]
        return found if shape else found.item()

    def _pool(self) -> np.ndarray[Any, Any]:
        if self.whole is not None:
            return np.arange(self.whole[0], self.whole[1] + 1)
        if self.real is not None:
            low, high = self.real
            # Rounded, so that 3 * 0.1 is 0.3 in the prompt and in the answer alike.
            return np.round(low + self.step * np.arange(round((high - low) / self.step) + 1), 10)
        return np.asarray(self.of)


class NoDraw(Exception):
    """A template whose reasons to reject leave nothing, or too little."""


def names_of(
    id: str,
    seed: int,
    draw: Mapping[str, Draw],
    let: Mapping[str, str],
    reject: tuple[str, ...],
    attempt: int = 0,
) -> tuple[dict[str, Any], int]:
    """The variables of the variant ``seed``, and the attempt that gave them.

    ``attempt`` is where to go on after a draw that fell through later. Raises NoDraw, and
    FormulaError for a formula that cannot be run.
    """
    for number in range(attempt, TRIES):
        rng = np.random.default_rng([zlib.crc32(id.encode()), seed, number])
        names: dict[str, Any] = {}
        for name, one in draw.items():
            names[name] = one.drawn(rng, names)
        try:
            # A formula may fail on a draw that is to be rejected (a window larger than its input).
            for name, text in let.items():
                names[name] = value(text, names)
            if not any(bool(np.any(value(text, names))) for text in reject):
                return names, number
        except FormulaError:
            if number - attempt > 100:
                raise
    raise NoDraw
