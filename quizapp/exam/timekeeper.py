"""The time of a sitting, which only goes forward, whatever is done to the machine's clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timekeeper:
    """The largest moment seen, and what the clock said at the last look.

    A clock set back wins no time: the sitting's time runs on from the largest moment seen, at the
    pace of the clock. That a clock was "put right again" is not believed either, for it cannot be
    told from time that passed while nobody looked; putting it forward costs time, never wins any.
    """

    seen_ms: int
    clock_ms: int

    def read(self, clock_ms: int) -> Timekeeper:
        """The time when the clock says ``clock_ms``; never before ``seen_ms``."""
        return Timekeeper(self.seen_ms + max(0, clock_ms - self.clock_ms), clock_ms)
