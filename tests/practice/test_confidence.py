"""How sure and how right: the levels, their intervals, and what was sure and wrong."""

from __future__ import annotations

import math

import pytest

from quizapp.practice.choice import Choice
from quizapp.practice.confidence import calibration, interval, misjudged
from quizapp.practice.session import Session
from quizapp.practice.statistics import statistics
from quizapp.practice.statistics_plain import plain
from quizapp.store.port import SureAnswer
from tests.practice.conftest import Table


def said(sure: int, outcome: str, count: int = 1) -> list[SureAnswer]:
    return [SureAnswer("p/q", place, place, outcome, sure) for place in range(count)]


def test_levels_count_what_was_decided() -> None:
    answers = [
        *said(1, "right"), *said(1, "wrong", 3), *said(3, "right", 9), *said(3, "wrong"),
        *said(2, "undecided"), *said(0, "right"), *said(7, "wrong"),
    ]  # fmt: skip
    guess, fairly, sure = calibration(answers)
    assert (guess.asked, guess.right, guess.share) == (4, 1, 0.25)
    assert (fairly.asked, fairly.share, fairly.low, fairly.high) == (0, None, 0, 1)
    assert (sure.asked, sure.right) == (10, 9)
    assert guess.high > sure.low  # so few answers do not tell the two apart for certain


@pytest.mark.parametrize(("right", "asked"), [(0, 1), (1, 1), (3, 10), (50, 100), (1, 1000)])
def test_the_interval_is_where_the_share_is_a_likely_draw(right: int, asked: int) -> None:
    """Wilson's ends are the shares from which the observed one is 1.96 errors away."""
    low, high = interval(right, asked)
    assert 0 <= low <= right / asked <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            error = math.sqrt(end * (1 - end) / asked)
            assert abs(right / asked - end) == pytest.approx(1.96 * error)


def answer(table: Table, item: str, response: str, sure: int = 0) -> None:
    session = table.session(item)
    if sure:
        session.say_sure(sure)
    session.submit(response, table.now())
    session.finish(table.now())


def test_sure_and_wrong_until_it_is_mended(table: Table) -> None:
    log = table.desk.log

    def wrong() -> list[str]:
        return [item.split("/")[1] for item in misjudged(log, log.sure_answers())]

    answer(table, "S-2", "7", sure=3)
    answer(table, "S-1", "x", sure=3)
    answer(table, "S-3", "2", sure=1)
    assert wrong() == ["S-1", "S-2"]  # the latest first; a guess is not among them
    answer(table, "S-2", "8")  # wrong again, not asked: it stays
    assert wrong() == ["S-1", "S-2"]
    answer(table, "S-2", "0.25")  # right, though not asked how sure
    assert wrong() == ["S-1"]
    answer(table, "S-1", "3*x", sure=2)  # wrong, but no longer sure of it
    assert wrong() == []


def test_practice_of_just_these_moves_no_due_date(table: Table) -> None:
    answer(table, "S-2", "7", sure=3)
    answer(table, "S-3", "2", sure=1)
    before = table.desk.log.memory(table.desk.library.find("S-2").item)
    session = table.desk.session(Choice(misjudged=True), table.now())
    assert session is not None
    assert [ask.item.split("/")[1] for ask in session.plan.items] == ["S-2"]
    session.say_sure(3)
    session.submit("0.25", table.now())
    session.finish(table.now())
    assert table.desk.log.memory(session.plan.items[0].item) == before
    assert table.desk.session(Choice(misjudged=True), table.now()) is None


def test_undo_takes_the_level_back_with_the_answer(table: Table) -> None:
    session = table.session("S-2", "S-1")
    session.say_sure(3)
    session.submit("7", table.now())
    session.show_answer(table.now())
    session.next(table.now())
    session.undo(table.now())
    assert table.desk.log.sure_answers() == []


def is_open(session: Session) -> bool:
    return session.may_ask_sure


def test_a_level_is_said_once_and_only_before_the_verdict(table: Table) -> None:
    session = table.session("S-2", "S-1")
    session.say_sure(9)
    assert is_open(session)
    session.say_sure(1)
    session.say_sure(3)
    session.submit("7", table.now())
    assert not is_open(session)
    session.say_sure(3)
    session.retry(table.now())
    session.submit("0.25", table.now())
    assert [(one.outcome, one.sure) for one in table.desk.log.sure_answers()] == [("wrong", 1)]


def test_statistics_hold_the_levels_and_the_list(table: Table) -> None:
    answer(table, "S-2", "7", sure=3)
    desk = table.desk
    known = statistics(
        desk.log, desk.library.items(), desk.library.topics, table.now(), desk.scheduler
    )
    told = plain(known)["confidence"]
    assert [one["level"] for one in told["levels"]] == ["guess", "fairly", "sure"]
    assert told["levels"][2]["asked"] == 1
    assert told["levels"][2]["share"] == 0.0
    assert told["sure_and_wrong"] == [desk.library.find("S-2").item]
