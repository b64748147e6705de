"""The exam-date plan against usual FSRS, its best setting in hindsight, greedy, and a bound.

    python -m benchmarks.exam_plan               two rows, four learners: a minute or two
    python -m benchmarks.exam_plan --full        the whole table, with standard errors: hours
    python -m benchmarks.exam_plan --only 30x40 --learners 16

800 items in answers; score in points of 100 on the exam day. The bound is the dual value of the
problem at the plan's own prices, day by day: no way of studying can pass it.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.fsrs import Parameters
from quizapp.scheduling.plan import calendar as calendars
from quizapp.scheduling.plan.grid import Grid
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
from quizapp.scheduling.plan.prices import Flow, Terms, solve
from quizapp.scheduling.plan.simulation import Class, Policy, World, run

Floats = NDArray[np.float64]

CASES = ((30, 40), (60, 20), (60, 40), (60, 80), (120, 40), (120, 100))
SPEEDS = {"as modelled": 1.0, "faster forgetting": 0.7, "slower forgetting": 1.4}
SETTINGS = tuple(
    UsualFsrs(retention, share, new_first)
    for retention, share, new_first in itertools.product(
        (0.7, 0.75, 0.8, 0.85, 0.9, 0.95), (0.5, 1.0), (False, True)
    )
)
ITEMS = 800


def weights_of(kind: str, seed: int) -> Floats:
    """Even weights, or weights drawn from a gamma distribution of shape 2 and mean 1."""
    if kind == "even":
        return np.ones(ITEMS)
    return np.random.default_rng([2, seed]).gamma(2.0, 0.5, ITEMS)


def told(scores: Floats) -> str:
    error = float(scores.std(ddof=1) / np.sqrt(len(scores))) if len(scores) > 1 else 0.0
    return f"{scores.mean():5.1f} ±{error:.1f}"


def bound(grid: Grid, weights: Floats, days: int, budget: float) -> float:
    """The dual value at good prices, every day by itself, no insurance: an upper bound."""
    items = Items(
        weights, np.zeros(ITEMS, bool), np.ones(ITEMS), np.full(ITEMS, 5.0), np.zeros(ITEMS, int)
    )
    classes = classes_of(weights)
    terms = Terms(IN_ANSWERS, kappa=0.0, horizon=days)
    crowd = crowd_of(items, classes, grid)
    kept = calendars.BLOCKS
    best = np.inf
    try:
        calendars.BLOCKS = days  # type: ignore[misc]  # every day singly
        flow = Flow(grid, calendars.calendar(np.full(days, budget)), classes.weight, terms, crowd)
        prices = solve(flow, steps=60 if days <= 60 else 40).prices
        flow.backward(prices, 0.0)
        worth = np.maximum(flow.first_values(prices).max(axis=0), 0.0)
        low, part = classes.low, classes.part
        high = np.minimum(low + 1, len(worth) - 1)
        each = (1 - part) * worth[low] + part * worth[high]
        gain = float((weights * each).sum() + (prices * budget).sum())
        best = 100 * (terms.guess + gain / float(weights.sum()))
    finally:
        calendars.BLOCKS = kept  # type: ignore[misc]
    return best


def row(
    grid: Grid, kind: str, days: int, budget: float, speed: float, learners: int, seed: int
) -> dict[str, Floats | float]:
    """All ways of studying on the same learners."""
    weights = weights_of(kind, seed)
    mixed = jittered(weights, [f"item {number}" for number in range(ITEMS)])
    world = World(grid.memory, speed)

    def score(policy: Policy) -> Floats:
        return run(Class(world, weights, learners, seed), policy, days, budget)

    hindsight = max((score(setting) for setting in SETTINGS), key=lambda found: found.mean())
    planned = Planned(grid, mixed, IN_ANSWERS)
    found: dict[str, Floats | float] = {
        "usual": score(UsualFsrs()),
        "best FSRS": hindsight,
        "greedy": score(Greedy(grid, IN_ANSWERS)),
        "plan": score(planned),
        "bound": bound(grid, weights, days, budget) if speed == 1.0 else float("nan"),
        "load": max(planned.first_misses),
    }
    return found


def missed_week(grid: Grid, learners: int, seed: int) -> None:
    """A week lost in the middle of 30 x 40, with and without the insurance."""
    print("\na missed week (days 12 to 18 of 30 x 40)")
    for kind in ("even", "uneven"):
        weights = weights_of(kind, seed)
        mixed = jittered(weights, [f"item {number}" for number in range(ITEMS)])
        world = World(grid.memory, missed=tuple(range(12, 19)))
        ways: dict[str, Policy] = {
            "plan": Planned(grid, mixed, IN_ANSWERS),
            "without kappa": Planned(grid, mixed, IN_ANSWERS, kappa=0.0),
            "greedy": Greedy(grid, IN_ANSWERS),
        }
        scores = {
            name: told(run(Class(world, weights, learners, seed), way, 30, 40.0))
            for name, way in ways.items()
        }
        print(f"  {kind:7s}", "   ".join(f"{name} {text}" for name, text in scores.items()))


def in_minutes(grid: Grid, learners: int, seed: int) -> None:
    """30 days of 20 minutes, uneven weights: the plan counts minutes."""
    costs = Costs()
    weights = weights_of("uneven", seed)
    mixed = jittered(weights, [f"item {number}" for number in range(ITEMS)])
    world = World(grid.memory, costs=costs)
    ways: dict[str, Policy] = {
        "plan": Planned(grid, mixed, costs),
        "greedy": Greedy(grid, costs),
        "a plan that counts answers": Planned(grid, mixed, IN_ANSWERS),
        "usual FSRS": UsualFsrs(),
    }
    print("\nin minutes, 30 days x 20, uneven")
    for name, way in ways.items():
        print(f"  {name:28s} {told(run(Class(world, weights, learners, seed), way, 30, 20.0))}")


def times(grid: Grid) -> None:
    """How long a plan for 10,000 cards takes, the first and those of later days."""
    count, days = 10_000, 90
    rng = np.random.default_rng(5)
    weights = jittered(rng.gamma(2, 0.5, count) + 0.05, [str(number) for number in range(count)])
    seen = rng.random(count) < 0.5
    items = Items(
        weights,
        seen,
        np.exp(rng.normal(1.5, 1.0, count)),
        rng.uniform(2, 9, count),
        rng.integers(1, 40, count),
    )
    begun = time.perf_counter()
    fresh = Grid(Parameters())
    for gap in range(1, days + 40):
        fresh.moves(gap)
    tables = time.perf_counter() - begun
    begun = time.perf_counter()
    plan, _ = make_plan(fresh, items, np.full(days, 200.0), Terms())
    first = time.perf_counter() - begun
    begun = time.perf_counter()
    make_plan(fresh, items, np.full(days - 1, 200.0), Terms(), carried=plan.tomorrow())
    later = time.perf_counter() - begun
    print(
        f"\nplan of {count:,} cards, {days} days: tables {1000 * tables:.0f} ms, "
        f"first {first:.2f} s, a later day {1000 * later:.0f} ms"
    )


def main() -> None:
    """Print the table, the missed week, minutes, and the times."""
    parser = argparse.ArgumentParser(prog="benchmarks.exam_plan")
    parser.add_argument("--full", action="store_true", help="all rows, three memories, 16 learners")
    parser.add_argument("--only", help="one case, such as 60x40")
    parser.add_argument("--learners", type=int)
    parser.add_argument("--seed", type=int, default=20261125)
    chosen = parser.parse_args(sys.argv[1:])
    learners = chosen.learners or (16 if chosen.full else 4)
    cases: tuple[tuple[int, int], ...] = CASES if chosen.full or chosen.only else CASES[:2]
    if chosen.only:
        days, budget = map(int, chosen.only.split("x"))
        cases = ((days, budget),)
    grid = Grid(Parameters())
    print(f"{ITEMS} items, {learners} learners, seed {chosen.seed}; points of 100 ± standard error")
    for name, speed in SPEEDS.items():
        if speed != 1.0 and not chosen.full:
            continue
        print(f"\nmemory {name} (stability x {speed})")
        for kind in ("even", "uneven"):
            for days, budget in cases:
                begun = time.perf_counter()
                found = row(grid, kind, days, float(budget), speed, learners, chosen.seed)
                texts = [
                    f"{label} {told(value) if isinstance(value, np.ndarray) else f'{value:5.2f}'}"
                    for label, value in found.items()
                ]
                spent = time.perf_counter() - begun
                print(f"  {kind:6s} {days:3d} x {budget:3d}  {'  '.join(texts)}  ({spent:.0f} s)")
                sys.stdout.flush()
    missed_week(grid, learners, chosen.seed)
    in_minutes(grid, learners, chosen.seed)
    times(grid)


if __name__ == "__main__":
    main()
