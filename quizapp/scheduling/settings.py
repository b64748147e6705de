"""What the learner may set about the schedule, in one frozen value the folds are given."""

from __future__ import annotations

from dataclasses import dataclass, field

from quizapp.scheduling.fsrs import Parameters

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class SchedulerSettings:
    """Everything a card's memory depends on besides its own log."""

    parameters: Parameters = field(default_factory=Parameters)
    desired_retention: float = 0.9
    """Chance of recall at which a review falls due; between 0.7 and 0.99."""
    learning_steps_ms: tuple[int, ...] = (MINUTE_MS, 10 * MINUTE_MS)
    relearning_steps_ms: tuple[int, ...] = (10 * MINUTE_MS,)
    maximum_interval_days: int = 36_500
    rollover_hour: int = 4
    """Local hour at which a new study day begins."""
    leech_threshold: int = 8
    """Lapses (days on which it was rated Again) after which a card is called a leech; 0 never
    calls one."""

    def __post_init__(self) -> None:
        if not 0.7 <= self.desired_retention <= 0.99:
            raise ValueError(f"desired_retention is {self.desired_retention}, not in [0.7, 0.99]")
        if not 0 <= self.rollover_hour <= 23:
            raise ValueError(f"rollover_hour is {self.rollover_hour}, not in 0..23")
        if self.maximum_interval_days < 1:
            raise ValueError("maximum_interval_days must be at least 1")
        if any(step <= 0 for step in (*self.learning_steps_ms, *self.relearning_steps_ms)):
            raise ValueError("learning steps must be longer than nothing")

    @property
    def key(self) -> str:
        """A text that differs whenever the same log would give other memories or day totals."""
        weights = ",".join(f"{weight:.10g}" for weight in self.parameters.weights)
        learning = ",".join(map(str, self.learning_steps_ms))
        relearning = ",".join(map(str, self.relearning_steps_ms))
        return (
            f"fsrs-6 r={self.desired_retention:.6g} learn={learning} relearn={relearning} "
            f"max={self.maximum_interval_days} rollover={self.rollover_hour} w={weights}"
        )
