"""Two settings side by side, a setting by lot, a run given up, and the learner's own value."""

from __future__ import annotations

import time
from collections.abc import Mapping
from random import Random
from typing import Any

import numpy as np
import pytest

from quizapp.content.kinds.number import Number
from quizapp.demos import Demo, Outcome, load
from quizapp.demos.figure import Axis, Bars, Histogram, Panels, Plot, Series
from quizapp.demos.spec import Tick, silent
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.tui.bench import Bench
from quizapp.tui.figures.pair import together
from quizapp.tui.screens.demo import DemoScreen
from quizapp.tui.yours import Yours, yours_of
from tests.tui.demo_driving import Lab, bench, press, shown, text

from tests.tui.driving import Make, app_of, ask, press as press_app, seen, write  # isort: skip


async def test_a_kept_setting_stands_beside_the_present_one(lab: Lab) -> None:
    async with lab("D08", size=(120, 40)) as (screen, pilot):
        await press(pilot, "c", "right", "right")
        page = text(pilot)
        assert "A  学習率 η 0.2" in page
        assert "▌B  学習率 η 0.3" in page
        assert page.count("損失とステップ") == 2  # both figures in view
        difference = next(row for row in shown(pilot) if "急な向きの倍率" in row)
        assert difference.split()[-2:] == ["−0.6", "−1.4"]
        kept = bench(screen).kept
        assert kept is not None
        assert kept.values["learning_rate"] == 0.2
        await press(pilot, "escape")
        assert bench(screen).kept is None
        assert text(pilot).count("損失とステップ") == 1
        assert bench(screen).values["learning_rate"] == 0.3


async def test_both_figures_have_the_same_scales(lab: Lab) -> None:
    async with lab("D08", size=(120, 40)) as (screen, pilot):
        await press(pilot, "c", "right", "right")
        one, other = screen.other.figure, screen.figure.figure
        assert isinstance(one, Plot)
        assert isinstance(other, Plot)
        assert (one.y.low, one.y.high) == (other.y.low, other.y.high)
        assert one.y.high is not None
        assert one.y.high >= 1e9  # as far as B diverges
        assert (one.x.low, one.x.high) == (other.x.low, other.x.high)


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_where_there_is_room_for_one_tab_shows_the_other(
    lab: Lab, size: tuple[int, int]
) -> None:
    async with lab("D08", size=size) as (screen, pilot):
        await press(pilot, "c", "right", "right")
        page = text(pilot)
        assert page.count("損失とステップ") == 1
        assert "η = 0.3" in page
        await press(pilot, "tab")
        page = text(pilot)
        assert "▌A  学習率 η 0.2" in page
        assert "B  学習率 η 0.3" in page
        assert "η = 0.2 <" in page
        await press(pilot, "right")  # now the knobs turn A
        assert bench(screen).values["learning_rate"] == 0.25
        kept = bench(screen).kept
        assert kept is not None
        assert kept.values["learning_rate"] == 0.3
        await press(pilot, "v")
        row = next(row for row in shown(pilot) if "急な向きの倍率" in row)
        assert row.split()[-2:] == ["−1", "−1.4"]  # A stays the first column


async def test_steps_go_together(lab: Lab) -> None:
    async with lab("D07", size=(120, 40)) as (screen, pilot):
        await press(pilot, "c", "right", "comma", "comma")
        assert bench(screen).step == 58
        assert bench(screen).kept_step == 58
        await press(pilot, "full_stop", "full_stop")
        assert bench(screen).kept_step == 60


async def test_a_refused_setting_leaves_both_figures(lab: Lab) -> None:
    async with lab("D12", size=(120, 40)) as (screen, pilot):
        await press(pilot, "c")
        before = screen.figure.figure
        await press(pilot, "down", "down", *"11", "enter")
        assert screen.figure.figure is before
        assert screen.note.text


def _word(text: str) -> Localized:
    return Localized(text, text)


