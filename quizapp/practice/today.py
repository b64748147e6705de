"""What today looks like: what waits, how long it takes, how each topic stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from quizapp.records import Localized
from quizapp.scheduling.rating import typical_ms

SECONDS = {
    "expression": 70,
    "number": 60,
    "cloze": 30,
    "choice": 40,
    "choices": 50,
    "order": 45,
    "code": 110,
    "recall": 12,
}
"""Typical seconds for one answer before the learner's own pace is known."""


@dataclass(frozen=True, slots=True)
class TopicStanding:
    """How one topic stands now."""

    id: str
    title: Localized
    total: int
    """Items of the topic."""
    seen: int
    """Items answered at least once."""
    remembered: float
    """Expected share of all its items that would be recalled now; an unseen one counts 0."""
    due: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A session that was left and can be taken up again."""

    id: str
    kind: str
    place: int
    total: int
    stopped_ms: int
    offset_min: int
    old: bool = False
    """Left more than one study day ago: what is due today comes before it."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What the exam-date plan says of the day."""

    expected: float
    """Score expected on the day when the plan is followed, in points of 100."""
    band: float
    untouched: float
    """When nothing more is done; moved by mock exams as ``expected`` is."""
    gain: float
    """Points that today's minutes keep from being lost."""
    minutes_left: int
    """Minutes of today that are not used yet."""
    areas: tuple[AreaStanding, ...]
    load: tuple[float, ...]
    """Minutes expected on each day, today first."""
    of_today: bool
    """False: yesterday's plan serves until today's is ready."""
    few: bool
    """Too few reviews to judge the forecast by."""
    shift: float = 0.0
    """Points by which mock exams moved ``expected``."""
    day_off: bool = False
    """Whether the learner left this weekday free."""


@dataclass(frozen=True, slots=True)
class AreaStanding:
    """What is expected of one area on the exam day."""

    id: str
    title: Localized
    expected: float
    band: float
    seen: int
    total: int


@dataclass(frozen=True, slots=True)
class Today:
    """The picture of the day."""

    due: int
    """Reviews whose day has come, steps of learning included."""
    learning: int
    new: int
    """New items still wanted today."""
    mistakes: int
    """Of ``due``: those whose last answer was wrong."""
    wrong: int
    """All whose last answer was wrong, due or not: what a session of mistakes would ask."""
    left: int
    """Questions the day still wants, in however many sessions."""
    planned: int
    """Questions in the session that enter starts."""
    minutes: int
    """What that session is expected to take."""
    answered: int
    """Answers given today."""
    right: int
    cards: int
    """Cards rated today."""
    topics: tuple[TopicStanding, ...]
    load: tuple[int, ...]
    """Reviews coming due on each of the next 14 study days, today first."""
    streak: int
    exam_date: date | None
    days_left: int | None
    resume: Unfinished | None
    plan: DayPlan | None = None
    """With an exam to come and a plan made."""


def minutes_for(kinds: Mapping[str, int], pace_ms: Mapping[str, int]) -> int:
    """Minutes for so many items of each kind, at the learner's own pace where it is known."""
    total_ms = sum(count * pace_ms.get(kind, typical_ms(kind)) for kind, count in kinds.items())
    return max(1, round(total_ms / 60_000)) if total_ms else 0
