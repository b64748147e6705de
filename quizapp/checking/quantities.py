"""Values with units: how many of the wanted unit they are."""

from __future__ import annotations

from fractions import Fraction

from quizapp.checking import tree as t
from quizapp.checking.units import unit as unit_of


def _size(unit: tuple[tuple[str, int], ...]) -> tuple[Fraction, dict[str, int]]:
    factor = Fraction(1)
    dims: dict[str, int] = {}
    for symbol, power in unit:
        found = unit_of(symbol)
        factor *= found.factor**power
        for base, exponent in found.dims:
            dims[base] = dims.get(base, 0) + exponent * power
    return factor, {base: power for base, power in dims.items() if power}


def in_unit(value: t.Quantity, wanted: tuple[tuple[str, int], ...]) -> t.Node | None:
    """The number of ``wanted`` units that ``value`` is; None when they measure other things."""
    mine, theirs = _size(value.unit), _size(wanted)
    if mine[1] != theirs[1]:
        return None
    factor = mine[0] / theirs[0]
    if factor == 1:
        return value.value
    return t.Mul((value.value, t.Num(str(factor), factor)))
