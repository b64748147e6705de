"""Code on the question screen: the listing, the editor and its keys, the case that failed."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from quizapp.tui.inputs.code import CodeAnswer
from quizapp.tui.screens.quiz import QuizScreen
from tests.tui.driving import Make, app_of, ask, foot, press, rows, seen, write

pytestmark = pytest.mark.usefixtures("shipped", "code_worker")


def editor(screen: QuizScreen) -> CodeAnswer:
    line = screen.body.line
    assert isinstance(line, CodeAnswer)
    return line


async def paste(pilot: Pilot[Any], text: str) -> None:
    driver = app_of(pilot)._driver
    assert driver is not None
    event = events.Paste(text)
    event.set_sender(app_of(pilot))
    driver.send_message(event)
    await pilot.pause()


async def test_one_line_is_checked_by_enter(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OV-05")
        text = seen(screen.quiz)
        assert "1 def add_l1(grad, param, rate):" in text
        assert "2     return ▒▒▒▒" in text
        assert "____" not in text
        assert "grad, param: (n,) / (n, m)   rate: float" in text
        assert "np.sign  np.abs" in text
        assert screen.state_name() == "typing"
        await write(pilot, "grad + rate * np.sign(param)")
        await press(pilot, "enter")
        assert screen.view.grade is not None
        assert screen.view.grade.note == "right.code"
        assert "○ 正解   隠しテスト 8 組で値が一致" in seen(screen.quiz)
        assert "grad + rate * np.sign(param)   あなたの答え" in seen(screen.quiz)


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_failing_case_is_a_table(make: Make, language: str) -> None:
    async with make(language=language).run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OV-05")
        await write(pilot, "grad + rate * param")
        await press(pilot, "enter")
        lines = rows(screen.quiz)
        yours, correct = ("あなた", "正しい値") if language == "ja" else ("Yours", "Correct")
        mine = next(line for line in lines if f"▌ {yours}  " in line)
        right = next(line for line in lines if f"▌ {correct} " in line)
        assert "×" in mine  # not by colour alone
        assert mine.replace("×", " ").split()[2:] != right.split()[2:]
        assert any("param " in line and "." in line for line in lines)
        assert ("それは L2" if language == "ja" else "of the L2 penalty") in seen(screen.quiz)
        assert screen.state_name() == "wrong"  # it may be mended
        await press(pilot, "enter")
        assert screen.state_name() == "typing"
        assert editor(screen).response == "grad + rate * param"
        assert editor(screen).field.cursor_location == (0, len("grad + rate * "))


async def test_several_lines_are_checked_by_ctrl_d(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OP-11")
        assert screen.state_name() == "coding"
        assert "ctrl+d 採点" in foot(screen.quiz)
        assert "enter 改行" in foot(screen.quiz)
        await write(pilot, "v = mu*v - lr*g")
        await press(pilot, "enter")
        assert screen.state_name() == "coding"
        await write(pilot, "w = w + v")
        assert "2  w = w + v" in seen(screen.quiz)
        await press(pilot, "ctrl+d")
        assert screen.view.response == "v = mu*v - lr*g\nw = w + v"
        assert screen.view.phase == "verdict"
        assert "○ 正解" in seen(screen.quiz)


async def test_enter_on_an_empty_last_line_checks_too(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OP-11")
        await press(pilot, "enter", "enter")  # nothing above: still nothing to check
        assert "まだ空欄" in screen.note.text
        await press(pilot, "backspace")
        await write(pilot, "v = mu*v - lr*g")
        await press(pilot, "enter")
        await write(pilot, "w += v")
        await press(pilot, "enter", "enter")
        assert screen.view.phase == "verdict"


async def test_a_new_line_goes_as_far_in_as_the_last(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OP-11")
        await write(pilot, "for i in range(1):")
        await press(pilot, "enter")
        await write(pilot, "v = mu*v - lr*g")
        await press(pilot, "enter", "backspace")
        await write(pilot, "w = w + v")
        assert editor(screen).response == "for i in range(1):\n    v = mu*v - lr*g\nw = w + v"
        await press(pilot, "ctrl+d")
        assert screen.view.phase == "verdict"


async def test_what_cannot_be_read_is_shown_at_its_place(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OP-11")
        await write(pilot, "v = mu*v - lr*g")
        await press(pilot, "enter")
        await write(pilot, "w = w + vv")
        await press(pilot, "ctrl+d")
        text = seen(screen.quiz)
        assert "2  w = w + ▸vv" in text
        assert "「vv」という名前はありません" in text
        assert "採点していません" in text
        assert screen.view.tries == 0
        assert editor(screen).field.cursor_location == (1, 8)
        assert screen.state_name() == "coding"
        await press(pilot, "delete")
        assert "採点していません" not in seen(screen.quiz)
        await press(pilot, "ctrl+d")
        assert screen.view.phase == "verdict"


async def test_letters_are_text_until_escape(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OP-11", "OV-05")
        await write(pilot, "h?d1 ")
        assert editor(screen).field.text == "h?d1 "
        await press(pilot, "tab", "tab")  # the price first, then the hint
        assert screen.view.hints_shown >= 1
        assert screen.state_name() == "coding"
        shown = screen.view.hints_shown
        await press(pilot, "escape", "h")
        assert screen.state_name() == "command"
        assert screen.view.hints_shown == shown + 1
        await press(pilot, "enter")
        assert screen.state_name() == "coding"
        assert editor(screen).field.text == "h?d1 "
        await press(pilot, "escape", "n")
        assert screen.view.item == "e-shikaku/OV-05"
        assert screen.state_name() == "typing"
        assert editor(screen).response == ""


async def test_up_in_an_empty_editor_brings_back_the_last_answer(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OV-05")
        await write(pilot, "grad")
        await press(pilot, "enter", "enter", "ctrl+u")
        assert editor(screen).response == ""
        await press(pilot, "up")
        assert editor(screen).response == "grad"


async def test_a_paste_comes_in_as_lines_and_clean(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OV-05")
        await paste(pilot, "def f(grad, param, rate):\r\n\treturn grad\x1b[31m + 1\r\n")
        assert editor(screen).response == "def f(grad, param, rate):\n    return grad [31m + 1"
        await press(pilot, "enter")  # a question of one line is checked all the same
        assert screen.view.grade is not None
        assert screen.view.grade.outcome == "unreadable"
        await paste(pilot, "x" * 9000)
        assert len(editor(screen).field.text) <= 3000


async def test_the_answer_is_shown_as_lines(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OP-11")
        await press(pilot, "escape", "a")
        text = seen(screen.quiz)
        assert "v = mu * v - lr * g" in text
        assert "w = w + v" in text
        assert "答えていません" in text


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
@pytest.mark.parametrize("item", ["VG-14", "OP-12", "OV-10"])
@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_editor_is_in_view(
    make: Make, size: tuple[int, int], item: str, language: str
) -> None:
    async with make(language=language).run_test(size=size) as pilot:
        screen = await ask(pilot, item)
        await write(pilot, "z")
        field = editor(screen).field
        region = field.region
        assert 0 < region.y < size[1] - 2
        assert "z" in rows(screen.quiz)[region.y]
        assert all(len(row) <= size[0] for row in rows(screen.quiz))


async def test_the_words_change_with_the_language(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "OP-11")
        assert "空の行で enter" in seen(screen.quiz)
        await write(pilot, "v = 1")
        await press(pilot, "escape", "L", "enter")
        assert editor(screen).response == "v = 1"
        assert "ctrl+d check" in foot(screen.quiz)
