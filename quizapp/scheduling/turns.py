"""How a card's log is read: which lines still stand, and which turns they make.

A turn is one showing of one item. Its answer, retries, override and proof share ``turn_ms``; what
FSRS hears of a turn is its last rating. The rules, in the order they apply:

- ``undo`` takes back the answers, ratings, suspending, burying and reset that its turn holds up to
  that moment; flags and notes have keys of their own and stay.
- ``reset`` forgets every line before it.
- An answer that could not be read, or that carries no rating, moves nothing.
- A rating that arrives for an earlier turn, when a later one has begun, changes what the earlier
  one heard but not when it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from quizapp.records import Event

KINDS = (
    "answer",
    "rate",
    "proof",
    "suspend",
    "unsuspend",
    "bury",
    "flag",
    "unflag",
    "note",
)
"""Kinds that the fold in arrays understands, coded 1, 2 …; all others are 0."""

OUTCOMES = ("right", "wrong", "undecided", "unreadable")
"""Outcomes, coded 1, 2 …; anything else is 0."""

UNDOABLE = frozenset(("answer", "rate", "proof", "suspend", "unsuspend", "bury", "reset"))

_order = attrgetter("at_ms", "device")


@dataclass(slots=True)
class Turn:
    """One showing as FSRS hears it."""

    turn_ms: int
    rating: int
    at_ms: int
    offset_min: int


@dataclass(slots=True)
class Reading:
    """What stands of a card's log since its last reset."""

    turns: list[Turn] = field(default_factory=list)
    """In the order in which they were first rated."""
    suspended: bool = False
    flagged: bool = False
    bury: tuple[int, int] | None = None
    """Instant and offset of a burying that no later rating has ended."""


def standing(events: Iterable[Event]) -> Sequence[Event]:
    """The lines in order of time, without those an ``undo`` took back and without the undos."""
    lines = sorted(events, key=_order)
    undone: dict[int, int] = {}
    for event in lines:
        if event.kind == "undo":
            undone[event.turn_ms] = event.at_ms
    if not undone:
        return lines
    return [
        event
        for event in lines
        if event.kind != "undo"
        and not (
            event.kind in UNDOABLE
            and event.turn_ms in undone
            and event.at_ms <= undone[event.turn_ms]
        )
    ]


def own_rating(event: Event) -> int | None:
    """The rating the learner gave with an answer, also where FSRS was not to hear it.

    A card that was practised only keeps its rating in ``extra``; what is no rating there is none.
    """
    if event.rating is not None or not event.extra:
        return event.rating
    try:
        rating = json.loads(event.extra)["rating"]
    except (ValueError, KeyError, TypeError):
        return None
    return rating if type(rating) is int and 1 <= rating <= 4 else None


def is_rated(event: Event) -> bool:
    """Whether FSRS hears this line."""
    return (
        event.rating is not None
        and event.kind in ("answer", "rate")
        and event.outcome != "unreadable"
    )


def split_at_resets(lines: Sequence[Event]) -> list[Sequence[Event]]:
    """The standing lines as one stretch a life of the card; a reset ends a stretch."""
    cuts = [index for index, event in enumerate(lines) if event.kind == "reset"]
    if not cuts:
        return [lines]
    edges = zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(lines)], strict=True)
    return [lines[start:end] for start, end in edges]


def read(lines: Sequence[Event]) -> Reading:
    """The turns and marks of one life of a card, from standing lines in order of time."""
    reading = Reading()
    turns: dict[int, Turn] = {}
    newest: Turn | None = None
    for event in lines:
        kind = event.kind
        if kind == "answer" or kind == "rate":
            if not is_rated(event):
                continue
            rating = event.rating or 0
            turn = turns.get(event.turn_ms)
            if turn is None:
                newest = Turn(event.turn_ms, rating, event.at_ms, event.offset_min)
                turns[event.turn_ms] = newest
            else:
                turn.rating = rating
                if turn is newest:
                    turn.at_ms, turn.offset_min = event.at_ms, event.offset_min
            reading.bury = None
        elif kind == "suspend":
            reading.suspended = True
        elif kind == "unsuspend":
            reading.suspended = False
        elif kind == "bury":
            reading.bury = (event.at_ms, event.offset_min)
        elif kind == "flag":
            reading.flagged = True
        elif kind == "unflag":
            reading.flagged = False
    reading.turns = list(turns.values())
    return reading
