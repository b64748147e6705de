"""One entry for all kinds of figure."""

from __future__ import annotations

from quizapp.demos.figure import Bars, Cells, Drawing, Figure, Graph, Histogram, Panels, Plot, Table
from quizapp.tui.figures.bars import draw_bars, draw_histogram
from quizapp.tui.figures.canvas import Canvas
from quizapp.tui.figures.cells import doubles, draw_cells, fits_whole
from quizapp.tui.figures.drawing import draw_drawing
from quizapp.tui.figures.graph import draw_graph
from quizapp.tui.figures.legend import Item, legend_rows, put_legend
from quizapp.tui.figures.pen import Pen
from quizapp.tui.figures.plot import LABEL_CELLS, draw_plot, legend_height, put_title
from quizapp.tui.figures.table import draw_table

_GAP = 3
_NARROW = 26
_NARROWEST: dict[type[object], int] = {Histogram: 10, Cells: 12, Bars: 20}
"""A panel with less room than this goes below its neighbour instead of beside it."""


def draw(
    figure: Figure, width: int, height: int, pen: Pen, *, bare: bool = False, keyed: bool = True
) -> Canvas:
    """``figure`` on ``height`` rows of ``width`` cells; ``bare`` without title and legend."""
    match figure:
        case Plot():
            return draw_plot(figure, width, height, pen, bare=bare, keyed=keyed)
        case Bars():
            return draw_bars(figure, width, height, pen, bare=bare)
        case Histogram():
            return draw_histogram(figure, width, height, pen, bare=bare)
        case Cells():
            return draw_cells(figure, width, height, pen, bare=bare)
        case Graph():
            return draw_graph(figure, width, height, pen, bare=bare)
        case Table():
            return draw_table(figure, width, height, pen, bare=bare)
        case Drawing():
            return draw_drawing(figure, width, height, pen)
        case Panels():
            return _draw_panels(figure, width, height, pen, bare=bare)


def _draw_panels(
    panels: Panels, width: int, height: int, pen: Pen, *, bare: bool = False
) -> Canvas:
    sheet = Canvas(width, height)
    items = [
        Item(pen.sign(marker), pen.role(marker), pen.say(name)) for name, marker in panels.legend
    ]
    under = len(legend_rows(items, "", width - LABEL_CELLS - 1)) if items and not bare else 0
    top = 0
    if (panels.legend or panels.shared_title) and not bare:
        put_title(sheet, pen, pen.say(panels.title), pen.say(panels.note))
        top = 1
    count = len(panels.figures)
    shares = panels.weights or (1,) * count
    across = (width - _GAP * (count - 1)) / sum(shares)
    if all(
        across * share >= _NARROWEST.get(type(figure), _NARROW)
        for figure, share in zip(panels.figures, shares, strict=True)
    ):
        widths = [int(across * share) for share in shares]
        _beside(sheet, panels, widths, top, height - top - under, pen)
    else:
        rows = (height - top - under) / count
        for place, figure in enumerate(panels.figures):
            start, end = top + round(place * rows), top + round((place + 1) * rows)
            sheet.lay(draw(figure, width, end - start, pen, keyed=not items), 0, start)
    if under:
        put_legend(sheet, pen, LABEL_CELLS + 1, height - under, items, "", width - LABEL_CELLS - 1)
    return sheet


def _beside(
    sheet: Canvas, panels: Panels, widths: list[int], top: int, rows: int, pen: Pen
) -> None:
    """Draw the panels side by side, their axes and their scales lined up."""
    keyed = not panels.legend
    under = max(
        legend_height(figure, width, pen) if isinstance(figure, Plot) and keyed else 0
        for figure, width in zip(panels.figures, widths, strict=True)
    )
    halved = any(
        isinstance(figure, Cells) and not fits_whole(figure, rows - 1) for figure in panels.figures
    )
    doubled = all(
        doubles(figure, width, rows - 1)
        for figure, width in zip(panels.figures, widths, strict=True)
        if isinstance(figure, Cells)
    )
    x = 0
    for figure, width in zip(panels.figures, widths, strict=True):
        if isinstance(figure, Plot):
            drawn = draw_plot(figure, width, rows, pen, keyed=keyed, under=under)
        elif isinstance(figure, Cells):
            drawn = draw_cells(figure, width, rows, pen, halved=halved, doubled=doubled)
        else:
            drawn = draw(figure, width, rows, pen, keyed=keyed)
        sheet.lay(drawn, x, top)
        x += width + _GAP
