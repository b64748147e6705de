"""What one session reads and writes in the study log: one transaction a step.

A step's line and the place from which the session resumes are written together or not at all.
Between the two a full disk could leave an answer that counts and a screen that still asks for it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from quizapp.practice.lines import answer_line, bare_line
from quizapp.records import Event, EventKind, Memory
from quizapp.store.port import SessionState

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.practice.progress import Progress, SessionPlan
    from quizapp.practice.turn import Turn
    from quizapp.store.port import StudyLog


class Ledger:
    """The lines a step wants written, kept until ``commit`` writes them all."""

    def __init__(self, plan: SessionPlan, log: StudyLog) -> None:
        self._plan = plan
        self._log = log
        self._lines: list[Event] = []
        self._before: tuple[str, int, Memory] | None = None
        """Item, ``turn_ms`` and the memory before it, of the turn opened last."""
        self._texts: list[tuple[tuple[Any, ...], str]] = []
        """Each turn as it was written last, and its text."""

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def memory(self, item: str) -> Memory:
        """The memory of an item; that of a new one when the log does not know it."""
        return self._log.memory(item) or Memory()

    def before(self, turn: Turn) -> Memory:
        """The memory an item had before the present turn."""
        if turn.turn_ms == 0:
            return self.memory(turn.item)
        if self._before is not None and self._before[:2] == (turn.item, turn.turn_ms):
            return self._before[2]
        events = [event for event in self._log.events(turn.item) if event.turn_ms != turn.turn_ms]
        return self._log.fold(events)

    # ── writing ──────────────────────────────────────────────────────────────────────────────

    def open(self, turn: Turn, at: Moment) -> None:
        """Give the turn its place in the log, unless it has one."""
        if turn.turn_ms == 0:
            before = self.memory(turn.item)
            turn.turn_ms = self._log.free_ms(turn.item, at.at_ms)
            self._before = turn.item, turn.turn_ms, before

    def mark(self, turn: Turn, at: Moment, kind: EventKind, *, evidence: str | None = None) -> None:
        """Put down a line that carries no answer: flag, suspend, undo, proof …"""
        self._lines.append(bare_line(turn, at, kind, self._plan.id, evidence=evidence))

    def answer(
        self,
        turn: Turn,
        at: Moment,
        *,
        rating: int | None,
        duration_ms: int,
        fingerprint: str,
        kind: EventKind = "answer",
    ) -> None:
        """Put down an answer, or the rating chosen for it."""
        # An unreadable text opens no turn of its own: the answer that follows does.
        undecided = turn.grade is not None and turn.grade.outcome == "undecided"
        if rating is not None or undecided:
            self.open(turn, at)
        line = answer_line(
            turn,
            at,
            kind=kind,
            rating=rating,
            duration_ms=duration_ms,
            fingerprint=fingerprint,
            session=self._plan.id,
            practice=self._plan.kind,
        )
        self._lines.append(line)

    def drop(self) -> None:
        """Forget what is not written yet."""
        self._lines.clear()

    def commit(self, progress: Progress, at: Moment, *, over: bool) -> None:
        """Write the lines and the place; ``over`` says that there is nothing to come back to.

        Raises ``StoreError``; then nothing was written.
        """
        place = None if over else self._place(progress, at)
        if self._lines:
            self._log.append(
                self._lines, session=place, ended=self._plan.id if place is None else None
            )
            self._lines = []
        elif place is not None:
            self._log.save_session(place)
        else:
            self._log.end_session(self._plan.id, at)

    def _place(self, progress: Progress, at: Moment) -> SessionState:
        # Every step writes the whole session, and most turns stand as they stood a step ago.
        known, self._texts = self._texts, []
        for place, turn in enumerate(progress.turns):
            values = turn.values()
            if place < len(known) and known[place][0] == values:
                self._texts.append(known[place])
            else:
                self._texts.append((values, _json(turn.to_plain())))
        turns = ",".join([text for _, text in self._texts])
        return SessionState(
            id=self._plan.id,
            kind=self._plan.kind,
            at_ms=at.at_ms,
            offset_min=at.offset_min,
            state=f'{_json(progress.place(self._plan))[:-1]},"turns":[{turns}]}}',
        )


def _json(plain: dict[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
