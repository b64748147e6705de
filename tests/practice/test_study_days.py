"""What counts as study, and days in a row."""

from __future__ import annotations

import pytest

from quizapp.practice.study_days import streak, studied, study_ms
from quizapp.store.port import DayTotals


@pytest.mark.parametrize(
    ("day", "ms", "why"),
    [
        (None, 0, "nothing was done"),
        (DayTotals(), 0, "all of it was taken back"),
        (DayTotals(duration_ms=9_000), 9_000, "cards crammed: judged and heard by nobody"),
        (DayTotals(attempts=3, duration_ms=80_000), 80_000, "questions crammed"),
        (DayTotals(attempts=3, reviews=3), 1, "a log that was brought along without times"),
        (DayTotals(reviews=1), 1, "cards of such a log"),
    ],
)
def test_what_counts(day: DayTotals | None, ms: int, why: str) -> None:
    assert studied(day) is (ms > 0), why
    assert day is None or study_ms(day) == ms, why


def test_a_cram_evening_keeps_the_streak() -> None:
    review, cram = DayTotals(attempts=5, reviews=5, duration_ms=1), DayTotals(duration_ms=5)
    assert streak({7: review, 8: cram, 9: review}, 9) == 3
    assert streak({7: review, 8: cram}, 9) == 2, "today is not over"
    assert streak({6: review, 8: review}, 8) == 1
