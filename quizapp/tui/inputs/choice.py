"""One answer among options."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.tui.inputs.options import Option, OptionRows


class ChoiceAnswer(OptionRows):
    """A digit chooses; a second press of the same digit changes nothing; arrows move the choice."""

    chosen = -1

    def start(self, options: Sequence[Option]) -> None:
        """Show ``options`` with none chosen."""
        self.chosen = -1
        super().start(options)

    def take(self, response: str) -> None:
        """Set the chosen option from its authored number."""
        self.chosen = next(
            (
                place
                for place, option in enumerate(self.options)
                if str(option.number) == response.strip()
            ),
            -1,
        )
        self.cursor = self.chosen

    @property
    def response(self) -> str:
        """The authored number of the chosen option."""
        return str(self.options[self.chosen].number) if self.chosen >= 0 else ""

    def digit(self, place: int) -> None:
        """Choose the option at ``place``."""
        if place < len(self.options) and place != self.chosen:
            self.chosen = self.cursor = place
            self.changed()

    def move(self, step: int) -> None:
        """Move the choice."""
        last = len(self.options) - 1
        if self.chosen < 0:
            self.digit(0 if step > 0 else last)
        else:
            self.digit(max(0, min(last, self.chosen + step)))

    def is_chosen(self, place: int) -> bool:
        """Whether that option is the chosen one."""
        return place == self.chosen
