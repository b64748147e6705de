"""What a sitting shows: one immutable picture, drawn alike by the screens and the plain lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from quizapp.exam.state import Mark

if TYPE_CHECKING:
    from quizapp.content.kinds.base import QuestionBase
    from quizapp.exam.state import State

Phase = Literal["running", "paused", "submitted"]
NUMBERS = re.compile(r"[0-9]+(?:,[0-9]+)*")
"""A response of authored numbers."""


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


def picture(
    sitting: str,
    state: State,
    question: QuestionBase | None,
    now_ms: int,
    *,
    warned: bool,
    code: str,
) -> SittingView:
    """The picture of ``state`` at ``now_ms``; ``question`` is the one at the present place."""
    slot = state.paper.slots[state.place]
    seat = state.seats[state.place]
    open_places = set(state.open_places())
    phase: Phase = "paused" if state.paused else "running"
    if state.submitted_ms is not None:
        phase = "submitted"
    order = slot.options
    remaining = 0 if phase == "submitted" else max(0, state.section_deadline_ms - now_ms)
    end = now_ms if state.submitted_ms is None else state.submitted_ms
    return SittingView(
        phase=phase,
        sitting=sitting,
        place=state.place,
        total=state.paper.total,
        item=slot.item,
        area=slot.area,
        seed=slot.seed,
        question=question,
        option_order=order,
        response=seat.response,
        chosen=_shown_places(seat.response, order),
        flagged=seat.flagged,
        mark=seat.mark,
        struck=tuple(place for place, index in enumerate(order) if index in seat.struck),
        note=seat.note,
        cells=tuple(_cells(state, open_places)),
        remaining_ms=remaining,
        used_ms=end - state.start_ms - sum(state.pauses),
        limit_ms=state.limit_ms,
        section=state.section,
        sections=len(state.paper.blueprint.sections),
        warning=warning_at(state, now_ms),
        warned=warned,
        code=code,
    )


def _cells(state: State, open_places: set[int]) -> Iterator[Cell]:
    for place, (slot, seat) in enumerate(zip(state.paper.slots, state.seats, strict=True)):
        yield Cell(
            place + 1,
            slot.area,
            seat.answered,
            seat.flagged,
            seat.mark,
            seat.looks > 0,
            place in open_places and state.submitted_ms is None,
            slot.stem,
        )


def warning_at(state: State, now_ms: int) -> int:
    """Minutes of the last warning due by ``now_ms``; 0 before the first and once handed in."""
    left = state.deadline_ms - now_ms
    passed = [one for one in state.paper.blueprint.warnings if left <= one * 60_000]
    return min(passed, default=0) if state.submitted_ms is None else 0


def _shown_places(response: str, order: tuple[int, ...]) -> tuple[int, ...]:
    """Shown places of the options in a response of authored numbers, in its order."""
    if not order or not NUMBERS.fullmatch(response):
        return ()
    numbers = [int(one) - 1 for one in response.split(",")]
    return tuple(order.index(one) for one in numbers if one in order)
