"""A sitting: a pure state machine over a paper, durable at every step.

Each intent is written before it is true: the store keeps its line, and only then the state takes
it in. Time is passed in. Whatever is asked for after the deadline hands the paper in as it stood
at the deadline; nothing done later counts.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quizapp.content.inputs import ChoiceInput, ChoicesInput, OrderInput
from quizapp.errors import ContentError, UsageError
from quizapp.exam.grading import grade_all, log_lines
from quizapp.exam.paper import Paper, paper_text, question_of, read_paper
from quizapp.exam.state import Forecast, Mark, Seat, State
from quizapp.exam.timekeeper import Timekeeper
from quizapp.exam.view import Cell, Phase, SittingView
from quizapp.store.port import SittingLine, SittingRow
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.content.kinds.base import QuestionBase
    from quizapp.content.library import Library
    from quizapp.store.port import StudyLog

BEAT_MS = 5_000
"""While nothing happens the time is written down this often, so that a clock set back after a
crash wins no more than this."""
MAX_NOTE = 2000
MAX_SCRATCH = 10_000
MAX_RESPONSE = 20_000
_DIGITS = re.compile(r"[0-9]+(?:,[0-9]+)*")


class Sitting:
    """One sitting under way, or handed in. Every intent gives the picture after it."""

    def __init__(self, row: SittingRow, state: State, library: Library, log: StudyLog) -> None:
        self.id = row.id
        self.row = row
        self._state = state
        self._library = library
        self._log = log
        self._code = ""
        self._warned = False
        self._questions: dict[int, QuestionBase | None] = {}
        self._now = state.time
        """The time as last read, which may be later than what is written down."""

    # ── beginning and coming back ────────────────────────────────────────────────────────────

    @classmethod
    def begin(
        cls,
        paper: Paper,
        library: Library,
        log: StudyLog,
        at: Moment,
        *,
        extra: float = 1.0,
        forecast: Forecast | None = None,
    ) -> Sitting:
        """A new sitting, whose clock starts at ``at``. ``extra`` (1 to 2) stretches all times.

        ``forecast`` is what is expected of it, kept so that the report can say how it held.
        """
        if not 1 <= extra <= 2:
            raise UsageError(
                tr("延長は 1 から 2 倍です（{value}）", value=extra),
                mend=tr("1.5 のように書いてください"),
            )
        taken = {row.id for row in log.sittings()}
        number = at.at_ms
        while _name(number, log.device) in taken:
            number += 1
        row = SittingRow(_name(number, log.device), at.at_ms, at.offset_min, paper_text(paper))
        told: dict[str, object] = {"extra": extra}
        if forecast is not None:
            told["forecast"] = forecast.plain()
        start = SittingLine(0, at.at_ms, at.at_ms, "start", -1, json.dumps(told))
        log.start_sitting(row, [start])
        return cls(row, State.of(paper, [start]), library, log)

    @classmethod
    def resume(cls, sitting: str, library: Library, log: StudyLog, at: Moment) -> Sitting:
        """The sitting as it was left; handed in at its deadline where that has passed.

        Raises ``UsageError`` when there is none of that id.
        """
        made = cls.load(sitting, library, log)
        if made._state.submitted_ms is None and not made._over(at):
            made._write(at, "resume")
            made._code = ""
        return made

    @classmethod
    def load(cls, sitting: str, library: Library, log: StudyLog) -> Sitting:
        """The sitting as it was left, for reading; nothing is written."""
        row = log.sitting(sitting)
        if row is None:
            raise UsageError(
                tr("{name} という模試はありません", name=sitting),
                mend=tr("quizapp exam list で一覧が出ます"),
            )
        paper = read_paper(row.paper, sitting)
        return cls(row, State.of(paper, log.sitting_lines(sitting)), library, log)

    # ── looking ──────────────────────────────────────────────────────────────────────────────

    @property
    def paper(self) -> Paper:
        """The paper that is sat."""
        return self._state.paper

    @property
    def state(self) -> State:
        """The fold of all lines; to be read only."""
        return self._state

    @property
    def view(self) -> SittingView:
        """The picture as of the last step."""
        state = self._state
        slot = state.paper.slots[state.place]
        seat = state.seats[state.place]
        open_places = set(state.open_places())
        now = self._now.seen_ms
        phase: Phase = "paused" if state.paused else "running"
        if state.submitted_ms is not None:
            phase = "submitted"
        order = slot.options
        remaining = 0 if phase == "submitted" else max(0, state.section_deadline_ms - now)
        end = now if state.submitted_ms is None else state.submitted_ms
        return SittingView(
            phase=phase,
            sitting=self.id,
            place=state.place,
            total=state.paper.total,
            item=slot.item,
            area=slot.area,
            seed=slot.seed,
            question=self.question(state.place),
            option_order=order,
            response=seat.response,
            chosen=_shown_places(seat.response, order),
            flagged=seat.flagged,
            mark=seat.mark,
            struck=tuple(place for place, index in enumerate(order) if index in seat.struck),
            note=seat.note,
            cells=tuple(self._cells(open_places)),
            remaining_ms=remaining,
            used_ms=end - state.start_ms - sum(state.pauses),
            limit_ms=state.limit_ms,
            section=state.section,
            sections=len(state.paper.blueprint.sections),
            warning=self._warning(now),
            warned=self._warned,
            code=self._code,
        )

    def question(self, place: int) -> QuestionBase | None:
        """The question at a 0-based place, or None when the packs no longer hold it."""
        if place not in self._questions:
            slot = self._state.paper.slots[place]
            try:
                found = question_of(self._library, slot)
            except ContentError:
                found = None
            if found is not None and found.option_count != len(slot.options):
                # It was rewritten since the paper was drawn; its options are others now.
                found = None
            self._questions[place] = found
        return self._questions[place]

    def _cells(self, open_places: set[int]) -> Iterator[Cell]:
        state = self._state
        for place, (slot, seat) in enumerate(zip(state.paper.slots, state.seats, strict=True)):
            yield Cell(
                place + 1,
                slot.area,
                seat.answered,
                seat.flagged,
                seat.mark,
                seat.looks > 0,
                place in open_places and state.submitted_ms is None,
                slot.stem,
            )

    def _warning(self, now_ms: int) -> int:
        state = self._state
        left = state.deadline_ms - now_ms
        passed = [one for one in state.paper.blueprint.warnings if left <= one * 60_000]
        return min(passed, default=0) if state.submitted_ms is None else 0

    # ── answering ────────────────────────────────────────────────────────────────────────────

    def choose(self, shown: int, at: Moment) -> SittingView:
        """Choose the option shown at 0-based place ``shown``; of several, put it in or out."""
        slot = self._state.paper.slots[self._state.place]
        question = self.question(self._state.place)
        if question is None or not 0 <= shown < len(slot.options):
            return self.tick(at, "none")
        number = slot.options[shown] + 1
        if isinstance(question.input, ChoicesInput):
            before = {int(one) for one in self._seat.response.split(",") if one}
            after = sorted(before ^ {number})
            if not after:
                return self.clear(at)
            return self.answer(",".join(map(str, after)), at)
        return self.answer(str(number), at)

    def answer(self, response: str, at: Moment) -> SittingView:
        """Save a response: authored 1-based numbers for options, the text for typed kinds."""
        kept = response.encode("utf-8", "replace").decode()[:MAX_RESPONSE].strip("\n")
        if not kept.strip():
            return self.tick(at, "blank")
        given = self._seat.history
        if kept == self._seat.response and given and given[-1][1] == kept:
            return self.tick(at, "saved")
        return self._do(at, "answer", "saved", place=self._state.place, value=kept)

    def typing(self, text: str, at: Moment) -> SittingView:
        """Keep a typed answer as it stands, while it is still being written.

        It counts as the answer if nothing more comes; only ``answer`` makes it one that was given.
        """
        kept = text.encode("utf-8", "replace").decode()[:MAX_RESPONSE].strip("\n")
        kept = kept if kept.strip() else ""
        if kept == self._seat.response:
            return self.tick(at)
        return self._do(at, "typing", "", place=self._state.place, value=kept)

    def answer_shown(self, text: str, at: Moment) -> SittingView:
        """Save a response typed in shown numbers (``2``, ``1,3``); other text as it is."""
        question = self.question(self._state.place)
        shape = None if question is None else question.input
        if not isinstance(shape, ChoiceInput | ChoicesInput | OrderInput):
            return self.answer(text, at)
        order = self._state.paper.slots[self._state.place].options
        bare = unicodedata.normalize("NFKC", text).replace("、", ",")
        bare = re.sub(r"[,\s]+", ",", bare.strip()).strip(",")
        if not _DIGITS.fullmatch(bare):
            return self.tick(at, "none")
        numbers = [int(one) for one in bare.split(",")]
        if len(numbers) == 1 and not isinstance(shape, ChoiceInput) and len(order) < 10:
            numbers = [int(one) for one in bare]
        alone = isinstance(shape, ChoiceInput)
        if any(not 1 <= one <= len(order) for one in numbers) or (alone and len(numbers) != 1):
            return self.tick(at, "none")
        authored = [order[one - 1] + 1 for one in numbers]
        if isinstance(shape, ChoicesInput):
            authored = sorted(set(authored))
        return self.answer(",".join(map(str, authored)), at)

    def clear(self, at: Moment) -> SittingView:
        """Take the response back."""
        given = self._seat.history
        if not self._seat.answered and not (given and given[-1][1]):
            return self.tick(at, "cleared")
        return self._do(at, "clear", "cleared", place=self._state.place)

    def flag(self, at: Moment) -> SittingView:
        """Flag the question for a second look, or take the flag off."""
        kind = "unflag" if self._seat.flagged else "flag"
        return self._do(at, kind, f"{kind}ged", place=self._state.place)

    def mark(self, mark: Mark, at: Moment) -> SittingView:
        """Say how sure this answer is; the same word again takes it back."""
        value = "" if self._seat.mark == mark else mark
        return self._do(at, "mark", value or "unmarked", place=self._state.place, value=value)

    def strike(self, shown: int, at: Moment) -> SittingView:
        """Strike out the option shown at 0-based ``shown``, or take that back."""
        order = self._state.paper.slots[self._state.place].options
        if not 0 <= shown < len(order):
            return self.tick(at, "none")
        index = order[shown]
        kind = "unstrike" if index in self._seat.struck else "strike"
        code = "unstruck" if kind == "unstrike" else "struck"
        return self._do(at, kind, code, place=self._state.place, value=str(index))

    def write_note(self, text: str, at: Moment) -> SittingView:
        """Keep a note beside the question; "" removes it."""
        kept = text.encode("utf-8", "replace").decode()[:MAX_NOTE]
        return self._do(at, "note", "noted", place=self._state.place, value=kept)

    def keep_sum(self, text: str, shown: str, at: Moment) -> SittingView:
        """Keep what was worked out with the calculator, and what it came to."""
        value = json.dumps([text, shown], ensure_ascii=False)
        return self._do(at, "sum", "worked-out", value=value)

    def write_scratch(self, text: str, at: Moment) -> SittingView:
        """Keep the scratch pad as it stands; it belongs to the whole sitting."""
        kept = text.encode("utf-8", "replace").decode()[:MAX_SCRATCH]
        if kept == self._state.scratch:
            return self.tick(at)
        return self._do(at, "scratch", "", value=kept)

    # ── moving ───────────────────────────────────────────────────────────────────────────────

    def jump(self, place: int, at: Moment) -> SittingView:
        """Go to the question at 0-based ``place``."""
        if not 0 <= place < self._state.paper.total:
            return self.tick(at, "none")
        if place not in self._state.open_places():
            return self.tick(at, "locked")
        return self._do(at, "look", "", place=place)

    def next(self, at: Moment) -> SittingView:
        """Go to the question after this one."""
        return self._to(at, [one for one in self._places_after() if one > self._state.place])

    def previous(self, at: Moment) -> SittingView:
        """Go to the question before this one."""
        before = [one for one in self._state.open_places() if one < self._state.place]
        return self._to(at, before[-1:])

    def next_blank(self, at: Moment) -> SittingView:
        """Go to the next question without an answer, round the end."""
        seats = self._state.seats
        return self._to(at, [one for one in self._places_after() if not seats[one].answered])

    def next_flagged(self, at: Moment) -> SittingView:
        """Go to the next flagged question, round the end."""
        seats = self._state.seats
        return self._to(at, [one for one in self._places_after() if seats[one].flagged])

    def _places_after(self) -> list[int]:
        """Open places from the next one on, round the end; the present one comes last."""
        places = self._state.open_places()
        here = self._state.place
        return [one for one in places if one > here] + [one for one in places if one <= here]

    def _to(self, at: Moment, places: list[int]) -> SittingView:
        if not places or places[0] == self._state.place:
            return self.tick(at, "none")
        return self._do(at, "look", "", place=places[0])

    def next_section(self, at: Moment) -> SittingView:
        """Close this section for good and go on to the next."""
        if self._state.last_section:
            return self.tick(at, "none")
        return self._do(at, "section", "section", value=str(self._state.section + 1))

    # ── time ─────────────────────────────────────────────────────────────────────────────────

    def tick(self, at: Moment, code: str = "") -> SittingView:
        """Let time pass: warnings fall due, sections end, and at the deadline all is handed in.

        ``code`` is what the picture says when nothing of that happens.
        """
        self._code = code
        self._warned = False
        before = self._warning(self._now.seen_ms)
        section = self._state.section
        if self._over(at) or self._state.section != section:
            return self.view
        state = self._state
        if state.paused:
            return self.view
        read = self._read(at.at_ms)
        crossed = self._warning(read.seen_ms) != before
        if crossed or read.seen_ms - state.time.seen_ms >= BEAT_MS:
            self._write(at, "seen")
        self._warned = crossed
        return self.view

    def leave(self, at: Moment) -> SittingView:
        """Write the time down before the sitter goes, so that no clock can give any of it back."""
        view = self.tick(at)
        if view.phase == "running" and self._now.seen_ms > self._state.time.seen_ms:
            self._write(at, "seen")
        return self.view

    def _read(self, clock_ms: int) -> Timekeeper:
        """The time now, remembered so that a clock set back is noticed at once."""
        self._now = self._now.read(clock_ms)
        return self._now

    def pause(self, at: Moment) -> SittingView:
        """Stop the clock where the blueprint allows it; the report counts every pause."""
        if not self._state.paper.blueprint.pausing:
            return self.tick(at, "no-pause")
        if self._state.paused:
            return self.view
        return self._do(at, "pause", "paused")

    def unpause(self, at: Moment) -> SittingView:
        """Let the clock run on."""
        if not self._state.paused:
            return self.tick(at)
        self._write(at, "unpause")
        self._code = "unpaused"
        return self.view

    # ── handing in ───────────────────────────────────────────────────────────────────────────

    def submit(self, at: Moment) -> SittingView:
        """Hand the paper in: grade it, log what was missed, and close it for good."""
        if self._state.submitted_ms is not None or self._over(at):
            return self.view
        self._hand_in(at.at_ms, auto=False)
        if self._code != "time-up":
            self._code = "submitted"
        return self.view

    def _over(self, at: Moment) -> bool:
        """Whether the time is up; sections that have ended are closed, the paper handed in."""
        state = self._state
        while state.submitted_ms is None and not state.paused:
            now = self._read(at.at_ms).seen_ms
            if now < state.section_deadline_ms:
                return False
            if state.last_section or state.section_deadline_ms >= state.deadline_ms:
                self._hand_in(at.at_ms, auto=True)
                self._code = "time-up"
                return True
            # The clock's reading goes back by as much, so that the time since is not lost.
            ends = state.section_deadline_ms
            self._put("section", ends, at.at_ms - (now - ends), str(state.section + 1))
            self._code = "section"
        return state.submitted_ms is not None

    def _hand_in(self, clock_ms: int, *, auto: bool) -> None:
        """Write the results and the lines of the log, together and once."""
        results = grade_all(self._state, self.question)
        while self._state.submitted_ms is None:
            state = self._state
            moment = self._read(clock_ms).seen_ms
            if auto:
                moment = min(moment, max(state.deadline_ms, state.time.seen_ms))
                if state.last_section:
                    moment = min(moment, max(state.section_deadline_ms, state.time.seen_ms))
            told = {
                "auto": auto,
                "results": [[one.outcome, one.score, one.note] for one in results],
            }
            line = SittingLine(
                state.count, moment, clock_ms, "submit", -1, json.dumps(told, ensure_ascii=False)
            )
            ahead = State.of(state.paper, [*self._log.sitting_lines(self.id), line])
            events = log_lines(self.id, ahead, results, self._library, self.row.offset_min)
            if self._log.append_sitting(self.id, [line], events=events):
                state.apply(line)
            else:
                self._reload()
                results = grade_all(self._state, self.question)

    # ── inner workings ───────────────────────────────────────────────────────────────────────

    @property
    def _seat(self) -> Seat:
        return self._state.seats[self._state.place]

    def _do(
        self, at: Moment, kind: str, code: str, *, place: int = -1, value: str = ""
    ) -> SittingView:
        """Write one thing the sitter did, unless the paper is closed, paused or out of time."""
        self._code = ""
        self._warned = False
        if self._state.submitted_ms is not None or self._state.paused:
            return self.view
        section = self._state.section
        before = self._warning(self._now.seen_ms)
        if self._over(at) or self._state.section != section:
            return self.view
        self._write(at, kind, place, value)
        self._code = code
        self._warned = self._warning(self._now.seen_ms) != before
        return self.view

    def _write(self, at: Moment, kind: str, place: int = -1, value: str = "") -> None:
        self._put(kind, None, at.at_ms, value, place)

    def _put(
        self, kind: str, moment_ms: int | None, clock_ms: int, value: str = "", place: int = -1
    ) -> None:
        """Write a line, and take it in; once more when another window was quicker."""
        while self._state.submitted_ms is None:
            state = self._state
            now = self._read(clock_ms).seen_ms if moment_ms is None else moment_ms
            line = SittingLine(state.count, now, clock_ms, kind, place, value)
            if self._log.append_sitting(self.id, [line]):
                state.apply(line)
                return
            self._reload()

    def _reload(self) -> None:
        """Read what another window has written."""
        self._state = State.of(self._state.paper, self._log.sitting_lines(self.id))
        if self._state.time.seen_ms > self._now.seen_ms:
            self._now = self._state.time


def _name(number: int, device: str) -> str:
    """A short id for a sitting: when it began, in base 36, and on which machine."""
    signs = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = signs[digit] + text
    return f"{text}-{device[:4]}" if device else text


def _shown_places(response: str, order: tuple[int, ...]) -> tuple[int, ...]:
    """Shown places of the options in a response of authored numbers, in its order."""
    if not order or not _DIGITS.fullmatch(response):
        return ()
    numbers = [int(one) - 1 for one in response.split(",")]
    return tuple(order.index(one) for one in numbers if one in order)
