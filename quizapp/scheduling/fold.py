"""What a card's log left in memory: the one place where the log is given its meaning.

Memory is a pure function of the lines of one item. Nothing is kept that the log does not say, so
two devices whose logs were merged agree, and a cache may be thrown away at any time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from quizapp.records import Event, Memory
from quizapp.scheduling.card import Card
from quizapp.scheduling.days import day_number, day_start_ms
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.scheduling.turns import (
    KINDS,
    OUTCOMES,
    Reading,
    Turn,
    is_rated,
    own_rating,
    read,
    split_at_resets,
    standing,
)

if TYPE_CHECKING:
    from quizapp.scheduling.columns import Ints
    from quizapp.scheduling.replay import Replayed

DEFAULTS = SchedulerSettings()

MEANING = "3"
"""Changes whenever the same lines come to mean something else, so that caches are made again."""

LONGEST_ANSWER_MS = 600_000
"""Time beyond this was spent away from the question, and is not counted as study."""

JUDGED = frozenset(("right", "wrong", "undecided"))

Sums = tuple[int, int, int, int, int, int, int, int]
"""Of one study day: attempts, reviews, right, new, duration_ms, tested, kept, predicted_ppm.

Attempts are judged answers; reviews are the ratings FSRS heard; new are first reviews; the time is
that of every answer that could be read, cards and answers shown with the judged ones; tested are
the first reviews of their day of cards met on an earlier one, and kept those of them not rated
Again: ``kept / tested`` is the retention that was reached. ``predicted_ppm`` is the chance of
recall that memory gave each of the tested just before, added up in millionths: whole numbers, so
that what is added and taken away again leaves nothing behind.
"""


class Digest(NamedTuple):
    """Everything a store caches about one item."""

    memory: Memory
    days: dict[int, Sums]
    last_right: bool | None
    """Whether the last answer was right, a card by the learner's own rating; None without one."""
    last_duration_ms: int | None
    """How long the last judged answer took."""


def fold(events: Iterable[Event], settings: SchedulerSettings = DEFAULTS) -> Memory:
    """The memory of one item after all its lines, in whatever order they are given.

    Learning steps end at exact instants; an interval of a day or more ends when the study day it
    leads to begins, at the offset in force at the review, and never 24 hours later. Days between
    reviews are study days too, as seen from the later of the two.
    """
    reading = read(split_at_resets(standing(events))[-1])
    card = Card(settings)
    for turn in reading.turns:
        card.hear(turn.rating, turn.at_ms, turn.offset_min)
    return _memory(card, reading, settings)


def digest(events: Iterable[Event], settings: SchedulerSettings = DEFAULTS) -> Digest:
    """The memory of one item, what it adds to the totals of each day, and its last answer."""
    lines = standing(events)
    days = _Days(settings)
    last_right = last_duration_ms = None
    for event in lines:
        if event.kind == "answer" and event.outcome != "unreadable":
            right, duration_ms = days.answer(event)
            last_right = last_right if right is None else right
            last_duration_ms = last_duration_ms if duration_ms is None else duration_ms
    for life in split_at_resets(lines):
        reading = read(life)
        card = Card(settings)
        for turn in reading.turns:
            elapsed = card.hear(turn.rating, turn.at_ms, turn.offset_min)
            days.review(turn, elapsed, card.expected)
    return Digest(_memory(card, reading, settings), days.sums(), last_right, last_duration_ms)


def extend(
    before: Memory, newest_ms: int, event: Event, settings: SchedulerSettings = DEFAULTS
) -> Digest | None:
    """What one more line changes, or None when the item's whole log must be read again.

    ``before`` is the fold of all earlier lines, the newest of them at ``newest_ms``. The usual
    line is an answer that opens a turn of its own after all others; then the memory moves on by
    that answer alone, and the digest holds the days it adds to. Last answers are None where the
    line has none. Anything else (retries, overrides, undo, marks) looks back, and gives None; so
    does Again on a day that has reviews already, for it may have counted as a lapse before.
    """
    if event.kind != "answer" or event.turn_ms != event.at_ms or event.at_ms <= newest_ms:
        return None
    days = _Days(settings)
    last_right = last_duration_ms = None
    if event.outcome != "unreadable":
        last_right, last_duration_ms = days.answer(event)
    if is_rated(event):
        turn = Turn(event.turn_ms, event.rating or 0, event.at_ms, event.offset_min)
        card = Card(settings, before)
        elapsed = card.hear(turn.rating, turn.at_ms, turn.offset_min)
        if turn.rating == 1 and elapsed == 0:
            return None
        days.review(turn, elapsed, card.expected)
        before = card.memory(suspended=before.suspended, buried_until_ms=0, flagged=before.flagged)
    return Digest(before, days.sums(), last_right, last_duration_ms)


