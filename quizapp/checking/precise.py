"""Values of a tree at one point to fifty digits, for ties and cancellation.

The same conventions as ``evaluate``, by mpmath, which is imported at the first tie only. Every
step is bounded: numbers past 10^(±300 000), arguments of sine past 10^30 and the like count as
an overflow, which is told apart from a point where the function has no value.
"""

from __future__ import annotations

import math
from _thread import allocate_lock
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, Literal

from quizapp.checking import tree as t
from quizapp.checking.derive import NoDerivative, derivative
from quizapp.checking.evaluate import NotScalar
from quizapp.checking.exact import exact_value
from quizapp.checking.functions import Value
from quizapp.checking.names import Names
from quizapp.checking.precise_functions import (
    BITS,
    Overflow,
    Undefined,
    function_table,
    magnitude,
    mp_context,
)

DIGITS: Final = 50
_ZERO_SUM_DIGITS: Final = 150
_ZERO_DIGITS: Final = 450
_MOST_DIGITS: Final = 700
_SATURATED_DIGITS: Final = (300, 140)
_LEVELLING: Final = frozenset(
    ("erf", "erfc", "exp", "tanh", "coth", "sech", "csch", "sinh", "cosh", "atanh", "gamma")
)
"""Functions that come so close to a line that the rest is lost beside it."""
_MIDDLE: Final = Fraction(1, 10**12)

_LOCK: Final = allocate_lock()

Answer = Literal["equal", "differ", "mine undefined", "other undefined", "unknown"]


