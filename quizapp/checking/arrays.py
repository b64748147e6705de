"""Arithmetic of vectors and matrices, done on trees: ``2*[1, x] + [0, 1]`` becomes ``[2*1+0, …]``.

Afterwards every entry is one number and can be compared on its own.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, TypeAlias

from quizapp.checking import tree as t
from quizapp.checking.derive import ONE, TWO, added, multiplied, negated
from quizapp.checking.exact import exact_value

Rows: TypeAlias = tuple[tuple[t.Node, ...], ...]

_MOST_ENTRIES: Final = 400
_MOST_ROWS: Final = 12
_MOST_SYMBOLIC_ROWS: Final = 4
_MOST_POWER: Final = 12
_MOST_INVERTED: Final = 14
"""Nodes of all entries of a matrix with letters that is inverted."""
_MOST_NODES: Final = 600
"""Largest tree of one entry after multiplying."""


class BadShape(Exception):
    """Two arrays do not fit together, or an operation does not apply to arrays."""


class TooLarge(BadShape):
    """An array that could be worked out, but not within bounds."""


def settle_arrays(node: t.Node) -> t.Node:
    """``node`` with all array arithmetic carried out; other trees are returned unchanged.

    Raises ``BadShape`` where shapes do not fit.
    """
    if not any(isinstance(part, (t.Seq, t.Matrix)) for part in t.walk(node)):
        return node
    return _settle(node)


def _settle(node: t.Node) -> t.Node:
    match node:
        case t.Neg(arg):
            return _each(_settle(arg), negated)
        case t.Percent(arg):
            return _each(_settle(arg), t.Percent)
        case t.Add(terms):
            total = _settle(terms[0])
            for term in terms[1:]:
                total = _sum(total, _settle(term))
            return total
        case t.Mul(factors):
            total = _settle(factors[0])
            for factor in factors[1:]:
                total = _product(total, _settle(factor))
            return total
        case t.Div(num, den):
            above, below = _settle(num), _settle(den)
            if is_array(below):
                raise BadShape("division by an array")
            return _each(above, lambda entry: t.Div(entry, below))
        case t.Pow(base, exp):
            return _power(_settle(base), exp)
        case t.Call(func, args, 0):
            return _call(func, tuple(_settle(arg) for arg in args))
        case t.Seq(kind, items):
            return t.Seq(kind, tuple(_settle(item) for item in items))
        case t.Matrix(rows):
            return t.Matrix(tuple(tuple(_settle(entry) for entry in row) for row in rows))
    return t.rebuild(node, _settle)


def is_array(node: t.Node) -> bool:
    """True for vectors and matrices (sets are not arrays)."""
    return isinstance(node, t.Matrix) or (isinstance(node, t.Seq) and node.kind != "set")


def _each(node: t.Node, change: object) -> t.Node:
    assert callable(change)
    if isinstance(node, t.Seq):
        return t.Seq(node.kind, tuple(_each(item, change) for item in node.items))
    if isinstance(node, t.Matrix):
        return t.Matrix(tuple(tuple(change(entry) for entry in row) for row in node.rows))
    changed: t.Node = change(node)
    return changed


def _rows(node: t.Node) -> Rows:
    rows = t.as_rows(node)
    if rows is None and isinstance(node, t.Seq):
        rows = tuple((item,) for item in node.items)
    if rows is None or len(rows) * len(rows[0]) > _MOST_ENTRIES:
        raise BadShape("not a matrix")
    return rows


def _sum(left: t.Node, right: t.Node) -> t.Node:
    if not is_array(left) and not is_array(right):
        return added(left, right)
    if isinstance(left, t.Seq) and isinstance(right, t.Seq):
        if len(left.items) != len(right.items):
            raise BadShape("lengths differ")
        pairs = zip(left.items, right.items, strict=True)
        return t.Seq(left.kind, tuple(_sum(a, b) for a, b in pairs))
    a, b = _rows(left), _rows(right)
    if (len(a), len(a[0])) != (len(b), len(b[0])):
        raise BadShape("shapes differ")
    return t.Matrix(
        tuple(
            tuple(added(x, y) for x, y in zip(mine, theirs, strict=True))
            for mine, theirs in zip(a, b, strict=True)
        )
    )


def _product(left: t.Node, right: t.Node) -> t.Node:
    if not is_array(left):
        return _each(right, lambda entry: multiplied(left, entry))
    if not is_array(right):
        return _each(left, lambda entry: multiplied(entry, right))
    if isinstance(left, t.Seq) and isinstance(right, t.Seq):
        return dot(left, right)
    a, b = _rows(left), _rows(right)
    if isinstance(left, t.Seq) and len(b) != 1:
        a = (tuple(left.items),)
    if len(a[0]) != len(b) or len(a) * len(b[0]) > _MOST_ENTRIES:
        raise BadShape("shapes do not multiply")
    rows = tuple(
        tuple(
            _entry(added(*(multiplied(row[k], b[k][column]) for k in range(len(b)))))
            for column in range(len(b[0]))
        )
        for row in a
    )
    if isinstance(right, t.Seq):
        return t.Seq(right.kind, tuple(row[0] for row in rows))
    if isinstance(left, t.Seq):
        return t.Seq(left.kind, rows[0])
    return t.Matrix(rows)


def _entry(node: t.Node) -> t.Node:
    """``node`` as a number when it is one; raises ``BadShape`` when it is far too large."""
    value = exact_value(node)
    if value is not None:
        return _number(value)
    if sum(1 for _ in zip(t.walk(node), range(_MOST_NODES + 1), strict=False)) > _MOST_NODES:
        raise TooLarge("too large")
    return node


def _number(value: Fraction) -> t.Node:
    size = t.Num(str(abs(value)), abs(value))
    return t.Neg(size) if value < 0 else size


def _eliminated(rows: list[list[Fraction]]) -> Fraction:
    """The determinant of numbers, by elimination."""
    total = Fraction(1)
    for place in range(len(rows)):
        pivot = next((k for k in range(place, len(rows)) if rows[k][place]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != place:
            rows[place], rows[pivot] = rows[pivot], rows[place]
            total = -total
        total *= rows[place][place]
        for k in range(place + 1, len(rows)):
            share = rows[k][place] / rows[place][place]
            rows[k] = [a - share * b for a, b in zip(rows[k], rows[place], strict=True)]
    return total


def dot(left: t.Seq, right: t.Seq) -> t.Node:
    """The scalar product of two vectors."""
    if len(left.items) != len(right.items):
        raise BadShape("lengths differ")
    return added(*(multiplied(a, b) for a, b in zip(left.items, right.items, strict=True)))


def _power(base: t.Node, exp: t.Node) -> t.Node:
    if not is_array(base):
        return t.Pow(base, exp)
    count = exact_value(exp)
    if count is None or count.denominator != 1 or not 1 <= abs(count) <= _MOST_POWER:
        raise BadShape("power of an array")
    if count < 0:
        base, count = inverse(_rows(base)), -count
    total = base
    for _ in range(count.numerator - 1):
        total = _product(total, base)
    return total


def _call(func: str, args: tuple[t.Node, ...]) -> t.Node:
    if not any(is_array(arg) for arg in args):
        return t.Call(func, args)
    first = args[0]
    match func:
        case "transpose":
            return transposed(first)
        case "det":
            return determinant(_rows(first))
        case "norm" | "abs":
            if isinstance(first, t.Seq):
                squares = added(*(t.Pow(t.Call("abs", (x,)), TWO) for x in first.items))
                return t.Call("sqrt", (squares,))
            if func == "abs":
                return determinant(_rows(first))
        case "union" | "intersection":
            return t.Call(func, args)
        case "min" | "max" | "gcd" | "lcm" if len(args) == 1 and isinstance(first, t.Seq):
            return t.Call(func, first.items)
    if len(args) == 1:
        return _each(first, lambda entry: t.Call(func, (entry,)))
    raise BadShape(func)


def transposed(node: t.Node) -> t.Node:
    """Rows made columns; a vector becomes a column."""
    if isinstance(node, t.Matrix):
        return t.Matrix(tuple(zip(*node.rows, strict=True)))
    if isinstance(node, t.Seq):
        return t.Matrix(tuple((item,) for item in node.items))
    return node


def inverse(rows: Rows) -> t.Node:
    """The inverse by cofactors; up to 4 rows. Raises ``BadShape`` where there is surely none."""
    size = len(rows)
    whole = determinant(rows)
    if size > _MOST_SYMBOLIC_ROWS or exact_value(whole) == 0:
        raise BadShape("no inverse")
    numbers = all(exact_value(entry) is not None for row in rows for entry in row)
    if not numbers and _nodes(rows) > _MOST_INVERTED:
        raise TooLarge("too large")
    if size == 1:
        return t.Matrix(((t.Div(ONE, whole),),))

    def cofactor(row: int, column: int) -> t.Node:
        minor = tuple(r[:column] + r[column + 1 :] for k, r in enumerate(rows) if k != row)
        value = determinant(minor)
        return negated(value) if (row + column) % 2 else value

    return t.Matrix(
        tuple(
            tuple(_entry(t.Div(cofactor(column, row), whole)) for column in range(size))
            for row in range(size)
        )
    )


def _nodes(rows: Rows) -> int:
    return sum(1 for row in rows for entry in row for _ in t.walk(entry))


def determinant(rows: Rows) -> t.Node:
    """The determinant by expansion; up to 6 rows."""
    size = len(rows)
    if size != len(rows[0]) or size > _MOST_ROWS:
        raise BadShape("determinant")
    known = [[exact_value(entry) for entry in row] for row in rows]
    if all(entry is not None for row in known for entry in row):
        return _number(_eliminated([[entry or Fraction(0) for entry in row] for row in known]))
    if size > _MOST_SYMBOLIC_ROWS:
        raise BadShape("determinant")
    if size == 1:
        return rows[0][0]
    terms = []
    for column in range(size):
        minor = tuple(row[:column] + row[column + 1 :] for row in rows[1:])
        term = multiplied(rows[0][column], determinant(minor))
        terms.append(negated(term) if column % 2 else term)
    return added(*terms)
