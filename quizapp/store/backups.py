"""Copies of the log beside it: one a day, and one before anything that could go wrong.

Copies are made by SQLite's own online backup, so that a writer need not stop, and checked before
they count: a damaged log must not push its sound copies out of the row.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from quizapp.errors import StoreError
from quizapp.store import faults
from quizapp.store.counts import connect_to_read, refuse_foreign
from quizapp.store.opening import draft_of, explained, sync_folder
from quizapp.words import tr

KEPT_DAYS = 7
KEPT_BEFORE = 3
"""Copies kept of each other reason: before an import, a merge, a new version."""

_DAILY = re.compile(r"study-(\d{4}-\d{2}-\d{2})\.sqlite3")
_BEFORE = re.compile(r"study-before-(.+)-(\d+)\.sqlite3")


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy of the log."""

    path: Path
    reason: str
    """"daily", or what it was made before: "import", "merge", "version-2"."""
    made_ms: int
    size: int


def folder_of(store: Path) -> Path:
    """The folder that holds the copies of the log at ``store``."""
    return store.parent / "backups"


def list_backups(store: Path) -> list[Backup]:
    """The copies there are, newest first."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder_of(store).iterdir():
            before = _BEFORE.fullmatch(path.name)
            if before is None and _DAILY.fullmatch(path.name) is None:
                continue
            stat = path.stat()
            reason = before[1] if before else "daily"
            found.append(Backup(path, reason, stat.st_mtime_ns // 1_000_000, stat.st_size))
    return sorted(found, key=lambda backup: (backup.made_ms, backup.path.name), reverse=True)


def copy(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the log to ``target`` as it stands now, whole, checked, or not at all."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise faults.unwritable(target.parent, error.strerror or str(error)) from error
    draft = draft_of(target)
    try:
        draft.unlink(missing_ok=True)
        into = sqlite3.connect(draft, isolation_level=None)
        try:
            connection.backup(into)
            # One file, not three: a copy is moved about by hand.
            into.execute("PRAGMA journal_mode = DELETE")
            said = into.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            into.close()
        if said != "ok":
            raise faults.damaged(target, said)
        _sync(draft)
        os.replace(draft, target)
        sync_folder(target.parent)
    except OSError as error:
        raise faults.unwritable(target, error.strerror or str(error)) from error
    finally:
        for leftover in (draft, Path(f"{draft}-journal")):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)


def before(connection: sqlite3.Connection, store: Path, reason: str) -> Path:
    """The copy made before ``reason`` changes the log; older ones of that reason are let go."""
    same = [backup.path for backup in list_backups(store) if backup.reason == reason]
    numbers = [int(match[2]) for path in same if (match := _BEFORE.fullmatch(path.name))]
    target = folder_of(store) / f"study-before-{reason}-{max(numbers, default=0) + 1}.sqlite3"
    copy(connection, target)
    for old in same[KEPT_BEFORE - 1 :]:
        with contextlib.suppress(OSError):
            old.unlink()
    return target


def daily(store: Path, today: date, *, keep: int = KEPT_DAYS) -> Path | None:
    """The copy made for ``today``, or None when there is one already or nothing to copy.

    Opens the log itself, so it may run in a thread of its own while the app goes on. Only a copy
    that was found sound lets an old one go.
    """
    target = folder_of(store) / f"study-{today.isoformat()}.sqlite3"
    if target.exists() or not store.exists():
        return None
    with explained(store):
        connection = connect_to_read(store)
        try:
            refuse_foreign(connection, store)
            copy(connection, target)
        finally:
            connection.close()
    dailies = sorted(
        (path for path in folder_of(store).iterdir() if _DAILY.fullmatch(path.name)), reverse=True
    )
    for old in dailies[keep:]:
        with contextlib.suppress(OSError):
            old.unlink()
    return target


def is_sound(path: Path) -> bool:
    """Whether a copy can be read from end to end and is a log this version knows."""
    try:
        with explained(path):
            connection = connect_to_read(path)
            try:
                refuse_foreign(connection, path)
                return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
            finally:
                connection.close()
    except StoreError:
        return False


def newest_sound(store: Path) -> Path:
    """The newest copy that is whole. Raises ``StoreError`` when there is none."""
    for backup in list_backups(store):
        if is_sound(backup.path):
            return backup.path
    raise faults.DamagedError(
        tr("使える控えがありません。"),
        where=str(folder_of(store)),
        mend=tr("書き出した JSON Lines があれば quizapp import で取り込めます。"),
    )


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
