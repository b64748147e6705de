"""What one run may spend, and what ends it: steps, elements, levels of calls, seconds.

Every array is paid for before it is made. The elements of one run are counted and never given
back, so the sum bounds the memory it can hold at any moment.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from quizapp.records import Localized


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one run may spend."""

    steps: int = 60_000
    """Nodes visited."""
    elements: int = 300_000
    """Elements of one array."""
    work: int = 1_000_000
    """Elements written by one run, all arrays together."""
    calls: int = 12
    """Calls of functions inside one another."""
    seconds: float = 0.25
    """Time of the processor for a whole judgement."""


BOUNDS: Final = Bounds()


class CodeError(Exception):
    """A run that cannot go on: what happened, said to the learner.

    ``code`` is "error" (a mistake NumPy would also report), "timeout", "memory" or "unset".
    """

    def __init__(self, code: str, ja: str, en: str) -> None:
        super().__init__(code)
        self.code = code
        self.said = Localized(ja, en)
        self.line = 0
        """1-based line of the response; 0 when the fault is not in it, or it has only one."""


class Budget:
    """The account of one judgement; ``renew`` before each run."""

    __slots__ = ("_bounds", "_deadline", "depth", "steps", "work")

    def __init__(self, bounds: Bounds = BOUNDS) -> None:
        self._bounds = bounds
        self._deadline = 0.0
        self.begin()

    def begin(self) -> None:
        """Start the clock of a judgement."""
        self._deadline = time.process_time() + self._bounds.seconds
        self._fill()

    def renew(self) -> None:
        """Start a run. Raises ``CodeError`` when the judgement has had its time."""
        self._fill()
        self.look_at_clock()

    def _fill(self) -> None:
        self.steps = self._bounds.steps
        self.work = self._bounds.work
        self.depth = self._bounds.calls

    def look_at_clock(self) -> None:
        """Raise ``CodeError`` when the judgement has had its time."""
        if time.process_time() > self._deadline:
            raise _endless()

    def step(self, cost: int) -> None:
        """Pay for ``cost`` nodes."""
        self.steps -= cost
        if self.steps < 0:
            raise _endless()

    def charge(self, elements: int) -> None:
        """Pay for an array of so many elements, before it is made."""
        if elements > self._bounds.elements:
            raise CodeError(
                "memory",
                f"配列が大きすぎます（要素 {_count(elements)} 個）。",
                f"The array is too large ({_count(elements)} elements).",
            )
        self.work -= elements
        if self.work < 0:
            raise CodeError(
                "memory",
                "配列の計算が多すぎます。",
                "There is too much array arithmetic.",
            )

    def spend(self, work: int) -> None:
        """Pay for calculation that leaves no array behind."""
        self.work -= work
        if self.work < 0:
            raise CodeError("timeout", "計算の量が多すぎます。", "There is too much calculation.")

    def enter(self) -> None:
        """One function more is being called."""
        self.depth -= 1
        if self.depth < 0:
            raise CodeError(
                "timeout",
                "関数の呼び出しが深すぎます（再帰が終わっていません）。",
                "Functions are called too deeply: the recursion does not end.",
            )

    def leave(self) -> None:
        """A call has come back."""
        self.depth += 1


def _endless() -> CodeError:
    return CodeError(
        "timeout",
        "計算が終わりません。繰り返しの回数を見直してください。",
        "The calculation does not end. Look at how often it loops.",
    )


def _count(number: int) -> str:
    return f"{number:,}" if number < 10**12 else "10^12 +"


def fault(ja: str, en: str) -> CodeError:
    """A mistake that NumPy or Python would report too."""
    return CodeError("error", ja, en)
