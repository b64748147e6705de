"""Today, the end, settings, the first run, the sheets: what they show and where their keys lead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.errors import StoreError
from quizapp.settings import Settings, load_settings
from quizapp.tui.app import QuizApp
from quizapp.tui.inputs.line import LineAnswer
from quizapp.tui.screens.help import HelpScreen
from quizapp.tui.screens.palette import PaletteScreen
from quizapp.tui.screens.quiz import QuizScreen
from quizapp.tui.screens.result import ResultScreen
from quizapp.tui.screens.settings import SettingsScreen
from quizapp.tui.screens.today import TodayScreen
from quizapp.tui.screens.welcome import WelcomeScreen
from quizapp.words import language
from tests.tui.driving import (
    Make,
    app_of,
    ask,
    cell_of,
    foot,
    here,
    note,
    on_question,
    press,
    ready,
    rows,
    seen,
    write,
)


async def test_today_shows_what_waits_and_enter_starts_it(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app = app_of(pilot)
        page = seen(app)
        assert "今日  ためし" in page
        assert "11月23日 月曜" in page
        assert "はじめる   9 問" in page
        assert "新しい問題 9" in page
        assert "連鎖律" in page
        assert "試験日を決める  s" in page
        await press(pilot, "enter")
        screen = await on_question(pilot)
        assert screen.view.total == 9


async def test_an_exam_date_puts_the_days_left_on_top(make: Make) -> None:
    async with make(exam_date="2027-01-20").run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        page = seen(app_of(pilot))
        assert "試験まで" in page
        assert "1月20日 水曜" in page
        assert "┏━╸ ┏━┓" in page  # 58


async def test_arrows_choose_a_topic_and_enter_practises_it(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "down", "down")
        assert "このトピック" in foot(app_of(pilot))
        assert any(row.startswith("   ▌ 初期値") for row in rows(app_of(pilot)))
        await press(pilot, "down", "enter")
        screen = await on_question(pilot)
        assert {row.item for row in [screen.view]} <= {f"demo-pack/IV-0{n}" for n in range(1, 7)}


async def test_a_click_on_a_topic_starts_it(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        where = next(at for at, row in enumerate(rows(app_of(pilot))) if "連鎖律" in row)
        await pilot.click(offset=(8, where))
        screen = await on_question(pilot)
        assert screen.view.item.startswith("demo-pack/CR")


async def test_cards_have_their_own_session(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "c")
        screen = await on_question(pilot)
        page = seen(app_of(pilot))
        assert "カード  初期値" in page
        assert "残り 1" in page
        front = next(at for at, row in enumerate(rows(app_of(pilot))) if "死んだ ReLU" in row)
        await press(pilot, "space")
        assert "更新されない" in seen(app_of(pilot))
        assert "死んだ ReLU" in rows(app_of(pilot))[front], "the front keeps its place"
        assert screen.view.proposed == 3
        await pilot.click("#card")
        assert screen.view.phase == "back"


async def test_a_stopped_session_is_offered_again_at_its_place(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-01", "CR-01", "CR-02")
        await press(pilot, "1", "enter", "enter")
        await write(pilot, "2(x")
        assert screen.view.position == 2
        await press(pilot, "ctrl+q")
    again = QuizApp(app.paths, app.settings, app.clock)
    async with again.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "続きから 2 /" in seen(again)
        await press(pilot, "enter")
        screen = await on_question(pilot)
        assert screen.view.item == "demo-pack/CR-01"
        assert screen.body.line is not None
        assert screen.body.line.response == "2(x"


async def test_the_end_lists_what_to_mend_and_undo_works_from_there(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-02", "IV-05")
        await write(pilot, "1/3")
        await press(pilot, "enter", "n")
        await press(pilot, "space", "3")
        await press(pilot, "ctrl+u")  # CR-02 comes back
        await write(pilot, "1/4")
        await press(pilot, "enter", "enter")
        app = app_of(pilot)
        assert isinstance(here(app), ResultScreen)
        page = seen(app)
        assert "おつかれさまでした" in page
        assert "× CR-02    シグモイドの微分の最大値" in page
        assert "2 問    ○ 1    △ 0    × 1" in page
        await press(pilot, "u")
        assert here(app) is screen
        assert screen.view.phase == "verdict"
        assert "取り消しました" in note(app)
        await press(pilot, "3")
        assert isinstance(here(app), ResultScreen)
        await press(pilot, "r")
        mended = await on_question(pilot)
        assert mended.session.plan.items[0].item == "demo-pack/CR-02"


async def test_what_was_taken_back_is_not_counted_and_waits(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-02", "IV-05", "IV-01")
        await write(pilot, "1/4")
        await press(pilot, "enter", "enter", "space", "3", "u", "escape")
        app = app_of(pilot)
        desk = app.desk
        assert desk is not None
        assert isinstance(here(app), ResultScreen)
        assert "1 問    ○ 1    △ 0    × 0" in seen(app)
        assert "残り 2 問" in seen(app)
        assert [one.item for one in screen.session.solved] == ["demo-pack/CR-02"]
        await press(pilot, "u", "escape")  # and the one before
        assert desk.log.totals().attempts == 0
        assert "続きから 1 / 3" in seen(app)


async def test_leaving_at_once_goes_back_to_today(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ask(pilot, "IV-01")
        await press(pilot, "escape")
        assert isinstance(here(app_of(pilot)), TodayScreen)


async def test_settings_change_at_once_and_are_saved(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await press(pilot, "s")
        assert isinstance(here(app), SettingsScreen)
        await press(pilot, "right")
        assert app.settings.exam_date == "2027-01-22"
        await press(pilot, "enter")
        assert "取り消す" in foot(app)
        await press(pilot, "ctrl+u")
        await write(pilot, "2027/02/0x")
        await press(pilot, "enter")
        assert "日付" in note(app)
        assert app.settings.exam_date == "2027-01-22"
        await press(pilot, "backspace")
        await write(pilot, "５")
        await press(pilot, "enter")
        assert app.settings.exam_date == "2027-02-05"
        assert load_settings(app.paths.config)[0].exam_date == "2027-02-05"
        await press(pilot, "r")
        assert app.settings.exam_date == ""
        for _ in range(10):
            await press(pilot, "down")
        await press(pilot, "right")
        assert app.settings.theme == "washi"
        assert app.theme == "washi"
        await press(pilot, "escape")
        assert isinstance(here(app), TodayScreen)


async def test_the_first_run_goes_straight_to_one_question(make: Make) -> None:
    app = make()
    app.paths.config.unlink()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.pause()
        assert isinstance(here(app), WelcomeScreen)
        assert "ようこそ" in seen(app)
        await press(pilot, "L")
        assert "Welcome" in seen(app)
        assert "日本語" in foot(app)
        await press(pilot, "right", "enter")
        screen = await on_question(pilot)
        assert screen.view.total == 1
        assert screen.view.question is not None
        assert screen.view.question.kind == "expression"
        assert app.settings.exam_date
        assert app.paths.config.exists()


async def test_the_sheet_lists_the_keys_of_the_state_and_finds_by_typing(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-01")
        app = app_of(pilot)
        await press(pilot, "?")
        assert isinstance(here(app), HelpScreen)
        assert "選択問題・解答前" in seen(app)
        assert "1-4" in seen(app)
        await write(pilot, "休止")
        assert "休止する" in seen(app)
        assert "次のヒント" not in seen(app)
        await write(pilot, "xyz")
        assert "見つかりません" in seen(app)
        await press(pilot, "escape")
        assert here(app) is screen


async def test_the_caret_comes_back_after_a_sheet(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01")
        await write(pilot, "2(x")
        await press(pilot, "left", "ctrl+p")
        app = app_of(pilot)
        assert isinstance(here(app), PaletteScreen)
        await press(pilot, "escape")
        assert here(app) is screen
        line = screen.body.line
        assert line is not None
        assert line.typing
        assert line.response == "2(x"
        assert line.fields[0].cursor_position == 2


async def test_the_palette_finds_questions_topics_demos_and_commands(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app = app_of(pilot)
        await press(pilot, "ctrl+p")
        await write(pilot, "sigmoid")  # the English name finds the Japanese title
        assert "CR-02  シグモイドの微分の最大値" in seen(app)
        await press(pilot, "enter")
        screen = await on_question(pilot)
        assert screen.view.item == "demo-pack/CR-02"
        await press(pilot, "escape", "escape", "ctrl+p")
        await write(pilot, "連鎖律")
        assert "このトピックを解く" in seen(app)
        await press(pilot, "ctrl+u")
        await write(pilot, "d07")
        assert "最適化手法の競走" in seen(app)
        await press(pilot, "ctrl+u")
        await write(pilot, "設定")
        await press(pilot, "enter")
        await pilot.pause()
        assert isinstance(here(app), SettingsScreen)


async def test_language_switches_mid_question_with_the_answer_kept(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-02", "CR-01")
        app = app_of(pilot)
        await press(pilot, "1", "3", "h", "h")
        options = screen.body.options
        assert options is not None
        before = options.response
        await press(pilot, "L")
        page = seen(app)
        assert language() == "en"
        assert "Choose everything" in page
        assert "There are three." in page
        assert "1-4 select" in foot(app)
        assert options.response == before
        await press(pilot, "enter")
        assert "× Not right" in seen(app)
        await press(pilot, "L")
        assert "× 不正解" in seen(app)
        assert load_settings(app.paths.config)[0].language == "ja"


async def test_language_switches_while_typing_by_the_palette(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01")
        app = app_of(pilot)
        await write(pilot, "2(x+y)")
        await press(pilot, "ctrl+p")
        await write(pilot, "言語")
        await press(pilot, "enter")
        await pilot.pause()
        assert "read as  2(x+y)" in seen(app)
        assert screen.body.line is not None
        assert screen.body.line.response == "2(x+y)"
        assert screen.body.line.typing


async def test_theme_switches_in_place(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ask(pilot, "IV-01")
        await press(pilot, "2", "T")
        assert app_of(pilot).theme == "washi"
        assert "▌ 2" in seen(app_of(pilot))


@pytest.mark.parametrize("size", [(59, 24), (80, 19), (30, 5)])
async def test_a_small_terminal_is_told_what_is_needed(make: Make, size: tuple[int, int]) -> None:
    async with make(language="en").run_test(size=size) as pilot:
        await ready(pilot)
        page = "".join(row.strip() for row in rows(app_of(pilot)))
        assert "60×20" in page
        assert "Start" not in page
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "Start" in seen(app_of(pilot))


async def test_a_record_that_cannot_be_opened_says_so_and_r_tries_again(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quizapp.practice import desk

    def locked(*_: object) -> object:
        raise StoreError(
            "ほかの quizapp が記録を使っています。",
            where="/home/a/study.sqlite3",
            mend="閉じてください。",
        )

    opened = desk.open_study_log
    monkeypatch.setattr(desk, "open_study_log", locked)
    async with make().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app = app_of(pilot)
        page = seen(app)
        assert "ほかの quizapp が記録を使っています。" in page
        assert "/home/a/study.sqlite3" in page
        assert "閉じてください。" in page
        await press(pilot, "enter", "c")
        assert isinstance(here(app), TodayScreen)
        monkeypatch.setattr(desk, "open_study_log", opened)
        await press(pilot, "r")
        await ready(pilot)
        await pilot.pause()
        assert "はじめる" in seen(app)


async def test_a_full_disk_is_said_and_the_answer_stays(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01")
        app = app_of(pilot)
        await write(pilot, "2(x+y)")
        assert app.desk is not None

        def full(*_: object, **__: object) -> None:
            raise StoreError("ディスクがいっぱいで保存できません。")

        with monkeypatch.context() as patch:
            patch.setattr(type(app.desk.log), "append", full)
            await press(pilot, "enter")
        assert "ディスクがいっぱい" in note(app)
        assert screen.body.line is not None
        assert screen.body.line.response == "2(x+y)"


async def test_ctrl_c_twice_leaves(make: Make) -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot, "IV-01")
        await press(pilot, "ctrl+c")
        assert "もう一度 ctrl+c" in note(app)
        await press(pilot, "ctrl+c")
    assert app.return_value == 130


async def test_no_color_and_ascii_say_the_same(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with make(ascii_only=True, language="en").run_test(size=(80, 24)) as pilot:
        app = app_of(pilot)
        assert app.theme == "ansi"
        screen = await ask(pilot, "IV-01")
        await press(pilot, "2", "enter")
        page = seen(app)
        assert ("x Not right" in page) or ("+ Right" in page)
        for sign in "━─▌○×✓…":
            assert sign not in page
        for strip in app.screen._compositor.render_strips():
            for segment in strip.apply_filter(app._filters[-1], app.screen.styles.background):
                assert (
                    segment.style is None
                    or segment.style.color is None
                    or segment.style.color.is_default
                )
        assert screen.view.phase == "verdict"


async def test_marks_follow_the_language_or_the_setting(make: Make) -> None:
    for chosen, sign in (("auto", "○"), ("check", "✓"), ("maru", "○")):
        app = make(marks=chosen)
        assert app.ink.mark("right") == sign
    assert make(language="en").ink.mark("right") == "✓"


def test_a_missing_settings_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml")[0] == replace(Settings())


async def test_the_foot_fits_at_80_and_keeps_help_and_esc_at_60(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01")
        await press(pilot, "escape")
        app = app_of(pilot)
        assert isinstance(here(app), QuizScreen)
        for one in ("入力", "ヒント", "答え", "デモ", "飛ばす", "終わる", "全キー"):
            assert one in foot(app)
        await pilot.resize_terminal(60, 24)
        await pilot.pause()
        assert "esc 終わる" in foot(app)
        assert foot(app).rstrip().endswith("? 全キー")
        await pilot.click("#foot", offset=(cell_of(foot(app), "esc"), 0))
        await pilot.pause()
        assert here(app) is not screen


async def test_the_new_segment_fills_once_and_nothing_else_moves(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with make(motion="full").run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-01", "CR-01")
        assert app_of(pilot).animation_level == "full"
        await press(pilot, "1", "enter")
        await pilot.pause(0.3)
        assert screen.thread_row._timer is None
        await press(pilot, "enter")
        assert isinstance(screen.body.line, LineAnswer)
        assert screen.body.line.fields[0].cursor_blink
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "CR-01")
        assert isinstance(screen.body.line, LineAnswer)
        assert not screen.body.line.fields[0].cursor_blink


async def test_a_note_leaves_by_itself_or_stays_until_a_key(make: Make) -> None:
    from quizapp.tui.widgets.frame import Note

    async with make(notes="keep").run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-01", "CR-01")
        await press(pilot, "f")
        assert "印を付けました" in note(app_of(pilot))
        assert screen.note._timer is None
        await press(pilot, "1")
        assert note(app_of(pilot)) == ""
    old, Note.SECONDS = Note.SECONDS, 0.05
    try:
        async with make().run_test(size=(80, 24)) as pilot:
            await ask(pilot, "IV-01", "CR-01")
            await press(pilot, "f")
            await pilot.pause(0.2)
            assert note(app_of(pilot)) == ""
    finally:
        Note.SECONDS = old


async def test_a_suspended_question_is_taken_back_by_u(make: Make) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        screen = await ask(pilot, "IV-01", "CR-02")
        await press(pilot, "z")
        assert "u 戻す" in note(app_of(pilot))
        await press(pilot, "escape", "u")
        assert screen.view.item == "demo-pack/IV-01"
        desk = app_of(pilot).desk
        assert desk is not None
        memory = desk.log.memory("demo-pack/IV-01")
        assert memory is None or not memory.suspended


async def test_the_side_column_has_how_to_write_hints_and_memory(make: Make) -> None:
    async with make().run_test(size=(120, 40)) as pilot:
        screen = await ask(pilot, "CR-01")
        app = app_of(pilot)
        assert "書き方" in seen(app)
        await press(pilot, "tab")
        assert "ヒント 1 / 3" in seen(app)
        assert not screen.body.hints.display, "the ladder stands at the side"
        await write(pilot, "2(x+y)")
        await press(pilot, "enter")
        page = seen(app)
        assert "デモ D03" in page
        assert "この問題の記憶" in page
        assert "今日はじめて解きました" in page


async def test_the_wide_today_uses_its_room(make: Make) -> None:
    async with make().run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        page = seen(app_of(pilot))
        assert "今日の記録" in page
        assert "26 週で 0 日" in page
        assert page.count("■") > 150
        await press(pilot, "T")
        assert app_of(pilot).theme == "washi"
