"""Making the caches again from the whole log: line by line for a few, in arrays for very many.

In arrays the lines reach NumPy as text that SQLite itself puts together, two numbers a line and
thousands of items a row: that is several times quicker than a row of Python objects for each.
"""

from __future__ import annotations

import json
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from quizapp.store import caches
from quizapp.store.rows import CARD_COLUMNS, CARD_PLACES, EVENT_COLUMNS, LINES, card_row, event_of
from quizapp.store.schema import DROP_CARD_INDEXES, MAKE_CARD_INDEXES

if TYPE_CHECKING:
    from quizapp.records import Event
    from quizapp.store.port import Fold

MANY = 20_000
"""Lines above which arrays pay for loading NumPy."""

BATCH = 4096
"""Items folded at a time."""

READERS = 2
"""Connections that read while the lines before are folded and written."""

Part = tuple[str, str | bytes]
"""Items from the first on, up to but without the second."""

BEYOND = b""
"""SQLite sorts a blob above every text."""

WHOLE: Part = ("", BEYOND)

DURATION_BITS, OFFSET_BITS, OUTCOME_BITS, RATING_BITS = 20, 12, 3, 3
LATE_BITS = 20
"""Room for how long after its turn began a line was written: some 17 minutes; longer is rare."""

PUT_CARD = f"INSERT INTO card ({CARD_COLUMNS}) VALUES ({CARD_PLACES})"


Days = dict[tuple[str, int], list[int]]
"""Learner and study day, with the sums of that day."""


def rebuild(connection: sqlite3.Connection, fold: Fold, *, settled: bool = True) -> int:
    """Make both caches again, within the caller's transaction; how many items there are.

    ``settled`` says that the transaction has added no lines, so that other connections see the
    same log: then the next lines are read while the present ones are folded.
    """
    days: Days = {}
    folded = replayed(connection, fold, days, settled=settled)
    connection.execute("DELETE FROM card")
    connection.execute("DELETE FROM day")
    for statement in DROP_CARD_INDEXES:
        connection.execute(statement)
    items = 0
    for rows in folded:
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
    """The rows ``card`` should hold, some at a time; ``days`` is filled on the way.

    What ``card`` holds at the call only tells where to part the log; it may be emptied after it.
    """
    if connection.execute("SELECT 1 FROM review LIMIT 1 OFFSET ?", (MANY,)).fetchone() is None:
        return _one_by_one(connection, fold, days)
    parts = [
        (learner, _parts(connection, learner) if settled else [WHOLE])
        for learner in _learners(connection)
    ]
    return _in_arrays(connection, fold, days, parts, settled)


def _one_by_one(
    connection: sqlite3.Connection, fold: Fold, days: Days
) -> Iterator[list[tuple[Any, ...]]]:
    rows = connection.execute(
        f"SELECT {EVENT_COLUMNS} FROM review ORDER BY learner, item, at_ms, device"
    )
    yield [
        _folded(learner, item, events, fold, days)
        for learner, item, events in caches.items_of(rows)
    ]


def _in_arrays(
    connection: sqlite3.Connection,
    fold: Fold,
    days: Days,
    parts: list[tuple[str, list[Part]]],
    settled: bool,
) -> Iterator[list[tuple[Any, ...]]]:
    for learner, ranges in parts:
        left_over: list[str] = []
        for batch in packed_lines(connection, learner, fold, ranges, settled=settled):
            names = batch.items()
            done = fold.replay(**batch.columns())
            caches.add_days(days, learner, done.days)
            left_over += [names[index] for index in done.left_over.nonzero()[0].tolist()]
            yield list(_rows(learner, names, done))
        yield [
            _folded(learner, item, _lines(connection, learner, item), fold, days)
            for item in left_over
        ]


def _learners(connection: sqlite3.Connection) -> Iterator[str]:
    """Everyone the log knows, each found by one step into the key: DISTINCT would read it all."""
    row = connection.execute("SELECT min(learner) FROM review").fetchone()
    while row[0] is not None:
        yield row[0]
        row = connection.execute(
            "SELECT min(learner) FROM review WHERE learner > ?", row
        ).fetchone()


def _parts(connection: sqlite3.Connection, learner: str) -> list[Part]:
    """Ranges of items that cover the log of ``learner``, of ``BATCH`` cached items each."""
    starts = [""]
    step = "SELECT item FROM card WHERE learner = ? AND item >= ? ORDER BY item LIMIT 1 OFFSET ?"
    while row := connection.execute(step, (learner, starts[-1], BATCH)).fetchone():
        starts.append(row[0])
    return list(zip(starts, [*starts[1:], BEYOND], strict=True))


def _lines(connection: sqlite3.Connection, learner: str, item: str) -> list[Event]:
    return [event_of(row) for row in connection.execute(LINES, (learner, item))]


def _folded(
    learner: str, item: str, events: list[Event], fold: Fold, days: Days
) -> tuple[Any, ...]:
    """The row of one item folded on its own."""
    memory, sums, last_right, last_duration_ms = fold.digest(events)
    caches.add_days(days, learner, sums)
    return card_row(learner, item, memory, events[-1].at_ms, last_right, last_duration_ms)


