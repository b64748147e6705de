"""The words everybody uses: plain frozen values that cross from floor to floor."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

Language = Literal["ja", "en"]
Outcome = Literal["right", "wrong", "unreadable", "undecided"]

EventKind = Literal[
    "answer",
    "rate",
    "proof",
    "undo",
    "suspend",
    "unsuspend",
    "bury",
    "flag",
    "unflag",
    "reset",
    "note",
]


class Localized:
    """One text in both languages; a missing one falls back to the other."""

    __slots__ = ("en", "ja")

    def __init__(self, ja: str = "", en: str = "") -> None:
        self.ja = ja
        self.en = en

    def get(self, language: str) -> str:
        """The text in ``language`` ("ja" or "en"), or in the other when it is missing."""
        if language == "en":
            return self.en or self.ja
        return self.ja or self.en

    def __bool__(self) -> bool:
        return bool(self.ja or self.en)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Localized) and (self.ja, self.en) == (other.ja, other.en)

    def __hash__(self) -> int:
        return hash((self.ja, self.en))

    def __repr__(self) -> str:
        return f"Localized(ja={self.ja!r}, en={self.en!r})"


class Rating(IntEnum):
    """What FSRS hears."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Witness:
    """A point at which the response and the answer differ, as the learner sees it."""

    at: tuple[tuple[str, str], ...]
    """Names with their values, for example ``(("x", "1"), ("y", "2"))``."""
    yours: str
    correct: str


@dataclass(frozen=True, slots=True)
class Grade:
    """What checking decided about one response.

    ``note`` is a stable code ("right.value", "miss.sign", "unreadable.name" …) that tests,
    translations and the log hold on to. ``evidence`` says how it was decided: "exact", "points",
    "proved", "key", "text", "self" or "none".
    """

    outcome: Outcome
    score: float
    note: str
    feedback: Localized = field(default_factory=Localized)
    evidence: str = "none"
    read_as: str | None = None
    """How the response was read, in the linear form that reads back to the same tree."""
    position: int | None = None
    """Where reading stopped: an index into the response as typed, for unreadable ones."""
    end: int | None = None
    """One past the last index of the text that could not be read."""
    hint: Localized = field(default_factory=Localized)
    """What to change, where the feedback alone does not say it."""
    witness: Witness | None = None
    parts: tuple[Grade, ...] = ()
    """Grades of entries (vector, cloze, several answers), in order."""
    table: tuple[tuple[str, ...], ...] = ()
    """A case in which code failed, row by row: a label, then cells. A label is a name, or "@yours",
    "@correct", "@index" or "@gradient" (by central differences), which the screen puts into words.
    """


@dataclass(frozen=True, slots=True)
class Memory:
    """What one card's reviews left in memory: a pure fold over its log."""

    stability: float = 0.0
    """Days until recall falls to 90 %."""
    difficulty: float = 0.0
    """1 (easy) to 10 (hard)."""
    due_ms: int = 0
    last_ms: int = 0
    state: Literal["new", "learning", "review", "relearning"] = "new"
    step: int = 0
    """Index of the learning step the card stands on, while learning or relearning."""
    reps: int = 0
    lapses: int = 0
    """Study days, after the one on which it was met, on which it was rated Again."""
    suspended: bool = False
    buried_until_ms: int = 0
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the study log; never changed once written.

    A *turn* is one showing of one item: its answer, any retries, the proof that arrives later
    and the rating the learner chose share ``turn_ms``, the ``at_ms`` of the turn's first event.
    ``undo`` names the turn it takes back by the same field.
    """

    item: str
    """``pack/question`` or ``pack/card/r`` for the reverse direction."""
    at_ms: int
    kind: EventKind
    turn_ms: int
    offset_min: int = 0
    rating: int | None = None
    response: str | None = None
    outcome: str | None = None
    note: str | None = None
    evidence: str | None = None
    score: float | None = None
    duration_ms: int | None = None
    hints: int = 0
    seed: int = 0
    fingerprint: str = ""
    session: str = ""
    device: str = ""
    learner: str = "me"
    model: str = "fsrs-6"
    extra: str = ""
    """JSON of anything a kind of event adds."""


@dataclass(frozen=True, slots=True)
class DueCounts:
    """How many cards wait now: reviews that are due, new ones allowed today, steps to finish."""

    due: int
    new: int
    learning: int
