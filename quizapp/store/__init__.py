"""Where the study log is kept: an append-only log, and caches that can be made again from it.

The store knows the lines, not what they mean: it is opened with a *fold* (``scheduling.LogFold``)
that turns the lines of one item into a memory. Everything below is loaded when called, so that
``quizapp due`` may use the counting alone.

A new kind of store is one module with a class that satisfies ``port.StudyLog`` and one line in
``tests/store/conftest.py``, where the shared suite runs over all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.store.memory import MemoryLog
    from quizapp.store.port import Fold
    from quizapp.store.sqlite import SqliteLog


def open_log(
    path: Path,
    *,
    fold: Fold,
    learner: str = "me",
    device: str | None = None,
    read_only: bool = False,
) -> SqliteLog:
    """The study log in the SQLite file ``path``, made when there is none yet.

    ``device`` names this machine in a new log; without it the log makes up a name once. Raises
    ``StoreError`` when the file is locked, newer, damaged or cannot be written; a damaged file is
    never replaced.
    """
    from quizapp.store.sqlite import SqliteLog

    return SqliteLog(path, fold=fold, learner=learner, device=device, read_only=read_only)


def memory_log(*, fold: Fold, learner: str = "me", device: str = "memory") -> MemoryLog:
    """A study log that lives as long as the process; for tests and rehearsals."""
    from quizapp.store.memory import MemoryLog

    return MemoryLog(fold=fold, learner=learner, device=device)
