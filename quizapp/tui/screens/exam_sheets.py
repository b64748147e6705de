"""Sheets over an exam: handing in, leaving, a note. Enter never hands in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from quizapp.tui.ink import Line
from quizapp.tui.keys import with_twins
from quizapp.tui.widgets.rows import Rows
from quizapp.typeset.wrap import wrap_cells
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.exam.view import SittingView
    from quizapp.tui.app import QuizApp


class ExamSheet(ModalScreen[Any], inherit_bindings=False):
    """A title, a few rows, the keys that answer; any other key does nothing."""

    CSS_PATH = Path(__file__).with_name("exam.tcss")
    AUTO_FOCUS = ""
    ANSWERS: dict[str, str] = {}
    """What the sheet is closed with, by key."""

    def __init__(self, view: SittingView) -> None:
        super().__init__()
        self.view = view
        self.rows = Rows(self._rows)

    @property
    def quiz(self) -> QuizApp:
        """The app."""
        return cast("QuizApp", self.app)

    def compose(self) -> ComposeResult:
        """One piece of rows on the sheet."""
        with Vertical(id="sheet"):
            yield self.rows

    def show_time(self, view: SittingView) -> None:
        """The clock has moved on."""
        before, self.view = self.view, view
        if before.remaining_ms // 60_000 != view.remaining_ms // 60_000:
            self.rows.redraw()

    def said(self) -> list[str]:
        """What there is to know."""
        raise NotImplementedError

    def keys(self) -> list[tuple[str, str]]:
        """The keys that answer, with their labels."""
        raise NotImplementedError

    def _rows(self, width: int) -> Sequence[Line]:
        rows: list[Line] = [((self.heading(), "strong"),), ()]
        for said in self.said():
            rows += [((line, ""),) for line in wrap_cells(said, width)]
        line: list[tuple[str, str]] = []
        for key, label in self.keys():
            line += [("   " if line else "", ""), (key, "key"), (f" {label}", "muted")]
        return [*rows, (), line]

    def heading(self) -> str:
        """The first row."""
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        """A key that answers closes the sheet; nothing below hears any other."""
        if not self.ANSWERS:
            return  # the field wants them
        event.stop()
        for keys, answer in self.ANSWERS.items():
            if {event.key, event.character or ""} & set(with_twins(keys).split(",")):
                self.dismiss(answer)
                return


class SubmitSheet(ExamSheet):
    """Hands in on s alone; enter goes to the first blank question, or back."""

    ANSWERS = {"enter": "blank", "s": "submit", "escape": "back"}

    def heading(self) -> str:
        """The question."""
        return tr("提出しますか")

    def said(self) -> list[str]:
        """How much is blank, how much time is left."""
        view = self.view
        left = tr("残り時間は {n} 分です。", n=view.remaining_ms // 60_000)
        blank = (
            tr("未解答が {n} 問 あります。", n=view.blank)
            if view.blank
            else tr("すべての問題に答えています。")
        )
        rows = [f"{blank}{left}" if not blank.isascii() else f"{blank} {left}"]
        if view.flags:
            rows.append(tr("見直しの印が {n} 問に付いています。", n=view.flags))
        return [*rows, tr("提出すると、解答は変えられません。")]

    def keys(self) -> list[tuple[str, str]]:
        """Enter never hands in."""
        first = tr("未解答の問題へ") if self.view.blank else tr("戻る")
        return [("enter", first), ("s", tr("提出する")), ("esc", tr("戻る"))]


class SectionSheet(SubmitSheet):
    """Closes a section for good on s alone."""

    ANSWERS = {"enter": "blank", "s": "section", "escape": "back"}

    def heading(self) -> str:
        """The question."""
        return tr("この部を終えますか")

    def said(self) -> list[str]:
        """How much of the section is blank, and that there is no way back."""
        view = self.view
        blank = self.blank
        rows = (
            [tr("この部の未解答が {n} 問 あります。", n=blank)]
            if blank
            else [tr("この部のすべての問題に答えています。")]
        )
        return [
            *rows,
            tr(
                "{k} 部のうち {n} 部目です。次の部に進むと、この部には戻れません。",
                n=view.section + 1,
                k=view.sections,
            ),
        ]

    @property
    def blank(self) -> int:
        """Blank questions of the present section."""
        return sum(cell.open and not cell.answered for cell in self.view.cells)

    def keys(self) -> list[tuple[str, str]]:
        """Enter never closes it."""
        first = tr("未解答の問題へ") if self.blank else tr("戻る")
        return [("enter", first), ("s", tr("次の部へ")), ("esc", tr("戻る"))]


class LeaveSheet(ExamSheet):
    """Leaving an exam: the clock runs on."""

    ANSWERS = {"enter": "back", "q": "leave", "escape": "back"}

    def heading(self) -> str:
        """The question."""
        return tr("模試を離れますか")

    def said(self) -> list[str]:
        """What becomes of the answers and of the time."""
        return [tr("答えは保存済みです。離れても時計は進み、時間になると提出されます。")]

    def keys(self) -> list[tuple[str, str]]:
        """Enter stays."""
        return [("enter", tr("続ける")), ("q", tr("離れる")), ("esc", tr("戻る"))]


class NoteSheet(ExamSheet):
    """A note beside the question, for oneself."""

    AUTO_FOCUS = "#own-note"

    def __init__(self, view: SittingView) -> None:
        super().__init__(view)
        self.field = Input(
            view.note, compact=True, id="own-note", select_on_focus=False, max_length=400
        )

    def compose(self) -> ComposeResult:
        """Title, field, keys."""
        with Vertical(id="sheet"):
            yield Rows(lambda width: [((self.heading(), "strong"),)])
            yield self.field
            yield self.rows

    def heading(self) -> str:
        """What is written."""
        return tr("この問題のメモ")

    def _rows(self, width: int) -> Sequence[Line]:
        return [
            (
                ("enter", "key"),
                (" " + tr("残す"), "muted"),
                ("   esc", "key"),
                (" " + tr("やめる"), "muted"),
            )
        ]

    @on(Input.Submitted)
    def _kept(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)

    def on_key(self, event: events.Key) -> None:
        """Esc leaves the note as it was."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
