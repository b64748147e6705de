"""Today: how much waits, one key to begin, how each topic stands, the two weeks to come.

The first screen anyone sees, so it imports little and is drawn as one piece of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message
from textual.widget import Widget

from quizapp.clock import study_day
from quizapp.practice.study_days import study_ms
from quizapp.tui.cells import width_of
from quizapp.tui.heat import ROWS, day_number, first_day, heat_rows
from quizapp.tui.ink import Line
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.today_rows import (
    area_rows,
    hero_rows,
    load_rows,
    old_session,
    side_rows,
    start_rows,
    topic_row,
    weakest_row,
)
from quizapp.tui.spans import day_long
from quizapp.tui.widgets.frame import FootKey
from quizapp.tui.widgets.rows import Rows
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.practice.today import Today

SIDE = 42
"""Width of the right column where there is room for one, in cells."""


class TodayRows(Rows):
    """The body of the screen; a click on the start block or a topic chooses and starts it."""

    class Clicked(Message):
        """A row that starts something was clicked."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    places: dict[int, int]
    """Which starting row each drawn line belongs to."""

    def on_click(self, event: events.Click) -> None:
        """Start what was clicked."""
        line = event.y - self.styles.padding.top
        if line in self.places:
            event.stop()
            self.post_message(self.Clicked(self.places[line]))


