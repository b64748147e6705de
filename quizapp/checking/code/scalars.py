"""The functions of ``math`` that people reach for beside NumPy: for single numbers only."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from quizapp.checking.code import vocabulary
from quizapp.checking.code.budget import Budget, fault
from quizapp.checking.code.entries import Call, Entry, over_all
from quizapp.checking.code.values import Value, plain


def _single(function: Call) -> Callable[..., Value]:
    def run(budget: Budget, *numbers: Value) -> Value:
        for one in numbers:
            if np.size(plain(one, budget)) != 1:
                raise fault(
                    "math の関数が受け取るのは 1 つの数です。配列には np を使ってください。",
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
