"""Exact rational values of constant trees, as long as they stay small."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from quizapp.checking import tree as t

_BITS: Final = 4096
"""Most bits of a numerator or denominator; past this there is no exact value."""
_LARGEST_FACTORIAL: Final = 300


def exact_value(node: t.Node) -> Fraction | None:
    """The rational number a tree without names is worth, or None.

    None also stands for irrational values, for functions that are not looked into and for
    numbers past the bit bound, so asking costs microseconds whatever was typed.
    """
    match node:
        case t.Num(_, value):
            return value
        case t.Neg(arg):
            inner = exact_value(arg)
            return None if inner is None else -inner
        case t.Percent(arg):
            inner = exact_value(arg)
            return None if inner is None else inner / 100
        case t.Add(terms):
            total = Fraction(0)
            for term in terms:
                part = exact_value(term)
                if part is None or _large(total):
                    return None
                total += part
            return total
        case t.Mul(factors):
            total = Fraction(1)
            for factor in factors:
                part = exact_value(factor)
                if part is None or _large(total):
                    return None
                total *= part
            return total
        case t.Div(num, den):
            below = exact_value(den)
            if not below or _large(below):
                return None
            above = exact_value(num)
            return None if above is None or _large(above) else above / below
        case t.Pow(base, exp):
            return _power(base, exp)
        case t.Call(func, args, 0):
            return _call(func, args)
    return None


def _large(value: Fraction) -> bool:
    return value.numerator.bit_length() + value.denominator.bit_length() > _BITS


def _power(base: t.Node, exp: t.Node) -> Fraction | None:
    power = exact_value(exp)
    if power is None or abs(power.numerator) > _BITS:
        return None
    value = exact_value(base)
    if value is None:
        return None
    if power.denominator == 2:
        value = rational_root(value)
        if value is None:
            return None
        power *= 2
    if power.denominator != 1:
        return None
    n = power.numerator
    bits = value.numerator.bit_length() + value.denominator.bit_length()
    if bits * abs(n) > _BITS or (value == 0 and n < 0):
        return None
    return value**n


def rational_root(value: Fraction) -> Fraction | None:
    """The square root of ``value`` when it is rational, else None."""
    if value < 0 or _large(value):
        return None
    top, below = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if top * top == value.numerator and below * below == value.denominator:
        return Fraction(top, below)
    return None


def _call(func: str, args: tuple[t.Node, ...]) -> Fraction | None:
    if func not in _FUNCTIONS:
        return None
    values = [exact_value(arg) for arg in args]
    if any(value is None or _large(value) for value in values):
        return None
    known = [value for value in values if value is not None]
    first = known[0]
    match func:
        case "sqrt":
            return rational_root(first)
        case "abs":
            return abs(first)
        case "floor":
            return Fraction(math.floor(first))
        case "ceil":
            return Fraction(math.ceil(first))
        case "sign":
            return Fraction((first > 0) - (first < 0))
        case "min":
            return min(known)
        case "max":
            return max(known)
        case "mod":
            return None if not known[1] else first - known[1] * math.floor(first / known[1])
        case "factorial" if first.denominator == 1 and 0 <= first <= _LARGEST_FACTORIAL:
            return Fraction(math.factorial(first.numerator))
        case "binomial":
            return _binomial(first, known[1])
        case "gcd" if all(value.denominator == 1 for value in known):
            return Fraction(math.gcd(*(value.numerator for value in known)))
        case "lcm" if all(value.denominator == 1 for value in known) and len(known) <= 8:
            return Fraction(math.lcm(*(value.numerator for value in known)))
    return None


def _binomial(n: Fraction, k: Fraction) -> Fraction | None:
    if n.denominator != 1 or k.denominator != 1 or not 0 <= n <= _BITS or k < 0:
        return None
    return Fraction(math.comb(n.numerator, k.numerator))


_FUNCTIONS: Final = frozenset({
    "sqrt", "abs", "floor", "ceil", "sign", "min", "max", "mod", "factorial", "binomial", "gcd",
    "lcm",
})  # fmt: skip
