"""The list of demos: every demo within reach by keys and by mouse, in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from quizapp.clock import FixedClock, Moment
from quizapp.demos import DEMOS
from quizapp.demos import listed as demos_in_order
from quizapp.settings import Settings, load_paths
from quizapp.tui.lab import LabApp
from quizapp.tui.screens.demo import DemoScreen
from quizapp.tui.screens.demos import DemosScreen
from quizapp.words import use_language
from tests.tui.demo_driving import shown

Listed = Callable[..., AbstractAsyncContextManager[tuple[DemosScreen, Pilot[Any]]]]


@pytest.fixture
def listed(tmp_path: Any) -> Listed:
    """Opens the list and gives its screen with a pilot."""
    paths = load_paths({"QUIZAPP_HOME": str(tmp_path)})

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (80, 24), **chosen: Any
    ) -> AsyncIterator[tuple[DemosScreen, Pilot[Any]]]:
        settings = replace(Settings(language="ja"), **chosen)
        app = LabApp(paths, settings, FixedClock(Moment(0)))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, DemosScreen)
            yield screen, pilot
        use_language("ja")

    return opened


async def test_all_demos_stand_under_their_topics(listed: Listed) -> None:
    # High enough for the whole list; what does not fit is reached in the test below.
    async with listed(size=(80, 24 + 2 * len(DEMOS))) as (screen, pilot):
        page = "\n".join(shown(pilot))
        for entry in DEMOS:
            assert f"{entry.id}  {entry.title.ja}" in page
        assert page.index("勾配消失問題") < page.index("D01") < page.index("学習率最適化手法")
        assert screen.note.text == DEMOS[0].promise.ja


async def test_every_demo_can_be_reached_and_opened(listed: Listed) -> None:
    order = [entry for _, group in demos_in_order() for entry in group]
    assert set(order) == set(DEMOS)
    async with listed() as (screen, pilot):
        for place, entry in enumerate(order):
            assert screen.entry is entry
            assert any(row.startswith("   ▌") and entry.id in row for row in shown(pilot)), place
            await pilot.press("down")
            await pilot.pause()
        assert screen.entry is order[-1]  # the end holds
        await pilot.press("home", "down", "down", "enter")
        await pilot.pause()
        opened = pilot.app.screen
        assert isinstance(opened, DemoScreen)
        assert opened._demo_id == order[2].id
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is screen
        assert screen.entry is order[2]  # back on the same row


async def test_a_short_list_scrolls_with_the_row(listed: Listed) -> None:
    async with listed((60, 20)) as (screen, pilot):
        for _ in DEMOS:
            rows = shown(pilot)
            assert any(row.startswith(" ▌") and screen.entry.id in row for row in rows)
            assert all(cell_len(row) == 60 for row in rows)
            await pilot.press("down")
            await pilot.pause()
        await pilot.press("home")
        await pilot.pause()
        assert "勾配消失問題" in "\n".join(shown(pilot))


async def test_a_click_chooses_and_a_second_opens(listed: Listed) -> None:
    async with listed() as (screen, pilot):
        row = next(y for y, place in screen.list.places.items() if place == 4)
        await pilot.click("#demo-rows", offset=(6, row))
        await pilot.pause()
        assert screen.place == 4
        await pilot.click("#demo-rows", offset=(6, row))
        await pilot.pause()
        assert isinstance(pilot.app.screen, DemoScreen)


async def test_where_there_is_room_the_demo_is_drawn_at_the_side(listed: Listed) -> None:
    async with listed((120, 40)) as (screen, pilot):
        await pilot.press("down", "down")
        for _ in range(300):
            await pilot.pause(0.01)
            if screen.figure.figure is not None:
                break
        await pilot.pause()
        page = "\n".join(shown(pilot))
        assert "◆" in page
        assert "層の数、" in page
        assert screen.note.text == ""


async def test_the_list_speaks_english(listed: Listed) -> None:
    async with listed(language="en") as (_screen, pilot):
        page = "\n".join(shown(pilot))
        assert "Optimiser race" in page
        assert not [sign for sign in page if "぀" <= sign <= "ヿ" or "一" <= sign <= "龯"]
        await pilot.press("L")
        await pilot.pause()
        assert "最適化手法の競走" in "\n".join(shown(pilot))


async def test_leaving_the_list_alone_ends_the_app(listed: Listed) -> None:
    async with listed() as (_screen, pilot):
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.return_code == 0
