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
from quizapp.scheduling.plan.grid import Grid
from quizapp.scheduling.plan.population import Costs, Crowd

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

START: Final = 0.03
STEPS: Final = 60
STEP: Final = 1.5
MOST: Final = 0.03
"""How far a price may move in one step."""
TAU_FIRST: Final = 0.015
TAU_LAST: Final = 0.001
CLOSE: Final = 0.05
"""Share of its capacity by which the load of a block may miss it when all is well."""
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
    """Insurance against missed days: what putting a first question off to the end costs."""
    horizon: int = 1
    """T0: days from the start of the plan to the exam."""


@dataclass(slots=True)
class Shares:
    """Softened choices after an answer: the chance of stopping, and of each later block."""

    later: Singles  # (k, states, classes)
    load: Singles  # (k, states) minutes of that answer


class Flow:
    """One calendar, grid and crowd: values backward, people forward, for any prices."""

    def __init__(
        self, grid: Grid, calendar: Calendar, weights: Floats, terms: Terms, crowd: Crowd
    ) -> None:
        self.grid = grid
        self.calendar = calendar
        self.weights = weights.astype(np.float32)  # (classes,)
        self.terms = terms
        self.crowd = crowd
        days = calendar.day
        self._after = [self._tables(days[b + 1 :] - days[b]) for b in range(len(days))]
        self._stop = [self._stopped(calendar.days_left - int(day)) for day in days]
        self.ages = [int(age) for age in crowd.ages]
        self._aged = [self._tables(days + age) for age in self.ages]
        self._aged_stop = [self._stopped(calendar.days_left + age) for age in self.ages]
        lengths = np.where(calendar.open, calendar.length, 0).astype(np.float32)
        self._lengths = lengths
        self.values: list[Singles] = []

    def _tables(self, gaps: NDArray[np.int64]) -> tuple[Singles, Singles]:
        """Matrices (k, states, states) and minutes (k, states) of answers after these gaps."""
        found = [self.grid.moves(int(gap)) for gap in gaps]
        size = self.grid.states
        if not found:
            return np.zeros((0, size, size), np.float32), np.zeros((0, size), np.float32)
        minutes = self.terms.costs.expected(np.stack([recall for _, recall in found]))
        return np.stack([matrix for matrix, _ in found]), minutes.astype(np.float32)

    def _stopped(self, days: int) -> Singles:
        recall = self.grid.memory.recall(float(days), self.grid.stability)
        return ((1 - self.terms.guess) * recall).astype(np.float32)[:, None]

    # ── values, from the exam back to today ──────────────────────────────────────────────────

    def backward(self, prices: Floats, tau: float) -> None:
        """Set ``values``: V of every block, (states, classes), softened by ``tau`` (0: hard)."""
        dear = np.where(self.calendar.open, prices, CLOSED).astype(np.float32)
        per_weight = dear[:, None] / self.weights[None, :]  # (blocks, classes)
        blocks = len(dear)
        values: list[Singles] = [np.empty(0, np.float32)] * blocks
        self._chosen: list[Shares] = [Shares(*(np.empty(0, np.float32),) * 2)] * blocks
        stacked = np.empty((blocks, self.grid.states, len(self.weights)), np.float32)
        for block in range(blocks - 1, -1, -1):
            worth = self._worth(self._after[block], stacked[block + 1 :], per_weight[block + 1 :])
            values[block], chances = self._best(
                self._stop[block], worth, self._lengths[block + 1 :], tau
            )
            self._chosen[block] = Shares(chances, self._after[block][1])
            stacked[block] = values[block]
        self.values = values
        self.stacked = stacked
        self._per_weight = per_weight

    def _worth(
        self, tables: tuple[Singles, Singles], values: Singles, per_weight: Singles
    ) -> Singles:
        """Q of each later block, (k, states, classes)."""
        matrices, minutes = tables
        worth = np.matmul(matrices, values)
        worth -= minutes[:, :, None] * per_weight[:, None, :]
        return np.asarray(worth)

    def _best(
        self, stop: Singles, worth: Singles, lengths: Singles, tau: float
    ) -> tuple[Singles, Singles]:
        """The (soft) maximum of stopping and each later block, and the chances of the blocks."""
        total = float(lengths.sum())
        if not len(worth) or not total:
            shape = (self.grid.states, len(self.weights))
            return np.broadcast_to(stop, shape).astype(np.float32), np.zeros_like(worth)
        top = np.maximum(worth.max(axis=0), stop)
        if tau <= 0:
            return top, np.zeros((0, *top.shape), np.float32)
        scale = np.float32(1 / tau)
        chances = np.exp((worth - top) * scale)
        chances *= (lengths / total)[:, None, None]
        stays = np.exp((stop - top) * scale)
        whole = stays + chances.sum(axis=0)
        chances /= whole
        return np.asarray(top + np.float32(tau) * np.log(whole)), chances

    def first_values(self, prices: Floats) -> Floats:
        """U of each block for each class, (blocks, classes)."""
        terms = self.terms
        value = self.after_first(self.stacked)
        wait = self.calendar.day / max(terms.horizon, 1)
        dear = np.where(self.calendar.open, prices, float(CLOSED))
        value -= terms.costs.first * dear[:, None] / self.weights[None, :]
        return np.asarray(value - terms.kappa * wait[:, None])

    def stop(self, block: int) -> Singles:
        """(1 - g) R on the day when an item is not asked again after ``block``, (states, 1)."""
        return self._stop[block]

    def matrices(self, block: int) -> Singles:
        """The moves from ``block`` to each later one, (k, states, states)."""
        return self._after[block][0]

    def chances(self, block: int) -> Singles:
        """Softened choices after an answer in ``block``, (k, states, classes)."""
        return self._chosen[block].later

    def after_first(self, values: Floats | Singles) -> Floats:
        """Expected value after a first answer in each block, (blocks, classes).

        ``values`` (blocks, states, classes) are those just after an answer.
        """
        terms, grid = self.terms, self.grid
        found = np.zeros((len(values), values.shape[2]))
        for chance, (places, shares) in (
            (terms.first_right, grid.first_right),
            (1 - terms.first_right, grid.first_wrong),
        ):
            found += chance * np.einsum("bkc,k->bc", values[:, places[0], :], shares[0])
        return np.asarray(found)

    def first_chances(self, prices: Floats, tau: float) -> Floats:
        """Softened choices of the block of a first question, (blocks, classes)."""
        worth = self.first_values(prices)
        lengths = self._lengths.astype(np.float64)
        if not lengths.sum():
            return np.zeros_like(worth)
        top = np.maximum(worth.max(axis=0), 0.0)
        chances = np.exp((worth - top) / tau) * (lengths / lengths.sum())[:, None]
        chances /= np.exp(-top / tau) + chances.sum(axis=0)
        return np.asarray(chances)

    def aged_ends(self, number: int, ends: Singles, tau: float) -> Singles:
        """Expected (1 - g) R on the day of items ``ages[number]`` days old, (states, classes)."""
        worth, stop = self.aged_worth(number)
        _, chances = self._best(stop, worth, self._lengths, tau)
        after = np.matmul(self._aged[number][0], ends)
        return np.asarray((1 - chances.sum(axis=0)) * stop + (chances * after).sum(axis=0))

    def minutes_today(self, number: int) -> Floats:
        """Minutes of an answer today to items ``ages[number]`` days old, (states,)."""
        return np.asarray(self._aged[number][1][0], dtype=np.float64)

    def aged_worth(self, number: int) -> tuple[Singles, Singles]:
        """Q of every block for items last answered ``ages[number]`` days ago, and stopping."""
        return (
            self._worth(self._aged[number], self.stacked, self._per_weight),
            self._aged_stop[number],
        )

    # ── people, from today to the exam ───────────────────────────────────────────────────────

    def load(self, prices: Floats, tau: float) -> Floats:
        """Expected work in each block, (blocks,), after ``backward`` with the same arguments."""
        blocks = len(prices)
        load = np.zeros(blocks)
        people = np.zeros_like(self.stacked)
        self._enter_new(prices, tau, load, people)
        self._enter_seen(tau, load, people)
        for block in range(blocks - 1):
            chosen = self._chosen[block]
            flow = people[block] * chosen.later
            load[block + 1 :] += np.einsum("ksc,ks->k", flow, chosen.load)
            people[block + 1 :] += np.matmul(self._after[block][0].transpose(0, 2, 1), flow)
        return load

    def _enter_new(self, prices: Floats, tau: float, load: Floats, people: Singles) -> None:
        if not self.crowd.unseen.sum():
            return
        chances = self.first_chances(prices, tau)
        flow = chances * self.crowd.unseen  # (blocks, classes)
        load += flow.sum(axis=1) * self.terms.costs.first
        terms = self.terms
        for chance, (places, shares) in (
            (terms.first_right, self.grid.first_right),
            (1 - terms.first_right, self.grid.first_wrong),
        ):
            part = (chance * shares[0])[None, :, None] * flow[:, None, :]
            people[:, places[0], :] += part.astype(np.float32)

    def _enter_seen(self, tau: float, load: Floats, people: Singles) -> None:
        for number in range(len(self.ages)):
            worth, stop = self.aged_worth(number)
            _, chances = self._best(stop, worth, self._lengths, tau)
            flow = self.crowd.seen[number].T.astype(np.float32) * chances
            load += np.einsum("ksc,ks->k", flow, self._aged[number][1])
            people += np.matmul(self._aged[number][0].transpose(0, 2, 1), flow)


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
    flow: Flow, prices: Floats | None = None, *, steps: int = STEPS, check: Check | None = None
) -> Solution:
    """Prices for ``flow``: from nothing in 60 steps, or from yesterday's ``prices`` in a few."""
    calendar = flow.calendar
    fresh = prices is None
    now = np.full(len(calendar.start), START) if prices is None else prices.copy()
    pace = np.full(len(now), STEP if fresh else 0.6)
    before = np.zeros(len(now))
    capacity = np.maximum(calendar.capacity, 1e-9)
    cooling = max(1, round(0.6 * steps))
    best: Solution | None = None
    for step in range(steps):
        if check is not None:
            check()
        floor = max(TAU_LAST, 0.06 * float(now[calendar.open].mean()) if calendar.open.any() else 0)
        part = min(step / cooling, 1.0) if fresh else 1.0
        tau = max(floor, TAU_FIRST * (floor / TAU_FIRST) ** part)
        flow.backward(now, tau)
        load = flow.load(now, tau)
        best = Solution(now.copy(), load, step + 1, tau)
        if not fresh and best.misses(calendar).max(initial=0.0) < CLOSE:
            break
        excess = np.log((load + 0.02 * capacity) / (1.02 * capacity))
        turned = excess * before < 0
        pace = np.where(turned, pace * 0.6, np.minimum(pace * 1.1, STEP))
        before = excess
        now = np.maximum(0.0, now + np.clip(pace * tau * excess, -MOST, MOST))
    assert best is not None
    return best
