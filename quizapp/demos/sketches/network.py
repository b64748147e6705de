"""A network as columns of units; layers of more than a few are shortened with dots."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from quizapp.demos.figure import Drawing
from quizapp.demos.sketches.base import Label, Name, Sketch, Whole, both, slip
from quizapp.demos.sketches.sheet import WIDTH, Sheet, cells, drawing
from quizapp.records import Localized


class NetworkSketch(Sketch):
    """Layers from left to right, each a column of units with its size below."""

    name: ClassVar[str] = "network"
    title: ClassVar[Localized] = both("ネットワーク", "network")
    sizes: Annotated[
        list[Annotated[Whole, Field(ge=1, le=100_000)]], Field(min_length=2, max_length=6)
    ]
    names: Annotated[list[Label], Field(max_length=6)] = Field(default_factory=list)
    """Words above the layers."""
    weights: Annotated[list[Name], Field(max_length=5)] = Field(default_factory=list)
    """Names on the arrows between them."""
    off: list[list[Whole]] = Field(default_factory=list)
    """Units left out, as [layer, unit], both from 1."""
    count: bool = True
    """Whether the sizes are written; without, only the units drawn tell them."""
    most: Annotated[Whole, Field(ge=3, le=8)] = 5
    """Units of a layer that are drawn; of more, the first ones, ⋮ and the last."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        layers = len(self.sizes)
        if self.names and len(self.names) != layers:
            raise slip("names", f"{layers} 個書いてください", f"{layers} are needed")
        if self.weights and len(self.weights) != layers - 1:
            raise slip("weights", f"{layers - 1} 個書いてください", f"{layers - 1} are needed")
        for pair in self.off:
            if (
                len(pair) != 2
                or not 1 <= pair[0] <= layers
                or not 1 <= pair[1] <= self.sizes[pair[0] - 1]
            ):
                raise slip(
                    "off",
                    "[層, ユニット] を 1 から数えて書いてください",
                    "[layer, unit] is wanted, from 1",
                )
        if not self.count and max(self.sizes) > self.most:
            raise slip(
                "count",
                "描ききれない層には数が必要です",
                "a layer not drawn in full needs its size",
            )
        return self

    def figure(self) -> Drawing:
        """The network."""
        return drawing(both(self._read("ja"), self._read("en")), self._paint)

    def _paint(self, sheet: Sheet) -> None:
        step = WIDTH // len(self.sizes)
        middle = [step // 2 + place * step for place in range(len(self.sizes))]
        tall = max(min(size, self.most) for size in self.sizes)
        top = 1 if self.names else 0
        for layer, (x, size) in enumerate(zip(middle, self.sizes, strict=True)):
            if self.names:
                sheet.centred(x, 0, self.names[layer], "strong")
            units = self._units(size)
            first = top + (tall - len(units)) // 2
            for row, unit in enumerate(units):
                off = [layer + 1, unit] in self.off
                sign = "⋮" if not unit else "×" if off else "●"
                sheet.put(x, first + row, sign, "muted" if off or not unit else "accent")
            if self.count:
                sheet.centred(x, top + tall, f"({size})", "muted")
            if layer:
                self._arrow(sheet, layer, middle[layer - 1], x, top + (tall - 1) // 2)

    def _arrow(self, sheet: Sheet, layer: int, before: int, x: int, row: int) -> None:
        sheet.across(before + 3, x - 2, row, "►")
        if self.weights:
            text = f" {self.weights[layer - 1]} "
            sheet.put((before + x) // 2 - cells(text) // 2, row, text)

    def _units(self, size: int) -> list[int]:
        """Numbers of the units drawn, 0 for the dots between."""
        if size <= self.most:
            return list(range(1, size + 1))
        return [*range(1, self.most - 1), 0, size]

    def _read(self, language: str) -> str:
        english = language == "en"
        layers = []
        for place, size in enumerate(self.sizes):
            name = self.names[place].get(language) + " " if self.names else ""
            layers.append(f"{name}{size}" if english else f"{name}{size} 個")
        text = (
            "Network, units by layer: " if english else "ネットワーク。各層のユニット: "
        ) + " → ".join(layers)
        if self.weights:
            text += (". Weights: " if english else "。重み: ") + ", ".join(self.weights)
        if self.off:
            spots = ", ".join(f"{one}-{other}" for one, other in self.off)
            text += (
                ". Left out (layer-unit): " if english else "。外したユニット（層-番号）: "
            ) + spots
        return text


SKETCH = NetworkSketch
