"""What the day asks for, and which items a choice finds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizapp.clock import DAY_MS
from quizapp.errors import UsageError
from quizapp.practice.card import CardTools
from quizapp.practice.choice import Choice
from quizapp.practice.desk import Desk
from quizapp.practice.today import minutes_for
from tests.practice.conftest import Table


def items(table: Table, choice: Choice) -> list[str]:
    session = table.desk.session(choice, table.now())
    return [] if session is None else [ask.item for ask in session.plan.items]


def test_a_new_learner_is_given_new_questions(table: Table) -> None:
    today = table.desk.overview(table.now())
    assert (today.due, today.new, today.streak, today.resume) == (0, 5, 0, None)
    assert today.planned == 5
    assert today.minutes >= 1
    assert [one.id for one in today.topics] == ["slopes", "words"]
    assert today.topics[0].remembered == 0


def test_new_ones_are_limited_by_the_day(table: Table) -> None:
    table.desk.settings = replace(table.desk.settings, new_per_day=2)
    session = table.desk.todays_session(table.now())
    assert session is not None
    assert session.view.total == 2
    while session.view.phase != "finished":
        session.show_answer(table.now())
        session.flip(table.now())
        session.next(table.now())
    assert table.desk.overview(table.now()).new == 0
    assert table.desk.overview(table.clock.now().after(DAY_MS)).new == 2


def test_an_answered_item_moves_the_picture(table: Table) -> None:
    session = table.session("S-2")
    session.submit("1/4", table.now(3))
    session.next(table.now(0))
    today = table.desk.overview(table.now())
    assert (today.answered, today.right, today.streak) == (1, 1, 1)
    assert today.topics[0].seen == 1
    assert 0.3 < today.topics[0].remembered * 3 <= 1
    assert sum(today.load) == 1
    later = table.desk.overview(table.clock.now().after(40 * DAY_MS))
    assert later.due == 1
    assert later.streak == 0


def test_the_unfinished_session_is_offered_with_its_place(table: Table) -> None:
    session = table.session("S-1", "S-2", "S-3")
    session.submit("2x", table.now())
    session.next(table.now())
    resume = table.desk.overview(table.now()).resume
    assert resume is not None
    assert (resume.place, resume.total) == (2, 3)
    again = table.desk.todays_session(table.now())
    assert again is not None
    assert again.view.item == "small/S-2"


@pytest.mark.parametrize(("days", "old"), [(0, False), (1, False), (2, True), (10, True)])
def test_a_session_left_days_ago_stands_behind_the_day(table: Table, days: int, old: bool) -> None:
    session = table.session("S-2", "S-1", "S-3")
    session.keep_draft("1/")
    session.pause(table.now())
    at = table.now().after(days * DAY_MS)
    today = table.desk.overview(at)
    assert today.resume is not None
    assert today.resume.old is old
    assert today.planned
    again = table.desk.todays_session(at)
    assert again is not None
    assert (again.view.draft == "1/") is not old
    if old:  # of another kind, so it still waits
        left = table.desk.log.open_session()
        assert left is not None
        again.finish(at)
        before = table.desk.resume(at)
        assert before is not None
        assert before.view.draft == "1/"


@pytest.mark.parametrize(("days", "old"), [(0, False), (1, True)])
def test_yesterdays_cram_stands_behind_the_day(table: Table, days: int, old: bool) -> None:
    session = table.desk.session(Choice(cram=True), table.now())
    assert session is not None
    session.pause(table.now().after(1))
    session = table.desk.resume(table.now())
    assert session is None  # nothing was done in it, so nothing is left
    session = table.desk.session(Choice(cram=True), table.now())
    assert session is not None
    session.keep_draft("1/")
    session.pause(table.now())
    today = table.desk.overview(table.now().after(days * DAY_MS))
    assert today.resume is not None
    assert today.resume.kind == "cram"
    assert today.resume.old is old


def test_a_session_left_days_ago_is_taken_up_when_nothing_is_due(table: Table) -> None:
    session = table.session("S-2", "S-1")
    session.pause(table.now())
    session.keep_draft("1/")
    session.save_draft(table.now())
    for row in table.desk.library.items():
        CardTools(table.desk.log).suspend(row.item, table.now())
    again = table.desk.todays_session(table.now().after(10 * DAY_MS))
    assert again is not None
    assert again.view.draft == "1/"


def test_choices_find_their_items(table: Table) -> None:
    assert items(table, Choice(items=("s-2", "small/W-1"))) == ["small/S-2", "small/W-1"]
    assert set(items(table, Choice(topics=("slopes",)))) == {"small/S-1", "small/S-2", "small/S-3"}
    assert set(items(table, Choice(kinds=("recall",)))) == {"small/W-1", "small/W-1/r"}
    assert len(items(table, Choice(topics=("slopes",), count=1))) == 1
    assert items(table, Choice(mistakes=True)) == []
    assert items(table, Choice(flagged=True)) == []


def test_mistakes_are_found_until_mended(table: Table) -> None:
    session = table.session("S-2")
    session.submit("3", table.now())
    assert items(table, Choice(mistakes=True)) == ["small/S-2"]
    session = table.session("S-2")
    session.submit("1/4", table.now())
    assert items(table, Choice(mistakes=True)) == []


def test_the_same_seed_gives_the_same_order(table: Table) -> None:
    one = items(table, Choice(topics=("slopes",), seed=7))
    assert items(table, Choice(topics=("slopes",), seed=7)) == one
    orders = {tuple(items(table, Choice(topics=("slopes",), seed=seed))) for seed in range(12)}
    assert len(orders) > 2


@pytest.mark.parametrize(
    ("choice", "error", "named"),
    [
        (Choice(items=("S-9",)), UsageError, "S-9"),
        (Choice(topics=("slope",)), UsageError, "slopes"),
        (Choice(kinds=("essay",)), UsageError, "recall"),
    ],
)
def test_what_does_not_exist_is_named(
    table: Table, choice: Choice, error: type[Exception], named: str
) -> None:
    with pytest.raises(error) as caught:
        table.desk.session(choice, table.now())
    assert named in str(caught.value)


def test_a_place_of_another_version_is_let_go(table: Table) -> None:
    from quizapp.store.port import SessionState

    log = table.desk.log
    log.save_session(SessionState("x", "quiz", table.now().at_ms, 540, '{"version": 99}'))
    assert table.desk.resume(table.now()) is None
    assert log.open_session() is None
    assert isinstance(table.desk, Desk)


def test_minutes_follow_the_learners_own_pace() -> None:
    assert minutes_for({}, {}) == 0
    assert minutes_for({"number": 10}, {}) == 10
    assert minutes_for({"number": 10}, {"number": 30_000}) == 5


def test_a_long_day_is_told_apart_from_its_first_session(table: Table) -> None:
    table.desk.settings = replace(table.desk.settings, session_length=2)
    today = table.desk.overview(table.now())
    session = table.desk.todays_session(table.now())
    assert session is not None
    assert (today.planned, today.left) == (session.view.total, 5) == (2, 5)


def test_a_mistake_can_be_mended_before_it_is_due(table: Table) -> None:
    session = table.session("S-2")
    session.submit("7", table.now())
    session.finish(table.now())
    today = table.desk.overview(table.now(0))
    assert (today.mistakes, today.wrong) == (0, 1)
    found = table.desk.session(Choice(mistakes=True), table.now())
    assert found is not None
    assert found.view.total == today.wrong


def test_an_evening_of_cards_is_an_evening(table: Table) -> None:
    session = table.desk.session(Choice(kinds=("recall",)), table.now())
    assert session is not None
    for _ in range(50):
        if session.view.phase == "finished":
            break
        session.flip(table.now(30))
        session.next(table.now(30))
    now = table.now()
    today = table.desk.overview(now)
    assert (today.answered, today.streak) == (0, 1)
    assert today.cards == len(session.solved) > 0
    spent = table.desk.settings.minutes_per_day - table.desk.agenda.minutes_left(now)
    assert spent == today.cards
