"""A list one row high per entry, with a bar where you are; shared by screens that choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from quizapp.tui.cells import shortened, width_of
from quizapp.tui.ink import Line
from quizapp.tui.widgets.rows import Rows


class Listing(Rows):
    """Entries, one of them chosen; a click chooses, a click on the chosen one opens it."""

    @dataclass
    class Opened(Message):
        """The chosen entry was clicked."""

        place: int

    @dataclass
    class Chosen(Message):
        """Another entry was chosen."""

        place: int

    def __init__(self, *, id: str | None = None, gaps: bool = False) -> None:
        super().__init__(self._rows, id=id)
        self.entries: Sequence[Line] = ()
        self.place = 0
        self._gaps = gaps

    def list(self, entries: Sequence[Line]) -> None:
        """Show ``entries``; the choice stays where it is as far as it can."""
        self.entries = entries
        self.place = max(0, min(self.place, len(entries) - 1))
        self.redraw()

    def choose(self, place: int) -> None:
        """Choose the entry at ``place``, or the nearest there is."""
        place = max(0, min(place, len(self.entries) - 1))
        if place != self.place:
            self.place = place
            self.redraw()
            self.post_message(self.Chosen(place))
        step = 2 if self._gaps else 1
        parent = self.parent
        scroll = getattr(parent, "scroll_to_region", None)
        if scroll is not None:
            from textual.geometry import Region

            scroll(Region(0, self.virtual_region.y + place * step, 1, 1), animate=False)

    def _rows(self, width: int) -> Sequence[Line]:
        rows: list[Line] = []
        for place, entry in enumerate(self.entries):
            if rows and self._gaps:
                rows.append(())
            here = place == self.place
            ground = " cell" if here else ""
            body = [(text, f"{role}{ground}".strip()) for text, role in shortened(entry, width - 1)]
            rest = width - 1 - width_of(body)
            rows.append(
                [
                    ("▌" if here else " ", "accent" + ground),
                    *body,
                    (" " * max(0, rest), ground.strip()),
                ]
            )
        return rows

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked, or open it when it is chosen already."""
        step = 2 if self._gaps else 1
        place, rest = divmod(event.y, step)
        if rest or place >= len(self.entries):
            return
        event.stop()
        if place == self.place:
            self.post_message(self.Opened(place))
        else:
            self.choose(place)
