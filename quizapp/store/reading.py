"""What a log in an SQLite file is asked: memories, what is due, lines, sittings, totals."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from quizapp.records import DueCounts, Event, Memory
from quizapp.store import counts, sittings
from quizapp.store.opening import explained
from quizapp.store.port import (
    DayTotals,
    Fold,
    SessionState,
    SittingLine,
    SittingRow,
    SureAnswer,
)
from quizapp.store.rows import EVENT_COLUMNS, LINES, MEMORY_COLUMNS, event_of, memory_of

MEMORY = f"SELECT {MEMORY_COLUMNS} FROM card WHERE learner = ? AND item = ?"
DUE = (
    f"SELECT item, {MEMORY_COLUMNS} FROM card INDEXED BY card_due WHERE learner = ?"
    " AND suspended = 0 AND state > 0 AND wake_ms <= ? ORDER BY wake_ms, state LIMIT ?"
)
MISTAKES = (
    "SELECT item FROM card INDEXED BY card_wrong WHERE learner = ? AND last_right = 0"
    " ORDER BY touched_ms"
)
DAYS = (
    "SELECT day, attempts, reviews, right, new, duration_ms, tested, kept, {predicted} FROM day"
    " WHERE learner = ? AND day BETWEEN ? AND ?"
)
SURE = """
SELECT item, turn_ms, at_ms, outcome, extra FROM review AS said INDEXED BY review_sure
WHERE learner = ? AND kind = 'answer' AND instr(extra, '"sure"') > 0
  AND NOT EXISTS (
    SELECT 1 FROM review AS back INDEXED BY review_undo
    WHERE back.learner = said.learner AND back.item = said.item
    AND back.kind = 'undo' AND back.turn_ms = said.turn_ms AND back.at_ms >= said.at_ms)
