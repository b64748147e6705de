"""The question screen: one session, question by question; it draws the views and knows the end."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.widget import Widget

from quizapp.clock import DAY_MS
from quizapp.errors import StoreError
from quizapp.practice.confidence import LEVELS
from quizapp.practice.view import View
from quizapp.tui.inputs.listed import CHOICE_KINDS, LISTED_KINDS
from quizapp.tui.inputs.order import OrderAnswer
from quizapp.tui.keys import Command, bindings, with_twins
from quizapp.tui.pictures import Pictures
from quizapp.tui.screens.quiz_commands import QuizCommands
from quizapp.tui.screens.quiz_keys import KEYS, RATING_STATES, STATES, TYPING_STATES
from quizapp.tui.screens.quiz_words import head_of_question, said_of
from quizapp.tui.widgets.frame import FootKey
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.practice.session import Session


class QuizScreen(QuizCommands):
    """One session, question by question."""

    PLACE = "quiz"
    CSS_PATH = Path(__file__).with_name("quiz.tcss")
    KEYS = KEYS
    STATES = STATES
    BINDINGS = bindings("quiz", KEYS)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._decided = 0
        self._recall: float | None = None
        self._told_unsaved = False
        self.pictures = Pictures(self, lambda told: self.body.picture_drawn(told))

    def compose_body(self) -> Iterable[Widget]:
        """The question body."""
        yield self.body

    async def on_mount(self) -> None:
        """Show the present question; algebra warms up meanwhile."""
        self.quiz.warm_proofs()
        try:
            await self.draw(self.session.view)
        finally:
            # Behind the focus, which the app sets by a message of its own.
            self.quiz.call_later(self.quiz.release_keys)

    async def _on_key(self, event: events.Key) -> None:
        """After a wrong answer a sign that is no command begins the next try."""
        sign = event.character or ""
        if (
            self.state_name() == "wrong"
            and event.is_printable
            and not sign.isspace()
            and not "\u3040" <= sign <= "\u30ff"
            and self.body.line is not None
            and self.body.line.display
            and not self._is_command(event.key, sign)
        ):
            event.stop()
            event.prevent_default()
            with self.told_of_trouble():
                await self.retry_with(sign)

    def _is_command(self, key: str, sign: str) -> bool:
        """Whether some command of the present state answers to a key, remapped or not."""
        for one in self.KEYS:
            keys = set(with_twins(self.key_shown(one)).split(",")) | set(
                with_twins(one.keys).split(",")
            )
            if {key, sign} & keys and (self.works(one.id) and not one.each):
                return True
        return False

    # ── state ────────────────────────────────────────────────────────────────────────────────

    def state_name(self) -> str:
        """The state the present view and focus put the screen in."""
        if self.judge.busy:
            return "judging"
        if self.unsaid is not None:
            return "sure"
        view = self.view
        phase = view.phase
        kind = view.question.kind if view.question is not None else ""
        if phase in ("finished", "wrong", "undecided", "front", "back"):
            return phase
        if phase in ("verdict", "shown"):
            return "listed" if kind in CHOICE_KINDS else "verdict"
        if kind in LISTED_KINDS:
            return kind
        line = self.body.line
        if line is None or not line.typing:
            return "command"
        return "coding" if line.several else "typing"

    def works(self, command: str, *told: str) -> bool:
        """Some commands need more than the state: a demo, a hint, an option of that number."""
        if not super().works(command, *told):
            return False
        question = self.view.question
        if question is None:
            return command in ("leave", "help", "language", "theme", "palette")
        if command == "digit" and told:
            most = self._most()
            return int(told[0]) <= most
        if command == "demo":
            return question.demo is not None
        if command in ("hint", "hint_tab"):
            return bool(question.hints)
        if command == "explain":
            return bool(question.explanation)
        if command == "another":
            return self.view.varies
        if command == "reasons":
            return any(question.option_reasons)
        return not (command == "back" and not self._order_placed())

    def _order_placed(self) -> bool:
        options = self.body.options
        return isinstance(options, OrderAnswer) and bool(options.placed)

    def key_shown(self, command: Command) -> str:
        """Digits as the range that works here."""
        if command.id == "digit" and self.view.question is not None:
            return f"1-{self._most()}"
        return super().key_shown(command)

    def _most(self) -> int:
        """The largest digit that means something now."""
        state, question = self.state_name(), self.view.question
        if state == "sure":
            return len(LEVELS)
        if state in RATING_STATES or question is None:
            return 4
        return question.option_count

    def foot_keys(self) -> list[FootKey]:
        """Keys that would do nothing now are left out: reasons and explanation already in full."""
        keys = super().foot_keys()
        rows = self.body.options
        hidden = set() if self.view.varies else {"another"}
        if not self.body.folded_explanation:
            hidden.add("explain")
        if rows is None or rows.reasons == "all":
            hidden.add("reasons")
        if self.view.phase == "shown" or not self.session.can_undo:
            hidden.add("undo")
        return [key for key in keys if key.command not in hidden]

    # ── drawing ──────────────────────────────────────────────────────────────────────────────

    async def draw(self, view: View) -> None:
        """Draw ``view``, put the focus where the next key is likely to go, say what is to say."""
        before, self.view = self.view, view
        self._told_unsaved = False
        if view.phase == "finished":
            self.finish()
            return
        moved = (before.position, before.item) != (view.position, view.item)
        if moved:
            self.began = time.monotonic()
            self.body.seconds = ""
            self._recall = self._recall_now(view)
        with self.quiz.batch_update():
            self._draw_head(view)
            decided = sum(mark in ("right", "helped", "wrong") for mark in view.segments)
            grew = decided > self._decided and self.quiz.animation_level == "full"
            self._decided = decided
            if view.total > 1:
                self.thread_row.segments(view.segments, fill=grew and not moved)
            else:
                self.thread_row.rule()
            await self.body.show(view)
            self._focus(view, moved)
            self._say(view)
            self.draw_foot()
        self.paint()

    def _draw_head(self, view: View) -> None:
        place, detail, right = head_of_question(self.quiz.desk, self.session.plan.kind, view)
        self.head.say(place, detail, right)

    def _focus(self, view: View, moved: bool) -> None:
        line = self.body.line
        if view.phase == "asking" and line is not None and line.display:
            if moved or not line.typing:
                line.type_here()
        else:
            self.set_focus(None)

    def _say(self, view: View) -> None:
        said = said_of(view, narrow=self.narrow)
        if said is None:
            self.note.clear(force=True)
        else:
            self.say_note(said.text, key=said.key, label=said.label, sticky=said.sticky)

    def say_note(self, text: str, *, key: str = "", label: str = "", sticky: bool = False) -> None:
        """Say something on the note line, for as long as the learner likes notes to stay."""
        keep = self.quiz.settings.notes == "keep"
        self.note.say(text, key=key, label=label, keep=keep, sticky=sticky)

    def redraw(self) -> None:
        """Draw again in another language or theme; what was typed or ticked stays."""
        super().redraw()
        self._draw_head(self.view)
        self.body.redraw()
        self.draw_foot()

    def on_descendant_focus(self) -> None:
        """The letters are text now."""
        self.unask_sure()
        self.draw_foot()
        self.body.hints.redraw()

    def on_descendant_blur(self) -> None:
        """The letters are commands now."""
        self.draw_foot()
        self.body.hints.redraw()

    def on_screen_resume(self) -> None:
        """Back from a demo, a sheet or the palette: the caret stands where it stood."""
        line = self.body.line
        if self._typing_when_left and line is not None and self.view.phase == "asking":
            line.type_here()
        self._typing_when_left = False

    _typing_when_left = False

    def on_screen_suspend(self) -> None:
        """Remember whether the learner was typing."""
        self._typing_when_left = self.state_name() in TYPING_STATES

    def rest(self) -> None:
        """The learner goes to the shell: the clock of the question stands still."""
        with self.told_of_trouble():
            self.session.rest(self.now)

    def go_on(self, gone_s: float) -> None:
        """Back after ``gone_s`` seconds that nobody studied."""
        self.session.wake(self.now)
        self.began += gone_s

    def on_unmount(self) -> None:
        """Leave no judgement under way that the app would wait for."""
        self.judge.cancel()

    # ── facts the widgets ask for ────────────────────────────────────────────────────────────

    def ms_to_exam(self) -> int | None:
        """Milliseconds to the exam, or None without a date."""
        exam = self.quiz.settings.exam_day()
        if exam is None:
            return None
        now = self.quiz.clock.now()
        days = (exam - now.local().date()).days
        return days * DAY_MS if days >= 0 else None

    def recall_before(self) -> float | None:
        """The chance that this item was remembered when it was asked; None for a new one."""
        return self._recall

    def _recall_now(self, view: View) -> float | None:
        desk = self.quiz.desk
        memory = desk.log.memory(view.item) if desk is not None else None
        if (
            desk is None
            or memory is None
            or memory.state == "new"
            or view.phase not in ("asking", "front")
        ):
            return None
        from quizapp.scheduling.queue import retrievabilities

        return float(retrievabilities([memory], self.now, desk.scheduler)[0])

    # ── the end ──────────────────────────────────────────────────────────────────────────────

    def pause_session(self) -> None:
        """Put the session away so that it resumes here."""
        if self.view.phase != "finished":
            self.session.pause(self.now)

    def finish(self) -> None:
        """To the end screen; where nothing was answered, straight back.

        Every answer is in the record already. When the place cannot be saved the learner is told
        once, and may then leave all the same.
        """
        try:
            self.pause_session()
        except StoreError as error:
            if not self._told_unsaved:
                self._told_unsaved = True
                leave = tr("もう一度 esc で、そのまま終わります（答えは記録済み）")
                self.note.say(f"{error.what} {leave}", keep=True)
                return
        if not self.session.solved:
            self.dismiss()
            return
        from quizapp.tui.screens.result import ResultScreen

        self.quiz.push_screen(ResultScreen(self.session), self._after_result)

    async def _after_result(self, again: bool | None) -> None:
        """Undo from the end screen brings the last question back; else leave."""
        if again:
            await self.draw(self.session.view)
        else:
            self.dismiss()

    # ── proofs ───────────────────────────────────────────────────────────────────────────────

    def prove(self) -> None:
        """Have algebra confirm what points accepted, without anyone waiting for it."""
        pending = self.session.pending_proof
        if pending is None:
            return
        item, response = pending
        question = self.view.question

        def settled(outcome: str) -> None:
            self.quiz.call_later(self._settled, item, response, outcome)

        if question is not None:
            self.quiz.prove(question, response, settled)

    async def _settled(self, item: str, response: str, outcome: str) -> None:
        with self.told_of_trouble():
            self.session.settle(item, response, outcome, self.now)
        view = self.session.view
        if not self.stands or view.phase == "finished" or view.item != item:
            return
        self.view = view
        self.body.view = view
        self.body.feedback.redraw()
