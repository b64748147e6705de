"""Rows of the exam-date table: ways of studying on the same simulated learners, kept as made.

A row is one way of studying in one case, with the score of every learner. Rows are appended to a
file as they are done, so that a run of hours can be stopped and taken up again.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.plan.calendar import calendar
from quizapp.scheduling.plan.grid import Grid
from quizapp.scheduling.plan.policies import Greedy, Planned, UsualFsrs
from quizapp.scheduling.plan.population import IN_ANSWERS, Items, classes_of, crowd_of, jittered
from quizapp.scheduling.plan.prices import Flow, Terms, solve
from quizapp.scheduling.plan.simulation import Class, Policy, World, run

Floats = NDArray[np.float64]

ITEMS = 800
CASES = ((30, 40), (60, 20), (60, 40), (60, 80), (120, 40), (120, 100))
SPEEDS = {"as modelled": 1.0, "faster forgetting": 0.7, "slower forgetting": 1.4}
SETTINGS = tuple(
    UsualFsrs(retention, share, new_first)
    for retention, share, new_first in itertools.product(
        (0.7, 0.75, 0.8, 0.85, 0.9, 0.95), (0.5, 1.0), (False, True)
    )
)
WAYS = ("usual FSRS", "best FSRS", "greedy", "plan", "bound")


@dataclass(frozen=True)
class Case:
    """What is simulated; the same case and seed give the same learners."""

    memory: str
    weights: str
    days: int
    budget: int
    learners: int
    seed: int


@dataclass(frozen=True)
class Row:
    """How one way of studying did in a case."""

    case: Case
    way: str
    scores: list[float]
    """Points of 100 on the exam day, by learner; for the bound one number."""
    misses: list[float] = field(default_factory=list)
    """How far each learner's first plan misses the load of a block, at worst, as a share."""
    setting: str = ""
    """The best setting of FSRS, chosen in hindsight."""

    @property
    def mean(self) -> float:
        return float(np.mean(self.scores))

    @property
    def error(self) -> float:
        """The standard error of the mean."""
        count = len(self.scores)
        return float(np.std(self.scores, ddof=1) / np.sqrt(count)) if count > 1 else 0.0

    def told(self) -> str:
        return f"{self.mean:.1f} ±{self.error:.2f}" if len(self.scores) > 1 else f"{self.mean:.1f}"


def weights_of(kind: str, seed: int) -> Floats:
    """Even weights, or weights drawn from a gamma distribution of shape 2 and mean 1."""
    if kind == "even":
        return np.ones(ITEMS)
    return np.random.default_rng([2, seed]).gamma(2.0, 0.5, ITEMS)


def names() -> list[str]:
    return [f"item {number}" for number in range(ITEMS)]


def cases(chosen: tuple[tuple[int, int], ...], memories: tuple[str, ...], learners: int, seed: int
          ) -> list[Case]:  # fmt: skip
    return [
        Case(memory, kind, days, budget, learners, seed)
        for memory in memories
        for days, budget in chosen
        for kind in ("even", "uneven")
    ]


def bound(grid: Grid, case: Case) -> float:
    """The dual value, every day by itself and no insurance.

    No way of studying can pass it, whatever the prices (but for the grid, which is a little off
    between its nodes), so they are sought with harder choices and more steps than a plan's.
    """
    weights = weights_of(case.weights, case.seed)
    items = Items(
        weights, np.zeros(ITEMS, bool), np.ones(ITEMS), np.full(ITEMS, 5.0), np.zeros(ITEMS, int)
    )
    classes = classes_of(weights)
    terms = Terms(IN_ANSWERS, kappa=0.0, horizon=case.days)
    days = calendar(np.full(case.days, float(case.budget)), blocks=max(case.days, 32))
    flow = Flow(grid, days, classes.weight, terms, crowd_of(items, classes, grid))
    prices = solve(flow, steps=150, soft=0.01).prices
    flow.backward(prices, 0.0)
    worth = np.maximum(flow.first_values(prices).max(axis=0), 0.0)
    high = np.minimum(classes.low + 1, len(worth) - 1)
    each = (1 - classes.part) * worth[classes.low] + classes.part * worth[high]
    gain = float((weights * each).sum() + (prices * case.budget).sum())
    return 100 * (terms.guess + gain / float(weights.sum()))


def study(grid: Grid, case: Case, way: str) -> Row | None:
    """One row; None where there is nothing to tell (the bound of a memory not as modelled)."""
    weights = weights_of(case.weights, case.seed)
    world = World(grid.memory, SPEEDS[case.memory])

    def score(policy: Policy) -> list[float]:
        group = Class(world, weights, case.learners, case.seed)
        return [round(float(one), 4) for one in run(group, policy, case.days, float(case.budget))]

    if way == "usual FSRS":
        return Row(case, way, score(UsualFsrs()))
    if way == "greedy":
        return Row(case, way, score(Greedy(grid, IN_ANSWERS)))
    if way == "plan":
        planned = Planned(grid, jittered(weights, names()), IN_ANSWERS)
        scores = score(planned)
        return Row(case, way, scores, [round(one, 4) for one in planned.first_misses])
    if way == "best FSRS":
        found = [(score(setting), setting) for setting in SETTINGS]
        best, setting = max(found, key=lambda one: float(np.mean(one[0])))
        told = f"retention {setting.retention}, new {setting.new_share:g} x budget"
        return Row(case, way, best, setting=told + (", new first" if setting.new_first else ""))
    if SPEEDS[case.memory] != 1.0:
        return None
    return Row(case, way, [round(bound(grid, case), 4)])


class Book:
    """The rows that are done, in a file if one is given."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.rows: dict[tuple[Case, str], Row] = {}
        if path is not None and path.exists():
            for line in path.read_text("utf-8").splitlines():
                told = json.loads(line)
                row = Row(Case(**told.pop("case")), **told)
                self.rows[row.case, row.way] = row

    def fill(self, wanted: list[Case], make: Callable[[Case, str], Row | None]) -> Iterator[Case]:
        """Make what is missing, case by case; each case when it is whole."""
        for case in wanted:
            for way in WAYS:
                if (case, way) in self.rows:
                    continue
                row = make(case, way)
                if row is None:
                    continue
                self.rows[case, way] = row
                if self._path is not None:
                    with self._path.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(asdict(row)) + "\n")
            yield case

    def line(self, case: Case) -> str:
        """A case as a row of a Markdown table, with what the plan is ahead by."""
        cells = [f"{case.days} x {case.budget}", case.weights]
        for way in WAYS:
            row = self.rows.get((case, way))
            cells.append("" if row is None else row.told())
        plan = self.rows[case, "plan"]
        for way in ("best FSRS", "greedy"):
            # On the same learners, so the difference scatters less than either.
            ahead = np.array(plan.scores) - np.array(self.rows[case, way].scores)
            error = float(ahead.std(ddof=1) / np.sqrt(len(ahead))) if len(ahead) > 1 else 0.0
            cells.append(f"{ahead.mean():+.2f} ±{error:.2f}")
        cells.append(f"{100 * max(plan.misses, default=0.0):.1f} %")
        return "| " + " | ".join(cells) + " |"


HEADING = (
    "| days x answers | weights | " + " | ".join(WAYS) + " | plan − best FSRS | plan − greedy "
    "| load off, at worst |\n|" + "---|" * (len(WAYS) + 5)
)
