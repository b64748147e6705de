"""How far an answer is reduced: fractions in lowest terms, nothing left to collect or work out."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from quizapp.checking import polynomial as p
from quizapp.checking import tree as t
from quizapp.checking.compare import equal
from quizapp.checking.evaluate import NotScalar, evaluate, finite
from quizapp.checking.exact import exact_value
from quizapp.checking.names import NO_NAMES
from quizapp.checking.sameform import factors_of, shape_key, split_product, terms_of


def is_lowest_terms(node: t.Node, name: str = "") -> bool:
    """Every fraction is reduced: whole numbers without common divisor, no fraction worth a
    whole number, no polynomial factor that cancels; no decimals inside fractions."""
    for part in t.walk(node):
        if isinstance(part, t.Num) and ("." in part.text or "e" in part.text):
            return False
        if isinstance(part, t.Div) and not _reduced(part, name):
            return False
    return True


def _reduced(part: t.Div, name: str) -> bool:
    above, below = exact_value(part.num), exact_value(part.den)
    if above is not None and below is not None:
        if not (_is_whole(part.num) and _is_whole(part.den)):
            return False
        return below > 1 and math.gcd(above.numerator, below.numerator) == 1
    top_number, _ = split_product(part.num)
    below_number, _ = split_product(part.den)
    if top_number and below_number and not _coprime(top_number, below_number):
        return False
    if name:
        num, den = p.polynomial(part.num, name), p.polynomial(part.den, name)
        if num and den:
            if p.degree(p.common(num, den)) > 0:
                return False
            return math.gcd(p.content(num).numerator, p.content(den).numerator) == 1
    mine = {shape_key(x) for x in split_product(part.num)[1]}
    theirs = {shape_key(x) for x in split_product(part.den)[1]}
    return not mine & theirs


def _coprime(a: Fraction, b: Fraction) -> bool:
    return a.denominator == b.denominator == 1 and math.gcd(a.numerator, b.numerator) == 1


def _is_whole(node: t.Node) -> bool:
    inner = node.arg if isinstance(node, t.Neg) else node
    return isinstance(inner, t.Num) and inner.text.isdigit()


def is_simplified(node: t.Node, name: str = "") -> bool:
    """Nothing is left to be collected: no numbers to combine, no like terms, no repeated factor."""
    for part in t.walk(node):
        match part:
            case t.Add():
                keys = [_term_key(term) for term in terms_of(part)]
                if len(set(map(repr, keys))) != len(keys) or any(
                    exact_value(term) == 0 for term in terms_of(part)
                ):
                    return False
            case t.Div(_, t.Div()) | t.Div(t.Div(), _):
                return False
            case t.Mul() | t.Div():
                if not _simple_product(part):
                    return False
            case t.Neg(t.Neg()) | t.Neg(t.Num(_, Fraction(numerator=0))):
                return False
            case t.Call() if _can_be_worked_out(part):
                return False
            case t.Call("ln", (t.Pow(t.Const("e")),)) | t.Pow(t.Const("e"), t.Call("ln")):
                return False
            case t.Call("exp", (t.Call("ln"),)) | t.Call("ln", (t.Call("exp"),)):
                return False
            case t.Pow(base, exp):
                power = exact_value(exp)
                if power in (0, 1) or (exact_value(part) is not None and power is not None):
                    return False
                if isinstance(base, t.Pow):
                    return False
    return True


def _can_be_worked_out(call: t.Call) -> bool:
    """Whether a function of constants is worth a fraction (``sin(pi)``, ``3!``) or, for a root,
    has a square (cube …) inside (``sqrt(8)``)."""
    if t.names_in(call) or call.func == "degree" or call.primes:
        return False
    if call.func in ("sqrt", "cbrt", "root"):
        inside = exact_value(call.args[0])
        index = exact_value(call.args[1]) if call.func == "root" else None
        power = {"sqrt": 2, "cbrt": 3}.get(call.func) or (index is not None and int(index))
        if inside is None or not power or power < 2:
            return False
        return any(_holds_power(abs(n), power) for n in (inside.numerator, inside.denominator))
    try:
        value = evaluate(call, {}, 1, NO_NAMES)[0]
    except NotScalar:
        return False
    if not finite(value) or type(value) is complex:
        return False
    near = Fraction(float(value.real)).limit_denominator(1000)
    if abs(near - Fraction(float(value.real))) > Fraction(1, 10**12):
        return False
    exact = t.Num(str(near), near)
    return equal(call, exact, NO_NAMES).verdict == "equal"


def _holds_power(number: int, power: int) -> bool:
    """Whether some whole number above 1, raised to ``power``, divides ``number``."""
    if number in (0, 1):
        return number == 0
    root = 2
    while root**power <= number and root < 2000:
        if number % root**power == 0:
            return True
        root += 1
    return False


def _term_key(term: t.Node) -> Any:
    """What two like terms share."""
    _, others = split_product(term)
    return sorted((shape_key(x) for x in others), key=repr)


def _simple_product(part: t.Mul | t.Div) -> bool:
    direct = part.factors if isinstance(part, t.Mul) else (part.den,)
    if any(exact_value(factor) in (0, 1) for factor in direct):
        return False
    numbers, others = 0, []
    for factor, _ in factors_of(part):
        if isinstance(factor, t.Neg):
            continue
        value = exact_value(factor)
        if value is None:
            base = factor.base if isinstance(factor, t.Pow) else factor
            others.append(repr(shape_key(base)))
            continue
        numbers += value != 1
    if len(set(others)) != len(others):
        return False
    if isinstance(part, t.Div):
        return is_lowest_terms(part)
    return numbers < 2 or _one_fraction_in_front(part)


def _one_fraction_in_front(part: t.Mul) -> bool:
    """``1/2 * x`` and ``(2/3) x`` count as one number."""
    value, _ = split_product(part)
    numbers = [
        f for f, _ in factors_of(part) if not isinstance(f, t.Neg) and exact_value(f) is not None
    ]
    return value is not None and len(numbers) <= 2 and value.denominator != 1
