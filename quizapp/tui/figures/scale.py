"""Scales of a plot: where a value stands, and which round values carry a tick."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from quizapp.demos.figure import Axis
from quizapp.demos.numerals import raised
from quizapp.tui.figures.canvas import Floats


@dataclass(frozen=True, slots=True)
class Scale:
    """One axis with its bounds settled."""

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def place(self, values: Floats) -> Floats:
        """Where ``values`` stand, 0 at ``low`` and 1 at ``high``; NaN where a log has no value."""
        with np.errstate(all="ignore"):
            if self.log:
                shown = np.log(np.where(values > 0, values, np.nan) / self.low)
                return np.asarray(shown / math.log(self.high / self.low))
            return np.asarray((values - self.low) / (self.high - self.low))

    def at(self, value: float) -> float:
        """Where one value stands."""
        return float(self.place(np.array([value], dtype=np.float64))[0])

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """At most about ``most`` round values within the bounds, with their labels."""
        most = max(most, 2)
        return self._log_ticks(most) if self.log else self._linear_ticks(most)

    def _linear_ticks(self, most: int) -> list[tuple[float, str]]:
        span = self.high - self.low
        raw = span / most
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(size * power for size in (1, 2, 5, 10) if size * power >= raw * (1 - 1e-9))
        if self.whole:
            step = max(1.0, float(round(step)))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        values = [place * step for place in range(first, last + 1)]
        if self.whole and values and self.low == 1 and step > 1:
            values = [1.0, *(value for value in values if value >= 1 + step / 2)]
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        return [(value, label(value, decimals)) for value in values]

    def _log_ticks(self, most: int) -> list[tuple[float, str]]:
        first = math.ceil(math.log10(self.low) - 1e-9)
        last = math.floor(math.log10(self.high) + 1e-9)
        if last - first >= 1:
            every = max(1, math.ceil((last - first + 1) / most))
            # Counted from the top, so that the largest decade, often 1, keeps its label.
            return [(10.0**power, raised(power)) for power in range(last, first - 1, -every)][::-1]
        found = [
            mantissa * 10.0**power
            for power in range(first - 2, last + 2)
            for mantissa in (1, 2, 5)
            if self.low * (1 - 1e-9) <= mantissa * 10.0**power <= self.high * (1 + 1e-9)
        ]
        return [(value, f"{value:g}") for value in found]


def label(value: float, decimals: int) -> str:
    """A tick's label in five cells or less."""
    if value == 0:
        return "0"
    if abs(value) >= 1e5 or decimals > 3:
        exponent = math.floor(math.log10(abs(value)) + 1e-9)
        mantissa = value / 10.0**exponent
        shown = "" if abs(mantissa - 1) < 1e-6 else f"{mantissa:.2g}×"
        text = f"{shown}{raised(exponent)}"
        return text if len(text) <= 5 else f"{mantissa:.2g}e{exponent}"
    return f"{value:.{decimals}f}".replace("-", "−")


def settle(axis: Axis, values: Iterable[Floats]) -> Scale:
    """The scale of ``axis``: its own bounds, or those of the data with a little air."""
    log = axis.scale == "log"
    low, high = axis.low, axis.high
    if low is None or high is None:
        found = np.concatenate(
            [np.asarray(value, dtype=np.float64).ravel() for value in values] or [np.zeros(1)]
        )
        found = found[np.isfinite(found) & ((found > 0) | (not log))]
        data_low, data_high = (
            (float(found.min()), float(found.max()))
            if found.size
            else (1.0, 10.0)
            if log
            else (0.0, 1.0)
        )
        if log:
            low = data_low / 1.3 if low is None else low
            high = data_high * 1.3 if high is None else high
        else:
            air = 0.04 * ((data_high - data_low) or abs(data_high) or 1.0)
            low = data_low - air if low is None else low
            high = data_high + air if high is None else high
    low, high = float(low), float(high)
    if not high > low:
        low, high = (low / 2, high * 2) if log else (low - 0.5, high + 0.5)
    return Scale(low, high, log, axis.whole)
