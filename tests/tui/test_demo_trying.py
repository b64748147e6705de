"""*Try this* in the lab: a guess, the run that decides, the reason; and that nothing is logged."""

from __future__ import annotations

import pytest

from quizapp.demos import DEMOS
from tests.tui.demo_driving import Lab, bench, press, shown, text
from tests.tui.driving import Make, app_of, ask
from tests.tui.driving import press as press_app


@pytest.mark.parametrize(("key", "said"), [("3", "予想どおりです"), ("1", "予想と違いました")])
async def test_a_guess_is_held_against_the_run(lab: Lab, key: str, said: str) -> None:
    async with lab("D08") as (screen, pilot):
        await press(pilot, "t")
        assert screen.state_name() == "asking"
        page = text(pilot)
        assert "学習率を 0.26 にすると" in page
        assert "3  発散する" in page
        assert "損失とステップ" not in page  # the figure must not give it away
        assert bench(screen).values["learning_rate"] == 0.26
        await press(pilot, key)
        assert screen.state_name() == "told"
        page = text(pilot)
        assert said in page
        assert "境目は 2/λ = 0.25" in page
        assert "損失とステップ" in page
        outcome = bench(screen).outcome
        assert outcome is not None
        assert outcome.results["factor"] == pytest.approx(1.08)


async def test_trials_follow_one_another_and_end_in_the_demo(lab: Lab) -> None:
    async with lab("D08") as (screen, pilot):
        await press(pilot, "t", "1", "enter")
        assert "2 / 2" in text(pilot)
        assert bench(screen).values["condition"] == 1000.0
        await press(pilot, "3", "enter")
        assert screen.attempt is None
        assert screen.state_name() == "still"
        assert "損失とステップ" in text(pilot)
        assert bench(screen).values["condition"] == 1000.0  # to be played with


async def test_leaving_without_a_guess_puts_the_knobs_back(lab: Lab) -> None:
    async with lab("D08", {"learning_rate": 0.1}) as (screen, pilot):
        await press(pilot, "t", "t", "escape")
        assert bench(screen).values["learning_rate"] == 0.1
        assert screen.attempt is None
        assert "η = 0.1" in text(pilot)


async def test_a_turned_knob_ends_the_verdict(lab: Lab) -> None:
    async with lab("D08") as (screen, pilot):
        await press(pilot, "t", "3", "left")
        assert screen.attempt is None
        assert "予想どおり" not in text(pilot)


async def test_while_a_guess_is_awaited_no_knob_turns(lab: Lab) -> None:
    async with lab("D08") as (screen, pilot):
        await press(pilot, "t")
        before = dict(bench(screen).values)
        await press(pilot, "left", "right", "pageup", "r", "R", "x", "c", "v", "space", "4", "9")
        assert screen.state_name() == "asking"
        assert bench(screen).values == before
        assert bench(screen).kept is None
        await pilot.click("#knobs", offset=(40, 0))
        assert bench(screen).values == before


async def test_full_width_digits_guess_too(lab: Lab) -> None:
    async with lab("D08") as (screen, pilot):
        await press(pilot, "t", "３")
        assert screen.state_name() == "told"


async def test_a_heavy_trial_waits_for_its_run(lab: Lab) -> None:
    async with lab("D09", {"epochs": 20}) as (screen, pilot):
        await press(pilot, "t", "1")
        for _ in range(400):
            await pilot.pause(0.01)
            if screen.attempt is not None and screen.attempt.happened is not None:
                break
        await press(pilot)
        assert "予想どおりです" in text(pilot)


async def test_a_demo_without_trials_has_no_such_key(lab: Lab) -> None:
    async with lab("D08") as (screen, pilot):
        object.__setattr__(bench(screen).demo, "trials", ())
        try:
            await press(pilot, "t")
            assert screen.attempt is None
        finally:
            del bench(screen).demo.entry.__dict__["demo"]  # read again from its file


async def test_a_guess_is_no_answer(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ask(pilot, "CR-01")
        app = app_of(pilot)
        assert app.desk is not None
        app.open_demo("D08")
        for _ in range(200):
            await pilot.pause(0.01)
            if getattr(app.screen, "bench", None) and app.screen.bench.outcome:  # type: ignore[attr-defined]
                break
        before = app.desk.log.day_totals(0, 10**6)
        await press_app(pilot, "t", "3", "enter", "1")
        assert app.desk.log.day_totals(0, 10**6) == before


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
@pytest.mark.parametrize("spoken", ["ja", "en"])
async def test_every_trial_fits(lab: Lab, size: tuple[int, int], spoken: str) -> None:
    for entry in DEMOS[:12:4] if size != (60, 20) else DEMOS[:12]:
        async with lab(entry.id, size=size, language=spoken) as (screen, pilot):
            for _ in screen.trials:
                await press(pilot, "t")
                page = text(pilot)
                trial = screen.trial
                assert trial is not None
                for number, guess in enumerate(trial.guesses, 1):
                    assert f"{number}  {guess.get(spoken)[:8]}" in page
                assert "esc" in shown(pilot)[-1]
