"""Random numbers for questions that allow them: the functions people know, over one seeded source.

A learner's own seed starts a source of its own, as it would in NumPy; without one, the numbers
come from the seed of the judgement, so that the same response always meets the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from quizapp.checking.code.budget import Budget, fault
from quizapp.checking.code.entries import Entry, call
from quizapp.checking.code.values import Value, as_array, product, sizes, whole


def _size(budget: Budget, size: Value, *likes: Value) -> Value:
    if size is None:
        for like in likes:
            budget.charge(as_array(like, budget).size)
        return None
    shape = sizes(size)
    budget.charge(product(shape))
    return shape


class Draws:
    """A source of random numbers as ``np.random.default_rng()`` gives it."""

    __slots__ = ("rng",)

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def call(self, name: str, budget: Budget, args: list[Value], named: dict[str, Any]) -> Value:
        """The method ``name`` of the source. Raises ``CodeError``."""
        entry = RNG.get(name)
        if entry is None:
            raise fault(
                f"乱数生成器に .{name} はありません。", f"A random generator has no .{name}."
            )
        return call(name, entry, budget, [self, *args], named)


def _integers(
    budget: Budget,
    draws: Draws,
    low: Value,
    high: Value = None,
    size: Value = None,
    endpoint: Value = False,
) -> Value:
    shape = _size(budget, size, low)
    upper = None if high is None else _bound(high)
    return draws.rng.integers(_bound(low), upper, shape, endpoint=bool(endpoint))


def _bound(value: Value) -> Value:
    if isinstance(value, np.ndarray) and value.ndim:
        return value
    if isinstance(value, float | np.floating):
        if not float(value).is_integer():
            raise fault("範囲は整数で指定します。", "The range is given in whole numbers.")
        return int(value)
    return whole(value, "範囲は整数で指定します。", "The range is given in whole numbers.")


def _closed(budget: Budget, draws: Draws, low: Value, high: Value) -> Value:
    """Python's ``random.randint``: both ends included."""
    return draws.rng.integers(_bound(low), _bound(high) + 1)


def _uniform01(budget: Budget, draws: Draws, size: Value = None) -> Value:
    return draws.rng.random(_size(budget, size))


def _rand(budget: Budget, draws: Draws, *shape: Value) -> Value:
    return draws.rng.random(_size(budget, shape) if shape else None)


def _randn(budget: Budget, draws: Draws, *shape: Value) -> Value:
    return draws.rng.standard_normal(_size(budget, shape) if shape else None)


def _standard_normal(budget: Budget, draws: Draws, size: Value = None) -> Value:
    return draws.rng.standard_normal(_size(budget, size))


def _normal(
    budget: Budget, draws: Draws, loc: Value = 0.0, scale: Value = 1.0, size: Value = None
) -> Value:
    return draws.rng.normal(loc, scale, _size(budget, size, loc, scale))


def _uniform(
    budget: Budget, draws: Draws, low: Value = 0.0, high: Value = 1.0, size: Value = None
) -> Value:
    return draws.rng.uniform(low, high, _size(budget, size, low, high))


def _binomial(budget: Budget, draws: Draws, n: Value, p: Value, size: Value = None) -> Value:
    return draws.rng.binomial(n, p, _size(budget, size, n, p))


def _choice(
    budget: Budget,
    draws: Draws,
    a: Value,
    size: Value = None,
    replace: Value = True,
    p: Value = None,
) -> Value:
    shape = _size(budget, size)
    if isinstance(a, int | np.integer):
        # A draw without replacement and one with weights lay out all candidates.
        budget.charge(int(a) if p is not None or not replace else 1)
        source: Value = int(a)
    else:
        source = as_array(a, budget)
        budget.charge(source.size)
    weights = None if p is None else as_array(p, budget)
    return draws.rng.choice(source, shape, bool(replace), weights)


def _permutation(budget: Budget, draws: Draws, a: Value) -> Value:
    if isinstance(a, int | np.integer):
        budget.charge(int(a))
        return draws.rng.permutation(int(a))
    array = as_array(a, budget)
    budget.charge(array.size)
    return draws.rng.permutation(array)


def _randrange(budget: Budget, draws: Draws, start: Value, stop: Value = None) -> Value:
    return draws.rng.integers(_bound(start), None if stop is None else _bound(stop))


def _entry(run: Callable[..., Value], least: int, most: int, named: str = "") -> Entry:
    # The source itself is the first argument.
    return Entry(run, least + 1, most + 1, frozenset(named.split()))


RNG: Final[dict[str, Entry]] = {
    "integers": _entry(_integers, 1, 3, "low high size endpoint"),
    "random": _entry(_uniform01, 0, 1, "size"),
    "uniform": _entry(_uniform, 0, 3, "low high size"),
    "normal": _entry(_normal, 0, 3, "loc scale size"),
    "standard_normal": _entry(_standard_normal, 0, 1, "size"),
    "binomial": _entry(_binomial, 2, 3, "n p size"),
    "choice": _entry(_choice, 1, 4, "a size replace p"),
    "permutation": _entry(_permutation, 1, 1),
}
NP_RANDOM: Final[dict[str, Entry]] = {
    "randint": _entry(_integers, 1, 3, "low high size"),
    "rand": _entry(_rand, 0, 6),
    "randn": _entry(_randn, 0, 6),
    "random": RNG["random"],
    "random_sample": RNG["random"],
    "ranf": RNG["random"],
    "sample": RNG["random"],
    "uniform": RNG["uniform"],
    "normal": RNG["normal"],
    "standard_normal": RNG["standard_normal"],
    "binomial": RNG["binomial"],
    "choice": RNG["choice"],
    "permutation": RNG["permutation"],
}
PY_RANDOM: Final[dict[str, Entry]] = {
    "randint": _entry(_closed, 2, 2),
    "random": _entry(_uniform01, 0, 0),
    "randrange": _entry(_randrange, 1, 2),
    "uniform": _entry(_uniform, 2, 2),
    "choice": _entry(_choice, 1, 1),
}


class Source:
    """The random numbers of one run."""

    __slots__ = ("draws",)

    def __init__(self, seed: int) -> None:
        self.draws = Draws(np.random.default_rng(seed))

    def default_rng(self, args: list[Value]) -> Draws:
        """What ``np.random.default_rng(…)`` gives: a source of its own when there is a seed."""
        if len(args) > 1:
            raise fault("default_rng の引数は 1 つまでです。", "default_rng takes one argument.")
        if not args or args[0] is None:
            return self.draws
        seed = whole(args[0], "種は整数です。", "A seed is a whole number.")
        return Draws(np.random.default_rng(abs(seed)))

    def reseed(self, args: list[Value]) -> None:
        """``np.random.seed(…)``."""
        if args:
            self.draws = self.default_rng(args)
