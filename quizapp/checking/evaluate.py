"""Values of a tree at many points at once, in machine numbers.

Every node is visited once and works on a list with one value per point, so the cost of a check
hardly depends on how many points are used. No exact integer is ever built: ``9^9^9^9`` and
``(10^9)!`` overflow at once and become ``nan``, which stands for "no value here" (a pole, an
overflow, or a function we only know in high precision); ``precise`` tells these apart.

Real arguments give real values wherever the real function has one. Elsewhere ``ln``, roots and
inverse functions are complex, on the principal branch, and on its cut as seen from above.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from quizapp.checking import tree as t
from quizapp.checking.derive import derivative
from quizapp.checking.functions import (
    MANY_ARGUMENTS,
    NAN,
    ONE_ARGUMENT,
    Value,
    divide,
    exponential,
    power,
)
from quizapp.checking.names import Names

Column: TypeAlias = list[Value]
"""One value per point."""
Env: TypeAlias = Mapping[str, Column]

_FAILURES = (ValueError, OverflowError, ZeroDivisionError, TypeError)
_CONSTANTS: Final[dict[str, Value]] = {
    "pi": math.pi,
    "e": math.e,
    "i": 1j,
    "inf": NAN,
    "true": NAN,
    "false": NAN,
}


class NotScalar(Exception):
    """A statement, list or matrix stands where one number is needed."""


def evaluate(node: t.Node, env: Env, count: int, names: Names) -> Column:
    """The values of ``node`` at ``count`` points; ``nan`` where there is none.

    ``env`` holds a column for every name of the tree. Raises ``NotScalar`` for trees that are
    not one number.
    """
    return _Walk(env, count, names).value(node)


def evaluate_real(node: t.Node, env: Env, count: int, names: Names) -> Column:
    """Like ``evaluate``, but ``nan`` wherever any step leaves the real numbers.

    This is the natural domain of a real expression: ``sqrt(x - 3)*sqrt(x - 5)`` ends at 5,
    although the product of two imaginary roots is real again below 3.
    """
    return _RealWalk(env, count, names).value(node)


def spread(node: t.Node, env: Mapping[str, Value], names: Names) -> tuple[Value, float]:
    """The value of ``node`` at one point, and how far rounding may have moved it.

    The tree is evaluated in eight lanes; after every step each lane is shifted by a fixed
    pattern of a few units in the last place, and the spread of the lanes shows what cancellation
    made of that. ``nan`` and infinity where there is no value.
    """
    lanes = len(_NOISE)
    columns = {name: [value] * lanes for name, value in env.items()}
    column = _NoisyWalk(columns, lanes, names).value(node)
    if not all(cmath.isfinite(a) for a in column):
        return NAN, math.inf
    middle = sum(column) / lanes
    return middle, 4 * max(abs(a - middle) for a in column) + 1e-15 * abs(middle)


def finite(value: Value) -> bool:
    """True for a number that is neither infinite nor missing."""
    return cmath.isfinite(value)


class _Walk:
    """One evaluation: the points, the declared functions, and the noise if there is any."""

    __slots__ = ("count", "env", "names")

    def __init__(self, env: Env, count: int, names: Names) -> None:
        self.env = env
        self.count = count
        self.names = names

    def value(self, node: t.Node) -> Column:
        """The column of ``node``."""
        return _RULES[type(node)](self, node)

    def number(self, node: t.Num) -> Column:
        return [_float(node)] * self.count

    def name(self, node: t.Name) -> Column:
        column = self.env.get(node.id)
        return [NAN] * self.count if column is None else column

    def constant(self, node: t.Const) -> Column:
        return [_CONSTANTS[node.id]] * self.count

    def negative(self, node: t.Neg) -> Column:
        return [-a for a in self.value(node.arg)]

    def sum(self, node: t.Add) -> Column:
        total = self.value(node.terms[0])
        for term in node.terms[1:]:
            total = [a + b for a, b in zip(total, self.value(term), strict=True)]
        return total

    def product(self, node: t.Mul) -> Column:
        total = self.value(node.factors[0])
        for factor in node.factors[1:]:
            total = [a * b for a, b in zip(total, self.value(factor), strict=True)]
        return _settle(total)

    def quotient(self, node: t.Div) -> Column:
        return _map2(divide, self.value(node.num), self.value(node.den))

    def power(self, node: t.Pow) -> Column:
        if isinstance(node.base, t.Const) and node.base.id == "e":
            return _map1(exponential, self.value(node.exp))
        return _map2(power, self.value(node.base), self.value(node.exp))

    def percent(self, node: t.Percent) -> Column:
        return [a / 100 for a in self.value(node.arg)]

    def derivative(self, node: t.Derivative) -> Column:
        return self.value(derivative(node.expr, node.var.id, self.names, node.order))

    def call(self, node: t.Call) -> Column:
        definition = self.names.definition(node.func)
        if definition is not None:
            body = definition.body
            if node.primes:
                body = derivative(body, definition.param, self.names, node.primes)
            inner = {**self.env, definition.param: self.value(node.args[0])}
            return type(self)(inner, self.count, self.names).value(body)
        if node.primes:
            raise NotScalar(node.func)
        one = ONE_ARGUMENT.get(node.func)
        if one is not None:
            return _map1(one, self.value(node.args[0]))
        many = MANY_ARGUMENTS.get(node.func)
        if many is None:
            raise NotScalar(node.func)
        columns = [self.value(arg) for arg in node.args]
        return [_try(many, row) for row in zip(*columns, strict=True)]

    def refuse(self, node: t.Node) -> Column:
        raise NotScalar(type(node).__name__)


_NOISE: Final = tuple(2.0**-52 * step for step in (-3, 2, -1, 4, -2, 1, -4, 3))


_EXACT: Final = frozenset({
    "floor", "ceil", "round", "sign", "abs", "norm", "min", "max", "gcd", "lcm", "factorial",
    "binomial", "mod", "re", "im", "conj", "sqrt", "cbrt", "root",
})  # fmt: skip
"""Functions whose whole values are what they seem."""


class _NoisyWalk(_Walk):
    """An evaluation that shifts each lane a little after every step that may have rounded."""

    __slots__ = ("steps",)

    def __init__(self, env: Env, count: int, names: Names) -> None:
        super().__init__(env, count, names)
        self.steps = 0

    def value(self, node: t.Node) -> Column:
        column = self.noisy_sum(node) if isinstance(node, t.Add) else super().value(node)
        if isinstance(node, t.Name):
            return column
        # The pattern turns at every step, so that equal steps do not cancel each other's noise.
        self.steps += 3
        turn = self.steps % len(_NOISE)
        noise = _NOISE[turn:] + _NOISE[:turn]
        if _may_round_to_whole(node):
            return [a * (1 + shift) for a, shift in zip(column, noise, strict=True)]
        return [
            a if _is_whole(a) else a * (1 + shift) for a, shift in zip(column, noise, strict=True)
        ]

    def noisy_sum(self, node: t.Add) -> Column:
        columns = [self.value(term) for term in node.terms]
        total = [sum(row) for row in zip(*columns, strict=True)]
        sizes = [max(map(_size, row)) for row in zip(*columns, strict=True)]
        if all(_is_whole(a) for column in columns for a in column):
            return total
        # What the largest term has rounded away stays lost when that term cancels.
        return [
            a + shift * size for a, size, shift in zip(total, sizes, reversed(_NOISE), strict=True)
        ]


def _size(value: Value) -> float:
    try:
        return abs(value)
    except OverflowError:  # a complex number just within bounds
        return math.inf


def _is_whole(value: Value) -> bool:
    """Whether ``value`` is a whole number that machine numbers hold exactly."""
    return type(value) is float and value.is_integer() and abs(value) < 2**52


def _may_round_to_whole(node: t.Node) -> bool:
    """Whether a whole value may be another, rounded: ``cos(10^-9)`` is not 1."""
    if isinstance(node, t.Call):
        return node.func not in _EXACT
    return isinstance(node, t.Pow) and not isinstance(node.exp, t.Num)


class _RealWalk(_Walk):
    """An evaluation over the real numbers only."""

    __slots__ = ()

    def value(self, node: t.Node) -> Column:
        column = super().value(node)
        if any(type(value) is complex for value in column):
            return [NAN if type(value) is complex else value for value in column]
        return column


def _float(node: t.Num) -> float:
    try:
        return float(node.value)
    except OverflowError:
        return NAN


def _map1(function: Callable[[Value], Value], column: Column) -> Column:
    try:
        return _settle([function(a) for a in column])
    except _FAILURES:
        return _settle([_try(function, (a,)) for a in column])


def _map2(function: Callable[[Value, Value], Value], left: Column, right: Column) -> Column:
    try:
        return _settle([function(a, b) for a, b in zip(left, right, strict=True)])
    except _FAILURES:
        return _settle([_try(function, pair) for pair in zip(left, right, strict=True)])


def _try(function: Callable[..., Value], arguments: Sequence[Value]) -> Value:
    try:
        return function(*arguments)
    except _FAILURES:
        return NAN


def _settle(column: Column) -> Column:
    """``column`` with complex values that have no imaginary part made real."""
    for value in column:
        if type(value) is complex:
            return [a.real if type(a) is complex and a.imag == 0 else a for a in column]
    return column


_RULES: Final[dict[type, Callable[..., Column]]] = {
    t.Num: _Walk.number,
    t.Name: _Walk.name,
    t.Const: _Walk.constant,
    t.Neg: _Walk.negative,
    t.Add: _Walk.sum,
    t.Mul: _Walk.product,
    t.Div: _Walk.quotient,
    t.Pow: _Walk.power,
    t.Percent: _Walk.percent,
    t.Call: _Walk.call,
    t.Derivative: _Walk.derivative,
    t.Integral: _Walk.refuse,
    t.PlusMinus: _Walk.refuse,
    t.Quantity: _Walk.refuse,
    t.Relation: _Walk.refuse,
    t.Logic: _Walk.refuse,
    t.Seq: _Walk.refuse,
    t.Interval: _Walk.refuse,
    t.Matrix: _Walk.refuse,
}