def test_bars_histograms_and_panels_share_their_scales() -> None:
    def bars(*values: float) -> Bars:
        return Bars(_word("b"), _word("s"), tuple(map(_word, "ab")), np.array(values))

    def histogram(*counts: float) -> Histogram:
        return Histogram(_word("h"), _word("s"), np.array([0.0, 1.0, 2.0]), np.array(counts))

    one, other = together(bars(1.0, 2.0), bars(-4.0, 9.0))
    assert isinstance(one, Bars)
    assert isinstance(other, Bars)
    assert (one.low, one.high) == (other.low, other.high) == (-4.0, 9.0)
    both = [
        Panels(_word("p"), _word("s"), (histogram(1.0, 3.0),)),
        Panels(_word("p"), _word("s"), (histogram(5.0, 0.0),)),
    ]
    for panels in together(*both):
        assert isinstance(panels, Panels)
        assert isinstance(panels.figures[0], Histogram)
        assert panels.figures[0].high == 5.0


def test_figures_that_speak_of_other_things_keep_their_scales() -> None:
    def plot(scale: Any) -> Plot:
        line = Series(_word("l"), np.array([1.0, 2.0]), np.array([1.0, 8.0]))
        return Plot(_word("t"), _word("s"), Axis(), Axis(scale=scale), (line,))

    pair = (plot("linear"), plot("log"))
    assert together(*pair) == pair


# ── by lot ───────────────────────────────────────────────────────────────────────────────────────


async def test_a_setting_by_lot_runs_and_can_be_taken_back(lab: Lab) -> None:
    async with lab("D12") as (screen, pilot):
        screen.rng = Random(1)
        seen_settings = set()
        for _ in range(8):
            await press(pilot, "x")
            values = bench(screen).values
            assert values == bench(screen).ran  # an impossible one is drawn again
            seen_settings.add(tuple(values.values()))
        assert len(seen_settings) > 4
        await press(pilot, "R")
        assert bench(screen).values == bench(screen).start


