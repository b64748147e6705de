"""Ctrl+z under a shell with jobs: away, and back where one was, with clocks that are true."""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal
from tests.terminal.test_terminal import ENTER, exported

BASH = shutil.which("bash") or ""
CTRL_Z = "\x1a"
AWAY_S = 3.0

pytestmark = pytest.mark.skipif(not BASH, reason="needs a shell with jobs")


@pytest.fixture
def shell(own_home: Path) -> Iterator[Terminal]:
    """An interactive shell whose prompt is ``ready>``."""
    env = {"PS1": "ready> ", "HISTFILE": ""}
    with Terminal(own_home, "--norc", "--noprofile", "-i", shell=BASH, env=env) as terminal:
        terminal.wait_for("ready>")
        yield terminal


def quizapp(shell: Terminal, words: str) -> None:
    shell.press(f"{sys.executable} -m quizapp {words}", ENTER)


def away(shell: Terminal) -> None:
    """To the shell for a while, do something there, and back."""
    shell.press(CTRL_Z)
    shell.wait_for("Stopped")
    shell.press("echo $((6 * 7))", ENTER)
    shell.wait_for("42")
    time.sleep(AWAY_S)
    shell.press("fg", ENTER)


def test_the_clock_of_a_question_stands_still(shell: Terminal, own_home: Path) -> None:
    quizapp(shell, "quiz VG-01 VG-03")
    shell.wait_for("連鎖律を使って")
    began = time.monotonic()
    shell.press(*"2x")
    shell.wait_for("読み取り")
    away(shell)
    shell.wait_for("連鎖律を使って")
    assert "= 2x" in shell.text, "what was typed is there"
    shell.press(*"+2y")
    shell.wait_for("2x+2y")
    shell.press(ENTER)
    shell.wait_for("○ 正解")
    took_s = time.monotonic() - began
    (answer,) = exported(own_home)
    duration_ms = answer["duration_ms"]
    assert isinstance(duration_ms, int)
    assert 0 < duration_ms / 1000 < took_s - AWAY_S


def test_it_goes_away_again_and_from_a_sheet_too(shell: Terminal) -> None:
    quizapp(shell, "quiz VG-03")
    shell.wait_for("シグモイド関数")
    away(shell)
    shell.wait_for("シグモイド関数")
    shell.press("\x10")  # the palette lies on top
    shell.wait_for("esc 閉じる")
    shell.press(CTRL_Z)
    shell.wait_for("Stopped")
    shell.press("fg", ENTER)
    shell.wait_for("esc 閉じる")
    shell.press("\x1b")
    shell.wait_for("シグモイド関数")
    shell.press("\x03", "\x03")
    shell.wait_for("ready>")


def test_in_the_background_it_waits_for_the_terminal(shell: Terminal) -> None:
    quizapp(shell, "quiz VG-03")
    shell.wait_for("シグモイド関数")
    shell.press(CTRL_Z)
    shell.wait_for("Stopped")
    shell.press("bg", ENTER)
    time.sleep(0.5)
    shell.press("clear; echo $((6 * 7))", ENTER)
    assert "シグモイド関数" not in shell.wait_for("42")
    shell.press("fg", ENTER)
    shell.wait_for("シグモイド関数")
    shell.press(*"1/4", ENTER)
    shell.wait_for("○ 正解")
    shell.press("\x11")  # ctrl+q
    shell.wait_for("ready>")


def seconds_left(shell: Terminal) -> int:
    found = re.search(r"残り *(\d+):(\d\d)", shell.wait_for("残り"))
    assert found is not None
    return 60 * int(found[1]) + int(found[2])


def test_the_clock_of_an_exam_runs_on(shell: Terminal) -> None:
    quizapp(shell, "exam sit --seed 1")
    before = seconds_left(shell)
    began = time.monotonic()
    away(shell)
    shell.wait_for("残り")
    time.sleep(1.2)  # a tick of the clock
    after = seconds_left(shell)
    assert AWAY_S <= before - after <= time.monotonic() - began + 2


def test_without_a_shell_it_stays(own_home: Path) -> None:
    with Terminal(own_home, "quiz", "VG-03") as terminal:
        terminal.wait_for("シグモイド関数")
        terminal.press(CTRL_Z)
        terminal.wait_for("この端末では中断できません")
        terminal.press(*"1/4", ENTER)
        terminal.wait_for("○ 正解")
