"""A convolution: input with the window in brackets, kernel, and an output with open cells."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from quizapp.demos.figure import Drawing
from quizapp.demos.sketches.base import Label, Sketch, Whole, both, slip
from quizapp.demos.sketches.grids import Grid, even, grid_width, put_grid
from quizapp.demos.sketches.sheet import WIDTH, Sheet, cells, drawing, read_rows
from quizapp.records import Localized

_GAP = 3


class ConvolutionSketch(Sketch):
    """Grids side by side; nothing is computed from them."""

    name: ClassVar[str] = "convolution"
    title: ClassVar[Localized] = both("畳み込み", "convolution")
    input: Grid
    kernel: Grid | None = None
    output: Grid | None = None
    """As far as it is given; ``"?"`` is an open cell."""
    window: Annotated[list[Whole], Field(min_length=2, max_length=4)] | None = None
    """Row and column (from 1) of the window's corner; height and width where there is no kernel."""
    names: Annotated[list[Label], Field(min_length=3, max_length=3)] | None = None
    """Words above the three grids."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        for field in ("input", "kernel", "output"):
            rows = getattr(self, field)
            if rows is not None:
                even(field, rows)
        frame = self._frame()
        if self.window is not None and frame is None:
            raise slip(
                "window",
                "[行, 列, 高さ, 幅] を書いてください",
                "[row, column, height, width] is wanted",
            )
        if frame is not None:
            top, left, high, wide = frame
            inside = top >= 0 and left >= 0 and high > 0 and wide > 0
            if not inside or top + high > len(self.input) or left + wide > len(self.input[0]):
                raise slip("window", "窓が入力からはみ出します", "the window leaves the input")
        if any(self._width(language) > WIDTH for language in ("ja", "en")):
            raise slip("input", "60 桁に収まりません", "it does not fit 60 cells")
        return self

    def _frame(self) -> tuple[int, int, int, int] | None:
        if self.window is None:
            return None
        if len(self.window) == 4:
            top, left, high, wide = self.window
        elif self.kernel is not None and len(self.window) == 2:
            (top, left), (high, wide) = self.window, (len(self.kernel), len(self.kernel[0]))
        else:
            return None
        return top - 1, left - 1, high, wide

    def _width(self, language: str) -> int:
        """Cells of all grids, each as wide as it or the word above it."""
        grids = self._grids()
        wide = [max(grid_width(rows), 1 + cells(name.get(language))) for name, rows in grids]
        return sum(wide) + _GAP * (len(wide) - 1)

    def _grids(self) -> list[tuple[Localized, Grid]]:
        words = self.names or [
            both("入力", "input"),
            both("フィルタ", "filter"),
            both("出力", "output"),
        ]
        found = zip(words, (self.input, self.kernel, self.output), strict=True)
        return [(name, rows) for name, rows in found if rows is not None]

    def figure(self) -> Drawing:
        """The grids."""
        return drawing(both(self._read("ja"), self._read("en")), self._paint)

    def _paint(self, sheet: Sheet) -> None:
        x = 0
        for place, (name, rows) in enumerate(self._grids()):
            sheet.put(x + 1, 0, name, "muted")
            end = put_grid(sheet, x, 1, rows, None if place else self._frame())
            x = max(end, x + 1 + cells(sheet.say(name))) + _GAP

    def _read(self, language: str) -> str:
        english = language == "en"
        parts = [
            f"{name.get(language)}: {read_rows(rows, language)}" for name, rows in self._grids()
        ]
        if frame := self._frame():
            top, left, high, wide = frame
            spot = f"{top + 1}-{top + high}", f"{left + 1}-{left + wide}"
            parts.append(
                f"window: rows {spot[0]}, columns {spot[1]}"
                if english
                else f"窓: 行 {spot[0]}、列 {spot[1]}"
            )
        return (". " if english else "。").join(parts)


SKETCH = ConvolutionSketch
