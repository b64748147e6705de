"""The judgement itself, on the worker's side: a response against an exercise, case by case.

Replies are plain JSON values. Words are chosen by the parent: here are only codes and numbers, and
what the interpreter had to say about a fault.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import numpy as np

from quizapp.checking.code import comparing, gradients, statistics
from quizapp.checking.code.budget import Budget, CodeError, fault
from quizapp.checking.code.cases import Case, calculated, draw_cases
from quizapp.checking.code.compose import Listing
from quizapp.checking.code.randomness import Source
from quizapp.checking.code.reader import read_code
from quizapp.checking.code.runner import Runner, Trial
from quizapp.checking.code.task import CodeTask
from quizapp.checking.code.values import Value, shape_text
from quizapp.errors import ContentError

Reply = dict[str, Any]
_ENDLESS: Final = ("timeout", "memory")
_SINGLE_DRAWS: Final = 40
"""Draws where only one value can come up."""


def _sort_of(error: CodeError) -> list[str]:
    """A fault as far as it tells one mistake from another: its words, in whatever order.

    ``a + b`` and ``b + a`` fail alike and name their shapes the other way round.
    """
    return sorted(re.findall(r"[A-Za-z]+|-?\d+", error.said.en))


class Exercise:
    """A task with its hidden cases drawn and its reference and mistakes run on them."""

    def __init__(self, task: CodeTask, seed: int) -> None:
        self.task = task
        self.listing = Listing(
            task.listing,
            task.repair,
            tuple(one.name for one in task.names if not one.helper),
            task.outputs,
            task.random,
        )
        self.budget = Budget()
        self.cases = draw_cases(task, seed)
        self._mistakes: dict[int, Callable[[int], Any]] = {}
        self.expected: list[tuple[Value, ...]] = []
        self._slopes: dict[int, tuple[str, Value] | None] = {}
        if task.check in ("values", "gradient"):
            reference = self.runner(task.answer)
            for case in self.cases:
                self.budget.begin()
                trial = reference.trial(case)
                if trial.outputs is None:
                    assert trial.fault is not None
                    raise ContentError(f"The answer stops: {trial.fault.said.en}")
                self.expected.append(trial.outputs)

    def runner(self, response: str) -> Runner:
        """The program of ``response``. Raises ``ContentError`` when it cannot be read."""
        reading = read_code(response, self.listing.scope)
        if reading.program is None:
            assert reading.error is not None
            raise ContentError(f"{response!r} cannot be read: {reading.error.message.en}")
        return Runner(self.task, self.listing, reading.program, self.budget)

    # ── judging ──────────────────────────────────────────────────────────────────────────────

    def judge(self, response: str) -> Reply:
        """The reply about ``response``, which the parent has found readable."""
        self.budget.begin()
        runner = self.runner(response)
        if self.task.check == "set":
            reply = self._judge_draws(runner)
        elif self.task.check == "dropout":
            reply = self._judge_dropout(runner)
        else:
            reply = self._judge_values(runner)
        if reply["verdict"] == "wrong" and reply["note"] not in _ENDLESS:
            reply["mistake"] = self._named(runner)
        return reply

    def _judge_values(self, runner: Runner) -> Reply:
        task = self.task
        trials: list[Trial] = []
        failing: list[int] = []
        for number, case in enumerate(self.cases):
            trial = runner.trial(case)
            if trial.fault is not None and trial.fault.code in _ENDLESS:
                return self._stopped(runner, trial.fault, number, 1)
            trials.append(trial)
            if not self._same(trial, number):
                failing.append(number)
        if not failing:
            if task.check == "gradient" and not self._gradient_holds(runner):
                return {"verdict": "wrong", "note": "gradient", "failing": 0}
            return {"verdict": "right"}
        shown = self._telling(trials, failing)
        trial = trials[shown]
        if trial.fault is not None:
            return self._stopped(runner, trial.fault, shown, len(failing))
        assert trial.outputs is not None
        place, found = self._first_difference(trial.outputs, self.expected[shown])
        mine, wanted = trial.outputs[place], self.expected[shown][place]
        given = self.cases[shown].given
        reply: Reply = {
            "verdict": "wrong",
            "note": found.kind,
            "failing": len(failing),
            "cases": len(self.cases),
            "output": task.outputs[place] if len(task.outputs) > 1 else "",
            "index": list(found.index),
        }
        if found.kind == "shape":
            reply["yours"] = shape_text(np.shape(comparing.as_numbers(mine)))
            reply["correct"] = shape_text(np.shape(wanted))
            reply["table"] = comparing.argument_table(given)
        elif found.kind == "value":
            extra = self._slope(shown) if task.check == "gradient" else None
            reply["table"] = comparing.value_table(
                given, mine, wanted, found.index, task.rtol, task.atol, extra
            )
        else:
            reply["table"] = comparing.argument_table(given)
        return reply

    def _telling(self, trials: Sequence[Trial], failing: Sequence[int]) -> int:
        """The lightest of the cases that fail the way most do: by a fault, a shape or a value.

        Transposing a square goes wrong by its values; that its shape is wrong shows elsewhere.
        """
        kinds = {
            number: "fault"
            if outputs is None
            else self._first_difference(outputs, self.expected[number])[1].kind
            for number in failing
            for outputs in (trials[number].outputs,)
        }
        common = Counter(kinds.values()).most_common(1)[0][0]
        return min(
            (number for number in failing if kinds[number] == common),
            key=lambda number: (self.cases[number].weight, number),
        )

    def _stopped(self, runner: Runner, error: CodeError, number: int, failing: int) -> Reply:
        return {
            "verdict": "wrong",
            "note": error.code,
            "failing": failing,
            "cases": len(self.cases),
            "said": [error.said.ja, error.said.en],
            "line": error.line if runner.lines > 1 else 0,
            "table": comparing.argument_table(self.cases[number].given),
        }

    def _same(self, trial: Trial, number: int) -> bool:
        if trial.outputs is None:
            return False
        return self._equal(trial.outputs, self.expected[number])

    def _equal(self, mine: Sequence[Value], wanted: Sequence[Value]) -> bool:
        task = self.task
        return all(
            comparing.difference(one, other, task.rtol, task.atol) is None
            for one, other in zip(mine, wanted, strict=True)
        )

    def _first_difference(
        self, mine: Sequence[Value], wanted: Sequence[Value]
    ) -> tuple[int, comparing.Difference]:
        for place, (one, other) in enumerate(zip(mine, wanted, strict=True)):
            found = comparing.difference(one, other, self.task.rtol, self.task.atol)
            if found is not None:
                return place, found
        raise AssertionError("the outputs do not differ")

    # ── gradients ────────────────────────────────────────────────────────────────────────────

    def _gradient_holds(self, runner: Runner) -> bool:
        """Whether central differences agree in the lightest cases."""
        return all(self.gradient_agrees(runner, number) for number in self._light())

    def _light(self) -> list[int]:
        assert self.task.gradient is not None
        by = self.task.gradient.by
        light = [
            number
            # Edges may sit on a corner, where central differences mean nothing.
            for number, case in enumerate(self.cases[: self.task.cases])
            if np.size(case.given[by]) <= gradients.LARGEST
        ]
        return sorted(light, key=lambda number: self.cases[number].weight)[:3]

    def gradient_agrees(self, runner: Runner, number: int) -> bool:
        """Whether the response in one case agrees with central differences."""
        spec, case = self.task.gradient, self.cases[number]
        assert spec is not None
        if spec.of:
            numeric = self._slope(number)
            return numeric is not None and gradients.agrees(self.expected[number][0], numeric[1])
        wanted = calculated(spec.equals, case.values)

        def loss(at: Value) -> float:
            trial = runner.trial(Case(case.values, {**case.given, spec.by: at}, case.seed))
            if trial.outputs is None or np.size(trial.outputs[0]) != 1:
                return float("nan")
            return float(np.asarray(trial.outputs[0]).reshape(()))

        return gradients.agrees(wanted, gradients.numeric_gradient(loss, case.given[spec.by]))

    def _slope(self, number: int) -> tuple[str, Value] | None:
        """The gradient by central differences as a row of the table, where the question has one."""
        if number not in self._slopes:
            self._slopes[number] = self._calculated_slope(number)
        return self._slopes[number]

    def _calculated_slope(self, number: int) -> tuple[str, Value] | None:
        spec, case = self.task.gradient, self.cases[number]
        if spec is None or not spec.of or np.size(case.given[spec.by]) > gradients.LARGEST:
            return None
        of = spec.of

        def loss(at: Value) -> float:
            return float(calculated(of, {**case.values, spec.by: at}))

        return "@gradient", gradients.numeric_gradient(loss, case.given[spec.by])

    # ── random code ──────────────────────────────────────────────────────────────────────────

    def _judge_draws(self, runner: Runner) -> Reply:
        """Whole numbers drawn often: which come up case by case, then how often in all cases."""
        drawn: list[list[Any]] = []
        for number, case in enumerate(self.cases):
            values, error = self._drawn(runner, case)
            if error is not None:
                failing = 1 if error.code in _ENDLESS else self._failing_draws(runner)
                return self._stopped(runner, error, number, failing)
            flaw = statistics.judge_set(values, calculated(self.task.support, case.values))
            if flaw is not None:
                return self._random(flaw, case)
            drawn.append(values)
        uneven = statistics.judge_shares(drawn)
        if uneven is not None:
            return self._random(uneven[1], self.cases[uneven[0]])
        return {"verdict": "right"}

    def _drawn(self, runner: Runner, case: Case) -> tuple[list[Any], CodeError | None]:
        """What the response gave in one case, drawn often, and the fault that stopped it."""
        if case.seed not in runner.drawn:
            runner.drawn[case.seed] = self._newly_drawn(runner, case)
        return runner.drawn[case.seed]

    def _newly_drawn(self, runner: Runner, case: Case) -> tuple[list[Any], CodeError | None]:
        values: list[Any] = []
        source = Source(case.seed)
        single = np.size(calculated(self.task.support, case.values)) == 1
        for _ in range(min(self.task.draws, _SINGLE_DRAWS) if single else self.task.draws):
            trial = runner.trial(case, source)
            if trial.outputs is None:
                return values, trial.fault
            value = trial.outputs[0]
            if np.ndim(value):
                shape = shape_text(np.shape(value))
                return values, fault(
                    f"数を 1 つ返してください（形 {shape} の配列になっています）。",
                    f"One number is wanted, not an array of shape {shape}.",
                )
            values.append(value)
        return values, None

    def _failing_draws(self, runner: Runner) -> int:
        return sum(runner.trial(case).fault is not None for case in self.cases)

    def _judge_dropout(self, runner: Runner) -> Reply:
        kept: list[Any] = []
        for number, case in enumerate(self.cases):
            trial = runner.trial(case)
            if trial.outputs is None:
                assert trial.fault is not None
                failing = 1 if trial.fault.code in _ENDLESS else self._failing_draws(runner)
                return self._stopped(runner, trial.fault, number, failing)
            flaw = self._dropout_flaw(trial.outputs, case)
            if isinstance(flaw, statistics.Flaw) and flaw.kind == "share":
                again = runner.trial(case, Source(case.seed + 1))
                flaw = self._dropout_flaw(again.outputs or (), case)
            if isinstance(flaw, statistics.Flaw):
                return self._random(flaw, case)
            if flaw is not None:
                return flaw
            kept.append(np.asarray(trial.outputs[0]) != 0)
        again = runner.trial(self.cases[0], Source(self.cases[0].seed + 1))
        if again.outputs is not None and np.array_equal(np.asarray(again.outputs[0]) != 0, kept[0]):
            return self._random(statistics.Flaw("same", "", ""), self.cases[0])
        return {"verdict": "right"}

    def _dropout_flaw(self, outputs: Sequence[Value], case: Case) -> statistics.Flaw | Reply | None:
        x, p = (np.asarray(case.given[name]) for name in ("x", "p"))
        found = [comparing.as_numbers(one) for one in outputs]
        for name, one in zip(self.task.outputs, found, strict=True):
            if one is None or one.shape != x.shape:
                yours = "?" if one is None else shape_text(one.shape)
                return {
                    "verdict": "wrong",
                    "note": "shape",
                    "failing": len(self.cases),
                    "cases": len(self.cases),
                    "output": name,
                    "index": [],
                    "yours": yours,
                    "correct": shape_text(x.shape),
                    "table": comparing.argument_table(case.given),
                }
        mask = found[1] if len(found) > 1 else None
        return statistics.judge_dropout(found[0], mask, x, float(p))

    def _random(self, flaw: statistics.Flaw, case: Case) -> Reply:
        return {
            "verdict": "wrong",
            "note": "random",
            "flaw": flaw.kind,
            "yours": flaw.yours,
            "correct": flaw.wanted,
            "table": comparing.argument_table(case.given),
        }

    # ── mistakes known by name ───────────────────────────────────────────────────────────────

    def _named(self, runner: Runner) -> int | None:
        """The first mistake that does in every case what the response does, or None."""
        if not self.task.mistakes:
            return None
        mine = self._behaviour(runner)
        for number, mistake in enumerate(self.task.mistakes):
            self.budget.begin()
            if number not in self._mistakes:
                self._mistakes[number] = self._behaviour(self.runner(mistake.answer))
            known = self._mistakes[number]
            if all(self._alike(mine(k), known(k)) for k in range(len(self.cases))):
                return number
        return None

    def _behaviour(self, runner: Runner) -> Callable[[int], Any]:
        """What code does in a case, in a form that can be held against another's; found out when
        it is first asked for, since most mistakes differ in the first case already."""
        return cache(lambda number: self._done(runner, self.cases[number]))

    def _done(self, runner: Runner, case: Case) -> Any:
        if self.task.check == "dropout":
            return self._manner(runner, case)
        if self.task.check == "set":
            values, error = self._drawn(runner, case)
            return _sort_of(error) if error is not None else sorted({*map(float, values)})
        trial = runner.trial(case)
        return trial.outputs if trial.fault is None else _sort_of(trial.fault)

    def _manner(self, runner: Runner, case: Case) -> Any:
        """The manner of a dropout: what is wrong with it, its factor or mask, and what it keeps."""
        trial = runner.trial(case)
        if trial.outputs is None:
            assert trial.fault is not None
            return _sort_of(trial.fault)
        flaw = self._dropout_flaw(trial.outputs, case)
        if isinstance(flaw, dict):
            return flaw["output"], flaw["yours"]
        # Factors and masks are the same from draw to draw, the share kept only nearly.
        told = flaw.yours if flaw and flaw.kind in ("scale", "mask", "values") else ""
        share = float(np.mean(np.asarray(trial.outputs[0]) != 0))
        return statistics.Manner(flaw.kind if flaw else "", told, share, np.size(case.given["x"]))

    def _alike(self, mine: Any, known: Any) -> bool:
        """Whether two behaviours in one case are the same."""
        if self.task.check == "dropout":
            if isinstance(mine, statistics.Manner) and isinstance(known, statistics.Manner):
                return mine.alike(known)
            return bool(mine == known)
        if isinstance(mine, tuple) and isinstance(known, tuple):
            return self._values_alike(mine, known)
        return type(mine) is type(known) and bool(mine == known)

    def _values_alike(self, mine: Sequence[Value], known: Sequence[Value]) -> bool:
        for one, other in zip(mine, known, strict=True):
            left, right = comparing.as_numbers(one), comparing.as_numbers(other)
            if left is None or right is None:
                if left is not right:
                    return False
            elif left.shape != right.shape or not np.all(
                comparing.close(left, right, self.task.rtol, self.task.atol)
            ):
                return False
        return True

    # ── for authors ──────────────────────────────────────────────────────────────────────────

    def verify(self, responses: Sequence[str]) -> list[str]:
        """What is wrong with the exercise by itself; ``responses`` must all be judged right."""
        wrong: list[str] = []
        if self.task.check == "gradient":
            runner = self.runner(self.task.answer)
            for number in self._light():
                self.budget.begin()
                if not self.gradient_agrees(runner, number):
                    return ["central differences do not agree with the answer"]
        for response in responses:
            reply = self.judge(response)
            if reply["verdict"] != "right":
                said = reply.get("said", ["", ""])[1]
                wrong.append(f"{response!r} is judged {reply['note']} {said}".rstrip())
        return wrong
