"""Steps to be put in order.

Placed steps stand on top in the order given, the rest below with their digits. Digits place,
backspace takes back; or a step is lifted with space and carried along with the arrows, from when
on the list as it stands is the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.tui.cells import pad, width_of
from quizapp.tui.ink import Line
from quizapp.tui.inputs.options import Option, OptionRows
from quizapp.tui.prose import prose_lines, text_row
from quizapp.words import language, tr

LEAD = 8
"""Cells before a step's text: bar, digit or place, and the gaps between."""


def nth(rank: int) -> str:
    """A place in the order, unlike the digit of a step: "1番目", "1st"."""
    if language() == "ja":
        return f"{rank}番目"
    last = 0 if rank % 100 in (11, 12, 13) else rank % 10
    return f"{rank}" + {1: "st", 2: "nd", 3: "rd"}.get(last, "th")


class OrderAnswer(OptionRows):
    """Steps placed one after the other, or carried to where they belong."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.placed: list[int] = []
        self.lifted = False

    def start(self, options: Sequence[Option]) -> None:
        """Show the steps, none of them placed."""
        self.placed, self.lifted = [], False
        super().start(options)

    def take(self, response: str) -> None:
        """Set the order from authored numbers ("2,1,3")."""
        place_of = {option.number: place for place, option in enumerate(self.options)}
        numbers = [int(part) for part in response.split(",") if part.strip().isdigit()]
        self.placed = [place_of[number] for number in numbers if number in place_of]
        self.lifted = False
        self.cursor = -1

    @property
    def complete(self) -> bool:
        """Whether every step is placed."""
        return len(self.placed) == len(self.options)

    @property
    def response(self) -> str:
        """Authored numbers in the order given; "" until every step is placed."""
        if not self.complete:
            return ""
        return ",".join(str(self.options[place].number) for place in self.placed)

    @property
    def listed(self) -> list[int]:
        """Places of all steps as they stand on the screen: placed first, then the rest."""
        return [
            *self.placed,
            *(place for place in range(len(self.options)) if place not in self.placed),
        ]

    def digit(self, place: int) -> None:
        """Place that step next; one that is placed already stays."""
        if place < len(self.options) and place not in self.placed:
            self.lifted = False
            self.placed.append(place)
            self.changed()

    def back(self) -> None:
        """Take the last placed step back."""
        if self.placed:
            self.lifted = False
            self.placed.pop()
            self.changed()

    def move(self, step: int) -> None:
        """Move the cursor, and a lifted step with it."""
        last = len(self.options) - 1
        start = (-1 if step > 0 else last + 1) if self.cursor < 0 else self.cursor
        target = max(0, min(last, start + step))
        if self.lifted and target != self.cursor:
            self.placed.insert(target, self.placed.pop(self.cursor))
        self.cursor = target
        self.changed()

    def space(self) -> None:
        """Lift the step under the cursor, or drop it; from then on the whole list is the answer."""
        if self.cursor < 0:
            self.cursor = 0
        self.lifted = not self.lifted
        self.placed = self.listed
        self.changed()

    def is_chosen(self, place: int) -> bool:
        """Whether that step is placed."""
        return place in self.placed

    def _drawn_rows(
        self, width: int, *, roomy: bool, reasons: str
    ) -> tuple[list[Line], dict[int, int]]:
        rows: list[Line] = []
        places: dict[int, int] = {}
        for rank, place in enumerate(self.listed):
            if rank == len(self.placed) and self.placed and not self.decided:
                rows.append([(" " * LEAD, ""), ("─" * 12, "faint")])
            elif rows and roomy:
                rows.append(())
            drawn = self._step_rows(rank, place, width)
            places.update({len(rows) + line: place for line in range(len(drawn))})
            rows += drawn
        if self.decided:
            rows += self._right_order(width)
        return rows, places

    def _step_rows(self, rank: int, place: int, width: int) -> list[Line]:
        option = self.options[place]
        placed = place in self.placed
        here = rank == self.cursor and not self.decided
        ground = " chosen" if here else ""
        lead = pad(" " + (nth(rank + 1) if placed else str(place + 1)), LEAD - 1)
        lines = prose_lines(option.text, width - LEAD - 2)
        rows: list[Line] = []
        for number, line in enumerate(lines):
            first = number == text_row(lines)
            bar = "▌" if here else " "
            if self.decided:
                good = rank in self._standing()
                sign = self.ink.mark("right" if good else "wrong") if first else " "
                start = [
                    (sign, "right strong" if good else "wrong strong"),
                    (lead if first else " " * (LEAD - 1), ""),
                ]
            else:
                role = "strong" if placed else "key"
                start = [
                    (bar, "accent" + ground),
                    (lead if first else " " * (LEAD - 1), role + ground),
                ]
            weight = "strong" if here else ""
            body = [(text, f"{role} {weight}{ground}".strip()) for text, role in line]
            tail = "⇅" if here and self.lifted and first else ""
            rest = width - width_of(start) - width_of(body) - len(tail) - 1
            rows.append(
                [
                    *start,
                    *body,
                    (" " * max(0, rest), ground.strip()),
                    (tail + " ", "accent" + ground),
                ]
            )
        return rows

    def _standing(self) -> frozenset[int]:
        """Ranks of the steps that stand right: in place, or in order round one that is off."""
        if not self.by_run:
            pairs = enumerate(zip(self.placed, self.wanted, strict=False))
            return frozenset(
                rank for rank, (place, number) in pairs if self.options[place].number == number
            )
        where = {number: place for place, number in enumerate(self.wanted)}
        places = [where.get(self.options[place].number, -1) for place in self.placed]
        runs: list[tuple[int, ...]] = [()]
        for rank, place in enumerate(places):
            before = [run for run in runs if not run or places[run[-1]] < place]
            runs.append((*max(before, key=len), rank))
        longest: tuple[int, ...] = max(runs, key=len)
        return frozenset(longest)

    wanted: list[int] = []
    """Authored numbers in the right order nearest to what was answered."""
    by_run = False
    """True when one step is out of place and the others keep their order round it."""

    def _right_order(self, width: int) -> list[Line]:
        given = [self.options[place].number for place in self.placed]
        if given == self.wanted:
            return []
        texts = {option.number: option.text for option in self.options}
        rows: list[Line] = [(), ((" " * 2, ""), (tr("正しい順"), "right strong"))]
        for rank, number in enumerate(self.wanted, 1):
            lines = prose_lines(texts[number], width - LEAD - 2)
            for at, line in enumerate(lines):
                lead = f"  {nth(rank)}" if at == text_row(lines) else ""
                rows.append([(pad(lead, LEAD), "right"), *line])
        return rows
