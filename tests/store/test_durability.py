"""What the disk is waited for: every line of the log, and nothing that can be spared."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.clock import Moment
from quizapp.errors import StoreError
from quizapp.records import Event
from quizapp.scheduling.fold import LogFold
from quizapp.store import open_log
from quizapp.store.port import SessionState
from quizapp.store.sqlite import SqliteLog

NOON = 1_766_631_600_000
PLACE = SessionState("s1", "quiz", NOON, 540, "{}")
NORMAL, FULL = 1, 2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.sqlite3"


def commits(log: SqliteLog, act: Callable[[], object]) -> list[int]:
    """How far the disk was waited for at each commit of ``act``."""
    statements: list[str] = []
    log._connection.set_trace_callback(statements.append)
    act()
    log._connection.set_trace_callback(None)
    level = log._connection.execute("PRAGMA synchronous").fetchone()[0]
    assert level == FULL
    found = []
    for statement in statements:
        if statement.startswith("PRAGMA synchronous"):
            level = {"NORMAL": NORMAL, "FULL": FULL}[statement.split()[-1]]
        elif statement == "COMMIT":
            found.append(level)
    return found


def test_lines_are_waited_for_and_places_are_not(path: Path, answer: Callable[..., Event]) -> None:
    with open_log(path, fold=LogFold()) as log:
        assert commits(log, lambda: log.append([answer("p/q", NOON)], session=PLACE)) == [FULL]
        assert commits(log, lambda: log.save_session(PLACE)) == [NORMAL]
        assert commits(log, lambda: log.end_session("s1", Moment(NOON, 540))) == [NORMAL]
        assert commits(log, lambda: log.append([answer("p/q", NOON + 1)])) == [FULL]


def test_a_place_that_cannot_be_kept_leaves_the_lines_as_safe_as_before(
    path: Path, answer: Callable[..., Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizapp.store.opening.TURNS", 1)
    monkeypatch.setattr("quizapp.store.opening.TURN_MS", 1)
    with open_log(path, fold=LogFold()) as log:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError):
            log.save_session(PLACE)
        other.execute("ROLLBACK")
        other.close()
        assert commits(log, lambda: log.append([answer("p/q", NOON)])) == [FULL]


def test_a_place_is_read_by_another_connection_at_once(path: Path) -> None:
    with open_log(path, fold=LogFold()) as log, open_log(path, fold=LogFold()) as other:
        log.save_session(PLACE)
        assert other.open_session() == PLACE
