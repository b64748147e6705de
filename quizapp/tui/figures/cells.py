"""Small grids of values: masks, images, matrices, with a frame round a window."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len

from quizapp.demos.figure import Cells
from quizapp.tui.figures.canvas import Canvas, Floats
from quizapp.tui.figures.pen import Pen
from quizapp.tui.figures.plot import put_title

SHADES = 4
_WIDEST = 6
_BLOCKS = "·░▒▓█"
_ASCII_BLOCKS = ".:+%#"


def fits_whole(cells: Cells, height: int) -> bool:
    """Whether ``height`` rows hold a row for each row of values, frame and headings included."""
    extra = (2 if cells.window else 0) + (1 if cells.column_labels else 0)
    return len(cells.values) + extra <= height


def doubles(cells: Cells, width: int, height: int) -> bool:
    """Whether each value may take four columns and two rows."""
    rows, columns = cells.values.shape
    frame = 2 if cells.window else 0
    return cells.square and columns * 4 + frame <= width and rows * 2 + frame <= height


def draw_cells(
    cells: Cells,
    width: int,
    height: int,
    pen: Pen,
    *,
    bare: bool = False,
    halved: bool = False,
    doubled: bool = True,
) -> Canvas:
    """The grid as large as the room allows: two or more columns a value, or half a row a value."""
    sheet = Canvas(width, height)
    top = 0
    if not bare:
        put_title(sheet, pen, pen.say(cells.title), pen.say(cells.note))
        top = 1
    left = max([cell_len(text) for text in cells.row_labels] or [-1]) + 1
    if cells.texts or (fits_whole(cells, height - top) and not halved):
        _blocks(sheet, cells, pen, left, top + (1 if cells.column_labels else 0), doubled=doubled)
    else:
        _halves(sheet, cells, pen, left, top, width, height)
    return sheet


def _blocks(sheet: Canvas, cells: Cells, pen: Pen, left: int, top: int, *, doubled: bool) -> None:
    rows, columns = cells.values.shape
    window = cells.window
    longest = max([cell_len(text) for line in cells.texts for text in line] or [0])
    most = max((sheet.width - left - (2 if window else 0)) // max(columns, 1), 1)
    size, tall = (min(max(longest + 1, 2), most), 1) if cells.texts else (min(2, most), 1)
    if not cells.square:
        size = min(most, _WIDEST) if not cells.texts else size
    elif doubled and not cells.texts and doubles(cells, sheet.width - left, sheet.height - top):
        size, tall = 4, 2
    levels = shades(cells)
    for row in range(rows):
        for column in range(columns):
            x = left + column * size + _shift(column, window and (window[2], window[3]))
            y = top + row * tall + _shift(row, window and (window[0], window[1]))
            inside = window is None or (
                window[0] <= row < window[1] and window[2] <= column < window[3]
            )
            ground, sign = look(int(levels[row, column]), pen, inside)
            for deep in range(tall):
                text = cells.texts[row][column] if cells.texts and deep == 0 else ""
                body = f"{text:^{size}}" if text else (sign * size if size > 1 else sign)
                for across, one in enumerate(body[:size] if not text else body):
                    sheet.put(
                        x + across, y + deep, one, "" if text else "accent" if inside else "muted"
                    )
                    if pen.tint:
                        sheet.ground(x + across, y + deep, ground)
    for place, text in enumerate(cells.row_labels[:rows]):
        sheet.put(
            0, top + place * tall + _shift(place, window and (window[0], window[1])), text, "muted"
        )
    free = 0
    for place, text in enumerate(cells.column_labels[:columns]):
        x = left + place * size + _shift(place, window and (window[2], window[3]))
        if x >= free:
            sheet.put(x, top - 1, text, "muted")
            free = x + cell_len(text) + 1
    if window:
        _close_gaps(sheet, left, top, size, tall, cells)
        _frame(sheet, pen, left, top, size, tall, window)


def _shift(place: int, window: tuple[int, int] | None) -> int:
    """Cells that the frame's lines push this row or column on."""
    if not window:
        return 0
    return (place >= window[0]) + (place >= window[1])


