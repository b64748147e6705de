"""The picture of a session at one of its places: all that a screen or a plain line shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.clock import Moment
from quizapp.practice.turn import shuffled
from quizapp.practice.view import Solved, View
from quizapp.records import Rating
from quizapp.scheduling.leech import became_leech
from quizapp.scheduling.preview import intervals_ms

if TYPE_CHECKING:
    from quizapp.content.kinds.base import QuestionBase
    from quizapp.practice.ledger import Ledger
    from quizapp.practice.progress import Progress, SessionPlan
    from quizapp.practice.turn import Turn
    from quizapp.practice.walk import Deck
    from quizapp.scheduling.settings import SchedulerSettings


def picture(
    plan: SessionPlan,
    state: Progress,
    deck: Deck,
    ledger: Ledger,
    settings: SchedulerSettings,
    *,
    since: Moment,
    note: tuple[str, str],
    proving: bool,
) -> View:
    """The session as it stands; ``since`` is when the present look at its item began.

    ``note`` is the code of a short message and the item it is about.
    """
    if state.ended:
        return View(
            phase="finished",
            position=len(state.turns),
            total=len(state.turns),
            segments=tuple(turn.mark for turn in state.turns),
            solved=solved_of(state),
            note=note[0],
            note_item=note[1],
            elapsed_ms=state.elapsed_ms,
        )
    turn = state.turn
    question = deck.question(turn.item, turn.seed)
    decided = turn.phase in ("verdict", "shown", "undecided", "back")
    return View(
        phase=turn.phase,
        position=state.index + 1,
        total=len(state.turns),
        segments=tuple(
            "current" if index == state.index and other.mark in ("todo", "skipped") else other.mark
            for index, other in enumerate(state.turns)
        ),
        item=turn.item,
        question=question,
        seed=turn.seed,
        draft=turn.draft,
        response=turn.response,
        grade=turn.grade,
        hints_shown=turn.hints,
        tries=turn.tries,
        option_order=order_of(plan, turn, question),
        proposed=turn.proposed() if decided else None,
        best=turn.best(),
        intervals_ms=_intervals(turn, ledger, settings, since) if decided else None,
        proving=proving,
        note=note[0],
        note_item=note[1],
        solved=solved_of(state),
        elapsed_ms=state.elapsed_ms,
        leech=leech_days(turn, ledger, settings) if decided else 0,
        varies=turn.phase in ("verdict", "shown") and deck.varies(turn.item),
    )


def solved_of(state: Progress) -> tuple[Solved, ...]:
    """The finished places, in the order asked; not one whose answer was taken back."""
    return tuple(
        Solved(
            turn.item,
            turn.mark,
            turn.note,
            None if turn.rating is None else Rating(turn.rating),
            bool(turn.hints or turn.tries),
        )
        for turn in state.turns
        if turn.mark not in ("todo", "current") and (turn.turn_ms or turn.mark == "skipped")
    )


def order_of(plan: SessionPlan, turn: Turn, question: QuestionBase) -> tuple[int, ...]:
    """The authored index of the option at each place; none where there is nothing to order."""
    count = question.option_count
    if not count:
        return ()
    order = shuffled(count, plan.id, turn.item, turn.seed, turn.passes)
    accepted = getattr(question, "accepted", ())
    for again in range(count):  # steps to be ordered are not shown in order
        if tuple(place + 1 for place in order) not in accepted:
            break
        order = shuffled(count, plan.id, turn.item, turn.seed, turn.passes, again)
    if question.fixed_last:
        last = count - 1
        order = (*(place for place in order if place != last), last)
    return order


def _intervals(
    turn: Turn, ledger: Ledger, settings: SchedulerSettings, since: Moment
) -> tuple[int, int, int, int]:
    at = Moment(turn.turn_ms or since.at_ms, since.offset_min)
    return intervals_ms(ledger.before(turn), at, settings)


def leech_days(turn: Turn, ledger: Ledger, settings: SchedulerSettings) -> int:
    """The days with Again, where the rating in force has just made the item a leech; else 0."""
    if turn.rating != Rating.AGAIN or turn.turn_ms == 0 or not turn.counts:
        return 0
    before, after = ledger.before(turn), ledger.memory(turn.item)
    return after.lapses if became_leech(before, after, settings) else 0
