"""The stores that the shared suite runs over, and short spellings of log lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from quizapp.records import Event
from quizapp.scheduling.fold import LogFold
from quizapp.store import memory_log, open_log
from quizapp.store.port import StudyLog

Opener = Callable[..., StudyLog]
Line = Callable[..., Event]


@pytest.fixture(params=["sqlite", "memory"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Open a new, empty log: ``opener(device="a", learner="me")``."""
    opened: list[StudyLog] = []

    def open_one(device: str = "a", learner: str = "me", fold: LogFold | None = None) -> StudyLog:
        log: StudyLog
        meaning = fold or LogFold()
        if request.param == "sqlite":
            path = tmp_path / f"log-{len(opened)}" / "study.sqlite3"
            log = open_log(path, fold=meaning, device=device, learner=learner)
        else:
            log = memory_log(fold=meaning, device=device, learner=learner)
        opened.append(log)
        return log

    yield open_one
    for log in opened:
        log.close()


@pytest.fixture
def log(opener: Opener) -> StudyLog:
    """One empty log."""
    return opener()


@pytest.fixture
def answer() -> Line:
    """Make an answer: ``answer("p/q", at_ms, rating)``, in Tokyo."""

    def make(item: str, at_ms: int, rating: int | None = 3, **fields: Any) -> Event:
        given: dict[str, Any] = {
            "kind": "answer",
            "turn_ms": at_ms,
            "offset_min": 540,
            "outcome": "wrong" if rating == 1 else "right",
            "duration_ms": 20_000,
            "response": "2*(x+y)",
            **fields,
        }
        return Event(item, at_ms, rating=rating, **given)

    return make