def advance(
    memory: Memory, rating: int, at_ms: int, offset_min: int, settings: SchedulerSettings = DEFAULTS
) -> Memory:
    """The memory after one more review at ``at_ms``; what ``fold`` does with each turn.

    But for the lapses after a second Again of one day: whether that day counts already, only the
    lines tell.
    """
    card = Card(settings, memory)
    card.hear(rating, at_ms, offset_min)
    return card.memory(suspended=memory.suspended, buried_until_ms=0, flagged=memory.flagged)


class LogFold:
    """The meaning of the log under one choice of settings: what a store is opened with."""

    kinds = KINDS
    outcomes = OUTCOMES

    def __init__(self, settings: SchedulerSettings = DEFAULTS) -> None:
        self.settings = settings
        self.key = f"{settings.key} {MEANING}"

    def memory(self, events: Iterable[Event]) -> Memory:
        """The memory of one item from its lines."""
        return fold(events, self.settings)

    def digest(self, events: Iterable[Event]) -> Digest:
        """Everything a store caches about one item."""
        return digest(events, self.settings)

    def extend(self, before: Memory, newest_ms: int, event: Event) -> Digest | None:
        """What one more line changes, or None when the whole log must be read again."""
        return extend(before, newest_ms, event, self.settings)

    def replay(self, **columns: Ints) -> Replayed:
        """The digests of very many items at once; ``columns`` are those of ``columns.Columns``."""
        from quizapp.scheduling.columns import Columns
        from quizapp.scheduling.replay import replay

        return replay(Columns(**columns), self.settings)


class _Days:
    """The totals of the study days that the lines of one item fall on."""

    __slots__ = ("_hour", "_sums")

    def __init__(self, settings: SchedulerSettings) -> None:
        self._hour = settings.rollover_hour
        self._sums: dict[int, list[int]] = {}

    def _of(self, at_ms: int, offset_min: int) -> list[int]:
        day = day_number(at_ms, offset_min, self._hour)
        return self._sums.setdefault(day, [0, 0, 0, 0, 0, 0, 0, 0])

    def answer(self, event: Event) -> tuple[bool | None, int | None]:
        """Count one answer that could be read; whether it was right, how long it took if judged.

        What nobody judged (a card, an answer that was shown) takes time all the same. It is right
        or wrong as the learner rated it, is no attempt, and says nothing of the pace of answers.
        """
        duration_ms = min(event.duration_ms or 0, LONGEST_ANSWER_MS)
        sums = self._of(event.at_ms, event.offset_min)
        sums[4] += duration_ms
        if event.outcome not in JUDGED:
            rating = own_rating(event)
            return None if rating is None else rating > 1, None
        right = event.outcome == "right"
        sums[0] += 1
        sums[2] += right
        return right, duration_ms

    def review(self, turn: Turn, elapsed: int, expected: float) -> None:
        """Count one rated turn, ``elapsed`` study days after the last; -1 for the first.

        ``expected`` is the chance of recall that memory gave it.
        """
        sums = self._of(turn.at_ms, turn.offset_min)
        sums[1] += 1
        if elapsed < 0:
            sums[3] += 1
        elif elapsed > 0:
            sums[5] += 1
            sums[6] += turn.rating > 1
            sums[7] += round(1e6 * expected)

    def sums(self) -> dict[int, Sums]:
        """The totals by study day."""
        return {
            day: (s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]) for day, s in self._sums.items()
        }


def _memory(card: Card, reading: Reading, settings: SchedulerSettings) -> Memory:
    buried_until_ms = 0
    if reading.bury is not None:
        at_ms, offset_min = reading.bury
        day = day_number(at_ms, offset_min, settings.rollover_hour)
        buried_until_ms = day_start_ms(day + 1, offset_min, settings.rollover_hour)
    return card.memory(
        suspended=reading.suspended, buried_until_ms=buried_until_ms, flagged=reading.flagged
    )
