"""A matrix of numbers with labels, and with shades where the eye should see heights."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from quizapp.demos.figure import Drawing
from quizapp.demos.sketches.base import Label, Sketch, both, is_open, said, slip
from quizapp.demos.sketches.grids import Grid, even
from quizapp.demos.sketches.sheet import WIDTH, Sheet, cells, drawing, widest
from quizapp.records import Localized

_SHADES = "▁▂▃▄▅▆▇█"
Labels = Annotated[list[Label], Field(max_length=10)]


class MatrixSketch(Sketch):
    """Rows of numbers; ``heat`` puts a block as high as the number before each."""

    name: ClassVar[str] = "matrix"
    title: ClassVar[Localized] = both("行列・ヒートマップ", "matrix or heat map")
    rows: Grid
    row_labels: Labels = Field(default_factory=list)
    column_labels: Labels = Field(default_factory=list)
    corner: Label = ""
    """Words above the row labels: what rows and columns are."""
    heat: bool = False

    @model_validator(mode="after")
    def _sound(self) -> Self:
        even("rows", self.rows)
        for field, wanted in (("row_labels", len(self.rows)), ("column_labels", len(self.rows[0]))):
            found = getattr(self, field)
            if found and len(found) != wanted:
                raise slip(field, f"{wanted} 個書いてください", f"{wanted} are needed")
        if any(self._width(language) > WIDTH for language in ("ja", "en")):
            raise slip("rows", "60 桁に収まりません", "it does not fit 60 cells")
        return self

    def _cell(self, language: str) -> int:
        heads = [cells(one.get(language)) for one in self.column_labels]
        return max([widest(self.rows), *heads]) + 2 + (2 if self.heat else 0)

    def _left(self, language: str) -> int:
        corner = self.corner.get(language) if isinstance(self.corner, Localized) else self.corner
        return max([cells(corner), *(cells(one.get(language)) for one in self.row_labels)])

    def _width(self, language: str) -> int:
        return self._left(language) + self._cell(language) * len(self.rows[0])

    def figure(self) -> Drawing:
        """The matrix."""
        return drawing(both(self._read("ja"), self._read("en")), self._paint)

    def _paint(self, sheet: Sheet) -> None:
        left, cell = self._left(sheet.language), self._cell(sheet.language)
        top = 1 if self.column_labels or sheet.say(self.corner) else 0
        sheet.put(0, 0, self.corner, "muted")
        for column, label in enumerate(self.column_labels):
            text = sheet.say(label)
            sheet.put(left + (column + 1) * cell - cells(text), 0, text, "muted")
        for row, values in enumerate(self.rows):
            if self.row_labels:
                sheet.put(0, top + row, self.row_labels[row], "muted")
            for column, value in enumerate(values):
                x = left + column * cell
                sheet.entry(x + 2, top + row, value, cell - 2)
                if self.heat and not is_open(value) and not isinstance(value, str):
                    sheet.put(x + 2, top + row, self._shade(float(value)), "accent")

    def _shade(self, value: float) -> str:
        numbers = [float(one) for row in self.rows for one in row if not isinstance(one, str)]
        low, high = min(numbers), max(numbers)
        share = (value - low) / (high - low) if high > low else 0.0
        return _SHADES[round(share * (len(_SHADES) - 1))]

    def _read(self, language: str) -> str:
        corner = self.corner.get(language) if isinstance(self.corner, Localized) else self.corner
        parts = [corner] if corner else []
        for place, row in enumerate(self.rows):
            name = self.row_labels[place].get(language) if self.row_labels else str(place + 1)
            heads = [one.get(language) + " " for one in self.column_labels] or [""] * len(row)
            values = ", ".join(
                head + said(one, language) for head, one in zip(heads, row, strict=True)
            )
            parts.append(f"{name}: {values}")
        return "; ".join(parts)


SKETCH = MatrixSketch
