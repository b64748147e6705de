"""Figures under questions: beside the options where they fit, folded behind a key where not."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from textual.pilot import Pilot

from quizapp.content.kinds.base import FigureLink, QuestionBase
from quizapp.content.library import Library
from tests.tui.driving import Make, app_of, ask, press, ready, rows, settle

TREE = FigureLink(
    sketch="tree",
    knobs={
        "root": {
            "text": "ROOT",
            "under": [
                {"text": "a", "under": [{"text": f"twig{place}"} for place in range(3)]},
                {"text": "b", "under": [{"text": f"leaf{place}"} for place in range(8)]},
            ],
        }
    },
)
SMALL = FigureLink(sketch="matrix", knobs={"rows": [[41, "?"]]})


def with_figure(monkeypatch: pytest.MonkeyPatch, figure: FigureLink) -> None:
    """Every question of the small pack has this figure."""
    before = Library.question

    def question(self: Library, *told: Any, **named: Any) -> QuestionBase:
        return before(self, *told, **named).model_copy(update={"figure": figure})

    monkeypatch.setattr(Library, "question", question)


async def page(pilot: Pilot[Any]) -> str:
    """The rows of the screen once the picture has been drawn."""
    app = app_of(pilot)
    for _ in range(100):
        await asyncio.sleep(0.01)
        await settle(app)
        text = "\n".join(rows(app_of(pilot)))
        if "leaf7" in text or "41" in text or "図は" in text:
            break
    await pilot.pause()
    return "\n".join(rows(app_of(pilot)))


async def test_a_small_figure_stands_above_the_options(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_figure(monkeypatch, SMALL)
    async with make().run_test(size=(80, 24)) as pilot:
        await ask(pilot, "IV-01")
        text = await page(pilot)
        assert "41   □" in text
        assert "図は" not in text
        await press(pilot, "v")
        assert "1: 41, 空欄" in "\n".join(rows(app_of(pilot)))
        await press(pilot, "v")
        assert "空欄" not in "\n".join(rows(app_of(pilot)))


async def test_a_tall_figure_is_folded_and_the_options_stay(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_figure(monkeypatch, TREE)
    async with make().run_test(size=(80, 22)) as pilot:
        screen = await ask(pilot, "IV-01")
        text = await page(pilot)
        assert screen.body.figures == "folded"
        assert "図は v で開く" in text
        assert "leaf7" not in text
        assert screen.body.page.max_scroll_y == 0
        await press(pilot, "v")
        assert "leaf7" in "\n".join(rows(app_of(pilot)))
        assert screen.body.figures == "read"
        await press(pilot, "v")
        assert "図は v で開く" in "\n".join(rows(app_of(pilot)))


async def test_a_typed_question_opens_its_figure_with_a_control_key(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_figure(monkeypatch, SMALL)
    async with make().run_test(size=(80, 24)) as pilot:
        await ask(pilot, "CR-02")
        await page(pilot)
        await press(pilot, "ctrl+g")
        assert "空欄" in "\n".join(rows(app_of(pilot)))


async def test_figures_are_drawn_in_ascii(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    with_figure(monkeypatch, SMALL)
    async with make(ascii_only=True).run_test(size=(80, 24)) as pilot:
        await ask(pilot, "IV-01")
        assert "41   _" in await page(pilot)


async def test_without_a_figure_the_key_says_so(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ask(pilot, "IV-01")
        await press(pilot, "v")
        assert "この問題に図はありません" in "\n".join(rows(app_of(pilot)))


async def test_the_list_shows_the_figure_beside_it(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_figure(monkeypatch, SMALL)
    async with make().run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await press(pilot, "b")
        assert "41   □" in await page(pilot)


async def test_a_figure_wider_than_the_room_beside_the_list_is_not_cut(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = FigureLink(sketch="curves", knobs={"curves": [{"name": "A", "function": "tanh"}]})
    with_figure(monkeypatch, wide)
    async with make().run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await press(pilot, "b")
        assert "図は広いので、解く画面で見られます" in await page(pilot)


async def test_a_picture_that_comes_after_its_screen_was_left_is_dropped(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quizapp.tui.figures import plain

    go_on, drawing = threading.Event(), plain.sketch_lines

    def slow(*args: Any, **named: Any) -> Any:
        go_on.wait(10)
        return drawing(*args, **named)

    monkeypatch.setattr(plain, "sketch_lines", slow)
    with_figure(monkeypatch, SMALL)
    async with make().run_test(size=(120, 40)) as pilot:
        screen = await ask(pilot, "CR-01")
        told: list[bool] = []
        monkeypatch.setattr(screen.body, "picture_drawn", told.append)
        while app_of(pilot).screen is screen:
            await press(pilot, "escape")
        go_on.set()
        for _ in range(20):
            await asyncio.sleep(0.01)
            await settle(app_of(pilot))
        assert told == []
        await press(pilot, "b")
        assert type(app_of(pilot).screen).__name__ == "BrowseScreen"
