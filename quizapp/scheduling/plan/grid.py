"""Memory on a grid: where a right or a wrong answer takes an item, after every gap in days.

The state of an item is (stability, difficulty), on 20 values of ln S and the six difficulties
that right (*good*) and wrong (*again*) answers reach, 120 in all, bilinear between. For every gap
there is one matrix that takes values after an answer to the value expected before it.

Source: FSRS-6 as in ``quizapp.scheduling.fsrs``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.fsrs import DIFFICULTY_MAX, DIFFICULTY_MIN, STABILITY_MIN, Parameters

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]

STABILITIES: Final = 20
SHORTEST_DAYS: Final = 0.05
LONGEST_DAYS: Final = 600.0


@dataclass(frozen=True, slots=True)
class Memory:
    """FSRS-6 for two answers, right (good) and wrong (again), in arrays of any one shape."""

    weights: tuple[float, ...]

    @property
    def decay(self) -> float:
        """The exponent of forgetting, negative."""
        return -self.weights[20]

    @property
    def factor(self) -> float:
        """What makes recall 0.9 after S days."""
        return float(0.9 ** (1 / self.decay) - 1)

    def recall(self, days: Floats | float, stability: Floats) -> Floats:
        """Chance of recall so many days after an answer that left ``stability`` days."""
        return np.asarray((1 + self.factor * days / stability) ** self.decay)

    def first(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """(stability, difficulty) after a first answer that was right, and one that was wrong."""
        w = self.weights
        return (
            (max(w[2], STABILITY_MIN), self._bounded(w[4] - float(np.exp(w[5] * 2)) + 1)),
            (max(w[0], STABILITY_MIN), self._bounded(w[4])),
        )

    def right(self, stability: Floats, difficulty: Floats, recall: Floats) -> Floats:
        """Stability after a right answer at that recall."""
        w = self.weights
        grown = 1 + np.exp(w[8]) * (11 - difficulty) * stability ** -w[9] * (
            np.exp((1 - recall) * w[10]) - 1
        )
        return np.asarray(np.maximum(stability * grown, STABILITY_MIN))

    def wrong(self, stability: Floats, difficulty: Floats, recall: Floats) -> Floats:
        """Stability after a wrong answer at that recall."""
        w = self.weights
        fallen = (
            w[11]
            * difficulty ** -w[12]
            * ((stability + 1) ** w[13] - 1)
            * np.exp((1 - recall) * w[14])
        )
        least = np.minimum(fallen, stability / np.exp(w[17] * w[18]))
        return np.asarray(np.maximum(least, STABILITY_MIN))

    def harder(self, difficulty: Floats, *, right: bool) -> Floats:
        """Difficulty after an answer."""
        w = self.weights
        moved = difficulty + (10.0 - difficulty) * (0.0 if right else 2.0 * w[6] / 9.0)
        target = w[4] - float(np.exp(w[5] * 3)) + 1
        mixed = w[7] * target + (1 - w[7]) * moved
        return np.asarray(np.clip(mixed, DIFFICULTY_MIN, DIFFICULTY_MAX))

    @staticmethod
    def _bounded(difficulty: float) -> float:
        return min(max(difficulty, DIFFICULTY_MIN), DIFFICULTY_MAX)


class Grid:
    """The states, and one transition matrix for each gap, made when it is asked for."""

    def __init__(self, parameters: Parameters) -> None:
        self.memory = Memory(parameters.weights)
        self.log_s = np.linspace(np.log(SHORTEST_DAYS), np.log(LONGEST_DAYS), STABILITIES)
        self.d = self._difficulties()
        self.stability = np.repeat(np.exp(self.log_s), len(self.d))  # (states,) days
        self.difficulty = np.tile(self.d, STABILITIES)  # (states,)
        right, wrong = self.memory.first()
        self.first_right = self.weights_at(*(np.array([one]) for one in right))
        self.first_wrong = self.weights_at(*(np.array([one]) for one in wrong))
        self._moves: dict[int, tuple[Singles, Singles]] = {}

    @property
    def states(self) -> int:
        """How many states there are."""
        return len(self.stability)

    def _difficulties(self) -> Floats:
        """The six difficulties that a few right and wrong answers reach, ascending."""
        (_, easy), (_, hard) = self.memory.first()
        found = [easy, hard]
        while len(found) < 6:
            found.append(float(self.memory.harder(np.array(found[-2]), right=False)))
        ascending = np.sort(np.array(found))
        # Weights that hardly move the difficulty would put nodes on each other.
        spaced = np.linspace(ascending[0], max(ascending[-1], ascending[0] + 0.5), 6)
        return np.where(np.min(np.diff(ascending)) > 1e-3, ascending, spaced)

    def weights_at(self, stability: Floats, difficulty: Floats) -> tuple[Ints, Floats]:
        """The four states around each point, (n, 4), and their bilinear weights, (n, 4)."""
        s = np.clip(np.log(np.maximum(stability, 1e-9)), self.log_s[0], self.log_s[-1])
        step = self.log_s[1] - self.log_s[0]
        at_s = np.minimum(((s - self.log_s[0]) / step).astype(np.int64), STABILITIES - 2)
        part_s = (s - self.log_s[at_s]) / step
        d = np.clip(difficulty, self.d[0], self.d[-1])
        at_d = np.clip(np.searchsorted(self.d, d, side="right") - 1, 0, len(self.d) - 2)
        part_d = (d - self.d[at_d]) / (self.d[at_d + 1] - self.d[at_d])
        low = at_s * len(self.d) + at_d
        high = low + len(self.d)
        places = np.stack([low, low + 1, high, high + 1], axis=-1)
        shares = np.stack(
            [
                (1 - part_s) * (1 - part_d),
                (1 - part_s) * part_d,
                part_s * (1 - part_d),
                part_s * part_d,
            ],
            axis=-1,
        )
        return places, shares

    def moves(self, gap: int) -> tuple[Singles, Singles]:
        """The matrix of an answer ``gap`` days after the last one, and recall before it.

        The matrix (states, states) times values just after an answer gives the value expected
        before it is known whether it will be right; recall has shape (states,).
        """
        found = self._moves.get(gap)
        if found is None:
            found = self._moves[gap] = self._made(gap)
        return found

    def _made(self, gap: int) -> tuple[Singles, Singles]:
        recall = self.memory.recall(float(gap), self.stability)
        matrix = np.zeros((self.states, self.states), dtype=np.float32)
        rows = np.arange(self.states)[:, None]
        for chance, right in ((recall, True), (1 - recall, False)):
            change = self.memory.right if right else self.memory.wrong
            places, shares = self.weights_at(
                change(self.stability, self.difficulty, recall),
                self.memory.harder(self.difficulty, right=right),
            )
            np.add.at(matrix, (rows, places), (chance[:, None] * shares).astype(np.float32))
        return matrix, recall.astype(np.float32)


@lru_cache(maxsize=2)
def grid_of(parameters: Parameters) -> Grid:
    """The grid of these parameters; its matrices are kept from one plan to the next."""
    return Grid(parameters)
