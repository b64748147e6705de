"""Where expressions are compared: a fixed, seeded set of points inside the declared domains.

The same points every time, so a verdict never changes from one try to the next. They mix signs
and sizes, because identities fail at different places: ``sqrt(x^2)`` and ``x`` part at negative
numbers, ``abs(x - 5)`` and ``5 - x`` beyond 5, ``floor`` and ``ceil`` at whole numbers. All
coordinates are dyadic fractions, exact in machine numbers and in high precision alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from quizapp.checking.evaluate import Column
from quizapp.checking.functions import Value
from quizapp.checking.names import Symbol

_SEED: Final = 0x9E3779B9
WANTED: Final = 14
"""How many points a comparison uses."""

_SPANS: Final[tuple[tuple[float, float], ...]] = (
    (0.3, 3.0),
    (0.3, 3.0),
    (-3.0, 3.0),
    (-3.0, 3.0),
    (0.05, 0.95),
    (-3.0, -0.2),
    (-3.0, 3.0),
    (0.3, 3.0),
    (-1.0, 1.0),
    (2.0, 9.0),
    (-12.0, 12.0),
    (-3.0, 3.0),
)
"""Ranges of the generic points for real names, in this order."""
_MORE_SPANS: Final[tuple[tuple[float, float], ...]] = (
    (0.02, 1.0),
    (1.0, 5.0),
    (-1.0, 0.0),
    (5.0, 20.0),
    (-5.0, 5.0),
    (-0.3, 0.3),
    (20.0, 60.0),
    (-20.0, -5.0),
    (-1.0, 1.0),
    (0.5, 1.5),
)
_WHOLE: Final[tuple[tuple[int, ...], ...]] = ((2, 3, 5, 7, 4, 6), (-1, 2, -3, 1, 4, -2))
_WHOLE_MORE: Final[tuple[tuple[int, ...], ...]] = (
    (1, 2, 3, 4, 5, 6),
    (3, 1, 2, 5, 4, 7),
    (-2, -1, -4, -3, -5, -6),
    (0, 1, 2, 0, 3, 1),
    (1, 1, 1, 1, 1, 1),
    (5, -4, 8, -7, 6, -9),
    (10, 7, 9, 11, 8, 12),
)


_SIZES: Final = (0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 100.0)


_FAR: Final = (250.0, 1000.0, 4000.0, 20000.0, 100000.0)
"""Sizes at which corners far out are looked for: ``max(x + 300, 0)``."""
_BESIDE: Final = tuple(
    (base - 2.0**-fine, base - 2.0**-fine)
    for base, fine in ((3, 11), (-2, 15), (5, 20), (2, 25), (-4, 30), (1, 12), (7, 29), (2, 22),
                       (-1, 27), (4, 34))
)  # fmt: skip
"""Places just below whole numbers, where a step that was moved a little shows."""


@dataclass(frozen=True, slots=True)
class Points:
    """A set of points: one column per name, and which of them are generic.

    At a *generic* point nothing is special, so a response without a value there is undefined on
    a whole region. The others are whole numbers, where a removable gap (``(x^2-1)/(x-1)`` at 1)
    is no fault.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[Value, ...], ...]
    generic: tuple[bool, ...]

    @property
    def count(self) -> int:
        """How many points there are."""
        return len(self.generic)

    def env(self) -> dict[str, Column]:
        """The columns by name, as ``evaluate`` takes them."""
        return {name: list(column) for name, column in zip(self.names, self.columns, strict=True)}

    def at(self, index: int) -> dict[str, Value]:
        """One point."""
        return {name: column[index] for name, column in zip(self.names, self.columns, strict=True)}

    def pick(self, indices: Sequence[int]) -> Points:
        """Only the points with these indices."""
        return Points(
            self.names,
            tuple(tuple(column[i] for i in indices) for column in self.columns),
            tuple(self.generic[i] for i in indices),
        )

    def joined(self, other: Points) -> Points:
        """These points, then those of ``other`` (with the same names)."""
        return Points(
            self.names,
            tuple(a + b for a, b in zip(self.columns, other.columns, strict=True)),
            self.generic + other.generic,
        )


@lru_cache(maxsize=256)
def usual_points(symbols: tuple[Symbol, ...]) -> Points:
    """The fourteen points a comparison starts with; a single one when there are no names."""
    if not symbols:
        return Points((), (), (True,))
    return _points(symbols, _SPANS, _WHOLE, _SEED)


@lru_cache(maxsize=256)
def further_points(symbols: tuple[Symbol, ...]) -> Points:
    """Some seventy more, for answers defined on a part of the usual points only."""
    if not symbols:
        return Points((), (), (True,))
    spans = _MORE_SPANS * 6
    return _points(symbols, spans, _WHOLE_MORE, _SEED + 1)


