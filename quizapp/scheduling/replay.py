"""Folding very many items at once: the same answers as ``fold``, in arrays.

Making all memories again after new settings, a merge or a repair must not keep a learner waiting.
The usual lines of the usual items are folded here, all items side by side, one turn after the
other. Items whose log looks back in time (undo, reset, a turn taken up again after another) are
named, and left to the fold that knows every rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.card import model_of
from quizapp.scheduling.days import DAY_MS, HOUR_MS, MINUTE_MS
from quizapp.scheduling.fold import LONGEST_ANSWER_MS, Sums
from quizapp.scheduling.fsrs import (
    DIFFICULTY_MAX,
    DIFFICULTY_MIN,
    NEW,
    REVIEW,
    STABILITY_MIN,
    Model,
)
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.scheduling.turns import KINDS, OUTCOMES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ANSWER, RATE, PROOF, SUSPEND, UNSUSPEND, BURY, FLAG, UNFLAG, NOTE = range(1, len(KINDS) + 1)
OTHER = 0
"""Kind of a line that only the whole fold understands."""
RIGHT, WRONG, UNDECIDED, UNREADABLE = range(1, len(OUTCOMES) + 1)

BLOCK = 4096
"""Items folded side by side: what they need at one time stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The lines of many items, item after item, each item's in order of time and device."""

    counts: Ints  # (items,) lines of each item, at least 1
    at_ms: Ints  # (lines,)
    turn_ms: Ints  # (lines,)
    kind: Ints  # (lines,) 1 + place in turns.KINDS, or OTHER
    rating: Ints  # (lines,) 1..4, 0 for none
    outcome: Ints  # (lines,) 1 + place in turns.OUTCOMES, 0 for none
    offset_min: Ints  # (lines,)
    duration_ms: Ints  # (lines,) 0 for none


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
    turns = _Turns.of(columns, item_of, lines, items, settings)

    model = model_of(settings)
    stability, difficulty, code, lapses, expected = _walk(turns, model)
    state, step = _states_and_steps(code, model)
    due_ms = _due(turns, stability, code, model, settings)

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
        lapses=lapses,
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


@dataclass(frozen=True, slots=True)
class _Turns:
    """The rated turns of all items, item after item."""

    counts: Ints  # (items,)
    starts: Ints  # (items,) index of each item's first turn
    item: Ints  # (turns,)
    rating: Ints  # (turns,)
    at_ms: Ints  # (turns,)
    shift_ms: Ints  # (turns,) what makes an instant a place in local study days
    elapsed: Ints  # (turns,) study days since the turn before; -1 for an item's first

    @classmethod
    def of(
        cls,
        columns: Columns,
        item_of: Ints,
        lines: Ints,
        items: int,
        settings: SchedulerSettings,
    ) -> _Turns:
        """The turns that the rated ``lines`` make: the last line of each is the one heard."""
        item, turn_ms = item_of[lines], columns.turn_ms[lines]
        closes = np.ones(len(lines), bool)
        closes[:-1] = (item[1:] != item[:-1]) | (turn_ms[1:] != turn_ms[:-1])
        heard = lines[closes]
        item = item[closes]
        at_ms = columns.at_ms[heard]
        counts = np.bincount(item, minlength=items)
        shift_ms = columns.offset_min[heard] * MINUTE_MS - settings.rollover_hour * HOUR_MS
        elapsed = np.full(len(heard), -1, np.int64)
        later = item[1:] == item[:-1]
        today = (at_ms[1:] + shift_ms[1:]) // DAY_MS
        before = (at_ms[:-1] + shift_ms[1:]) // DAY_MS
        elapsed[1:][later] = np.maximum(today - before, 0)[later]
        return cls(
            counts,
            np.cumsum(counts) - counts,
            item,
            columns.rating[heard],
            at_ms,
            shift_ms,
            elapsed,
        )

    def last(self) -> tuple[Ints, Ints]:
        """Items that have turns, and the index of the last turn of each."""
        (met,) = np.nonzero(self.counts)
        return met, self.starts[met] + self.counts[met] - 1

    def last_ms(self) -> Ints:
        """When each item was last reviewed; 0 for never."""
        met, last = self.last()
        found = np.zeros(len(self.counts), np.int64)
        found[met] = self.at_ms[last]
        return found


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


