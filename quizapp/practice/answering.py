"""From a response to a verdict: drafts, confidence, judging, tries, hints, proofs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.practice.confidence import LEVELS
from quizapp.practice.turn import MAX_TRIES, Turn
from quizapp.practice.view import View
from quizapp.practice.walk import Walk
from quizapp.records import Grade, Localized, Rating
from quizapp.scheduling.rating import propose

if TYPE_CHECKING:
    from quizapp.clock import Moment

RETYPED = ("expression", "number", "cloze", "code")
"""Kinds whose wrong answer may be mended before the answer is shown."""


class Answering(Walk):
    """What a learner does before the present item is decided."""

    def keep_draft(self, text: str) -> View:
        """Remember the text in the answer line; nothing is judged or written yet."""
        if not self._state.ended:
            self._state.turn.draft = text
        return self.view

    def save_draft(self, at: Moment) -> None:
        """Write down the text in the answer line, so that it outlives the process.

        Nothing is written when it stands there already. Raises ``StoreError``.
        """
        if self._state.ended:
            return
        turn = self._state.turn
        if (self._state.index, turn.draft) != self._kept_draft:
            with self._step(at):
                self._leave(turn, at)

    @property
    def may_ask_sure(self) -> bool:
        """Whether the learner can be asked how sure the answer is: before the first verdict."""
        turn = self._present("asking")
        return turn is not None and turn.tries == 0 and turn.sure == 0

    def say_sure(self, sure: int) -> View:
        """Remember how sure the learner is of the answer to come: 1 a guess, 2 fairly, 3 sure.

        It is written with the answer.
        """
        if self.may_ask_sure and sure in LEVELS:
            self._state.turn.sure = sure
        return self.view

    def submit(self, response: str, at: Moment) -> View:
        """Judge ``response``; an unreadable one costs nothing and stays in the line."""
        turn = self._present("asking")
        if turn is None:
            return self.view
        if not response.strip():
            turn.draft = response
            return self._say("blank", turn.item)
        return self.take(response, self._question(turn).grade(response, seed=turn.seed), at)

    def take(self, response: str, grade: Grade, at: Moment) -> View:
        """Take in the grade of ``response``, which may have been made beside the screen.

        ``at`` is when the response was given, whatever judging it took.
        """
        turn = self._present("asking")
        if turn is None:
            return self.view
        with self._step(at):
            turn.draft = response
            turn.grade, turn.response, turn.note = grade, response, grade.note
            if grade.outcome == "unreadable":
                self._answer(turn, at, rating=None)
            else:
                self._decide(turn, grade, at)
                self._answer(turn, at, rating=turn.rating)
        return self._say("", "")

    def _decide(self, turn: Turn, grade: Grade, at: Moment) -> None:
        if grade.outcome == "undecided":
            turn.phase, turn.rating = "undecided", None
        elif grade.outcome == "right":
            turn.phase, turn.rating = "verdict", self._propose(turn, at)
        else:
            turn.tries += 1
            turn.rating = Rating.AGAIN
            again = self._question(turn).kind in RETYPED and turn.tries < MAX_TRIES
            turn.phase = "wrong" if again else "verdict"
        turn.offered = turn.rating
        turn.settle_mark()

    def _propose(self, turn: Turn, at: Moment) -> Rating:
        assert turn.grade is not None
        return propose(
            "right",
            score=turn.grade.score,
            hints=turn.hints,
            tries=turn.tries,
            shown=turn.shown,
            duration_ms=self._spent(turn, at),
            typical_ms=self._typical_ms(turn.item),
        )

    def retry(self, at: Moment) -> View:
        """Back to the answer line after a wrong answer, the text kept."""
        turn = self._present("wrong")
        if turn is not None:
            with self._step(at):
                turn.phase = "asking"
        return self._say("", "")

    def hint(self, at: Moment) -> View:
        """Show the next hint; from then on the rating is Hard at best."""
        turn = self._present("asking", "wrong")
        if turn is not None and turn.hints < len(self._question(turn).hints.get("ja")):
            with self._step(at):
                turn.hints += 1
        return self._say("", "")

    def show_answer(self, at: Moment) -> View:
        """Show the answer; the rating is Again and the item comes back."""
        turn = self._present("asking", "wrong")
        if turn is None:
            return self.view
        with self._step(at):
            turn.shown, turn.phase, turn.rating = True, "shown", Rating.AGAIN
            turn.offered = turn.rating
            turn.note = "answer.shown"
            if turn.grade is not None and turn.grade.outcome == "unreadable":
                turn.grade = None
            turn.settle_mark()
            self._answer(turn, at, rating=Rating.AGAIN)
        return self._say("", "")

    def flip(self, at: Moment) -> View:
        """Turn the card over."""
        turn = self._present("front")
        if turn is not None:
            with self._step(at):
                turn.phase = "back"
        return self._say("", "")

    def settle(self, item: str, response: str, outcome: str, at: Moment) -> View:
        """Take in a proof that arrived for ``response``: "proved", or why it was not."""
        for turn in reversed(self._state.turns):
            if turn.item == item and turn.response == response and turn.grade is not None:
                break
        else:
            return self.view
        grade = turn.grade
        if grade is None or grade.evidence != "points" or turn.turn_ms == 0:
            return self.view
        with self._step(at):
            if outcome == "proved":
                turn.grade = replace(
                    grade,
                    evidence="proved",
                    note="right.proved",
                    feedback=Localized(
                        ja="式として等しいことを証明しました", en="Proved equal by algebra"
                    ),
                )
                turn.note = "right.proved"
            else:
                turn.grade = replace(grade, evidence="points." + outcome)
            self._ledger.mark(turn, at, "proof", evidence=turn.grade.evidence)
        return self.view
