"""Several answers among options."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.tui.inputs.options import Option, OptionRows


class ChoicesAnswer(OptionRows):
    """A digit toggles an option, arrows move the cursor, space toggles where it stands."""

    ticked: frozenset[int] = frozenset()

    def start(self, options: Sequence[Option]) -> None:
        """Show ``options`` with none ticked."""
        self.ticked = frozenset()
        super().start(options)

    def take(self, response: str) -> None:
        """Set the ticked options from their authored numbers ("1,3")."""
        numbers = {part.strip() for part in response.split(",") if part.strip()}
        self.ticked = frozenset(
            place for place, option in enumerate(self.options) if str(option.number) in numbers
        )

    @property
    def response(self) -> str:
        """The authored numbers of the ticked options, in authored order."""
        return ",".join(map(str, sorted(self.options[place].number for place in self.ticked)))

    def digit(self, place: int) -> None:
        """Toggle the option at ``place``."""
        if place < len(self.options):
            self.ticked ^= {place}
            self.cursor = place
            self.changed()

    def move(self, step: int) -> None:
        """Move the cursor."""
        last = len(self.options) - 1
        start = (
            -1
            if self.cursor < 0 and step > 0
            else len(self.options)
            if self.cursor < 0
            else self.cursor
        )
        self.cursor = max(0, min(last, start + step))
        self.redraw()

    def space(self) -> None:
        """Toggle the option under the cursor."""
        self.digit(max(self.cursor, 0))

    def is_chosen(self, place: int) -> bool:
        """Whether that option is ticked."""
        return place in self.ticked

    def box(self, place: int) -> str:
        """A ticked or an empty box."""
        return self.ink.boxes["ticked" if place in self.ticked else "empty"]
