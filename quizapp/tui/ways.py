"""The ways from screen to screen: every session, list and sheet that can be opened.

Screens are imported when they are first opened; only today is there from the start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from quizapp.errors import QuizappError
from quizapp.tui.resting import Resting
from quizapp.tui.screens.base import FrameScreen
from quizapp.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.clock import Clock
    from quizapp.practice.choice import Choice
    from quizapp.practice.desk import Desk
    from quizapp.practice.session import Session
    from quizapp.settings import Settings
    from quizapp.tui.yours import Yours

HOLD_S = 3.0
"""Longest time for which keys are kept for a question that is opening."""


class Ways(Resting):
    """The part of the app that knows where one can go."""

    settings: Settings
    clock: Clock
    desk: Desk | None = None

    _held: list[events.Key] | None = None

    # ── keys typed ahead ─────────────────────────────────────────────────────────────────────

    def hold_keys(self) -> None:
        """Keep what is typed until the question that is being opened can take it."""
        if self._held is None:
            self._held = []
            self.set_timer(HOLD_S, self.release_keys)

    async def release_keys(self) -> None:
        """Hand the keys typed ahead to what has the focus now, in the order they were typed."""
        held, self._held = self._held, None
        if not held:
            return
        held.sort(key=lambda event: event.time)
        typed = self.focused is not None
        started = False
        for event in held:
            started = started or event.is_printable
            # An option is chosen by its digit; a letter typed ahead would be a command there.
            if not started or not (typed or (event.character or "").isdigit()):
                continue
            again = events.Key(event.key, event.character)
            again.set_sender(self)
            await self.on_event(again)

    def _hold(self, event: events.Key) -> bool:
        if self._held is None or not (event.is_printable or event.key in ("enter", "backspace")):
            return False
        self._held.append(event)
        return True

    async def on_event(self, event: events.Event) -> None:
        """Enter pressed before the terminal was ours comes as a line feed; keys may be held."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            if event.key == "ctrl+j":
                line_feed, event = event, events.Key("enter", "\r")
                event.set_sender(self)
                event.time = line_feed.time
            if self._hold(event):
                return
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """A key nobody took before the question opened is for the question."""
        if self._hold(event):
            event.stop()
            event.prevent_default()

    def say_no_rest(self) -> None:
        """There is no shell to go back to, or no such thing on this platform."""
        self.say(tr("この端末では中断できません。q で終わっても、続きから始められます"))

    # ── where to go ──────────────────────────────────────────────────────────────────────────

    def say(self, text: str, *, keep: bool = False) -> None:
        """Say one line on the note line of the screen in view."""
        screen = self.screen
        if isinstance(screen, FrameScreen):
            screen.note.say(text, keep=keep or self.settings.notes == "keep")

    def start_today(self) -> None:
        """Today's session, the unfinished one first; nothing due goes a little ahead."""
        if self.desk is None:
            return
        now = self.clock.now()
        from quizapp.practice.choice import Choice

        session = self.desk.todays_session(now)
        self.open_session(session or self.desk.session(Choice(ahead=True), now))

    def start_old(self) -> None:
        """The session that was left days ago, at its place."""
        if self.desk is not None:
            self.open_session(self.desk.resume(self.clock.now()))

    def start_topic(self, topic: str) -> None:
        """Questions of one topic."""
        from quizapp.practice.choice import Choice

        self.start_choice(Choice(topics=(topic,)))

    def start_area(self, area: str) -> None:
        """Questions of one area of the exam."""
        from quizapp.practice.choice import Choice

        self.start_choice(Choice(areas=(area,)))

    def open_plan(self) -> None:
        """The plan up to the exam."""
        from quizapp.tui.screens.plan import PlanScreen

        self.push_screen(PlanScreen())

    def open_exam(self, sitting: str = "") -> None:
        """Mock exams: the one under way, a new one, those handed in; or straight into one."""
        if self.desk is None:
            return
        from quizapp.tui.screens.exam_start import ExamStartScreen

        self.push_screen(ExamStartScreen(self.desk, sitting))

    def start_cards(self) -> None:
        """Cards only."""
        from quizapp.practice.choice import Choice

        self.start_choice(Choice(kinds=("recall",)))

    def start_mistakes(self) -> None:
        """What went wrong lately, without moving any date."""
        from quizapp.practice.choice import Choice

        self.start_choice(Choice(mistakes=True))

    def start_cram(self) -> None:
        """What is least remembered, without moving any date."""
        from quizapp.practice.choice import Choice

        self.start_choice(Choice(cram=True))

    def start_unsure(self) -> None:
        """What is hard to keep."""
        from quizapp.practice.choice import Choice

        self.start_choice(Choice(unsure=True))

    def start_flagged(self) -> None:
        """What was flagged."""
        from quizapp.practice.choice import Choice

        self.start_choice(Choice(flagged=True))

    def start_unseen(self) -> None:
        """What was never asked."""
        from quizapp.practice.choice import Choice

        self.start_choice(Choice(unseen=True))

    def start_templates(self) -> None:
        """Questions whose numbers are new each time."""
        from quizapp.practice.choice import Choice

        self.start_choice(Choice(kinds=("template",)))

    def start_item(self, item: str) -> None:
        """One question."""
        from quizapp.practice.choice import Choice

        self.start_choice(Choice(items=(item,)))

    def start_first(self) -> None:
        """The very first question: an easy formula to type, so that checking shows itself."""
        if self.desk is None:
            return
        rows = sorted(
            self.desk.library.items(),
            key=lambda row: (row.kind != "expression", row.kind == "recall", row.difficulty),
        )
        if rows:
            self.start_item(rows[0].item)

    def start_choice(self, choice: Choice) -> None:
        """The session somebody chose; what is wrong with a choice is said on the note line."""
        if self.desk is None:
            return
        try:
            session = self.desk.session(choice, self.clock.now())
        except QuizappError as error:
            self._held = None
            self.say(error.one_line, keep=True)
            return
        self.open_session(session)

    def replace_session(self, screen: FrameScreen, choice: Choice | None) -> None:
        """From the end of one session to another; no choice means today's next or a few ahead."""
        screen.dismiss(False)
        self.hold_keys()
        if choice is None:
            self.call_later(self.start_today)
        else:
            self.call_later(self.start_choice, choice)

    def open_session(self, session: Session | None) -> None:
        """Show a session, or say that there is nothing to ask."""
        if session is None or session.view.phase == "finished":
            self._held = None
            self.say(tr("出せる問題がありません"))
            return
        self.hold_keys()
        from quizapp.tui.screens.quiz import QuizScreen

        self.push_screen(QuizScreen(session))

    def open_demos(self) -> None:
        """The list of demos."""
        from quizapp.tui.screens.demos import DemosScreen

        self.push_screen(DemosScreen())

    def open_demo(
        self,
        demo_id: str,
        knobs: Mapping[str, object] | None = None,
        origin: str = "",
        yours: Yours | None = None,
    ) -> None:
        """The laboratory of one demo, with the question's own numbers in its knobs.

        ``yours`` is what the learner answered wrongly, to be shown beside the right value.
        """
        from quizapp.tui.screens.demo import DemoScreen

        self.push_screen(DemoScreen(demo_id, knobs or {}, origin, yours))

    def open_browse(self) -> None:
        """All questions."""
        from quizapp.tui.screens.browse import BrowseScreen

        if self.desk is not None:
            self.push_screen(BrowseScreen())

    def open_stats(self) -> None:
        """The statistics."""
        from quizapp.tui.screens.stats import StatsScreen

        if self.desk is not None:
            self.push_screen(StatsScreen())

    def want_desk(self) -> Desk | None:
        """Record and packs for a screen that needs them; None where they cannot be used."""
        return self.desk

    def open_settings(self) -> None:
        """Settings."""
        from quizapp.tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen())

    def open_help(self, screen: FrameScreen) -> None:
        """All keys of ``screen``."""
        from quizapp.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(screen))

    def open_palette(self, screen: FrameScreen) -> None:
        """Everything that can be done or gone to from ``screen``."""
        from quizapp.tui.screens.palette import PaletteScreen

        self.push_screen(PaletteScreen(screen))
