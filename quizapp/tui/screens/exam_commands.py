"""What each key of an exam's question does: it tells the sitting, saves, and has it drawn.

Nothing is shown as done before it is kept. What could not be saved stays on the screen, marked as
unsaved, and is tried again at the next key.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on

from quizapp.errors import QuizappError
from quizapp.exam.view import SittingView
from quizapp.tui.inputs.line import LineAnswer
from quizapp.tui.inputs.listed import LISTED_KINDS
from quizapp.tui.inputs.options import OptionRows
from quizapp.tui.inputs.order import OrderAnswer
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.exam_calculator import CalculatorSheet
from quizapp.tui.screens.exam_grid import ExamGridScreen
from quizapp.tui.screens.exam_scratch import ScratchSheet
from quizapp.tui.screens.exam_sheets import LeaveSheet, NoteSheet, SectionSheet, SubmitSheet
from quizapp.tui.widgets.exam_question import ExamBody
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.exam.sitting import Sitting
    from quizapp.exam.state import Mark
    from quizapp.practice.desk import Desk


class ExamCommands(FrameScreen):
    """The commands of a screen that shows a sitting."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self.view: SittingView = sitting.view
        self.body: ExamBody
        self.unsaved: str | None = None
        """An answer to the present question that could not be saved."""
        self.striking = False
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

    @abstractmethod
    async def draw(self, view: SittingView, *, typing: bool = False) -> None:
        """Draw ``view``; ``typing`` puts the caret into the answer line of a typed question."""

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
        if self.unsaved is not None and self._here():
            self.sitting.answer(self.unsaved, self.now)
        self.unsaved = None

    def _here(self) -> bool:
        """Whether the sitting is still where the screen is; a section may just have ended."""
        return self.sitting.state.place == self.view.place

    def _typed(self) -> str | None:
        """The text of a typed question as it stands, or None for other questions."""
        question = self.view.question
        line = self.body.line
        if question is None or question.kind in LISTED_KINDS or line is None or not self._here():
            return None
        return line.response

    def _keep_typed(self) -> None:
        """Give the text of a typed question as the answer."""
        text = self._typed()
        if text is None:
            return
        seat = self.sitting.state.seats[self.view.place]
        given = seat.history[-1][1] if seat.history else ""
        if text.strip() == given.strip() == seat.response.strip():
            return
        if text.strip():
            self.sitting.answer(text, self.now)
        else:
            self.sitting.clear(self.now)

    @on(LineAnswer.Edited)
    def _edited(self, event: LineAnswer.Edited) -> None:
        """Keep what is being typed, key by key."""
        event.stop()
        text = self._typed()  # as it stands now, which may be more than when this was sent
        if text is None or self._ended:
            return
        try:
            self.sitting.typing(text, self.now)
        except QuizappError as error:
            self.note.say(error.one_line, keep=True)

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
        """The app closes: save what is typed, and the time. The clock runs on."""
        self._keep_typed()
        self._keep_unsaved()
        self.sitting.leave(self.now)

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
        self._say_last(before)

    def _say_last(self, before: int) -> None:
        """There was no question after the one at ``before``."""
        if self.view.place != before or self._ended or self.unsaved is not None:
            return
        if self.more_sections:
            self.note.say(tr("この部の最後の問題です。g で一覧、s で次の部"))
        else:
            self.note.say(tr("最後の問題です。g で一覧、s で提出"))

    @property
    def more_sections(self) -> bool:
        """Whether a section follows this one."""
        return self.view.section + 1 < self.view.sections

    do_save = _on

    @on(LineAnswer.Submitted)
    async def _entered(self, event: LineAnswer.Submitted) -> None:
        event.stop()
        await self._on()

    async def do_next(self) -> None:
        """The next question."""
        before = self.view.place
        await self._step(self.sitting.next)
        self._say_last(before)

    async def do_previous(self) -> None:
        """The question before."""
        await self._step(self.sitting.previous)

    async def do_blank(self) -> None:
        """The next question without an answer."""
        await self._step(self.sitting.next_blank)
        if self.view.code == "none":
            self.note.say(tr("未解答の問題はありません"))

    async def do_flagged(self) -> None:
        """The next flagged question."""
        await self._step(self.sitting.next_flagged)
        if self.view.code == "none":
            self.note.say(tr("見直しの印がある問題は、ほかにありません"))

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
        """Mark this answer as sure; again, as unsure; once more, as neither."""
        if not self.view.response and self.unsaved is None:
            self.note.say(tr("先に答えを選んでください"))
            return
        # Giving the mark there is takes it off.
        mark: Mark = "unsure" if self.view.mark else "sure"
        await self._step(lambda at: self.sitting.mark(mark, at))

    def do_strike(self) -> None:
        """The next digit strikes an option out, or takes that back."""
        self.striking = not self.striking
        self.draw_foot()
        if self.striking:
            self.note.say(tr("消す選択肢の番号を押してください"), keep=True)

    def do_figure(self) -> None:
        """Open the figures, or read them out."""
        if not self.body.turn_figures():
            self.note.say(tr("この問題に図はありません"))

    def do_figure_typing(self) -> None:
        """The same while letters are text."""
        self.do_figure()

    def do_write(self) -> None:
        """A note beside the question."""
        self.quiz.push_screen(NoteSheet(self.view), self._noted)

    async def _noted(self, text: str | None) -> None:
        if text is not None and not self._ended:
            await self._step(lambda at: self.sitting.write_note(text, at))

    def do_calculator(self) -> None:
        """The calculator over the question; the clock runs on."""
        self.quiz.push_screen(CalculatorSheet(self.sitting, lambda: self.now), self._back_to_line)

    def do_scratch(self) -> None:
        """The scratch pad over the question; the clock runs on."""
        self.quiz.push_screen(ScratchSheet(self.sitting, lambda: self.now))

    async def _back_to_line(self, came_to: str | None) -> None:
        """A result that was asked for goes to where the caret stood."""
        line = self.body.line
        if came_to and isinstance(line, LineAnswer) and not self._ended:
            line.type_here()
            line.insert(came_to)

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
        """Show the sheet that hands in or closes the section, over this screen or the grid."""
        sheet = SectionSheet(self.view) if self.more_sections else SubmitSheet(self.view)
        self.quiz.push_screen(sheet, self._from_submit)

    async def _from_submit(self, answer: str | None) -> None:
        if self._ended or answer in (None, "back"):
            return
        if answer == "blank":
            first = next(
                (cell.number - 1 for cell in self.view.cells if cell.open and not cell.answered),
                None,
            )
            if first is None:
                return
            if isinstance(self.app.screen, ExamGridScreen):
                self.app.screen.dismiss(first)
            else:
                await self._from_grid(first)
        elif answer == "submit":
            await self._step(self.sitting.submit)
        elif answer == "section":
            if isinstance(self.app.screen, ExamGridScreen):
                self.app.screen.dismiss(None)
            await self._step(self.sitting.next_section, typing=True)
            self.say_section()

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

    def say_section(self) -> None:
        """Another section has begun."""
        if not self._ended:
            said = tr("次の部に進みました。前の部には戻れません")
            self.note.say(said, keep=True)

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
