"""How one card was forgotten and learned again, and how it goes on when it is left alone.

Time runs in study days seen from today, as memory itself counts it: the chance at day 0 is what
every other screen calls the present one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.scheduling.card import model_of
from quizapp.scheduling.days import DAY_MS, day_number

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.scheduling.settings import SchedulerSettings

STEPS = 24
"""Points of a curve between two reviews."""

Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """One review that memory heard."""

    at_ms: int
    offset_min: int
    rating: int
    stability: float
    """Days, as the review left it."""


@dataclass(frozen=True, slots=True)
class Review:
    """A mark on the curve."""

    day: int
    """Study days from today, 0 or less."""
    chance: float
    """Of recall, just before; 1 for the first, before which there was nothing to recall."""
    kept: bool
    """Whether it was remembered."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """The chance of recall over study days from today."""

    past: Curve
    """Up to today; it rises to 1 on the day of each review."""
    ahead: Curve
    """From today on, without another review."""
    reviews: tuple[Review, ...]
    exam: tuple[int, float] | None
    """Days to the exam and the chance then; None without one to come."""


def forgetting(
    heard: Sequence[Heard],
    due_ms: int,
    at: Moment,
    settings: SchedulerSettings,
    exam_day: int | None = None,
) -> Forgetting | None:
    """The curve of a card from the reviews heard, oldest first; None for a new card.

    It goes on to the exam (``exam_day``, days since 1970), or to twice the interval without one.
    """
    if not heard:
        return None
    hour, model = settings.rollover_hour, model_of(settings)
    today = day_number(at.at_ms, at.offset_min, hour)
    # A review dated after today (a clock set back) stands at today: the curve never runs backwards.
    days = [min(0, day_number(one.at_ms, one.offset_min, hour) - today) for one in heard]
    past: list[tuple[float, float]] = []
    reviews = []
    for place, one in enumerate(heard):
        reviews.append(Review(days[place], past[-1][1] if past else 1.0, one.rating > 1))
        until = days[place + 1] if place + 1 < len(heard) else 0
        past += _piece(days[place], days[place], until, one.stability, model.retrievability)
    last = heard[-1]
    interval = max(1.0, (due_ms - last.at_ms) / DAY_MS)
    left = None if exam_day is None or exam_day <= today else exam_day - today
    until = left if left is not None else max(1, round(2 * interval) + days[-1])
    ahead = _piece(days[-1], 0, until, last.stability, model.retrievability)
    return Forgetting(
        tuple(past),
        tuple(ahead),
        tuple(reviews),
        None if left is None else (left, ahead[-1][1]),
    )


def _piece(
    reviewed: int, start: int, until: int, stability: float, chance: Callable[[float, float], float]
) -> list[tuple[float, float]]:
    """The curve from ``start`` to ``until`` after a review on day ``reviewed``."""
    places = [start + (until - start) * step / STEPS for step in range(STEPS + 1)]
    return [(day, chance(day - reviewed, stability)) for day in places]
