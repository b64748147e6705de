"""What a session does with each thing a learner can do."""

from __future__ import annotations

import json

import pytest

from quizapp.practice.choice import Choice
from quizapp.practice.session import Session
from quizapp.practice.view import View
from quizapp.records import Event, Rating
from quizapp.store.port import SessionState
from tests.practice.conftest import Table


def last(table: Table, item: str) -> Event:
    return table.desk.log.events(item)[-1]


def pick(view: View, authored: int) -> str:
    assert sorted(view.option_order) == list(range(len(view.option_order)))
    return str(authored)


def test_a_right_answer_is_logged_before_the_view_is_drawn(table: Table) -> None:
    session = table.session("S-1", "S-2")
    view = session.submit("2x", table.now())
    event = last(table, "small/S-1")
    assert (event.kind, event.outcome, event.rating) == ("answer", "right", view.proposed)
    assert view.phase == "verdict"
    assert event.duration_ms == 10_000
    assert event.fingerprint == table.desk.library.fingerprint("small/S-1")


def test_a_quick_answer_is_easy_and_a_slow_one_good(table: Table) -> None:
    session = table.session("S-1", "S-1")
    assert session.submit("2x", table.now(5)).proposed == Rating.EASY
    session.next(table.now(0))
    assert session.submit("2x", table.now(200)).proposed == Rating.GOOD


@pytest.mark.parametrize("text", ["2x+", "x)(", "t", "import os", "💥", "2" * 5000, "\x00"])
def test_what_cannot_be_read_costs_nothing(table: Table, text: str) -> None:
    session = table.session("S-1")
    view = session.submit(text, table.now())
    assert view.phase == "asking"
    assert view.tries == 0
    assert view.grade is not None
    assert view.grade.outcome == "unreadable"
    assert view.draft == text
    assert (table.desk.log.memory("small/S-1") or None) is None or (
        table.desk.log.memory("small/S-1").state == "new"  # type: ignore[union-attr]
    )
    assert session.submit("2x", table.now()).proposed in (Rating.GOOD, Rating.EASY)


def test_a_blank_is_only_noted(table: Table) -> None:
    session = table.session("S-1")
    assert session.submit("   ", table.now()).note == "blank"
    assert table.desk.log.events("small/S-1") == []


def test_wrong_is_again_at_once_and_a_mended_answer_is_hard(table: Table) -> None:
    session = table.session("S-1")
    view = session.submit("x", table.now())
    assert view.phase == "wrong"
    assert view.grade is not None
    assert view.grade.feedback.en == "The factor 2 is missing."
    assert last(table, "small/S-1").rating == Rating.AGAIN
    assert session.retry(table.now()).draft == "x"
    view = session.submit("2x", table.now())
    assert (view.proposed, view.best) == (Rating.HARD, Rating.HARD)
    # Both answers are one turn, and one review.
    events = table.desk.log.events("small/S-1")
    assert len({event.turn_ms for event in events}) == 1
    memory = table.desk.log.memory("small/S-1")
    assert memory is not None
    assert memory.reps == 1


def test_after_three_wrong_tries_the_answer_is_decided(table: Table) -> None:
    session = table.session("S-1", "S-2")
    for text in ("x", "3x"):
        assert session.submit(text, table.now()).phase == "wrong"
        session.retry(table.now())
    view = session.submit("4x", table.now())
    assert view.phase == "verdict"
    assert view.proposed == Rating.AGAIN


def test_a_hint_limits_the_rating_to_hard(table: Table) -> None:
    session = table.session("S-1")
    for shown in (1, 2, 2):  # there are two
        assert session.hint(table.now()).hints_shown == shown
    view = session.submit("2x", table.now())
    assert (view.proposed, view.best) == (Rating.HARD, Rating.HARD)
    session.rate(Rating.EASY, table.now())
    assert last(table, "small/S-1").rating == Rating.HARD
    assert last(table, "small/S-1").hints == 2


def test_a_shown_answer_is_again_and_comes_back(table: Table) -> None:
    session = table.session("S-1", "S-2")
    view = session.show_answer(table.now())
    assert (view.phase, view.proposed, view.best) == ("shown", Rating.AGAIN, Rating.AGAIN)
    view = session.next(table.now())
    assert view.total == 3
    session.submit("1/4", table.now())
    view = session.next(table.now())
    assert (view.item, view.phase) == ("small/S-1", "asking")
    assert view.hints_shown == 0


def test_an_item_comes_back_twice_at_most(table: Table) -> None:
    session = table.session("S-2")
    for _ in range(3):
        assert session.view.phase == "asking"
        session.show_answer(table.now())
        view = session.next(table.now())
    assert view.phase == "finished"
    assert len(view.solved) == 3


def test_another_rating_supersedes_the_proposed_one(table: Table) -> None:
    session = table.session("S-1")
    session.submit("2x", table.now())
    session.rate(Rating.AGAIN, table.now())
    events = table.desk.log.events("small/S-1")
    assert [event.kind for event in events] == ["answer", "rate"]
    memory = table.desk.log.memory("small/S-1")
    assert memory is not None
    assert (memory.reps, memory.state) == (1, "learning")


