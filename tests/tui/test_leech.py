"""A question missed day after day, on the screens: what is said, and the keys that help."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from quizapp.clock import DAY_MS
from quizapp.records import Event
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.quiz import QuizScreen
from tests.tui.driving import Make, app_of, ask, foot, here, note, press, ready, seen, write

PACK = "demo-pack"


async def missed(pilot: Pilot[Any], item: str, days: int = 3) -> str:
    """The log of somebody who was shown the answer on each of the last ``days``, always new."""
    await ready(pilot)
    app = app_of(pilot)
    assert app.desk is not None
    now = app.clock.now()
    key = f"{PACK}/{item}"
    for day in range(days, 0, -1):
        at = now.at_ms - day * DAY_MS
        app.desk.log.append([Event(key, at, "answer", at, now.offset_min, rating=1, note="self")])
    return key


def lapses(app: QuizApp, item: str) -> int:
    assert app.desk is not None
    memory = app.desk.log.memory(item)
    assert memory is not None
    assert memory == app.desk.log.fold(app.desk.log.events(item))
    return memory.lapses


@pytest.mark.parametrize(
    ("language", "width", "said"),
    [
        ("ja", 80, "3 日つまずいた問題です   i メモを書く   z 休止   b 明日へ   d デモ"),
        ("en", 80, "Missed on 3 days   i write a note   z suspend   b tomorrow   d"),
        ("ja", 60, "苦手（3 日）  i メモを書く  z 休止  b 明日へ  d デモ"),
        ("en", 60, "Leech (3 days)  i write a note  z suspend  b tomorrow  d"),
    ],
)
async def test_a_typed_question_says_so_with_its_answer(
    make: Make, language: str, width: int, said: str
) -> None:
    app = make(leech_threshold=3, language=language)
    async with app.run_test(size=(width, 24)) as pilot:
        item = await missed(pilot, "CR-01")
        await ask(pilot, "CR-01", "CR-02")
        await press(pilot, "escape", "a")
        assert said in note(app)
        assert said in seen(app), "whole, at this width"
        assert lapses(app, item) == 3
        await press(pilot, "enter")
        assert here(app).view.item.endswith("CR-02")


async def test_a_card_stays_and_enter_goes_on(make: Make) -> None:
    app = make(leech_threshold=3)
    async with app.run_test(size=(80, 24)) as pilot:
        item = await missed(pilot, "IV-05")
        await ask(pilot, "IV-05", "CR-02")
        await press(pilot, "space", "1")
        assert here(app).view.item == item
        assert "3 日つまずいた問題です" in note(app)
        await press(pilot, "space")  # takes the rating given, not a better one
        assert here(app).view.item.endswith("CR-02")
        assert lapses(app, item) == 3
        await press(pilot, "escape", "u")
        assert here(app).view.item == item
        assert lapses(app, item) == 2


@pytest.mark.parametrize(("key", "mark"), [("z", "suspended"), ("b", "buried_until_ms")])
async def test_put_aside_and_taken_back(make: Make, key: str, mark: str) -> None:
    app = make(leech_threshold=3)
    async with app.run_test(size=(80, 24)) as pilot:
        item = await missed(pilot, "IV-05")
        await ask(pilot, "IV-05", "CR-02")
        await press(pilot, "space", "1", key)
        assert app.desk is not None
        assert getattr(app.desk.log.memory(item), mark)
        assert here(app).view.item.endswith("CR-02")
        await press(pilot, "escape", "u")
        assert not getattr(app.desk.log.memory(item), mark)
        assert lapses(app, item) == 2


async def test_i_opens_the_card_for_a_note_and_comes_back(make: Make) -> None:
    app = make(leech_threshold=3)
    async with app.run_test(size=(80, 24)) as pilot:
        item = await missed(pilot, "CR-01")
        await ask(pilot, "CR-01", "CR-02")
        await press(pilot, "escape", "a", "i")
        assert "「忘れた」の日が 3 日あります" in seen(app)
        await press(pilot, "!")
        await write(pilot, "t ni modosu")
        await press(pilot, "enter")
        assert "t ni modosu" in seen(app)
        await press(pilot, "escape")
        assert isinstance(here(app), QuizScreen)
        assert "enter" in foot(app)
        assert "3 日つまずいた問題です" in note(app)
        await press(pilot, "enter")
        assert here(app).view.item.endswith("CR-02")
        assert app.desk is not None
        assert [one.response for one in app.desk.log.events(item) if one.kind == "note"] == [
            "t ni modosu"
        ]
