"""Moving through a list of rows of which one is chosen: what up, down, a page and the ends do."""

from __future__ import annotations

from abc import abstractmethod

from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.widgets.frame import FootKey


class ListMoves(FrameScreen):
    """A screen whose rows are numbered from 0; ``place`` is the chosen one.

    Which keys move is the screen's own business: its ``KEYS`` name those of the commands here
    that it wants.
    """

    def __init__(self) -> None:
        super().__init__()
        self.place = 0

    @property
    @abstractmethod
    def row_count(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def draw_chosen(self) -> None:
        """Draw the list with another row chosen."""

    @property
    def page_rows(self) -> int:
        """Rows that a page moves by."""
        return 10

    def foot_keys(self) -> list[FootKey]:
        """Both arrows share one entry."""
        return [
            FootKey(key.command, "↑↓" if key.command == "up" else key.key, key.label)
            for key in super().foot_keys()
        ]

    def choose(self, place: int) -> None:
        """Choose the row at ``place``, or the nearest there is."""
        self.place = max(0, min(place, self.row_count - 1))
        self.draw_chosen()

    def do_up(self) -> None:
        """The row above."""
        self.choose(self.place - 1)

    def do_down(self) -> None:
        """The row below."""
        self.choose(self.place + 1)

    def do_page_up(self) -> None:
        """A page up."""
        self.choose(self.place - self.page_rows)

    def do_page_down(self) -> None:
        """A page down."""
        self.choose(self.place + self.page_rows)

    def do_first(self) -> None:
        """The first row."""
        self.choose(0)

    def do_last(self) -> None:
        """The last row."""
        self.choose(self.row_count - 1)
