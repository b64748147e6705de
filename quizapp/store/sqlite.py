"""The study log in one SQLite file.

Write-ahead log with ``synchronous=FULL``: an answer costs about 0.15 ms, what was acknowledged
survives a crash of the program and of the machine, and readers never wait for a writer. Plain
``sqlite3``, because an object mapper costs more to import than the screens; what a start does not
need (writing lines, copies, merging, making the caches again) is imported where it is used.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from quizapp.records import Event, Memory
from quizapp.store import schema, sittings
from quizapp.store.opening import begin, connect_read_only, connect_to_write, explained
from quizapp.store.port import (
    Finding,
    Fold,
    SessionState,
    SittingLine,
    SittingRecord,
    SittingRow,
)
from quizapp.store.reading import Reading
from quizapp.store.rows import EVENT_COLUMNS, row_of

if TYPE_CHECKING:
    from quizapp.clock import Moment


class SqliteLog(Reading):
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
        connection, version = (
            connect_read_only(path) if read_only else connect_to_write(path, device)
        )
        super().__init__(
            path,
            connection,
            fold=fold,
            learner=learner,
            is_present=not read_only or version >= schema.SINCE_SURE,
        )
        self.read_only = read_only
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
        from quizapp.store import appending

        return appending.append(
            self._connection, events, self._fold, learner=self.learner, device=self.device
        )

    def free_ms(self, item: str, at_ms: int) -> int:
        """The first time from ``at_ms`` on at which this device has no line about ``item``."""
        from quizapp.store.stamping import first_free_ms

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

    def _set_meta(self, name: str, value: str) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value)
        )
