"""Where an expression of one name bends, steps or levels off, read off its own arguments.

Fixed points of comparison miss a corner far out (``max(x + 10^7, 0)``) and a step moved by a
billionth (``floor(x + 10^-9)``). The arguments say where to look: at their zeros, and between the
zeros of the two sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Final

from quizapp.checking import polynomial as p
from quizapp.checking import tree as t
from quizapp.checking.names import Symbol

CORNERS: Final = frozenset(("abs", "sign", "norm", "sqrt", "arg", "step", "heaviside"))
CHOICES: Final = frozenset(("max", "min"))
STEPS: Final = frozenset(("floor", "ceil", "round", "mod"))
LEVELS: Final = frozenset(("erf", "erfc", "tanh", "coth", "sech", "exp", "atan", "sinh", "cosh"))
SHARP: Final = CORNERS | CHOICES | STEPS
ALL: Final = SHARP | LEVELS
_HEIGHTS: Final = (Fraction(0), Fraction(1), Fraction(-2), Fraction(1, 2))
_SLOPES: Final = (Fraction(0), Fraction(1, 2))
_MOST_PARTS: Final = 12
_MOST_PLACES: Final = 40
_FARTHEST: Final = 10**300
"""What machine numbers still hold."""
_NEAR: Final = Fraction(1, 256)


def has_kinks(node: t.Node, *, sharp: bool = False) -> bool:
    """Whether any part bends, steps or levels off; ``sharp``: those that only level off aside."""
    kinds = SHARP if sharp else ALL
    return any(
        (isinstance(part, t.Call) and part.func in kinds)
        or (isinstance(part, t.Pow) and not sharp and bool(t.names_in(part.exp)))
        for part in t.walk(node)
    )


def places(mine: t.Node, other: t.Node, symbol: Symbol) -> tuple[list[Fraction], list[Fraction]]:
    """Where to compare two trees in one name: places at large, and such between close kinks.

    Both only inside the domain of ``symbol``. Machine numbers serve for the first; the second lie
    so close to a step that only exact arithmetic tells its sides apart.
    """
    found = sorted({*_kinks(mine, symbol.id), *_kinks(other, symbol.id)})[:_MOST_PLACES]
    if not found:
        return [], []
    wide: list[Fraction] = []
    close: list[Fraction] = []
    for kink in found:
        for step in {Fraction(1, 2), abs(kink) / 4}:
            wide += [kink, kink - step, kink + step]
    wide += [found[0] - 2, found[-1] + 2]
    for low, high in pairwise(found):
        (close if high - low < _NEAR else wide).append((low + high) / 2)
    return [x for x in wide if _inside(x, symbol)], [x for x in close if _inside(x, symbol)][:8]


def _kinks(node: t.Node, name: str) -> Iterator[Fraction]:
    parts = 0
    for part in t.walk(node):
        arguments: list[t.Node] = []
        heights: tuple[Fraction, ...] = _HEIGHTS[:1]
        if isinstance(part, t.Pow) and name in t.names_in(part.exp):
            arguments = [part.exp]
        elif not isinstance(part, t.Call) or part.func not in ALL:
            continue
        elif part.func in CHOICES:
            arguments = [t.Add((a, t.Neg(b))) for a, b in combinations(part.args[:4], 2)]
        else:
            arguments = list(part.args[:1])
            if part.func in STEPS:
                heights = _HEIGHTS
            elif part.func in LEVELS:
                heights = _SLOPES
        for argument in arguments:
            for height in heights:
                yield from _zeros(argument, name, height)
        parts += 1
        if parts >= _MOST_PARTS:
            return


def _zeros(argument: t.Node, name: str, height: Fraction) -> Iterator[Fraction]:
    """Real numbers at which a polynomial argument takes a value; exact where it is linear."""
    poly = p.polynomial(argument, name)
    if poly is None or not 1 <= p.degree(poly) <= 4:
        return
    moved = p.plus(poly, (-height,))
    if p.degree(moved) == 1:
        yield -moved[0] / moved[1]
        return
    for root in p.roots(moved) or ():
        if abs(root.imag) < 1e-9 * (1 + abs(root)):
            yield Fraction(root.real)


def _inside(x: Fraction, symbol: Symbol) -> bool:
    if abs(x) > _FARTHEST:
        return False
    if symbol.domain in ("integer", "natural"):
        return x.denominator == 1 and (symbol.domain == "integer" or x > 0)
    if symbol.domain == "complex" or (symbol.domain == "positive" and x <= 0):
        return False
    if symbol.domain == "nonnegative" and x < 0:
        return False
    return (symbol.low is None or x > symbol.low) and (symbol.high is None or x < symbol.high)
