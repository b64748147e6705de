"""The way of a session through its turns: one step at a time, each durable or not done at all.

What every kind of step shares: the present turn, its clock, the place after it, and the picture of
it all. What a learner can do at a place is in the modules built on this one, up to ``session``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from quizapp.practice.ledger import Ledger
from quizapp.practice.picture import leech_days, picture, solved_of
from quizapp.practice.progress import Progress, SessionPlan
from quizapp.practice.turn import Turn
from quizapp.practice.view import Phase, Solved, View
from quizapp.records import EventKind, Rating

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.content.kinds.base import QuestionBase
    from quizapp.scheduling.settings import SchedulerSettings
    from quizapp.store.port import StudyLog

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


class Walk:
    """A place in a session, and the ways to write down what is done there and to go on."""

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
        return picture(
            self.plan,
            self._state,
            self._deck,
            self._ledger,
            self._settings,
            since=self._since,
            note=self._note,
            proving=self.pending_proof is not None,
        )

    @property
    def solved(self) -> tuple[Solved, ...]:
        """The finished places, in the order asked; not one whose answer was taken back."""
        return solved_of(self._state)

    @property
    def unlogged(self) -> bool:
        """Whether what is in view is not in the log: taken back, or a card not rated yet."""
        turn = self._present("verdict", "shown", "undecided", "back")
        return turn is not None and turn.turn_ms == 0

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

    def _leech(self, turn: Turn) -> int:
        return leech_days(turn, self._ledger, self._settings)

    # ── steps ────────────────────────────────────────────────────────────────────────────────

    def _question(self, turn: Turn) -> QuestionBase:
        return self._deck.question(turn.item, turn.seed)

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
