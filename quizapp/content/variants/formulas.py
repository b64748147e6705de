"""An author's formulas, read once and run within bounds.

They are never handed to Python: the restricted interpreter of code answers walks them.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np

from quizapp.checking.code.budget import Bounds, Budget, CodeError
from quizapp.checking.code.interpreter import Interpreter, constants
from quizapp.checking.code.reader import Scope, read_code
from quizapp.records import Localized

BOUNDS = Bounds(steps=200_000, seconds=1.0)
"""What one formula may spend; brute force is slower than the formula it confirms."""


class FormulaError(Exception):
    """A formula that cannot be read or run; ``said`` tells the author."""

    def __init__(self, text: str, said: Localized) -> None:
        super().__init__(text)
        self.said = Localized(f"「{_short(text)}」: {said.ja}", f'"{_short(text)}": {said.en}')


def value(text: str, names: Mapping[str, Any]) -> Any:
    """What ``text``, an expression or some lines that end in one, is worth. Raises FormulaError."""
    interpreter = _ready(text, tuple(names))
    try:
        outcome = interpreter.run(constants(dict(names)))
    except CodeError as error:
        raise FormulaError(text, error.said) from None
    found = plain(outcome.value)
    if found is None:
        raise FormulaError(
            text, Localized("値になりません", "does not come to a value; end it with an expression")
        )
    return found


def plain(found: Any) -> Any:
    """A value as Python number, or as an array where it has entries."""
    if isinstance(found, tuple | list):
        return np.asarray([plain(one) for one in found])
    if isinstance(found, np.ndarray) and found.ndim == 0:
        return found.item()
    if isinstance(found, np.generic):
        return found.item()
    return found


@functools.lru_cache(maxsize=1024)
def _ready(text: str, names: tuple[str, ...]) -> _Fresh:
    reading = read_code(text, Scope(names))
    if reading.program is None:
        said = reading.error.message if reading.error is not None else Localized()
        raise FormulaError(text, said)
    return _Fresh(Interpreter(reading.program.tree.body, budget := Budget(BOUNDS)), budget)


class _Fresh:
    """An interpreter whose clock starts anew with each run."""

    def __init__(self, interpreter: Interpreter, budget: Budget) -> None:
        self._interpreter = interpreter
        self._budget = budget

    def run(self, names: dict[str, Any]) -> Any:
        self._budget.begin()
        return self._interpreter.run(names)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"
