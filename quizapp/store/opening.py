"""Opening a log file safely: made whole or not at all, refused when it is not to be trusted.

A file that is damaged, newer or not ours is left exactly as it is; nothing new is ever put in its
place. A new log is built under another name and then given its own, so that a log either is
there with all its tables or is not there.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import get_ident

from quizapp.store import faults
from quizapp.store.counts import BUSY_SECONDS, connect_to_read, refuse_foreign
from quizapp.store.schema import creation_script
from quizapp.words import tr

TURN_MS = 40
TURNS = 50
"""Waiting for another writer: so many turns of so many milliseconds."""


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk complain of into ``StoreError``; our own mistakes pass."""
    try:
        yield
    except sqlite3.Error as error:
        if faults.is_ours(error):
            raise
        raise faults.explain(error, path) from error


def connect_to_write(path: Path, device: str | None = None) -> tuple[sqlite3.Connection, int]:
    """A connection to the log at ``path`` and its schema version; made when there is none.

    Raises ``StoreError``: locked, newer, damaged, foreign or not to be written.
    """
    _make_sure(path, device)
    with explained(path):
        connection = _connect(path)
        try:
            version = refuse_foreign(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            # Whether we may write shows only when we try; better now than after an answer.
            connection.execute(f"PRAGMA busy_timeout = {TURN_MS}")
            begin(connection)
            connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
    return connection, version


def begin(connection: sqlite3.Connection) -> None:
    """Begin a transaction that writes, waiting for other writers some two seconds in all.

    SQLite asks less and less often the longer it waits, and so may never get a turn beside a busy
    writer; beginning to wait afresh every little while keeps it fair.
    """
    for turn in range(TURNS, 0, -1):
        try:
            connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            name = getattr(error, "sqlite_errorname", "") or ""
            if turn == 1 or not name.startswith("SQLITE_BUSY"):
                raise


def connect_read_only(path: Path) -> tuple[sqlite3.Connection, int]:
    """A connection that cannot write, and the schema version. Raises ``StoreError``."""
    _refuse_broken(path)
    with explained(path):
        connection = connect_to_read(path)
        try:
            version = refuse_foreign(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection, version


def _connect(path: Path) -> sqlite3.Connection:
    # One thread at a time is the rule; which one is the caller's business.
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _refuse_broken(path: Path) -> None:
    """Raise for what can be told from the outside, without touching the file's locks."""
    try:
        if path.is_dir():
            raise faults.foreign(path, tr("フォルダー"))
        if path.exists():
            if path.stat().st_size == 0:
                raise faults.damaged(path, tr("中身が空"))
        elif Path(f"{path}-wal").exists():
            # A log without its main file: a new one beside the old tail would swallow it.
            raise faults.damaged(path, tr("本体がなく -wal だけが残っています"))
    except OSError as error:
        raise faults.unreachable(path, error.strerror or str(error)) from error


def _make_sure(path: Path, device: str | None) -> None:
    """See that there is a log at ``path``, or raise."""
    _refuse_broken(path)
    if path.exists():
        return
    try:
        # What a learner answers is their own: nobody else on the machine reads a folder we make.
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise faults.unwritable(path.parent, error.strerror or str(error)) from error
    draft = draft_of(path)
    try:
        draft.unlink(missing_ok=True)
        _create(draft, device)
        _give_name(draft, path)
    except sqlite3.OperationalError as error:
        told = faults.explain(error, path)
        raise (
            told if isinstance(told, faults.FullError) else faults.unwritable(path, str(error))
        ) from error
    except OSError as error:
        raise faults.unwritable(path, error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _create(draft: Path, device: str | None) -> None:
    connection = sqlite3.connect(draft, isolation_level=None)
    try:
        connection.executescript(creation_script())
        if device is not None:
            connection.execute("UPDATE meta SET value = ? WHERE name = 'device'", (device,))
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _give_name(draft: Path, path: Path) -> None:
    """Move a finished draft to its own name, unless another process was quicker."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:
        # No hard links on this disk. The moment between asking and moving is short, and what
        # could be lost in it is another log as empty as ours.
        if not path.exists():
            os.rename(draft, path)
    sync_folder(path.parent)


def draft_of(path: Path) -> Path:
    """A name beside ``path`` that no other process or thread is using."""
    return path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}.new")


def sync_folder(folder: Path) -> None:
    """Make a change of names in ``folder`` durable, where the platform can."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
