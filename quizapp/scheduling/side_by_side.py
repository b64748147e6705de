"""The memory model over many cards at once: each walks its own turns, all side by side."""

from __future__ import annotations

import numpy as np

from quizapp.scheduling.columns import Floats, Ints, Turns
from quizapp.scheduling.days import DAY_MS
from quizapp.scheduling.fsrs import (
    DIFFICULTY_MAX,
    DIFFICULTY_MIN,
    NEW,
    STABILITY_MIN,
    Model,
)

BLOCK = 4096
"""Items folded side by side: what they need at one time stays in the processor's cache."""


def _places(model: Model) -> int:
    """How many places a state has in a code: its steps, and one beyond."""
    return max(len(model.learning), len(model.relearning), 1) + 1


def states_and_steps(code: Ints, model: Model) -> tuple[Ints, Ints]:
    """State and step of each code."""
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


def walk(turns: Turns, model: Model) -> tuple[Floats, Floats, Ints, Floats]:
    """Stability, difficulty and code of every item after all its turns.

    And for each turn the chance of recall just before it; 0 where no night lay between.
    """
    items = len(turns.counts)
    stability, difficulty = np.zeros(items), np.zeros(items)
    code = np.zeros(items, np.int64)
    expected = np.zeros(len(turns.item))
    to, _ = _moves(model)
    flat = to.ravel()
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
        c = np.full(len(block), NEW)
        live = np.searchsorted(-counts, -np.arange(counts[0]), side="left")
        for k in range(counts[0]):
            n = live[k]
            rating = ratings[k, :n]
            if k == 0:
                s[:n], d[:n] = formulas.first(rating)
            else:
                expected[place[k, :n]] = formulas.again(s[:n], d[:n], rating, waits[k, :n])
            c[:n] = flat[c[:n] * 5 + rating]
        stability[block], difficulty[block] = s, d
        code[block] = c
    return stability, difficulty, code, expected


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


def due(turns: Turns, stability: Floats, code: Ints, model: Model) -> Ints:
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


def _wait_ms(turns: Turns, met: Ints, last: Ints, code: Ints, model: Model) -> Ints:
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
