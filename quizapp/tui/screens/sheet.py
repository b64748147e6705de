"""A sheet over the screen: a title, a field to find by typing, a list. Esc closes it."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input

from quizapp.tui.cells import spread
from quizapp.tui.ink import Line
from quizapp.tui.widgets.rows import Rows
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp


ROUND_LIST = 7
"""Rows of the sheet that are not its list: padding, title, field, the sign of more."""


class SheetBody(VerticalScroll, can_focus=False):
    """The list, scrolling where it is longer than the sheet."""


class SheetScreen(ModalScreen[Any], inherit_bindings=False):
    """What the key sheet and the palette share: the focus in the field, arrows for the list."""

    CSS_PATH = Path(__file__).with_name("sheet.tcss")
    AUTO_FOCUS = "#find"

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self.find = Input(compact=True, id="find", select_on_focus=False, max_length=40)
        self.rows = rows
        self.sheet_body = SheetBody(rows, id="sheet-body")
        self.more = Rows(self._more_row, id="sheet-more")

    def compose(self) -> ComposeResult:
        """Title, field, list, and the sign that there is more."""
        self.find.placeholder = tr("探す")
        with Vertical(id="sheet"):
            yield Rows(self._head, id="sheet-head")
            yield self.find
            yield self.sheet_body
            yield self.more

    def on_mount(self) -> None:
        """Keep the sign of more rows true."""
        self._limit()
        self.watch(self.sheet_body, "scroll_y", self.look_for_more, init=False)
        self.call_after_refresh(self.look_for_more)

    def on_resize(self, event: events.Resize) -> None:
        """Leave room for the list alone to grow and shrink."""
        self._limit()
        self.call_after_refresh(self.look_for_more)

    def _limit(self) -> None:
        self.sheet_body.styles.max_height = max(3, self.app.size.height - ROUND_LIST)

    @property
    def quiz(self) -> QuizApp:
        """The app."""
        return cast("QuizApp", self.app)

    @property
    def wanted(self) -> str:
        """What is looked for, folded for comparison."""
        return fold(self.find.value)

    def title_line(self) -> Line:
        """Title of the sheet."""
        raise NotImplementedError

    def changed(self) -> None:
        """What is looked for has changed."""

    def step(self, by: int) -> None:
        """An arrow was pressed."""
        self.sheet_body.scroll_relative(y=by, animate=False)

    def chosen(self) -> None:
        """Enter was pressed."""
        self.dismiss()

    def _head(self, width: int) -> list[Line]:
        right: Line = (("esc", "key"), (" " + tr("閉じる"), "muted"))
        return [spread(self.title_line(), right, width)]

    def _more_row(self, width: int) -> list[Line]:
        body = self.sheet_body
        below = body.max_scroll_y - body.scroll_y > 0.5
        return [((" " * (width - 1), ""), ("▼" if below else " ", "muted"))]

    def look_for_more(self) -> None:
        """Draw the sign that there is more below, or take it away."""
        self.more.redraw()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value in ("?", "？"):
            self.dismiss()
            return
        self.changed()
        self.call_after_refresh(self.look_for_more)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.chosen()

    def on_key(self, event: events.Key) -> None:
        """Esc closes; arrows and page keys go to the list."""
        steps = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}
        if event.key == "escape":
            event.stop()
            self.dismiss()
        elif event.key in steps:
            event.stop()
            self.step(steps[event.key])
        elif event.key == "tab":
            event.stop()

    def on_click(self, event: events.Click) -> None:
        """A click beside the sheet closes it."""
        if event.widget is self:
            self.dismiss()


def fold(text: str) -> str:
    """``text`` in one width and case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def matches(text: str, wanted: str) -> bool:
    """Whether every word of ``wanted`` (folded) occurs in ``text``."""
    folded = fold(text)
    return all(word in folded for word in wanted.split())