# ── the memory formulas over many cards ──────────────────────────────────────────────────────


def _places(model: Model) -> int:
    """How many places a state has in a code: its steps, and one beyond."""
    return max(len(model.learning), len(model.relearning), 1) + 1


def _states_and_steps(code: Ints, model: Model) -> tuple[Ints, Ints]:
    return code // _places(model), code % _places(model)


def _moves(model: Model) -> tuple[Ints, Ints]:
    """Where a rating leads from each code, and the wait it sets; asked of the scalar model itself.

    A wait of 0 means an interval of days.
    """
    places = _places(model)
    to = np.zeros((4 * places, 5), np.int64)
    wait_ms = np.zeros((4 * places, 5), np.int64)
    for code in range(4 * places):
        for rating in range(1, 5):
            state, step, _, _, wait, _ = model.review(
                code // places, code % places, 1.0, 5.0, rating, 1
            )
            to[code, rating] = state * places + step
            wait_ms[code, rating] = wait
    return to, wait_ms


def _walk(turns: _Turns, model: Model) -> tuple[Floats, Floats, Ints, Ints, Floats]:
    """Stability, difficulty, code and lapses of every item after all its turns.

    And for each turn the chance of recall just before it; 0 where no night lay between.
    """
    items = len(turns.counts)
    stability, difficulty = np.zeros(items), np.zeros(items)
    code, lapses = np.zeros(items, np.int64), np.zeros(items, np.int64)
    expected = np.zeros(len(turns.item))
    to, _ = _moves(model)
    flat = to.ravel()
    review_code = REVIEW * _places(model)
    formulas = _Formulas(model)
    # Longest logs first, so that the items with a k-th turn are always the first few.
    order = np.argsort(-turns.counts, kind="stable")
    for start in range(0, items, BLOCK):
        block = order[start : start + BLOCK]
        counts, begins = turns.counts[block], turns.starts[block]
        if not counts[0]:
            break
        # The k-th turn of each item of the block, side by side in memory.
        place = begins[None, :] + np.minimum(np.arange(counts[0])[:, None], counts - 1)
        place = np.maximum(place, 0)
        ratings, waits = turns.rating[place], turns.elapsed[place]
        s, d = np.zeros(len(block)), np.zeros(len(block))
        c, lapsed = np.full(len(block), NEW), np.zeros(len(block), np.int64)
        live = np.searchsorted(-counts, -np.arange(counts[0]), side="left")
        for k in range(counts[0]):
            n = live[k]
            rating = ratings[k, :n]
            if k == 0:
                s[:n], d[:n] = formulas.first(rating)
            else:
                lapsed[:n] += (rating == 1) & (c[:n] == review_code)
                expected[place[k, :n]] = formulas.again(s[:n], d[:n], rating, waits[k, :n])
            c[:n] = flat[c[:n] * 5 + rating]
        stability[block], difficulty[block] = s, d
        code[block], lapses[block] = c, lapsed
    return stability, difficulty, code, lapses, expected


