"""What today's plan still holds, told without loading a library: for ``quizapp due``.

The plan of the day lies in a file of plain lines beside the note that the screens read, most
urgent item first. What is left of it follows from the log's caches, by the same rules as the
agenda's queue; a test holds the two together. Imports nothing heavy.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

VERSION = 1
MINUTE_MS = 60_000
STALE_DAYS = 7
"""How old a plan may be and still give an order."""


class Entry(NamedTuple):
    """One item of the day."""

    minutes: float
    """It is expected to take so long."""
    is_card: bool
    item: str


class DayLeft(NamedTuple):
    """What the plan still holds today."""

    minutes: int
    questions: int
    cards: int
    of_today: bool
    """False while an older plan serves, until today is planned."""


class DayList(NamedTuple):
    """The plan of one study day, as far as the order of items goes."""

    day: int
    exam: int
    entries: tuple[Entry, ...]


def path_beside(plan: Path) -> Path:
    """Where the plain lines lie, beside the note ``plan``."""
    return plan.with_suffix(".due")


def write_list(path: Path, day: int, exam: int, entries: Iterable[Entry]) -> None:
    """Put the list into the file, whole or not at all; one that cannot be written is let be."""
    lines = [f"{VERSION} {day} {exam}"]
    lines += [f"{one.minutes:.4f} {int(one.is_card)} {one.item}" for one in entries]
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def read_list(path: Path) -> DayList | None:
    """The list in the file, or None when there is none that can be used."""
    try:
        with open(path, encoding="utf-8") as file:
            version, day, exam = map(int, file.readline().split())
            if version != VERSION:
                return None
            rows = [line.rstrip("\n").split(" ", 2) for line in file]
            entries = tuple(Entry(float(row[0]), row[1] == "1", row[2]) for row in rows)
    except (OSError, ValueError, IndexError):
        return None
    return DayList(day, exam, entries)


def day_left(
    planned: DayList,
    *,
    today: int,
    exam: int,
    minutes: float,
    is_open: Callable[[str], bool],
    known: Collection[str] | None,
) -> DayLeft | None:
    """What is left of the plan in ``minutes``; None when it is of another exam or too old.

    Also None when it is of an earlier day and nothing is left of it: that says nothing of today.
    ``is_open`` says whether an item was not yet answered today and is not put aside; ``known``
    are the items there are questions for, all when None.
    """
    if planned.exam != exam or not 0 <= today - planned.day <= STALE_DAYS or today >= exam:
        return None
    left, expected, questions, cards = minutes, 0.0, 0, 0
    for one in planned.entries:
        if (known is not None and one.item not in known) or not is_open(one.item):
            continue
        if left < one.minutes / 2:
            break
        left -= one.minutes
        expected += one.minutes
        questions += not one.is_card
        cards += one.is_card
    if not questions + cards and left and planned.day != today:
        return None
    taken = max(1, round(expected)) if questions + cards else 0
    return DayLeft(taken, questions, cards, planned.day == today)
