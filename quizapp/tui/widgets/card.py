"""A card: its front in the middle, a short rule, its back below. The front keeps its place."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from quizapp.tui.cells import width_of
from quizapp.tui.ink import Line
from quizapp.tui.prose import prose_lines
from quizapp.tui.widgets.rows import Rows

MEASURE = 58
"""Widest line on a card, in cells."""
RULE = 24


class CardFace(Rows):
    """Front, and back once it is turned; a click turns it."""

    class Clicked(Message):
        """The card was clicked."""

    def __init__(self) -> None:
        super().__init__(self._rows, id="card")
        self._front = ""
        self._back: str | None = None

    def deal(self, front: str, back: str | None) -> None:
        """Show a card, turned when ``back`` is given."""
        self._front, self._back = front, back
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """A click turns the card."""
        event.stop()
        self.post_message(self.Clicked())

    def _rows(self, width: int) -> Sequence[Line]:
        measure = min(width, MEASURE)
        front = prose_lines(self._front, measure)
        short = all(width_of(line) < measure - 12 for line in front)
        rows: list[Line] = [
            (),
            *centred(front, width, each=short and len(front) <= 2, role="strong" if short else ""),
        ]
        if self._back is None:
            return rows
        rows += [(), [(" " * ((width - RULE) // 2), ""), ("─" * RULE, "faint")], ()]
        back = prose_lines(self._back, measure)
        return [*rows, *centred(back, width, each=False, role="")]


def centred(lines: Sequence[Line], width: int, *, each: bool, role: str) -> list[Line]:
    """``lines`` in the middle of ``width``: each by itself, or all as one block."""
    widest = max((width_of(line) for line in lines), default=0)
    rows: list[Line] = []
    for line in lines:
        own = width_of(line) if each else widest
        indent = max(0, (width - own) // 2)
        rows.append([(" " * indent, ""), *((text, style or role) for text, style in line)])
    return rows
