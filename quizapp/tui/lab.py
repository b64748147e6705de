"""The demo lab on its own, for ``quizapp demo``: no record and no packs are opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual import events
from textual.screen import Screen

from quizapp.clock import Clock
from quizapp.errors import QuizappError
from quizapp.settings import Paths, Settings
from quizapp.tui.app import QuizApp
from quizapp.tui.bench import one_line
from quizapp.tui.resting import end_with_the_terminal

if TYPE_CHECKING:
    from quizapp.practice.desk import Desk


class LabApp(QuizApp):
    """The app with one demo, or the list of them, as its first screen."""

    OPENS_DESK = False

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        clock: Clock,
        *,
        demo_id: str = "",
        knobs: Mapping[str, object] | None = None,
        origin: str = "",
        ascii_only: bool = False,
    ) -> None:
        super().__init__(paths, settings, clock, ascii_only=ascii_only)
        self._first_demo = demo_id
        self._first_knobs = dict(knobs or {})
        self._origin = origin

    def get_default_screen(self) -> Screen[Any]:
        """The demo asked for, or the list."""
        if self._first_demo:
            from quizapp.tui.screens.demo import DemoScreen

            return DemoScreen(self._first_demo, self._first_knobs, self._origin)
        from quizapp.tui.screens.demos import DemosScreen

        return DemosScreen()

    def want_desk(self) -> Desk | None:
        """Opened only now, when somebody asks for the questions of a demo."""
        if self.desk is None:
            from quizapp.practice.desk import open_desk

            try:
                self.desk = open_desk(self.paths, self.settings)
            except QuizappError as error:
                self.say(one_line(error), keep=True)
        return self.desk

    def on_mount(self, event: events.Mount) -> None:  # type: ignore[override]
        """Nothing is opened: a demo needs neither record nor packs."""
        event.prevent_default()  # Textual would call the handler of the class above as well


def run_lab(
    paths: Paths,
    settings: Settings,
    clock: Clock,
    *,
    demo_id: str = "",
    knobs: Mapping[str, object] | None = None,
    ascii_only: bool = False,
) -> int:
    """Open the lab and give the exit code."""
    app = LabApp(paths, settings, clock, demo_id=demo_id, knobs=knobs, ascii_only=ascii_only)
    end_with_the_terminal()
    code = app.run()
    return code if code is not None else (app.return_code or 0)
