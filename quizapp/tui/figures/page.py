"""Figures of questions as pictures in a page, which follow its light and its dark."""

from __future__ import annotations

import re
from typing import Any

from quizapp.content.figures import figure_of
from quizapp.errors import QuizappError
from quizapp.records import Language
from quizapp.tui.figures.drawing import SKETCH_WIDTH, sketch_height
from quizapp.tui.figures.pen import Pen
from quizapp.tui.figures.svg import paper, svg_of
from quizapp.words import tr

_DEMO = (72, 18)
"""Cells of the picture of a demo."""
_LARGE = 400.0
"""Width from which a picture scrolls on a phone rather than shrink further."""
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")


class PageFigures:
    """Draws the figures of one page, and keeps the colours that they use."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._papers = (paper("washi"), paper("sumi"))
        self._colours: dict[tuple[str, str], int] = {}

    @property
    def style(self) -> str:
        """Each colour in light and in dark; on paper it is light."""
        light = " ".join(f"--f{place}: {day};" for (day, _), place in self._colours.items())
        dark = " ".join(f"--f{place}: {night};" for (_, night), place in self._colours.items())
        if not light:
            return ""
        return (
            f":root {{ {light} }}\n"
            f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
        )

    def svg(self, figure: dict[str, Any], name: str) -> str:
        """The figure, described as a report does; "" where it cannot be drawn."""
        try:
            described = figure_of(figure)
        except (QuizappError, KeyError, TypeError, ValueError):
            return ""  # of another version, or of a file that was tampered with
        pen = Pen(self._language)
        width, height = _DEMO
        if figure.get("sketch"):
            width, height = SKETCH_WIDTH, sketch_height(described, pen)
        title = tr("図")
        day, night = (
            svg_of(described, width, height, pen, on, title=title, name=name, trim=True)
            for on in self._papers
        )
        # The same picture twice but for its colours, which therefore stand at the same places.
        pairs = zip(_COLOUR.findall(day), _COLOUR.findall(night), strict=True)
        made = _COLOUR.sub(lambda found: self._variable(next(pairs)), day)
        # A large one is not made so small on a phone that nothing in it can be read.
        large = float(made.partition('width="')[2].partition('"')[0]) > _LARGE
        return made.replace("<svg ", '<svg class="large" ', 1) if large else made

    def _variable(self, pair: tuple[str, str]) -> str:
        if pair == (self._papers[0].ground.lower(), self._papers[1].ground.lower()):
            return "var(--panel)"
        return f"var(--f{self._colours.setdefault(pair, len(self._colours))})"
