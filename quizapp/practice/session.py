"""A study session: questions in, answers logged, ratings heard, until the queue is empty.

The session is a pure state machine. It is told the moment, never asks for it; it draws nothing,
and what it shows is one immutable :class:`~quizapp.practice.view.View`. Every answer is in the
log, durable, before a method returns, together with the state from which the session resumes.
When the log cannot be written, a method raises ``StoreError`` and has changed nothing: what was
done can be done again.

It is put together from ``walk`` (steps and places), ``answering`` (up to a verdict), ``deciding``
(from there on) and, here, what can be done at any place: putting aside, taking back, leaving.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.practice.deciding import Deciding
from quizapp.practice.turn import Turn
from quizapp.practice.view import View
from quizapp.records import EventKind

if TYPE_CHECKING:
    from quizapp.clock import Moment


class Session(Deciding):
    """One sitting of questions or cards.

    ``deck`` hands out questions, ``log`` keeps the answers. Methods take the moment ``at`` and
    give the new view. A method that does not fit the present phase changes nothing.
    """

    # ── putting aside ────────────────────────────────────────────────────────────────────────

    def skip(self, at: Moment) -> View:
        """Put the item off: it comes back last; a second skip leaves it for another day."""
        turn = self._present("asking", "wrong", "front")
        if turn is None:
            return self.view
        if turn.phase == "wrong":
            return self.next(at)
        with self._step(at):
            again = turn.mark != "skipped" and self._state.index < len(self._state.turns) - 1
            turn.mark = "skipped"
            self._leave(turn, at)
            if again:
                self._state.turns.append(self._state.turns.pop(self._state.index))
                self._state.history = [
                    place for place in self._state.history if place < self._state.index
                ]
                self._enter(at)
            else:
                self._advance(at)
        return self._say("skipped", turn.item)

    def suspend(self, at: Moment) -> View:
        """Take the item out of all queues until it is taken back."""
        return self._put_aside("suspend", "suspended", at)

    def bury(self, at: Moment) -> View:
        """Take the item out of the queues until tomorrow."""
        return self._put_aside("bury", "buried", at)

    def _put_aside(self, kind: EventKind, note: str, at: Moment) -> View:
        if self._state.ended:
            return self.view
        turn = self._state.turn
        with self._step(at):
            self._leave(turn, at)
            self._ledger.open(turn, at)
            self._ledger.mark(turn, at, kind)
            turn.mark = "skipped" if turn.rating is None else turn.mark
            turn.note = note
            self._state.history.append(self._state.index)
            self._advance(at)
        return self._say(note, turn.item)

    def flag(self, at: Moment) -> View:
        """Flag the item, or take its flag away."""
        if self._state.ended:
            return self.view
        turn = self._state.turn
        flagged = self._ledger.memory(turn.item).flagged
        with self._step(at):
            self._ledger.mark(turn, at, "unflag" if flagged else "flag")
        return self._say("unflagged" if flagged else "flagged", turn.item)

    # ── taking back ──────────────────────────────────────────────────────────────────────────

    @property
    def can_undo(self) -> bool:
        """Whether ``undo`` has something to take back."""
        return bool(self._state.history) or self._stays_rated

    @property
    def _stays_rated(self) -> bool:
        """Whether the present item has a rating of the learner's and is still in view."""
        if self._state.ended:
            return False
        turn = self._state.turn
        decided = turn.phase in ("verdict", "undecided", "back")
        return decided and turn.turn_ms != 0 and turn.rating != turn.offered

    def undo(self, at: Moment) -> View:
        """Take back the last rating: its question comes back with the verdict in view."""
        if not self.can_undo:
            return self._say("nothing", "")
        with self._step(at):
            index = self._state.index if self._stays_rated else self._state.history.pop()
            turn = self._state.turns[index]
            if not self._state.ended:
                self._leave(self._state.turn, at)
            self._state.index = index
            self._since = at
            self._take_back(turn, index, at)
        return self._say("undone", turn.item)

    def ask_again(self, at: Moment) -> View:
        """Ask the present item afresh after its verdict was taken back by ``undo``."""
        if self.unlogged:
            turn = self._state.turn
            with self._step(at):
                self._state.turns[self._state.index] = Turn(
                    turn.item, turn.seed, turn.counts, hints=turn.hints, passes=turn.passes
                )
                self._enter(at)
        return self.view

    def _take_back(self, turn: Turn, index: int, at: Moment) -> None:
        """Undo the turn at ``index`` in the log, and what it added to the queue."""
        self._ledger.mark(turn, at, "undo")
        for place in range(len(self._state.turns) - 1, index, -1):
            copy = self._state.turns[place]
            if copy.item == turn.item and copy.passes == turn.passes + 1 and copy.turn_ms == 0:
                del self._state.turns[place]
                break
        turn.turn_ms = turn.told_ms = 0
        turn.rating = turn.offered
        turn.settle_mark()
        if turn.note in ("suspended", "buried"):
            turn.note, turn.mark = "", "todo"
            if turn.rating is None:
                turn.phase = "front" if turn.phase in ("front", "back") else "asking"
            return
        if turn.phase == "wrong":
            turn.phase = "asking"
            turn.mark = "todo"

    # ── leaving ──────────────────────────────────────────────────────────────────────────────

    def finish(self, at: Moment) -> View:
        """End here: what is not asked stays where it was in the schedule."""
        if not self._state.ended:
            with self._step(at):
                self._leave(self._state.turn, at)
                self._state.index = len(self._state.turns)
        return self._say("", "")

    def pause(self, at: Moment) -> None:
        """Leave the session as it is, to be resumed; one in which nothing was done is over."""
        if not self._state.ended:
            with self._step(at, over=self._untouched()):
                self._leave(self._state.turn, at)

    def _untouched(self) -> bool:
        """Whether nothing was done yet, so that there is nothing to resume."""
        return all(
            turn.mark == "todo" and not turn.draft and not turn.hints and turn.turn_ms == 0
            for turn in self._state.turns
        )

    def rest(self, at: Moment) -> None:
        """Stop the present item's clock until ``wake``; the place is written down."""
        if not self._state.ended:
            with self._step(at):
                self._leave(self._state.turn, at)

    def wake(self, at: Moment) -> None:
        """Start the present item's clock again: the time since ``rest`` was spent elsewhere."""
        self._since = at
