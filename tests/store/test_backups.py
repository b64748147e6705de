"""Copies, restoring, salvaging, and moving to a new version."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from quizapp.errors import StoreError
from quizapp.records import Event
from quizapp.scheduling.fold import LogFold
from quizapp.store import backups, faults, open_log, schema
from quizapp.store.restoring import restore, salvage
from quizapp.store.sqlite import SqliteLog

Line = Callable[..., Event]

NOON = 1_766_631_600_000
DAY_ONE = date(2025, 12, 25)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.sqlite3"


def opened(path: Path) -> SqliteLog:
    return open_log(path, fold=LogFold())


def fill(path: Path, answer: Line, count: int = 1500, start: int = 0) -> list[Event]:
    with opened(path) as log:
        log.append(
            [answer(f"p/q{n:04d}", NOON + n, 1 + n % 4) for n in range(start, start + count)]
        )
        return list(log.all_events())


def spoil(path: Path, *pages: int) -> None:
    with path.open("r+b") as stream:
        for page in pages:
            stream.seek(page * 4096)
            stream.write(b"\xff" * 4096)


def test_one_copy_a_day_and_seven_kept(path: Path, answer: Line) -> None:
    assert backups.daily(path, DAY_ONE) is None, "nothing to copy yet"
    assert not backups.folder_of(path).exists()
    lines = fill(path, answer, 30)
    with opened(path) as log:  # the app is open, and goes on writing
        copy = backups.daily(path, DAY_ONE)
        log.append([answer("p/later", NOON)])
    assert copy is not None
    with opened(copy) as log:
        assert list(log.all_events()) == lines
    assert backups.daily(path, DAY_ONE) is None, "once a day"
    for day in range(1, 12):
        assert backups.daily(path, DAY_ONE + timedelta(days=day)) is not None
    names = sorted(backup.path.name for backup in backups.list_backups(path))
    assert names == [f"study-2025-12-{30 + n}.sqlite3" for n in range(2)] + [
        f"study-2026-01-0{n}.sqlite3" for n in range(1, 6)
    ]
    assert all(backup.reason == "daily" for backup in backups.list_backups(path))
    assert [one.name for one in backups.folder_of(path).iterdir() if one.name[0] == "."] == []


def test_a_damaged_log_does_not_push_out_sound_copies(path: Path, answer: Line) -> None:
    fill(path, answer)
    for day in range(7):
        backups.daily(path, DAY_ONE + timedelta(days=day))
    before = backups.list_backups(path)
    spoil(path, 9, 10, 11)
    with pytest.raises(StoreError):
        backups.daily(path, DAY_ONE + timedelta(days=8))
    assert backups.list_backups(path) == before


def test_copies_before_imports_and_merges(path: Path, tmp_path: Path, answer: Line) -> None:
    fill(path, answer, 5)
    other = tmp_path / "other.sqlite3"
    fill(other, answer, 5, start=3)
    with opened(path) as log:
        assert log.merge(other) == 5, "another device's lines, even at the same times"
        assert len(backups.list_backups(path)) == 1
        assert log.merge(other) == 0
        assert len(backups.list_backups(path)) == 1, "nothing new, no copy"
        for n in range(6):
            log.merge_events([answer(f"p/m{n}", NOON, device="z")])
    kept = [backup.path.name for backup in backups.list_backups(path)]
    assert sorted(kept) == [f"study-before-merge-{n}.sqlite3" for n in (5, 6, 7)]
    assert {backup.reason for backup in backups.list_backups(path)} == {"merge"}
    assert backups.newest_sound(path).name == "study-before-merge-7.sqlite3"


def test_merging_a_damaged_file_changes_nothing(path: Path, tmp_path: Path, answer: Line) -> None:
    lines = fill(path, answer, 5)
    other = tmp_path / "other.sqlite3"
    fill(other, answer)
    spoil(other, *range(6, 20))
    with opened(path) as log:
        with pytest.raises(faults.DamagedError) as caught:
            log.merge(other)
        assert str(other) in caught.value.where
        assert list(log.all_events()) == lines
        log.append([answer("p/more", NOON)])


def test_restore_and_salvage(path: Path, answer: Line) -> None:
    old = fill(path, answer, 800)
    copy = backups.daily(path, DAY_ONE)
    assert copy is not None
    new = fill(path, answer, 800, start=800)
    spoil(path, 1 + path.stat().st_size // 4096 // 2)
    damaged = path.read_bytes()
    done = restore(path, backups.newest_sound(path))
    assert done.was_damaged
    assert done.aside is not None
    assert done.aside.read_bytes() == damaged, "what was there is put aside, not thrown away"
    with opened(path) as log:
        assert list(log.all_events()) == old
        log.merge_events(salvage(done.aside))
        saved = {(event.item, event.at_ms) for event in log.all_events()}
        everything = {(event.item, event.at_ms) for event in new}
        assert saved <= everything
        assert len(everything - saved) < 400, "both sides of the damage were read"
        assert [one for one in log.check() if not one.harmless] == []


def test_restore_over_nothing_and_over_rubbish(path: Path, answer: Line) -> None:
    lines = fill(path, answer, 20)
    copy = backups.daily(path, DAY_ONE)
    assert copy is not None
    path.unlink()
    assert restore(path, copy).aside is None
    path.write_bytes(b"rubbish")
    done = restore(path, copy)
    assert done.aside is not None
    assert done.was_damaged
    assert list(salvage(done.aside)) == []
    assert done.aside.read_bytes() == b"rubbish"
    with opened(path) as log:
        assert list(log.all_events()) == lines


def test_restore_of_a_sound_log_goes_back(path: Path, answer: Line) -> None:
    lines = fill(path, answer, 20)
    copy = backups.daily(path, DAY_ONE)
    assert copy is not None
    fill(path, answer, 5, start=50)
    done = restore(path, copy)
    assert not done.was_damaged
    assert done.aside is not None
    with opened(path) as log:
        assert list(log.all_events()) == lines
    with opened(done.aside) as log:
        assert len(list(log.all_events())) == 25


def test_restore_leaves_an_open_log_alone(
    path: Path, answer: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizapp.store.restoring.BUSY_SECONDS", 0.1)
    fill(path, answer, 20)
    copy = backups.daily(path, DAY_ONE)
    assert copy is not None
    with opened(path) as log:
        with pytest.raises(faults.LockedError):
            restore(path, copy)
        log.append([answer("p/q", NOON)])


def test_restore_refuses_a_bad_copy(path: Path, tmp_path: Path, answer: Line) -> None:
    fill(path, answer, 20)
    before = path.read_bytes()
    bad = tmp_path / "bad.sqlite3"
    bad.write_bytes(b"rubbish")
    with pytest.raises(faults.DamagedError):
        restore(path, bad)
    assert path.read_bytes() == before
    with pytest.raises(StoreError, match="使える控えがありません"):
        backups.newest_sound(path)


def test_backup_to_a_place_of_ones_own(path: Path, tmp_path: Path, answer: Line) -> None:
    lines = fill(path, answer, 20)
    target = tmp_path / "stick" / "copy.sqlite3"
    with opened(path) as log:
        log.backup(target)
        log.backup(target)
    assert [one.name for one in target.parent.iterdir()] == ["copy.sqlite3"]
    with opened(target) as log:
        assert list(log.all_events()) == lines


def test_a_new_version_copies_first_and_keeps_every_line(
    path: Path, answer: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = fill(path, answer, 30)
    script = "ALTER TABLE session ADD COLUMN title TEXT;\nCREATE TABLE note (text TEXT)"
    now = schema.SCHEMA_VERSION
    monkeypatch.setattr(schema, "MIGRATIONS", ((now, script),))
    monkeypatch.setattr(schema, "SCHEMA_VERSION", now + 1)
    monkeypatch.setattr("quizapp.store.counts.SCHEMA_VERSION", now + 1)
    with opened(path) as log:
        assert list(log.all_events()) == lines
        assert log.memories().keys() == {event.item for event in lines}
        assert log._connection.execute("PRAGMA user_version").fetchone() == (now + 1,)
        log._connection.execute("SELECT title FROM session")
        log._connection.execute("SELECT text FROM note")
    (copy,) = backups.list_backups(path)
    assert copy.reason == f"version-{now + 1}"
    raw = sqlite3.connect(copy.path)
    assert raw.execute("PRAGMA user_version").fetchone() == (now,)
    raw.close()


def test_a_migration_that_fails_leaves_the_old_log(
    path: Path, answer: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path, answer, 30)
    script = "CREATE TABLE note (text TEXT);\nALTER TABLE nowhere ADD COLUMN title TEXT"
    with monkeypatch.context() as newer:
        now = schema.SCHEMA_VERSION
        newer.setattr(schema, "MIGRATIONS", ((now, script),))
        newer.setattr(schema, "SCHEMA_VERSION", now + 1)
        newer.setattr("quizapp.store.counts.SCHEMA_VERSION", now + 1)
        with pytest.raises(StoreError):
            opened(path)
    with opened(path) as log:
        assert len(list(log.all_events())) == 30
        tables = log._connection.execute("SELECT name FROM sqlite_master WHERE name = 'note'")
        assert tables.fetchall() == []


def test_copies_that_cannot_be_written_say_where(path: Path, answer: Line) -> None:
    fill(path, answer, 5)
    backups.folder_of(path).write_text("a file in the way")
    with pytest.raises(faults.UnwritableError) as caught:
        backups.daily(path, DAY_ONE)
    assert "backups" in caught.value.where
    assert os.path.exists(path)
