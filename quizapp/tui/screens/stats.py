"""The statistics: the record of days, memory, topics, and what is most missed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.widget import Widget

from quizapp.clock import study_day
from quizapp.practice.labels import kind_word
from quizapp.practice.statistics import Retention, Statistics, retention, statistics
from quizapp.scheduling.days import date_of
from quizapp.tui.cells import cut, pad
from quizapp.tui.heat import heat_rows
from quizapp.tui.ink import Line, column_of, value_bar
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.spans import duration
from quizapp.tui.widgets.rows import Rows
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.practice.desk import Desk

RANGES: tuple[int | None, ...] = (30, 90, 365, None)
LABEL = 22


class StatsScreen(FrameScreen):
    """Four tables, one at a time."""

    PLACE = "stats"
    KEYS = (
        Command("next", "tab,right", "tab", "次の表"),
        Command("previous", "shift+tab,left", "shift+tab", "前の表"),
        Command("range", "w", "w", "期間を変える"),
        Command("export", "e", "e", "JSON に書き出す"),
        Command("up", "up,k", "↑", "上へスクロール"),
        Command("down", "down,j", "↓", "下へスクロール"),
        Command("leave", "escape", "esc", "今日へ戻る"),
        *EVERYWHERE,
    )
    STATES = {
        "stats": State(
            "統計",
            (("next", "次の表"), ("range", "期間"), ("export", "書き出す"), ("leave", "今日へ")),
            ("previous", "up", "down"),
        )
    }
    BINDINGS = bindings("stats", KEYS)

    def __init__(self) -> None:
        super().__init__()
        self.tab = 0
        self.range = 0
        self.known: Statistics | None = None
        self.kept: Retention | None = None
        self.body = Rows(self._rows, id="stats")
        self.page = VerticalScroll(self.body, classes="body")
        self.page.can_focus = False

    def compose_body(self) -> Iterable[Widget]:
        """One piece of rows that scrolls."""
        yield self.page

    def on_mount(self) -> None:
        """Count."""
        self.thread_row.rule()
        self._look()

    def _look(self) -> None:
        desk = self.quiz.desk
        if desk is not None:
            self.known = statistics(
                desk.log, desk.library.items(), desk.library.topics, self.quiz.clock.now(),
                desk.scheduler, days=RANGES[self.range],
            )  # fmt: skip
            self.kept = None
        self.redraw()

    def redraw(self) -> None:
        """Draw again."""
        names = (tr("記録"), tr("記憶"), tr("分野"), tr("間違い"))
        tabs: list[tuple[str, str]] = []
        for place, name in enumerate(names):
            tabs += [("   " if place else "", ""), (name, "tab" if place == self.tab else "muted")]
        days = RANGES[self.range]
        span = tr("全期間") if days is None else tr("直近 {n} 日", n=days)
        self.head.say(tr("統計"), span, tabs)
        super().redraw()

    def _rows(self, width: int) -> Sequence[Line]:
        known, desk = self.known, self.quiz.desk
        if known is None or desk is None:
            return []
        if not known.ever.attempts:
            return [((tr("10 問解くと、ここに記録が出ます"), "muted"),)]
        if self.tab == 0:
            return self._record(known, desk)
        if self.tab == 1:
            return self._memory(known, desk, width)
        return self._topics(known, width) if self.tab == 2 else self._missed(known, width)

    def _record(self, known: Statistics, desk: Desk) -> list[Line]:
        from quizapp.practice.desk import streak

        day = study_day(self.quiz.clock.now(), desk.settings.rollover_hour)
        counts = {date_of(number): one.reviews for number, one in known.days.items()}
        rows = heat_rows(counts, day, streak(known.days, known.today), self.quiz.ink)
        totals = known.totals
        right = totals.right / totals.attempts if totals.attempts else 0.0
        rows += [(), _fact(tr("解いた問題"), f"{totals.attempts:,}",
                           tr("正解 {n}（{share:.0%}）", n=totals.right, share=right))]  # fmt: skip
        rows.append(_fact(tr("学習時間"), duration(totals.duration_ms)))
        paces = "   ".join(
            f"{kind_word(kind)} " + tr("{n} 秒", n=round(seconds))
            for kind, seconds in known.seconds.items()
        )
        mean = totals.duration_ms / totals.attempts if totals.attempts else 0.0
        rows.append(_fact(tr("1 問あたり"), duration(round(mean)), paces))
        now = tr("いま覚えている見込み {n} 問", n=round(known.remembered))
        rows.append(_fact(tr("出会った問題"), f"{known.seen} / {known.total}", now))
        return rows

    def _memory(self, known: Statistics, desk: Desk, width: int) -> list[Line]:
        if self.kept is None:
            days = RANGES[self.range] or 3660
            self.kept = retention(desk.log, self.quiz.clock.now(), desk.scheduler, days=days)
        kept = self.kept
        rows: list[Line] = []
        if kept.reached_share is None or kept.predicted_share is None:
            rows.append(((tr("翌日以降の復習がまだありません"), "muted"),))
        else:
            goal = desk.settings.desired_retention
            rows += [
                _fact(tr("定着"), f"{kept.reached_share:.0%}",
                      tr("目標 {goal:.0%}   復習 {n} 回", goal=goal, n=kept.tested)),
                _fact(tr("予測した定着"), f"{kept.predicted_share:.0%}",
                      tr("差 {n:+.0f} ポイント",
                         n=100 * (kept.reached_share - kept.predicted_share))),
            ]  # fmt: skip
        most = max(known.forecast)
        rows += [(), ((tr("これから 30 日の復習"), "strong"),)]
        rows.append([(column_of(n, most) + " ", "load") for n in known.forecast])
        said = tr("今日 {a}   7 日で {b}   30 日で {c}", a=known.forecast[0],
                  b=sum(known.forecast[:7]), c=sum(known.forecast))  # fmt: skip
        rows += [((said, "muted"),), (), ((tr("出会った問題の伸び"), "strong"),)]
        rows.append([(column_of(n, known.total), "accent") for _, n in known.growth[-width:]])
        return rows

    def _topics(self, known: Statistics, width: int) -> list[Line]:
        title = max(12, width - 32)
        return [
            (
                (pad(one.title.get(language()), title), ""),
                *value_bar(one.remembered, 14),
                (pad(f"{one.remembered:.0%}", 6, right=True), "strong"),
                (pad(f"{one.seen} / {one.total}", 11, right=True), "muted"),
            )
            for one in known.topics
        ]

    def _missed(self, known: Statistics, width: int) -> list[Line]:
        if not known.missed:
            return [((tr("忘れた問題はまだありません"), "muted"),)]
        rows: list[Line] = []
        for one in known.missed:
            sign = self.quiz.ink.mark("wrong" if one.wrong else "right")
            lapses = tr("忘れた {n} 回", n=one.lapses) + ("   " + tr("苦手") if one.leech else "")
            rows.append(
                (
                    (sign + " ", "wrong" if one.wrong else "right"),
                    (pad(one.id, 11), "muted"),
                    (pad(cut(one.title.get(language()), width - 38), width - 37), ""),
                    (lapses, "muted"),
                )
            )
        return rows

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def _show(self, tab: int) -> None:
        self.tab = tab % 4
        self.page.scroll_home(animate=False)
        self.redraw()

    def do_next(self) -> None:
        """The next table."""
        self._show(self.tab + 1)

    def do_previous(self) -> None:
        """The table before."""
        self._show(self.tab - 1)

    def do_range(self) -> None:
        """Another range of days."""
        self.range = (self.range + 1) % len(RANGES)
        self._look()

    def do_export(self) -> None:
        """Write everything to a file beside the record."""
        from quizapp.practice.statistics_plain import plain

        if self.known is None:
            return
        path = self.quiz.paths.store.parent / "stats.json"
        try:
            path.write_text(json.dumps(plain(self.known), ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            self.note.say(tr("書き出せません: {error}", error=error.strerror or error), keep=True)
            return
        self.note.say(tr("書き出しました: {path}", path=path), keep=True)

    def do_up(self) -> None:
        """A row up."""
        self.page.scroll_relative(y=-1, animate=False)

    def do_down(self) -> None:
        """A row down."""
        self.page.scroll_relative(y=1, animate=False)

    def do_leave(self) -> None:
        """Back to today."""
        self.dismiss()


def _fact(name: str, value: str, about: str = "") -> Line:
    return (
        (pad(name, LABEL), "muted"),
        (pad(value, 12, right=True), "strong"),
        ("   " + about, "muted"),
    )
