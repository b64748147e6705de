"""The exam-date plan at the desk: a note of the day, an order within the minutes, days mended."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from quizapp.clock import FixedClock, Moment
from quizapp.content.library import Library
from quizapp.practice.choice import Choice
from quizapp.practice.desk import Desk, scheduler_settings
from quizapp.practice.plan_day import Wish, field_of, plan_day
from quizapp.practice.plan_due import day_left, path_beside, read_list
from quizapp.practice.plan_note import read_note, write_note
from quizapp.records import Rating
from quizapp.scheduling.fold import LogFold
from quizapp.settings import Settings, mend_value, weekdays_off
from quizapp.store import memory_log
from tests.practice.conftest import PACK

JST = timezone(timedelta(hours=9))
MORNING = Moment.of(datetime(2026, 11, 24, 9, 0, tzinfo=JST))  # a Tuesday
SETTINGS = Settings(exam_date="2026-12-20", minutes_per_day=4)


class Student:
    """A desk, and a clock that a test moves by days."""

    def __init__(self, library: Library, note: Path, settings: Settings = SETTINGS) -> None:
        self.clock = FixedClock(MORNING)
        log = memory_log(fold=LogFold(scheduler_settings(settings)))
        self.desk = Desk(log, library, settings, note)

    @property
    def now(self) -> Moment:
        return self.clock.now()

    def wait(self, *, days: int = 0, seconds: int = 0) -> None:
        self.clock.advance(days * 86_400_000 + seconds * 1000)

    def study(self, rating: Rating = Rating.GOOD, seconds: int = 20) -> list[str]:
        """Answer all of today's session; the items asked."""
        session = self.desk.todays_session(self.now)
        asked: list[str] = []
        while session is not None and session.view.phase != "finished":
            view = session.view
            assert view.question is not None
            asked.append(view.item)
            self.wait(seconds=seconds)
            if view.phase == "front":
                session.flip(self.now)
            else:
                _, response = next(iter(view.question.right_responses()))
                session.submit(response, self.now)
            session.rate(rating, self.now)
        return asked


@pytest.fixture
def student(library: Library, tmp_path: Path) -> Student:
    return Student(library, tmp_path / "plan.json")


def test_without_an_exam_there_is_no_plan(library: Library, tmp_path: Path) -> None:
    student = Student(library, tmp_path / "plan.json", Settings())
    assert not student.desk.agenda.is_due(student.now)
    assert student.desk.agenda.plan(student.now) is None
    assert student.desk.overview(student.now).plan is None


def test_before_the_first_planning_plain_fsrs_serves(student: Student) -> None:
    assert student.desk.agenda.is_due(student.now)
    today = student.desk.overview(student.now)
    assert today.plan is None
    assert today.planned > 0


def test_a_planned_day_fits_its_minutes(student: Student) -> None:
    note = student.desk.agenda.plan(student.now)
    assert note is not None
    assert not student.desk.agenda.is_due(student.now)
    today = student.desk.overview(student.now)
    assert today.plan is not None
    assert today.plan.of_today
    assert today.planned == today.new > 0
    assert today.minutes <= SETTINGS.minutes_per_day + 1
    assert today.plan.minutes_left == 4
    assert 25 <= today.plan.untouched <= today.plan.expected <= 100
    assert today.plan.gain > 0
    areas = {area.id for area in today.plan.areas}
    assert areas == {area.id for area in student.desk.library.areas} & areas
    assert sum(area.total for area in today.plan.areas) > 0


def test_what_was_answered_is_not_asked_again_today(student: Student) -> None:
    student.desk.agenda.plan(student.now)
    asked = student.study()
    assert asked
    assert len(set(asked)) == len(asked)
    left = student.desk.overview(student.now)
    queue = student.desk.agenda.queue(student.desk.log.memories(), student.now)
    assert queue is not None
    assert not set(queue) & set(asked)
    assert left.plan is not None
    assert left.plan.minutes_left < 4


