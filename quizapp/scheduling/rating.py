"""Which rating a checked answer earns: what FSRS hears follows from how the answer came about.

The learner may always choose another rating up to the best one allowed. A hint or a wrong try
first allows Hard at most, an answer that was shown allows Again only: otherwise the schedule would
believe in a memory that was not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, overload

from quizapp.records import Rating

QUICK = 0.5
"""An unaided right answer within this share of the typical time is Easy."""

TYPICAL_MS = {
    "expression": 70_000,
    "number": 60_000,
    "cloze": 30_000,
    "choice": 40_000,
    "choices": 50_000,
    "order": 45_000,
    "code": 110_000,
    "recall": 12_000,
}
"""Typical time for one answer before the learner's own pace is known."""

ENOUGH = 5
"""So many answers of a kind make a pace."""


@overload
def propose(
    outcome: Literal["right", "wrong"],
    *,
    score: float = ...,
    hints: int = ...,
    tries: int = ...,
    shown: bool = ...,
    duration_ms: int | None = ...,
    typical_ms: int | None = ...,
) -> Rating: ...
@overload
def propose(
    outcome: str,
    *,
    score: float = ...,
    hints: int = ...,
    tries: int = ...,
    shown: bool = ...,
    duration_ms: int | None = ...,
    typical_ms: int | None = ...,
) -> Rating | None: ...
def propose(
    outcome: str,
    *,
    score: float = 1.0,
    hints: int = 0,
    tries: int = 0,
    shown: bool = False,
    duration_ms: int | None = None,
    typical_ms: int | None = None,
) -> Rating | None:
    """The rating that enter takes, or None where only the learner can say.

    ``tries`` counts the wrong answers before this one in the same turn. A right answer with a
    score below 1 (the value without the form that was asked for) is Hard. Undecided answers are
    the learner's to rate, and an unreadable one is not an answer yet.
    """
    if shown or outcome == "wrong":
        return Rating.AGAIN
    if outcome != "right":
        return None
    best = best_rating(hints=hints, tries=tries, shown=shown)
    if best < Rating.GOOD or score < 1:
        return min(best, Rating.HARD)
    if duration_ms is None or typical_ms is None:
        return Rating.GOOD
    return Rating.EASY if 0 < duration_ms <= QUICK * typical_ms else Rating.GOOD


def best_rating(*, hints: int = 0, tries: int = 0, shown: bool = False) -> Rating:
    """The highest rating the learner may still choose."""
    if shown:
        return Rating.AGAIN
    if hints or tries:
        return Rating.HARD
    return Rating.EASY


def typical_ms(kind: str, own: Sequence[int] = (), *, difficulty: int = 2) -> int:
    """The typical time of one answer: the learner's own median once there are enough.

    ``own`` are durations of earlier answers of this kind; ``difficulty`` (1 to 3) leans the
    general figure only.
    """
    if len(own) >= ENOUGH:
        ordered = sorted(own)
        return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) // 2
    return int(TYPICAL_MS.get(kind, 45_000) * (0.7, 1.0, 1.4)[min(max(difficulty, 1), 3) - 1])
