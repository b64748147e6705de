"""Putting a copy back in the place of the log, and saving what the old file still holds.

Nothing is overwritten: the file that is replaced keeps lying beside it under another name.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quizapp.records import Event
from quizapp.store import faults
from quizapp.store.backups import is_sound
from quizapp.store.counts import BUSY_SECONDS, connect_to_read
from quizapp.store.opening import draft_of, sync_folder
from quizapp.store.rows import EVENT_COLUMNS, event_of
from quizapp.store.schema import APPLICATION_ID
from quizapp.words import tr

TAILS = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring did."""

    source: Path
    aside: Path | None
    """Where the file that was replaced lies now; None when there was none."""
    was_damaged: bool


def restore(store: Path, source: Path) -> Restored:
    """Put the copy ``source`` in the place of the log at ``store``; the old file is kept aside.

    No other process may have the log open. Raises ``StoreError`` when one has, or when the copy
    is not sound; then nothing was changed.
    """
    if not is_sound(source):
        raise faults.damaged(source, tr("この控えは使えません"))
    was_damaged = _release(store)
    draft = draft_of(store)
    try:
        store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(source, draft)
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        aside = _move_aside(store)
        os.replace(draft, store)
        sync_folder(store.parent)
    except OSError as error:
        raise faults.unwritable(store, error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return Restored(source, aside, was_damaged)


def salvage(damaged: Path) -> Iterator[Event]:
    """The lines that a damaged log still gives, from both ends towards the damage."""
    try:
        connection = connect_to_read(damaged)
    except sqlite3.Error:
        return
    try:
        for direction in ("ASC", "DESC"):
            order = ", ".join(
                f"{name} {direction}" for name in ("learner", "item", "at_ms", "device")
            )
            try:
                rows = connection.execute(f"SELECT {EVENT_COLUMNS} FROM review ORDER BY {order}")
                for row in rows:
                    yield event_of(row)
            except (sqlite3.Error, UnicodeDecodeError, OverflowError):
                continue
            return
    finally:
        connection.close()


def _release(store: Path) -> bool:
    """Whether the present log is damaged. Raises ``LockedError`` when another process has it."""
    if not store.exists():
        return False
    if store.is_dir():
        raise faults.foreign(store, tr("フォルダー"))
    try:
        connection = sqlite3.connect(store, timeout=BUSY_SECONDS, isolation_level=None)
    except sqlite3.Error:
        return True
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            return True
        # Everything goes into the one file that is put aside, and nobody else may be reading.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
        sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        told = faults.explain(error, store)
        if isinstance(told, faults.LockedError):
            raise told from error
        return True
    finally:
        connection.close()
    return not sound


def _move_aside(store: Path) -> Path | None:
    """Give the present files another name; the new name of the main one, or None."""
    number = 1
    while (aside := store.with_name(f"{store.name}.replaced-{number}")).exists():
        number += 1
    moved = None
    for tail in TAILS:
        old = Path(f"{store}{tail}")
        if old.exists():
            os.rename(old, f"{aside}{tail}")
            moved = aside
    return moved
