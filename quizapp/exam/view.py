"""What a sitting shows: one immutable picture, drawn alike by the screens and the plain lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from quizapp.exam.state import Mark

if TYPE_CHECKING:
    from quizapp.content.kinds.base import QuestionBase

Phase = Literal["running", "paused", "submitted"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One question in the grid."""

    number: int
    """1-based, as shown."""
    area: str
    answered: bool
    flagged: bool
    mark: Mark
    looked: bool
    open: bool
    """Whether it may be answered now; places of other sections may not."""
    stem: str = ""


@dataclass(frozen=True, slots=True)
class SittingView:
    """One picture of a sitting."""

    phase: Phase
    sitting: str
    """Id of the sitting."""
    place: int
    """0-based place of the present question."""
    total: int
    item: str
    area: str
    seed: int
    question: QuestionBase | None
    """None when the packs no longer hold it."""
    option_order: tuple[int, ...]
    """The authored 0-based index shown at each place."""
    response: str
    """As saved, in authored 1-based numbers for options; "" while blank."""
    chosen: tuple[int, ...]
    """0-based *shown* places of the options in the response."""
    flagged: bool
    mark: Mark
    struck: tuple[int, ...]
    """0-based shown places of options struck out."""
    note: str
    cells: tuple[Cell, ...]
    remaining_ms: int
    """Until the deadline, or until the present section ends; never below 0."""
    used_ms: int
    limit_ms: int
    """The whole time there is, extra time included."""
    section: int
    sections: int
    """0 where the paper has none."""
    warning: int = 0
    """Minutes of the last warning whose moment has passed; 0 before the first."""
    warned: bool = False
    """Whether that moment passed with this very step: say it once."""
    code: str = ""
    """What the last step did: "saved", "cleared", "flagged", "unflagged", "sure", "unsure",
    "unmarked", "struck", "unstruck", "noted", "paused", "unpaused", "section", "submitted",
    "time-up", "none" (nothing to go to), "locked" (another section), "blank" (nothing given),
    "no-pause"."""

    @property
    def answered(self) -> int:
        """Questions answered."""
        return sum(cell.answered for cell in self.cells)

    @property
    def blank(self) -> int:
        """Questions not answered."""
        return self.total - self.answered

    @property
    def flags(self) -> int:
        """Questions flagged."""
        return sum(cell.flagged for cell in self.cells)
