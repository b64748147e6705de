"""Running a demo beside the screen: in a thread, with progress, given up when it is superseded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.timer import Timer
from textual.worker import Worker, get_current_worker

from quizapp.demos.knobs import Value
from quizapp.demos.spec import Cancelled, Entry, Outcome
from quizapp.errors import QuizappError

if TYPE_CHECKING:
    from quizapp.tui.screens.base import FrameScreen

Finished = Callable[[Outcome | None, str], None]
"""Hears the outcome, or None and what was wrong with the setting."""


class Runner:
    """Runs one demo at a time for a screen; a newer run, or leaving, ends the one under way."""

    def __init__(
        self, screen: FrameScreen, finished: Finished, progress: Callable[[float], None]
    ) -> None:
        self._screen, self._finished, self._progress = screen, finished, progress
        self._resting: Timer | None = None
        self._worker: Worker[None] | None = None
        self._turn = 0

    def start(self, entry: Entry, values: Mapping[str, Value], rest_s: float) -> None:
        """Run ``entry`` with ``values`` after ``rest_s``, unless something else starts first."""
        self.cancel()
        turn = self._turn

        def begin() -> None:
            self._worker = self._screen.run_worker(
                lambda: self._work(entry, dict(values), turn), thread=True, group="demo"
            )

        self._resting = self._screen.set_timer(max(rest_s, 0.001), begin)

    def cancel(self) -> None:
        """Give up what is under way or waits to begin; nobody hears of it again."""
        self._turn += 1
        if self._resting is not None:
            self._resting.stop()
        if self._worker is not None:
            self._worker.cancel()

    def _work(self, entry: Entry, values: dict[str, Value], turn: int) -> None:
        worker = get_current_worker()

        def tick(done: float) -> None:
            if worker.is_cancelled:
                raise Cancelled
            self._tell(turn, self._progress, done)

        outcome, refused = None, ""
        try:
            outcome = entry.demo.run(values, tick)
        except Cancelled:
            return
        except QuizappError as error:
            refused = str(error)
        self._tell(turn, self._finished, outcome, refused)

    def _tell(self, turn: int, hearer: Callable[..., None], *told: object) -> None:
        """Call ``hearer`` on the screen's own thread, if the run is still wanted there."""

        def say() -> None:
            if turn == self._turn and self._screen.stands:
                hearer(*told)

        self._screen.app.call_from_thread(say)
