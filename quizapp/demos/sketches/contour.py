"""Level sets of a quadratic bowl and a path of numbered steps over it."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from quizapp.demos.figure import Axis, Contour, Plot, Point, Series
from quizapp.demos.sketches.base import Real, Sketch, both
from quizapp.records import Localized

Spot = Annotated[list[Annotated[Real, Field(ge=-1000, le=1000)]], Field(min_length=2, max_length=2)]


class ContourSketch(Sketch):
    """f(x, y) = (a x² + b y²) / 2 around ``centre``, and points the author gives."""

    name: ClassVar[str] = "contour"
    title: ClassVar[Localized] = both("等高線と経路", "contours and a path")
    a: Annotated[Real, Field(gt=0, le=1000)] = 1.0
    b: Annotated[Real, Field(gt=0, le=1000)] = 10.0
    centre: Spot = Field(default_factory=lambda: [0.0, 0.0])
    path: Annotated[list[Spot], Field(max_length=9)] = Field(default_factory=list)
    """Places after 0, 1, 2 … steps."""
    mark_centre: bool = True

    def figure(self) -> Plot:
        """The contours and the path."""
        spots = [self.centre, *self.path]
        reach_x = max([abs(spot[0] - self.centre[0]) for spot in spots] + [0.0]) or 1.0
        reach_y = max([abs(spot[1] - self.centre[1]) for spot in spots] + [0.0]) or reach_x / 2
        x = np.linspace(self.centre[0] - reach_x * 1.2, self.centre[0] + reach_x * 1.2, 41)
        y = np.linspace(self.centre[1] - reach_y * 1.2, self.centre[1] + reach_y * 1.2, 31)
        z = (
            self.a * (x[None, :] - self.centre[0]) ** 2
            + self.b * (y[:, None] - self.centre[1]) ** 2
        ) / 2
        levels = float(z.max()) * np.array([0.04, 0.12, 0.25, 0.45, 0.7])
        series: tuple[Series, ...] = ()
        if len(self.path) > 1:
            px, py = (np.array([spot[at] for spot in self.path]) for at in (0, 1))
            series = (Series(Localized(), px, py, marked="none"),)
        points = [
            Point(spot[0], spot[1], sign=str(place), fallback=str(place))
            for place, spot in enumerate(self.path)
        ]
        if self.mark_centre:
            points.insert(0, Point(self.centre[0], self.centre[1], sign="+"))
        return Plot(
            Localized(),
            both(self._read("ja"), self._read("en")),
            Axis(both("x", "x"), low=float(x[0]), high=float(x[-1])),
            Axis(both("y", "y"), low=float(y[0]), high=float(y[-1])),
            series,
            tuple(points),
            Contour(x, y, z, levels),
        )

    def _read(self, language: str) -> str:
        wide = "x" if self.a < self.b else "y"
        if self.a == self.b:
            shape = ("等高線は円", "The contours are circles")
        else:
            shape = (
                f"等高線は {wide} 方向に長い楕円",
                f"The contours are ellipses, long along {wide}",
            )
        path = ", ".join(
            f"{place} ({spot[0]:g}, {spot[1]:g})" for place, spot in enumerate(self.path)
        )
        if language == "en":
            text = f"{shape[1]}, around ({self.centre[0]:g}, {self.centre[1]:g})"
            return f"{text}. Path: {path}" if path else text
        text = f"{shape[0]}、中心 ({self.centre[0]:g}, {self.centre[1]:g})"
        return f"{text}。経路: {path}" if path else text


SKETCH = ContourSketch
