"""Ways of studying towards a date, for the simulation: usual FSRS, greedy, and the plan."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.plan.bids import gains_of
from quizapp.scheduling.plan.grid import Grid, Memory
from quizapp.scheduling.plan.planner import make_plan
from quizapp.scheduling.plan.population import Costs
from quizapp.scheduling.plan.prices import Terms
from quizapp.scheduling.plan.simulation import NONE, Class

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class UsualFsrs:
    """FSRS as usually run: what is due at the desired retention, and some new items a day."""

    retention: float = 0.9
    new_share: float = 1.0
    """New items a day, at most, as a share of the day's budget."""
    new_first: bool = False

    def __call__(self, group: Class, days_left: int, budget: float) -> list[Ints]:
        """What is due, least remembered first, and new items in order of weight."""
        recall = group.recall(group.day, real=False)
        limit = int(np.ceil(self.new_share * budget / group.world.costs.first))
        ranked = []
        for learner in range(group.learners):
            seen = group.seen[learner]
            due = np.flatnonzero(seen & (recall[learner] <= self._floor(group, learner)))
            due = due[np.argsort(recall[learner, due], kind="stable")]
            new = np.flatnonzero(~seen)
            new = new[np.argsort(-group.weights[new], kind="stable")][:limit]
            ranked.append(np.concatenate([new, due] if self.new_first else [due, new]))
        return ranked

    def _floor(self, group: Class, learner: int) -> Floats:
        """Recall at which each item falls due: intervals are whole days, at least one."""
        memory: Memory = group.world.memory
        stability = group.stability[learner]
        interval = np.maximum(
            1, np.round(stability / memory.factor * (self.retention ** (1 / memory.decay) - 1))
        )
        return memory.recall(interval, stability) + 1e-12


@dataclass(slots=True)
class Greedy:
    """Whatever raises the expected score most today, a minute."""

    grid: Grid
    costs: Costs
    guess: float = 0.25

    def __call__(self, group: Class, days_left: int, budget: float) -> list[Ints]:
        """Items by gain a minute, highest first."""
        ranked = []
        for learner in range(group.learners):
            terms = Terms(self.costs, self.guess, _known(group, learner))
            items = group.items(learner, group.weights)
            gains = gains_of(items, terms, self.grid.memory, days_left)
            order = np.argsort(-gains, kind="stable")
            ranked.append(order[gains[order] > 0])
        return ranked


@dataclass(slots=True)
class Planned:
    """The exam-date plan, carried from day to day for each learner."""

    grid: Grid
    weights: Floats  # jittered
    costs: Costs
    guess: float = 0.25
    kappa: float = 0.06
    horizon: int = 0
    first_misses: list[float] = field(default_factory=list)
    """How far each learner's first plan misses the load it was to have, at worst."""
    _prices: dict[int, Floats] = field(default_factory=dict)
    _day: int = -1

    def __call__(self, group: Class, days_left: int, budget: float) -> list[Ints]:
        """Items by bid, highest first."""
        went_on = group.day == self._day + 1
        self._day = group.day
        self.horizon = self.horizon or days_left
        ranked = []
        for learner in range(group.learners):
            terms = Terms(self.costs, self.guess, _known(group, learner), self.kappa, self.horizon)
            carried = self._prices.get(learner) if went_on else None
            plan, bids = make_plan(
                self.grid,
                group.items(learner, self.weights),
                np.full(days_left, budget),
                terms,
                carried=carried,
            )
            if carried is None:
                self.first_misses.append(float(plan.solution.misses(plan.calendar).max()))
            self._prices[learner] = plan.tomorrow()
            ranked.append(bids.order())
        return ranked if ranked else [NONE]


def _known(group: Class, learner: int) -> float:
    """The chance of a right first answer, from this learner's own."""
    return float((6 + group.right[learner]) / (10 + group.asked[learner]))
