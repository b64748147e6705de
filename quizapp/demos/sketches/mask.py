"""Which key each query may see: a dot where it may, a cross where it is masked."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from quizapp.demos.figure import Drawing
from quizapp.demos.sketches.base import Sketch, Whole, both, slip
from quizapp.demos.sketches.sheet import Sheet, cells, drawing
from quizapp.records import Localized

Word = Annotated[str, Field(min_length=1, max_length=5)]


class MaskSketch(Sketch):
    """A square of dots and crosses; rows are queries, columns keys."""

    name: ClassVar[str] = "mask"
    title: ClassVar[Localized] = both("Attention のマスク", "attention mask")
    size: Annotated[Whole, Field(ge=2, le=8)] = 4
    pattern: Literal["causal", "full", "padding", "window", "rows"] = "causal"
    width: Annotated[Whole, Field(ge=1, le=8)] = 1
    """With ``padding`` the tokens that are there, with ``window`` the neighbours seen each side."""
    rows: Annotated[list[Annotated[str, Field(pattern="^[ox?]+$")]], Field(max_length=8)] = Field(
        default_factory=list
    )
    """With ``rows`` the signs themselves: o seen, x masked, ? open."""
    tokens: Annotated[list[Word], Field(max_length=8)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        lengths = [len(row) for row in self.rows]
        if self.pattern == "rows" and lengths != [self.size] * self.size:
            count = self.size
            raise slip("rows", f"{count} 行 {count} 列です", f"{count} rows of {count} are wanted")
        if self.tokens and len(self.tokens) != self.size:
            raise slip("tokens", f"{self.size} 個書いてください", f"{self.size} are needed")
        return self

    def _sign(self, row: int, column: int) -> str:
        if self.pattern == "rows":
            return self.rows[row][column]
        seen = {
            "causal": column <= row,
            "full": True,
            "padding": column < self.width,
            "window": abs(column - row) <= self.width,
        }[self.pattern]
        return "o" if seen else "x"

    def figure(self) -> Drawing:
        """The mask."""
        return drawing(both(self._read("ja"), self._read("en")), self._paint)

    def _names(self) -> list[str]:
        return self.tokens or [str(place) for place in range(1, self.size + 1)]

    def _paint(self, sheet: Sheet) -> None:
        names = self._names()
        head = both("クエリ↓ キー→", "query↓ key→")
        left = max(cells(sheet.say(head)), *(cells(one) for one in names)) + 1
        step = min(max(cells(one) for one in names) + 1, 6)
        sheet.put(0, 0, head, "muted")
        for place, name in enumerate(names):
            sheet.put(left + place * step, 0, name, "muted")
            sheet.put(left - 1 - cells(name), place + 1, name, "muted")
            for column in range(self.size):
                sign = self._sign(place, column)
                sheet.put(
                    left + column * step, place + 1,
                    {"o": "●", "x": "✕", "?": "□"}[sign],
                    {"o": "accent", "x": "muted", "?": "strong"}[sign],
                )  # fmt: skip
        sheet.put(0, self.size + 1, both("● 見える  ✕ マスク", "● seen  ✕ masked"), "muted")

    def _read(self, language: str) -> str:
        names = self._names()
        words = (
            {"o": "seen", "x": "masked", "?": "blank"}
            if language == "en"
            else {"o": "見える", "x": "マスク", "?": "空欄"}
        )
        parts = []
        for row, name in enumerate(names):
            marks = ", ".join(f"{key} {words[self._sign(row, at)]}" for at, key in enumerate(names))
            parts.append(f"{name}: {marks}")
        head = (
            "Mask, each query and its keys. " if language == "en" else "マスク。クエリごとのキー。"
        )
        return head + "; ".join(parts)


SKETCH = MaskSketch
