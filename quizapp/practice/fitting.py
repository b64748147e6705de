"""Fitting memory to the learner: from the log to the settings that memory is rebuilt from.

The parameters are a setting, with the model they are for, so they can be read, shared and taken
back; memory is a fold over the log under those settings, and is made again when they change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from quizapp.scheduling.fitting import Fit, Past, fit, pasts_of
from quizapp.scheduling.fsrs import Parameters
from quizapp.settings import MEMORY_MODEL

if TYPE_CHECKING:
    from quizapp.scheduling.settings import SchedulerSettings
    from quizapp.settings import Settings
    from quizapp.store.port import StudyLog

TOLD_EVERY = 50_000
"""Lines of the log between two words about progress."""

Say = Callable[[str, int], object]
"""Hears a step ("read", "train", "judge") and a count."""


def fit_log(
    log: StudyLog, scheduler: SchedulerSettings, *, say: Say = lambda step, count: None
) -> Fit:
    """Fit to all reviews of the log's learner. Raises ``MissingPackage`` without the extra."""
    return fit(
        pasts_in(log, scheduler.rollover_hour, say),
        scheduler.parameters,
        relearning_steps=len(scheduler.relearning_steps_ms),
        say=say,
    )


def pasts_in(log: StudyLog, rollover_hour: int, say: Say = lambda step, count: None) -> list[Past]:
    """What was reviewed when, of every item of the log's learner."""
    found: list[Past] = []
    lines = 0
    own = (event for event in log.all_events() if event.learner == log.learner)
    for number, (_, group) in enumerate(groupby(own, key=lambda event: event.item)):
        events = list(group)
        found += pasts_of(events, number, rollover_hour)
        if (lines + len(events)) // TOLD_EVERY > lines // TOLD_EVERY:
            say("read", lines + len(events))
        lines += len(events)
    return found


def with_parameters(settings: Settings, weights: tuple[float, ...]) -> Settings:
    """``settings`` with fitted parameters; without any, with those everybody begins with."""
    told = " ".join(f"{weight:g}" for weight in weights)
    return replace(settings, memory_parameters=f"{MEMORY_MODEL} {told}" if weights else "")


def parameters_of(settings: Settings) -> Parameters:
    """The memory parameters in force."""
    from quizapp.scheduling.fitting import settled

    words = settings.memory_parameters.split()[1:]
    return Parameters(settled(map(float, words))) if words else Parameters()


def plain(found: Fit, *, kept: bool) -> dict[str, Any]:
    """What came of fitting as plain JSON values."""

    def score(one: object) -> dict[str, float] | None:
        values = asdict(one) if one is not None else None  # type: ignore[call-overload]
        return values and {name: round(value, 6) for name, value in values.items()}

    return {
        "version": 1,
        "verdict": found.verdict,
        "kept": kept,
        "model": MEMORY_MODEL,
        "reviews": found.reviews,
        "needed": found.needed,
        "trained": found.trained,
        "held_out": found.held_out,
        "before": score(found.before),
        "after": score(found.after),
        "gain": round(found.gain, 6),
        "noise": round(found.noise, 6),
        "parameters": list(found.weights),
    }
