"""What counts as study: the days in a row, and how much of a day, for maps and counts alike.

Practice that moves no date (cramming, going ahead, mending mistakes, a mock exam) is study too: an
evening of it is an evening spent. Its answers are in the totals of the day with their time; cards
among them are judged by nobody and rated for no schedule, so that time alone tells of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.store.port import DayTotals


def studied(day: DayTotals | None) -> bool:
    """Whether anything was answered or, of cards, rated, be it practice alone."""
    return day is not None and bool(day.attempts or day.reviews or day.duration_ms)


def study_ms(day: DayTotals) -> int:
    """Time studied on a day; a millisecond at least where there are answers without times."""
    return max(day.duration_ms, int(studied(day)))


def streak(days: Mapping[int, DayTotals], today: int) -> int:
    """Study days in a row up to ``today``; a day not studied yet does not break it."""
    day = today if studied(days.get(today)) else today - 1
    count = 0
    while studied(days.get(day)):
        count += 1
        day -= 1
    return count
