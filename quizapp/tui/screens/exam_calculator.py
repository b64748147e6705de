"""The calculator over an exam's question: a line, what it comes to, and what came before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from quizapp.errors import QuizappError
from quizapp.exam.calculator import MAX_SUM, Worked, value_of, work_out
from quizapp.tui.cells import cut
from quizapp.tui.ink import Line
from quizapp.tui.screens.exam_sheets import ExamSheet
from quizapp.tui.screens.exam_words import clock_text
from quizapp.tui.widgets.rows import Rows
from quizapp.typeset.wrap import wrap_cells
from quizapp.words import language, tr

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.exam.sitting import Sitting
    from quizapp.exam.view import SittingView

SHOWN = 6
"""Lines of the history in view."""


class CalculatorSheet(ExamSheet):
    """Closed with a result to put into the answer, or with nothing."""

    AUTO_FOCUS = "#sum"

    def __init__(self, sitting: Sitting, now: Callable[[], Moment]) -> None:
        super().__init__(sitting.view)
        self.sitting = sitting
        self.now = now
        self.trouble = ""
        self._past = len(sitting.state.sums)
        """Which line of the history the arrows have brought back; its length: none."""
        self.field = Input(compact=True, id="sum", select_on_focus=False, max_length=MAX_SUM)
        self.history = Rows(self._history)
        self.reading = Rows(self._reading, id="sum-reading")

    def compose(self) -> ComposeResult:
        """Title, history, line, what it comes to, keys."""
        with Vertical(id="sheet"):
            yield self.history
            yield self.field
            yield self.reading
            yield self.rows

    def on_mount(self) -> None:
        """A cursor that does not blink where nothing shall move."""
        self.field.cursor_blink = self.app.animation_level != "none"

    @property
    def ans(self) -> complex | None:
        """The last result."""
        sums = self.sitting.state.sums
        return value_of(sums[-1][1]) if sums else None

    def _history(self, width: int) -> Sequence[Line]:
        left = clock_text(self.view.remaining_ms)
        rows: list[Line] = [
            (
                (tr("電卓"), "strong"),
                ("   " + tr("残り {time}（時計は進みます）", time=left), "muted"),
            ),
        ]
        for text, came_to in self.sitting.state.sums[-SHOWN:]:
            room = max(8, width - len(came_to) - 3)
            rows.append(((cut(text, room), "muted"), (" = ", "muted"), (came_to, "")))
        return rows

    def _reading(self, width: int) -> Sequence[Line]:
        """What the line comes to so far; what is wrong with it only once it was entered."""
        if self.trouble:
            return [((line, "hint"),) for line in wrap_cells(self.trouble, width)]
        text = self.field.value
        if not text.strip():
            said = tr("2^10  sqrt(2)  ln(3)  e^-1 のように。前の結果は ans")
            return [((cut(said, width), "muted"),)]
        worked = self._worked(text)
        return [(("= ", "muted"), (worked.shown, "strong"))] if worked.shown else [()]

    @property
    def _takes_result(self) -> bool:
        """Whether the question below has a line that a result could go into."""
        asked = self.view.question
        return asked is not None and asked.kind != "code" and not self.view.option_order

    def _worked(self, text: str) -> Worked:
        return work_out(text, self.ans)

    def _rows(self, width: int) -> Sequence[Line]:
        keys = [("enter", tr("計算")), ("↑↓", tr("前の式")), ("esc", tr("戻る"))]
        if self._takes_result and self.sitting.state.sums:
            keys.insert(1, ("tab", tr("答えに入れる")))
        line: list[tuple[str, str]] = []
        for key, label in keys:
            line += [("   " if line else "", ""), (key, "key"), (f" {label}", "muted")]
        return [(), line]

    def show_time(self, view: SittingView) -> None:
        """The clock has moved on."""
        self.view = view
        self.history.redraw()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.trouble = ""
        self.reading.redraw()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Keep the line and its result; what cannot be worked out stays, and why is said."""
        event.stop()
        text = self.field.value.strip()
        if not text:
            return
        worked = self._worked(text)
        if worked.value is None:
            self.trouble = worked.said.get(language())
            self.reading.redraw()
            return
        try:
            self.sitting.keep_sum(text, worked.shown, self.now())
        except QuizappError as error:
            self.trouble = error.one_line
            self.reading.redraw()
            return
        self._past = len(self.sitting.state.sums)
        self.field.value = ""
        for rows in (self.history, self.reading, self.rows):
            rows.redraw()

    def on_key(self, event: events.Key) -> None:
        """Esc closes; the arrows bring lines back; tab takes the result along."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif event.key in ("up", "down"):
            event.stop()
            event.prevent_default()
            sums = self.sitting.state.sums
            self._past = max(0, min(len(sums), self._past + (1 if event.key == "down" else -1)))
            self.field.value = sums[self._past][0] if self._past < len(sums) else ""
            self.field.cursor_position = len(self.field.value)
        elif event.key == "tab":
            event.stop()
            event.prevent_default()
            sums = self.sitting.state.sums
            if sums and self._takes_result:
                self.dismiss(sums[-1][1])
