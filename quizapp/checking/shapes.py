"""Function words that are read into a shape of their own: ``diff``, ``integrate``, ``pow``, …"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from quizapp.checking.tokens import literal
from quizapp.checking.tree import (
    Add,
    Call,
    Derivative,
    Integral,
    Interval,
    Matrix,
    Name,
    Neg,
    Node,
    Num,
    Pow,
    Seq,
)


def _built_diff(args: list[Node]) -> Node | None:
    order = args[2] if len(args) == 3 else literal("1")
    if not isinstance(args[1], Name) or not isinstance(order, Num):
        return None
    if not order.text.isdigit() or not 1 <= order.value <= 9:
        return None
    return Derivative(args[0], args[1], int(order.value))


def _built_integral(args: list[Node]) -> Node | None:
    if len(args) == 2 and isinstance(args[1], Seq) and len(args[1].items) == 3:
        args = [args[0], *args[1].items]  # integrate(f, (x, 0, 1))
    if len(args) == 3 or not isinstance(args[1], Name):
        return None
    if len(args) == 2:
        return Integral(args[0], args[1])
    return Integral(args[0], args[1], args[2], args[3])


def _built_array(args: list[Node]) -> Node | None:
    return args[0] if isinstance(args[0], (Seq, Matrix)) else None


def _built_matrix(args: list[Node]) -> Node | None:
    if len(args) == 1 and isinstance(args[0], Matrix):
        return args[0]
    rows = tuple(arg.items for arg in args if isinstance(arg, Seq) and arg.kind == "list")
    if len(rows) != len(args) or len({len(row) for row in rows}) != 1:
        return None
    return Matrix(rows)


def _interval(lo_open: bool, hi_open: bool) -> Callable[[list[Node]], Node]:
    return lambda args: Interval(args[0], args[1], lo_open, hi_open)


def _common_log(args: list[Node]) -> Node:
    return Call("log", (args[0], args[1] if len(args) == 2 else literal("10")))


_ONE: Final = literal("1")
SHAPES: Final[dict[str, tuple[int, int | None, Callable[[list[Node]], Node | None]]]] = {
    "diff": (2, 3, _built_diff),
    "integrate": (2, 4, _built_integral),
    "int": (2, 4, _built_integral),
    "pow": (2, 2, lambda args: Pow(args[0], args[1])),
    "power": (2, 2, lambda args: Pow(args[0], args[1])),
    "square": (1, 1, lambda args: Pow(args[0], literal("2"))),
    "log1p": (1, 1, lambda args: Call("ln", (Add((_ONE, args[0])),))),
    "expm1": (1, 1, lambda args: Add((Call("exp", (args[0],)), Neg(_ONE)))),
    "array": (1, 1, _built_array),
    "matrix": (1, None, _built_matrix),
    "set": (0, None, lambda args: Seq("set", tuple(args))),
    "ntuple": (2, None, lambda args: Seq("tuple", tuple(args))),
    "lg": (1, 2, _common_log),
    "oo": (2, 2, _interval(True, True)),
    "oc": (2, 2, _interval(True, False)),
    "co": (2, 2, _interval(False, True)),
    "cc": (2, 2, _interval(False, False)),
}
"""Function words that make another shape than a call: fewest and most arguments, the maker."""