"""
OPEN_SESSION = (
    "SELECT id, kind, at_ms, offset_min, state FROM session WHERE learner = ?"
    " ORDER BY at_ms DESC LIMIT 1"
)

MANY = 400
"""Above so many items reading a whole table is quicker than asking for each."""


class Reading:
    """The reading half of a ``StudyLog`` in a file; nothing here writes.

    ``is_present`` says that the file has the columns of the present schema. An older log that may
    only be read stays as it is: without what was predicted, and without answers that say how sure
    they were.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        *,
        fold: Fold,
        learner: str,
        is_present: bool,
    ) -> None:
        self.path = path
        self.learner = learner
        self._connection = connection
        self._fold = fold
        self._is_present = is_present
        self._predicted = "predicted_ppm" if is_present else "0"

    def sittings(self) -> list[SittingRow]:
        """The sittings of this learner, newest first."""
        with explained(self.path):
            if not sittings.has_tables(self._connection):
                return []
            return sittings.rows_of(self._connection, self.learner)

    def sitting(self, sitting: str) -> SittingRow | None:
        """One sitting, or None."""
        with explained(self.path):
            if not sittings.has_tables(self._connection):
                return None
            return sittings.row_of(self._connection, self.learner, sitting)

    def sitting_lines(self, sitting: str) -> list[SittingLine]:
        """The lines of one sitting, in order."""
        with explained(self.path):
            if not sittings.has_tables(self._connection):
                return []
            return sittings.lines_of(self._connection, self.learner, sitting)

    def events(self, item: str) -> list[Event]:
        """All lines about one item, in order of time."""
        with explained(self.path):
            return self._events(item)

    def _events(self, item: str) -> list[Event]:
        return [event_of(row) for row in self._connection.execute(LINES, (self.learner, item))]

    def all_events(self) -> Iterator[Event]:
        """Every line of every learner, by item and time."""
        with explained(self.path):
            rows = self._connection.execute(
                f"SELECT {EVENT_COLUMNS} FROM review ORDER BY learner, item, at_ms, device"
            )
            for row in rows:
                yield event_of(row)

    def recent(self, since_ms: int) -> list[Event]:
        """This learner's lines from ``since_ms`` on, in order of time."""
        with explained(self.path):
            rows = self._connection.execute(
                f"SELECT {EVENT_COLUMNS} FROM review WHERE learner = ?1 AND at_ms >= ?2 AND item IN"
                " (SELECT item FROM card WHERE learner = ?1 AND touched_ms >= ?2)",
                (self.learner, since_ms),
            )
            events = [event_of(row) for row in rows]
        return sorted(events, key=lambda event: (event.at_ms, event.item, event.device))

    def fold(self, events: Iterable[Event]) -> Memory:
        """The memory some lines of one item would leave."""
        return self._fold.memory(events)

    def memory(self, item: str) -> Memory | None:
        """The memory of one item, or None when the log does not know it."""
        with explained(self.path):
            row = self._connection.execute(MEMORY, (self.learner, item)).fetchone()
        return None if row is None else memory_of(row)

    def memories(self, items: Collection[str] | None = None) -> dict[str, Memory]:
        """The memories of ``items`` that the log knows; of all it knows when None."""
        if items is not None and len(items) <= MANY:
            found = ((item, self.memory(item)) for item in items)
            return {item: memory for item, memory in found if memory is not None}
        with explained(self.path):
            rows = self._connection.execute(
                f"SELECT item, {MEMORY_COLUMNS} FROM card WHERE learner = ?", (self.learner,)
            )
            wanted = None if items is None else set(items)
            return {
                row[0]: memory_of(row[1:]) for row in rows if wanted is None or row[0] in wanted
            }

    def due(self, at_ms: int, *, limit: int | None = None) -> list[tuple[str, Memory]]:
        """Cards that may be asked at ``at_ms``, longest due first; not suspended or buried."""
        with explained(self.path):
            rows = self._connection.execute(
                DUE, (self.learner, at_ms, -1 if limit is None else limit)
            )
            return [(row[0], memory_of(row[1:])) for row in rows]

    def counts(
        self,
        at_ms: int,
        day_end_ms: int,
        *,
        known: Collection[str] | None = None,
        new_per_day: int = 0,
        introduced_today: int = 0,
    ) -> DueCounts:
        """What waits now, of the items there are questions for."""
        wanted = max(0, new_per_day - introduced_today) if known is not None else 0
        with explained(self.path):
            return counts.count(self._connection, self.learner, at_ms, day_end_ms, known, wanted)

    def mistakes(self) -> list[str]:
        """Items whose last judged answer was wrong, longest ago first."""
        with explained(self.path):
            return [row[0] for row in self._connection.execute(MISTAKES, (self.learner,))]

    def durations_ms(self) -> dict[str, int]:
        """How long the last judged answer to each item took."""
        with explained(self.path):
            return dict(
                self._connection.execute(
                    "SELECT item, last_duration_ms FROM card"
                    " WHERE learner = ? AND last_duration_ms > 0",
                    (self.learner,),
                ).fetchall()
            )

    def sure_answers(self) -> list[SureAnswer]:
        """Answers that said how sure the learner was, oldest first, less those taken back."""
        if not self._is_present:
            return []
        with explained(self.path):
            rows = self._connection.execute(SURE, (self.learner,)).fetchall()
        found = [SureAnswer.of(*row) for row in rows]
        return sorted(found, key=lambda one: (one.at_ms, one.item))

    def open_session(self) -> SessionState | None:
        """The session left last that has not ended, or None."""
        with explained(self.path):
            row = self._connection.execute(OPEN_SESSION, (self.learner,)).fetchone()
        return None if row is None else SessionState(*row)

    def day_totals(self, first: int, last: int) -> dict[int, DayTotals]:
        """Totals of the study days ``first`` to ``last`` (days since 1970), where any."""
        with explained(self.path):
            query = DAYS.format(predicted=self._predicted)
            rows = self._connection.execute(query, (self.learner, first, last))
            return {row[0]: DayTotals(*row[1:]) for row in rows if any(row[1:])}

    def totals(self) -> DayTotals:
        """Totals over all time."""
        with explained(self.path):
            row = self._connection.execute(
                "SELECT total(attempts), total(reviews), total(right), total(new),"
                " total(duration_ms), total(tested), total(kept),"
                f" total({self._predicted}) FROM day WHERE learner = ?",
                (self.learner,),
            ).fetchone()
        return DayTotals(*map(int, row))

    def line_count(self) -> int:
        """How many lines the log has, of all learners."""
        with explained(self.path):
            count: int = self._connection.execute("SELECT count(*) FROM review").fetchone()[0]
        return count

    def newest_ms(self) -> int | None:
        """When the newest line was written, or None when there is none."""
        with explained(self.path):
            newest: int | None = self._connection.execute(
                "SELECT max(touched_ms) FROM card"
            ).fetchone()[0]
        return newest

    def _meta(self, name: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])
