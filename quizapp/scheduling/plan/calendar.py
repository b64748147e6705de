"""The days up to the exam, the near and the last ones singly, those between in blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FIRST_SINGLY: Final = 4
LAST_SINGLY: Final = 9
BLOCKS: Final = 32


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Blocks of days; arrays share the length ``blocks``. Day 0 is today, the exam is on day T."""

    days_left: int
    """T: study days are 0 to T - 1."""
    start: Ints  # first day of each block
    length: Ints  # days in each block
    capacity: Floats  # what can be spent in each block, all its days together
    budget: Floats  # (T,) what can be spent on each day

    @property
    def day(self) -> Ints:
        """The day that stands for each block: its middle one."""
        return self.start + (self.length - 1) // 2

    @property
    def open(self) -> NDArray[np.bool_]:
        """Blocks in which anything can be done."""
        return self.capacity > 0

    def block_means(self, per_day: Floats) -> Floats:
        """The mean over each block of a value per day."""
        return np.asarray(np.add.reduceat(per_day, self.start) / self.length)

    def per_day(self, per_block: Floats) -> Floats:
        """A value per block, for each of its days."""
        return np.asarray(np.repeat(per_block, self.length))

    def spread(self, per_block: Floats) -> Floats:
        """A sum per block, divided among its days as their budgets are: nothing on a day off."""
        capacity = self.per_day(self.capacity)
        evenly = self.per_day(1.0 / self.length)
        share = np.divide(self.budget, capacity, out=evenly, where=capacity > 0)
        return self.per_day(per_block) * share

    def to_carry(self, per_block: Floats) -> Floats:
        """Prices of each day for the plan of tomorrow.

        The first block of several days loses a day to the days taken singly, and the price of the
        whole block would be 30 % off its load: up to its middle, prices are between those of the
        open days around.
        """
        found = self.per_day(per_block)
        several = np.flatnonzero(self.length > 1)
        if len(several) and self.open.any():
            days = np.arange(self.start[several[0]], self.day[several[0]])
            found[days] = np.interp(days, self.day[self.open], per_block[self.open])
        return found


def calendar(budget: Floats, *, blocks: int = BLOCKS) -> Calendar:
    """The calendar of the days in ``budget`` (T,), which says what each can hold.

    There are ``blocks`` at most, at least 14.
    """
    days = len(budget)
    if days <= blocks:
        start = np.arange(days, dtype=np.int64)
    else:
        between = blocks - FIRST_SINGLY - LAST_SINGLY
        inner = np.round(np.linspace(FIRST_SINGLY, days - LAST_SINGLY, between + 1)[:-1])
        start = np.concatenate(
            [np.arange(FIRST_SINGLY), inner, np.arange(days - LAST_SINGLY, days)]
        ).astype(np.int64)
        start = np.unique(start)
    length = np.diff(np.append(start, days))
    capacity = np.add.reduceat(np.asarray(budget, dtype=np.float64), start)
    return Calendar(days, start, length, capacity, np.asarray(budget, dtype=np.float64))
