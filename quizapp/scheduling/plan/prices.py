"""The price of a minute on each day, at which the work that items ask for fits into the days.

Every item answers to the prices alone: it is asked when the recall it gains on the exam day is
worth more than the minutes cost. Prices rise where too much is asked and fall where there is room.
Each choice is softened (a temperature tau) while prices are sought, so that the load moves
smoothly; bids are taken with hard choices afterwards.

The values, with R recall, w an item's weight, g the chance of guessing right, c minutes:

    V_d(x)     = max{ (1 - g) R(T - d, S),  max over d' > d of Q_d(x, d') }
    Q_d(x, d') = R V_d'(right) + (1 - R) V_d'(wrong) - c lambda_d' / w
    U_d        = q V_d(first right) + (1 - q) V_d(first wrong) - c lambda_d / w - kappa d / T0
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.plan.calendar import Calendar
from quizapp.scheduling.plan.grid import DIFFICULTIES, STABILITIES, Grid
from quizapp.scheduling.plan.population import Costs, Crowd

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

START: Final = 0.03
STEPS: Final = 60
STEP: Final = 1.5
LONGEST_STEP: Final = 3.0
"""What a step may grow to while the excess of a block keeps its sign. The last days are far dearer
than the mean day where time is ample, and at 1.5 their prices are still on the way after 60 steps
(8 % off at 120 days x 40, uneven; 2 % with 3; from 4 on they swing).
"""
MOST: Final = 0.03
"""How far a price may move in one step; or a tenth of it, if that is more."""
DEAR: Final = 0.05
"""Steps grow with the temperature, or with this share of the price where that is more: the last
days of a long plan are a hundred times as dear as the mean day, which the temperature follows."""
TAU_FIRST: Final = 0.015
TAU_LAST: Final = 0.001
SOFT: Final = 0.06
"""The temperature in the end, as a share of the mean price."""
CLOSE: Final = 0.05
"""Share of its capacity by which the load of a block may miss it when all is well."""
INSURED: Final = 0.6
"""Where time is ample, days are cheap and so is a missed one; a full kappa would only cost (0.4
points at 120 days x 40)."""
CLOSED: Final = np.float32(1e3)
"""The price of a day on which nothing is done."""

Check = Callable[[], None]
"""Called between steps of a long solve; may raise to end it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the value of an answer depends on besides memory."""

    costs: Costs = field(default_factory=Costs)
    guess: float = 0.25
    """Chance of guessing right on the day."""
    first_right: float = 0.6
    """Chance that a first answer is right."""
    kappa: float = 0.06
    """Insurance against missed days: what putting a first question off to the end costs, as a
    share of the item's weight; at most ``INSURED`` of the mean price."""
    horizon: int = 1
    """T0: days from the start of the plan to the exam."""


