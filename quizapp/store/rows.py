"""Log lines and memories as rows of a table, and back."""

from __future__ import annotations

from typing import Any

from quizapp.records import Event, Memory
from quizapp.store.schema import COLUMNS

STATES = ("new", "learning", "review", "relearning")

EVENT_COLUMNS = ", ".join(COLUMNS)
EVENT_PLACES = ", ".join("?" * len(COLUMNS))

LINES = f"SELECT {EVENT_COLUMNS} FROM review WHERE learner = ? AND item = ? ORDER BY at_ms, device"
"""All lines of one item, by the key of the log."""

MEMORY_COLUMNS = (
    "stability, difficulty, due_ms, last_ms, state, step, reps, lapses, suspended,"
    " buried_until_ms, flagged"
)


def row_of(event: Event) -> tuple[Any, ...]:
    """The row of ``review`` that holds ``event``."""
    return (
        event.learner,
        event.item,
        event.at_ms,
        event.device,
        event.kind,
        event.turn_ms,
        event.offset_min,
        event.rating,
        event.outcome,
        event.duration_ms,
        event.hints,
        event.seed,
        event.score,
        event.note,
        event.evidence,
        event.fingerprint,
        event.session,
        event.model,
        event.response,
        event.extra,
    )


def event_of(row: tuple[Any, ...]) -> Event:
    """The event a row of ``review`` holds."""
    # By place, in the order of Event's fields: this runs once a line, and names cost twice that.
    return Event(
        row[1],
        row[2],
        row[4],
        row[5],
        row[6],
        row[7],
        row[18],
        row[8],
        row[13],
        row[14],
        row[12],
        row[9],
        row[10],
        row[11],
        row[15],
        row[16],
        row[3],
        row[0],
        row[17],
        row[19],
    )


def memory_of(row: tuple[Any, ...]) -> Memory:
    """The memory that ``MEMORY_COLUMNS`` of a row of ``card`` hold."""
    return Memory(
        row[0],
        row[1],
        row[2],
        row[3],
        STATES[row[4]],  # type: ignore[arg-type]
        row[5],
        row[6],
        row[7],
        bool(row[8]),
        row[9],
        bool(row[10]),
    )


CARD_COLUMNS = (
    "learner, item, wake_ms, state, suspended, step, stability, difficulty, due_ms, last_ms,"
    " reps, lapses, buried_until_ms, flagged, touched_ms, last_right, last_duration_ms"
)
CARD_PLACES = ", ".join("?" * 17)


def card_row(
    learner: str,
    item: str,
    memory: Memory,
    touched_ms: int,
    last_right: bool | None,
    last_duration_ms: int | None,
) -> tuple[Any, ...]:
    """The row of ``card`` that caches one item."""
    return (
        learner,
        item,
        max(memory.due_ms, memory.buried_until_ms),
        STATES.index(memory.state),
        int(memory.suspended),
        memory.step,
        memory.stability,
        memory.difficulty,
        memory.due_ms,
        memory.last_ms,
        memory.reps,
        memory.lapses,
        memory.buried_until_ms,
        int(memory.flagged),
        touched_ms,
        None if last_right is None else int(last_right),
        last_duration_ms,
    )
