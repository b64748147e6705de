"""How sure the learner was, and how right: calibration, and what was sure and wrong.

Being sure and wrong is the costliest state before an exam: such an answer would not be looked at
twice. So these items come first wherever mistakes are listed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.scheduling.turns import standing

if TYPE_CHECKING:
    from quizapp.store.port import StudyLog, SureAnswer

GUESS, FAIRLY, SURE = LEVELS = (1, 2, 3)
CODES = {GUESS: "guess", FAIRLY: "fairly", SURE: "sure"}
"""Levels as data calls them."""
Z = 1.96
"""Standard errors of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Level:
    """How right the answers of one level of confidence were."""

    sure: int
    asked: int
    right: int
    low: float
    """Of the 95 % interval of the share that is right."""
    high: float

    @property
    def share(self) -> float | None:
        """Share right; None when there were none."""
        return self.right / self.asked if self.asked else None


def calibration(answers: Iterable[SureAnswer]) -> tuple[Level, ...]:
    """The three levels, a guess first; undecided answers are neither right nor wrong."""
    asked, right = dict.fromkeys(LEVELS, 0), dict.fromkeys(LEVELS, 0)
    for one in answers:
        if one.sure in asked and one.outcome in ("right", "wrong"):
            asked[one.sure] += 1
            right[one.sure] += one.outcome == "right"
    return tuple(
        Level(level, asked[level], right[level], *interval(right[level], asked[level]))
        for level in LEVELS
    )


def interval(right: int, asked: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share: sound for few answers and at 0 and 1; (0, 1) for none.

    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209.
    """
    if not asked:
        return 0.0, 1.0
    share, square = right / asked, Z * Z
    middle = (share + square / (2 * asked)) / (1 + square / asked)
    half = (
        Z
        / (1 + square / asked)
        * math.sqrt(share * (1 - share) / asked + square / (4 * asked * asked))
    )
    return max(0.0, middle - half), min(1.0, middle + half)


def misjudged(log: StudyLog, answers: Sequence[SureAnswer]) -> list[str]:
    """Items last answered with confidence when the learner was sure and wrong, latest first.

    One that was right in a later turn, asked how sure or not, is mended and left out.
    """
    last = {one.item: one for one in answers if one.outcome in ("right", "wrong")}
    found = [one for one in last.values() if one.sure == SURE and one.outcome == "wrong"]
    found.sort(key=lambda one: -one.at_ms)
    return [
        one.item
        for one in found
        if not any(
            event.kind == "answer" and event.outcome == "right" and event.turn_ms > one.turn_ms
            for event in standing(log.events(one.item))
        )
    ]
