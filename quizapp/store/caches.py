"""The two caches beside the log, kept in the transaction that writes it or made again from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from quizapp.records import Event
from quizapp.store.rows import (
    CARD_COLUMNS,
    CARD_PLACES,
    MEMORY_COLUMNS,
    card_row,
    event_of,
    memory_of,
)

if TYPE_CHECKING:
    from quizapp.store.port import Digest, Fold, Sums

PUT_CARD = f"INSERT OR REPLACE INTO card ({CARD_COLUMNS}) VALUES ({CARD_PLACES})"
ADD_DAY = """
INSERT INTO day (learner, day, attempts, reviews, right, new, duration_ms, tested, kept,
                 predicted_ppm)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (learner, day) DO UPDATE SET
    attempts = attempts + excluded.attempts, reviews = reviews + excluded.reviews,
    right = right + excluded.right, new = new + excluded.new,
    duration_ms = duration_ms + excluded.duration_ms,
    tested = tested + excluded.tested, kept = kept + excluded.kept,
    predicted_ppm = predicted_ppm + excluded.predicted_ppm
"""
NOTHING: Sums = (0, 0, 0, 0, 0, 0, 0, 0)


def put_card(
    connection: sqlite3.Connection, learner: str, item: str, digest: Digest, touched_ms: int
) -> None:
    """Cache the memory of one item."""
    memory, _, last_right, last_duration_ms = digest
    connection.execute(
        PUT_CARD, card_row(learner, item, memory, touched_ms, last_right, last_duration_ms)
    )


CACHED = (
    f"SELECT {MEMORY_COLUMNS}, touched_ms, last_right, last_duration_ms FROM card"
    " WHERE learner = ? AND item = ?"
)


def extended(
    connection: sqlite3.Connection, learner: str, event: Event, fold: Fold
) -> Digest | None:
    """What one more line changes, told from the cached memory; None when that is not enough."""
    row = connection.execute(CACHED, (learner, event.item)).fetchone()
    if row is None:
        return None
    digest = fold.extend(memory_of(row[:11]), row[11], event)
    if digest is None:
        return None
    memory, days, last_right, last_duration_ms = digest
    if last_right is None and row[12] is not None:
        last_right = bool(row[12])
    return memory, days, last_right, row[13] if last_duration_ms is None else last_duration_ms


def move_days(
    connection: sqlite3.Connection, learner: str, before: Digest | None, after: Digest
) -> None:
    """Bring the totals of days from what an item gave them before to what it gives now."""
    old = before[1] if before is not None else {}
    for day in old.keys() | after[1].keys():
        was, now = old.get(day, NOTHING), after[1].get(day, NOTHING)
        if was != now:
            change = (new - past for new, past in zip(now, was, strict=True))
            connection.execute(ADD_DAY, (learner, day, *change))


def items_of(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[str, str, list[Event]]]:
    """Learner, item and lines of each item, from rows in the order of the key."""
    for (learner, item), group in groupby(rows, key=lambda row: (row[0], row[1])):
        yield str(learner), str(item), [event_of(row) for row in group]


def add_days(
    days: dict[tuple[str, int], list[int]], learner: str, sums: Mapping[int, Sums]
) -> None:
    """Add the sums of one item, or of many, to the totals of each day."""
    for day, numbers in sums.items():
        total = days.setdefault((learner, day), [0] * len(NOTHING))
        for index, value in enumerate(numbers):
            total[index] += value
