"""Rows of styled text, laid out by us for the width at hand: nothing is wrapped or marked up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from quizapp.tui.ink import Ink, Line

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp

Layout = Callable[[int], Sequence[Line]]
"""Gives the rows for a width in cells."""


class Rows(Widget):
    """Shows the rows that ``layout`` gives; asks it again only when the width changes."""

    DEFAULT_CSS = """
    Rows { height: auto; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(
        self, layout: Layout | None = None, *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._layout_rows = layout
        self._laid: tuple[int, Sequence[Line]] | None = None
        self._drawn: Content | None = None

    @property
    def ink(self) -> Ink:
        """How roles look at present."""
        return cast("QuizApp", self.app).ink

    def show(self, layout: Layout | None) -> None:
        """Show other rows."""
        self._layout_rows = layout
        self.redraw()

    def redraw(self) -> None:
        """Lay the rows out again: the language, the theme or what they speak of has changed."""
        before = self._laid
        self._laid = self._drawn = None
        if before is not None and len(self.lines(before[0])) == len(before[1]):
            self.refresh()
        else:
            self.refresh(layout=True)

    def lines(self, width: int) -> Sequence[Line]:
        """The rows for ``width`` cells."""
        if self._laid is None or self._laid[0] != width:
            rows = self._layout_rows(width) if self._layout_rows and width > 0 else ()
            self._laid = (width, rows)
            self._drawn = None
        return self._laid[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One cell row per line."""
        return len(self.lines(width))

    def render(self) -> Content:
        """The rows, styled for the present theme."""
        lines = self.lines(self.content_size.width)
        if self._drawn is None:
            self._drawn = self.ink.content(lines)
        return self._drawn
