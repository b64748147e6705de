"""The demo lab, driven by keys and mouse: every key of its table, and that no other works."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from quizapp.tui.lab import LabApp
from quizapp.tui.screens.demo import DemoScreen
from tests.tui.demo_driving import Lab, at_side, bench, entry, press, shown, text

# ── opening ──────────────────────────────────────────────────────────────────────────────────────


async def test_it_opens_with_the_questions_numbers(lab: Lab) -> None:
    async with lab("D03", {"depth": 5, "activation": "sigmoid"}, origin="VG-04") as (screen, pilot):
        assert bench(screen).values["depth"] == 5
        assert bench(screen).values["activation"] == "sigmoid"
        assert bench(screen).values["width"] == 40
        page = text(pilot)
        assert "VG-04 の問題から" in page
        assert "勾配はどの層で消えるか" in page
        assert "esc 問題へ" in page


async def test_a_number_that_is_not_allowed_is_said_and_the_rest_is_used(lab: Lab) -> None:
    async with lab("D03", {"depth": 999, "width": 8, "nonsense": 1}) as (screen, _pilot):
        assert bench(screen).values["depth"] == 3
        assert bench(screen).values["width"] == 8
        assert bench(screen).outcome is not None
        assert "nonsense" in screen.note.text or "999" in screen.note.text


async def test_an_unknown_demo_says_so_and_lets_one_leave(lab: Lab) -> None:
    async with lab("D99") as (screen, pilot):
        assert "D99" in screen.note.text
        assert screen.state_name() == "broken"
        await press(pilot, "right", "up", "space", "v", "r", "5")
        assert screen.bench is None
        await press(pilot, "escape")
        assert pilot.app.return_code == 0


# ── turning ──────────────────────────────────────────────────────────────────────────────────────


async def test_arrows_choose_and_turn(lab: Lab) -> None:
    async with lab("D03") as (screen, pilot):
        assert bench(screen).knob.name == "depth"
        await press(pilot, "right")
        assert bench(screen).values["depth"] == 4
        await press(pilot, "left", "left", "left")
        assert bench(screen).values["depth"] == 2  # the end of the range holds
        await press(pilot, "pageup")
        assert bench(screen).values["depth"] == 12
        await press(pilot, "pagedown")
        assert bench(screen).values["depth"] == 2
        await press(pilot, "down", "right")
        assert bench(screen).values["activation"] == "all"
        await press(pilot, "up")
        assert bench(screen).knob.name == "depth"
        await press(pilot, "up")
        assert bench(screen).knob.name == "depth"


async def test_turning_redraws_the_figure(lab: Lab) -> None:
    async with lab("D03") as (screen, pilot):
        before = text(pilot)
        await press(pilot, *["right"] * 6)
        assert text(pilot) != before
        outcome = bench(screen).outcome
        assert outcome is not None
        assert "l = 8" in outcome.formula


async def test_more_knobs_than_rows_scroll(lab: Lab) -> None:
    async with lab("D03") as (screen, pilot):
        assert "乱数の種" not in text(pilot)
        await press(pilot, *["down"] * 9)
        assert bench(screen).knob.name == "seed"
        assert "乱数の種" in text(pilot)
        assert "層の数" not in text(pilot)


async def test_a_knob_that_does_not_matter_is_not_shown(lab: Lab) -> None:
    async with lab("D03") as (screen, pilot):
        assert "std" not in [knob.name for knob in bench(screen).knobs]
        screen.turn("init", "std")
        await pilot.pause()
        assert "std" in [knob.name for knob in bench(screen).knobs]


async def test_reset_goes_back_to_the_questions_numbers(lab: Lab) -> None:
    async with lab("D03", {"depth": 5}) as (screen, pilot):
        await press(pilot, "right", "right", "down", "down", "down", "right")
        assert (bench(screen).values["depth"], bench(screen).values["width"]) == (7, 41)
        await press(pilot, "r")
        assert (bench(screen).values["depth"], bench(screen).values["width"]) == (7, 40)
        await press(pilot, "R")
        assert bench(screen).values["depth"] == 5


# ── typing a number ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("keys", [("1", "2"), ("１", "２")])
async def test_digits_open_the_entry_and_enter_sets(lab: Lab, keys: tuple[str, ...]) -> None:
    async with lab("D03") as (screen, pilot):
        await press(pilot, *keys)
        assert entry(screen) == "12"
        assert screen.state_name() == "entry"
        assert bench(screen).values["depth"] == 3  # nothing moves before enter
        assert "enter 決める" in text(pilot)
        await press(pilot, "enter")
        assert entry(screen) is None
        assert bench(screen).values["depth"] == 12


async def test_escape_cancels_the_entry_alone(lab: Lab) -> None:
    async with lab("D03") as (screen, pilot):
        await press(pilot, "9", "escape")
        assert entry(screen) is None
        assert bench(screen).values["depth"] == 3
        assert pilot.app.is_running


async def test_in_the_entry_no_other_key_means_anything(lab: Lab) -> None:
    async with lab("D03") as (screen, pilot):
        await press(pilot, "9")
        await press(
            pilot, "r", "R", "v", "space", "up", "down", "left", "pageup", "L", "question_mark"
        )
        assert (entry(screen) or "").strip() == "9"
        assert bench(screen).values["depth"] == 3
        assert not screen.has_class("-values")
        assert pilot.app.screen is screen


async def test_the_entry_can_be_corrected(lab: Lab) -> None:
    async with lab("D03") as (screen, pilot):
        await press(pilot, "9", "9", "backspace", "backspace", "7", "enter")
        assert bench(screen).values["depth"] == 7
        await press(pilot, "4", "ctrl+u", "8", "enter")
        assert bench(screen).values["depth"] == 8
        await press(pilot, "5", "backspace", "enter")  # an empty entry changes nothing
        assert bench(screen).values["depth"] == 8
        assert entry(screen) is None


async def test_a_number_out_of_range_says_which_and_what_is_allowed(lab: Lab) -> None:
    async with lab("D03") as (screen, pilot):
        before = bench(screen).outcome
        await press(pilot, "9", "9", "enter")
        assert entry(screen) == "99"
        assert "層の数" in screen.note.text
        assert "2 から 24" in screen.note.text
        assert bench(screen).outcome is before
        await press(pilot, "backspace", "enter")
        assert bench(screen).values["depth"] == 9


async def test_negative_numbers_and_lists_can_be_typed(lab: Lab) -> None:
    async with lab("D07", {"problem": "gradients"}) as (screen, pilot):
        screen.choose([knob.name for knob in bench(screen).knobs].index("gradients"))
        await press(pilot, "minus", "3", "comma", "space", "2", "enter")
        assert bench(screen).values["gradients"] == (-3.0, 2.0)


async def test_a_pasted_number_fills_the_entry(lab: Lab) -> None:
    from textual import events

    async with lab("D07") as (screen, pilot):
        screen.post_message(events.Paste("０．２５\n"))
        await pilot.pause()
        assert entry(screen) == "0.25"
        await press(pilot, "enter")
        assert bench(screen).values["learning_rate"] == 0.25


async def test_an_impossible_combination_leaves_the_figure(lab: Lab) -> None:
    async with lab("D12") as (screen, pilot):
        before = bench(screen).outcome
        screen.turn("size", 12)
        await pilot.pause()
        assert bench(screen).outcome is before
        assert "top, left = 0" in screen.note.text
        screen.turn("size", 10)
        await pilot.pause()
        assert bench(screen).outcome is not before


# ── mouse ────────────────────────────────────────────────────────────────────────────────────────


def track(screen: DemoScreen, place: int) -> tuple[int, int, int]:
    """First cell and length of a knob's track, and its row within the widget."""
    row, found = next(
        (y, p) for y, p in enumerate(screen.rows._places) if p.knob == place and p.cells
    )
    return found.start, found.cells, row


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_click_on_the_track_sets_the_value(lab: Lab, size: tuple[int, int]) -> None:
    async with lab("D03", size=size) as (screen, pilot):
        start, cells, row = track(screen, 0)
        await pilot.click("#knobs", offset=(start + cells - 1, row))
        await pilot.pause()
        assert bench(screen).values["depth"] == 24
        await pilot.click("#knobs", offset=(start, row))
        await pilot.pause()
        assert bench(screen).values["depth"] == 2


