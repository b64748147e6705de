"""What a session shows: one immutable picture, drawn alike by the screens and the plain lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from quizapp.records import Grade, Rating

if TYPE_CHECKING:
    from quizapp.content.kinds.base import QuestionBase

Phase = Literal["asking", "wrong", "verdict", "shown", "undecided", "front", "back", "finished"]
"""asking: a response is awaited; wrong: not right, tries left; verdict: decided, a rating waits;
shown: the answer was shown, the rating is Again; undecided: the learner rates; front, back: a
card's two sides; finished: the end."""

Mark = Literal["right", "helped", "wrong", "skipped", "current", "todo"]


@dataclass(frozen=True, slots=True)
class Solved:
    """One item of the finished part of a session."""

    item: str
    mark: Mark
    note: str
    rating: Rating | None
    helped: bool = False
    """Whether hints were shown or an earlier try was wrong."""


@dataclass(frozen=True, slots=True)
class View:
    """One picture of a session."""

    phase: Phase
    position: int
    """1-based place of the present item."""
    total: int
    segments: tuple[Mark, ...]
    item: str = ""
    question: QuestionBase | None = None
    seed: int = 0
    draft: str = ""
    """Text in the answer line as last kept, so that a session resumes mid-word."""
    response: str | None = None
    """The response of the last verdict."""
    grade: Grade | None = None
    hints_shown: int = 0
    tries: int = 0
    """Wrong responses given to this item in this turn; unreadable ones do not count."""
    option_order: tuple[int, ...] = ()
    """Choice kinds: the authored 0-based index shown at each place."""
    proposed: Rating | None = None
    """The rating that enter takes."""
    best: Rating = Rating.EASY
    """The highest rating still allowed: Hard after a hint or a wrong try, Again once shown."""
    intervals_ms: tuple[int, int, int, int] | None = None
    """For each rating, how long until the card returns."""
    proving: bool = False
    """A proof is under way; ``settle`` will upgrade the evidence."""
    note: str = ""
    """Code of a short message: "undone", "skipped", "suspended", "flagged", "unflagged",
    "buried", "blank", "last"."""
    note_item: str = ""
    solved: tuple[Solved, ...] = ()
    elapsed_ms: int = 0
    leech: int = 0
    """On how many days the item was rated Again, where that has just made it a leech."""
    varies: bool = False
    """``another`` would ask the same question with other numbers."""
