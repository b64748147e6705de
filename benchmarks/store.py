"""``quizapp due`` against a bare interpreter with ``sqlite3``, and making all memories again.

Each figure stands beside its baseline from the same run: for ``due`` a process that imports
``sqlite3`` and asks one count of the same file; for the replay the ``fsrs`` package over a part
of the same reviews.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks._logs import NOW_MS, lines, make
from quizapp.records import Event
from quizapp.scheduling.fold import LogFold
from quizapp.store import open_log, rebuilding

ROOT = Path(__file__).resolve().parents[1]
CARDS, REVIEWS = 100_000, 12
RUNS = 15
BARE = (
    "import sqlite3, sys; print(sqlite3.connect(sys.argv[1])"
    ".execute('SELECT count(*) FROM card WHERE learner = ? AND wake_ms <= ?', ('me', {now}))"
    ".fetchone())"
)


def best(*tasks: Callable[[], object], runs: int = RUNS) -> list[float]:
    """The best seconds of each task, run in turn so that a busy machine is busy for all."""
    found = [float("inf")] * len(tasks)
    for _ in range(runs):
        for place, task in enumerate(tasks):
            began = time.perf_counter()
            task()
            found[place] = min(found[place], time.perf_counter() - began)
    return found


def due(path: Path) -> None:
    environ = {**os.environ, "QUIZAPP_HOME": str(path.parent), "PYTHONPATH": str(ROOT)}
    environ["QUIZAPP_NOW"] = datetime.fromtimestamp(NOW_MS / 1000, UTC).isoformat()

    def process(*argv: str) -> Callable[[], object]:
        return lambda: subprocess.run(
            [sys.executable, *argv], env=environ, capture_output=True, check=True
        )

    bare, ours = best(
        process("-c", BARE.format(now=NOW_MS), str(path)),
        process("-m", "quizapp", "due", "--json"),
    )
    print(
        f"quizapp due --json, {CARDS:,} cards        {ours * 1e3:7.1f} ms"
        f"   {ours / bare:.2f} × bare sqlite3 ({bare * 1e3:.1f} ms)   budget 3"
    )


def rebuild(path: Path, count: int) -> None:
    fold = LogFold()
    import numpy as np  # loading it is not part of the figure

    assert np is not None
    with open_log(path, fold=fold) as log:
        (whole,) = best(log.rebuild, runs=4)
        batches = rebuilding.packed_lines(log._connection, "me", fold, settled=True)
        columns = [batch.columns() for batch in batches]

        def replay() -> None:
            for one in columns:
                fold.replay(**one)

        (arrays,) = best(replay, runs=5)
    print(f"all memories from the store, {count:,} lines  {whole * 1e3:7.0f} ms   budget 1000")
    part = CARDS // 100
    theirs = fsrs_package(part) * 100
    print(
        f"  of it: folding in arrays                {arrays * 1e3:7.0f} ms"
        f"   {theirs / arrays:.0f} times as quick as fsrs ({theirs:.1f} s)"
    )
    few = list(lines(part, REVIEWS))
    began = time.perf_counter()
    by_item: dict[str, list[Event]] = {}
    for event in few:
        by_item.setdefault(event.item, []).append(event)
    for events in by_item.values():
        fold.digest(events)
    one = (time.perf_counter() - began) / len(by_item)
    print(f"one item folded on its own, {REVIEWS} reviews     {one * 1e6:7.0f} µs")


def fsrs_package(cards: int) -> float:
    """Seconds the ``fsrs`` package takes for the reviews of so many cards."""
    import fsrs

    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    start = datetime(1970, 1, 1, tzinfo=UTC)
    turns: dict[str, dict[int, Event]] = {}
    for event in lines(cards, REVIEWS):
        turns.setdefault(event.item, {})[event.turn_ms] = event
    began = time.perf_counter()
    for item in turns.values():
        card = fsrs.Card(card_id=1)
        for event in item.values():
            at = start + timedelta(milliseconds=event.at_ms)
            card, _ = scheduler.review_card(card, fsrs.Rating(event.rating or 3), at)
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "study.sqlite3"
        count = make(path, CARDS, REVIEWS)
        due(path)
        rebuild(path, count)


if __name__ == "__main__":
    main()
