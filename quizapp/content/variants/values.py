"""Values of a template's formulas as answers: how they are typed, shown, and told apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from quizapp.content.variants.filling import number


def typed(value: Any, tolerance: float) -> Any:
    """A value as an ``answer`` has it: a text, a list of texts, or rows of them.

    Shortened only where the tolerance is a hundred times what that costs.
    """
    array = np.asarray(value)
    if array.ndim == 0:
        return _scalar(array.item(), tolerance)
    return [typed(one, tolerance) for one in array]


def _scalar(value: Any, tolerance: float) -> str:
    if isinstance(value, bool | int):
        return str(int(value))
    exact = float(value)
    for figures in (6, 8, 10, 12):
        short = number(exact, figures)
        if abs(float(short) - exact) * 100 <= max(tolerance, 1e-13 * abs(exact)):
            return short
    return repr(exact)


def shown(value: Any, figures: int) -> str:
    """A value as an option shows it, in LaTeX without its dollar signs."""
    array = np.asarray(value)
    if array.ndim == 0:
        return number(array.item(), figures)
    if array.ndim == 1:
        return f"({', '.join(number(one.item(), figures) for one in array)})"
    body = r" \\ ".join(" & ".join(number(one.item(), figures) for one in row) for row in array)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def finite(value: Any) -> bool:
    """Whether every entry is a finite number."""
    array = np.asarray(value)
    return array.dtype.kind in "biuf" and bool(np.all(np.isfinite(array.astype(float))))


def apart(one: Any, other: Any, abs_tol: float, rel_tol: float) -> bool:
    """Whether two values cannot be taken for each other: twice the tolerance lies between them.

    Values of different shapes are apart.
    """
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if a.shape != b.shape:
        return True
    room = 2.0 * np.maximum(abs_tol, rel_tol * np.maximum(abs(a), abs(b)))
    return bool(np.any(abs(a - b) > np.maximum(room, 1e-9 * np.maximum(1.0, abs(a)))))


def agree(one: Any, other: Any) -> bool:
    """Whether two ways of calculating came to the same, up to rounding errors."""
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=1e-8, atol=1e-10))
