"""How many cards wait, asked without loading anything but ``sqlite3``.

``quizapp due`` runs in shell prompts and status bars, so this module imports nothing heavy and
the queries touch nothing but the partial index of what may fall due.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from quizapp.records import DueCounts
from quizapp.store.schema import APPLICATION_ID, SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

BUSY_SECONDS = 2.0
"""How long to wait for another process that is writing."""

WAITING = """
SELECT count(*) FILTER (WHERE state = 2 AND wake_ms <= :at),
       count(*) FILTER (WHERE state <> 2)
FROM card INDEXED BY card_due
WHERE learner = :learner AND suspended = 0 AND state > 0 AND wake_ms < :day_end
"""

WAITING_ITEMS = """
SELECT item, state, wake_ms <= :at FROM card INDEXED BY card_due
WHERE learner = :learner AND suspended = 0 AND state > 0 AND wake_ms < :day_end
"""

TAKEN = """
SELECT count(*) FROM card
WHERE learner = :learner AND (state > 0 OR suspended = 1 OR buried_until_ms > :at)
"""
"""Items that are no longer there to be introduced."""

TAKEN_ITEMS = """
SELECT item FROM card
WHERE learner = :learner AND (state > 0 OR suspended = 1 OR buried_until_ms > :at)
"""

ASIDE = """
SELECT last_ms, suspended, buried_until_ms FROM card WHERE learner = ? AND item = ?
"""

SPENT = "SELECT duration_ms FROM day WHERE learner = ? AND day = ?"

INTRODUCED = "SELECT new FROM day WHERE learner = ? AND day = ?"


def file_uri(path: Path | str, query: str) -> str:
    """The SQLite address of a file, its name safe whatever signs it holds."""
    text = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{text}?{query}"


def connect_to_read(path: Path | str) -> sqlite3.Connection:
    """A connection that cannot write. Raises ``sqlite3.Error`` when there is nothing to read.

    The file is opened for writing all the same, because only then does SQLite tidy away its
    helper files at the end. A log on a disk that cannot be written to has no room for the file
    in which readers and writers agree; when nobody can be writing it is read as it lies.
    """
    connection = sqlite3.connect(
        file_uri(path, "mode=rw"), uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if getattr(error, "sqlite_errorname", "") not in (
            "SQLITE_CANTOPEN",
            "SQLITE_READONLY_DIRECTORY",
            "SQLITE_READONLY_CANTINIT",
        ) or _has_wal(path):
            raise
        return sqlite3.connect(
            file_uri(path, "mode=ro&immutable=1"), uri=True, isolation_level=None
        )
    return connection


def _has_wal(path: Path | str) -> bool:
    import os

    try:
        return os.stat(f"{path}-wal").st_size > 0
    except OSError:
        return False


def refuse_foreign(connection: sqlite3.Connection, path: Path | str) -> int:
    """The schema version of a log of ours. Raises ``StoreError`` for anything else.

    A file that ends within a page is refused too: SQLite would fill it up with zeros and say
    nothing until it met them. While a write-ahead log waits beside it the end may still change.
    """
    import os

    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    application: int = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        from quizapp.store import faults
        from quizapp.words import tr

        raise faults.foreign(path, tr("ほかのデータベース"))
    if version > SCHEMA_VERSION:
        from quizapp.store import faults

        raise faults.newer(path)
    page: int = connection.execute("PRAGMA page_size").fetchone()[0]
    if os.stat(path).st_size % page and not _has_wal(path):
        from quizapp.store import faults
        from quizapp.words import tr

        raise faults.damaged(path, tr("途中で切れています"))
    return version


def waiting(
    path: Path | str,
    at_ms: int,
    day_end_ms: int,
    *,
    day: int,
    known: Collection[str] | None = None,
    new_per_day: int = 0,
    learner: str = "me",
) -> DueCounts:
    """What waits in the log at ``path``, of the items there are questions for.

    ``day`` is the present study day, days since 1970. ``known`` are the items that have a
    question; where it is None all count, and new ones are what the day still allows. A log that
    is not there yet is an empty one. Raises ``StoreError`` when it cannot be read.
    """
    import os

    if not os.path.exists(path):
        return DueCounts(0, new_per_day if known is None else min(new_per_day, len(known)), 0)
    try:
        connection = connect_to_read(path)
        try:
            refuse_foreign(connection, path)
            row = connection.execute(INTRODUCED, (learner, day)).fetchone()
            wanted = max(0, new_per_day - (row[0] if row else 0))
            return count(connection, learner, at_ms, day_end_ms, known, wanted)
        finally:
            connection.close()
    except sqlite3.Error as error:
        from quizapp.store import faults

        raise faults.explain(error, path) from error


@contextmanager
def looking(
    path: Path | str, day: int, *, learner: str = "me"
) -> Iterator[tuple[int, Callable[[str], tuple[int, bool, int]]]]:
    """Milliseconds spent on study day ``day``, and a look at single items.

    The look gives when an item was last reviewed (0 for never), whether it is suspended, and until
    when it is buried. A log that is not there yet is an empty one. Raises ``StoreError``.
    """
    import os

    if not os.path.exists(path):
        yield 0, lambda item: (0, False, 0)
        return
    try:
        connection = connect_to_read(path)
        try:
            refuse_foreign(connection, path)
            row = connection.execute(SPENT, (learner, day)).fetchone()

            def look(item: str) -> tuple[int, bool, int]:
                found = connection.execute(ASIDE, (learner, item)).fetchone()
                return (found[0], bool(found[1]), found[2]) if found else (0, False, 0)

            yield (row[0] if row else 0), look
        finally:
            connection.close()
    except sqlite3.Error as error:
        from quizapp.store import faults

        raise faults.explain(error, path) from error


def count(
    connection: sqlite3.Connection,
    learner: str,
    at_ms: int,
    day_end_ms: int,
    known: Collection[str] | None,
    wanted: int,
) -> DueCounts:
    """What waits, with ``wanted`` new ones as far as there are so many."""
    # Steps that end with the day, or were buried until then, are for tomorrow.
    day_end_ms = max(day_end_ms, at_ms + 1)
    given = {"learner": learner, "at": at_ms, "day_end": day_end_ms}
    if known is None:
        due, learning = connection.execute(WAITING, given).fetchone()
        return DueCounts(due, wanted, learning)
    due = learning = 0
    for item, state, now in connection.execute(WAITING_ITEMS, given):
        if item in known:
            due += state == 2 and now
            learning += state != 2
    taken = connection.execute(TAKEN, given).fetchone()[0] if wanted else 0
    if len(known) - taken < wanted:
        # Nearly all are met, so it matters which of them still have a question.
        rows = connection.execute(TAKEN_ITEMS, given)
        wanted = min(wanted, len(known) - sum(row[0] in known for row in rows))
    return DueCounts(due, wanted, learning)
