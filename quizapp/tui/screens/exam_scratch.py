"""The scratch pad over an exam's question: paper for the whole sitting, kept key by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from quizapp.errors import QuizappError
from quizapp.tui.ink import Line
from quizapp.tui.screens.exam_sheets import ExamSheet
from quizapp.tui.screens.exam_words import clock_text
from quizapp.tui.widgets.rows import Rows
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.exam.sitting import Sitting
    from quizapp.exam.view import SittingView


class ScratchSheet(ExamSheet):
    """Text that belongs to nobody's answer; the next look finds it as it was."""

    AUTO_FOCUS = "#scratch"

    def __init__(self, sitting: Sitting, now: Callable[[], Moment]) -> None:
        super().__init__(sitting.view)
        self.sitting = sitting
        self.now = now
        self.trouble = ""
        self.title_row = Rows(self._title)
        self.field = TextArea(
            sitting.state.scratch,
            id="scratch",
            compact=True,
            show_line_numbers=False,
            soft_wrap=True,
            tab_behavior="focus",  # else escape would only leave the field
        )

    def compose(self) -> ComposeResult:
        """Title, paper, keys."""
        with Vertical(id="sheet"):
            yield self.title_row
            yield self.field
            yield self.rows

    def on_mount(self) -> None:
        """Go on where the text ends."""
        self.field.cursor_blink = self.app.animation_level != "none"
        self.field.move_cursor(self.field.document.end)

    def _title(self, width: int) -> Sequence[Line]:
        left = clock_text(self.view.remaining_ms)
        return [
            (
                (tr("下書き"), "strong"),
                ("   " + tr("残り {time}（時計は進みます）", time=left), "muted"),
            )
        ]

    def _rows(self, width: int) -> Sequence[Line]:
        said = self.trouble or tr("採点されません。書いたものは残ります")
        return [
            (
                ("esc", "key"),
                (" " + tr("戻る"), "muted"),
                ("   " + said, "hint" if self.trouble else "muted"),
            )
        ]

    def show_time(self, view: SittingView) -> None:
        """The clock has moved on."""
        self.view = view
        self.title_row.redraw()

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        before = self.trouble
        try:
            self.sitting.write_scratch(self.field.text, self.now())
            self.trouble = ""
        except QuizappError as error:
            self.trouble = error.one_line
        if before != self.trouble:
            self.rows.redraw()

    def on_key(self, event: events.Key) -> None:
        """Esc goes back to the question."""
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.dismiss(None)
