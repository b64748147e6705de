"""Study days as whole numbers, so that folding a long log needs no calendar objects.

Day 0 is 1970-01-01 local; a day runs from the rollover hour to the next. ``clock.study_day``
says the same with dates, and a test holds the two together.
"""

from __future__ import annotations

from datetime import date

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MINUTE_MS = 60_000
_EPOCH = date(1970, 1, 1).toordinal()


def day_number(at_ms: int, offset_min: int, rollover_hour: int) -> int:
    """The study day of an instant, seen from ``offset_min`` minutes east of UTC."""
    return (at_ms + offset_min * MINUTE_MS - rollover_hour * HOUR_MS) // DAY_MS


def day_start_ms(day: int, offset_min: int, rollover_hour: int) -> int:
    """UTC milliseconds at which a study day begins."""
    return day * DAY_MS + rollover_hour * HOUR_MS - offset_min * MINUTE_MS


def day_of(when: date) -> int:
    """The number of a calendar date."""
    return when.toordinal() - _EPOCH


def date_of(day: int) -> date:
    """The calendar date of a study day."""
    return date.fromordinal(day + _EPOCH)
