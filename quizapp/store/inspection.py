"""What ``doctor`` looks at: the file, its guards, and whether the caches say what the log says."""

from __future__ import annotations

import sqlite3
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.store import backups, rebuilding, schema
from quizapp.store.port import Finding
from quizapp.store.rows import CARD_COLUMNS
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.store.port import Fold

TESTED = 5
"""Place of ``tested`` in the sums of a day."""
NAMED = 3
"""Items named in one finding; the rest are counted."""


def inspect(connection: sqlite3.Connection, fold: Fold, path: Path) -> list[Finding]:
    """Everything that is wrong, worst first; empty when all is well."""
    try:
        findings = _integrity(connection)
        if findings:
            return findings
        return [
            *_guards(connection),
            *_memories_and_days(connection, fold),
            *_backups(path),
        ]
    except sqlite3.DatabaseError as error:
        return [_broken(str(error))]


def _broken(detail: str) -> Finding:
    return Finding(
        "integrity",
        tr("記録のファイルが壊れています: {detail}", detail=detail),
        tr("quizapp doctor --restore で控えから戻せます。"),
    )


def _integrity(connection: sqlite3.Connection) -> list[Finding]:
    rows = connection.execute("PRAGMA integrity_check(20)").fetchall()
    return [_broken(row[0]) for row in rows if row[0] != "ok"]


def _guards(connection: sqlite3.Connection) -> list[Finding]:
    there = {
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    }
    return [
        Finding(
            "guards",
            tr("記録を書き換えから守る仕組みがありません: {name}", name=name),
            tr("quizapp doctor --rebuild で作り直します。"),
        )
        for name in schema.GUARDS
        if name not in there
    ]


def _memories_and_days(connection: sqlite3.Connection, fold: Fold) -> list[Finding]:
    """Both caches against a replay of the whole log."""
    cached = {
        (row[0], row[1]): row for row in connection.execute(f"SELECT {CARD_COLUMNS} FROM card")
    }
    off: list[str] = []
    days: rebuilding.Days = {}
    for rows in rebuilding.replayed(connection, fold, days):
        for right in rows:
            kept = cached.pop((right[0], right[1]), None)
            if kept is None or not _same(kept, right):
                off.append(right[1])
    off.extend(item for _, item in cached)
    findings = []
    if off:
        named = ", ".join(off[:NAMED]) + (" …" if len(off) > NAMED else "")
        findings.append(
            Finding(
                "cache.memory",
                tr("{n} 枚のカードの記憶が記録と合いません: {items}", n=len(off), items=named),
                tr("quizapp doctor --rebuild で作り直します。"),
            )
        )
    totals = {
        (row[0], row[1]): list(row[2:])
        for row in connection.execute(
            "SELECT learner, day, attempts, reviews, right, new, duration_ms, tested, kept,"
            " predicted_ppm FROM day"
        )
        if any(row[2:])
    }
    if not _same_days(totals, {key: sums for key, sums in days.items() if any(sums)}):
        findings.append(
            Finding(
                "cache.days",
                tr("日ごとの合計が記録と合いません"),
                tr("quizapp doctor --rebuild で作り直します。"),
            )
        )
    return findings


def _same_days(kept: rebuilding.Days, right: rebuilding.Days) -> bool:
    """Whether totals agree; predictions may differ by the rounding of each."""
    return kept.keys() == right.keys() and all(
        kept[key][:-1] == sums[:-1] and abs(kept[key][-1] - sums[-1]) <= sums[TESTED]
        for key, sums in right.items()
    )


def _same(kept: tuple[Any, ...], right: tuple[Any, ...]) -> bool:
    return kept == right or all(
        isclose(one, other, rel_tol=1e-9)
        if isinstance(one, float) and isinstance(other, float)
        else one == other
        for one, other in zip(kept, right, strict=True)
    )


def _backups(path: Path) -> list[Finding]:
    if backups.list_backups(path):
        return []
    return [
        Finding(
            "backup.none",
            tr("控えがまだありません"),
            tr("アプリを開くと 1 日に 1 つ作られます。quizapp doctor --backup で今すぐ作れます。"),
            harmless=True,
        )
    ]
