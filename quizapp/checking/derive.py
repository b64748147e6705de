"""Derivatives of trees, for primes, ``d/dx``, antiderivatives and near misses.

The result is meant to be evaluated, not read: it is correct, not pretty. Constant factors of 0
and 1 are left out so that a derivative of a derivative stays small.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Final

from quizapp.checking import tree as t
from quizapp.checking.names import Names

ZERO: Final = t.Num("0", Fraction(0))
ONE: Final = t.Num("1", Fraction(1))
TWO: Final = t.Num("2", Fraction(2))
_LARGEST = 20_000
"""Most nodes of a derivative that is still worth evaluating."""


class NoDerivative(Exception):
    """No rule for this function: it has no derivative, or only one we do not know."""


def derivative(node: t.Node, name: str, names: Names, order: int = 1) -> t.Node:
    """The derivative of ``node`` with respect to ``name``, ``order`` times.

    Raises ``NoDerivative`` for functions without a rule, for statements and for results that
    grow beyond all use.
    """
    found = _worked_out(node, name, names, order)
    if found is None:
        raise NoDerivative("too large")
    return found


@lru_cache(maxsize=256)
def _worked_out(node: t.Node, name: str, names: Names, order: int) -> t.Node | None:
    """The derivative, or None when it is too large; that too is kept, as it takes longest."""
    for _ in range(order):
        node = _derive(node, name, names)
        if _size(node) > _LARGEST:
            return None
    return node


@lru_cache(maxsize=512)
def _derive(node: t.Node, name: str, names: Names) -> t.Node:
    if isinstance(node, t.Name):
        return ONE if node.id == name else ZERO
    if name not in t.names_in(node):
        return ZERO
    match node:
        case t.Neg(arg):
            return negated(_derive(arg, name, names))
        case t.Percent(arg):
            return t.Percent(_derive(arg, name, names))
        case t.Add(terms):
            return added(*(_derive(term, name, names) for term in terms))
        case t.Mul(factors):
            return added(
                *(
                    multiplied(
                        _derive(factor, name, names), *factors[:place], *factors[place + 1 :]
                    )
                    for place, factor in enumerate(factors)
                )
            )
        case t.Div(num, den):
            top, below = _derive(num, name, names), _derive(den, name, names)
            first = divided(top, den)
            if below == ZERO:
                return first
            return added(first, negated(divided(multiplied(num, below), t.Pow(den, TWO))))
        case t.Pow(base, exp):
            return _derive_power(base, exp, name, names)
        case t.Call():
            return _derive_call(node, name, names)
        case t.Derivative(expr, var, order):
            return _derive(derivative(expr, var.id, names, order), name, names)
        case t.Integral(expr, var, None, None) if var.id == name:
            return expr
        case t.Integral(expr, var, lo, hi) if lo is not None and hi is not None:
            return added(
                t.Integral(_derive(expr, name, names), var, lo, hi) if var.id != name else ZERO,
                multiplied(substituted(expr, var.id, hi), _derive(hi, name, names)),
                negated(multiplied(substituted(expr, var.id, lo), _derive(lo, name, names))),
            )
    raise NoDerivative(type(node).__name__)


def _derive_power(base: t.Node, exp: t.Node, name: str, names: Names) -> t.Node:
    in_base = _derive(base, name, names)
    in_exp = _derive(exp, name, names)
    whole = t.Pow(base, exp)
    parts = []
    if in_base != ZERO:
        lower = _one_less(exp)
        parts.append(multiplied(in_base, exp, base if lower == ONE else t.Pow(base, lower)))
    if in_exp != ZERO:
        log = ONE if base == t.Const("e") else t.Call("ln", (base,))
        parts.append(multiplied(in_exp, log, whole))
    return added(*parts)


def _one_less(exp: t.Node) -> t.Node:
    if isinstance(exp, t.Num) and exp.value >= 2 and exp.value.denominator == 1:
        return t.Num(str(exp.value - 1), exp.value - 1)
    return t.Add((exp, t.Neg(ONE)))


def _derive_call(node: t.Call, name: str, names: Names) -> t.Node:
    if names.definition(node.func) is not None:
        outer: t.Node = t.Call(node.func, node.args, node.primes + 1)
        return multiplied(_derive(node.args[0], name, names), outer)
    if node.primes:
        raise NoDerivative(node.func)
    if node.func == "log":
        x, base = node.args
        return _derive(t.Div(t.Call("ln", (x,)), t.Call("ln", (base,))), name, names)
    if node.func == "root":
        x, n = node.args
        if name not in t.names_in(n):
            return divided(multiplied(node, _derive(x, name, names)), t.Mul((n, x)))
        return _derive(t.Pow(x, t.Div(ONE, n)), name, names)
    if node.func == "atan2":
        y, x = node.args
        return divided(
            added(
                multiplied(x, _derive(y, name, names)),
                negated(multiplied(y, _derive(x, name, names))),
            ),
            t.Add((t.Pow(x, TWO), t.Pow(y, TWO))),
        )
    rule = _OUTER.get(node.func)
    if rule is None:
        raise NoDerivative(node.func)
    return multiplied(_derive(node.args[0], name, names), rule(node.args[0]))


def negated(node: t.Node) -> t.Node:
    """``-node``, without doubling a sign."""
    if node == ZERO:
        return ZERO
    return node.arg if isinstance(node, t.Neg) else t.Neg(node)


def added(*terms: t.Node) -> t.Node:
    """The sum, without zeros."""
    kept = tuple(term for term in terms if term != ZERO)
    if len(kept) < 2:
        return kept[0] if kept else ZERO
    return t.Add(kept)


def multiplied(*factors: t.Node) -> t.Node:
    """The product, without ones; zero when a factor is zero."""
    if ZERO in factors:
        return ZERO
    kept = tuple(factor for factor in factors if factor != ONE)
    if len(kept) < 2:
        return kept[0] if kept else ONE
    return t.Mul(kept)


def divided(num: t.Node, den: t.Node) -> t.Node:
    """The quotient; zero when the numerator is zero."""
    return ZERO if num == ZERO else t.Div(num, den)


def substituted(node: t.Node, name: str, value: t.Node) -> t.Node:
    """``node`` with every ``name`` replaced by ``value``."""
    if isinstance(node, t.Name):
        return value if node.id == name else node
    if name not in t.names_in(node):
        return node
    return t.rebuild(node, lambda part: substituted(part, name, value))


def _size(node: t.Node) -> int:
    count = 0
    for _ in t.walk(node):
        count += 1
        if count > _LARGEST:
            break
    return count


def _call(func: str, *args: t.Node) -> t.Node:
    return t.Call(func, args)


def _squared(node: t.Node) -> t.Node:
    return t.Pow(node, TWO)


def _one_minus(node: t.Node) -> t.Node:
    return t.Add((ONE, t.Neg(node)))


def _one_plus(node: t.Node) -> t.Node:
    return t.Add((ONE, node))


_TWO_OVER_ROOT_PI: Final = t.Div(TWO, t.Call("sqrt", (t.Const("pi"),)))

_OUTER: Final[dict[str, Callable[[t.Node], t.Node]]] = {
    "sin": lambda u: _call("cos", u),
    "cos": lambda u: t.Neg(_call("sin", u)),
    "tan": lambda u: t.Div(ONE, _squared(_call("cos", u))),
    "cot": lambda u: t.Neg(t.Div(ONE, _squared(_call("sin", u)))),
    "sec": lambda u: t.Mul((_call("sec", u), _call("tan", u))),
    "csc": lambda u: t.Neg(t.Mul((_call("csc", u), _call("cot", u)))),
    "asin": lambda u: t.Div(ONE, _call("sqrt", _one_minus(_squared(u)))),
    "acos": lambda u: t.Neg(t.Div(ONE, _call("sqrt", _one_minus(_squared(u))))),
    "atan": lambda u: t.Div(ONE, _one_plus(_squared(u))),
    "acot": lambda u: t.Neg(t.Div(ONE, _one_plus(_squared(u)))),
    "asec": lambda u: t.Div(
        ONE, t.Mul((_squared(u), _call("sqrt", _one_minus(t.Div(ONE, _squared(u))))))
    ),
    "acsc": lambda u: t.Neg(
        t.Div(ONE, t.Mul((_squared(u), _call("sqrt", _one_minus(t.Div(ONE, _squared(u)))))))
    ),
    "sinh": lambda u: _call("cosh", u),
    "cosh": lambda u: _call("sinh", u),
    "tanh": lambda u: t.Div(ONE, _squared(_call("cosh", u))),
    "coth": lambda u: t.Neg(t.Div(ONE, _squared(_call("sinh", u)))),
    "sech": lambda u: t.Neg(t.Mul((_call("sech", u), _call("tanh", u)))),
    "csch": lambda u: t.Neg(t.Mul((_call("csch", u), _call("coth", u)))),
    "asinh": lambda u: t.Div(ONE, _call("sqrt", _one_plus(_squared(u)))),
    "acosh": lambda u: t.Div(
        ONE, t.Mul((_call("sqrt", t.Add((u, t.Neg(ONE)))), _call("sqrt", _one_plus(u))))
    ),
    "atanh": lambda u: t.Div(ONE, _one_minus(_squared(u))),
    "acoth": lambda u: t.Div(ONE, _one_minus(_squared(u))),
    "exp": lambda u: _call("exp", u),
    "ln": lambda u: t.Div(ONE, u),
    "sqrt": lambda u: t.Div(ONE, t.Mul((TWO, _call("sqrt", u)))),
    "cbrt": lambda u: t.Div(ONE, t.Mul((t.Num("3", Fraction(3)), _squared(_call("cbrt", u))))),
    "abs": lambda u: _call("sign", u),
    "norm": lambda u: _call("sign", u),
    "sign": lambda u: ZERO,
    "floor": lambda u: ZERO,
    "ceil": lambda u: ZERO,
    "erf": lambda u: t.Mul((_TWO_OVER_ROOT_PI, _call("exp", t.Neg(_squared(u))))),
    "erfc": lambda u: t.Neg(t.Mul((_TWO_OVER_ROOT_PI, _call("exp", t.Neg(_squared(u)))))),
    "degree": lambda u: _call("degree", ONE),
}
"""Derivatives of the functions of one argument, outside their steps."""
