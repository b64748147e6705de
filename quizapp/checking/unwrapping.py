"""Statements about ``e^u``, ``ln u``, ``sqrt u``, said about ``u`` itself.

These functions only grow (or only fall), so ``e^u < 5`` says what ``u < ln 5`` does. What remains
is often rational, and then its solutions can be compared exactly (``solutions``).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from quizapp.checking import polynomial as p
from quizapp.checking import tree as t
from quizapp.checking.derive import TWO, ZERO, added, multiplied, negated
from quizapp.checking.exact import exact_value
from quizapp.checking.names import Names
from quizapp.checking.precise import precise_value
from quizapp.checking.statements import Atom, Claim, Joined, Op

_TRUE: Final = Joined("and", ())
_FALSE: Final = Joined("or", ())
_DEEPEST: Final = 4
_HALF: Final = Fraction(1, 2)


def unwrapped(claim: Claim, names: Names, depth: int = 0) -> Claim:
    """``claim`` with ``exp``, ``ln`` and roots around its only term with a name taken off."""
    if isinstance(claim, Joined):
        return Joined(claim.op, tuple(unwrapped(part, names, depth) for part in claim.parts))
    found = _isolated(claim.function, names)
    if found is None or depth >= _DEEPEST:
        return claim
    term, level, size, falls = found
    said = _said(term, level, size, claim.op, falls)
    return claim if said is None else unwrapped(said, names, depth + 1)


def _isolated(function: t.Node, names: Names) -> tuple[t.Node, t.Node, Any, bool] | None:
    """``(term, level, its size, falls)``: the function is a multiple of ``term - level``, a
    negative one where it ``falls``."""
    terms = list(_terms(function))
    holding = [term for term in terms if t.names_in(term)]
    if len(holding) != 1:
        return None
    rest = [term for term in terms if not t.names_in(term)]
    term, factor = holding[0], t.Num("1", Fraction(1))
    scale: t.Node = factor
    while not isinstance(term, (t.Pow, t.Call)):
        match term:
            case t.Neg(arg):
                term, scale = arg, negated(scale)
            case t.Mul(factors):
                inside = [one for one in factors if t.names_in(one)]
                if len(inside) != 1:
                    return None
                scale = multiplied(scale, *(one for one in factors if not t.names_in(one)))
                term = inside[0]
            case t.Div(num, den) if not t.names_in(den):
                term, scale = num, t.Div(scale, den)
            case _:
                return None
    times = precise_value(scale, {}, names)
    level = t.Div(negated(added(*rest)), scale) if rest else ZERO
    size = precise_value(level, {}, names)
    if times is None or size is None or times == 0 or times.imag != 0 or size.imag != 0:
        return None
    return term, level, size.real, bool(times.real < 0)


def _terms(node: t.Node) -> Iterator[t.Node]:
    """The terms of a sum, brackets in it opened."""
    match node:
        case t.Add(terms):
            for term in terms:
                yield from _terms(term)
        case t.Neg(t.Add() as inner):
            for term in _terms(inner):
                yield negated(term)
        case _:
            yield node


def _said(term: t.Node, level: t.Node, size: Any, op: Op, falls: bool) -> Claim | None:
    """What ``term op level`` says about the inside of ``term``; turned round where it ``falls``."""
    match term:
        case t.Pow(t.Const("e"), inner) | t.Call("exp", (inner,), 0):
            return _exponential(inner, t.Call("ln", (level,)), size, op, falls)
        case t.Pow(number, inner) if (base := exact_value(number) or 0) > 0 and base != 1:
            inverse = t.Div(t.Call("ln", (level,)), t.Call("ln", (number,)))
            return _exponential(inner, inverse, size, op, falls, shrinks=base < 1)
        case t.Call("ln", (inner,), 0):
            power: t.Node = t.Pow(t.Const("e"), level)
            return _where(inner, "<", _compared(inner, power, op, falls), not falls or op == "=")
        case t.Call("log", (inner, t.Num(_, base) as number), 0) if base > 1:
            power = t.Pow(number, level)
            return _where(inner, "<", _compared(inner, power, op, falls), not falls or op == "=")
        case t.Call("sqrt", (inner,), 0):
            return _root(inner, level, size, op, falls)
        case t.Pow(inner, exp) if exact_value(exp) == _HALF:
            return _root(inner, level, size, op, falls)
        case t.Call("cbrt", (inner,), 0):
            return _compared(inner, t.Pow(level, t.Num("3", Fraction(3))), op, falls)
    return None


def _compared(inner: t.Node, level: t.Node, op: Op, falls: bool) -> Claim:
    gap = added(inner, negated(level))
    return Atom(negated(gap) if falls else gap, op)


def _where(inner: t.Node, op: Op, claim: Claim, needed: bool) -> Claim:
    """``claim`` where ``inner`` is positive (or not negative); not ``needed`` for what is larger
    than something positive anyway."""
    if not needed and isinstance(claim, Atom) and claim.op != "!=":
        return claim
    return Joined("and", (Atom(negated(inner), op), claim))


def _exponential(
    inner: t.Node, inverse: t.Node, size: Any, op: Op, falls: bool, *, shrinks: bool = False
) -> Claim | None:
    if size > 0:
        return _compared(inner, inverse, op, falls != shrinks)
    if len(t.names_in(inner)) != 1 or p.polynomial(inner, min(t.names_in(inner))) is None:
        return None  # true wherever the exponent has a value, but where is that?
    return _TRUE if op == "!=" or (falls and op != "=") else _FALSE


def _root(inner: t.Node, level: t.Node, size: Any, op: Op, falls: bool) -> Claim:
    defined = Atom(negated(inner), "<=")
    if size < 0:
        return defined if op == "!=" or (falls and op != "=") else _FALSE
    return _where(inner, "<=", _compared(inner, t.Pow(level, TWO), op, falls), not falls)
