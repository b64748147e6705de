"""Questions answered by typing: preview, hints, tries, verdicts, and where the caret stands."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from quizapp.tui.inputs.line import LineAnswer
from quizapp.tui.screens.quiz import QuizScreen
from tests.tui.driving import Make, app_of, ask, foot, note, press, rows, seen, write


def line_of(screen: QuizScreen) -> LineAnswer:
    """The answer line."""
    assert isinstance(screen.body.line, LineAnswer)
    return screen.body.line


async def open_typed(pilot: Pilot[Any], item: str = "CR-01") -> tuple[QuizScreen, LineAnswer]:
    """A typed question with the caret in its field."""
    screen = await ask(pilot, item)
    line = line_of(screen)
    assert line.typing
    return screen, line


async def test_letters_digits_and_question_marks_are_text_while_typing(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, line = await open_typed(pilot)
        await write(pilot, "h12 nLdu?")
        assert line.response == "h12 nLdu?"
        assert screen.view.hints_shown == 0
        assert screen.view.position == 1


async def test_a_lone_question_mark_says_where_the_keys_are(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await open_typed(pilot)
        await write(pilot, "?")
        assert "esc のあと ?" in note(app_of(pilot))


async def test_the_preview_shows_what_was_read_and_keeps_the_last_good_reading(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        _, line = await open_typed(pilot)
        app = app_of(pilot)
        assert "sqrt( )" in seen(app)
        top = line.region.y
        await write(pilot, "２（ｘ＋ｙ")
        await write(pilot, "）")
        assert "読み取り  2(x+y)" in seen(app)
        await write(pilot, "/")
        assert "読み取り  2(x+y)" in seen(app), "dimmed, still there"
        await write(pilot, "x")
        page = rows(app)
        where = next(at for at, row in enumerate(page) if "読み取り" in row)
        assert "2(x+y)" in page[where - 1]
        assert "x" in page[where + 1]
        assert line.region.y == top, "the page has not jumped"
        assert line.size.height == 4


async def test_a_number_shows_its_decimal_value(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await open_typed(pilot, "CR-02")
        await write(pilot, "1/4")
        assert "= 0.25" in seen(app_of(pilot))


async def test_right_in_another_form(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, line = await open_typed(pilot)
        await write(pilot, "2x+2y")
        await press(pilot, "enter")
        page = seen(app_of(pilot))
        assert "○ 正解" in page
        assert "dz/dx = 2x+2y   あなたの答え" in page
        assert "外側を先に微分し" in page
        assert not line.typing
        assert "1 忘れた" in page
        await press(pilot, "enter")
        assert screen.view.phase == "finished"


async def test_wrong_names_the_mistake_and_retry_puts_the_caret_at_the_difference(
    make: Make,
) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, line = await open_typed(pilot)
        await write(pilot, "2(x-y)")
        await press(pilot, "enter")
        page = seen(app_of(pilot))
        assert "× 不正解" in page
        assert "dz/dx = 2(x-y)   あなたの答え" in page
        assert "正しい答え" not in page
        assert "もう一度" in foot(app_of(pilot))
        await press(pilot, "enter")
        assert line.typing
        assert line.response == "2(x-y)"
        assert line.fields[0].cursor_position == 3
        assert screen.view.tries == 1


async def test_a_known_mistake_speaks_for_itself(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await open_typed(pilot)
        await write(pilot, "2t")
        await press(pilot, "enter")
        assert "まだ t が残っています" in seen(app_of(pilot))


async def test_after_three_wrong_tries_the_answer_is_shown(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, _ = await open_typed(pilot)
        for attempt in ("x", "y", "t"):
            if screen.view.phase == "wrong":
                await press(pilot, "enter")
            await press(pilot, "ctrl+u", "ctrl+k")
            await write(pilot, attempt)
            await press(pilot, "enter")
        assert screen.view.phase == "verdict"
        assert "正しい答え  2(x+y)" in seen(app_of(pilot))
        assert screen.view.proposed == 1


async def test_what_cannot_be_read_costs_nothing_and_points_at_the_place(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, line = await open_typed(pilot)
        await write(pilot, "2(x+y")
        await press(pilot, "enter")
        app = app_of(pilot)
        page = rows(app)
        caret = next(row for row in page if row.strip("▌ ") == "^")
        field = next(row for row in page if "2(x+y" in row and "dz/dx" in row)
        assert caret.index("^") == field.index("2(x+y") + 5
        assert "採点していません" in seen(app)
        assert screen.view.tries == 0
        assert line.typing
        assert line.fields[0].cursor_position == 5
        await write(pilot, ")")
        assert "^" not in "".join(rows(app)[8:10])


async def test_blank_is_said_and_not_judged(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, line = await open_typed(pilot)
        await press(pilot, "enter")
        assert "まだ空欄です" in note(app_of(pilot))
        assert screen.view.phase == "asking"
        assert line.typing


async def test_hints_come_one_by_one_with_their_price(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, line = await open_typed(pilot)
        await write(pilot, "2")
        await press(pilot, "tab", "tab")
        app = app_of(pilot)
        assert "ヒント 1 / 3" in seen(app)
        assert "評価は「難しい」まで" in seen(app)
        assert "まず" in seen(app)
        assert "和なので" not in seen(app)
        assert seen(app).count("▒") > 20
        assert line.typing
        assert line.response == "2"
        await press(pilot, "tab", "tab", "tab")
        assert screen.view.hints_shown == 3
        assert "ヒントはもうありません" in note(app)
        await press(pilot, "ctrl+u")
        await write(pilot, "2(x+y)")
        await press(pilot, "enter")
        assert screen.view.proposed == 2
        assert "評価は「難しい」までです" in note(app)


async def test_escape_frees_the_letters_and_enter_gives_the_caret_back(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, line = await open_typed(pilot)
        await write(pilot, "2(x")
        await press(pilot, "left", "escape")
        assert screen.state_name() == "command"
        assert "飛ばす" in foot(app_of(pilot))
        await press(pilot, "h", "h")
        assert screen.view.hints_shown == 1
        await press(pilot, "enter")
        assert line.typing
        assert line.response == "2(x"
        assert line.fields[0].cursor_position == 2


async def test_the_answer_can_be_shown(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, _ = await open_typed(pilot)
        await press(pilot, "escape", "a")
        page = seen(app_of(pilot))
        assert "評価は「忘れた」です" in page
        assert "正しい答え  2(x+y)" in page
        assert screen.view.proposed == 1


async def test_up_in_an_empty_field_brings_the_last_answer(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        _, line = await open_typed(pilot)
        await write(pilot, "2x")
        await press(pilot, "enter", "enter", "ctrl+e", "ctrl+u")
        assert line.response == ""
        await press(pilot, "up")
        assert line.response == "2x"


async def test_a_vector_is_one_line(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, _ = await open_typed(pilot, "CR-03")
        await write(pilot, "[2, 3]")
        await press(pilot, "enter")
        assert screen.view.grade is not None
        assert screen.view.grade.outcome == "right"


async def test_blanks_have_a_field_each(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, line = await open_typed(pilot, "IV-03")
        assert len(line.fields) == 2
        await write(pilot, "stride")
        await press(pilot, "enter")
        assert line.fields[1].has_focus, "enter goes to the empty blank"
        await write(pilot, "パディング")
        await press(pilot, "up")
        assert line.fields[0].has_focus
        await press(pilot, "enter")
        assert screen.view.phase == "verdict"
        assert "stride ; パディング" in seen(app_of(pilot))


async def test_from_two_fields_to_one_and_back(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-03", "CR-02", "IV-03")
        line = line_of(screen)
        await press(pilot, "escape", "n")
        assert len(line.fields) == 1
        assert line.response == ""
        assert line.typing
        await press(pilot, "escape", "n")
        assert len(line.fields) == 2
        assert line.typing


async def test_a_very_long_paste_is_cut_and_judged_unreadable(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, line = await open_typed(pilot)
        line.put("(" * 100_000)
        await pilot.pause()
        assert len(line.response) <= 2000
        await press(pilot, "enter")
        assert screen.view.grade is not None
        assert screen.view.grade.outcome == "unreadable"
        assert screen.view.tries == 0


async def test_python_and_control_characters_are_only_text(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen, line = await open_typed(pilot)
        line.put("__import__('os')\x1b[31m[b]x[/b]")
        await pilot.pause()
        await press(pilot, "enter")
        assert screen.view.grade is not None
        assert screen.view.grade.outcome == "unreadable"
        assert "\x1b" not in seen(app_of(pilot))


async def test_a_click_into_the_block_begins_to_type(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        _, line = await open_typed(pilot)
        await press(pilot, "escape")
        assert not line.typing
        await pilot.click(line, offset=(30, 2))
        await pilot.pause()
        assert line.typing
