"""Polynomials in one name with exact rational coefficients, of small degree.

For form tests (is it factored, are the fractions in lowest terms) and for solution sets of
equations and inequalities in one unknown. Everything is bounded in degree and bits; what is too
large is simply not a polynomial here.
"""

from __future__ import annotations

import cmath
import itertools
import math
from fractions import Fraction
from functools import lru_cache
from typing import Final, TypeAlias

from quizapp.checking import tree as t
from quizapp.checking.exact import exact_value

Poly: TypeAlias = tuple[Fraction, ...]
"""Coefficients from the constant up, without leading zeros; ``()`` is the zero polynomial."""

MOST_DEGREE: Final = 40
_ROOT_DEGREE: Final = 16
"""Highest degree whose roots are looked for."""
_FACTOR_DEGREE: Final = 8
"""Highest degree that is split into irreducible factors."""
_BITS: Final = 2000

ONE: Final[Poly] = (Fraction(1),)


def polynomial(node: t.Node, name: str) -> Poly | None:
    """``node`` as a polynomial in ``name``, or None when it is not one (or too large)."""
    found = fraction(node, name)
    if found is None or degree(found[1]) > 0:
        return None
    return scaled(found[0], 1 / found[1][0])


@lru_cache(maxsize=1024)
def fraction(node: t.Node, name: str) -> tuple[Poly, Poly] | None:
    """``node`` as numerator and denominator in ``name``, uncancelled, or None."""
    if name not in t.names_in(node):
        value = exact_value(node)
        return None if value is None else (_trim((value,)), ONE)
    match node:
        case t.Name():
            return (Fraction(0), Fraction(1)), ONE
        case t.Neg(arg):
            inner = fraction(arg, name)
            return None if inner is None else (scaled(inner[0], Fraction(-1)), inner[1])
        case t.Percent(arg):
            inner = fraction(arg, name)
            return None if inner is None else (scaled(inner[0], Fraction(1, 100)), inner[1])
        case t.Add(terms):
            total: tuple[Poly, Poly] | None = ((), ONE)
            for term in terms:
                total = _sum(total, fraction(term, name))
            return total
        case t.Mul(factors):
            total = (ONE, ONE)
            for factor in factors:
                total = _product(total, fraction(factor, name))
            return total
        case t.Div(num, den):
            below = fraction(den, name)
            if below is None or not below[0]:
                return None
            return _product(fraction(num, name), (below[1], below[0]))
        case t.Pow(base, exp):
            power = exact_value(exp)
            inner = fraction(base, name)
            if power is None or inner is None or power.denominator != 1:
                return None
            n = power.numerator
            if n < 0:
                if not inner[0]:
                    return None
                inner, n = (inner[1], inner[0]), -n
            if n * max(degree(inner[0]), degree(inner[1]), 1) > MOST_DEGREE:
                return None
            total = (ONE, ONE)
            for _ in range(n):
                total = _product(total, inner)
            return total
    return None


def _sum(
    left: tuple[Poly, Poly] | None, right: tuple[Poly, Poly] | None
) -> tuple[Poly, Poly] | None:
    if left is None or right is None:
        return None
    if left[1] == right[1]:
        return plus(left[0], right[0]), left[1]
    return _small(
        plus(times(left[0], right[1]), times(right[0], left[1])), times(left[1], right[1])
    )


def _product(
    left: tuple[Poly, Poly] | None, right: tuple[Poly, Poly] | None
) -> tuple[Poly, Poly] | None:
    if left is None or right is None:
        return None
    return _small(times(left[0], right[0]), times(left[1], right[1]))


def _small(num: Poly, den: Poly) -> tuple[Poly, Poly] | None:
    if max(len(num), len(den)) > MOST_DEGREE + 1:
        return None
    for value in num + den:
        if value.numerator.bit_length() + value.denominator.bit_length() > _BITS:
            return None
    return num, den


def _trim(poly: Poly) -> Poly:
    end = len(poly)
    while end and poly[end - 1] == 0:
        end -= 1
    return poly[:end]


def degree(poly: Poly) -> int:
    """The degree; -1 for the zero polynomial."""
    return len(poly) - 1


def plus(left: Poly, right: Poly) -> Poly:
    """The sum."""
    pairs = itertools.zip_longest(left, right, fillvalue=Fraction(0))
    return _trim(tuple(a + b for a, b in pairs))


def scaled(poly: Poly, factor: Fraction) -> Poly:
    """The polynomial times a number."""
    return _trim(tuple(a * factor for a in poly))


def times(left: Poly, right: Poly) -> Poly:
    """The product."""
    if not left or not right:
        return ()
    result = [Fraction(0)] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        if a:
            for j, b in enumerate(right):
                result[i + j] += a * b
    return tuple(result)


