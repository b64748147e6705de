"""The tree a typed answer is read into: what was written, not what it is worth.

Form tests ("expanded", "lowest terms", "same form") look at this tree, so it keeps the order of
terms, decimals against fractions, and a division against a negative power. Nothing here is
simplified and no value is computed but that of a literal of bounded length.

Conventions every reader of a tree can rely on:

- A difference is a sum with a negated term: ``a - b`` is ``Add((a, Neg(b)))``. A literal never
  carries a sign: ``-2`` is ``Neg(Num("2"))``, and ``-2x`` is ``Neg(Mul((2, x)))``.
- Chains without brackets are flat (``a + b + c`` has three terms); brackets stay visible as
  nesting (``a + (b + c)`` has two).
- ``Add`` and ``Mul`` have at least two entries.
- Heights are bounded by ``Limits.height`` of the reader, so recursion over a tree is safe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Literal, TypeAlias

from quizapp.checking.nodes import node

ConstId = Literal["pi", "e", "i", "inf", "true", "false"]
SeqKind = Literal["bare", "list", "tuple", "set"]
LogicOp = Literal["and", "or", "not"]


@node
class Num:
    """A literal without sign: its spelling (ASCII digits, ``.``, ``e``) and its exact value."""

    text: str
    """As typed after normalising, for tests of form: ``"0.25"``, ``"1e-5"``, ``"007"``.

    ``1.50×10^3`` written with a multiplication sign is the literal ``"1.50e3"``; written with
    ``*`` it stays a product. Thousands separators are left out.
    """
    value: Fraction


@node
class Name:
    """A declared name, by its declared spelling however it was typed (``λ`` → ``lam``)."""

    id: str


@node
class Const:
    """π, e, the imaginary unit, infinity, or a truth value."""

    id: ConstId


@node
class Neg:
    """``-arg``."""

    arg: Node


@node
class Add:
    """A sum of two or more terms in the order typed; a subtracted term is a ``Neg``."""

    terms: tuple[Node, ...]


@node
class Mul:
    """A product of two or more factors in the order typed, implied or explicit."""

    factors: tuple[Node, ...]


@node
class Div:
    """``num / den``: a fraction or a division, as typed."""

    num: Node
    den: Node


@node
class Pow:
    """``base ^ exp``; never used for roots, which are calls of ``sqrt``, ``cbrt``, ``root``."""

    base: Node
    exp: Node


@node
class Call:
    """A function of the library (see ``names.FUNCTIONS``) or a declared one, with its arguments.

    ``primes`` counts derivative marks: ``f'(2x)`` is the derivative of ``f`` taken at ``2x``.
    """

    func: str
    args: tuple[Node, ...]
    primes: int = 0


@node
class Percent:
    """``arg %``, worth a hundredth of ``arg``."""

    arg: Node


@node
class PlusMinus:
    """``base ± arg``, or ``± arg`` when ``base`` is None: the pair of both values.

    All signs of one text go together: the upper ones make the first value, the lower ones the
    second. ``minus_first`` is True for ``∓``.
    """

    base: Node | None
    arg: Node
    minus_first: bool = False


@node
class Quantity:
    """A value with a unit: ``3 m/s^2`` has the unit ``(("m", 1), ("s", -2))``, in typed order."""

    value: Node
    unit: tuple[tuple[str, int], ...]


@node
class Relation:
    """A chain such as ``0 < x <= 1``: ``len(sides) == len(ops) + 1``.

    Operators are ``=  !=  <  <=  >  >=  ~`` (about equal) and ``in``.
    """

    sides: tuple[Node, ...]
    ops: tuple[str, ...]


@node
class Logic:
    """``and`` / ``or`` of two or more statements, flat as typed; ``not`` of one."""

    op: LogicOp
    args: tuple[Node, ...]


@node
class Seq:
    """Several values: ``1, 2`` (bare), ``[1, 2]`` (list), ``(1, 2)`` (tuple), ``{1, 2}`` (set).

    Two bracketed numbers may also mean an interval: see ``as_interval``. A rectangular list of
    lists is a ``Matrix`` instead.
    """

    kind: SeqKind
    items: tuple[Node, ...]


@node
class Interval:
    """A half-open interval, ``[0, 1)`` or ``(0, 1]``.

    ``(0, 1)`` and ``[0, 1]`` may be intervals or vectors and are read as ``Seq``: ``as_interval``
    tells what they are where the question asks for an interval.
    """

    lo: Node
    hi: Node
    lo_open: bool
    hi_open: bool


@node
class Matrix:
    """Rows of equal length: ``[[1,2],[3,4]]``, ``[1,2;3,4]``, ``[1;2]``, a LaTeX matrix."""

    rows: tuple[tuple[Node, ...], ...]


@node
class Derivative:
    """``d^order / d var^order`` of ``expr``."""

    expr: Node
    var: Name
    order: int = 1


@node
class Integral:
    """``∫ expr d var``, definite when both ends are given."""

    expr: Node
    var: Name
    lo: Node | None = None
    hi: Node | None = None


Node: TypeAlias = (
    Num
    | Name
    | Const
    | Neg
    | Add
    | Mul
    | Div
    | Pow
    | Call
    | Percent
    | PlusMinus
    | Quantity
    | Relation
    | Logic
    | Seq
    | Interval
    | Matrix
    | Derivative
    | Integral
)


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of ``node`` in the order typed."""
    match node:
        case Num() | Name() | Const():
            return ()
        case Neg(arg) | Percent(arg):
            return (arg,)
        case Add(items) | Mul(items):
            return items
        case Div(a, b) | Pow(a, b):
            return (a, b)
        case Call() | Logic():
            return node.args
        case Relation():
            return node.sides
        case Seq():
            return node.items
        case PlusMinus(base, arg):
            return (arg,) if base is None else (base, arg)
        case Quantity():
            return (node.value,)
        case Interval():
            return (node.lo, node.hi)
        case Matrix():
            return tuple(entry for row in node.rows for entry in row)
        case Derivative():
            return (node.expr, node.var)
        case Integral():
            ends = tuple(end for end in (node.lo, node.hi) if end is not None)
            return (node.expr, node.var, *ends)


