"""What lies beside an exam's questions: calculator, scratch pad, ways in from outside."""

from __future__ import annotations

import pytest

from quizapp.exam.sittings import open_sitting
from quizapp.store.faults import full
from quizapp.tui.screens.exam_calculator import CalculatorSheet
from quizapp.tui.screens.exam_report import ExamReportScreen
from quizapp.tui.screens.exam_scratch import ScratchSheet
from quizapp.tui.screens.exam_start import ExamStartScreen
from tests.tui.driving import (
    Make,
    app_of,
    foot,
    here,
    note,
    press,
    ready,
    rows,
    seen,
    settle,
    write,
)
from tests.tui.exam_driving import MINUTE, begin, clock_of, go_to, kept, on_exam

pytestmark = pytest.mark.usefixtures("small_exam")


async def test_the_calculator_works_out_keeps_and_goes_back(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "choice")
        await press(pilot, "2", "k")
        sheet = here(app_of(pilot))
        assert isinstance(sheet, CalculatorSheet)
        await write(pilot, "(28-5+2*2)/2+1")
        assert "= 14.5" in seen(app_of(pilot))
        await press(pilot, "enter")
        await write(pilot, "ans*2")
        await press(pilot, "enter")
        assert kept(screen).state.sums == [("(28-5+2*2)/2+1", "14.5"), ("ans*2", "29")]
        await write(pilot, "1/0")
        await press(pilot, "enter")
        assert "値がありません" in seen(app_of(pilot))
        assert len(kept(screen).state.sums) == 2
        await press(pilot, "up", "up")
        assert sheet.field.value == "(28-5+2*2)/2+1"
        await press(pilot, "escape")
        assert here(app_of(pilot)) is screen
        assert (screen.view.place, screen.view.response) == (place, "2")
        await press(pilot, "k")
        assert "ans*2 = 29" in seen(app_of(pilot))


async def test_the_clock_runs_on_under_the_calculator(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        await go_to(pilot, screen, "choice")
        await press(pilot, "k")
        clock_of(pilot).advance(5 * MINUTE)
        await screen.tick()
        await pilot.pause()
        assert "残り 15:00" in seen(app_of(pilot))
        clock_of(pilot).advance(15 * MINUTE)
        await press(pilot, "1", "enter")
        await screen.tick()
        await press(pilot)
        assert isinstance(here(app_of(pilot)), ExamReportScreen)


async def test_a_result_goes_into_the_answer_line(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "number")
        line = screen.body.line
        assert line is not None
        assert "ctrl+r 電卓" in foot(app_of(pilot))
        await press(pilot, "ctrl+r")
        await write(pilot, "3/4")
        await press(pilot, "enter", "tab")
        assert here(app_of(pilot)) is screen
        assert line.response == "0.75"
        assert line.typing
        assert kept(screen).state.seats[place].response == "0.75"


async def test_the_scratch_pad_keeps_every_key(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        await go_to(pilot, screen, "choice")
        await press(pilot, "w")
        assert isinstance(here(app_of(pilot)), ScratchSheet)
        await write(pilot, "H=27")
        assert kept(screen).state.scratch == "H=27"
        await press(pilot, "enter")
        await write(pilot, "s")
        await press(pilot, "escape")
        assert here(app_of(pilot)) is screen
        assert kept(screen).state.scratch == "H=27\ns"
        await press(pilot, "n", "w")
        assert "H=27" in seen(app_of(pilot))
        assert kept(screen).view.answered == 0


async def test_a_full_disk_is_said_on_the_scratch_pad(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        await go_to(pilot, screen, "choice")
        await press(pilot, "w")

        def broken(*_: object, **__: object) -> bool:
            raise full("store.db")

        with monkeypatch.context() as patched:
            patched.setattr(type(screen.desk.log), "append_sitting", broken)
            await write(pilot, "ab")
            assert "ディスクがいっぱい" in seen(app_of(pilot))
            assert "ab" in seen(app_of(pilot))
        await write(pilot, "c")
        assert kept(screen).state.scratch == "abc"
        assert "ディスクがいっぱい" not in seen(app_of(pilot))


async def test_what_is_being_typed_is_kept_key_by_key(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "expression")
        await write(pilot, "2(x+")
        assert kept(screen).state.seats[place].response == "2(x+"
        assert kept(screen).state.seats[place].history == []
        await write(pilot, "y)")
        clock_of(pilot).advance(21 * MINUTE)
        await screen.tick()
        await press(pilot)
        report = here(app_of(pilot))
        assert isinstance(report, ExamReportScreen)
        one = report.report["questions"][place]
        assert (one["response"], one["outcome"], one["changed"]) == ("2(x+y)", "right", "")


async def test_flagged_questions_come_one_after_another(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        place = await go_to(pilot, screen, "choice")
        await press(pilot, "f", "F")
        assert "ほかにありません" in note(app_of(pilot))
        other = await go_to(pilot, screen, "order")
        await press(pilot, "f", "F")
        assert screen.view.place == place
        await press(pilot, "F")
        assert screen.view.place == other


async def test_the_forecast_is_kept_with_the_sitting(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        told = kept(screen).state.forecast
        assert told is not None
        assert 0 <= told.low <= told.expected <= told.high <= 100
        await go_to(pilot, screen, "choice")
        await press(pilot, "s", "s")
        assert f"始める前の見込み {round(told.expected)} %" in seen(app_of(pilot))
        assert "結果は幅より下" in seen(app_of(pilot))


async def test_the_app_opens_in_a_sitting_begun_outside(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        assert app.desk is not None
        sitting = open_sitting(app.desk.log)
        assert sitting is not None
    again = make()
    again.sitting = sitting
    async with again.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        screen = await on_exam(pilot)
        assert screen.sitting.id == sitting
        assert screen.sitting.state.resumes == 0
        if screen.state_name() == "typing":
            await press(pilot, "escape")
        await press(pilot, "escape", "q")
        assert isinstance(here(again), ExamStartScreen)


async def test_today_says_that_an_exam_is_under_way(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
    again = make()
    async with again.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        clock_of(pilot).advance(5 * MINUTE)
        again._say_exam_under_way()
        await settle(again)
        assert "模試が途中です。残り 15 分" in note(again)
        clock_of(pilot).advance(15 * MINUTE)
        again.say("")
        again._say_exam_under_way()
        assert "模試" not in note(again)


@pytest.mark.parametrize("colour", [True, False])
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_the_sheets_fit_and_leave_the_question_in_view(
    make: Make,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    size: tuple[int, int],
    colour: bool,
) -> None:
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    app = make(language=language)
    async with app.run_test(size=size) as pilot:
        screen = await begin(pilot)
        await go_to(pilot, screen, "choice")
        asked = rows(app)[2:6]
        for key, words in (("k", ("電卓", "calculator")), ("w", ("下書き", "Scratch pad"))):
            await press(pilot, key)
            drawn = rows(app)
            assert any(word in seen(app) for word in words)
            assert "esc" in "\n".join(drawn[-3:])
            assert drawn[2:6] == asked
            await press(pilot, "escape")
