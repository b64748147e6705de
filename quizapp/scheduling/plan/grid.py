"""Memory on a grid: where a right or a wrong answer takes an item, after every gap in days.

The state of an item is (stability, difficulty), on 20 values of ln S and the six difficulties
that right (*good*) and wrong (*again*) answers reach, 120 in all, bilinear between. For every gap
there is one matrix that takes values after an answer to the value expected before it. Where an
answer takes the difficulty does not depend on the stability or the gap, so that matrix is kept in
two parts: one small mixture of difficulties for right and one for wrong answers, and for every gap
and difficulty the stabilities reached, a third of the numbers and of the work.

Source: FSRS-6 as in ``quizapp.scheduling.fsrs``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.fsrs import DIFFICULTY_MAX, DIFFICULTY_MIN, STABILITY_MIN, Parameters

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]

STABILITIES: Final = 20
DIFFICULTIES: Final = 6
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
    """The states, difficulty by difficulty, and where answers take them.

    ``reach[d, gap - 1]`` is a matrix (stabilities, 2 x stabilities): from each stability at that
    difficulty, the chance of a right answer spread over the stabilities it leads to, and beside
    it that of a wrong one. Made for the gaps that are asked for, and kept.
    """

    def __init__(self, parameters: Parameters) -> None:
        self.memory = Memory(parameters.weights)
        self.log_s = np.linspace(np.log(SHORTEST_DAYS), np.log(LONGEST_DAYS), STABILITIES)
        self.days = np.exp(self.log_s)  # (stabilities,)
        self.d = self._difficulties()
        self.stability = np.tile(self.days, DIFFICULTIES)  # (states,) days
        self.difficulty = np.repeat(self.d, STABILITIES)  # (states,)
        right, wrong = self.memory.first()
        self.first_right = self.weights_at(*(np.array([one]) for one in right))
        self.first_wrong = self.weights_at(*(np.array([one]) for one in wrong))
        self.mixed = np.concatenate([self._harder(right=True), self._harder(right=False)])
        self._reach = np.zeros((DIFFICULTIES, 0, STABILITIES, 2 * STABILITIES), np.float32)
        self._made = np.zeros(0, dtype=bool)
        self._lock = Lock()

    @property
    def states(self) -> int:
        """How many states there are."""
        return len(self.stability)

    def _difficulties(self) -> Floats:
        """The six difficulties that a few right and wrong answers reach, ascending."""
        (_, easy), (_, hard) = self.memory.first()
        found = [easy, hard]
        while len(found) < DIFFICULTIES:
            found.append(float(self.memory.harder(np.array(found[-2]), right=False)))
        ascending = np.sort(np.array(found))
        # Weights that hardly move the difficulty would put nodes on each other.
        spaced = np.linspace(ascending[0], max(ascending[-1], ascending[0] + 0.5), DIFFICULTIES)
        return np.where(np.min(np.diff(ascending)) > 1e-3, ascending, spaced)

    def _harder(self, *, right: bool) -> Singles:
        """Shares of the difficulties (rows: before, columns: after an answer)."""
        low, part = self._between_difficulties(self.memory.harder(self.d, right=right))
        shares = np.zeros((DIFFICULTIES, DIFFICULTIES), np.float32)
        rows = np.arange(DIFFICULTIES)
        shares[rows, low] = 1 - part
        shares[rows, low + 1] = part
        return shares

    def _between_difficulties(self, difficulty: Floats) -> tuple[Ints, Floats]:
        d = np.clip(difficulty, self.d[0], self.d[-1])
        low = np.clip(np.searchsorted(self.d, d, side="right") - 1, 0, DIFFICULTIES - 2)
        return low, (d - self.d[low]) / (self.d[low + 1] - self.d[low])

    def _between_stabilities(self, stability: Floats) -> tuple[Ints, Floats]:
        s = np.clip(np.log(np.maximum(stability, 1e-9)), self.log_s[0], self.log_s[-1])
        place = (s - self.log_s[0]) / (self.log_s[1] - self.log_s[0])
        low = np.minimum(place.astype(np.int64), STABILITIES - 2)
        return low, place - low

    def weights_at(self, stability: Floats, difficulty: Floats) -> tuple[Ints, Floats]:
        """The four states around each point, (n, 4), and their bilinear weights, (n, 4)."""
        at_s, part_s = self._between_stabilities(stability)
        at_d, part_d = self._between_difficulties(difficulty)
        low = at_d * STABILITIES + at_s
        high = low + STABILITIES
        places = np.stack([low, low + 1, high, high + 1], axis=-1)
        shares = np.stack(
            [
                (1 - part_d) * (1 - part_s),
                (1 - part_d) * part_s,
                part_d * (1 - part_s),
                part_d * part_s,
            ],
            axis=-1,
        )
        return places, shares

    def reach(self, gaps: Ints) -> Singles:
        """Where answers after ``gaps`` days lead: (difficulties, gaps, stabilities, 2 x those)."""
        with self._lock:
            longest = int(gaps.max(initial=0))
            if longest > len(self._made):
                room = ((0, 0), (0, longest - len(self._made)), (0, 0), (0, 0))
                self._reach = np.pad(self._reach, room)
                self._made = np.pad(self._made, (0, longest - len(self._made)))
            wanted = np.unique(gaps)
            missing = wanted[~self._made[wanted - 1]]
            if len(missing):
                self._make(missing)
                self._made[missing - 1] = True
            return self._reach[:, gaps - 1]

    def _make(self, gaps: Ints) -> None:
        recall = self.memory.recall(gaps[:, None].astype(np.float64), self.days)  # (gaps, s)
        d, s = self.d[:, None, None], self.days
        # One place in the table for every row: difficulty, gap and stability before.
        difficulties = np.arange(DIFFICULTIES)[:, None, None]
        rows = (difficulties, (gaps - 1)[None, :, None], np.arange(STABILITIES)[None, None, :])
        for first, chance, after in (
            (0, recall, self.memory.right(s, d, recall)),
            (STABILITIES, 1 - recall, self.memory.wrong(s, d, recall)),
        ):
            low, part = self._between_stabilities(after)
            self._reach[(*rows, first + low)] = chance * (1 - part)
            self._reach[(*rows, first + low + 1)] = chance * part


@lru_cache(maxsize=2)
def grid_of(parameters: Parameters) -> Grid:
    """The grid of these parameters; its matrices are kept from one plan to the next."""
    return Grid(parameters)
