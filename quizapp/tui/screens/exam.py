"""A question of a mock exam, the clock beside it; every answer is saved as it is given.

What keys do is in ``exam_commands``; this module draws the sitting and its time.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.widget import Widget

from quizapp.errors import QuizappError
from quizapp.exam.view import SittingView
from quizapp.tui.cells import width_of
from quizapp.tui.inputs.listed import LISTED_KINDS
from quizapp.tui.keys import Command, bindings
from quizapp.tui.pictures import Pictures
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.exam_commands import ExamCommands
from quizapp.tui.screens.exam_grid import ExamGridScreen
from quizapp.tui.screens.exam_keys import KEYS, STATES
from quizapp.tui.screens.exam_sheets import ExamSheet
from quizapp.tui.screens.exam_words import area_title, clock_line, section_words
from quizapp.tui.widgets.exam_question import ExamBody
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.exam.sitting import Sitting

TICK_S = 1.0


class ExamScreen(ExamCommands):
    """One sitting, question by question; closes with the sitting once it is handed in."""

    PLACE = "exam"
    CSS_PATH = Path(__file__).with_name("exam.tcss")
    KEYS = KEYS
    STATES = STATES
    BINDINGS = bindings("exam", KEYS)

    def __init__(self, sitting: Sitting) -> None:
        super().__init__(sitting)
        self.pictures = Pictures(self, lambda told: self.body.picture_drawn(told))
        self._clock = ""

    def compose_body(self) -> Iterable[Widget]:
        """The question."""
        self.body = ExamBody(self.desk.library)
        yield self.body

    async def on_mount(self) -> None:
        """Draw the present question and let the clock be seen."""
        await self.draw(self.sitting.tick(self.now), typing=True)
        self.set_interval(TICK_S, self.tick)

    # ── time ─────────────────────────────────────────────────────────────────────────────────

    async def tick(self) -> None:
        """A second has passed: draw the time left, and nothing else."""
        if self.ended:
            return
        place = self.view.place
        try:
            view = self.sitting.tick(self.now)
        except QuizappError as error:
            self._say_on_top(error.one_line)
            return
        if view.phase == "submitted":
            self.end()
            return
        if view.place != place:
            self.unsaved = None  # its section is over
            if isinstance(self.app.screen, ExamGridScreen):
                self.app.screen.dismiss(None)
            await self.draw(view, typing=True)
            self.say_section()
            return
        self.view = self.body.sitting = view
        self._draw_clock(view)
        self._warn(view)
        top = self.app.screen
        if isinstance(top, ExamGridScreen):
            top.show_time()
        elif isinstance(top, ExamSheet):
            top.show_time(view)

    def go_on(self, gone_s: float) -> None:
        """Back from the shell: the clock ran on, and may be over."""
        self.quiz.call_later(self.tick)

    def _warn(self, view: SittingView) -> None:
        """At the chosen minutes, once, on the note line; the focus stays where it is."""
        if not view.warned:
            return
        said = tr("残り {n} 分です", n=view.warning)
        if view.warning <= 2:
            said = tr("残り {n} 分です。未解答 {k} 問", n=view.warning, k=view.blank)
        self._say_on_top(said)

    def _say_on_top(self, text: str) -> None:
        top = self.app.screen
        screen = top if isinstance(top, FrameScreen) else self
        screen.note.say(text, keep=True)

    def _draw_clock(self, view: SittingView) -> None:
        """Paint the cells of the clock, and the thread when it has grown by a cell."""
        line = clock_line(view, flag=True)
        self.head._right = line
        self.head._laid = self.head._drawn = None
        # One cell more, for the moment when 100:00 becomes 99:59.
        cells = width_of(clock_line(view)) + 1 + self.head.styles.padding.right
        self.head.refresh(Region(max(0, self.head.size.width - cells), 0, cells, 1))
        share = view.used_ms / max(1, view.limit_ms)
        width = max(1, self.thread_row.size.width)
        if round(share * width) != round((self.thread_row._share or 0.0) * width):
            self.thread_row.share(share)

    def end(self) -> None:
        """Handed in: close what lies above, and give the sitting to whoever opened this screen."""
        if self.ended:
            return
        self.ended = True
        while self.app.screen is not self and len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        self.dismiss(self.sitting)

    # ── state ────────────────────────────────────────────────────────────────────────────────

    def state_name(self) -> str:
        """The state the question and the focus put the screen in."""
        question = self.view.question
        if question is None:
            return "gone"
        if self.striking:
            return "striking"
        if question.kind in LISTED_KINDS:
            return "order" if question.kind == "order" else "choice"
        line = self.body.line
        if line is None or not line.typing:
            return "command"
        return "coding" if line.several else "typing"

    def works(self, command: str, *told: str) -> bool:
        """A digit only where there is an option of that number."""
        if not super().works(command, *told):
            return False
        if command == "digit" and told:
            return int(told[0]) <= len(self.view.option_order)
        return True

    def key_shown(self, command: Command) -> str:
        """Digits as the range that works here."""
        if command.id == "digit":
            return f"1-{len(self.view.option_order)}"
        if command.id == "calculator" and self.state_name() in ("typing", "coding"):
            return "ctrl+r"
        return super().key_shown(command)

    # facts the body asks for
    def ms_to_exam(self) -> int | None:
        """Nothing is rated here."""
        return None

    # ── drawing ──────────────────────────────────────────────────────────────────────────────

    async def draw(self, view: SittingView, *, typing: bool = False) -> None:
        """Draw ``view``; ``typing`` puts the caret into the answer line of a typed question."""
        if view.phase == "submitted":
            self.end()
            return
        moved = view.place != self.view.place or self.body.sitting is None
        self.view = view
        if moved:
            self.striking = False
        with self.quiz.batch_update():
            self._draw_head(view)
            await self.body.sit(view, unsaved=self.unsaved)
            line = self.body.line
            listed = view.question is None or view.question.kind in LISTED_KINDS
            if moved:
                if not listed and line is not None and typing:
                    line.type_here()
                elif not listed and line is not None:
                    line.leave()
                else:
                    self.set_focus(None)
            self.draw_foot()
        self._warn(view)
        self.paint()

    def _draw_head(self, view: SittingView) -> None:
        area = area_title(self.desk.library, view.area)
        self.head.say(
            tr("模試"),
            f"{view.place + 1} / {view.total}   {section_words(view)}{area}",
            clock_line(view, flag=True),
        )
        self.thread_row.share(view.used_ms / max(1, view.limit_ms))

    def redraw(self) -> None:
        """Draw again in another language or theme; what was typed or chosen stays."""
        super().redraw()
        self._draw_head(self.view)
        self.body.redraw()
        response = self.view.response if self.unsaved is None else self.unsaved
        self.body.mark(self.view, response, saved=self.unsaved is None)

    def on_descendant_focus(self) -> None:
        """The letters are text now."""
        self.draw_foot()

    def on_descendant_blur(self) -> None:
        """The letters are commands now."""
        self.draw_foot()
