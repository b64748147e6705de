"""What the log means: turns, retries, overrides, undo, reset, marks, days and zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.clock import Moment, day_end_ms, study_day
from quizapp.records import Event, EventKind, Memory
from quizapp.scheduling.card import model_of
from quizapp.scheduling.days import date_of, day_number, day_of, day_start_ms
from quizapp.scheduling.fold import LogFold, digest, extend, fold
from quizapp.scheduling.preview import intervals_ms, next_memories
from quizapp.scheduling.settings import SchedulerSettings

MIN = 60_000
HOUR = 60 * MIN
DAY = 24 * HOUR
JST = 540
NOON = 1_766_631_600_000
"""2025-12-25 12:00 in Tokyo."""
FOUR = NOON - 8 * HOUR
"""04:00 that day, when the study day began."""


def line(kind: Any, at_ms: int, turn_ms: int | None = None, **fields: Any) -> Event:
    given: dict[str, Any] = {"offset_min": JST, "device": "d1", **fields}
    return Event("p/q", at_ms, kind, at_ms if turn_ms is None else turn_ms, **given)


def answer(at_ms: int, rating: int | None = 3, turn_ms: int | None = None, **fields: Any) -> Event:
    said = {"outcome": "wrong" if rating == 1 else "right", **fields}
    return line("answer", at_ms, turn_ms, rating=rating, **said)


def rate(at_ms: int, rating: int, turn_ms: int) -> Event:
    return line("rate", at_ms, turn_ms, rating=rating)


T1, T2, T3 = NOON, NOON + 3 * DAY, NOON + 9 * DAY

# Each row: what was logged, what it must be equal to, and why.
SAME = [
    ([], [], "nothing"),
    ([answer(T1, None, outcome="unreadable")], [], "unreadable costs nothing"),
    ([answer(T1, 3, outcome="unreadable")], [], "not even when it carries a rating"),
    ([answer(T1, None)], [], "practice outside the schedule carries no rating"),
    ([answer(T1, None, outcome="undecided")], [], "undecided waits for the learner"),
    (
        [answer(T1, None, outcome="undecided"), rate(T1 + 5, 2, T1)],
        [answer(T1 + 5, 2)],
        "and counts once the learner has spoken",
    ),
    (
        [answer(T1, 1), answer(T1 + MIN, 2, T1)],
        [answer(T1 + MIN, 2)],
        "a retry supersedes the wrong try",
    ),
    (
        [answer(T1, 3), rate(T1 + 9, 4, T1), rate(T1 + 20, 1, T1)],
        [answer(T1 + 20, 1)],
        "the last override is the one heard",
    ),
    (
        [answer(T1, 3), line("proof", T1 + 700, T1, evidence="proved")],
        [answer(T1, 3)],
        "a proof rates nothing",
    ),
    (
        [answer(T1, 3), line("proof", T1 + 700, T1, rating=1)],
        [answer(T1, 3)],
        "whatever it carries",
    ),
    ([answer(T1, 3), line("undo", T1 + 9, T1)], [], "undo takes the turn back"),
    (
        [answer(T1, 1), answer(T1 + 5, 2, T1), rate(T1 + 6, 4, T1), line("undo", T1 + 9, T1)],
        [],
        "with everything in it",
    ),
    (
        [answer(T1, 3), line("undo", T1 + 9, T1), answer(T1 + 20, 1)],
        [answer(T1 + 20, 1)],
        "and the question may be answered anew",
    ),
    (
        [answer(T1, 3), line("undo", T1 + 9, T1), answer(T1 + 20, 1, T1)],
        [answer(T1 + 20, 1)],
        "even under the same turn",
    ),
    (
        [answer(T1, 3), answer(T2, 3), line("undo", T3, T1)],
        [answer(T2, 3)],
        "an older turn may be taken back",
    ),
    ([answer(T1, 3), line("undo", T1 + 9, T1 + 1)], [answer(T1, 3)], "only the turn it names"),
    (
        [answer(T1, 3), answer(T2, 3), rate(T2 + 60, 1, T1)],
        [answer(T1, 1), answer(T2, 3)],
        "a late override keeps the older turn where it was",
    ),
    (
        [answer(T1, 1), line("flag", T1 + 3), line("reset", T2), answer(T3, 3)],
        [answer(T3, 3)],
        "reset forgets all before",
    ),
    (
        [answer(T1, 3), line("reset", T2), line("undo", T2 + 5, T2)],
        [answer(T1, 3)],
        "a reset may be taken back",
    ),
    ([line("suspend", T1), line("unsuspend", T2)], [], "back in the queues"),
    ([line("suspend", T1), line("undo", T1 + 5, T1)], [], "suspending may be taken back"),
    ([line("bury", T1), line("undo", T1 + 5, T1)], [], "burying too"),
    ([line("flag", T1), line("unflag", T2)], [], "the flag taken away"),
    (
        [answer(T1, 3), line("flag", T1 + 2, T1), line("undo", T1 + 5, T1)],
        [line("flag", T1 + 2)],
        "undo of an answer leaves the flag, which has its own key",
    ),
    ([line("bury", T1), answer(T1 + 5, 3)], [answer(T1 + 5, 3)], "answering ends a burying"),
    ([answer(T1, 3), line("note", T1 + 5, extra='{"text":"?"}')], [answer(T1, 3)], "a note"),
]


@pytest.mark.parametrize(("log", "same", "why"), SAME, ids=[row[2] for row in SAME])
def test_logs_that_mean_the_same(log: list[Event], same: list[Event], why: str) -> None:
    assert fold(log) == fold(same), why
    assert fold(reversed(log)) == fold(log), "the order in which lines are handed over is nothing"


def test_marks() -> None:
    assert fold([line("suspend", T1)]).suspended
    assert fold([line("flag", T1)]).flagged
    assert fold([line("bury", NOON)]).buried_until_ms == FOUR + DAY
    # Late at night the study day is still the old one, and ends at four.
    assert fold([line("bury", FOUR + DAY - 1)]).buried_until_ms == FOUR + DAY
    assert fold([line("bury", FOUR + DAY)]).buried_until_ms == FOUR + 2 * DAY


def test_learning_steps_are_exact_instants() -> None:
    one = fold([answer(NOON + 7, 3)])
    assert (one.state, one.step, one.due_ms) == ("learning", 1, NOON + 7 + 10 * MIN)
    hard = fold([answer(NOON, 2)])
    assert hard.due_ms == NOON + (1 + 10) * MIN // 2
    lapse = fold([answer(T1, 4), answer(T2, 1)])
    assert (lapse.state, lapse.lapses, lapse.due_ms) == ("relearning", 1, T2 + 10 * MIN)
    assert fold([answer(T1, 4), answer(T2, 1), answer(T2 + HOUR, 3)]).reps == 3


def days_of(*ratings: str) -> list[Event]:
    """A log with the ratings of each study day, a few minutes apart: "1" or "3113" …"""
    return [
        answer(NOON + day * DAY + place * 15 * MIN, int(rating))
        for day, told in enumerate(ratings)
        for place, rating in enumerate(told)
    ]


@pytest.mark.parametrize(
    ("days", "lapses", "why"),
    [
        (("1",), 0, "nothing was known that could be forgotten"),
        (("1111",), 0, "nor later on that day"),
        (("1", "1", "1"), 2, "in its first step every day, never in review"),
        (("31", "31", "31"), 2, "known first, and forgotten before the second step"),
        (("1", "1313"), 1, "a day counts once"),
        (("1", "3", "1", "3", "1"), 2, "one Good a day never ends the steps"),
        (("4", "", "", "1", "1"), 2, "from review, then in the step of learning again"),
        (("4", "", "", "13", "1"), 2, "from review twice, as it was always counted"),
        (("33", "", "", "3", "", "2"), 0, "hard is no lapse"),
    ],
)
def test_a_lapse_is_a_day_with_again(days: tuple[str, ...], lapses: int, why: str) -> None:
    log = days_of(*days)
    assert fold(log).lapses == lapses, why
    memory, newest = Memory(), 0
    for count, event in enumerate(log, 1):  # as the store goes on, line by line
        told = extend(memory, newest, event)
        memory, newest = fold(log[:count]) if told is None else told.memory, event.at_ms
        assert memory == fold(log[:count]), why


def test_a_lapse_taken_back_is_none() -> None:
    log = days_of("1", "1", "1")
    undo = line("undo", log[-1].at_ms + 5, log[-1].turn_ms)
    assert fold(log).lapses == 2
    assert fold([*log, undo]).lapses == 1
    assert fold([*log, rate(log[-1].at_ms + 5, 2, log[-1].turn_ms)]).lapses == 1


@pytest.mark.parametrize(
    ("hour", "why"),
    [
        (0, "the first minute of the study day"),
        (8, "noon"),
        (19, "eleven at night"),
        (23, "three at night belongs to the day before"),
    ],
)
def test_days_come_due_at_the_start_of_a_study_day(hour: int, why: str) -> None:
    at = FOUR + hour * HOUR
    memory = fold([answer(at, 4)])
    assert memory.state == "review"
    days = round(memory.stability)
    assert memory.due_ms == FOUR + days * DAY, why
    _, _, _, easy = intervals_ms(Memory(), Moment(at, JST))
    assert easy == days * DAY, "and the rating key counts study days"


def test_a_step_of_a_day_ends_with_the_night() -> None:
    settings = SchedulerSettings(learning_steps_ms=(MIN, DAY))
    memory = fold([answer(NOON, 3)], settings)
    assert (memory.state, memory.due_ms) == ("learning", FOUR + DAY)


def test_elapsed_days_are_study_days() -> None:
    night, morning = FOUR + 19 * HOUR, FOUR + DAY + HOUR  # 23:00 and 05:00: six hours, one day
    assert fold([answer(NOON - DAY, 4), answer(night, 3), answer(morning, 3)]) != fold(
        [answer(NOON - DAY, 4), answer(night, 3), answer(night + HOUR, 3)]
    )
    slept = digest([answer(night, 4), answer(morning, 3)])
    awake = digest([answer(night, 4), answer(night + 4 * HOUR, 3)])  # 03:00, the same study day
    assert [sums[5] for sums in slept.days.values()] == [0, 1]
    assert [sums[5] for sums in awake.days.values()] == [0]


def local(text: str, zone: str) -> Moment:
    return Moment.of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


@pytest.mark.parametrize(
    ("before", "after", "zone", "days"),
    [
        # Clocks go forward in the night: 23 hours apart, yet one day.
        ("2026-03-28T20:00", "2026-03-29T20:00", "Europe/Berlin", 1),
        # And back: a day of 25 hours is one day.
        ("2026-10-24T20:00", "2026-10-25T20:00", "Europe/Berlin", 1),
        # The rollover hour itself in the night of the change.
        ("2026-03-28T23:00", "2026-03-29T04:01", "Europe/Berlin", 1),
        ("2026-03-28T23:00", "2026-03-29T01:59", "Europe/Berlin", 0),
        ("2026-01-10T20:00", "2026-01-17T06:00", "Asia/Tokyo", 7),
    ],
)
def test_summer_time(before: str, after: str, zone: str, days: int) -> None:
    one, two = local(before, zone), local(after, zone)
    log = [
        replace(answer(one.at_ms, 4), offset_min=one.offset_min),
        replace(answer(two.at_ms, 3), offset_min=two.offset_min),
    ]
    tested = sum(sums[5] for sums in digest(log).days.values())
    assert tested == (days > 0)


def test_travel_never_makes_days_negative() -> None:
    """Across the date line: the calendar goes back a day, elapsed days do not."""
    tokyo = Moment(FOUR + 2 * HOUR, JST)
    honolulu = Moment(FOUR + 5 * HOUR, -600)
    log = [
        replace(answer(tokyo.at_ms, 4), offset_min=tokyo.offset_min),
        replace(answer(honolulu.at_ms, 3), offset_min=honolulu.offset_min),
    ]
    memory = fold(log)
    assert memory.reps == 2
    assert memory.due_ms > honolulu.at_ms
    # Due when a day begins where the learner was at the review.
    local_due = Moment(memory.due_ms, -600).local()
    assert (local_due.hour, local_due.minute) == (4, 0)


offsets = st.integers(-56, 56).map(lambda quarter: quarter * 15)
moments = st.builds(Moment, st.integers(0, 4_000_000_000_000), offsets)


@given(at=moments, hour=st.integers(0, 23))
def test_day_numbers_agree_with_the_calendar(at: Moment, hour: int) -> None:
    day = day_number(at.at_ms, at.offset_min, hour)
    assert date_of(day) == study_day(at, hour)
    assert day_of(date_of(day)) == day
    assert day_start_ms(day, at.offset_min, hour) <= at.at_ms
    assert day_start_ms(day + 1, at.offset_min, hour) == day_end_ms(at, hour)


kinds = st.one_of(st.just("answer"), st.sampled_from(get_args(EventKind)))


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """Any log at all: turns taken up again, overrides out of order, strange zones."""
    at_ms, turn_ms, log = NOON, NOON, []
    seen = [NOON]
    for _ in range(draw(st.integers(0, 14))):
        at_ms += draw(st.one_of(st.integers(1, 5 * MIN), st.integers(1, 40 * DAY)))
        if draw(st.booleans()):
            turn_ms = draw(st.one_of(st.just(at_ms), st.sampled_from(seen)))
        seen.append(turn_ms)
        log.append(
            line(
                draw(kinds),
                at_ms,
                turn_ms,
                rating=draw(st.sampled_from([None, 1, 2, 3, 4])),
                outcome=draw(st.sampled_from(["right", "wrong", "undecided", "unreadable", None])),
                offset_min=draw(st.sampled_from([JST, JST, 0, -600, 330])),
                duration_ms=draw(st.sampled_from([None, 900, 30_000, 7_000_000])),
            )
        )
    return log


@given(log=logs(), after=logs())
def test_reset_is_a_clean_start(log: list[Event], after: list[Event]) -> None:
    end = log[-1].at_ms if log else NOON
    shift = end - NOON + DAY
    later = [
        replace(event, at_ms=event.at_ms + shift, turn_ms=event.turn_ms + shift) for event in after
    ]
    assert fold([*log, line("reset", end + 1), *later]) == fold(later)


@given(log=logs(), rating=st.integers(1, 4), wait=st.integers(1, 400 * DAY))
def test_preview_is_the_fold(log: list[Event], rating: int, wait: int) -> None:
    """What the rating keys promise is what the log gives once one of them is pressed."""
    at_ms = (log[-1].at_ms if log else NOON) + wait
    before = fold(log)
    promised = next_memories(before, Moment(at_ms, JST))[rating - 1]
    pressed = fold([*log, answer(at_ms, rating)])
    today = day_number(at_ms, JST, 4)
    if rating == 1 and before.reps and day_number(before.last_ms, JST, 4) >= today:
        # Whether this day counts as a lapse already is not in the memory.
        assert before.lapses <= pressed.lapses <= before.lapses + 1
        pressed = replace(pressed, lapses=promised.lapses)
    assert pressed == promised


@given(log=logs())
def test_digest_holds_the_fold(log: list[Event]) -> None:
    whole = digest(log)
    assert whole.memory == fold(log) == LogFold().memory(log)
    read = sum(event.kind == "answer" and event.outcome != "unreadable" for event in log)
    assert sum(sums[4] for sums in whole.days.values()) <= read * 600_000
    for attempts, reviews, right, new, duration_ms, tested, kept, predicted in whole.days.values():
        assert 0 <= right <= attempts
        assert 0 <= kept <= tested
        assert new + tested <= reviews
        assert duration_ms >= 0
        assert 0 <= predicted <= 1e6 * tested


def test_daily_sums() -> None:
    log = [
        answer(NOON, 1, duration_ms=20_000),
        answer(NOON + MIN, 2, NOON, duration_ms=30_000),
        answer(NOON + 2 * MIN, None, outcome="unreadable", duration_ms=9_000),
        answer(NOON + DAY, 3, duration_ms=5 * HOUR),  # the learner went to dinner
        answer(NOON + 2 * DAY, 1, duration_ms=1_000),
        line("undo", NOON + 2 * DAY + 5, NOON + 2 * DAY),
        answer(NOON + 3 * DAY, None, outcome="right", duration_ms=4_000),  # practice only
    ]
    today = day_number(NOON, JST, 4)
    whole = digest(log)
    # Again, then Hard a minute later within the same turn, then a night: what the formulas give.
    first = fold(log[:2])
    expected = round(1e6 * model_of(SchedulerSettings()).retrievability(1, first.stability))
    assert whole.days == {
        today: (2, 1, 1, 1, 50_000, 0, 0, 0),
        today + 1: (1, 1, 1, 0, 600_000, 1, 1, expected),
        today + 3: (1, 0, 1, 0, 4_000, 0, 0, 0),
    }
    assert (whole.last_right, whole.last_duration_ms) == (True, 4_000)


def card(at_ms: int, rating: int | None, duration_ms: int, extra: str = "") -> Event:
    """A card turned over and rated by the learner: nobody judged it."""
    return Event("p/q", at_ms, "answer", at_ms, 540, rating, evidence="self", note="self",
                 duration_ms=duration_ms, extra=extra)  # fmt: skip


@pytest.mark.parametrize(("rating", "right"), [(1, False), (2, True), (4, True)])
def test_a_card_takes_time_and_goes_as_it_was_rated(rating: int, right: bool) -> None:
    whole = digest([card(NOON, rating, 9_000)])
    assert whole.days == {day_number(NOON, JST, 4): (0, 1, 0, 1, 9_000, 0, 0, 0)}
    assert (whole.last_right, whole.last_duration_ms) == (right, None)
    assert extend(Memory(), 0, card(NOON, rating, 9_000)) == whole


@pytest.mark.parametrize(
    ("extra", "right"),
    [
        ('{"practice": "cram", "rating": 1}', False),
        ('{"practice": "mistakes", "rating": 3}', True),
        ('{"practice": "mistakes", "rating": "3"}', None),
        ('{"rating": 9}', None),
        ("no json", None),
    ],
)
def test_a_card_only_practised_goes_as_it_was_rated(extra: str, right: bool | None) -> None:
    whole = digest([card(NOON, None, 7_000, extra)])
    assert whole.memory.state == "new"
    assert whole.days == {day_number(NOON, JST, 4): (0, 0, 0, 0, 7_000, 0, 0, 0)}
    assert whole.last_right is right


def test_a_card_keeps_the_pace_of_the_judged_answer_before_it() -> None:
    log = [answer(NOON, 3, outcome="right", duration_ms=20_000), card(NOON + DAY, 1, 5_000)]
    whole = digest(log)
    assert (whole.last_right, whole.last_duration_ms) == (False, 20_000)
