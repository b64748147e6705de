"""The point shown to a learner: small whole numbers where both sides are visibly different."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from quizapp.checking import tree as t
from quizapp.checking.compare import Match, Target
from quizapp.checking.evaluate import evaluate, evaluate_real, finite, spread
from quizapp.checking.functions import Value
from quizapp.checking.names import Symbol
from quizapp.records import Witness

_ROWS: Final[tuple[tuple[int, ...], ...]] = (
    (1, 2, 3, 4, 5, 6),
    (2, 1, 3, 5, 4, 7),
    (2, 3, 1, 4, 6, 5),
    (3, 1, 2, 2, 5, 4),
    (-1, 2, -2, 3, 1, -3),
    (2, 5, 4, 3, 7, 1),
    (-2, -1, -3, 1, 2, -4),
    (0, 1, 2, 3, 1, 2),
    (1, 1, 1, 1, 1, 1),
    (4, 9, 2, 3, 5, 8),
)
_SHARES: Final = (Fraction(1, 2), Fraction(1, 4), Fraction(3, 4), Fraction(1, 8), Fraction(7, 8))
NO_VALUE: Final = "—"


def shown(value: Value) -> str:
    """A value in at most five significant digits, as a person would write it."""
    if not finite(value):
        return NO_VALUE
    if type(value) is complex:
        if abs(value.imag) <= 1e-9 * abs(value):
            return shown(value.real)
        real = shown(value.real) if abs(value.real) > 1e-9 * abs(value) else ""
        size = "" if abs(value.imag) == 1 else shown(abs(value.imag))
        sign = "-" if value.imag < 0 else "+"
        return f"{real} {sign} {size}i" if real else f"{'-' if sign == '-' else ''}{size}i"
    x: float = value  # type: ignore[assignment]
    if x == round(x) and abs(x) < 1e7:
        return str(round(x))
    text = f"{x:.5g}"
    if "e" in text:
        digits, _, power = text.partition("e")
        return f"{digits}e{int(power)}"
    return text


def witness(response: t.Node, target: Target, match: Match) -> Witness | None:
    """A point that shows the difference ``match`` found, or None when none can be shown."""
    used = t.names_in(response) | target.own_names
    if not used:
        return None
    symbols = tuple(symbol for symbol in target.symbols if symbol.id in used)
    symbols += tuple(target.names.symbol(word) for word in sorted(used - {s.id for s in symbols}))
    best: tuple[int, Witness] | None = None
    rows = [dict(zip([s.id for s in symbols], row, strict=True)) for row in simple_rows(symbols)]
    env = {s.id: [row[s.id] for row in rows] for s in symbols}
    walk = evaluate if target.complex else evaluate_real
    theirs = walk(target.tree, env, len(rows), target.names)
    mine = evaluate(response, env, len(rows), target.names)
    if match.undefined:
        for a, b, row in zip(mine, theirs, rows, strict=True):
            if finite(b) and (not finite(a) or (type(a) is complex and not target.complex)):
                return _written(row, NO_VALUE, shown(b))
        return _from_match(response, target, match, used)
    for place, row in enumerate(rows):
        a, b = mine[place], theirs[place]
        if not finite(b) or not finite(a):
            continue
        if not target.complex and type(a) is complex:
            continue
        yours, correct = shown(a), shown(b)
        slight = abs(a - b) < 0.05 * max(abs(a), abs(b))
        cost = len(yours) + len(correct) + place + 8 * slight
        if yours != correct and (best is None or cost < best[0]) and _sure(response, target, row):
            best = (cost, _written(row, yours, correct))
    if best is not None:
        return best[1]
    return _from_match(response, target, match, used)


def _sure(response: t.Node, target: Target, row: Mapping[str, Value]) -> bool:
    a, first = spread(response, row, target.names)
    b, second = spread(target.tree, row, target.names)
    return finite(a) and finite(b) and abs(a - b) > 20 * (first + second)


def _from_match(
    response: t.Node, target: Target, match: Match, used: frozenset[str]
) -> Witness | None:
    if match.point is None:
        return None
    point = {name: value for name, value in match.point.items() if name in used}
    env = {name: [value] for name, value in match.point.items()}
    b = evaluate(target.tree, env, 1, target.names)[0]
    if match.undefined:
        return _written(point, NO_VALUE, shown(b)) if finite(b) else None
    a = evaluate(response, env, 1, target.names)[0]
    yours, correct = shown(a), shown(b)
    if yours == correct or NO_VALUE in (yours, correct):
        return None
    return _written(point, yours, correct)


def _written(row: Mapping[str, Value], yours: str, correct: str) -> Witness:
    return Witness(tuple((name, shown(value)) for name, value in row.items()), yours, correct)


def simple_rows(symbols: tuple[Symbol, ...]) -> list[list[Value]]:
    """Small whole numbers (or what the domains allow) for the symbols, several choices."""
    rows: list[list[Value]] = []
    for number, row in enumerate(_ROWS):
        values = [
            _inside(symbol, row[place % len(row)], number, place)
            for place, symbol in enumerate(symbols)
        ]
        if values not in rows:
            rows.append(values)
    return rows


def _inside(symbol: Symbol, value: int, row: int, place: int) -> Value:
    """``value``, or something like it in the symbol's domain."""
    if symbol.domain == "complex":
        return complex(value, (1, 2, -1)[(row + place) % 3])
    if symbol.domain in ("positive", "nonnegative", "natural"):
        value = abs(value) or 1
    low = -math.inf if symbol.low is None else symbol.low
    high = math.inf if symbol.high is None else symbol.high
    if low <= value <= high and not (value in (low, high) and high - low <= 1):
        return float(value)
    if math.isfinite(low) and math.isfinite(high):
        share = _SHARES[(row + place) % len(_SHARES)]
        return low + (high - low) * float(share)
    return low + abs(value) if math.isfinite(low) else high - abs(value)
