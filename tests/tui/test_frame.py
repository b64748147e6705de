"""The frame: nothing over the edge, no line that begins with a small kana, feet that fit."""

from __future__ import annotations

import importlib

import pytest
from rich.cells import cell_len

from quizapp.practice.view import Mark
from quizapp.tui.cells import cut, pad, spread, width_of
from quizapp.tui.ink import make_ink
from quizapp.tui.keys import State
from quizapp.tui.screens.base import FrameScreen
from quizapp.tui.widgets.frame import Foot, FootKey, thread_line
from quizapp.words import tr, use_language
from tests.tui.driving import Make, ask, press, ready, rows, write

NOT_FIRST = set("、。，．）」』】〕・ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々？！：；")
SCREENS = ("today", "quiz", "result", "settings", "welcome")


def screens() -> list[type[FrameScreen]]:
    """Every screen of ours that has states."""
    found = []
    for name in SCREENS:
        module = importlib.import_module(f"quizapp.tui.screens.{name}")
        found += [
            one
            for one in vars(module).values()
            if isinstance(one, type)
            and issubclass(one, FrameScreen)
            and one.__module__ == module.__name__
            and one.STATES
        ]
    return found


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_foot_fits_80_columns_and_keeps_esc_at_60(language: str) -> None:
    use_language(language)
    for screen in screens():
        shown = {one.id: one.shown for one in screen.KEYS}
        for name, state in screen.STATES.items():
            keys = [FootKey(one, shown[one], tr(label)) for one, label in state.foot]
            foot = Foot()
            foot._keys, foot._pinned = tuple(keys), FootKey("help", "?", tr("全キー"))
            assert foot.fitting(74) == keys, f"{screen.__name__} {name} in {language}"
            kept = foot.fitting(58)
            if any(key.key == "esc" for key in keys):
                assert any(key.key == "esc" for key in kept)


def test_every_state_names_commands_that_exist() -> None:
    for screen in screens():
        known = {one.id for one in screen.KEYS}
        ids = [one.id for one in screen.KEYS]
        assert len(ids) == len(set(ids))
        for name, state in screen.STATES.items():
            assert isinstance(state, State)
            assert state.ids <= known, f"{screen.__name__} {name}"
            for command in state.ids:
                assert hasattr(screen, f"do_{command}"), f"{screen.__name__}.do_{command}"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_no_row_leaves_the_frame_or_begins_badly(
    make: Make, language: str, size: tuple[int, int]
) -> None:
    width, height = size
    app = make(language=language)

    def look(where: str) -> None:
        page = rows(app)
        assert len(page) == height
        for row in page:
            assert cell_len(row) == width, where
            text = row.strip().lstrip("▌ ")
            assert not text or text[0] not in NOT_FIRST, f"{where}: {text}"
        margin = 1 if width < 76 else 3
        side = max(margin, (width - 114) // 2)
        for row in page:
            assert not row[:side].strip(), f"{where}: left margin of {row!r}"

    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        look("today")
        await ask(pilot, "CR-01", "IV-06", "IV-05", "IV-04")
        await write(pilot, "x+y")
        await press(pilot, "tab", "tab")
        look("typing")
        await press(pilot, "enter")
        look("wrong")
        await press(pilot, "a")
        look("shown")
        await press(pilot, "n")
        look("choice")
        await press(pilot, "1", "enter")
        look("listed")
        await press(pilot, "w", "e")
        look("listed in full")
        await press(pilot, "n")
        look("front")
        await press(pilot, "space")
        look("back")
        await press(pilot, "space")
        look("order")
        await press(pilot, "1", "2", "3", "4", "enter")
        look("order decided")
        await press(pilot, "escape")
        look("end")


MARKS: tuple[Mark, ...] = ("right", "helped", "wrong", "current", "skipped", "todo")


@pytest.mark.parametrize("width", [58, 74, 114])
@pytest.mark.parametrize("count", [1, 6, 12, 20, 29, 37, 38, 100])
def test_the_thread_fills_its_row_exactly(width: int, count: int) -> None:
    marks = tuple(MARKS[at % len(MARKS)] for at in range(count))
    line = thread_line(marks, width, make_ink())
    assert width_of(line) == width


def test_the_thread_tells_right_from_wrong_without_colour() -> None:
    signs = ["".join(text for text, _ in thread_line((mark,), 4, make_ink())) for mark in MARKS]
    assert signs[0] != signs[2]
    plain = make_ink(ascii_only=True)
    signs = ["".join(text for text, _ in thread_line((mark,), 4, plain)) for mark in MARKS[:4]]
    assert len(set(signs)) == 4


def test_labels_are_cut_by_cells_not_by_characters() -> None:
    assert cut("勾配消失問題", 7) == "勾配消…"
    assert cell_len(cut("勾配消失問題", 6)) <= 6
    assert pad("あ", 4) == "あ  "
    assert pad("あ", 4, right=True) == "  あ"
    line = spread((("勾配消失問題", ""),), (("9 / 9", ""),), 12)
    assert width_of(line) == 12


def test_content_is_never_markup() -> None:
    ink = make_ink()
    text = ink.content([[("[b]not bold[/b] [red]x", "strong")], [("\x1b[31mred", "")]]).plain
    assert "[b]not bold[/b]" in text
    assert "\x1b" not in text


def test_ascii_leaves_no_sign_of_doubtful_width() -> None:
    ink = make_ink(ascii_only=True)
    text = ink.content([[("━─╍▌●○×△▇▁→↑⋅·…", "")]]).plain
    assert text.isascii()
    assert len(text) == 15