async def test_a_long_run_refused_by_its_setting_is_drawn_again(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Demo.run
    refused: list[dict[str, object]] = []

    def picky(demo: Demo, values: Mapping[str, object], tick: Tick = silent) -> Outcome:
        if len(refused) < 3:
            refused.append(dict(values))
            raise UsageError("この設定は使えません")
        return run(demo, values, tick)

    async with lab("D34", size=(120, 40)) as (screen, pilot):
        screen.rng = Random(3)
        before = bench(screen).outcome
        monkeypatch.setattr(Demo, "run", picky)
        await press(pilot, "x")
        for _ in range(600):
            await pilot.pause(0.01)
            if bench(screen).outcome is not before:
                break
        assert len(refused) == 3
        assert bench(screen).ran == bench(screen).values
        assert bench(screen).values not in refused
        assert "使えません" not in screen.note.text


async def test_lots_that_are_all_refused_leave_the_knobs_where_the_figure_has_them(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(demo: Demo, values: Mapping[str, object], tick: Tick = silent) -> Outcome:
        raise UsageError("この設定は使えません")

    monkeypatch.setattr("quizapp.tui.screens.demo_stage.REST_S", 0.0)
    for demo in ("D12", "D34"):  # one that runs at once, and one in a thread
        with monkeypatch.context() as patched:
            async with lab(demo) as (screen, pilot):
                outcome = bench(screen).outcome
                patched.setattr(Demo, "run", never)
                await press(pilot, "x")
                for _ in range(600):
                    if "使えません" in screen.note.text and screen._lots == 0:
                        break
                    await pilot.pause(0.01)
                assert bench(screen).outcome is outcome
                assert bench(screen).values == bench(screen).ran
                assert "使えません" in screen.note.text


# ── long runs ────────────────────────────────────────────────────────────────────────────────────


def _endless(demo: Demo, values: Mapping[str, object], tick: Tick = silent) -> Outcome:
    """A run that only a cancelling tick ends (or a minute, so that no test hangs)."""
    for _ in range(6000):
        tick(0.4)
        time.sleep(0.01)
    raise AssertionError("nobody has cancelled the run")


async def test_esc_gives_up_a_long_run_and_the_knobs_go_back(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with lab("D09", {"epochs": 20}) as (screen, pilot):
        before, outcome = dict(bench(screen).values), bench(screen).outcome
        monkeypatch.setattr(Demo, "run", _endless)
        await press(pilot, "right")
        for _ in range(600):
            await pilot.pause(0.01)
            if screen.progress is not None:
                break
        assert "40%" in text(pilot)
        assert "esc やめる" in text(pilot)
        assert bench(screen).values != before
        await press(pilot, "escape")
        assert "計算をやめて" in screen.note.text
        assert bench(screen).values == before
        assert bench(screen).outcome is outcome
        assert _progress(screen) is None
        await press(pilot, "right")  # another turn gives up the run before it
        first = screen.runner._worker
        await press(pilot, "right")
        for _ in range(600):
            await pilot.pause(0.01)
            if screen.progress is not None and screen.runner._worker is not first:
                break
        assert first is None or first.is_cancelled
        await press(pilot, "escape")
        assert screen.is_running


def _progress(screen: DemoScreen) -> float | None:
    return screen.progress


# ── the learner's own value ──────────────────────────────────────────────────────────────────────

EDGE = Number.model_validate(
    {
        "id": "E-1",
        "kind": "number",
        "topic": "t",
        "title": {"ja": "上限"},
        "prompt": {"ja": "上限は？"},
        "explanation": {"ja": "2/λ"},
        "answer": "1/4",
        "demo": {"id": "D08", "knobs": {"curvature": 8.0}, "yours": "edge"},
    }
)


@pytest.mark.parametrize(
    ("response", "value"),
    [("1/8", 0.125), ("０．５", 0.5), ("2*", None), ("[1, 2]", None), ("", None)],
)
def test_a_wrong_number_is_carried_to_the_demo(response: str, value: float | None) -> None:
    found = yours_of(EDGE, response)
    if value is None:
        assert found is None
    else:
        assert found == Yours("edge", value, response, 0.25)


def test_computed_evidence_names_the_result_by_itself() -> None:
    plain = EDGE.model_dump(by_alias=True)
    plain["demo"]["yours"] = ""
    assert yours_of(Number.model_validate(plain), "1") is None
    plain["computed"] = {"demo": "D08", "result": "best_rate"}
    found = yours_of(Number.model_validate(plain), "1")
    assert found is not None
    assert found.name == "best_rate"


PAIR = {
    "id": "E-2",
    "kind": "number",
    "topic": "t",
    "title": {"ja": "2 つ"},
    "prompt": {"ja": "重みと文脈は？"},
    "explanation": {"ja": "…"},
    "answer": ["1", "3*tanh(1)/5"],
    "demo": {"id": "D25", "knobs": {"f": 0.8, "i": 0.4, "o": 0.6, "a": 0.5, "c_prev": 1.0}},
    "computed": {
        "demo": "D25",
        "result": "c_and_h",
        "knobs": {"f": 0.8, "i": 0.4, "o": 0.6, "a": 0.5, "c_prev": 1.0},
    },
}


@pytest.mark.parametrize(
    ("response", "value"),
    [
        ("1, 0.5", (1.0, 0.5)),
        ("[1; 1/2]", (1.0, 0.5)),
        ("1", None),
        ("1, sqrt(-1)", None),
        ("1, 2*", None),
        ("", None),
    ],
)
def test_a_wrong_vector_is_carried_to_the_demo(
    response: str, value: tuple[float, ...] | None
) -> None:
    found = yours_of(Number.model_validate(PAIR), response)
    assert (found and found.value) == value
    if found is not None:
        assert found.right == pytest.approx((1.0, 0.4569565))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_both_vectors_stand_beside_each_other(make: Make, size: tuple[int, int]) -> None:
    yours = yours_of(Number.model_validate(PAIR), "1, 0.5, 2")
    assert yours is not None
    async with make().run_test(size=size) as pilot:
        await ask(pilot, "CR-01")
        app_of(pilot).open_demo("D25", PAIR["demo"]["knobs"], "CR-01", yours)  # type: ignore[index]
        for _ in range(300):
            await pilot.pause(0.01)
            screen = app_of(pilot).screen
            if isinstance(screen, DemoScreen) and screen.bench and screen.bench.outcome:
                break
        await pilot.pause()
        page = seen(app_of(pilot))
        if size[0] < 100:
            assert "あなたの値 1, 0.5, 2   このデモでは 1, 0.456956" in page
            await press_app(pilot, "v")
            page = seen(app_of(pilot))
        side = page[page.index("答えとくらべる") :].split("\n")
        lines = [row.split() for row in side]
        assert any(row[-3:] == ["1", "1", "1"] for row in lines)
        assert any(row[-4:] == ["2", "×", "0.5", "0.456956"] for row in lines)
        assert any(row[-4:] == ["3", "×", "2", "–"] for row in lines)


async def _opened_with(make: Make, pilot: Any, yours: Yours) -> DemoScreen:
    await ask(pilot, "CR-01")
    app_of(pilot).open_demo("D08", {"curvature": 8.0}, "CR-01", yours)
    for _ in range(300):
        await pilot.pause(0.01)
        screen = app_of(pilot).screen
        if isinstance(screen, DemoScreen) and screen.bench and screen.bench.outcome:
            break
    assert isinstance(screen, DemoScreen)
    await pilot.pause()
    return screen


async def test_a_result_is_read_beside_the_learners_value(make: Make) -> None:
    async with make().run_test(size=(120, 40)) as pilot:
        await _opened_with(make, pilot, Yours("edge", 0.125, "1/8", 0.25))
        page = seen(app_of(pilot))
        assert "答えとくらべる" in page
        side = [row[row.index("あなたの値") :] for row in page.split("\n") if "あなたの値  " in row]
        assert [row.split() for row in side] == [["あなたの値", "1/8"]]
        assert [row for row in page.split("\n") if row.rstrip().endswith("正しい値    0.25")]
        assert "正しい値の 0.5 倍です" in page


async def test_a_knob_is_run_with_both_values(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await _opened_with(make, pilot, Yours("learning_rate", 0.5, "0.5", 0.25))
        bench = screen.bench
        assert bench is not None
        assert bench.kept is not None
        assert bench.kept.values["learning_rate"] == 0.25
        assert bench.values["learning_rate"] == 0.5
        assert bench.ran == bench.values
        assert "A は正しい値" in screen.note.text
        await press_app(pilot, "escape", "escape")
        assert not isinstance(app_of(pilot).screen, DemoScreen)


async def test_a_value_no_knob_takes_is_said(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await _opened_with(make, pilot, Yours("learning_rate", 50.0, "50", 0.25))
        assert screen.bench is not None
        assert screen.bench.kept is None
        assert "50" in screen.note.text
        assert "0.001" in screen.note.text


async def test_d_after_a_wrong_answer_opens_with_it(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr("quizapp.tui.ways.Ways.open_demo", lambda self, *given: told.append(given))
    monkeypatch.setattr(
        "quizapp.tui.screens.quiz_commands.yours_of",
        lambda question, response: Yours("edge", 1.0, response) if response else None,
    )
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01")
        await press_app(pilot, "escape", "d")
        assert len(told[-1]) == 3  # nothing answered yet
        await press_app(pilot, "enter")
        await write(pilot, "3x")
        await press_app(pilot, "enter")
        assert screen.view.phase == "wrong"
        await press_app(pilot, "d")
        assert told[-1][3:] == (Yours("edge", 1.0, "3x"),)


def test_swapping_twice_is_nothing() -> None:
    bench = Bench(load("D08"), {})
    bench.take(bench.demo.run(bench.values))
    bench.keep()
    bench.put("learning_rate", 0.3)
    bench.take(bench.demo.run(bench.values))
    before = (dict(bench.values), bench.letter, bench.outcome)
    bench.swap()
    assert bench.letter == "A"
    bench.swap()
    assert (dict(bench.values), bench.letter, bench.outcome) == before
