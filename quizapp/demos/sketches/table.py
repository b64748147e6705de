"""A plain table of words and numbers."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from quizapp.demos.figure import Drawing
from quizapp.demos.sketches.base import Label, Sketch, both, is_open, said, shown, slip
from quizapp.demos.sketches.sheet import WIDTH, Sheet, cells, drawing
from quizapp.records import Localized


def _cell(value: Any) -> Any:
    """A number stays one; anything else is a label."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Localized(shown(value), shown(value))
    return value


class TableSketch(Sketch):
    """Columns under their headings."""

    name: ClassVar[str] = "table"
    title: ClassVar[Localized] = both("表", "table")
    columns: Annotated[list[Label], Field(min_length=1, max_length=8)]
    rows: Annotated[list[list[Label]], Field(min_length=1, max_length=12)]
    """Words (in both languages where they differ) and numbers; ``"?"`` is an open cell."""

    @model_validator(mode="before")
    @classmethod
    def _numbers(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and isinstance(raw.get("rows"), list):
            rows = [
                [_cell(one) for one in row] if isinstance(row, list) else row for row in raw["rows"]
            ]
            return {**raw, "rows": rows}
        return raw

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if any(len(row) != len(self.columns) for row in self.rows):
            count = len(self.columns)
            raise slip("rows", f"各行に {count} 個必要です", f"each row needs {count}")
        if any(sum(self._widths(lang)) - 2 > WIDTH for lang in ("ja", "en")):
            raise slip("rows", "60 桁に収まりません", "it does not fit 60 cells")
        return self

    def _widths(self, language: str) -> list[int]:
        return [
            max(cells(row[place].get(language)) for row in [self.columns, *self.rows]) + 2
            for place in range(len(self.columns))
        ]

    def figure(self) -> Drawing:
        """The table."""
        return drawing(both(self._read("ja"), self._read("en")), self._paint)

    def _paint(self, sheet: Sheet) -> None:
        widths = self._widths(sheet.language)
        for y, row in enumerate([self.columns, *self.rows]):
            x = 0
            for cell, width in zip(row, widths, strict=True):
                text = sheet.say(cell)
                role = "muted" if y == 0 else "accent" if is_open(text) else ""
                sheet.put(x, y, "□" if is_open(text) and y else text, role)
                x += width

    def _read(self, language: str) -> str:
        heads = [one.get(language) for one in self.columns]
        return "; ".join(
            ", ".join(
                f"{head} {said(cell.get(language), language)}"
                for head, cell in zip(heads, row, strict=True)
            )
            for row in self.rows
        )


SKETCH = TableSketch
