"""What each rating would do: the times on the rating keys, before one is pressed."""

from __future__ import annotations

from quizapp.clock import Moment
from quizapp.records import Memory
from quizapp.scheduling.days import DAY_MS, day_number, day_start_ms
from quizapp.scheduling.fold import DEFAULTS, advance
from quizapp.scheduling.settings import SchedulerSettings


def next_memories(
    memory: Memory, at: Moment, settings: SchedulerSettings = DEFAULTS
) -> tuple[Memory, Memory, Memory, Memory]:
    """The memory after Again, Hard, Good and Easy at ``at``; exactly what the fold would give."""
    again, hard, good, easy = (
        advance(memory, rating, at.at_ms, at.offset_min, settings) for rating in (1, 2, 3, 4)
    )
    return again, hard, good, easy


def intervals_ms(
    memory: Memory, at: Moment, settings: SchedulerSettings = DEFAULTS
) -> tuple[int, int, int, int]:
    """How long until the card returns, for Again, Hard, Good and Easy.

    A wait of days is given as whole study days, because that is how a learner counts: a card
    that comes back the day after tomorrow says 2 days, though the day begins some hours short of
    48 hours from now.
    """
    again, hard, good, easy = next_memories(memory, at, settings)
    return (
        _wait_ms(again, at, settings),
        _wait_ms(hard, at, settings),
        _wait_ms(good, at, settings),
        _wait_ms(easy, at, settings),
    )


def _wait_ms(after: Memory, at: Moment, settings: SchedulerSettings) -> int:
    hour = settings.rollover_hour
    day = day_number(after.due_ms, at.offset_min, hour)
    if after.due_ms != day_start_ms(day, at.offset_min, hour):
        return after.due_ms - at.at_ms
    return (day - day_number(at.at_ms, at.offset_min, hour)) * DAY_MS
