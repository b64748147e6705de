"""Writing new lines, with the caches beside them brought to what the lines now mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quizapp.store import caches
from quizapp.store.rows import EVENT_COLUMNS, EVENT_PLACES, LINES, event_of, row_of
from quizapp.store.stamping import stamped

if TYPE_CHECKING:
    from quizapp.records import Event, Memory
    from quizapp.store.port import Digest, Fold

INSERT_EVENT = f"INSERT INTO review ({EVENT_COLUMNS}) VALUES ({EVENT_PLACES})"


def append(
    connection: sqlite3.Connection,
    events: Sequence[Event],
    fold: Fold,
    *,
    learner: str,
    device: str,
) -> list[Memory]:
    """Write lines within the caller's transaction; the memory of each item, in order of mention."""
    items: dict[str, list[Event]] = {}
    for event in events:
        items.setdefault(event.item, []).append(event)
    return [
        _append_to(connection, item, group, fold, learner, device) for item, group in items.items()
    ]


def _append_to(
    connection: sqlite3.Connection,
    item: str,
    events: list[Event],
    fold: Fold,
    learner: str,
    device: str,
) -> Memory:
    if len(events) == 1:
        # The usual case costs one row, however long the item's log has grown.
        (event,) = stamped(events, (), learner=learner, device=device)
        digest = caches.extended(connection, learner, event, fold)
        if digest is not None:
            return _keep(connection, [event], None, digest, event.at_ms)
    before = [event_of(row) for row in connection.execute(LINES, (learner, item))]
    new = stamped(events, before, learner=learner, device=device)
    old_digest = fold.digest(before) if before else None
    lines = [*before, *new]
    newest_ms = max(event.at_ms for event in lines)
    return _keep(connection, new, old_digest, fold.digest(lines), newest_ms)


def _keep(
    connection: sqlite3.Connection,
    new: list[Event],
    before: Digest | None,
    after: Digest,
    newest_ms: int,
) -> Memory:
    """Write new lines of one item and bring the caches from ``before`` to ``after``."""
    learner, item = new[0].learner, new[0].item
    for event in new:
        connection.execute(INSERT_EVENT, row_of(event))
    caches.put_card(connection, learner, item, after, newest_ms)
    caches.move_days(connection, learner, before, after)
    return after[0]
