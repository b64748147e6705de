"""What the exam-date plan asks for today, as far as it has been worked out.

Planning a day takes up to a second, so nobody waits for it: the agenda reads the note that the
last planning left, and has a day planned anew only when it is told to (in the background of the
screens). Until then yesterday's order serves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.clock import Moment, study_day
from quizapp.practice.plan_due import STALE_DAYS, Entry, path_beside, write_list
from quizapp.practice.plan_note import PlanNote, memory_key, read_note, write_note
from quizapp.practice.today import AreaStanding, DayPlan
from quizapp.records import Memory
from quizapp.scheduling.days import day_number, day_of, day_start_ms
from quizapp.scheduling.mocks import Mock, Outcome, calibrated
from quizapp.scheduling.queue import Fresh, arranged

if TYPE_CHECKING:
    from quizapp.content.items import ItemInfo
    from quizapp.practice.desk import Desk
    from quizapp.settings import Settings
    from quizapp.store.port import StudyLog

FEW = 40
"""Reviews below which a forecast says that it knows little."""
EXAM_QUESTIONS = 100
GUESSED = 25.0
"""Points that guessing among four choices is worth."""
NEW = Memory()
MINUTE_MS = 60_000


def cards_of(log: StudyLog, day: int, offset_min: int, rollover_hour: int) -> int:
    """Cards the learner rated on a study day: the totals of days count judged answers alone."""
    start = day_start_ms(day, offset_min, rollover_hour)
    end = day_start_ms(day + 1, offset_min, rollover_hour)
    cards: set[tuple[str, int]] = set()
    for event in log.recent(start):
        if event.kind == "undo":
            cards.discard((event.item, event.turn_ms))
        elif event.kind == "answer" and event.evidence == "self" and event.at_ms < end:
            cards.add((event.item, event.turn_ms))
    return len(cards)


def planned_rows(
    rows: Sequence[ItemInfo], memories: Mapping[str, Memory], settings: Settings
) -> list[ItemInfo]:
    """What the plan is about: the exam's scope, the learner's areas and library, not suspended."""
    skipped = settings.skipped
    return [
        row
        for row in rows
        if not row.optional
        and row.area not in skipped
        and row.framework in ("", settings.framework)
        and not memories.get(row.item, NEW).suspended
    ]


def minutes_spent(log: StudyLog, day: int) -> float:
    """Minutes that the answers and cards of a study day took."""
    return sum(one.duration_ms for one in log.day_totals(day, day).values()) / MINUTE_MS


def set_right(note: PlanNote, mocks: Sequence[Mock]) -> tuple[Outcome, float]:
    """The forecast of a note as ``mocks`` set it right, and what doing nothing more would come to.

    Mock exams tell how far memory's model is off with this learner: both move by the same, the
    second never below what guessing alone is worth.
    """
    told = calibrated(note.expected, note.band, EXAM_QUESTIONS, mocks)
    floor = min(note.untouched, GUESSED)
    return told, min(100.0, max(floor, note.untouched + told.shift))


class Agenda:
    """The plan's list for today, from the note of the last planning."""

    def __init__(self, desk: Desk, path: Path | None) -> None:
        self._desk = desk
        self._path = path
        self._note: PlanNote | None = None
        self._read = False

    @property
    def note(self) -> PlanNote | None:
        """The note of the last planning, of whatever day."""
        if not self._read:
            self._note, self._read = read_note(self._path), True
        return self._note

    def _usable(self, at: Moment) -> PlanNote | None:
        """The note, when it is about the exam to come and not too old."""
        exam, note = self._desk.settings.exam_day(), self.note
        if exam is None or note is None:
            return None
        today = self._today(at)
        if note.exam != day_of(exam) or not 0 <= today - note.day <= STALE_DAYS:
            return None
        return note if today < note.exam else None

    def _today(self, at: Moment) -> int:
        return day_of(study_day(at, self._desk.settings.rollover_hour))

    def is_due(self, at: Moment) -> bool:
        """Whether the day should be planned: there is an exam to come and no plan of today."""
        exam = self._desk.settings.exam_day()
        if exam is None or day_of(exam) <= self._today(at):
            return False
        note = self._usable(at)
        return note is None or note.day != self._today(at) or not self._made_for_settings(note)

    def _made_for_settings(self, note: PlanNote) -> bool:
        from quizapp.settings import weekdays_off

        exam, minutes, off, framework, _, *memory = note.key.split(" ")
        if "".join(memory) != memory_key(self._desk.settings):
            return False
        wanted = ",".join(map(str, sorted(weekdays_off(self._desk.settings))))
        return (exam, float(minutes), off, framework) == (
            self._desk.settings.exam_date,
            float(self._desk.settings.minutes_per_day),
            wanted,
            self._desk.settings.framework,
        )

    def of_today(self, at: Moment) -> PlanNote | None:
        """The note of today, made now where there is none that holds; None without an exam.

        What is asked twice on a day is answered alike, and as the screens show it.
        """
        return self.plan(at) if self.is_due(at) else self._usable(at)

    def plan(self, at: Moment) -> PlanNote | None:
        """Plan the day anew and keep the note; None without an exam to come. Imports NumPy."""
        from quizapp.practice.plan_day import plan_day

        note = plan_day(self._desk, at, self.note)
        if note is not None:
            self.keep(note)
        return note

    def keep(self, note: PlanNote) -> None:
        """Take in a note that was made elsewhere, and put it into the file."""
        self._note, self._read = note, True
        write_note(self._path, note)
        if self._path is not None:
            library = self._desk.library
            entries = (
                Entry(minutes, library.item(item).kind == "recall", item)
                for item, minutes in note.items
                if library.has(item)
            )
            write_list(path_beside(self._path), note.day, note.exam, entries)

    def is_day_off(self, at: Moment) -> bool:
        """Whether the learner left this weekday free."""
        from quizapp.settings import weekdays_off

        day = study_day(at, self._desk.settings.rollover_hour)
        return day.weekday() in weekdays_off(self._desk.settings)

    def minutes_left(self, at: Moment) -> float:
        """Minutes of today that are not used yet; 0 on a day off."""
        if self.is_day_off(at):
            return 0.0
        spent = minutes_spent(self._desk.log, self._today(at))
        return max(0.0, self._desk.settings.minutes_per_day - spent)

    def queue(self, memories: Mapping[str, Memory], at: Moment) -> list[str] | None:
        """Today's items, topics mixed, as far as the minutes go; None without a plan.

        An older plan of which nothing is left says nothing of today: that of a day off, or one
        made when the day's minutes were used up, holds no items at all.
        """
        note = self._usable(at)
        if note is None:
            return None
        left, today = self.minutes_left(at), self._today(at)
        hour = self._desk.settings.rollover_hour
        chosen: list[Fresh] = []
        for item, minutes in note.items:
            memory = memories.get(item, NEW)
            answered = memory.last_ms and day_number(memory.last_ms, at.offset_min, hour) >= today
            if answered or memory.suspended or memory.buried_until_ms > at.at_ms:
                continue
            if not self._desk.library.has(item):
                continue
            if left < minutes / 2:
                break
            left -= minutes
            chosen.append(Fresh(item, self._desk.library.item(item).topic))
        if not chosen and left and note.day != today:
            return None
        return [card.item for card in arranged(chosen)]

    def minutes_of(self, items: Sequence[str]) -> int:
        """Minutes the note expects ``items`` to take."""
        note = self.note
        if note is None or not items:
            return 0
        known = dict(note.items)
        return max(1, round(sum(known.get(item, 1.0) for item in items)))

    def standing(
        self, at: Moment, items: Sequence[ItemInfo], memories: Mapping[str, Memory]
    ) -> DayPlan | None:
        """What the plan says of the exam, or None without one.

        How much was met is counted now: the note is of the day's beginning.
        """
        note = self._usable(at)
        if note is None:
            return None
        met: Counter[tuple[str, str]] = Counter()
        total: Counter[tuple[str, str]] = Counter()
        for row in planned_rows(items, memories, self._desk.settings):
            total[row.pack, row.area] += 1
            met[row.pack, row.area] += memories.get(row.item, NEW).stability > 0
        told, untouched = set_right(note, self._desk.mocks)
        titles = {(area.pack, area.id): area.title for area in self._desk.library.areas}
        return DayPlan(
            expected=told.expected,
            band=told.band,
            shift=told.shift,
            untouched=untouched,
            gain=note.gain,
            minutes_left=round(self.minutes_left(at)),
            areas=tuple(
                AreaStanding(
                    one.id,
                    titles[one.pack, one.id],
                    one.expected,
                    one.band,
                    met[one.pack, one.id],
                    total[one.pack, one.id],
                )
                for one in note.areas
                if (one.pack, one.id) in titles
            ),
            load=note.load[self._today(at) - note.day :],
            of_today=note.day == self._today(at),
            few=note.reviews < FEW,
            day_off=self.is_day_off(at),
        )
