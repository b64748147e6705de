"""Reading results back for the verdicts of ``TRIALS``, and the claims that one view is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from quizapp.demos.spec import Claim, Outcome


def number(outcome: Outcome, name: str) -> float:
    """The result called ``name``, which must be a single number."""
    value = outcome.results[name]
    assert isinstance(value, int | float), name
    return float(value)


def about(claims: Iterable[Claim], names: Collection[str]) -> tuple[Claim, ...]:
    """Those of ``claims`` that are called one of ``names``, in their order."""
    return tuple(claim for claim in claims if claim.id in names)
