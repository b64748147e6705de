"""Where the sittings of mock exams are kept: one row each, and lines that only grow.

A line is a thing the sitter did (an answer, a flag, a look at a question). The state of a sitting
is the fold of its lines, so what a killed process had done is all there. Lines are numbered; a
number that is taken already means that another window wrote first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from quizapp.store.port import SittingLine, SittingRow

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


def absorb(connection: sqlite3.Connection, theirs: sqlite3.Connection) -> int:
    """Take in the sittings of another file that this one lacks; how many lines were new.

    A sitting is taken by one machine, so one that both files know is the same up to the point
    where one of them was copied: the lines that are missing follow.
    """
    if not has_tables(theirs):
        return 0
    connection.executemany(
        INSERT_ROW.replace("INSERT", "INSERT OR IGNORE", 1),
        theirs.execute("SELECT learner, id, at_ms, offset_min, paper FROM sitting"),
    )
    before = connection.total_changes
    connection.executemany(
        INSERT_LINE.replace("INSERT", "INSERT OR IGNORE", 1),
        theirs.execute(
            "SELECT learner, sitting, number, at_ms, clock_ms, kind, place, value"
            " FROM sitting_event"
        ),
    )
    return connection.total_changes - before
