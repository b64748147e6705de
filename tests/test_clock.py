from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.clock import FixedClock, Moment, day_end_ms, study_day

JST = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("local", "day"),
    [
        (datetime(2026, 11, 23, 12, 0, tzinfo=JST), date(2026, 11, 23)),
        (
            datetime(2026, 11, 24, 3, 59, tzinfo=JST),
            date(2026, 11, 23),
        ),  # late night is today still
        (datetime(2026, 11, 24, 4, 0, tzinfo=JST), date(2026, 11, 24)),
        (datetime(2027, 1, 1, 0, 30, tzinfo=JST), date(2026, 12, 31)),
    ],
)
def test_a_study_day_turns_over_at_four(local: datetime, day: date) -> None:
    assert study_day(Moment.of(local)) == day


def test_a_naive_time_is_no_moment() -> None:
    with pytest.raises(ValueError, match="aware"):
        Moment.of(datetime(2026, 11, 23))


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),
    st.integers(-14 * 60, 14 * 60),
    st.integers(0, 12),
)
def test_the_day_ends_within_a_day_and_the_next_begins_there(
    when: datetime, offset: int, hour: int
) -> None:
    moment = Moment(Moment.of(when).at_ms, offset)
    end = day_end_ms(moment, hour)
    assert moment.at_ms < end <= moment.at_ms + 86_400_000
    assert study_day(Moment(end, offset), hour) == study_day(moment, hour) + timedelta(days=1)
    assert study_day(Moment(end - 1, offset), hour) == study_day(moment, hour)


def test_a_moment_keeps_its_local_time() -> None:
    local = datetime(2026, 11, 23, 21, 15, 3, 250_000, tzinfo=JST)
    assert Moment.of(local).local() == local


def test_a_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(Moment(1000))
    assert clock.now() == clock.now()
    clock.advance(5)
    assert clock.now() == Moment(1005)
