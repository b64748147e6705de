"""Lines of the study log, made from a turn: what is written about each thing a learner does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from quizapp.practice.turn import Turn
from quizapp.records import Event, EventKind

if TYPE_CHECKING:
    from quizapp.clock import Moment


def bare_line(
    turn: Turn, at: Moment, kind: EventKind, session: str, *, evidence: str | None = None
) -> Event:
    """A line about the item that carries no answer: flag, suspend, undo, proof …"""
    return Event(
        item=turn.item,
        at_ms=at.at_ms,
        kind=kind,
        turn_ms=turn.turn_ms or at.at_ms,
        offset_min=at.offset_min,
        evidence=evidence,
        seed=turn.seed,
        session=session,
    )


def answer_line(
    turn: Turn,
    at: Moment,
    *,
    kind: EventKind,
    rating: int | None,
    duration_ms: int,
    fingerprint: str,
    session: str,
    practice: str,
) -> Event:
    """The line of an answer, or of the rating chosen for it.

    A turn that does not count (ahead, cram, mistakes) keeps its rating in ``extra``, with what
    was practised, and gives FSRS nothing to hear. How sure the learner was stands there too, on
    the first judged answer of the turn: later tries have seen a verdict.
    """
    more: dict[str, object] = {} if turn.counts else {"practice": practice, "rating": rating}
    if turn.sure and kind == "answer" and is_first_verdict(turn):
        more["sure"] = turn.sure
    grade = turn.grade
    at_ms = max(at.at_ms, turn.turn_ms)
    evidence = grade.evidence if grade is not None else None
    return Event(
        item=turn.item,
        at_ms=at_ms,
        kind=kind,
        turn_ms=turn.turn_ms or at_ms,
        offset_min=at.offset_min,
        rating=rating if turn.counts else None,
        response=turn.response,
        outcome=grade.outcome if grade is not None else None,
        note=turn.note,
        evidence="self" if turn.note == "self" else evidence,
        score=grade.score if grade is not None else None,
        duration_ms=duration_ms,
        hints=turn.hints,
        seed=turn.seed,
        fingerprint=fingerprint,
        session=session,
        extra=json.dumps(more) if more else "",
    )


def is_first_verdict(turn: Turn) -> bool:
    """Whether the answer just judged is the first of its turn that could be read."""
    if turn.grade is None or turn.grade.outcome == "unreadable" or turn.shown:
        return False
    return turn.tries == (1 if turn.grade.outcome == "wrong" else 0)
