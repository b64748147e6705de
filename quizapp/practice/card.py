"""One card: its history, its forgetting curve, and what can be done to it outside a session.

Everything done is a line in the log; ``undo`` writes the line that takes it back, since nothing
written is ever removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.practice.forgetting import Forgetting, Heard, forgetting
from quizapp.records import Event, EventKind, Memory
from quizapp.scheduling.leech import is_leech
from quizapp.scheduling.queue import retrievabilities
from quizapp.scheduling.turns import standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.clock import Moment
    from quizapp.scheduling.settings import SchedulerSettings
    from quizapp.store.port import StudyLog

MOST_NOTE = 400
"""Signs of a note."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One showing of the card."""

    at_ms: int
    offset_min: int
    response: str
    outcome: str
    rating: int | None
    """What FSRS heard; None where it heard nothing."""
    interval_ms: int
    """How long after it the card was due."""


@dataclass(frozen=True, slots=True)
class CardInfo:
    """What the record knows of one card."""

    memory: Memory
    recall: float
    leech: bool
    note: str
    """The learner's note to self, or ""."""
    history: tuple[Shown, ...]
    """Oldest first; a reset begins it anew."""
    forgetting: Forgetting | None
    """How it was forgotten and learned again; None for a new card."""


def card_info(
    log: StudyLog,
    item: str,
    at: Moment,
    settings: SchedulerSettings,
    exam_day: int | None = None,
) -> CardInfo:
    """What the record knows of ``item`` at ``at``; ``exam_day`` in days since 1970."""
    lines = log.events(item)
    memory = log.fold(lines)
    recall = retrievabilities([memory], at, settings)[0]
    history, heard = _history(log, lines)
    return CardInfo(
        memory,
        recall,
        is_leech(memory, settings),
        note_of(lines),
        tuple(history),
        forgetting(heard, memory.due_ms, at, settings, exam_day),
    )


def note_of(lines: Sequence[Event]) -> str:
    """The newest note to self; an empty one takes the note away."""
    notes = [event for event in lines if event.kind == "note"]
    return max(notes, key=lambda event: event.at_ms).response or "" if notes else ""


def _history(log: StudyLog, lines: Sequence[Event]) -> tuple[list[Shown], list[Heard]]:
    """Every showing of the card, and those of them that memory heard."""
    stand = list(standing(lines))
    resets = [place for place, event in enumerate(stand) if event.kind == "reset"]
    stand = stand[resets[-1] + 1 :] if resets else stand
    turns: dict[int, list[Event]] = {}
    for event in stand:
        if event.kind in ("answer", "rate") and event.outcome != "unreadable":
            turns.setdefault(event.turn_ms, []).append(event)
    shown, heard = [], []
    before: list[Event] = []
    for turn_ms, events in turns.items():
        before += events
        answers = [event for event in events if event.kind == "answer"] or events
        ratings = [event.rating for event in events if event.rating is not None]
        after = log.fold(before)
        shown.append(
            Shown(
                turn_ms,
                events[0].offset_min,
                answers[-1].response or "",
                answers[-1].outcome or "",
                ratings[-1] if ratings else None,
                max(0, after.due_ms - events[-1].at_ms) if ratings else 0,
            )
        )
        if ratings:
            when = [event for event in events if event.rating is not None][-1]
            heard.append(Heard(when.at_ms, when.offset_min, ratings[-1], after.stability))
    return shown, heard


class CardTools:
    """Marks on cards outside a session, each of which can be taken back."""

    def __init__(self, log: StudyLog) -> None:
        self._log = log
        self._done: list[Event] = []
        """The lines that would take back what was done, latest last."""

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self._done)

    def suspend(self, item: str, at: Moment) -> Memory:
        """Take the card out of all queues, or back into them."""
        suspended = self._memory(item).suspended
        return self._toggle(item, at, suspended, "suspend", "unsuspend")

    def flag(self, item: str, at: Moment) -> Memory:
        """Flag the card, or take its flag away."""
        return self._toggle(item, at, self._memory(item).flagged, "flag", "unflag")

    def bury(self, item: str, at: Moment) -> Memory:
        """Take the card out of the queues until tomorrow."""
        return self._write(item, at, "bury", "undo")

    def reset(self, item: str, at: Moment) -> Memory:
        """Forget the card's progress; the lines stay in the log."""
        return self._write(item, at, "reset", "undo")

    def note(self, item: str, text: str, at: Moment) -> Memory:
        """Keep a note to self; an empty text takes it away."""
        before = note_of(self._log.events(item))
        return self._write(item, at, "note", "note", " ".join(text.split())[:MOST_NOTE], before)

    def undo(self, at: Moment) -> str:
        """Take back what was done last; its item, or "" when there is nothing."""
        if not self._done:
            return ""
        line = self._done[-1]
        at_ms = self._log.free_ms(line.item, at.at_ms)
        turn_ms = line.turn_ms if line.kind == "undo" else at_ms
        self._log.append([_line(line.item, at_ms, at, line.kind, turn_ms, line.response)])
        self._done.pop()
        return line.item

    def _memory(self, item: str) -> Memory:
        return self._log.memory(item) or Memory()

    def _toggle(self, item: str, at: Moment, on: bool, put: EventKind, take: EventKind) -> Memory:
        return self._write(item, at, take if on else put, put if on else take)

    def _write(
        self,
        item: str,
        at: Moment,
        kind: EventKind,
        back: EventKind,
        text: str | None = None,
        before: str | None = None,
    ) -> Memory:
        at_ms = self._log.free_ms(item, at.at_ms)
        memory = self._log.append([_line(item, at_ms, at, kind, at_ms, text)])
        self._done.append(_line(item, at_ms, at, back, at_ms, before))
        return memory


def _line(
    item: str, at_ms: int, at: Moment, kind: EventKind, turn_ms: int, text: str | None
) -> Event:
    return Event(item, at_ms, kind, turn_ms, at.offset_min, response=text)
