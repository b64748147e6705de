"""A sitting of a mock exam as one line of JSON Lines: its row, and every line it has.

A sitting stands on one line so that it is taken in whole or not at all.
"""

from __future__ import annotations

from typing import Any

from quizapp.store.port import SittingLine, SittingRecord, SittingRow
from quizapp.store.schema import LAST_MS
from quizapp.words import tr

MOST_PAPER = 5_000_000
"""Characters a paper may have."""
MOST_LINES = 200_000
MOST_VALUE = 1_000_000
"""Characters a line may carry; the longest holds the results of a whole paper."""
_FIELDS = ("sitting", "learner", "at_ms", "offset_min", "paper", "lines")


def plain_sitting(record: SittingRecord) -> dict[str, Any]:
    """The sitting as JSON values."""
    row = record.row
    return {
        "sitting": row.id,
        "learner": record.learner,
        "at_ms": row.at_ms,
        "offset_min": row.offset_min,
        "paper": row.paper,
        "lines": [
            [one.number, one.at_ms, one.clock_ms, one.kind, one.place, one.value]
            for one in record.lines
        ],
    }


def parse_sitting(value: dict[str, Any], learner: str) -> SittingRecord:
    """The sitting on one line; one that names no learner is ``learner``'s.

    Raises ``ValueError`` that says what is wrong with it.
    """
    for name in value:
        if name not in _FIELDS:
            raise ValueError(tr("{name} という項目はありません", name=name))
    for name in _FIELDS:
        if name not in value and name != "learner":
            raise ValueError(tr("{name} がありません", name=name))
    whose = _text("learner", value.get("learner", learner), 200)
    row = SittingRow(
        _text("sitting", value["sitting"], 200),
        _whole("at_ms", value["at_ms"], 0, LAST_MS),
        _whole("offset_min", value["offset_min"], -1439, 1439),
        _text("paper", value["paper"], MOST_PAPER),
    )
    if not row.id or not whose:
        raise ValueError(tr("{name} が空です", name="sitting" if whose else "learner"))
    lines = value["lines"]
    if not isinstance(lines, list) or not 0 < len(lines) <= MOST_LINES:
        raise ValueError(tr("{name} は空でない配列です", name="lines"))
    return SittingRecord(
        whose, row, tuple(_line(place, given) for place, given in enumerate(lines))
    )


def _line(place: int, given: Any) -> SittingLine:
    if not isinstance(given, list) or len(given) != 6 or given[0] != place:
        raise ValueError(tr("{name} の {n} 番目を読めません", name="lines", n=place + 1))
    _, at_ms, clock_ms, kind, question, value = given
    return SittingLine(
        place,
        _whole("at_ms", at_ms, 0, LAST_MS),
        # A broken clock may have said anything; the sitting's own time is what counts.
        _whole("clock_ms", clock_ms, -(2**63), 2**63 - 1),
        _text("kind", kind, 40),
        _whole("place", question, -1, 100_000),
        _text("value", value, MOST_VALUE),
    )


def _whole(name: str, value: Any, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(
            tr("{name} は {low} から {high} までの整数です", name=name, low=low, high=high)
        )
    return value


def _text(name: str, value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(tr("{name} は文字列です", name=name))
    if any(0xD800 <= ord(sign) <= 0xDFFF for sign in value):
        raise ValueError(tr("{name} に文字でない符号があります", name=name))
    return value
