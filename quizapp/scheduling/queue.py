"""In which order a session asks: what fades first comes first, topics mixed, siblings apart.

A pure function over light tuples, so that a plan, a test and a simulation can all call it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from quizapp.clock import Moment
from quizapp.records import Memory
from quizapp.scheduling.card import model_of
from quizapp.scheduling.days import day_number
from quizapp.scheduling.fold import DEFAULTS
from quizapp.scheduling.settings import SchedulerSettings

LOOK_AHEAD = 12
"""How far down the order a better neighbour is looked for; farther would undo the order."""

REVERSE = "/r"


class Waiting(NamedTuple):
    """One card that was met before."""

    item: str
    topic: str
    memory: Memory


class Fresh(NamedTuple):
    """One card not met yet, in authored order."""

    item: str
    topic: str


def note_of(item: str) -> str:
    """The key both directions of a card share."""
    return item.removesuffix(REVERSE)


def is_waiting(memory: Memory, at: Moment) -> bool:
    """Whether a card met before may be asked now."""
    return (
        memory.state != "new"
        and not memory.suspended
        and memory.due_ms <= at.at_ms
        and memory.buried_until_ms <= at.at_ms
    )


def order(
    waiting: Iterable[Waiting],
    fresh: Iterable[Fresh],
    at: Moment,
    *,
    new_per_day: int,
    introduced_today: int = 0,
    settings: SchedulerSettings = DEFAULTS,
    limit: int | None = None,
) -> list[str]:
    """The item keys of a session, first to last.

    Learning steps that have come due go first, because minutes matter to them; reviews follow in
    order of retrievability, least first, so that what overdue has cost most is saved first; new
    cards are spread evenly among the reviews, in authored order, as many as the day still
    allows. A card's two directions are not both introduced in one session while there are other
    new cards, and stand apart otherwise. ``limit`` cuts the session; new cards keep their share.
    """
    steps: list[Waiting] = []
    reviews: list[Waiting] = []
    for card in waiting:
        if is_waiting(card.memory, at):
            (reviews if card.memory.state == "review" else steps).append(card)
    steps.sort(key=lambda card: (card.memory.due_ms, card.item))
    faded = retrievabilities([card.memory for card in reviews], at, settings)
    ranked = sorted(zip(faded, reviews, strict=True), key=lambda pair: (pair[0], pair[1].item))
    allowed = max(0, new_per_day - introduced_today)
    met = {note_of(card.item) for card in (*steps, *reviews)}
    news = _introductions(fresh, allowed, met)

    (due_steps, due_reviews), second = _siblings_apart(
        [Fresh(card.item, card.topic) for card in steps],
        [Fresh(card.item, card.topic) for _, card in ranked],
    )
    room = None if limit is None else max(0, limit - len(due_steps))
    rest = _spread([*_mixed(due_reviews), *_mixed(second)], news, room)
    queue = [*_mixed(due_steps), *rest]
    return [card.item for card in queue[:limit]]


def arranged(cards: Sequence[Fresh]) -> list[Fresh]:
    """The same cards with topics mixed, the second direction of a card after all others."""
    (first, _), second = _siblings_apart(list(cards), [])
    return [*_mixed(first), *_mixed(second)]


def retrievabilities(
    memories: Sequence[Memory], at: Moment, settings: SchedulerSettings = DEFAULTS
) -> list[float]:
    """The chance of recall now of each card; 0 for one that was never met."""
    model = model_of(settings)
    hour = settings.rollover_hour
    today = day_number(at.at_ms, at.offset_min, hour)
    return [
        model.retrievability(
            today - day_number(memory.last_ms, at.offset_min, hour), memory.stability
        )
        if memory.stability > 0
        else 0.0
        for memory in memories
    ]


def _introductions(fresh: Iterable[Fresh], allowed: int, met: set[str]) -> list[Fresh]:
    """The new cards of today: at most one direction of a card while others are left."""
    chosen: list[Fresh] = []
    second: list[Fresh] = []
    if allowed <= 0:
        return chosen
    seen = set(met)
    for card in fresh:
        note = note_of(card.item)
        if note in seen:
            second.append(card)
            continue
        seen.add(note)
        chosen.append(card)
        if len(chosen) == allowed:
            return chosen
    return chosen + second[: allowed - len(chosen)]


def _spread(reviews: list[Fresh], news: list[Fresh], limit: int | None) -> list[Fresh]:
    """New cards at even distances among the reviews, beginning with a review."""
    if limit is not None and len(reviews) + len(news) > limit:
        share = round(limit * len(news) / (len(reviews) + len(news)))
        # A full queue of reviews never shuts new cards out altogether, nor the other way round.
        share = min(len(news), limit, max(share, 1 if news else 0))
        news = news[:share]
        reviews = reviews[: limit - len(news)]
    total = len(reviews) + len(news)
    mixed: list[Fresh] = []
    taken = 0
    for place in range(1, total + 1):
        if taken < len(news) and place * len(news) >= (taken + 1) * total:
            mixed.append(news[taken])
            taken += 1
        else:
            mixed.append(reviews[place - 1 - taken])
    return mixed


def _mixed(cards: list[Fresh]) -> list[Fresh]:
    """The same cards, at each place the topic of the next few that was longest not asked."""
    left = deque(cards)
    mixed: list[Fresh] = []
    asked: dict[str, int] = {}
    while left:
        ahead = min(LOOK_AHEAD, len(left))
        pick = min(range(ahead), key=lambda index: (asked.get(left[index].topic, -1), index))
        card = left[pick]
        del left[pick]
        asked[card.topic] = len(mixed)
        mixed.append(card)
    return mixed


def _siblings_apart(
    steps: list[Fresh], reviews: list[Fresh]
) -> tuple[tuple[list[Fresh], list[Fresh]], list[Fresh]]:
    """Steps and reviews with one direction of each card, and the second directions after them.

    In a session cut short the second direction is then left for another time, when its sibling
    no longer gives it away.
    """
    seen: set[str] = set()
    second: list[Fresh] = []

    def firsts(cards: list[Fresh]) -> list[Fresh]:
        kept: list[Fresh] = []
        for card in cards:
            note = note_of(card.item)
            (second if note in seen else kept).append(card)
            seen.add(note)
        return kept

    return (firsts(steps), firsts(reviews)), second
