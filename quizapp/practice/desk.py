"""The desk: log, packs and settings laid out together, and every way to begin a session.

The first screen waits for this module, so what only a session needs is imported when one begins.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING

from quizapp.clock import Moment, study_day
from quizapp.content.library import Library, open_library
from quizapp.practice.agenda import Agenda, cards_of
from quizapp.practice.today import Today, TopicStanding, Unfinished, minutes_for
from quizapp.records import Localized, Memory
from quizapp.scheduling.days import day_of
from quizapp.scheduling.fold import LogFold
from quizapp.scheduling.queue import Fresh, Waiting, is_waiting, order, retrievabilities
from quizapp.scheduling.rating import typical_ms
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.store import open_log
from quizapp.store.port import DayTotals
from quizapp.words import tr

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.content.items import ItemInfo
    from quizapp.practice.plan_note import PlanNote
    from quizapp.practice.progress import Ask, Progress, SessionPlan
    from quizapp.practice.session import Session
    from quizapp.scheduling.mocks import Mock
    from quizapp.settings import Paths, Settings
    from quizapp.store.port import StudyLog
    from quizapp.store.sqlite import SqliteLog

NEW = Memory()
MOST_IN_MINUTES = 200
"""Questions of a session measured in minutes, however quick the learner is."""
AHEAD = 5
"""Questions offered when the day's work is done."""
LOAD_DAYS = 14
STREAK_DAYS = 400
"""How far back a streak is counted."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a session is to be about; nothing chosen means whatever the schedule asks for."""

    items: tuple[str, ...] = ()
    """Question ids, with or without their pack, in the order to be asked."""
    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    difficulty: int | None = None
    flagged: bool = False
    mistakes: bool = False
    """Last answered wrong; practised without moving any due date."""
    unseen: bool = False
    unsure: bool = False
    """Met and hard to keep: answered wrong last, or of high difficulty in memory."""
    misjudged: bool = False
    """The learner was sure of the answer and wrong; practised without moving any due date."""
    cram: bool = False
    """Least remembered first, without moving any due date."""
    minutes: int | None = None
    """As many as fit in so much time at the learner's own pace."""
    due: bool = False
    """Only what the schedule asks for today."""
    ahead: bool = False
    """A few more than today's, without moving any due date."""
    count: int | None = None
    seed: int | None = None


def scheduler_settings(settings: Settings) -> SchedulerSettings:
    """The part of the learner's settings that memory depends on."""
    usual = SchedulerSettings(
        desired_retention=settings.desired_retention, rollover_hour=settings.rollover_hour
    )
    if not settings.memory_parameters:
        return usual
    from quizapp.practice.fitting import parameters_of

    return replace(usual, parameters=parameters_of(settings))


def open_study_log(paths: Paths, settings: Settings) -> SqliteLog:
    """The study log alone. Raises ``StoreError`` with what to do when it cannot be used."""
    return open_log(paths.store, fold=LogFold(scheduler_settings(settings)))


def plan_beside(
    paths: Paths,
    library: Library,
    settings: Settings,
    at: Moment,
    before: PlanNote | None,
    check: Callable[[], None],
) -> PlanNote | None:
    """The day planned from a look of its own at the log, while somebody else writes to it.

    ``check`` is called now and then, and may raise to end the work. Imports NumPy. Raises
    ``StoreError`` when the log cannot be read.
    """
    from quizapp.practice.plan_day import plan_day

    with beside(paths, library, settings) as desk:
        return plan_day(desk, at, before, check=check)


@contextmanager
def beside(paths: Paths, library: Library, settings: Settings) -> Iterator[Desk]:
    """A desk with a look of its own at the log, for a thread beside the one that writes to it.

    Raises ``StoreError`` when the log cannot be read.
    """
    fold = LogFold(scheduler_settings(settings))
    with open_log(paths.store, fold=fold, read_only=True) as log:
        yield Desk(log, library, settings)


def open_desk(paths: Paths, settings: Settings) -> Desk:
    """The desk with log and packs open. Raises ``StoreError`` when the log cannot be used."""
    log = open_study_log(paths, settings)
    try:
        library = open_library(paths.packs, paths.cache)
    except BaseException:
        log.close()
        raise
    return Desk(log, library, settings, paths.plan)


