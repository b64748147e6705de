"""Arithmetic between values: what Python and NumPy do, with every result paid for beforehand."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from quizapp.checking.code.budget import Budget, fault
from quizapp.checking.code.values import (
    Value,
    as_array,
    broadcast,
    checked,
    is_array,
    is_flat,
    product,
    shape_of,
    shape_text,
)

Binary = Callable[[Value, Value], Value]

_FUNCTIONS: Final[dict[type[ast.operator], Binary]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.Pow: operator.pow,
}
_IN_PLACE: Final[dict[type[ast.operator], Binary]] = {
    ast.Add: operator.iadd,
    ast.Sub: operator.isub,
    ast.Mult: operator.imul,
    ast.Div: operator.itruediv,
    ast.FloorDiv: operator.ifloordiv,
    ast.Mod: operator.imod,
    ast.BitAnd: operator.iand,
    ast.BitOr: operator.ior,
    ast.BitXor: operator.ixor,
    ast.Pow: operator.ipow,
}
_COMPARE: Final[dict[type[ast.cmpop], Binary]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_SIGNS: Final[dict[type[ast.unaryop], Callable[[Any], Any]]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}
_LONGEST_POWER: Final = 64


def binary(op: ast.operator, budget: Budget) -> Binary:
    """The function of ``op`` between any two values."""
    if isinstance(op, ast.MatMult):
        return lambda left, right: matmul(left, right, budget)
    function = _FUNCTIONS[type(op)]
    numbers = _power if isinstance(op, ast.Pow) else function

    def apply(left: Value, right: Value) -> Value:
        one, other = type(left), type(right)
        if one is np.ndarray and other is np.ndarray:
            budget.charge(
                left.size
                if left.shape == right.shape
                else product(broadcast(left.shape, right.shape))
            )
            return function(left, right)
        if (one is float or one is int) and (other is float or other is int):
            return checked(numbers(left, right))
        if is_array(left) or is_array(right):
            left, right = _operand(left, budget), _operand(right, budget)
            budget.charge(product(broadcast(shape_of(left), shape_of(right))))
            return checked(function(left, right))
        if isinstance(left, bool | int | float) and isinstance(right, bool | int | float):
            return checked(numbers(left, right))
        return _of_lists(op, left, right, budget)

    return apply


def in_place(op: ast.operator, budget: Budget) -> Binary:
    """The function of ``op=``: an array keeps its place and its type, as in NumPy."""
    if isinstance(op, ast.MatMult):
        return lambda left, right: matmul(left, right, budget)
    function, otherwise = _IN_PLACE[type(op)], binary(op, budget)

    def apply(left: Value, right: Value) -> Value:
        if isinstance(left, np.ndarray):
            right = _operand(right, budget)
            together = broadcast(left.shape, shape_of(right))
            if together != left.shape:
                raise fault(
                    f"形 {shape_text(left.shape)} の配列に、"
                    f"形 {shape_text(together)} の結果は書き込めません。",
                    f"A result of shape {shape_text(together)} cannot be written into an array "
                    f"of shape {shape_text(left.shape)}.",
                )
            budget.charge(left.size)
            return function(left, right)
        return otherwise(left, right)

    return apply


def comparison(op: ast.cmpop, budget: Budget) -> Binary:
    """The function of a comparison."""
    if isinstance(op, ast.Is):
        return lambda left, right: left is right
    if isinstance(op, ast.IsNot):
        return lambda left, right: left is not right
    function = _COMPARE[type(op)]

    def apply(left: Value, right: Value) -> Value:
        if is_array(left) or is_array(right):
            if left is None or right is None:
                return isinstance(op, ast.NotEq)
            left, right = _operand(left, budget), _operand(right, budget)
            budget.charge(product(broadcast(shape_of(left), shape_of(right))))
        elif isinstance(left, tuple | list):
            if not is_flat(left):
                raise fault(
                    "入れ子のリストは比べられません。np.array で配列にしてください。",
                    "Nested lists cannot be compared: make them arrays with np.array.",
                )
            budget.spend(len(left))
        return function(left, right)

    return apply


def unary(op: ast.unaryop, budget: Budget) -> Callable[[Value], Value]:
    """The function of a sign, ``~`` or ``not``."""
    if isinstance(op, ast.Not):
        return operator.not_
    function = _SIGNS[type(op)]

    def apply(value: Value) -> Value:
        if type(value) is np.ndarray:
            budget.charge(value.size)
        elif isinstance(value, tuple | list) or value is None:
            raise fault(
                "リストには符号を付けられません。np.array で配列にしてください。",
                "A list has no sign: make it an array with np.array.",
            )
        return function(value)

    return apply


def matmul(left: Value, right: Value, budget: Budget) -> Value:
    """``left @ right``."""
    one, other = as_array(left, budget), as_array(right, budget)
    if not one.ndim or not other.ndim:
        raise fault(
            "@ は配列どうしの積です。数を掛けるときは * を使ってください。",
            "@ multiplies arrays; use * for a number.",
        )
    inner = other.shape[-2] if other.ndim > 1 else other.shape[0]
    if one.shape[-1] != inner:
        raise _no_product(one, other)
    batch = broadcast(one.shape[:-2], other.shape[:-2])
    rows = one.shape[-2:-1]
    columns = other.shape[-1:] if other.ndim > 1 else ()
    _pay(product((*batch, *rows, *columns)), inner, budget)
    return one @ other


def dot(left: Value, right: Value, budget: Budget) -> Value:
    """``np.dot(left, right)``."""
    one, other = as_array(left, budget), as_array(right, budget)
    if not one.ndim or not other.ndim:
        budget.charge(one.size * other.size)
        return np.dot(one, other)
    inner = other.shape[-2] if other.ndim > 1 else other.shape[0]
    if one.shape[-1] != inner:
        raise _no_product(one, other)
    columns = (*other.shape[:-2], *other.shape[-1:]) if other.ndim > 1 else ()
    _pay(product((*one.shape[:-1], *columns)), inner, budget)
    return np.dot(one, other)


def _pay(elements: int, inner: int, budget: Budget) -> None:
    budget.charge(elements)
    budget.spend(elements * inner // 4)


def _no_product(left: Any, right: Any) -> Exception:
    one, other = shape_text(left.shape), shape_text(right.shape)
    inner = right.shape[-2] if right.ndim > 1 else right.shape[0]
    return fault(
        f"行列の積の形が合いません: {one} と {other}（{left.shape[-1]} ≠ {inner}）。",
        f"The matrix product does not fit: {one} and {other} ({left.shape[-1]} ≠ {inner}).",
    )


def _operand(value: Value, budget: Budget) -> Value:
    if isinstance(value, np.ndarray | np.generic | float | int):
        return value
    return as_array(value, budget)


def _power(left: Any, right: Any) -> Any:
    """A power of two numbers; a whole number that would be endless is refused beforehand."""
    if isinstance(left, int) and isinstance(right, int) and right >= 0:
        if right > _LONGEST_POWER and abs(left) > 1:
            raise fault("数が大きすぎます。", "The number is too large.")
        return left**right
    found = left**right
    return float("nan") if isinstance(found, complex) else found


def _of_lists(op: ast.operator, left: Value, right: Value, budget: Budget) -> Value:
    """Lists and tuples: joined by ``+``, repeated by ``*``, nothing else."""
    kinds = (tuple, list)
    if isinstance(op, ast.Add) and isinstance(left, kinds) and type(left) is type(right):
        budget.charge(len(left) + len(right))
        both: Any = left
        return both + right
    if isinstance(op, ast.Mult):
        if isinstance(right, kinds):
            left, right = right, left
        if isinstance(left, kinds) and type(right) is int:
            budget.charge(len(left) * max(0, right))
            return left * right
    if isinstance(left, kinds) or isinstance(right, kinds):
        raise fault(
            "リストのままでは計算できません。np.array で配列にしてください。",
            "Lists cannot be calculated with: make them arrays with np.array.",
        )
    raise fault(
        "この組み合わせでは計算できません（値の種類が合いません）。",
        "These values cannot be calculated together (they are of different kinds).",
    )
