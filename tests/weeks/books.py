"""The numbers of the screens worked out a second time, from the exported log alone.

Nothing of ``quizapp`` is used here: lines of JSON are read, memory is the ``fsrs`` package's, and
days are calendar arithmetic. What a screen shows has to agree with this.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import fsrs

ROLLOVER = timedelta(hours=4)
JUDGED = ("right", "wrong", "undecided")
LONGEST_MS = 600_000


def day_of(at_ms: int, offset_min: int) -> date:
    """The study day of an instant: the local date four hours earlier."""
    when = datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(minutes=offset_min)
    return (when - ROLLOVER).date()


@dataclass
class Day:
    """What one study day came to."""

    attempts: int = 0
    right: int = 0
    reviews: int = 0
    new: int = 0
    duration_ms: int = 0
    tested: int = 0
    kept: int = 0


@dataclass
class Kept:
    """What is known of one item."""

    card: fsrs.Card = field(default_factory=fsrs.Card)
    reps: int = 0
    lapses: int = 0
    lapsed: date = date.min
    """The day of the last lapse, or the one on which it was met: none counts before the next."""
    due_ms: int = 0
    day: date = date.min
    suspended: bool = False
    flagged: bool = False
    buried: date | None = None
    last_right: bool | None = None
    first: int = 0
    """The rating of the first showing."""


class Books:
    """The log of one learner, folded by other hands."""

    def __init__(self, lines: str, retention: float = 0.9) -> None:
        self.days: defaultdict[date, Day] = defaultdict(Day)
        self.items: dict[str, Kept] = {}
        self._scheduler = fsrs.Scheduler(desired_retention=retention, enable_fuzzing=False)
        rows = [json.loads(line) for line in lines.splitlines()]
        assert rows[0]["format"] == "quizapp-log"
        by_item: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows[1:]:
            by_item[row["item"]].append(row)
        for item, own in by_item.items():
            self.items[item] = self._fold(sorted(own, key=lambda row: row["at_ms"]))

    def _fold(self, rows: list[dict[str, Any]]) -> Kept:
        undone = {row["turn_ms"]: row["at_ms"] for row in rows if row["kind"] == "undo"}
        left = [
            row
            for row in rows
            if row["kind"] in ("flag", "unflag", "note")
            or (row["kind"] != "undo" and row["at_ms"] > undone.get(row["turn_ms"], -1))
        ]
        kept, heard = Kept(), {}
        for row in left:
            kind = row["kind"]
            day = day_of(row["at_ms"], row.get("offset_min", 0))
            if kind == "answer" and row.get("outcome") != "unreadable":
                self.days[day].duration_ms += min(row.get("duration_ms") or 0, LONGEST_MS)
                if row.get("outcome") in JUDGED:
                    self.days[day].attempts += 1
                    self.days[day].right += row["outcome"] == "right"
                    kept.last_right = row["outcome"] == "right"
                else:  # a card, or an answer that was shown: by the learner's own rating
                    own = row.get("rating") or json.loads(row.get("extra") or "{}").get("rating")
                    kept.last_right = kept.last_right if own is None else own > 1
            rated = row.get("rating") is not None and row.get("outcome") != "unreadable"
            if kind in ("answer", "rate") and rated:
                # What memory hears of a turn is its last rating, at the time of that.
                heard[row["turn_ms"]] = (row["rating"], row["at_ms"], row.get("offset_min", 0))
                kept.buried = None
            elif kind == "reset":
                raise AssertionError("no learner of this rehearsal resets an item")
            elif kind in ("suspend", "unsuspend"):
                kept.suspended = kind == "suspend"
            elif kind in ("flag", "unflag"):
                kept.flagged = kind == "flag"
            elif kind == "bury":
                kept.buried = day
        for rating, at_ms, offset_min in heard.values():
            self._hear(kept, rating, at_ms, offset_min)
        return kept

    def _hear(self, kept: Kept, rating: int, at_ms: int, offset_min: int) -> None:
        day = day_of(at_ms, offset_min)
        own = self.days[day]
        own.reviews += 1
        if not kept.reps:
            own.new += 1
            kept.first = rating
        elif day > kept.day:
            own.tested += 1
            own.kept += rating > 1
        if not kept.reps:
            kept.lapsed = day
        elif rating == 1 and day > kept.lapsed:
            kept.lapses, kept.lapsed = kept.lapses + 1, day
        # Noon of the study day, so that days between reviews are study days and not spans of 24 h.
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        kept.card, _ = self._scheduler.review_card(kept.card, fsrs.Rating(rating), noon)
        wait = kept.card.due - noon
        if wait >= timedelta(days=1):
            begins = datetime(day.year, day.month, day.day, tzinfo=UTC) + ROLLOVER
            begins += timedelta(days=wait.days) - timedelta(minutes=offset_min)
            kept.due_ms = round(begins.timestamp() * 1000)
        else:
            kept.due_ms = at_ms + round(wait.total_seconds() * 1000)
        kept.reps, kept.day = kept.reps + 1, day

    # ── what the screens say ─────────────────────────────────────────────────────────────────

    def waiting(self, at_ms: int, today: date) -> set[str]:
        """Items whose review may be asked now."""
        return {
            item
            for item, one in self.items.items()
            if one.reps and not one.suspended and one.due_ms <= at_ms and one.buried != today
        }

    def wrong(self) -> set[str]:
        """Items last answered wrong."""
        return {item for item, one in self.items.items() if one.last_right is False}

    def met(self) -> set[str]:
        """Items answered at least once."""
        return {item for item, one in self.items.items() if one.reps}

    def planned(
        self, items: Sequence[tuple[str, float]], minutes: float, today: date
    ) -> list[tuple[str, float]]:
        """What is left of a plan's ``items`` (each with its minutes) in the day's ``minutes``."""
        left = max(0.0, minutes - self.days[today].duration_ms / 60_000)
        kept = []
        for item, expected in items:
            one = self.items.get(item, Kept())
            if one.suspended or one.buried == today or (one.reps and one.day >= today):
                continue
            if left < expected / 2:
                break
            left -= expected
            kept.append((item, expected))
        return kept

    def first_right(self) -> float:
        """How often a first answer goes right: 6 of 10 at the outset, then as this learner's do."""
        met = [one for one in self.items.values() if one.reps]
        return (6 + sum(one.first > 1 for one in met)) / (10 + len(met))

    def recall(self, item: str, today: date) -> float:
        """The chance that an item is recalled today."""
        one = self.items[item]
        noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
        return float(self._scheduler.get_card_retrievability(one.card, noon))

    def streak(self, today: date) -> int:
        """Study days in a row, up to today or yesterday."""
        day = today if self.days[today].attempts else today - timedelta(days=1)
        count = 0
        while self.days[day].attempts:
            count, day = count + 1, day - timedelta(days=1)
        return count

    def load(self, today: date, offset_min: int, days: int) -> list[int]:
        """Reviews falling due on each of the next days, overdue ones on the first."""
        found: Counter[int] = Counter()
        for one in self.items.values():
            if one.reps and not one.suspended:
                found[max(0, (day_of(one.due_ms, offset_min) - today).days)] += 1
        return [found[place] for place in range(days)]

    def total(self) -> Day:
        """All days together."""
        whole = Day()
        for day in self.days.values():
            for name, value in vars(day).items():
                setattr(whole, name, getattr(whole, name) + value)
        return whole
