"""What is expected of questions asked now, and of the exam day after mock exams."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.content.library import Library
from quizapp.practice.foresight import foresee
from quizapp.records import Rating
from quizapp.scheduling.mocks import Mock
from tests.practice.test_agenda import Student


@pytest.fixture
def student(library: Library, tmp_path: Path) -> Student:
    return Student(library, tmp_path / "plan.json")


def test_what_was_learnt_is_expected_and_fades(student: Student) -> None:
    student.desk.agenda.plan(student.now)
    asked = [(item, 0.25) for item in dict.fromkeys(student.study(Rating.GOOD))]
    assert asked
    now = foresee(student.desk, asked, student.now)
    student.wait(days=60)
    later = foresee(student.desk, asked, student.now)
    assert now is not None
    assert later is not None
    assert 90 < now.expected <= 100
    assert 25 < later.expected < now.expected
    assert later.band > 0


def test_a_guess_is_worth_its_chance_and_nothing_asked_is_nothing(student: Student) -> None:
    unseen = [row.item for row in student.desk.library.items()][:4]
    sure, told = (
        foresee(student.desk, [(item, guess) for item in unseen], student.now)
        for guess in (0.99, 0.25)
    )
    assert sure is not None
    assert told is not None
    assert sure.expected == pytest.approx(99)
    assert told.expected == pytest.approx(60)  # as often as first answers are taken to be right
    assert foresee(student.desk, [], student.now) is None


def test_mock_exams_move_the_forecast_of_the_day(student: Student) -> None:
    student.desk.agenda.plan(student.now)
    before = student.desk.overview(student.now).plan
    assert before is not None
    student.desk.mocks = (Mock(70.0, 50.0, 100), Mock(72.0, 55.0, 100))
    after = student.desk.overview(student.now).plan
    assert after is not None
    assert before.shift == 0
    assert after.shift < -2
    assert after.expected == pytest.approx(before.expected + after.shift)
    assert after.band < before.band
    # What it is compared with is moved as far.
    guessed = min(25.0, before.untouched)
    assert after.untouched == pytest.approx(max(guessed, before.untouched + after.shift))
