"""The exam-date plan against other ways of studying, and how long planning takes.

    python -m benchmarks.exam_plan               two cases, four learners: half a minute
    python -m benchmarks.exam_plan --full        the whole table, 16 learners: an hour
    python -m benchmarks.exam_plan --full --rows FILE        the same; can be stopped and resumed
    python -m benchmarks.exam_plan --only 30x40 --learners 16

800 items in answers; score in points of 100 on the exam day, with standard errors. The bound is
the dual value of the problem, day by day: no way of studying can pass it. Rows in FILE are taken
as they are: remove it when the plan has changed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks._exam_rows import (
    CASES,
    HEADING,
    ITEMS,
    SPEEDS,
    Book,
    cases,
    names,
    study,
    weights_of,
)
from quizapp.scheduling.fsrs import Parameters
from quizapp.scheduling.plan.calendar import calendar
from quizapp.scheduling.plan.grid import DIFFICULTIES, STABILITIES, Grid
from quizapp.scheduling.plan.planner import make_plan
from quizapp.scheduling.plan.policies import Greedy, Planned, UsualFsrs
from quizapp.scheduling.plan.population import (
    IN_ANSWERS,
    Costs,
    Items,
    classes_of,
    crowd_of,
    jittered,
)
from quizapp.scheduling.plan.prices import Flow, Terms
from quizapp.scheduling.plan.simulation import Class, Policy, World, run


def told(world: World, kind: str, way: Policy, budget: float, learners: int, seed: int) -> str:
    """The mean score of 30 days of study and its standard error."""
    group = Class(world, weights_of(kind, seed), learners, seed)
    scores = run(group, way, 30, budget)
    return f"{scores.mean():5.1f} ±{scores.std(ddof=1) / np.sqrt(len(scores)):.2f}"


def missed_week(grid: Grid, learners: int, seed: int) -> None:
    """A week lost past the middle of 30 x 40, with and without the insurance."""
    print("\na missed week (days 16 to 22 of 30 x 40)")
    world = World(grid.memory, missed=tuple(range(16, 23)))
    for kind in ("even", "uneven"):
        mixed = jittered(weights_of(kind, seed), names())
        ways: dict[str, Policy] = {
            "plan": Planned(grid, mixed, IN_ANSWERS),
            "without kappa": Planned(grid, mixed, IN_ANSWERS, kappa=0.0),
            "greedy": Greedy(grid, IN_ANSWERS),
        }
        texts = [
            f"{name} {told(world, kind, way, 40.0, learners, seed)}" for name, way in ways.items()
        ]
        print(f"  {kind:7s}", "   ".join(texts), flush=True)


def in_minutes(grid: Grid, learners: int, seed: int) -> None:
    """30 days of 20 minutes, uneven weights: the plan counts minutes."""
    costs = Costs()
    mixed = jittered(weights_of("uneven", seed), names())
    world = World(grid.memory, costs=costs)
    ways: dict[str, Policy] = {
        "plan": Planned(grid, mixed, costs),
        "greedy": Greedy(grid, costs),
        "a plan that counts answers": Planned(grid, mixed, IN_ANSWERS),
        "usual FSRS": UsualFsrs(),
    }
    print("\nin minutes, 30 days x 20, uneven")
    for name, way in ways.items():
        print(f"  {name:28s} {told(world, 'uneven', way, 20.0, learners, seed)}", flush=True)


def took(work: Callable[[], object], runs: int = 5) -> float:
    """Processor seconds of ``work``, the least of a few runs."""
    found = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def plainly(grid: Grid, items: Items, flow: Flow) -> Callable[[], float]:
    """The baseline: the products of one step, with whole matrices of 120 x 120.

    Nothing else of a step is done (no maxima, no choices), once for values and once for people.
    """
    days = flow.calendar.day
    since = np.concatenate([-np.array(flow.ages, dtype=np.int64), days])
    whole: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []
    for block, day in enumerate(days):
        reach = grid.reach(day - since[: len(flow.ages) + block])
        parts = reach.reshape(DIFFICULTIES, -1, STABILITIES, 2, STABILITIES)
        mixed = grid.mixed.reshape(2, DIFFICULTIES, DIFFICULTIES)
        matrix = np.einsum("dosrt,rde->odset", parts, mixed, optimize=True)
        whole.append(np.ascontiguousarray(matrix.reshape(-1, grid.states, grid.states)))
    values = np.random.default_rng(1).random((grid.states, len(flow.weights))).astype(np.float32)

    def products() -> float:
        total = 0.0
        for matrices in whole:
            after = np.matmul(matrices, values)
            total += float(np.matmul(matrices.transpose(0, 2, 1), after)[:, 0, 0].sum())
        return total

    return products


def next_day(items: Items, asked: NDArray[np.int64], grid: Grid) -> Items:
    """The items on the morning after ``asked`` were answered."""
    memory, rng = grid.memory, np.random.default_rng(6)
    age = items.age + 1
    recall = memory.recall(np.maximum(items.age, 1).astype(np.float64), items.stability)
    good = rng.random(len(items)) < np.where(items.seen, recall, 0.6)
    (right_s, right_d), (wrong_s, wrong_d) = memory.first()
    stability, difficulty = items.stability, items.difficulty
    after_s = np.where(
        items.seen,
        np.where(
            good,
            memory.right(stability, difficulty, recall),
            memory.wrong(stability, difficulty, recall),
        ),
        np.where(good, right_s, wrong_s),
    )
    after_d = np.where(
        items.seen,
        np.where(
            good, memory.harder(difficulty, right=True), memory.harder(difficulty, right=False)
        ),
        np.where(good, right_d, wrong_d),
    )
    today = np.zeros(len(items), dtype=bool)
    today[asked] = True
    return Items(
        items.weight,
        items.seen | today,
        np.where(today, after_s, stability),
        np.where(today, after_d, difficulty),
        np.where(today, 1, age),
    )


def times() -> None:
    """Processor time of a plan for 10,000 cards, the first and those of later days."""
    count, days = 10_000, 90
    rng = np.random.default_rng(5)
    weights = jittered(rng.gamma(2, 0.5, count) + 0.05, [str(number) for number in range(count)])
    items = Items(
        weights,
        rng.random(count) < 0.5,
        np.exp(rng.normal(1.5, 1.0, count)),
        rng.uniform(2, 9, count),
        rng.integers(1, 40, count),
    )

    def tables() -> Grid:
        grid = Grid(Parameters())
        grid.reach(np.arange(1, days + 40))
        return grid

    grid = tables()
    budget = np.full(days, 200.0)
    plan, bids = make_plan(grid, items, budget, Terms())
    carried, tomorrow = plan.tomorrow(), next_day(items, bids.within(200.0), grid)
    mended, _ = make_plan(grid, tomorrow, budget[1:], Terms(horizon=days), carried=carried)
    classes = classes_of(items.worth)
    flow = Flow(grid, calendar(budget), classes.weight, Terms(), crowd_of(items, classes, grid))

    def step() -> None:
        flow.backward(plan.solution.prices, 0.004)
        flow.load(plan.solution.prices, 0.004)

    base = took(plainly(grid, items, flow))
    print(f"\nprocessor time of a plan of {count:,} cards over {days} days; baseline: the products")
    print(f"of one step with whole matrices, and nothing else, {1000 * base:.1f} ms")
    off = 100 * float(plan.solution.misses(plan.calendar).max())
    print(f"load off by {off:.1f} % at worst; {mended.solution.steps} steps on the later day")
    for name, budget_s, seconds in (
        ("tables", 0.1, took(tables)),
        ("one step of the prices", None, took(step)),
        ("first plan", 1.5, took(lambda: make_plan(grid, items, budget, Terms()), 3)),
        (
            "a later day",
            0.06,
            took(lambda: make_plan(grid, tomorrow, budget[1:], Terms(), carried=carried)),
        ),
    ):
        wanted = "" if budget_s is None else f"   budget {1000 * budget_s:.0f} ms"
        print(f"  {name:24s} {1000 * seconds:7.1f} ms   {seconds / base:6.2f} x baseline{wanted}")


def main() -> None:
    """Print the table, the missed week, minutes, and the times."""
    parser = argparse.ArgumentParser(prog="benchmarks.exam_plan")
    parser.add_argument("--full", action="store_true", help="all rows, three memories, 16 learners")
    parser.add_argument("--only", help="one case, such as 60x40")
    parser.add_argument("--learners", type=int)
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--rows", type=Path, help="file that keeps the rows that are done")
    parser.add_argument("--times", action="store_true", help="only how long planning takes")
    chosen = parser.parse_args(sys.argv[1:])
    if chosen.times:
        times()
        return
    learners = chosen.learners or (16 if chosen.full else 4)
    some: tuple[tuple[int, int], ...] = CASES if chosen.full else CASES[:2]
    if chosen.only:
        days, budget = map(int, chosen.only.split("x"))
        some = ((days, budget),)
    memories = tuple(SPEEDS) if chosen.full else ("as modelled",)
    grid, book = Grid(Parameters()), Book(chosen.rows)
    print(f"{ITEMS} items, {learners} learners, seed {chosen.seed}; points of 100 ± standard error")
    for memory in memories:
        print(f"\nmemory {memory} (stability x {SPEEDS[memory]})\n\n{HEADING}", flush=True)
        wanted = cases(some, (memory,), learners, chosen.seed)
        for case in book.fill(wanted, lambda case, way: study(grid, case, way)):
            print(book.line(case), flush=True)
    if chosen.only:
        return
    missed_week(grid, learners, chosen.seed)
    in_minutes(grid, learners, chosen.seed)
    times()


if __name__ == "__main__":
    main()
