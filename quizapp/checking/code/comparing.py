"""Outputs held against the reference's, and the failing case laid out as a small table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from quizapp.checking.code.budget import Budget, CodeError
from quizapp.checking.code.values import KINDS, Value, as_array, shape_text

Kind = Literal["none", "type", "shape", "value", "whole"]
_COLUMNS: Final = 5
"""Columns of numbers in a table; more do not fit beside the labels."""
_ROWS: Final = 3
"""Rows of a matrix that are shown in full where the output is of another shape."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How an output differs from the one wanted."""

    kind: Kind
    """"none" (nothing was given), "type" (no numbers), "shape", "value", "whole" (a float where
    a whole number is wanted)."""
    index: tuple[int, ...] = ()
    """The first place whose value differs."""


def as_numbers(value: Value) -> Any:
    """``value`` as an array of real numbers, or None when it is nothing of the kind."""
    try:
        array = as_array(value, Budget())
    except CodeError:
        return None
    return array if array.dtype.kind in KINDS else None


def close(mine: Any, wanted: Any, rtol: float, atol: float) -> Any:
    """Where two arrays of one shape agree."""
    with np.errstate(all="ignore"):
        near = np.abs(mine.astype(float) - wanted.astype(float)) <= atol + rtol * np.abs(wanted)
    same = (mine == wanted) | ((mine != mine) & (wanted != wanted))
    return near | same


def difference(mine: Value, wanted: Value, rtol: float, atol: float) -> Difference | None:
    """How ``mine`` differs from ``wanted``; None when it does not."""
    target = np.asarray(wanted)
    if mine is None:
        return Difference("none")
    array = as_numbers(mine)
    if array is None:
        return Difference("type")
    if array.shape != target.shape:
        return Difference("shape")
    if target.dtype.kind in "iu" and array.dtype.kind == "f":
        if not np.all(close(array, target, rtol, atol)):
            return Difference("value", _first(~close(array, target, rtol, atol)))
        return Difference("whole")
    agree = close(array, target, rtol, atol)
    if np.all(agree):
        return None
    return Difference("value", _first(~agree))


def _first(where: Any) -> tuple[int, ...]:
    places = np.argwhere(where)
    return tuple(int(place) for place in places[0]) if places.size else ()


# ── numbers as text ──────────────────────────────────────────────────────────────────────────


def number(value: Any, digits: int = 4) -> str:
    """One number, short: ``0.25``, ``-3``, ``1.2e-06``, ``nan``."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, int | np.integer):
        return str(int(value))
    real = float(value)
    if not np.isfinite(real):
        return str(real)
    if real and not 1e-3 <= abs(real) < 1e6:
        return f"{real:.{max(digits - 1, 1)}g}"
    return f"{real:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{real:.0f}"


def _decimals(values: Sequence[Any]) -> int:
    """Decimals of the number that needs most, of those written without an exponent."""
    return max(
        (len(number(value).partition(".")[2]) for value in values if _fixed(value)), default=0
    )


def _fixed(value: Any) -> bool:
    return number(value).lstrip("-").replace(".", "").isdigit()


def _cells(values: Sequence[Any], decimals: int | None = None) -> list[str]:
    """Numbers of one row, floats with as many decimals as the one that needs most."""
    most = _decimals(values) if decimals is None else decimals
    return [
        f"{float(value):.{most}f}"
        if isinstance(value, float | np.floating) and _fixed(value)
        else number(value)
        for value in values
    ]


def _told_apart(
    mine: list[str], wanted: list[str], agree: Sequence[bool], yours: Sequence[Any]
) -> list[str]:
    """``mine`` with equal cells spelled as ``wanted`` and differing ones so that it is seen."""
    shown = []
    for place, text in enumerate(mine):
        if agree[place]:
            shown.append(wanted[place])
        elif text == wanted[place]:
            shown.append(f"{float(yours[place]):.10g}")
        else:
            shown.append(text)
    return shown


# ── the table ────────────────────────────────────────────────────────────────────────────────

Rows = list[tuple[str, ...]]


def value_table(
    given: dict[str, Value],
    mine: Value,
    wanted: Value,
    place: tuple[int, ...],
    rtol: float,
    atol: float,
    extra: tuple[str, Value] | None = None,
) -> Rows:
    """Arguments, yours and correct, along the last axis through the first differing place."""
    yours, right = np.asarray(mine), np.asarray(wanted)
    window, columns = _window(right.shape, place)
    rows: Rows = []
    if right.ndim > 1 or (right.ndim == 1 and right.size > _COLUMNS):
        rows.append(("@index", *(shape_text((*place[:-1], one)) for one in columns)))
    for name, value in given.items():
        rows += _argument(name, value, right.shape, window)
    mine_cells = list(np.atleast_1d(yours[window]))
    right_cells = list(np.atleast_1d(right[window]))
    agree = np.atleast_1d(close(yours, right, rtol, atol)[window])
    decimals = _decimals([*mine_cells, *right_cells])
    correct = _cells(right_cells, decimals)
    shown = _told_apart(_cells(mine_cells, decimals), correct, list(agree), mine_cells)
    rows += [("@yours", *shown), ("@correct", *correct)]
    if extra is not None and np.shape(extra[1]) == right.shape:
        slopes = list(np.atleast_1d(np.asarray(extra[1])[window]))
        rows.append((extra[0], *_cells(slopes, decimals)))
    return rows


def argument_table(given: dict[str, Value]) -> Rows:
    """What the code was given, where it stopped."""
    return [
        (name, number(value)) if not np.ndim(value) else (name, _shape(value))
        for name, value in given.items()
    ]


def _shape(value: Value) -> str:
    array = as_numbers(value)
    return "?" if array is None else shape_text(array.shape)


def _window(shape: tuple[int, ...], place: tuple[int, ...]) -> tuple[Any, range]:
    """The index of a few neighbours of ``place`` along the last axis, and their numbers."""
    if not shape:
        return (), range(1)
    size = shape[-1]
    first = max(0, min(place[-1] - 1, size - _COLUMNS))
    last = min(size, first + _COLUMNS)
    return (*place[:-1], slice(first, last)), range(first, last)


def _argument(name: str, value: Value, shape: tuple[int, ...], window: Any) -> Rows:
    """The row of one argument; a small matrix takes a row for each of its own."""
    if np.ndim(value) == 0:
        return [(name, number(value))]
    if np.shape(value) == shape:
        return [(name, *_cells(list(np.atleast_1d(np.asarray(value)[window]))))]
    if np.ndim(value) == 1 and np.size(value) <= _COLUMNS:
        return [(name, *_cells(list(value)))]
    if np.ndim(value) == 2 and len(value) <= _ROWS and np.shape(value)[1] <= _COLUMNS:
        return [(f"{name}[{place}]", *_cells(list(row))) for place, row in enumerate(value)]
    return [(name, _shape(value))]
