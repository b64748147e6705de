"""How tests drive the app: open, ask, type, and read what stands on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from rich.cells import cell_len
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from quizapp.practice.choice import Choice
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.screens.quiz import QuizScreen
from quizapp.tui.screens.today import TodayScreen

Make = Callable[..., QuizApp]
"""Builds the app over the small pack; settings by keyword."""

EVERY_KEY = [
    *"abcdefghijklmnopqrstuvwxyz0123456789!/,.;-",
    "space",
    "enter",
    "tab",
    "up",
    "down",
    "left",
    "right",
    "backspace",
    "delete",
    "home",
    "end",
    "pageup",
    "pagedown",
    "f1",
    "ctrl+t",
    "ctrl+n",
]
"""Keys that any terminal sends."""

_NAMES = {" ": "space", "　": "ideographic_space"}


def app_of(pilot: Pilot[Any]) -> QuizApp:
    """The app a pilot drives."""
    return cast(QuizApp, pilot.app)


async def ready(pilot: Pilot[Any]) -> TodayScreen:
    """Wait until today has its counts."""
    app = app_of(pilot)
    await until(lambda: app.desk is not None or app.trouble is not None)
    await settle(app)
    return next(screen for screen in app.screen_stack if isinstance(screen, TodayScreen))


async def ask(pilot: Pilot[Any], *items: str, **choice: Any) -> QuizScreen:
    """Open a session of the named questions (or of a choice) and give its screen."""
    await ready(pilot)
    app_of(pilot).start_choice(Choice(items=items, **choice))
    return await on_question(pilot)


async def on_question(pilot: Pilot[Any]) -> QuizScreen:
    """Wait until a question is drawn."""
    app = app_of(pilot)

    def drawn() -> bool:
        return isinstance(app.screen, QuizScreen) and app.screen.body.view is not None

    await until(drawn)
    await settle(app)
    await pilot.pause()
    assert isinstance(app.screen, QuizScreen)
    return app.screen


async def until(condition: Callable[[], object]) -> None:
    """Wait until ``condition`` holds, as things done beside the screen make it hold."""
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came")


def judging(app: QuizApp) -> bool:
    """Whether a verdict is awaited."""
    return isinstance(app.screen, QuizScreen) and app.screen.judge.busy


async def settle(app: QuizApp) -> None:
    """Let every message that is on its way arrive, and every verdict; no longer than that."""
    await _calm(app)
    for _ in range(2000):
        if not judging(app):
            break
        await asyncio.sleep(0.005)
        await _calm(app)


async def _calm(app: QuizApp) -> None:
    calm = 0
    for _ in range(100):
        for _ in range(4):
            await asyncio.sleep(0)
        pumps = [app, *app.screen.walk_children(with_self=True)]
        calm = calm + 1 if all(pump._message_queue.empty() for pump in pumps) else 0
        if calm > 1:
            return


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys as a terminal sends them, each taken in before the next, then let all be drawn.

    A key is a character or the name of a key.
    """
    app = app_of(pilot)
    driver = app._driver
    assert driver is not None
    for key in keys:
        named = _NAMES.get(key, key)
        single = len(named) == 1
        character = key if len(key) == 1 else {"tab": "\t", "enter": "\r", "space": " "}.get(key)
        event = events.Key(_character_to_key(named) if single else named, character)
        event.set_sender(app)
        driver.send_message(event)
        await settle(app)
    await pilot.pause()
    await pilot.pause()  # what was put off until after the first picture


async def write(pilot: Pilot[Any], text: str) -> None:
    """Type ``text``, one key per character."""
    await press(pilot, *text)


def here(app: QuizApp) -> Any:
    """The screen on top, of whatever class."""
    return app.screen


def rows(app: QuizApp) -> list[str]:
    """The screen as rows of text."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def seen(app: QuizApp) -> str:
    """The whole screen as one text."""
    return "\n".join(rows(app))


def foot(app: QuizApp) -> str:
    """The bottom row."""
    return rows(app)[-1]


def cell_of(row: str, words: str) -> int:
    """The cell at which ``words`` begin in a row."""
    return cell_len(row[: row.index(words)])


def note(app: QuizApp) -> str:
    """The note line."""
    screen = app.screen
    assert isinstance(screen, FrameScreen)
    return screen.note.text
