"""``kill -9`` at any moment loses no answer that was acknowledged; two writers keep all."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizapp.scheduling.fold import LogFold
from quizapp.store import open_log

KILLS = 60
NOON = 1_766_631_600_000

WRITER = f"""
import pathlib, sys
from quizapp.records import Event
from quizapp.scheduling.fold import LogFold
from quizapp.store import open_log
from quizapp.store.port import SessionState

path, name, most = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
log = open_log(path, fold=LogFold())
for number in range(most):
    at = {NOON} + number
    event = Event(f"p/q{{number % 401}}", at, "answer", at, 540, 1 + number % 4,
                  f"{{name}} {{number}}", "right", duration_ms=9000, session=name)
    log.append([event], session=SessionState(name, "quiz", at, 540, str(number)))
    # Only now does anyone hear of it.
    sys.stdout.write(f"{{number}}\\n")
    sys.stdout.flush()
log.close()
"""


def writer(path: Path, name: str, most: int = 10**6) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(most)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_every_acknowledged_answer_survives(tmp_path: Path) -> None:
    path = tmp_path / "study.sqlite3"
    rng = random.Random(20_251_225)
    acknowledged: dict[str, int] = {}
    running: list[tuple[str, subprocess.Popen[str]]] = []
    for kill in range(KILLS):
        # Two at a time, so that one is killed while the other writes.
        while len(running) < 2:
            name = f"w{kill}-{len(running)}"
            running.append((name, writer(path, name)))
        name, process = running.pop(0)
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first, process.stderr.read() if process.stderr else ""
        time.sleep(rng.random() * 0.02)
        process.send_signal(signal.SIGKILL)
        heard = [first, *process.stdout.read().splitlines(keepends=True)]
        process.wait()
        acknowledged[name] = max(int(line) for line in heard if line.endswith("\n"))
    for _, process in running:
        process.kill()
        process.communicate()

    with open_log(path, fold=LogFold()) as log:
        written = {event.response for event in log.all_events()}
        for name, last in acknowledged.items():
            for number in range(last + 1):
                assert f"{name} {number}" in written
        # The session was saved in the same transaction, so it is never behind the answers.
        states = dict(log._connection.execute("SELECT id, state FROM session").fetchall())
        for name, last in acknowledged.items():
            assert int(states[name]) >= last
        assert [one for one in log.check() if not one.harmless] == []
    assert len(acknowledged) == KILLS
    assert sum(acknowledged.values()) > KILLS, "there was something to lose"


def test_two_writers_keep_every_answer(tmp_path: Path) -> None:
    """Both answer the same cards in the same milliseconds."""
    path = tmp_path / "study.sqlite3"
    each = 150
    processes = [writer(path, name, each) for name in ("one", "two", "three")]
    for process in processes:
        _, complaint = process.communicate(timeout=60)
        assert process.returncode == 0, complaint
    with open_log(path, fold=LogFold()) as log:
        written = {event.response for event in log.all_events()}
        assert written == {f"{n} {k}" for n in ("one", "two", "three") for k in range(each)}
        assert log.totals().attempts == 3 * each
        assert [one for one in log.check() if not one.harmless] == []
