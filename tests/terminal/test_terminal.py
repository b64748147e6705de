"""A learner at a real terminal: answers, the plug pulled, and going on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal

ENTER, ESC = "\r", "\x1b"


def exported(home: Path) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "export"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QUIZAPP_HOME": str(home)},
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [line for line in lines if line.get("kind") == "answer"]


def test_an_answer_survives_the_plug_and_the_session_goes_on(own_home: Path) -> None:
    with Terminal(own_home, "quiz", "VG-01", "VG-03", "VG-07") as terminal:
        terminal.wait_for("連鎖律を使って")
        terminal.press(*"2x+2y")
        terminal.wait_for("読み取り")
        terminal.press(ENTER)
        terminal.wait_for("○ 正解")
        terminal.kill()
    assert [answer["outcome"] for answer in exported(own_home)] == ["right"]
    with Terminal(own_home) as terminal:
        terminal.wait_for("続きから 1 / 3")
        terminal.press(ENTER)
        terminal.wait_for("○ 正解")  # the verdict is still there
        terminal.press(ENTER)
        terminal.wait_for("シグモイド関数")
        terminal.press(*"1/4", ENTER)
        terminal.wait_for("○ 正解")
    assert len(exported(own_home)) == 2


def test_today_opens_and_q_leaves(own_home: Path) -> None:
    own_home.mkdir(parents=True)
    (own_home / "settings.toml").write_text('language = "en"\n', encoding="utf-8")
    with Terminal(own_home, env={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("Remembered by topic")
        terminal.press("q")
        assert terminal.ended() == 0


def test_a_first_run_leads_to_a_question(own_home: Path) -> None:
    with Terminal(own_home) as terminal:
        terminal.wait_for("ようこそ")
        terminal.press(ENTER)
        terminal.wait_for("VG-01")


def test_the_demo_opens_with_the_questions_numbers_and_comes_back(own_home: Path) -> None:
    with Terminal(own_home, "quiz", "OP-02") as terminal:
        terminal.wait_for("モメンタムで最小化")  # the header alone comes sooner than its field
        terminal.press(*"0.4")
        terminal.wait_for("読み取り")
        terminal.press(ESC)
        terminal.wait_for("h ヒント")
        terminal.press("d")
        terminal.wait_for("D07")
        terminal.press(ESC)
        terminal.wait_for("w = 0.4")


@pytest.mark.parametrize("no_hangup", [False, True], ids=["usual", "nohup"])
def test_the_app_ends_with_its_terminal(own_home: Path, no_hangup: bool) -> None:
    with Terminal(own_home, "quiz", "VG-01", no_hangup=no_hangup) as terminal:
        terminal.wait_for("連鎖律を使って")
        terminal.hang_up()
        assert terminal.ended() == -signal.SIGHUP


def test_the_lab_ends_with_its_terminal(own_home: Path) -> None:
    with Terminal(own_home, "demo", "D02", no_hangup=True) as terminal:
        terminal.wait_for("D02")
        terminal.hang_up()
        assert terminal.ended() == -signal.SIGHUP
