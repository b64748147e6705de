"""One card on its way through its turns: where the formulas meet the calendar."""

from __future__ import annotations

from functools import lru_cache

from quizapp.records import Memory
from quizapp.scheduling.days import DAY_MS, HOUR_MS, MINUTE_MS
from quizapp.scheduling.fsrs import NEW, STATES, Model
from quizapp.scheduling.settings import SchedulerSettings


@lru_cache(maxsize=8)
def model_of(settings: SchedulerSettings) -> Model:
    """The formulas for ``settings``, made once."""
    return Model(
        settings.parameters,
        settings.desired_retention,
        settings.learning_steps_ms,
        settings.relearning_steps_ms,
        settings.maximum_interval_days,
    )


class Card:
    """A card's memory while it is being folded; becomes a ``Memory`` at the end."""

    __slots__ = (
        "_model",
        "_night_ms",
        "_nights",
        "difficulty",
        "due_ms",
        "expected",
        "lapses",
        "last_ms",
        "reps",
        "stability",
        "state",
        "step",
    )

    def __init__(self, settings: SchedulerSettings, memory: Memory | None = None) -> None:
        self._model = model_of(settings)
        self._night_ms = settings.rollover_hour * HOUR_MS
        self.state, self.step, self.reps, self.lapses = NEW, 0, 0, 0
        self.stability = self.difficulty = 0.0
        self.due_ms = self.last_ms = 0
        self.expected = 0.0
        """The chance of recall just before the last review; 0 where no night lay between."""
        self._nights = 0
        """Study days since the last lapse was counted, or since the card was met; going on from a
        memory it is not known, and counts from there."""
        if memory is not None:
            self.state, self.step = STATES.index(memory.state), memory.step
            self.stability, self.difficulty = memory.stability, memory.difficulty
            self.due_ms, self.last_ms = memory.due_ms, memory.last_ms
            self.reps, self.lapses = memory.reps, memory.lapses

    def hear(self, rating: int, at_ms: int, offset_min: int) -> int:
        """Take in one review; the study days since the last one, or -1 for the first.

        Days are counted where the learner is now, and never backwards. A learning step ends at an
        exact instant; an interval of a day or more ends when the study day it leads to begins.

        A lapse is a study day, after the one on which the card was met, with a rating of Again:
        one however often that day, and in learning steps as well as in review. A card that never
        gets past its steps would otherwise cost every day and never be called a leech.
        """
        shift_ms = offset_min * MINUTE_MS - self._night_ms
        first = self.state == NEW
        elapsed = 0
        self.expected = 0.0
        if not first:
            elapsed = (at_ms + shift_ms) // DAY_MS - (self.last_ms + shift_ms) // DAY_MS
            if elapsed < 0:
                elapsed = 0
            self._nights += elapsed
            if rating == 1 and self._nights:
                self.lapses += 1
                self._nights = 0
            if elapsed:
                self.expected = self._model.retrievability(elapsed, self.stability)
        self.state, self.step, self.stability, self.difficulty, wait_ms, days = self._model.review(
            self.state, self.step, self.stability, self.difficulty, rating, elapsed
        )
        if days or wait_ms >= DAY_MS:
            day = (at_ms + wait_ms + shift_ms) // DAY_MS + days
            self.due_ms = day * DAY_MS - shift_ms
        else:
            self.due_ms = at_ms + wait_ms
        self.last_ms = at_ms
        self.reps += 1
        return -1 if first else elapsed

    def memory(self, *, suspended: bool, buried_until_ms: int, flagged: bool) -> Memory:
        """What the card remembers now."""
        return Memory(
            self.stability,
            self.difficulty,
            self.due_ms,
            self.last_ms,
            STATES[self.state],
            self.step,
            self.reps,
            self.lapses,
            suspended,
            buried_until_ms,
            flagged,
        )
