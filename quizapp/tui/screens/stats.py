"""The statistics: the record of days, memory, topics, and what is most missed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.worker import Worker

from quizapp.clock import study_day
from quizapp.practice.labels import kind_word, sure_word
from quizapp.practice.statistics import Missed, Retention, Statistics, retention, statistics
from quizapp.practice.study_days import streak, study_ms
from quizapp.scheduling.days import date_of
from quizapp.tui.cells import cut, pad, width_of
from quizapp.tui.heat import heat_rows
from quizapp.tui.ink import Line, column_of, value_bar
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.prose import prose_lines
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.spans import duration, missed_days
from quizapp.tui.widgets.rows import Rows
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.practice.confidence import Level
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
        Command("fit", "f", "f", "記憶の計算を自分の記録に合わせる"),
        Command("reset", "r", "r", "はじめの計算に戻す"),
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
        ),
        "memory": State(
            "統計・記憶",
            (
                ("next", "次の表"),
                ("range", "期間"),
                ("fit", "合わせる"),
                ("reset", "はじめに戻す"),
                ("export", "書き出す"),
                ("leave", "今日へ"),
            ),
            ("previous", "up", "down"),
        ),
    }
    BINDINGS = bindings("stats", KEYS)

    def __init__(self) -> None:
        super().__init__()
        self.tab = 0
        self.range = 0
        self.known: Statistics | None = None
        self.kept: Retention | None = None
        self.fitting: Worker[None] | None = None
        self.fitted: tuple[str, ...] = ()
        """What came of fitting, to be read on the memory table."""
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
            # The English words stand within sentences elsewhere, and begin small.
            name = name[:1].upper() + name[1:]
            tabs += [("   " if place else "", ""), (name, "tab" if place == self.tab else "muted")]
        days = RANGES[self.range]
        span = tr("全期間") if days is None else tr("直近 {n} 日", n=days)
        self.head.say(tr("統計"), span, tabs)
        super().redraw()

    def _rows(self, width: int) -> Sequence[Line]:
        known, desk = self.known, self.quiz.desk
        if known is None or desk is None:
            return []
        if not (known.ever.attempts or known.ever.duration_ms):
            return [((tr("1 問解くと、ここに記録が出ます"), "muted"),)]
        if self.tab == 0:
            return self._record(known, desk, width)
        if self.tab == 1:
            return self._memory(known, desk, width)
        return self._topics(known, width) if self.tab == 2 else self._missed(known, width)

    def _record(self, known: Statistics, desk: Desk, width: int) -> list[Line]:
        day = study_day(self.quiz.clock.now(), desk.settings.rollover_hour)
        times = {date_of(number): study_ms(one) for number, one in known.days.items()}
        rows = heat_rows(times, day, streak(known.days, known.today), self.quiz.ink, width)
        totals = known.totals
        right = totals.right / totals.attempts if totals.attempts else 0.0
        rows += [(), _fact(tr("解いた問題"), f"{totals.attempts:,}",
                           tr("正解 {n}（{share:.0%}）", n=totals.right, share=right))]  # fmt: skip
        rows.append(_fact(tr("学習時間"), duration(totals.duration_ms)))
        paces = [
            f"{kind_word(kind)} " + tr("{n} 秒", n=round(seconds))
            for kind, seconds in known.seconds.items()
        ]
        for place, line in enumerate(_joined(paces, width - LABEL)):
            rows.append(((pad("" if place else tr("1 問あたり"), LABEL), "muted"), (line, "")))
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
            # The difference of the two as they stand there, not of what was rounded away.
            apart = round(100 * kept.reached_share) - round(100 * kept.predicted_share)
            rows += [
                _fact(tr("定着"), f"{kept.reached_share:.0%}",
                      tr("目標 {goal:.0%}   復習 {n} 回", goal=goal, n=kept.tested)),
                _fact(tr("予測した定着"), f"{kept.predicted_share:.0%}",
                      tr("差 {n} ポイント", n=f"{apart:+d}" if apart else "±0")),
            ]  # fmt: skip
        rows += self._parameters(desk, width)
        most = max(known.forecast)
        rows += [(), ((tr("これから 30 日の復習"), "strong"),)]
        rows.append([(column_of(n, most) + " ", "load") for n in known.forecast])
        said = tr("今日 {a}   7 日で {b}   30 日で {c}", a=known.forecast[0],
                  b=sum(known.forecast[:7]), c=sum(known.forecast))  # fmt: skip
        rows += [((said, "muted"),), (), ((tr("出会った問題の伸び"), "strong"),)]
        rows.append([(column_of(n, known.total), "accent") for _, n in known.growth[-width:]])
        return rows

    def _parameters(self, desk: Desk, width: int) -> list[Line]:
        """Whose memory is being counted with, and what came of fitting."""
        own = bool(desk.settings.memory_parameters)
        value = tr("自分の記録") if own else tr("はじめのまま")
        about = tr("合わせています…") if self.fitting is not None else ""
        rows: list[Line] = [_fact(tr("記憶の計算"), value, about)]
        for text in self.fitted:
            rows += [[(part, "hint") for part, _ in line] for line in prose_lines(text, width)]
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
        rows: list[Line] = []
        if known.misjudged:
            rows.append(((tr("確かだと思って間違えた問題"), "strong"),))
            rows += [*self._items(known.misjudged, width), ()]
        if any(one.asked for one in known.calibration):
            rows += [((tr("確信と正答"), "strong"),)]
            rows += [*(_level(one) for one in known.calibration if one.asked), ()]
        if not known.missed:
            return [*rows, ((tr("忘れた問題はまだありません"), "muted"),)]
        if rows:
            rows.append(((tr("よく忘れる問題"), "strong"),))
        return [*rows, *self._items(known.missed, width)]

    def _items(self, missed: Sequence[Missed], width: int) -> list[Line]:
        rows: list[Line] = []
        for one in missed:
            sign = self.quiz.ink.mark("wrong" if one.wrong else "right")
            lapses = missed_days(one.lapses) if one.lapses else ""
            lapses += "   " + tr("苦手") if one.leech else ""
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

    def do_fit(self) -> None:
        """Fit memory to the record, in a process beside the screens."""
        self._begin_fitting()

    def do_reset(self) -> None:
        """Count with the usual memory again."""
        self._begin_fitting("--reset")

    def _begin_fitting(self, *args: str) -> None:
        if self.fitting is None:
            self.fitted = ()
            self.fitting = self.run_worker(self._fit(*args), exclusive=True, group="fit")
            self.redraw()

    async def _fit(self, *args: str) -> None:
        from quizapp.tui.fitting import run_fit

        try:
            done = await run_fit(self.quiz.paths, *args)
        finally:
            self.fitting = None
        report = done.report
        if report is None:
            self.fitted = (done.trouble,)
        elif report.get("kept"):
            self.quiz.use_memory(tuple(report["parameters"]))
        elif report.get("reset"):
            self.quiz.use_memory(())
        if report is not None:
            self.fitted = fit_words(report)
        self._look()

    def do_up(self) -> None:
        """A row up."""
        self.page.scroll_relative(y=-1, animate=False)

    def do_down(self) -> None:
        """A row down."""
        self.page.scroll_relative(y=1, animate=False)

    def do_leave(self) -> None:
        """Back to today."""
        self.dismiss()

    def state_name(self) -> str:
        """The memory table has keys of its own."""
        return "memory" if self.tab == 1 else "stats"

    def works(self, command: str, *told: str) -> bool:
        """One fitting at a time, and back only from a fit."""
        if not super().works(command, *told):
            return False
        if command in ("fit", "reset") and self.fitting is not None:
            return False
        return command != "reset" or bool(self.quiz.settings.memory_parameters)


def fit_words(report: Mapping[str, Any]) -> tuple[str, ...]:
    """What came of fitting, in a line or two."""
    if "reset" in report:
        return (tr("はじめの計算に戻しました"),)
    if report["verdict"] == "too_few":
        return (
            tr(
                "まだ合わせられません。翌日以降の復習が {needed} 回いります（今 {n} 回）",
                needed=report["needed"],
                n=report["reviews"],
            ),
        )
    if report["verdict"] == "unfit":
        return (tr("この記録には合わせられません。はじめての復習が少なすぎます"),)
    figures = tr(
        "確かめた復習 {n} 回で 対数損失 {before:.4f} → {after:.4f}   ± {noise:.4f}",
        n=report["held_out"],
        before=report["before"]["log_loss"],
        after=report["after"]["log_loss"],
        noise=report["noise"],
    )
    if report["kept"]:
        return tr("予測がよくなるので、切り替えました（r で戻す）"), figures
    return tr("予測がよくなったとは言えないので、何も変えません"), figures


def _joined(parts: Sequence[str], width: int) -> list[str]:
    """Parts side by side, as many on each line as fit whole in ``width`` cells."""
    lines: list[str] = []
    for part in parts:
        if lines and width_of([(f"{lines[-1]}   {part}", "")]) <= width:
            lines[-1] += f"   {part}"
        else:
            lines.append(part)
    return lines


def _level(one: Level) -> Line:
    """One level of confidence: its word, the share right, its interval."""
    share = one.share or 0.0
    about = tr("{right} / {n} 問   95% の幅 {low:.0%}〜{high:.0%}",
               right=one.right, n=one.asked, low=one.low, high=one.high)  # fmt: skip
    return _fact(sure_word(one.sure), f"{share:.0%}", about)


def _fact(name: str, value: str, about: str = "") -> Line:
    return (
        (pad(name, LABEL), "muted"),
        (pad(value, max(12, cell_len(value)), right=True), "strong"),
        ("   " + about, "muted"),
    )
