"""The study log in one SQLite file.

Write-ahead log with ``synchronous=FULL``: an answer costs about 0.15 ms, what was acknowledged
survives a crash of the program and of the machine, and readers never wait for a writer. Plain
``sqlite3``, because an object mapper costs more to import than the screens; what a start does not
need (copies, merging, making the caches again) is imported where it is used.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from quizapp.records import DueCounts, Event, Memory
from quizapp.store import caches, counts, schema, sittings
from quizapp.store.opening import begin, connect_read_only, connect_to_write, explained
from quizapp.store.port import (
    DayTotals,
    Digest,
    Finding,
    Fold,
    SessionState,
    SittingLine,
    SittingRecord,
    SittingRow,
    SureAnswer,
)
from quizapp.store.rows import (
    EVENT_COLUMNS,
    EVENT_PLACES,
    LINES,
    MEMORY_COLUMNS,
    event_of,
    memory_of,
    row_of,
)
from quizapp.store.stamping import first_free_ms, stamped

if TYPE_CHECKING:
    from quizapp.clock import Moment

INSERT_EVENT = f"INSERT INTO review ({EVENT_COLUMNS}) VALUES ({EVENT_PLACES})"
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


class SqliteLog:
    """A ``StudyLog`` kept in a file; see ``port.StudyLog`` for what each method promises.

    One thread at a time may use it. Other threads and processes open the file themselves.
    """

    def __init__(
        self,
        path: Path,
        *,
        fold: Fold,
        learner: str = "me",
        device: str | None = None,
        read_only: bool = False,
    ) -> None:
        self.path = path
        self.learner = learner
        self.read_only = read_only
        self._fold = fold
        self._connection, version = (
            connect_read_only(path) if read_only else connect_to_write(path, device)
        )
        # An older log that may only be read stays as it is: without what was predicted, and
        # without answers that say how sure they were.
        self._is_present = not read_only or version >= schema.SINCE_SURE
        self._predicted = "predicted_ppm" if self._is_present else "0"
        try:
            with explained(path):
                if not read_only:
                    self._bring_up_to_date(version)
                self.device: str = self._meta("device") or ""
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> SqliteLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; SQLite then folds its write-ahead log back into it."""
        self._connection.close()

    # ── writing ──────────────────────────────────────────────────────────────────────────────

    def append(
        self,
        events: Sequence[Event],
        *,
        session: SessionState | None = None,
        ended: str | None = None,
    ) -> Memory:
        """Write lines, and the session's state with them; the memory of the first line's item."""
        with self._writing():
            memories = self._append_all(events)
            if session is not None:
                self._put_session(session)
            if ended is not None:
                self._end_session(ended)
        return memories[0]

    def _append_all(self, events: Sequence[Event]) -> list[Memory]:
        items: dict[str, list[Event]] = {}
        for event in events:
            items.setdefault(event.item, []).append(event)
        return [self._append_to(item, group) for item, group in items.items()]

    def _append_to(self, item: str, events: list[Event]) -> Memory:
        if len(events) == 1:
            # The usual case costs one row, however long the item's log has grown.
            (event,) = stamped(events, (), learner=self.learner, device=self.device)
            digest = caches.extended(self._connection, self.learner, event, self._fold)
            if digest is not None:
                return self._keep([event], None, digest, event.at_ms)
        before = self._events(item)
        new = stamped(events, before, learner=self.learner, device=self.device)
        old_digest = self._fold.digest(before) if before else None
        lines = [*before, *new]
        newest_ms = max(event.at_ms for event in lines)
        return self._keep(new, old_digest, self._fold.digest(lines), newest_ms)

    def _keep(
        self, new: list[Event], before: Digest | None, after: Digest, newest_ms: int
    ) -> Memory:
        """Write new lines of one item and bring the caches from ``before`` to ``after``."""
        connection, learner, item = self._connection, self.learner, new[0].item
        for event in new:
            connection.execute(INSERT_EVENT, row_of(event))
        caches.put_card(connection, learner, item, after, newest_ms)
        caches.move_days(connection, learner, before, after)
        return after[0]

    def free_ms(self, item: str, at_ms: int) -> int:
        """The first time from ``at_ms`` on at which this device has no line about ``item``."""
        with explained(self.path):
            taken = self._connection.execute(
                "SELECT at_ms FROM review WHERE learner = ? AND item = ? AND at_ms >= ?"
                " AND device = ?",
                (self.learner, item, at_ms, self.device),
            )
            return first_free_ms(at_ms, {row[0] for row in taken})

    def save_session(self, state: SessionState) -> None:
        """Keep the state of a session that is under way."""
        with self._writing(waiting=False):
            self._put_session(state)

    def _put_session(self, state: SessionState) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO session (learner, id, kind, at_ms, offset_min, state)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (self.learner, state.id, state.kind, state.at_ms, state.offset_min, state.state),
        )

    def end_session(self, session_id: str, at: Moment) -> None:
        """The session is over: it is not offered again."""
        with self._writing(waiting=False):
            self._end_session(session_id)

    def _end_session(self, session_id: str) -> None:
        self._connection.execute(
            "DELETE FROM session WHERE learner = ? AND id = ?", (self.learner, session_id)
        )

    def start_sitting(self, row: SittingRow, lines: Sequence[SittingLine]) -> None:
        """Write a new sitting with its first lines."""
        with self._writing():
            sittings.put_row(self._connection, self.learner, row)
            sittings.put_lines(self._connection, self.learner, row.id, lines)

    def append_sitting(
        self, sitting: str, lines: Sequence[SittingLine], *, events: Sequence[Event] = ()
    ) -> bool:
        """Write lines of a sitting, and of the log; False when another window wrote first."""
        with self._writing():
            if not sittings.put_lines(self._connection, self.learner, sitting, lines):
                return False
            self._append_all(events)
        return True

    # ── reading ──────────────────────────────────────────────────────────────────────────────

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

    # ── keeping ──────────────────────────────────────────────────────────────────────────────

    def rebuild(self) -> int:
        """Make all caches again from the lines, and the log's guards; the number of items."""
        with self._writing():
            for guard in schema.GUARDS.values():
                self._connection.execute(guard.replace("TRIGGER", "TRIGGER IF NOT EXISTS", 1))
            return self._rebuild()

    def use(self, fold: Fold) -> None:
        """Give the lines another meaning from now on; caches made otherwise are made again."""
        self._fold = fold
        if not self.read_only and self._meta("fold") != fold.key:
            self.rebuild()

    def _rebuild(self) -> int:
        from quizapp.store import rebuilding

        items = rebuilding.rebuild(self._connection, self._fold)
        self._set_meta("fold", self._fold.key)
        return items

    def merge_events(self, events: Iterable[Event], *, backup: bool = True) -> int:
        """Take in lines of other devices; how many were new. Only their items are replayed."""
        return self._merge(map(row_of, events), "merge" if backup else None)

    def merge(self, other: Path, *, backup: bool = True) -> int:
        """Take in the lines of another log file; how many were new. Merging twice adds none."""
        with explained(other):
            theirs, _ = connect_read_only(other)
            try:
                rows = theirs.execute(f"SELECT {EVENT_COLUMNS} FROM review")
                new = self._merge(rows, "merge" if backup else None)
                self._take_sittings(
                    sittings.records_of(theirs), "merge" if backup and not new else None
                )
                return new
            finally:
                theirs.close()

    def _merge(self, rows: Iterable[tuple[Any, ...]], reason: str | None) -> int:
        from quizapp.store import backups, merging

        with explained(self.path):
            merging.collect(self._connection, rows, device=self.device)
            try:
                if reason and merging.has_news(self._connection):
                    backups.before(self._connection, self.path, reason)
                with self._writing():
                    return merging.absorb(self._connection, self._fold)
            finally:
                merging.forget(self._connection)

    def export_jsonl(self, stream: IO[str]) -> int:
        """Write every line as JSON Lines; how many there were."""
        from quizapp.store import jsonl

        with explained(self.path):
            # One picture: a paper handed in meanwhile must not be there by half.
            self._connection.execute("BEGIN")
            try:
                kept = sittings.records_of(self._connection)
                return jsonl.write(self.all_events(), stream, kept)
            finally:
                self._connection.execute("COMMIT")

    def import_jsonl(self, stream: Iterable[str]) -> int:
        """Take in what ``export_jsonl`` wrote; how many lines were new."""
        from quizapp.store import jsonl

        records: list[SittingRecord] = []
        events = jsonl.read(stream, learner=self.learner, sittings=records)
        new = self._merge(map(row_of, events), "import")
        self._take_sittings(records, None if new else "import")
        return new

    def _take_sittings(self, records: Sequence[SittingRecord], reason: str | None) -> None:
        """Take in what is new of ``records``; a copy of the log is made before, for ``reason``."""
        from quizapp.store import backups

        with explained(self.path):
            if not sittings.news(self._connection, records):
                return
            if reason:
                backups.before(self._connection, self.path, reason)
        with self._writing():
            sittings.absorb(self._connection, records)

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

    def backup_before(self, reason: str) -> Path:
        """The copy made now because of ``reason``; the last few of each reason are kept."""
        from quizapp.store import backups

        with explained(self.path):
            return backups.before(self._connection, self.path, reason)

    def backup(self, target: Path) -> None:
        """Copy the log to ``target`` as it stands now, whole or not at all."""
        from quizapp.store import backups

        with explained(self.path):
            backups.copy(self._connection, target)

    def check(self) -> list[Finding]:
        """What is wrong with the store; empty when nothing is."""
        from quizapp.store.inspection import inspect

        return inspect(self._connection, self._fold, self.path)

    # ── inner workings ───────────────────────────────────────────────────────────────────────

    @contextlib.contextmanager
    def _writing(self, *, waiting: bool = True) -> Iterator[None]:
        """One transaction: all of it durable at the end, or none of it.

        Without ``waiting`` the disk is not waited for. The file stays sound all the same, and
        what was written outlives this process; the next line written makes it durable too.
        """
        connection = self._connection
        with explained(self.path), self._patience(waiting):
            begin(connection)
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    # The first trouble is the one to tell of, not that of cleaning up.
                    with contextlib.suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _patience(self, waiting: bool) -> Iterator[None]:
        if waiting:
            yield
            return
        self._connection.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA synchronous = FULL")

    def _bring_up_to_date(self, version: int) -> None:
        """Migrate an older file, and make the caches again when they were folded otherwise."""
        if version < schema.SCHEMA_VERSION:
            from quizapp.store import backups

            backups.before(self._connection, self.path, f"version-{schema.SCHEMA_VERSION}")
            with self._writing():
                # Another process may have migrated while we made the copy.
                now = self._connection.execute("PRAGMA user_version").fetchone()[0]
                for known, script in schema.MIGRATIONS:
                    if known >= now:
                        for statement in script.split(";\n"):
                            self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION}")
                self._rebuild()
        elif self._meta("fold") != self._fold.key:
            self.rebuild()

    def _meta(self, name: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _set_meta(self, name: str, value: str) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value)
        )
