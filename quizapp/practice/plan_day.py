"""A day planned: the learner's items, time and record put before the exam-date plan.

Slow work (a second the first time), so it is done in the background and its result kept as a
:class:`~quizapp.practice.plan_note.PlanNote`. Imports NumPy.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isclose
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quizapp.clock import Moment, study_day
from quizapp.practice.agenda import minutes_spent, planned_rows
from quizapp.practice.plan_note import AreaOutlook, PlanNote, memory_key
from quizapp.records import Memory, Rating
from quizapp.scheduling.card import Card, model_of
from quizapp.scheduling.days import day_number, day_of
from quizapp.scheduling.plan import forecast
from quizapp.scheduling.plan.grid import grid_of
from quizapp.scheduling.plan.planner import Plan, make_plan
from quizapp.scheduling.plan.population import Costs, Items, jittered
from quizapp.scheduling.plan.prices import Terms
from quizapp.scheduling.rating import typical_ms
from quizapp.scheduling.turns import read, split_at_resets, standing
from quizapp.settings import weekdays_off

if TYPE_CHECKING:
    from quizapp.content.items import ItemInfo
    from quizapp.practice.desk import Desk
    from quizapp.settings import Settings
    from quizapp.store.port import StudyLog

Floats = NDArray[np.float64]

CARD_SHARE = 0.12
"""What a side of a card counts beside a question. The exam asks questions; a card takes about an
eighth of the time of one, so that neither crowds out the other."""
PRIOR_ANSWERS = 20
"""Answers at the usual pace that are thought beside the learner's own."""
KEPT = 600
"""Items of a day that a note names; far more than a day holds."""
CALIBRATED = 400
"""Items whose reviews the forecast is judged by, those answered last."""
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plan is asked for; the defaults are the learner's settings."""

    exam: date
    minutes: float
    days_off: frozenset[int] = frozenset()
    """Weekdays, Monday 0."""

    def budget(self, today: date, spent: float = 0.0) -> Floats:
        """Minutes of each day up to the exam, today first and less what is ``spent``."""
        days = max(0, (self.exam - today).days)
        found = np.array(
            [
                0.0 if (today + timedelta(days=place)).weekday() in self.days_off else self.minutes
                for place in range(days)
            ]
        )
        if days:
            found[0] = max(0.0, found[0] - spent)
        return found


def wish_of(settings: Settings) -> Wish | None:
    """What the settings ask for, or None without an exam date."""
    exam = settings.exam_day()
    if exam is None:
        return None
    return Wish(exam, float(settings.minutes_per_day), weekdays_off(settings))


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """The items a plan is about, with what is known of each; all share the length n."""

    rows: Sequence[ItemInfo]
    items: Items
    weight: Floats
    """Exam weight without the jitter, mean 1."""
    costs: Costs
    first_right: float
    log_odds: float
    """How much better or worse this learner recalls than the model says."""
    reviews: int


_NEW = Memory()


def field_of(desk: Desk, at: Moment) -> Field:
    """The learner's items as the plan sees them at ``at``."""
    log, settings = desk.log, desk.settings
    known = desk.library.items()
    memories = log.memories([row.item for row in known])
    rows = planned_rows(known, memories, settings)
    weight = _weights(rows, {(area.pack, area.id): area.weight for area in desk.library.areas})
    met = np.array([memories.get(row.item, _NEW).stability > 0 for row in rows], dtype=bool)
    hour = settings.rollover_hour
    today = day_number(at.at_ms, at.offset_min, hour)
    kept = [memories.get(row.item, _NEW) for row in rows]
    pace = np.array([typical_ms(row.kind, difficulty=row.difficulty) / MINUTE_MS for row in rows])
    items = Items(
        jittered(weight, [row.item for row in rows]),
        met,
        np.array([max(one.stability, 0.001) for one in kept]),
        np.array([min(max(one.difficulty, 1.0), 10.0) for one in kept]),
        np.array(
            [
                max(0, today - day_number(one.last_ms, at.offset_min, hour)) if one.last_ms else 0
                for one in kept
            ],
            dtype=np.int64,
        ),
        pace,
    )
    known_rows = {row.item: memories[row.item] for row in rows if row.item in memories}
    record = _record(desk, known_rows)
    return Field(
        rows,
        items,
        weight,
        _costs(log, rows, memories),
        _first_right(known_rows, record.firsts, model_of(desk.scheduler).first(Rating.AGAIN)),
        forecast.calibration(record.predicted, record.right),
        len(record.right),
    )


