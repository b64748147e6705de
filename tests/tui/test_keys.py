"""In every state the keys it names do their work and all other keys do nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from quizapp.tui.app import QuizApp
from quizapp.tui.inputs.order import OrderAnswer
from quizapp.tui.keys import ALWAYS, with_twins
from quizapp.tui.screens.quiz import QuizScreen
from quizapp.tui.screens.quiz_keys import STATES
from tests.tui.driving import EVERY_KEY, Make, app_of, ask, press, write

Prepare = Callable[[Pilot[Any]], Awaitable[QuizScreen]]


async def typing(pilot: Pilot[Any]) -> QuizScreen:
    return await ask(pilot, "CR-01", "CR-02")


async def command(pilot: Pilot[Any]) -> QuizScreen:
    screen = await typing(pilot)
    await write(pilot, "2x")
    await press(pilot, "escape")
    return screen


async def wrong(pilot: Pilot[Any]) -> QuizScreen:
    screen = await typing(pilot)
    await write(pilot, "x+y")
    await press(pilot, "enter")
    return screen


async def verdict(pilot: Pilot[Any]) -> QuizScreen:
    screen = await typing(pilot)
    await write(pilot, "2(x+y)")
    await press(pilot, "enter")
    return screen


async def choice(pilot: Pilot[Any]) -> QuizScreen:
    return await ask(pilot, "IV-01", "CR-02")


async def listed(pilot: Pilot[Any]) -> QuizScreen:
    screen = await ask(pilot, "IV-06", "CR-02")
    await press(pilot, "1", "enter")
    return screen


async def choices(pilot: Pilot[Any]) -> QuizScreen:
    return await ask(pilot, "IV-02", "CR-02")


async def order(pilot: Pilot[Any]) -> QuizScreen:
    return await ask(pilot, "IV-04", "CR-02")


async def front(pilot: Pilot[Any]) -> QuizScreen:
    return await ask(pilot, "IV-05", "CR-02")


async def back(pilot: Pilot[Any]) -> QuizScreen:
    screen = await front(pilot)
    await press(pilot, "space")
    return screen


async def sure(pilot: Pilot[Any]) -> QuizScreen:
    app = app_of(pilot)
    app.settings = replace(app.settings, confidence="on")
    screen = await ask(pilot, "IV-06", "CR-02")
    await press(pilot, "1", "enter")
    app.settings = replace(app.settings, confidence="off")
    return screen


STATE_OF: dict[str, Prepare] = {
    "sure": sure,
    "typing": typing,
    "command": command,
    "wrong": wrong,
    "verdict": verdict,
    "choice": choice,
    "listed": listed,
    "choices": choices,
    "order": order,
    "front": front,
    "back": back,
}
"""How to come into each state; "undecided" and "finished" have tests of their own."""


def picture(screen: QuizScreen) -> tuple[object, ...]:
    """Everything a key could change."""
    body = screen.body
    options, line = body.options, body.line
    return (
        screen.app.screen is screen,
        screen.session.view,
        screen.state_name(),
        line.response if line is not None else None,
        options.response if options is not None else None,
        getattr(options, "placed", None) and list(getattr(options, "placed", [])),
        body.explain_asked,
        body.reasons_asked,
        body.page.scroll_y,
    )


def keys_of(screen: QuizScreen) -> set[str]:
    """Keys that do something in the present state, as they are pressed."""
    keys: set[str] = set()
    for one in screen.KEYS:
        for key in one.keys.split(","):
            told = (key,) if one.each else ()
            if screen.works(one.id, *told):
                keys.update(with_twins(key).split(","))
    return keys


@pytest.mark.parametrize("state", list(STATE_OF))
async def test_all_other_keys_do_nothing(make: Make, state: str) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await STATE_OF[state](pilot)
        assert screen.state_name() == state
        working = keys_of(screen)
        before = picture(screen)
        if state == "typing":  # letters are text there; see test_typed
            dead = ["pageup", "pagedown", "f1", "ctrl+t", "ctrl+n", "up", "down"]
        else:
            dead = [key for key in EVERY_KEY if key not in working]
            if state == "wrong":  # signs that are no commands begin the next try
                dead = [key for key in dead if len(key) > 1]
            assert len(dead) > 6
        await press(pilot, *dead)
        assert picture(screen) == before, f"one of {dead} did something in {state}"


DEMO = ("D03", {"depth": 5}, "CR-01")

WORK: list[tuple[str, str, Callable[[QuizScreen], object], object]] = [
    ("typing", "enter", lambda s: s.note.text[:6], "まだ空欄です"),
    ("typing", "escape", lambda s: s.state_name(), "command"),
    ("typing", "tab", lambda s: (s.body.hints_offered, s.state_name()), (True, "typing")),
    ("command", "enter", lambda s: s.state_name(), "typing"),
    ("command", "h", lambda s: s.body.hints_offered, True),
    ("command", "ｈ", lambda s: s.body.hints_offered, True),
    ("command", "tab", lambda s: s.body.hints_offered, True),
    ("command", "a", lambda s: s.view.phase, "shown"),
    ("command", "n", lambda s: s.view.item, "demo-pack/CR-02"),
    ("command", "f", lambda s: s.view.note, "flagged"),
    ("command", "b", lambda s: (s.view.note, s.view.item), ("buried", "demo-pack/CR-02")),
    ("command", "z", lambda s: (s.view.note, s.view.item), ("suspended", "demo-pack/CR-02")),
    ("command", "u", lambda s: s.view.note, "nothing"),
    ("command", "d", lambda s: s.quiz.__dict__.pop("opened", None), DEMO),
    ("command", "escape", lambda s: type(s.app.screen).__name__, "TodayScreen"),
    ("command", "c", lambda s: s.quiz.settings.confidence, "on"),
    ("sure", "1", lambda s: (s.view.phase, s.unsaid), ("verdict", None)),
    ("sure", "３", lambda s: s.view.phase, "verdict"),
    ("sure", "enter", lambda s: s.view.phase, "verdict"),
    ("sure", "escape", lambda s: (s.state_name(), s.view.phase), ("choice", "asking")),
    ("wrong", "enter", lambda s: s.state_name(), "typing"),
    ("wrong", "h", lambda s: s.view.hints_shown, 1),
    ("wrong", "tab", lambda s: s.view.hints_shown, 1),
    ("wrong", "a", lambda s: s.view.phase, "shown"),
    ("wrong", "n", lambda s: s.view.item, "demo-pack/CR-02"),
    ("wrong", "f", lambda s: s.view.note, "flagged"),
    ("wrong", "z", lambda s: s.view.note, "suspended"),
    ("wrong", "d", lambda s: s.quiz.__dict__.pop("opened", None), DEMO),
    ("wrong", "escape", lambda s: type(s.app.screen).__name__, "ResultScreen"),
    ("verdict", "enter", lambda s: s.view.item, "demo-pack/CR-02"),
    ("verdict", "n", lambda s: s.view.item, "demo-pack/CR-02"),
    ("verdict", "1", lambda s: s.session.solved[0].rating, 1),
    ("verdict", "4", lambda s: s.session.solved[0].rating, 4),
    ("verdict", "２", lambda s: s.session.solved[0].rating, 2),
    ("verdict", "e", lambda s: s.body.explain_asked, True),
    ("verdict", "d", lambda s: s.quiz.__dict__.pop("opened", None), DEMO),
    ("verdict", "escape", lambda s: type(s.app.screen).__name__, "ResultScreen"),
    ("choice", "2", lambda s: bool(s.body.options and s.body.options.response), True),
    ("choice", "down", lambda s: bool(s.body.options and s.body.options.response), True),
    ("choice", "h", lambda s: s.body.hints_offered, True),
    ("choice", "a", lambda s: s.view.phase, "shown"),
    ("choice", "n", lambda s: s.view.item, "demo-pack/CR-02"),
    ("choice", "z", lambda s: s.view.note, "suspended"),
    ("listed", "enter", lambda s: s.view.item, "demo-pack/CR-02"),
    ("listed", "3", lambda s: s.session.solved[0].rating, 3),
    ("listed", "w", lambda s: s.body.reasons_asked, True),
    ("listed", "e", lambda s: s.body.explain_asked, True),
    ("choices", "space", lambda s: bool(s.body.options and s.body.options.response), True),
    ("choices", "2", lambda s: bool(s.body.options and s.body.options.response), True),
    (
        "order",
        "2",
        lambda s: isinstance(s.body.options, OrderAnswer) and s.body.options.placed,
        [1],
    ),
    (
        "order",
        "space",
        lambda s: isinstance(s.body.options, OrderAnswer) and s.body.options.lifted,
        True,
    ),
    ("front", "space", lambda s: s.view.phase, "back"),
    ("front", "ideographic_space", lambda s: s.view.phase, "back"),
    ("front", "enter", lambda s: s.view.phase, "back"),
    ("front", "1", lambda s: s.view.phase, "front"),
    ("front", "b", lambda s: s.view.note, "buried"),
    ("front", "n", lambda s: s.view.item, "demo-pack/CR-02"),
    ("back", "space", lambda s: s.session.solved[0].rating, 3),
    ("back", "enter", lambda s: s.session.solved[0].rating, 3),
    ("back", "1", lambda s: s.session.solved[0].rating, 1),
    ("back", "4", lambda s: s.session.solved[0].rating, 4),
    ("back", "escape", lambda s: type(s.app.screen).__name__, "TodayScreen"),
]


@pytest.mark.parametrize("state", list(STATE_OF))
async def test_each_key_does_its_thing(
    make: Make, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuizApp, "open_demo", lambda self, *told: setattr(self, "opened", told))
    async with make().run_test(size=(80, 24)) as pilot:
        for own, key, look, expected in WORK:
            if own != state:
                continue
            screen = await STATE_OF[state](pilot)
            await press(pilot, key)
            assert look(screen) == expected, f"{key} in {state}"
            while len(pilot.app.screen_stack) > 1:
                await pilot.app.pop_screen()


def test_every_state_is_entered_by_some_test() -> None:
    # test_undecided, test_screens, test_code, test_judging
    elsewhere = {"undecided", "finished", "coding", "judging"}
    assert set(STATES) - set(STATE_OF) == elsewhere


async def test_the_sheet_and_the_language_key_work_in_every_state(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await choice(pilot)
        assert set(screen.state.ids).isdisjoint(ALWAYS)
        await press(pilot, "?")
        assert type(app_of(pilot).screen).__name__ == "HelpScreen"
        await press(pilot, "escape")
        assert app_of(pilot).screen is screen
        await press(pilot, "ctrl+p")
        assert type(app_of(pilot).screen).__name__ == "PaletteScreen"


async def test_a_held_enter_cannot_check_and_go_on(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizapp.tui.screens.quiz_answering.GUARD_S", 60.0)
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await typing(pilot)
        await write(pilot, "2(x+y)")
        await press(pilot, "enter", "enter", "enter", "3", "space")
        assert screen.view.phase == "verdict"
        assert screen.view.item == "demo-pack/CR-01"
        screen._guarded_until = 0.0
        await press(pilot, "enter")
        assert screen.view.item == "demo-pack/CR-02"


async def test_a_stray_kana_is_explained(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await choice(pilot)
        await write(pilot, "あ")
        assert "日本語入力がオン" in screen.note.text
        await press(pilot, "1")
        assert screen.note.text == ""


async def test_keys_can_be_remapped_by_id(make: Make) -> None:
    app = make()
    app.remapped = {"quiz.hint": "j"}
    app.set_keymap(app.remapped)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await choice(pilot)
        await press(pilot, "j", "j")
        assert screen.view.hints_shown == 1
        assert "j ヒント" in "".join(strip.text for strip in screen._compositor.render_strips())


async def test_a_demo_opens_with_the_numbers_of_the_question_and_gives_the_caret_back(
    make: Make,
) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await command(pilot)
        await press(pilot, "d")
        app = app_of(pilot)
        assert type(app.screen).__name__ == "DemoScreen"
        await press(pilot, "escape")
        assert app.screen is screen
        await press(pilot, "enter")
        assert screen.body.line is not None
        assert screen.body.line.response == "2x"
        assert screen.body.line.typing
