"""Reading a named number back from an outcome, for the verdicts of ``TRIALS``."""

from __future__ import annotations

from quizapp.demos.spec import Outcome


def number(outcome: Outcome, name: str) -> float:
    """The result called ``name``, which must be a single number."""
    value = outcome.results[name]
    assert isinstance(value, int | float), name
    return float(value)