def test_a_wrong_choice_is_decided_at_once(table: Table) -> None:
    session = table.session("S-3", "S-1")
    view = session.submit(pick(session.view, 2), table.now())
    assert (view.phase, view.proposed) == ("verdict", Rating.AGAIN)
    assert session.next(table.now()).item == "small/S-1"


def test_options_keep_their_order_on_resuming(table: Table) -> None:
    session = table.session("S-3", "S-1")
    order = session.view.option_order
    again = resumed(session, table)
    assert again.view.option_order == order


def test_a_card_is_flipped_before_it_is_rated(table: Table) -> None:
    session = table.session("W-1")
    assert session.view.phase == "front"
    assert session.rate(Rating.GOOD, table.now()).phase == "front"
    assert session.flip(table.now()).phase == "back"
    assert session.rate(Rating.GOOD, table.now()).phase == "finished"
    event = last(table, "small/W-1")
    assert (event.rating, event.note, event.evidence) == (Rating.GOOD, "self", "self")


def test_skipping_puts_an_item_last_and_then_leaves_it(table: Table) -> None:
    session = table.session("S-1", "S-2")
    view = session.skip(table.now())
    assert (view.item, view.note, view.note_item) == ("small/S-2", "skipped", "small/S-1")
    session.submit("1/4", table.now())
    assert session.next(table.now()).item == "small/S-1"
    assert session.skip(table.now()).phase == "finished"
    assert table.desk.log.events("small/S-1") == []


def test_undo_takes_back_the_last_rating_and_shows_its_verdict(table: Table) -> None:
    session = table.session("S-1", "S-2")
    session.submit("2x", table.now())
    session.rate(Rating.AGAIN, table.now())
    assert session.view.total == 3  # it would come back
    view = session.undo(table.now())
    assert (view.phase, view.item, view.note) == ("verdict", "small/S-1", "undone")
    assert view.total == 2
    memory = table.desk.log.memory("small/S-1")
    assert memory is None or memory.state == "new"
    session.rate(Rating.GOOD, table.now())
    memory = table.desk.log.memory("small/S-1")
    assert memory is not None
    assert memory.reps == 1
    assert session.view.item == "small/S-2"


def test_undo_works_after_the_last_item(table: Table) -> None:
    session = table.session("S-2")
    session.submit("1/4", table.now())
    assert session.next(table.now()).phase == "finished"
    assert session.undo(table.now()).phase == "verdict"
    assert session.undo(table.now()).note == "nothing"


def test_undo_returns_a_half_written_answer_later(table: Table) -> None:
    session = table.session("S-2", "S-1")
    session.submit("1/4", table.now())
    session.next(table.now())
    session.keep_draft("2")
    session.undo(table.now())
    view = session.next(table.now())
    assert (view.item, view.draft) == ("small/S-1", "2")


def test_a_saved_draft_outlives_the_session_that_was_never_left(table: Table) -> None:
    session = table.session("S-1", "S-2")
    session.keep_draft("2x + ")
    session.save_draft(table.now(7))
    again = table.desk.resume(table.now(3600))  # the first was killed: nobody paused it
    assert again is not None
    assert (again.view.item, again.view.draft) == ("small/S-1", "2x + ")
    again.submit("2x", table.now(5))
    # The time at the question until the text was saved is in the answer; the hour away is not.
    assert last(table, "small/S-1").duration_ms == 12_000


