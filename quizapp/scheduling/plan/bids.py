"""Which items to ask today, and in what order: by what would be lost by waiting, a minute."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.plan.grid import Memory
from quizapp.scheduling.plan.population import (
    AGES,
    Classes,
    Items,
    between,
    between_ages,
    on_grid,
)
from quizapp.scheduling.plan.prices import Flow, Terms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Bids:
    """What each item offers for a place today; arrays share the length of the items."""

    bid: Floats  # points of the exam lost by waiting, a minute; not positive: better not today
    minutes: Floats  # expected minutes of the answer
    recall: Floats  # chance of a right answer now

    def order(self) -> Ints:
        """The items with a positive bid, highest first."""
        ranked = np.argsort(-self.bid, kind="stable")
        return ranked[self.bid[ranked] > 0]

    def within(self, budget: float) -> Ints:
        """The items to ask with so much time: by bid until it is used; at least one if any."""
        ranked = self.order()
        if not len(ranked) or budget <= 0:
            return ranked[:0]
        used = np.cumsum(self.minutes[ranked])
        return ranked[: max(1, int(np.searchsorted(used, budget + 1e-9, side="right")))]


def bids_of(flow: Flow, prices: Floats, items: Items, classes: Classes) -> Bids:
    """The bids of ``items`` at ``prices``, with hard choices.

    ``classes`` are those of their worth, as ``flow`` has them.
    """
    flow.backward(prices, 0.0)
    count = len(items)
    bid, minutes, recall = np.zeros(count), np.zeros(count), np.zeros(count)
    today = float(prices[0]) if flow.calendar.open[0] else 0.0
    _bid_new(flow, prices, items, classes, today, bid, minutes, recall)
    _bid_seen(flow, items, classes, today, bid, minutes, recall)
    return Bids(bid, minutes, recall)


def _bid_new(
    flow: Flow, prices: Floats, items: Items, classes: Classes, today: float,
    bid: Floats, minutes: Floats, recall: Floats,
) -> None:  # fmt: skip
    new = np.flatnonzero(~items.seen)
    if not len(new):
        return
    cost = flow.terms.costs.first
    worth = flow.first_values(prices)  # (blocks, classes)
    paid = cost * today / flow.weights.astype(np.float64)
    later = np.maximum(worth[1:].max(axis=0), 0.0) if len(worth) > 1 else np.zeros(worth.shape[1])
    lost = (worth[0] + paid) - later  # (classes,)
    bid[new] = items.worth[new] * between(lost, classes, new) / cost
    minutes[new] = cost * items.paces[new]
    recall[new] = flow.terms.first_right


def _bid_seen(
    flow: Flow, items: Items, classes: Classes, today: float,
    bid: Floats, minutes: Floats, recall: Floats,
) -> None:  # fmt: skip
    met = np.flatnonzero(items.seen)
    if not len(met):
        return
    places, shares = flow.grid.weights_at(items.stability[met], items.difficulty[met])
    low, part = between_ages(items.age[met])
    lost = np.zeros(len(met))
    for number, age in enumerate(flow.ages):
        table = flow.gained_today(number, today)
        node = int(np.searchsorted(AGES, age))
        for weight, mine in ((1 - part, low == node), (part, low + 1 == node)):
            some = np.flatnonzero(mine & (weight > 0))
            if not len(some):
                continue
            lost[some] += weight[some] * on_grid(table, places, shares, classes, met, some)
    chance = flow.grid.memory.recall(
        np.maximum(items.age[met], 1).astype(np.float64), items.stability[met]
    )
    cost = flow.terms.costs.expected(chance)
    bid[met] = items.worth[met] * lost / cost
    # No item twice a day.
    bid[met[items.age[met] < 1]] = 0.0
    minutes[met], recall[met] = cost * items.paces[met], chance


def gains_of(items: Items, terms: Terms, memory: Memory, days_left: int) -> Floats:
    """What asking each item once today raises its expected score by, a minute: the greedy rule."""
    days = float(days_left)
    gain = np.zeros(len(items))
    new = ~items.seen
    (right, _), (wrong, _) = memory.first()
    after = terms.first_right * memory.recall(days, np.array(right)) + (
        1 - terms.first_right
    ) * memory.recall(days, np.array(wrong))
    gain[new] = float(after) / terms.costs.first
    met = np.flatnonzero(items.seen)
    if len(met):
        stability, difficulty = items.stability[met], items.difficulty[met]
        age = np.maximum(items.age[met], 1).astype(np.float64)
        chance = memory.recall(age, stability)
        after = chance * memory.recall(days, memory.right(stability, difficulty, chance)) + (
            1 - chance
        ) * memory.recall(days, memory.wrong(stability, difficulty, chance))
        before = memory.recall(days + age, stability)
        gain[met] = (after - before) / terms.costs.expected(chance)
        gain[met[items.age[met] < 1]] = 0.0
    return np.asarray((1 - terms.guess) * items.worth * gain)
