"""Units of measurement: the symbols an answer may carry, with their size and dimension.

Built on first use, because most questions ask for pure numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a multiple of the base units: ``factor`` times the product of ``dims``."""

    factor: Fraction
    dims: tuple[tuple[str, int], ...]
    """Base units with their powers, sorted: ``(("m", 1), ("s", -2))``. Bases: m, kg, s, A, K,
    mol, cd, bit, and every unit a question makes up (個, epoch) as a base of its own."""


_PREFIXES: Final = {
    "Q": 30, "R": 27, "Y": 24, "Z": 21, "E": 18, "P": 15, "T": 12, "G": 9, "M": 6, "k": 3, "h": 2,
    "da": 1, "d": -1, "c": -2, "m": -3, "μ": -6, "u": -6, "n": -9, "p": -12, "f": -15,
}  # fmt: skip

_PREFIXED: Final[dict[str, tuple[str, dict[str, int]]]] = {
    # symbol: factor, dimension; each takes every prefix
    "m": ("1", {"m": 1}),
    "g": ("1/1000", {"kg": 1}),
    "s": ("1", {"s": 1}),
    "A": ("1", {"A": 1}),
    "K": ("1", {"K": 1}),
    "mol": ("1", {"mol": 1}),
    "cd": ("1", {"cd": 1}),
    "Hz": ("1", {"s": -1}),
    "N": ("1", {"kg": 1, "m": 1, "s": -2}),
    "Pa": ("1", {"kg": 1, "m": -1, "s": -2}),
    "J": ("1", {"kg": 1, "m": 2, "s": -2}),
    "W": ("1", {"kg": 1, "m": 2, "s": -3}),
    "C": ("1", {"A": 1, "s": 1}),
    "V": ("1", {"kg": 1, "m": 2, "s": -3, "A": -1}),
    "Ω": ("1", {"kg": 1, "m": 2, "s": -3, "A": -2}),
    "L": ("1/1000", {"m": 3}),
    "l": ("1/1000", {"m": 3}),
    "eV": ("1.602176634e-19", {"kg": 1, "m": 2, "s": -2}),
    "Wh": ("3600", {"kg": 1, "m": 2, "s": -2}),
    "bit": ("1", {"bit": 1}),
    "b": ("1", {"bit": 1}),
    "B": ("8", {"bit": 1}),
    "bps": ("1", {"bit": 1, "s": -1}),
    "FLOP": ("1", {}),
    "FLOPs": ("1", {}),
    "FLOPS": ("1", {"s": -1}),
}

_PLAIN: Final[dict[str, tuple[str, dict[str, int]]]] = {
    "min": ("60", {"s": 1}),
    "h": ("3600", {"s": 1}),
    "hr": ("3600", {"s": 1}),
    "day": ("86400", {"s": 1}),
    "days": ("86400", {"s": 1}),
    "sec": ("1", {"s": 1}),
    "t": ("1000", {"kg": 1}),
    "ha": ("10000", {"m": 2}),
    "rad": ("1", {}),
    "KiB": ("8192", {"bit": 1}),
    "KB": ("8000", {"bit": 1}),
    "MiB": ("8388608", {"bit": 1}),
    "GiB": ("8589934592", {"bit": 1}),
    "TiB": ("8796093022208", {"bit": 1}),
    "nat": ("1", {"nat": 1}),
    "nats": ("1", {"nat": 1}),
    "bits": ("1", {"bit": 1}),
    "byte": ("8", {"bit": 1}),
    "bytes": ("8", {"bit": 1}),
    "秒": ("1", {"s": 1}),
    "分": ("60", {"s": 1}),
    "時間": ("3600", {"s": 1}),
    "日": ("86400", {"s": 1}),
}


@cache
def table() -> dict[str, Unit]:
    """Every known unit by its symbol."""
    found: dict[str, Unit] = {}
    for symbol, (factor, dims) in _PREFIXED.items():
        sizes = tuple(sorted(dims.items()))
        found[symbol] = Unit(Fraction(factor), sizes)
        for prefix, power in _PREFIXES.items():
            found.setdefault(prefix + symbol, Unit(Fraction(factor) * Fraction(10) ** power, sizes))
    for symbol, (factor, dims) in _PLAIN.items():
        found[symbol] = Unit(Fraction(factor), tuple(sorted(dims.items())))
    return found


def unit(symbol: str) -> Unit:
    """The unit of that symbol; one that is in no table is a base of its own."""
    return table().get(symbol) or Unit(Fraction(1), ((symbol, 1),))
