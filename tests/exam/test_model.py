"""Random sittings against a simple model: answers, flags, jumps, time, crashes, handing in.

The model knows nothing of lines or stores: a dictionary of answers, a set of flags and a clock.
"""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from quizapp.clock import Moment
from quizapp.content.library import Library
from quizapp.exam.draw import draw
from quizapp.exam.sitting import Sitting
from quizapp.scheduling.fold import LogFold
from quizapp.store import memory_log

from .conftest import MINUTE, PACK, START, plan

LIBRARY = Library.open([PACK])
PAPER = draw(LIBRARY, plan(), 11)
LIMIT = 10 * MINUTE


class Exam(RuleBasedStateMachine):
    """One sitting and the model of it."""

    @initialize()
    def begin(self) -> None:
        self.log = memory_log(fold=LogFold())
        self.sitting = Sitting.begin(PAPER, LIBRARY, self.log, START)
        self.true_ms = 0
        """Time that has passed for the sitter, in this process or between two."""
        self.shift_ms = 0
        """By how much the machine's clock is wrong."""
        self.answers: dict[int, int] = {}
        self.flags: set[int] = set()
        self.notes = ("", 0)
        """The scratch pad, and how often something was worked out."""
        self.place = 0
        self.closed = False

    @property
    def at(self) -> Moment:
        return START.after(self.true_ms + self.shift_ms)

    def live(self) -> bool:
        """Whether what is done now counts."""
        if not self.closed and self.true_ms >= LIMIT:
            self.closed = True
            return False
        return not self.closed

    @rule(shown=st.integers(0, 3))
    def answer(self, shown: int) -> None:
        view = self.sitting.choose(shown, self.at)
        if self.live():
            self.answers[self.place] = shown
            assert view.code == "saved"

    @rule()
    def clear(self) -> None:
        self.sitting.clear(self.at)
        if self.live():
            self.answers.pop(self.place, None)

    @rule()
    def flag(self) -> None:
        self.sitting.flag(self.at)
        if self.live():
            self.flags ^= {self.place}

    @rule(text=st.text(max_size=20))
    def scratch(self, text: str) -> None:
        self.sitting.write_scratch(text, self.at)
        if self.live():
            self.notes = (text.encode("utf-8", "replace").decode(), self.notes[1])

    @rule()
    def work_out(self) -> None:
        self.sitting.keep_sum("1+1", "2", self.at)
        if self.live():
            self.notes = (self.notes[0], self.notes[1] + 1)

    @rule(place=st.integers(-1, 10))
    def jump(self, place: int) -> None:
        self.sitting.jump(place, self.at)
        if self.live() and 0 <= place < 10:
            self.place = place

    @rule()
    def next_blank(self) -> None:
        self.sitting.next_blank(self.at)
        if self.live():
            turn = [*range(self.place + 1, 10), *range(self.place + 1)]
            self.place = next((one for one in turn if one not in self.answers), self.place)

    @rule(ms=st.integers(0, 2 * MINUTE))
    def time_passes(self, ms: int) -> None:
        self.true_ms += ms
        self.sitting.tick(self.at)
        self.live()

    @rule(back_ms=st.integers(1, 60 * MINUTE))
    def clock_set_back(self, back_ms: int) -> None:
        # A look before and after, as the screen's own ticking gives; the clock stays wrong.
        self.sitting.tick(self.at)
        self.shift_ms -= back_ms
        self.sitting.tick(self.at)
        self.live()

    @rule(ms=st.integers(0, MINUTE))
    def crash_and_resume(self, ms: int) -> None:
        """The process is gone, and with it all that was not written down."""
        self.sitting.flag(self.at)
        self.sitting.flag(self.at)
        self.live()
        self.true_ms += ms
        self.sitting = Sitting.resume(self.sitting.id, LIBRARY, self.log, self.at)
        self.live()

    @rule()
    def submit(self) -> None:
        if self.true_ms < LIMIT // 4:
            return
        self.sitting.submit(self.at)
        self.closed = True

    @invariant()
    def same(self) -> None:
        if not hasattr(self, "sitting"):
            return
        view = self.sitting.view
        assert (view.phase == "submitted") == self.closed
        assert view.place == self.place
        assert [c.number - 1 for c in view.cells if c.answered] == sorted(self.answers)
        assert {c.number - 1 for c in view.cells if c.flagged} == self.flags
        assert (self.sitting.state.scratch, len(self.sitting.state.sums)) == self.notes
        for place, shown in self.answers.items():
            seat = self.sitting.state.seats[place]
            assert seat.response == str(PAPER.slots[place].options[shown] + 1)
        again = Sitting.load(self.sitting.id, LIBRARY, self.log).state
        assert vars_of(again) == vars_of(self.sitting.state)
        logged = [event for event in self.log.all_events() if event.kind == "answer"]
        assert len({event.item for event in logged}) == len(logged)
        assert self.closed or not logged
        if not self.closed:
            assert view.remaining_ms == LIMIT - self.true_ms


def vars_of(state: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(state).items() if name != "paper"}


TestExam = Exam.TestCase
TestExam.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
