"""The desk: log, packs and settings laid out together, and every way to begin a session.

The first screen waits for this module, so what only a session needs is imported when one begins.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING

from quizapp.clock import Moment
from quizapp.content.library import Library, open_library
from quizapp.practice.agenda import Agenda
from quizapp.practice.choice import Choice
from quizapp.practice.overview import left_session, overview
from quizapp.practice.selecting import asks_of
from quizapp.practice.today import Today
from quizapp.records import Localized
from quizapp.scheduling.fold import LogFold
from quizapp.scheduling.rating import typical_ms
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.store import open_log

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.practice.plan_note import PlanNote
    from quizapp.practice.progress import Ask, Progress, SessionPlan
    from quizapp.practice.session import Session
    from quizapp.scheduling.mocks import Mock
    from quizapp.settings import Paths, Settings
    from quizapp.store.port import StudyLog
    from quizapp.store.sqlite import SqliteLog


def scheduler_settings(settings: Settings) -> SchedulerSettings:
    """The part of the learner's settings that memory depends on."""
    usual = SchedulerSettings(
        desired_retention=settings.desired_retention,
        rollover_hour=settings.rollover_hour,
        leech_threshold=settings.leech_threshold,
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
        return overview(self, at)

    def pace(self) -> Mapping[str, int]:
        """The learner's own milliseconds per answer of each kind, where there are enough."""
        if self._pace is None:
            own: dict[str, list[int]] = {}
            for item, duration in self.log.durations_ms().items():
                if self.library.has(item):
                    own.setdefault(self.library.item(item).kind, []).append(duration)
            self._pace = {kind: typical_ms(kind, times) for kind, times in own.items()}
        return self._pace

    def typical_ms(self, item: str) -> int:
        """What an answer to an item takes, at the learner's own pace where it is known."""
        row = self.library.item(item)
        own = self.pace().get(row.kind)
        return own if own is not None else typical_ms(row.kind, difficulty=row.difficulty)

    # ── sessions ─────────────────────────────────────────────────────────────────────────────

    def todays_session(self, at: Moment) -> Session | None:
        """The session that was left unfinished, else today's; None when the day is done.

        One that was left more than one study day ago stands back behind what is due today.
        """
        due = Choice(due=True, count=self.settings.session_length)
        unfinished = left_session(self, at)
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

        asks = asks_of(self, choice, at)
        if not asks:
            return None
        kind = choice.kind
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
            typical_ms=self.typical_ms,
        )

    def _title(self, choice: Choice) -> Localized:
        if len(choice.topics) == 1:
            for topic in self.library.topics:
                if topic.id == choice.topics[0]:
                    return topic.title
        return Localized()
