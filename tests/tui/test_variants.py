"""Templates and sets on the screen: the seed in the head, another like this, the shared stem."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from quizapp.content.library import Library
from tests.tui.driving import Make, app_of, ask, foot, press, rows, seen, settle, write

SOUND = Path(__file__).parents[1] / "content" / "packs" / "sound"


@pytest.fixture
def sound(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Make:
    monkeypatch.setattr(
        "quizapp.practice.desk.open_library",
        lambda own, cache: Library.open([SOUND], tmp_path / "sound.cache"),
    )
    return make


async def test_m_asks_the_same_with_other_numbers(sound: Make) -> None:
    async with sound().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "V-01", "V-03")
        first = screen.view
        assert f"V-01  #{first.seed}" in rows(app_of(pilot))[0]
        assert first.question is not None
        _, response = next(iter(first.question.right_responses()))
        await write(pilot, response)
        await press(pilot, "enter")
        assert "もう1問" in foot(app_of(pilot))
        await press(pilot, "m")
        assert screen.view.seed != first.seed
        assert screen.view.phase == "asking"
        assert f"#{screen.view.seed}" in rows(app_of(pilot))[0]


async def test_m_does_nothing_where_nothing_varies(sound: Make) -> None:
    async with sound().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "V-03")
        await write(pilot, "8")
        await press(pilot, "enter")
        before = screen.view
        assert "もう1問" not in foot(app_of(pilot))
        await press(pilot, "m")
        assert screen.view == before


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_a_set_shows_what_it_shares_above_each_question(
    sound: Make, size: tuple[int, int]
) -> None:
    async with sound().run_test(size=size) as pilot:
        await ask(pilot, "V-03", "V-04")
        text = seen(app_of(pilot))
        assert "2 問で共通（その 1）" in text
        assert "Conv2d(3, 8" in text
        assert "出力のチャネル数" in text


async def test_a_figure_is_drawn_under_the_prompt(sound: Make) -> None:
    async with sound().run_test(size=(120, 40)) as pilot:
        await ask(pilot, "V-04")
        for _ in range(200):
            if "損失とステップ" in seen(app_of(pilot)):
                break
            await asyncio.sleep(0.02)
            await settle(app_of(pilot))
        text = seen(app_of(pilot))
        assert "損失とステップ" in text
        assert text.index("Conv2d") < text.index("パラメータの数") < text.index("損失とステップ")