class Packed(NamedTuple):
    """Some items with their lines, as the text that SQLite made of them."""

    names: str
    """The items, as a JSON list."""
    counts: str
    """How many lines each has."""
    first: str
    """One number a line: when it was written, and how long after its turn began."""
    second: str
    """One number a line: all else that folding reads."""

    def items(self) -> list[str]:
        """The items, in the order of the key."""
        names: list[str] = json.loads(self.names)
        return names

    def columns(self) -> dict[str, Any]:
        """The lines as the arrays that ``fold.replay`` takes."""
        import numpy as np

        def numbers(text: str) -> Any:
            return np.fromstring(text, np.int64, sep=",")

        first, second = numbers(self.first), numbers(self.second)
        at_ms = first >> LATE_BITS
        turn_ms = at_ms - (first & ((1 << LATE_BITS) - 1))
        columns = {"counts": numbers(self.counts), "at_ms": at_ms, "turn_ms": turn_ms}
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


def packed_lines(
    connection: sqlite3.Connection,
    learner: str,
    fold: Fold,
    ranges: Sequence[Part] = (WHOLE,),
    *,
    settled: bool,
) -> Iterator[Packed]:
    """The log of ``learner`` in the order of its items, some thousands of items at a time."""
    query = packing_query(fold)

    def read(reader: sqlite3.Connection, part: Part) -> tuple[Packed | None, Part | None]:
        """The first items of ``part``, and what is left of it."""
        start, end = part
        row = reader.execute(query, (learner, start, end, 2 * BATCH)).fetchone()
        items, last, *texts = row
        if not items:
            return None, None
        # The least text above the last item is that item with one sign more, the least there is.
        rest = (last + "\0", end) if items == 2 * BATCH else None
        return Packed(*texts), rest

    path = connection.execute("PRAGMA database_list").fetchone()[2]
    if not settled or not path:
        for part in ranges:
            rest: Part | None = part
            while rest is not None:
                batch, rest = read(connection, rest)
                if batch is not None:
                    yield batch
        return
    yield from _ahead(path, read, ranges)


def _ahead(
    path: str,
    read: Callable[[sqlite3.Connection, Part], tuple[Packed | None, Part | None]],
    ranges: Sequence[Part],
) -> Iterator[Packed]:
    """What ``read`` gives for each range, read by two connections while the caller folds.

    SQLite works outside Python's lock, but takes it for every row it hands over: therefore a
    batch is one row.
    """
    from concurrent.futures import Future, ThreadPoolExecutor
    from queue import SimpleQueue

    readers = [
        sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for _ in range(min(READERS, len(ranges)))
    ]
    free: SimpleQueue[sqlite3.Connection] = SimpleQueue()
    for reader in readers:
        free.put(reader)

    def task(part: Part) -> tuple[Packed | None, Part | None]:
        reader = free.get()
        try:
            return read(reader, part)
        finally:
            free.put(reader)

    try:
        with ThreadPoolExecutor(len(readers)) as pool:
            left = iter(ranges)
            coming: deque[Future[tuple[Packed | None, Part | None]]] = deque(
                pool.submit(task, part) for part in islice(left, READERS + 1)
            )
            while coming:
                batch, rest = coming.popleft().result()
                if rest is not None:
                    coming.appendleft(pool.submit(task, rest))
                elif (part := next(left, None)) is not None:
                    coming.append(pool.submit(task, part))
                if batch is not None:
                    yield batch
    finally:
        for reader in readers:
            reader.close()


def packing_query(fold: Fold) -> str:
    """The SQL that packs the first items of a range into one row; see ``Packed``.

    Given learner, start, end and the most items. The row begins with how many items it holds and
    the last of them.
    """
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
        "SELECT count(*), max(item), json_group_array(item), group_concat(lines),"
        " group_concat(first), group_concat(second) FROM"
        f" (SELECT item, count(*) AS lines, group_concat({when}) AS first,"
        f" group_concat({what}) AS second FROM review"
        " WHERE learner = ? AND item >= ? AND item < ? GROUP BY item LIMIT ?)"
    )


def _codes(column: str, words: Sequence[str]) -> str:
    """The SQL that turns words into 1, 2 …, and anything else into 0."""
    whens = " ".join(f"WHEN {column} = '{word}' THEN {code}" for code, word in enumerate(words, 1))
    return f"{whens} ELSE 0"


def _rows(learner: str, names: list[str], done: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of ``card`` for the items that arrays could fold."""
    import numpy as np

    def known(values: Any) -> Any:
        """Numbers as they are, with None for -1."""
        found = values.astype(object)
        found[values < 0] = None
        return found

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
        known(done.last_right),
        known(done.last_duration_ms),
    ]
    items = [names[index] for index in kept.tolist()]
    return zip(
        [learner] * len(items),
        items,
        *(column[kept].tolist() for column in everyone),
        strict=True,
    )
