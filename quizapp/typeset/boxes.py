"""Boxes of terminal cells: what a formula is built from.

A box is a block of rows of one width with a baseline. Putting boxes side by side lines their
baselines up, so a fraction bar, an equals sign and the text around them stand on one row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from quizapp.typeset.widths import fill, width


class Box(NamedTuple):
    """Rows of text, each ``width`` cells wide; ``base`` is the index of the baseline's row."""

    rows: tuple[str, ...]
    base: int
    width: int

    @property
    def below(self) -> int:
        """Rows under the baseline."""
        return len(self.rows) - self.base - 1

    @property
    def tall(self) -> bool:
        """Whether the box is more than a line with raised or lowered scripts."""
        return len(self.rows) > 2


EMPTY = Box(("",), 0, 0)


def text_box(text: str) -> Box:
    """One row holding ``text``."""
    return Box((text,), 0, width(text))


def space_box(cells: int) -> Box:
    """One row of ``cells`` blanks."""
    return Box((" " * cells,), 0, cells)


def beside(boxes: Sequence[Box]) -> Box:
    """The boxes from left to right on one baseline."""
    if len(boxes) == 1:
        return boxes[0]
    above = max((box.base for box in boxes), default=0)
    below = max((box.below for box in boxes), default=0)
    if not above and not below:
        return Box(("".join([box.rows[0] for box in boxes]),), 0, sum(box.width for box in boxes))
    rows: list[str] = []
    for line in range(-above, below + 1):
        parts = []
        for box in boxes:
            index = box.base + line
            parts.append(box.rows[index] if 0 <= index < len(box.rows) else " " * box.width)
        rows.append("".join(parts))
    return Box(tuple(rows), above, sum(box.width for box in boxes))


def column(boxes: Iterable[Box], base: int, align: str = "centre") -> Box:
    """The boxes from top to bottom; row ``base`` of the whole is the baseline."""
    stacked = list(boxes)
    cells = max((box.width for box in stacked), default=0)
    rows = tuple(fill(row, cells, align) for box in stacked for row in box.rows)
    return Box(rows or ("",), base, cells)


def widen(box: Box, cells: int, align: str = "left") -> Box:
    """The box with blanks added until it is ``cells`` wide."""
    if box.width >= cells:
        return box
    return Box(tuple(fill(row, cells, align) for row in box.rows), box.base, cells)


def grown(box: Box, above: int, below: int) -> Box:
    """The box with blank rows added until it has that many above and below the baseline."""
    top = max(above - box.base, 0)
    bottom = max(below - box.below, 0)
    blank = " " * box.width
    return Box((blank,) * top + box.rows + (blank,) * bottom, box.base + top, box.width)


def placed(parts: Iterable[tuple[int, Box]]) -> Box:
    """Boxes written into one column of cells, each with its top row at an offset from the base.

    Offsets are negative above the baseline. Rows nobody writes stay blank; boxes must not overlap.
    """
    rows: dict[int, str] = {}
    cells = 0
    for top, box in parts:
        cells = max(cells, box.width)
        for index, row in enumerate(box.rows):
            rows[top + index] = row
    first = min(0, *rows) if rows else 0
    last = max(0, *rows) if rows else 0
    lines = tuple(fill(rows.get(line, ""), cells) for line in range(first, last + 1))
    return Box(lines, -first, cells)
