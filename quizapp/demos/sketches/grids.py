"""Rows of entries drawn as a grid, for the sketches that have one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from quizapp.demos.sketches.base import Entry, slip
from quizapp.demos.sketches.sheet import Sheet, widest

Grid = Annotated[
    list[Annotated[list[Entry], Field(min_length=1, max_length=10)]],
    Field(min_length=1, max_length=10),
]
"""Rows of entries, all as long."""
Frame = tuple[int, int, int, int]


def even(field: str, rows: Sequence[Sequence[Any]]) -> None:
    """Raise where the rows are not all as long."""
    if len({len(row) for row in rows}) > 1:
        raise slip(field, "行の長さがそろっていません", "the rows are not all as long")


def grid_width(rows: Sequence[Sequence[Any]]) -> int:
    """Cells of a grid: each entry after a gap, and one cell behind the last."""
    return len(rows[0]) * (widest(rows) + 1) + 1


def put_grid(
    sheet: Sheet, x: int, y: int, rows: Sequence[Sequence[Any]], frame: Frame | None = None
) -> int:
    """Draw the grid; entries of ``frame`` (top, left, height, width) stand in brackets."""
    cell = widest(rows) + 1
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            framed = frame is not None and (
                frame[0] <= row < frame[0] + frame[2] and frame[1] <= column < frame[1] + frame[3]
            )
            sheet.entry(x + column * cell + 1, y + row, value, cell - 1, "strong" if framed else "")
        if frame is not None and frame[0] <= row < frame[0] + frame[2]:
            sheet.put(x + frame[1] * cell, y + row, "[", "accent")
            sheet.put(x + (frame[1] + frame[3]) * cell, y + row, "]", "accent")
    return x + len(rows[0]) * cell + 1
