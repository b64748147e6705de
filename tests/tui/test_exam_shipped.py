"""Exams over the shipped pack: sections on the screen, and code of several lines."""

from __future__ import annotations

import pytest

from quizapp.content.kinds.code import Code
from quizapp.tui.inputs.code import CodeAnswer
from quizapp.tui.screens.exam_grid import ExamGridScreen
from quizapp.tui.screens.exam_sheets import SectionSheet, SubmitSheet
from tests.tui.driving import Make, app_of, foot, here, note, press, rows, seen, write
from tests.tui.exam_driving import MINUTE, begin, clock_of, kept, stand_still

SECTIONS = """id = "halves"
title.ja = "二部の模試"
title.en = "Two sections"
minutes = 20
[[section]]
id = "first"
minutes = 5
areas = ["mathematics"]
[[section]]
id = "second"
areas = ["machine-learning"]
[[area]]
id = "mathematics"
count = 2
[[area]]
id = "machine-learning"
count = 2
"""
LISTINGS = """id = "listings"
title.ja = "コードの模試"
title.en = "Code"
minutes = 20
kinds = ["code"]
typed = "as-is"
framework = "both"
[[area]]
id = "deep-learning"
count = 20
"""


@pytest.fixture(autouse=True)
def _still(shipped: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch, seed=3)


async def test_a_section_closes_behind_the_sitter(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot, "halves", SECTIONS)
        assert "第 1 部 / 2" in rows(app_of(pilot))[0]
        assert "残り  5:00" in rows(app_of(pilot))[0]
        await press(pilot, "n", "n")
        assert "この部の最後の問題です" in note(app_of(pilot))
        await press(pilot, "g", "3", "enter")
        assert isinstance(here(app_of(pilot)), ExamGridScreen)
        assert "別の部の問題です" in note(app_of(pilot))
        await press(pilot, "g", "s")
        assert isinstance(here(app_of(pilot)), SectionSheet)
        assert "この部の未解答が 2 問" in seen(app_of(pilot))
        await press(pilot, "enter")
        assert screen.view.place == 0
        await press(pilot, "s", "s")
        assert here(app_of(pilot)) is screen
        assert screen.view.section == 1
        assert "第 2 部 / 2" in rows(app_of(pilot))[0]
        assert "前の部には戻れません" in note(app_of(pilot))
        await press(pilot, "p", "s")
        assert isinstance(here(app_of(pilot)), SubmitSheet)
        assert not isinstance(here(app_of(pilot)), SectionSheet)


@pytest.mark.parametrize("over", ["", "g", "k", "w"])
async def test_a_section_ends_by_itself(make: Make, over: str) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot, "halves", SECTIONS)
        await press(pilot, "1", *over)
        clock_of(pilot).advance(6 * MINUTE)
        await screen.tick()
        await press(pilot)
        if over in ("k", "w"):
            await press(pilot, "escape")
        assert here(app_of(pilot)) is screen
        assert screen.view.place == 2
        assert kept(screen).state.seats[0].answered
        assert not kept(screen).state.seats[2].answered
        if over not in ("k", "w"):
            assert "次の部に進みました" in note(app_of(pilot))


async def test_code_of_several_lines(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot, "listings", LISTINGS)
        place = next(
            place
            for place in range(screen.view.total)
            if isinstance(asked := screen.sitting.question(place), Code) and asked.lines > 1
        )
        if screen.state_name() in ("typing", "coding"):
            await press(pilot, "escape")
        await press(pilot, "g", *str(place + 1), "enter")
        assert screen.view.place == place
        line = screen.body.line
        assert isinstance(line, CodeAnswer)
        assert screen.state_name() == "coding"
        assert "ctrl+d 保存して次へ" in foot(app_of(pilot))
        await write(pilot, "a = 1")
        await press(pilot, "enter")
        await write(pilot, "a + 1")
        assert kept(screen).state.seats[place].response == "a = 1\na + 1"
        await press(pilot, "escape", "p")
        assert screen.view.place == place - 1 if place else screen.view.place == 0
        seat = kept(screen).state.seats[place]
        assert [text for _, text in seat.history] == ["a = 1\na + 1"]
        if screen.state_name() in ("typing", "coding"):
            await press(pilot, "escape")
        await press(pilot, "g", *str(place + 1), "enter")
        back = screen.body.line
        assert isinstance(back, CodeAnswer)
        assert back.response == "a = 1\na + 1"
        await press(pilot, "ctrl+d")
        assert screen.view.place == min(place + 1, screen.view.total - 1)
