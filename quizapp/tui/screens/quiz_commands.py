"""What each key of the question screen does besides answering: it tells the session."""

from __future__ import annotations

import time
from abc import abstractmethod
from dataclasses import replace

from textual import on

from quizapp.records import Rating
from quizapp.tui.screens.quiz_answering import QuizAnswering
from quizapp.tui.screens.quiz_keys import GUARDED, RATING_STATES, TYPING_STATES
from quizapp.tui.screens.quiz_words import ASIDE_UNDONE, short_id, undone_aside
from quizapp.tui.widgets.card import CardFace
from quizapp.tui.widgets.rating import RatingBar
from quizapp.tui.yours import yours_of
from quizapp.words import tr


class QuizCommands(QuizAnswering):
    """The commands of a screen that shows a session."""

    @abstractmethod
    def finish(self) -> None:
        """End here, everything saved."""

    async def action_command(self, name: str, *told: str) -> None:
        """Run a command, unless it came so soon after a verdict that the key was held."""
        if name in GUARDED and time.monotonic() < self._guarded_until:
            return
        with self.told_of_trouble():
            await super().action_command(name, *told)

    async def do_enter(self) -> None:
        """The one main action of the state."""
        state = self.state_name()
        line, options = self.body.line, self.body.options
        if state == "sure":
            await self._submit_unsaid()
        elif state == "command" and line is not None:
            line.type_here()
            self.draw_foot()
        elif state == "wrong":
            await self._retry()
        elif state in ("choice", "choices", "order") and options is not None:
            await self._commit_options(options)
        elif state == "front":
            await self._flip()
        elif state == "undecided" and not self.view.leech:
            self.say_note(tr("下の答えと見比べて、1〜4 で評価してください"))
        elif state in ("verdict", "listed", "back", "undecided"):
            await self._go_on()

    async def _go_on(self) -> None:
        """To the next question; one that has just become a leech stays in view for once."""
        if self.view.leech and self.view.phase == "undecided":
            await self.draw(self.session.rate(Rating.AGAIN, self.now))
        else:
            await self.draw(self.session.next(self.now))
        if self.view.leech:
            self._guard()

    @on(RatingBar.Clicked)
    async def _rating_clicked(self, event: RatingBar.Clicked) -> None:
        event.stop()
        if self.state_name() in RATING_STATES:
            await self.do_digit(str(event.rating))

    @on(CardFace.Clicked)
    async def _card_clicked(self, event: CardFace.Clicked) -> None:
        event.stop()
        if self.state_name() == "front":
            await self._flip()

    async def do_digit(self, told: str) -> None:
        """Choose an option, or rate and go on."""
        if self.state_name() == "sure":
            await self._submit_unsaid(int(told))
        elif self.state_name() in RATING_STATES:
            if int(told) > self.view.best:
                self.note.say(tr("{n} までです", n=int(self.view.best)), sticky=True)
                return
            await self.draw(self.session.rate(Rating(int(told)), self.now))
            if self.view.leech:
                self._guard()
        elif self.body.options is not None:
            self.body.options.digit(int(told) - 1)

    async def do_space(self) -> None:
        """Flip the card, take it as known, or tick and lift."""
        state = self.state_name()
        if state == "front":
            await self._flip()
        elif state == "back":
            await self._go_on()
        elif self.body.options is not None:
            self.body.options.space()

    async def _flip(self) -> None:
        view = self.session.flip(self.now)
        self._guard()
        await self.draw(view)

    async def do_hint_tab(self) -> None:
        """The next hint; the focus stays where it is."""
        await self.do_hint()

    async def do_hint(self) -> None:
        """The next hint."""
        before = self.view.hints_shown
        if self._price_unsaid():
            self.body.offer_hints(self.view)
            self.say_note(tr("見ると、評価は「難しい」までになります"))
            return
        view = self.session.hint(self.now)
        if view.hints_shown == before:
            self.say_note(tr("ヒントはもうありません"))
            return
        self.view = view
        self.body.view = view
        self.body.show_hints(view)
        self.draw_foot()

    def _price_unsaid(self) -> bool:
        """Whether a first hint would cost something that nothing on the screen has said yet."""
        view = self.view
        return (
            view.hints_shown == 0
            and view.best > Rating.HARD
            and not self.body.hints_offered
            and not self.wide
        )

    async def do_answer(self) -> None:
        """Show the answer; the rating is Again."""
        view = self.session.show_answer(self.now)
        self._guard()
        await self.draw(view)

    async def do_next(self) -> None:
        """Skip what is open; go on from what is decided."""
        if self.view.phase in ("asking", "front"):
            await self.draw(self.session.skip(self.now))
        else:
            await self._go_on()

    async def do_another(self) -> None:
        """The same question with other numbers."""
        await self.draw(self.session.another(self.now))

    def do_explain(self) -> None:
        """The whole explanation."""
        self.body.show_explanation()
        self.draw_foot()

    def do_figure(self) -> None:
        """Open the figures, or read them out."""
        if not self.body.turn_figures():
            self.say_note(tr("この問題に図はありません"))

    def do_figure_typing(self) -> None:
        """The same while letters are text."""
        self.do_figure()

    def do_reasons(self) -> None:
        """The reason of every option."""
        self.body.show_reasons()
        self.draw_foot()

    async def do_flag(self) -> None:
        """Flag the item, or take the flag away."""
        await self.draw(self.session.flag(self.now))

    async def do_bury(self) -> None:
        """Not again before tomorrow."""
        await self.draw(self.session.bury(self.now))

    async def do_suspend(self) -> None:
        """Out of all queues until taken back."""
        await self.draw(self.session.suspend(self.now))

    def do_card(self) -> None:
        """What memory holds of this question, and the learner's note on it."""
        desk = self.quiz.desk
        if desk is not None and desk.library.has(self.view.item):
            from quizapp.practice.card import CardTools
            from quizapp.tui.screens.card import CardScreen

            row = desk.library.item(self.view.item)
            self.quiz.push_screen(CardScreen(row, CardTools(desk.log)))

    def do_confidence(self) -> None:
        """Ask before each verdict how sure the answer is, or no longer."""
        on = self.quiz.settings.confidence == "off"
        self.quiz.keep_settings(replace(self.quiz.settings, confidence="on" if on else "off"))
        self.say_note(
            tr("採点の前に、どのくらい自信があるかをききます") if on else tr("自信はもうききません")
        )

    async def do_undo(self) -> None:
        """Back to the question rated last, its verdict in view."""
        before = {one.item: one.note for one in self.session.solved}
        view = self.session.undo(self.now)
        await self.draw(view)
        if view.note == "undone" and before.get(view.note_item) in ASIDE_UNDONE:
            self.say_note(undone_aside(before[view.note_item]))

    def do_page_up(self) -> None:
        """A page up."""
        self.body.scroll_page(-1)

    def do_page_down(self) -> None:
        """A page down."""
        self.body.scroll_page(1)

    def do_demo(self) -> None:
        """The demo of this question with the question's own numbers."""
        question = self.view.question
        if question is None or question.demo is None:
            return
        told = (question.demo.id, dict(question.demo.knobs), short_id(self.view.item))
        yours = yours_of(question, self._wrong_response())
        if yours is None:
            self.quiz.open_demo(*told)
        else:
            self.quiz.open_demo(*told, yours)

    def _wrong_response(self) -> str | None:
        """The learner's response, when it was judged wrong."""
        grade = self.view.grade
        return self.view.response if grade is not None and grade.outcome == "wrong" else None

    def do_leave(self) -> None:
        """From judging to typing, from typing to commands; else the end, everything saved."""
        if self.judge.cancel():
            self._judging_over()
            self.say_note(tr("採点をやめました。答えはそのままです"))
            return
        line = self.body.line
        if self.unsaid is not None:
            self.unask_sure()
            if line is not None:
                line.type_here()
            return
        if self.state_name() in TYPING_STATES and line is not None:
            line.leave()
            self.draw_foot()
            return
        self.finish()
