"""A world of squares: arrows, values, rewards, walls, and where the agent is."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from quizapp.demos.figure import Drawing
from quizapp.demos.sketches.base import Sketch, Whole, both, is_open, said, shown, slip
from quizapp.demos.sketches.grids import Grid, even
from quizapp.demos.sketches.sheet import WIDTH, Sheet, drawing, widest
from quizapp.demos.sketches.sheet import cells as wide
from quizapp.records import Localized

_ARROWS = {"up": "↑", "down": "↓", "left": "←", "right": "→", "wall": "■"}
_SAID = {
    "up": ("上", "up"), "down": ("下", "down"), "left": ("左", "left"), "right": ("右", "right"),
    "wall": ("壁", "wall"),
}  # fmt: skip


class GridWorldSketch(Sketch):
    """Squares with a word, a number or an arrow each (up, down, left, right, wall)."""

    name: ClassVar[str] = "gridworld"
    title: ClassVar[Localized] = both("グリッドワールド", "grid world")
    cells: Grid
    agent: Annotated[list[Whole], Field(min_length=2, max_length=2)] | None = None
    """Row and column of the agent, from 1."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        even("cells", self.cells)
        if self.agent is not None:
            row, column = self.agent
            if not (1 <= row <= len(self.cells) and 1 <= column <= len(self.cells[0])):
                raise slip("agent", "マスの外です", "outside the squares")
        if (self._width() + 1) * len(self.cells[0]) + 1 > WIDTH:
            raise slip("cells", "60 桁に収まりません", "it does not fit 60 cells")
        return self

    def _width(self) -> int:
        return max(widest(self._signs()), 1) + 3

    def _signs(self) -> list[list[Any]]:
        return [
            [
                " " if one == "" else _ARROWS.get(one, one) if isinstance(one, str) else one
                for one in row
            ]
            for row in self.cells
        ]

    def figure(self) -> Drawing:
        """The world."""
        return drawing(both(self._read("ja"), self._read("en")), self._paint)

    def _paint(self, sheet: Sheet) -> None:
        width, count = self._width(), len(self.cells[0])
        ruled = len(self.cells) <= 4
        for row, values in enumerate(self._signs()):
            y = row * 2 + 1 if ruled else row + 1
            if row == 0 or ruled:
                left, cross, right = ("┌", "┬", "┐") if row == 0 else ("├", "┼", "┤")
                sheet.put(
                    0, y - 1, left + cross.join("─" * width for _ in range(count)) + right, "muted"
                )
            for column, value in enumerate(values):
                x = column * (width + 1)
                sheet.put(x, y, "│", "muted")
                here = self.agent == [row + 1, column + 1]
                if here:
                    sheet.put(x + 1, y, "◎", "accent")
                text = "" if value == " " else "□" if is_open(value) else shown(value)
                sheet.put(x + width - wide(text), y, text, "strong" if here else "")
            sheet.put(count * (width + 1), y, "│", "muted")
        end = len(self.cells) * 2 if ruled else len(self.cells) + 1
        sheet.put(0, end, "└" + "┴".join("─" * width for _ in range(count)) + "┘", "muted")

    def _read(self, language: str) -> str:
        english = language == "en"
        rows = []
        for row in self.cells:
            words = []
            for one in row:
                if isinstance(one, str) and one in _SAID:
                    words.append(_SAID[one][english])
                elif one == "":
                    words.append("empty" if english else "空")
                else:
                    words.append(said(one, language))
            rows.append(", ".join(words))
        text = ("Squares, row by row: " if english else "マスを上の行から: ") + "; ".join(rows)
        if self.agent is not None:
            row_, column_ = self.agent
            text += (
                f". Agent in row {row_}, column {column_}"
                if english
                else f"。エージェントは {row_} 行 {column_} 列"
            )
        return text


SKETCH = GridWorldSketch
