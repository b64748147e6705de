"""Two rectangles and where they overlap, with their corners written beside them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from quizapp.demos.figure import Drawing
from quizapp.demos.sketches.base import Real, Sketch, both, shown, slip
from quizapp.demos.sketches.sheet import Sheet, drawing
from quizapp.records import Localized

_ACROSS, _DOWN = 30, 8
Corners = Annotated[
    list[Annotated[Real, Field(ge=-9999, le=9999)]], Field(min_length=4, max_length=4)
]


class BoxesSketch(Sketch):
    """Boxes as [x1, y1, x2, y2], y growing downwards as in an image."""

    name: ClassVar[str] = "boxes"
    title: ClassVar[Localized] = both("2 つの矩形", "two boxes")
    a: Corners
    b: Corners

    @model_validator(mode="after")
    def _sound(self) -> Self:
        for field in ("a", "b"):
            x1, y1, x2, y2 = getattr(self, field)
            if x1 >= x2 or y1 >= y2:
                raise slip(
                    field, "x1 < x2、y1 < y2 としてください", "x1 < x2 and y1 < y2 are wanted"
                )
        return self

    def figure(self) -> Drawing:
        """The boxes."""
        return drawing(both(self._read("ja"), self._read("en")), self._paint)

    def _place(self, box: list[float]) -> tuple[int, int, int, int]:
        """Cells of a box on the sheet."""
        (left, top), (right, bottom) = (
            [min(self.a[at], self.b[at]) for at in (0, 1)],
            [max(self.a[at], self.b[at]) for at in (2, 3)],
        )
        x = [round((one - left) / (right - left) * _ACROSS) for one in (box[0], box[2])]
        y = [round((one - top) / (bottom - top) * _DOWN) for one in (box[1], box[3])]
        return x[0], y[0], max(x[1], x[0] + 2), max(y[1], y[0] + 1)

    def _paint(self, sheet: Sheet) -> None:
        a, b = self._place(self.a), self._place(self.b)
        self._tint(sheet, a, b)
        for (x1, y1, x2, y2), role in ((a, "strong"), (b, "accent")):
            sheet.put(x1, y1, "┌" + "─" * (x2 - x1 - 1) + "┐", role)
            sheet.put(x1, y2, "└" + "─" * (x2 - x1 - 1) + "┘", role)
            for y in range(y1 + 1, y2):
                sheet.put(x1, y, "│", role)
                sheet.put(x2, y, "│", role)
        sheet.put(a[0] + 1, a[1], "A", "strong")
        sheet.put(b[2] - 1, b[3], "B", "accent")
        for row, (name, box) in enumerate((("A", self.a), ("B", self.b))):
            left, top, right, bottom = (f"{one:.4g}" for one in box)
            sheet.put(_ACROSS + 3, row * 2, f"{name} ({left},{top})")
            sheet.put(_ACROSS + 3, row * 2 + 1, f"  -({right},{bottom})")
        if self._meet():
            sheet.put(_ACROSS + 3, 5, both("▒ 重なり", "▒ overlap"), "muted")

    def _meet(self) -> bool:
        a, b = self.a, self.b
        return max(a[0], b[0]) < min(a[2], b[2]) and max(a[1], b[1]) < min(a[3], b[3])

    def _tint(
        self, sheet: Sheet, a: tuple[int, int, int, int], b: tuple[int, int, int, int]
    ) -> None:
        if not self._meet():
            return
        for y in range(max(a[1], b[1]) + 1, min(a[3], b[3])):
            for x in range(max(a[0], b[0]) + 1, min(a[2], b[2])):
                sheet.put(x, y, "▒", "muted")

    def _read(self, language: str) -> str:
        texts = [
            f"{name} ({shown(box[0])}, {shown(box[1])})-({shown(box[2])}, {shown(box[3])})"
            for name, box in (("A", self.a), ("B", self.b))
        ]
        if language == "en":
            meet = "overlap" if self._meet() else "do not overlap"
            return f"Boxes {texts[0]} and {texts[1]}; they {meet}"
        return f"矩形 {texts[0]} と {texts[1]}。重なり{'がある' if self._meet() else 'はない'}"


SKETCH = BoxesSketch
