"""Attention as functions of arrays: one pass, draws of q·k, and patches of an image."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from quizapp.demos.activations import Floats
from quizapp.demos.networks import log_softmax

_DRAWS = 200_000
"""Draws of ``q·k`` behind its variance: 2 % is more than 4 standard errors for d of 2 or more."""


Scoring = Literal["scaled", "dot", "additive"]


@dataclass(frozen=True, slots=True, eq=False)
class Attended:
    """One pass of attention over n tokens."""

    scores: Floats  # (n, n) query by key, before the mask
    weights: Floats  # (n, n) rows sum to 1
    context: Floats  # (n, d_v)


def attend(
    q: Floats,
    k: Floats,
    v: Floats,
    allowed: NDArray[np.bool_],
    scoring: Scoring,
    rng: np.random.Generator,
) -> Attended:
    """Attention for queries, keys (n, d) and values (n, d_v); ``allowed`` (n, n) is query by key.

    The additive score draws its two maps from ``rng``; the other two have none.
    """
    d = q.shape[1]
    if scoring == "additive":
        into = rng.standard_normal((2, d, 16)) / math.sqrt(d)
        mixed = np.tanh((q @ into[0])[:, None, :] + (k @ into[1])[None, :, :])  # (n, n, 16)
        scores = mixed @ rng.standard_normal(16)
    else:
        scores = q @ k.T / (math.sqrt(d) if scoring == "scaled" else 1.0)
    hidden = np.where(allowed, scores, -np.inf)
    weights = np.exp(log_softmax(hidden))
    return Attended(np.asarray(scores), weights, weights @ v)


def draw_products(d: int, rng: np.random.Generator) -> Floats:
    """Draws (200000,) of ``q·k`` for standard normal q and k of ``d`` entries.

    Given q the product is normal with variance ``|q|²``, and ``|q|²`` is chi-squared: that is
    the same distribution as d products added up, in a fraction of the time.
    """
    return np.asarray(np.sqrt(rng.chisquare(d, _DRAWS)) * rng.standard_normal(_DRAWS))


def cut(image: Floats, patch: int) -> Floats:
    """The patches (count, patch²) of a square image, row by row, without overlap."""
    side = len(image) // patch
    return image.reshape(side, patch, side, patch).swapaxes(1, 2).reshape(-1, patch * patch)