def test_what_was_met_is_counted_at_once(student: Student) -> None:
    student.desk.agenda.plan(student.now)
    before = student.desk.overview(student.now).plan
    asked = set(student.study())
    after = student.desk.overview(student.now).plan
    assert before is not None
    assert after is not None
    assert sum(area.seen for area in before.areas) == 0
    for area in after.areas:
        mine = [item for item in asked if student.desk.library.item(item).area == area.id]
        assert area.seen == len(mine)
    assert sum(area.seen for area in after.areas) == len(asked) > 0
    assert [one.total for one in after.areas] == [one.total for one in before.areas]


def test_yesterdays_plan_serves_until_todays_is_ready(student: Student) -> None:
    student.desk.agenda.plan(student.now)
    first = student.desk.overview(student.now)
    student.wait(days=1)
    today = student.desk.overview(student.now)
    assert student.desk.agenda.is_due(student.now)
    assert today.plan is not None
    assert first.plan is not None
    assert not today.plan.of_today
    assert today.planned > 0
    assert today.plan.load == first.plan.load[1:]
    student.desk.agenda.plan(student.now)
    assert not student.desk.agenda.is_due(student.now)


def test_the_morning_after_a_day_off_is_not_called_done(library: Library, tmp_path: Path) -> None:
    """The plan of a day without time holds no items: that says nothing of the day after."""
    settings = replace(SETTINGS, days_off="tue")
    student = Student(library, tmp_path / "plan.json", settings)
    note = student.desk.agenda.plan(student.now)  # on a Tuesday
    assert note is not None
    assert note.items == ()
    assert student.desk.overview(student.now).planned == 0
    left = read_list(path_beside(tmp_path / "plan.json"))
    assert left is not None
    student.wait(days=1)
    morning = student.desk.overview(student.now)
    assert morning.plan is not None
    assert not morning.plan.of_today
    assert morning.planned == morning.new > 0
    assert student.desk.todays_session(student.now) is not None
    told = day_left(
        left, today=note.day + 1, exam=note.exam, minutes=4.0, is_open=lambda item: True, known=None
    )
    assert told is None
    of_the_day = day_left(
        left, today=note.day, exam=note.exam, minutes=0.0, is_open=lambda item: True, known=None
    )
    assert of_the_day is not None
    assert of_the_day.questions == 0
    student.desk.agenda.plan(student.now)
    assert student.desk.overview(student.now).planned > 0


def test_prices_are_carried_to_the_next_day_and_found_anew_after_a_missed_one(
    student: Student,
) -> None:
    first = student.desk.agenda.plan(student.now)
    assert first is not None
    student.study()
    student.wait(days=1)
    second = student.desk.agenda.plan(student.now)
    assert second is not None
    assert len(second.prices) == len(first.prices) - 1
    assert (second.start, second.key) == (first.start, first.key)
    student.wait(days=3)
    fourth = student.desk.agenda.plan(student.now)
    assert fourth is not None
    assert len(fourth.prices) == len(second.prices) - 3
    today = student.desk.overview(student.now)
    assert today.minutes <= SETTINGS.minutes_per_day + 1  # no flood


def test_studying_raises_what_is_expected_without_more(student: Student) -> None:
    before = student.desk.agenda.plan(student.now)
    student.study()
    student.wait(days=1)
    after = student.desk.agenda.plan(student.now)
    assert before is not None
    assert after is not None
    assert after.untouched > before.untouched


@pytest.mark.parametrize(
    "changed",
    [
        {"minutes_per_day": 8},
        {"exam_date": "2026-12-30"},
        {"days_off": "sun"},
        {"framework": "keras"},
    ],
)
def test_other_settings_ask_for_another_plan(student: Student, changed: dict[str, object]) -> None:
    student.desk.agenda.plan(student.now)
    student.desk.settings = replace(student.desk.settings, **changed)  # type: ignore[arg-type]
    assert student.desk.agenda.is_due(student.now)
    student.desk.agenda.plan(student.now)
    assert not student.desk.agenda.is_due(student.now)


