"""One card: when it was asked and how it went, how it is forgotten, a note to self."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from quizapp.clock import DAY_MS, Moment
from quizapp.practice.card import MOST_NOTE, CardInfo, CardTools, card_info
from quizapp.scheduling.days import day_of
from quizapp.tui.cells import cut, heading, pad
from quizapp.tui.ink import Line
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.spans import ago, interval, reviews_and_misses
from quizapp.tui.widgets.figure import FigureView
from quizapp.tui.widgets.rating import rating_word
from quizapp.tui.widgets.rows import Rows
from quizapp.typeset.wrap import wrap_cells
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.content.items import ItemInfo

CURVE = 8
"""Rows of the forgetting curve, with its title, axis and legend, where the window is short."""
TALL_CURVE = 14


class CardScreen(FrameScreen):
    """History, forgetting curve, marks and note of one question."""

    PLACE = "card"
    KEYS = (
        Command("note", "!,n", "!", "自分へのメモを書く"),
        Command("flag", "x", "x", "印を付ける、外す"),
        Command("bury", "b", "b", "明日まで出さない"),
        Command("suspend", "z", "z", "休止する、戻す"),
        Command("undo", "u", "u", "取り消す"),
        Command("up", "up,k", "↑", "上へスクロール"),
        Command("down", "down,j", "↓", "下へスクロール"),
        Command("leave", "escape", "esc", "戻る"),
        *EVERYWHERE,
    )
    STATES = {
        "card": State(
            "この問題の記憶",
            (
                ("note", "メモ"),
                ("flag", "印"),
                ("bury", "明日へ"),
                ("suspend", "休止"),
                ("undo", "取り消す"),
                ("leave", "戻る"),
            ),
            ("up", "down"),
        ),
        "noting": State("メモを書いている", (("leave", "やめる"),)),
    }
    BINDINGS = bindings("card", KEYS)

    def __init__(self, row: ItemInfo, tools: CardTools) -> None:
        super().__init__()
        self.item = row
        self.tools = tools
        self.info: CardInfo | None = None
        self.entry = Input(compact=True, id="note-entry", max_length=MOST_NOTE)
        self.body = Rows(self._rows, id="card")
        self.figure = FigureView(id="forgetting")
        self.history = Rows(self._past, id="history")
        self.page = VerticalScroll(self.entry, self.body, self.figure, self.history, classes="body")
        self.page.can_focus = False

    def compose_body(self) -> Iterable[Widget]:
        """One piece of rows that scrolls, a field above it while a note is written."""
        yield self.page

    def on_mount(self) -> None:
        """Read the record."""
        self.entry.display = False
        self.figure.styles.margin = (1, 0, 0, 0)
        self.thread_row.rule()
        self._look()

    def on_resize(self, event: events.Resize) -> None:
        """The curve is as tall as leaves room for the newest line below it."""
        super().on_resize(event)
        self.figure.styles.height = TALL_CURVE if self.size.height >= 34 else CURVE

    def state_name(self) -> str:
        """Reading, or writing a note."""
        return "noting" if self.entry.has_focus else "card"

    def works(self, command: str, *told: str) -> bool:
        """Undo once something was done."""
        return super().works(command, *told) and (command != "undo" or self.tools.can_undo)

    def _look(self) -> None:
        desk = self.quiz.desk
        if desk is not None:
            now = self.quiz.clock.now()
            exam = desk.settings.exam_day()
            exam_day = None if exam is None else day_of(exam)
            self.info = card_info(desk.log, self.item.item, now, desk.scheduler, exam_day)
            known = self.info.forgetting
            self.figure.display = known is not None
            if known is not None:
                from quizapp.tui.screens.card_curve import curve_figure

                self.figure.show(curve_figure(known))
        self.redraw()

    def redraw(self) -> None:
        """Draw again."""
        self.head.say(tr("この問題の記憶"), f"{self.item.id}  {self.item.title.get(language())}")
        self.figure.redraw()
        super().redraw()

    def _rows(self, width: int) -> Sequence[Line]:
        info = self.info
        if info is None:
            return []
        memory = info.memory
        rows: list[Line] = []
        if info.note:
            rows += [((line, "hint"),) for line in wrap_cells(info.note, width)]
            rows.append(())
        if info.leech:
            said = tr(
                "「忘れた」の日が {n} 日あります。メモを書き直す、デモで確かめる、休止する、"
                "のどれかが役に立ちます",
                n=memory.lapses,
            )
            rows += [*[((line, "wrong"),) for line in wrap_cells(said, width)], ()]
        if memory.state == "new":
            return [*rows, ((tr("まだ解いていません"), "muted"),)]
        now = self.quiz.clock.now()
        left = memory.due_ms - now.at_ms
        due = tr("今日") if left <= 0 else interval(max(60_000, left))
        for name, said in (
            (tr("期限"), due),
            (tr("覚えている見込み"), f"{info.recall:.0%}"),
            (tr("安定度"), stability_words(memory.stability)),
            (tr("難しさ"), f"{memory.difficulty:.1f} / 10"),
            (tr("復習の回数"), reviews_and_misses(memory.reps, memory.lapses)),
            (tr("状態"), self._marks(info)),
        ):
            if said:
                # Some of these words begin small where they stand within other lines.
                rows.append(((pad(heading(name), 22), "muted"), (said, "")))
        return rows

    def _past(self, width: int) -> Sequence[Line]:
        """Every showing, latest first."""
        info = self.info
        if info is None or info.memory.state == "new":
            return []
        now = self.quiz.clock.now()
        rows: list[Line] = [(), ((tr("これまで"), "strong"),)]
        for one in reversed(info.history):
            mark = "right" if one.outcome == "right" or (one.rating or 0) > 1 else "wrong"
            when = ago(Moment(one.at_ms, one.offset_min), now)
            rating = rating_word(one.rating) if one.rating else "-"
            until = interval(one.interval_ms) if one.interval_ms else "-"
            rows.append(
                (
                    (pad(when, 16), "muted"),
                    (self.quiz.ink.mark(mark) + "  ", mark),
                    (pad(rating, 10), ""),
                    (pad(until, 8), "muted"),
                    (cut(one.response.replace("\n", " "), width - 37), ""),
                )
            )
        return rows

    def _marks(self, info: CardInfo) -> str:
        memory = info.memory
        marks = [tr("休止中")] if memory.suspended else []
        marks += [tr("印つき")] if memory.flagged else []
        marks += (
            [tr("明日まで出さない")] if memory.buried_until_ms > self.quiz.clock.now().at_ms else []
        )
        marks += [tr("苦手")] if info.leech else []
        return "・".join(marks)

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    @on(Input.Submitted)
    def _noted(self, event: Input.Submitted) -> None:
        event.stop()
        self.tools.note(self.item.item, event.value, self.quiz.clock.now())
        self._stop_noting()
        self._look()

    def _stop_noting(self) -> None:
        self.set_focus(None)
        self.entry.display = False
        self.draw_foot()

    def on_descendant_focus(self) -> None:
        """Letters are text now."""
        self.draw_foot()

    def do_note(self) -> None:
        """Write a note to self."""
        self.entry.value = self.info.note if self.info is not None else ""
        self.entry.display = True
        self.entry.focus()

    def do_flag(self) -> None:
        """Flag, or take the flag away."""
        self.tools.flag(self.item.item, self.quiz.clock.now())
        self._look()

    def do_bury(self) -> None:
        """Not before tomorrow."""
        self.tools.bury(self.item.item, self.quiz.clock.now())
        self._look()
        self.note.say(tr("明日まで出しません"))

    def do_suspend(self) -> None:
        """Out of the queues, or back."""
        self.tools.suspend(self.item.item, self.quiz.clock.now())
        self._look()

    def do_undo(self) -> None:
        """Take back what was done last."""
        if self.tools.undo(self.quiz.clock.now()):
            self._look()
            self.note.say(tr("取り消しました"))

    def do_up(self) -> None:
        """A row up."""
        self.page.scroll_relative(y=-1, animate=False)

    def do_down(self) -> None:
        """A row down."""
        self.page.scroll_relative(y=1, animate=False)

    def do_leave(self) -> None:
        """Out of the field, or back."""
        if self.entry.has_focus:
            self._stop_noting()
        else:
            self.dismiss()


def stability_words(days: float) -> str:
    """A stability in words: of less than a day, in hours or minutes, for 0.0 days says nothing."""
    return tr("{n} 日", n=f"{days:.1f}") if days >= 1 else interval(round(days * DAY_MS))