def compare(
    mine: t.Node, other: t.Node, point: Mapping[str, Value | Fraction], names: Names
) -> Answer:
    """Whether two trees have the same value at ``point``, to 40 significant digits.

    When digits cancel, the working precision is raised until what is left is certain; past 700
    digits the answer is "unknown". A sum that vanishes to 150 digits, or a value that does to
    450, counts as zero.
    """
    first, second = _Pursuit(mine, point, names), _Pursuit(other, point, names)
    mine_value, other_value = first.value, second.value
    if isinstance(mine_value, str) or isinstance(other_value, str):
        if mine_value == "overflow" and not isinstance(other_value, str):
            return "differ" if _huge(mine, point, names) else "unknown"
        if "overflow" in (mine_value, other_value):
            return "unknown"
        if mine_value == other_value:
            return "unknown"  # two expressions without a value are not the same for that
        return "mine undefined" if isinstance(mine_value, str) else "other undefined"
    gap = _gap(mine_value, other_value)
    if gap <= -40:
        if mine == other or not (_levels_off(mine) or _levels_off(other)):
            return "equal"
        # erf(9.5) and erf(9.6) are 1 to 40 digits: only many more can tell them apart.
        for digits in _SATURATED_DIGITS:  # erf and gamma are not worked out to so many
            mine_value = _Pursuit(mine, point, names, digits).value
            other_value = _Pursuit(other, point, names, digits).value
            if not isinstance(mine_value, str) and not isinstance(other_value, str):
                return "equal" if _gap(mine_value, other_value) <= 25 - digits else "differ"
        return "unknown"
    if gap > -8:
        return "differ"
    # A small difference may be what an ill-conditioned function made of the last digits.
    digits = max(first.digits, second.digits) + 80
    mine_value = _Pursuit(mine, point, names, digits).value
    other_value = _Pursuit(other, point, names, digits).value
    if isinstance(mine_value, str) or isinstance(other_value, str):
        return "unknown"
    return "equal" if _gap(mine_value, other_value) <= -40 else "differ"


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
    value = _Pursuit(node, point, names, digits).value
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
    values = [
        (precise_value(mine, point, names), precise_value(other, point, names)) for point in points
    ]
    with _LOCK, mp_context().workdps(DIGITS):
        known = [(combine(a, b), abs(b)) for a, b in values if a is not None and b]
        # A difference (``scale`` 1) is only as sure as the numbers it is taken of; a ratio is sure.
        return all(
            abs(one - first) <= 1e-38 * max(abs(first), abs(one), scale * size)
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


class _Pursuit:
    """One tree at one point, at more and more digits until its value is certain.

    ``value`` is a number, "undefined" or "overflow"; ``digits`` the precision it was found at.
    """

    def __init__(
        self,
        node: t.Node,
        point: Mapping[str, Value | Fraction],
        names: Names,
        digits: int = DIGITS,
    ) -> None:
        self.value: Any = "overflow"
        self.digits = digits
        while self.digits <= _MOST_DIGITS:
            value, walk = _attempt(node, point, names, self.digits)
            if walk.vanished and self.digits < _ZERO_SUM_DIGITS:
                self.digits = _ZERO_SUM_DIGITS
            elif walk.lost + 45 > self.digits:
                self.digits = walk.lost + 60
            elif not isinstance(value, str) and _tiny(value, self.digits):
                if self.digits >= _ZERO_DIGITS:
                    self.value = mp_context().mpf(0)
                    return
                self.digits = _ZERO_DIGITS
            else:
                self.value = value
                return


def _tiny(value: Any, digits: int) -> bool:
    size = magnitude(value)
    return size is not None and size < -(digits - 12) / 0.302


def _attempt(
    node: t.Node, point: Mapping[str, Value | Fraction], names: Names, digits: int
) -> tuple[Any, _Walk]:
    """The value at so many digits, or a word why not, with the walk that found it."""
    mp = mp_context()
    # The precision belongs to the context: one evaluation at a time.
    with _LOCK, mp.workdps(digits):
        walk = _Walk({name: _number(value) for name, value in point.items()}, names, digits)
        try:
            return walk.bounded(walk.value(node)), walk
        except Undefined:
            return "undefined", walk
        except (Overflow, OverflowError, MemoryError, NoDerivative, NotScalar):
            return "overflow", walk
        except (ZeroDivisionError, ValueError, TypeError):
            return "undefined", walk


def _number(value: Value | Fraction) -> Any:
    mp = mp_context()
    if isinstance(value, Fraction):
        return mp.mpf(value.numerator) / value.denominator
    return mp.mpc(value) if isinstance(value, complex) else mp.mpf(value)


class _Walk:
    __slots__ = ("digits", "env", "lost", "names", "vanished")

    def __init__(self, env: Mapping[str, Any], names: Names, digits: int) -> None:
        self.env = env
        self.names = names
        self.digits = digits
        self.lost = 0
        """Most decimal digits between the largest term of a sum and what was added or left."""
        self.vanished = False
        """True when a sum was taken for zero."""

    def bounded(self, value: Any) -> Any:
        mp = mp_context()
        if mp.isnan(value) or mp.isinf(value):
            raise Undefined
        size = magnitude(value)
        if size is not None and abs(size) > BITS:
            raise Overflow
        return value

    def value(self, node: t.Node) -> Any:
        mp = mp_context()
        match node:
            case t.Num(_, value):
                return mp.mpf(value.numerator) / value.denominator
            case t.Name(word):
                if word not in self.env:
                    raise Undefined
                return self.env[word]
            case t.Const(word):
                return self.constant(word)
            case t.Neg(arg):
                return -self.value(arg)
            case t.Add(terms):
                return self.sum([self.value(term) for term in terms])
            case t.Mul(factors):
                total = self.value(factors[0])
                for factor in factors[1:]:
                    total = self.bounded(total * self.value(factor))
                return total
            case t.Div(num, den):
                below = self.value(den)
                if below == 0:
                    raise Undefined
                return self.bounded(self.value(num) / below)
            case t.Pow(base, exp):
                return self.power(base, exp)
            case t.Percent(arg):
                return self.value(arg) / 100
            case t.Call():
                return self.call(node)
            case t.Derivative(expr, var, order):
                return self.value(derivative(expr, var.id, self.names, order))
        raise NotScalar(type(node).__name__)

    def constant(self, word: str) -> Any:
        mp = mp_context()
        match word:
            case "pi":
                return +mp.pi
            case "e":
                return +mp.e
            case "i":
                return mp.mpc(0, 1)
        raise Undefined

    def sum(self, terms: list[Any]) -> Any:
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        sizes = [size for size in map(magnitude, terms) if size is not None]
        if not sizes:
            return total
        largest = max(sizes)
        size = magnitude(total)
        if size is not None and (largest - size) * 0.302 > self.digits - 10:
            # Nothing but the rounding noise of terms that cancel.
            self.vanished = True
            return mp_context().mpf(0)
        span = largest - min(sizes if size is None else [*sizes, size])
        self.lost = max(self.lost, int(span * 0.302))
        return self.bounded(total)

    def power(self, base: t.Node, exp: t.Node) -> Any:
        exponent = self.value(exp)
        if isinstance(base, t.Const) and base.id == "e":
            return self.exp(exponent)
        value = self.value(base)
        whole = exact_value(exp)
        if whole is not None and whole.denominator == 1:
            exponent = whole.numerator
        if exponent == 0:
            return mp_context().mpf(1)
        if value == 0:
            if not isinstance(exponent, int) and exponent.imag != 0:
                raise Undefined
            if exponent.real < 0:
                raise Undefined
            return value
        if not isinstance(exponent, int):
            value = self.off_cut(value)
        size = magnitude(value) or 0
        if abs(exponent) * max(abs(size), 1) > BITS:
            raise Overflow
        return self.real(self.bounded(value**exponent))

    def exp(self, value: Any) -> Any:
        if abs(value) > BITS // 2:
            raise Overflow
        return mp_context().exp(value)

    def off_cut(self, value: Any) -> Any:
        """``value``, made real when its imaginary part is rounding noise."""
        if value.imag != 0 and value.real < 0:
            gap = -value.real * mp_context().mpf(10) ** (10 - self.digits)
            if abs(value.imag) <= gap:
                return value.real
        return self.real(value)

    def real(self, value: Any) -> Any:
        return value.real if value.imag == 0 else value

    def call(self, node: t.Call) -> Any:
        definition = self.names.definition(node.func)
        if definition is not None:
            body = definition.body
            if node.primes:
                body = derivative(body, definition.param, self.names, node.primes)
            outer = self.env
            self.env = {**outer, definition.param: self.value(node.args[0])}
            try:
                return self.value(body)
            finally:
                self.env = outer
        if node.primes:
            raise NotScalar(node.func)
        rule = function_table().get(node.func)
        if rule is None:
            raise NotScalar(node.func)
        arguments = [self.real(self.value(arg)) for arg in node.args]
        return self.real(self.bounded(rule(self, *arguments)))
