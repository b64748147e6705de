"""Grading a paper that is handed in, and what the study log hears of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from quizapp.exam.state import Result, State
from quizapp.records import Event, Rating

if TYPE_CHECKING:
    from quizapp.content.kinds.base import QuestionBase
    from quizapp.content.library import Library


def grade_all(state: State, question: Callable[[int], QuestionBase | None]) -> tuple[Result, ...]:
    """The result of every question of the paper, in order."""
    results = []
    for place, (slot, seat) in enumerate(zip(state.paper.slots, state.seats, strict=True)):
        asked = question(place)
        if asked is None:
            results.append(Result("void", 0.0, "exam.gone"))
        elif not seat.answered:
            results.append(Result("blank", 0.0, "exam.blank"))
        else:
            grade = asked.grade(seat.response, seed=slot.seed)
            # No half marks in an exam: a choice is right or it is not.
            score = 1.0 if grade.outcome == "right" else 0.0
            results.append(Result(grade.outcome, score, grade.note))
    return tuple(results)


def missed(result: Result, looks: int) -> bool:
    """Whether a question counts as missed: answered wrong, or looked at and left blank."""
    if result.outcome == "blank":
        return looks > 0
    return result.outcome in ("wrong", "unreadable")


def log_lines(
    sitting: str, state: State, results: Sequence[Result], library: Library, offset_min: int
) -> list[Event]:
    """Lines of the study log for a paper handed in: what was missed is rated Again.

    Right answers are logged without a rating: a choice guessed right must not push a card far
    into the future. Questions never looked at say nothing about memory, and are left out.
    """
    at_ms = state.submitted_ms or 0
    lines = []
    for slot, seat, result in zip(state.paper.slots, state.seats, results, strict=True):
        bad = missed(result, seat.looks)
        if (not bad and result.outcome != "right") or not library.has(slot.item):
            continue
        lines.append(
            Event(
                item=slot.item,
                at_ms=at_ms,
                kind="answer",
                turn_ms=at_ms,
                offset_min=offset_min,
                rating=int(Rating.AGAIN) if bad else None,
                response=seat.response or None,
                outcome="wrong" if bad else "right",
                note=result.note,
                evidence="key",
                score=result.score,
                duration_ms=seat.spent_ms,
                seed=slot.seed,
                fingerprint=slot.fingerprint,
                session=sitting,
                extra=json.dumps({"practice": "exam"}),
            )
        )
    return lines
