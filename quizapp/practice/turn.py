"""One showing of one item: what the learner has done with it so far, apart from any screen."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from quizapp.practice.view import Mark, Phase
from quizapp.records import Grade, Rating
from quizapp.scheduling.rating import best_rating

MAX_TRIES = 3
"""Wrong answers to one typed question before its answer is shown."""


@dataclass(slots=True)
class Turn:
    """The present state of one place in a session's queue.

    Everything but the grade can be written down as JSON and read back, so that a session resumes
    where it was; the grade is made again from the response.
    """

    item: str
    seed: int = 0
    counts: bool = True
    """Whether the answer moves the due date."""
    phase: Phase = "asking"
    mark: Mark = "todo"
    draft: str = ""
    response: str | None = None
    hints: int = 0
    tries: int = 0
    shown: bool = False
    sure: int = 0
    """How sure the learner said the answer was: 1 a guess, 2 fairly, 3 sure; 0 for not asked."""
    turn_ms: int = 0
    """``at_ms`` of the first logged event; 0 while nothing is logged."""
    spent_ms: int = 0
    """Time on this item before the present look at it."""
    told_ms: int = 0
    """How much of its time the answers in the log carry already."""
    note: str = ""
    rating: int | None = None
    """The rating in force, once there is one."""
    offered: int | None = None
    """The rating that was proposed, to which an undo goes back."""
    passes: int = 0
    """How often the item has come back in this session."""
    grade: Grade | None = None

    def to_plain(self) -> dict[str, Any]:
        """The turn as plain JSON values; defaults are left out."""
        return {
            name: value
            for name, value, usual in zip(_NAMES, _values(self), _USUAL, strict=True)
            if value != usual and name != "grade"
        }

    def values(self) -> tuple[Any, ...]:
        """All it holds: two turns that are equal in this are written alike."""
        values: tuple[Any, ...] = _values(self)
        return values

    def copy(self) -> Turn:
        """The same turn, untouched by what is done to this one."""
        return Turn(*_values(self))

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Turn:
        """The turn that ``to_plain`` wrote; fields of another version are passed over."""
        known = set(_NAMES) - {"grade"}
        return cls(**{name: value for name, value in plain.items() if name in known})

    def proposed(self) -> Rating | None:
        """The rating that enter takes: the one in force, or Good for a card just flipped."""
        if self.rating is None:
            return Rating.GOOD if self.phase == "back" else None
        return Rating(self.rating)

    def best(self) -> Rating:
        """The highest rating the learner may choose now.

        A wrong answer may be rated up: the learner knows when it was a slip of the finger.
        """
        if self.phase == "verdict" and self.grade is not None and self.grade.outcome == "wrong":
            return Rating.EASY
        return best_rating(hints=self.hints, tries=self.tries, shown=self.shown)

    def settle_mark(self) -> None:
        """Set the mark of the thread from the rating in force."""
        missed = self.grade is not None and self.grade.outcome == "wrong"
        if self.rating is None:
            self.mark = "todo"
        elif self.rating == Rating.AGAIN or missed:
            # A wrong answer that the learner rates up is a wrong answer all the same.
            self.mark = "wrong"
        elif self.hints or self.tries or self.rating == Rating.HARD:
            self.mark = "helped"
        else:
            self.mark = "right"


_NAMES = tuple(field.name for field in fields(Turn))
_values = attrgetter(*_NAMES)
_USUAL = _values(Turn(""))


def shuffled(count: int, *key: object) -> tuple[int, ...]:
    """``range(count)`` in an order fixed by ``key``: the same key always gives the same order."""
    rng = random.Random(zlib.crc32("\x1f".join(map(str, key)).encode()))
    order = list(range(count))
    rng.shuffle(order)
    return tuple(order)
