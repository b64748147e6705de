"""Attributes and methods of values: a closed table, never a look-up by the learner's word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from quizapp.checking.code import functions, lists
from quizapp.checking.code.budget import Budget, fault
from quizapp.checking.code.entries import Entry, call, dtype_of
from quizapp.checking.code.randomness import Draws
from quizapp.checking.code.values import Value, plain


def _words(named: str) -> frozenset[str]:
    return frozenset(named.split())


_ATTRIBUTES: Final[dict[str, Callable[[Any], Value]]] = {
    "T": lambda array: array.T,
    "shape": lambda array: array.shape,
    "ndim": lambda array: array.ndim,
    "size": lambda array: int(array.size),
    "dtype": lambda array: array.dtype,
}
_SAME: Final = _words(
    """all any argmax argmin argsort clip copy cumprod cumsum dot max mean min nonzero prod ravel
    repeat round squeeze std sum swapaxes take trace var"""
)
"""Methods that do what the function of the same name does."""


def attribute(value: Value, name: str) -> Value:
    """``value.name``."""
    if isinstance(value, np.ndarray | np.generic):
        return _ATTRIBUTES[name](value)
    raise _has_none(value, name)


def method(
    value: Value, name: str, budget: Budget, args: list[Value], named: dict[str, Any]
) -> Value:
    """``value.name(…)``."""
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        if name in _SAME:
            entry = functions.FUNCTIONS[name]
            return call(name, entry, budget, [array, *args], named)
        if name in _OWN:
            return call(name, _OWN[name], budget, [array, *args], named)
    elif isinstance(value, Draws):
        return value.call(name, budget, args, named)
    elif isinstance(value, list) and name in lists.METHODS:
        return lists.method(value, name, budget, args, named)
    raise _has_none(value, name)


def _has_none(value: Value, name: str) -> Exception:
    kind_ja, kind_en = (
        ("リスト", "a list")
        if isinstance(value, list | tuple)
        else ("数", "a number")
        if isinstance(value, int | float)
        else ("この値", "this value")
    )
    return fault(
        f"{kind_ja}に .{name} はありません。np.array で配列にすると使えます。",
        f"There is no .{name} on {kind_en}; an array has it (np.array).",
    )


def _astype(budget: Budget, array: Any, dtype: Value) -> Value:
    budget.charge(array.size)
    return array.astype(dtype_of(dtype))


def _fill(budget: Budget, array: Any, value: Value) -> None:
    budget.charge(array.size)
    array.fill(plain(value, budget))


def _flatten(budget: Budget, array: Any) -> Value:
    budget.charge(array.size)
    return array.flatten()


def _item(budget: Budget, array: Any) -> Value:
    budget.charge(1)
    return array.item()


def _tolist(budget: Budget, array: Any) -> Value:
    budget.charge(array.size)
    return array.tolist()


def _reshape(budget: Budget, array: Any, *shape: Value) -> Value:
    wanted = shape[0] if len(shape) == 1 else shape
    return functions.FUNCTIONS["reshape"].run(budget, array, wanted)


def _transpose(budget: Budget, array: Any, *axes: Value) -> Value:
    budget.charge(1)
    wanted = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes
    return array.transpose(wanted or None)


def _sort(budget: Budget, array: Any, axis: Value = -1) -> None:
    budget.charge(array.size)
    budget.spend(8 * array.size)
    array.sort(axis=axis)


_OWN: Final[dict[str, Entry]] = {
    "astype": Entry(_astype, 2, 2),
    "fill": Entry(_fill, 2, 2),
    "flatten": Entry(_flatten, 1, 1),
    "item": Entry(_item, 1, 1),
    "reshape": Entry(_reshape, 2, 9),
    "transpose": Entry(_transpose, 1, 9),
    "sort": Entry(_sort, 1, 2, frozenset({"axis"})),
    "tolist": Entry(_tolist, 1, 1),
}
METHODS: Final = _SAME | set(_OWN) | set(lists.METHODS)
"""Every method there is but those of a random generator."""
