"""A response made into a program that can be run on any case, and what a run gives as outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quizapp.checking.code.budget import Budget, CodeError, fault
from quizapp.checking.code.cases import Case
from quizapp.checking.code.compose import Listing
from quizapp.checking.code.interpreter import Interpreter, Outcome, constants
from quizapp.checking.code.randomness import Source
from quizapp.checking.code.reader import Program
from quizapp.checking.code.task import CodeTask
from quizapp.checking.code.values import Value


@dataclass(slots=True)
class Trial:
    """What a response did in one case: its outputs, or the fault that stopped it."""

    outputs: tuple[Value, ...] | None
    fault: CodeError | None = None


class Runner:
    """One program, ready to be run on any case."""

    def __init__(self, task: CodeTask, listing: Listing, program: Program, budget: Budget) -> None:
        made = listing.compose(program)
        self._task = task
        self._budget = budget
        self._whole = made.whole
        self._names = listing.parameters
        self._interpreter = Interpreter(made.body, budget, made.yours)
        self.lines = program.layout.text.strip().count("\n") + 1
        self.drawn: dict[int, tuple[list[Any], CodeError | None]] = {}
        """What random code gave in the cases looked at so far, by their seeds."""

    def trial(self, case: Case, source: Source | None = None) -> Trial:
        """The outputs in ``case``, or the fault that stopped it there."""
        given = constants(case.given)
        if self._names:
            given = {name: given[name] for name in self._names if name in given}
        try:
            outcome = self._interpreter.run(given, source or Source(case.seed))
            return Trial(self._outputs(outcome))
        except CodeError as error:
            return Trial(None, error)

    def _outputs(self, outcome: Outcome) -> tuple[Value, ...]:
        """What the run gave for each output: by its result, or in the variables it changed."""
        wanted = self._task.outputs
        if outcome.value is not None:
            if len(wanted) == 1:
                return (outcome.value,)
            value = outcome.value
            if isinstance(value, tuple | list) and len(value) == len(wanted):
                return tuple(value)
            count = len(value) if isinstance(value, tuple | list) else 1
            raise fault(
                f"値を {len(wanted)} 個返してください（{', '.join(wanted)}。{count} 個あります）。",
                f"Return {len(wanted)} values ({', '.join(wanted)}); there is {count}."
                if count == 1
                else f"Return {len(wanted)} values ({', '.join(wanted)}); there are {count}.",
            )
        held = outcome.arguments if self._whole else outcome.variables
        missing = [name for name in wanted if name not in held]
        if missing and self._whole:
            raise fault(
                "関数が何も返していません。return が必要です。",
                "The function returns nothing: a return is needed.",
            )
        if missing:
            raise fault(
                f"{missing[0]} の値が決まっていません。", f"{missing[0]} is given no value."
            )
        return tuple(held[name] for name in wanted)
