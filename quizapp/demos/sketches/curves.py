"""Named functions over a range, or curves given by their points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from quizapp.demos.figure import Axis, Plot, Series
from quizapp.demos.sketches.base import Label, Real, Sketch, Table, both, slip
from quizapp.records import Localized

Floats = NDArray[np.float64]


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -700, 700))))


FUNCTIONS: dict[str, Callable[[Floats], Floats]] = {
    "sigmoid": _sigmoid,
    "sigmoid'": lambda x: _sigmoid(x) * (1 - _sigmoid(x)),
    "tanh": np.tanh,
    "tanh'": lambda x: 1 - np.tanh(x) ** 2,
    "relu": lambda x: np.maximum(x, 0),
    "relu'": lambda x: np.where(x > 0, 1.0, 0.0),
    "leaky-relu": lambda x: np.where(x > 0, x, 0.1 * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "softplus": lambda x: np.logaddexp(0, x),
    "swish": lambda x: x * _sigmoid(x),
    "identity": lambda x: x,
    "step": lambda x: np.where(x > 0, 1.0, 0.0),
    "abs": np.abs,
    "square": lambda x: x**2,
    "huber": lambda x: np.where(np.abs(x) <= 1, x**2 / 2, np.abs(x) - 0.5),
    "hinge": lambda x: np.maximum(1 - x, 0),
    "gauss": lambda x: np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi),
    "exp": lambda x: np.exp(np.minimum(x, 20)),
    "log": lambda x: np.log(np.where(x > 0, x, np.nan)),
    "-log": lambda x: -np.log(np.where(x > 0, x, np.nan)),
    "sin": np.sin,
    "cos": np.cos,
}
Function = Literal[
    "sigmoid", "sigmoid'", "tanh", "tanh'", "relu", "relu'", "leaky-relu", "elu", "softplus",
    "swish", "identity", "step", "abs", "square", "huber", "hinge", "gauss", "exp", "log", "-log",
    "sin", "cos",
]  # fmt: skip


class Curve(Table):
    """One curve: a named function, or heights at even steps from ``low`` to ``high``."""

    name: Label
    """In the legend; a letter where the function is what is asked."""
    function: Function | None = None
    y: Annotated[list[Real], Field(min_length=2, max_length=60)] | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if (self.function is None) == (self.y is None):
            raise slip(
                "", "function か y のどちらかを書いてください", "either function or y is wanted"
            )
        return self


class CurvesSketch(Sketch):
    """Curves over one axis, told apart by markers."""

    name: ClassVar[str] = "curves"
    title: ClassVar[Localized] = both("曲線", "curves")
    curves: Annotated[list[Curve], Field(min_length=1, max_length=4)]
    low: Real = -4.0
    high: Real = 4.0
    x: Label = "x"
    y: Label = ""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.low >= self.high:
            raise slip("high", "low より大きい数です", "more than low is wanted")
        return self

    def _points(self, curve: Curve, count: int) -> tuple[Floats, Floats]:
        if curve.y is not None:
            return np.linspace(self.low, self.high, len(curve.y)), np.array(curve.y)
        x = np.linspace(self.low, self.high, count)
        assert curve.function is not None
        return x, FUNCTIONS[curve.function](x)

    def figure(self) -> Plot:
        """The curves."""
        series = tuple(
            Series(curve.name, *self._points(curve, 121), marker=place)
            for place, curve in enumerate(self.curves)
        )
        return Plot(
            Localized(),
            both(self._read("ja"), self._read("en")),
            Axis(_label(self.x)),
            Axis(_label(self.y)),
            series,
        )

    def _read(self, language: str) -> str:
        parts = []
        for curve in self.curves:
            x, y = self._points(curve, 5)
            if len(x) > 9:
                kept = np.linspace(0, len(x) - 1, 9).round().astype(int)
                x, y = x[kept], y[kept]
            spots = ", ".join(
                f"({a:.3g}, {b:.3g})" for a, b in zip(x, y, strict=True) if np.isfinite(b)
            )
            parts.append(f"{curve.name.get(language)}: {spots}")
        return ("Curves. " if language == "en" else "曲線。") + "; ".join(parts)


def _label(label: Localized | str) -> Localized:
    return Localized(label, label) if isinstance(label, str) else label


SKETCH = CurvesSketch
