"""Functions of Python's own (``len``, ``range``, ``max`` …) over the values of a run."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from quizapp.checking.code import functions
from quizapp.checking.code.budget import Budget, fault
from quizapp.checking.code.entries import call
from quizapp.checking.code.operators import binary
from quizapp.checking.code.values import Value, as_array, checked, is_array, is_flat, whole


def items(value: Value, budget: Budget) -> Any:
    """What a ``for`` or a function of several values goes through, its length paid for."""
    if isinstance(value, range | tuple | list):
        budget.spend(len(value))
        return value
    if isinstance(value, np.ndarray) and value.ndim:
        budget.spend(len(value))
        return value
    raise fault(
        "これは 1 つの値で、順に取り出せません。",
        "This is a single value and cannot be gone through.",
    )


def _several(budget: Budget, args: tuple[Value, ...]) -> list[Value]:
    values = list(items(args[0], budget) if len(args) == 1 else args)
    if not values:
        raise fault("空の並びは計算できません。", "There is nothing to take it of.")
    if not is_flat(values):
        raise fault(
            "リストの大小は比べられません。np.array で配列にしてください。",
            "Lists have no order: make them arrays with np.array.",
        )
    return values


def _largest(choose: Callable[..., Value]) -> Callable[..., Value]:
    def run(budget: Budget, *args: Value) -> Value:
        if not args:
            raise fault("引数がありません。", "There are no arguments.")
        return choose(_several(budget, args))

    return run


def _sum(budget: Budget, values: Value, start: Value = 0) -> Value:
    add = binary(ast.Add(), budget)
    total = start
    for one in items(values, budget):
        total = add(total, one)
    return total


def _abs(budget: Budget, value: Value) -> Value:
    if isinstance(value, int | float):
        return checked(abs(value))
    return call("abs", functions.FUNCTIONS["abs"], budget, [value], {})


def _round(budget: Budget, value: Value, ndigits: Value = None) -> Value:
    digits = ndigits
    if digits is not None:
        digits = whole(digits, "桁数は整数です。", "The number of digits is a whole number.")
        if not -300 <= digits <= 300:
            raise fault("桁数が大きすぎます。", "There are too many digits.")
    if isinstance(value, int | float):
        return checked(round(value, digits) if digits is not None else round(value))
    array = as_array(value, budget)
    budget.charge(array.size)
    if digits is None and not array.ndim:
        return checked(int(np.round(array)))
    return np.round(array, digits or 0)


def _int(budget: Budget, value: Value) -> Value:
    return checked(int(_single(value)))


def _float(budget: Budget, value: Value) -> Value:
    return float(_single(value))


def _single(value: Value) -> Value:
    if is_array(value) and np.size(value) == 1:
        return value.item()
    if isinstance(value, int | float):
        return value
    raise fault(
        "要素がいくつもある値は、1 つの数にできません。", "Several values are not one number."
    )


def _length(budget: Budget, value: Value) -> Value:
    if isinstance(value, tuple | list | range) or (isinstance(value, np.ndarray) and value.ndim):
        return len(value)
    raise fault("数に長さはありません。", "A single number has no length.")


def _range(budget: Budget, *bounds: Value) -> Value:
    ja, en = "range の引数は整数です。", "range takes whole numbers."
    return range(*(whole(bound, ja, en) for bound in bounds))


def _listed(kind: Callable[[Any], Value]) -> Callable[..., Value]:
    def run(budget: Budget, value: Value) -> Value:
        found = items(value, budget)
        budget.charge(len(found))
        return kind(found)

    return run


def _all(budget: Budget, values: Value) -> Value:
    return all(items(values, budget))


def _any(budget: Budget, values: Value) -> Value:
    return any(items(values, budget))


def _sorted(budget: Budget, values: Value, reverse: Value = False) -> Value:
    found = _several(budget, (values,)) if len(items(values, budget)) else []
    budget.charge(len(found))
    budget.spend(8 * len(found))
    return sorted(found, reverse=bool(reverse))


def _reversed(budget: Budget, values: Value) -> Value:
    found = list(items(values, budget))
    budget.charge(len(found))
    return found[::-1]


def _zip(budget: Budget, *values: Value) -> Value:
    ready = [items(value, budget) for value in values]
    budget.charge(sum(len(one) for one in ready))
    return list(zip(*ready, strict=False))


def _enumerate(budget: Budget, values: Value, start: Value = 0) -> Value:
    found = items(values, budget)
    budget.charge(2 * len(found))
    first = whole(start, "始まりは整数です。", "The start is a whole number.")
    return list(enumerate(found, first))


def _pow(budget: Budget, base: Value, power: Value) -> Value:
    return binary(ast.Pow(), budget)(base, power)


BUILTINS: Final[dict[str, Callable[..., Value]]] = {
    "abs": _abs,
    "all": _all,
    "any": _any,
    "bool": lambda budget, value: bool(value),
    "enumerate": _enumerate,
    "float": _float,
    "int": _int,
    "len": _length,
    "list": _listed(list),
    "max": _largest(max),
    "min": _largest(min),
    "pow": _pow,
    "range": _range,
    "reversed": _reversed,
    "round": _round,
    "sorted": _sorted,
    "sum": _sum,
    "tuple": _listed(tuple),
    "zip": _zip,
}
NAMED: Final = {"enumerate": "start", "round": "ndigits", "sorted": "reverse", "sum": "start"}
"""The argument of each that may be given by name."""
