"""``kill -9`` at random moments: what was acknowledged is there, and the sitting goes on.

``QUIZAPP_KILLS=200`` runs it as often as the figures claim.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizapp.content.library import Library
from quizapp.exam.paper import Paper
from quizapp.exam.sitting import Sitting
from quizapp.scheduling.fold import LogFold
from quizapp.store import open_log

from .conftest import START

KILLS = int(os.environ.get("QUIZAPP_KILLS", "12"))
SITTER = Path(__file__).with_name("killed.py")


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_killed_at_random_moments_nothing_is_lost(
    paper: Paper, library: Library, tmp_path: Path
) -> None:
    store = tmp_path / "study.sqlite3"
    rng = random.Random(5)
    with open_log(store, fold=LogFold()) as log:
        sitting = Sitting.begin(paper, library, log, START).id
    kept: dict[int, str] = {}
    for turn in range(1, KILLS + 1):
        child = subprocess.Popen(
            [sys.executable, str(SITTER), str(store), sitting, str(turn)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.0, 0.08))
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
        child.wait()
        said = rest.split("\n")
        for line in said[:-1]:
            number, said_response = line.split()
            kept[int(number)] = said_response
        with open_log(store, fold=LogFold()) as log:
            state = Sitting.load(sitting, library, log).state
            assert state.resumes == turn
            lost = {
                place: (response, state.seats[place].response)
                for place, response in kept.items()
                if state.seats[place].response != response
            }
            # One answer may be kept that there was no time to say.
            assert len(lost) <= 1
            for place in lost:
                assert state.seats[place].history[-1][0] == state.time.seen_ms
                kept[place] = state.seats[place].response
            assert [one for one in log.check() if not one.harmless] == []
    with open_log(store, fold=LogFold()) as log:
        made = Sitting.resume(sitting, library, log, START.after(500_000))
        assert made.submit(START.after(500_001)).phase == "submitted"
        assert len({event.item for event in log.all_events()}) == len(list(log.all_events()))
