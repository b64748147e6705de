"""What testers once saw go wrong: each stays mended."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from quizapp.clock import Moment
from quizapp.practice.view import Solved
from quizapp.records import Rating
from quizapp.settings import Settings
from quizapp.tui.app import QuizApp
from quizapp.tui.inputs.order import nth
from quizapp.tui.screens.preferences import typed
from quizapp.tui.screens.quiz import QuizScreen
from quizapp.tui.screens.result import ResultScreen
from quizapp.tui.spans import ago, stopped
from tests.tui.driving import (
    Make,
    app_of,
    ask,
    foot,
    note,
    on_question,
    press,
    ready,
    rows,
    seen,
    settle,
    write,
)


async def wrong(pilot: Pilot[Any], *more: str) -> QuizScreen:
    screen = await ask(pilot, "CR-01", *more)
    await write(pilot, "x+y")
    await press(pilot, "enter")
    return screen


def throw(app: QuizApp, *keys: str) -> None:
    """Keys all at once, faster than anything can be drawn."""
    driver = app._driver
    assert driver is not None
    for key in keys:
        character = "\r" if key == "enter" else key
        names = {"enter": "enter", "+": "plus"}
        event = events.Key(names.get(key, key), character)
        event.set_sender(app)
        driver.send_message(event)


async def test_the_docked_verdict_is_of_the_question_in_view(make: Make) -> None:
    async with make().run_test(size=(80, 20)) as pilot:
        screen = await ask(pilot, "IV-01", "CR-01")
        await press(pilot, "a", "enter")
        await write(pilot, "2(x+y)")
        await press(pilot, "enter")
        body = screen.body
        docked = "".join(text for text, _ in body.dock_row.lines(60)[0])
        assert "正解" in docked
        await press(pilot, "u")
        docked = "".join(text for text, _ in body.dock_row.lines(60)[0])
        assert "答え" in docked
        await press(pilot, "enter")
        docked = "".join(text for text, _ in body.dock_row.lines(60)[0])
        assert "正解" in docked
        assert body.more.display == (body.page.max_scroll_y - body.page.scroll_y > 0.5)


async def test_keys_typed_ahead_reach_the_field(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app = app_of(pilot)
        app.call_later(app.start_item, "CR-01")
        app.hold_keys()
        throw(app, *"2x+2y")
        screen = await on_question(pilot)
        await settle(app)
        await pilot.pause()
        assert screen.body.line is not None
        assert screen.body.line.response == "2x+2y"


async def test_enter_and_text_at_once_from_today(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app = app_of(pilot)
        started: list[bool] = []

        def start() -> None:
            started.append(True)
            app.start_item("CR-01")

        app.start_today = start  # type: ignore[method-assign]
        throw(app, "enter", *"2x+2y")
        screen = await on_question(pilot)
        for _ in range(5):
            await settle(app)
            await pilot.pause()
        assert started
        assert screen.body.line is not None
        assert screen.body.line.response == "2x+2y"
        assert screen.view.phase == "asking"


async def test_letters_typed_ahead_are_no_commands_of_a_choice(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app = app_of(pilot)
        app.start_item("IV-01")
        throw(app, "a", "2")
        screen = await on_question(pilot)
        await settle(app)
        await pilot.pause()
        assert screen.view.phase == "asking"
        assert screen.body.options is not None
        assert screen.body.options.response


async def test_a_line_feed_is_enter(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "ctrl+j")
        await on_question(pilot)
        screen = await ask(pilot, "CR-01")
        await write(pilot, "2(x+y)")
        await press(pilot, "ctrl+j")
        assert screen.view.phase == "verdict"


async def test_a_rating_above_the_best_is_refused_in_words(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await wrong(pilot, "CR-02")
        await press(pilot, "2")
        await write(pilot, "(x+y)")
        await press(pilot, "enter")
        assert "評価は「難しい」までです" in note(app_of(pilot))
        await press(pilot, "4")
        assert screen.view.item == "demo-pack/CR-01"
        assert note(app_of(pilot)) == "2 までです"
        (row,) = screen.body.rating.lines(70)
        assert {role for text, role in row if "簡単" in text} == {"muted"}
        await pilot.click("#rating", offset=(60, 0))
        assert screen.view.item == "demo-pack/CR-01"
        await press(pilot, "2")
        assert screen.session.solved[0].rating == Rating.HARD


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_price_is_said_before_the_first_hint(make: Make, size: tuple[int, int]) -> None:
    async with make().run_test(size=size) as pilot:
        screen = await ask(pilot, "CR-01")
        await press(pilot, "tab")
        assert screen.view.hints_shown == 0
        assert note(app_of(pilot)) == "見ると、評価は「難しい」までになります"
        assert "▒▒▒" in seen(app_of(pilot))
        await press(pilot, "tab")
        assert screen.view.hints_shown == 1


async def test_a_witness_is_told_once(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01")
        await write(pilot, "x^3+5")
        await press(pilot, "enter")
        assert screen.view.grade is not None
        if screen.view.grade.note == "wrong.plain":
            assert seen(app_of(pilot)).count("のとき") <= 1


async def test_the_explanation_is_cut_only_after_a_formula(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        from quizapp.tui.widgets.verdict import explanation_blocks

        screen = await ask(pilot, "CR-01")
        blocks = explanation_blocks(screen.view)
        assert len(blocks) == 2
        assert blocks[0].startswith("$$")


async def test_e_keeps_the_prompt_where_everything_fits(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01", "CR-02")
        await write(pilot, "2(x+y)")
        await press(pilot, "enter", "e")
        body = screen.body
        assert body.explain is None
        assert body.page.scroll_y == 0 or body.page.max_scroll_y > 0
        assert body.less.display == (body.page.scroll_y > 0.5)


async def test_nothing_to_take_back_is_not_offered(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await wrong(pilot)
        await press(pilot, "a")
        assert "u 戻す" not in foot(app_of(pilot))


@pytest.mark.parametrize("sign", ["2", "(", "x"])
async def test_a_sign_after_a_wrong_answer_begins_the_next_try(make: Make, sign: str) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await wrong(pilot)
        await write(pilot, sign + "y")
        await settle(app_of(pilot))
        assert screen.state_name() == "typing"
        assert screen.body.line is not None
        assert screen.body.line.response == sign + "y"


async def test_taking_back_later_says_so(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01", "CR-02")
        await press(pilot, "escape", "b", "escape", "u")
        assert screen.view.item == "demo-pack/CR-01"
        assert note(app_of(pilot)) == "後回しを取り消しました"
        await press(pilot, "escape", "z", "escape", "u")
        assert note(app_of(pilot)) == "休止を取り消しました"


async def test_no_mistakes_are_said(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "w")
        assert note(app_of(pilot)) == "直す間違いはありません"


async def test_the_list_at_the_end_tells_sides_and_reasons_apart(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01")
        await ready(pilot)
        result = ResultScreen(screen.session)
        app_of(pilot).push_screen(result)
        await settle(app_of(pilot))
        plain = Solved("demo-pack/CR-01", "helped", "", Rating.HARD)
        assert result._reason(plain) == "評価 難しい"
        aided = Solved("demo-pack/CR-01", "helped", "", Rating.HARD, helped=True)
        assert result._reason(aided) == "ヒントや書き直しで正解"


async def test_places_and_digits_look_apart(make: Make) -> None:
    assert [nth(rank) for rank in (1, 2)] == ["1番目", "2番目"]
    async with make().run_test(size=(80, 24)) as pilot:
        await ask(pilot, "IV-04")
        await press(pilot, "2")
        assert any("1番目" in row for row in rows(app_of(pilot)))


async def test_a_mask_is_as_long_as_the_hint_reads(make: Make) -> None:
    from rich.cells import cell_len

    from quizapp.tui.widgets.verdict import hint_rows
    from quizapp.typeset.prose import plain

    hint = r"$\frac{dz}{dt}$"
    drawn = hint_rows(["a", "b", hint], 0, "", "tab", 70)
    masks = [text for row in drawn for text, role in row if role == "mask"]
    assert len(masks[-1]) == max(4, cell_len(plain(hint)))


async def test_hints_stand_below_the_verdict(make: Make) -> None:
    async with make().run_test(size=(60, 20)) as pilot:
        screen = await wrong(pilot)
        await press(pilot, "tab")
        assert screen.body.hints.virtual_region.y > screen.body.feedback.virtual_region.y


async def test_the_size_is_written_whole(make: Make) -> None:
    async with make().run_test(size=(30, 12)) as pilot:
        await ready(pilot)
        assert any("60×20" in row for row in rows(app_of(pilot)))


async def test_names_of_a_knob_are_offered_by_number(make: Make) -> None:
    from quizapp.demos import DEMOS, load
    from quizapp.demos.knobs import ChoiceKnob

    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app = app_of(pilot)
        demo, place = next(
            (demo.id, place)
            for demo in DEMOS
            for place, knob in enumerate(load(demo.id).knobs)
            if isinstance(knob, ChoiceKnob) and not knob.when and place < 3
        )
        app.open_demo(demo)
        for _ in range(20):
            await settle(app)
            await pilot.pause(0.02)
        await press(pilot, *["down"] * place, "1")
        assert "で選ぶ: 1 " in note(app)


async def test_the_words_of_dates_and_spans(make: Make) -> None:
    assert "2027-02-30 という日はありません" in typed(Settings(), "exam_date", "2027-02-30")[1]
    assert typed(Settings(), "exam_date", "2027-01-20")[0].exam_day() == date(2027, 1, 20)
    now = Moment(1_000_000_000_000, 540)
    assert ago(Moment(now.at_ms - 20_000, 540), now) == "たった今"
    left = {
        20_000: "たった今 中断",
        600_000: "10 分前に中断",
        86_400_000: "昨日 10:46 に中断",
        864_000_000: "10 日前に中断",
    }
    for ms, said in left.items():
        assert stopped(Moment(now.at_ms - ms, 540), now) == said


async def test_several_answers_say_which_do_not_hold(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-02")
        options = screen.body.options
        assert options is not None
        place = next(n for n, one in enumerate(options.options, 1) if one.number == 3)
        await press(pilot, str(place), "enter")
        assert f"{place} は当てはまりません。あと 3 つあります" in seen(app_of(pilot))
