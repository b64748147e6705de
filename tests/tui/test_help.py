"""The key sheet names every key that does something, each on the screen it works on."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest
from textual.binding import Binding

from quizapp.tui import screens
from quizapp.tui.app import QuizApp
from quizapp.tui.keys import APP_KEYS, Command, every_key, told_keys, with_twins, written
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.help import HelpScreen
from tests.tui.driving import Make, ask, here, press, ready, seen, write


def every_screen() -> list[type[FrameScreen]]:
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    found, waiting = [], [FrameScreen]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.KEYS:
            found.append(one)
    return sorted(set(found), key=lambda one: one.__name__)


def bound_to(screen: type[FrameScreen]) -> dict[str, set[str]]:
    """The keys bound to each command, full-width twins left out."""
    found: dict[str, set[str]] = {}
    for binding in screen.BINDINGS:
        assert isinstance(binding, Binding)
        command = binding.action.split("'")[1]
        keys = set(binding.key.split(","))
        twins = {twin for key in keys for twin in with_twins(key).split(",")[1:]}
        found.setdefault(command, set()).update(keys - twins)
    return found


@pytest.mark.parametrize("screen", every_screen(), ids=lambda one: one.__name__)
def test_every_binding_is_named(screen: type[FrameScreen]) -> None:
    bound = bound_to(screen)
    commands = {one.id: one for one in screen.KEYS}
    assert bound.keys() == commands.keys(), "what is bound is what is listed"
    for name, keys in bound.items():
        told = told_keys(every_key(commands[name]))
        assert {written(key) for key in keys} <= told, name


def test_there_are_screens_to_look_at() -> None:
    names = {one.__name__ for one in every_screen()}
    assert {"TodayScreen", "QuizScreen", "ExamScreen", "BrowseScreen", "DemoScreen"} <= names
    assert len(names) >= 15


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (Command("up", "up,k", "↑", ""), "↑ k"),
        (Command("next", "n,right,enter", "n", ""), "n → enter"),
        (Command("calculator", "k,ctrl+r", "k", ""), "k ctrl+r"),
        (Command("type", "0,1,2,3,4,5,6,7,8,9,minus", "0-9", ""), "0-9 -"),
        (Command("move", "left,right", "←→", ""), "←→"),
        (Command("digit", "1,2,3", "1-3", "", each=True), "1-3"),
        (Command("leave", "escape", "esc", ""), "esc"),
    ],
)
def test_all_keys_of_a_command_are_written(command: Command, shown: str) -> None:
    assert every_key(command) == shown


def test_a_key_the_learner_chose_stands_alone() -> None:
    assert every_key(Command("up", "up,k", "↑", ""), "ctrl+e") == "ctrl+e"


def sheet(app: QuizApp) -> list[str]:
    """The rows of the key sheet on top, whole."""
    screen: Any = here(app)
    assert isinstance(screen, HelpScreen)
    return ["".join(text for text, _ in row) for row in screen._rows(66)]


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_sheet_holds_every_command_and_those_of_the_app(
    make: Make, language: str
) -> None:
    app = make(language=language)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-06")
        await press(pilot, "1", "enter", "?")
        rows = sheet(app)
        from quizapp.words import tr

        for one in (*screen.KEYS, *APP_KEYS):
            mine = [row for row in rows if row.rstrip().endswith(tr(one.long).rstrip())]
            assert mine, one.id
            wanted = "1-4" if one.id == "digit" else one.shown
            assert any(wanted in row.split() for row in mine), one.id
        await write(pilot, "fg")
        assert "ctrl+z" in seen(app)


@pytest.mark.parametrize(("key", "wanted"), [("today", "↑ k"), ("b", "↑ k"), ("t", "shift+tab ←")])
async def test_second_keys_stand_on_the_sheet(make: Make, key: str, wanted: str) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        if key != "today":
            await press(pilot, key)
        await press(pilot, "?")
        assert any(row.startswith(wanted + " ") for row in sheet(app))
