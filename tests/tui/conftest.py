"""The app over a small pack of every kind, a fixed clock and an empty home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from quizapp.checking.code.worker import shared_worker
from quizapp.clock import FixedClock, Moment
from quizapp.content.library import Library
from quizapp.settings import Settings, load_paths
from quizapp.tui.app import QuizApp
from quizapp.tui.screens import quiz_answering
from tests.tui.demo_driving import Lab, lab_in
from tests.tui.driving import Make
from tests.tui.exam_driving import stand_still

SHIPPED = Path(__file__).parents[2] / "content" / "e-shikaku"
PACK = Path(__file__).with_name("pack")
NOON = Moment.of(datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=9))))


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A true-colour terminal, no warm-up and no prover beside the test, no guard."""
    for name in ("NO_COLOR", "TEXTUAL_ANIMATIONS", "COLORFGBG", "QUIZAPP_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setattr(QuizApp, "_warm_up", lambda self: None)
    monkeypatch.setattr(QuizApp, "warm_proofs", lambda self: None)
    monkeypatch.setattr(QuizApp, "plan_the_day", lambda self: None)
    monkeypatch.setattr(quiz_answering, "GUARD_S", 0.0)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of the small pack, compiled once for all tests."""
    return tmp_path_factory.mktemp("content") / "content.cache"


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: Path) -> Iterator[Make]:
    """Builds the app; settings by keyword."""
    monkeypatch.setattr(
        "quizapp.practice.desk.open_library", lambda own, cache: Library.open([PACK], compiled)
    )
    paths = load_paths({"QUIZAPP_HOME": str(tmp_path)})
    paths.config.write_text("", encoding="utf-8")  # not the first run

    def build(*, ascii_only: bool = False, **chosen: Any) -> QuizApp:
        settings = replace(Settings(language="ja", motion="none"), **chosen)
        return QuizApp(paths, settings, FixedClock(NOON), ascii_only=ascii_only)

    yield build
    from quizapp.words import use_language

    use_language("ja")


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """Opens one demo of the lab and gives its screen with a pilot."""
    return lab_in(tmp_path)


@pytest.fixture(scope="session")
def compiled_shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of the shipped pack, compiled once for all tests."""
    return tmp_path_factory.mktemp("content") / "content.cache"


@pytest.fixture
def shipped(make: Make, monkeypatch: pytest.MonkeyPatch, compiled_shipped: Path) -> Make:
    """Builds the app over the shipped pack instead of the small one."""
    monkeypatch.setattr(
        "quizapp.practice.desk.open_library",
        lambda own, cache: Library.open([SHIPPED], compiled_shipped),
    )
    return make


@pytest.fixture(scope="module")
def code_worker() -> Iterator[None]:
    """The process that runs code, warm; it ends with the tests of a module."""
    shared_worker().start()
    yield
    shared_worker().close()


@pytest.fixture
def small_exam(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small exam draws the same paper every time."""
    stand_still(monkeypatch)
