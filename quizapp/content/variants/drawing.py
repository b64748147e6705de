"""The variables of a template drawn from a seed, until none of its reasons to reject holds."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from quizapp.content.variants.formulas import FormulaError, value
from quizapp.content.variants.variables import Draw

TRIES = 2000
"""Draws before a template is said to reject nearly everything."""


def drawn(draw: Draw, rng: np.random.Generator, names: Mapping[str, Any]) -> Any:
    """One draw: a number, or an array of ``draw.shape``."""
    shape = tuple(int(names[one]) if isinstance(one, str) else one for one in draw.shape)
    pool = _pool(draw)
    count = int(np.prod(shape, dtype=int))
    if draw.distinct and len(pool) >= count:
        found = rng.permutation(pool)[:count].reshape(shape)
    else:
        found = pool[rng.integers(0, len(pool), shape)]
    return found if shape else found.item()


def _pool(draw: Draw) -> np.ndarray[Any, Any]:
    if draw.whole is not None:
        return np.arange(draw.whole[0], draw.whole[1] + 1)
    if draw.real is not None:
        low, high = draw.real
        # Rounded, so that 3 * 0.1 is 0.3 in the prompt and in the answer alike.
        return np.round(low + draw.step * np.arange(round((high - low) / draw.step) + 1), 10)
    return np.asarray(draw.of)


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
            names[name] = drawn(one, rng, names)
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
