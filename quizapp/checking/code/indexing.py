"""Reading and writing parts of arrays and lists; what fancy indices would make is paid for."""

from __future__ import annotations

from typing import Any

import numpy as np

from quizapp.checking.code.budget import Budget, fault
from quizapp.checking.code.values import (
    Shape,
    Value,
    as_array,
    broadcast,
    checked,
    product,
    shape_of,
    whole,
)


def read(value: Value, index: Value, budget: Budget) -> Value:
    """``value[index]``."""
    if isinstance(value, np.ndarray):
        index = _settled(index, budget)
        if not _is_view(index):
            budget.charge(_selected(value, index))
        return value[index]
    if isinstance(value, tuple | list | range):
        return _from_list(value, index, budget)
    raise fault("数には添字を付けられません。", "A single number cannot be indexed.")


def write(value: Value, index: Value, new: Value, budget: Budget) -> None:
    """``value[index] = new``."""
    if isinstance(value, np.ndarray):
        index = _settled(index, budget)
        budget.charge(_selected(value, index))
        if not isinstance(new, np.ndarray | np.generic | float | int):
            new = as_array(new, budget)
        value[index] = new
        return
    if isinstance(value, list):
        if isinstance(new, list | tuple):
            raise fault("リストの中にリストは入れられません。", "A list cannot be put into a list.")
        value[_place(index)] = checked(new)
        return
    raise fault(
        "ここには代入できません（配列ではありません）。",
        "This cannot be assigned to: it is no array.",
    )


def _from_list(value: Any, index: Value, budget: Budget) -> Value:
    if isinstance(index, slice):
        bounds = [None if bound is None else _place(bound) for bound in _parts(index)]
        budget.charge(len(value))
        return value[slice(*bounds)]
    if isinstance(index, tuple):
        raise fault(
            "リストの添字は 1 つです。np.array で配列にすると [i, j] と書けます。",
            "A list takes one index; make it an array to write [i, j].",
        )
    return value[_place(index)]


def _parts(index: slice) -> tuple[Value, Value, Value]:
    return index.start, index.stop, index.step


def _place(index: Value) -> int:
    return whole(index, "添字には整数が必要です。", "An index must be a whole number.")


def _settled(index: Value, budget: Budget) -> Value:
    """``index`` with lists made into arrays, and nothing in it that NumPy would have to guess."""
    if isinstance(index, tuple):
        return tuple(_settled_part(part, budget) for part in index)
    return _settled_part(index, budget)


def _settled_part(part: Value, budget: Budget) -> Value:
    if isinstance(part, list | range | tuple):
        return as_array(part, budget)
    if isinstance(part, slice):
        bounds = (None if bound is None else _place(bound) for bound in _parts(part))
        return slice(*bounds)
    if isinstance(part, float | np.floating) or (
        isinstance(part, np.ndarray) and part.dtype.kind == "f"
    ):
        raise fault(
            "添字には整数が必要です（小数が使われています）。",
            "An index must be a whole number, not a float.",
        )
    return part


def _is_view(index: Value) -> bool:
    parts = index if isinstance(index, tuple) else (index,)
    return not any(isinstance(part, np.ndarray | bool | np.bool_) for part in parts)


def _selected(value: Any, index: Value) -> int:
    """At most how many elements ``value[index]`` has."""
    parts = index if isinstance(index, tuple) else (index,)
    together: Shape = ()
    used = slices = 0
    for part in parts:
        if part is None or part is Ellipsis:
            continue
        if isinstance(part, slice):
            slices += 1
            used += 1
        elif isinstance(part, np.ndarray | np.bool_ | bool) and np.asarray(part).dtype.kind == "b":
            together = broadcast(together, (int(np.count_nonzero(part)),))
            used += np.ndim(part)
        else:
            together = broadcast(together, shape_of(part))
            used += 1
    # Which axes slices and an ellipsis stand for does not matter for a bound: take the largest.
    whole_axes = slices + max(0, value.ndim - used)
    return product(together) * product(sorted(value.shape, reverse=True)[:whole_axes])
