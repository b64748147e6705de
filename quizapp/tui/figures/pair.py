"""Two figures of one demo on the same scales: only then can the eye compare them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from quizapp.demos.figure import Axis, Bars, Figure, Histogram, Panels, Plot
from quizapp.tui.figures.canvas import Floats
from quizapp.tui.figures.scale import settle


def together(one: Figure, other: Figure) -> tuple[Figure, Figure]:
    """Both figures with bounds that hold what either shows; unlike figures stay as they are."""
    if isinstance(one, Plot) and isinstance(other, Plot):
        return _plots(one, other)
    if isinstance(one, Bars) and isinstance(other, Bars):
        low, high = _span(one.values, other.values)
        lows = [value for value in (one.low, other.low) if value is not None]
        highs = [value for value in (one.high, other.high) if value is not None]
        bounds = {
            "low": min(lows) if lows else min(low, 0.0),
            "high": max(highs) if len(highs) == 2 else max(high, 0.0, *highs),
        }
        return replace(one, **bounds), replace(other, **bounds)  # type: ignore[arg-type]
    if isinstance(one, Histogram) and isinstance(other, Histogram):
        most = max(
            one.high or float(one.counts.max(initial=0.0)),
            other.high or float(other.counts.max(initial=0.0)),
        )
        axis = _axis(one.axis, other.axis, [one.edges], [other.edges])
        if axis is None:
            return one, other
        return replace(one, high=most, axis=axis), replace(other, high=most, axis=axis)
    if (
        isinstance(one, Panels)
        and isinstance(other, Panels)
        and len(one.figures) == len(other.figures)
    ):
        pairs = [together(*pair) for pair in zip(one.figures, other.figures, strict=True)]
        return (
            replace(one, figures=tuple(pair[0] for pair in pairs)),
            replace(other, figures=tuple(pair[1] for pair in pairs)),
        )
    return one, other


def _plots(one: Plot, other: Plot) -> tuple[Plot, Plot]:
    x = _axis(one.x, other.x, _across(one), _across(other))
    y = _axis(one.y, other.y, _up(one), _up(other))
    if x is None or y is None:
        return one, other
    return _within(one, x, y), _within(other, x, y)


def _within(plot: Plot, x: Axis, y: Axis) -> Plot:
    return replace(
        plot,
        x=replace(plot.x, low=x.low, high=x.high),
        y=replace(plot.y, low=y.low, high=y.high),
    )


def _across(plot: Plot) -> list[Floats]:
    found = [series.x for series in plot.series]
    return found if plot.contour is None else [*found, plot.contour.x]


def _up(plot: Plot) -> list[Floats]:
    found = [series.y for series in plot.series]
    return found if plot.contour is None else [*found, plot.contour.y]


def _axis(one: Axis, other: Axis, first: list[Floats], second: list[Floats]) -> Axis | None:
    """The axis that holds both, or None where they are of another kind or speak of other things."""
    if one.scale != other.scale or one.label != other.label:
        return None
    scales = [settle(one, first), settle(other, second)]
    return replace(
        one, low=min(scale.low for scale in scales), high=max(scale.high for scale in scales)
    )


def _span(*values: Floats) -> tuple[float, float]:
    found = np.concatenate([value[np.isfinite(value)] for value in values])
    return (float(found.min()), float(found.max())) if found.size else (0.0, 1.0)
