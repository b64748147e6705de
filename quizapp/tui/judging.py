"""Judging beside the screen, where it may take as long as the learner's own code does.

One judgement at a time. A newer one, or leaving, gives up the one under way: its verdict is then
heard by nobody. The text that is being judged stays as it is until the verdict is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message

from quizapp.errors import QuizappError

if TYPE_CHECKING:
    from textual.screen import Screen

    from quizapp.clock import Moment
    from quizapp.content.kinds.base import QuestionBase
    from quizapp.records import Grade


@dataclass(frozen=True, slots=True)
class Submission:
    """A response and when it was given: how long judging took is not the learner's time."""

    response: str
    at: Moment
    took_ms: int


class Judged(Message):
    """The verdict on a submission is there, or what kept it from being made."""

    def __init__(self, turn: int, submission: Submission, verdict: Grade | QuizappError) -> None:
        super().__init__()
        self.turn = turn
        self.submission = submission
        self.verdict = verdict


class Judge:
    """Has responses judged in a thread; the screen hears :class:`Judged`."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._turn = 0
        self._question: QuestionBase | None = None

    @property
    def busy(self) -> bool:
        """Whether a verdict is awaited."""
        return self._question is not None

    def start(self, question: QuestionBase, seed: int, submission: Submission) -> None:
        """Judge ``submission``; nothing happens while another one is under way."""
        if self.busy:
            return
        self._turn += 1
        turn, self._question = self._turn, question

        def work() -> None:
            verdict: Grade | QuizappError
            try:
                verdict = question.grade(submission.response, seed=seed)
            except QuizappError as error:
                verdict = error
            self._screen.post_message(Judged(turn, submission, verdict))

        self._screen.run_worker(work, thread=True, group="judge")

    def hear(self, judged: Judged) -> bool:
        """Whether this is the verdict that is awaited; from then on none is."""
        if not self.busy or judged.turn != self._turn:
            return False
        self._question = None
        return True

    def cancel(self) -> bool:
        """Give up what is under way; False when nothing is."""
        question, self._question = self._question, None
        if question is None:
            return False
        question.interrupt()
        return True
