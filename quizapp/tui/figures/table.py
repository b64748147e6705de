"""Tables of words and numbers: numbers at the right of their column, words at the left."""

from __future__ import annotations

from rich.cells import cell_len

from quizapp.demos.figure import Table
from quizapp.demos.numerals import read_number
from quizapp.tui.figures.canvas import Canvas
from quizapp.tui.figures.pen import Pen
from quizapp.tui.figures.plot import put_title

_GAP = 3


def table_size(table: Table, pen: Pen) -> tuple[int, int]:
    """Columns and rows that the whole table needs, its heading included."""
    return sum(_widths(table, pen)) + _GAP * (len(table.columns) - 1), len(table.rows) + 1


def _widths(table: Table, pen: Pen) -> list[int]:
    heads = [pen.say(column) for column in table.columns]
    return [
        max([cell_len(head), *(cell_len(pen.spell(row[place])) for row in table.rows)])
        for place, head in enumerate(heads)
    ]


def draw_table(
    table: Table, width: int, height: int, pen: Pen, *, bare: bool = False, first: int = 0
) -> Canvas:
    """The table from row ``first`` on, as many rows and columns as fit."""
    sheet = Canvas(width, height)
    top = 0
    if table.title and not bare:
        put_title(sheet, pen, pen.say(table.title), pen.say(table.note))
        top = 1
    widths = _widths(table, pen)
    right = [_is_numeric(table, place) for place in range(len(widths))]
    x = 0
    for place, cells in enumerate(widths):
        if x + cells > width and place:
            sheet.put(width - 1, top, "~" if pen.ascii else "…", "muted")
            break
        room = min(cells, width - x)
        head = pen.fit(table.columns[place].get(pen.language), room)
        sheet.put(x + (room - cell_len(head) if right[place] else 0), top, head, "muted")
        for row, values in enumerate(table.rows[first : first + height - top - 1]):
            text = pen.fit(values[place], room)
            at = x + (room - cell_len(text) if right[place] else 0)
            sheet.put(at, top + 1 + row, text, "strong" if place == 0 else "")
        x += cells + _GAP
    return sheet


def _is_numeric(table: Table, place: int) -> bool:
    found = [row[place] for row in table.rows if row[place]]
    return bool(found) and sum(_reads(text) for text in found) >= 0.7 * len(found)


def _reads(text: str) -> bool:
    return text == "–" or read_number(text.rstrip("%")) is not None
