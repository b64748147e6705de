"""The mock exam: drawing a paper of 100 questions, and one change of a sitting made durable.

The draw is timed cold (a library just opened) and again with another seed. While the bank cannot
fill the full exam, 100 questions of the areas it holds are drawn, and the line says so. A change
stands beside a bare insert into a file with the same settings.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

from quizapp.clock import Moment
from quizapp.content.library import Library, open_library
from quizapp.exam.blueprint import AreaCount, Blueprint
from quizapp.exam.draw import ShortBank, draw
from quizapp.exam.shelf import find
from quizapp.exam.sitting import Sitting
from quizapp.scheduling.fold import LogFold
from quizapp.store import open_log

CHANGES = 2000
MOVES = 5000
NOW_MS = 1_780_000_000_000


def fillable(library: Library) -> tuple[Blueprint, str]:
    """The full exam, or one of 100 questions where the bank is still too small."""
    full = find("e-full")
    try:
        draw(library, full, 0)
    except ShortBank as error:
        short = {one.area: one.there for one in error.shorts}
        counts = {area.id: min(area.count, short.get(area.id, area.count)) for area in full.areas}
        counts["deep-learning"] += full.total - sum(counts.values())
        areas = tuple(AreaCount(area, count) for area, count in counts.items() if count)
        return replace(full, areas=areas), f"stand-in: the bank lacks {', '.join(short)}"
    return full, "e-full"


def main() -> int:
    """Print the figures; 0."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "content.cache"
        library = open_library(None, cache)
        blueprint, which = fillable(library)
        cold: list[float] = []
        warm: list[float] = []
        for seed in range(8):
            fresh = open_library(None, cache)
            for times, number in ((cold, seed), (warm, seed + 100)):
                began = time.perf_counter()
                paper = draw(fresh, blueprint, number)
                times.append((time.perf_counter() - began) * 1e3)
            fresh.close()
        print(
            f"draw of {paper.total} from {len(library.items())} items ({which}): "
            f"cold median {statistics.median(cold):.0f} ms, max {max(cold):.0f}; "
            f"again {statistics.median(warm):.0f} ms   (budget 200 ms)"
        )
        changes(Path(folder), library, draw(library, blueprint, 1))
    return 0


def changes(folder: Path, library: Library, paper: object) -> None:
    """Time changes of a sitting, and what memory they leave behind."""
    from quizapp.exam.paper import Paper

    assert isinstance(paper, Paper)
    bare = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE line (a INTEGER PRIMARY KEY, b TEXT)")
    with open_log(folder / "study.sqlite3", fold=LogFold()) as log:
        sitting = Sitting.begin(paper, library, log, Moment(NOW_MS))
        ours, theirs = [], []
        for turn in range(CHANGES):
            at = Moment(NOW_MS + turn)
            began = time.perf_counter()
            sitting.choose(turn % 4, at)
            ours.append((time.perf_counter() - began) * 1e3)
            began = time.perf_counter()
            bare.execute("INSERT INTO line (b) VALUES (?)", (str(turn),))
            theirs.append((time.perf_counter() - began) * 1e3)
        for name, times in (("change durable", ours), ("bare insert", theirs)):
            times.sort()
            print(
                f"{name}: p50 {times[CHANGES // 2]:.2f} ms, p99 {times[CHANGES * 99 // 100]:.2f} ms"
                + ("   (budget p99 10 ms)" if name == "change durable" else "")
            )
        for place in range(paper.total):
            sitting.jump(place, Moment(NOW_MS + CHANGES))
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for turn in range(MOVES):
            sitting.jump(turn * 7 % paper.total, Moment(NOW_MS + CHANGES + turn))
        grown = (tracemalloc.get_traced_memory()[0] - before) / 1e6
        tracemalloc.stop()
        print(f"memory after {MOVES} moves: {grown:+.2f} MB   (budget 10 MB)")
    bare.close()


if __name__ == "__main__":
    sys.exit(main())
