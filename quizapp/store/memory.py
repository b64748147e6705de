"""A study log without a file: the same promises, kept as long as the process lives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from quizapp.records import DueCounts, Event, Memory
from quizapp.store import jsonl
from quizapp.store.port import (
    DayTotals,
    Finding,
    Fold,
    SessionState,
    SittingLine,
    SittingRecord,
    SittingRow,
    SureAnswer,
    sum_of,
)
from quizapp.store.sittings import missing
from quizapp.store.stamping import first_free_ms, stamped

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.store.port import Digest

Key = tuple[str, str]


class MemoryLog:
    """A ``StudyLog`` in plain dictionaries; see ``port.StudyLog`` for the promises."""

    def __init__(self, *, fold: Fold, learner: str = "me", device: str = "memory") -> None:
        self.learner = learner
        self.device = device
        self._fold = fold
        self._lines: dict[Key, dict[tuple[int, str], Event]] = {}
        self._digests: dict[Key, Digest] = {}
        self._sessions: dict[str, SessionState] = {}
        self._sittings: dict[str, tuple[SittingRow, list[SittingLine]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Nothing to let go of."""

    def append(
        self,
        events: Sequence[Event],
        *,
        session: SessionState | None = None,
        ended: str | None = None,
    ) -> Memory:
        """Write lines, and the session's state with them; the memory of the first line's item."""
        items: dict[str, list[Event]] = {}
        for event in events:
            items.setdefault(event.item, []).append(event)
        for item, group in items.items():
            before = self.events(item)
            self._add(stamped(group, before, learner=self.learner, device=self.device))
        if session is not None:
            self.save_session(session)
        if ended is not None:
            self._sessions.pop(ended, None)
        return self._digests[self.learner, events[0].item][0]

    def _add(self, events: Iterable[Event]) -> int:
        """How many of these lines were new; their items are folded again."""
        touched = set()
        added = 0
        for event in events:
            lines = self._lines.setdefault((event.learner, event.item), {})
            key = (event.at_ms, event.device)
            if key not in lines:
                lines[key] = event
                touched.add((event.learner, event.item))
                added += 1
        for learner, item in touched:
            self._digests[learner, item] = self._fold.digest(self._sorted(learner, item))
        return added

    def _sorted(self, learner: str, item: str) -> list[Event]:
        lines = self._lines.get((learner, item), {})
        return [lines[key] for key in sorted(lines)]

    def free_ms(self, item: str, at_ms: int) -> int:
        """The first time from ``at_ms`` on at which this device has no line about ``item``."""
        lines = self._lines.get((self.learner, item), {})
        return first_free_ms(at_ms, {at for at, device in lines if device == self.device})

    def save_session(self, state: SessionState) -> None:
        """Keep the state of a session that is under way."""
        self._sessions[state.id] = state

    def end_session(self, session_id: str, at: Moment) -> None:
        """The session is over: it is not offered again."""
        self._sessions.pop(session_id, None)

    def start_sitting(self, row: SittingRow, lines: Sequence[SittingLine]) -> None:
        """Write a new sitting with its first lines."""
        if row.id in self._sittings:
            raise ValueError(f"there is a sitting {row.id} already")
        self._sittings[row.id] = row, list(lines)

    def append_sitting(
        self, sitting: str, lines: Sequence[SittingLine], *, events: Sequence[Event] = ()
    ) -> bool:
        """Write lines of a sitting, and of the log; False when they do not follow the last."""
        kept = self._sittings[sitting][1]
        if lines and lines[0].number != len(kept):
            return False
        kept.extend(lines)
        if events:
            self.append(events)
        return True

    def sittings(self) -> list[SittingRow]:
        """The sittings of this learner, newest first."""
        rows = [row for row, _ in self._sittings.values()]
        return sorted(rows, key=lambda row: (-row.at_ms, row.id))

    def sitting(self, sitting: str) -> SittingRow | None:
        """One sitting, or None."""
        found = self._sittings.get(sitting)
        return None if found is None else found[0]

    def sitting_lines(self, sitting: str) -> list[SittingLine]:
        """The lines of one sitting, in order."""
        found = self._sittings.get(sitting)
        return [] if found is None else list(found[1])

    def open_session(self) -> SessionState | None:
        """The session left last that has not ended, or None."""
        return max(self._sessions.values(), key=lambda state: state.at_ms, default=None)

    def events(self, item: str) -> list[Event]:
        """All lines about one item, in order of time."""
        return self._sorted(self.learner, item)

    def all_events(self) -> Iterator[Event]:
        """Every line of every learner, by item and time."""
        for learner, item in sorted(self._lines):
            yield from self._sorted(learner, item)

    def recent(self, since_ms: int) -> list[Event]:
        """This learner's lines from ``since_ms`` on, in order of time."""
        events = (event for event in self.all_events() if event.learner == self.learner)
        return sorted(
            (event for event in events if event.at_ms >= since_ms),
            key=lambda event: (event.at_ms, event.item, event.device),
        )

    def fold(self, events: Iterable[Event]) -> Memory:
        """The memory some lines of one item would leave."""
        return self._fold.memory(events)

    def memory(self, item: str) -> Memory | None:
        """The memory of one item, or None when the log does not know it."""
        digest = self._digests.get((self.learner, item))
        return None if digest is None else digest[0]

    def memories(self, items: Collection[str] | None = None) -> dict[str, Memory]:
        """The memories of ``items`` that the log knows; of all it knows when None."""
        return {
            item: digest[0]
            for item, digest in sorted(self._own().items())
            if items is None or item in items
        }

    def _own(self) -> dict[str, Digest]:
        return {
            item: digest
            for (learner, item), digest in self._digests.items()
            if learner == self.learner
        }

    def due(self, at_ms: int, *, limit: int | None = None) -> list[tuple[str, Memory]]:
        """Cards that may be asked at ``at_ms``, longest due first; not suspended or buried."""
        waiting = [
            (_wake_ms(memory), memory.state, item, memory)
            for item, memory in self.memories().items()
            if memory.state != "new" and not memory.suspended and _wake_ms(memory) <= at_ms
        ]
        return [(item, memory) for *_, item, memory in sorted(waiting, key=_due_order)[:limit]]

    def counts(
        self,
        at_ms: int,
        day_end_ms: int,
        *,
        known: Collection[str] | None = None,
        new_per_day: int = 0,
        introduced_today: int = 0,
    ) -> DueCounts:
        """What waits now, of the items there are questions for."""
        due = learning = 0
        taken = set()
        for item, memory in self.memories(known).items():
            if memory.state != "new" or memory.suspended or memory.buried_until_ms > at_ms:
                taken.add(item)
            if memory.state == "new" or memory.suspended:
                continue
            if memory.state == "review":
                due += _wake_ms(memory) <= at_ms
            else:
                learning += _wake_ms(memory) < max(day_end_ms, at_ms + 1)
        if known is None:
            return DueCounts(due, 0, learning)
        wanted = max(0, new_per_day - introduced_today)
        return DueCounts(due, min(wanted, len(known) - len(taken)), learning)

    def mistakes(self) -> list[str]:
        """Items whose last judged answer was wrong, longest ago first."""
        wrong = [item for item, digest in self._own().items() if digest[2] is False]
        return sorted(wrong, key=lambda item: (self.events(item)[-1].at_ms, item))

    def durations_ms(self) -> dict[str, int]:
        """How long the last judged answer to each item took."""
        return {item: digest[3] for item, digest in sorted(self._own().items()) if digest[3]}

    def sure_answers(self) -> list[SureAnswer]:
        """Answers that said how sure the learner was, oldest first, less those taken back."""
        found = []
        for learner, item in self._lines:
            if learner != self.learner:
                continue
            back: dict[int, int] = {}
            for event in self._sorted(learner, item):
                if event.kind == "undo":
                    back[event.turn_ms] = event.at_ms
            found += [
                SureAnswer.of(item, one.turn_ms, one.at_ms, one.outcome or "", one.extra)
                for one in self.events(item)
                if one.kind == "answer" and '"sure"' in one.extra
                and one.at_ms > back.get(one.turn_ms, -1)
            ]  # fmt: skip
        return sorted(found, key=lambda one: (one.at_ms, one.item))

    def day_totals(self, first: int, last: int) -> dict[int, DayTotals]:
        """Totals of the study days ``first`` to ``last`` (days since 1970), where any."""
        found: dict[int, list[int]] = {}
        for digest in self._own().values():
            for day, sums in digest[1].items():
                if first <= day <= last:
                    total = found.setdefault(day, [0] * len(sums))
                    for index, value in enumerate(sums):
                        total[index] += value
        return {day: DayTotals(*found[day]) for day in sorted(found) if any(found[day])}

    def totals(self) -> DayTotals:
        """Totals over all time."""
        return sum_of(self.day_totals(-(10**9), 10**9).values())

    def rebuild(self) -> int:
        """Make all caches again from the lines; the number of items."""
        self._digests = {key: self._fold.digest(self._sorted(*key)) for key in self._lines}
        return len(self._digests)

    def use(self, fold: Fold) -> None:
        """Give the lines another meaning from now on; caches made otherwise are made again."""
        self._fold = fold
        self.rebuild()

    def merge_events(self, events: Iterable[Event], *, backup: bool = True) -> int:
        """Take in lines of other devices; how many were new."""
        return self._add(
            event if event.device else replace(event, device=self.device) for event in list(events)
        )

    def export_jsonl(self, stream: IO[str]) -> int:
        """Write every line as JSON Lines; how many there were."""
        kept = [
            SittingRecord(self.learner, row, tuple(lines)) for row, lines in self._sittings.values()
        ]
        kept.sort(key=lambda one: (one.row.at_ms, one.row.id))
        return jsonl.write(self.all_events(), stream, kept)

    def import_jsonl(self, stream: Iterable[str]) -> int:
        """Take in what ``export_jsonl`` wrote; how many lines were new."""
        records: list[SittingRecord] = []
        new = self.merge_events(list(jsonl.read(stream, learner=self.learner, sittings=records)))
        for record in records:
            if record.learner != self.learner:
                continue
            row, ours = self._sittings.get(record.row.id, (record.row, []))
            if row == record.row and (lines := missing(ours, record)):
                self._sittings[row.id] = row, [*ours, *lines]
        return new

    def check(self) -> list[Finding]:
        """Nothing can be wrong with it."""
        return []


def _wake_ms(memory: Memory) -> int:
    return max(memory.due_ms, memory.buried_until_ms)


def _due_order(card: tuple[int, str, str, Memory]) -> tuple[int, int, str]:
    wake_ms, state, item, _ = card
    return wake_ms, ("new", "learning", "review", "relearning").index(state), item
