"""The state of a sitting: the fold of its lines, and nothing else.

Every line is applied the same way when it is written and when it is read again, so a sitting that
was killed is the one that is resumed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from quizapp.exam.paper import Paper
from quizapp.exam.timekeeper import Timekeeper
from quizapp.store.port import SittingLine

Mark = Literal["", "sure", "unsure"]
KINDS = (
    "start",
    "look",
    "answer",
    "clear",
    "flag",
    "unflag",
    "mark",
    "strike",
    "unstrike",
    "note",
    "typing",
    "sum",
    "scratch",
    "pause",
    "unpause",
    "section",
    "seen",
    "resume",
    "submit",
)
"""Every kind of line there is; others, of a later version, are passed over."""


@dataclass(slots=True)
class Seat:
    """What the sitter has done with one question."""

    response: str = ""
    """As grading takes it: authored 1-based numbers for options; "" while blank."""
    flagged: bool = False
    mark: Mark = ""
    struck: frozenset[int] = frozenset()
    """Authored 0-based indexes of options struck out."""
    note: str = ""
    spent_ms: int = 0
    looks: int = 0
    history: list[tuple[int, str]] = field(default_factory=list)
    """Every response with its time, "" for a cleared one."""

    @property
    def answered(self) -> bool:
        """Whether there is a response."""
        return bool(self.response)


@dataclass(frozen=True, slots=True)
class Result:
    """What grading decided about one question when the paper was handed in."""

    outcome: str
    """"right", "wrong", "blank", "unreadable", "undecided", or "void" for a lost question."""
    score: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was expected of a sitting, in per cent right, before its first answer."""

    expected: float
    low: float
    high: float
    """Ends of the band that holds about four sittings in five."""
    model: float
    """What the memory of the items alone had said, before earlier mock exams corrected it."""

    def plain(self) -> list[float]:
        """As kept in the first line of a sitting."""
        return [self.expected, self.low, self.high, self.model]

    @classmethod
    def read(cls, kept: object) -> Forecast | None:
        """What ``plain`` gave; None for a sitting that was begun without a forecast."""
        if not isinstance(kept, list) or len(kept) != 4:
            return None
        return cls(*(float(one) for one in kept))


class State:
    """A sitting as its lines left it."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.seats = [Seat() for _ in paper.slots]
        self.count = 0
        """Lines applied, which is the number of the next one."""
        self.time = Timekeeper(0, 0)
        self.start_ms = 0
        self.extra = 1.0
        """Factor on all times, 1 to 2."""
        self.place = 0
        self.section = 0
        self.section_ms = 0
        """When the present section began."""
        self.paused = False
        self.pauses: list[int] = []
        """How long each pause took, in milliseconds; the last one grows while it lasts."""
        self.resumes = 0
        self.away_ms = 0
        """Time between the last line before a crash or a closed window and the return."""
        self.submitted_ms: int | None = None
        self.auto = False
        """Whether time ran out rather than the sitter handing in."""
        self.results: tuple[Result, ...] = ()
        self.sums: list[tuple[str, str]] = []
        """What was worked out with the calculator, and what it came to, oldest first."""
        self.scratch = ""
        """The scratch pad, of the whole sitting."""
        self.forecast: Forecast | None = None
        """What was expected of this sitting when it began."""

    @classmethod
    def of(cls, paper: Paper, lines: Iterable[SittingLine]) -> State:
        """The state that ``lines`` lead to."""
        state = cls(paper)
        for line in lines:
            state.apply(line)
        return state

    # ── times ────────────────────────────────────────────────────────────────────────────────

    @property
    def limit_ms(self) -> int:
        """The time there is, with extra time and without pauses."""
        return round(self.paper.blueprint.minutes * 60_000 * self.extra)

    @property
    def deadline_ms(self) -> int:
        """When the paper is handed in by itself; pauses put it off."""
        return self.start_ms + self.limit_ms + sum(self.pauses)

    @property
    def section_deadline_ms(self) -> int:
        """When the present section ends; the deadline where it has no time of its own."""
        sections = self.paper.blueprint.sections
        if not sections or not sections[self.section].minutes:
            return self.deadline_ms
        own = self.section_ms + round(sections[self.section].minutes * 60_000 * self.extra)
        return min(own, self.deadline_ms)

    @property
    def last_section(self) -> bool:
        """Whether no section follows."""
        return self.section + 1 >= max(1, len(self.paper.blueprint.sections))

    def open_places(self) -> list[int]:
        """The places that may be answered now: those of the present section."""
        if not self.paper.blueprint.sections:
            return list(range(self.paper.total))
        return [
            place for place, slot in enumerate(self.paper.slots) if slot.section == self.section
        ]

    # ── folding ──────────────────────────────────────────────────────────────────────────────

    def apply(self, line: SittingLine) -> None:
        """Take in the next line."""
        self.count = line.number + 1
        kind = line.kind
        if kind == "start":
            self.start_ms = self.section_ms = line.at_ms
            self.time = Timekeeper(line.at_ms, line.clock_ms)
            told = json.loads(line.value or "{}")
            self.extra = told.get("extra", 1.0)
            self.forecast = Forecast.read(told.get("forecast"))
            self.seats[0].looks += 1
            return
        passed = max(0, line.at_ms - self.time.seen_ms)
        self.time = Timekeeper(max(line.at_ms, self.time.seen_ms), line.clock_ms)
        if kind == "resume":
            self.resumes += 1
            if self.paused:
                self.pauses[-1] += passed
            else:
                self.away_ms += passed
            return
        if self.paused:
            self.pauses[-1] += passed
        elif self.submitted_ms is None:
            self.seats[self.place].spent_ms += passed
        self._act(line)

    def _act(self, line: SittingLine) -> None:
        kind = line.kind
        seat = self.seats[line.place] if 0 <= line.place < len(self.seats) else None
        if seat is not None:
            self._act_on(seat, line)
        elif kind == "pause":
            self.paused = True
            self.pauses.append(0)
        elif kind == "unpause":
            self.paused = False
        elif kind == "sum":
            text, shown = json.loads(line.value)
            self.sums.append((text, shown))
        elif kind == "scratch":
            self.scratch = line.value
        elif kind == "section":
            self.section = int(line.value)
            self.section_ms = line.at_ms
            self.place = self.open_places()[0]
            self.seats[self.place].looks += 1
        elif kind == "submit":
            told = json.loads(line.value)
            self.submitted_ms = line.at_ms
            self.paused = False
            self.auto = bool(told["auto"])
            for one in self.seats:
                if one.response and (not one.history or one.history[-1][1] != one.response):
                    one.history.append((line.at_ms, one.response))  # was still being typed
            self.results = tuple(Result(*one) for one in told["results"])

    def _act_on(self, seat: Seat, line: SittingLine) -> None:
        kind, value = line.kind, line.value
        if kind == "look":
            self.place = line.place
            seat.looks += 1
        elif kind == "answer":
            seat.response = value
            seat.history.append((line.at_ms, value))
        elif kind == "typing":
            seat.response = value
        elif kind == "clear":
            seat.response = ""
            seat.history.append((line.at_ms, ""))
        elif kind in ("flag", "unflag"):
            seat.flagged = kind == "flag"
        elif kind == "mark":
            seat.mark = "sure" if value == "sure" else "unsure" if value == "unsure" else ""
        elif kind == "strike":
            seat.struck |= {int(value)}
        elif kind == "unstrike":
            seat.struck -= {int(value)}
        elif kind == "note":
            seat.note = value
