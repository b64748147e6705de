"""How the forecast is set right by mock exams that were taken, and how far to trust it then.

A forecast errs for two reasons: few questions are drawn, and the model of memory may be wrong about
this learner. The second kind stays the same from one sitting to the next, so mock exams tell of
it; it is estimated as a shift in points with a normal prior as wide as the model says it is unsure
(normal means with known variances; Gelman et al., *Bayesian Data Analysis*, 3rd ed., sec. 2.5).
Without mock exams nothing changes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

FOUR_IN_FIVE = 1.2816
"""Standard deviations on either side that hold four cases in five."""
DRIFT = 4.0
"""Points by which the shift may differ from one mock exam to the next: a learner changes, and no
two papers are alike. Keeps many mock exams from promising more than any can."""


@dataclass(frozen=True, slots=True)
class Mock:
    """A mock exam that was taken: what the model had said of it, and what came of it."""

    model: float
    """Per cent that the model of memory had expected."""
    percent: float
    """Per cent right."""
    questions: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A forecast set right: the expected score, and half the width of its band, in points."""

    expected: float
    band: float
    shift: float
    """Points by which mock exams moved it."""

    @property
    def low(self) -> float:
        """Lower end of the band that holds about four sittings in five."""
        return max(0.0, self.expected - self.band)

    @property
    def high(self) -> float:
        """Its upper end."""
        return min(100.0, self.expected + self.band)


def scatter(percent: float, questions: int) -> float:
    """Variance of a score in points², for drawing ``questions`` that are each right or wrong.

    Never that of a certain result: one question more is thought right and one wrong.
    """
    share = (percent / 100 * questions + 1) / (questions + 2)
    return 1e4 * share * (1 - share) / max(1, questions)


def calibrated(expected: float, band: float, questions: int, mocks: Sequence[Mock]) -> Outcome:
    """``expected`` ± ``band`` for ``questions`` questions, as the ``mocks`` set it right."""
    if not mocks:
        return Outcome(expected, band, 0.0)
    drawn = scatter(expected, questions)
    unsure = max((band / FOUR_IN_FIVE) ** 2 - drawn, 1.0)
    # A part of what the model is unsure of comes anew each time; the rest can be learnt.
    drift = min(DRIFT**2, unsure / 2)
    weights = [1 / (scatter(one.percent, one.questions) + drift) for one in mocks]
    precision = 1 / (unsure - drift) + sum(weights)
    told = sum(
        weight * (one.percent - one.model) for weight, one in zip(weights, mocks, strict=True)
    )
    shift = told / precision
    moved = min(100.0, max(0.0, expected + shift))
    return Outcome(moved, FOUR_IN_FIVE * math.sqrt(drawn + 1 / precision + drift), moved - expected)
