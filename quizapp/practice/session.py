"""A study session: questions in, answers logged, ratings heard, until the queue is empty.

The session is a pure state machine. It is told the moment, never asks for it; it draws nothing,
and what it shows is one immutable :class:`~quizapp.practice.view.View`. Every answer is in the
log, durable, before a method returns, together with the state from which the session resumes.
When the log cannot be written, a method raises ``StoreError`` and has changed nothing: what was
done can be done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from quizapp.clock import Moment
from quizapp.practice.confidence import LEVELS
from quizapp.practice.ledger import Ledger
from quizapp.practice.progress import Progress, SessionPlan
from quizapp.practice.turn import MAX_TRIES, Turn, shuffled
from quizapp.practice.view import Phase, Solved, View
from quizapp.records import EventKind, Grade, Localized, Memory, Rating
from quizapp.scheduling.leech import became_leech
from quizapp.scheduling.preview import intervals_ms
from quizapp.scheduling.rating import propose

if TYPE_CHECKING:
    from quizapp.content.kinds.base import QuestionBase
    from quizapp.scheduling.settings import SchedulerSettings
    from quizapp.store.port import StudyLog

RETYPED = ("expression", "number", "cloze", "code")
"""Kinds whose wrong answer may be mended before the answer is shown."""

RETURNS = 2
"""How often an item rated Again comes back within one session."""


class Deck(Protocol):
    """Whoever can hand out a question by its key."""

    def question(self, item: str, seed: int = 0) -> QuestionBase:
        """The question of ``item``. Raises ``ContentError`` when there is none."""
        ...

    def fingerprint(self, item: str) -> str:
        """A short hash of the question's content, kept with each answer."""
        ...

    def varies(self, item: str) -> bool:
        """Whether ``item`` is another question for every seed."""
        ...


