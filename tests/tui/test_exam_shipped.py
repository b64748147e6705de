"""Exams over the shipped pack: sections on the screen, and code of several lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from quizapp.content.kinds.code import Code
from quizapp.content.library import Library
from quizapp.exam.sitting import Sitting
from quizapp.tui.inputs.code import CodeAnswer
from quizapp.tui.screens import exam_report
from quizapp.tui.screens.exam import ExamScreen
from quizapp.tui.screens.exam_grid import ExamGridScreen
from quizapp.tui.screens.exam_sheets import SectionSheet, SubmitSheet
from quizapp.tui.screens.exam_start import ExamStartScreen
from tests.tui.driving import Make, app_of, foot, here, note, press, ready, rows, seen, write
from tests.tui.exam_driving import clock_of, on_exam

SHIPPED = Path(__file__).parents[2] / "content" / "e-shikaku"
MINUTE = 60_000
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


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of the shipped pack."""
    return tmp_path_factory.mktemp("content") / "content.cache"


@pytest.fixture(autouse=True)
def _shipped(make: Make, monkeypatch: pytest.MonkeyPatch, compiled: Path) -> None:
    monkeypatch.setattr(exam_report, "GUARD_S", 0.0)
    monkeypatch.setattr("secrets.randbelow", lambda below: 3)
    monkeypatch.setattr(
        "quizapp.practice.desk.open_library",
        lambda own, cache: Library.open([SHIPPED], compiled),
    )


async def begin(pilot: Pilot[Any], name: str, text: str) -> ExamScreen:
    """Start the exam of a blueprint of its own."""
    folder = app_of(pilot).paths.home / "blueprints"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    await ready(pilot)
    await press(pilot, "x")
    start = here(app_of(pilot))
    assert isinstance(start, ExamStartScreen)
    start.listing.choose(
        next(
            number
            for number, row in enumerate(start.rows)
            if row.blueprint is not None and row.blueprint.id == name
        )
    )
    await press(pilot, "enter")
    return await on_exam(pilot)


def kept(screen: ExamScreen) -> Sitting:
    """The sitting as the record has it."""
    return Sitting.load(screen.sitting.id, screen.desk.library, screen.desk.log)


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