class Flow:
    """One calendar, grid and crowd: values backward, people forward, for any prices.

    An item sets out from an *origin*: a block in which it was asked, or, where it was met before
    today, one of the ages at which the crowd has anybody. Origins are numbered ages first, then
    blocks, so that the origins of answers in block ``b`` are the first ``len(ages) + b``.
    Arrays over states have the shape (difficulties, stabilities, classes).
    """

    def __init__(
        self, grid: Grid, calendar: Calendar, weights: Floats, terms: Terms, crowd: Crowd
    ) -> None:
        self.grid = grid
        self.calendar = calendar
        self.weights = weights.astype(np.float32)  # (classes,)
        self.terms = terms
        self.crowd = crowd
        self.ages = [int(age) for age in crowd.ages]
        since = np.concatenate([-crowd.ages, calendar.day])
        self._reach: list[Singles] = []
        """For each block: (difficulties, origins x stabilities, 2 x stabilities)."""
        for block, day in enumerate(calendar.day):
            found = grid.reach(day - since[: len(self.ages) + block])
            self._reach.append(found.reshape(DIFFICULTIES, -1, 2 * STABILITIES))
        left = (calendar.days_left - since).astype(np.float64)
        recall = grid.memory.recall(left[:, None], grid.days)
        self._stop = ((1 - terms.guess) * recall).astype(np.float32)[:, None, :, None]
        counts = crowd.unseen + crowd.seen.sum(axis=(0, 2))
        total = float(counts.sum())
        self._worth_mean = float(counts @ weights) / total if total else 1.0
        self._lengths = np.where(calendar.open, calendar.length, 0).astype(np.float64)
        size = len(self.weights)
        blocks, origins = len(calendar.start), len(since)
        # Q of an answer in a block, by origin; after a soft backward pass, the chance of it but
        # for the divisor of its origin.
        self._worth = np.empty((blocks, DIFFICULTIES, origins, STABILITIES, size), np.float32)
        self._values = np.empty((origins, DIFFICULTIES, STABILITIES, size), np.float32)
        self._divisor = np.empty_like(self._values)
        self._stays = np.empty_like(self._values)
        self._room = np.empty(DIFFICULTIES * origins * STABILITIES * size, np.float32)

    # ── values, from the exam back to today ──────────────────────────────────────────────────

    def backward(self, prices: Floats, tau: float) -> None:
        """Find V of every block and age, softened by ``tau`` (0: hard maxima)."""
        dear = np.where(self.calendar.open, prices, CLOSED)
        per_weight = dear[:, None] / self.weights[None, :]  # (blocks, classes)
        # With a soft maximum everything is in units of tau until the end.
        scale = 1 / tau if tau > 0 else 1.0
        costs = self.terms.costs
        paid = np.stack([costs.right * per_weight, costs.wrong * per_weight])
        if tau > 0:
            paid -= tau * np.log(np.maximum(self._lengths, 1e-30))[None, :, None]
        paid = (scale * paid).astype(np.float32)
        stop = self._stop * np.float32(scale)
        ages, blocks = len(self.ages), len(dear)
        for block in range(blocks - 1, -1, -1):
            origin = ages + block
            value = self._choose(slice(origin, origin + 1), block + 1, stop, soft=tau > 0)[0]
            if origin:
                after = self._after(value)
                after -= paid[:, None, block, None, :]
                np.matmul(
                    self._reach[block],
                    _side_by_side(after),
                    out=self._worth[block].reshape(DIFFICULTIES, -1, len(self.weights))[
                        :, : origin * STABILITIES
                    ],
                )
        if ages:
            self._choose(slice(0, ages), 0, stop, soft=tau > 0)
        if tau > 0:
            self._values *= np.float32(tau)

    def _after(self, value: Singles) -> Singles:
        """Values before the difficulty moves, for right and wrong: (2, d, s, classes)."""
        flat = value.reshape(DIFFICULTIES, -1)
        return np.asarray((self.grid.mixed @ flat).reshape(2, *value.shape))

    def _choose(self, which: slice, first: int, stop: Singles, *, soft: bool) -> Singles:
        """V of some origins, which can be asked again from block ``first`` on."""
        value = self._values[which]
        stopped = stop[which]
        later = self._worth[first:, :, which].transpose(0, 2, 1, 3, 4)
        total = float(self._lengths[first:].sum())
        if not total:
            value[...] = stopped
            self._divisor[which] = 0.0
            self._stays[which] = 1.0
            later[...] = 0.0
            return value
        if not soft:
            np.maximum(later.max(axis=0), stopped, out=value)
            return value
        stopped = stopped + np.float32(np.log(total))
        np.maximum(later.max(axis=0), stopped, out=value)
        later -= value
        np.exp(later, out=later)
        stays = np.exp(stopped - value)
        whole = later.sum(axis=0)
        whole += stays
        np.divide(np.float32(1), whole, out=self._divisor[which])
        np.multiply(stays, self._divisor[which], out=self._stays[which])
        value += np.log(whole)
        value -= np.float32(np.log(total))
        return value

    @property
    def values(self) -> Singles:
        """V just after an answer in each block, (blocks, states, classes)."""
        after = self._values[len(self.ages) :]
        return after.reshape(len(after), self.grid.states, -1)

    def first_values(self, prices: Floats) -> Floats:
        """U of each block for each class, (blocks, classes)."""
        terms = self.terms
        value = self.after_first(self.values)
        wait = self.calendar.day / max(terms.horizon, 1)
        dear = np.where(self.calendar.open, prices, float(CLOSED))
        value -= terms.costs.first * dear[:, None] / self.weights[None, :]
        return np.asarray(value - self._kappa(prices) * wait[:, None])

    def _kappa(self, prices: Floats) -> float:
        return min(self.terms.kappa, INSURED * self.mean_price(prices) / self._worth_mean)

    def mean_price(self, prices: Floats) -> float:
        """The mean over the blocks in which anything can be done."""
        some = self.calendar.open
        return float(prices[some].mean()) if some.any() else 0.0

    def after_first(self, values: Floats | Singles) -> Floats:
        """Expected value after a first answer in each block, (blocks, classes).

        ``values`` (blocks, states, classes) are those just after an answer.
        """
        found = np.zeros((len(values), values.shape[2]))
        for chance, (places, shares) in self._firsts():
            found += chance * np.einsum("bkc,k->bc", values[:, places[0], :], shares[0])
        return found

    def _firsts(self) -> list[tuple[float, tuple[NDArray[np.int64], Floats]]]:
        right = self.terms.first_right
        return [(right, self.grid.first_right), (1 - right, self.grid.first_wrong)]

    def first_chances(self, prices: Floats, tau: float) -> Floats:
        """Softened choices of the block of a first question, (blocks, classes)."""
        worth = self.first_values(prices)
        if not self._lengths.sum():
            return np.zeros_like(worth)
        top = np.maximum(worth.max(axis=0), 0.0)
        chances = np.exp((worth - top) / tau) * (self._lengths / self._lengths.sum())[:, None]
        chances /= np.exp(-top / tau) + chances.sum(axis=0)
        return np.asarray(chances)

    def gained_today(self, number: int, today: float) -> Singles:
        """What waiting would lose items ``ages[number]`` days old, (states, classes), before the
        minutes: after a hard ``backward`` at a price of ``today`` for a minute now.
        """
        size = len(self.weights)
        worth = self._worth[:, :, number].reshape(-1, self.grid.states, size)
        later = np.broadcast_to(self._stop[number], (DIFFICULTIES, STABILITIES, size)).reshape(
            self.grid.states, size
        )
        if len(worth) > 1:
            later = np.maximum(worth[1:].max(axis=0), later)
        recall = self.grid.memory.recall(float(self.ages[number]), self.grid.stability)
        paid = self.terms.costs.expected(recall)[:, None] * today / self.weights[None, :]
        return np.asarray(worth[0] + paid.astype(np.float32) - later)

    # ── people, from today to the exam ───────────────────────────────────────────────────────

    def load(self, prices: Floats, tau: float) -> Floats:
        """Expected work in each block, (blocks,), after ``backward`` with the same arguments."""
        ages, blocks, size = len(self.ages), len(prices), len(self.weights)
        load = np.zeros(blocks)
        people = np.zeros((blocks, self.grid.states, size), np.float32)
        if self.crowd.unseen.sum():
            self._enter(self.first_chances(prices, tau) * self.crowd.unseen, load, people)
        costs = self.terms.costs
        # Those at each origin over the divisor of their choices.
        ready = np.empty((DIFFICULTIES, ages + blocks, STABILITIES, size), np.float32)
        if ages:
            met = self.crowd.seen.transpose(0, 2, 1).reshape(ages, DIFFICULTIES, STABILITIES, size)
            ready[:, :ages] = (met * self._divisor[:ages]).transpose(1, 0, 2, 3)
        for block in range(blocks):
            origin = ages + block
            here = people[block].reshape(DIFFICULTIES, STABILITIES, size)
            if origin:
                arrived = self._arrived(block, ready)  # (d, right and wrong s, classes)
                both = arrived.reshape(DIFFICULTIES, 2, -1)
                right, wrong = both.sum(axis=(0, 2), dtype=np.float64)
                load[block] += costs.right * right + costs.wrong * wrong
                mixed = self.grid.mixed.T @ np.concatenate([both[:, 0], both[:, 1]])
                here += mixed.reshape(here.shape)
            np.multiply(here, self._divisor[origin], out=ready[:, origin])
        return load

    def _arrived(self, block: int, ready: Singles) -> Singles:
        origin, size = len(self.ages) + block, len(self.weights)
        flow = self._room[: DIFFICULTIES * origin * STABILITIES * size]
        flow = flow.reshape(DIFFICULTIES, origin, STABILITIES, size)
        np.multiply(self._worth[block, :, :origin], ready[:, :origin], out=flow)
        return np.asarray(
            np.matmul(self._reach[block].transpose(0, 2, 1), flow.reshape(DIFFICULTIES, -1, size))
        )

    def _enter(self, flow: Floats, load: Floats, people: Singles) -> None:
        """First answers, (blocks, classes) of them."""
        load += flow.sum(axis=1) * self.terms.costs.first
        for chance, (places, shares) in self._firsts():
            part = (chance * shares[0])[None, :, None] * flow[:, None, :]
            people[:, places[0], :] += part.astype(np.float32)

    def ends(self) -> Singles:
        """Expected (1 - g) R on the exam day by origin, when the choices of the last (soft)
        ``backward`` are followed: (origins, states, classes).
        """
        ages, size = len(self.ages), len(self.weights)
        found = self._stays * self._stop
        for block in range(len(self.calendar.start) - 1, -1, -1):
            origin = ages + block
            if not origin:
                continue
            after = np.matmul(self._reach[block], _side_by_side(self._after(found[origin])))
            after = after.reshape(DIFFICULTIES, origin, STABILITIES, size)
            chances = self._worth[block, :, :origin].transpose(1, 0, 2, 3) * self._divisor[:origin]
            found[:origin] += chances * after.transpose(1, 0, 2, 3)
        return found.reshape(len(found), self.grid.states, size)