def walk(node: Node) -> Iterator[Node]:
    """``node`` and every part below it, parents first, without recursion."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(children(top)))


def height(node: Node) -> int:
    """How many nodes lie on the longest way down, without recursion."""
    most = 0
    stack = [(node, 1)]
    while stack:
        top, level = stack.pop()
        most = max(most, level)
        stack.extend((part, level + 1) for part in children(top))
    return most


def names_in(node: Node) -> frozenset[str]:
    """The ids of all names that occur in ``node``."""
    return frozenset(part.id for part in walk(node) if isinstance(part, Name))


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """``node`` with every direct part replaced by ``change(part)``; a leaf is itself."""
    match node:
        case Num() | Name() | Const():
            return node
        case Neg(arg):
            return Neg(change(arg))
        case Percent(arg):
            return Percent(change(arg))
        case Add(terms):
            return Add(tuple(change(term) for term in terms))
        case Mul(factors):
            return Mul(tuple(change(factor) for factor in factors))
        case Div(num, den):
            return Div(change(num), change(den))
        case Pow(base, exp):
            return Pow(change(base), change(exp))
        case Call(func, args, primes):
            return Call(func, tuple(change(arg) for arg in args), primes)
        case PlusMinus(None, arg, minus_first):
            return PlusMinus(None, change(arg), minus_first)
        case PlusMinus(base, arg, minus_first):
            assert base is not None
            return PlusMinus(change(base), change(arg), minus_first)
        case Quantity(value, unit):
            return Quantity(change(value), unit)
        case Relation(sides, ops):
            return Relation(tuple(change(side) for side in sides), ops)
        case Logic(op, args):
            return Logic(op, tuple(change(arg) for arg in args))
        case Seq(kind, items):
            return Seq(kind, tuple(change(item) for item in items))
        case Interval(lo, hi, lo_open, hi_open):
            return Interval(change(lo), change(hi), lo_open, hi_open)
        case Matrix(rows):
            return Matrix(tuple(tuple(change(entry) for entry in row) for row in rows))
        case Derivative(expr, var, order):
            return Derivative(change(expr), var, order)
        case Integral(expr, var, lo, hi):
            return Integral(
                change(expr),
                var,
                None if lo is None else change(lo),
                None if hi is None else change(hi),
            )


def as_interval(node: Node) -> Interval | None:
    """``node`` as an interval, where the question asks for one: ``(0, 1)`` and ``[0, 1]`` too."""
    if isinstance(node, Interval):
        return node
    if isinstance(node, Seq) and len(node.items) == 2 and node.kind in ("tuple", "list"):
        is_open = node.kind == "tuple"
        return Interval(node.items[0], node.items[1], is_open, is_open)
    return None


def as_rows(node: Node) -> tuple[tuple[Node, ...], ...] | None:
    """``node`` as matrix rows, where one is asked: nested sequences of equal length count too."""
    if isinstance(node, Matrix):
        return node.rows
    if not isinstance(node, Seq) or node.kind == "set" or not node.items:
        return None
    rows: list[tuple[Node, ...]] = []
    for item in node.items:
        entries = as_entries(item)
        if entries is None or len(entries) == 0:
            return None
        rows.append(entries)
    return tuple(rows) if len({len(row) for row in rows}) == 1 else None


def as_entries(node: Node) -> tuple[Node, ...] | None:
    """``node`` as the entries of a vector: a sequence, or a matrix of one row or one column."""
    if isinstance(node, Seq):
        return node.items
    if isinstance(node, Matrix):
        if len(node.rows) == 1:
            return node.rows[0]
        if all(len(row) == 1 for row in node.rows):
            return tuple(row[0] for row in node.rows)
    return None
