"""The field an answer is typed into: one plain row that takes nothing a terminal could obey."""

from __future__ import annotations

from unicodedata import category, normalize

from textual import events
from textual.widgets import Input

LONGEST = 2000
"""Characters a field takes; a paste beyond that is cut."""


class LineField(Input):
    """The field itself: plain, one row, no box."""

    DEFAULT_CSS = """
    LineField, LineField:focus {
        border: none; height: 1; padding: 0;
        background: transparent; background-tint: transparent;
    }
    """

    def __init__(self, number: int = 1) -> None:
        super().__init__(
            select_on_focus=False, max_length=LONGEST, compact=True, id=f"field-{number}"
        )

    def validate_value(self, value: str) -> str:
        """``value`` without control characters, and no longer than a field takes."""
        return clean(value)[:LONGEST]

    def _on_paste(self, event: events.Paste) -> None:
        """Put in the first line of what was pasted, as far as there is room."""
        event.stop()
        event.prevent_default()
        lines = event.text.strip().splitlines()
        start, end = sorted(self.selection)
        room = LONGEST - len(self.value) + (end - start)
        if lines and room > 0:
            self.replace(clean(lines[0])[:room], start, end)


def clean(text: str) -> str:
    """``text`` with control characters and line ends as blanks: they would reach the terminal."""
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() or category(one) == "Zs" else " " for one in text[: 2 * LONGEST]
    )


def first_difference(text: str, wanted: str) -> int:
    """The index in ``text`` up to which it reads as ``wanted`` does.

    Blanks, case, width and signs of multiplication may differ: ``２(x-y)`` parts from
    ``2*(x + y)`` at its minus.
    """
    left = [(at, one) for at, sign in enumerate(text) for one in _folded(sign)]
    right = [one for sign in wanted for one in _folded(sign)]
    for place, (at, one) in enumerate(left):
        if place >= len(right) or one != right[place]:
            return at
    return len(text)


def _folded(sign: str) -> str:
    """A sign as it is compared; nothing for blanks and signs of multiplication."""
    folded = normalize("NFKC", sign).casefold()
    return "" if folded.isspace() or folded in ("*", "·", "⋅", "×") else folded
