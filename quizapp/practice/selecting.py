"""Which questions a session asks and in what order: a choice put before log and packs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.clock import Moment, study_day
from quizapp.records import Memory
from quizapp.scheduling.days import day_of
from quizapp.scheduling.queue import Fresh, Waiting, is_waiting, order, retrievabilities
from quizapp.store.port import DayTotals
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.content.items import ItemInfo
    from quizapp.practice.choice import Choice
    from quizapp.practice.desk import Desk
    from quizapp.practice.progress import Ask

NEW = Memory()
MOST_IN_MINUTES = 200
"""Questions of a session measured in minutes, however quick the learner is."""
AHEAD = 5
"""Questions offered when the day's work is done."""


def asks_of(desk: Desk, choice: Choice, at: Moment) -> list[Ask]:
    """What a session about ``choice`` asks, first to last; nothing where nothing fits it.

    Raises ``ContentError`` or ``UsageError`` for an id, topic, area or kind that does not exist.
    """
    if choice.minutes is None:
        return _by_count(desk, choice, at)
    most = replace(choice, minutes=None, count=choice.count or MOST_IN_MINUTES)
    return _fitting_in(desk, _by_count(desk, most, at), choice.minutes * 60_000)


def _fitting_in(desk: Desk, asks: Sequence[Ask], room_ms: int) -> list[Ask]:
    """The first of ``asks`` that fit in ``room_ms``; one at least."""
    kept: list[Ask] = []
    for ask in asks:
        room_ms -= desk.typical_ms(ask.item)
        if kept and room_ms < 0:
            break
        kept.append(ask)
    return kept


def _by_count(desk: Desk, choice: Choice, at: Moment) -> list[Ask]:
    from quizapp.practice.finding import standings
    from quizapp.practice.progress import Ask
    from quizapp.practice.turn import shuffled

    if choice.items:
        return [Ask(desk.library.find(name).item) for name in choice.items][: choice.count]
    rows = _fitting(desk, choice)
    memories = desk.log.memories([row.item for row in rows])
    whole = not (choice.topics or choice.areas or choice.kinds or choice.difficulty)
    count = choice.count or desk.settings.session_length
    if choice.due or not (
        choice.topics
        or choice.areas
        or choice.kinds
        or choice.difficulty
        or choice.flagged
        or choice.mistakes
        or choice.unseen
        or choice.unsure
        or choice.misjudged
        or choice.cram
        or choice.ahead
    ):
        planned = desk.agenda.queue(memories, at) if whole else None
        if planned is not None:
            return [Ask(item) for item in planned[:count]]
        return [Ask(item) for item in due_items(desk, rows, memories, at, count)]
    rows = [row for row in rows if not memories.get(row.item, NEW).suspended]
    if choice.flagged:
        rows = [row for row in rows if memories.get(row.item, NEW).flagged]
    if choice.misjudged:
        from quizapp.practice.confidence import misjudged

        mine = {row.item for row in rows}
        latest = misjudged(desk.log, desk.log.sure_answers())
        return [Ask(item, counts=False) for item in latest if item in mine][:count]
    if choice.mistakes:
        wrong = set(desk.log.mistakes())
        rows = [row for row in rows if row.item in wrong]
        return [Ask(row.item, counts=False) for row in _mixed(desk, rows, choice, at)[:count]]
    if choice.unseen:
        rows = [row for row in rows if memories.get(row.item, NEW).state == "new"]
    if choice.unsure or choice.cram:
        standing = standings(
            [row.item for row in rows], memories, desk.log.mistakes(), at, desk.scheduler
        )
        if choice.unsure:
            rows = [row for row in rows if standing[row.item].unsure]
        if choice.cram:
            rows = sorted(rows, key=lambda row: standing[row.item].recall)
            return [Ask(row.item, counts=False) for row in rows[:count]]
    if choice.ahead:
        met = [row for row in rows if memories.get(row.item, NEW).state != "new"]
        met = [row for row in met if not is_waiting(memories[row.item], at)]
        faded = retrievabilities([memories[row.item] for row in met], at, desk.scheduler)
        ranked = sorted(zip(faded, met, strict=True), key=lambda pair: (pair[0], pair[1].item))
        return [Ask(row.item, counts=False) for _, row in ranked[: choice.count or AHEAD]]
    first = due_items(desk, rows, memories, at, count, new_per_day=count)
    asks = [Ask(item) for item in first]
    # What is neither due nor new is practised without moving its due date.
    rest = [row for row in _mixed(desk, rows, choice, at) if row.item not in set(first)]
    asks += [Ask(row.item, counts=memories.get(row.item, NEW).state == "new") for row in rest][
        : max(0, count - len(asks))
    ]
    if choice.seed is not None:
        asks = [asks[place] for place in shuffled(len(asks), choice.seed)]
    return asks


def _fitting(desk: Desk, choice: Choice) -> list[ItemInfo]:
    rows: Iterable[ItemInfo] = desk.library.items()
    known = {
        "topics": [topic.id for topic in desk.library.topics],
        "areas": [area.id for area in desk.library.areas],
        "kinds": sorted({row.kind for row in desk.library.items()}),
    }
    _known(choice.topics, known["topics"], tr("そのようなトピックはありません"))
    _known(choice.areas, known["areas"], tr("そのような分野はありません"))
    _known(choice.kinds, known["kinds"], tr("そのような種類の問題はありません"))
    if choice.topics:
        rows = [row for row in rows if row.topic in choice.topics]
    if choice.areas:
        rows = [row for row in rows if row.area in choice.areas]
    if choice.kinds:
        rows = [row for row in rows if row.kind in choice.kinds]
    if choice.difficulty is not None:
        rows = [row for row in rows if row.difficulty == choice.difficulty]
    return list(rows)


def _known(names: Sequence[str], known: Sequence[str], what: str) -> None:
    """Raise ``UsageError`` for the first name that is not known."""
    from quizapp.errors import UsageError

    for name in names:
        if name not in known:
            raise UsageError(
                what,
                where=name,
                mend=tr("使えるのは {known}", known="  ".join(known)),
            )


def due_items(
    desk: Desk,
    rows: Sequence[ItemInfo],
    memories: Mapping[str, Memory],
    at: Moment,
    limit: int,
    *,
    new_per_day: int | None = None,
) -> list[str]:
    """What the schedule asks for, of ``rows``: due cards, and as many new ones as a day allows."""
    waiting = [
        Waiting(row.item, row.topic, memories[row.item])
        for row in rows
        if row.item in memories and memories[row.item].state != "new"
    ]
    fresh = [
        Fresh(row.item, row.topic)
        for row in rows
        if (memory := memories.get(row.item, NEW)).state == "new"
        and not memory.suspended
        and memory.buried_until_ms <= at.at_ms
    ]
    return order(
        waiting,
        fresh,
        at,
        new_per_day=desk.settings.new_per_day if new_per_day is None else new_per_day,
        introduced_today=_introduced(desk, at) if new_per_day is None else 0,
        settings=desk.scheduler,
        limit=limit,
    )


def _mixed(desk: Desk, rows: list[ItemInfo], choice: Choice, at: Moment) -> list[ItemInfo]:
    from quizapp.practice.turn import shuffled

    key = choice.seed if choice.seed is not None else at.at_ms
    return [rows[place] for place in shuffled(len(rows), key)]


def _introduced(desk: Desk, at: Moment) -> int:
    """Items met for the first time today."""
    number = day_of(study_day(at, desk.settings.rollover_hour))
    return desk.log.day_totals(number, number).get(number, DayTotals()).new
