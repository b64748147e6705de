"""From a verdict to the next place: ratings, and the question that has become a leech."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.practice.answering import Answering
from quizapp.practice.turn import Turn
from quizapp.practice.view import View
from quizapp.records import Rating
from quizapp.scheduling.leech import became_leech

if TYPE_CHECKING:
    from quizapp.clock import Moment


class Deciding(Answering):
    """What a learner does once the present item is decided."""

    def rate(self, rating: Rating, at: Moment) -> View:
        """Take ``rating`` for the present item and go on; a rating above the best is lowered.

        An Again that makes the item a leech is written, and the item stays for once, so that the
        learner can do something about it; after that, ``next`` goes on.
        """
        turn = self._present("verdict", "shown", "undecided", "back")
        if turn is None:
            return self.view
        rating = min(Rating(rating), turn.best())
        if rating == Rating.AGAIN != turn.rating and self._may_be_leech(turn):
            with self._step(at):
                self._settle_rating(turn, rating, at)
            if self._leech(turn):
                return self._say("", "")
        with self._step(at):
            self._settle_rating(turn, rating, at)
            self._go_on(turn, at)
        return self._say("", "")

    def _settle_rating(self, turn: Turn, rating: Rating, at: Moment) -> None:
        """Write ``rating`` for a decided turn where it is not in the log already."""
        if turn.phase == "back" and rating != turn.rating:
            turn.rating = rating
            turn.note = "self"
            turn.settle_mark()
            self._answer(turn, at, rating=rating)
        elif turn.turn_ms == 0 or rating != turn.rating:
            # After an undo the turn has no line in the log any more: it is answered anew.
            taken_back = turn.turn_ms == 0
            turn.rating = rating
            turn.settle_mark()
            self._answer(turn, at, rating=rating, kind="answer" if taken_back else "rate")

    def next(self, at: Moment) -> View:
        """Go on with the proposed rating; after a wrong try, go on with Again.

        A wrong try that made the item a leech is first shown with its answer.
        """
        turn = self._present("verdict", "shown", "back", "wrong")
        if turn is None:
            return self.view
        if turn.phase == "wrong":
            leech = bool(self._leech(turn))
            with self._step(at):
                if leech:
                    turn.phase = "verdict"
                else:
                    self._go_on(turn, at)
            return self._say("", "")
        return self.rate(turn.proposed() or Rating.GOOD, at)

    def another(self, at: Moment) -> View:
        """Go on as ``next`` does, to a new variant of the same question.

        The new one is practice: it moves no due date. Nothing happens where nothing varies.
        """
        turn = self._present("verdict", "shown")
        if turn is None or not self._deck.varies(turn.item):
            return self.view
        place, fresh = self._state.index + 1, self._fresh_seed(turn)
        with self._step(at):
            self._state.turns.insert(place, Turn(turn.item, fresh, counts=False))
            self._settle_rating(turn, turn.proposed() or Rating.GOOD, at)
            self._go_on(turn, at)
        return self._say("", "")

    def _may_be_leech(self, turn: Turn) -> bool:
        """Whether one lapse more would be the one to speak up at."""
        before = self._ledger.before(turn)
        return became_leech(before, replace(before, lapses=before.lapses + 1), self._settings)
