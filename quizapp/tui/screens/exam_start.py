"""Before an exam: the one under way first, then the kinds of exam, then those handed in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget

from quizapp.clock import Moment
from quizapp.errors import QuizappError
from quizapp.exam.draw import draw, used_lately
from quizapp.exam.foreseen import foreseen, mocks_of
from quizapp.exam.paper import guesses
from quizapp.exam.shelf import find, names
from quizapp.exam.sitting import Sitting
from quizapp.tui.cells import pad
from quizapp.tui.ink import Line
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.exam_words import clock_text
from quizapp.tui.spans import ago, count_questions, day_short, minutes
from quizapp.tui.widgets.frame import FootKey
from quizapp.tui.widgets.listing import Listing
from quizapp.tui.widgets.rows import Rows
from quizapp.typeset.wrap import wrap_cells
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.exam.paper import Paper
    from quizapp.exam.state import Forecast
    from quizapp.practice.desk import Desk

LAST = 8
"""Sittings listed, and looked at for questions that should not come again so soon."""
FRAMEWORKS = ("pytorch", "keras", "both")
_NAMES = {"pytorch": "PyTorch", "keras": "Keras"}


class Row(NamedTuple):
    """Something that can be opened: a sitting under way, a new exam, a report."""

    kind: str
    """"resume", "new" or "report"."""
    sitting: Sitting | None = None
    blueprint: Blueprint | None = None


class ExamStartScreen(FrameScreen):
    """Choose an exam; enter starts its clock."""

    PLACE = "exam-start"
    CSS_PATH = Path(__file__).with_name("exam.tcss")
    KEYS = (
        Command("open", "enter", "enter", "選んだ行を始める・開く"),
        Command("up", "up,k", "↑", "上の行へ"),
        Command("down", "down,j", "↓", "下の行へ"),
        Command("framework", "left,right", "←→", "コードの問題のフレームワークを替える"),
        Command("leave", "escape", "esc", "今日へ戻る"),
        *EVERYWHERE,
    )
    STATES = {
        "choosing": State(
            "模試を選ぶ",
            (("open", "始める"), ("framework", "フレームワーク"), ("leave", "今日へ")),
            ("up", "down"),
        )
    }
    BINDINGS = bindings("exam-start", KEYS)

    def __init__(self, desk: Desk, sitting: str = "") -> None:
        super().__init__()
        self.desk = desk
        self._asked = sitting
        """A sitting to go straight on with."""
        self.drawing = False
        """Whether a paper is being drawn."""
        self.framework = desk.settings.framework
        self.rows: list[Row] = []
        self.sat: list[Sitting] = []
        self.listing = Listing(id="exams")
        self.about = Rows(self._about, id="about")

    def compose_body(self) -> Iterable[Widget]:
        """The list and what the chosen row means."""
        scroll = VerticalScroll(self.listing, classes="exam-list")
        scroll.can_focus = False
        body = VerticalScroll(scroll, self.about, classes="body")
        body.can_focus = False
        yield body

    def on_mount(self) -> None:
        """Draw what there is."""
        self.thread_row.rule()
        self._look()
        if self._asked:
            self.call_after_refresh(self._go_on)

    def _go_on(self) -> None:
        """Show the sitting that was begun before the screens opened."""
        try:
            sitting = Sitting.load(self._asked, self.desk.library, self.desk.log)
        except QuizappError as error:
            self.note.say(error.one_line, keep=True)
            return
        self._show(sitting)

    def on_screen_resume(self) -> None:
        """A sitting may have ended meanwhile."""
        if self.is_mounted and self.rows:
            self._look()

    def _look(self) -> None:
        desk = self.desk
        self.sat = []
        for row in desk.log.sittings()[:LAST]:
            try:
                self.sat.append(Sitting.load(row.id, desk.library, desk.log))
            except QuizappError:
                continue  # written by a later version
        going = [one for one in self.sat if one.state.submitted_ms is None]
        done = [one for one in self.sat if one.state.submitted_ms is not None]
        own = self.quiz.paths.home / "blueprints"
        fresh = []
        for name in names(own):
            try:
                fresh.append(Row("new", blueprint=find(name, own)))
            except QuizappError as error:
                self.note.say(error.one_line, keep=True)
        self.rows = [
            *(Row("resume", sitting=one) for one in going),
            *fresh,
            *(Row("report", sitting=one) for one in done),
        ]
        self.redraw()

    def redraw(self) -> None:
        """Draw the rows again."""
        self.head.say(tr("模試"), tr("本番と同じ形で解く"))
        self.listing.list([self._entry(row) for row in self.rows])
        self.about.redraw()
        super().redraw()

    def _entry(self, row: Row) -> Line:
        if row.blueprint is not None:
            one = row.blueprint
            return (
                (pad(" " + one.title.get(language()), 34), "strong"),
                (pad(count_questions(one.total), 16, right=True), ""),
                (pad(tr("{n} 分", n=one.minutes), 12, right=True), ""),
            )
        assert row.sitting is not None
        state = row.sitting.state
        title = state.paper.blueprint.title.get(language())
        begun = Moment(row.sitting.row.at_ms, row.sitting.row.offset_min)
        if row.kind == "resume":
            left = self._left_ms(row.sitting)
            said = tr("残り {time}", time=clock_text(left)) if left > 0 else tr("時間切れ")
            return (
                (" " + (tr("続きから") if left > 0 else tr("未提出")) + "  ", "strong"),
                (pad(title, 28), ""),
                ("  " + said, "hint"),
                ("  " + ago(begun, self.quiz.clock.now()), "muted"),
            )
        right = sum(one.outcome == "right" for one in state.results)
        return (
            (pad(" " + title, 34), ""),
            (pad(f"{right}/{state.paper.total}", 10, right=True), ""),
            (pad(f"{round(100 * right / state.paper.total)}%", 6, right=True), "strong"),
            ("   " + day_short(begun.local().date()), "muted"),
        )

    def _left_ms(self, sitting: Sitting) -> int:
        """What is left in the sitting's own time: a clock set back does not promise more."""
        now_ms = sitting.state.time.read(self.quiz.clock.now().at_ms).seen_ms
        return sitting.state.deadline_ms - now_ms

    def _about(self, width: int) -> Sequence[Line]:
        if not self.rows:
            return ()
        row = self.rows[self.listing.place]
        name = _NAMES.get(self.framework) or tr("両方")
        if row.blueprint is not None:
            said = tr(
                "{n} 問、{m} 分。enter で時計が動きます。途中で閉じても時計は進み、答えは残ります",
                n=row.blueprint.total,
                m=row.blueprint.minutes,
            )
        elif row.kind == "resume":
            assert row.sitting is not None
            said = (
                tr("時計は止まっていません。enter で続きから")
                if self._left_ms(row.sitting) > 0
                else tr("時間になりました。enter で、入れた解答を提出して結果を見ます")
            )
        else:
            assert row.sitting is not None
            state = row.sitting.state
            used = (state.submitted_ms or 0) - state.start_ms
            said = tr("{span}で提出。enter で結果を見る", span=minutes(used))
        rows: list[Line] = [(), *(((line, ""),) for line in wrap_cells(said, width))]
        if row.blueprint is not None and row.blueprint.framework == "choose":
            rows += [
                (),
                (
                    (tr("コード") + "  ", "muted"),
                    (name, "strong"),
                    ("   ←→ ", "key"),
                    (tr("で替える"), "muted"),
                ),
            ]
        return rows

    def foot_keys(self) -> list[FootKey]:
        """Enter says what it does with the chosen row."""
        keys = super().foot_keys()
        row = self.rows[self.listing.place] if self.rows else None
        if row is not None and row.kind != "new":
            assert row.sitting is not None
            going = row.kind == "resume" and self._left_ms(row.sitting) > 0
            label = tr("続ける") if going else tr("結果")
            keys = [
                FootKey("open", keys[0].key, label),
                *(one for one in keys[1:] if one.command != "framework"),
            ]
        return keys

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def do_up(self) -> None:
        """The row above."""
        self.listing.choose(self.listing.place - 1)

    def do_down(self) -> None:
        """The row below."""
        self.listing.choose(self.listing.place + 1)

    @on(Listing.Chosen)
    def _chosen(self, event: Listing.Chosen) -> None:
        self.about.redraw()
        self.draw_foot()

    @on(Listing.Opened)
    def _opened(self, event: Listing.Opened) -> None:
        self.do_open()

    def do_framework(self) -> None:
        """The next framework, for this sitting only."""
        place = FRAMEWORKS.index(self.framework) if self.framework in FRAMEWORKS else 0
        self.framework = FRAMEWORKS[(place + 1) % len(FRAMEWORKS)]
        self.about.redraw()

    def do_leave(self) -> None:
        """Back to today."""
        self.dismiss()

    def do_open(self) -> None:
        """Start, resume, or open the report."""
        if not self.rows or self.drawing:
            return
        row = self.rows[self.listing.place]
        if row.blueprint is not None:
            self._draw(row.blueprint)
            return
        try:
            if row.kind == "report":
                assert row.sitting is not None
                self.open_report(row.sitting)
                return
            sitting = self._resumed(row)
        except QuizappError as error:
            self.note.say(error.one_line, keep=True)
            return
        self._show(sitting)

    def _show(self, sitting: Sitting) -> None:
        if sitting.state.submitted_ms is not None:
            self.open_report(sitting)
            return
        from quizapp.tui.screens.exam import ExamScreen

        self.quiz.push_screen(ExamScreen(sitting), self._after)

    def _resumed(self, row: Row) -> Sitting:
        assert row.sitting is not None
        desk = self.desk
        return Sitting.resume(row.sitting.id, desk.library, desk.log, self.quiz.clock.now())

    def _draw(self, blueprint: Blueprint) -> None:
        """Draw a paper beside the screen; its clock starts when it is there."""
        self.drawing = True
        self.note.say(tr("問題を選んでいます…"), keep=True)
        self.run_worker(
            partial(
                self._drawn_beside,
                blueprint,
                secrets.randbelow(2**31),
                self.framework,
                [one.paper for one in self.sat],
                self.quiz.clock.now(),
            ),
            thread=True,
            group="exam-draw",
            exit_on_error=False,
        )

    def _drawn_beside(
        self, blueprint: Blueprint, seed: int, framework: str, sat: list[Paper], at: Moment
    ) -> None:
        """In another thread: the paper, and what is expected of it."""
        paper, forecast, trouble = None, None, ""
        try:
            library = self.desk.library
            paper = draw(library, blueprint, seed, framework=framework, recent=used_lately(sat))
            forecast = self._foreseen(paper, at)
        except QuizappError as error:
            trouble = error.one_line
        self.app.call_from_thread(self._drawn, paper, forecast, trouble)

    def _foreseen(self, paper: Paper, at: Moment) -> Forecast | None:
        """What the memory of its items says of a paper; None where that cannot be told."""
        from quizapp.practice.desk import beside
        from quizapp.practice.foresight import foresee

        try:
            with beside(self.quiz.paths, self.desk.library, self.desk.settings) as desk:
                told = foresee(desk, guesses(paper, desk.library), at)
                if told is None:
                    return None
                return foreseen(told.expected, told.band, paper.total, mocks_of(desk.log))
        except QuizappError:
            return None  # the exam does not wait for a record that cannot be read now

    def _drawn(self, paper: Paper | None, forecast: Forecast | None, trouble: str) -> None:
        self.drawing = False
        if not self.is_mounted or self.app.screen is not self:
            return
        self.note.clear()
        if paper is None:
            self.note.say(trouble, keep=True)
            return
        desk, now = self.desk, self.quiz.clock.now()
        try:
            sitting = Sitting.begin(paper, desk.library, desk.log, now, forecast=forecast)
        except QuizappError as error:
            self.note.say(error.one_line, keep=True)
            return
        self._show(sitting)

    def _after(self, sitting: Sitting | None) -> None:
        """The report of a sitting that was handed in; else the list, with the sitting on top."""
        self.listing.place = 0
        if sitting is not None:
            self.open_report(sitting, fresh=True)
        else:
            self._look()

    def open_report(self, sitting: Sitting, *, fresh: bool = False) -> None:
        """The report of a sitting that was handed in."""
        from quizapp.tui.screens.exam_report import ExamReportScreen

        now = self.quiz.clock.now()
        self.quiz.push_screen(ExamReportScreen(sitting, self.desk, now, fresh=fresh))
