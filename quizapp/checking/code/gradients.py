"""Gradients by central differences: a second opinion, independent of the code it judges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from quizapp.checking.code.values import Value

STEP: Final = 1e-5
RTOL: Final = 1e-4
ATOL: Final = 1e-5
"""Tolerance of the comparison: the error of the difference itself is near 1e-9."""
LARGEST: Final = 64
"""Entries that are varied; a larger array would cost more than it tells."""


def numeric_gradient(of: Callable[[Value], float], at: Value) -> Any:
    """The gradient of a scalar function at an array or a number, ``at`` left as it is."""
    if np.ndim(at) == 0:
        return (of(float(at) + STEP) - of(float(at) - STEP)) / (2 * STEP)
    found = np.zeros(np.shape(at))
    point = np.array(at, dtype=float)
    for place in np.ndindex(*point.shape):
        centre = point[place]
        point[place] = centre + STEP
        above = of(point.copy())
        point[place] = centre - STEP
        found[place] = (above - of(point.copy())) / (2 * STEP)
        point[place] = centre
    return found


def agrees(mine: Value, numeric: Value) -> bool:
    """Whether a gradient agrees with one by central differences."""
    return np.shape(mine) == np.shape(numeric) and bool(
        np.allclose(mine, numeric, rtol=RTOL, atol=ATOL)
    )
