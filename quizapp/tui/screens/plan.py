"""The plan up to the exam: the days, what they come to by area, and *what if*."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.widget import Widget

from quizapp.clock import study_day
from quizapp.errors import QuizappError
from quizapp.practice.labels import moved_by_mocks
from quizapp.tui.cells import pad
from quizapp.tui.ink import Line, column_of
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.today_rows import area_rows
from quizapp.tui.spans import day_short
from quizapp.tui.widgets.rows import Rows
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.settings import Settings

WEEKS = 4
OTHER_MINUTES = (0.5, 1.5, 2.0, 3.0)
"""Multiples of the present minutes that *what if* tries."""


class PlanScreen(FrameScreen):
    """Days left, expected score, load; other minutes and days off tried in the background."""

    PLACE = "plan"
    KEYS = (
        Command("what_if", "w", "w", "もし時間や休みを変えたら"),
        Command("settings", "s", "s", "設定"),
        Command("up", "up,k", "↑", "上へスクロール"),
        Command("down", "down,j", "↓", "下へスクロール"),
        Command("leave", "escape", "esc", "今日へ戻る"),
        *EVERYWHERE,
    )
    STATES = {
        "plan": State(
            "計画",
            (("what_if", "もし"), ("settings", "設定"), ("leave", "今日へ")),
            ("up", "down"),
        )
    }
    BINDINGS = bindings("plan", KEYS)

    def __init__(self) -> None:
        super().__init__()
        self.body = Rows(self._rows, id="plan")
        self.page = VerticalScroll(self.body, classes="body")
        self.page.can_focus = False
        self.trials: list[tuple[str, float | None]] = []
        """Other choices, and the score each comes to once it is known."""
        self._asked = False

    def compose_body(self) -> Iterable[Widget]:
        """One piece of rows that scrolls."""
        yield self.page

    def on_mount(self) -> None:
        """Show what is known."""
        self.thread_row.rule()
        self.quiz.plan_the_day()
        self.redraw()

    def redraw(self) -> None:
        """Draw again."""
        today = self.quiz.today
        days = today.days_left if today is not None else None
        right: Line = () if days is None else ((tr("あと {n} 日", n=days), "strong"),)
        self.head.say(tr("計画"), self.quiz.pack_title(), right)
        self.body.redraw()
        super().redraw()
        self.draw_foot()

    def _rows(self, width: int) -> Sequence[Line]:
        today = self.quiz.today
        if today is None or today.exam_date is None or (today.days_left or 0) <= 0:
            return [
                ((tr("試験日を決めると、その日に向けた計画ができます。"), ""),),
                (),
                ((tr("設定で試験日を決める"), "muted"), ("  s", "key")),
            ]
        plan = today.plan
        if plan is None:
            return [((tr("計画を立てています"), "muted"),)]
        rows: list[Line] = [
            (
                (tr("当日の見込み"), "muted"),
                (f"  {plan.expected:.0f} ", "strong"),
                (tr("点") + f" ± {plan.band:.0f}", "muted"),
                ("     " + tr("いまのまま何もしないと"), "muted"),
                (f"  {plan.untouched:.0f} ", ""),
                (tr("点"), "muted"),
            ),
        ]
        rows.append(((tr("試験で、この問題集のような問題が出るとしての点です"), "muted"),))
        mocks = self.quiz.desk.mocks if self.quiz.desk is not None else ()
        if mocks:
            rows.append(((moved_by_mocks(plan.shift, len(mocks)), "muted"),))
        if plan.few:
            rows.append(((tr("記録が少ないので、見込みの幅を広く取っています"), "muted"),))
        if not plan.of_today:
            rows.append(((tr("きのうの計画です。きょうの計画を立てています"), "muted"),))
        rows += [(), ((tr("分野ごとの見込み"), "strong"),)]
        rows += area_rows(plan.areas, width)
        rows += [(), *self._load(plan.load, width)]
        rows += [(), *self._what_if(plan.expected, plan.shift)]
        return rows

    def _load(self, load: tuple[float, ...], width: int) -> list[Line]:
        """Minutes of the weeks to come, a row of columns each."""
        day = study_day(self.quiz.clock.now(), self.quiz.settings.rollover_hour)
        most = max(load, default=0.0)
        rows: list[Line] = [
            (
                (tr("これからの日々"), "strong"),
                ("   " + tr("1 日およそ {n} 分", n=round(_mean(load))), "muted"),
            )
        ]
        for week in range(WEEKS):
            part = load[7 * week : 7 * week + 7]
            if not part:
                break
            first = day + timedelta(days=7 * week)
            line: list[tuple[str, str]] = [(pad(day_short(first), 12), "muted")]
            for place, minutes in enumerate(part):
                today = week == 0 and place == 0
                line.append((column_of(minutes, most) * 4 + " ", "accent" if today else "load"))
            line.append((f"  {sum(part):4.0f} " + tr("分"), "muted"))
            rows.append(line)
        return rows

    def _what_if(self, expected: float, shift: float) -> list[Line]:
        if not self._asked:
            return [((tr("もし時間や休みを変えたら"), "muted"), ("  w", "key"))]
        rows: list[Line] = [((tr("もし"), "strong"),)]
        for label, planned in self.trials:
            # Moved by mock exams as far as the score it stands beside.
            score = None if planned is None else planned + shift
            told = "…" if score is None else f"{score:3.0f} " + tr("点")
            change = "" if score is None else f"   {change_of(score, expected)}"
            rows.append(((pad("  " + label, 34), ""), (told, "strong"), (change, "muted")))
        return rows

    def works(self, command: str, *told: str) -> bool:
        """*What if* is asked once, where there is a plan."""
        if command == "what_if":
            today = self.quiz.today
            return not self._asked and today is not None and today.plan is not None
        return super().works(command, *told)

    # ── what if ──────────────────────────────────────────────────────────────────────────────

    def do_what_if(self) -> None:
        """Try other minutes and days off, one after another, in the background."""
        today = self.quiz.today
        if self._asked or today is None or today.plan is None:
            return
        self._asked = True
        choices = self._choices(self.quiz.settings)
        self.trials = [(label, None) for label, _ in choices]
        self.body.redraw()
        self.draw_foot()
        self.run_worker(
            partial(self._try, self.trials, [settings for _, settings in choices]),
            thread=True,
            group="what-if",
            exit_on_error=False,
        )
        self.call_after_refresh(self.page.scroll_end, animate=False)

    @staticmethod
    def _choices(settings: Settings) -> list[tuple[str, Settings]]:
        from dataclasses import replace

        found = []
        for factor in OTHER_MINUTES:
            minutes = max(5, round(settings.minutes_per_day * factor / 5) * 5)
            if minutes != settings.minutes_per_day:
                changed = replace(settings, minutes_per_day=minutes)
                found.append((tr("1 日 {n} 分なら", n=minutes), changed))
        if settings.days_off:
            found.append((tr("休みの日をなくすなら"), replace(settings, days_off="")))
        else:
            found.append((tr("日曜を休むなら"), replace(settings, days_off="sun")))
        return found

    def _try(self, trials: list[tuple[str, float | None]], choices: list[Settings]) -> None:
        from quizapp.practice.desk import plan_beside

        desk, now = self.quiz.desk, self.quiz.clock.now()
        if desk is None:
            return

        def check() -> None:
            if not self.is_running or self.quiz.desk is None:
                raise QuizappError("closed")

        for place, settings in enumerate(choices):
            try:
                note = plan_beside(self.quiz.paths, desk.library, settings, now, None, check)
            except QuizappError:
                return
            if note is not None:
                self.quiz.call_later(self._tried, trials, place, note.expected)

    def _tried(self, trials: list[tuple[str, float | None]], place: int, score: float) -> None:
        if trials is not self.trials or not self.stands:
            return  # asked under other settings, or left meanwhile
        label, _ = trials[place]
        trials[place] = (label, score)
        self.body.redraw()

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def do_settings(self) -> None:
        """Settings."""
        self.quiz.open_settings()

    def do_up(self) -> None:
        """A row up."""
        self.page.scroll_relative(y=-1, animate=False)

    def do_down(self) -> None:
        """A row down."""
        self.page.scroll_relative(y=1, animate=False)

    def do_leave(self) -> None:
        """Back to today."""
        self.dismiss()

    def on_screen_resume(self) -> None:
        """Coming back from the settings: they may ask for another plan."""
        self._asked, self.trials = False, []
        self.quiz.look_at_today()
        if self.is_mounted:
            self.redraw()


def change_of(score: float, expected: float) -> str:
    """How far apart two scores stand as they are shown, in whole points: "+3", "-6", "±0"."""
    points = round(score) - round(expected)
    return f"{points:+d}" if points else "±0"


def _mean(load: tuple[float, ...]) -> float:
    return sum(load) / len(load) if load else 0.0
