"""Templates in a session: another seed each time, another like this, sets kept whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quizapp.content.library import Library
from quizapp.practice.choice import Choice
from quizapp.practice.desk import Desk, scheduler_settings
from quizapp.practice.session import Session
from quizapp.records import Rating
from quizapp.scheduling.fold import LogFold
from quizapp.settings import Settings
from quizapp.store import memory_log
from tests.practice.conftest import Table

SOUND = Path(__file__).parents[1] / "content" / "packs" / "sound"


@pytest.fixture
def windows() -> Table:
    settings = Settings()
    log = memory_log(fold=LogFold(scheduler_settings(settings)))
    return Table(Desk(log, Library.open([SOUND]), settings))


def answer(table: Table, session: Session, *, right: bool = True) -> None:
    question = session.view.question
    assert question is not None
    _, response = next(iter(question.right_responses()))
    for _ in range(1 if right else 3):
        if session.view.phase == "wrong":
            session.retry(table.now())
        session.submit(response if right else "12345", table.now())


def test_every_session_asks_other_numbers(windows: Table) -> None:
    seeds = {windows.session("V-01").view.seed for _ in range(5)}
    assert len(seeds) == 5
    assert 0 not in seeds
    asked = windows.desk.session(Choice(items=("V-01",), seed=7), windows.now())
    again = windows.desk.session(Choice(items=("V-01",), seed=7), windows.now())
    assert asked is not None
    assert again is not None
    assert asked.view.question == again.view.question


def test_another_asks_the_same_with_other_numbers(windows: Table) -> None:
    session = windows.session("V-01", "V-03")
    first = session.view
    assert not first.varies
    answer(windows, session)
    assert session.view.varies
    view = session.another(windows.now())
    assert (view.item, view.phase, view.position, view.total) == (first.item, "asking", 2, 3)
    assert view.seed != first.seed
    assert view.question != first.question
    answer(windows, session)
    session.next(windows.now())
    assert session.view.item == "sound/V-03"
    answer(windows, session)
    before = session.view
    assert not before.varies
    assert session.another(windows.now()) == before  # nothing varies: nothing happens
    events = windows.desk.log.events("sound/V-01")
    assert [(event.rating, event.seed) for event in events if event.kind == "answer"] == [
        (int(Rating.EASY), first.seed),
        (None, view.seed),  # kept, and moves nothing
    ]
    # The second was practice: the memory is that of one review.
    memory = windows.desk.log.memory("sound/V-01")
    assert memory is not None
    assert memory.reps == 1


def test_what_was_forgotten_comes_back_with_other_numbers(windows: Table) -> None:
    session = windows.session("V-01")
    seed = session.view.seed
    answer(windows, session, right=False)
    session.next(windows.now())
    assert session.view.item == "sound/V-01"
    assert session.view.seed == seed + 1


def test_a_session_resumes_with_the_same_numbers(windows: Table) -> None:
    session = windows.session("V-01", "V-02")
    answer(windows, session)
    session.another(windows.now())
    asked = session.view.question
    session.keep_draft("1")
    session.pause(windows.now())
    back = windows.desk.resume(windows.now())
    assert back is not None
    assert back.view.question == asked
    saved = windows.desk.log.open_session()
    assert saved is not None
    assert json.loads(saved.state)["turns"][1]["seed"] == back.view.seed