@lru_cache(maxsize=256)
def dense_points(symbols: tuple[Symbol, ...]) -> Points:
    """Over a hundred more, from tiny to large and beside whole numbers.

    For expressions with steps and corners (``floor``, ``sign``, ``max``, ``mod``), which agree
    on a few points too easily.
    """
    if not symbols:
        return Points((), (), (True,))
    spans = tuple(
        (size * (step - 5) / 5, size * (step - 4) / 5) for size in _SIZES for step in range(10)
    )
    spans += tuple((far, 1.25 * far) for size in _FAR for far in (size, -size)) + _BESIDE
    whole = tuple(tuple((base * k) % 23 - 11 for k in (1, 3, 5, 7, 9, 11)) for base in range(1, 23))
    return _points(symbols, spans, whole, _SEED + 2, strata=10)


class _Dice:
    """Seeded numbers by Marsaglia's xorshift; the standard generator costs too much to import."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def share(self) -> float:
        """A number strictly between 0 and 1, a multiple of 1/4096."""
        x = self.state
        x ^= x << 13 & 0xFFFFFFFFFFFFFFFF
        x ^= x >> 7
        x ^= x << 17 & 0xFFFFFFFFFFFFFFFF
        self.state = x
        return (1 + 4 * (x >> 20) % 4092) / 4096


def _points(
    symbols: tuple[Symbol, ...],
    spans: tuple[tuple[float, float], ...],
    whole: tuple[tuple[int, ...], ...],
    seed: int,
    strata: int = 1,
) -> Points:
    """Points with one span per generic point; blocks of ``strata`` spans that together cover a
    range are gone through in another order by every further name."""
    dice = _Dice(seed)
    columns: list[tuple[Value, ...]] = []
    for place, symbol in enumerate(symbols):
        stride = (1, 3, 7, 9)[place % 4] if strata > 1 else 1
        generic = tuple(
            _generic(symbol, spans[k - k % strata + k * stride % strata], dice)
            for k in range(len(spans))
        )
        special = tuple(_special(symbol, row[place % len(row)], place) for row in whole)
        columns.append(generic + special)
    flags = (True,) * len(spans) + (False,) * len(whole)
    return Points(tuple(symbol.id for symbol in symbols), tuple(columns), flags)


def _generic(symbol: Symbol, span: tuple[float, float], dice: _Dice) -> Value:
    share, other = dice.share(), dice.share()
    low, high = span
    if symbol.low is not None or symbol.high is not None:
        return _ranged(symbol, share, high - low)
    if symbol.domain == "complex":
        size = max(abs(low), abs(high))
        return complex(_dyadic((2 * share - 1) * size), _dyadic((2 * other - 1) * size))
    if symbol.domain in ("positive", "nonnegative"):
        low, high = (low, high) if low >= 0 else (0.05, max(high, -low))
    if symbol.domain == "integer":
        return float(round(low + share * (high - low) * 2) or 1)
    if symbol.domain == "natural":
        return float(1 + int(share * max(abs(low), abs(high), 4.0) * 2))
    if low == high:
        return low  # a place chosen by hand
    value = _dyadic(low + share * (high - low))
    return value if abs(value) > 1e-3 else 0.0625 + 1 / 4096


def _ranged(symbol: Symbol, share: float, width: float) -> Value:
    low, high = symbol.low, symbol.high
    if low is None:
        assert high is not None
        low = high - width
    elif high is None:
        high = low + width
    if symbol.domain in ("positive", "nonnegative", "natural"):
        low = max(low, 0.0 if symbol.domain != "natural" else 1.0)
    value = low + share * (high - low)
    if symbol.domain in ("integer", "natural"):
        return float(min(max(round(value), -(-low // 1)), high // 1))
    fine = _dyadic(value)
    return fine if low < fine < high else value


def _special(symbol: Symbol, value: int, place: int) -> Value:
    if symbol.domain == "complex":
        return complex(value, (1, -1, 2)[place % 3])
    if symbol.domain in ("positive", "natural"):
        value = abs(value) or 1
    elif symbol.domain == "nonnegative":
        value = abs(value)
    low, high = symbol.low, symbol.high
    if (low is not None and value < low) or (high is not None and value > high):
        return _ranged(symbol, (value % 7 + 1) / 8, 4.0)
    return float(value)


def _dyadic(value: float) -> float:
    """``value`` rounded to a multiple of 1/4096: exact, with few bits."""
    return round(value * 4096) / 4096
