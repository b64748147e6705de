"""Asking how sure an answer is: one key before the verdict, kept with the answer, shown in time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quizapp.settings import load_settings
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.quiz import QuizScreen
from tests.tui.driving import Make, app_of, ask, foot, here, note, press, seen, settle, write


def phase(screen: QuizScreen) -> str:
    return screen.view.phase


def extras(app: QuizApp, item: str) -> list[Any]:
    assert app.desk is not None
    return [
        json.loads(event.extra) if event.extra else {}
        for event in app.desk.log.events(f"demo-pack/{item}")
    ]


async def test_a_choice_is_judged_once_it_is_said_how_sure(make: Make) -> None:
    app = make(confidence="on")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-06", "CR-02")
        await press(pilot, "1", "enter")
        assert phase(screen) == "asking"
        assert note(app) == "どのくらい自信がありますか   1 勘   2 たぶん   3 確か"
        assert foot(app).split("?")[0].split() == [
            "1-3", "自信", "enter", "答えずに採点", "esc", "答えに戻る",
        ]  # fmt: skip
        assert extras(app, "IV-06") == []  # nothing is judged or written yet
        await press(pilot, "4", "9", "h", "a", "n")  # no such level, and no other command
        assert phase(screen) == "asking"
        await press(pilot, "３")
        assert phase(screen) == "verdict"
        assert "自信" not in note(app)
        assert extras(app, "IV-06") == [{"sure": 3}]
        await press(pilot, "enter")
        assert screen.view.item == "demo-pack/CR-02"


async def test_enter_passes_it_over_and_escape_goes_back(make: Make) -> None:
    app = make(confidence="on")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01", "CR-02")
        await write(pilot, "x+y")
        await press(pilot, "enter")
        assert screen.state_name() == "sure"
        await press(pilot, "escape")
        assert screen.state_name() == "typing"
        line = screen.body.line
        assert line is not None
        assert line.response == "x+y"
        await press(pilot, "enter", "enter")
        assert phase(screen) == "wrong"
        assert extras(app, "CR-01") == [{}]
        # The next try has seen a verdict, so it is not asked about.
        await press(pilot, "enter")
        await write(pilot, "1")
        await press(pilot, "enter")
        assert screen.state_name() != "sure"


async def test_only_the_first_verdict_of_a_turn_carries_the_level(make: Make) -> None:
    app = make(confidence="on")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01", "CR-02")
        await write(pilot, "(x+y")
        await press(pilot, "enter", "2")
        assert screen.view.grade is not None
        assert screen.view.grade.outcome == "unreadable"
        await press(pilot, "end")
        await write(pilot, ")")
        await press(pilot, "enter")  # said already: it is not asked twice
        assert phase(screen) == "wrong"
        await press(pilot, "enter", "end", *["backspace"] * 9)
        await write(pilot, "2(x+y)")
        await press(pilot, "enter")
        assert phase(screen) == "verdict"
        assert extras(app, "CR-01") == [{}, {"sure": 2}, {}]


async def test_nothing_is_asked_unless_wished_and_c_changes_that(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-06", "IV-01", "CR-02")
        await press(pilot, "1", "enter")
        assert phase(screen) == "verdict"
        await press(pilot, "enter", "c")
        assert "自信があるかをききます" in note(app)
        assert load_settings(app.paths.config)[0].confidence == "on"
        await press(pilot, "1", "enter")
        assert screen.state_name() == "sure"
        await press(pilot, "1", "c")
        assert load_settings(app.paths.config)[0].confidence == "off"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_question_and_its_keys_fit(
    make: Make, size: tuple[int, int], language: str
) -> None:
    app = make(confidence="on", language=language)
    async with app.run_test(size=size) as pilot:
        screen = await ask(pilot, "IV-06", "CR-02")
        await press(pilot, "1", "enter")
        await settle(app)
        assert screen.state_name() == "sure"
        asked = "どのくらい自信がありますか" if language == "ja" else "How sure are you?"
        assert asked in seen(app)
        assert ("3 確か" if language == "ja" else "3 Sure") in seen(app)
        assert "esc" in foot(app)
        assert "?" in foot(app)


async def test_the_statistics_begin_with_what_was_sure_and_wrong(make: Make) -> None:
    app = make(confidence="on")
    async with app.run_test(size=(80, 30)) as pilot:
        await ask(pilot, "CR-02", "CR-01")
        await write(pilot, "7")
        await press(pilot, "enter", "3", "a", "enter")
        await write(pilot, "2(x+y)")
        await press(pilot, "enter", "2", "enter")
        for _ in range(4):
            if type(app.screen).__name__ == "TodayScreen":
                break
            await press(pilot, "escape")
        await press(pilot, "t", "tab", "tab", "tab")
        shown = seen(app)
        assert shown.index("確かだと思って間違えた問題") < shown.index("確信と正答")
        assert shown.index("CR-02") < shown.index("確信と正答")
        sure = next(row for row in shown.splitlines() if "確か  " in row)
        assert "0%" in sure
        assert "0 / 1 問" in sure
        fairly = next(row for row in shown.splitlines() if "たぶん" in row)
        assert "1 / 1 問   95% の幅 21%〜100%" in fairly
        # Browse finds the same by its filter, and a practice of just these is one choice away.
        screen = await ask(pilot, misjudged=True)
        assert screen.view.item == "demo-pack/CR-02"
        assert screen.view.total == 1
        assert here(app_of(pilot)).session.plan.items[0].counts is False
