"""Checks that a list of numbers is a probability distribution, for the demos that take one."""

from __future__ import annotations

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.numerals import figures
from quizapp.errors import UsageError
from quizapp.words import tr

_SLACK = 1e-3
"""Rounding that is let pass: three thirds typed as 0.333 are a distribution."""


def distribution(name: str, values: tuple[float, ...]) -> Floats:
    """``values`` scaled to sum to exactly 1; raises UsageError when they are far from it."""
    total = sum(values)
    if abs(total - 1.0) > _SLACK:
        raise UsageError(
            tr("{name} の和は {total} です。", name=name, total=figures(total)),
            mend=tr("{name}  0 以上で和が 1 になる数", name=name),
        )
    return np.array(values) / total


def same_length(first: str, a: tuple[float, ...], second: str, b: tuple[float, ...]) -> None:
    """Raise UsageError unless both lists have as many numbers."""
    if len(a) != len(b):
        raise UsageError(
            tr("{first} は {a} 個、{second} は {b} 個です。", first=first, a=len(a),
               second=second, b=len(b)),
            mend=tr("{first} と {second} を同じ個数にしてください", first=first, second=second),
        )  # fmt: skip
