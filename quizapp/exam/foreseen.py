"""What was expected of sittings beside what came of them: the record of the forecast itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quizapp.errors import QuizappError
from quizapp.exam.state import Forecast
from quizapp.exam.statistics import mean
from quizapp.scheduling.mocks import Mock, calibrated

if TYPE_CHECKING:
    from quizapp.store.port import StudyLog

FEW = 5
"""Sittings below which the forecast says that it knows little of its own errors."""


def mocks_of(log: StudyLog) -> tuple[Mock, ...]:
    """The mock exams that were handed in and had a forecast, newest first."""
    from quizapp.exam.sittings import summaries  # which imports the report, and so this module

    return tuple(
        Mock(forecast.model, one["percent"], one["total"])
        for one in summaries(log)
        if one["submitted"] and (forecast := Forecast.read(one["forecast"])) is not None
    )


def known_mocks(log: StudyLog) -> tuple[Mock, ...]:
    """The same, for whoever shows a forecast: none where a later version wrote the sittings."""
    try:
        return mocks_of(log) if log.sittings() else ()
    except QuizappError:
        return ()


def foreseen(model: float, band: float, questions: int, mocks: Sequence[Mock]) -> Forecast:
    """What to expect of a sitting, in per cent: the model's word, set right by ``mocks``."""
    told = calibrated(model, band, questions, mocks)
    return Forecast(
        round(told.expected, 1), round(told.low, 1), round(told.high, 1), round(model, 2)
    )


def record_of(told: Sequence[tuple[Forecast, float]]) -> dict[str, Any]:
    """How the forecast did over sittings, each with its per cent right."""
    return {
        "sittings": len(told),
        "inside": sum(one.low <= percent <= one.high for one, percent in told),
        "mean_error": round(mean([percent - one.expected for one, percent in told]), 1),
        "mean_distance": round(mean([abs(percent - one.expected) for one, percent in told]), 1),
        "few": len(told) < FEW,
    }
