"""Sittings are kept like answers: append-only, whole or not at all, and in files of any age."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from quizapp.scheduling.fold import LogFold
from quizapp.store import open_log, schema
from quizapp.store.port import SittingLine, SittingRow, StudyLog

from .conftest import Line, Opener

ROW = SittingRow("s1", 1_000, 540, '{"questions": []}')


def lines(*numbers: int) -> list[SittingLine]:
    return [SittingLine(n, 1_000 + n, 900 + n, "answer", n, "2") for n in numbers]


def test_a_sitting_comes_back_as_it_was_written(log: StudyLog) -> None:
    log.start_sitting(ROW, lines(0))
    assert log.append_sitting("s1", lines(1, 2))
    assert log.sitting("s1") == ROW
    assert log.sitting_lines("s1") == lines(0, 1, 2)
    assert log.sitting("nothing") is None
    assert log.sitting_lines("nothing") == []


def test_the_newest_sitting_comes_first(log: StudyLog) -> None:
    log.start_sitting(ROW, lines(0))
    later = SittingRow("s0", 2_000, 540, "{}")
    log.start_sitting(later, lines(0))
    assert log.sittings() == [later, ROW]


def test_a_window_that_is_behind_writes_nothing(log: StudyLog, answer: Line) -> None:
    log.start_sitting(ROW, lines(0))
    assert log.append_sitting("s1", lines(1))
    assert not log.append_sitting("s1", lines(1), events=[answer("p/a", 5_000, 1)])
    assert log.sitting_lines("s1") == lines(0, 1)
    assert log.events("p/a") == []


def test_lines_of_the_log_go_with_those_of_the_sitting(log: StudyLog, answer: Line) -> None:
    log.start_sitting(ROW, lines(0))
    events = [answer("p/a", 5_000, 1), answer("p/b", 5_000, 1)]
    assert log.append_sitting("s1", lines(1), events=events)
    assert [event.rating for event in log.events("p/b")] == [1]
    memory = log.memory("p/a")
    assert memory is not None
    assert memory.state == "learning"


def test_learners_do_not_see_each_other(opener: Opener, tmp_path: Path) -> None:
    path = tmp_path / "study.sqlite3"
    with open_log(path, fold=LogFold(), learner="a") as first:
        first.start_sitting(ROW, lines(0))
    with open_log(path, fold=LogFold(), learner="b") as second:
        assert second.sittings() == []
        assert second.sitting_lines("s1") == []


def test_nothing_in_a_sitting_can_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "study.sqlite3"
    with open_log(path, fold=LogFold()) as log:
        log.start_sitting(ROW, lines(0))
    raw = sqlite3.connect(path)
    for statement in (
        "UPDATE sitting_event SET value = '1'",
        "DELETE FROM sitting_event",
        "UPDATE sitting SET at_ms = 0",
        "DELETE FROM sitting",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(statement)
    raw.close()


def old_file(path: Path) -> None:
    """Make a log as version 1 wrote it, with one line."""
    with open_log(path, fold=LogFold(), device="old"):
        pass
    raw = sqlite3.connect(path)
    raw.executescript(
        "DROP TABLE sitting; DROP TABLE sitting_event; PRAGMA user_version = 1;"
        "ALTER TABLE day DROP COLUMN predicted_ppm; DROP INDEX review_sure; DROP INDEX review_undo;"
        "PRAGMA wal_checkpoint(TRUNCATE);"
    )
    raw.close()


def test_a_file_of_the_first_version_gains_the_tables_and_keeps_a_copy(
    tmp_path: Path, answer: Line
) -> None:
    path = tmp_path / "study.sqlite3"
    old_file(path)
    with open_log(path, fold=LogFold(), read_only=True) as reader:
        assert reader.sittings() == []
        assert reader.sitting("s1") is None
        assert reader.sitting_lines("s1") == []
    with open_log(path, fold=LogFold()) as log:
        log.append([answer("p/a", 5_000)])
        log.start_sitting(ROW, lines(0))
        assert log.sittings() == [ROW]
        assert [one for one in log.check() if not one.harmless] == []
        version = log._connection.execute("PRAGMA user_version").fetchone()
    assert version == (schema.SCHEMA_VERSION,)
    assert list((tmp_path / "backups").glob("study-before-version-*"))


def test_merging_takes_in_sittings_once(tmp_path: Path) -> None:
    here, there = tmp_path / "a" / "study.sqlite3", tmp_path / "b" / "study.sqlite3"
    with open_log(there, fold=LogFold()) as log:
        log.start_sitting(ROW, lines(0, 1))
    with open_log(here, fold=LogFold()) as log:
        log.merge(there)
        log.merge(there)
        assert log.sittings() == [ROW]
        assert log.sitting_lines("s1") == lines(0, 1)
