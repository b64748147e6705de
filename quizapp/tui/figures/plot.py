"""Curves, clouds and contours over two axes, in braille dots."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len

from quizapp.demos.figure import Contour, Plot, Point, Series
from quizapp.tui.figures.canvas import Bits, Canvas, Floats, scatter, trace
from quizapp.tui.figures.legend import Item, legend_rows, put_legend
from quizapp.tui.figures.pen import Pen
from quizapp.tui.figures.scale import Scale, settle

LABEL_CELLS = 5
"""Room for the labels of the y axis."""
TINTS = 9
_GRID_EVERY = 4
_DOTS = "⠁⠂⠄⡀"
"""One dot at the left of a cell, by its row within the cell."""


def draw_plot(
    plot: Plot,
    width: int,
    height: int,
    pen: Pen,
    *,
    bare: bool = False,
    keyed: bool = True,
    under: int = 0,
) -> Canvas:
    """The plot on a sheet of its own; ``bare`` leaves out title and legend, ``keyed=False`` the
    legend alone. At least ``under`` rows are kept for the legend, so that neighbours line up.
    """
    sheet = Canvas(width, height)
    untitled = bare or not (plot.title or plot.note)
    if not untitled:
        put_title(sheet, pen, pen.say(plot.title), pen.say(plot.note))
    items = _legend(plot, pen) if keyed and not bare else []
    tail = _ends(plot, pen) if keyed and not bare else ""
    under = max(under, _legend_height(items, tail, width))
    top = 0 if untitled else 1
    rows = height - top - 1 - under
    area = _Area(sheet, plot, pen, top, width, rows)
    if rows < 2 or area.columns < 8:
        return sheet
    area.draw()
    if items or tail:
        put_legend(sheet, pen, area.left, top + rows + 1, items, tail, width - area.left)
    return sheet


def put_title(sheet: Canvas, pen: Pen, title: str, note: str) -> None:
    """Write the title in the first row, and the muted note after it where it fits whole."""
    shown = pen.fit(title, sheet.width)
    sheet.put(0, 0, shown, "strong")
    room = sheet.width - cell_len(shown) - 3
    if note and cell_len(pen.spell(note)) <= room:
        sheet.put(cell_len(shown) + 3, 0, note, "muted")


def _legend(plot: Plot, pen: Pen) -> list[Item]:
    items, seen = [], set()
    for series in sorted(plot.series, key=lambda one: one.marker):
        if not series.faint and series.marker not in seen and series.name:
            seen.add(series.marker)
            items.append(
                Item(
                    pen.sign(series.marker),
                    pen.role(series.marker),
                    pen.say(series.name),
                    series.value,
                )
            )
    return items


def _legend_height(items: list[Item], tail: str, width: int) -> int:
    return len(legend_rows(items, tail, width - LABEL_CELLS - 1)) if items or tail else 0


def legend_height(plot: Plot, width: int, pen: Pen) -> int:
    """Rows that the legend of ``plot`` takes."""
    return _legend_height(_legend(plot, pen), _ends(plot, pen), width)


def _ends(plot: Plot, pen: Pen) -> str:
    left, right = (pen.say(end) for end in plot.ends)
    return pen.spell(f"← {left}   {right} →") if left and right else ""


class _Area:
    """The part of the sheet between the axes."""

    def __init__(
        self, sheet: Canvas, plot: Plot, pen: Pen, top: int, width: int, rows: int
    ) -> None:
        self.sheet, self.plot, self.pen = sheet, plot, pen
        self.top, self.rows = top, rows
        self.left = LABEL_CELLS + 1
        # On an axis of whole numbers the last one matters: its name stands beyond the last tick.
        name = cell_len(pen.say(plot.x.label)) + 2 if plot.x.whole else 0
        self.columns = width - self.left - name
        x = settle(plot.x, [series.x for series in plot.series])
        y = settle(plot.y, [series.y for series in plot.series])
        self.x, self.y = self._squared(x, y) if plot.square else (x, y)
        self._drawn: dict[int, Bits] = {}
        """The cells of each line, by the marker of its series."""

    def _squared(self, x: Scale, y: Scale) -> tuple[Scale, Scale]:
        """Bounds widened so that a unit is as long on both axes; a braille dot is square."""
        across, up = max(self.columns * 2, 1), max(self.rows * 4, 1)
        unit = max((x.high - x.low) / across, (y.high - y.low) / up)
        return _widened(x, unit * across), _widened(y, unit * up)

    # ── places ───────────────────────────────────────────────────────────────────────────────

    def column(self, value: float) -> int | None:
        """The cell column of a value on the x axis, or None outside."""
        share = self.x.at(value)
        if not -1e-9 <= share <= 1 + 1e-9:
            return None
        return self.left + round(share * (self.columns * 2 - 1)) // 2

    def row(self, value: float) -> tuple[int, int] | None:
        """The cell row of a value on the y axis and the dot row in it, or None outside."""
        share = self.y.at(value)
        if not -1e-9 <= share <= 1 + 1e-9:
            return None
        dot = round((1 - share) * (self.rows * 4 - 1))
        return self.top + dot // 4, dot % 4

    # ── layers ───────────────────────────────────────────────────────────────────────────────

    def draw(self) -> None:
        """Everything, from the back to the front."""
        if self.plot.contour is not None:
            self._contour(self.plot.contour)
        self._axes()
        for series in self.plot.series:
            if series.style == "cloud":
                self._cloud(series)
            elif series.style != "dots":
                self._line(series)
        for series in self.plot.series:
            self._markers(series)
        for point in self.plot.points:
            self._point(point)
        for point in self.plot.points:  # words last, so that no sign is drawn over one
            self._word(point)
        self._direct_labels()

    def _contour(self, contour: Contour) -> None:
        columns, rows = np.arange(self.columns), np.arange(self.rows)
        x = self.x.low + (columns + 0.5) / self.columns * (self.x.high - self.x.low)
        y = self.y.high - (rows + 0.5) / self.rows * (self.y.high - self.y.low)
        z = _heights(contour, x, y)
        steps = np.searchsorted(contour.levels, z)  # 0: below the first level, the strongest tint
        if self.pen.tint:
            count = len(contour.levels)
            strength = np.rint((count - steps) * TINTS / count).astype(int)
            for row in range(self.rows):
                for column in range(self.columns):
                    if strength[row, column] > 0:
                        self.sheet.ground(
                            self.left + column, self.top + row, f"t{strength[row, column] - 1}"
                        )
            return
        edge = np.zeros_like(steps, dtype=bool)
        edge[:, :-1] |= steps[:, :-1] != steps[:, 1:]
        edge[:-1, :] |= steps[:-1, :] != steps[1:, :]
        sign = "." if self.pen.ascii else "·"
        for row, column in zip(*np.nonzero(edge), strict=True):
            self.sheet.put(self.left + int(column), self.top + int(row), sign, "faint")

    def _axes(self) -> None:
        grid = self.plot.contour is None
        taken = -9
        for value, text in reversed(
            self.y.ticks(max(int(self.rows / (2 if self.y.log else 2.5)), 2))
        ):
            found = self.row(value)
            if found is None:
                continue
            row, dot = found
            if row - taken >= 2:
                shown = self.pen.spell(text)
                self.sheet.put(LABEL_CELLS - cell_len(shown), row, shown, "muted")
                taken = row
            if grid:
                sign = "." if self.pen.ascii else _DOTS[dot]
                for column in range(self.left, self.left + self.columns, _GRID_EVERY):
                    self.sheet.put(column, row, sign, "faint")
        self._x_labels()
        name = self.pen.say(self.plot.y.label)
        if name and cell_len(name) <= LABEL_CELLS and self.sheet.is_free(0, self.top, LABEL_CELLS):
            self.sheet.put(LABEL_CELLS - cell_len(name), self.top, name, "muted")

    def _x_labels(self) -> None:
        row = self.top + self.rows
        name = self.pen.say(self.plot.x.label)
        end = self.left + self.columns
        if name:
            if self.plot.x.whole:
                self.sheet.put(end + 2, row, name, "muted")
                end += 1
            else:  # it stands at the right end, where a last tick gives way to it
                self.sheet.put(end - cell_len(name), row, name, "muted")
                end -= cell_len(name) + 2
        free = 0
        for value, text in self.x.ticks(max(self.columns // 9, 2)):
            column = self.column(value)
            if column is None:
                continue
            shown = self.pen.spell(text)
            start = max(column - cell_len(shown) // 2, self.left - 1)
            if start >= free and start + cell_len(shown) <= end:
                self.sheet.put(start, row, shown, "muted")
                free = start + cell_len(shown) + 1

    def _line(self, series: Series) -> None:
        x, y = self.x.place(series.x), 1.0 - self.y.place(series.y)
        if series.style == "steps":
            x, y = np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
        dash = 2 if series.faint else self.pen.dash(series.marker, series.style == "dashed")
        fine = not self.pen.ascii
        bits = trace(x, y, self.columns, self.rows, fine=fine, dash=dash if fine else 0)
        self._drawn[series.marker] = bits
        role = "faint" if series.faint else self.pen.role(series.marker)
        plain = "" if fine else "." if series.faint else self.pen.sign(series.marker)
        self.sheet.dots(bits, self.left, self.top, role, plain)

    def _cloud(self, series: Series) -> None:
        x, y = self.x.place(series.x), 1.0 - self.y.place(series.y)
        bits = scatter(x, y, self.columns, self.rows, fine=not self.pen.ascii)
        sign = self.pen.sign(series.marker) if self.pen.ascii else ""
        self.sheet.dots(bits, self.left, self.top, self.pen.role(series.marker), sign)

    def _cells(self, series: Series) -> list[tuple[int, int]]:
        """The cells of a series' points, those outside left out."""
        x, y = self.x.place(series.x), self.y.place(series.y)
        with np.errstate(invalid="ignore"):
            seen = (x > -1e-9) & (x < 1 + 1e-9) & (y > -1e-9) & (y < 1 + 1e-9)
        columns = np.rint(x[seen] * (self.columns * 2 - 1)).astype(int) // 2 + self.left
        rows = np.rint((1 - y[seen]) * (self.rows * 4 - 1)).astype(int) // 4 + self.top
        return list(zip(columns.tolist(), rows.tolist(), strict=True))

    def _markers(self, series: Series) -> None:
        if series.faint or series.style == "cloud":
            return
        if series.marked == "none" and series.style != "dots":
            return
        cells = self._cells(series)
        if not cells:
            return
        sign, role = self.pen.sign(series.marker), self.pen.role(series.marker)
        if series.marked == "last":
            chosen = cells[-1:] if np.isfinite(series.x[-1]) and np.isfinite(series.y[-1]) else []
        elif series.marked == "some":
            every = max(self.columns // 5, 8)
            start = self.left + every // 2 + (series.marker * every) // 6
            wanted = range(start, self.left + self.columns, every)
            chosen = [min(cells, key=lambda cell: abs(cell[0] - column)) for column in wanted]
        else:
            chosen = cells
        last = (-9, -9)
        for column, row in chosen:
            if abs(column - last[0]) >= 2 or abs(row - last[1]) >= 1:
                self.sheet.put(column, row, sign, role)
                last = (column, row)

    def _point(self, point: Point) -> None:
        column, found = self.column(point.x), self.row(point.y)
        if column is None or found is None:
            return
        row = found[0]
        if point.marker is not None:
            self.sheet.put(column, row, self.pen.sign(point.marker), self.pen.role(point.marker))
        elif point.sign:
            self.sheet.put(column, row, point.fallback if self.pen.ascii else point.sign, "strong")

    def _word(self, point: Point) -> None:
        column, found = self.column(point.x), self.row(point.y)
        text = self.pen.say(point.text)
        if column is None or found is None or not text:
            return
        row = found[0]
        cells = cell_len(text)
        for x, y in (
            (column + 2, row), (column - cells - 1, row), (column - cells // 2, row - 1),
            (column - cells // 2, row + 1), (column + 1, row - 1), (column + 1, row + 1),
        ):  # fmt: skip
            inside = self.top <= y < self.top + self.rows and x >= self.left
            if inside and self.sheet.is_free(x, y, cells):
                self.sheet.put(x, y, text)
                return

    def _direct_labels(self) -> None:
        """Write each name beside its own curve where there is clear room for it."""
        lines = [
            one for one in self.plot.series if not one.faint and one.style not in ("dots", "cloud")
        ]
        names = {one.marker for one in lines}
        if self.columns < 48 or self.rows < 8 or not 1 < len(lines) == len(names):
            return
        if self.plot.contour is not None:
            return
        for series in lines:
            self._label_beside(series)

    def _label_beside(self, series: Series) -> None:
        text = f"{self.pen.sign(series.marker)} {self.pen.say(series.name)}"
        role, cells = self.pen.role(series.marker), cell_len(text)
        bits = self._drawn.get(series.marker)
        if bits is None or not bits.any():
            return
        line: dict[int, list[int]] = {}
        for row, column in zip(*np.nonzero(bits), strict=True):
            line.setdefault(int(column) + self.left, []).append(int(row) + self.top)
        for column in range(max(line) - cells, min(line), -2):
            span = [row for at in range(column, column + cells) for row in line.get(at, ())]
            if not span:
                continue
            for row, beyond in ((min(span) - 1, -1), (max(span) + 1, 1)):
                if not self.top <= row < self.top + self.rows:
                    continue
                clear = self.sheet.is_free(column - 1, row, cells + 2)
                outside = not self.top <= row + beyond < self.top + self.rows
                if clear and (outside or self.sheet.is_free(column, row + beyond, cells)):
                    self.sheet.put(column, row, text, role)
                    return


def _widened(scale: Scale, span: float) -> Scale:
    middle = (scale.low + scale.high) / 2
    return Scale(middle - span / 2, middle + span / 2, scale.log, scale.whole)


def _heights(contour: Contour, x: Floats, y: Floats) -> Floats:
    """Heights (len(y), len(x)) between the crossings of the contour's even grid."""
    across = np.clip((x - contour.x[0]) / (contour.x[1] - contour.x[0]), 0, len(contour.x) - 1.001)
    up = np.clip((y - contour.y[0]) / (contour.y[1] - contour.y[0]), 0, len(contour.y) - 1.001)
    column, row = across.astype(int), up.astype(int)
    right, above = (across - column)[None, :], (up - row)[:, None]
    z = contour.z
    low = z[np.ix_(row, column)] * (1 - right) + z[np.ix_(row, column + 1)] * right
    high = z[np.ix_(row + 1, column)] * (1 - right) + z[np.ix_(row + 1, column + 1)] * right
    return np.asarray(low * (1 - above) + high * above)
