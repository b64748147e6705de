"""The app: opening and closing, themes, language, settings, and work that must not block a key."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quizapp.clock import study_day
from quizapp.errors import QuizappError
from quizapp.settings import Paths, Settings, language_of, save_changes
from quizapp.tui.ink import Ink, make_ink
from quizapp.tui.keys import app_bindings
from quizapp.tui.opening import Opened, Opening
from quizapp.tui.prose import use_ascii
from quizapp.tui.resting import end_with_the_terminal
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.themes import (
    SUMI,
    color_system_of,
    is_light_terminal,
    theme_name,
    themes_for,
)
from quizapp.tui.ways import Ways
from quizapp.words import language, tr, use_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.console import RenderableType
    from textual.screen import Screen
    from textual.theme import Theme
    from textual.types import AnimationLevel

    from quizapp.clock import Clock
    from quizapp.content.kinds.base import QuestionBase
    from quizapp.practice.choice import Choice
    from quizapp.practice.today import Today
    from quizapp.tui.planning import Planning
    from quizapp.tui.proofs import Proofs

PATIENCE_S = 0.3
"""Longest wait for record and packs before the first picture is drawn without them."""
_OWN_VARIABLES = ("ink-muted", "ink-faint", "right", "wrong", "hint")


class QuizApp(Ways):
    """quizapp in the terminal."""

    TITLE = "quizapp"
    CSS_PATH = "quizapp.tcss"
    ENABLE_COMMAND_PALETTE = False
    OPENS_DESK = True
    """False for an app that needs neither record nor packs."""
    BINDINGS = app_bindings()

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        clock: Clock,
        *,
        opening: Opening | None = None,
        choice: Choice | None = None,
        sitting: str = "",
        ascii_only: bool = False,
        remapped: Mapping[str, str] | None = None,
    ) -> None:
        self.no_colours = "NO_COLOR" in os.environ
        self.color_system = color_system_of(os.environ)
        light = is_light_terminal(os.environ.get("COLORFGBG", ""))
        self._papers = {theme.name: theme for theme in themes_for(self.color_system, light)}
        # Known before Textual reads its stylesheet: changing the theme later would read it twice.
        self._first_theme = theme_name(settings.theme, self.color_system, self.no_colours)
        self._reactive_theme = self._first_theme
        super().__init__(ansi_color=True if self.no_colours else None)
        self.paths = paths
        self.settings = settings
        self.clock = clock
        self.ascii_only = ascii_only
        self.choice = choice
        self.sitting = sitting
        """A mock exam to go straight into."""
        self.remapped = dict(remapped or {})
        self.desk = None
        self.today: Today | None = None
        self.trouble: QuizappError | None = None
        self.proofs: Proofs | None = None
        self._planning: Planning | None = None
        self._opening = opening
        use_language(language_of(settings))
        self.set_class(ascii_only, "-ascii")
        use_ascii(ascii_only)
        self.ink = self._make_ink()
        self._use_motion()
        if self.remapped:
            self.set_keymap(self.remapped)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours, for a stylesheet parsed before our theme is in force."""
        return {name: SUMI.variables[name] for name in _OWN_VARIABLES}

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's themes and our own."""
        return {**super().available_themes, **self._papers}

    def get_theme(self, theme_name: str) -> Theme | None:
        """A theme by name; ours without a look at all others, for a verdict asks 250 times."""
        return self._papers.get(theme_name) or super().get_theme(theme_name)

    def _watch_theme(self, theme_name: str) -> None:
        """The first theme is in force already; another one has the stylesheet read again."""
        if theme_name == self._first_theme:
            self._first_theme = ""
            self.set_class(True, f"-theme-{theme_name}", update=False)
            self._refresh_truecolor_filter(self.ansi_theme)
        else:
            super()._watch_theme(theme_name)

    def _use_motion(self) -> None:
        """Move as much as the setting says; the environment's own wish wins."""
        if not os.environ.get("TEXTUAL_ANIMATIONS"):
            levels: dict[str, AnimationLevel] = {"basic": "basic", "none": "none"}
            self.animation_level = levels.get(self.settings.motion, "full")

    def _make_ink(self) -> Ink:
        return make_ink(
            theme=self.theme,
            language=language(),
            marks=self.settings.marks,
            no_color=self.no_colours,
            ascii_only=self.ascii_only,
        )

    # ── opening and closing ──────────────────────────────────────────────────────────────────

    def get_default_screen(self) -> Screen[Any]:
        """Today; the first run begins with a welcome."""
        from quizapp.tui.screens.today import TodayScreen

        return TodayScreen()

    def on_load(self) -> None:
        """Wait a moment for the record, so that the first picture is the whole one."""
        if not self.OPENS_DESK:
            return
        if self._opening is None:
            self._opening = Opening(self.paths, self.settings, self.clock)
            self._opening.start()
        self._opening.join(PATIENCE_S)
        if not self._opening.is_alive():
            self._take_in(self._opening)

    def on_mount(self) -> None:
        """Take in what was opened meanwhile, or be told later without blocking a key."""
        if self._opening is not None:
            self._opening.tell(lambda: self.post_message(Opened()))

    def _take_in(self, opening: Opening) -> None:
        if opening.fault is not None:
            raise opening.fault
        self.desk, self.today, self.trouble = opening.desk, opening.today, opening.trouble

    def on_opened(self) -> None:
        """The record and the packs are open, or we know why not."""
        opening = self._opening
        if opening is None:
            return
        if self.desk is None:
            self._take_in(opening)
            self._draw_today()
        if self.desk is None:
            return
        if opening.broken:
            self.say(opening.broken_words(self.size.width - 6), keep=True)
        if self.choice is not None:
            self.start_choice(self.choice)
        elif self.sitting:
            self.open_exam(self.sitting)
        elif opening.first_run:
            from quizapp.tui.screens.welcome import WelcomeScreen

            self.push_screen(WelcomeScreen())
        else:
            self.set_timer(0.3, self._say_exam_under_way)
        self.set_timer(0.05, self._begin_warming)
        self.set_timer(0.3, self.plan_the_day)

    def _say_exam_under_way(self) -> None:
        """The clock of a mock exam that was left runs on: say so where the day begins."""
        from quizapp.exam.sittings import minutes_left

        if self.desk is None or len(self.screen_stack) > 1:
            return
        with suppress(QuizappError):
            left = minutes_left(self.desk.log, self.clock.now())
            if left:
                self.say(tr("模試が途中です。残り {n} 分   x で続きから", n=left), keep=True)

    def open_desk_again(self) -> None:
        """Try once more to open the record."""
        self.trouble = None
        self._opening = Opening(self.paths, self.settings, self.clock)
        self._opening.start()
        self._draw_today()
        self._opening.tell(lambda: self.post_message(Opened()))

    def _begin_warming(self) -> None:
        self.run_worker(self._warm_up, thread=True, group="warm", exit_on_error=False)

    def _warm_up(self) -> None:
        """Import what the first question needs while the learner reads the day."""
        from quizapp.tui.warm import back_up, warm_up

        if self.desk is not None:
            warm_up(self.desk)
            day = study_day(self.clock.now(), self.settings.rollover_hour)
            back_up(self.paths.store, day)

    def exit(
        self,
        result: int | None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """Put the running session away, then leave."""
        for screen in self.screen_stack:
            pause = getattr(screen, "pause_session", None)
            if pause is not None and self.desk is not None:
                with suppress(QuizappError):
                    pause()
        super().exit(result, return_code, message)

    def close_desk(self) -> None:
        """End the prover and close the record."""
        if self.proofs is not None:
            self.proofs.close()
            self.proofs = None
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    async def on_unmount(self) -> None:
        """Leave nothing open."""
        self.close_desk()

    def action_help_quit(self) -> None:
        """Ctrl+C: everything is saved already, so a second one may simply leave."""
        if getattr(self, "_leaving", False):
            self.exit(130)
            return
        self._leaving = True
        self.set_timer(2.0, self._stay)
        self.say(tr("もう一度 ctrl+c で終了します。記録は保存済みです"))

    def _stay(self) -> None:
        self._leaving = False

    # ── today ────────────────────────────────────────────────────────────────────────────────

    def look_at_today(self) -> None:
        """Count again what waits."""
        if self.desk is not None:
            self.today = self.desk.overview(self.clock.now())
            self._draw_today()
            self.plan_the_day()

    def plan_the_day(self) -> None:
        """Have today planned in the background, where an exam is set and it is not planned yet."""
        desk, now = self.desk, self.clock.now()
        if desk is None or not desk.agenda.is_due(now):
            return
        if self._planning is None:
            from quizapp.tui.planning import Planning

            self._planning = Planning(self)
        self._planning.start(desk, now)

    def _draw_today(self) -> None:
        from quizapp.tui.screens.today import TodayScreen

        for screen in self.screen_stack:
            if isinstance(screen, TodayScreen) and screen.is_mounted:
                screen.refresh_day()
            elif isinstance(screen, FrameScreen) and screen.PLACE == "plan" and screen.is_mounted:
                screen.redraw()

    def pack_title(self) -> str:
        """Title of the pack studied, or of how many there are."""
        if self.desk is None:
            return ""
        packs = self.desk.library.packs
        if len(packs) == 1:
            return packs[0].title.get(language())
        return tr("{n} 個のパック", n=len(packs))

    # ── proofs ───────────────────────────────────────────────────────────────────────────────

    def prove(self, question: QuestionBase, response: str, settled: Callable[[str], None]) -> None:
        """Have algebra look at a response; ``settled`` hears the outcome, in another thread."""
        self.warm_proofs()
        if self.proofs is not None:
            self.proofs.ask(question, response, settled)

    def warm_proofs(self) -> None:
        """Have a prover ready before the first proof is wanted."""
        if self.proofs is None:
            from quizapp.tui.proofs import Proofs

            self.proofs = Proofs()
            self.proofs.start()

    # ── language, theme, settings ────────────────────────────────────────────────────────────

    def switch_language(self, chosen: str) -> None:
        """Speak ``chosen`` from now on; every screen is drawn again where it stands."""
        use_language(chosen)
        self.keep_settings(replace(self.settings, language=chosen))

    def switch_theme(self, chosen: str = "") -> None:
        """Another theme: the one named, or the other of the two papers."""
        if not chosen:
            chosen = "washi" if self.settings.theme == "sumi" else "sumi"
        self.keep_settings(replace(self.settings, theme=chosen))

    def use_memory(self, weights: tuple[float, ...]) -> None:
        """Count with fitted memory parameters, or with the usual ones; they are saved already."""
        from quizapp.practice.fitting import with_parameters
        from quizapp.scheduling.fold import LogFold

        self.keep_settings(with_parameters(self.settings, weights))
        if self.desk is not None:
            self.desk.log.use(LogFold(self.desk.scheduler))
            self.look_at_today()

    def keep_settings(self, settings: Settings) -> None:
        """Use ``settings`` and save what they change, and draw everything again."""
        before, self.settings = self.settings, settings
        use_language(language_of(settings))
        self.theme = theme_name(settings.theme, self.color_system, self.no_colours)
        self.ink = self._make_ink()
        self._use_motion()
        for screen in self.screen_stack:
            if isinstance(screen, FrameScreen) and screen.is_mounted:
                screen.redraw()
        if self.desk is not None:
            from quizapp.practice.desk import scheduler_settings

            self.desk.settings = settings
            self.desk.scheduler = scheduler_settings(settings)
            self.look_at_today()
        try:
            save_changes(self.paths.config, before, settings)
        except OSError as error:
            self.say(tr("設定を保存できません: {error}", error=error.strerror or error))


def run(
    paths: Paths,
    settings: Settings,
    clock: Clock,
    *,
    choice: Choice | None = None,
    sitting: str = "",
    ascii_only: bool = False,
) -> int:
    """Open the app and give the exit code.

    ``choice`` goes straight to the session chosen, ``sitting`` straight into that mock exam.
    """
    opening = Opening(paths, settings, clock)
    opening.start()
    app = QuizApp(
        paths,
        settings,
        clock,
        opening=opening,
        choice=choice,
        sitting=sitting,
        ascii_only=ascii_only,
    )
    end_with_the_terminal()
    try:
        code = app.run()
    finally:
        opening.close()
    return code if code is not None else (app.return_code or 0)
