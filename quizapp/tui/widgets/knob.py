"""Knobs: rows with a name, a track and a value, turned by keys, by mouse or by typing a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.message import Message

from quizapp.demos.knobs import Knob, Value
from quizapp.tui.cells import cut, pad
from quizapp.tui.ink import Line
from quizapp.tui.widgets.rows import Rows
from quizapp.words import language

NAME_CELLS = 16
VALUE_CELLS = 8
_WIDEST_VALUE = 26
_SHORTEST_TRACK = 8
MOST_VISIBLE = 4
"""Knobs in view below a figure; more of them scroll."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one drawn row belongs: its knob, and its track's first cell and length."""

    knob: int
    start: int
    cells: int


class KnobRows(Rows):
    """All knobs that matter at present; says what the learner wants, changes nothing itself."""

    DEFAULT_CSS = """
    KnobRows { height: auto; }
    """

    @dataclass
    class Chosen(Message):
        """A knob's row was clicked."""

        index: int

    @dataclass
    class Turned(Message):
        """The wheel was turned over a knob: steps up or down."""

        index: int
        steps: int

    @dataclass
    class Pulled(Message):
        """The track was clicked, or its head dragged, to a place from 0 to 1."""

        index: int
        fraction: float

    def __init__(self, room: Callable[[], int]) -> None:
        super().__init__(self._rows, id="knobs")
        self._room = room
        """Gives the rows there are for the knobs; called when they are laid out."""
        self.knobs: Sequence[Knob] = ()
        self.values: Mapping[str, Value] = {}
        self.index = 0
        self.entry: str | None = None
        """The number being typed into the chosen knob, or None."""
        self.stacked = False
        """Name and value over the track, for the side column."""
        self._first = 0
        self._places: list[_Place] = []
        self._dragged: int | None = None

    def set(self, knobs: Sequence[Knob], values: Mapping[str, Value], index: int) -> None:
        """Show these knobs with these values, number ``index`` chosen."""
        self.knobs, self.values, self.index = knobs, values, index
        self.redraw()

    # ── drawing ──────────────────────────────────────────────────────────────────────────────

    def _rows(self, width: int) -> list[Line]:
        self._places = []
        if not self.knobs:
            return []
        room = max(self._room(), 1)
        if self.stacked:
            for each in (3, 2):
                if len(self.knobs) * each - (each - 2) <= room:
                    return self._stacked(width, each)
        return self._flat(width, room)

    def _stacked(self, width: int, each: int) -> list[Line]:
        rows: list[Line] = []
        for place in range(len(self.knobs)):
            rows += self._tall(place, width)
            if each == 3 and place < len(self.knobs) - 1:
                rows.append(())
                self._places.append(_Place(place, 0, 0))
        return rows

    def _tall(self, place: int, width: int) -> list[Line]:
        knob, chosen = self.knobs[place], place == self.index
        text, role = self._value(knob, chosen)
        room = width - 2
        shown = cut(text, room - 6)
        name = pad(
            cut(knob.title.get(language()), room - cell_len(shown) - 2), room - cell_len(shown)
        )
        bar = ("▌" if chosen else " ", "accent")
        self._places += [_Place(place, 2, 0), _Place(place, 2, room)]
        return [
            [bar, (" ", ""), (name, "strong" if chosen else ""), (shown, role)],
            [bar, (" ", ""), *self._track(knob, room, chosen)],
        ]

    def _flat(self, width: int, room: int) -> list[Line]:
        count = len(self.knobs)
        shown = min(room, count)
        self._first = max(0, min(self._first, count - shown))
        if self.index < self._first:
            self._first = self.index
        elif self.index >= self._first + shown:
            self._first = self.index - shown + 1
        visible = range(self._first, self._first + shown)
        texts = {place: self._value(self.knobs[place], place == self.index) for place in visible}
        longest = max(cell_len(self.knobs[place].title.get(language())) for place in visible)
        value_cells = min(max(cell_len(text) for text, _ in texts.values()), _WIDEST_VALUE)
        if self.stacked:
            name_cells, gap = min(longest, NAME_CELLS), 1
        else:
            name_cells, gap = max(longest, NAME_CELLS), 2
            value_cells = max(value_cells, VALUE_CELLS)
        shortest = 3 if self.stacked else _SHORTEST_TRACK
        value_cells = min(value_cells, max(width - name_cells - gap - shortest - 4, 6))
        cells = max(width - name_cells - gap - value_cells - 4, 1)
        rows: list[Line] = []
        for place in visible:
            knob, chosen = self.knobs[place], place == self.index
            text, role = texts[place]
            ground = " cell" if chosen else ""
            more = "▲" if place == self._first > 0 else ""
            if place == visible[-1] and self._first + shown < count:
                more = "▼"
            line = [
                ("▌" if chosen else " ", "accent"),
                (pad(knob.title.get(language()), name_cells), "strong" if chosen else ""),
                (" " * gap, ""),
                *self._track(knob, cells, chosen),
                (" ", ""),
                (pad(text, value_cells, right=True), role),
                (" ", ""),
                (more or " ", "muted"),
            ]
            rows.append([(piece, (role + ground).strip()) for piece, role in line])
            self._places.append(_Place(place, 1 + name_cells + gap, cells))
        return rows

    def _value(self, knob: Knob, chosen: bool) -> tuple[str, str]:
        if chosen and self.entry is not None:
            return f"{self.entry}▏", "key"
        text = knob.show(self.values[knob.name], language())
        return (f"{text} {knob.unit}" if knob.unit else text), "strong" if chosen else ""

    def _track(self, knob: Knob, cells: int, chosen: bool) -> Line:
        place = round(knob.fraction(self.values[knob.name]) * (cells - 1))
        role = "accent" if chosen else "muted"
        return [("━" * place, role), ("●", role), ("─" * (cells - 1 - place), "faint")]

    # ── mouse ────────────────────────────────────────────────────────────────────────────────

    def _place_at(self, y: int) -> _Place | None:
        return self._places[y] if 0 <= y < len(self._places) else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Choose the row; on its track, take hold of the head."""
        place = self._place_at(event.y)
        if place is None:
            return
        event.stop()
        self.post_message(self.Chosen(place.knob))
        if place.cells and place.start <= event.x < place.start + place.cells:
            self._dragged = place.knob
            self.capture_mouse()
            self._pull(place, event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the head of the knob held, wherever the pointer goes."""
        if self._dragged is None:
            return
        for place in self._places:
            if place.knob == self._dragged and place.cells:
                self._pull(place, event.x)
                return

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        self._dragged = None
        self.release_mouse()

    def _pull(self, place: _Place, x: int) -> None:
        share = (x - place.start) / max(place.cells - 1, 1)
        self.post_message(self.Pulled(place.knob, min(max(share, 0.0), 1.0)))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """One step up."""
        self._wheel(event, 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """One step down."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, steps: int) -> None:
        place = self._place_at(event.y)
        if place is not None:
            event.stop()
            self.post_message(self.Turned(place.knob, steps))
