"""Making the caches again from the whole log: line by line for a few, in arrays for very many.

In arrays the lines reach NumPy as text that SQLite itself puts together, two numbers a line: that
is several times quicker than a row of Python objects for each.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from quizapp.store import caches
from quizapp.store.rows import CARD_COLUMNS, CARD_PLACES, EVENT_COLUMNS, LINES, card_row, event_of
from quizapp.store.schema import DROP_CARD_INDEXES, MAKE_CARD_INDEXES

if TYPE_CHECKING:
    from quizapp.records import Event
    from quizapp.store.port import Fold

MANY = 20_000
"""Lines above which arrays pay for loading NumPy."""

BATCH = 8192
"""Items folded at a time."""

DURATION_BITS, OFFSET_BITS, OUTCOME_BITS, RATING_BITS = 20, 12, 3, 3
LATE_BITS = 20
"""Room for how long after its turn began a line was written: some 17 minutes; longer is rare."""

PUT_CARD = f"INSERT INTO card ({CARD_COLUMNS}) VALUES ({CARD_PLACES})"


Days = dict[tuple[str, int], list[int]]
"""Learner and study day, with the sums of that day."""


def rebuild(connection: sqlite3.Connection, fold: Fold, *, settled: bool = True) -> int:
    """Make both caches again, within the caller's transaction; how many items there are.

    ``settled`` says that the transaction has added no lines, so that another connection sees the
    same log: then the next lines are read while the present ones are folded.
    """
    connection.execute("DELETE FROM card")
    connection.execute("DELETE FROM day")
    for statement in DROP_CARD_INDEXES:
        connection.execute(statement)
    days: Days = {}
    items = 0
    for rows in replayed(connection, fold, days, settled=settled):
        connection.executemany(PUT_CARD, rows)
        items += len(rows)
    for statement in MAKE_CARD_INDEXES:
        connection.execute(statement)
    connection.executemany(
        caches.ADD_DAY, ((learner, day, *sums) for (learner, day), sums in days.items())
    )
    return items


def replayed(
    connection: sqlite3.Connection, fold: Fold, days: Days, *, settled: bool = True
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows ``card`` should hold, some at a time; ``days`` is filled on the way."""
    lines = connection.execute("SELECT count(*) FROM review").fetchone()[0]
    if lines < MANY:
        rows = connection.execute(
            f"SELECT {EVENT_COLUMNS} FROM review ORDER BY learner, item, at_ms, device"
        )
        yield [
            _folded(learner, item, events, fold, days)
            for learner, item, events in caches.items_of(rows)
        ]
        return
    for (learner,) in connection.execute("SELECT DISTINCT learner FROM review").fetchall():
        left_over: list[str] = []
        for batch in _batches(connection, learner, fold, settled):
            names = [row[0] for row in batch]
            done = fold.replay(**columns_of([row[1] for row in batch]))
            caches.add_days(days, learner, done.days)
            left_over += [names[index] for index in done.left_over.nonzero()[0].tolist()]
            yield list(_rows(learner, names, done))
        yield [
            _folded(learner, item, _lines(connection, learner, item), fold, days)
            for item in left_over
        ]


def _lines(connection: sqlite3.Connection, learner: str, item: str) -> list[Event]:
    return [event_of(row) for row in connection.execute(LINES, (learner, item))]


def _folded(
    learner: str, item: str, events: list[Event], fold: Fold, days: Days
) -> tuple[Any, ...]:
    """The row of one item folded on its own."""
    memory, sums, last_right, last_duration_ms = fold.digest(events)
    caches.add_days(days, learner, sums)
    return card_row(learner, item, memory, events[-1].at_ms, last_right, last_duration_ms)


