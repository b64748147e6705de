"""Solution sets of statements in one real unknown, compared exactly where it matters.

All atoms are rational functions. Their roots and poles cut the line into open pieces; a claim's
truth is constant on a piece and is read off at its middle, and at each cut it is decided from
which polynomials vanish there. ``abs`` is resolved by cases first.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from quizapp.checking import polynomial as p
from quizapp.checking import tree as t
from quizapp.checking.compare import Evidence, Match
from quizapp.checking.derive import negated
from quizapp.checking.exact import exact_value
from quizapp.checking.names import Names, Symbol
from quizapp.checking.precise import precise_value
from quizapp.checking.statements import Atom, Claim, Joined, atoms_of
from quizapp.checking.unwrapping import unwrapped

_NEAR: Final = 1e-9
_MOST_BARS: Final = 3


class _Cut:
    """One atom with its polynomials, and where they vanish."""

    def __init__(self, num: p.Poly, den: p.Poly) -> None:
        self.num, self.den = num, den
        self.zeros = _real_roots(num)
        self.poles = _real_roots(den)

    def places(self) -> list[float]:
        """Every root and pole."""
        return [*(self.zeros or ()), *(self.poles or ())]

    def misses(self, exact: Fraction) -> bool:
        """True when a root or pole lies beside ``exact`` without being it."""
        return any(
            _among(float(exact), found) and p.value_at(poly, exact) != 0
            for poly, found in ((self.num, self.zeros), (self.den, self.poles))
        )

    def exact_places(self) -> list[Fraction]:
        """Roots known exactly: those of linear polynomials."""
        return [-poly[0] / poly[1] for poly in (self.num, self.den) if p.degree(poly) == 1]


def same_solutions(mine: Claim, other: Claim, unknown: str, names: Names) -> Match | None:
    """Whether two claims about ``unknown`` have the same solutions; None when not applicable.

    ``Match.point`` is a value that solves only one of them.
    """
    symbol = names.symbol(unknown)
    if symbol.domain in ("complex", "integer", "natural"):
        return None
    mine, other = (_without_bars(unwrapped(claim, names)) for claim in (mine, other))
    cuts: dict[int, _Cut] = {}
    rounded = False
    for atom in [*atoms_of(mine), *atoms_of(other)]:
        function = _in_digits(atom.function, names)
        rounded = rounded or function != atom.function
        found = p.fraction(function, unknown)
        if found is None:
            return None
        cut = cuts[id(atom)] = _Cut(*found)
        if cut.zeros is None or cut.poles is None:
            return None
    if not rounded:
        # Two places may be too near to be told apart by machine numbers, and yet be different.
        for exact in [x for cut in cuts.values() for x in cut.exact_places()]:
            if any(cut.misses(exact) for cut in cuts.values()):
                return Match("differ", "exact", {unknown: float(exact)})
    else:
        near = _nearly_the_same([x for cut in cuts.values() for x in cut.exact_places()])
        if near is not None:
            return Match("differ", "points", {unknown: near})
    evidence: Evidence = "points" if rounded else "exact"
    places = _clustered(
        [x for cut in cuts.values() for x in cut.places()]
        + [bound for bound in _bounds(symbol) if bound is not None]
    )
    for x, exact in _middles(places):
        if _allowed(symbol, x) and _holds(mine, cuts, x, exact) != _holds(other, cuts, x, exact):
            return Match("differ", evidence, {unknown: x})
    for x in places:
        if _allowed(symbol, x) and _holds_at(mine, cuts, x) != _holds_at(other, cuts, x):
            return Match("differ", evidence, {unknown: x})
    return Match("equal", evidence)


def _nearly_the_same(places: list[Fraction]) -> float | None:
    """One of two places that fifty digits tell apart, though machine numbers do not."""
    for low, high in itertools.pairwise(sorted(set(places))):
        gap, size = high - low, max(abs(low), abs(high))
        wide = Fraction(_NEAR) * max(Fraction(1), size)
        if Fraction(1, 10**40) * size < gap < wide:
            return float(low)
    return None


def _in_digits(node: t.Node, names: Names) -> t.Node:
    """``node`` with its irrational constants replaced by fifty digits of them."""
    if t.names_in(node):
        return t.rebuild(node, lambda part: _in_digits(part, names))
    if exact_value(node) is not None:
        return node
    value = precise_value(node, {}, names)
    if value is None or value.imag != 0:
        return node
    sign, man, exp, _ = value.real._mpf_
    if abs(exp) > 4000:
        return node
    exact = Fraction(int(man)) * Fraction(2) ** exp * (-1 if sign else 1)
    return t.Num(str(exact), exact)


def _bounds(symbol: Symbol) -> tuple[float | None, ...]:
    zero = 0.0 if symbol.domain in ("positive", "nonnegative") else None
    return symbol.low, symbol.high, zero


def _allowed(symbol: Symbol, x: float) -> bool:
    if symbol.domain == "positive" and x <= 0:
        return False
    if symbol.domain == "nonnegative" and x < 0:
        return False
    if symbol.low is not None and x < symbol.low:
        return False
    return symbol.high is None or x <= symbol.high


def _real_roots(poly: p.Poly) -> list[float] | None:
    """The distinct real roots; None when they cannot be found."""
    if p.degree(poly) < 1:
        return []
    simple = p.square_free(poly)
    if p.degree(simple) == 1:
        try:
            return [float(-simple[0] / simple[1])]
        except OverflowError:
            return None
    found = p.roots(simple)
    if found is None or not all(math.isfinite(abs(z)) for z in found):
        return None
    return [
        z.real
        for z in found
        if abs(z.imag) <= 1e-7 * max(1.0, abs(z)) and _changes_sign(simple, z.real)
    ]


def _changes_sign(poly: p.Poly, x: float) -> bool:
    """Whether ``poly`` crosses zero beside ``x``, decided in exact numbers."""
    step = Fraction(1, 10**6) * max(1, round(abs(x)))
    left, right = (p.value_at(poly, Fraction(x) + side) for side in (-step, step))
    return _sign(left) != _sign(right)


def _clustered(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR * max(1.0, abs(value)):
            found.append(value)
    return found


def _middles(places: list[float]) -> list[tuple[float, Fraction]]:
    """A value inside each piece between ``places``, simple numbers where possible."""
    if not places:
        return [(1.0, Fraction(1))]
    middles = [_simple(places[0] - 2.0, places[0] - 1.0)]
    middles += [
        _simple(low + (high - low) * 0.3, low + (high - low) * 0.7)
        for low, high in itertools.pairwise(places)
    ]
    middles.append(_simple(places[-1] + 1.0, places[-1] + 2.0))
    return [(float(x), x) for x in middles]


def _simple(low: float, high: float) -> Fraction:
    """A number between ``low`` and ``high`` with a small denominator."""
    for den in (1, 2, 4, 10, 100, 10_000):
        top = math.ceil(low * den)
        if top <= high * den:
            return Fraction(top, den)
    return Fraction((low + high) / 2)


def _holds(claim: Claim, cuts: dict[int, _Cut], x: float, exact: Fraction) -> bool:
    if isinstance(claim, Joined):
        found = (_holds(part, cuts, x, exact) for part in claim.parts)
        return all(found) if claim.op == "and" else any(found)
    cut = cuts[id(claim)]
    below = p.value_at(cut.den, exact)
    return below != 0 and _says(claim, _sign(p.value_at(cut.num, exact) / below))


def _holds_at(claim: Claim, cuts: dict[int, _Cut], x: float) -> bool:
    if isinstance(claim, Joined):
        found = (_holds_at(part, cuts, x) for part in claim.parts)
        return all(found) if claim.op == "and" else any(found)
    cut = cuts[id(claim)]
    if _among(x, cut.poles):
        return False
    if _among(x, cut.zeros):
        return _says(claim, 0)
    exact = Fraction(x)
    return _says(claim, _sign(p.value_at(cut.num, exact) / p.value_at(cut.den, exact)))


def _among(x: float, values: list[float] | None) -> bool:
    return any(abs(x - value) <= _NEAR * max(1.0, abs(x)) for value in values or ())


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _says(atom: Atom, sign: int) -> bool:
    match atom.op:
        case "=":
            return sign == 0
        case "!=":
            return sign != 0
        case "<":
            return sign < 0
        case "<=":
            return sign <= 0


def _without_bars(claim: Claim, depth: int = 0) -> Claim:
    """``claim`` with every ``abs`` resolved into its two cases."""
    if isinstance(claim, Joined):
        return Joined(claim.op, tuple(_without_bars(part, depth) for part in claim.parts))
    bar = next(
        (x for x in t.walk(claim.function) if isinstance(x, t.Call) and x.func in ("abs", "norm")),
        None,
    )
    if bar is None or depth >= _MOST_BARS:
        return claim
    inside = bar.args[0]
    cases = []
    for positive in (True, False):
        value = inside if positive else negated(inside)
        condition = Atom(negated(inside) if positive else inside, "<=" if positive else "<")
        opened = Atom(_replaced(claim.function, bar, value), claim.op)
        cases.append(Joined("and", (condition, _without_bars(opened, depth + 1))))
    return Joined("or", tuple(cases))


def _replaced(node: t.Node, old: t.Node, new: t.Node) -> t.Node:
    if node == old:
        return new
    return t.rebuild(node, lambda part: _replaced(part, old, new))
