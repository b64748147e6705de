"""Degrees in which the question page folds when there is too little room for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Fold(NamedTuple):
    """One degree of folding."""

    roomy: bool
    """Blank rows between options."""
    reasons: str
    """Reasons of "all" options, or of "some": those chosen or right."""
    explain: str
    """"all" of the explanation, "some" (as many of its blocks as fit), or "none"."""


FOLDS = (
    Fold(True, "all", "all"),
    Fold(False, "all", "all"),
    Fold(False, "all", "some"),
    Fold(False, "all", "none"),
    Fold(False, "some", "none"),
)
"""From a page with room to one without; after the last the page scrolls."""


def degrees(
    *, options: bool, decided: bool, reasons_asked: bool, explain_asked: bool
) -> Iterator[Fold]:
    """Degrees of folding, the roomiest first; what the learner asked to see is never folded."""
    for degree in FOLDS if decided else FOLDS[:2]:
        if options or degree.reasons == "all":
            yield Fold(
                degree.roomy,
                "all" if reasons_asked else degree.reasons,
                "all" if explain_asked else degree.explain,
            )
