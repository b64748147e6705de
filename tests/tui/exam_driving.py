"""How tests sit an exam: a blueprint over the small pack, and the way into each screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from quizapp.clock import FixedClock
from quizapp.exam.sitting import Sitting
from quizapp.tui.screens import exam_report
from quizapp.tui.screens.exam import ExamScreen
from quizapp.tui.screens.exam_start import ExamStartScreen
from tests.tui.driving import app_of, press, ready, settle, until

MINUTE = 60_000
SEED = 18
"""Puts a number of the small exam first, then a choice; a formula stands in the middle."""

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


def stand_still(monkeypatch: pytest.MonkeyPatch, seed: int = SEED) -> None:
    """Draw every paper with one seed, and take keys on the report at once."""
    monkeypatch.setattr(exam_report, "GUARD_S", 0.0)
    monkeypatch.setattr("secrets.randbelow", lambda below: seed)


def put_blueprint(home: Path, name: str = "small", text: str = SMALL) -> None:
    """Lay a blueprint where authors keep their own."""
    folder = home / "blueprints"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


async def start_screen(
    pilot: Pilot[Any], name: str = "small", text: str = SMALL
) -> ExamStartScreen:
    """Today, then x; a blueprint lies there."""
    put_blueprint(app_of(pilot).paths.home, name, text)
    await ready(pilot)
    await press(pilot, "x")
    screen = app_of(pilot).screen
    assert isinstance(screen, ExamStartScreen)
    return screen


async def begin(pilot: Pilot[Any], name: str = "small", text: str = SMALL) -> ExamScreen:
    """Start the exam of a blueprint."""
    start = await start_screen(pilot, name, text)
    place = next(
        number
        for number, row in enumerate(start.rows)
        if row.blueprint is not None and row.blueprint.id == name
    )
    start.listing.choose(place)
    await press(pilot, "enter")
    return await on_exam(pilot)


async def on_exam(pilot: Pilot[Any]) -> ExamScreen:
    """Wait until the paper has been drawn beside the screen, and the question is there."""
    app = app_of(pilot)

    def drawn() -> bool:
        return isinstance(app.screen, ExamScreen) and app.screen.body.sitting is not None

    await until(drawn)
    await settle(app)
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, ExamScreen)
    return screen


def kept(screen: ExamScreen) -> Sitting:
    """The sitting as the record has it."""
    return Sitting.load(screen.sitting.id, screen.desk.library, screen.desk.log)


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
