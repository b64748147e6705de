"""What a study log can do, whatever keeps it.

Rules every store obeys, held by one shared suite of tests:

- A line once written is never changed or removed. What was appended is durable on return.
- The memory of an item is the fold of its lines; totals of days likewise. Both are caches.
- A line is known by learner, item, ``at_ms`` and device. A time that is taken already moves on by
  a millisecond, and within a turn lines keep the order in which they were logged.
- Logs merge by set union of their lines; merging twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Protocol, Self

from quizapp.records import DueCounts, Event, Memory

if TYPE_CHECKING:
    from quizapp.clock import Moment

Sums = tuple[int, int, int, int, int, int, int, int]
"""Attempts, reviews, right, new, duration_ms, tested, kept and predicted_ppm, as in
:class:`DayTotals`."""

Digest = tuple[Memory, Mapping[int, Sums], bool | None, int | None]
"""Memory, sums by study day, whether the last answer was right, how long judged ones took."""


class Fold(Protocol):
    """Whoever knows what the lines mean; ``scheduling.LogFold`` does."""

    @property
    def key(self) -> str:
        """A text that changes whenever the same lines would fold to something else."""
        ...

    def memory(self, events: Iterable[Event]) -> Memory:
        """The memory of one item from its lines, given in any order."""
        ...

    def digest(self, events: Iterable[Event]) -> Digest:
        """All that a store caches about one item."""
        ...

    def extend(self, before: Memory, newest_ms: int, event: Event) -> Digest | None:
        """What one more line at the end changes, or None when all lines must be read again.

        The days are those the line adds to; the last answer is None where the line has none.
        """
        ...

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of line that ``replay`` is given as 1, 2 …; all others as 0."""
        ...

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes that ``replay`` is given as 1, 2 …; all others as 0."""
        ...

    def replay(self, **columns: Any) -> Any:
        """The digests of very many items at once, from arrays; see ``scheduling.replay``."""
        ...


@dataclass(frozen=True, slots=True)
class SessionState:
    """A session that was left, as it wants to find itself again."""

    id: str
    kind: str
    at_ms: int
    """When the state was saved."""
    offset_min: int
    state: str
    """JSON, read by whoever wrote it."""


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A sitting of a mock exam, as it began."""

    id: str
    at_ms: int
    offset_min: int
    paper: str
    """JSON, read by whoever wrote it."""


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One thing that happened in a sitting; never changed once written."""

    number: int
    """0, 1, 2 … in each sitting."""
    at_ms: int
    """In the sitting's own time, which never goes back."""
    clock_ms: int
    """What the machine's clock said."""
    kind: str
    place: int = -1
    """0-based question, or -1."""
    value: str = ""


@dataclass(frozen=True, slots=True)
class SittingRecord:
    """A whole sitting, as it goes from one log to another."""

    learner: str
    row: SittingRow
    lines: tuple[SittingLine, ...]


@dataclass(frozen=True, slots=True)
class DayTotals:
    """What happened on one study day, or over many."""

    attempts: int = 0
    """Answers that were judged; unreadable ones are none."""
    reviews: int = 0
    """Turns that ended in a rating."""
    right: int = 0
    """Attempts judged right."""
    new: int = 0
    """Items reviewed for the first time."""
    duration_ms: int = 0
    """Time of all answers that could be read: cards and answers shown with the judged ones."""
    tested: int = 0
    """First reviews of the day of items met on an earlier day."""
    kept: int = 0
    """Those of ``tested`` that were remembered."""
    predicted_ppm: int = 0
    """Chances of recall that memory gave ``tested`` just before, added up in millionths."""

    @property
    def retention(self) -> float | None:
        """Share remembered of what was tested, or None when nothing was."""
        return self.kept / self.tested if self.tested else None

    @property
    def predicted(self) -> float | None:
        """Share that was expected to be remembered, or None when nothing was tested."""
        return self.predicted_ppm / 1e6 / self.tested if self.tested else None


def sum_of(days: Iterable[DayTotals]) -> DayTotals:
    """The totals of several days together."""
    rows = [astuple(day) for day in days]
    return DayTotals(*(sum(column) for column in zip(*rows, strict=True)))


