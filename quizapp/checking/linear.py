"""A tree in one line of plain text, which reads back to the same tree.

``read(linear(tree), names).tree == tree`` for every tree that came from ``read`` with the same
names. Trees built by other hands have a normal form: ``root(x, 3)`` comes back as ``cbrt(x)``; a
list, tuple or bare sequence of one entry comes back as the entry; a list of equally long lists
comes back as a matrix; a bare sequence inside something comes back as a tuple; an interval with
both ends open or both closed comes back as a tuple or a list (see ``tree.as_interval``); a list
with one unit behind it comes back as a list of quantities.
"""

from __future__ import annotations

import re
from typing import Final

from quizapp.checking.binding import POSTFIX, POWER, PRODUCT, SUM
from quizapp.checking.holding import BRACKETS, WITHIN, level
from quizapp.checking.tree import (
    Add,
    Call,
    Const,
    Derivative,
    Div,
    Integral,
    Interval,
    Logic,
    Matrix,
    Mul,
    Name,
    Neg,
    Node,
    Num,
    Percent,
    PlusMinus,
    Pow,
    Quantity,
    Relation,
    Seq,
)

RELATIONS: Final = {"~": "≈", "in": "∈"}


def linear(tree: Node) -> str:
    """``tree`` in one line: explicit ``*``, brackets where the tree has them or needs them."""
    if isinstance(tree, Seq) and tree.kind == "bare":
        return ", ".join(_write(item, 0) for item in tree.items)
    return _write(tree, 0)


def unit_text(unit: tuple[tuple[str, int], ...]) -> str:
    """A unit as ``m/s^2``; one that starts below the line as ``s^-1``."""
    text = ""
    for symbol, power in unit:
        size = abs(power) if text else power
        raised = "" if size == 1 else f"^{size}"
        text += ("/" if power < 0 else "*") * bool(text) + symbol + raised
    return text


def _write(node: Node, least: int) -> str:
    """``node`` in one line, in brackets when it holds less tightly than ``least``."""
    text = _plain(node)
    return f"({text})" if level(node) < least else text


def _plain(node: Node) -> str:
    match node:
        case Num(text):
            return text
        case Name(name):
            return name
        case Const(name):
            return "∞" if name == "inf" else name
        case Neg(arg):
            return "-" + _write(arg, WITHIN["-"])
        case Add(terms):
            return _sum(terms)
        case Mul(factors):
            first = _factor(factors[0], PRODUCT, alone=isinstance(factors[0], Mul))
            return "*".join((first, *(_factor(factor, POWER) for factor in factors[1:])))
        case Div(num, den):
            above, below = _factor(num, PRODUCT), _factor(den, POWER)
            if re.match(r"d[^\W\d]", below) and re.search(r"(?<![^\W\d])d(\^[1-9]|\w*)$", above):
                above = f"({above})"  # a quotient of names, and no d/dx or dz/dx
            return f"{above}/{below}"
        case Pow(base, exp):
            return f"{_write(base, POSTFIX)}^{_write(exp, POSTFIX)}"
        case Call():
            return _call(node)
        case Percent(arg):
            return _write(arg, WITHIN["%"]) + "%"
        case PlusMinus(base, arg, minus_first):
            sign = "∓" if minus_first else "±"
            if base is None:
                return sign + _write(arg, WITHIN["±"])
            return f"{_write(base, SUM)} {sign} {_write(arg, WITHIN['±'])}"
        case Quantity(value, unit):
            return f"{_factor(value, PRODUCT)} {unit_text(unit)}"
        case Relation(sides, ops):
            text = _write(sides[0], WITHIN["rel"])
            for op, side in zip(ops, sides[1:], strict=True):
                text += f" {RELATIONS.get(op, op)} {_write(side, WITHIN['rel'])}"
            return text
        case Logic("not", args):
            return "not " + _write(args[0], WITHIN["not"])
        case Logic(op, args):
            return f" {op} ".join(_write(arg, WITHIN[op]) for arg in args)
        case Seq(kind, items):
            left, right = BRACKETS[kind]
            return left + _list(items) + right
        case Interval(lo, hi, lo_open, hi_open):
            return f"{'(' if lo_open else '['}{_list((lo, hi))}{')' if hi_open else ']'}"
        case Matrix(rows):
            return "[" + ", ".join(f"[{_list(row)}]" for row in rows) + "]"
        case Derivative(expr, var, order):
            times = f", {order}" if order > 1 else ""
            return f"diff({_write(expr, 0)}, {var.id}{times})"
        case Integral(expr, var, lo, hi):
            ends = "" if lo is None or hi is None else f", {_list((lo, hi))}"
            return f"integrate({_write(expr, 0)}, {var.id}{ends})"


def _list(items: tuple[Node, ...]) -> str:
    return ", ".join(_write(item, 0) for item in items)


def _sum(terms: tuple[Node, ...]) -> str:
    text = _write(terms[0], SUM + isinstance(terms[0], Add))
    for term in terms[1:]:
        if isinstance(term, Neg):
            text += " - " + _write(term.arg, PRODUCT)
        else:
            text += " + " + _write(term, PRODUCT)
    return text


def _factor(node: Node, least: int, *, alone: bool = False) -> str:
    """A part of a product; a quantity always in brackets, or its unit would run on."""
    text = _plain(node)
    if alone or isinstance(node, Quantity) or level(node) < least:
        return f"({text})"
    return text


def _call(node: Call) -> str:
    match node:
        case Call("factorial", (arg,), 0):
            return _write(arg, WITHIN["!"]) + "!"
        case Call("degree", (arg,), 0):
            return _write(arg, WITHIN["°"]) + "°"
        case Call("union", args, 0):
            return " ∪ ".join(_write(arg, WITHIN["∪"]) for arg in args)
        case Call("intersection", args, 0):
            return " ∩ ".join(_write(arg, WITHIN["∩"]) for arg in args)
        case Call("gamma", args, primes):
            return f"Γ{primes * chr(39)}({_list(args)})"
        case Call(func, args, primes):
            return f"{func}{primes * chr(39)}({_list(args)})"