def _batches(
    connection: sqlite3.Connection, learner: str, fold: Fold, settled: bool
) -> Iterator[list[tuple[str, str]]]:
    """Items with their lines as text, some thousands of items at a time."""
    query = packing_query(fold)
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    if not settled or not path:
        cursor = connection.execute(query, (learner,))
        while rows := cursor.fetchmany(BATCH):
            yield rows
        return
    from concurrent.futures import ThreadPoolExecutor

    # SQLite works outside Python's lock, so reading and folding share two processors.
    reader = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        with ThreadPoolExecutor(1) as pool:
            cursor = reader.execute(query, (learner,))
            coming = pool.submit(cursor.fetchmany, BATCH)
            while rows := coming.result():
                coming = pool.submit(cursor.fetchmany, BATCH)
                yield rows
    finally:
        reader.close()


def packing_query(fold: Fold) -> str:
    """The SQL that gives each item of a learner with two numbers a line, as text."""
    late = (1 << LATE_BITS) - 1
    longest = (1 << DURATION_BITS) - 1
    when = f"((at_ms << {LATE_BITS}) | ((at_ms - turn_ms) & {late}))"
    # The commonest line is told first; plain cases cost SQLite less than its functions.
    what = (
        f"CASE WHEN kind = '{fold.kinds[0]}' AND turn_ms = at_ms THEN 1"
        f" WHEN at_ms - turn_ms > {late} THEN 0 {_codes('kind', fold.kinds)} END"
    )
    duration = (
        f"CASE WHEN duration_ms BETWEEN 0 AND {longest} THEN duration_ms"
        f" WHEN duration_ms > 0 THEN {longest} ELSE 0 END"
    )
    for bits, part in (
        (RATING_BITS, "ifnull(rating, 0)"),
        (OUTCOME_BITS, f"CASE {_codes('outcome', fold.outcomes)} END"),
        (OFFSET_BITS, "(offset_min + 1440)"),
        (DURATION_BITS, duration),
    ):
        what = f"(({what} << {bits}) | {part})"
    return (
        f"SELECT item, group_concat({when} || ',' || {what}) FROM review WHERE learner = ?"
        " GROUP BY item"
    )


def columns_of(packed: list[str]) -> dict[str, Any]:
    """The lines of some items as the arrays that ``fold.replay`` takes."""
    import numpy as np

    # A comma between two numbers: how many there are tells how many lines an item has.
    counts = np.array([(text.count(",") + 1) // 2 for text in packed], np.int64)
    numbers = np.fromstring(",".join(packed), np.int64, sep=",").reshape(-1, 2)
    first, second = numbers[:, 0].copy(), numbers[:, 1].copy()
    at_ms = first >> LATE_BITS
    turn_ms = at_ms - (first & ((1 << LATE_BITS) - 1))
    columns = {"counts": counts, "at_ms": at_ms, "turn_ms": turn_ms}
    for name, bits in (
        ("duration_ms", DURATION_BITS),
        ("offset_min", OFFSET_BITS),
        ("outcome", OUTCOME_BITS),
        ("rating", RATING_BITS),
    ):
        columns[name] = second & ((1 << bits) - 1)
        second >>= bits
    columns["offset_min"] -= 1440
    columns["kind"] = second
    return columns


def _codes(column: str, words: Sequence[str]) -> str:
    """The SQL that turns words into 1, 2 …, and anything else into 0."""
    whens = " ".join(f"WHEN {column} = '{word}' THEN {code}" for code, word in enumerate(words, 1))
    return f"{whens} ELSE 0"


def _rows(learner: str, names: list[str], done: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of ``card`` for the items that arrays could fold."""
    import numpy as np

    def known(values: Any) -> list[Any]:
        return [None if value < 0 else value for value in values.tolist()]

    kept = (~done.left_over).nonzero()[0]
    everyone = [
        np.maximum(done.due_ms, done.buried_until_ms),
        done.state,
        done.suspended.astype(np.int64),
        done.step,
        done.stability,
        done.difficulty,
        done.due_ms,
        done.last_ms,
        done.reps,
        done.lapses,
        done.buried_until_ms,
        done.flagged.astype(np.int64),
        done.newest_ms,
    ]
    items = [names[index] for index in kept.tolist()]
    return zip(
        [learner] * len(items),
        items,
        *(column[kept].tolist() for column in everyone),
        known(done.last_right[kept]),
        known(done.last_duration_ms[kept]),
        strict=True,
    )
