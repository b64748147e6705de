"""Values typed on the first run and in the settings."""

from __future__ import annotations

import pytest
from textual import events

from quizapp.settings import Settings
from quizapp.tui.screens.preferences import typed
from quizapp.tui.screens.settings import PreferenceScreen
from quizapp.tui.screens.welcome import WelcomeScreen
from quizapp.words import use_language
from tests.tui.driving import Make, press, ready, seen, settle


@pytest.mark.parametrize("first", [True, False], ids=["first run", "settings"])
async def test_a_date_typed_in_one_burst_arrives_whole(make: Make, first: bool) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        if first:
            app.push_screen(WelcomeScreen())
            await settle(app)
        else:
            await press(pilot, "s")
        # As a terminal hands on what is pasted, or typed while the machine is busy: no key waits
        # for what the one before it did.
        driver = app._driver
        assert driver is not None
        for sign in (*"2027-01-20", "\r"):
            event = events.Key({"-": "minus", "\r": "enter"}.get(sign, sign), sign)
            event.set_sender(app)
            driver.send_message(event)
        for _ in range(10):
            await settle(app)
            await pilot.pause()
        assert app.settings.exam_date == "2027-01-20"
        assert isinstance(app.screen, PreferenceScreen)
        assert isinstance(app.screen, WelcomeScreen) == first


async def test_the_foot_says_how_a_typed_value_is_taken(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "s", "2")
        assert "enter 決める   esc 取り消す" in seen(app)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("exam_date", "soon", "試験日"),
        ("minutes_per_day", "0", "1 日の時間"),
        ("minutes_per_day", "many", "1 日の時間"),
        ("days_off", "someday", "休む曜日"),
    ],
)
def test_what_was_wrong_is_said_in_the_words_of_the_row(name: str, text: str, said: str) -> None:
    use_language("ja")
    problem = typed(Settings(), name, text)[1]
    assert problem.startswith(f"{said} は")
    assert name not in problem
