"""How far a session has come: what is written down so that it resumes where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from quizapp.practice.turn import Turn
from quizapp.records import Localized


@dataclass(frozen=True, slots=True)
class Ask:
    """One item to be asked."""

    item: str
    seed: int = 0
    """Seed of the variant."""
    counts: bool = True
    """False: the answer is kept but moves no due date (ahead, cram, mistakes)."""


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """What a session asks, in order."""

    id: str
    kind: str
    """"quiz", "cards", "review", "mistakes", "cram" or "ahead"."""
    items: tuple[Ask, ...]
    title: Localized = field(default_factory=Localized)


@dataclass(slots=True)
class Progress:
    """The moving part of a session."""

    turns: list[Turn]
    index: int = 0
    """Place of the present item; the number of turns when the session is over."""
    history: list[int] = field(default_factory=list)
    """Places whose rating can be taken back, latest last."""
    elapsed_ms: int = 0

    @classmethod
    def of(cls, plan: SessionPlan) -> Progress:
        """The beginning of ``plan``."""
        return cls([Turn(ask.item, ask.seed, ask.counts) for ask in plan.items])

    def copy(self) -> Progress:
        """The same state, untouched by what is done to this one."""
        turns = [turn.copy() for turn in self.turns]
        return Progress(turns, self.index, list(self.history), self.elapsed_ms)

    @property
    def ended(self) -> bool:
        """Whether nothing is left to ask."""
        return self.index >= len(self.turns)

    @property
    def turn(self) -> Turn:
        """The present turn; there is none once the session has ended."""
        return self.turns[self.index]

    def to_plain(self, plan: SessionPlan) -> dict[str, Any]:
        """Everything needed to resume, as plain JSON values."""
        return {**self.place(plan), "turns": [turn.to_plain() for turn in self.turns]}

    def place(self, plan: SessionPlan) -> dict[str, Any]:
        """What ``to_plain`` says before it comes to the turns."""
        return {
            "version": 1,
            "kind": plan.kind,
            "title": [plan.title.ja, plan.title.en],
            "index": self.index,
            "history": self.history,
            "elapsed_ms": self.elapsed_ms,
        }


def from_plain(
    session_id: str, plain: dict[str, Any], known: Callable[[str], bool]
) -> tuple[SessionPlan, Progress]:
    """Plan and progress that ``to_plain`` wrote.

    Items whose question has gone from the packs meanwhile (``known`` says no) are left out.
    Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what another version wrote.
    """
    turns = [Turn.from_plain(one) for one in plain["turns"]]
    kept = [place for place, turn in enumerate(turns) if known(turn.item)]
    places = {old: new for new, old in enumerate(kept)}
    left = [turns[place] for place in kept]
    plan = SessionPlan(
        session_id,
        plain["kind"],
        tuple(Ask(turn.item, turn.seed, turn.counts) for turn in left),
        Localized(*plain["title"]),
    )
    progress = Progress(
        left,
        sum(1 for place in kept if place < plain["index"]),
        [places[place] for place in plain["history"] if place in places],
        plain["elapsed_ms"],
    )
    return plan, progress
