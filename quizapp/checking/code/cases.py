"""Hidden arrays drawn from a seed, by what a question declares about each of its names.

Drawn numbers have two decimals, so that a failing case can be shown and followed by hand.
"""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from quizapp.checking.code.budget import Budget
from quizapp.checking.code.interpreter import Interpreter
from quizapp.checking.code.reader import Scope, read_code
from quizapp.checking.code.task import CodeTask, Hidden
from quizapp.checking.code.values import Value
from quizapp.errors import ContentError

_TRIES: Final = 200
DECIMALS: Final = 2


@dataclass(frozen=True, slots=True)
class Case:
    """The values of all names in one hidden case."""

    values: dict[str, Value]
    """Every name, helpers too."""
    given: dict[str, Value]
    """What is handed to the code."""
    seed: int
    """Where random code starts in this case."""

    @property
    def weight(self) -> int:
        """How much there is to look at; the lightest failing case is shown."""
        return int(sum(np.size(value) for value in self.given.values()))


def draw_cases(task: CodeTask, seed: int) -> list[Case]:
    """The hidden cases of ``task``: those drawn, then its edges. Raises ``ContentError``."""
    rng = np.random.default_rng([task.key, seed])
    cases = [_draw(task, rng, number, {}) for number in range(task.cases)]
    cases += [
        _draw(task, rng, task.cases + number, dict(edge)) for number, edge in enumerate(task.edges)
    ]
    return cases


def _draw(task: CodeTask, rng: np.random.Generator, number: int, edge: dict[str, str]) -> Case:
    values: dict[str, Value] = dict(_sizes(task, rng))
    drawn: list[str] = []
    for hidden in task.names:
        if hidden.value:
            made = calculated(hidden.value, values)
        else:
            made = _drawn(hidden, number, values, rng)
        values[hidden.name] = made
        drawn.append(hidden.name)
        if hidden.name in edge:
            values[hidden.name] = calculated(edge[hidden.name], values)
    given = {one.name: values[one.name] for one in task.names if not one.helper}
    kept = {name: values[name] for name in drawn}
    return Case(kept, given, int(rng.integers(2**31)))


def _sizes(task: CodeTask, rng: np.random.Generator) -> dict[str, int]:
    """A length for each size, all different where their bounds allow it."""
    found: dict[str, int] = {}
    for _ in range(_TRIES):
        found = {name: int(rng.integers(low, high + 1)) for name, (low, high) in task.sizes.items()}
        if len(set(found.values())) == len(found):
            break
    return found


def _drawn(
    hidden: Hidden, number: int, values: dict[str, Value], rng: np.random.Generator
) -> Value:
    entries = hidden.shapes[number % len(hidden.shapes)]
    shape = tuple(values[size] if isinstance(size, str) else size for size in entries)
    low, high = (_bound(bound, values) for bound in (hidden.low, hidden.high))
    made = _numbers(hidden.draw, shape, low, high, rng)
    if made.ndim:
        return made
    return int(made) if made.dtype.kind == "i" else float(made)


def _bound(bound: float | str, values: dict[str, Value]) -> float:
    return float(calculated(bound, values)) if isinstance(bound, str) else float(bound)


def _numbers(
    draw: str, shape: tuple[int, ...], low: float, high: float, rng: np.random.Generator
) -> Any:
    if draw == "integer":
        return np.asarray(rng.integers(int(low), int(high) + 1, shape))
    if draw == "binary":
        return np.asarray(rng.integers(0, 2, shape))
    if draw == "normal":
        return np.round(np.asarray(rng.standard_normal(shape)), DECIMALS)
    if draw == "away":
        sign = rng.choice([-1.0, 1.0], shape)
        return np.round(np.asarray(sign * rng.uniform(low, high, shape)), DECIMALS)
    if draw == "distinct":
        count = int(np.prod(shape, dtype=int))
        return np.round(rng.permutation(np.linspace(low, high, max(count, 1))), 3).reshape(shape)
    return np.round(np.asarray(rng.uniform(low, high, shape)), DECIMALS)


def calculated(text: str, values: dict[str, Value]) -> Value:
    """The value of an author's expression in the names drawn so far. Raises ``ContentError``."""
    tree = _expression(text, tuple(values))
    outcome = Interpreter(tree.body, Budget()).run(dict(values))
    return outcome.value


@functools.lru_cache(maxsize=256)
def _expression(text: str, names: tuple[str, ...]) -> ast.Module:
    reading = read_code(text, Scope(names))
    if reading.program is None or reading.program.form != "expression":
        said = reading.error.message.en if reading.error is not None else "not an expression"
        raise ContentError(f"{text!r} cannot be read: {said}")
    return reading.program.tree


def usable_names(task: CodeTask) -> tuple[str, ...]:
    """The names that an author's expressions about the whole case may use."""
    return tuple(one.name for one in task.names)
