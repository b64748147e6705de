"""A question of a mock exam, the clock beside it; every answer is saved as it is given.

The screen passes keys on to the sitting and draws its picture. What could not be saved stays on
the screen, marked as unsaved, and is tried again at the next key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.geometry import Region
from textual.widget import Widget

from quizapp.errors import QuizappError
from quizapp.exam.view import SittingView
from quizapp.tui.cells import width_of
from quizapp.tui.inputs.line import LineAnswer
from quizapp.tui.inputs.listed import LISTED_KINDS
from quizapp.tui.inputs.options import OptionRows
from quizapp.tui.inputs.order import OrderAnswer
from quizapp.tui.keys import Command, bindings
from quizapp.tui.pictures import Pictures
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.exam_grid import ExamGridScreen
from quizapp.tui.screens.exam_keys import KEYS, STATES
from quizapp.tui.screens.exam_sheets import ExamSheet, LeaveSheet, NoteSheet, SubmitSheet
from quizapp.tui.screens.exam_words import area_title, clock_line
from quizapp.tui.widgets.exam_question import ExamBody
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.exam.sitting import Sitting
    from quizapp.practice.desk import Desk

TICK_S = 1.0


class ExamScreen(FrameScreen):
    """One sitting, question by question; closes with the sitting once it is handed in."""

    PLACE = "exam"
    CSS_PATH = Path(__file__).with_name("exam.tcss")
    KEYS = KEYS
    STATES = STATES
    BINDINGS = bindings("exam", KEYS)

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self.view: SittingView = sitting.view
        self.body: ExamBody
        self.unsaved: str | None = None
        """An answer to the present question that could not be saved."""
        self.striking = False
        self.pictures = Pictures(self)  # type: ignore[arg-type]
        self._clock = ""
        self._ended = False

    @property
    def desk(self) -> Desk:
        """The desk, open as long as a sitting is under way."""
        desk = self.quiz.desk
        assert desk is not None
        return desk

    @property
    def now(self) -> Moment:
        """The present moment."""
        return self.quiz.clock.now()

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
        if self._ended:
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
            await self.draw(view)
            return
        self.view = self.body.sitting = view
        self._draw_clock(view)
        self._warn(view)
        top = self.app.screen
        if isinstance(top, ExamGridScreen):
            top.show_time()
        elif isinstance(top, ExamSheet):
            top.show_time(view)

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
        cells = width_of(clock_line(view)) + self.head.styles.padding.right
        self.head.refresh(Region(max(0, self.head.size.width - cells), 0, cells, 1))
        share = view.used_ms / max(1, view.limit_ms)
        width = max(1, self.thread_row.size.width)
        if round(share * width) != round((self.thread_row._share or 0.0) * width):
            self.thread_row.share(share)

    def end(self) -> None:
        """Handed in: close what lies above, and give the sitting to whoever opened this screen."""
        if self._ended:
            return
        self._ended = True
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
            tr("模試"), f"{view.place + 1} / {view.total}   {area}", clock_line(view, flag=True)
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

    # ── saving ───────────────────────────────────────────────────────────────────────────────

    async def _step(self, step: Callable[[Moment], SittingView], *, typing: bool = False) -> None:
        """Save what waits, take one step, draw it. What fails is said; the answer stays."""
        place = self.view.place
        try:
            self._keep_typed()
            self._keep_unsaved()
            view = step(self.now)
        except QuizappError as error:
            if self.unsaved is not None:
                await self.draw(self.view)
            self.note.say(error.one_line, keep=True)
            return
        await self.draw(view, typing=typing and view.place != place)

    def _keep_unsaved(self) -> None:
        if self.unsaved is not None:
            self.sitting.answer(self.unsaved, self.now)
            self.unsaved = None

    def _keep_typed(self) -> None:
        """Save the text of a typed question as it stands."""
        question = self.view.question
        line = self.body.line
        if question is None or question.kind in LISTED_KINDS or line is None:
            return
        text = line.response
        if text.strip() == self.sitting.state.seats[self.view.place].response.strip():
            return
        if text.strip():
            self.sitting.answer(text, self.now)
        else:
            self.sitting.clear(self.now)

    async def _answer(self, response: str) -> None:
        """Save an answer in authored numbers; "" takes it back."""
        self.unsaved = None
        try:
            if response:
                view = self.sitting.answer(response, self.now)
            else:
                view = self.sitting.clear(self.now)
        except QuizappError as error:
            self.unsaved = response
            await self.draw(self.view)
            self.note.say(error.one_line, keep=True)
            return
        await self.draw(view)

    def pause_session(self) -> None:
        """The app closes: save what is typed. The clock runs on."""
        self._keep_typed()
        self._keep_unsaved()

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    async def do_digit(self, digit: str) -> None:
        """Choose and save, toggle, place, or strike out."""
        place = int(digit) - 1
        if self.striking:
            self.striking = False
            await self._step(lambda at: self.sitting.strike(place, at))
            return
        rows = self.body.options
        if rows is None:
            return
        rows.digit(place)
        if isinstance(rows, OrderAnswer) and not rows.complete:
            return
        await self._answer(rows.response)
        if not self._ended:
            self.body.see_option(place)

    @on(OptionRows.Clicked)
    async def _clicked(self, event: OptionRows.Clicked) -> None:
        event.stop()
        self.note.clear()
        await self.do_digit(str(event.place + 1))

    @on(OptionRows.Changed)
    def _changed(self, event: OptionRows.Changed) -> None:
        event.stop()

    async def do_enter(self) -> None:
        """On to the next question; from the command state back into the answer line."""
        line = self.body.line
        if self.state_name() == "command" and line is not None:
            line.type_here()
            return
        await self._on()

    async def _on(self) -> None:
        before = self.view.place
        await self._step(self.sitting.next, typing=True)
        if self.view.place == before and not self._ended and self.unsaved is None:
            self.note.say(tr("最後の問題です。g で一覧、s で提出"))

    do_save = _on

    @on(LineAnswer.Submitted)
    async def _typed(self, event: LineAnswer.Submitted) -> None:
        event.stop()
        await self._on()

    async def do_next(self) -> None:
        """The next question."""
        before = self.view.place
        await self._step(self.sitting.next)
        if self.view.place == before and not self._ended and self.unsaved is None:
            self.note.say(tr("最後の問題です。g で一覧、s で提出"))

    async def do_previous(self) -> None:
        """The question before."""
        await self._step(self.sitting.previous)

    async def do_blank(self) -> None:
        """The next question without an answer."""
        await self._step(self.sitting.next_blank)
        if self.view.code == "none":
            self.note.say(tr("未解答の問題はありません"))

    async def do_flag(self) -> None:
        """Flag, or take the flag off."""
        await self._step(self.sitting.flag)

    async def flag_at(self, place: int) -> None:
        """Flag the question at ``place``, as the grid does; this screen moves there."""
        await self._step(lambda at: self.sitting.jump(place, at))
        if not self._ended and self.view.place == place:
            await self._step(self.sitting.flag)

    async def do_clear(self) -> None:
        """Take the answer back."""
        line = self.body.line
        if self.state_name() == "command" and line is not None:
            line.put("")
        self.unsaved = None
        rows = self.body.options
        if rows is not None:
            rows.take("")
        await self._step(self.sitting.clear)

    async def do_sure(self) -> None:
        """Mark this answer as sure, or take that back."""
        if not self.view.response and self.unsaved is None:
            self.note.say(tr("先に答えを選んでください"))
            return
        await self._step(lambda at: self.sitting.mark("sure", at))

    def do_strike(self) -> None:
        """The next digit strikes an option out, or takes that back."""
        self.striking = not self.striking
        self.draw_foot()
        if self.striking:
            self.note.say(tr("消す選択肢の番号を押してください"), keep=True)

    def do_figure(self) -> None:
        """Open the figures, or read them out."""
        self.body.turn_figures()

    def do_figure_typing(self) -> None:
        """The same while letters are text."""
        self.do_figure()

    def do_write(self) -> None:
        """A note beside the question."""
        self.quiz.push_screen(NoteSheet(self.view), self._noted)

    async def _noted(self, text: str | None) -> None:
        if text is not None and not self._ended:
            await self._step(lambda at: self.sitting.write_note(text, at))

    def do_help_off(self, key: str) -> None:
        """Hints, answers and demos are for practice."""
        self.note.say(tr("模試では使えません"))

    def do_grid(self) -> None:
        """All questions."""
        self.quiz.push_screen(ExamGridScreen(self), self._from_grid)

    async def _from_grid(self, place: int | None) -> None:
        if place is not None and not self._ended:
            await self._step(lambda at: self.sitting.jump(place, at), typing=True)
            if self.state_name() == "command" and self.body.line is not None:
                self.body.line.type_here()

    async def do_submit(self) -> None:
        """The sheet that hands in."""
        await self._step(lambda at: self.sitting.tick(at))
        if not self._ended:
            self.ask_submit()

    def ask_submit(self) -> None:
        """Show the sheet that hands in, over this screen or the grid."""
        self.quiz.push_screen(SubmitSheet(self.view), self._from_submit)

    async def _from_submit(self, answer: str | None) -> None:
        if self._ended or answer in (None, "back"):
            return
        if answer == "blank":
            first = next((cell.number - 1 for cell in self.view.cells if not cell.answered), None)
            if first is None:
                return
            if isinstance(self.app.screen, ExamGridScreen):
                self.app.screen.dismiss(first)
            else:
                await self._from_grid(first)
        elif answer == "submit":
            await self._step(self.sitting.submit)

    def do_leave(self) -> None:
        """From the answer line to the commands; else ask whether to leave."""
        line = self.body.line
        if self.striking:
            self.do_strike()
        elif self.state_name() in ("typing", "coding") and line is not None:
            line.leave()
        else:
            self.quiz.push_screen(LeaveSheet(self.view), self._from_leave)

    def do_type(self) -> None:
        """Between the answer line and the commands."""
        line = self.body.line
        if line is None:
            return
        if line.typing:
            line.leave()
        else:
            line.type_here()

    def _from_leave(self, answer: str | None) -> None:
        if answer != "leave" or self._ended:
            return
        try:
            self.pause_session()
        except QuizappError as error:
            self.note.say(error.one_line, keep=True)
            return
        self._ended = True
        self.dismiss(None)

    async def do_up(self) -> None:
        """Scroll, or move a step of an order."""
        await self._move(-1)

    async def do_down(self) -> None:
        """Scroll, or move a step of an order."""
        await self._move(1)

    async def _move(self, step: int) -> None:
        rows = self.body.options
        if isinstance(rows, OrderAnswer):
            rows.move(step)
            if rows.complete and rows.response != self.view.response:
                await self._answer(rows.response)
        else:
            self.body.scroll(step)

    async def do_space(self) -> None:
        """Lift a step, or drop it."""
        rows = self.body.options
        if isinstance(rows, OrderAnswer):
            rows.space()
            if rows.complete and not rows.lifted:
                await self._answer(rows.response)

    async def do_back(self) -> None:
        """Take the last placed step back."""
        rows = self.body.options
        if isinstance(rows, OrderAnswer):
            rows.back()
            if self.view.response:
                await self._step(self.sitting.clear)

    def do_page_up(self) -> None:
        """A page up."""
        self.body.scroll_page(-1)

    def do_page_down(self) -> None:
        """A page down."""
        self.body.scroll_page(1)
