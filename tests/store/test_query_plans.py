"""The hot queries walk a key or an index; none may read a whole table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizapp.records import Event
from quizapp.scheduling.fold import LogFold
from quizapp.store import caches, counts, open_log, reading, rows

NOON = 1_766_631_600_000
GIVEN = {"learner": "me", "at": NOON, "day_end": NOON}

HOT: list[tuple[str, Any, str]] = [
    (rows.LINES, ("me", "p/q"), "SEARCH review USING PRIMARY KEY (learner=? AND item=?)"),
    (reading.MEMORY, ("me", "p/q"), "SEARCH card USING PRIMARY KEY (learner=? AND item=?)"),
    (reading.DUE, ("me", NOON, 20), "SEARCH card USING INDEX card_due (learner=? AND wake_ms<?)"),
    (reading.MISTAKES, ("me",), "SEARCH card USING COVERING INDEX card_wrong (learner=?)"),
    (
        reading.DAYS.format(predicted="predicted_ppm"),
        ("me", 1, 9),
        "SEARCH day USING PRIMARY KEY",
    ),
    (
        reading.SURE,
        ("me",),
        "SEARCH said USING COVERING INDEX review_sure (learner=?) / CORRELATED SCALAR SUBQUERY 1"
        " / SEARCH back USING COVERING INDEX review_undo",
    ),
    (
        counts.WAITING,
        GIVEN,
        "SEARCH card USING COVERING INDEX card_due (learner=? AND wake_ms<?)",
    ),
    (counts.INTRODUCED, ("me", 1), "SEARCH day USING PRIMARY KEY (learner=? AND day=?)"),
    (caches.CACHED, ("me", "p/q"), "SEARCH card USING PRIMARY KEY (learner=? AND item=?)"),
    (caches.ADD_DAY, ("me", 1, 1, 1, 1, 1, 1, 1, 1, 1), ""),
]


@pytest.mark.parametrize(("query", "given", "expected"), HOT)
@pytest.mark.parametrize("with_statistics", [False, True])
def test_no_hot_query_scans(
    query: str,
    given: Any,
    expected: str,
    with_statistics: bool,
    tmp_path: Path,
    answer: Callable[..., Event],
) -> None:
    with open_log(tmp_path / "study.sqlite3", fold=LogFold()) as log:
        log.append([answer(f"p/q{n}", NOON + n) for n in range(50)])
        connection = log._connection
        if with_statistics:
            # The planner must not change its mind once it has seen the data.
            connection.execute("ANALYZE")
        plan = " / ".join(
            row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + query, given)
        )
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan
    assert expected in plan
