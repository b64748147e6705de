"""A question that is missed day after day: when it is said, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from quizapp.practice.card import card_info, note_of
from quizapp.practice.choice import Choice
from quizapp.practice.desk import Desk
from quizapp.practice.session import Session
from quizapp.practice.view import View
from quizapp.records import Memory, Rating
from quizapp.settings import Settings
from tests.practice.conftest import Table

DAY_S = 86_400
TYPED, CARD = "small/S-1", "small/W-1"


@pytest.fixture
def three(table: Table) -> Table:
    """A table at which three days are enough."""
    settings = replace(Settings(), leech_threshold=3)
    table.desk = Desk(table.desk.log, table.desk.library, settings)
    return table


def memory(table: Table, item: str) -> Memory:
    """What is cached, which must be what the lines alone say."""
    log = table.desk.log
    found = log.memory(item) or Memory()
    assert found == log.fold(log.events(item))
    return found


def miss_days(table: Table, item: str, days: int) -> None:
    """Miss ``item`` once a day, in its first learning step all along, and sleep after each."""
    for _ in range(days):
        session = table.session(item)
        if session.view.phase == "front":
            session.flip(table.now())
            session.rate(Rating.AGAIN, table.now())
        else:
            session.show_answer(table.now())
            session.next(table.now())
        session.finish(table.now())
        assert memory(table, item).state == "learning"
        table.now(DAY_S)


def typed(table: Table) -> tuple[Session, View]:
    """The third lapse of a typed question, its verdict in view."""
    miss_days(table, TYPED, 3)
    session = table.session(TYPED, "small/S-2")
    return session, session.show_answer(table.now())


def card(table: Table) -> tuple[Session, View]:
    """The third lapse of a card, just rated."""
    miss_days(table, CARD, 3)
    session = table.session(CARD, "small/S-2")
    session.flip(table.now())
    return session, session.rate(Rating.AGAIN, table.now())


def test_a_card_that_never_graduates_is_a_leech(three: Table) -> None:
    _, view = typed(three)
    assert view.leech == 3
    assert memory(three, TYPED).state == "learning"
    assert card_info(three.desk.log, TYPED, three.now(), three.desk.scheduler).leech


def test_it_is_said_with_the_verdict_and_enter_goes_on(three: Table) -> None:
    session, view = typed(three)
    assert (view.phase, view.leech) == ("shown", 3)
    view = session.next(three.now())
    assert (view.item, view.leech) == ("small/S-2", 0)


def test_a_card_rated_again_stays_for_once(three: Table) -> None:
    session, view = card(three)
    assert (view.item, view.phase, view.leech, view.proposed) == (CARD, "back", 3, Rating.AGAIN)
    lines = len(three.desk.log.events(CARD))
    view = session.next(three.now())
    assert view.item == "small/S-2"
    assert len(three.desk.log.events(CARD)) == lines, "rated once"
    assert view.total == 3, "and it comes back in this session"


def test_a_card_that_stays_may_be_rated_otherwise_after_all(three: Table) -> None:
    session, _ = card(three)
    assert session.rate(Rating.GOOD, three.now()).item == "small/S-2"
    assert memory(three, CARD).lapses == 2
    assert CARD not in three.desk.log.mistakes()


def test_a_wrong_try_is_shown_with_its_answer_before_going_on(three: Table) -> None:
    miss_days(three, TYPED, 3)
    session = three.session(TYPED, "small/S-2")
    view = session.submit("x", three.now())
    assert (view.phase, view.leech) == ("wrong", 0), "it may still be mended"
    view = session.next(three.now())
    assert (view.phase, view.leech) == ("verdict", 3)
    assert session.next(three.now()).item == "small/S-2"


def test_a_try_that_is_mended_says_nothing(three: Table) -> None:
    miss_days(three, TYPED, 3)
    session = three.session(TYPED, "small/S-2")
    session.submit("x", three.now())
    session.retry(three.now())
    assert session.submit("2x", three.now()).leech == 0
    assert session.next(three.now()).item == "small/S-2"
    assert memory(three, TYPED).lapses == 2


def test_a_right_answer_rated_again_stays_too(three: Table) -> None:
    miss_days(three, TYPED, 3)
    session = three.session(TYPED, "small/S-2")
    session.submit("2x", three.now())
    view = session.rate(Rating.AGAIN, three.now())
    assert (view.item, view.phase, view.leech) == (TYPED, "verdict", 3)
    view = session.undo(three.now())
    assert (view.item, view.leech, view.note) == (TYPED, 0, "undone")
    assert memory(three, TYPED).lapses == 2
    assert session.next(three.now()).item == "small/S-2"
    assert memory(three, TYPED).lapses == 2


@pytest.mark.parametrize("make", [typed, card])
@pytest.mark.parametrize("what", ["suspend", "bury"])
def test_what_is_done_about_it_is_taken_back_with_it(
    three: Table, make: Callable[[Table], tuple[Session, View]], what: str
) -> None:
    session, view = make(three)
    item = view.item
    getattr(session, what)(three.now())
    aside = memory(three, item)
    assert (aside.lapses, aside.suspended, aside.buried_until_ms > 0) == (
        3, what == "suspend", what == "bury",
    )  # fmt: skip
    assert session.view.item == "small/S-2"
    assert session.view.total == 2, "what was put aside does not come back in this session"
    view = session.undo(three.now())
    assert (view.item, view.leech) == (item, 0)
    back = memory(three, item)
    assert (back.lapses, back.suspended, back.buried_until_ms) == (2, False, 0)


def test_undo_while_it_stays_takes_this_rating_back(three: Table) -> None:
    session, _ = card(three)
    assert session.can_undo
    view = session.undo(three.now())
    assert (view.item, view.phase, view.leech, view.proposed) == (CARD, "back", 0, Rating.GOOD)
    assert memory(three, CARD).lapses == 2
    assert session.rate(Rating.AGAIN, three.now()).leech == 3, "said again"


def test_a_second_again_of_the_day_says_nothing(three: Table) -> None:
    session, _ = card(three)
    session.next(three.now())
    session.show_answer(three.now())
    view = session.next(three.now())
    assert (view.item, view.phase) == (CARD, "front")
    session.flip(three.now())
    view = session.rate(Rating.AGAIN, three.now())
    assert view.leech == 0
    assert memory(three, CARD).lapses == 3


def test_practice_makes_no_leech(three: Table) -> None:
    miss_days(three, CARD, 3)
    session = three.desk.session(Choice(cram=True, kinds=("recall",), count=50), three.now())
    assert session is not None
    while session.view.phase != "finished":
        session.flip(three.now())
        assert session.rate(Rating.AGAIN, three.now()).leech == 0
    assert memory(three, CARD).lapses == 2


def test_it_is_said_again_half_a_threshold_later(three: Table) -> None:
    said = []
    for day in range(1, 9):
        session = three.session(CARD)
        session.flip(three.now())
        if session.rate(Rating.AGAIN, three.now()).leech:
            said.append(day)
        session.finish(three.now())
        three.now(DAY_S)
    assert said == [4, 6, 8]  # on the first day nothing was known that could be forgotten


def test_a_threshold_of_nothing_never_speaks(table: Table) -> None:
    table.desk = Desk(table.desk.log, table.desk.library, replace(Settings(), leech_threshold=0))
    _, view = card(table)
    assert (view.item, view.leech) == ("small/S-2", 0)


def test_it_stays_through_a_kill(three: Table) -> None:
    card(three)
    session = three.desk.resume(three.now())
    assert session is not None
    view = session.view
    assert (view.item, view.phase, view.leech) == (CARD, "back", 3)
    assert session.next(three.now()).item == "small/S-2"
    assert note_of(three.desk.log.events(CARD)) == ""
