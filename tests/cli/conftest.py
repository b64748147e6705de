"""The command line as a process, in a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environment(own_home: Path) -> dict[str, str]:
    """The environment a command runs in."""
    return {**os.environ, "QUIZAPP_HOME": str(own_home), "PYTHONUTF8": "1"}


@pytest.fixture
def quizapp(environment: dict[str, str], own_home: Path, lived_in: Callable[[Path], None]) -> Run:
    """Runs ``quizapp ARGS`` with ``stdin`` and gives the finished process; packs are compiled."""
    lived_in(own_home)

    def run(
        *args: str, stdin: str = "", env: dict[str, str] | None = None, timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "quizapp", *args],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**environment, **(env or {})},
            timeout=timeout,
            check=False,
        )

    return run
