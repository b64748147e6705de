"""Study logs of any size, made quickly and always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from quizapp.records import Event
from quizapp.scheduling.fold import LogFold
from quizapp.store import open_log
from quizapp.store.appending import INSERT_EVENT
from quizapp.store.rows import row_of

START_MS = 1_730_000_000_000
NOW_MS = 1_766_631_600_000
DAY_MS = 86_400_000


def lines(cards: int, reviews: int) -> Iterator[Event]:
    """Logs of ``cards`` items with ``reviews`` turns each; one turn in eight has an override."""
    rng = random.Random(7)
    for card in range(cards):
        item = f"e-shikaku/VG-{card:06d}"
        at_ms = START_MS + rng.randrange(DAY_MS * 30)
        gap = (NOW_MS - START_MS - 40 * DAY_MS) // reviews
        for _ in range(reviews):
            rating = rng.choices((1, 2, 3, 4), (10, 12, 63, 15))[0]
            override = rng.random() < 0.125
            for kind in ("answer", "rate") if override else ("answer",):
                yield Event(
                    item,
                    at_ms + (4000 if kind == "rate" else 0),
                    kind,
                    at_ms,
                    540,
                    rating,
                    "2*(x+y)",
                    "wrong" if rating == 1 else "right",
                    "right.points",
                    "points",
                    1.0,
                    rng.randrange(2000, 90_000),
                    0,
                    0,
                    "0123456789abcdef",
                    "19b2f1a0c40",
                    "a1b2c3d4",
                )
            at_ms += rng.randrange(60_000, 2 * gap)


def make(path: Path, cards: int, reviews: int) -> int:
    """Write such a log to ``path`` with its caches; how many lines it has."""
    with open_log(path, fold=LogFold(), device="a1b2c3d4") as log:
        connection = log._connection
        connection.execute("BEGIN")
        connection.executemany(INSERT_EVENT, map(row_of, lines(cards, reviews)))
        connection.execute("COMMIT")
        log.rebuild()
        return log.line_count()
