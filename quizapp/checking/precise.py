"""Two trees compared at one point to fifty digits and more, for ties and cancellation.

The values come from ``pursuit``; here is what they say, and when they are too close to say it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, Literal

from quizapp.checking import tree as t
from quizapp.checking.functions import Value
from quizapp.checking.names import Names
from quizapp.checking.precise_functions import mp_context
from quizapp.checking.pursuit import DIGITS, LOCK, Pursuit

_MOST_HIDDEN: Final = 1200
"""Most digits by which something may be smaller than what it is added to."""
_SATURATED_DIGITS: Final = 300
_MOST_WORK: Final = 9_000
"""Most digits times functions for which so many digits are worked out."""
_SPECIAL: Final = frozenset(("erf", "erfc", "gamma", "factorial", "binomial"))
_SLOW: Final = 20
"""How many other functions one of these costs."""
_LEVELLING: Final = frozenset(
    ("erf", "erfc", "exp", "tanh", "coth", "sech", "csch", "sinh", "cosh", "atanh", "gamma")
)
"""Functions that come so close to a line that the rest is lost beside it."""
_MIDDLE: Final = Fraction(1, 10**12)

Answer = Literal["equal", "differ", "mine undefined", "other undefined", "unknown"]


def compare(
    mine: t.Node, other: t.Node, point: Mapping[str, Value | Fraction], names: Names
) -> Answer:
    """Whether two trees have the same value at ``point``, to 40 significant digits.

    When digits cancel, the working precision is raised until what is left is certain; past 1400
    digits the answer is "unknown". A sum that vanishes to 150 digits, or a value that does to
    450, counts as zero.
    """
    first, second = Pursuit(mine, point, names), Pursuit(other, point, names)
    mine_value, other_value = first.value, second.value
    if isinstance(mine_value, str) or isinstance(other_value, str):
        if mine_value == "overflow" and not isinstance(other_value, str):
            huge = _huge(mine, point, names)
            return "differ" if huge else _left_over(mine, other, point, names)
        if "overflow" in (mine_value, other_value):
            return _left_over(mine, other, point, names)
        if mine_value == other_value:
            return "unknown"  # two expressions without a value are not the same for that
        return "mine undefined" if isinstance(mine_value, str) else "other undefined"
    gap = _gap(mine_value, other_value)
    if gap <= -40:
        if mine == other:
            return "equal"
        spans = max(first.hidden, second.hidden), max(first.cancelled, second.cancelled)
        return _beyond_digits(mine, other, point, names, spans)
    if gap > -8:
        return "differ"
    # A small difference may be what an ill-conditioned function made of the last digits.
    digits = max(first.digits, second.digits) + 80
    mine_value = Pursuit(mine, point, names, digits).value
    other_value = Pursuit(other, point, names, digits).value
    if isinstance(mine_value, str) or isinstance(other_value, str):
        return "unknown"
    return "equal" if _gap(mine_value, other_value) <= -40 else "differ"


def _beyond_digits(
    mine: t.Node,
    other: t.Node,
    point: Mapping[str, Value | Fraction],
    names: Names,
    spans: tuple[int, int],
) -> Answer:
    """The verdict on two values that are the same to forty digits.

    ``spans`` is what either side may hide and what it lost to cancellation, in digits.

    erf(9.5) and erf(9.6) are 1 to forty digits, and so is 1 + exp(-1000): where something may be
    hidden beside something else, only many more digits can tell.
    """
    hidden, cancelled = spans
    levels = _levels_off(mine) or _levels_off(other)
    if not hidden:
        return _saturated(mine, other, point, names) if levels else "equal"
    if hidden > _MOST_HIDDEN:
        return _left_over(mine, other, point, names)
    for slack in (3 * DIGITS, DIGITS // 2):  # erf and gamma are not worked out to so many
        digits = hidden + cancelled + slack
        if digits * (_work(mine) + _work(other)) > _MOST_WORK:
            continue
        first = Pursuit(mine, point, names, digits).value
        second = Pursuit(other, point, names, digits).value
        if not isinstance(first, str) and not isinstance(second, str):
            return "equal" if _gap(first, second) <= 12 - hidden - slack else "differ"
    return _left_over(mine, other, point, names)


def _saturated(
    mine: t.Node, other: t.Node, point: Mapping[str, Value | Fraction], names: Names
) -> Answer:
    for digits in _SATURATED_DIGITS, 140:  # erf and gamma are not worked out to so many
        first = Pursuit(mine, point, names, digits).value
        second = Pursuit(other, point, names, digits).value
        if not isinstance(first, str) and not isinstance(second, str):
            return "equal" if _gap(first, second) <= 25 - digits else "differ"
    return "unknown"


def _work(node: t.Node) -> int:
    """How many functions and powers there are to be worked out; some count for several."""
    return sum(
        _SLOW if isinstance(part, t.Call) and part.func in _SPECIAL else 1
        for part in t.walk(node)
        if isinstance(part, (t.Call, t.Pow))
    )


def _left_over(
    mine: t.Node, other: t.Node, point: Mapping[str, Value | Fraction], names: Names
) -> Answer:
    """The verdict on ``x + exp(-exp(9))`` and ``x``: what the sums do not share decides, when it
    stands on one side and has a value that is not 0."""
    left: list[list[t.Node]] = [
        list(one.terms) if isinstance(one, t.Add) else [one] for one in (mine, other)
    ]
    for term in left[0][:]:
        if term in left[1]:
            left[0].remove(term)
            left[1].remove(term)
    if bool(left[0]) == bool(left[1]):
        return "unknown"
    terms = left[0] or left[1]
    alone = len(terms) == 1 and _never_zero(terms[0], point, names)
    return "differ" if alone else "unknown"


def _never_zero(node: t.Node, point: Mapping[str, Value | Fraction], names: Names) -> bool:
    """Whether ``node`` is surely a number other than 0, however small."""
    match node:
        case t.Num(_, value):
            return value != 0
        case t.Const(word):
            return word in ("pi", "e", "i")
        case t.Name(word):
            return point.get(word, 0) != 0
        case t.Neg(arg) | t.Percent(arg):
            return _never_zero(arg, point, names)
        case t.Mul(factors):
            return all(_never_zero(factor, point, names) for factor in factors)
        case t.Div(num, den):
            return all(_never_zero(part, point, names) for part in (num, den))
        case t.Pow(base, exp):
            power = precise_value(exp, point, names)
            return power is not None and _never_zero(base, point, names)
        case t.Call("exp" | "erfc" | "cosh" | "sech" | "gamma", (arg,), 0):
            inside = precise_value(arg, point, names)
            return inside is not None and inside.imag == 0 and (inside > 0 or node.func != "gamma")
    return False


def _levels_off(node: t.Node) -> bool:
    """Whether some part of ``node`` may come close to a constant faster than digits can tell."""
    for part in t.walk(node):
        if isinstance(part, t.Call) and part.func in _LEVELLING and t.names_in(part):
            return True
        if isinstance(part, t.Pow) and (t.names_in(part.exp) or _steep(part.exp)):
            return True
        if isinstance(part, t.Num) and part.value and not _MIDDLE < part.value < 1 / _MIDDLE:
            return True
    return False


def _steep(exponent: t.Node) -> bool:
    """Whether a power may make a number so small or large that others are lost beside it."""
    inner = exponent.arg if isinstance(exponent, t.Neg) else exponent
    return isinstance(inner, t.Num) and inner.value > 12


def precise_value(
    node: t.Node, point: Mapping[str, Value | Fraction], names: Names, digits: int = DIGITS
) -> Any | None:
    """The value of ``node`` as an mpmath number, or None where it has none."""
    value = Pursuit(node, point, names, digits).value
    return None if isinstance(value, str) else value


def is_steady(
    mine: t.Node,
    other: t.Node,
    points: Sequence[Mapping[str, Value | Fraction]],
    names: Names,
    combine: Callable[[Any, Any], Any],
    scale: float,
) -> bool:
    """Whether ``combine`` of both values is the same to 38 digits at all ``points``.

    Beside a large number, machine numbers would call two equations multiples of one another that
    differ in a small term: ``sin(x) = y - 27000`` and ``sin(x) + 1 = y - 27000``.
    """
    pairs = [(Pursuit(mine, point, names), Pursuit(other, point, names)) for point in points]
    hidden = max(one.hidden for pair in pairs for one in pair)
    if hidden:
        if hidden > _MOST_HIDDEN or hidden * (_work(mine) + _work(other)) > _MOST_WORK:
            return False
        count = hidden + max(one.cancelled for pair in pairs for one in pair) + DIGITS
        pairs = [
            (Pursuit(mine, point, names, count), Pursuit(other, point, names, count))
            for point in points
        ]
    values = [
        (a.value, b.value)
        for a, b in pairs
        if not isinstance(a.value, str) and not isinstance(b.value, str) and b.value
    ]
    with LOCK, mp_context().workdps(hidden + DIGITS):
        known = [(combine(a, b), abs(b)) for a, b in values]
        slack = mp_context().mpf(10) ** (12 - DIGITS - hidden)
        # A difference (``scale`` 1) is only as sure as the numbers it is taken of; a ratio is sure.
        return len(known) > 1 and all(
            abs(one - first) <= slack * max(abs(first), abs(one), scale * size)
            for (first, size), (one, _) in pairwise(known)
        )


def machine_value(node: t.Node, point: Mapping[str, Value | Fraction], names: Names) -> Value:
    """The correctly rounded value of ``node`` in machine numbers; ``nan`` where it has none."""
    value = precise_value(node, point, names)
    if value is None:
        return float("nan")
    try:
        if value.imag == 0:
            return float(value.real)
        return complex(value)
    except OverflowError:
        return float("nan")


def _huge(node: t.Node, point: Mapping[str, Value | Fraction], names: Names) -> int:
    """The sign of a value that is surely past every bound; 0 when that is not sure."""
    match node:
        case t.Neg(arg):
            return -_huge(arg, point, names)
        case t.Pow(base, exp):
            return int(_beyond(base, point, names, 1.001) and _beyond(exp, point, names, 1.0))
        case t.Call("exp" | "factorial" | "gamma", (arg,)):
            return int(_beyond(arg, point, names, 1000.0))
        case t.Mul(parts) | t.Add(parts):
            signs = [_huge(part, point, names) for part in parts]
            for place, part in enumerate(parts):
                if not signs[place]:
                    value = precise_value(part, point, names)
                    if value is None or value.imag != 0 or abs(value) < 1:
                        return 0
                    signs[place] = 1 if value > 0 else -1
            if isinstance(node, t.Add):
                return signs[0] if len(set(signs)) == 1 else 0
            return math.prod(signs)
    return 0


def _beyond(
    node: t.Node, point: Mapping[str, Value | Fraction], names: Names, bound: float
) -> bool:
    """True when ``node`` is surely a real number above ``bound``."""
    value = precise_value(node, point, names)
    if value is None:
        return _huge(node, point, names) > 0
    return bool(value.imag == 0 and value.real > bound)


def _gap(first: Any, second: Any) -> float:
    """The relative difference as a power of ten; minus infinity for none."""
    if first == second:
        return -math.inf
    scale = max(abs(first), abs(second))
    return float(mp_context().log10(abs(first - second) / scale))
