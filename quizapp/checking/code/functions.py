"""The functions of ``np``: NumPy's own, each with its price; a closed table."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from quizapp.checking.code import operators, shaping, vocabulary
from quizapp.checking.code.budget import Budget, fault
from quizapp.checking.code.entries import (
    Call,
    Entry,
    axis_of,
    cast,
    dtype_of,
    elementwise,
    filled,
    fixed,
    in_order,
    joined,
    like,
    over_all,
    same_size,
    words,
)
from quizapp.checking.code.values import (
    Value,
    as_array,
    broadcast,
    not_numbers,
    plain,
    product,
    shape_of,
    sizes,
)

_ONE_PLACE: Final = words(
    """abs absolute arctan cbrt ceil cos cosh degrees exp exp2 expm1 fabs floor isfinite isinf
    isnan log log10 log1p log2 logical_not negative positive radians reciprocal rint sign sin sinh
    sqrt square tan tanh trunc"""
)


def _clip(budget: Budget, a: Value, *bounds: Value, **named: Value) -> Value:
    low = bounds[0] if bounds else named.get("a_min", named.get("min"))
    high = bounds[1] if len(bounds) > 1 else named.get("a_max", named.get("max"))
    shape = shape_of(plain(a, budget))
    for bound in (low, high):
        if bound is not None:
            shape = broadcast(shape, shape_of(plain(bound, budget)))
    budget.charge(product(shape))
    return np.clip(plain(a, budget), low, high)


def _where(budget: Budget, condition: Value, *both: Value) -> Value:
    if len(both) == 1:
        raise fault(
            "np.where は、条件と 2 つの値で使います。", "np.where takes a condition and two values."
        )
    test = as_array(condition, budget)
    if not both:
        budget.charge(test.size * max(1, test.ndim))
        return np.nonzero(test)
    ready = [plain(one, budget) for one in both]
    shape = broadcast(broadcast(test.shape, shape_of(ready[0])), shape_of(ready[1]))
    budget.charge(product(shape))
    return np.where(test, *ready)


def _full(budget: Budget, shape: Value, value: Value, dtype: Value = None) -> Value:
    made = sizes(shape)
    budget.charge(product(made))
    return np.full(made, plain(value, budget), None if dtype is None else dtype_of(dtype))


def _full_like(budget: Budget, a: Value, value: Value, dtype: Value = None) -> Value:
    array = as_array(a, budget)
    budget.charge(array.size)
    return np.full_like(
        array, plain(value, budget), dtype=None if dtype is None else dtype_of(dtype)
    )


def _eye(budget: Budget, n: Value, m: Value = None, k: Value = 0) -> Value:
    rows = sizes(n)[0]
    columns = rows if m is None else sizes(m)[0]
    budget.charge(rows * columns)
    return np.eye(rows, columns, int(k))


def _arange(budget: Budget, *bounds: Value, dtype: Value = None) -> Value:
    low, high, step = (0, bounds[0], 1) if len(bounds) == 1 else (*bounds, 1)[:3]
    for bound in (low, high, step):
        if not isinstance(bound, int | float | np.generic):
            raise not_numbers()
    if not step:
        raise fault("刻みが 0 です。", "The step is 0.")
    count = (float(high) - float(low)) / float(step)
    budget.charge(math.ceil(count) if 0 < count < 1e15 else 0 if count <= 0 else 10**15)
    make: Call = np.arange
    return make(low, high, step, None if dtype is None else dtype_of(dtype))


def _linspace(
    budget: Budget, start: Value, stop: Value, num: Value = 50, endpoint: Value = True
) -> Value:
    count = sizes(num)[0]
    budget.charge(count)
    return np.linspace(float(start), float(stop), count, bool(endpoint))


def _array(budget: Budget, value: Value, dtype: Value = None) -> Value:
    array = as_array(value, budget)
    budget.charge(array.size)
    return np.array(array, dtype=None if dtype is None else dtype_of(dtype))


def _asarray(budget: Budget, value: Value, dtype: Value = None) -> Value:
    array = as_array(value, budget)
    if dtype is None:
        return array
    budget.charge(array.size)
    return array.astype(dtype_of(dtype))


def _copy(budget: Budget, a: Value) -> Value:
    array = as_array(a, budget)
    budget.charge(array.size)
    return array.copy()


def _norm(budget: Budget, a: Value, order: Value = None, **named: Value) -> Value:
    array = as_array(a, budget)
    budget.charge(array.size)
    order = named.pop("ord", order)
    axis = axis_of(named.get("axis"))
    if order is not None and (isinstance(axis, tuple) or (axis is None and array.ndim > 1)):
        # These would be singular values, which take far longer than anything else here.
        raise fault(
            "行列のノルムは、ord なし（全要素の 2 乗和の平方根）だけが使えます。",
            "For a matrix, only the norm without ord can be used.",
        )
    return np.linalg.norm(array, order, axis, bool(named.get("keepdims", False)))


def _matmul(budget: Budget, a: Value, b: Value) -> Value:
    return operators.matmul(a, b, budget)


def _dot(budget: Budget, a: Value, b: Value) -> Value:
    return operators.dot(a, b, budget)


_SPECIAL: Final[dict[str, Entry]] = {
    "clip": Entry(_clip, 1, 3, words("a_min a_max min max")),
    "where": Entry(_where, 1, 3),
    "all": over_all(np.all),
    "any": over_all(np.any),
    "amax": over_all(np.amax),
    "amin": over_all(np.amin),
    "max": over_all(np.max),
    "min": over_all(np.min),
    "argmax": over_all(np.argmax),
    "argmin": over_all(np.argmin),
    "average": over_all(np.average),
    "count_nonzero": over_all(np.count_nonzero),
    "mean": over_all(np.mean, "axis keepdims dtype"),
    "median": over_all(np.median, heavy=8),
    "nanmax": over_all(np.nanmax),
    "nanmean": over_all(np.nanmean),
    "nanmin": over_all(np.nanmin),
    "nansum": over_all(np.nansum),
    "prod": over_all(np.prod, "axis keepdims dtype"),
    "std": over_all(np.std, "axis keepdims ddof", heavy=2),
    "sum": over_all(np.sum, "axis keepdims dtype"),
    "var": over_all(np.var, "axis keepdims ddof", heavy=2),
    "arange": Entry(_arange, 1, 3, words("dtype")),
    "array": Entry(_array, 1, 2, words("dtype")),
    "asarray": Entry(_asarray, 1, 2, words("dtype")),
    "copy": Entry(_copy, 1, 1),
    "eye": Entry(_eye, 1, 3, words("k")),
    "identity": Entry(_eye, 1, 1),
    "full": Entry(_full, 2, 3, words("dtype")),
    "full_like": Entry(_full_like, 2, 3, words("dtype")),
    "linspace": Entry(_linspace, 2, 4, words("num endpoint")),
    "ones": filled(np.ones),
    "zeros": filled(np.zeros),
    "empty": filled(np.zeros),
    "ones_like": like(np.ones_like),
    "zeros_like": like(np.zeros_like),
    "empty_like": like(np.zeros_like),
    "diag": Entry(shaping.diag, 1, 2, words("k")),
    "tril": same_size(np.tril, keywords="k"),
    "triu": same_size(np.triu, keywords="k"),
    "argsort": in_order(np.argsort),
    "sort": in_order(np.sort),
    "atleast_1d": same_size(np.atleast_1d, 1),
    "atleast_2d": same_size(np.atleast_2d, 1),
    "concatenate": joined(np.concatenate),
    "stack": joined(np.stack),
    "hstack": joined(np.hstack, ""),
    "vstack": joined(np.vstack, ""),
    "column_stack": joined(np.column_stack, ""),
    "cumprod": over_all(np.cumprod, "axis"),
    "cumsum": over_all(np.cumsum, "axis"),
    "diff": same_size(np.diff, 1, "axis"),
    "dot": Entry(_dot, 2, 2),
    "matmul": Entry(_matmul, 2, 2),
    "inner": Entry(shaping.inner, 2, 2),
    "outer": Entry(shaping.outer, 2, 2),
    "vdot": fixed(np.vdot, 2),
    "cross": fixed(np.cross, 2),
    "expand_dims": same_size(np.expand_dims, 2, "axis"),
    "flip": same_size(np.flip, 2, "axis"),
    "fliplr": same_size(np.fliplr, 1),
    "flipud": same_size(np.flipud, 1),
    "moveaxis": same_size(np.moveaxis, 3),
    "swapaxes": same_size(np.swapaxes, 3),
    "squeeze": same_size(np.squeeze, 2, "axis"),
    "transpose": same_size(np.transpose, 2),
    "ravel": same_size(np.ravel, 1),
    "reshape": Entry(shaping.reshape, 2, 2),
    "roll": same_size(np.roll, 3, "axis"),
    "round": same_size(np.round, 2, "decimals"),
    "around": same_size(np.round, 2, "decimals"),
    "ndim": same_size(np.ndim, 1),
    "shape": same_size(np.shape, 1),
    "size": same_size(np.size, 2),
    "nonzero": same_size(np.nonzero, 1),
    "unique": same_size(np.unique, 1),
    "trace": same_size(np.trace, 1),
    "pad": Entry(shaping.pad, 2, 2),
    "repeat": Entry(shaping.repeat, 2, 3, words("axis")),
    "tile": Entry(shaping.tile, 2, 2),
    "split": Entry(shaping.split, 2, 3, words("axis")),
    "convolve": Entry(shaping.convolve, 2, 2),
    "bincount": Entry(shaping.bincount, 1, 1, words("minlength")),
    "take": Entry(shaping.take, 2, 3, words("axis")),
    "take_along_axis": fixed(np.take_along_axis, 2),
    "isclose": fixed(np.isclose, 2),
    "allclose": fixed(np.allclose, 2),
    "array_equal": Entry(shaping.array_equal, 2, 2),
    "searchsorted": Entry(shaping.searchsorted, 2, 2),
    "append": Entry(shaping.append, 2, 3, words("axis")),
    "meshgrid": Entry(shaping.meshgrid, 1, 4),
    "nan_to_num": Entry(shaping.nan_to_num, 1, 1, words("nan posinf neginf")),
    "argwhere": Entry(shaping.argwhere, 1, 1),
    "array_split": Entry(shaping.array_split, 2, 3, words("axis")),
    "broadcast_to": Entry(shaping.broadcast_to, 2, 2, words("shape")),
    "dstack": joined(np.dstack, ""),
    "flatnonzero": same_size(np.flatnonzero, 1),
    "kron": Entry(shaping.kron, 2, 2),
    "ndindex": Entry(shaping.ndindex, 1, 6),
    "rot90": same_size(np.rot90, 2, "k"),
    "unravel_index": Entry(shaping.unravel_index, 2, 2, words("shape")),
}

FUNCTIONS: Final[dict[str, Entry]] = {
    **{
        name: elementwise(getattr(np, name), 1 if name in _ONE_PLACE else 2)
        for name in sorted(vocabulary.ELEMENTWISE - {"clip", "where", "nan_to_num"})
    },
    **_SPECIAL,
    **{name: cast(name) for name in vocabulary.DTYPES},
}
"""Functions of ``np`` by name."""
LINALG: Final[dict[str, Entry]] = {"norm": Entry(_norm, 1, 2, words("ord axis keepdims"))}
CONSTANTS: Final[dict[str, Value]] = {
    "pi": math.pi,
    "e": math.e,
    "inf": math.inf,
    "nan": math.nan,
    "newaxis": None,
}