class TodayScreen(FrameScreen):
    """The day's work, the standing of each topic, the load to come."""

    PLACE = "today"
    KEYS = (
        Command("start", "enter", "enter", "選んだ行を始める"),
        Command("old", "o", "o", "前に中断した所を開く"),
        Command("cards", "c", "c", "カードをめくる"),
        Command("mistakes", "w", "w", "間違えた問題をもう一度"),
        Command("exam", "x", "x", "模擬試験"),
        Command("plan", "p", "p", "試験日までの計画"),
        Command("demos", "l", "l", "デモの一覧"),
        Command("browse", "b", "b", "問題の一覧から探す"),
        Command("stats", "t", "t", "学習の統計"),
        Command("settings", "s", "s", "設定"),
        Command("up", "up,k", "↑", "上の行へ"),
        Command("down", "down,j", "↓", "下の行へ"),
        Command("retry", "r", "r", "もう一度 読み込む"),
        Command("quit", "q", "q", "終了"),
        *EVERYWHERE,
    )
    STATES = {
        "ready": State(
            "今日",
            (
                ("start", "始める"),
                ("cards", "カード"),
                ("exam", "模試"),
                ("browse", "問題集"),
                ("demos", "デモ"),
                ("stats", "統計"),
            ),
            ("up", "down", "old", "plan", "mistakes", "settings", "quit"),
        ),
        "loading": State("読み込み中", (("quit", "終了"),), ("settings",)),
        "trouble": State(
            "記録を開けない",
            (("retry", "もう一度試す"), ("settings", "設定"), ("quit", "終了")),
        ),
    }
    BINDINGS = bindings("today", KEYS)

    def __init__(self) -> None:
        super().__init__()
        self.body = TodayRows(self._rows, id="today", classes="body")
        self.body.places = {}
        self.row = 0

    def compose_body(self) -> Iterable[Widget]:
        """One piece of rows."""
        yield self.body

    def on_mount(self) -> None:
        """Show what is known already."""
        self.thread_row.rule()
        self.refresh_day()

    def go_on(self, gone_s: float) -> None:
        """Back from the shell: another window may have studied, or the day be another."""
        self.quiz.look_at_today()

    def on_screen_resume(self) -> None:
        """Coming back from another screen: the counts have changed."""
        if self._seen:
            self.quiz.look_at_today()
        self._seen = True

    _seen = False

    @property
    def today(self) -> Today | None:
        """The picture of the day, once it is loaded."""
        return self.quiz.today

    @property
    def _day(self) -> date:
        return study_day(self.quiz.clock.now(), self.quiz.settings.rollover_hour)

    def state_name(self) -> str:
        """Loading, in trouble, or ready."""
        if self.quiz.trouble is not None:
            return "trouble"
        return "loading" if self.today is None else "ready"

    def works(self, command: str, *told: str) -> bool:
        """Mistakes once they have been counted, though there may be none."""
        if command == "mistakes" and self.today is None:
            return False
        if command == "old":
            return self.today is not None and bool(old_session(self.today))
        return super().works(command, *told)

    @staticmethod
    def _count(today: Today) -> int:
        """Rows below the start block: areas of the exam, or topics where no exam is set."""
        return len(today.topics) if today.plan is None else len(today.plan.areas)

    # ── drawing ──────────────────────────────────────────────────────────────────────────────

    def refresh_day(self) -> None:
        """Draw the day again."""
        self.head.say(tr("今日"), self.quiz.pack_title(), ((day_long(self._day), "muted"),))
        today = self.today
        if today is not None:
            self.row = min(self.row, self._count(today))
        self.body.redraw()
        self.draw_foot()

    def redraw(self) -> None:
        """Draw everything again."""
        super().redraw()
        self.refresh_day()

    def foot_keys(self) -> list[FootKey]:
        """The first key says what it starts; mistakes are offered where there are some."""
        keys = super().foot_keys()
        today = self.today
        if today is not None and not today.wrong:
            keys = [key for key in keys if key.command != "mistakes"]
        if today is not None and keys and keys[0].command == "start":
            if self.row:
                label = tr("このトピック") if today.plan is None else tr("この分野")
            elif today.resume is not None and not old_session(today):
                label = tr("続ける")
            else:
                label = tr("始める") if today.planned else tr("先に進む")
            keys[0] = FootKey("start", keys[0].key, label)
        return keys

    def _rows(self, width: int) -> Sequence[Line]:
        trouble = self.quiz.trouble
        if trouble is not None:
            return self._trouble_rows(trouble.what, trouble.where, trouble.mend, width)
        today = self.today
        if today is None:
            return [((tr("問題を読み込んでいます"), "muted"),)]
        if not self.wide:
            return self._left(today, width, self.body.size.height)
        main = width - SIDE - 6
        left = self._left(today, main, self.body.size.height)
        right = side_rows(today, self._day, SIDE)
        rows: list[Line] = []
        for place in range(max(len(left), len(right))):
            one = left[place] if place < len(left) else ()
            other = right[place] if place < len(right) else ()
            rows.append([*one, (" " * (main + 6 - width_of(one)), ""), *other])
        return rows

    def _trouble_rows(self, what: str, where: str, mend: str, width: int) -> list[Line]:
        from quizapp.typeset.wrap import wrap_cells

        rows: list[Line] = [((line, "strong"),) for line in wrap_cells(what, width)]
        rows += [(), *(((line, "muted"),) for line in wrap_cells(where, width))] if where else []
        rows += [(), *(((line, ""),) for line in wrap_cells(mend, width))] if mend else []
        return rows

    def _left(self, today: Today, width: int, height: int) -> list[Line]:
        self.body.places = {}
        rows = [*hero_rows(today, width, ascii_only=self.quiz.ascii_only), ()]
        for line in start_rows(today, self.quiz.clock.now(), width, chosen=self.row == 0):
            self.body.places[len(rows)] = 0
            rows.append(line)
        load = [] if self.wide else [(), *load_rows(today, width)]
        room = height - len(rows) - 2 - len(load)
        if today.plan is not None and room > 0:
            rows.append(())
            rows.append(
                (
                    (tr("分野ごとの見込み"), "strong"),
                    ("   " + tr("計画") + " ", "muted"),
                    ("p", "key"),
                )
            )
            areas = area_rows(today.plan.areas[:room], width, chosen=self.row - 1)
            for place, line in enumerate(areas, 1):
                self.body.places[len(rows)] = place
                rows.append(line)
            weakest = weakest_row(today)
            if weakest is not None and room > len(today.plan.areas) + 1:
                rows += [(), weakest]
        elif today.topics and room > 0:
            rows.append(())
            rows.append(((tr("トピックごとの定着"), "strong"),))
            first = max(0, min(self.row - room, len(today.topics) - room))
            for place, topic in enumerate(today.topics[first : first + room], first + 1):
                self.body.places[len(rows)] = place
                rows.append(topic_row(topic, width, chosen=place == self.row))
        rows += load
        if self.wide and height - len(rows) > ROWS + 1:
            rows += [(), *self._heat(today, width)]
        return rows

    def _heat(self, today: Today, width: int) -> list[Line]:
        desk = self.quiz.desk
        if desk is None:
            return []
        day = self._day
        start = first_day(day)
        totals = desk.log.day_totals(day_number(start), day_number(day))
        times = {
            date.fromordinal(start.toordinal() + number - day_number(start)): study_ms(one)
            for number, one in totals.items()
        }
        return heat_rows(times, day, today.streak, self.quiz.ink, width)

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def do_up(self) -> None:
        """Choose the row above."""
        self._choose(self.row - 1)

    def do_down(self) -> None:
        """Choose the row below."""
        self._choose(self.row + 1)

    def _choose(self, row: int) -> None:
        today = self.today
        if today is not None:
            self.row = max(0, min(row, self._count(today)))
            self.body.redraw()
            self.draw_foot()

    def on_today_rows_clicked(self, event: TodayRows.Clicked) -> None:
        """Choose the clicked row and start it."""
        self._choose(event.row)
        self.do_start()

    def do_start(self) -> None:
        """Start the chosen row: today's session, or questions of one topic."""
        today = self.today
        if today is None:
            return
        if self.row and today.plan is not None:
            self.quiz.start_area(today.plan.areas[self.row - 1].id)
        elif self.row:
            self.quiz.start_topic(today.topics[self.row - 1].id)
        else:
            self.quiz.start_today()

    def do_old(self) -> None:
        """The session that was left days ago."""
        self.quiz.start_old()

    def do_cards(self) -> None:
        """Cards only."""
        self.quiz.start_cards()

    def do_mistakes(self) -> None:
        """The questions that went wrong."""
        if self.today is None or not self.today.wrong:
            self.note.say(tr("直す間違いはありません"))
            return
        self.quiz.start_mistakes()

    def do_exam(self) -> None:
        """Mock exams."""
        self.quiz.open_exam()

    def do_plan(self) -> None:
        """The plan up to the exam."""
        self.quiz.open_plan()

    def do_browse(self) -> None:
        """All questions."""
        self.quiz.open_browse()

    def do_stats(self) -> None:
        """What the record says of the learning so far."""
        self.quiz.open_stats()

    def do_demos(self) -> None:
        """The list of demos."""
        self.quiz.open_demos()

    def do_settings(self) -> None:
        """Settings."""
        self.quiz.open_settings()

    def do_retry(self) -> None:
        """Open the record again."""
        self.quiz.open_desk_again()

    def do_quit(self) -> None:
        """Leave."""
        self.quiz.exit(0)
