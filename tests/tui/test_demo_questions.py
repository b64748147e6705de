"""Every demo lists its questions, and they can be asked from there."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.tui.screens.demo_questions import DemoQuestionsScreen
from quizapp.tui.screens.quiz import QuizScreen
from tests.tui.driving import Make, app_of, ask, foot, note, on_question, press, ready, seen


async def _listed(pilot: Any) -> DemoQuestionsScreen:
    app = app_of(pilot)
    row = next(row for row in app.desk.library.items() if row.demo)  # type: ignore[union-attr]
    app.open_demo(row.demo)
    for _ in range(300):
        await pilot.pause(0.01)
        if getattr(app.screen, "bench", None) and app.screen.bench.outcome:  # type: ignore[attr-defined]
            break
    await press(pilot, "p")
    screen = app.screen
    assert isinstance(screen, DemoQuestionsScreen)
    return screen


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_the_questions_of_a_demo_are_listed(make: Make, size: tuple[int, int]) -> None:
    async with make().run_test(size=size) as pilot:
        await ready(pilot)
        screen = await _listed(pilot)
        desk = app_of(pilot).desk
        assert desk is not None
        wanted = [
            row.item
            for row in desk.library.items()
            if row.demo == screen.entry.id and not row.reverse
        ]
        assert [item for item, _, _ in screen.items] == wanted
        assert wanted
        page = seen(app_of(pilot))
        for _, short, title in screen.items[:8]:
            assert short in page
            assert title[:8] in page
        assert "esc" in foot(app_of(pilot))


async def test_enter_asks_the_chosen_one_and_a_all(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        screen = await _listed(pilot)
        await press(pilot, "down", "up", "enter")
        quiz = await on_question(pilot)
        assert quiz.view.item == screen.items[0][0]
        assert quiz.view.total == 1
        await app_of(pilot).pop_screen()
        await press(pilot, "a")
        quiz = await on_question(pilot)
        assert quiz.view.total == len(screen.items)


async def test_inside_a_session_they_wait(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ask(pilot, "CR-01")
        screen = await _listed(pilot)
        await press(pilot, "enter")
        assert app_of(pilot).screen is screen
        assert "終えてから" in note(app_of(pilot))
        await press(pilot, "escape", "escape")
        assert isinstance(app_of(pilot).screen, QuizScreen)
