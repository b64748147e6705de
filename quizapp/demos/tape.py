"""Reverse-mode automatic differentiation on scalars, small enough to hold in the head.

A ``Tape`` records each operation once, in order, which is a topological order already; ``pull``
walks it backwards and adds up what each use of a value contributes.

Source: Griewank & Walther, *Evaluating Derivatives* (2008); after the spirit of micrograd.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """One value: what made it, from which earlier entries, and its slope with respect to each."""

    name: str
    value: float
    inputs: tuple[int, ...] = ()
    slopes: tuple[float, ...] = ()


@dataclass(slots=True)
class Tape:
    """The record of one computation; every method gives the index of the new entry."""

    entries: list[Entry] = field(default_factory=list)

    def __getitem__(self, index: int) -> float:
        return self.entries[index].value

    def _add(
        self, name: str, value: float, inputs: tuple[int, ...] = (), slopes: tuple[float, ...] = ()
    ) -> int:
        self.entries.append(Entry(name, value, inputs, slopes))
        return len(self.entries) - 1

    def leaf(self, name: str, value: float) -> int:
        """A variable."""
        return self._add(name, value)

    def add(self, a: int, b: int) -> int:
        """``a + b``."""
        return self._add("+", self[a] + self[b], (a, b), (1.0, 1.0))

    def subtract(self, a: int, b: int) -> int:
        """``a - b``."""
        return self._add("−", self[a] - self[b], (a, b), (1.0, -1.0))

    def multiply(self, a: int, b: int) -> int:
        """``a b``."""
        return self._add("×", self[a] * self[b], (a, b), (self[b], self[a]))

    def square(self, a: int) -> int:
        """``a²``."""
        return self._add("( )²", self[a] ** 2, (a,), (2.0 * self[a],))

    def halve(self, a: int) -> int:
        """``a / 2``."""
        return self._add("½( )", 0.5 * self[a], (a,), (0.5,))

    def sin(self, a: int) -> int:
        """``sin a``."""
        return self._add("sin", math.sin(self[a]), (a,), (math.cos(self[a]),))

    def exp(self, a: int) -> int:
        """``exp a``."""
        value = math.exp(self[a])
        return self._add("exp", value, (a,), (value,))

    def relu(self, a: int) -> int:
        """``max(a, 0)``, with slope 0 at 0."""
        return self._add("ReLU", max(self[a], 0.0), (a,), (1.0 if self[a] > 0 else 0.0,))

    def sigmoid(self, a: int, *, careless: bool = False) -> int:
        """The logistic function of ``a``.

        ``careless`` makes the mistake of a well-known exercise: the slope is taken at the
        function's output where its input is called for.
        """
        value = logistic(self[a])
        at = value if careless else self[a]
        return self._add("σ", value, (a,), (logistic(at) * (1.0 - logistic(at)),))

    def pull(self, output: int | None = None) -> list[float]:
        """The slope of entry ``output`` (the last one) with respect to every entry."""
        gradients = [0.0] * len(self.entries)
        last = len(self.entries) - 1 if output is None else output
        gradients[last] = 1.0
        for index in range(last, -1, -1):
            entry = self.entries[index]
            for source, slope in zip(entry.inputs, entry.slopes, strict=True):
                gradients[source] += gradients[index] * slope
        return gradients


def logistic(u: float) -> float:
    """``1 / (1 + exp(-u))`` without overflow."""
    small = math.exp(-abs(u))
    return (1.0 if u >= 0 else small) / (1.0 + small)
