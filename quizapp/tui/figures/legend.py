"""The legend: our own row under a figure, measured in cells so that no Japanese name is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from quizapp.tui.figures.canvas import Canvas
from quizapp.tui.figures.pen import Pen

_GAP = 3
_MOST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Item:
    """One series in the legend."""

    sign: str
    role: str
    name: str
    value: str = ""

    def cells(self, valued: bool) -> int:
        """Its width."""
        more = 1 + cell_len(self.value) if valued and self.value else 0
        return 2 + cell_len(self.name) + more


def legend_rows(items: Sequence[Item], tail: str, width: int) -> list[list[tuple[Item, bool]]]:
    """The items in rows of ``width`` cells; values are left out before a second row is begun.

    ``tail`` (what the ends of the axis mean) takes room in the last row, or is left out.
    """
    for valued in (True, False):
        rows = _broken(items, width, valued)
        if len(rows) == 1 or not valued:
            return [[(item, valued) for item in row] for row in rows[:_MOST_ROWS]]
    return []


def _broken(items: Sequence[Item], width: int, valued: bool) -> list[list[Item]]:
    rows: list[list[Item]] = [[]]
    used = 0
    for item in items:
        size = item.cells(valued)
        if rows[-1] and used + _GAP + size > width:
            rows.append([])
            used = 0
        used += size + (_GAP if rows[-1] else 0)
        rows[-1].append(item)
    return rows


def put_legend(
    sheet: Canvas, pen: Pen, x: int, y: int, items: Sequence[Item], tail: str, width: int
) -> None:
    """Write the legend from row ``y``, and ``tail`` after it where it fits whole."""
    at = x
    for row, entries in enumerate(legend_rows(items, tail, width)):
        at = x
        for place, (item, valued) in enumerate(entries):
            at += _GAP if place else 0
            sheet.put(at, y + row, item.sign, item.role)
            name = pen.fit(item.name, x + width - at - 2)
            sheet.put(at + 2, y + row, name)
            if valued and item.value:
                sheet.put(at + 3 + cell_len(name), y + row, item.value, "muted")
            at += item.cells(valued)
        y_last = y + row
    if not items:
        y_last, at = y, x - _GAP
    if tail and at + _GAP + cell_len(tail) <= x + width:
        sheet.put(at + _GAP, y_last, tail, "muted")
