"""Two logs made one: the union of their lines, with only the touched items folded again.

New lines are first gathered in a temporary table, outside the log's own transaction, so that the
log is locked no longer than the union itself takes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from quizapp.store import caches, rebuilding
from quizapp.store.rows import EVENT_COLUMNS, EVENT_PLACES, LINES, event_of

if TYPE_CHECKING:
    from quizapp.records import Event
    from quizapp.store.port import Fold

COLLECT = f"INSERT OR IGNORE INTO temp.incoming ({EVENT_COLUMNS}) VALUES ({EVENT_PLACES})"
KEY = "learner = i.learner AND item = i.item AND at_ms = i.at_ms AND device = i.device"
TOUCHED = f"""
SELECT DISTINCT learner, item FROM temp.incoming AS i
WHERE NOT EXISTS (SELECT 1 FROM main.review WHERE {KEY})
"""
UNITE = f"INSERT OR IGNORE INTO main.review ({EVENT_COLUMNS}) SELECT {EVENT_COLUMNS} FROM incoming"

MOST = 5000
"""Above so many touched items making all caches again is quicker."""


def collect(
    connection: sqlite3.Connection, rows: Iterable[tuple[Any, ...]], *, device: str
) -> None:
    """Gather foreign lines, each once; lines without a device are taken for this one's."""
    connection.execute(
        f"CREATE TEMP TABLE incoming ({EVENT_COLUMNS},"
        " PRIMARY KEY (learner, item, at_ms, device)) WITHOUT ROWID"
    )
    connection.execute("BEGIN")
    try:
        connection.executemany(
            COLLECT, (row if row[3] else (*row[:3], device, *row[4:]) for row in rows)
        )
    finally:
        connection.execute("COMMIT")


def forget(connection: sqlite3.Connection) -> None:
    """Drop what was gathered."""
    connection.execute("DROP TABLE IF EXISTS temp.incoming")


def has_news(connection: sqlite3.Connection) -> bool:
    """Whether anything gathered is not in the log yet."""
    return connection.execute(f"{TOUCHED} LIMIT 1").fetchone() is not None


def absorb(connection: sqlite3.Connection, fold: Fold) -> int:
    """Put what was gathered into the log and mend the caches; how many lines were new.

    Within the caller's transaction.
    """
    touched = connection.execute(TOUCHED).fetchall()
    if len(touched) > MOST:
        added = _unite(connection)
        rebuilding.rebuild(connection, fold, settled=False)
        return added
    before = {}
    for learner, item in touched:
        lines = _lines(connection, learner, item)
        before[learner, item] = fold.digest(lines) if lines else None
    added = _unite(connection)
    for (learner, item), old in before.items():
        lines = _lines(connection, learner, item)
        digest = fold.digest(lines)
        caches.put_card(connection, learner, item, digest, lines[-1].at_ms)
        caches.move_days(connection, learner, old, digest)
    return added


def _unite(connection: sqlite3.Connection) -> int:
    """How many lines were added. The log's guards refuse anything but adding."""
    return connection.execute(UNITE).rowcount


def _lines(connection: sqlite3.Connection, learner: str, item: str) -> list[Event]:
    return [event_of(row) for row in connection.execute(LINES, (learner, item))]