def test_days_off_are_free(library: Library, tmp_path: Path) -> None:
    settings = replace(SETTINGS, days_off="tue,sun")
    student = Student(library, tmp_path / "plan.json", settings)
    note = student.desk.agenda.plan(student.now)
    assert note is not None
    assert note.load[0] == 0  # today is a Tuesday
    assert note.load[5] == 0
    assert student.desk.agenda.minutes_left(student.now) == 0
    today = student.desk.overview(student.now)
    assert today.planned == 0
    assert today.plan is not None
    assert today.plan.day_off
    student.wait(days=1)
    tomorrow = student.desk.overview(student.now)
    assert tomorrow.plan is not None
    assert not tomorrow.plan.day_off


def test_more_minutes_are_worth_more(student: Student) -> None:
    few = plan_day(student.desk, student.now, wish=Wish(date(2026, 12, 2), 0.5))
    many = plan_day(student.desk, student.now, wish=Wish(date(2026, 12, 2), 3.0))
    assert few is not None
    assert many is not None
    assert many.expected > few.expected
    assert many.untouched == few.untouched


def test_an_area_can_be_skipped(library: Library, tmp_path: Path) -> None:
    area = library.areas[0].id
    student = Student(library, tmp_path / "plan.json", replace(SETTINGS, skip_areas=area))
    note = student.desk.agenda.plan(student.now)
    if note is None:
        return
    assert area not in {one.id for one in note.areas}
    assert all(library.item(item).area != area for item, _ in note.items)


@pytest.mark.parametrize("exam", ["2026-11-24", "2026-11-01"])
def test_an_exam_today_or_past_is_not_planned_for(
    library: Library, tmp_path: Path, exam: str
) -> None:
    student = Student(library, tmp_path / "plan.json", replace(SETTINGS, exam_date=exam))
    assert not student.desk.agenda.is_due(student.now)
    assert student.desk.agenda.plan(student.now) is None
    assert student.desk.overview(student.now).plan is None


def test_ahead_and_mistakes_do_not_use_the_plan(student: Student) -> None:
    student.desk.agenda.plan(student.now)
    student.study()
    ahead = student.desk.session(Choice(ahead=True), student.now)
    assert ahead is not None
    assert all(not ask.counts for ask in ahead.plan.items)


# ── the note ─────────────────────────────────────────────────────────────────────────────────


def test_a_note_comes_back_as_it_was_written(student: Student, tmp_path: Path) -> None:
    note = student.desk.agenda.plan(student.now)
    assert note is not None
    assert read_note(tmp_path / "plan.json") == note
    assert Student(student.desk.library, tmp_path / "plan.json").desk.agenda.note == note


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 99}', '{"version": 1}', '{"version": 1, "items": 3}']
)
def test_a_damaged_note_is_no_note(library: Library, tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    student = Student(library, tmp_path / "plan.json")
    assert student.desk.agenda.note is None
    assert student.desk.agenda.is_due(student.now)
    assert student.desk.overview(student.now).planned > 0


def test_a_note_that_cannot_be_written_disturbs_nobody(student: Student, tmp_path: Path) -> None:
    note = student.desk.agenda.plan(student.now)
    assert note is not None
    write_note(tmp_path / "plan.json" / "below" / "a-file", note)
    assert json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["version"] == 1


def test_items_that_left_the_packs_are_passed_over(student: Student) -> None:
    note = student.desk.agenda.plan(student.now)
    assert note is not None
    student.desk.agenda.keep(replace(note, items=(("gone/Q-1", 0.5), *note.items)))
    queue = student.desk.agenda.queue({}, student.now)
    assert queue
    assert "gone/Q-1" not in queue


# ── settings ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("sun", "sun"),
        ("Sunday, SAT", "sat,sun"),
        ("mon,mon", "mon"),
        ("someday", None),
        ("mon,tue,wed,thu,fri,sat,sun", None),  # a plan needs a day
    ],
)
def test_days_off_in_the_settings(text: str, kept: str | None) -> None:
    value, problem = mend_value("days_off", text)
    assert (value, bool(problem)) == ((kept, False) if kept is not None else ("", True))
    assert len(weekdays_off(replace(Settings(), days_off=value))) == len(
        [one for one in value.split(",") if one]
    )


