"""The record of study days: half a year of squares, a column a week, the stronger the more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from rich.cells import cell_len

from quizapp.tui.cells import heading
from quizapp.tui.ink import Ink, Line
from quizapp.tui.spans import duration, month_short, weekday_short
from quizapp.words import tr

WEEKS = 26
LABEL = 4
"""Cells before the squares."""
WIDTH = LABEL + 2 * WEEKS
ROWS = 10
"""Heading, months, the seven days of a week, and what the squares mean."""
_EPOCH = date(1970, 1, 1).toordinal()
_SHADES = "·░▒▓█"
_SHADES_ASCII = ".-+x#"


def day_number(day: date) -> int:
    """Days since 1970, as the store counts them."""
    return day.toordinal() - _EPOCH


def first_day(today: date) -> date:
    """The Monday on which the map begins."""
    return today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))


def heat_rows(
    times: Mapping[date, int], today: date, streak: int, ink: Ink, width: int
) -> list[Line]:
    """The map for milliseconds studied per study day up to ``today``, in ``width`` cells."""
    studied = sum(time > 0 for time in times.values())
    facts = [tr("連続 {n} 日", n=streak)] if streak > 1 else []
    facts.append(
        tr("{w} 週で 1 日", w=WEEKS) if studied == 1 else tr("{w} 週で {n} 日", w=WEEKS, n=studied)
    )
    rows: list[Line] = [
        ((heading(tr("学習の記録")), "strong"), ("   " + "   ".join(facts), "muted"))
    ]
    start = first_day(today)
    rows.append(((" " * LABEL + _months(start), "muted"),))
    longest = max(times.values(), default=0)
    for weekday in range(7):
        name = weekday_short(start + timedelta(days=weekday)) if weekday in (0, 2, 4, 6) else ""
        gap = " " * (LABEL - (2 if name else 0))
        line: list[tuple[str, str]] = [(name + gap, "muted")]
        for week in range(WEEKS):
            day = start + timedelta(days=7 * week + weekday)
            if day > today:
                break
            line.append(_square(_level(times.get(day, 0), longest), ink))
        rows.append(line)
    rows.append(_legend(longest, ink, width))
    return rows


def _square(level: int, ink: Ink) -> tuple[str, str]:
    if ink.shades:
        sign = (_SHADES_ASCII if ink.ascii else _SHADES)[level]
        return sign + " ", "" if level else "faint"
    return "■ ", f"heat{level}"


def _legend(longest: int, ink: Ink, width: int) -> Line:
    """That squares are time, up to the longest day, and that practice counts as well."""
    what = " " * LABEL + tr("学習時間") + "  "
    squares = [_square(level, ink) for level in range(1, 5)]
    most = " " + tr("最長 {time}", time=duration(longest)) if longest > 1 else ""
    also = "  " + tr("詰め込みや模試も含む")
    if cell_len(what + most + also) + 2 * len(squares) > width:
        most = ""
    return [(what, "muted"), *squares, (most + also, "muted")]


def _level(time: int, longest: int) -> int:
    """0 for no study, 1 to 4 by quarters of the longest day."""
    if time <= 0:
        return 0
    return max(1, min(4, -(-4 * time // max(longest, 1))))


def _months(start: date) -> str:
    """The names of the months over the weeks in which they begin."""
    row = ""
    for week in range(WEEKS):
        monday = start + timedelta(days=7 * week)
        sunday = monday + timedelta(days=6)
        if sunday.day <= 7 and cell_len(row) <= 2 * week:
            row += " " * (2 * week - cell_len(row)) + month_short(sunday)
    return row
