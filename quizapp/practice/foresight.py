"""What is expected of some questions asked now, from the learner's memory of them.

The plan's forecast is of the exam day; a mock exam is sat today. Imports NumPy, and reads the
record as far as a plan does: for the background.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quizapp.practice.plan_day import field_of
from quizapp.scheduling.card import model_of
from quizapp.scheduling.days import day_number
from quizapp.scheduling.plan import forecast

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.practice.desk import Desk


@dataclass(frozen=True, slots=True)
class Foresight:
    """An expected score in per cent, and half the width of the band of four cases in five."""

    expected: float
    band: float
    reviews: int
    """Reviews that the model could be judged by."""


def foresee(desk: Desk, asked: Sequence[tuple[str, float]], at: Moment) -> Foresight | None:
    """What answering ``asked`` at ``at`` should come to; None for nothing.

    Each question is an item with the chance that a guess is right. An item met before is recalled
    as its memory says, moved by how this learner's reviews differed from the model; one never met
    is right as often as this learner's first answers are.
    """
    if not asked:
        return None
    field = field_of(desk, at)
    memories = desk.log.memories([item for item, _ in asked])
    model = model_of(desk.scheduler)
    hour = desk.settings.rollover_hour
    today = day_number(at.at_ms, at.offset_min, hour)
    chances = np.zeros(len(asked))
    for place, (item, guess) in enumerate(asked):
        memory = memories.get(item)
        if memory is None or memory.stability <= 0:
            chances[place] = max(guess, field.first_right)
            continue
        days = max(0, today - day_number(memory.last_ms, at.offset_min, hour))
        recall = model.retrievability(days, memory.stability)
        moved = forecast.shifted(np.array([guess + (1 - guess) * recall]), field.log_odds, guess)
        chances[place] = moved[0]
    weight = np.ones(len(asked))
    return Foresight(
        forecast.score(chances, weight),
        forecast.band(chances, weight, len(asked), field.reviews),
        field.reviews,
    )