def _side_by_side(after: Singles) -> Singles:
    """Values (2, d, s, classes) as (d, 2 x s, classes), right before wrong."""
    return np.concatenate([after[0], after[1]], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Prices at which the load fits, and how well it does; arrays share the length ``blocks``."""

    prices: Floats
    load: Floats
    steps: int
    tau: float
    """The temperature of the last step."""

    def misses(self, calendar: Calendar) -> Floats:
        """Share of its capacity by which each open block's load misses it; free days with room
        to spare miss nothing.
        """
        capacity = np.maximum(calendar.capacity, 1e-9)
        off = np.abs(self.load - calendar.capacity) / capacity
        spare = (self.prices <= 0) & (self.load <= calendar.capacity)
        return np.where(calendar.open & ~spare, off, 0.0)


def solve(
    flow: Flow,
    prices: Floats | None = None,
    *,
    steps: int = STEPS,
    soft: float = SOFT,
    check: Check | None = None,
) -> Solution:
    """Prices for ``flow``: from nothing in 60 steps, or from yesterday's ``prices`` in a few.

    From nothing there are up to as many steps again while the load is not close everywhere.
    """
    calendar = flow.calendar
    fresh = prices is None
    now = np.full(len(calendar.start), START) if prices is None else prices.copy()
    pace = np.full(len(now), STEP if fresh else 0.6)
    before = np.zeros(len(now))
    capacity = np.maximum(calendar.capacity, 1e-9)
    cooling = max(1, round(0.6 * steps))
    best: Solution | None = None
    for step in range(2 * steps if fresh else steps):
        if check is not None:
            check()
        floor = max(TAU_LAST, soft * flow.mean_price(now))
        part = min(step / cooling, 1.0) if fresh else 1.0
        tau = max(floor, TAU_FIRST * (floor / TAU_FIRST) ** part)
        flow.backward(now, tau)
        load = flow.load(now, tau)
        best = Solution(now.copy(), load, step + 1, tau)
        enough = steps if fresh else 1
        if step + 1 >= enough and best.misses(calendar).max(initial=0.0) < CLOSE:
            break
        excess = np.log((load + 0.02 * capacity) / (1.02 * capacity))
        turned = excess * before < 0
        pace = np.where(turned, pace * 0.6, np.minimum(pace * 1.1, LONGEST_STEP))
        before = excess
        moved = pace * np.maximum(tau, DEAR * now) * excess
        most = np.maximum(MOST, 0.1 * now)
        now = np.maximum(0.0, now + np.clip(moved, -most, most))
    assert best is not None
    return best
