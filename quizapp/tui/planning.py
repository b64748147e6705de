"""Planning the day in a thread beside the screens, so that no key waits for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from quizapp.errors import QuizappError

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.content.library import Library
    from quizapp.practice.desk import Desk
    from quizapp.practice.plan_note import PlanNote
    from quizapp.tui.app import QuizApp


class Planning:
    """Plans one day at a time; the app looks at today again when it is done."""

    def __init__(self, quiz: QuizApp) -> None:
        self._quiz = quiz
        self._under_way = False

    def start(self, desk: Desk, now: Moment) -> None:
        """Plan the day of ``now``, unless that is under way already."""
        if self._under_way:
            return
        self._under_way = True
        self._quiz.run_worker(
            partial(self._plan, desk.library, desk.agenda.note, now),
            thread=True,
            group="plan",
            exit_on_error=False,
        )

    def _plan(self, library: Library, before: PlanNote | None, now: Moment) -> None:
        from quizapp.practice.desk import plan_beside

        quiz = self._quiz

        def check() -> None:
            if quiz.desk is None or not quiz.is_running:
                raise QuizappError("closed")

        try:
            note = plan_beside(quiz.paths, library, quiz.settings, now, before, check)
        except QuizappError:
            note = None  # a record that cannot be read now; yesterday's order serves
        quiz.call_later(self._planned, note)

    def _planned(self, note: PlanNote | None) -> None:
        self._under_way = False
        desk = self._quiz.desk
        if note is not None and desk is not None:
            desk.agenda.keep(note)
            self._quiz.look_at_today()
