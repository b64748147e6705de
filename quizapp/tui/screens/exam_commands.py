"""What each key of an exam's question does besides answering: moving, marking, sheets, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from quizapp.errors import QuizappError
from quizapp.tui.inputs.line import LineAnswer
from quizapp.tui.screens.exam_answering import ExamAnswering
from quizapp.tui.screens.exam_calculator import CalculatorSheet
from quizapp.tui.screens.exam_grid import ExamGridScreen
from quizapp.tui.screens.exam_scratch import ScratchSheet
from quizapp.tui.screens.exam_sheets import LeaveSheet, NoteSheet, SectionSheet, SubmitSheet
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.exam.state import Mark


class ExamCommands(ExamAnswering):
    """The commands of a screen that shows a sitting."""

    async def do_enter(self) -> None:
        """On to the next question; from the command state back into the answer line."""
        line = self.body.line
        if self.state_name() == "command" and line is not None:
            line.type_here()
            return
        await self._on()

    async def _on(self) -> None:
        before = self.view.place
        await self.step(self.sitting.next, typing=True)
        self._say_last(before)

    def _say_last(self, before: int) -> None:
        """There was no question after the one at ``before``."""
        if self.view.place != before or self.ended or self.unsaved is not None:
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
        await self.step(self.sitting.next)
        self._say_last(before)

    async def do_previous(self) -> None:
        """The question before."""
        await self.step(self.sitting.previous)

    async def do_blank(self) -> None:
        """The next question without an answer."""
        await self.step(self.sitting.next_blank)
        if self.view.code == "none":
            self.note.say(tr("未解答の問題はありません"))

    async def do_flagged(self) -> None:
        """The next flagged question."""
        await self.step(self.sitting.next_flagged)
        if self.view.code == "none":
            self.note.say(tr("見直しの印がある問題は、ほかにありません"))

    async def do_flag(self) -> None:
        """Flag, or take the flag off."""
        await self.step(self.sitting.flag)

    async def flag_at(self, place: int) -> None:
        """Flag the question at ``place``, as the grid does; this screen moves there."""
        await self.step(lambda at: self.sitting.jump(place, at))
        if not self.ended and self.view.place == place:
            await self.step(self.sitting.flag)

    async def do_sure(self) -> None:
        """Mark this answer as sure; again, as unsure; once more, as neither."""
        if not self.view.response and self.unsaved is None:
            self.note.say(tr("先に答えを選んでください"))
            return
        # Giving the mark there is takes it off.
        mark: Mark = "unsure" if self.view.mark else "sure"
        await self.step(lambda at: self.sitting.mark(mark, at))

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
        if text is not None and not self.ended:
            await self.step(lambda at: self.sitting.write_note(text, at))

    def do_calculator(self) -> None:
        """The calculator over the question; the clock runs on."""
        self.quiz.push_screen(CalculatorSheet(self.sitting, lambda: self.now), self._back_to_line)

    def do_scratch(self) -> None:
        """The scratch pad over the question; the clock runs on."""
        self.quiz.push_screen(ScratchSheet(self.sitting, lambda: self.now))

    async def _back_to_line(self, came_to: str | None) -> None:
        """A result that was asked for goes to where the caret stood."""
        line = self.body.line
        if came_to and isinstance(line, LineAnswer) and not self.ended:
            line.type_here()
            line.insert(came_to)

    def do_help_off(self, key: str) -> None:
        """Hints, answers and demos are for practice."""
        self.note.say(tr("模試では使えません"))

    def do_grid(self) -> None:
        """All questions."""
        self.quiz.push_screen(ExamGridScreen(self), self._from_grid)

    async def _from_grid(self, place: int | None) -> None:
        if place is not None and not self.ended:
            await self.step(lambda at: self.sitting.jump(place, at), typing=True)
            if self.state_name() == "command" and self.body.line is not None:
                self.body.line.type_here()

    async def do_submit(self) -> None:
        """The sheet that hands in."""
        await self.step(lambda at: self.sitting.tick(at))
        if not self.ended:
            self.ask_submit()

    def ask_submit(self) -> None:
        """Show the sheet that hands in or closes the section, over this screen or the grid."""
        sheet = SectionSheet(self.view) if self.more_sections else SubmitSheet(self.view)
        self.quiz.push_screen(sheet, self._from_submit)

    async def _from_submit(self, answer: str | None) -> None:
        if self.ended or answer in (None, "back"):
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
            await self.step(self.sitting.submit)
        elif answer == "section":
            if isinstance(self.app.screen, ExamGridScreen):
                self.app.screen.dismiss(None)
            await self.step(self.sitting.next_section, typing=True)
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
        if answer != "leave" or self.ended:
            return
        try:
            self.pause_session()
        except QuizappError as error:
            self.note.say(error.one_line, keep=True)
            return
        self.ended = True
        self.dismiss(None)

    def say_section(self) -> None:
        """Another section has begun."""
        if not self.ended:
            said = tr("次の部に進みました。前の部には戻れません")
            self.note.say(said, keep=True)

    def do_page_up(self) -> None:
        """A page up."""
        self.body.scroll_page(-1)

    def do_page_down(self) -> None:
        """A page down."""
        self.body.scroll_page(1)
