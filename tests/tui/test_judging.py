"""Judging code beside the screen: keys still work, it says so, it can be given up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

from quizapp.content.kinds.code import Code
from quizapp.errors import QuizappError
from quizapp.records import Grade
from quizapp.tui.screens.quiz import QuizScreen
from tests.tui.driving import Make, app_of, ask, foot, note, seen, until, write
from tests.tui.driving import press as press_and_wait

pytestmark = pytest.mark.usefixtures("shipped", "code_worker")
RIGHT = "grad + rate * np.sign(param)"


class Slow:
    """Judging that waits until the test lets it go on; then it is the real one."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked = 0
        self.inner = Code.grade

    def __call__(self, question: Code, response: str, *, seed: int = 0) -> Grade:
        self.asked += 1
        assert threading.current_thread() is not threading.main_thread()
        assert self.go.wait(20)
        return self.inner(question, response, seed=seed)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    made = Slow()

    def grade(question: Code, response: str, *, seed: int = 0) -> Grade:
        return made(question, response, seed=seed)

    monkeypatch.setattr(Code, "grade", grade)
    yield made
    made.go.set()


def phase(screen: QuizScreen) -> str:
    return screen.view.phase


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys without waiting for a verdict."""
    await pilot.press(*keys)
    await pilot.pause()


async def submitted(pilot: Pilot[Any], slow: Slow) -> QuizScreen:
    """A screen on which an answer in code is being judged."""
    screen = await ask(pilot, "OV-05", "OV-01")
    await write(pilot, RIGHT)
    await press(pilot, "enter")
    await until(lambda: slow.asked)
    assert screen.state_name() == "judging"
    return screen


async def until_told(screen: QuizScreen) -> None:
    await until(lambda: note(screen.quiz))


async def test_the_screen_says_that_it_judges_and_goes_on(make: Make, slow: Slow) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await submitted(pilot, slow)
        await until_told(screen)
        assert note(screen.quiz) == "採点しています…"
        assert "esc やめる" in foot(screen.quiz)
        await press(pilot, "L")  # the screen is not blocked: it changes its language meanwhile
        assert "esc cancel" in foot(screen.quiz)
        assert phase(screen) == "asking"
        slow.go.set()
        await press_and_wait(pilot)
        assert screen.view.grade is not None
        assert screen.view.grade.note == "right.code"
        assert "enter next" in foot(screen.quiz)
        assert "Checking" not in seen(screen.quiz)


async def test_a_second_enter_judges_nothing_twice(make: Make, slow: Slow) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await submitted(pilot, slow)
        await press(pilot, "enter", "ctrl+d", "x", "backspace", "enter", "h", "n", "u", "1")
        assert screen.body.line is not None
        assert screen.body.line.response == RIGHT  # what is judged is what stands there
        slow.go.set()
        await press_and_wait(pilot)
        assert slow.asked == 1
        desk = screen.quiz.desk
        assert desk is not None
        assert [line.kind for line in desk.log.events(screen.view.item)] == ["answer"]
        assert (screen.view.position, screen.view.phase) == (1, "verdict")


async def test_escape_gives_it_up_and_keeps_the_text(make: Make, slow: Slow) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await submitted(pilot, slow)
        await press(pilot, "escape")
        assert screen.state_name() == "typing"
        assert note(screen.quiz) == "採点をやめました。答えはそのままです"
        assert "enter 採点" in foot(screen.quiz)
        slow.go.set()
        await asyncio.sleep(0.05)
        await press_and_wait(pilot)
        assert phase(screen) == "asking"  # the verdict that came too late is not taken in
        desk = screen.quiz.desk
        assert desk is not None
        assert desk.log.events(screen.view.item) == []
        await press_and_wait(pilot, "enter")
        assert slow.asked == 2
        assert phase(screen) == "verdict"


async def test_an_app_that_is_left_does_not_wait(make: Make) -> None:
    # No stand-in: the process that judges is given up while it works.
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OV-05")
        await write(pilot, RIGHT)
        await press(pilot, "enter")
        app_of(pilot).exit()
    assert not screen.judge.busy


async def test_an_answer_that_cannot_be_saved_is_given_again(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OV-05", "OV-01")
        desk = screen.quiz.desk
        assert desk is not None
        await write(pilot, RIGHT)
        connection = desk.log._connection  # type: ignore[attr-defined]
        connection.execute("PRAGMA query_only = 1")
        await press_and_wait(pilot, "enter")
        assert note(screen.quiz)
        assert phase(screen) == "asking"
        assert RIGHT in seen(screen.quiz)
        await press_and_wait(pilot, "escape", "escape")
        assert screen.quiz.screen is screen  # told that the place is not saved
        screen._save_draft()  # as its timer may at any moment
        assert "もう一度 esc" in note(screen.quiz)
        connection.execute("PRAGMA query_only = 0")
        await press_and_wait(pilot, "enter", "enter")
        assert phase(screen) == "verdict"
        assert [line.outcome for line in desk.log.events(screen.view.item)] == ["right"]


async def test_one_may_leave_without_saving_the_place(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OV-05", "OV-01")
        await write(pilot, "grad")
        desk = screen.quiz.desk
        assert desk is not None
        desk.log._connection.execute("PRAGMA query_only = 1")  # type: ignore[attr-defined]
        await press_and_wait(pilot, "escape", "escape", "escape")
        assert screen.quiz.screen is not screen


async def test_trouble_of_judging_is_told(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def grade(question: Code, response: str, *, seed: int = 0) -> Grade:
        raise QuizappError("壊れた問題です。", mend="quizapp check で場所がわかります")

    monkeypatch.setattr(Code, "grade", grade)
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OV-05")
        await write(pilot, RIGHT)
        await press_and_wait(pilot, "enter")
        assert note(screen.quiz).startswith("壊れた問題です。")
        assert screen.state_name() == "typing"
