"""Answering in an exam: what is typed, chosen or placed is kept before it is shown as done.

What could not be saved stays on the screen, marked as unsaved, and is tried again at the next key.
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
from quizapp.tui.widgets.exam_question import ExamBody
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.exam.sitting import Sitting
    from quizapp.practice.desk import Desk


class ExamAnswering(FrameScreen):
    """A screen that takes answers for a sitting."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self.view: SittingView = sitting.view
        self.body: ExamBody
        self.unsaved: str | None = None
        """An answer to the present question that could not be saved."""
        self.striking = False
        """Whether the next digit strikes an option out."""
        self.ended = False
        """Whether the sitting was handed in or left: nothing more is drawn or saved here."""

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

    async def step(self, step: Callable[[Moment], SittingView], *, typing: bool = False) -> None:
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
        if text is None or self.ended:
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

    # ── options ──────────────────────────────────────────────────────────────────────────────

    async def do_digit(self, digit: str) -> None:
        """Choose and save, toggle, place, or strike out."""
        place = int(digit) - 1
        if self.striking:
            self.striking = False
            await self.step(lambda at: self.sitting.strike(place, at))
            return
        rows = self.body.options
        if rows is None:
            return
        rows.digit(place)
        if isinstance(rows, OrderAnswer) and not rows.complete:
            return
        await self._answer(rows.response)
        if not self.ended:
            self.body.see_option(place)

    @on(OptionRows.Clicked)
    async def _clicked(self, event: OptionRows.Clicked) -> None:
        event.stop()
        self.note.clear()
        await self.do_digit(str(event.place + 1))

    @on(OptionRows.Changed)
    def _changed(self, event: OptionRows.Changed) -> None:
        event.stop()

    def do_strike(self) -> None:
        """The next digit strikes an option out, or takes that back."""
        self.striking = not self.striking
        self.draw_foot()
        if self.striking:
            self.note.say(tr("消す選択肢の番号を押してください"), keep=True)

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
                await self.step(self.sitting.clear)

    async def do_clear(self) -> None:
        """Take the answer back."""
        line = self.body.line
        if self.state_name() == "command" and line is not None:
            line.put("")
        self.unsaved = None
        rows = self.body.options
        if rows is not None:
            rows.take("")
        await self.step(self.sitting.clear)
