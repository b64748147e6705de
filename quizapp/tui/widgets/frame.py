"""The frame round every screen: where you are, how far you are, one message, the keys that work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.timer import Timer

from quizapp.tui.cells import cut, heading, spread, width_of
from quizapp.tui.ink import Ink, Line
from quizapp.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from quizapp.practice.view import Mark

LARGEST_CUT_THREAD = 37
"""Above this many questions the thread is one continuous bar."""


class Head(Rows):
    """The top row: the place in bold, detail muted, one fact at the right."""

    def __init__(self) -> None:
        super().__init__(self._row, id="head", classes="row")
        self._left: Line = ()
        self._right: Line = ()

    def say(self, place: str, detail: str = "", right: Line = ()) -> None:
        """Show the place; a detail that does not fit is cut, the place never."""
        self._left = (
            (heading(place) if place != "quizapp" else place, "strong"),
            ("  " + detail if detail else "", "muted"),
        )
        self._right = right
        self.redraw()

    def _row(self, width: int) -> list[Line]:
        place, detail = self._left or (("", ""), ("", ""))
        room = width - cell_len(place[0]) - width_of(self._right) - 1
        shown = (place, (cut(detail[0], room), detail[1]))
        return [spread(shown, self._right, width)]


class Thread(Rows):
    """The second row: a session in segments, a share of time, or a faint rule."""

    def __init__(self) -> None:
        super().__init__(self._row, id="thread", classes="row")
        self._segments: tuple[Mark, ...] = ()
        self._share: float | None = None
        self._filling: float | None = None
        self._timer: Timer | None = None

    def rule(self) -> None:
        """Show a faint rule."""
        self._segments, self._share = (), None
        self.redraw()

    def share(self, value: float) -> None:
        """Show one bar filled to ``value`` in [0, 1]."""
        self._segments, self._share = (), value
        self.redraw()

    def segments(self, marks: tuple[Mark, ...], *, fill: bool = False) -> None:
        """Show one segment a question; ``fill`` lets the newly decided one fill up once."""
        self._segments, self._share = marks, None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._filling = None
        if fill:
            self._filling = 0.25
            self._timer = self.set_interval(0.03, self._grow)
        self.redraw()

    def _grow(self) -> None:
        self._filling = (self._filling or 0.0) + 0.25
        if self._filling >= 1.0 and self._timer is not None:
            self._timer.stop()
            self._timer = self._filling = None
        self.redraw()

    def _row(self, width: int) -> list[Line]:
        if self._share is not None:
            return [bar_of(self._share, width)]
        if not self._segments:
            return [(("─" * width, "faint"),)]
        return [thread_line(self._segments, width, self.ink, self._filling)]


def bar_of(share: float, width: int) -> Line:
    """One continuous bar."""
    filled = round(max(0.0, min(1.0, share)) * width)
    return (("━" * filled, "accent"), ("─" * (width - filled), "faint"))


_SIGNS: dict[Mark, tuple[str, str, str]] = {
    "right": ("━", "=", "right"),
    "helped": ("━", "~", "hint"),
    "wrong": ("╍", "x", "wrong"),
    "skipped": ("─", "-", "muted"),
    "current": ("━", ">", "strong"),
    "todo": ("─", "-", "faint"),
}


def thread_line(marks: Sequence[Mark], width: int, ink: Ink, filling: float | None = None) -> Line:
    """The thread of a session; ``filling`` shows the last decided segment partly filled."""
    count = len(marks)
    if count > min(LARGEST_CUT_THREAD, (width + 1) // 2):
        done = sum(mark not in ("todo", "current", "skipped") for mark in marks)
        return bar_of(done / count, width)
    last = max(
        (place for place, mark in enumerate(marks) if mark in ("right", "helped", "wrong")),
        default=-1,
    )
    line: list[tuple[str, str]] = []
    for place, mark in enumerate(marks):
        start, end = place * (width + 1) // count, (place + 1) * (width + 1) // count
        sign, plain, role = _SIGNS[mark]
        cells = end - start - 1
        if filling is not None and place == last:
            part = round(cells * filling)
            line.append(((plain if ink.ascii else sign) * part, role))
            line.append((("-" if ink.ascii else "━") * (cells - part), "strong"))
        else:
            line.append(((plain if ink.ascii else sign) * cells, role))
        if place < count - 1:
            line.append((" ", ""))
    return line


class Note(Rows):
    """The row above the foot: one short message that leaves by itself or at the next key."""

    SECONDS = 4.0

    def __init__(self) -> None:
        super().__init__(self._row, id="note", classes="row")
        self._text: Line = ()
        self._timer: Timer | None = None
        self._sticky = False

    @property
    def text(self) -> str:
        """What is said at present."""
        return "".join(text for text, _ in self._text)

    def say(
        self, text: str, *, key: str = "", label: str = "", keep: bool = False, sticky: bool = False
    ) -> None:
        """Say ``text``, with one key on offer; ``keep`` leaves it until the next key.

        A ``sticky`` note is a fact of the present state and outlives keys until it is replaced.
        """
        offer: Line = ((f"   {key}", "key"), (f" {label}", "muted")) if key else ()
        self._text = ((text, ""), *offer)
        self._sticky = sticky
        self._stop()
        if not keep and not sticky:
            self._timer = self.set_timer(self.SECONDS, self.clear)
        self.redraw()

    def clear(self, *, force: bool = False) -> None:
        """Say nothing."""
        if self._sticky and not force:
            return
        self._stop()
        self._sticky = False
        if self._text:
            self._text = ()
            self.redraw()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _row(self, width: int) -> list[Line]:
        return [spread(self._text, (), width)]


class FootKey(NamedTuple):
    """One key of the foot as shown."""

    command: str
    key: str
    label: str

    @property
    def cells(self) -> int:
        """Width in cells."""
        return cell_len(self.key) + 1 + cell_len(self.label)


class Foot(Rows):
    """The bottom row: the keys of the present state, ``?`` pinned right; a click presses a key."""

    GAP = 3

    class Pressed(Message):
        """A label was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    def __init__(self) -> None:
        super().__init__(self._row, id="foot", classes="row")
        self._keys: tuple[FootKey, ...] = ()
        self._pinned: FootKey | None = None
        self._places: list[tuple[int, int, str]] = []

    def say(self, keys: Sequence[FootKey], pinned: FootKey) -> None:
        """Show ``keys``, most needed first."""
        self._keys, self._pinned = tuple(keys), pinned
        self.redraw()

    def fitting(self, width: int) -> list[FootKey]:
        """The keys that fit in ``width`` cells; the right ones go first, esc last."""
        assert self._pinned is not None
        keys = list(self._keys)
        room = width - self._pinned.cells - self.GAP
        while keys and sum(key.cells for key in keys) + self.GAP * (len(keys) - 1) > room:
            droppable = [key for key in keys if key.key != "esc"] or keys
            keys.remove(droppable[-1])
        return keys

    def _row(self, width: int) -> list[Line]:
        if self._pinned is None:
            return [()]
        self._places = []
        line: list[tuple[str, str]] = []
        x = 0
        for key in self.fitting(width):
            if x:
                line.append((" " * self.GAP, ""))
                x += self.GAP
            line += [(key.key, "key"), (" " + key.label, "muted")]
            self._places.append((x, x + key.cells, key.command))
            x += key.cells
        pinned = self._pinned
        self._places.append((width - pinned.cells, width, pinned.command))
        return [spread(line, ((pinned.key, "key"), (" " + pinned.label, "muted")), width)]

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        x = event.x - self.styles.padding.left
        for start, end, command in self._places:
            if start <= x < end:
                event.stop()
                self.post_message(self.Pressed(command))