async def test_a_click_on_a_name_chooses(lab: Lab) -> None:
    async with lab("D03") as (screen, pilot):
        _, _, row = track(screen, 2)
        await pilot.click("#knobs", offset=(3, row))
        await pilot.pause()
        assert bench(screen).index == 2
        assert bench(screen).values == bench(screen).start


async def test_dragging_pulls_the_head_even_off_the_row(lab: Lab) -> None:
    async with lab("D03") as (screen, pilot):
        start, cells, row = track(screen, 0)
        await pilot.mouse_down("#knobs", offset=(start, row))
        await pilot.hover("#knobs", offset=(start + cells // 2, row + 1))
        await pilot.pause()
        assert bench(screen).values["depth"] in (12, 13, 14)
        await pilot.mouse_up("#knobs", offset=(start + cells // 2, row + 1))
        await pilot.hover("#knobs", offset=(start, row))
        await pilot.pause()
        assert bench(screen).values["depth"] in (12, 13, 14)  # let go: the pointer moves it no more
        assert bench(screen).index == 0


async def test_the_wheel_turns_the_knob_below_the_pointer(lab: Lab) -> None:
    from textual import events

    async with lab("D03") as (screen, pilot):
        _, _, row = track(screen, 3)
        region = screen.rows.region
        event: dict[str, Any] = {
            "widget": screen.rows, "x": 3, "y": row, "delta_x": 0, "delta_y": 0, "button": 0,
            "shift": False, "meta": False, "ctrl": False,
            "screen_x": region.x + 3, "screen_y": region.y + row,
        }  # fmt: skip
        screen.rows.post_message(events.MouseScrollUp(**event))
        await pilot.pause()
        assert bench(screen).values["width"] == 41
        screen.rows.post_message(events.MouseScrollDown(**event))
        screen.rows.post_message(events.MouseScrollDown(**event))
        await pilot.pause()
        assert bench(screen).values["width"] == 39


async def test_the_feet_can_be_clicked(lab: Lab) -> None:
    async with lab("D03") as (screen, pilot):
        row = shown(pilot)[-1]
        at = cell_len(row[: row.index("v 表")])
        await pilot.click("#foot", offset=(at + 1, 0))
        await pilot.pause()
        assert screen.has_class("-values")


# ── animation ────────────────────────────────────────────────────────────────────────────────────


async def test_space_runs_from_the_start_and_pauses(lab: Lab) -> None:
    async with lab("D07") as (screen, pilot):
        assert (bench(screen).step, screen.state_name()) == (60, "paused")
        await press(pilot, "space")
        assert screen.state_name() == "running"
        assert "停止" in text(pilot)
        await pilot.pause(0.5)
        await press(pilot, "space")
        assert 0 < bench(screen).step < 60
        held = bench(screen).step
        await pilot.pause(0.2)
        assert bench(screen).step == held


async def test_steps_go_one_by_one_while_paused(lab: Lab) -> None:
    async with lab("D07") as (screen, pilot):
        await press(pilot, "comma", "comma", "comma")
        assert bench(screen).step == 57
        assert "57 / 60" in text(pilot)
        await press(pilot, "full_stop")
        assert bench(screen).step == 58
        await press(pilot, *["full_stop"] * 5)
        assert bench(screen).step == 60


async def test_a_turned_knob_keeps_the_step(lab: Lab) -> None:
    async with lab("D07") as (screen, pilot):
        await press(pilot, "comma", "comma", "right")
        assert bench(screen).step == 58
        screen.turn("steps", 10)
        await pilot.pause()
        assert bench(screen).step == 10


async def test_a_still_demo_has_nothing_to_run(lab: Lab) -> None:
    async with lab("D03") as (_screen, pilot):
        before = text(pilot)
        await press(pilot, "space", "comma", "full_stop")
        assert text(pilot) == before


async def test_without_motion_space_only_says_how(lab: Lab) -> None:
    async with lab("D07", motion="none") as (screen, pilot):
        await press(pilot, "space")
        assert screen.state_name() == "paused"
        assert "1 歩ずつ" in screen.note.text


async def test_divergence_is_shown_at_its_step(lab: Lab) -> None:
    async with lab("D07", {"method": "sgd", "learning_rate": 3.0}, size=(120, 40)) as (
        _screen,
        pilot,
    ):
        assert "5 歩目で発散" in text(pilot)


# ── table, leaving, languages ────────────────────────────────────────────────────────────────────


async def test_v_shows_values_and_claims_and_goes_back(lab: Lab) -> None:
    async with lab("D03", size=(80, 44)) as (screen, pilot):
        await press(pilot, "v")
        page = text(pilot)
        assert screen.state_name() == "values"
        assert "最後の層を 1 としたとき" in page
        assert "確かめたこと" in page
        assert "○ σ + 0.01" in page
        await press(pilot, "right")  # the knob turns, the table follows
        assert bench(screen).values["depth"] == 4
        await press(pilot, "escape")
        assert screen.state_name() == "still"
        assert pilot.app.is_running


async def test_the_table_scrolls(lab: Lab) -> None:
    async with lab("D07") as (screen, pilot):
        await press(pilot, "v")
        table = screen.query_one("#table")
        await press(pilot, "down", "down")
        assert table.scroll_y == 2
        await press(pilot, "pagedown")
        assert table.scroll_y > 2
        await press(pilot, "pageup", "up", "up")
        assert table.scroll_y == 0


async def test_knobs_are_kept_for_the_next_time(lab: Lab) -> None:
    async with lab("D03", {"depth": 5}, origin="VG-04") as (screen, pilot):
        app = pilot.app
        assert isinstance(app, LabApp)
        app.open_demo("D03", {"depth": 7}, "VG-18")
        await pilot.pause(0.1)
        await press(pilot, "right", "right", "escape")
        assert app.screen is screen
        app.open_demo("D03", {"depth": 7}, "VG-18")
        await pilot.pause(0.1)
        again = app.screen
        assert isinstance(again, DemoScreen)
        assert bench(again).values["depth"] == 9
        await press(pilot, "r")
        assert bench(again).values["depth"] == 7


async def test_language_switches_in_place(lab: Lab) -> None:
    async with lab("D03", {"depth": 5}, origin="VG-04", size=(120, 40)) as (screen, pilot):
        await press(pilot, "right", "L")
        page = text(pilot)
        assert bench(screen).values["depth"] == 6
        assert "Where the gradient vanishes" in page
        assert "from question VG-04" in page
        assert "Put to the test" in page
        assert not [row for row in page.split("\n") if any("぀" <= sign <= "ヿ" for sign in row)]
        await press(pilot, "L")
        assert "勾配はどの層で消えるか" in text(pilot)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (80, 40), (100, 30), (120, 40), (200, 60)])
@pytest.mark.parametrize("spoken", ["ja", "en"])
async def test_it_fits_every_size(lab: Lab, size: tuple[int, int], spoken: str) -> None:
    async with lab("D07", size=size, language=spoken) as (screen, pilot):
        rows = shown(pilot)
        assert len(rows) == size[1]
        assert all(cell_len(row) == size[0] for row in rows)
        assert screen.figure.size.height >= 8
        assert screen.rows.size.height >= 3
        assert "●" in text(pilot)
        assert rows[-1].rstrip().endswith("? 全キー" if spoken == "ja" else "? keys")


async def test_resizing_redraws(lab: Lab) -> None:
    async with lab("D03") as (screen, pilot):
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert at_side(screen)
        assert "確かめたこと" in text(pilot)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not at_side(screen)
        assert "確かめたこと" not in text(pilot)


async def test_too_small_says_what_is_needed(lab: Lab) -> None:
    async with lab("D03", size=(50, 15)) as (_screen, pilot):
        assert "60×20" in text(pilot)


async def test_without_colour_markers_tell_the_series_apart(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with lab("D07", size=(120, 40)) as (_screen, pilot):
        strips = pilot.app.screen._compositor.render_strips()
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        assert not [style for style in styles if style.color and style.color.triplet]
        page = text(pilot)
        assert all(sign in page for sign in "●▲■◆★▼")
        assert "·" in page  # heights as lines, not as a tint


async def test_ascii_terminals_get_ascii_signs(lab: Lab) -> None:
    async with lab("D03", size=(80, 40), ascii_only=True, language="en") as (_screen, pilot):
        drawn = {sign for sign in text(pilot) if "←" <= sign <= "⇿" or "─" <= sign <= "⣿"}
        assert not drawn  # no arrows, lines, blocks, shapes or braille


async def test_a_heavy_demo_runs_beside_the_screen(lab: Lab) -> None:
    async with lab("D09", {"epochs": 20}) as (screen, pilot):
        first = bench(screen).outcome
        assert first is not None
        await press(pilot, "right", "right")  # the first of these runs is given up
        for _ in range(200):
            await pilot.pause(0.01)
            if bench(screen).outcome is not first:
                break
        last = bench(screen).outcome
        assert last is not None
        lam = float(str(bench(screen).values["lam"]))
        assert last.results["decay_step"] == pytest.approx(1 - 0.1 * lam)
        assert screen.progress is None


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["a", "b", "h", "n", "s", "y", "enter", "tab", "home", "end"])
async def test_keys_without_a_meaning_do_nothing(lab: Lab, key: str) -> None:
    async with lab("D03") as (screen, pilot):
        before = text(pilot)
        await press(pilot, key)
        assert text(pilot) == before
        assert bench(screen).values == bench(screen).start


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
@pytest.mark.parametrize("spoken", ["ja", "en"])
async def test_the_feet_fit(lab: Lab, size: tuple[int, int], spoken: str) -> None:
    async with lab("D07", size=size, language=spoken) as (_screen, pilot):
        for keys in ((), ("space",), ("space", "v"), ("v", "5")):
            await press(pilot, *keys)
            foot = shown(pilot)[-1]
            assert cell_len(foot.rstrip()) <= size[0] - 1
            assert "esc" in foot
            assert "?" in foot
