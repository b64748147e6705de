"""All questions of an exam in one view: what is answered, blank, flagged; where to go next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.widget import Widget

from quizapp.tui.cells import cut
from quizapp.tui.ink import Line
from quizapp.tui.keys import EVERYWHERE, Command, State, bindings
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.exam_words import LABEL, clock_line, grid_rows, legend_line
from quizapp.tui.widgets.rows import Rows
from quizapp.typeset.prose import plain
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.tui.screens.exam_commands import ExamCommands

PER_ROW = 10
_BLANK = re.compile(r"\[\[(\d+)\]\]")


class ExamGridScreen(FrameScreen):
    """Arrows or a number choose a question; enter opens it."""

    PLACE = "exam-grid"
    CSS_PATH = Path(__file__).with_name("exam.tcss")
    KEYS = (
        Command("move", "up,down,left,right", "↑↓←→", "選ぶ", each=True),
        Command("open", "enter", "enter", "選んだ問題を開く"),
        Command("digit", ",".join("0123456789"), "0-9", "番号で選ぶ", each=True),
        Command("flag", "f", "f", "見直しの印を付ける・外す"),
        Command("blank", "b", "b", "次の未解答へ"),
        Command("submit", "s", "s", "提出する"),
        Command("leave", "escape,g", "esc", "問題へ戻る"),
        *(one for one in EVERYWHERE if one.id != "palette"),
    )
    STATES = {
        "grid": State(
            "問題の一覧",
            (
                ("move", "移動"),
                ("open", "開く"),
                ("flag", "見直し"),
                ("blank", "次の未解答"),
                ("submit", "提出"),
            ),
            ("digit", "leave"),
        )
    }
    BINDINGS = bindings("exam-grid", KEYS)

    def __init__(self, exam: ExamCommands) -> None:
        super().__init__()
        self.exam = exam
        self.place = exam.view.place
        self.number = ""
        """Digits typed so far."""
        self.grid = Rows(self._grid_rows, id="grid")
        self.scroll = VerticalScroll(self.grid, id="grid-scroll")
        self.scroll.can_focus = False
        self.below = Rows(self._below, id="grid-foot")
        self._places: dict[int, tuple[int, int]] = {}

    def compose_body(self) -> Iterable[Widget]:
        """The grid, and what the chosen question asks."""
        yield Vertical(self.scroll, self.below, classes="body")

    def on_mount(self) -> None:
        """Draw the grid with the present question chosen."""
        self.redraw()

    def redraw(self) -> None:
        """Draw everything again."""
        self.show_time()
        self.grid.redraw()
        self.below.redraw()
        super().redraw()
        self.call_after_refresh(self._see)

    def show_time(self) -> None:
        """The clock has moved on."""
        view = self.exam.view
        self.head.say(tr("模試"), tr("一覧"), clock_line(view))
        self.thread_row.share(view.used_ms / max(1, view.limit_ms))

    def _grid_rows(self, width: int) -> Sequence[Line]:
        rows, self._places = grid_rows(
            self.exam.view.cells,
            self.exam.desk.library,
            width,
            self.place,
            per_row=PER_ROW,
            label=0 if self.narrow else LABEL if width < 90 else 24,
        )
        return rows

    def _below(self, width: int) -> Sequence[Line]:
        lead = f"{self.place + 1}  "
        rows: list[Line] = [legend_line(self.exam.view)]
        question = self.exam.sitting.question(self.place)
        text = "" if question is None else question.prompt.get(language())
        first = " ".join(_BLANK.sub(r"[\1]", plain(text)).split())
        asked: Line = ((lead, "muted"), (cut(first, width - len(lead)), "muted"))
        if self.number:
            asked = (
                (tr("番号 {n}", n=self.number), "strong"),
                ("  enter ", "key"),
                (tr("開く"), "muted"),
            )
        return [*rows, asked] if self.short else [(), *rows, asked]

    def _see(self) -> None:
        if self.place in self._places:
            row = self._places[self.place][0]
            self.scroll.scroll_to_region(Region(0, row, 1, 1), animate=False)

    def _choose(self, place: int) -> None:
        self.place = max(0, min(place, self.exam.view.total - 1))
        self.number = ""
        self.grid.redraw()
        self.below.redraw()
        self._see()

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def do_move(self, key: str) -> None:
        """The question beside, above or below."""
        if key in ("left", "right"):
            self._choose(self.place + (1 if key == "right" else -1))
            return
        row, column = self._places[self.place]
        down = key == "down"
        others = [
            (abs(at[0] - row), abs(at[1] - column), place)
            for place, at in self._places.items()
            if (at[0] > row if down else at[0] < row)
        ]
        if others:
            self._choose(min(others)[2])

    def do_digit(self, digit: str) -> None:
        """A number, digit by digit; one that no question has starts anew."""
        number = self.number + digit
        if not 1 <= int(number) <= self.exam.view.total:
            number = digit if 1 <= int(digit) <= self.exam.view.total else ""
        if number:
            self._choose(int(number) - 1)
        self.number = number
        self.below.redraw()

    def on_click(self, event: events.Click) -> None:
        """A click on a question chooses it; on the chosen one, opens it."""
        if event.widget is not self.grid:
            return
        for place, (row, column) in self._places.items():
            if event.y == row and column <= event.x < column + 5:
                if place == self.place:
                    self.do_open()
                else:
                    self._choose(place)
                return

    def do_open(self) -> None:
        """Go to the chosen question, unless its section is closed or has not begun."""
        if not self.exam.view.cells[self.place].open:
            self.note.say(tr("別の部の問題です。今は開けません"))
            return
        self.dismiss(self.place)

    def do_leave(self) -> None:
        """Back to where one was."""
        self.dismiss(None)

    async def do_flag(self) -> None:
        """Flag the chosen question, or take the flag off."""
        if not self.exam.view.cells[self.place].open:
            self.note.say(tr("別の部の問題です。今は開けません"))
            return
        await self.exam.flag_at(self.place)
        self.grid.redraw()
        self.below.redraw()

    def do_blank(self) -> None:
        """Choose the next question without an answer, round the end."""
        cells = self.exam.view.cells
        count = len(cells)
        after = [(self.place + step) % count for step in range(1, count + 1)]
        found = next((one for one in after if cells[one].open and not cells[one].answered), None)
        if found is None:
            self.note.say(tr("未解答の問題はありません"))
        else:
            self._choose(found)

    def do_submit(self) -> None:
        """The sheet that hands in."""
        self.exam.ask_submit()
