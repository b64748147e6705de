"""What the record says of the learning so far, from the totals and memories the store keeps.

No line of the log is read, however long it has grown: what was predicted of each review is kept
with the totals of its day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.practice.confidence import Level, calibration, misjudged
from quizapp.records import Localized, Memory
from quizapp.scheduling.days import day_number
from quizapp.scheduling.leech import is_leech
from quizapp.scheduling.queue import retrievabilities
from quizapp.store.port import DayTotals, StudyLog, sum_of

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.content.items import ItemInfo, Topic
    from quizapp.scheduling.settings import SchedulerSettings

FORECAST_DAYS = 30
MOST_MISSED = 20
NEW = Memory()


@dataclass(frozen=True, slots=True)
class Mastery:
    """How one topic stands."""

    id: str
    title: Localized
    total: int
    seen: int
    remembered: float
    """Expected share of all its items recalled now; an unseen one counts 0."""


@dataclass(frozen=True, slots=True)
class Missed:
    """An item that was forgotten."""

    item: str
    id: str
    title: Localized
    lapses: int
    wrong: bool
    """Whether the last judged answer was wrong."""
    leech: bool


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything the statistics show."""

    totals: DayTotals
    """Of the range asked for."""
    ever: DayTotals
    days: Mapping[int, DayTotals]
    """All days, by study day since 1970."""
    today: int
    forecast: tuple[int, ...]
    """Reviews that fall due on each of the next days, those overdue on the first."""
    topics: tuple[Mastery, ...]
    missed: tuple[Missed, ...]
    """Most forgotten first."""
    seconds: Mapping[str, float]
    """Mean seconds of the last answers, by kind."""
    growth: tuple[tuple[int, int], ...]
    """Study day and items met by its end, for each day on which one was new."""
    seen: int
    total: int
    remembered: float
    """Items expected to be recalled now, of all."""
    calibration: tuple[Level, ...]
    """How right the answers were of which the learner said how sure they were."""
    misjudged: tuple[Missed, ...]
    """Sure and wrong, latest first."""


def statistics(
    log: StudyLog,
    items: Sequence[ItemInfo],
    topics: Sequence[Topic],
    at: Moment,
    settings: SchedulerSettings,
    *,
    days: int | None = None,
) -> Statistics:
    """The statistics at ``at``; ``days`` limits the totals to the last so many study days."""
    today = day_number(at.at_ms, at.offset_min, settings.rollover_hour)
    by_day = log.day_totals(-(10**6), 10**6)
    memories = log.memories([row.item for row in items])
    wrong = set(log.mistakes())
    met = [row for row in items if memories.get(row.item, NEW).state != "new"]
    sure = log.sure_answers()
    rows = {row.item: row for row in items}
    misread = [rows[item] for item in misjudged(log, sure) if item in rows]
    recall = retrievabilities([memories[row.item] for row in met], at, settings)
    ranged = (one for day, one in by_day.items() if days is None or today - days < day <= today)
    return Statistics(
        totals=_sum(ranged),
        ever=log.totals(),
        days=by_day,
        today=today,
        forecast=_forecast([memories[row.item] for row in met], today, at, settings),
        topics=_mastery(items, met, recall, topics),
        missed=_missed(met, memories, wrong, settings),
        seconds=_seconds(log, items),
        growth=_growth(by_day),
        seen=len(met),
        total=len(items),
        remembered=sum(recall),
        calibration=calibration(sure),
        misjudged=tuple(
            _missed_one(row, memories.get(row.item, NEW), row.item in wrong, settings)
            for row in misread[:MOST_MISSED]
        ),
    )


def _sum(days: object) -> DayTotals:
    rows = list(days)  # type: ignore[call-overload]
    return sum_of(rows) if rows else DayTotals()


def _forecast(
    memories: Sequence[Memory], today: int, at: Moment, settings: SchedulerSettings
) -> tuple[int, ...]:
    counts = [0] * FORECAST_DAYS
    for memory in memories:
        if not memory.suspended:
            due = day_number(memory.due_ms, at.offset_min, settings.rollover_hour) - today
            if due < FORECAST_DAYS:
                counts[max(0, due)] += 1
    return tuple(counts)


def _mastery(
    items: Sequence[ItemInfo],
    met: Sequence[ItemInfo],
    recall: Sequence[float],
    topics: Sequence[Topic],
) -> tuple[Mastery, ...]:
    total = Counter((row.pack, row.topic) for row in items)
    seen = Counter((row.pack, row.topic) for row in met)
    kept: dict[tuple[str, str], float] = {}
    for row, chance in zip(met, recall, strict=True):
        key = row.pack, row.topic
        kept[key] = kept.get(key, 0.0) + chance
    return tuple(
        Mastery(one.id, one.title, total[key], seen[key], kept.get(key, 0.0) / total[key])
        for one in topics
        if total[key := (one.pack, one.id)]
    )


def _missed(
    met: Sequence[ItemInfo],
    memories: Mapping[str, Memory],
    wrong: set[str],
    settings: SchedulerSettings,
) -> tuple[Missed, ...]:
    rows = [row for row in met if memories[row.item].lapses or row.item in wrong]
    rows.sort(key=lambda row: (-memories[row.item].lapses, row.item not in wrong, row.item))
    return tuple(
        _missed_one(row, memories[row.item], row.item in wrong, settings)
        for row in rows[:MOST_MISSED]
    )


def _missed_one(row: ItemInfo, memory: Memory, wrong: bool, settings: SchedulerSettings) -> Missed:
    leech = is_leech(memory, settings)
    return Missed(row.item, row.id, row.title, memory.lapses, wrong, leech)


def _seconds(log: StudyLog, items: Sequence[ItemInfo]) -> dict[str, float]:
    kinds = {row.item: row.kind for row in items}
    times: dict[str, list[int]] = {}
    for item, duration_ms in log.durations_ms().items():
        if item in kinds:
            times.setdefault(kinds[item], []).append(duration_ms)
    return {kind: sum(own) / len(own) / 1000 for kind, own in sorted(times.items())}


def _growth(by_day: Mapping[int, DayTotals]) -> tuple[tuple[int, int], ...]:
    met, steps = 0, []
    for day in sorted(by_day):
        if by_day[day].new:
            met += by_day[day].new
            steps.append((day, met))
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class Retention:
    """Retention reached against what memory predicted for the same reviews."""

    tested: int
    kept: int
    predicted: float
    """Sum of the chances of recall just before each of those reviews."""

    @property
    def reached_share(self) -> float | None:
        """Share remembered; None when nothing was tested."""
        return self.kept / self.tested if self.tested else None

    @property
    def predicted_share(self) -> float | None:
        """Share that was expected to be remembered."""
        return self.predicted / self.tested if self.tested else None


def retention(
    log: StudyLog, at: Moment, settings: SchedulerSettings, *, days: int = 30
) -> Retention:
    """Reached and predicted retention of the last ``days`` study days, over all items.

    A review counts when it is the first of its day of an item met on an earlier one. What memory
    gave it then is kept with the totals of its day, so that no line of the log is read here.
    """
    today = day_number(at.at_ms, at.offset_min, settings.rollover_hour)
    known = _sum(log.day_totals(today - days + 1, today).values())
    return Retention(known.tested, known.kept, known.predicted_ppm / 1e6)
