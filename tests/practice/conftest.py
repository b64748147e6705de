"""A desk with a small pack and a log that forgets, and a clock the tests move."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from quizapp.clock import FixedClock, Moment
from quizapp.content.library import Library
from quizapp.practice.choice import Choice
from quizapp.practice.desk import Desk, scheduler_settings
from quizapp.practice.session import Session
from quizapp.scheduling.fold import LogFold
from quizapp.settings import Settings
from quizapp.store import memory_log

PACK = Path(__file__).with_name("pack")
START = Moment.of(datetime(2026, 11, 23, 20, 0, tzinfo=timezone(timedelta(hours=9))))


@dataclass
class Table:
    """A desk and a clock; every look at the clock takes ten seconds."""

    desk: Desk
    clock: FixedClock = field(default_factory=lambda: FixedClock(START))

    def now(self, seconds: int = 10) -> Moment:
        self.clock.advance(seconds * 1000)
        return self.clock.now()

    def session(self, *items: str) -> Session:
        session = self.desk.session(Choice(items=items), self.now())
        assert session is not None
        return session


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.open([PACK])


@pytest.fixture
def table(library: Library) -> Table:
    settings = Settings()
    log = memory_log(fold=LogFold(scheduler_settings(settings)))
    return Table(Desk(log, library, settings))
