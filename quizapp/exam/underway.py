"""A sitting under way: its clock, its lines, and handing it in.

Each step is written before it is true: the store keeps its line, and only then the state takes
it in. Time is passed in. Whatever is asked for after the deadline hands the paper in as it stood
at the deadline; nothing done later counts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from quizapp.errors import ContentError
from quizapp.exam.grading import grade_all, log_lines
from quizapp.exam.paper import Paper, question_of
from quizapp.exam.state import Seat, State
from quizapp.exam.timekeeper import Timekeeper
from quizapp.exam.view import SittingView, picture, warning_at
from quizapp.store.port import SittingLine, SittingRow

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.content.kinds.base import QuestionBase
    from quizapp.content.library import Library
    from quizapp.store.port import StudyLog

BEAT_MS = 5_000
"""While nothing happens the time is written down this often, so that a clock set back after a
crash wins no more than this."""


class Underway:
    """What a sitting does by itself while time passes; ``Sitting`` adds what the sitter asks."""

    def __init__(self, row: SittingRow, state: State, library: Library, log: StudyLog) -> None:
        self.id = row.id
        self.row = row
        self._state = state
        self._library = library
        self._log = log
        self._code = ""
        self._warned = False
        self._questions: dict[int, QuestionBase | None] = {}
        self._now = state.time
        """The time as last read, which may be later than what is written down."""

    # ── looking ──────────────────────────────────────────────────────────────────────────────

    @property
    def paper(self) -> Paper:
        """The paper that is sat."""
        return self._state.paper

    @property
    def state(self) -> State:
        """The fold of all lines; to be read only."""
        return self._state

    @property
    def view(self) -> SittingView:
        """The picture as of the last step."""
        return picture(
            self.id,
            self._state,
            self.question(self._state.place),
            self._now.seen_ms,
            warned=self._warned,
            code=self._code,
        )

    def question(self, place: int) -> QuestionBase | None:
        """The question at a 0-based place, or None when the packs no longer hold it."""
        if place not in self._questions:
            slot = self._state.paper.slots[place]
            try:
                found = question_of(self._library, slot)
            except ContentError:
                found = None
            if found is not None and found.option_count != len(slot.options):
                # It was rewritten since the paper was drawn; its options are others now.
                found = None
            self._questions[place] = found
        return self._questions[place]

    # ── time ─────────────────────────────────────────────────────────────────────────────────

    def tick(self, at: Moment, code: str = "") -> SittingView:
        """Let time pass: warnings fall due, sections end, and at the deadline all is handed in.

        ``code`` is what the picture says when nothing of that happens.
        """
        self._code = code
        self._warned = False
        before = warning_at(self._state, self._now.seen_ms)
        section = self._state.section
        if self._over(at) or self._state.section != section:
            return self.view
        state = self._state
        if state.paused:
            return self.view
        read = self._read(at.at_ms)
        crossed = warning_at(self._state, read.seen_ms) != before
        if crossed or read.seen_ms - state.time.seen_ms >= BEAT_MS:
            self._write(at, "seen")
        self._warned = crossed
        return self.view

    def leave(self, at: Moment) -> SittingView:
        """Write the time down before the sitter goes, so that no clock can give any of it back."""
        view = self.tick(at)
        if view.phase == "running" and self._now.seen_ms > self._state.time.seen_ms:
            self._write(at, "seen")
        return self.view

    def _read(self, clock_ms: int) -> Timekeeper:
        """The time now, remembered so that a clock set back is noticed at once."""
        self._now = self._now.read(clock_ms)
        return self._now

    def pause(self, at: Moment) -> SittingView:
        """Stop the clock where the blueprint allows it; the report counts every pause."""
        if not self._state.paper.blueprint.pausing:
            return self.tick(at, "no-pause")
        if self._state.paused:
            return self.view
        return self._do(at, "pause", "paused")

    def unpause(self, at: Moment) -> SittingView:
        """Let the clock run on."""
        if not self._state.paused:
            return self.tick(at)
        self._write(at, "unpause")
        self._code = "unpaused"
        return self.view

    # ── handing in ───────────────────────────────────────────────────────────────────────────

    def submit(self, at: Moment) -> SittingView:
        """Hand the paper in: grade it, log what was missed, and close it for good."""
        if self._state.submitted_ms is not None or self._over(at):
            return self.view
        self._hand_in(at.at_ms, auto=False)
        if self._code != "time-up":
            self._code = "submitted"
        return self.view

    def _over(self, at: Moment) -> bool:
        """Whether the time is up; sections that have ended are closed, the paper handed in."""
        state = self._state
        while state.submitted_ms is None and not state.paused:
            now = self._read(at.at_ms).seen_ms
            if now < state.section_deadline_ms:
                return False
            if state.last_section or state.section_deadline_ms >= state.deadline_ms:
                self._hand_in(at.at_ms, auto=True)
                self._code = "time-up"
                return True
            # The clock's reading goes back by as much, so that the time since is not lost.
            ends = state.section_deadline_ms
            self._put("section", ends, at.at_ms - (now - ends), str(state.section + 1))
            self._code = "section"
        return state.submitted_ms is not None

    def _hand_in(self, clock_ms: int, *, auto: bool) -> None:
        """Write the results and the lines of the log, together and once."""
        results = grade_all(self._state, self.question)
        while self._state.submitted_ms is None:
            state = self._state
            moment = self._read(clock_ms).seen_ms
            if auto:
                moment = min(moment, max(state.deadline_ms, state.time.seen_ms))
                if state.last_section:
                    moment = min(moment, max(state.section_deadline_ms, state.time.seen_ms))
            told = {
                "auto": auto,
                "results": [[one.outcome, one.score, one.note] for one in results],
            }
            line = SittingLine(
                state.count, moment, clock_ms, "submit", -1, json.dumps(told, ensure_ascii=False)
            )
            ahead = State.of(state.paper, [*self._log.sitting_lines(self.id), line])
            events = log_lines(self.id, ahead, results, self._library, self.row.offset_min)
            if self._log.append_sitting(self.id, [line], events=events):
                state.apply(line)
            else:
                self._reload()
                results = grade_all(self._state, self.question)

    # ── inner workings ───────────────────────────────────────────────────────────────────────

    @property
    def _seat(self) -> Seat:
        return self._state.seats[self._state.place]

    def _do(
        self, at: Moment, kind: str, code: str, *, place: int = -1, value: str = ""
    ) -> SittingView:
        """Write one thing the sitter did, unless the paper is closed, paused or out of time."""
        self._code = ""
        self._warned = False
        if self._state.submitted_ms is not None or self._state.paused:
            return self.view
        section = self._state.section
        before = warning_at(self._state, self._now.seen_ms)
        if self._over(at) or self._state.section != section:
            return self.view
        self._write(at, kind, place, value)
        self._code = code
        self._warned = warning_at(self._state, self._now.seen_ms) != before
        return self.view

    def _write(self, at: Moment, kind: str, place: int = -1, value: str = "") -> None:
        self._put(kind, None, at.at_ms, value, place)

    def _put(
        self, kind: str, moment_ms: int | None, clock_ms: int, value: str = "", place: int = -1
    ) -> None:
        """Write a line, and take it in; once more when another window was quicker."""
        while self._state.submitted_ms is None:
            state = self._state
            now = self._read(clock_ms).seen_ms if moment_ms is None else moment_ms
            line = SittingLine(state.count, now, clock_ms, kind, place, value)
            if self._log.append_sitting(self.id, [line]):
                state.apply(line)
                return
            self._reload()

    def _reload(self) -> None:
        """Read what another window has written."""
        self._state = State.of(self._state.paper, self._log.sitting_lines(self.id))
        if self._state.time.seen_ms > self._now.seen_ms:
            self._now = self._state.time
