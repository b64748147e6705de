"""The report of an exam: the score, each area, what to mend first, and one key to practise it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from quizapp.clock import Moment
from quizapp.errors import QuizappError
from quizapp.exam.report import missed_items
from quizapp.exam.sittings import report_of
from quizapp.exam.wording import clock, expected_lines, published_line, said
from quizapp.tui.cells import cut, heading, pad
from quizapp.tui.ink import Line, value_bar
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.opening import take_mocks
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.spans import day_short, minutes
from quizapp.tui.widgets.listing import Listing
from quizapp.tui.widgets.rows import Rows
from quizapp.typeset.digits import hero
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.exam.sitting import Sitting
    from quizapp.practice.desk import Desk

GUARD_S = 0.6
"""Seconds after the paper was taken away in which keys are for the question that was there."""
SIDE = 42
"""Width of the topics beside the areas where there is room, in cells."""


class ExamReportScreen(FrameScreen):
    """What the exam showed, and what to do about it."""

    PLACE = "exam-report"
    CSS_PATH = Path(__file__).with_name("exam.tcss")
    KEYS = (
        Command("practise", "enter", "enter", "間違えた問題を練習する"),
        Command("up", "up,k", "↑", "上の行へ"),
        Command("down", "down,j", "↓", "下の行へ"),
        Command("open", "o", "o", "選んだ問題の答えと解説"),
        Command("all", "a", "a", "全問の答えと解説"),
        Command("export", "e", "e", "HTML のファイルに書き出す"),
        Command("leave", "escape", "esc", "今日へ戻る"),
        *EVERYWHERE,
    )
    STATES = {
        "report": State(
            "模試の結果",
            (
                ("practise", "間違いを練習"),
                ("open", "開く"),
                ("all", "全問"),
                ("export", "書き出す"),
                ("leave", "今日へ"),
            ),
            ("up", "down"),
        )
    }
    BINDINGS = bindings("exam-report", KEYS)

    def __init__(self, sitting: Sitting, desk: Desk, at: Moment, *, fresh: bool = False) -> None:
        super().__init__()
        self.sitting = sitting
        self.report: dict[str, Any] = report_of(sitting.id, desk.library, desk.log, at)
        take_mocks(desk)
        items = missed_items(self.report)
        by_id = {one["id"]: one for one in self.report["questions"]}
        self.missed = [by_id[item] for item in items]
        self.top = Rows(self._top, id="score")
        self.listing = Listing(id="mend")
        self.times = Rows(self._times, id="times")
        self._guarded_until = time.monotonic() + GUARD_S if fresh else 0.0

    def compose_body(self) -> Iterable[Widget]:
        """Score and areas, the list to mend, the time."""
        scroll = VerticalScroll(self.listing, id="mend-scroll")
        scroll.can_focus = False
        yield Vertical(self.top, scroll, self.times, classes="body")

    def on_mount(self) -> None:
        """Draw the report."""
        self.thread_row.rule()
        self.redraw()
        if self._guarded_until:
            said_end = (
                tr("時間です。解答を提出しました")
                if self.report["closed_by"] == "deadline"
                else tr("解答を提出しました")
            )
            self.note.say(said_end)

    async def action_command(self, name: str, *told: str) -> None:
        """Run a command; the last key before the time was up is not passed on."""
        if time.monotonic() >= self._guarded_until:
            await super().action_command(name, *told)

    def works(self, command: str, *told: str) -> bool:
        """Practice and the list only where something was missed."""
        if command in ("practise", "up", "down", "open") and not self.missed:
            return False
        return super().works(command, *told)

    def redraw(self) -> None:
        """Draw everything again."""
        report = self.report
        day = Moment(report["submitted_ms"], report["offset_min"]).local().date()
        self.head.say(
            tr("模試の結果"),
            said(report["title"]),
            ((f"{day_short(day)}  {minutes(report['used_ms'])}", "muted"),),
        )
        self.listing.list([self._entry(one) for one in self.missed])
        super().redraw()

    # ── rows ─────────────────────────────────────────────────────────────────────────────────

    def _top(self, width: int) -> Sequence[Line]:
        means = (self.report["published"] or {}).get("by_area", {})
        areas = self._groups(
            self.report["by_area"],
            width - SIDE - 4 if self.wide else width,
            means={} if self.narrow else means,
        )
        rows: list[Line] = [*self._score(), *self._foreseen(width), ()]
        if self.wide:
            rows += self._beside(areas, width)
        else:
            rows += areas
        rows.append(())
        if self.missed:
            rows.append(
                (
                    (tr("まず直す"), "strong"),
                    ("   " + tr("自信があって間違えた問題から"), "muted"),
                )
            )
        else:
            rows.append(((tr("間違いはありません。"), "muted"),))
        return rows

    def _beside(self, areas: list[Line], width: int) -> list[Line]:
        """Areas, and the weakest topics at their right."""
        weakest = sorted(self.report["by_topic"], key=lambda one: (one["percent"], -one["total"]))
        topics = self._groups(weakest[: max(1, len(areas))], SIDE, bar=False)
        gap = width - SIDE - 4
        rows: list[Line] = []
        for place, row in enumerate(areas):
            used = sum(cell_len(text) for text, _ in row)
            other = topics[place] if place < len(topics) else ()
            rows.append((*row, (" " * (gap + 4 - used), ""), *other))
        return rows

    def _score(self) -> list[Line]:
        report = self.report
        score = report["score"]
        drawn = hero(str(round(score["percent"])), ascii=self.quiz.ascii_only)
        beside: list[Line] = [
            (
                (
                    tr("{total} 問中 {right} 問 正解", total=score["total"], right=score["right"]),
                    "strong",
                ),
                (
                    "   "
                    + tr("幅 {low}〜{high} %", low=round(score["low"]), high=round(score["high"])),
                    "muted",
                ),
            ),
            self._compared(),
            ((published_line(published), "muted"),) if (published := report["published"]) else (),
        ]
        return [
            ((drawn[place], "accent"), (" %  " if place == 2 else "    ", "muted"), (" ", ""), *row)
            for place, row in enumerate(beside)
        ]

    def _foreseen(self, width: int) -> list[Line]:
        """What was expected before the first answer, and whether that was honest."""
        expected = self.report["expected"]
        if expected is None or expected["inside"] is None:
            return []
        if self.size.height >= 34:
            return [((cut(text, width), "muted"),) for text in expected_lines(expected)]
        low, high = expected["band"]
        said = tr(
            "始める前の見込み {percent} %（幅 {low}〜{high}）",
            percent=round(expected["percent"]),
            low=round(low),
            high=round(high),
        )
        held = (
            tr("結果は幅の中")
            if expected["inside"]
            else tr("結果は幅より上")
            if expected["error"] > 0
            else tr("結果は幅より下")
        )
        return [((cut(f"{said}   {held}", width), "muted"),)]

    def _compared(self) -> Line:
        previous = self.report["previous"]
        if previous is None:
            return ((tr("はじめての模試です"), "muted"),)
        day = Moment(previous["begun_ms"], self.report["offset_min"]).local().date()
        return (
            (
                tr(
                    "前回より {change}（{day} {percent} %）",
                    change=f"{previous['change']:+.0f}",
                    day=day_short(day),
                    percent=round(previous["percent"]),
                ),
                "muted",
            ),
        )

    def _groups(
        self,
        groups: Sequence[dict[str, Any]],
        width: int,
        *,
        bar: bool = True,
        means: Mapping[str, int] | None = None,
    ) -> list[Line]:
        """Rows of name, bar, count and share; at the end what was published, where it was."""
        name = min(24, max(12, width // 4)) if bar else width - 16
        label = tr("平均")
        beside = 3 + cell_len(label) + 4 if means else 0
        cells = max(0, width - name - 2 - 8 - 6 - beside)
        return [
            (
                (pad(said(one["title"]), name) + "  ", "" if bar else "muted"),
                *(value_bar(one["percent"] / 100, cells) if bar else ()),
                (f"{one['right']}/{one['total']}".rjust(8), "" if bar else "muted"),
                (f"{round(one['percent'])}%".rjust(6), "strong" if bar else "muted"),
                *(
                    ((f"   {label}{means[one['id']]:>4}", "muted"),)
                    if means and one["id"] in means
                    else ()
                ),
            )
            for one in groups
        ]

    def _entry(self, one: dict[str, Any]) -> Line:
        blank = one["outcome"] == "blank"
        width = max(20, min(self.size.width, 120) - (3 if self.narrow else 7))
        tail = [tr("{n} 秒", n=round(one["spent_ms"] / 1000))]
        if one["mark"] == "sure":
            tail.insert(0, tr("自信あり"))
        if blank:
            tail.insert(0, tr("未解答"))
        said_tail = "  ".join(tail)
        room = width - 8 - cell_len(said_tail) - 2
        sign = "·" if blank else self.quiz.ink.mark("wrong")
        return (
            (f" {sign} ", "muted" if blank else "wrong strong"),
            (f"{one['number']:>3}  ", "muted"),
            (pad(cut(said(one["title"]), room), room), ""),
            ("  " + said_tail, "muted"),
        )

    def _times(self, width: int) -> Sequence[Line]:
        report = self.report
        changes = report["changes"]
        parts = [
            tr("平均 {n} 秒", n=round(report["time"]["mean_ms"] / 1000)),
            tr("3 分を超えた問題 {n}", n=len(report["time"]["slow"])),
            tr("見直しで正解に変わった {n}", n=len(changes["wrong_right"])),
        ]
        if changes["right_wrong"]:
            parts.append(tr("正解を外した {n}", n=len(changes["right_wrong"])))
        label = heading(tr("時間"))
        while len(parts) > 1 and cell_len(label + "   ".join(parts)) + 2 > width:
            parts.pop()
        rows: list[Line] = [((label + "  ", "strong"), ("   ".join(parts), "muted"))]
        if not self.short:
            rows.insert(0, ())
        breaks = []
        if report["pauses_ms"]:
            total = clock(sum(report["pauses_ms"]))
            breaks.append(
                tr("一時停止 {n} 回、合計 {time}", n=len(report["pauses_ms"]), time=total)
            )
        if report["resumes"]:
            breaks.append(tr("中断からの再開 {n} 回（時計は進んでいます）", n=report["resumes"]))
        if breaks:
            rows.append((("   ".join(breaks), "muted"),))
        return rows

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def do_up(self) -> None:
        """The row above."""
        self.listing.choose(self.listing.place - 1)

    def do_down(self) -> None:
        """The row below."""
        self.listing.choose(self.listing.place + 1)

    @on(Listing.Opened)
    def _opened(self, event: Listing.Opened) -> None:
        self.do_open()

    def do_practise(self) -> None:
        """Practise what was missed; this report is there again afterwards."""
        from quizapp.practice.choice import Choice

        desk = self.quiz.desk
        items = [one["id"] for one in self.missed]
        if desk is not None:
            items = [item for item in items if desk.library.has(item)]
        self.quiz.start_choice(Choice(items=tuple(dict.fromkeys(items)), mistakes=True))

    def do_open(self) -> None:
        """The chosen question with its answer."""
        self._review(self.missed[self.listing.place]["number"] - 1)

    def do_all(self) -> None:
        """Every question with its answer, from the first."""
        self._review(0)

    def _review(self, place: int) -> None:
        from quizapp.tui.screens.exam_review import ExamReviewScreen

        self.quiz.push_screen(ExamReviewScreen(self.sitting, self.report, place))

    def do_export(self) -> None:
        """Write the report as one HTML file, which prints well, and say where it is."""
        from quizapp.exam.html import html_report
        from quizapp.tui.figures.page import PageFigures
        from quizapp.typeset.prose import plain

        path = self.quiz.paths.home / f"exam-{self.sitting.id}.html"
        try:
            figures = PageFigures("en" if language() == "en" else "ja")
            path.write_text(html_report(self.report, plain, figures), encoding="utf-8")
        except (OSError, QuizappError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            self.note.say(tr("書き出せません: {error}", error=why or error), keep=True)
            return
        self.note.say(str(path), keep=True)

    def do_leave(self) -> None:
        """To today, past the list of exams."""
        from quizapp.tui.screens.exam_start import ExamStartScreen

        self.dismiss()
        below = self.app.screen
        if isinstance(below, ExamStartScreen):
            below.dismiss()
