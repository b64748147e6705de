"""Named numbers as bars, or counts over bins as a histogram."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from quizapp.demos.figure import Axis, Bars, Histogram
from quizapp.demos.sketches.base import Label, Real, Sketch, both, slip
from quizapp.records import Localized


class BarsSketch(Sketch):
    """``labels`` for bars, or ``edges`` for a histogram."""

    name: ClassVar[str] = "bars"
    title: ClassVar[Localized] = both("棒グラフ・ヒストグラム", "bars or a histogram")
    values: Annotated[list[Real], Field(min_length=1, max_length=20)]
    labels: Annotated[list[Label], Field(max_length=10)] = Field(default_factory=list)
    edges: Annotated[list[Real], Field(max_length=21)] = Field(default_factory=list)
    axis: Label = ""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if bool(self.labels) == bool(self.edges):
            raise slip(
                "labels",
                "labels か edges のどちらかを書いてください",
                "either labels or edges is wanted",
            )
        count = len(self.values)
        if self.labels and len(self.labels) != count:
            raise slip("labels", f"{count} 個書いてください", f"{count} are needed")
        if self.edges:
            if len(self.edges) != count + 1:
                raise slip("edges", f"{count + 1} 個書いてください", f"{count + 1} are needed")
            if any(one >= other for one, other in zip(self.edges, self.edges[1:], strict=False)):
                raise slip("edges", "小さい順に書いてください", "they must grow")
            if min(self.values) < 0:
                raise slip("values", "0 以上です", "at least 0")
        return self

    def figure(self) -> Bars | Histogram:
        """The bars."""
        summary, values = both(self._read("ja"), self._read("en")), np.array(self.values)
        if self.labels:
            return Bars(Localized(), summary, tuple(self.labels), values)
        axis = self.axis if isinstance(self.axis, Localized) else Localized(self.axis, self.axis)
        return Histogram(Localized(), summary, np.array(self.edges), values, Axis(axis))

    def _read(self, language: str) -> str:
        if self.labels:
            names = [one.get(language) for one in self.labels]
        else:
            names = [
                f"{one:g}-{other:g}" for one, other in zip(self.edges, self.edges[1:], strict=False)
            ]
        return "; ".join(
            f"{name}: {value:g}" for name, value in zip(names, self.values, strict=True)
        )


SKETCH = BarsSketch
