"""Sitting an exam by keys: answers saved at once, the clock, handing in, coming back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from quizapp.errors import StoreError
from quizapp.store.faults import full
from quizapp.tui.keys import ALWAYS, with_twins
from quizapp.tui.screens import exam_report
from quizapp.tui.screens.exam import ExamScreen
from quizapp.tui.screens.exam_grid import ExamGridScreen
from quizapp.tui.screens.exam_keys import STATES
from quizapp.tui.screens.exam_report import ExamReportScreen
from quizapp.tui.screens.exam_review import ExamReviewScreen
from quizapp.tui.screens.exam_sheets import LeaveSheet, NoteSheet, SubmitSheet
from quizapp.tui.screens.exam_start import ExamStartScreen
from quizapp.tui.screens.quiz import QuizScreen
from quizapp.tui.screens.today import TodayScreen
from tests.tui.driving import (
    EVERY_KEY,
    Make,
    app_of,
    foot,
    here,
    note,
    on_question,
    press,
    rows,
    seen,
    write,
)
from tests.tui.exam_driving import MINUTE, begin, clock_of, go_to, kept, place_of, start_screen

pytestmark = pytest.mark.usefixtures("small_exam")


async def test_x_opens_the_exams_and_enter_starts_the_clock(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await start_screen(pilot)
        assert "100 問、120 分。enter で時計が動きます" in seen(app_of(pilot))
        await press(pilot, "right")
        assert "Keras" in seen(app_of(pilot))
        await press(pilot, "escape")
        screen = await begin(pilot)
        assert screen.view.limit_ms == 20 * MINUTE
        assert "残り 20:00" in rows(app_of(pilot))[0]


async def test_a_digit_chooses_and_is_in_the_record_at_once(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "choice")
        await press(pilot, "3")
        assert kept(screen).state.seats[place].response == "3"
        row = next(row for row in rows(app_of(pilot)) if "保存済み" in row)
        assert " 3  " in row
        await press(pilot, "１")
        assert kept(screen).state.seats[place].response == "1"
        for mark, word in (("sure", "自信あり  保存済み"), ("unsure", "自信なし  保存済み")):
            await press(pilot, "y")
            assert kept(screen).state.seats[place].mark == mark
            assert word in seen(app_of(pilot))
        await press(pilot, "g")
        assert f"{place + 1}?" in seen(app_of(pilot))
        assert "自信なし 1" in seen(app_of(pilot))
        await press(pilot, "g", "y")
        assert kept(screen).state.seats[place].mark == ""
        await press(pilot, "c")
        assert kept(screen).state.seats[place].response == ""
        assert "保存済み" not in seen(app_of(pilot))


async def test_several_options_toggle(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "choices")
        await press(pilot, "1", "4", "2", "1")
        assert kept(screen).state.seats[place].response == "2,4"


async def test_an_order_is_saved_once_it_is_whole(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "order")
        await press(pilot, "3", "2", "1")
        assert kept(screen).state.seats[place].response == ""
        await press(pilot, "4")
        assert len(kept(screen).state.seats[place].response.split(",")) == 4
        await press(pilot, "backspace")
        assert kept(screen).state.seats[place].response == ""


async def test_typed_text_is_saved_on_enter_and_on_leaving(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "expression")
        await write(pilot, "2(x+y)")
        await press(pilot, "enter")
        assert screen.view.place == place + 1
        assert kept(screen).state.seats[place].response == "2(x+y)"
        await go_to(pilot, screen, "expression")
        assert screen.body.line is not None
        assert screen.body.line.response == "2(x+y)"
        await write(pilot, "+1")
        await press(pilot, "escape", "p")
        assert screen.view.place == place - 1
        assert kept(screen).state.seats[place].response == "2(x+y)+1"


async def test_walking_by_letters_types_nothing(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        if screen.state_name() == "typing":
            await press(pilot, "escape")
        await press(pilot, *"nnnnnnn")
        assert screen.view.place == 7
        assert kept(screen).view.answered == 0


async def test_flag_strike_note_and_next_blank(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "choice")
        await press(pilot, "f")
        assert "▲ 見直し" in rows(app_of(pilot))[0]
        await press(pilot, "x", "2")
        assert kept(screen).view.struck == (1,)
        assert any("消した" in row and " 2  " in row for row in rows(app_of(pilot)))
        await press(pilot, "x", "2")
        assert kept(screen).view.struck == ()
        await press(pilot, "N")
        assert isinstance(here(app_of(pilot)), NoteSheet)
        await write(pilot, "gs")
        await press(pilot, "enter")
        assert kept(screen).state.seats[place].note == "gs"
        assert "gs" in seen(app_of(pilot))
        await press(pilot, "1", "b")
        assert screen.view.place != place
        assert not kept(screen).state.seats[screen.view.place].answered


@pytest.mark.parametrize("key", "hadem")
async def test_nothing_helps_in_an_exam(make: Make, key: str) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        await go_to(pilot, screen, "choice")
        await press(pilot, key)
        assert note(app_of(pilot)).strip() == "模試では使えません"
        await press(pilot, "ctrl+p")
        assert here(app_of(pilot)) is screen


async def test_the_grid_moves_by_arrows_and_numbers(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        await go_to(pilot, screen, "choice")
        await press(pilot, "p", "p", "p", "p", "p", "p", "p", "g")
        grid = here(app_of(pilot))
        assert isinstance(grid, ExamGridScreen)
        await press(pilot, "right", "right", "left")
        assert grid.place == 1
        await press(pilot, "f")
        assert kept(screen).state.seats[1].flagged
        assert "2·▲" in seen(app_of(pilot))
        await press(pilot, "5", "enter")
        assert here(app_of(pilot)) is screen
        assert screen.view.place == 4


async def test_enter_never_hands_in(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        await go_to(pilot, screen, "choice")
        await press(pilot, "s")
        assert isinstance(here(app_of(pilot)), SubmitSheet)
        assert "未解答が 8 問" in seen(app_of(pilot))
        await press(pilot, "enter")
        assert here(app_of(pilot)) is screen
        await go_to(pilot, screen, "choice")
        await press(pilot, "s", "escape", "s", *"abcdefghijklmnopqrtuvwxyz123")
        assert kept(screen).state.submitted_ms is None
        await press(pilot, "s")
        assert isinstance(here(app_of(pilot)), ExamReportScreen)
        assert kept(screen).state.submitted_ms is not None


async def test_the_clock_warns_without_taking_the_focus(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        await go_to(pilot, screen, "expression")
        line = screen.body.line
        assert line is not None
        assert line.typing
        await write(pilot, "[2")
        before = rows(app_of(pilot))[0].index("残り")
        clock_of(pilot).advance(10 * MINUTE)
        await screen.tick()
        await pilot.pause()
        assert note(app_of(pilot)).strip() == "残り 10 分です"
        assert line.typing
        assert line.response == "[2"
        clock_of(pilot).advance(8 * MINUTE)
        await screen.tick()
        await pilot.pause()
        assert note(app_of(pilot)).strip() == "残り 2 分です。未解答 7 問"
        row = rows(app_of(pilot))[0]
        assert row.index("残り") == before
        assert " 2:00" in row


async def test_time_up_hands_in_from_wherever_one_is(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        await go_to(pilot, screen, "choice")
        await press(pilot, "1", "g", "s")
        clock_of(pilot).advance(21 * MINUTE)
        await screen.tick()
        await press(pilot)
        report = here(app_of(pilot))
        assert isinstance(report, ExamReportScreen)
        assert report.report["closed_by"] == "deadline"
        assert report.report["score"]["right"] == 1
        assert "時間です" in note(app_of(pilot))


async def test_the_last_key_is_not_passed_on(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exam_report, "GUARD_S", 60.0)
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "choice")
        clock_of(pilot).advance(21 * MINUTE)
        await press(pilot, "1", "enter", "a")
        report = here(app_of(pilot))
        assert isinstance(report, ExamReportScreen)
        assert kept(screen).state.seats[place].response == ""


async def test_a_new_app_over_the_same_home_resumes(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "choice")
        await press(pilot, "2")
    again = make()
    async with again.run_test(size=(80, 24)) as pilot:
        clock_of(pilot).advance(5 * MINUTE)
        await start_screen(pilot)
        assert "続きから" in seen(again)
        assert "残り 15:00" in seen(again)
        await press(pilot, "enter")
        back = here(again)
        assert isinstance(back, ExamScreen)
        assert back.view.place == place
        assert back.view.response == "2"
        assert "保存済み" in seen(again)


async def test_a_sitting_left_until_its_end_opens_as_a_report(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        await go_to(pilot, screen, "choice")
        await press(pilot, "escape")
        assert isinstance(here(app_of(pilot)), LeaveSheet)
        await press(pilot, "q")
        assert isinstance(here(app_of(pilot)), ExamStartScreen)
        app = app_of(pilot)
        assert "時計は止まっていません" in seen(app)
        assert "enter 続ける" in foot(app)
        clock_of(pilot).advance(30 * MINUTE)
        await press(pilot, "escape", "x")
        assert "未提出" in seen(app)
        assert "続きから" not in seen(app)
        assert "時間になりました" in seen(app)
        assert "enter 結果" in foot(app)
        await press(pilot, "enter")
        assert isinstance(here(app_of(pilot)), ExamReportScreen)


async def test_a_full_disk_keeps_the_answer_on_the_screen(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "choice")

        def broken(*_: object, **__: object) -> bool:
            raise full("store.db")

        with monkeypatch.context() as patched:
            patched.setattr(type(screen.desk.log), "append_sitting", broken)
            await press(pilot, "2")
            assert "ディスクがいっぱい" in note(app_of(pilot))
            assert any("未保存" in row and " 2  " in row for row in rows(app_of(pilot)))
            await press(pilot, "n")
            assert screen.view.place == place
            assert kept(screen).state.seats[place].response == ""
        await press(pilot, "n")
        assert kept(screen).state.seats[place].response == "2"
        assert screen.view.place != place
    assert issubclass(type(full("x")), StoreError)


async def report(pilot: Pilot[Any]) -> ExamReportScreen:
    """Hand in one wrong and sure answer and nothing else."""
    screen = await begin(pilot)
    await go_to(pilot, screen, "choice")
    await press(pilot, "2", "y", "s", "s")
    found = here(app_of(pilot))
    assert isinstance(found, ExamReportScreen)
    return found


async def test_the_report_lists_what_to_mend_and_practises_it(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        found = await report(pilot)
        assert found.missed[0]["mark"] == "sure"
        assert "自信あり" in seen(app_of(pilot))
        await press(pilot, "enter")
        quiz = await on_question(pilot)
        assert quiz.view.item == found.missed[0]["id"]
        await press(pilot, "escape", "escape")
        assert here(app_of(pilot)) is found or not isinstance(here(app_of(pilot)), QuizScreen)


async def test_the_report_opens_questions_exports_and_leaves_for_today(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        found = await report(pilot)
        await press(pilot, "o")
        review = here(app_of(pilot))
        assert isinstance(review, ExamReviewScreen)
        assert review.place == found.missed[0]["number"] - 1
        assert "あなたの答え" in seen(app_of(pilot))
        assert "不正解" in seen(app_of(pilot))
        await press(pilot, "escape", "e")
        files = list(app_of(pilot).paths.home.glob("exam-*.html"))
        assert len(files) == 1
        assert str(files[0])[:40] in note(app_of(pilot))
        assert "<html" in files[0].read_text(encoding="utf-8")
        await press(pilot, "a")
        for place in range(8):
            assert here(app_of(pilot)).place == place
            await press(pilot, "n")
        await press(pilot, "escape", "escape")
        assert isinstance(here(app_of(pilot)), TodayScreen)


Prepare = Callable[[Pilot[Any]], Awaitable[ExamScreen]]


def at(kind: str, *keys: str) -> Prepare:
    """The way into a state: a question of a kind, then keys."""

    async def prepare(pilot: Pilot[Any]) -> ExamScreen:
        screen = await begin(pilot)
        await go_to(pilot, screen, kind)
        await press(pilot, *keys)
        return screen

    return prepare


STATE_OF = {
    "choice": at("choice"),
    "order": at("order"),
    "command": at("expression", "escape"),
    "striking": at("choice", "x"),
}
"""How to come into each state in which letters are commands."""


def picture(screen: ExamScreen) -> tuple[object, ...]:
    """Everything a key could change."""
    body = screen.body
    placed = getattr(body.options, "placed", None)
    return (
        screen.app.screen is screen,
        screen.sitting.state.count,
        screen.view.place,
        screen.state_name(),
        body.line.response if body.line is not None else None,
        None if placed is None else list(placed),
    )


@pytest.mark.parametrize("name", STATE_OF)
async def test_other_keys_do_nothing(make: Make, name: str) -> None:
    named = {
        key
        for command in ExamScreen.KEYS
        if command.id in STATES[name].ids | ALWAYS
        for key in with_twins(command.keys).split(",")
    }
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await STATE_OF[name](pilot)
        assert screen.state_name() == name
        before = picture(screen)
        for key in EVERY_KEY:
            if key not in named:
                await press(pilot, key)
                assert picture(screen) == before, key


@pytest.mark.parametrize("name", STATE_OF)
async def test_every_named_command_does_something(make: Make, name: str) -> None:
    silent = {"up", "down", "page_up", "page_down", "clear", "space", "back", "previous", "next"}
    for command in ExamScreen.KEYS:
        if command.id not in STATES[name].ids or command.id in silent:
            continue
        async with make().run_test(size=(80, 24)) as pilot:
            screen = await STATE_OF[name](pilot)
            before = (picture(screen), seen(app_of(pilot)))
            await press(pilot, command.keys.split(",")[0])
            assert (picture(screen), seen(app_of(pilot))) != before, command.id


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_every_screen_fits(make: Make, language: str, size: tuple[int, int]) -> None:
    app = make(language=language)
    wanted = "全キー" if language == "ja" else "? keys"
    async with app.run_test(size=size) as pilot:

        def look() -> None:
            picture = rows(app)
            assert wanted in foot(app)
            assert picture[0].strip()
            assert len(picture) == size[1]

        await start_screen(pilot)
        look()
        await press(pilot, "escape")
        screen = await begin(pilot)
        for kind in ("choice", "choices", "order", "expression", "cloze"):
            await go_to(pilot, screen, kind)
            look()
            assert screen.foot.fitting(size[0] - (2 if size[0] < 76 else 6))
        if size[0] == 80:
            shown = screen.foot.fitting(74)
            assert len(shown) == len(screen.foot_keys())
        await go_to(pilot, screen, "choice")
        await press(pilot, "g")
        look()
        if size[0] >= 80:
            grid = here(app)
            width = min(size[0], 120) - 6
            assert len(grid.foot.fitting(width)) == len(grid.foot_keys())
        await press(pilot, "s", "s")
        look()
        if size[0] >= 80:
            found = here(app)
            assert isinstance(found, ExamReportScreen)
            assert len(found.foot.fitting(min(size[0], 120) - 6)) == len(found.foot_keys())


async def test_another_language_in_the_middle_keeps_the_answer(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "choice")
        await press(pilot, "2", "L")
        assert "saved" in seen(app_of(pilot))
        assert "left" in rows(app_of(pilot))[0]
        assert screen.view.response == "2"
        assert place_of(screen, "choice") == place