def _weights(rows: Sequence[ItemInfo], areas: Mapping[tuple[str, str], float]) -> Floats:
    """Each area's weight in the exam, divided among its items; the mean is 1."""
    shares = np.array([CARD_SHARE if row.kind == "recall" else 1.0 for row in rows])
    totals: dict[tuple[str, str], float] = {}
    for row, share in zip(rows, shares, strict=True):
        key = (row.pack, row.area)
        totals[key] = totals.get(key, 0.0) + float(share)
    weight = np.array(
        [
            areas.get((row.pack, row.area), 1.0) * share / totals[row.pack, row.area]
            for row, share in zip(rows, shares, strict=True)
        ]
    )
    mean = float(weight.mean()) if len(weight) else 1.0
    return np.maximum(weight / (mean or 1.0), 1e-3)


def _costs(log: StudyLog, rows: Sequence[ItemInfo], memories: Mapping[str, Memory]) -> Costs:
    """What first, right and wrong answers take, as multiples of what is typical of their kind."""
    usual = Costs()
    sums = {"first": [0.0, 0.0], "right": [0.0, 0.0], "wrong": [0.0, 0.0]}
    wrong = set(log.mistakes())
    durations = log.durations_ms()
    for row in rows:
        taken = durations.get(row.item)
        if taken is None:
            continue
        memory = memories.get(row.item, _NEW)
        name = "first" if memory.reps <= 1 else "wrong" if row.item in wrong else "right"
        typical = typical_ms(row.kind, difficulty=row.difficulty)
        sums[name][0] += min(taken, 5 * typical) / typical
        sums[name][1] += 1

    def mean(name: str) -> float:
        total, count = sums[name]
        prior = float(getattr(usual, name))
        return (total + PRIOR_ANSWERS * prior) / (count + PRIOR_ANSWERS)

    return Costs(mean("first"), mean("right"), mean("wrong"))


def _first_right(
    memories: Mapping[str, Memory], firsts: Sequence[bool], again: tuple[float, float]
) -> float:
    """The chance that a first answer is right, from this learner's own first answers.

    What was wrong at first comes back in the same session, so whatever was asked only once was
    nearly always right: alone it would tell of a learner who knows everything. ``firsts`` are the
    first answers of some items asked more often, and stand for all of those. Of an item asked once
    the memory tells: ``again`` is the stability and difficulty that Again leaves at first.
    """
    once = [one for one in memories.values() if one.reps == 1]
    wrong = sum(
        isclose(one.stability, again[0], rel_tol=1e-6)
        and isclose(one.difficulty, again[1], rel_tol=1e-6)
        for one in once
    )
    often = sum(one.reps > 1 for one in memories.values())
    share = sum(firsts) / len(firsts) if firsts else 0.0
    return (6 + len(once) - wrong + share * often) / (10 + len(once) + often)


@dataclass(frozen=True, slots=True, eq=False)
class _Record:
    """What the items answered last tell of this learner; reviews as ``stats`` counts them."""

    predicted: Floats
    """Chance of recall just before each review that came a study day or more after the last."""
    right: NDArray[np.bool_]
    """Whether it was recalled."""
    firsts: list[bool]
    """Whether the first answer to each of the items was right."""


def _record(desk: Desk, memories: Mapping[str, Memory]) -> _Record:
    """The reviews and first answers of the items asked more than once, those met last."""
    last = sorted(
        (item for item, memory in memories.items() if memory.reps > 1),
        key=lambda item: -memories[item].last_ms,
    )[:CALIBRATED]
    predicted: list[float] = []
    right: list[bool] = []
    firsts: list[bool] = []
    for item in last:
        turns = read(split_at_resets(standing(desk.log.events(item)))[-1]).turns
        card = Card(desk.scheduler)
        for turn in turns:
            if card.hear(turn.rating, turn.at_ms, turn.offset_min) > 0:
                predicted.append(card.expected)
                right.append(turn.rating > 1)
        firsts += [turn.rating > 1 for turn in turns[:1]]
    return _Record(np.array(predicted), np.array(right, dtype=bool), firsts)


