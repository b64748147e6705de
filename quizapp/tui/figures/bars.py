"""Named values as bars to the right, and counts over bins as columns."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len

from quizapp.demos.figure import Bars, Histogram
from quizapp.demos.numerals import figures
from quizapp.tui.figures.canvas import Canvas
from quizapp.tui.figures.pen import Pen
from quizapp.tui.figures.plot import LABEL_CELLS, put_title
from quizapp.tui.figures.scale import settle

_EIGHTHS_RIGHT = " ▏▎▍▌▋▊▉█"
_EIGHTHS_UP = " ▁▂▃▄▅▆▇█"
_LONGEST_LABEL = 24


def draw_bars(bars: Bars, width: int, height: int, pen: Pen, *, bare: bool = False) -> Canvas:
    """One row a bar, its label before and its value after it; two rows each where there is room.

    Bars start at zero: one of a negative value goes to the left of it.
    """
    sheet = Canvas(width, height)
    top = 0
    if not bare and (bars.title or bars.note):
        put_title(sheet, pen, pen.say(bars.title), pen.say(bars.note))
        top = 2 if height > len(bars.labels) + 2 else 1
    labels = [pen.say(label) for label in bars.labels]
    shown = [
        pen.spell(bars.shown[place] if bars.shown else figures(float(value)))
        for place, value in enumerate(bars.values)
    ]
    label_cells = min(max(cell_len(label) for label in labels), _LONGEST_LABEL, width // 2)
    value_cells = max(cell_len(value) for value in shown)
    room = max(width - label_cells - value_cells - 4, 4)
    finite = bars.values[np.isfinite(bars.values)]
    low = min(bars.low or 0.0, float(finite.min(initial=0.0)))
    high = bars.high if bars.high is not None else float(finite.max(initial=0.0))
    span = (high - low) or 1.0
    zero = round((0.0 - low) / span * room)  # cells
    spread = 2 if height - top >= 2 * len(labels) else 1
    for place, (label, value, text) in enumerate(zip(labels, bars.values, shown, strict=True)):
        y = top + place * spread
        sheet.put(0, y, pen.fit(label, label_cells))
        cells = min(max(float(value), low), high) / span * room if np.isfinite(value) else 0.0
        role = pen.role(bars.markers[place] if bars.markers else 0)
        bar = _bar(cells, pen)
        start = zero - len(bar) if cells < 0 else zero
        sheet.put(label_cells + 2 + start, y, bar, role)
        sheet.put(width - cell_len(text), y, text, "strong")
    return sheet


def _bar(cells: float, pen: Pen) -> str:
    """A bar of so many cells; a negative one begins with half a cell at the best."""
    if pen.ascii:
        return "#" * round(abs(cells))
    if cells < 0:
        halves = round(-cells * 2)
        return ("▐" if halves % 2 else "") + "█" * (halves // 2)
    eighths = round(cells * 8)
    return "█" * (eighths // 8) + (_EIGHTHS_RIGHT[eighths % 8] if eighths % 8 else "")


def draw_histogram(
    histogram: Histogram, width: int, height: int, pen: Pen, *, bare: bool = False
) -> Canvas:
    """Columns over the bins, with the values of the edges below."""
    sheet = Canvas(width, height)
    top = 0
    if not bare and (histogram.title or histogram.note):
        put_title(sheet, pen, pen.say(histogram.title), pen.say(histogram.note))
        top = 1
    rows = height - top - 1
    if rows < 1 or width < 6:
        return sheet
    scale = settle(histogram.axis, [histogram.edges])
    role = pen.role(histogram.marker)
    highest = histogram.high or float(histogram.counts.max(initial=0.0)) or 1.0
    # One value a column of cells: the bin that its middle falls into.
    middles = scale.low + (np.arange(width) + 0.5) / width * (scale.high - scale.low)
    bins = np.searchsorted(histogram.edges, middles, side="right") - 1
    inside = (bins >= 0) & (bins < len(histogram.counts))
    counts = np.where(inside, histogram.counts[np.clip(bins, 0, len(histogram.counts) - 1)], 0.0)
    eighths = np.where(counts > 0, np.maximum(np.rint(counts / highest * rows * 8), 1), 0).astype(
        int
    )
    for row in range(rows):
        level = (rows - 1 - row) * 8
        for column in range(width):
            filled = min(max(int(eighths[column]) - level, 0), 8)
            if filled:
                sign = (
                    "#" if pen.ascii and filled >= 4 else "." if pen.ascii else _EIGHTHS_UP[filled]
                )
                sheet.put(column, top + row, sign, role)
            elif row == rows - 1:
                sheet.put(column, top + row, "_" if pen.ascii else "▁", "faint")
    free = 0
    for value, text in scale.ticks(max(width // 9, 2)):
        text = pen.spell(text)
        start = min(
            max(round(scale.at(value) * (width - 1)) - cell_len(text) // 2, 0),
            width - cell_len(text),
        )
        if start >= free:
            sheet.put(start, top + rows, text, "muted")
            free = start + cell_len(text) + 1
    return sheet


__all__ = ["LABEL_CELLS", "draw_bars", "draw_histogram"]