def test_the_pack_of_these_tests_has_something_to_plan() -> None:
    assert len(Library.open([PACK]).items()) >= 5


# ── what the record tells the plan ───────────────────────────────────────────────────────────


def first_answers(student: Student) -> list[bool]:
    """Whether each item went right when it was met, told from the exported lines."""
    met: dict[str, dict[int, int]] = {}
    for event in sorted(student.desk.log.all_events(), key=lambda one: one.at_ms):
        if event.rating is not None and event.kind in ("answer", "rate"):
            met.setdefault(event.item, {})[event.turn_ms] = event.rating
    return [next(iter(turns.values())) > 1 for turns in met.values()]


@pytest.mark.parametrize("share", [0.0, 0.4, 0.75, 1.0])
def test_first_answers_count_whether_or_not_they_came_back(student: Student, share: float) -> None:
    """What is wrong at first is asked again in the session; it is a wrong first answer still."""
    rng = random.Random(5)
    for _ in range(3):
        student.desk.agenda.plan(student.now)
        session = student.desk.todays_session(student.now)
        met: set[str] = set()
        while session is not None and session.view.phase != "finished":
            item, right = session.view.item, session.view.item in met or rng.random() < share
            met.add(item)
            student.wait(seconds=15)
            assert session.view.question is not None
            if session.view.phase == "front":
                session.flip(student.now)
            elif right:
                session.submit(next(iter(session.view.question.right_responses()))[1], student.now)
            else:
                session.show_answer(student.now)
            session.rate(Rating.GOOD if right else Rating.AGAIN, student.now)
        student.wait(days=1)
    told = first_answers(student)
    assert len(told) >= 5
    found = field_of(student.desk, student.now).first_right
    assert found == pytest.approx((6 + sum(told)) / (10 + len(told)))


def test_practice_says_nothing_of_first_answers(student: Student) -> None:
    student.desk.agenda.plan(student.now)
    student.study(Rating.GOOD)
    before = field_of(student.desk, student.now).first_right
    session = student.desk.session(Choice(cram=True, count=5), student.now)
    assert session is not None
    while session.view.phase != "finished":
        student.wait(seconds=5)
        if session.view.phase == "front":
            session.flip(student.now)
        else:
            session.show_answer(student.now)
        session.rate(Rating.AGAIN, student.now)
    assert field_of(student.desk, student.now).first_right == before


def test_the_forecast_is_judged_by_the_reviews_that_the_statistics_count(student: Student) -> None:
    for rating in (Rating.GOOD, Rating.AGAIN, Rating.HARD, Rating.GOOD):
        student.desk.agenda.plan(student.now)
        student.study(rating)
        student.wait(days=2)
    session = student.desk.session(Choice(items=(first_met(student),)), student.now)
    assert session is not None
    assert session.view.question is not None
    if session.view.phase == "front":
        session.flip(student.now)
    else:
        session.submit(next(iter(session.view.question.right_responses()))[1], student.now)
    session.rate(Rating.GOOD, student.now)
    student.wait(seconds=5)
    session.undo(student.now)  # a review that was taken back is none
    total = student.desk.log.totals()
    assert total.tested > 5
    assert field_of(student.desk, student.now).reviews == total.tested


def first_met(student: Student) -> str:
    """Some question that was met."""
    return min(item for item, one in student.desk.log.memories().items() if one.reps)
