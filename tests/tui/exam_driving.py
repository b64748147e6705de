"""How tests sit an exam: a blueprint over the small pack, and the way into each screen."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from quizapp.clock import FixedClock
from quizapp.tui.screens.exam import ExamScreen
from quizapp.tui.screens.exam_start import ExamStartScreen
from tests.tui.driving import app_of, press, ready, settle

SMALL = """id = "small"
title.ja = "小さな模試"
title.en = "Small exam"
minutes = 20
warnings = [10, 2]
kinds = ["choice", "choices", "number", "expression", "order", "cloze"]
typed = "as-is"
sets = "apart"
order = "areas"
shuffle_options = false
framework = "choose"
[[area]]
id = "math"
count = 8
"""


def put_blueprint(home: Path) -> None:
    """Lay the small blueprint where authors keep their own."""
    folder = home / "blueprints"
    folder.mkdir(exist_ok=True)
    (folder / "small.toml").write_text(SMALL, encoding="utf-8")


async def start_screen(pilot: Pilot[Any]) -> ExamStartScreen:
    """Today, then x."""
    put_blueprint(app_of(pilot).paths.home)
    await ready(pilot)
    await press(pilot, "x")
    screen = app_of(pilot).screen
    assert isinstance(screen, ExamStartScreen)
    return screen


async def begin(pilot: Pilot[Any]) -> ExamScreen:
    """Start the small exam."""
    start = await start_screen(pilot)
    place = next(
        number
        for number, row in enumerate(start.rows)
        if row.blueprint is not None and row.blueprint.id == "small"
    )
    start.listing.choose(place)
    await press(pilot, "enter")
    return await on_exam(pilot)


async def on_exam(pilot: Pilot[Any]) -> ExamScreen:
    """Wait until the paper has been drawn beside the screen, and the question is there."""
    app = app_of(pilot)
    for _ in range(1000):
        if isinstance(app.screen, ExamScreen) and app.screen.body.sitting is not None:
            break
        await asyncio.sleep(0.005)
    await settle(app)
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, ExamScreen)
    return screen


async def go_to(pilot: Pilot[Any], screen: ExamScreen, kind: str) -> int:
    """Go to the first question of a kind by the grid, and give its 0-based place."""
    place = place_of(screen, kind)
    line = screen.body.line
    if line is not None and line.typing:
        await press(pilot, "escape")
    await press(pilot, "g", *str(place + 1), "enter")
    assert screen.view.place == place
    return place


def place_of(screen: ExamScreen, kind: str) -> int:
    """The place of the first question of a kind."""
    for place in range(screen.view.total):
        question = screen.sitting.question(place)
        if question is not None and question.kind == kind:
            return place
    raise AssertionError(kind)


def clock_of(pilot: Pilot[Any]) -> FixedClock:
    """The clock that stands still."""
    clock = app_of(pilot).clock
    assert isinstance(clock, FixedClock)
    return clock
