"""Questions answered from a list, driven by keys and clicks."""

from __future__ import annotations

import pytest

from quizapp.tui.inputs.choice import ChoiceAnswer
from quizapp.tui.inputs.choices import ChoicesAnswer
from quizapp.tui.inputs.order import OrderAnswer
from quizapp.tui.screens.quiz import QuizScreen
from tests.tui.driving import Make, app_of, ask, cell_of, foot, note, press, rows, seen


def place_of(screen: QuizScreen, number: int) -> str:
    """The digit under which the authored option ``number`` is shown."""
    options = screen.body.options
    assert options is not None
    return str(next(at for at, one in enumerate(options.options, 1) if one.number == number))


async def test_a_digit_chooses_and_its_second_press_changes_nothing(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-01")
        options = screen.body.options
        assert isinstance(options, ChoiceAnswer)
        assert options.response == ""
        await press(pilot, "2")
        chosen = options.response
        assert chosen
        await press(pilot, "2")
        assert options.response == chosen
        await press(pilot, "３")  # a full-width digit from an input method
        assert options.chosen == 2
        await press(pilot, "5", "9")  # there are four options
        assert options.chosen == 2


async def test_arrows_move_the_choice_and_enter_without_one_says_so(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-01")
        await press(pilot, "enter")
        assert "まだ選んでいません" in note(app_of(pilot))
        assert screen.view.phase == "asking"
        options = screen.body.options
        assert isinstance(options, ChoiceAnswer)
        await press(pilot, "down", "down")
        assert options.chosen == 1
        await press(pilot, "up")
        assert options.chosen == 0


async def test_the_verdict_gives_a_reason_for_every_option(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-01")
        await press(pilot, place_of(screen, 2), "enter")
        page = seen(app_of(pilot))
        assert screen.view.phase == "verdict"
        assert "× 不正解" in page
        assert "○ " + place_of(screen, 1) in page
        assert "× " + place_of(screen, 2) in page
        for words in (
            "入力に掛からないここだけ",
            "tanh(0) = 0",
            "隠れ層まで戻らない",
            "誤差そのもので",
        ):
            assert words in page
        assert "1 忘れた" in page
        assert "次へ" in foot(app_of(pilot))


async def test_a_click_chooses_a_click_on_the_foot_checks(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-01")
        options = screen.body.options
        assert options is not None
        await pilot.click(options, offset=(10, 2))
        await pilot.pause()
        assert isinstance(options, ChoiceAnswer)
        assert options.chosen == 1
        at = cell_of(foot(app_of(pilot)), "enter")
        await pilot.click("#foot", offset=(at + 1, 0))
        await pilot.pause()
        assert screen.view.phase == "verdict"
        await pilot.click("#rating", offset=(60, 0))
        await pilot.pause()
        assert screen.session.solved[0].rating == 4


async def test_several_answers_toggle(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-02")
        options = screen.body.options
        assert isinstance(options, ChoicesAnswer)
        await press(pilot, "1", "2", "1")
        assert options.ticked == {1}
        await press(pilot, "down", "down", "space")
        assert options.ticked == {1, 2}
        for number in (1, 2, 4):
            place = int(place_of(screen, number)) - 1
            if place not in options.ticked:
                await press(pilot, str(place + 1))
        wrong = int(place_of(screen, 3)) - 1
        if wrong in options.ticked:
            await press(pilot, str(wrong + 1))
        await press(pilot, "enter")
        assert "○ 正解" in seen(app_of(pilot))
        assert screen.view.grade is not None
        assert screen.view.grade.outcome == "right"


async def test_an_order_is_placed_by_digits_and_taken_back(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-04")
        options = screen.body.options
        assert isinstance(options, OrderAnswer)
        await press(pilot, "2", "2", "1")
        assert options.placed == [1, 0]
        await press(pilot, "backspace")
        assert options.placed == [1]
        await press(pilot, "enter")
        assert "まだ置いていない" in note(app_of(pilot))
        await press(pilot, "backspace")
        for number in (1, 2, 3, 4):
            await press(pilot, place_of(screen, number))
        await press(pilot, "enter")
        assert "○ 正解" in seen(app_of(pilot))


async def test_a_lifted_step_moves_along_and_the_list_becomes_the_answer(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-04")
        options = screen.body.options
        assert isinstance(options, OrderAnswer)
        await press(pilot, "down", "space", "down", "down", "space")
        assert options.placed == [1, 2, 0, 3]
        assert options.complete


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40)])
async def test_folding_keeps_the_question_and_the_verdict_in_view(
    make: Make, size: tuple[int, int]
) -> None:
    async with make().run_test(size=size) as pilot:
        screen = await ask(pilot, "IV-06")
        app = app_of(pilot)
        before = [row[:30] for row in rows(app)[2:5]]
        await press(pilot, place_of(screen, 3), "enter")
        options = screen.body.options
        assert options is not None
        assert [row[:30] for row in rows(app)[2:5]] == before, "the question has not moved"
        assert "× 不正解" in seen(app)
        if size == (120, 40):
            assert options.reasons == "all"
            assert "残差接続です" in seen(app)
            assert "解説" not in foot(app)
            return
        assert options.reasons == "some"
        assert "理由" in foot(app) or size == (60, 20)
        assert "隠れ" not in seen(app)
        await press(pilot, "w")
        assert options.reasons == "all"
        assert "× 不正解" in seen(app), "docked above the ratings"
        assert "▼" in seen(app)
        assert "理由" not in foot(app)
        await press(pilot, "e")
        assert "残差接続です" in seen(app) or screen.body.page.max_scroll_y > 0
        assert "逆伝播では" in seen(app)
        assert "解説" not in foot(app)


async def test_arrows_and_page_keys_scroll_after_the_verdict(make: Make) -> None:
    async with make().run_test(size=(60, 20)) as pilot:
        screen = await ask(pilot, "IV-06")
        await press(pilot, "1", "enter", "w")
        page = screen.body.page
        assert page.scroll_y == 0
        await press(pilot, "down", "down")
        assert page.scroll_y == 2
        await press(pilot, "up")
        assert page.scroll_y == 1
        await press(pilot, "pagedown")
        assert page.scroll_y > 1
        await press(pilot, "pageup")
        assert page.scroll_y == 0