class _Formulas:
    """The formulas of ``fsrs.Model`` over arrays, with each rating's constants in a table."""

    def __init__(self, model: Model) -> None:
        w = model.weights
        self.w = w
        self.model = model
        firsts = [model.first(max(rating, 1)) for rating in range(5)]
        self.first_s = np.array([stability for stability, _ in firsts])
        self.first_d = np.array([difficulty for _, difficulty in firsts])
        ratings = np.arange(5)
        self.pull = -(w[6] * (ratings - 3)) / 9.0
        self.short = np.exp(w[17] * (ratings - 3 + w[18]))
        self.gain = model.growth * np.array([1.0, 1.0, model.hard_penalty, 1.0, model.easy_bonus])

    def first(self, rating: Ints) -> tuple[Floats, Floats]:
        """Stability and difficulty after first reviews."""
        return self.first_s[rating], self.first_d[rating]

    def again(self, s: Floats, d: Floats, rating: Ints, elapsed: Ints) -> Floats:
        """Move stability and difficulty on by one review each, in place.

        Gives the chance of recall just before; 0 where no night lay between.
        """
        w, model = self.w, self.model
        after, expected = np.empty_like(s), np.zeros_like(s)
        log_s = np.log(s)
        soon = elapsed < 1
        failed = rating == 1
        (at,) = np.nonzero(soon)
        if len(at):
            r = rating[at]
            grown = self.short[r] * np.exp(-w[19] * log_s[at])
            after[at] = s[at] * np.where(r > 1, np.maximum(grown, 1.0), grown)
        (at,) = np.nonzero(failed & ~soon)
        if len(at):
            here = s[at]
            forgotten = -np.expm1(model.decay * np.log1p(model.factor * elapsed[at] / here))
            expected[at] = 1.0 - forgotten
            long = (
                w[11]
                * np.exp(-w[12] * np.log(d[at]) + forgotten * w[14])
                * np.expm1(w[13] * np.log1p(here))
            )
            after[at] = np.minimum(long, here / model.forget_cap)
        (at,) = np.nonzero(~(failed | soon))
        if len(at):
            here = s[at]
            forgotten = -np.expm1(model.decay * np.log1p(model.factor * elapsed[at] / here))
            expected[at] = 1.0 - forgotten
            grown = self.gain[rating[at]] * (11 - d[at]) * np.exp(-w[9] * log_s[at])
            after[at] = here * (1 + grown * np.expm1(forgotten * w[10]))
        np.maximum(after, STABILITY_MIN, out=s)
        damped = d + (10.0 - d) * self.pull[rating]
        mixed = w[7] * model.reversion_target + (1 - w[7]) * damped
        np.clip(mixed, DIFFICULTY_MIN, DIFFICULTY_MAX, out=d)
        return expected


def _due(
    turns: _Turns, stability: Floats, code: Ints, model: Model, settings: SchedulerSettings
) -> Ints:
    """When each item falls due after its last turn; 0 for items without turns."""
    found = np.zeros(len(turns.counts), np.int64)
    met, last = turns.last()
    scale = np.rint((stability[met] / model.factor) * model.interval_scale)
    days = np.clip(scale, 1, model.maximum_days).astype(np.int64)
    wait_ms = _wait_ms(turns, met, last, code[met], model)
    at_ms, shift_ms = turns.at_ms[last], turns.shift_ms[last]
    by_day = wait_ms == 0
    day = (at_ms + wait_ms + shift_ms) // DAY_MS + np.where(by_day, days, 0)
    found[met] = np.where(by_day | (wait_ms >= DAY_MS), day * DAY_MS - shift_ms, at_ms + wait_ms)
    return found


def _wait_ms(turns: _Turns, met: Ints, last: Ints, code: Ints, model: Model) -> Ints:
    """The learning step each item waits for; 0 where it waits for days.

    Where a card stands and the rating that put it there tell the step: Hard stays where it was
    and waits by its own rule, the others wait for the step they lead to.
    """
    places = _places(model)
    to, wait_ms = _moves(model)
    by_end = np.zeros((4 * places, 5), np.int64)
    for before in range(4 * places):
        for rating in range(1, 5):
            if wait_ms[before, rating]:
                by_end[to[before, rating], rating] = wait_ms[before, rating]
    waits: Ints = by_end[code, turns.rating[last]]
    return waits


# ── the totals of days ───────────────────────────────────────────────────────────────────────


def _days(
    columns: Columns,
    answered: Flags,
    judged: Flags,
    duration_ms: Ints,
    turns: _Turns,
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
