"""The picture of today at the desk: what waits, how long it takes, how each topic stands.

The first screen waits for this module.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from quizapp.clock import Moment, study_day
from quizapp.practice.agenda import cards_of
from quizapp.practice.selecting import NEW, due_items
from quizapp.practice.study_days import streak
from quizapp.practice.today import Today, TopicStanding, Unfinished, minutes_for
from quizapp.scheduling.days import day_of
from quizapp.scheduling.queue import is_waiting, retrievabilities
from quizapp.store.port import DayTotals

if TYPE_CHECKING:
    from quizapp.content.items import ItemInfo
    from quizapp.practice.desk import Desk
    from quizapp.records import Memory

LOAD_DAYS = 14
STREAK_DAYS = 400
"""How far back a streak is counted."""


def overview(desk: Desk, at: Moment) -> Today:
    """What waits today, how long it takes, how each topic stands."""
    items = desk.library.items()
    memories = desk.log.memories([row.item for row in items])
    waiting = [row for row in items if is_waiting(memories.get(row.item, NEW), at)]
    wrong = set(desk.log.mistakes())
    planned = desk.agenda.queue(memories, at)
    day = [] if planned is None else planned
    length = desk.settings.session_length
    queue = due_items(desk, items, memories, at, length) if planned is None else day[:length]
    kinds = Counter(desk.library.item(item).kind for item in queue)
    today = study_day(at, desk.settings.rollover_hour)
    exam = desk.settings.exam_day()
    fresh = sum(memories.get(row.item, NEW).state == "new" for row in items)
    number = day_of(today)
    days = desk.log.day_totals(number - STREAK_DAYS, number)
    totals = days.get(number, DayTotals())
    met = [item for item in day if memories.get(item, NEW).state != "new"]
    due = len(waiting) if planned is None else len(met)
    new = (
        min(fresh, max(0, desk.settings.new_per_day - totals.new))
        if planned is None
        else len(day) - len(met)
    )
    return Today(
        due=due,
        learning=sum(memories[row.item].state != "review" for row in waiting),
        new=new,
        mistakes=sum(row.item in wrong for row in waiting)
        if planned is None
        else sum(item in wrong for item in met),
        wrong=sum(row.item in wrong and not memories.get(row.item, NEW).suspended for row in items),
        left=due + new,
        planned=len(queue),
        minutes=minutes_for(kinds, desk.pace())
        if planned is None
        else desk.agenda.minutes_of(queue),
        answered=totals.attempts,
        right=totals.right,
        cards=cards_of(desk.log, number, at.offset_min, desk.settings.rollover_hour),
        topics=_standings(desk, items, memories, waiting, at),
        load=_load(desk, items, memories, at),
        streak=streak(days, number),
        exam_date=exam,
        days_left=(exam - today).days if exam is not None else None,
        resume=left_session(desk, at),
        plan=desk.agenda.standing(at, items, memories),
    )


def _standings(
    desk: Desk,
    items: Sequence[ItemInfo],
    memories: Mapping[str, Memory],
    waiting: Sequence[ItemInfo],
    at: Moment,
) -> tuple[TopicStanding, ...]:
    met = [row for row in items if memories.get(row.item, NEW).state != "new"]
    recall = retrievabilities([memories[row.item] for row in met], at, desk.scheduler)
    kept: Counter[tuple[str, str]] = Counter()
    for row, chance in zip(met, recall, strict=True):
        kept[row.pack, row.topic] += chance  # type: ignore[assignment]  # a Counter of shares
    total = Counter((row.pack, row.topic) for row in items)
    seen = Counter((row.pack, row.topic) for row in met)
    due = Counter((row.pack, row.topic) for row in waiting)
    return tuple(
        TopicStanding(
            id=topic.id,
            title=topic.title,
            total=total[key],
            seen=seen[key],
            remembered=kept[key] / total[key],
            due=due[key],
        )
        for topic in desk.library.topics
        if total[key := (topic.pack, topic.id)]
    )


def _load(
    desk: Desk, items: Sequence[ItemInfo], memories: Mapping[str, Memory], at: Moment
) -> tuple[int, ...]:
    hour = desk.settings.rollover_hour
    today = study_day(at, hour)
    load = [0] * LOAD_DAYS
    for row in items:
        memory = memories.get(row.item, NEW)
        if memory.state == "new" or memory.suspended:
            continue
        day = (study_day(Moment(memory.due_ms, at.offset_min), hour) - today).days
        if day < LOAD_DAYS:
            load[max(0, day)] += 1
    return tuple(load)


_TAKEN_UP = ("review", "quiz")
"""Kinds of session that the next day's first key still goes on with."""


def left_session(desk: Desk, at: Moment) -> Unfinished | None:
    """Where the session stands that was left; None without one that can be read."""
    saved = desk.log.open_session()
    if saved is None:
        return None
    try:
        plain = json.loads(saved.state)
        place, total = plain["index"] + 1, len(plain["turns"])
    except (ValueError, KeyError, TypeError):
        return None
    hour = desk.settings.rollover_hour
    left = study_day(Moment(saved.at_ms, saved.offset_min), hour)
    # What moves the schedule may be finished the next morning; what was beside it may not
    # stand before that day's plan.
    days = (study_day(at, hour) - left).days
    old = days > (1 if saved.kind in _TAKEN_UP else 0)
    return Unfinished(saved.id, saved.kind, place, total, saved.at_ms, saved.offset_min, old)
