"""A sitting: a pure state machine over a paper, durable at every step.

Here is what the sitter may ask of it: to begin, to answer, to move. How each intent is written
down, and what time does to a sitting, is in ``underway``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

from quizapp.content.inputs import ChoiceInput, ChoicesInput, OrderInput
from quizapp.errors import UsageError
from quizapp.exam.paper import Paper, paper_text, read_paper
from quizapp.exam.state import Forecast, Mark, State
from quizapp.exam.underway import Underway
from quizapp.exam.view import NUMBERS, SittingView
from quizapp.store.port import SittingLine, SittingRow
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.clock import Moment
    from quizapp.content.library import Library
    from quizapp.store.port import StudyLog

MAX_NOTE = 2000
MAX_SCRATCH = 10_000
MAX_RESPONSE = 20_000


class Sitting(Underway):
    """One sitting under way, or handed in. Every intent gives the picture after it."""

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
        if not NUMBERS.fullmatch(bare):
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


def _name(number: int, device: str) -> str:
    """A short id for a sitting: when it began, in base 36, and on which machine."""
    signs = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = signs[digit] + text
    return f"{text}-{device[:4]}" if device else text