class Session:
    """One sitting of questions or cards.

    ``deck`` hands out questions, ``log`` keeps the answers. Methods take the moment ``at`` and
    give the new view. A method that does not fit the present phase changes nothing.
    """

    def __init__(
        self,
        plan: SessionPlan,
        deck: Deck,
        log: StudyLog,
        settings: SchedulerSettings,
        at: Moment,
        *,
        progress: Progress | None = None,
        typical_ms: Callable[[str], int] = lambda item: 45_000,
    ) -> None:
        self.plan = plan
        self._deck = deck
        self._ledger = Ledger(plan, log)
        self._settings = settings
        self._typical_ms = typical_ms
        self._state = Progress.of(plan) if progress is None else progress
        self._since = at
        self._note = ("", "")
        self._kept_draft = (-1, "")
        """Place and text of the answer line as it was written down last."""
        for turn in self._state.turns:
            if turn.response is not None and turn.phase != "back":
                turn.grade = self._question(turn).grade(turn.response, seed=turn.seed)
        if not self._state.ended:
            with self._step(at):
                self._enter(at)

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    @property
    def view(self) -> View:
        """The present picture."""
        note, note_item = self._note
        if self._state.ended:
            return View(
                phase="finished",
                position=len(self._state.turns),
                total=len(self._state.turns),
                segments=tuple(turn.mark for turn in self._state.turns),
                solved=self.solved,
                note=note,
                note_item=note_item,
                elapsed_ms=self._state.elapsed_ms,
            )
        turn = self._state.turn
        question = self._question(turn)
        decided = turn.phase in ("verdict", "shown", "undecided", "back", "wrong")
        return View(
            phase=turn.phase,
            position=self._state.index + 1,
            total=len(self._state.turns),
            segments=tuple(
                "current"
                if index == self._state.index and other.mark in ("todo", "skipped")
                else other.mark
                for index, other in enumerate(self._state.turns)
            ),
            item=turn.item,
            question=question,
            seed=turn.seed,
            draft=turn.draft,
            response=turn.response,
            grade=turn.grade,
            hints_shown=turn.hints,
            tries=turn.tries,
            option_order=self._order(turn, question),
            proposed=turn.proposed() if decided and turn.phase != "wrong" else None,
            best=turn.best(),
            intervals_ms=self._intervals(turn) if decided and turn.phase != "wrong" else None,
            proving=self.pending_proof is not None,
            note=note,
            note_item=note_item,
            solved=self.solved,
            elapsed_ms=self._state.elapsed_ms,
            varies=turn.phase in ("verdict", "shown") and self._deck.varies(turn.item),
        )

    @property
    def solved(self) -> tuple[Solved, ...]:
        """The finished places, in the order asked."""
        return tuple(
            Solved(
                turn.item,
                turn.mark,
                turn.note,
                None if turn.rating is None else Rating(turn.rating),
                bool(turn.hints or turn.tries),
            )
            for turn in self._state.turns
            if turn.mark not in ("todo", "current")
        )

    @property
    def can_undo(self) -> bool:
        """Whether ``undo`` has something to take back."""
        return bool(self._state.history)

    @property
    def pending_proof(self) -> tuple[str, str] | None:
        """Item and response that points accepted and algebra has yet to prove, or None."""
        if self._state.ended:
            return None
        turn = self._state.turn
        if turn.grade is None or turn.response is None or turn.phase != "verdict":
            return None
        if turn.grade.outcome == "right" and turn.grade.evidence == "points":
            return turn.item, turn.response
        return None

    # ── what the learner does ────────────────────────────────────────────────────────────────

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

    def rate(self, rating: Rating, at: Moment) -> View:
        """Take ``rating`` for the present item and go on; a rating above the best is lowered."""
        turn = self._present("verdict", "shown", "undecided", "back")
        if turn is None:
            return self.view
        rating = min(Rating(rating), turn.best())
        before = self._ledger.before(turn) if rating == Rating.AGAIN else None
        with self._step(at):
            self._settle_rating(turn, rating, at)
            self._go_on(turn, at)
        return self._say_leech(turn, before)

    def _say_leech(self, turn: Turn, before: Memory | None) -> View:
        """Speak up at the lapse that makes a card a leech."""
        if before is not None and turn.counts:
            after = self._ledger.memory(turn.item)
            if became_leech(before, after, self._settings):
                return self._say("leech", turn.item)
        return self._say("", "")

    def _settle_rating(self, turn: Turn, rating: Rating, at: Moment) -> None:
        """Write ``rating`` for a decided turn where it is not in the log already."""
        if turn.phase == "back":
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
        """Go on with the proposed rating; after a wrong try, go on with Again."""
        turn = self._present("verdict", "shown", "back", "wrong")
        if turn is None:
            return self.view
        if turn.phase == "wrong":
            before = self._ledger.before(turn)
            with self._step(at):
                self._go_on(turn, at)
            return self._say_leech(turn, before)
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

    def flag(self, at: Moment) -> View:
        """Flag the item, or take its flag away."""
        if self._state.ended:
            return self.view
        turn = self._state.turn
        flagged = self._ledger.memory(turn.item).flagged
        with self._step(at):
            self._ledger.mark(turn, at, "unflag" if flagged else "flag")
        return self._say("unflagged" if flagged else "flagged", turn.item)

    def undo(self, at: Moment) -> View:
        """Take back the last rating: its question comes back with the verdict in view."""
        if not self._state.history:
            return self._say("nothing", "")
        with self._step(at):
            index = self._state.history.pop()
            turn = self._state.turns[index]
            if not self._state.ended:
                self._leave(self._state.turn, at)
            self._state.index = index
            self._since = at
            self._take_back(turn, index, at)
        return self._say("undone", turn.item)

    def ask_again(self, at: Moment) -> View:
        """Ask the present item afresh after its verdict was taken back by ``undo``."""
        turn = self._present("verdict", "shown", "undecided", "back")
        if turn is not None and turn.turn_ms == 0:
            with self._step(at):
                self._state.turns[self._state.index] = Turn(
                    turn.item, turn.seed, turn.counts, hints=turn.hints, passes=turn.passes
                )
                self._enter(at)
        return self.view

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

    # ── inner workings ───────────────────────────────────────────────────────────────────────

    def _question(self, turn: Turn) -> QuestionBase:
        return self._deck.question(turn.item, turn.seed)

    def _order(self, turn: Turn, question: QuestionBase) -> tuple[int, ...]:
        count = question.option_count
        if not count:
            return ()
        order = shuffled(count, self.plan.id, turn.item, turn.seed, turn.passes)
        accepted = getattr(question, "accepted", ())
        for again in range(count):  # steps to be ordered are not shown in order
            if tuple(place + 1 for place in order) not in accepted:
                break
            order = shuffled(count, self.plan.id, turn.item, turn.seed, turn.passes, again)
        if question.fixed_last:
            last = count - 1
            order = (*(place for place in order if place != last), last)
        return order

    def _present(self, *phases: Phase) -> Turn | None:
        if self._state.ended:
            return None
        turn = self._state.turn
        return turn if turn.phase in phases else None

    def _say(self, note: str, item: str) -> View:
        self._note = (note, item)
        return self.view

    def _spent(self, turn: Turn, at: Moment) -> int:
        return turn.spent_ms + max(0, at.at_ms - self._since.at_ms)

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

    def _intervals(self, turn: Turn) -> tuple[int, int, int, int]:
        at = Moment(turn.turn_ms or self._since.at_ms, self._since.offset_min)
        return intervals_ms(self._ledger.before(turn), at, self._settings)

    @contextmanager
    def _step(self, at: Moment, *, over: bool = False) -> Iterator[None]:
        """Whatever is done within is in the log and in the state at the end, or in neither."""
        kept, since = self._state.copy(), self._since
        try:
            yield
            self._ledger.commit(self._state, at, over=over or self._state.ended)
            if not self._state.ended:
                self._kept_draft = self._state.index, self._state.turn.draft
        except BaseException:
            self._ledger.drop()
            self._state, self._since = kept, since
            raise

    def _answer(
        self, turn: Turn, at: Moment, *, rating: int | None, kind: EventKind = "answer"
    ) -> None:
        spent = self._spent(turn, at)
        self._ledger.answer(
            turn,
            at,
            kind=kind,
            rating=rating,
            duration_ms=spent - turn.told_ms,
            fingerprint=self._deck.fingerprint(turn.item),
        )
        unread = turn.grade is not None and turn.grade.outcome == "unreadable"
        if kind == "answer" and not unread:
            # The day's minutes are the sum of the answers: a second try adds its own time only.
            turn.told_ms = spent

    def _enter(self, at: Moment) -> None:
        """Begin (or go back to) the present item."""
        turn = self._state.turn
        self._since = at
        if turn.phase == "asking" and self._question(turn).kind == "recall":
            turn.phase = "front"

    def _leave(self, turn: Turn, at: Moment) -> None:
        """Stop the item's own clock."""
        spent = max(0, at.at_ms - self._since.at_ms)
        turn.spent_ms += spent
        self._state.elapsed_ms += spent
        self._since = at

    def _go_on(self, turn: Turn, at: Moment) -> None:
        """Leave a decided item for the next one; what was forgotten comes back at the end."""
        self._leave(turn, at)
        self._state.history.append(self._state.index)
        if turn.rating == Rating.AGAIN and turn.passes < RETURNS:
            seed = self._fresh_seed(turn)
            self._state.turns.append(Turn(turn.item, seed, turn.counts, passes=turn.passes + 1))
        self._advance(at)

    def _fresh_seed(self, turn: Turn) -> int:
        """A seed of the item that this session has not shown; the same where nothing varies."""
        if not self._deck.varies(turn.item):
            return turn.seed
        return 1 + max(one.seed for one in self._state.turns if one.item == turn.item)

    def _advance(self, at: Moment) -> None:
        self._state.index += 1
        if not self._state.ended:
            self._enter(at)

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


def items_of(view: View, marks: Sequence[str]) -> tuple[str, ...]:
    """The distinct items of a finished session whose mark is one of ``marks``, in order."""
    return tuple(dict.fromkeys(one.item for one in view.solved if one.mark in marks))
