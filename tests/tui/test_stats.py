"""The statistics screen: fitting memory from it, and figures that are those of the record."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from dataclasses import replace
from typing import Any

import pytest

from quizapp.practice.finding import Finder
from quizapp.practice.statistics import Retention
from quizapp.scheduling.fsrs import DEFAULT_WEIGHTS
from quizapp.settings import Paths, load_settings
from quizapp.tui import fitting
from quizapp.tui.fitting import Fitted, run_fit
from quizapp.tui.screens.stats import StatsScreen
from tests.tui.driving import Make, ask, foot, here, press, ready, seen, settle, until, write

WEIGHTS = [0.1, 0.4, 0.8, 2.5, *DEFAULT_WEIGHTS[4:]]
REPORT: dict[str, Any] = {
    "verdict": "fitted", "kept": True, "reviews": 900, "needed": 400, "trained": 675,
    "held_out": 225, "before": {"log_loss": 0.5, "rmse_bins": 0.1},
    "after": {"log_loss": 0.4, "rmse_bins": 0.05}, "gain": 0.1, "noise": 0.01,
    "parameters": WEIGHTS,
}  # fmt: skip


async def at_memory(pilot: Any) -> StatsScreen:
    """One answer, then the memory table of the statistics."""
    await ask(pilot, "CR-01")
    await write(pilot, "2(x+y)")
    await press(pilot, "enter", "enter", "escape", "escape")
    await press(pilot, "t", "tab")
    screen = here(pilot.app)
    assert isinstance(screen, StatsScreen)
    return screen


async def test_too_few_reviews_are_told_from_the_process_itself(make: Make) -> None:
    """Nothing is replaced here: a real process over the real record, the screen alive meanwhile."""
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_memory(pilot)
        assert "はじめのまま" in seen(app)
        assert "f 合わせる" in foot(app)
        assert "はじめに戻す" not in foot(app)  # nothing to go back from
        await press(pilot, "f")
        assert "合わせています…" in seen(app)
        assert "f 合わせる" not in foot(app)
        await press(pilot, "tab")  # the screen goes on
        assert screen.tab == 2
        await press(pilot, "shift+tab")
        await until(lambda: screen.fitting is None)
        await settle(app)
        await pilot.pause()
        assert "翌日以降の復習が 400 回いります（今 0 回）" in seen(app)
        assert load_settings(app.paths.config)[0].memory_parameters == ""


async def test_a_fit_that_is_kept_is_in_force_at_once_and_r_goes_back(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told(paths: Paths, *args: str) -> Fitted:
        return Fitted({"version": 1, "reset": True} if args else REPORT)

    monkeypatch.setattr(fitting, "run_fit", told)
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_memory(pilot)
        assert app.desk is not None
        before = app.desk.log.memory("demo-pack/CR-01")
        await press(pilot, "f")
        await until(lambda: screen.fitting is None)
        await pilot.pause()
        assert "自分の記録" in seen(app)
        assert "対数損失 0.5000 → 0.4000" in seen(app)
        after = app.desk.log.memory("demo-pack/CR-01")
        assert before is not None
        assert after is not None
        assert after.stability < before.stability  # memory is made again under the fit
        assert app.desk.scheduler.parameters.weights == tuple(WEIGHTS)
        kept = load_settings(app.paths.config)[0].memory_parameters
        assert kept.startswith("fsrs-6 0.1 0.4 0.8 2.5 ")
        assert "r はじめに戻す" in foot(app)
        await press(pilot, "r")
        await until(lambda: screen.fitting is None)
        await pilot.pause()
        assert app.desk.log.memory("demo-pack/CR-01") == before
        assert "はじめの計算に戻しました" in seen(app)


async def test_trouble_is_told_as_the_process_told_it(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told(paths: Paths, *args: str) -> Fitted:
        return Fitted(None, "合わせるためのパッケージ fsrs-rs-python がありません")

    monkeypatch.setattr(fitting, "run_fit", told)
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_memory(pilot)
        await press(pilot, "f")
        await until(lambda: screen.fitting is None)
        await pilot.pause()
        assert "fsrs-rs-python がありません" in seen(app)


async def test_leaving_ends_the_process(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def slow(*args: str, **told: Any) -> asyncio.subprocess.Process:
        process = await start(args[0], "-c", "import time; time.sleep(60)", **told)
        begun.append(process)
        return process

    monkeypatch.setattr("quizapp.tui.fitting.asyncio.create_subprocess_exec", slow)
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await at_memory(pilot)
        await press(pilot, "f")
        await until(lambda: begun)
        await press(pilot, "escape")
        assert await asyncio.wait_for(begun[0].wait(), 10) != 0


async def test_a_process_that_fails_says_why(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        done = await run_fit(app.paths, "--no-such-option")
        assert done.report is None


async def test_export_holds_what_the_screen_shows(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await at_memory(pilot)
        await press(pilot, "e")
        told = json.loads((app.paths.store.parent / "stats.json").read_text(encoding="utf-8"))
        assert told["totals"]["attempts"] == told["totals"]["right"] == 1
        assert told["items"]["seen"] == 1
        assert sum(told["forecast"]) == 1


async def test_browse_lists_before_it_can_search(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list and its keys do not wait for what is searched; what was typed is found later."""
    gate = threading.Event()
    make_finder = Finder.__init__

    def held(self: Finder, *args: Any) -> None:
        gate.wait(30)
        make_finder(self, *args)

    monkeypatch.setattr(Finder, "__init__", held)
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "b")
        screen = here(app)
        total = len(screen.found)
        assert total > 5
        await press(pilot, "down", "/")
        await write(pilot, "iv-0")
        assert len(screen.found) == total  # nothing is hidden that was not searched yet
        gate.set()
        await until(lambda: len(screen.found) < total)
        assert [row.id[:4] for row in screen.found[:5]] == ["IV-0"] * 5


