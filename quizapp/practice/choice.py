"""What a session is to be about, as a learner or a command chooses it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """What a session is to be about; nothing chosen means whatever the schedule asks for."""

    items: tuple[str, ...] = ()
    """Question ids, with or without their pack, in the order to be asked."""
    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    difficulty: int | None = None
    flagged: bool = False
    mistakes: bool = False
    """Last answered wrong; practised without moving any due date."""
    unseen: bool = False
    unsure: bool = False
    """Met and hard to keep: answered wrong last, or of high difficulty in memory."""
    misjudged: bool = False
    """The learner was sure of the answer and wrong; practised without moving any due date."""
    cram: bool = False
    """Least remembered first, without moving any due date."""
    minutes: int | None = None
    """As many as fit in so much time at the learner's own pace."""
    due: bool = False
    """Only what the schedule asks for today."""
    ahead: bool = False
    """A few more than today's, without moving any due date."""
    count: int | None = None
    seed: int | None = None

    @property
    def kind(self) -> str:
        """The kind of session it makes."""
        if self.mistakes or self.misjudged:
            return "mistakes"
        if self.ahead:
            return "ahead"
        if self.cram:
            return "cram"
        if self.kinds == ("recall",):
            return "cards"
        return "review" if self.due else "quiz"
