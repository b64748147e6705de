"""One demo on the bench: its knobs as they stand, what the last run gave, and the present step.

The screen turns knobs here and draws what stands here; nothing in this module knows a widget.
A setting can be kept as A while the knobs make B; which of the two the knobs turn can be swapped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from quizapp.demos.figure import Figure
from quizapp.demos.knobs import Knob, Value
from quizapp.demos.spec import Demo, Frame, Outcome, Reading
from quizapp.errors import QuizappError


@dataclass(frozen=True, slots=True)
class Setting:
    """Knobs as they stood for one run, and what it gave."""

    values: Mapping[str, Value]
    outcome: Outcome

    def figure(self, step: int) -> Figure:
        """The figure after so many steps, or the last there is."""
        frame = _frame(self.outcome, step)
        return frame.figure if frame is not None else self.outcome.figure

    def readings(self, step: int) -> tuple[Reading, ...]:
        """The readings after so many steps, or the last there are."""
        frame = _frame(self.outcome, step)
        return frame.readings if frame is not None else self.outcome.readings


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
        self.ran: dict[str, Value] = dict(self.start)
        """The values behind ``outcome``; others than ``values`` while a run is under way."""
        self.index = 0
        self.step = 0
        self.kept: Setting | None = None
        """The setting kept for comparison."""
        self.letter = "B"
        """What the setting under the knobs is called while another one is kept."""

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

    def scatter(self, rng: Random) -> None:
        """Every knob that matters to a place of its track drawn by ``rng``."""
        values = dict(self.values)
        for knob in self.demo.knobs:
            if knob.matters(values):
                values[knob.name] = knob.at(rng.random())
        self.values = values
        self.choose(self.index)

    def back(self) -> bool:
        """The knobs as they were for the outcome in view; whether they stood elsewhere."""
        if self.outcome is None or self.values == self.ran:
            return False
        self.values = dict(self.ran)
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
        self.ran = dict(self.values)
        self.step = outcome.steps if at_end else min(self.step, outcome.steps)

    def jump(self, steps: int) -> None:
        """Go some steps on, or back; the ends hold."""
        self.step = max(0, min(self.step + steps, self.steps))

    @property
    def setting(self) -> Setting | None:
        """The setting in view with its outcome."""
        return Setting(self.ran, self.outcome) if self.outcome is not None else None

    @property
    def figure(self) -> Figure | None:
        """The figure of the present step."""
        return self.setting.figure(self.step) if self.setting is not None else None

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings of the present step."""
        return self.setting.readings(self.step) if self.setting is not None else ()

    # ── two settings ─────────────────────────────────────────────────────────────────────────

    def keep(self) -> bool:
        """Keep the setting in view as A; the knobs make B from now on. Whether there is one."""
        self.kept, self.letter = self.setting, "B"
        return self.kept is not None

    def swap(self) -> None:
        """The knobs turn the kept setting, and the one they made is kept."""
        kept, present = self.kept, self.setting
        if kept is None or present is None:
            return
        self.kept = present
        self.letter = self.kept_letter
        at_end = self.step >= self.steps
        self.values, self.outcome = dict(kept.values), kept.outcome
        self.ran = dict(kept.values)
        self.step = self.steps if at_end else min(self.step, self.steps)
        self.choose(self.index)

    @property
    def kept_letter(self) -> str:
        """What the kept setting is called."""
        return "A" if self.letter == "B" else "B"

    @property
    def kept_step(self) -> int:
        """The step of the kept setting beside the present one: the same, or both at the end."""
        if self.kept is None:
            return 0
        return self.kept.outcome.steps if self.step >= self.steps else self.step

    def differing(self) -> list[Knob]:
        """The knobs in which the two settings differ."""
        kept = self.kept.values if self.kept is not None else self.values
        return [
            knob
            for knob in self.demo.knobs
            if kept[knob.name] != self.values[knob.name]
            and (knob.matters(kept) or knob.matters(self.values))
        ]


def _frame(outcome: Outcome, step: int) -> Frame | None:
    if outcome.at is None or step >= outcome.steps:
        return None
    return outcome.at(step)


def one_line(error: QuizappError) -> str:
    """What an error says, in one row for the note line."""
    return str(error).replace("\n", "  ")
