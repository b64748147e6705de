"""Leeches: cards that are forgotten again and again, and cost more than they give.

What is counted is days on which a card was rated Again (``Memory.lapses``), whether it was in
review or still in its learning steps. Counting failed reviews alone, as is usual, never finds the
worst of them: a card that is forgotten before each second step is never in review.
"""

from __future__ import annotations

from quizapp.records import Memory
from quizapp.scheduling.fold import DEFAULTS
from quizapp.scheduling.settings import SchedulerSettings


def is_leech(memory: Memory, settings: SchedulerSettings = DEFAULTS) -> bool:
    """Whether the card has lapsed as often as the threshold says; a threshold of 0 says never."""
    return 0 < settings.leech_threshold <= memory.lapses


def became_leech(before: Memory, after: Memory, settings: SchedulerSettings = DEFAULTS) -> bool:
    """Whether this review is one to speak up at.

    That is the lapse that reaches the threshold, and then every half a threshold more, so that a
    learner who goes on is reminded but not nagged.
    """
    if after.lapses <= before.lapses or not is_leech(after, settings):
        return False
    half = max(1, (settings.leech_threshold + 1) // 2)
    return (after.lapses - settings.leech_threshold) % half == 0
