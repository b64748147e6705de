"""The compiled cache: one SQLite file with a row for every question, and each question by key.

Nothing here imports pydantic or reads TOML, so that a start which finds the packs unchanged costs
a few milliseconds. The file may be deleted, damaged or written by another version at any time:
whoever reads it must be ready to hear that there is none.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quizapp import __version__
from quizapp.content.items import Area, ItemInfo, PackInfo, Topic
from quizapp.content.problems import Problem
from quizapp.records import Localized

SCHEMA = 2
"""Raise it when the tables below change."""

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pack (id TEXT, title_ja TEXT, title_en TEXT, languages TEXT, licence TEXT,
  authors TEXT, origin_ja TEXT, origin_en TEXT, syllabus TEXT, folder TEXT);
CREATE TABLE area (pack TEXT, id TEXT, title_ja TEXT, title_en TEXT, weight REAL);
CREATE TABLE topic (pack TEXT, id TEXT, title_ja TEXT, title_en TEXT, area TEXT, syllabus TEXT);
CREATE TABLE item (item TEXT);
CREATE TABLE listing (name TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE question (item TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE problem (file TEXT, line INTEGER, id TEXT, field TEXT, code TEXT,
  message_ja TEXT, message_en TEXT, mend_ja TEXT, mend_en TEXT);
"""

_COLUMNS = (
    "item", "pack", "id", "kind", "topic", "area", "syllabus", "difficulty", "title_ja", "title_en",
    "demo", "knobs", "evidence", "languages", "optional", "reverse", "fingerprint", "stem",
    "framework",
)  # fmt: skip
"""The columns of the listing, each kept as one JSON array: 2,000 rows come back in a third of the
time that as many database rows take."""


_FIELDS = tuple({"knobs_json": "knobs"}.get(name, name) for name in ItemInfo._fields)


@dataclass(slots=True)
class Compiled:
    """What compiling gave, on its way into the cache."""

    packs: list[PackInfo] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    questions: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def signature(folders: Iterable[Path], missing: Iterable[Problem] = ()) -> str:
    """A text that changes when any file of the packs does, or the code that reads them.

    ``missing`` are the packs that were offered and not found: they belong to what was found.
    """
    parts = [f"schema {SCHEMA} of {__version__}", *_stamps(Path(__file__).parent, ".py")]
    for name in ("kinds", "variants"):
        parts += _stamps(Path(__file__).parent / name, ".py")
    for folder in folders:
        parts.append(str(folder))
        parts += _stamps(folder, ".toml")
    parts += [f"missing {problem.id} of {problem.file}" for problem in missing]
    return "\n".join(parts)


def _stamps(folder: Path, ending: str) -> list[str]:
    stamps = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(ending):
                    stat = entry.stat()
                    stamps.append(f"{entry.name}:{stat.st_size}:{stat.st_mtime_ns}")
    except OSError:
        return []
    return sorted(stamps)


