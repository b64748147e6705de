"""The widget that shows a figure, drawn for whatever room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.strip import Strip
from textual.widget import Widget

from quizapp.words import language

if TYPE_CHECKING:
    from quizapp.demos.figure import Figure
    from quizapp.tui.app import QuizApp
    from quizapp.tui.figures.palette import Palette
    from quizapp.tui.figures.pen import Pen


class FigureView(Widget):
    """Shows one figure, drawn again when it, the size, the theme or the language changes."""

    DEFAULT_CSS = """
    FigureView { height: 1fr; width: 1fr; }
    """

    def __init__(self, *, bare: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.figure: Figure | None = None
        self._bare = bare
        self._drawn: tuple[tuple[int, int], list[Strip]] | None = None
        self._palette: tuple[tuple[object, ...], Palette] | None = None

    def show(self, figure: Figure | None) -> None:
        """Show another figure."""
        self.figure = figure
        self.redraw()

    def redraw(self) -> None:
        """Draw again: theme or language may have changed."""
        self._drawn = None
        self.refresh()

    @property
    def palette(self) -> Palette:
        """The colours of the theme in force."""
        from quizapp.tui.figures.palette import Palette

        app = cast("QuizApp", self.app)
        theme = app.current_theme
        key = (app.theme, app.console.color_system)
        if self._palette is None or self._palette[0] != key:
            made = Palette(
                app.theme_variables,
                app.theme,
                dark=theme.dark,
                eight_bit=app.console.color_system == "256",
            )
            self._palette = (key, made)
        return self._palette[1]

    @property
    def pen(self) -> Pen:
        """The circumstances of the present app."""
        from quizapp.tui.figures.pen import Pen

        app = cast("QuizApp", self.app)
        return Pen(
            "en" if language() == "en" else "ja",
            ascii=app.ink.ascii,
            colour=not app.no_colours,
            tint=self.palette.tint and not app.no_colours,
        )

    def render_line(self, y: int) -> Strip:
        """One row of the figure."""
        size = self.size
        key = (size.width, size.height)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, self._draw(size.width, size.height))
        strips = self._drawn[1]
        return strips[y] if y < len(strips) else Strip.blank(size.width, self.rich_style)

    def _draw(self, width: int, height: int) -> list[Strip]:
        if self.figure is None or width < 1 or height < 1:
            return []
        from quizapp.tui.figures.draw import draw

        sheet = draw(self.figure, width, height, self.pen, bare=self._bare)
        style = self.rich_style
        return [strip.apply_style(style) for strip in self.palette.strips(sheet)]