@dataclass(frozen=True, slots=True)
class SureAnswer:
    """An answer before which the learner said how sure it was."""

    item: str
    turn_ms: int
    at_ms: int
    outcome: str
    sure: int
    """1 a guess, 2 fairly sure, 3 sure."""

    @classmethod
    def of(cls, item: str, turn_ms: int, at_ms: int, outcome: str, extra: str) -> SureAnswer:
        """From a line of the log; what is no level counts as 0."""
        import json

        try:
            sure = int(json.loads(extra)["sure"])
        except (ValueError, KeyError, TypeError):
            sure = 0
        return cls(item, turn_ms, at_ms, outcome, sure)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check of the store has to say."""

    code: str
    """Stable: "integrity", "cache.memory", "cache.days", "guards", "backup.none" …"""
    text: str
    mend: str = ""
    harmless: bool = False


class StudyLog(Protocol):
    """The log of one learner."""

    @property
    def learner(self) -> str:
        """Whose log this is."""
        ...

    @property
    def device(self) -> str:
        """The name of this machine in the log."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    # ── writing ──────────────────────────────────────────────────────────────────────────────

    def append(
        self,
        events: Sequence[Event],
        *,
        session: SessionState | None = None,
        ended: str | None = None,
    ) -> Memory:
        """Write lines, and the session's state with them; the memory of the first line's item.

        ``ended`` is the id of a session that is over with these lines. All or nothing, and
        durable on return. The log puts in its own learner and device.
        """
        ...

    def free_ms(self, item: str, at_ms: int) -> int:
        """The first time from ``at_ms`` on at which this device has no line about ``item``."""
        ...

    def save_session(self, state: SessionState) -> None:
        """Keep the state of a session that is under way.

        It outlives the process, but a power cut may set it back to the state kept with the last
        lines: unlike those it is not waited for until the disk has it.
        """
        ...

    def end_session(self, session_id: str, at: Moment) -> None:
        """The session is over: it is not offered again."""
        ...

    def start_sitting(self, row: SittingRow, lines: Sequence[SittingLine]) -> None:
        """Write a new sitting with its first lines; all or nothing, durable on return."""
        ...

    def append_sitting(
        self, sitting: str, lines: Sequence[SittingLine], *, events: Sequence[Event] = ()
    ) -> bool:
        """Write lines of a sitting, and lines of the log with them; all or nothing, durable.

        False, and nothing written, when the lines do not follow the last one kept: another
        window has written since, and the caller must read before it writes.
        """
        ...

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def sittings(self) -> list[SittingRow]:
        """The sittings of this learner, newest first."""
        ...

    def sitting(self, sitting: str) -> SittingRow | None:
        """One sitting, or None."""
        ...

    def sitting_lines(self, sitting: str) -> list[SittingLine]:
        """The lines of one sitting, in order."""
        ...

    def events(self, item: str) -> list[Event]:
        """All lines about one item, in order of time."""
        ...

    def all_events(self) -> Iterator[Event]:
        """Every line of every learner, by item and time."""
        ...

    def recent(self, since_ms: int) -> list[Event]:
        """This learner's lines from ``since_ms`` on, in order of time."""
        ...

    def fold(self, events: Iterable[Event]) -> Memory:
        """The memory some lines of one item would leave."""
        ...

    def memory(self, item: str) -> Memory | None:
        """The memory of one item, or None when the log does not know it."""
        ...

    def memories(self, items: Collection[str] | None = None) -> dict[str, Memory]:
        """The memories of ``items`` that the log knows; of all it knows when None."""
        ...

    def due(self, at_ms: int, *, limit: int | None = None) -> list[tuple[str, Memory]]:
        """Cards that may be asked at ``at_ms``, longest due first; not suspended or buried."""
        ...

    def counts(
        self,
        at_ms: int,
        day_end_ms: int,
        *,
        known: Collection[str] | None = None,
        new_per_day: int = 0,
        introduced_today: int = 0,
    ) -> DueCounts:
        """What waits: reviews due now, new ones still wanted, steps to finish before the day ends.

        ``known`` are the items there are questions for; others are not counted. Without it no new
        ones are counted.
        """
        ...

    def mistakes(self) -> list[str]:
        """Items whose last answer was wrong, or whose card was rated Again, longest ago first."""
        ...

    def durations_ms(self) -> dict[str, int]:
        """How long the last judged answer to each item took."""
        ...

    def sure_answers(self) -> list[SureAnswer]:
        """Answers that said how sure the learner was, oldest first, less those taken back."""
        ...

    def open_session(self) -> SessionState | None:
        """The session left last that has not ended, or None."""
        ...

    def day_totals(self, first: int, last: int) -> dict[int, DayTotals]:
        """Totals of the study days ``first`` to ``last`` (days since 1970), where any."""
        ...

    def totals(self) -> DayTotals:
        """Totals over all time."""
        ...

    # ── keeping ──────────────────────────────────────────────────────────────────────────────

    def rebuild(self) -> int:
        """Make all caches again from the lines; the number of items."""
        ...

    def use(self, fold: Fold) -> None:
        """Give the lines another meaning from now on; caches made otherwise are made again."""
        ...

    def merge_events(self, events: Iterable[Event]) -> int:
        """Take in lines of other devices; how many were new. Only their items are replayed."""
        ...

    def export_jsonl(self, stream: IO[str]) -> int:
        """Write every line and every sitting as JSON Lines; how many lines there were."""
        ...

    def import_jsonl(self, stream: Iterable[str]) -> int:
        """Take in what ``export_jsonl`` wrote; how many lines of the log were new.

        Sittings are taken in too, and go on where they went on elsewhere. One that went on in two
        places keeps the history it has here.

        Raises ``UsageError`` that names every bad line, and then takes in nothing.
        """
        ...

    def check(self) -> list[Finding]:
        """What is wrong with the store; empty when nothing is."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...
