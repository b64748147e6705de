"""The plan on the screens: the score to expect on today, the days to come, and *what if*."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual.pilot import Pilot

from quizapp.tui.app import QuizApp
from quizapp.tui.screens.plan import PlanScreen, change_of
from tests.tui.driving import Make, app_of, foot, press, ready, rows, seen, settle

PLANNED = QuizApp.plan_the_day  # as it is without the fixture that keeps other tests quiet


@pytest.fixture
def planned(make: Make, monkeypatch: pytest.MonkeyPatch) -> Make:
    monkeypatch.setattr(QuizApp, "plan_the_day", PLANNED)
    return make


async def until(pilot: Pilot[Any], words: str) -> str:
    for _ in range(400):
        await settle(app_of(pilot))
        text = seen(app_of(pilot))
        if words in text:
            return text
        await asyncio.sleep(0.02)
    raise AssertionError(f"{words} never came:\n{seen(app_of(pilot))}")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_today_tells_what_to_expect_once_the_day_is_planned(
    planned: Make, size: tuple[int, int]
) -> None:
    async with planned(exam_date="2027-01-20").run_test(size=size) as pilot:
        await ready(pilot)
        text = await until(pilot, "当日の見込み")
        assert "±" in text
        assert "分野ごとの見込み" in text or size[1] == 20
        assert all(len(row) <= size[0] for row in rows(app_of(pilot)))


async def test_without_an_exam_today_is_as_it_was(planned: Make) -> None:
    async with planned().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await asyncio.sleep(0.4)
        assert "トピックごとの定着" in seen(app_of(pilot))
        await press(pilot, "p")
        assert isinstance(app_of(pilot).screen, PlanScreen)
        assert "試験日を決めると" in seen(app_of(pilot))
        await press(pilot, "escape")
        assert not isinstance(app_of(pilot).screen, PlanScreen)


async def test_an_area_is_practised_from_its_row(planned: Make) -> None:
    async with planned(exam_date="2027-01-20").run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await until(pilot, "分野ごとの見込み")
        await press(pilot, "down")
        assert "この分野" in foot(app_of(pilot))
        await press(pilot, "enter")
        await settle(app_of(pilot))
        assert type(app_of(pilot).screen).__name__ == "QuizScreen"


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_plan_screen_and_what_if(planned: Make, language: str) -> None:
    app = planned(exam_date="2027-01-20", language=language)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "p")
        text = await until(pilot, "±")
        assert ("あと 58 日" if language == "ja" else "58 days left") in text
        assert foot(app).strip().startswith("w ")
        await press(pilot, "w")
        assert not foot(app).strip().startswith("w ")
        for _ in range(400):
            await settle(app)
            screen = app.screen
            assert isinstance(screen, PlanScreen)
            if screen.trials and all(score is not None for _, score in screen.trials):
                break
            await asyncio.sleep(0.02)
        assert isinstance(screen, PlanScreen)
        scores = [score for _, score in screen.trials]
        assert len(scores) >= 4
        assert all(score is not None and 0 <= score <= 100 for score in scores)
        await press(pilot, "up", "down", "s")
        assert type(app.screen).__name__ == "SettingsScreen"
        await press(pilot, "escape", "escape")
        assert type(app.screen).__name__ == "TodayScreen"


@pytest.mark.parametrize(
    ("score", "expected", "said"),
    [(93.6, 99.3, "-5"), (99.2, 99.4, "±0"), (99.4, 98.6, "±0"), (70.4, 67.6, "+2")],
)
def test_a_change_is_that_of_the_scores_in_view(score: float, expected: float, said: str) -> None:
    assert change_of(score, expected) == said
