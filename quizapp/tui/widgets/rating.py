"""The four ratings with the time each would bring the card back; the proposed one highlighted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from quizapp.records import Rating
from quizapp.tui.cells import pad, width_of
from quizapp.tui.ink import Line
from quizapp.tui.spans import interval
from quizapp.tui.widgets.rows import Rows
from quizapp.words import tr


def rating_word(rating: int) -> str:
    """The word for a rating."""
    return (tr("忘れた"), tr("難しい"), tr("できた"), tr("簡単"))[rating - 1]


class RatingBar(Rows):
    """Four cells of equal width; a click rates."""

    @dataclass
    class Clicked(Message):
        """A rating was clicked."""

        rating: int

    def __init__(self) -> None:
        super().__init__(self._row, id="rating")
        self._proposed: Rating | None = None
        self._best = Rating.EASY
        self._times: Sequence[int] | None = None
        self._beyond_ms: int | None = None

    def offer(
        self,
        proposed: Rating | None,
        best: Rating,
        intervals_ms: Sequence[int] | None,
        beyond_ms: int | None = None,
    ) -> None:
        """Show the ratings; a return later than ``beyond_ms`` from now is "after the exam"."""
        self._proposed, self._best = proposed, best
        self._times, self._beyond_ms = intervals_ms, beyond_ms
        self.redraw()

    def _time(self, place: int) -> str:
        if self._times is None:
            return ""
        ms = self._times[place]
        if self._beyond_ms is not None and ms > self._beyond_ms:
            return tr("試験後")
        return interval(ms)

    def _row(self, width: int) -> list[Line]:
        narrow = width < 70
        line: list[tuple[str, str]] = []
        for place in range(4):
            start, end = place * (width + 1) // 4, (place + 1) * (width + 1) // 4 - 1
            rating = place + 1
            time = "" if narrow else self._time(place)
            pressed = rating == self._proposed
            allowed = rating <= self._best
            if pressed:
                text = f" {rating} {rating_word(rating)}" + (f"  {time}" if time else "")
                cell: Line = ((pad(text, end - start), "pressed"),)
            else:
                ground = " cell" if allowed else ""
                head: list[tuple[str, str]] = [
                    (f" {rating} ", "key cell" if allowed else "muted"),
                    (rating_word(rating), "cell" if allowed else "muted"),
                    (f"  {time}" if time and allowed else "", "muted" + ground),
                ]
                rest = end - start - width_of(head)
                cell = (*head, (" " * max(0, rest), ground.strip()))
            line += cell
            if place < 3:
                line.append((" ", ""))
        return [line]

    def on_click(self, event: events.Click) -> None:
        """Rate with the cell under the pointer."""
        width = self.content_size.width
        for place in range(4):
            if place * (width + 1) // 4 <= event.x < (place + 1) * (width + 1) // 4 - 1:
                event.stop()
                if place + 1 <= self._best:
                    self.post_message(self.Clicked(place + 1))
