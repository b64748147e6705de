"""Today: how much waits, one key to begin, how each topic stands, the two weeks to come.

The first screen anyone sees, so it imports little and is drawn as one piece of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.widget import Widget

from quizapp.clock import study_day
from quizapp.tui.cells import cut, pad, spread, width_of
from quizapp.tui.heat import ROWS, day_number, first_day, heat_rows
from quizapp.tui.ink import Line, column_of, value_bar
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.spans import ago, day_long, day_short, weekday_short
from quizapp.tui.widgets.frame import FootKey
from quizapp.tui.widgets.rows import Rows
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.practice.today import Today, TopicStanding

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
        Command("cards", "c", "c", "カードをめくる"),
        Command("mistakes", "w", "w", "間違えた問題をもう一度"),
        Command("demos", "l", "l", "デモの一覧"),
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
                ("mistakes", "間違い"),
                ("demos", "デモ"),
                ("settings", "設定"),
                ("quit", "終了"),
            ),
            ("up", "down"),
        ),
        "loading": State("読み込み中", (("quit", "終了"),), ("settings",)),
        "trouble": State(
            "記録を開けない",
            (("retry", "もう一度 試す"), ("settings", "設定"), ("quit", "終了")),
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

    def state_name(self) -> str:
        """Loading, in trouble, or ready."""
        if self.quiz.trouble is not None:
            return "trouble"
        return "loading" if self.today is None else "ready"

    def works(self, command: str, *told: str) -> bool:
        """Mistakes only where there are some."""
        today = self.today
        if command == "mistakes" and (today is None or not today.mistakes):
            return False
        return super().works(command, *told)

    # ── drawing ──────────────────────────────────────────────────────────────────────────────

    def refresh_day(self) -> None:
        """Draw the day again."""
        now = self.quiz.clock.now()
        day = study_day(now, self.quiz.settings.rollover_hour)
        self.head.say(tr("今日"), self.quiz.pack_title(), ((day_long(day), "muted"),))
        today = self.today
        if today is not None:
            self.row = min(self.row, len(today.topics))
        self.body.redraw()
        self.draw_foot()

    def redraw(self) -> None:
        """Draw everything again."""
        super().redraw()
        self.refresh_day()

    def foot_keys(self) -> list[FootKey]:
        """The first key says what it starts."""
        keys = super().foot_keys()
        today = self.today
        if today is not None and keys and keys[0].command == "start":
            if self.row:
                label = tr("このトピック")
            elif today.resume is not None:
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
        right = self._right(today, SIDE)
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
        rows = [*self._hero(today, width), ()]
        for line in self._start_block(today, width):
            self.body.places[len(rows)] = 0
            rows.append(line)
        load = [] if self.wide else [(), *self._load(today, width)]
        room = height - len(rows) - 2 - len(load)
        if today.topics and room > 0:
            rows.append(())
            rows.append(((tr("トピックごとの定着"), "strong"),))
            first = max(0, min(self.row - room, len(today.topics) - room))
            for place, topic in enumerate(today.topics[first : first + room], first + 1):
                self.body.places[len(rows)] = place
                rows.append(self._topic(topic, width, chosen=place == self.row))
        rows += load
        if self.wide and height - len(rows) > ROWS + 1:
            rows += [(), *self._heat(today)]
        return rows

    def _heat(self, today: Today) -> list[Line]:
        desk = self.quiz.desk
        if desk is None:
            return []
        day = study_day(self.quiz.clock.now(), self.quiz.settings.rollover_hour)
        start = first_day(day)
        totals = desk.log.day_totals(day_number(start), day_number(day))
        counts = {
            date.fromordinal(start.toordinal() + number - day_number(start)): one.reviews
            for number, one in totals.items()
        }
        return heat_rows(counts, day, today.streak, self.quiz.ink)

    def _hero(self, today: Today, width: int) -> list[Line]:
        from quizapp.typeset.digits import hero

        days = today.days_left
        if days is not None and days >= 0:
            number, unit = days, "日" if language() == "ja" else ""
            beside: list[Line] = [
                ((tr("試験まで"), "strong"),),
                ((day_long(today.exam_date) if today.exam_date else "", "muted"),),
                self._done_today(today),
            ]
        else:
            number, unit = today.due + today.new, "問" if language() == "ja" else ""
            beside = [
                ((tr("今日の分"), "strong"),),
                self._done_today(today),
                ((tr("試験日を決める"), "muted"), ("  s", "key")),
            ]
        digits = list(hero(str(number), ascii=self.quiz.ascii_only))
        widest = max(cell_len(row) for row in digits)
        start = max(16, widest + cell_len(unit) + 4)
        rows: list[Line] = []
        for place, line in enumerate(beside):
            drawn = pad(digits[place] if place < len(digits) else "", widest)
            tail = f" {unit}" if place == 2 else ""
            rows.append(
                [
                    (drawn, "accent"),
                    (pad(tail, start - widest), "muted"),
                    *line,
                ]
            )
        return rows

    def _done_today(self, today: Today) -> Line:
        if today.answered:
            return (
                (tr("今日は {n} 問、正解 {right}", n=today.answered, right=today.right), "muted"),
            )
        if today.streak > 1:
            return ((tr("連続 {n} 日", n=today.streak), "muted"),)
        return ((tr("今日はまだこれから"), "muted"),)

    def _start_block(self, today: Today, width: int) -> list[Line]:
        chosen = self.row == 0
        ground = " cell" if chosen else ""
        resume = today.resume
        if resume is not None:
            from quizapp.clock import Moment

            title = tr("続きから {place} / {total}", place=resume.place, total=resume.total)
            stopped = Moment(resume.stopped_ms, resume.offset_min)
            first = tr("{when}に中断", when=ago(stopped, self.quiz.clock.now()))
        elif today.planned:
            title = tr("はじめる")
            first = tr("{n} 問 ・ およそ {m} 分", n=today.planned, m=today.minutes)
        else:
            title = tr("今日の分は終わりました")
            first = tr("5 問だけ先に進む（予定は変わりません）")
        counts = [
            (today.due, tr("復習")),
            (today.new, tr("新しい問題")),
            (today.mistakes, tr("間違い直し")),
        ]
        order = "{count} {name}" if language() == "en" else "{name} {count}"
        second = "   ".join(order.format(count=count, name=name) for count, name in counts if count)
        bar = ("▌" if chosen else " ", "accent" + ground)
        one = spread(
            [bar, (f" {title}", "strong" + ground), (f"   {first}", ground.strip())],
            [("enter" if chosen else "", "key" + ground), (" ", ground.strip())],
            width,
        )
        two = [bar, (pad(f" {second}", width - 1), "muted" + ground)]
        grounded = [(text, role or ground.strip()) for text, role in one]
        return [grounded, two] if second else [grounded]

    def _topic(self, topic: TopicStanding, width: int, *, chosen: bool) -> Line:
        label = 20 if width < 70 else 24
        tail = f"{round(100 * topic.remembered):>4}%"
        count = "" if self.narrow else f"{topic.seen:>6}/{topic.total}"
        bar = width - 2 - label - 2 - len(tail) - (len(f"{'':>6}") + 5 if count else 0)
        ground = " cell" if chosen else ""
        name = pad(topic.title.get(language()), label)
        line = [
            ("▌" if chosen else " ", "accent" + ground),
            (" " + name + "  ", ("strong" if chosen else "") + ground),
            *((text, role + ground) for text, role in value_bar(topic.remembered, bar)),
            (pad(count, 11, right=True) if count else "", "muted" + ground),
            (tail, "strong" + ground),
        ]
        return [(text, role.strip()) for text, role in line]

    def _load(self, today: Today, width: int) -> list[Line]:
        days = len(today.load)
        gap = 1
        each = max(1, min(4, (width + gap) // max(days, 1) - gap))
        largest = max(today.load, default=0)
        total = sum(today.load)
        line: list[tuple[str, str]] = []
        for place, count in enumerate(today.load):
            line.append((column_of(count, largest) * each, "accent" if place == 0 else "load"))
            line.append((" " * gap, ""))
        head: Line = (
            (tr("これから 2 週間"), "strong"),
            ("   " + tr("復習 {n} 問", n=total), "muted"),
        )
        return [head, line]

    def _right(self, today: Today, width: int) -> list[Line]:
        """The two weeks as columns with their days, then the day's record."""
        rows: list[Line] = [
            (
                (tr("これから 2 週間"), "strong"),
                ("   " + tr("復習 {n} 問", n=sum(today.load)), "muted"),
            ),
            (),
        ]
        largest = max(max(today.load, default=0), 1)
        height = 6
        day = study_day(self.quiz.clock.now(), self.quiz.settings.rollover_hour)
        each = max(3, width // max(len(today.load), 1))
        for level in range(height, 0, -1):
            line: list[tuple[str, str]] = []
            for place, count in enumerate(today.load):
                eighths = round(8 * height * count / largest) - 8 * (level - 1)
                sign = " " if eighths <= 0 else " ▁▂▃▄▅▆▇█"[min(8, eighths)]
                if level == 1 and eighths <= 0:
                    sign = "▁"
                role = "accent" if place == 0 else "load"
                line += [(sign * (each - 1), role if count else "faint"), (" ", "")]
            rows.append(line)
        names = [weekday_short(day + timedelta(days=place)) for place in range(len(today.load))]
        rows.append([(pad(name, each), "muted") for name in names])
        counts = [str(count) if count else "·" for count in today.load]
        rows.append([(pad(count, each), "faint" if count == "·" else "") for count in counts])
        rows += [(), ((tr("今日の記録"), "strong"),)]
        record = [
            (tr("答えた問題"), tr("{n} 問", n=today.answered)),
            (tr("正解"), tr("{n} 問", n=today.right)),
            (tr("連続"), tr("{n} 日", n=today.streak)),
        ]
        rows += [((pad(name, 16), "muted"), (value, "")) for name, value in record]
        if today.exam_date is not None:
            rows.append(((pad(tr("試験日"), 16), "muted"), (day_short(today.exam_date), "")))
        return [[(cut(text, width), role) for text, role in row] for row in rows]

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
            self.row = max(0, min(row, len(today.topics)))
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
        if self.row:
            self.quiz.start_topic(today.topics[self.row - 1].id)
        else:
            self.quiz.start_today()

    def do_cards(self) -> None:
        """Cards only."""
        self.quiz.start_cards()

    def do_mistakes(self) -> None:
        """The questions that went wrong."""
        self.quiz.start_mistakes()

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
