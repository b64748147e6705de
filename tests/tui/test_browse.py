"""Browse, card and statistics: every key of every state does its work at every size."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from quizapp.tui.editing import editor_command
from quizapp.tui.screens.browse import BrowseScreen
from quizapp.tui.screens.card import CardScreen, stability_words
from quizapp.tui.screens.stats import StatsScreen
from quizapp.tui.spans import missed_days, reviews_and_misses
from quizapp.words import use_language
from tests.tui.driving import (
    Make,
    app_of,
    ask,
    foot,
    here,
    on_question,
    press,
    ready,
    rows,
    seen,
    write,
)

SIZES = [(60, 20), (80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["ja", "en"])
async def test_every_screen_fits(make: Make, size: tuple[int, int], language: str) -> None:
    app = make(language=language)
    async with app.run_test(size=size) as pilot:
        await ask(pilot, "CR-01")
        await write(pilot, "x+y")
        await press(pilot, "enter", "escape", "escape", "escape")
        while len(app.screen_stack) > 1 and type(app.screen).__name__ != "TodayScreen":
            await press(pilot, "escape")
        for keys in (["b"], ["i"], ["escape", "escape", "t"], ["tab"], ["tab"], ["tab"]):
            await press(pilot, *keys)
            shown = rows(app)
            assert len(shown) == size[1]
            assert all(cell_len(row.rstrip()) <= size[0] for row in shown)
            assert "esc" in foot(app)


async def test_typing_finds_and_enter_answers_and_comes_back_to_the_row(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "b")
        screen = here(app_of(pilot))
        assert isinstance(screen, BrowseScreen)
        total = len(screen.found)
        await press(pilot, "/")
        assert screen.state_name() == "finding"
        await write(pilot, "cr-0")
        assert 1 < len(screen.found) < total
        assert all("CR-0" in row.id for row in screen.found[:2])
        await press(pilot, "enter", "down")
        chosen = screen.row
        assert chosen is not None
        assert screen.place == 1
        await press(pilot, "enter")
        question = await on_question(pilot)
        assert question.view.item == chosen.item
        await press(pilot, "escape", "escape")
        assert here(app_of(pilot)) is screen
        assert screen.row == chosen
        await press(pilot, "escape")
        assert len(screen.found) == total
        await press(pilot, "escape")
        assert type(here(app_of(pilot))).__name__ == "TodayScreen"


async def test_marks_and_reset_are_asked_for_and_taken_back(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "b", "z")
        screen = here(app_of(pilot))
        assert isinstance(screen, BrowseScreen)
        assert screen.row is not None
        item = screen.row.item
        assert screen.standing[item].memory.suspended
        await press(pilot, "x")
        assert screen.standing[item].memory.flagged
        await press(pilot, "r")
        assert screen.state_name() == "asking"
        await press(pilot, "escape")
        assert screen.standing[item].memory.suspended
        await press(pilot, "r", "y")
        assert not screen.standing[item].memory.flagged
        await press(pilot, "u", "u")
        assert screen.standing[item].memory.suspended
        assert not screen.standing[item].memory.flagged
        await press(pilot, "u")
        assert not screen.standing[item].memory.suspended
        await press(pilot, "end", "home", "pagedown", "pageup", "k", "j")
        assert screen.place == 1
        before = screen.by
        await press(pilot, "o")
        assert screen.by != before


async def test_the_filter_narrows_the_list(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "b", "z", "f")
        await write(pilot, "休止")
        await press(pilot, "enter", "escape")
        screen = here(app_of(pilot))
        assert isinstance(screen, BrowseScreen)
        assert len(screen.found) == 1
        assert "休止中" in seen(app_of(pilot))


async def answer_and_find(pilot: Pilot[Any]) -> None:
    """Answer one question rightly, and stand on it in the list."""
    await ask(pilot, "CR-01")
    await write(pilot, "2(x+y)")
    await press(pilot, "enter", "enter", "enter")
    while type(here(app_of(pilot))).__name__ != "TodayScreen":
        await press(pilot, "escape")
    await press(pilot, "b", "/")
    await write(pilot, "cr-01")
    await press(pilot, "enter")


async def test_what_is_known_beside_the_list_is_named_alike_in_english(make: Make) -> None:
    async with make(language="en").run_test(size=(120, 40)) as pilot:
        await answer_and_find(pilot)
        await press(pilot, "x")
        page = seen(app_of(pilot))
        for fact in (r"Due +10 min", r"Chance of recall +100%", r"Reviews +1,", r"State +flagged"):
            assert re.search(rf" {fact}", page), fact


@pytest.mark.parametrize(
    ("days", "said"),
    [(0.001, "1分"), (0.3, "7時間"), (0.99, "24時間"), (1.0, "1.0 日"), (12.34, "12.3 日")],
)
def test_a_stability_of_hours_is_told_in_hours(days: float, said: str) -> None:
    assert stability_words(days) == said


def test_one_day_is_missed_in_the_singular() -> None:
    use_language("en")
    assert [missed_days(n) for n in (1, 2)] == ["missed on 1 day", "missed on 2 days"]
    assert [reviews_and_misses(5, n) for n in (0, 1, 3)] == [
        "5, missed on 0 days", "5, missed on 1 day", "5, missed on 3 days",
    ]  # fmt: skip


async def test_a_card_tells_its_history_and_keeps_a_note(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await answer_and_find(pilot)
        await press(pilot, "i")
        screen = here(app_of(pilot))
        assert isinstance(screen, CardScreen)
        assert "2(x+y)" in seen(app_of(pilot))
        assert "忘れ方" in seen(app_of(pilot))
        await press(pilot, "!")
        assert screen.state_name() == "noting"
        await write(pilot, "memo z")
        await press(pilot, "enter")
        assert "memo z" in seen(app_of(pilot))
        await press(pilot, "u")
        assert "memo z" not in seen(app_of(pilot))
        await press(pilot, "b")
        assert screen.info is not None
        assert screen.info.memory.buried_until_ms > 0
        await press(pilot, "x", "z")
        assert screen.info.memory.suspended
        assert screen.info.memory.flagged
        await press(pilot, "L")
        for label in ("Due ", "Chance of recall", "Stability", "State "):
            assert f"   {label}" in seen(app_of(pilot))
        await press(pilot, "L", "escape")
        assert isinstance(here(app_of(pilot)), BrowseScreen)


async def test_tabs_range_and_export_of_the_statistics(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ask(pilot, "CR-01")
        await write(pilot, "2(x+y)")
        await press(pilot, "enter", "enter", "enter")
        while type(here(app_of(pilot))).__name__ != "TodayScreen":
            await press(pilot, "escape")
        await press(pilot, "t")
        screen = here(app_of(pilot))
        assert isinstance(screen, StatsScreen)
        assert "解いた問題" in seen(app_of(pilot))
        await press(pilot, "shift+tab")
        assert screen.tab == 3
        await press(pilot, "tab", "w")
        assert screen.tab == 0
        assert "直近 90 日" in seen(app_of(pilot))
        await press(pilot, "e")
        assert (app_of(pilot).paths.store.parent / "stats.json").exists()


def test_editors_open_at_the_line() -> None:
    file = Path("/a b/q.toml")
    assert editor_command({"EDITOR": "nvim"}, file, 7) == ["nvim", "+7", str(file)]
    assert editor_command({"EDITOR": "vi", "VISUAL": "code -n"}, file, 7) == [
        "code", "-n", "--wait", "--goto", f"{file}:7",
    ]  # fmt: skip
    assert editor_command({"EDITOR": "hx"}, file, 7) == ["hx", f"{file}:7"]
    assert editor_command({"EDITOR": "unknown"}, file, 7) == ["unknown", str(file)]
    assert editor_command({}, file, 1)[0] == "vi"


async def test_a_digit_begins_a_value_of_the_settings(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "s")
        await press(pilot, *"2027-01-20", "enter")
        assert app.settings.exam_date == "2027-01-20"


async def test_a_question_is_edited_in_the_learners_editor_and_read_again(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil
    from contextlib import nullcontext

    from quizapp.content.library import Library
    from tests.tui.conftest import PACK

    own = tmp_path / "own-pack"
    shutil.copytree(PACK, own)
    monkeypatch.setattr(
        "quizapp.practice.desk.open_library",
        lambda packs, cache: Library.open([own], tmp_path / "own.cache"),
    )
    monkeypatch.setattr(
        "quizapp.content.library.open_library",
        lambda packs, cache: Library.open([own], tmp_path / "own.cache"),
    )
    called = tmp_path / "called"
    editor = tmp_path / "nano"
    editor.write_text(
        f'#!/bin/sh\necho "$@" > "{called}"\nfor file; do :; done\n'
        'sed "s/^id = .CR-02./id = \\"CR-92\\"/" "$file" > "$file.new"\nmv "$file.new" "$file"\n'
    )
    editor.chmod(0o755)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", str(editor))
    app = make()
    monkeypatch.setattr(type(app), "suspend", lambda self: nullcontext())
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "b", "down", "e")
        line, file = called.read_text().split()
        assert Path(file) == own / "chain-rule.toml"
        assert "CR-92" in Path(file).read_text().splitlines()[int(line.lstrip("+")) :][0]
        screen = here(app)
        assert [row.id for row in screen.found][:3] == ["CR-01", "CR-92", "CR-03"]
        assert "CR-92" in seen(app)


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_lists_read_without_colour_in_a_small_window(
    make: Make, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make(language=language)
    async with app.run_test(size=(60, 20)) as pilot:
        await ask(pilot, "CR-01")
        await write(pilot, "x+y")
        await press(pilot, "enter", "n", "escape", "escape", "escape", "b")
        marked = [row for row in rows(app) if "CR-01" in row]
        assert len(marked) == 1
        assert marked[0].lstrip().startswith("▌")  # the chosen row, by a sign and not a colour
        assert app.ink.mark("wrong") in marked[0]
        await press(pilot, "i")
        assert "%" in seen(app)
        assert re.search("[⠀-⣿]", seen(app))  # the forgetting curve
        await press(pilot, "escape", "escape", "t")
        signs = set(seen(app)) & set("░▒▓█·")
        assert "·" in signs  # days without study
        assert signs - {"·"}  # and the one with
