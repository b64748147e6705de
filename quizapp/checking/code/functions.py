"""The functions of ``np``: NumPy's own, each with its price; a closed table."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from quizapp.checking.code import operators, vocabulary
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
    whole,
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


def _diag(budget: Budget, a: Value, k: Value = 0) -> Value:
    array = as_array(a, budget)
    shift = whole(k, "k は整数です。", "k is a whole number.")
    size = array.size + abs(shift)
    budget.charge(size * size if array.ndim == 1 else array.size)
    return np.diag(array, shift)


def _reshape(budget: Budget, a: Value, *shape: Value) -> Value:
    array = as_array(a, budget)
    wanted = shape[0] if len(shape) == 1 else shape
    parts = wanted if isinstance(wanted, tuple | list) else (wanted,)
    budget.charge(array.size)
    return array.reshape(
        tuple(
            whole(one, "形は整数で書いてください。", "A shape is whole numbers.") for one in parts
        )
    )


def _repeat(budget: Budget, a: Value, repeats: Value, axis: Value = None) -> Value:
    array, times = as_array(a, budget), as_array(repeats, budget)
    if times.dtype.kind not in "iub":
        raise fault("繰り返しの回数は整数です。", "Repeats are whole numbers.")
    budget.charge(array.size * max(0, int(times.max()) if times.size else 0))
    return np.repeat(array, times, axis_of(axis))


def _tile(budget: Budget, a: Value, reps: Value) -> Value:
    array, times = as_array(a, budget), sizes(reps)
    budget.charge(array.size * product(times))
    return np.tile(array, times)


def _pad(budget: Budget, a: Value, width: Value) -> Value:
    array, widths = as_array(a, budget), as_array(width, budget)
    if widths.dtype.kind not in "iu" or (widths.size and int(widths.min()) < 0):
        raise fault("パディングの幅は 0 以上の整数です。", "Padding is 0 or more.")
    most = int(widths.max()) if widths.size else 0
    budget.charge(product([size + 2 * most for size in array.shape]))
    return np.pad(array, width)


def _outer(budget: Budget, a: Value, b: Value) -> Value:
    one, other = as_array(a, budget), as_array(b, budget)
    budget.charge(one.size * other.size)
    return np.outer(one, other)


def _convolve(budget: Budget, a: Value, b: Value) -> Value:
    one, other = as_array(a, budget), as_array(b, budget)
    budget.charge(one.size + other.size)
    budget.spend(one.size * other.size)
    return np.convolve(one, other)


def _bincount(budget: Budget, a: Value, minlength: Value = 0) -> Value:
    array, least = as_array(a, budget), sizes(minlength)[0]
    budget.charge(max(least, int(array.max()) + 1 if array.size else 0, 0))
    return np.bincount(array, minlength=least)


def _take(budget: Budget, a: Value, indices: Value, axis: Value = None) -> Value:
    array, places = as_array(a, budget), as_array(indices, budget)
    rest = 1 if axis is None else array.size // max(1, array.shape[axis_of(axis)])
    budget.charge(places.size * rest)
    return np.take(array, places, axis_of(axis))


def _array_equal(budget: Budget, a: Value, b: Value) -> Value:
    one, other = as_array(a, budget), as_array(b, budget)
    budget.charge(one.size + other.size)
    return np.array_equal(one, other)


def _searchsorted(budget: Budget, a: Value, v: Value) -> Value:
    array, values = as_array(a, budget), as_array(v, budget)
    budget.charge(values.size)
    return np.searchsorted(array, values)


def _inner(budget: Budget, a: Value, b: Value) -> Value:
    one, other = as_array(a, budget), as_array(b, budget)
    budget.charge(one.size * max(1, other.size))
    return np.inner(one, other)


def _append(budget: Budget, a: Value, values: Value, axis: Value = None) -> Value:
    one, other = as_array(a, budget), as_array(values, budget)
    budget.charge(one.size + other.size)
    return np.append(one, other, axis_of(axis))


def _meshgrid(budget: Budget, *arrays: Value) -> Value:
    ready = [as_array(one, budget) for one in arrays]
    budget.charge(product([one.size for one in ready]) * len(ready))
    return list(np.meshgrid(*ready))


def _split(budget: Budget, a: Value, parts: Value, axis: Value = 0) -> Value:
    array = as_array(a, budget)
    if not isinstance(parts, tuple | list | np.ndarray):
        parts = sizes(parts)[0]
        budget.charge(parts)
    return list(np.split(array, parts, axis_of(axis)))


def _nan_to_num(budget: Budget, a: Value, **named: Value) -> Value:
    value = plain(a, budget)
    budget.charge(np.size(value))
    return np.nan_to_num(value, **{name: float(one) for name, one in named.items()})


def _broadcast_to(budget: Budget, a: Value, shape: Value) -> Value:
    array, wanted = as_array(a, budget), sizes(shape)
    budget.charge(product(wanted))
    # A copy: what looks large here must be paid for like everything that is.
    return np.broadcast_to(array, wanted).copy()


def _kron(budget: Budget, a: Value, b: Value) -> Value:
    one, other = as_array(a, budget), as_array(b, budget)
    budget.charge(one.size * other.size)
    return np.kron(one, other)


def _ndindex(budget: Budget, *shape: Value) -> Value:
    wanted = sizes(shape[0] if len(shape) == 1 else shape)
    budget.charge(product(wanted) * max(1, len(wanted)))
    return list(np.ndindex(*wanted))


def _unravel_index(budget: Budget, index: Value, shape: Value) -> Value:
    places, wanted = as_array(index, budget), sizes(shape)
    budget.charge(places.size * max(1, len(wanted)))
    return tuple(np.unravel_index(places, wanted))


def _argwhere(budget: Budget, a: Value) -> Value:
    array = as_array(a, budget)
    budget.charge(array.size * max(1, array.ndim))
    return np.argwhere(array)


def _array_split(budget: Budget, a: Value, parts: Value, axis: Value = 0) -> Value:
    array, count = as_array(a, budget), sizes(parts)[0]
    budget.charge(count)
    return list(np.array_split(array, count, axis_of(axis)))


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
    "diag": Entry(_diag, 1, 2, words("k")),
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
    "inner": Entry(_inner, 2, 2),
    "outer": Entry(_outer, 2, 2),
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
    "reshape": Entry(_reshape, 2, 2),
    "roll": same_size(np.roll, 3, "axis"),
    "round": same_size(np.round, 2, "decimals"),
    "around": same_size(np.round, 2, "decimals"),
    "ndim": same_size(np.ndim, 1),
    "shape": same_size(np.shape, 1),
    "size": same_size(np.size, 2),
    "nonzero": same_size(np.nonzero, 1),
    "unique": same_size(np.unique, 1),
    "trace": same_size(np.trace, 1),
    "pad": Entry(_pad, 2, 2),
    "repeat": Entry(_repeat, 2, 3, words("axis")),
    "tile": Entry(_tile, 2, 2),
    "split": Entry(_split, 2, 3, words("axis")),
    "convolve": Entry(_convolve, 2, 2),
    "bincount": Entry(_bincount, 1, 1, words("minlength")),
    "take": Entry(_take, 2, 3, words("axis")),
    "take_along_axis": fixed(np.take_along_axis, 2),
    "isclose": fixed(np.isclose, 2),
    "allclose": fixed(np.allclose, 2),
    "array_equal": Entry(_array_equal, 2, 2),
    "searchsorted": Entry(_searchsorted, 2, 2),
    "append": Entry(_append, 2, 3, words("axis")),
    "meshgrid": Entry(_meshgrid, 1, 4),
    "nan_to_num": Entry(_nan_to_num, 1, 1, words("nan posinf neginf")),
    "argwhere": Entry(_argwhere, 1, 1),
    "array_split": Entry(_array_split, 2, 3, words("axis")),
    "broadcast_to": Entry(_broadcast_to, 2, 2, words("shape")),
    "dstack": joined(np.dstack, ""),
    "flatnonzero": same_size(np.flatnonzero, 1),
    "kron": Entry(_kron, 2, 2),
    "ndindex": Entry(_ndindex, 1, 6),
    "rot90": same_size(np.rot90, 2, "k"),
    "unravel_index": Entry(_unravel_index, 2, 2, words("shape")),
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


def _single(function: Call) -> Callable[..., Value]:
    def run(budget: Budget, *numbers: Value) -> Value:
        for one in numbers:
            if np.size(plain(one, budget)) != 1:
                raise fault(
                    "math の関数は 1 つの数だけを受け取ります。配列には np の関数を使ってください。",
                    "Functions of math take a single number; use those of np for arrays.",
                )
        return function(*map(float, numbers))

    return run


MATH: Final[dict[str, Entry]] = {
    name: Entry(_single(getattr(math, name)), *((2, 2) if name in ("pow", "hypot") else (1, 2)))
    for name in sorted(vocabulary.MATH - {"prod", "ceil", "floor"})
} | {
    "ceil": Entry(_single(math.ceil), 1, 1),
    "floor": Entry(_single(math.floor), 1, 1),
    "prod": over_all(np.prod, ""),
}
"""Functions of Python's ``math``."""
LINALG: Final[dict[str, Entry]] = {"norm": Entry(_norm, 1, 2, words("ord axis keepdims"))}
CONSTANTS: Final[dict[str, Value]] = {
    "pi": math.pi,
    "e": math.e,
    "inf": math.inf,
    "nan": math.nan,
    "newaxis": None,
}