@pytest.mark.parametrize(
    ("kept", "predicted", "said"),
    [(57.4, 72.6, "-16"), (90.4, 89.6, "±0"), (91.0, 86.9, r"\+4")],
)
async def test_retention_is_told_apart_by_the_figures_in_view(
    make: Make, kept: float, predicted: float, said: str
) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_memory(pilot)
        screen.kept = Retention(1000, round(10 * kept), 10 * predicted)
        screen.redraw()
        await pilot.pause()
        assert re.search(rf"予測した定着 +{predicted:.0f}% +差 {said} ポイント", seen(app))


@pytest.mark.parametrize(("language", "said"), [("ja", "123 時間 45 分"), ("en", "123 h 45 min")])
async def test_many_hours_are_shown_whole(make: Make, language: str, said: str) -> None:
    app = make(language=language)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_memory(pilot)
        await press(pilot, "shift+tab")
        assert screen.known is not None
        totals = replace(screen.known.totals, duration_ms=(123 * 60 + 45) * 60_000)
        screen.known = replace(screen.known, totals=totals)
        screen.redraw()
        await pilot.pause()
        assert f" {said} " in seen(app)


async def test_a_learner_of_cards_alone_has_a_record(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "t")
        assert "1 問解くと、ここに記録が出ます" in seen(app)
        await press(pilot, "escape", "c")
        app.clock.advance(42_000)  # type: ignore[attr-defined]  # the clock of the tests
        await press(pilot, "space", "1", "escape", "escape", "t")
        assert re.search(r"学習時間 +42 秒", seen(app))
        await press(pilot, "shift+tab")
        # Rated Again it stands with the mistakes; that it was forgotten is not yet to be said.
        assert re.search(r"^ +× +IV-05 ", seen(app), re.MULTILINE)
        assert "忘れた" not in seen(app)
        await press(pilot, "L")
        await pilot.pause()
        assert re.search(r"Record +Memory +Areas +Mistakes", seen(app))


async def test_an_evening_of_cramming_cards_is_on_the_map(make: Make) -> None:
    """Nobody judged them and no date moved: their time is what tells of the evening."""
    app = make()
    async with app.run_test(size=(120, 40)) as pilot:
        await ask(pilot, cram=True, kinds=("recall",))
        app.clock.advance(150_000)  # type: ignore[attr-defined]  # the clock of the tests
        await press(pilot, "space", "3", "escape")
        screen = here(app)
        assert screen.PLACE == "today"
        assert "26 週で 1 日" in seen(app)
        assert "最長 2 分" in seen(app)
        await press(pilot, "t")
        text = seen(app)
        assert "26 週で 1 日" in text
        assert "詰め込みや模試も含む" in text
        assert app.desk is not None
        assert app.desk.log.totals().reviews == 0


async def test_the_pace_of_every_kind_is_shown_whole_at_80_cells(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_memory(pilot)
        await press(pilot, "shift+tab")
        assert screen.known is not None
        kinds = ("expression", "number", "cloze", "choice", "choices", "order", "code")
        screen.known = replace(screen.known, seconds=dict.fromkeys(kinds, 123.0))
        screen.redraw()
        await pilot.pause()
        assert seen(app).count("123 秒") == len(kinds)
