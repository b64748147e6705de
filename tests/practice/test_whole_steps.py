"""A step that cannot be written did not happen: the same key, pressed again, does it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quizapp.clock import Moment
from quizapp.content.library import Library
from quizapp.errors import StoreError
from quizapp.practice.choice import Choice
from quizapp.practice.desk import Desk, scheduler_settings
from quizapp.practice.session import Session
from quizapp.records import Event, Rating
from quizapp.scheduling.fold import LogFold
from quizapp.settings import Settings
from quizapp.store import open_log
from tests.practice.conftest import Table

Step = Callable[[Session, Moment], object]
AGREES = "2x*(sin(x)^2+cos(x)^2)"
"""Right at every point tried, and left to algebra to prove."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "study.sqlite3"


@pytest.fixture
def kept(library: Library, store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """A desk over a real store, which waits only a moment for another writer."""
    monkeypatch.setattr("quizapp.store.opening.TURNS", 2)
    monkeypatch.setattr("quizapp.store.opening.TURN_MS", 5)
    settings = Settings()
    with Desk(open_log(store, fold=LogFold(scheduler_settings(settings))), library, settings) as it:
        yield Table(it)


@contextmanager
def taken(store: Path) -> Iterator[None]:
    """Another process is writing and does not finish."""
    other = sqlite3.connect(store, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def lines(table: Table) -> list[Event]:
    return list(table.desk.log.all_events())


def wrong(session: Session, at: Moment) -> object:
    return session.submit("3x", at)


def right(session: Session, at: Moment) -> object:
    return session.submit("2x", at)


def agreed(session: Session, at: Moment) -> object:
    return session.submit(AGREES, at)


def rated(session: Session, at: Moment) -> object:
    right(session, at)
    return session.next(at)


def flipped(session: Session, at: Moment) -> object:
    return session.flip(at)


def nothing(session: Session, at: Moment) -> object:
    return session.view


STEPS: dict[str, tuple[str, Step, Step]] = {
    "right": ("S-1", nothing, right),
    "wrong": ("S-1", nothing, wrong),
    "unreadable": ("S-1", nothing, lambda one, at: one.submit("2x+", at)),
    "choice": ("S-3", nothing, lambda one, at: one.submit("0", at)),
    "retry": ("S-1", wrong, lambda one, at: one.retry(at)),
    "hint": ("S-1", nothing, lambda one, at: one.hint(at)),
    "show answer": ("S-1", nothing, lambda one, at: one.show_answer(at)),
    "next": ("S-1", right, lambda one, at: one.next(at)),
    "override": ("S-1", right, lambda one, at: one.rate(Rating.HARD, at)),
    "next after wrong": ("S-1", wrong, lambda one, at: one.next(at)),
    "skip": ("S-1", nothing, lambda one, at: one.skip(at)),
    "suspend": ("S-1", nothing, lambda one, at: one.suspend(at)),
    "bury": ("S-1", nothing, lambda one, at: one.bury(at)),
    "flag": ("S-1", nothing, lambda one, at: one.flag(at)),
    "undo": ("S-1", rated, lambda one, at: one.undo(at)),
    "undo of bury": ("S-1", lambda one, at: one.bury(at), lambda one, at: one.undo(at)),
    "proof": ("S-1", agreed, lambda one, at: one.settle("small/S-1", AGREES, "proved", at)),
    "flip": ("W-1", nothing, flipped),
    "card": ("W-1", flipped, lambda one, at: one.rate(Rating.AGAIN, at)),
    "pause": ("S-1", wrong, lambda one, at: one.pause(at)),
    "finish": ("S-1", wrong, lambda one, at: one.finish(at)),
}


@pytest.mark.parametrize(("item", "before", "step"), STEPS.values(), ids=STEPS)
@pytest.mark.parametrize("last", [False, True], ids=["more to come", "the last one"])
def test_a_step_happens_whole_or_not_at_all(
    kept: Table, store: Path, item: str, before: Step, step: Step, last: bool
) -> None:
    items = (item,) if last else (item, "S-2")
    session = kept.session(*items)
    before(session, kept.now())
    seen, written, place = session.view, lines(kept), kept.desk.log.open_session()
    at = kept.now()

    with taken(store), pytest.raises(StoreError):
        step(session, at)
    assert session.view == seen
    assert lines(kept) == written
    assert kept.desk.log.open_session() == place

    # The same key once more; it comes out as it would have the first time.
    step(session, at)
    after = [(line.item, line.kind, line.turn_ms, line.rating) for line in lines(kept)]
    fresh = kept.desk.log.open_session()
    assert (session.view, len(lines(kept))) != (seen, len(written)) or fresh != place
    assert len(after) - len(written) <= 1
    again = Twin(kept.desk.library, items, session.plan.id)
    before(again.session, again.moment(kept, 1))
    step(again.session, at)
    assert again.session.view.phase == session.view.phase
    assert again.session.view.segments == session.view.segments
    assert [line[1:2] + line[3:] for line in after] == again.lines()


@pytest.mark.parametrize(("item", "before", "step"), STEPS.values(), ids=STEPS)
def test_the_place_written_is_where_the_session_stands(
    table: Table, item: str, before: Step, step: Step
) -> None:
    """Turns that have not moved are written from what was written before, and no other is."""
    session = table.session("S-2", item, "S-3")
    session.next(table.now())
    session.skip(table.now())
    before(session, table.now())
    step(session, table.now())
    place = table.desk.log.open_session()
    ended = session.view.phase == "finished"
    assert (place is None) == ended
    if place is not None:
        stands = session._state.to_plain(session.plan)
        assert place.state == json.dumps(stands, ensure_ascii=False, separators=(",", ":"))


class Twin:
    """The same session on a store that never fails."""

    def __init__(self, library: Library, items: tuple[str, ...], plan: str) -> None:
        from quizapp.store import memory_log

        settings = Settings()
        log = memory_log(fold=LogFold(scheduler_settings(settings)))
        self.desk = Desk(log, library, settings)
        made = self.desk.session(Choice(items=items), Moment(int(plan, 16), 540))
        assert made is not None
        self.session = made

    def moment(self, table: Table, steps: int) -> Moment:
        return Moment(table.clock.now().at_ms - steps * 10_000, 540)

    def lines(self) -> list[tuple[object, ...]]:
        return [(line.kind, line.rating) for line in self.desk.log.all_events()]


def test_a_full_disk_takes_nothing_and_the_answer_is_given_again(
    kept: Table,
) -> None:
    log = kept.desk.log
    session = kept.session("S-1", "S-2")
    connection = log._connection  # type: ignore[attr-defined]
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    long = " " * 60_000 + "2x"
    with pytest.raises(StoreError):
        session.submit(long, kept.now())
    assert session.view.phase == "asking"
    assert session.view.grade is None
    assert lines(kept) == []
    connection.execute("PRAGMA max_page_count = 1000000")
    grade = session.submit(long, kept.now()).grade
    assert grade is not None
    assert grade.outcome == "unreadable"  # it is far too long, and logged all the same
    assert [line.response for line in lines(kept)] == [long]


def test_a_session_that_cannot_be_kept_does_not_close_the_one_before(
    kept: Table, store: Path
) -> None:
    first = kept.session("S-1", "S-2")
    first.submit("3x", kept.now())
    place = kept.desk.log.open_session()
    with taken(store), pytest.raises(StoreError):
        kept.session("S-2", "S-3")
    assert kept.desk.log.open_session() == place