class Index:
    """An open cache, on disk or in memory. Safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def load(cls, cache: Path | None) -> Index | None:
        """The cache in the file, or None when it is missing, damaged or of another version.

        A file that is no cache is deleted where that is possible: it would only be in the way.
        """
        if cache is None or not cache.is_file():
            return None
        try:
            connection = sqlite3.connect(cache, check_same_thread=False)
        except sqlite3.Error:
            return None
        index = cls(connection)
        try:
            if index.meta("schema") == str(SCHEMA):
                return index
        except sqlite3.DatabaseError:
            pass
        index.close()
        with suppress(OSError):
            cache.unlink()
        return None

    def note(self, name: str, value: str) -> None:
        """Write down a value of ``meta``; where that cannot be done it is left alone."""
        with self._lock, suppress(sqlite3.Error), self._connection:
            self._connection.execute("REPLACE INTO meta VALUES (?, ?)", (name, value))

    @classmethod
    def build(cls, compiled: Compiled, meta: dict[str, str]) -> Index:
        """A new index of ``compiled``, in memory."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.executescript(_TABLES)
        with connection:
            rows = {"schema": str(SCHEMA), **meta}
            connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())
            connection.executemany(
                "INSERT INTO pack VALUES (?,?,?,?,?,?,?,?,?,?)", map(_pack_row, compiled.packs)
            )
            connection.executemany(
                "INSERT INTO area VALUES (?,?,?,?,?)",
                ((a.pack, a.id, a.title.ja, a.title.en, a.weight) for a in compiled.areas),
            )
            connection.executemany(
                "INSERT INTO topic VALUES (?,?,?,?,?,?)",
                (
                    (t.pack, t.id, t.title.ja, t.title.en, t.area, t.syllabus)
                    for t in compiled.topics
                ),
            )
            connection.executemany(
                "INSERT INTO item VALUES (?)", ((row["item"],) for row in compiled.items)
            )
            connection.executemany(
                "INSERT INTO listing VALUES (?, ?)",
                (
                    (name, json.dumps([row[name] for row in compiled.items], ensure_ascii=False))
                    for name in _COLUMNS
                ),
            )
            connection.executemany("INSERT INTO question VALUES (?, ?)", compiled.questions)
            connection.executemany(
                "INSERT INTO problem VALUES (?,?,?,?,?,?,?,?,?)",
                map(_problem_row, compiled.problems),
            )
        return cls(connection)

    def save(self, cache: Path) -> bool:
        """Put the index into the file, whole or not at all; False when it cannot be written.

        The file is written beside and then renamed over, so that somebody who reads at the same
        moment sees the old one or the new one, and of two who write the last one wins.
        """
        import tempfile

        draft = None
        try:
            cache.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(prefix=cache.name, suffix=".tmp", dir=cache.parent)
            with self._lock, os.fdopen(handle, "wb") as file:
                file.write(self._connection.serialize())
            os.replace(draft, cache)
        except OSError:
            if draft is not None:
                with suppress(OSError):
                    os.unlink(draft)
            return False
        return True

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def meta(self, name: str) -> str | None:
        """The value kept under ``name``."""
        rows = self._rows("SELECT value FROM meta WHERE name = ?", name)
        return rows[0][0] if rows else None

    def items(self) -> tuple[ItemInfo, ...]:
        """A row for everything that can be asked, in the order of the packs."""
        titles = {(topic.pack, topic.id): topic.title for topic in self.topics()}
        kept = dict(self._rows("SELECT name, data FROM listing"))
        columns = {name: json.loads(kept[name]) for name in _COLUMNS}
        spoken = {text: tuple(filter(None, text.split(","))) for text in set(columns["languages"])}
        topics = zip(columns["pack"], columns["topic"], strict=True)
        columns["topic_title"] = map(titles.__getitem__, topics)
        columns["title"] = map(Localized, columns["title_ja"], columns["title_en"])
        columns["languages"] = map(spoken.__getitem__, columns["languages"])
        # Column by column, because this is what a start waits for.
        rows = zip(*(columns[name] for name in _FIELDS), strict=True)
        return tuple(map(ItemInfo._make, rows))

    def question(self, key: str) -> str | None:
        """The question ``pack/id`` as JSON text of its table, or None when there is none."""
        rows = self._rows("SELECT data FROM question WHERE item = ?", key)
        return rows[0][0] if rows else None

    def prompts(self) -> dict[str, Localized]:
        """The prompt of every question by key, as written, markup and all."""
        rows = self._rows(
            "SELECT item, json_extract(data, '$.prompt.ja'), json_extract(data, '$.prompt.en')"
            " FROM question"
        )
        return {key: Localized(str(ja or ""), str(en or "")) for key, ja, en in rows}

    def packs(self) -> tuple[PackInfo, ...]:
        """The packs, in the order they were found."""
        return tuple(
            PackInfo(
                row["id"],
                Localized(row["title_ja"], row["title_en"]),
                tuple(row["languages"].split(",")),
                row["licence"],
                tuple(filter(None, row["authors"].split("\n"))),
                Localized(row["origin_ja"], row["origin_en"]),
                row["syllabus"],
                row["folder"],
            )
            for row in self._tables("pack")
        )

    def topics(self) -> tuple[Topic, ...]:
        """The topics of all packs, in the order of their manifests."""
        return tuple(
            Topic(pack, id, Localized(ja, en), area, syllabus)
            for pack, id, ja, en, area, syllabus in self._rows("SELECT * FROM topic ORDER BY rowid")
        )

    def areas(self) -> tuple[Area, ...]:
        """The areas of all packs, in the order of their manifests."""
        return tuple(
            Area(pack, id, Localized(ja, en), weight)
            for pack, id, ja, en, weight in self._rows("SELECT * FROM area ORDER BY rowid")
        )

    def problems(self) -> tuple[Problem, ...]:
        """What was wrong when the packs were compiled."""
        return tuple(
            Problem(
                row["file"],
                row["line"],
                row["id"],
                row["field"],
                row["code"],
                Localized(row["message_ja"], row["message_en"]),
                Localized(row["mend_ja"], row["mend_en"]),
            )
            for row in self._tables("problem")
        )

    def _tables(self, table: str) -> list[dict[str, Any]]:
        """All rows of a small table as dictionaries."""
        with self._lock:
            cursor = self._connection.execute(f"SELECT * FROM {table} ORDER BY rowid")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def _rows(self, statement: str, *values: str) -> list[Any]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def count_items(cache: Path) -> int | None:
    """How many items the cache holds, or None when it cannot be read.

    For ``due`` and status bars: one small query, nothing imported, nothing checked for freshness.
    """
    rows = _peek(cache, "SELECT count(*) FROM item")
    return None if rows is None else int(rows[0][0])


def item_keys(cache: Path) -> tuple[str, ...] | None:
    """The keys of all items in the cache, or None when it cannot be read."""
    rows = _peek(cache, "SELECT item FROM item ORDER BY rowid")
    return None if rows is None else tuple(row[0] for row in rows)


def _peek(cache: Path, statement: str) -> Sequence[Any] | None:
    if not os.path.isfile(cache):
        return None
    try:
        with closing(sqlite3.connect(cache)) as connection:
            schema = connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchall()
            if schema != [(str(SCHEMA),)]:
                return None
            return connection.execute(statement).fetchall()
    except sqlite3.Error:
        return None


def _pack_row(pack: PackInfo) -> tuple[str, ...]:
    return (
        pack.id,
        pack.title.ja,
        pack.title.en,
        ",".join(pack.languages),
        pack.licence,
        "\n".join(pack.authors),
        pack.origin.ja,
        pack.origin.en,
        pack.syllabus,
        pack.folder,
    )


def _problem_row(problem: Problem) -> tuple[str | int, ...]:
    return (
        problem.file,
        problem.line,
        problem.id,
        problem.field,
        problem.code,
        problem.message.ja,
        problem.message.en,
        problem.mend.ja,
        problem.mend.en,
    )
