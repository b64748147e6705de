"""A key in the search field over 2,000 questions, and the statistics of 1.2 M reviews."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks._logs import NOW_MS, make
from quizapp.clock import Moment
from quizapp.content.library import open_library
from quizapp.practice.finding import Filter, Finder, chosen, standings
from quizapp.practice.statistics import retention, statistics
from quizapp.records import Localized
from quizapp.scheduling.fold import LogFold
from quizapp.scheduling.settings import SchedulerSettings
from quizapp.store import open_log

QUESTIONS = 2000
WORDS = ("s", "シグ", "ｼｸﾞﾓｲﾄﾞ", "勾配 sigmoid", "3.2.ii", "zzzz")
CARDS, REVIEWS = 2000, 600


def best(task: Callable[[], object], runs: int = 9) -> float:
    """The best milliseconds of ``runs``."""
    found = float("inf")
    for _ in range(runs):
        began = time.perf_counter()
        task()
        found = min(found, time.perf_counter() - began)
    return found * 1e3


def main() -> None:
    """Print both figures."""
    library = open_library(None, None)
    own, prompts = library.items(), library.prompts()
    rows, texts = [], {}
    for place in range(QUESTIONS):
        row = own[place % len(own)]
        item = f"e-shikaku/VG-{place:06d}"
        rows.append(row._replace(item=item))
        texts[item] = prompts.get(row.item.removesuffix("/r"), Localized())
    settings = SchedulerSettings()
    at = Moment(NOW_MS, 540)
    print(f"search text of {QUESTIONS:,} made   {best(lambda: Finder(rows, texts), 3):8.1f} ms")
    finder = Finder(rows, texts)
    stand = standings([row.item for row in rows], {}, (), at, settings)
    which = Filter(frozenset(["unseen"]))
    worst = max(best(lambda w=word: chosen(finder.find(w), stand, which)) for word in WORDS)  # type: ignore[misc]
    print(f"a key, slowest of {len(WORDS)}         {worst:8.1f} ms   budget 20")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.sqlite3"
        lines = make(path, CARDS, REVIEWS)
        with open_log(path, fold=LogFold(settings), read_only=True) as log:
            took = best(lambda: statistics(log, rows, library.topics, at, settings), 5)
            print(f"statistics, {lines:,} lines  {took:8.1f} ms   budget 50")
            took = best(lambda: retention(log, at, settings), 1)
            print(f"predicted retention, 30 days {took:8.1f} ms   budget 50")


if __name__ == "__main__":
    main()
