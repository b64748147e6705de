"""Functions of ``np`` that give an array another shape or order: NumPy's own, each paid for."""

from __future__ import annotations

import numpy as np

from quizapp.checking.code.budget import Budget, fault
from quizapp.checking.code.entries import Call, axis_of
from quizapp.checking.code.values import Value, as_array, plain, product, sizes, whole


def diag(budget: Budget, a: Value, k: Value = 0) -> Value:
    """``np.diag``."""
    array = as_array(a, budget)
    shift = whole(k, "k は整数です。", "k is a whole number.")
    size = array.size + abs(shift)
    budget.charge(size * size if array.ndim == 1 else array.size)
    return np.diag(array, shift)


def reshape(budget: Budget, a: Value, *shape: Value) -> Value:
    """``np.reshape``."""
    array = as_array(a, budget)
    wanted = shape[0] if len(shape) == 1 else shape
    parts = wanted if isinstance(wanted, tuple | list) else (wanted,)
    budget.charge(array.size)
    return array.reshape(
        tuple(
            whole(one, "形は整数で書いてください。", "A shape is whole numbers.") for one in parts
        )
    )


def repeat(budget: Budget, a: Value, repeats: Value, axis: Value = None) -> Value:
    """``np.repeat``."""
    array, times = as_array(a, budget), as_array(repeats, budget)
    if times.dtype.kind not in "iub":
        raise fault("繰り返しの回数は整数です。", "Repeats are whole numbers.")
    budget.charge(array.size * max(0, int(times.max()) if times.size else 0))
    return np.repeat(array, times, axis_of(axis))


def tile(budget: Budget, a: Value, reps: Value) -> Value:
    """``np.tile``."""
    array, times = as_array(a, budget), sizes(reps)
    budget.charge(array.size * product(times))
    return np.tile(array, times)


def pad(budget: Budget, a: Value, width: Value) -> Value:
    """``np.pad``."""
    array, widths = as_array(a, budget), as_array(width, budget)
    if widths.dtype.kind not in "iu" or (widths.size and int(widths.min()) < 0):
        raise fault("パディングの幅は 0 以上の整数です。", "Padding is 0 or more.")
    most = int(widths.max()) if widths.size else 0
    budget.charge(product([size + 2 * most for size in array.shape]))
    return np.pad(array, width)


def outer(budget: Budget, a: Value, b: Value) -> Value:
    """``np.outer``."""
    one, other = as_array(a, budget), as_array(b, budget)
    budget.charge(one.size * other.size)
    return np.outer(one, other)


def convolve(budget: Budget, a: Value, b: Value) -> Value:
    """``np.convolve``."""
    one, other = as_array(a, budget), as_array(b, budget)
    budget.charge(one.size + other.size)
    budget.spend(one.size * other.size)
    return np.convolve(one, other)


def bincount(budget: Budget, a: Value, minlength: Value = 0) -> Value:
    """``np.bincount``."""
    array, least = as_array(a, budget), sizes(minlength)[0]
    budget.charge(max(least, int(array.max()) + 1 if array.size else 0, 0))
    return np.bincount(array, minlength=least)


def take(budget: Budget, a: Value, indices: Value, axis: Value = None) -> Value:
    """``np.take``."""
    array, places = as_array(a, budget), as_array(indices, budget)
    rest = 1 if axis is None else array.size // max(1, array.shape[axis_of(axis)])
    budget.charge(places.size * rest)
    return np.take(array, places, axis_of(axis))


def array_equal(budget: Budget, a: Value, b: Value) -> Value:
    """``np.array_equal``."""
    one, other = as_array(a, budget), as_array(b, budget)
    budget.charge(one.size + other.size)
    return np.array_equal(one, other)


def searchsorted(budget: Budget, a: Value, v: Value) -> Value:
    """``np.searchsorted``."""
    array, values = as_array(a, budget), as_array(v, budget)
    budget.charge(values.size)
    return np.searchsorted(array, values)


def inner(budget: Budget, a: Value, b: Value) -> Value:
    """``np.inner``."""
    one, other = as_array(a, budget), as_array(b, budget)
    budget.charge(one.size * max(1, other.size))
    return np.inner(one, other)


def append(budget: Budget, a: Value, values: Value, axis: Value = None) -> Value:
    """``np.append``."""
    one, other = as_array(a, budget), as_array(values, budget)
    budget.charge(one.size + other.size)
    return np.append(one, other, axis_of(axis))


def meshgrid(budget: Budget, *arrays: Value) -> Value:
    """``np.meshgrid``."""
    ready = [as_array(one, budget) for one in arrays]
    budget.charge(product([one.size for one in ready]) * len(ready))
    return list(np.meshgrid(*ready))


def split(budget: Budget, a: Value, parts: Value, axis: Value = 0) -> Value:
    """``np.split``."""
    array = as_array(a, budget)
    if not isinstance(parts, tuple | list | np.ndarray):
        parts = sizes(parts)[0]
        budget.charge(parts)
    return list(np.split(array, parts, axis_of(axis)))


def nan_to_num(budget: Budget, a: Value, **named: Value) -> Value:
    """``np.nan_to_num``."""
    value = plain(a, budget)
    budget.charge(np.size(value))
    make: Call = np.nan_to_num
    return make(value, **{name: float(one) for name, one in named.items()})


def broadcast_to(budget: Budget, a: Value, shape: Value) -> Value:
    """``np.broadcast_to``."""
    array, wanted = as_array(a, budget), sizes(shape)
    budget.charge(product(wanted))
    # A copy: what looks large here must be paid for like everything that is.
    return np.broadcast_to(array, wanted).copy()


def kron(budget: Budget, a: Value, b: Value) -> Value:
    """``np.kron``."""
    one, other = as_array(a, budget), as_array(b, budget)
    budget.charge(one.size * other.size)
    return np.kron(one, other)


def ndindex(budget: Budget, *shape: Value) -> Value:
    """``np.ndindex``."""
    wanted = sizes(shape[0] if len(shape) == 1 else shape)
    budget.charge(product(wanted) * max(1, len(wanted)))
    return list(np.ndindex(*wanted))


def unravel_index(budget: Budget, index: Value, shape: Value) -> Value:
    """``np.unravel_index``."""
    places, wanted = as_array(index, budget), sizes(shape)
    budget.charge(places.size * max(1, len(wanted)))
    return tuple(np.unravel_index(places, wanted))


def argwhere(budget: Budget, a: Value) -> Value:
    """``np.argwhere``."""
    array = as_array(a, budget)
    budget.charge(array.size * max(1, array.ndim))
    return np.argwhere(array)


def array_split(budget: Budget, a: Value, parts: Value, axis: Value = 0) -> Value:
    """``np.array_split``."""
    array, count = as_array(a, budget), sizes(parts)[0]
    budget.charge(count)
    return list(np.array_split(array, count, axis_of(axis)))
