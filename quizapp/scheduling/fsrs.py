"""FSRS-6, one card at a time, with nothing imported but ``math``.

The ``fsrs`` package defines the formulas; it costs more to import than our whole start may take
and is several times slower a review. So the formulas stand here once more, and the tests hold
them against the package to 1e-9 on its own scenarios and on random histories.

Source: Ye et al., the FSRS-6 algorithm as published with the ``fsrs`` package 6 (MIT).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

STABILITY_MIN = 0.001
DIFFICULTY_MIN = 1.0
DIFFICULTY_MAX = 10.0

# fmt: off
DEFAULT_WEIGHTS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)
LOWER_BOUNDS = (
    STABILITY_MIN, STABILITY_MIN, STABILITY_MIN, STABILITY_MIN, 1.0, 0.001, 0.001, 0.001, 0.0,
    0.0, 0.001, 0.001, 0.001, 0.001, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.1,
)
UPPER_BOUNDS = (
    100.0, 100.0, 100.0, 100.0, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5, 5.0, 0.25, 0.9, 4.0, 1.0,
    6.0, 2.0, 2.0, 0.8, 0.8,
)
# fmt: on

NEW, LEARNING, REVIEW, RELEARNING = range(4)
"""States as small integers, in the order of ``STATES``."""
STATES: tuple[Literal["new", "learning", "review", "relearning"], ...] = (
    "new",
    "learning",
    "review",
    "relearning",
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """The 21 weights of FSRS-6; the defaults are those of the ``fsrs`` package."""

    weights: tuple[float, ...] = DEFAULT_WEIGHTS

    def __post_init__(self) -> None:
        if len(self.weights) != len(DEFAULT_WEIGHTS):
            raise ValueError(f"FSRS-6 has {len(DEFAULT_WEIGHTS)} weights, not {len(self.weights)}")
        for index, (low, weight, high) in enumerate(
            zip(LOWER_BOUNDS, self.weights, UPPER_BOUNDS, strict=True)
        ):
            if not low <= weight <= high:
                raise ValueError(f"weight {index} is {weight}, not in [{low}, {high}]")


class Model:
    """The memory formulas for one set of weights, with the constants worked out once.

    ``elapsed`` is always in whole study days; below one day the short-term formula holds.
    """

    __slots__ = (
        "decay",
        "easy_bonus",
        "factor",
        "forget_cap",
        "growth",
        "hard_penalty",
        "interval_scale",
        "learning",
        "maximum_days",
        "relearning",
        "reversion_target",
        "weights",
    )

    def __init__(
        self,
        parameters: Parameters,
        desired_retention: float,
        learning_steps_ms: tuple[int, ...],
        relearning_steps_ms: tuple[int, ...],
        maximum_interval_days: int,
    ) -> None:
        w = parameters.weights
        self.weights = w
        self.decay = -w[20]
        self.factor = 0.9 ** (1 / self.decay) - 1
        self.interval_scale = desired_retention ** (1 / self.decay) - 1
        self.growth = math.e ** w[8]
        self.hard_penalty = w[15]
        self.easy_bonus = w[16]
        self.forget_cap = math.e ** (w[17] * w[18])
        self.reversion_target = w[4] - math.e ** (w[5] * 3) + 1
        self.learning = learning_steps_ms
        self.relearning = relearning_steps_ms
        self.maximum_days = maximum_interval_days

    def retrievability(self, elapsed: float, stability: float) -> float:
        """Chance of recall ``elapsed`` days after a review that left ``stability`` days."""
        chance: float = (1 + self.factor * max(0.0, elapsed) / stability) ** self.decay
        return chance

    def interval_days(self, stability: float) -> int:
        """Whole days until recall falls to the desired retention; at least one."""
        days: int = round((stability / self.factor) * self.interval_scale)
        return min(max(days, 1), self.maximum_days)

    def first(self, rating: int) -> tuple[float, float]:
        """Stability and difficulty after a card's first review."""
        w = self.weights
        difficulty = w[4] - math.e ** (w[5] * (rating - 1)) + 1
        return (
            max(w[rating - 1], STABILITY_MIN),
            min(max(difficulty, DIFFICULTY_MIN), DIFFICULTY_MAX),
        )

    def again(
        self, stability: float, difficulty: float, rating: int, elapsed: int
    ) -> tuple[float, float]:
        """Stability and difficulty after a later review, ``elapsed`` study days after the last."""
        w = self.weights
        if elapsed < 1:
            grown = (math.e ** (w[17] * (rating - 3 + w[18]))) * (stability ** -w[19])
            if rating > 1 and grown < 1.0:
                grown = 1.0
            after = stability * grown
        else:
            forgotten = 1 - (1 + self.factor * elapsed / stability) ** self.decay
            if rating == 1:
                after = min(
                    w[11]
                    * (difficulty ** -w[12])
                    * (((stability + 1) ** w[13]) - 1)
                    * (math.e ** (forgotten * w[14])),
                    stability / self.forget_cap,
                )
            else:
                after = stability * (
                    1
                    + self.growth
                    * (11 - difficulty)
                    * (stability ** -w[9])
                    * ((math.e ** (forgotten * w[10])) - 1)
                    * (self.hard_penalty if rating == 2 else 1)
                    * (self.easy_bonus if rating == 4 else 1)
                )
        damped = difficulty + (10.0 - difficulty) * -(w[6] * (rating - 3)) / 9.0
        mixed = w[7] * self.reversion_target + (1 - w[7]) * damped
        return (
            max(after, STABILITY_MIN),
            min(max(mixed, DIFFICULTY_MIN), DIFFICULTY_MAX),
        )

    def review(
        self, state: int, step: int, stability: float, difficulty: float, rating: int, elapsed: int
    ) -> tuple[int, int, float, float, int, int]:
        """What one review makes of a card: state, step, stability, difficulty, wait_ms, days.

        Exactly one of the last two is not zero: ``wait_ms`` for a learning step, ``days`` for an
        interval of whole days.
        """
        if state == NEW:
            stability, difficulty = self.first(rating)
            state = LEARNING
            step = 0
        else:
            stability, difficulty = self.again(stability, difficulty, rating, elapsed)

        if state == REVIEW:
            if rating == 1 and self.relearning:
                return RELEARNING, 0, stability, difficulty, self.relearning[0], 0
            return REVIEW, 0, stability, difficulty, 0, self.interval_days(stability)

        steps = self.learning if state == LEARNING else self.relearning
        # A card may stand on a step that no longer exists, when the steps were shortened since.
        if not steps or (step >= len(steps) and rating > 1):
            return REVIEW, 0, stability, difficulty, 0, self.interval_days(stability)
        if rating == 1:
            return state, 0, stability, difficulty, steps[0], 0
        if rating == 2:
            return state, step, stability, difficulty, _hard_wait_ms(steps, step), 0
        if rating == 3 and step + 1 < len(steps):
            return state, step + 1, stability, difficulty, steps[step + 1], 0
        return REVIEW, 0, stability, difficulty, 0, self.interval_days(stability)


def _hard_wait_ms(steps: tuple[int, ...], step: int) -> int:
    """How long *hard* waits: the same step again, and between the first two on the first."""
    if step > 0:
        return steps[step]
    if len(steps) == 1:
        return round(steps[0] * 1.5)
    return (steps[0] + steps[1]) // 2
