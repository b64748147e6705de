"""What was left in the middle: text not yet committed, and a session of days ago."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from quizapp.clock import DAY_MS, FixedClock
from quizapp.tui.inputs.line import LineAnswer
from quizapp.tui.screens.quiz import QuizScreen
from quizapp.tui.screens.quiz_answering import DRAFT_S
from tests.tui.driving import Make, ask, foot, here, on_question, press, ready, seen, write


async def killed(pilot: Any) -> None:
    """The app is gone without a word to its session, as after ``kill -9``."""
    screen = here(pilot.app)
    assert isinstance(screen, QuizScreen)
    screen.session.pause = lambda at: None  # type: ignore[method-assign]


@pytest.mark.parametrize("wait", [True, False])
async def test_text_not_committed_comes_back_after_a_kill(make: Make, wait: bool) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot, "CR-01", "CR-02")
        await write(pilot, "2(x+")
        if wait:
            await asyncio.sleep(DRAFT_S + 0.2)
        await killed(pilot)
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "続きから 1 / 2" in seen(app)
        await press(pilot, "enter")
        screen = await on_question(pilot)
        line = screen.body.line
        assert isinstance(line, LineAnswer)
        assert line.response == ("2(x+" if wait else "")
        if wait:
            await write(pilot, "y)")
            await press(pilot, "enter")
            assert "正解" in seen(app)


async def test_a_session_of_days_ago_lets_today_go_first(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot, "CR-01", "CR-02")
        await write(pilot, "2(x+y)")
        await press(pilot, "enter", "enter", "escape", "escape", "escape")
        assert "続きから 2 / 2" in seen(app)
        assert "enter 続ける" in foot(app)
    app = make()
    assert isinstance(app.clock, FixedClock)
    app.clock.advance(10 * DAY_MS)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "enter 始める" in foot(app)
        assert "o  続きから 2 / 2   10 日前に中断" in seen(app)
        await press(pilot, "o")
        screen = await on_question(pilot)
        assert screen.view.item == "demo-pack/CR-02"
        assert screen.view.position == 2
