"""What the line under a demo says is whole where there is little room."""

from __future__ import annotations

from quizapp.demos import load
from quizapp.demos.knobs import ChoiceKnob
from quizapp.tui.yours import Yours
from tests.tui.driving import Make, app_of, note, press, ready, settle


async def test_a_refused_option_leaves_what_is_allowed_in_view(make: Make) -> None:
    (place,) = [k for k, knob in enumerate(load("D04").knobs) if knob.name == "init"]
    knob = load("D04").knobs[place]
    assert isinstance(knob, ChoiceKnob)
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app = app_of(pilot)
        app.open_demo("D04")
        for _ in range(20):
            await settle(app)
            await pilot.pause(0.02)
        await press(pilot, *["down"] * place, "9", "9", "enter")
        assert f"1–{len(knob.options)} か" in note(app)
        assert "…" not in note(app)


async def test_a_wrong_number_and_the_right_one_are_both_said(make: Make) -> None:
    knobs = {"side": 16, "kernel": 5, "stride": 3, "padding": 1}  # (16 + 2 - 5) // 3 + 1 = 5
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app = app_of(pilot)
        app.open_demo("D14", knobs, yours=Yours("counted", 99.0, "99"))
        for _ in range(20):
            await settle(app)
            await pilot.pause(0.02)
        assert note(app) == "あなたの値 99   このデモでは 5"