def test_a_draft_is_written_once(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    session = table.session("S-1", "S-2")
    kept: list[str] = []
    save = table.desk.log.save_session

    def saved(state: SessionState) -> None:
        kept.append(state.state)
        save(state)

    monkeypatch.setattr(table.desk.log, "save_session", saved)
    session.keep_draft("2")
    session.save_draft(table.now())
    session.save_draft(table.now())
    assert len(kept) == 1
    session.finish(table.now())
    session.save_draft(table.now())
    assert len(kept) == 1


@pytest.mark.parametrize(("act", "note"), [("suspend", "suspended"), ("bury", "buried")])
def test_an_item_put_aside_leaves_the_queue_and_undo_brings_it_back(
    table: Table, act: str, note: str
) -> None:
    session = table.session("S-1", "S-2")
    view = getattr(session, act)(table.now())
    assert (view.item, view.note) == ("small/S-2", note)
    memory = table.desk.log.memory("small/S-1")
    assert memory is not None
    assert memory.suspended or memory.buried_until_ms > table.clock.now().at_ms
    view = session.undo(table.now())
    assert (view.item, view.phase) == ("small/S-1", "asking")
    memory = table.desk.log.memory("small/S-1")
    assert memory is None or not (memory.suspended or memory.buried_until_ms)


def test_a_flag_is_set_and_taken_away(table: Table) -> None:
    session = table.session("S-1")
    assert session.flag(table.now()).note == "flagged"
    assert session.flag(table.now()).note == "unflagged"


def test_practice_ahead_keeps_the_answer_and_moves_nothing(table: Table) -> None:
    session = table.session("S-2")
    session.submit("1/4", table.now())
    session.next(table.now())
    before = table.desk.log.memory("small/S-2")
    ahead = table.desk.session(Choice(ahead=True), table.now())
    assert ahead is not None
    assert ahead.view.item == "small/S-2"
    ahead.submit("0.3", table.now())
    assert table.desk.log.memory("small/S-2") == before
    event = last(table, "small/S-2")
    assert (event.outcome, event.rating) == ("wrong", None)
    assert json.loads(event.extra)["practice"] == "ahead"


def test_a_proof_that_arrives_is_logged_with_its_turn(table: Table) -> None:
    session = table.session("S-1", "S-2")
    agrees = "2x*(sin(x)^2+cos(x)^2)"
    view = session.submit(agrees, table.now())
    assert view.grade is not None
    assert view.grade.evidence == "points"
    assert session.pending_proof == ("small/S-1", agrees)
    view = session.settle("small/S-1", agrees, "proved", table.now())
    assert view.grade is not None
    assert (view.grade.evidence, view.grade.note) == ("proved", "right.proved")
    event = last(table, "small/S-1")
    assert (event.kind, event.evidence) == ("proof", "proved")
    assert session.pending_proof is None


def resumed(session: Session, table: Table) -> Session:
    """The session as another start of the app finds it."""
    saved = table.desk.log.open_session()
    assert saved is not None
    again = table.desk.resume(table.now())
    assert again is not None
    return again


def test_a_session_resumes_where_it_was(table: Table) -> None:
    session = table.session("S-1", "S-3", "S-2", "W-1")
    session.submit("2x", table.now())
    session.next(table.now())
    session.submit(pick(session.view, 3), table.now())
    session.next(table.now())
    session.hint(table.now())
    session.keep_draft("1/")
    session.pause(table.now())
    shown = session.view
    again = resumed(session, table).view
    for name in ("phase", "position", "total", "segments", "item", "draft", "hints_shown"):
        assert getattr(again, name) == getattr(shown, name), name
    assert [one.item for one in again.solved] == ["small/S-1", "small/S-3"]


def test_a_verdict_survives_a_crash_with_its_grade(table: Table) -> None:
    session = table.session("S-1", "S-2")
    session.submit("x", table.now())
    # The process dies here: nothing is paused or closed.
    again = resumed(session, table).view
    assert (again.phase, again.response) == ("wrong", "x")
    assert again.grade is not None
    assert again.grade.feedback.en == "The factor 2 is missing."


def test_finishing_leaves_nothing_to_resume(table: Table) -> None:
    session = table.session("S-1", "S-2")
    session.finish(table.now())
    assert table.desk.resume(table.now()) is None
    assert table.desk.log.events("small/S-1") == []


def test_a_key_that_does_not_fit_changes_nothing(table: Table) -> None:
    session = table.session("S-1")
    before = session.view
    for act in ("retry", "flip", "next"):
        assert getattr(session, act)(table.now()).phase == before.phase
    assert session.rate(Rating.GOOD, table.now()).phase == "asking"
    assert table.desk.log.events("small/S-1") == []


def test_a_wrong_answer_rated_up_is_still_marked_wrong(table: Table) -> None:
    session = table.session("S-3", "S-1")
    session.submit(pick(session.view, 2), table.now())
    view = session.rate(Rating.GOOD, table.now())
    assert view.segments[0] == "wrong"
    assert last(table, "small/S-3").rating == Rating.GOOD


def test_undo_goes_back_to_the_proposed_rating(table: Table) -> None:
    session = table.session("S-3", "S-1")
    session.submit(pick(session.view, 2), table.now())
    session.rate(Rating.GOOD, table.now())
    assert session.undo(table.now()).proposed == Rating.AGAIN
    session.next(table.now())
    assert last(table, "small/S-3").rating == Rating.AGAIN


def test_a_session_of_another_kind_waits_meanwhile(table: Table) -> None:
    session = table.session("S-1", "S-2")
    session.submit("2x", table.now())
    session.pause(table.now())
    cards = table.desk.session(Choice(kinds=("recall",)), table.now())
    assert cards is not None
    cards.pause(table.now())  # nothing was done: it is not offered
    again = table.desk.resume(table.now())
    assert again is not None
    assert again.view.item == "small/S-1"


def test_tries_of_one_turn_add_up_to_its_time(table: Table) -> None:
    session = table.session("S-1")
    session.submit("17", table.now(20))
    session.retry(table.now(5))
    session.submit("18", table.now(7))
    session.retry(table.now(1))
    session.submit("2*x", table.now(9))
    spent = [event.duration_ms for event in table.desk.log.recent(0) if event.kind == "answer"]
    assert spent == [20_000, 12_000, 10_000]
    (day,) = table.desk.log.day_totals(-(10**6), 10**6).values()
    assert day.duration_ms == 42_000