def plan_day(
    desk: Desk,
    at: Moment,
    before: PlanNote | None = None,
    *,
    wish: Wish | None = None,
    check: Callable[[], None] | None = None,
) -> PlanNote | None:
    """The plan of the study day of ``at``; None without an exam to come.

    ``before`` is the note of an earlier day, whose prices are carried over where they still hold.
    ``check`` is called now and then, and may raise to end the work.
    """
    wish = wish or wish_of(desk.settings)
    today = study_day(at, desk.settings.rollover_hour)
    if wish is None or wish.exam <= today:
        return None
    field = field_of(desk, at)
    number = day_of(today)
    spent = minutes_spent(desk.log, number)
    budget = wish.budget(today, spent)
    key = note_key(desk.settings, wish, field.rows)
    start = before.start if before is not None and before.exam == day_of(wish.exam) else number
    terms = Terms(
        field.costs, first_right=field.first_right, horizon=max(1, day_of(wish.exam) - start)
    )
    carried = None
    if before is not None and before.key == key and number - before.day in (0, 1):
        carried = np.array(before.prices[number - before.day :])
    grid = grid_of(desk.scheduler.parameters)
    plan, bids = make_plan(grid, field.items, budget, terms, carried=carried, check=check)
    chances = _chances(field, plan, terms.guess)
    order = bids.order()[:KEPT]
    today_items = bids.within(float(budget[0]))
    total = float(field.weight.sum()) or 1.0
    gain = float((bids.bid * bids.minutes)[today_items].sum())
    weights = {(area.pack, area.id): area.weight for area in desk.library.areas}
    whole = sum(weights.values()) or 1.0
    return PlanNote(
        day=number,
        exam=day_of(wish.exam),
        start=start,
        key=key,
        items=tuple((field.rows[at_].item, round(float(bids.minutes[at_]), 3)) for at_ in order),
        minutes=float(budget[0]),
        prices=tuple(round(float(price), 6) for price in plan.prices),
        load=tuple(round(float(minutes), 1) for minutes in plan.load),
        expected=round(forecast.score(chances.planned, field.weight), 2),
        band=round(forecast.band(chances.planned, field.weight, 100, field.reviews), 2),
        untouched=round(forecast.score(chances.untouched, field.weight), 2),
        gain=round(100 * gain / total, 3),
        reviews=field.reviews,
        areas=tuple(_areas(desk, field, chances, weights, whole)),
    )


def _chances(field: Field, plan: Plan, guess: float) -> forecast.Outlook:
    """What each item is expected to be worth on the day, moved by the learner's own record."""
    told = plan.outlook()
    return forecast.Outlook(
        forecast.shifted(told.planned, field.log_odds, guess),
        forecast.shifted(told.untouched, field.log_odds, guess),
    )


def _areas(
    desk: Desk,
    field: Field,
    chances: forecast.Outlook,
    weights: Mapping[tuple[str, str], float],
    whole: float,
) -> list[AreaOutlook]:
    found = []
    for area in desk.library.areas:
        mine = np.array(
            [row.pack == area.pack and row.area == area.id for row in field.rows], dtype=bool
        )
        if not mine.any():
            continue
        planned, untouched = chances.planned[mine], chances.untouched[mine]
        weight = field.weight[mine]
        questions = max(1.0, 100 * weights[area.pack, area.id] / whole)
        reviews = (
            field.reviews * int(field.items.seen[mine].sum()) // max(1, int(field.items.seen.sum()))
        )
        found.append(
            AreaOutlook(
                area.pack,
                area.id,
                round(forecast.score(planned, weight), 2),
                round(forecast.band(planned, weight, questions, reviews), 2),
                round(forecast.score(untouched, weight), 2),
                int(field.items.seen[mine].sum()),
                int(mine.sum()),
            )
        )
    return found


def note_key(settings: Settings, wish: Wish, rows: Sequence[ItemInfo]) -> str:
    """What a plan depends on besides the record: other items, time or date, and it starts anew."""
    names = zlib.crc32("\n".join(row.item for row in rows).encode())
    off = ",".join(map(str, sorted(wish.days_off)))
    made_for = f"{wish.exam.isoformat()} {wish.minutes:g} {off} {settings.framework} {names:08x}"
    return " ".join(filter(None, (made_for, memory_key(settings))))
