from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.settings import (
    Settings,
    language_of,
    load_paths,
    load_settings,
    save_changes,
    save_settings,
)


def test_no_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.toml") == (Settings(), ())


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.toml"
    chosen = replace(Settings(), language="en", exam_date="2027-01-20", minutes_per_day=30)
    save_settings(path, chosen)
    assert load_settings(path) == (chosen, ())
    assert load_settings(path)[0].exam_day() == date(2027, 1, 20)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('theme = "solarized"', "theme"),
        ("minutes_per_day = -3", "minutes_per_day"),
        ("minutes_per_day = true", "minutes_per_day"),
        ("new_per_day = 2.5", "new_per_day"),
        ('exam_date = "next week"', "exam_date"),
        ("colour = 3", "colour"),
        ("desired_retention = 2", "desired_retention"),
    ],
)
def test_an_impossible_value_is_named_and_the_rest_is_used(
    tmp_path: Path, text: str, named: str
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f'{text}\nlanguage = "en"\n', encoding="utf-8")
    settings, problems = load_settings(path)
    assert settings == replace(Settings(), language="en")
    assert len(problems) == 1
    assert named in problems[0]


def test_a_toml_date_is_taken_as_a_date(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("exam_date = 2027-01-20\n", encoding="utf-8")
    assert load_settings(path)[0].exam_date == "2027-01-20"


@given(st.binary(max_size=200))
def test_any_bytes_still_start_the_app(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("s") / "settings.toml"
    path.write_bytes(raw)
    settings, _ = load_settings(path)
    assert isinstance(settings.minutes_per_day, int)


def test_one_folder_holds_everything_when_asked() -> None:
    paths = load_paths({"QUIZAPP_HOME": "/somewhere"})
    assert {paths.store.parent, paths.cache.parent, paths.config.parent} == {Path("/somewhere")}


@pytest.mark.parametrize(
    ("setting", "environ", "language"),
    [
        ("en", {"LANG": "ja_JP.UTF-8"}, "en"),
        ("auto", {"LANG": "ja_JP.UTF-8"}, "ja"),
        ("auto", {"LANG": "en_GB.UTF-8"}, "en"),
        ("auto", {"LC_ALL": "de_DE.UTF-8", "LANG": "ja_JP.UTF-8"}, "en"),
        ("auto", {"LANG": "C.UTF-8"}, "ja"),  # a container says nothing: Japanese first
        ("auto", {}, "ja"),
    ],
)
def test_language(setting: str, environ: dict[str, str], language: str) -> None:
    assert language_of(replace(Settings(), language=setting), environ) == language


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    """Another window, or ``quizapp config``, may have changed the file meanwhile."""
    path = tmp_path / "settings.toml"
    before = replace(Settings(), exam_date="2027-01-20")
    save_settings(path, before)
    save_settings(path, replace(before, minutes_per_day=45, days_off="sun"))
    save_changes(path, before, replace(before, theme="washi"))
    found, troubles = load_settings(path)
    assert troubles == ()
    assert (found.minutes_per_day, found.days_off, found.theme) == (45, "sun", "washi")
    assert found.exam_date == "2027-01-20"


def test_changes_are_written_where_there_is_no_file_yet(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    save_changes(path, Settings(), replace(Settings(), minutes_per_day=25))
    assert load_settings(path) == (replace(Settings(), minutes_per_day=25), ())
