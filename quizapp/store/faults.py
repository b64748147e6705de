"""What SQLite and the disk complain of, in words a learner can act on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from quizapp.errors import StoreError


class LockedError(StoreError):
    """Another process holds the log; trying again may help."""


class NewerError(StoreError):
    """The log was made by a newer version."""


class FullError(StoreError):
    """The disk is full; what was to be written is still in hand."""


class DamagedError(StoreError):
    """The file is not a log, or no longer a whole one."""


class UnwritableError(StoreError):
    """The file or its folder cannot be written, or cannot be reached at all."""


def locked(path: Path | str) -> LockedError:
    """Another process writes and did not finish within the time we wait."""
    from quizapp.words import tr

    return LockedError(
        tr("ほかの quizapp が記録を使っています。"),
        where=str(path),
        mend=tr("ほかの quizapp を閉じてから、もう一度試してください。"),
    )


def newer(path: Path | str) -> NewerError:
    """The schema is one this version does not know."""
    from quizapp.words import tr

    return NewerError(
        tr("この記録は新しい版で作られています。"),
        where=str(path),
        mend=tr("quizapp を更新してください。"),
    )


def damaged(path: Path | str, detail: str) -> DamagedError:
    """The file cannot be trusted; it is left as it is."""
    from quizapp.words import tr

    return DamagedError(
        tr("記録のファイルが壊れています（{detail}）。書き換えずに残してあります。", detail=detail),
        where=str(path),
        mend=tr("quizapp doctor --restore で控えから戻せます。"),
    )


def foreign(path: Path | str, detail: str) -> DamagedError:
    """The file is something else altogether."""
    from quizapp.words import tr

    return DamagedError(
        tr("このファイルは quizapp の記録ではありません（{detail}）。", detail=detail),
        where=str(path),
        mend=tr("別の場所へ移すか、quizapp doctor --restore で控えから戻してください。"),
    )


def unwritable(path: Path | str, detail: str) -> UnwritableError:
    """No permission, a read-only disk, or a folder that is not there."""
    from quizapp.words import tr

    return UnwritableError(
        tr("記録を書けません（{detail}）。", detail=detail),
        where=str(path),
        mend=tr("書き込みの権限を確かめるか、QUIZAPP_HOME で別の場所を選んでください。"),
    )


def unreachable(path: Path | str, detail: str) -> UnwritableError:
    """The file cannot even be read."""
    from quizapp.words import tr

    return UnwritableError(
        tr("記録を開けません（{detail}）。", detail=detail),
        where=str(path),
        mend=tr("場所と権限を確かめてください。quizapp doctor が場所を表示します。"),
    )


def full(path: Path | str) -> FullError:
    """No room on the disk."""
    from quizapp.words import tr

    return FullError(
        tr("ディスクがいっぱいで保存できません。直前の答えは画面に残しています"),
        where=str(path),
        mend=tr("空きを作ってから、もう一度試してください。"),
    )


def explain(error: sqlite3.Error, path: Path | str) -> StoreError:
    """The ``StoreError`` that says what ``error`` means for the learner."""
    name = getattr(error, "sqlite_errorname", "") or ""
    detail = str(error)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return locked(path)
    if name.startswith("SQLITE_FULL"):
        return full(path)
    if name.startswith("SQLITE_NOTADB"):
        return foreign(path, detail)
    if name.startswith("SQLITE_CORRUPT"):
        return damaged(path, detail)
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return unwritable(path, detail)
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_AUTH")):
        return unreachable(path, detail)
    if isinstance(error, sqlite3.OperationalError) and "no such" in detail:
        return damaged(path, detail)
    return unreachable(path, f"{name} {detail}".strip())


def is_ours(error: sqlite3.Error) -> bool:
    """Whether an error is a mistake in this program and should be seen as such."""
    return isinstance(
        error, (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError)
    ) or (isinstance(error, sqlite3.OperationalError) and "syntax error" in str(error))
