"""Where the sittings of mock exams are kept: one row each, and lines that only grow.

A line is a thing the sitter did (an answer, a flag, a look at a question). The state of a sitting
is the fold of its lines, so what a killed process had done is all there. Lines are numbered; a
number that is taken already means that another window wrote first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from quizapp.store.port import SittingLine, SittingRecord, SittingRow

INSERT_ROW = "INSERT INTO sitting (learner, id, at_ms, offset_min, paper) VALUES (?, ?, ?, ?, ?)"
INSERT_LINE = (
    "INSERT INTO sitting_event (learner, sitting, number, at_ms, clock_ms, kind, place, value)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
ROW = "SELECT id, at_ms, offset_min, paper FROM sitting WHERE learner = ? AND id = ?"
ROWS = "SELECT id, at_ms, offset_min, paper FROM sitting WHERE learner = ? ORDER BY at_ms DESC, id"
LINES = (
    "SELECT number, at_ms, clock_ms, kind, place, value FROM sitting_event"
    " WHERE learner = ? AND sitting = ? ORDER BY number"
)
NEXT = "SELECT coalesce(max(number) + 1, 0) FROM sitting_event WHERE learner = ? AND sitting = ?"


def has_tables(connection: sqlite3.Connection) -> bool:
    """Whether the file is new enough to hold sittings; one opened to read may be older."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sitting_event'")
    return found.fetchone() is not None


def put_row(connection: sqlite3.Connection, learner: str, row: SittingRow) -> None:
    """Write the row of a new sitting."""
    connection.execute(INSERT_ROW, (learner, row.id, row.at_ms, row.offset_min, row.paper))


def put_lines(
    connection: sqlite3.Connection, learner: str, sitting: str, lines: Sequence[SittingLine]
) -> bool:
    """Write lines; False, and nothing written, when their numbers do not follow the last."""
    (next_number,) = connection.execute(NEXT, (learner, sitting)).fetchone()
    if lines and lines[0].number != next_number:
        return False
    connection.executemany(
        INSERT_LINE,
        [
            (learner, sitting, one.number, one.at_ms, one.clock_ms, one.kind, one.place, one.value)
            for one in lines
        ],
    )
    return True


def row_of(connection: sqlite3.Connection, learner: str, sitting: str) -> SittingRow | None:
    """The row of one sitting, or None."""
    row = connection.execute(ROW, (learner, sitting)).fetchone()
    return None if row is None else SittingRow(*row)


def rows_of(connection: sqlite3.Connection, learner: str) -> list[SittingRow]:
    """All sittings of a learner, newest first."""
    return [SittingRow(*row) for row in connection.execute(ROWS, (learner,))]


def lines_of(connection: sqlite3.Connection, learner: str, sitting: str) -> list[SittingLine]:
    """The lines of one sitting, in order."""
    return [SittingLine(*row) for row in connection.execute(LINES, (learner, sitting))]


def records_of(connection: sqlite3.Connection) -> list[SittingRecord]:
    """Every sitting of every learner, oldest first."""
    if not has_tables(connection):
        return []
    rows = connection.execute(
        "SELECT learner, id, at_ms, offset_min, paper FROM sitting ORDER BY learner, at_ms, id"
    ).fetchall()
    return [
        SittingRecord(
            learner, SittingRow(*row), tuple(lines_of(connection, learner, SittingRow(*row).id))
        )
        for learner, *row in rows
    ]


def missing(ours: Sequence[SittingLine] | None, record: SittingRecord) -> Sequence[SittingLine]:
    """The lines of ``record`` that a log lacks which has ``ours`` (None: not the sitting at all).

    A sitting that went on in two places has two histories. They are not mixed: the lines of
    another log are taken where they go on from ours, and passed over where they part from them.
    """
    known = [] if ours is None else list(ours)
    if known != list(record.lines[: len(known)]):
        return ()
    return record.lines[len(known) :]


def news(
    connection: sqlite3.Connection, records: Iterable[SittingRecord]
) -> list[tuple[SittingRecord, bool, Sequence[SittingLine]]]:
    """What this log lacks: a sitting, whether its row is new, and the lines to add."""
    found = []
    for record in records:
        row = row_of(connection, record.learner, record.row.id)
        ours = None if row is None else lines_of(connection, record.learner, record.row.id)
        if row is not None and row != record.row:
            continue
        lines = missing(ours, record)
        if lines:
            found.append((record, row is None, lines))
    return found


def absorb(connection: sqlite3.Connection, records: Iterable[SittingRecord]) -> int:
    """Take in sittings, and lines of sittings, that this log lacks; how many lines were new."""
    added = 0
    for record, is_new, lines in news(connection, records):
        if is_new:
            put_row(connection, record.learner, record.row)
        put_lines(connection, record.learner, record.row.id, lines)
        added += len(lines)
    return added
