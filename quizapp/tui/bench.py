"""One demo on the bench: its knobs as they stand, what the last run gave, and the present step.

The screen turns knobs here and draws what stands here; nothing in this module knows a widget.
"""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.demos.figure import Figure
from quizapp.demos.knobs import Knob, Value
from quizapp.demos.spec import Demo, Frame, Outcome, Reading
from quizapp.errors import QuizappError


class Bench:
    """A demo opened with the question's numbers, as far as its knobs can take them."""

    def __init__(self, demo: Demo, given: Mapping[str, object]) -> None:
        self.demo = demo
        self.start = demo.defaults
        """The question's numbers, or the defaults: what a reset goes back to."""
        self.refused = ""
        """What was wrong with a number that could not be taken."""
        for name, value in given.items():
            try:
                knob = demo.knob(name)
                self.start[knob.name] = knob.check(value)
            except QuizappError as error:
                self.refused = one_line(error)
        self.values = dict(self.start)
        self.outcome: Outcome | None = None
        self.index = 0
        self.step = 0

    # ── knobs ────────────────────────────────────────────────────────────────────────────────

    @property
    def knobs(self) -> list[Knob]:
        """The knobs that matter with the present values."""
        return [knob for knob in self.demo.knobs if knob.matters(self.values)]

    @property
    def knob(self) -> Knob:
        """The chosen knob."""
        return self.knobs[min(self.index, len(self.knobs) - 1)]

    def choose(self, index: int) -> None:
        """Choose a knob; the ends hold."""
        self.index = max(0, min(index, len(self.knobs) - 1))

    def put(self, name: str, value: Value) -> bool:
        """Set a knob; whether anything has changed."""
        if self.values.get(name) == value:
            return False
        self.values = {**self.values, name: value}
        self.choose(self.index)
        return True

    # ── the outcome and its steps ────────────────────────────────────────────────────────────

    @property
    def steps(self) -> int:
        """How many steps the outcome has; 0 for one that stands still."""
        return self.outcome.steps if self.outcome is not None else 0

    def take(self, outcome: Outcome) -> None:
        """Take a new outcome; the step stays where it was, or at the end."""
        at_end = self.outcome is None or self.step >= self.outcome.steps
        self.outcome = outcome
        self.step = outcome.steps if at_end else min(self.step, outcome.steps)

    def jump(self, steps: int) -> None:
        """Go some steps on, or back; the ends hold."""
        self.step = max(0, min(self.step + steps, self.steps))

    def _frame(self) -> Frame | None:
        outcome = self.outcome
        if outcome is None or outcome.at is None or self.step >= outcome.steps:
            return None
        return outcome.at(self.step)

    @property
    def figure(self) -> Figure | None:
        """The figure of the present step."""
        frame = self._frame()
        if frame is not None:
            return frame.figure
        return self.outcome.figure if self.outcome is not None else None

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings of the present step."""
        frame = self._frame()
        if frame is not None:
            return frame.readings
        return self.outcome.readings if self.outcome is not None else ()


def one_line(error: QuizappError) -> str:
    """What an error says, in one row for the note line."""
    return str(error).replace("\n", "  ")
