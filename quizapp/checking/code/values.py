"""The values a run may hold, and the shapes of what would be made of them.

Numbers of Python and NumPy, arrays of real numbers, integers and truth values, and tuples and
lists of these. Objects, texts, complex numbers and functions are never values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from quizapp.checking.code.budget import BOUNDS, Budget, CodeError, fault

Value = Any
Shape = tuple[int, ...]

KINDS: Final = "bifu"
_LARGEST: Final = 2**63
_LEVELS: Final = 6


def is_array(value: Value) -> bool:
    """Whether the value is an array or a scalar of NumPy's, which behaves as one."""
    return isinstance(value, np.ndarray | np.generic)


def checked(value: Value) -> Value:
    """``value``, when it is one a run may hold. Raises ``CodeError``."""
    kind = type(value)
    if kind is float or kind is bool or kind is np.float64 or value is None:
        return value
    if kind is int:
        if -_LARGEST <= value < _LARGEST:
            return value
        raise fault("整数が大きすぎます。", "The whole number is too large.")
    if isinstance(value, np.ndarray | np.generic):
        if value.dtype.kind in KINDS:
            return value
        raise fault("実数の配列だけが使えます。", "Only arrays of real numbers can be used.")
    if kind is tuple or kind is list:
        for part in value:
            checked(part)
        return value
    if kind is complex:
        return float("nan")
    return _strange()


def _strange() -> Value:
    raise fault("この値は使えません。", "This value cannot be used.")


def shape_text(shape: Sequence[int]) -> str:
    """A shape as Python prints it: ``(3,)``."""
    return str(tuple(int(size) for size in shape))


def product(shape: Sequence[int]) -> int:
    """The number of elements of a shape, as a whole number of any size."""
    total = 1
    for size in shape:
        total *= int(size)
    return total


def broadcast(first: Shape, second: Shape) -> Shape:
    """The shape two arrays have together. Raises ``CodeError`` when they do not fit."""
    if first == second or not second:
        return first
    if not first:
        return second
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    lead = len(longer) - len(shorter)
    together = list(longer[:lead])
    for left, right in zip(longer[lead:], shorter, strict=True):
        if left != right and left != 1 and right != 1:
            raise mismatch(first, second)
        together.append(right if left == 1 else left)
    return tuple(together)


def mismatch(first: Shape, second: Shape) -> CodeError:
    """Two shapes that cannot be calculated together."""
    one, other = shape_text(first), shape_text(second)
    return fault(
        f"形が合いません: {one} と {other} は要素ごとに計算できません。",
        f"The shapes do not fit: {one} and {other} cannot be combined element by element.",
    )


def as_array(value: Value, budget: Budget) -> Any:
    """``value`` as an array; lists are paid for before they are made into one."""
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, np.generic | float | int):
        return np.asarray(value)
    if isinstance(value, range):
        budget.charge(len(value))
        return np.asarray(value)
    if isinstance(value, tuple | list):
        budget.charge(leaves(value))
        try:
            made = np.array(value)
        except (ValueError, OverflowError):
            raise uneven() from None
        if made.dtype.kind not in KINDS:
            raise uneven()
        return made
    raise not_numbers()


def uneven() -> CodeError:
    """Rows of different lengths in one array."""
    return fault(
        "行の長さがそろっていないので、配列にできません。",
        "Rows of different lengths do not make an array.",
    )


def not_numbers() -> CodeError:
    """Something else where numbers or arrays are wanted."""
    return fault("数か配列が必要です。", "A number or an array is needed here.")


def leaves(value: Value) -> int:
    """How many elements an array of ``value`` would have, as an upper bound.

    Lists may share their parts, so that few of them stand for very many elements: counting stops
    at once where there are more than any array may have.
    """
    level, count = [value], 0
    for _ in range(_LEVELS):
        inner: list[Value] = []
        for part in level:
            if isinstance(part, tuple | list):
                if len(inner) + len(part) > BOUNDS.elements:
                    return BOUNDS.elements + 1
                inner += part
            elif isinstance(part, np.ndarray):
                count += int(part.size)
            elif isinstance(part, range):
                count += len(part)
            elif isinstance(part, np.generic | float | int):
                count += 1
            else:
                raise not_numbers()
        if not inner:
            return count
        level = inner
    raise fault("リストの入れ子が深すぎます。", "The lists are nested too deeply.")


def is_flat(value: Value) -> bool:
    """Whether a list or tuple holds no other: only then is going through it as short as it is."""
    return not any(isinstance(part, tuple | list) for part in value)


def plain(value: Value, budget: Budget) -> Value:
    """``value`` for a function that works element by element: lists made into arrays."""
    if isinstance(value, np.ndarray | np.generic | float | int):
        return value
    return as_array(value, budget)


def shape_of(value: Value) -> Shape:
    """The shape of an array or a number."""
    return value.shape if isinstance(value, np.ndarray) else ()


def whole(value: Value, ja: str, en: str) -> int:
    """``value`` as a whole number of Python's. Raises ``CodeError`` when it is none."""
    if isinstance(value, bool | np.bool_):
        return int(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iu":
        return int(value)
    raise fault(ja, en)


def sizes(value: Value) -> Shape:
    """A shape given as a number or as several. Raises ``CodeError`` when it is none."""
    ja = "形は整数で書いてください（(2, 3) など）。"
    en = "A shape is written in whole numbers, such as (2, 3)."
    parts = value if isinstance(value, tuple | list) else (value,)
    if isinstance(value, np.ndarray) and value.ndim == 1:
        parts = value.tolist()
    shape = tuple(whole(part, ja, en) for part in parts)
    if any(size < 0 for size in shape):
        raise fault("形に負の数があります。", "A shape cannot have a negative size.")
    return shape
