"""A plan carried from day to day: prices for each day to come, mended as days pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quizapp.scheduling.plan.bids import Bids, bids_of, gains_of
from quizapp.scheduling.plan.calendar import Calendar, calendar
from quizapp.scheduling.plan.forecast import Outlook, outlook
from quizapp.scheduling.plan.grid import Grid
from quizapp.scheduling.plan.population import Classes, Items, classes_of, crowd_of
from quizapp.scheduling.plan.prices import STEPS, Check, Flow, Solution, Terms, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CARRIED_STEPS: Final = 4
ASTRAY: Final = 0.25
"""Share by which today's load may be off before the greedy rule takes over for a day."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Prices found for a day, and what they were found for."""

    prices: Floats  # (T,) per day, today first, in expected exam points a minute
    load: Floats  # (T,) expected minutes of each day, never more than it has
    calendar: Calendar
    solution: Solution
    horizon: int
    """T0: days from the start of the plan to the exam."""
    flow: Flow
    """The tables that the prices were found with."""
    items: Items
    """The items as they were priced: weights in the unit of ``flow``, mean 1."""
    classes: Classes
    unit: float
    """What a price of ``flow`` is worth in the unit of the items given."""

    def outlook(self) -> Outlook:
        """What each item is expected to come to on the day when the plan is followed."""
        prices = self.solution.prices / self.unit
        return outlook(self.flow, prices, self.solution.tau, self.items, self.classes)

    def tomorrow(self, days: int = 1) -> Floats:
        """The prices that are left after ``days``."""
        return self.prices[days:]


def make_plan(
    grid: Grid,
    items: Items,
    budget: Floats,
    terms: Terms,
    *,
    carried: Floats | None = None,
    check: Check | None = None,
) -> tuple[Plan, Bids]:
    """The plan from the present state, and today's bids.

    ``budget`` (T,) says how many minutes each day has, today first. ``carried`` are yesterday's
    prices less their first day: a few steps mend them; without them prices are found anew.

    Only the ratios of the weights count: prices are sought with a mean of 1, for which the steps
    are made, and told in the unit of ``items`` again.
    """
    days = calendar(budget)
    unit = float(items.weight.sum() / items.paces.sum()) if len(items) else 1.0
    given, items = items, items.scaled(1 / unit)
    terms = replace(terms, horizon=max(terms.horizon, days.days_left))
    classes = classes_of(items.worth)
    flow = Flow(grid, days, classes.weight, terms, crowd_of(items, classes, grid))
    if carried is not None and len(carried) == days.days_left:
        before = days.block_means(carried / unit)
        solution = solve(flow, before, steps=CARRIED_STEPS, check=check)
    else:
        solution = solve(flow, steps=STEPS, check=check)
    bids = bids_of(flow, solution.prices, items, classes)
    bids = replace(bids, bid=bids.bid * unit)
    if astray(solution, days):
        bids = replace(bids, bid=gains_of(given, terms, grid.memory, days.days_left))
    solution = replace(solution, prices=solution.prices * unit)
    # The load may lie a few per cent over a day's time; what is asked stops at the time itself.
    per_day = np.minimum(days.spread(solution.load), budget)
    plan = Plan(
        prices=days.to_carry(solution.prices),
        load=per_day,
        calendar=days,
        solution=solution,
        horizon=terms.horizon,
        flow=flow,
        items=items,
        classes=classes,
        unit=unit,
    )
    return plan, bids


def astray(solution: Solution, days: Calendar) -> bool:
    """Whether today's load is so far off that today's bids cannot be trusted."""
    return bool(days.open[0]) and float(solution.misses(days)[0]) > ASTRAY