def divided(left: Poly, right: Poly) -> tuple[Poly, Poly]:
    """Quotient and remainder."""
    rest = list(left)
    quotient = [Fraction(0)] * max(0, len(left) - len(right) + 1)
    for place in range(len(left) - len(right), -1, -1):
        share = rest[place + len(right) - 1] / right[-1]
        quotient[place] = share
        for j, b in enumerate(right):
            rest[place + j] -= share * b
    return _trim(tuple(quotient)), _trim(tuple(rest[: len(right) - 1]))


def common(left: Poly, right: Poly) -> Poly:
    """The greatest common divisor, monic."""
    while right:
        left, right = right, divided(left, right)[1]
        if left and any(a.numerator.bit_length() > 20 * _BITS for a in left):
            return ONE
    return scaled(left, 1 / left[-1]) if left else ()


def differentiated(poly: Poly) -> Poly:
    """The derivative."""
    return _trim(tuple(a * k for k, a in enumerate(poly))[1:])


def square_free(poly: Poly) -> Poly:
    """The product of the distinct irreducible factors, monic."""
    shared = common(poly, differentiated(poly))
    return divided(scaled(poly, 1 / poly[-1]), shared)[0] if degree(shared) > 0 else poly


def content(poly: Poly) -> Fraction:
    """The positive number that leaves whole coefficients without a common factor."""
    num = math.gcd(*(a.numerator for a in poly))
    den = math.lcm(*(a.denominator for a in poly))
    return Fraction(num, den)


def value_at(poly: Poly, x: Fraction) -> Fraction:
    """The value at ``x``."""
    total = Fraction(0)
    for a in reversed(poly):
        total = total * x + a
    return total


def roots(poly: Poly) -> list[complex] | None:
    """All complex roots of a square-free polynomial, in machine numbers; None on failure.

    Durand-Kerner iteration: simple, all roots at once, good to full accuracy for the small
    degrees used here.
    """
    n = degree(poly)
    if n < 1:
        return []
    if n > _ROOT_DEGREE:
        return None
    lead = poly[-1]
    try:
        monic = [float(a / lead) for a in poly]
    except OverflowError:
        return None
    radius = 1 + max(abs(a) for a in monic[:-1])
    if not math.isfinite(radius):
        return None
    size = max(abs(a) ** (1 / (n - k)) for k, a in enumerate(monic[:-1])) or 1.0
    guess = [cmath.rect(size, 2 * math.pi * k / n + 0.4) for k in range(n)]
    for _ in range(120):
        step = 0.0
        for i, z in enumerate(guess):
            above = complex(1.0)
            for a in reversed(monic[:-1]):
                above = above * z + a
            below = complex(1.0)
            for j, other in enumerate(guess):
                if j != i:
                    below *= z - other
            if below == 0:
                return None
            move = above / below
            guess[i] = z - move
            step = max(step, abs(move) / max(1e-300, abs(guess[i]), size * 1e-12))
        if step < 1e-15:
            break
    return guess


def irreducible_factors(poly: Poly) -> list[Poly] | None:
    """The irreducible factors over the rationals of a square-free polynomial, or None.

    A factor's coefficients are whole numbers built from some of the complex roots; each
    candidate is confirmed by exact division.
    """
    n = degree(poly)
    if n > _FACTOR_DEGREE:
        return None
    rest = scaled(poly, 1 / content(poly))
    found: list[Poly] = []
    places = roots(rest)
    if places is None:
        return None
    size = 1
    while 2 * size <= degree(rest):
        for chosen in itertools.combinations(range(len(places)), size):
            factor = _factor_from([places[i] for i in chosen], rest)
            if factor is not None:
                found.append(factor)
                rest = divided(rest, factor)[0]
                places = [z for i, z in enumerate(places) if i not in chosen]
                break
        else:
            size += 1
    if degree(rest) > 0:
        found.append(rest)
    return found


def _factor_from(places: list[complex], poly: Poly) -> Poly | None:
    lead = float(poly[-1] / content(poly))
    coefficients = [complex(lead)]
    for root in places:
        shifted = [0j, *coefficients]
        for k, a in enumerate(coefficients):
            shifted[k] -= root * a
        coefficients = shifted
    if any(abs(a.imag) > 1e-5 * max(1.0, abs(a)) for a in coefficients):
        return None
    if any(not math.isfinite(a.real) for a in coefficients):
        return None
    candidate = _trim(tuple(Fraction(round(a.real)) for a in coefficients))
    if degree(candidate) != len(places):
        return None
    candidate = scaled(candidate, 1 / content(candidate))
    return candidate if not divided(poly, candidate)[1] else None
