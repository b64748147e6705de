"""The regions of L1 and L2 with elliptic level sets of a loss beside them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from quizapp.demos.figure import Axis, Plot, Point, Series
from quizapp.demos.sketches.base import Real, Sketch, both
from quizapp.records import Localized

Small = Annotated[Real, Field(ge=-10, le=10)]


class RegionsSketch(Sketch):
    """|w1|+|w2| ≤ r and w1²+w2² ≤ r², and ellipses around ``centre`` through ``levels``."""

    name: ClassVar[str] = "regions"
    title: ClassVar[Localized] = both("L1・L2 の領域", "L1 and L2 regions")
    norm: Literal["l1", "l2", "both"] = "both"
    radius: Annotated[Real, Field(gt=0, le=10)] = 1.0
    centre: Annotated[list[Small], Field(min_length=2, max_length=2)] = Field(
        default_factory=lambda: [2.0, 1.0]
    )
    a: Annotated[Real, Field(gt=0, le=100)] = 1.0
    b: Annotated[Real, Field(gt=0, le=100)] = 1.0
    """The loss is a (w1 - c1)² + b (w2 - c2)²."""
    levels: Annotated[list[Annotated[Real, Field(gt=0, le=1000)]], Field(max_length=3)] = Field(
        default_factory=lambda: [0.5, 1.5]
    )
    names: Annotated[list[str], Field(min_length=2, max_length=2)] = Field(
        default_factory=lambda: ["L1", "L2"]
    )
    """In the legend; letters where the name is asked."""

    def figure(self) -> Plot:
        """The regions."""
        turn = np.linspace(0, 2 * np.pi, 121)
        series = []
        if self.norm in ("l1", "both"):
            x = np.array([1.0, 0, -1, 0, 1]) * self.radius
            name = Localized(self.names[0], self.names[0])
            series.append(Series(name, x, np.roll(x[:-1], 1)[[0, 1, 2, 3, 0]], marker=0))
        if self.norm in ("l2", "both"):
            name = Localized(self.names[1], self.names[1])
            series.append(
                Series(name, self.radius * np.cos(turn), self.radius * np.sin(turn), marker=1)
            )
        for place, level in enumerate(self.levels):
            series.append(
                Series(
                    both("損失の等高線", "level sets of the loss"),
                    self.centre[0] + np.sqrt(level / self.a) * np.cos(turn),
                    self.centre[1] + np.sqrt(level / self.b) * np.sin(turn),
                    marker=2,
                    style="dashed",
                    marked="none" if place else "some",
                )
            )
        return Plot(
            Localized(),
            both(self._read("ja"), self._read("en")),
            Axis(both("w1", "w1")),
            Axis(both("w2", "w2")),
            tuple(series),
            (Point(self.centre[0], self.centre[1], sign="+"),),
            square=True,
        )

    def _read(self, language: str) -> str:
        shapes = []
        if self.norm in ("l1", "both"):
            ja, en = (
                f"{self.names[0]}: 半径 {self.radius:g} のひし形",
                f"{self.names[0]}: diamond of radius {self.radius:g}",
            )
            shapes.append(en if language == "en" else ja)
        if self.norm in ("l2", "both"):
            ja, en = (
                f"{self.names[1]}: 半径 {self.radius:g} の円",
                f"{self.names[1]}: disc of radius {self.radius:g}",
            )
            shapes.append(en if language == "en" else ja)
        spot = f"({self.centre[0]:g}, {self.centre[1]:g})"
        a, b = ("" if one == 1 else f"{one:g}" for one in (self.a, self.b))
        loss = f"{a}(w1−{self.centre[0]:g})² + {b}(w2−{self.centre[1]:g})²"
        if language == "en":
            return "; ".join(shapes) + f"; level sets of the loss {loss} around {spot}"
        return "、".join(shapes) + f"。{spot} を中心とする損失 {loss} の等高線"


SKETCH = RegionsSketch