class Desk:
    """Log, packs and settings, and the sessions they make."""

    def __init__(
        self, log: StudyLog, library: Library, settings: Settings, plan: Path | None = None
    ) -> None:
        self.log = log
        self.library = library
        self.settings = settings
        self.scheduler = scheduler_settings(settings)
        self.agenda = Agenda(self, plan)
        """What the exam-date plan asks for."""
        self.mocks: Sequence[Mock] = ()
        """Mock exams that had a forecast; whoever opens the desk says which."""
        self._pace: dict[str, int] | None = None

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close log and packs; everything is saved already."""
        self.log.close()
        self.library.close()

    # ── the day ──────────────────────────────────────────────────────────────────────────────

    def overview(self, at: Moment) -> Today:
        """What waits today, how long it takes, how each topic stands."""
        items = self.library.items()
        memories = self._memories(items)
        waiting = [row for row in items if is_waiting(memories.get(row.item, NEW), at)]
        wrong = set(self.log.mistakes())
        planned = self.agenda.queue(memories, at)
        day = [] if planned is None else planned
        length = self.settings.session_length
        queue = self._due(items, memories, at, length) if planned is None else day[:length]
        kinds = Counter(self.library.item(item).kind for item in queue)
        today = study_day(at, self.settings.rollover_hour)
        exam = self.settings.exam_day()
        fresh = sum(memories.get(row.item, NEW).state == "new" for row in items)
        number = day_of(today)
        days = self.log.day_totals(number - STREAK_DAYS, number)
        totals = days.get(number, DayTotals())
        met = [item for item in day if memories.get(item, NEW).state != "new"]
        due = len(waiting) if planned is None else len(met)
        new = (
            min(fresh, max(0, self.settings.new_per_day - totals.new))
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
            wrong=sum(
                row.item in wrong and not memories.get(row.item, NEW).suspended for row in items
            ),
            left=due + new,
            planned=len(queue),
            minutes=minutes_for(kinds, self.pace())
            if planned is None
            else self.agenda.minutes_of(queue),
            answered=totals.attempts,
            right=totals.right,
            cards=cards_of(self.log, number, at.offset_min, self.settings.rollover_hour),
            topics=self._standings(items, memories, waiting, at),
            load=self._load(items, memories, at),
            streak=streak(days, number),
            exam_date=exam,
            days_left=(exam - today).days if exam is not None else None,
            resume=self._unfinished(at),
            plan=self.agenda.standing(at),
        )

    def pace(self) -> Mapping[str, int]:
        """The learner's own milliseconds per answer of each kind, where there are enough."""
        if self._pace is None:
            own: dict[str, list[int]] = {}
            for item, duration in self.log.durations_ms().items():
                if self.library.has(item):
                    own.setdefault(self.library.item(item).kind, []).append(duration)
            self._pace = {kind: typical_ms(kind, times) for kind, times in own.items()}
        return self._pace

    # ── sessions ─────────────────────────────────────────────────────────────────────────────

    def todays_session(self, at: Moment) -> Session | None:
        """The session that was left unfinished, else today's; None when the day is done.

        One that was left more than one study day ago stands back behind what is due today.
        """
        due = Choice(due=True, count=self.settings.session_length)
        unfinished = self._unfinished(at)
        if unfinished is not None and unfinished.old:
            return self.session(due, at) or self.resume(at)
        return self.resume(at) or self.session(due, at)

    def resume(self, at: Moment) -> Session | None:
        """The session that was left unfinished, at its place; None when there is none."""
        saved = self.log.open_session()
        if saved is None:
            return None
        from quizapp.practice.progress import from_plain

        try:
            plan, progress = from_plain(saved.id, json.loads(saved.state), self.library.has)
        except (ValueError, KeyError, TypeError):
            # A place written by another version. The answers are in the log all the same.
            self.log.end_session(saved.id, at)
            return None
        if progress.ended:
            self.log.end_session(saved.id, at)
            return None
        return self._begin(plan, at, progress)

    def session(self, choice: Choice, at: Moment) -> Session | None:
        """A new session about ``choice``; None when nothing fits it.

        One of the same kind that was left unfinished is closed: its unasked items are simply
        still due. One of another kind waits and is offered again afterwards.
        Raises ``ContentError`` for an id, topic or kind that does not exist.
        """
        from quizapp.practice.progress import SessionPlan

        asks = self._asks(choice, at)
        if not asks:
            return None
        kind = self._kind(choice)
        left = self.log.open_session()
        plan = SessionPlan(
            id=f"{at.at_ms:x}",
            kind=kind,
            items=tuple(self._with_seeds(asks, choice, at)),
            title=self._title(choice),
        )
        session = self._begin(plan, at)
        # The old place goes only once the new one stands: a full disk then loses neither.
        if left is not None and left.kind == kind and left.id != plan.id:
            self.log.end_session(left.id, at)
        return session

    def _with_seeds(self, asks: Sequence[Ask], choice: Choice, at: Moment) -> list[Ask]:
        """``asks`` with a seed for everything that is drawn: another one each session."""
        key = at.at_ms if choice.seed is None else choice.seed
        return [
            replace(ask, seed=1 + zlib.crc32(f"{ask.item} {key}".encode()) % 999_999)
            if self.library.varies(ask.item)
            else ask
            for ask in asks
        ]

    def _begin(self, plan: SessionPlan, at: Moment, progress: Progress | None = None) -> Session:
        from quizapp.practice.session import Session

        return Session(
            plan,
            self.library,
            self.log,
            self.scheduler,
            at,
            progress=progress,
            typical_ms=self._typical,
        )

    def _asks(self, choice: Choice, at: Moment) -> list[Ask]:
        if choice.minutes is None:
            return self._asks_by_count(choice, at)
        most = replace(choice, minutes=None, count=choice.count or MOST_IN_MINUTES)
        return self._fitting_in(self._asks_by_count(most, at), choice.minutes * 60_000)

    def _fitting_in(self, asks: Sequence[Ask], room_ms: int) -> list[Ask]:
        """The first of ``asks`` that fit in ``room_ms``; one at least."""
        kept: list[Ask] = []
        for ask in asks:
            room_ms -= self._typical(ask.item)
            if kept and room_ms < 0:
                break
            kept.append(ask)
        return kept

    def _asks_by_count(self, choice: Choice, at: Moment) -> list[Ask]:
        from quizapp.practice.finding import standings
        from quizapp.practice.progress import Ask
        from quizapp.practice.turn import shuffled

        if choice.items:
            return [Ask(self.library.find(name).item) for name in choice.items][: choice.count]
        rows = self._fitting(choice)
        memories = self._memories(rows)
        whole = not (choice.topics or choice.areas or choice.kinds or choice.difficulty)
        count = choice.count or self.settings.session_length
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
            planned = self.agenda.queue(memories, at) if whole else None
            if planned is not None:
                return [Ask(item) for item in planned[:count]]
            return [Ask(item) for item in self._due(rows, memories, at, count)]
        rows = [row for row in rows if not memories.get(row.item, NEW).suspended]
        if choice.flagged:
            rows = [row for row in rows if memories.get(row.item, NEW).flagged]
        if choice.misjudged:
            from quizapp.practice.confidence import misjudged

            mine = {row.item for row in rows}
            latest = misjudged(self.log, self.log.sure_answers())
            return [Ask(item, counts=False) for item in latest if item in mine][:count]
        if choice.mistakes:
            wrong = set(self.log.mistakes())
            rows = [row for row in rows if row.item in wrong]
            return [Ask(row.item, counts=False) for row in self._mixed(rows, choice, at)[:count]]
        if choice.unseen:
            rows = [row for row in rows if memories.get(row.item, NEW).state == "new"]
        if choice.unsure or choice.cram:
            standing = standings(
                [row.item for row in rows], memories, self.log.mistakes(), at, self.scheduler
            )
            if choice.unsure:
                rows = [row for row in rows if standing[row.item].unsure]
            if choice.cram:
                rows = sorted(rows, key=lambda row: standing[row.item].recall)
                return [Ask(row.item, counts=False) for row in rows[:count]]
        if choice.ahead:
            met = [row for row in rows if memories.get(row.item, NEW).state != "new"]
            met = [row for row in met if not is_waiting(memories[row.item], at)]
            faded = retrievabilities([memories[row.item] for row in met], at, self.scheduler)
            ranked = sorted(zip(faded, met, strict=True), key=lambda pair: (pair[0], pair[1].item))
            return [Ask(row.item, counts=False) for _, row in ranked[: choice.count or AHEAD]]
        first = self._due(rows, memories, at, count, new_per_day=count)
        asks = [Ask(item) for item in first]
        # What is neither due nor new is practised without moving its due date.
        rest = [row for row in self._mixed(rows, choice, at) if row.item not in set(first)]
        asks += [Ask(row.item, counts=memories.get(row.item, NEW).state == "new") for row in rest][
            : max(0, count - len(asks))
        ]
        if choice.seed is not None:
            asks = [asks[place] for place in shuffled(len(asks), choice.seed)]
        return asks

    def _fitting(self, choice: Choice) -> list[ItemInfo]:
        rows: Iterable[ItemInfo] = self.library.items()
        known = {
            "topics": [topic.id for topic in self.library.topics],
            "areas": [area.id for area in self.library.areas],
            "kinds": sorted({row.kind for row in self.library.items()}),
        }
        self._known(choice.topics, known["topics"], tr("そのようなトピックはありません"))
        self._known(choice.areas, known["areas"], tr("そのような分野はありません"))
        self._known(choice.kinds, known["kinds"], tr("そのような種類の問題はありません"))
        if choice.topics:
            rows = [row for row in rows if row.topic in choice.topics]
        if choice.areas:
            rows = [row for row in rows if row.area in choice.areas]
        if choice.kinds:
            rows = [row for row in rows if row.kind in choice.kinds]
        if choice.difficulty is not None:
            rows = [row for row in rows if row.difficulty == choice.difficulty]
        return list(rows)

    @staticmethod
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

    def _due(
        self,
        rows: Sequence[ItemInfo],
        memories: Mapping[str, Memory],
        at: Moment,
        limit: int,
        *,
        new_per_day: int | None = None,
    ) -> list[str]:
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
            new_per_day=self.settings.new_per_day if new_per_day is None else new_per_day,
            introduced_today=self._introduced(at) if new_per_day is None else 0,
            settings=self.scheduler,
            limit=limit,
        )

    def _mixed(self, rows: list[ItemInfo], choice: Choice, at: Moment) -> list[ItemInfo]:
        from quizapp.practice.turn import shuffled

        key = choice.seed if choice.seed is not None else at.at_ms
        return [rows[place] for place in shuffled(len(rows), key)]

    def _introduced(self, at: Moment) -> int:
        """Items met for the first time today."""
        number = day_of(study_day(at, self.settings.rollover_hour))
        return self.log.day_totals(number, number).get(number, DayTotals()).new

    # ── small parts ──────────────────────────────────────────────────────────────────────────

    def _memories(self, rows: Sequence[ItemInfo]) -> dict[str, Memory]:
        return self.log.memories([row.item for row in rows])

    def _typical(self, item: str) -> int:
        row = self.library.item(item)
        own = self.pace().get(row.kind)
        return own if own is not None else typical_ms(row.kind, difficulty=row.difficulty)

    def _standings(
        self,
        items: Sequence[ItemInfo],
        memories: Mapping[str, Memory],
        waiting: Sequence[ItemInfo],
        at: Moment,
    ) -> tuple[TopicStanding, ...]:
        met = [row for row in items if memories.get(row.item, NEW).state != "new"]
        recall = retrievabilities([memories[row.item] for row in met], at, self.scheduler)
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
            for topic in self.library.topics
            if total[key := (topic.pack, topic.id)]
        )

    def _load(
        self, items: Sequence[ItemInfo], memories: Mapping[str, Memory], at: Moment
    ) -> tuple[int, ...]:
        hour = self.settings.rollover_hour
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

    def _unfinished(self, at: Moment) -> Unfinished | None:
        saved = self.log.open_session()
        if saved is None:
            return None
        try:
            plain = json.loads(saved.state)
            place, total = plain["index"] + 1, len(plain["turns"])
        except (ValueError, KeyError, TypeError):
            return None
        hour = self.settings.rollover_hour
        left = study_day(Moment(saved.at_ms, saved.offset_min), hour)
        old = (study_day(at, hour) - left).days > 1
        return Unfinished(saved.id, saved.kind, place, total, saved.at_ms, saved.offset_min, old)

    @staticmethod
    def _kind(choice: Choice) -> str:
        if choice.mistakes or choice.misjudged:
            return "mistakes"
        if choice.ahead:
            return "ahead"
        if choice.cram:
            return "cram"
        if choice.kinds == ("recall",):
            return "cards"
        return "review" if choice.due else "quiz"

    def _title(self, choice: Choice) -> Localized:
        if len(choice.topics) == 1:
            for topic in self.library.topics:
                if topic.id == choice.topics[0]:
                    return topic.title
        return Localized()


def studied(day: DayTotals | None) -> bool:
    """Whether anything was answered or, of cards, rated, be it practice alone."""
    return day is not None and bool(day.attempts or day.reviews or day.duration_ms)


def streak(days: Mapping[int, DayTotals], today: int) -> int:
    """Study days in a row up to ``today``; a day not studied yet does not break it."""
    day = today if studied(days.get(today)) else today - 1
    count = 0
    while studied(days.get(day)):
        count += 1
        day -= 1
    return count
