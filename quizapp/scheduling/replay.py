"""Folding very many items at once: the same answers as ``fold``, in arrays.

Making all memories again after new settings, a merge or a repair must not keep a learner waiting.
The usual lines of the usual items are folded here, all items side by side, one turn after the
other. Items whose log looks back in time (undo, reset, a turn taken up again after another) are
named, and left to the fold that knows every rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quizapp.scheduling.card import model_of
from quizapp.scheduling.columns import (
    ANSWER,
    BURY,
    FLAG,
    OTHER,
    RATE,
    RIGHT,
    SUSPEND,
    UNFLAG,
    UNREADABLE,
    UNSUSPEND,
    Columns,
    Flags,
    Floats,
    Ints,
    Turns,
)
from quizapp.scheduling.days import DAY_MS, HOUR_MS, MINUTE_MS
from quizapp.scheduling.fold import LONGEST_ANSWER_MS, Sums
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.scheduling.side_by_side import due, states_and_steps, walk


@dataclass(frozen=True, slots=True)
class Replayed:
    """What each item's lines left, as ``Memory`` has it; arrays share the length ``items``.

    Where ``left_over`` is set nothing else holds: fold that item on its own.
    """

    left_over: Flags
    stability: Floats
    difficulty: Floats
    due_ms: Ints
    last_ms: Ints
    state: Ints
    step: Ints
    reps: Ints
    lapses: Ints
    suspended: Flags
    buried_until_ms: Ints
    flagged: Flags
    newest_ms: Ints
    last_right: Ints  # 1 right, 0 not (a card as it was rated), -1 without an answer
    last_duration_ms: Ints  # -1 without a judged answer
    days: dict[int, Sums]
    """Totals by study day over all items that are not left over."""


def replay(columns: Columns, settings: SchedulerSettings) -> Replayed:
    """The memories of all items and the totals of all days; equal to ``digest`` of each item."""
    items = len(columns.counts)
    ends = np.cumsum(columns.counts)
    item_of = np.repeat(np.arange(items), columns.counts)
    at_ms, kind = columns.at_ms, columns.kind

    rated = (kind <= RATE) & (kind >= ANSWER) & (columns.rating > 0)
    rated &= columns.outcome != UNREADABLE
    (lines,) = np.nonzero(rated)
    left_over = _looks_back(columns, item_of, lines)
    turns = Turns.of(columns, item_of, lines, items, settings)

    model = model_of(settings)
    stability, difficulty, code, expected = walk(turns, model)
    state, step = states_and_steps(code, model)
    due_ms = due(turns, stability, code, model)

    buried_until_ms = np.zeros(items, np.int64)
    last_bury = _last(kind == BURY, item_of, items)
    (buried,) = np.nonzero(last_bury > _last(rated, item_of, items))
    shift = columns.offset_min[last_bury[buried]] * MINUTE_MS - settings.rollover_hour * HOUR_MS
    day = (at_ms[last_bury[buried]] + shift) // DAY_MS
    buried_until_ms[buried] = (day + 1) * DAY_MS - shift

    answered = (kind == ANSWER) & (columns.outcome != UNREADABLE)
    judged = answered & (columns.outcome != 0)
    last_judged = _last(judged, item_of, items)
    told = judged | (answered & (columns.rating > 0))
    last_said = _last(told, item_of, items)
    # A card that was only practised says in words how it went.
    left_over |= _last(answered & ~told, item_of, items) > last_said
    went_right = np.where(judged, columns.outcome == RIGHT, columns.rating > 1)
    duration_ms = np.minimum(columns.duration_ms, LONGEST_ANSWER_MS)
    return Replayed(
        left_over=left_over,
        stability=stability,
        difficulty=difficulty,
        due_ms=due_ms,
        last_ms=turns.last_ms(),
        state=state,
        step=step,
        reps=turns.counts,
        lapses=turns.lapses(),
        suspended=_is_on(kind, SUSPEND, UNSUSPEND, item_of, items),
        buried_until_ms=buried_until_ms,
        flagged=_is_on(kind, FLAG, UNFLAG, item_of, items),
        newest_ms=at_ms[ends - 1] if items else np.zeros(0, np.int64),
        last_right=np.where(last_said < 0, -1, went_right[last_said])
        if len(at_ms)
        else np.zeros(0, np.int64),
        last_duration_ms=np.where(last_judged < 0, -1, duration_ms[last_judged])
        if len(at_ms)
        else np.zeros(0, np.int64),
        days=_days(
            columns, answered, judged, duration_ms, turns, expected, item_of, left_over, settings
        ),
    )


def _looks_back(columns: Columns, item_of: Ints, lines: Ints) -> Flags:
    """Items whose lines only the whole fold can read."""
    found = np.zeros(len(columns.counts), bool)
    found[item_of[columns.kind == OTHER]] = True
    same = item_of[1:] == item_of[:-1]
    out_of_order = same & (columns.at_ms[1:] <= columns.at_ms[:-1])
    found[item_of[1:][out_of_order]] = True
    item, turn_ms = item_of[lines], columns.turn_ms[lines]
    taken_up = (item[1:] == item[:-1]) & (turn_ms[1:] < turn_ms[:-1])
    found[item[1:][taken_up]] = True
    return found


def _last(which: Flags, item_of: Ints, items: int) -> Ints:
    """Index of the last line of each item for which ``which`` holds; -1 for none."""
    found = np.full(items, -1, np.int64)
    (lines,) = np.nonzero(which)
    if len(lines):
        item = item_of[lines]
        closes = np.ones(len(lines), bool)
        closes[:-1] = item[1:] != item[:-1]
        found[item[closes]] = lines[closes]
    return found


def _is_on(kind: Ints, on: int, off: int, item_of: Ints, items: int) -> Flags:
    """Whether the last switch of each item was turned on."""
    last = _last((kind == on) | (kind == off), item_of, items)
    found = np.zeros(items, bool)
    switched = last >= 0
    found[switched] = kind[last[switched]] == on
    return found


def _days(
    columns: Columns,
    answered: Flags,
    judged: Flags,
    duration_ms: Ints,
    turns: Turns,
    expected: Floats,
    item_of: Ints,
    left_over: Flags,
    settings: SchedulerSettings,
) -> dict[int, Sums]:
    (lines,) = np.nonzero(answered & ~left_over[item_of])
    shift = columns.offset_min[lines] * MINUTE_MS - settings.rollover_hour * HOUR_MS
    spent = (columns.at_ms[lines] + shift) // DAY_MS
    counted = judged[lines]
    mine = ~left_over[turns.item]
    reviewed = ((turns.at_ms + turns.shift_ms) // DAY_MS)[mine]
    elapsed, rating = turns.elapsed[mine], turns.rating[mine]
    expected_ppm = np.rint(1e6 * expected[mine])
    if not len(spent) and not len(reviewed):
        return {}
    first = int(min(day.min() for day in (spent, reviewed) if len(day)))
    span = int(max(day.max() for day in (spent, reviewed) if len(day))) - first + 1

    def total(day: Ints, weights: Ints | Flags | Floats | None = None) -> Ints:
        sums = np.bincount(day - first, weights, minlength=span)
        return sums.astype(np.int64)

    sums = np.stack(
        [
            total(spent, counted),
            total(reviewed),
            total(spent, columns.outcome[lines] == RIGHT),
            total(reviewed, elapsed < 0),
            total(spent, duration_ms[lines]),
            total(reviewed, elapsed > 0),
            total(reviewed, (elapsed > 0) & (rating > 1)),
            total(reviewed, expected_ppm),
        ],
        axis=1,
    )
    (there,) = np.nonzero(sums.any(axis=1))
    return {first + int(day): tuple(sums[day].tolist()) for day in there}
