"""Card info and the tools on cards: what is done is a line, and undo takes it back."""

from __future__ import annotations

import pytest

from quizapp.clock import Moment
from quizapp.practice.card import CardTools, card_info
from quizapp.records import Event
from quizapp.scheduling.days import day_number
from quizapp.scheduling.fold import LogFold
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.store import memory_log
from quizapp.store.memory import MemoryLog

DAY = 86_400_000
START = 1_766_631_600_000
ITEM = "p/one"
SETTINGS = SchedulerSettings()


def answered(*ratings: int) -> MemoryLog:
    log = memory_log(fold=LogFold(SETTINGS))
    for place, rating in enumerate(ratings):
        at_ms = START + place * 3 * DAY
        outcome = "wrong" if rating == 1 else "right"
        log.append(
            [Event(ITEM, at_ms, "answer", at_ms, 540, rating, response="2x", outcome=outcome)]
        )
    return log


def test_history_and_curve() -> None:
    at = Moment(START + 7 * DAY, 540)
    info = card_info(answered(3, 1, 3), ITEM, at, SETTINGS)
    assert [one.rating for one in info.history] == [3, 1, 3]
    assert [one.outcome for one in info.history] == ["right", "wrong", "right"]
    assert all(one.response == "2x" and one.interval_ms > 0 for one in info.history)
    known = info.forgetting
    assert known is not None
    assert [one.kept for one in known.reviews] == [True, False, True]
    assert list(known.past[-1]) == [0.0, info.recall]
    assert list(known.ahead[0]) == [0.0, info.recall]
    assert info.recall < 1
    chances = [chance for _, chance in known.ahead]
    assert chances == sorted(chances, reverse=True)
    days = [day for day, _ in known.past]
    assert days == sorted(days)
    assert known.exam is None
    for one in known.reviews:  # after each of them everything is known again
        assert (one.day, 1.0) in known.past


def test_the_curve_goes_on_to_the_exam() -> None:
    at = Moment(START + 7 * DAY, 540)
    today = day_number(at.at_ms, 540, SETTINGS.rollover_hour)
    log = answered(3, 1, 3)
    known = card_info(log, ITEM, at, SETTINGS, today + 40).forgetting
    assert known is not None
    assert known.exam is not None
    assert list(known.exam) == list(known.ahead[-1])
    assert known.exam[0] == 40
    later = at.after(40 * DAY)
    assert known.exam[1] == pytest.approx(card_info(log, ITEM, later, SETTINGS).recall, abs=1e-12)
    over = card_info(log, ITEM, at, SETTINGS, today).forgetting
    assert over is not None
    assert over.exam is None


def test_every_tool_can_be_taken_back_in_turn() -> None:
    log = answered(3, 3)
    before = log.memory(ITEM)
    tools, at = CardTools(log), Moment(START + 7 * DAY, 540)
    assert tools.flag(ITEM, at).flagged
    assert tools.suspend(ITEM, at).suspended
    assert tools.bury(ITEM, at).buried_until_ms > at.at_ms
    tools.note(ITEM, "連鎖律を  忘れない", at)
    tools.note(ITEM, "別のことば", at)
    assert tools.reset(ITEM, at).state == "new"
    assert card_info(log, ITEM, at, SETTINGS).history == ()
    later = Moment(at.at_ms + 60_000, 540)
    tools.undo(later)
    assert len(card_info(log, ITEM, later, SETTINGS).history) == 2
    tools.undo(later)
    assert card_info(log, ITEM, later, SETTINGS).note == "連鎖律を 忘れない"
    for _ in range(4):
        assert tools.undo(later) == ITEM
    assert log.memory(ITEM) == before
    assert card_info(log, ITEM, later, SETTINGS).note == ""
    assert not tools.can_undo
    assert tools.undo(later) == ""


def test_predicted_retention_counts_the_reviews_of_later_days() -> None:
    from quizapp.practice.statistics import retention

    at = Moment(START + 7 * DAY, 540)
    kept = retention(answered(3, 1, 3), at, SETTINGS)
    assert (kept.tested, kept.kept) == (2, 1)
    assert 0 < kept.predicted < 2