def _close_gaps(sheet: Canvas, left: int, top: int, size: int, tall: int, cells: Cells) -> None:
    """Carry the grounds on through the rows and columns that the frame pushed apart."""
    assert cells.window is not None
    rows, columns = cells.values.shape
    above, below, before, after = cells.window
    right, bottom = left + columns * size + 2, top + rows * tall + 2
    for x in (left + before * size, left + after * size + 1):
        for y in range(top, bottom):
            sheet.ground(x, y, sheet.ground_at(x - 1, y) or sheet.ground_at(x + 1, y))
    for y in (top + above * tall, top + below * tall + 1):
        for x in range(left, right):
            sheet.ground(x, y, sheet.ground_at(x, y - 1) or sheet.ground_at(x, y + 1))


def _frame(
    sheet: Canvas,
    pen: Pen,
    left: int,
    top: int,
    size: int,
    tall: int,
    window: tuple[int, int, int, int],
) -> None:
    y0, y1 = top + window[0] * tall, top + window[1] * tall + 1
    x0, x1 = left + window[2] * size, left + window[3] * size + 1
    across = pen.spell("─") * (x1 - x0 - 1)
    sheet.put(x0, y0, pen.spell("┌") + across + pen.spell("┐"), "strong")
    sheet.put(x0, y1, pen.spell("└") + across + pen.spell("┘"), "strong")
    for y in range(y0 + 1, y1):
        sheet.put(x0, y, pen.spell("│"), "strong")
        sheet.put(x1, y, pen.spell("│"), "strong")


def _halves(
    sheet: Canvas, cells: Cells, pen: Pen, left: int, top: int, width: int, height: int
) -> None:
    """Two rows of values in one row of cells: the upper one as ▀ over the ground of the lower.

    Where grounds have no colour, ▀ ▄ and █ say which of the two values is above the middle.
    """
    levels = shades(cells)
    rows, columns = levels.shape
    size = 2 if columns * 2 <= width - left else 1
    for y in range(min((rows + 1) // 2, height - top)):
        for column in range(min(columns, (width - left) // size)):
            pair = [
                (int(levels[row, column]) if row < rows else 0, _inside(cells, row, column))
                for row in (2 * y, 2 * y + 1)
            ]
            for across in range(size):
                x = left + column * size + across
                if pen.tint:
                    upper, lower = (look(level, pen, inside)[0] for level, inside in pair)
                    sheet.put(x, top + y, "▀", f"on-{upper}")
                    sheet.ground(x, top + y, lower if 2 * y + 1 < rows else "")
                else:
                    sheet.put(x, top + y, _half_sign(pair, pen), "" if pair[0][1] else "muted")


def _half_sign(pair: list[tuple[int, bool]], pen: Pen) -> str:
    upper, lower = (abs(level) * 2 >= SHADES for level, _ in pair)
    if not any(inside for _, inside in pair):  # outside the window: shaded, or nothing
        return ("%" if pen.ascii else "░") if upper or lower else " "
    signs = ".':#" if pen.ascii else "·▀▄█"
    return signs[upper + 2 * lower]


def _inside(cells: Cells, row: int, column: int) -> bool:
    """Whether a value lies in the window; everything does where there is none."""
    if cells.window is None:
        return True
    top, bottom, left, right = cells.window
    return top <= row < bottom and left <= column < right


def shades(cells: Cells) -> Floats:
    """Steps 0…4 of every value, or -4…4 where the middle is nothing."""
    span = (cells.high - cells.low) or 1.0
    share = np.clip((cells.values - cells.low) / span, 0.0, 1.0)
    if cells.diverging:
        return np.rint((share - 0.5) * 2 * SHADES)
    return np.rint(share * SHADES)


def look(level: int, pen: Pen, inside: bool) -> tuple[str, str]:
    """The ground of a shade, and its sign where grounds cannot be coloured."""
    blocks = _ASCII_BLOCKS if pen.ascii else _BLOCKS
    sign = " " if pen.tint else blocks[min(abs(level), SHADES)]
    if level == 0:
        return "h0", sign
    kind = "n" if level < 0 else "h"
    return (f"{kind}{abs(level)}" if inside else f"q{abs(level)}"), sign
