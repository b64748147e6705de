"""Sittings are kept like answers: append-only, whole or not at all, and in files of any age."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path

import pytest

from quizapp.errors import UsageError
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


def exported(log: StudyLog) -> list[str]:
    out = io.StringIO()
    log.export_jsonl(out)
    return out.getvalue().splitlines(keepends=True)


def test_an_export_brings_sittings_back_once(log: StudyLog, answer: Line, tmp_path: Path) -> None:
    log.start_sitting(ROW, lines(0))
    log.append_sitting("s1", lines(1), events=[answer("a", 1_500)])
    text = exported(log)
    with open_log(tmp_path / "b" / "study.sqlite3", fold=LogFold()) as other:
        for _ in range(2):
            other.import_jsonl(text)
            assert other.sittings() == [ROW]
            assert other.sitting_lines("s1") == lines(0, 1)
            assert exported(other) == text
    assert log.import_jsonl(text) == 0
    assert log.sitting_lines("s1") == lines(0, 1)


def test_a_sitting_goes_on_where_it_went_on_elsewhere(log: StudyLog) -> None:
    log.start_sitting(ROW, lines(0, 1, 2, 3))
    whole = exported(log)
    early = [
        line.replace(json.dumps([3, 1003, 903, "answer", 3, "2"]).replace(" ", ""), "").replace(
            ",]", "]"
        )
        for line in whole
    ]
    assert early != whole
    log.import_jsonl(early)
    assert log.sitting_lines("s1") == lines(0, 1, 2, 3)


def test_two_histories_of_one_sitting_are_not_mixed(log: StudyLog, tmp_path: Path) -> None:
    log.start_sitting(ROW, lines(0, 1))
    with open_log(tmp_path / "b" / "study.sqlite3", fold=LogFold()) as other:
        other.import_jsonl(exported(log))
        other.append_sitting("s1", lines(2, 3, 4))
        longer = exported(other)
    log.append_sitting("s1", [SittingLine(2, 2_000, 2_000, "submit", -1, "{}")])
    mine = log.sitting_lines("s1")
    log.import_jsonl(longer)
    assert log.sitting_lines("s1") == mine


def test_an_export_without_sittings_is_of_the_first_version(log: StudyLog, answer: Line) -> None:
    log.append([answer("a", 1_500)])
    assert json.loads(exported(log)[0]) == {"format": "quizapp-log", "version": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"lines": []},
        {"lines": [[1, 1, 1, "start", -1, ""]]},
        {"lines": [[0, -1, 1, "start", -1, ""]]},
        {"lines": [[0, 1, 1, "start", -1, 5]]},
        {"lines": [[0, 1, 1, "start", -1]]},
        {"paper": 5},
        {"at_ms": True},
        {"sitting": ""},
        {"colour": "red"},
    ],
)
def test_a_sitting_that_is_wrong_takes_in_nothing(
    log: StudyLog, answer: Line, change: dict[str, object]
) -> None:
    log.append([answer("a", 1_500)])
    log.start_sitting(ROW, lines(0))
    head, event, sitting = exported(log)
    bad = json.dumps({**json.loads(sitting), "sitting": "s2", **change})
    with pytest.raises(UsageError) as caught:
        log.import_jsonl([head, event, bad])
    assert "3 行目" in str(caught.value.where)
    assert log.sittings() == [ROW]
