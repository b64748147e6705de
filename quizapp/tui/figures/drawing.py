"""Drawings that were laid out already, put on a sheet; how much room any sketch needs."""

from __future__ import annotations

from rich.cells import cell_len

from quizapp.demos.figure import Bars, Drawing, Figure, Graph, Plot
from quizapp.tui.figures.canvas import Canvas
from quizapp.tui.figures.graph import graph_height
from quizapp.tui.figures.pen import Pen

SKETCH_WIDTH, SKETCH_HEIGHT = 60, 9
"""Cells of a sketch that takes whatever room it is given."""
_SQUARE_HEIGHT = 11
"""Rows of a plot with equal units, whose shapes are too small in fewer."""


def draw_drawing(drawing: Drawing, width: int, height: int, pen: Pen) -> Canvas:
    """The drawing from its upper left corner; what does not fit is left out."""
    sheet = Canvas(width, height)
    for y, row in enumerate(drawing.ways[pen.language, pen.ascii]):
        x = 0
        for text, role in row:
            sheet.put(x, y, text, role)
            x += cell_len(text)
    return sheet


def sketch_height(figure: Figure, pen: Pen) -> int:
    """Rows that a sketch needs."""
    match figure:
        case Drawing():
            return len(figure.ways[pen.language, pen.ascii])
        case Graph():
            return graph_height(figure)
        case Bars():
            return len(figure.labels)
        case Plot(square=True):
            return _SQUARE_HEIGHT
        case _:
            return SKETCH_HEIGHT
