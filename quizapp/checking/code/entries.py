"""What a function of ``np`` is here: what runs, what it costs, and which arguments it takes.

An entry pays for what a call would make before it is made. Nothing takes ``out``, ``where`` or an
object; arguments are numbers, arrays, shapes, axes and types. Functions that behave alike in this
are built by the makers below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from quizapp.checking.code.budget import Budget, fault
from quizapp.checking.code.values import (
    Shape,
    Value,
    as_array,
    broadcast,
    checked,
    leaves,
    plain,
    product,
    shape_of,
    sizes,
    whole,
)

Call = Callable[..., Value]
DTYPES: Final[dict[str, Any]] = {
    "float": np.dtype(float),
    "int": np.dtype(np.int64),
    "bool": np.dtype(bool),
    "float64": np.dtype(np.float64),
    "float32": np.dtype(np.float32),
    "int64": np.dtype(np.int64),
    "int32": np.dtype(np.int32),
    "bool_": np.dtype(bool),
}
"""The types a ``dtype`` may name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One function: what runs, how many plain arguments it takes, which by name."""

    run: Callable[..., Value]
    """Called with the budget, then the arguments."""
    least: int
    most: int
    keywords: frozenset[str] = frozenset()


def call(
    name: str, entry: Entry, budget: Budget, args: list[Value], named: dict[str, Any]
) -> Value:
    """The value of a call, its arguments counted. Raises ``CodeError`` and NumPy's own errors."""
    strange = next((one for one in named if one not in entry.keywords), None)
    if strange is not None:
        raise fault(
            f"{name} の引数 {strange} はここでは使えません。",
            f"{name} takes no argument {strange} here.",
        )
    if not entry.least <= len(args) <= entry.most and not named:
        wanted = str(entry.least) if entry.least == entry.most else f"{entry.least}–{entry.most}"
        raise fault(
            f"{name} の引数は {wanted} 個です（{len(args)} 個あります）。",
            f"{name} takes {wanted} arguments; {len(args)} are given.",
        )
    if len(args) > entry.most:
        raise fault(f"{name} の引数が多すぎます。", f"{name} has too many arguments.")
    for value in (*args, *named.values()):
        if isinstance(value, tuple | list):
            # Whatever NumPy makes of a list, in any argument, it makes of a list this small.
            budget.charge(leaves(value))
        elif isinstance(value, range):
            budget.charge(len(value))
    return checked(entry.run(budget, *args, **named))


def words(named: str) -> frozenset[str]:
    """A set of words written in a row."""
    return frozenset(named.split())


def elementwise(function: Call, count: int) -> Entry:
    """An entry of ``count`` arguments that works element by element."""

    def run(budget: Budget, *args: Value) -> Value:
        if len(args) == 1:
            only = plain(args[0], budget)
            budget.charge(only.size if isinstance(only, np.ndarray) else 1)
            return function(only)
        ready = [plain(arg, budget) for arg in args]
        shape: Shape = ()
        for one in ready:
            shape = broadcast(shape, shape_of(one))
        budget.charge(product(shape))
        return function(*ready)

    return Entry(run, count, count)


def over_all(function: Call, keywords: str = "axis keepdims", *, heavy: int = 1) -> Entry:
    """A function of one array along an axis; its temporaries are no larger than the array."""

    def run(budget: Budget, a: Value, *axis: Value, **named: Value) -> Value:
        array = as_array(a, budget)
        budget.charge(array.size)
        budget.spend(heavy * array.size)
        if "dtype" in named:
            named["dtype"] = dtype_of(named["dtype"])
        return function(array, *(axis_of(one) for one in axis), **named)

    return Entry(run, 1, 2, words(keywords))


def axis_of(value: Value) -> Value:
    """``value`` as an axis. Raises ``CodeError`` when it is none."""
    if value is None or isinstance(value, tuple):
        return value
    return whole(value, "軸は整数で指定します。", "An axis is a whole number.")


def dtype_of(value: Value) -> Any:
    """The type that ``value`` names. Raises ``CodeError`` when it names none."""
    if isinstance(value, np.dtype):
        return value
    raise fault(
        "型には float、int、bool などを指定します。", "A dtype is float, int, bool or the like."
    )


def filled(function: Call) -> Entry:
    """An entry that makes an array of a given shape."""

    def run(budget: Budget, shape: Value, dtype: Value = None) -> Value:
        made = sizes(shape)
        budget.charge(product(made))
        return function(made, dtype=None if dtype is None else dtype_of(dtype))

    return Entry(run, 1, 2, frozenset({"shape", "dtype"}))


def like(function: Call) -> Entry:
    """An entry that makes an array of the shape of another."""

    def run(budget: Budget, a: Value, dtype: Value = None) -> Value:
        array = as_array(a, budget)
        budget.charge(array.size)
        return function(array, dtype=None if dtype is None else dtype_of(dtype))

    return Entry(run, 1, 2, frozenset({"dtype"}))


def same_size(function: Call, most: int = 2, keywords: str = "") -> Entry:
    """A function whose result is no larger than its array."""

    def run(budget: Budget, a: Value, *rest: Value, **named: Value) -> Value:
        array = as_array(a, budget)
        budget.charge(array.size)
        return function(array, *rest, **named)

    return Entry(run, 1, most, words(keywords))


def in_order(function: Call) -> Entry:
    """An entry that sorts."""

    def run(budget: Budget, a: Value, axis: Value = -1) -> Value:
        array = as_array(a, budget)
        budget.charge(array.size)
        budget.spend(8 * array.size)
        return function(array, axis=axis_of(axis))

    return Entry(run, 1, 2, frozenset({"axis"}))


def joined(function: Call, keywords: str = "axis") -> Entry:
    """A function that joins the arrays of a list."""

    def run(budget: Budget, arrays: Value, *rest: Value, **named: Value) -> Value:
        if isinstance(arrays, np.ndarray):
            arrays = list(arrays) if arrays.ndim else [arrays]
        if not isinstance(arrays, tuple | list):
            raise fault(
                "つなぐ配列を [ … ] に入れてください。", "Put the arrays to be joined into [ … ]."
            )
        ready = [as_array(one, budget) for one in arrays]
        budget.charge(sum(one.size for one in ready))
        return function(ready, *(axis_of(one) for one in rest), **named)

    return Entry(run, 1, 2 if keywords else 1, words(keywords))


def fixed(function: Call, count: int) -> Entry:
    """A function of so many arrays whose result is no larger than all of them broadcast."""

    def run(budget: Budget, *arrays: Value, **named: Value) -> Value:
        ready = [as_array(one, budget) for one in arrays]
        shape: Shape = ()
        for one in ready:
            shape = broadcast(shape, one.shape)
        budget.charge(product(shape) + sum(one.size for one in ready))
        return function(*ready, **named)

    return Entry(run, count, count, frozenset({"rtol", "atol", "axis"}))


def cast(name: str) -> Entry:
    """An entry that converts to a type."""
    dtype = DTYPES[name]

    def run(budget: Budget, value: Value) -> Value:
        array = as_array(value, budget)
        budget.charge(array.size)
        return array.astype(dtype) if array.ndim else dtype.type(array[()])

    return Entry(run, 1, 1)
