"""Caches made again in arrays are those made line by line."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from quizapp.records import Event, EventKind
from quizapp.scheduling.fold import LogFold
from quizapp.scheduling.fsrs import DEFAULT_WEIGHTS, Parameters
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.store import open_log, rebuilding
from quizapp.store.sqlite import SqliteLog

Line = Callable[..., Event]

NOON = 1_766_631_600_000
MIN = 60_000
DAY = 86_400_000


def life(rng: random.Random, item: str, answer: Line) -> list[Event]:
    """The lines of one item as study leaves them."""
    lines: list[Event] = []
    at_ms = NOON + rng.randrange(DAY)
    for _ in range(rng.randrange(1, 9)):
        turn_ms = at_ms
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            lines.append(
                answer(
                    item,
                    at_ms,
                    rng.choice((1, 2, 3, 3, 4, None)),
                    kind="answer" if at_ms == turn_ms else rng.choice(("answer", "rate", "proof")),
                    turn_ms=turn_ms,
                    outcome=rng.choice(("right", "wrong", "undecided", "unreadable", None)),
                    offset_min=rng.choice((540, 540, -600, 345)),
                    duration_ms=rng.choice((None, 900, 7_000_000)),
                )
            )
            at_ms += rng.choice((1, 5000, 30 * MIN))
        if rng.random() < 0.2:
            kind: Any = rng.choice(get_args(EventKind))
            lines.append(answer(item, at_ms, None, kind=kind, turn_ms=turn_ms, outcome=None))
        at_ms += rng.choice((10 * MIN, DAY, 9 * DAY))
    return lines


def everything(log: SqliteLog) -> Any:
    cards = log._connection.execute("SELECT * FROM card ORDER BY learner, item").fetchall()
    rounded = [[round(v, 9) if isinstance(v, float) else v for v in row] for row in cards]
    days = log._connection.execute("SELECT * FROM day ORDER BY learner, day").fetchall()
    return rounded, [row for row in days if any(row[2:])]


@pytest.mark.parametrize("how", ["rebuild", "rebuild of nothing", "merge"])
def test_arrays_and_lines_agree(
    how: str, tmp_path: Path, answer: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(3)
    lines = [
        replace(event, device="elsewhere", learner=learner)
        for learner in ("me", "someone")
        for n in range(250)
        for event in life(rng, f"p/q{n:03d}", answer)
    ]
    with (
        open_log(tmp_path / "one.sqlite3", fold=LogFold()) as one,
        open_log(tmp_path / "two.sqlite3", fold=LogFold()) as two,
    ):
        one.merge_events(lines)
        monkeypatch.setattr(rebuilding, "MANY", 0)
        monkeypatch.setattr(rebuilding, "BATCH", 64)
        if how == "merge":
            monkeypatch.setattr("quizapp.store.merging.MOST", 0)
        two.merge_events(lines)
        if how == "rebuild of nothing":
            two._connection.execute("DELETE FROM card WHERE item <> 'p/q001'")
            two._connection.execute("DELETE FROM day")
        if how != "merge":
            assert two.rebuild() == 500
        assert everything(one) == everything(two)
        assert [one for one in two.check() if not one.harmless] == []
        indexes = two._connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        assert {"card_due", "card_wrong"} <= {row[0] for row in indexes}


def test_a_file_of_the_second_version_gains_what_was_predicted(
    tmp_path: Path, answer: Callable[..., Event]
) -> None:
    path = tmp_path / "study.sqlite3"
    with open_log(path, fold=LogFold()) as log:
        log.append([answer("p/a", NOON, 3)])
        log.append([answer("p/a", NOON + 3 * DAY, 1)])
        wanted = log.totals()
    raw = sqlite3.connect(path)
    raw.executescript(
        "ALTER TABLE day DROP COLUMN predicted_ppm; DROP INDEX review_sure; DROP INDEX review_undo;"
        "PRAGMA user_version = 2; PRAGMA wal_checkpoint(TRUNCATE);"
    )
    raw.close()
    with open_log(path, fold=LogFold(), read_only=True) as reader:
        assert reader.totals().tested == 1  # a file that may only be read is read as it is
        assert reader.totals().predicted_ppm == 0
        assert reader.sure_answers() == []
        assert set(reader.day_totals(0, 10**6)) == {20447, 20450}
    with open_log(path, fold=LogFold()) as log:
        assert log.totals() == wanted
        assert 0 < wanted.predicted_ppm < 1e6
        assert log.sure_answers() == []
        assert [one for one in log.check() if not one.harmless] == []


def test_other_parameters_give_other_memories_and_back(
    tmp_path: Path, answer: Callable[..., Event]
) -> None:
    usual = LogFold()
    weak = LogFold(SchedulerSettings(Parameters((0.1, 0.4, 0.8, 2.5, *DEFAULT_WEIGHTS[4:]))))
    with open_log(tmp_path / "study.sqlite3", fold=usual) as log:
        log.append([answer("p/a", NOON, 3)])
        before = log.memory("p/a")
        log.use(weak)
        fitted = log.memory("p/a")
        assert fitted is not None
        assert fitted.stability == 0.8
        log.use(usual)
        assert log.memory("p/a") == before
