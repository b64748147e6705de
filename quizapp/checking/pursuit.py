"""The value of a tree at one point, pursued to more and more digits until it is certain.

The same conventions as ``evaluate``, by mpmath, which is imported at the first tie only. Every
step is bounded: numbers past 10^(±300 000), arguments of sine past 10^30 and the like count as
an overflow, which is told apart from a point where the function has no value.
"""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

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
_STEADY: Final = 1e-20
_MOST_DIGITS: Final = 1400
_SHOWN: Final = 30
"""Digits that a comparison to forty of them shows for certain."""
_MOST_POWER_DIGITS: Final = 100
"""Digits of the largest exponent that is worked with."""
_APART: Final = 12
"""Digits between two terms below which the smaller is not hidden by the larger."""
_BENT: Final = frozenset(
    (
        *("sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "acot", "asec", "acsc"),
        *("sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh", "acoth"),
        *("asech", "acsch", "atan2", "exp", "erf", "erfc", "gamma", "factorial", "binomial"),
    )
)
"""Functions that may hide a tiny argument, or how large a large one is: cos(10^-200)."""

LOCK: Final = allocate_lock()
"""The precision belongs to mpmath's context: one evaluation at a time."""


class Pursuit:
    """One tree at one point, at more and more digits until its value is certain.

    ``value`` is a number, "undefined" or "overflow"; ``digits`` the precision it was found at;
    ``hidden`` how many digits down something may lie that forty digits do not show, and
    ``cancelled`` how many were lost where terms cancel.
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
        self.hidden = self.cancelled = 0
        before: Any = None
        while self.digits <= _MOST_DIGITS:
            value, walk = _attempt(node, point, names, self.digits)
            self.cancelled = walk.cancelled
            self.hidden = walk.hidden if walk.hidden >= _SHOWN else 0
            if walk.vanished and self.digits < _ZERO_SUM_DIGITS:
                self.digits = _ZERO_SUM_DIGITS
            elif walk.lost + 45 > self.digits:
                self.digits = walk.lost + 60
            elif not isinstance(value, str) and _tiny(value, self.digits):
                # Noise, as sin(pi) leaves, shrinks with every digit; exp(-5000) stays what it is.
                if before is not None and abs(before - value) <= abs(value) * _STEADY:
                    self.value = value
                    return
                if before is not None and self.digits >= _ZERO_DIGITS:
                    self.value = mp_context().mpf(0)
                    return
                before = value
                self.digits = max(_ZERO_DIGITS, self.digits + 40)
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
    with LOCK, mp.workdps(digits):
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
    __slots__ = ("cancelled", "digits", "env", "hidden", "lost", "names", "vanished")

    def __init__(self, env: Mapping[str, Any], names: Names, digits: int) -> None:
        self.env = env
        self.names = names
        self.digits = digits
        self.lost = 0
        """Most decimal digits between the largest term of a sum and what was left of it."""
        self.cancelled = 0
        """All digits that were lost in that way."""
        self.hidden = 0
        """Decimal digits, in all, by which something is smaller than what hides it."""
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
        self.hide((largest - min(sizes)) * 0.302)
        if size is None:  # what was hidden in these terms may be all that is left
            self.lost = max(self.lost, self.hidden)
        elif size < largest:
            gone = int((largest - size) * 0.302)
            self.cancelled += gone
            self.lost = max(self.lost, gone)
        return self.bounded(total)

    def hide(self, digits: float) -> None:
        """Take notice that something lies so many digits below something else."""
        if digits > _APART:
            self.hidden += int(digits) + 1

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
            self.near_one(value, exponent)
        self.hide(-(magnitude(exponent) or 0) * 0.302)
        return self.real(self.bounded(value**exponent))

    def near_one(self, value: Any, exponent: Any) -> None:
        """Let a large power of a number close to 1 pass, ``(1 + 1/n)^n``; it costs digits."""
        digits = int((magnitude(exponent) or 0) * 0.302) + 1
        if digits > _MOST_POWER_DIGITS or abs(exponent * mp_context().log(value)) > BITS // 2:
            raise Overflow
        self.lost = max(self.lost, digits)

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
        if node.func in _BENT:
            self.hide_arguments(node.func, arguments)
        return self.real(self.bounded(rule(self, *arguments)))

    def hide_arguments(self, func: str, arguments: list[Any]) -> None:
        """Take notice of how close ``func`` comes to a line of its own, or how flat it is."""
        for value in arguments:
            self.hide(abs(magnitude(value) or 0) * 0.604)
        size = abs(arguments[0].real)
        if func in ("tanh", "coth", "sinh", "cosh", "sech", "csch") and size < BITS:
            self.hide(float(size) * 0.87)
        elif func in ("erf", "erfc") and size < BITS:
            self.hide(float(size) ** 2 * 0.435)
