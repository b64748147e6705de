"""Simulated learners: what a way of studying comes to on the exam day.

Many learners side by side, seeded. Their memory follows FSRS-6, also faster or slower than the
planner believes, and what they know beforehand is not known to it. Time is counted in minutes, or
in answers; days can be missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.plan.grid import Memory
from quizapp.scheduling.plan.population import IN_ANSWERS, Costs, Items

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class World:
    """How the learners' own memory and time differ from what a planner believes."""

    memory: Memory
    speed: float = 1.0
    """Stability is that of the model times this: below 1 they forget faster."""
    knows: float = 0.6
    """Chance that a first answer is right."""
    costs: Costs = IN_ANSWERS
    guess: float = 0.25
    missed: tuple[int, ...] = ()
    """Days on which nothing is done, unforeseen."""


class Class:
    """A class of learners over one set of items; arrays have the shape (learners, items).

    ``stability`` and ``difficulty`` are what a scheduler that sees the answers believes;
    ``real_stability`` is their own.
    """

    def __init__(self, world: World, weights: Floats, learners: int, seed: int) -> None:
        shape = (learners, len(weights))
        self.world = world
        self.weights = weights
        self.rng = np.random.default_rng(seed)
        self.seen: Flags = np.zeros(shape, dtype=bool)
        self.stability: Floats = np.ones(shape)
        self.real_stability: Floats = np.ones(shape)
        self.difficulty: Floats = np.full(shape, 5.0)
        self.last: Ints = np.zeros(shape, dtype=np.int64)
        self.asked = np.zeros(learners, dtype=np.int64)
        """First answers given, by learner."""
        self.right = np.zeros(learners, dtype=np.int64)
        """Those of them that were right."""
        self.day = 0

    @property
    def learners(self) -> int:
        """How many there are."""
        return len(self.seen)

    def items(self, learner: int, weights: Floats) -> Items:
        """The items as a planner of one learner sees them today, with its own ``weights``."""
        return Items(
            weights,
            self.seen[learner],
            self.stability[learner],
            self.difficulty[learner],
            np.where(self.seen[learner], self.day - self.last[learner], 0),
        )

    def recall(self, day: int, *, real: bool) -> Floats:
        """Chance of recall of every item on ``day``: the learners' own, or what is believed."""
        stability = self.real_stability if real else self.stability
        return self.world.memory.recall((day - self.last).astype(np.float64), stability)

    def study(self, ranked: list[Ints], budget: float) -> Floats:
        """Ask each learner its ``ranked`` items until the time is used; minutes spent."""
        spent = np.zeros(self.learners)
        chance = np.where(self.seen, self.recall(self.day, real=True), self.world.knows)
        luck = self.rng.random(self.seen.shape)
        right = luck < chance
        costs = self.world.costs
        asked: list[tuple[int, Ints]] = []
        for learner, order in enumerate(ranked):
            minutes = np.where(
                self.seen[learner, order],
                np.where(right[learner, order], costs.right, costs.wrong),
                costs.first,
            )
            used = np.cumsum(minutes)
            # The last item is begun while there is time left.
            count = int(np.searchsorted(used - minutes, budget - 1e-9, side="left"))
            if count:
                spent[learner] = used[count - 1]
                asked.append((learner, order[:count]))
        if asked:
            who = np.concatenate([np.full(len(order), learner) for learner, order in asked])
            what = np.concatenate([order for _, order in asked])
            self._answer((who, what), right[who, what])
        return spent

    def _answer(self, at: tuple[Ints, Ints], good: Flags) -> None:
        """Answers of (learners, items), none of them twice."""
        memory, speed = self.world.memory, self.world.speed
        met = self.seen[at]
        np.add.at(self.asked, at[0], ~met)
        np.add.at(self.right, at[0], good & ~met)
        gap = np.maximum(self.day - self.last[at], 1).astype(np.float64)
        (right_s, right_d), (wrong_s, wrong_d) = memory.first()
        first_s = np.where(good, right_s, wrong_s)
        difficulty = self.difficulty[at]
        for own, scale in ((self.stability, 1.0), (self.real_stability, speed)):
            stability = own[at]
            recall = memory.recall(gap, stability)
            # A learner's own memory grows as the model says, on a clock of another speed.
            inner = stability / scale
            after = np.where(
                good,
                memory.right(inner, difficulty, recall),
                memory.wrong(inner, difficulty, recall),
            )
            own[at] = scale * np.where(met, after, first_s)
        harder = np.where(
            good,
            memory.harder(difficulty, right=True),
            memory.harder(difficulty, right=False),
        )
        self.difficulty[at] = np.where(met, harder, np.where(good, right_d, wrong_d))
        self.seen[at] = True
        self.last[at] = self.day

    def scores(self, day: int) -> Floats:
        """Expected score of each learner on ``day``, in points of 100."""
        guess = self.world.guess
        recall = np.where(self.seen, self.recall(day, real=True), 0.0)
        points = recall + (1 - recall) * guess
        return np.asarray(100 * (points * self.weights).sum(axis=1) / self.weights.sum())


Policy = Callable[[Class, int, float], list[Ints]]
"""Ranks today's items for every learner, given the days left and the budget of today."""

NONE: Final = np.zeros(0, dtype=np.int64)


def run(group: Class, policy: Policy, days: int, budget: float) -> Floats:
    """The scores after ``days`` of studying by ``policy``, ``budget`` minutes a day."""
    for day in range(days):
        group.day = day
        if day in group.world.missed:
            continue
        group.study(policy(group, days - day, budget), budget)
    return group.scores(days)
