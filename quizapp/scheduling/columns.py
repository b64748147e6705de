"""The lines of many items as arrays, and the rated turns that they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.days import DAY_MS, HOUR_MS, MINUTE_MS
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.scheduling.turns import KINDS, OUTCOMES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ANSWER, RATE, PROOF, SUSPEND, UNSUSPEND, BURY, FLAG, UNFLAG, NOTE = range(1, len(KINDS) + 1)
OTHER = 0
"""Kind of a line that only the whole fold understands."""
RIGHT, WRONG, UNDECIDED, UNREADABLE = range(1, len(OUTCOMES) + 1)


@dataclass(frozen=True, slots=True)
class Columns:
    """The lines of many items, item after item, each item's in order of time and device."""

    counts: Ints  # (items,) lines of each item, at least 1
    at_ms: Ints  # (lines,)
    turn_ms: Ints  # (lines,)
    kind: Ints  # (lines,) 1 + place in turns.KINDS, or OTHER
    rating: Ints  # (lines,) 1..4, 0 for none
    outcome: Ints  # (lines,) 1 + place in turns.OUTCOMES, 0 for none
    offset_min: Ints  # (lines,)
    duration_ms: Ints  # (lines,) 0 for none


@dataclass(frozen=True, slots=True)
class Turns:
    """The rated turns of all items, item after item."""

    counts: Ints  # (items,)
    starts: Ints  # (items,) index of each item's first turn
    item: Ints  # (turns,)
    rating: Ints  # (turns,)
    at_ms: Ints  # (turns,)
    shift_ms: Ints  # (turns,) what makes an instant a place in local study days
    elapsed: Ints  # (turns,) study days since the turn before; -1 for an item's first

    @classmethod
    def of(
        cls,
        columns: Columns,
        item_of: Ints,
        lines: Ints,
        items: int,
        settings: SchedulerSettings,
    ) -> Turns:
        """The turns that the rated ``lines`` make: the last line of each is the one heard."""
        item, turn_ms = item_of[lines], columns.turn_ms[lines]
        closes = np.ones(len(lines), bool)
        closes[:-1] = (item[1:] != item[:-1]) | (turn_ms[1:] != turn_ms[:-1])
        heard = lines[closes]
        item = item[closes]
        at_ms = columns.at_ms[heard]
        counts = np.bincount(item, minlength=items)
        shift_ms = columns.offset_min[heard] * MINUTE_MS - settings.rollover_hour * HOUR_MS
        elapsed = np.full(len(heard), -1, np.int64)
        later = item[1:] == item[:-1]
        today = (at_ms[1:] + shift_ms[1:]) // DAY_MS
        before = (at_ms[:-1] + shift_ms[1:]) // DAY_MS
        elapsed[1:][later] = np.maximum(today - before, 0)[later]
        return cls(
            counts,
            np.cumsum(counts) - counts,
            item,
            columns.rating[heard],
            at_ms,
            shift_ms,
            elapsed,
        )

    def last(self) -> tuple[Ints, Ints]:
        """Items that have turns, and the index of the last turn of each."""
        (met,) = np.nonzero(self.counts)
        return met, self.starts[met] + self.counts[met] - 1

    def lapses(self) -> Ints:
        """Study days after its first on which each item was rated Again, as ``Card`` counts."""
        nights = np.cumsum(np.maximum(self.elapsed, 0))  # through all items, one after the other
        met = nights[np.minimum(self.starts, max(0, len(nights) - 1))] if len(nights) else nights
        (failed,) = np.nonzero(self.rating == 1)
        failed = failed[nights[failed] > met[self.item[failed]]]
        item, night = self.item[failed], nights[failed]
        new = np.ones(len(failed), bool)
        new[1:] = (item[1:] != item[:-1]) | (night[1:] != night[:-1])
        return np.bincount(item[new], minlength=len(self.counts))

    def last_ms(self) -> Ints:
        """When each item was last reviewed; 0 for never."""
        met, last = self.last()
        found = np.zeros(len(self.counts), np.int64)
        found[met] = self.at_ms[last]
        return found
