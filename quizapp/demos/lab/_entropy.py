"""Entropies and divergences of arrays of probabilities, in nats; and how they are written."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.numerals import figures
from quizapp.records import Localized

Base = Literal["nats", "bits"]


UNIT = {"nats": Localized("nat", "nats"), "bits": Localized("ビット", "bits")}


def entropy(p: Floats) -> float:
    """``-sum p ln p`` in nats, for an array of any shape that sums to 1."""
    kept = p[p > 0]
    return float(-np.sum(kept * np.log(kept)))


def cross_entropy(p: Floats, q: Floats) -> float:
    """``-sum p ln q`` in nats; infinite where q is 0 and p is not."""
    kept = p > 0
    if np.any(q[kept] == 0):
        return math.inf
    return float(-np.sum(p[kept] * np.log(q[kept])))


def kl(p: Floats, q: Floats) -> float:
    """``sum p ln(p/q)`` in nats; infinite where q is 0 and p is not."""
    kept = p > 0
    if np.any(q[kept] == 0):
        return math.inf
    return float(np.sum(p[kept] * np.log(p[kept] / q[kept])))


def jensen_shannon(p: Floats, q: Floats) -> float:
    """Half the KL of both to their mean, in nats; never more than ln 2."""
    middle = 0.5 * (p + q)
    return 0.5 * kl(p, middle) + 0.5 * kl(q, middle)


def mutual_information(joint: Floats) -> float:
    """``sum p(x, y) ln(p(x, y) / p(x) p(y))`` in nats for a table (rows, columns)."""
    return kl(joint.ravel(), np.outer(joint.sum(axis=1), joint.sum(axis=0)).ravel())


def show(value: float, digits: int = 5) -> str:
    """``value`` for a reading; ∞ where it is infinite, and plain 0 for -0."""
    return "∞" if math.isinf(value) else figures(value + 0.0, digits)
