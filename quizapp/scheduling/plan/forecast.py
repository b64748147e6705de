"""What a plan is expected to come to on the day, item by item, and how sure that is.

The expected score follows the choices the plan itself makes, softened as its prices were found. A
sitting scatters by itself, since few questions are asked; the band says how far.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.plan.population import (
    AGES,
    Classes,
    Items,
    between,
    between_ages,
    on_grid,
)
from quizapp.scheduling.plan.prices import Flow

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]


FOUR_IN_FIVE = 1.2816
"""Standard deviations on either side that hold four cases in five."""
UNSURE = 0.2
"""How wrong the model may be without any reviews, against the spread of a single answer: a
standard error of 10 points where half is right, less towards either end."""
LEAST_SPREAD = 0.16
"""The spread that a model without reviews is unsure by at the least, that of four right in five: a
forecast of 99 made from nothing is no surer than one of 80."""


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """Chances of a right answer on the exam day; arrays share the length of the items."""

    planned: Floats  # when the plan is followed, guessing included
    untouched: Floats  # when nothing more is done


def outlook(flow: Flow, prices: Floats, tau: float, items: Items, classes: Classes) -> Outlook:
    """The chances at ``prices``; ``tau`` is the temperature they were found with."""
    flow.backward(prices, tau)
    ends = flow.ends()
    guess = flow.terms.guess
    planned, untouched = np.zeros(len(items)), np.zeros(len(items))
    new = np.flatnonzero(~items.seen)
    if len(new):
        planned[new] = between(_first_ends(flow, prices, tau, ends[len(flow.ages) :]), classes, new)
    met = np.flatnonzero(items.seen)
    if len(met):
        planned[met] = _seen_ends(flow, ends, items, classes, met)
        days = (flow.calendar.days_left + items.age[met]).astype(np.float64)
        untouched[met] = (1 - guess) * flow.grid.memory.recall(days, items.stability[met])
    return Outlook(guess + planned, guess + untouched)


def _first_ends(flow: Flow, prices: Floats, tau: float, ends: Singles) -> Floats:
    """Expected (1 - g) R of an item not met yet, by class."""
    chances = flow.first_chances(prices, tau)  # (blocks, classes)
    after = flow.after_first(ends)  # (blocks, classes)
    return np.asarray((chances * after).sum(axis=0))


def _seen_ends(flow: Flow, ends: Singles, items: Items, classes: Classes, met: Ints) -> Floats:
    places, shares = flow.grid.weights_at(items.stability[met], items.difficulty[met])
    low, part = between_ages(items.age[met])
    found = np.zeros(len(met))
    for number, age in enumerate(flow.ages):
        node = int(np.searchsorted(AGES, age))
        for weight, mine in ((1 - part, low == node), (part, low + 1 == node)):
            some = np.flatnonzero(mine & (weight > 0))
            found[some] += weight[some] * on_grid(ends[number], places, shares, classes, met, some)
    return found


def shifted(chance: Floats, log_odds: float, guess: float) -> Floats:
    """Chances with the recall in them moved by ``log_odds``: what this learner's reviews told."""
    recall = np.clip((chance - guess) / (1 - guess), 1e-6, 1 - 1e-6)
    moved = 1 / (1 + np.exp(-(np.log(recall / (1 - recall)) + log_odds)))
    return np.asarray(guess + (1 - guess) * np.where(chance > guess, moved, 0.0))


def calibration(predicted: Floats, right: NDArray[np.bool_], prior: float = 30.0) -> float:
    """The log-odds gap between seen and predicted recall, damped while there are few reviews.

    ``prior`` reviews that went exactly as predicted are thought beside the learner's own.
    """
    if not len(predicted):
        return 0.0
    told = float(predicted.mean())
    seen = (float(right.sum()) + prior * told) / (len(right) + prior)
    bounded = [min(max(one, 0.01), 0.99) for one in (seen, told)]
    return math.log(bounded[0] / (1 - bounded[0])) - math.log(bounded[1] / (1 - bounded[1]))


def score(chance: Floats, weight: Floats) -> float:
    """The expected score in points of 100."""
    total = float(weight.sum())
    return 100 * float((chance * weight).sum()) / total if total else 0.0


def band(chance: Floats, weight: Floats, questions: float, reviews: int) -> float:
    """Half the width, in points, of the band that holds about four sittings in five.

    Two things scatter a score: so few questions are drawn (``questions``), each right or wrong; and
    the model is unsure where there are few ``reviews`` to judge it by.
    """
    if not len(chance) or questions <= 0:
        return 0.0
    mean = score(chance, weight) / 100
    spread = mean * (1 - mean)
    unsure = UNSURE**2 * max(spread, LEAST_SPREAD) / (1 + reviews / 40)
    return 100 * FOUR_IN_FIVE * math.sqrt(spread / questions + unsure)
