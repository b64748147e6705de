"""Whether two trees are one form, whatever the order of their terms and factors."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from quizapp.checking import tree as t
from quizapp.checking.derive import ONE, TWO
from quizapp.checking.exact import exact_value


def shape_key(node: t.Node) -> Any:
    """A key that two trees share when they differ by order and grouping of terms only.

    ``a/b`` is a product with a reciprocal, ``-a`` a product with -1, ``√a`` the power 1/2;
    nothing is computed: ``2 + 3`` is not ``5``, and ``x + x`` is not ``2x``.
    """
    match node:
        case t.Num(text, value):
            return ("num", "." in text or "e" in text, str(value))
        case t.Name(word) | t.Const(word):
            return ("id", word)
        case t.Add():
            return ("add", tuple(sorted((shape_key(x) for x in terms_of(node)), key=repr)))
        case t.Mul() | t.Div() | t.Neg():
            return _product_key(node)
        case t.Pow(base, exp):
            return ("pow", shape_key(base), shape_key(exp))
        case t.Call("sqrt", (arg,), 0):
            half = shape_key(t.Div(ONE, TWO))
            return ("pow", shape_key(arg), half)
        case t.Call("exp", (arg,), 0):
            return ("pow", ("id", "e"), shape_key(arg))
        case t.Call(func, args, primes):
            keys = [shape_key(arg) for arg in args]
            if func in ("min", "max", "gcd", "lcm", "union", "intersection"):
                keys.sort(key=repr)
            return ("call", func, primes, tuple(keys))
        case t.Relation(sides, ops):
            return _relation_key(sides, ops)
        case t.Logic(op, args):
            return (op, tuple(sorted((shape_key(arg) for arg in args), key=repr)))
        case t.Seq(kind, items):
            keys = [shape_key(item) for item in items]
            if kind == "set":
                keys.sort(key=repr)
            return ("seq", kind == "set", tuple(keys))
        case t.Matrix(rows):
            return ("matrix", tuple(tuple(shape_key(x) for x in row) for row in rows))
    return (type(node).__name__, tuple(shape_key(part) for part in t.children(node)))


def terms_of(node: t.Node) -> Iterator[t.Node]:
    """The terms of nested sums."""
    if isinstance(node, t.Add):
        for term in node.terms:
            yield from terms_of(term)
    else:
        yield node


def factors_of(node: t.Node, below: bool = False) -> Iterator[tuple[t.Node, bool]]:
    """The factors of nested products and fractions, each with whether it divides."""
    match node:
        case t.Mul(factors):
            for factor in factors:
                yield from factors_of(factor, below)
        case t.Div(num, den):
            yield from factors_of(num, below)
            yield from factors_of(den, not below)
        case t.Neg(arg):
            yield t.Neg(ONE), below
            yield from factors_of(arg, below)
        case _:
            yield node, below


def _product_key(node: t.Node) -> Any:
    keys = []
    signs = 0
    one = shape_key(ONE)
    for factor, below in factors_of(node):
        if isinstance(factor, t.Neg):
            signs += 1
            continue
        key = shape_key(factor)
        if key != one:
            keys.append((below, key))
    keys.sort(key=repr)
    return ("mul", signs, tuple(keys))


def _relation_key(sides: tuple[t.Node, ...], ops: tuple[str, ...]) -> Any:
    keys = [shape_key(side) for side in sides]
    if all(op in ("=", "!=", "~") for op in ops):
        return ("relation", tuple(sorted(set(ops))), tuple(sorted(keys, key=repr)))
    if all(op in (">", ">=") for op in ops):
        turned = tuple({">": "<", ">=": "<="}[op] for op in reversed(ops))
        return ("relation", turned, tuple(reversed(keys)))
    return ("relation", ops, tuple(keys))


def split_product(node: t.Node) -> tuple[Fraction | None, list[t.Node]]:
    """The numeric factor and the other factors, powers written out; None for odd numbers."""
    number: Fraction | None = Fraction(1)
    others: list[t.Node] = []
    for factor, below in factors_of(node):
        value = exact_value(factor)
        if value is not None:
            if number is not None:
                number = (number / value if value else None) if below else number * value
            continue
        if below:
            others.append(t.Div(ONE, factor))
            continue
        if isinstance(factor, t.Pow):
            power = exact_value(factor.exp)
            if power is not None and power.denominator == 1 and 1 <= power <= 40:
                others.extend([factor.base] * power.numerator)
                continue
        others.append(factor)
    return number, others
