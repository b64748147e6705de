"""Pull the plug: whatever was answered is in the log, and the session goes on from there."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.cli.conftest import Run

KILLS = 25


def test_no_answered_question_is_lost(
    quizapp: Run, environment: dict[str, str], own_home: Path
) -> None:
    rng = random.Random(20261123)
    quizapp("list")  # the packs are compiled once, outside the race
    seen = 0
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-m", "quizapp", "quiz", "--plain", *["OP-13"] * 40],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=environment,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("1/4\n" * 40)
            process.stdin.flush()
            verdicts = rng.randrange(1, 30)
            for line in process.stdout:
                if line.startswith("○ 正解"):
                    seen += 1
                    verdicts -= 1
                    if verdicts == 0:
                        time.sleep(rng.random() * 0.002)
                        process.kill()
                        break
            # What was on its way through the pipe was shown, too.
            seen += process.stdout.read().count("○ 正解")
        events = [
            line
            for text in quizapp("export").stdout.splitlines()
            if "kind" in (line := json.loads(text))
        ]
        answers = [event for event in events if event["kind"] == "answer"]
        # Each verdict that was printed is in the log; at most the one being printed is on top.
        assert seen <= len(answers) <= seen + 1
        seen = len(answers)
    assert seen > KILLS
    assert quizapp("doctor").returncode == 0
