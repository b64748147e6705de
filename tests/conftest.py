"""What all tests share: a home of their own and no language from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import quizapp.__main__  # noqa: F401  # first of all: it holds NumPy to one thread
from quizapp.words import use_language


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh ``QUIZAPP_HOME`` for each test; Japanese, colours on."""
    home = tmp_path / "home"
    monkeypatch.setenv("QUIZAPP_HOME", str(home))
    for name in ("NO_COLOR", "QUIZAPP_NOW", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    use_language("ja")
    yield home
    use_language("ja")


@pytest.fixture(scope="session")
def compiled_packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content cache of the shipped packs, as a first command compiles it."""
    home = tmp_path_factory.mktemp("compiled")
    subprocess.run(
        [sys.executable, "-m", "quizapp", "list", "--json"],
        env={**os.environ, "QUIZAPP_HOME": str(home), "PYTHONUTF8": "1"},
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    return home / "content.cache"


@pytest.fixture
def lived_in(compiled_packs: Path) -> Callable[[Path], None]:
    """Puts the compiled packs into a home, as they are after any first command.

    Compiling them takes two seconds, and it is what ``tests/content`` and the first of the
    command tests are about; the others need not wait for it.
    """

    def furnish(home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        if not (home / "content.cache").exists():
            shutil.copyfile(compiled_packs, home / "content.cache")

    return furnish
