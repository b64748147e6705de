"""Answering a question: what is typed or chosen, how sure it is, and the verdict on it."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from textual import on
from textual.timer import Timer

from quizapp.clock import Moment
from quizapp.errors import QuizappError
from quizapp.practice.session import Session
from quizapp.practice.view import View
from quizapp.tui.inputs.code import CodeAnswer
from quizapp.tui.inputs.line import LineAnswer
from quizapp.tui.inputs.options import OptionRows
from quizapp.tui.inputs.order import OrderAnswer
from quizapp.tui.judging import Judge, Judged, Submission
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.quiz_keys import TYPING_STATES
from quizapp.tui.screens.quiz_words import sure_question
from quizapp.tui.spans import duration
from quizapp.tui.widgets.question import QuestionBody
from quizapp.words import tr

PATIENCE_S = 0.15
"""Seconds after which a learner who waits for a verdict is told so."""
DRAFT_S = 0.4
"""Seconds between a key and the text's being written down: all that a kill can take."""
GUARD_S = 0.25
"""Seconds after a verdict or a flip during which enter, space and digits are swallowed."""


class QuizAnswering(FrameScreen):
    """A screen that takes answers for a session."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.view: View = session.view
        self.body = QuestionBody()
        self.judge = Judge(self)
        self.began = time.monotonic()
        """When the present question came into view."""
        self._guarded_until = 0.0
        self._draft_timer: Timer | None = None
        self._last_response: dict[str, str] = {}
        self.unsaid: Submission | None = None
        """The answer that waits until the learner has said how sure it is."""

    @abstractmethod
    async def draw(self, view: View) -> None:
        """Draw ``view``."""

    @abstractmethod
    def say_note(self, text: str) -> None:
        """Say something on the note line."""

    @abstractmethod
    def prove(self) -> None:
        """Have algebra confirm what points accepted."""

    @property
    def now(self) -> Moment:
        """The present moment."""
        return self.quiz.clock.now()

    @contextmanager
    def told_of_trouble(self) -> Iterator[None]:
        """Say on the note line what could not be saved or read; the answer stays on the screen."""
        try:
            yield
        except QuizappError as error:
            self.note.say(error.one_line, keep=True)

    def _guard(self) -> None:
        self._guarded_until = time.monotonic() + GUARD_S

    # ── submitting ───────────────────────────────────────────────────────────────────────────

    def do_check(self) -> None:
        """Check an answer of several lines."""
        line = self.body.line
        if isinstance(line, CodeAnswer):
            line.field.action_commit()

    async def retry_with(self, sign: str) -> None:
        """Begin the answer anew with a sign typed over a wrong one; what follows it is kept."""
        self.quiz.hold_keys()
        try:
            await self._retry()
            line = self.body.line
            if isinstance(line, LineAnswer) and len(line.fields) == 1:
                line.put(sign)
            elif isinstance(line, LineAnswer):
                line.insert(sign)
            elif line is not None:
                line.field.insert(sign)
        finally:
            self.quiz.call_later(self.quiz.release_keys)

    async def _retry(self) -> None:
        caret = self.body.first_difference()
        await self.draw(self.session.retry(self.now))
        if self.body.line is not None:
            self.body.line.type_here(caret)

    async def _commit_options(self, options: OptionRows) -> None:
        response = options.response
        if not response:
            if isinstance(options, OrderAnswer):
                self.say_note(tr("まだ置いていない手順があります。番号を押すと置けます"))
            else:
                self.say_note(tr("まだ選んでいません。番号を押すと選べます"))
            return
        await self._submit(response)

    async def _submit(self, response: str) -> None:
        if self.view.phase != "asking" or self.judge.busy:
            return
        self._last_response[self.view.item] = response
        took_ms = round(1000 * (time.monotonic() - self.began))
        submission = Submission(response, self.now, took_ms)
        if self._wants_sure(response):
            self._ask_sure(submission)
            return
        await self._judge(submission)

    def _wants_sure(self, response: str) -> bool:
        return (
            self.quiz.settings.confidence == "on"
            and bool(response.strip())
            and self.session.may_ask_sure
        )

    def _ask_sure(self, submission: Submission) -> None:
        """Ask how sure the answer is; it is judged once that is said, or passed over."""
        self.unsaid = submission
        self.set_focus(None)
        self.note.say(sure_question(), sticky=True)
        self.draw_foot()

    def unask_sure(self) -> None:
        """Back to the answer, which may be changed again."""
        if self.unsaid is not None:
            self.unsaid = None
            self.note.clear(force=True)
            self.draw_foot()

    async def _submit_unsaid(self, sure: int = 0) -> None:
        """Judge what waited, as it was when it was committed."""
        submission, self.unsaid = self.unsaid, None
        if submission is None:
            return
        self.note.clear(force=True)
        if sure:
            self.session.say_sure(sure)
        await self._judge(submission)

    async def _judge(self, submission: Submission) -> None:
        response = submission.response
        line, question = self.body.line, self.view.question
        if isinstance(line, CodeAnswer) and question is not None and response.strip():
            line.field.read_only = True
            self.judge.start(question, self.view.seed, submission)
            self.set_timer(PATIENCE_S, self._say_judging)
            return
        await self._take(self.session.submit(response, submission.at), submission)

    def _say_judging(self) -> None:
        if self.judge.busy:
            self.note.say(tr("採点しています…"), sticky=True)
            self.draw_foot()

    @on(Judged)
    async def _judged(self, event: Judged) -> None:
        event.stop()
        if not self.judge.hear(event):
            return
        self._judging_over()
        with self.told_of_trouble():
            if isinstance(event.verdict, QuizappError):
                raise event.verdict
            given = event.submission
            await self._take(self.session.take(given.response, event.verdict, given.at), given)

    def _judging_over(self) -> None:
        """The text may be changed again, and says so."""
        self.note.clear(force=True)
        line = self.body.line
        if isinstance(line, CodeAnswer):
            line.field.read_only = False
        self.draw_foot()

    async def _take(self, view: View, submission: Submission) -> None:
        """Draw what became of a submission."""
        self.body.seconds = duration(submission.took_ms) if self.wide else ""
        if view.phase != "asking":
            self._guard()
        await self.draw(view)
        line = self.body.line
        if view.grade is not None and view.grade.outcome == "unreadable" and line is not None:
            line.type_here(view.grade.position)
        self.prove()

    @on(LineAnswer.Submitted)
    async def _line_submitted(self, event: LineAnswer.Submitted) -> None:
        event.stop()
        with self.told_of_trouble():
            await self._submit(event.response)

    @on(LineAnswer.Edited)
    def _line_edited(self, event: LineAnswer.Edited) -> None:
        event.stop()
        self.session.keep_draft(event.response)
        self._save_draft_soon()
        if event.response.strip() in ("?", "？"):
            self.say_note(tr("全キーは esc のあと ? で見られます"))
        else:
            self.note.clear()

    def _save_draft_soon(self) -> None:
        """Have the text written down in a moment, however many keys come until then."""
        if self._draft_timer is None:
            self._draft_timer = self.set_timer(DRAFT_S, self._save_draft)

    def _save_draft(self) -> None:
        self._draft_timer = None
        try:
            self.session.save_draft(self.now)
        except QuizappError as error:
            # No key asked for this: it must not cover what was said of one that was pressed.
            if not self.note.text:
                self.note.say(error.one_line, keep=True)

    @on(OptionRows.Clicked)
    def _option_clicked(self, event: OptionRows.Clicked) -> None:
        event.stop()
        self.note.clear()
        self.unask_sure()
        if self.body.options is not None:
            self.body.options.digit(event.place)

    @on(OptionRows.Changed)
    def _option_changed(self, event: OptionRows.Changed) -> None:
        event.stop()
        options = self.body.options
        if options is not None:
            self.session.keep_draft(options.response)
            self._save_draft_soon()
        self.draw_foot()

    def do_up(self) -> None:
        """One option or row up; in an empty field the last answer to this question."""
        self._arrow(-1)

    def do_down(self) -> None:
        """One option or row down."""
        self._arrow(1)

    def _arrow(self, step: int) -> None:
        state = self.state_name()
        line = self.body.line
        if state in ("choice", "choices", "order") and self.body.options is not None:
            self.body.options.move(step)
        elif state in TYPING_STATES and line is not None:
            last = self._last_answer()
            if not line.step(step) and step < 0 and not line.response.strip() and last:
                line.put(last)
        else:
            self.body.scroll(step)

    def _last_answer(self) -> str:
        item = self.view.item
        if item in self._last_response:
            return self._last_response[item]
        desk = self.quiz.desk
        if desk is None:
            return ""
        responses = [event.response for event in desk.log.events(item) if event.response]
        return responses[-1] if responses else ""

    def do_back(self) -> None:
        """Take back the step placed last."""
        if self.body.options is not None:
            self.body.options.back()
