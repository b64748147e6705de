"""The exam-date plan: prices that fit the days, bids in order, scores that come true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from quizapp.scheduling.fsrs import Model, Parameters
from quizapp.scheduling.plan.calendar import BLOCKS, calendar
from quizapp.scheduling.plan.forecast import band, calibration, outlook, score, shifted
from quizapp.scheduling.plan.grid import DIFFICULTIES, Grid, grid_of
from quizapp.scheduling.plan.planner import make_plan
from quizapp.scheduling.plan.policies import Greedy, Planned
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
from quizapp.scheduling.settings import SchedulerSettings

Floats = NDArray[np.float64]
GRID = grid_of(Parameters())
TERMS = Terms(IN_ANSWERS)


def fresh(count: int, weights: Floats | None = None, seed: int = 3) -> Items:
    """Items nobody has met."""
    given = np.ones(count) if weights is None else weights
    return Items(
        jittered(given, [f"q{seed}-{number}" for number in range(count)]),
        np.zeros(count, dtype=bool),
        np.ones(count),
        np.full(count, 5.0),
        np.zeros(count, dtype=np.int64),
    )


def half_met(count: int, seed: int = 4) -> Items:
    """Items half of which were met, days ago."""
    rng = np.random.default_rng(seed)
    return replace(
        fresh(count, rng.gamma(2.0, 0.5, count) + 0.05, seed),
        seen=rng.random(count) < 0.5,
        stability=np.exp(rng.normal(1.5, 1.0, count)),
        difficulty=rng.uniform(1, 10, count),
        age=rng.integers(1, 60, count),
    )


def flow_of(items: Items, days: int, terms: Terms) -> Flow:
    """The flow of ``items`` over so many days of 15."""
    classes = classes_of(items.worth)
    return Flow(
        GRID,
        calendar(np.full(days, 15.0)),
        classes.weight,
        replace(terms, horizon=days),
        crowd_of(items, classes, GRID),
    )


# ── memory on the grid ───────────────────────────────────────────────────────────────────────


@given(
    stability=st.floats(0.1, 500),
    difficulty=st.floats(1, 10),
    elapsed=st.integers(1, 200),
    right=st.booleans(),
)
def test_the_plans_memory_is_that_of_the_schedule(
    stability: float, difficulty: float, elapsed: int, right: bool
) -> None:
    chosen = SchedulerSettings()
    model = Model(
        chosen.parameters,
        chosen.desired_retention,
        chosen.learning_steps_ms,
        chosen.relearning_steps_ms,
        chosen.maximum_interval_days,
    )
    memory = GRID.memory
    one, other = np.array([stability]), np.array([difficulty])
    recall = memory.recall(float(elapsed), one)
    assert recall[0] == pytest.approx(model.retrievability(elapsed, stability), rel=1e-12)
    after = (memory.right if right else memory.wrong)(one, other, recall)
    harder = memory.harder(other, right=right)
    wanted = model.again(stability, difficulty, 3 if right else 1, elapsed)
    assert (after[0], harder[0]) == pytest.approx(wanted, rel=1e-9)
    assert memory.first()[0 if right else 1] == pytest.approx(model.first(3 if right else 1))


@given(st.lists(st.tuples(st.floats(0.05, 600), st.floats(1, 10)), min_size=1, max_size=20))
def test_places_on_the_grid_are_weighted_means(points: list[tuple[float, float]]) -> None:
    stability, difficulty = (np.array(one) for one in zip(*points, strict=True))
    places, shares = GRID.weights_at(stability, difficulty)
    assert shares.sum(axis=1) == pytest.approx(1)
    assert np.all(shares >= -1e-12)
    mean = (np.log(GRID.stability)[places] * shares).sum(axis=1)
    assert mean == pytest.approx(np.log(stability), abs=1e-9)
    inside = np.clip(difficulty, GRID.d[0], GRID.d[-1])
    assert (GRID.difficulty[places] * shares).sum(axis=1) == pytest.approx(inside, abs=1e-9)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=4))
def test_answers_lead_everybody_somewhere(gaps: list[int]) -> None:
    reach = Grid(Parameters()).reach(np.array(gaps))  # (d, gaps, s, right and wrong s)
    assert np.all(reach >= 0)
    for number, gap in enumerate(gaps):
        chance = GRID.memory.recall(float(gap), GRID.days)
        right, wrong = np.split(reach[:, number].sum(axis=0) / DIFFICULTIES, 2, axis=-1)
        assert right.sum(axis=-1) == pytest.approx(chance, abs=1e-5)
        assert wrong.sum(axis=-1) == pytest.approx(1 - chance, abs=1e-5)


# ── days ─────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.floats(0, 200), min_size=1, max_size=400))
def test_blocks_cover_every_day_once(budget: list[float]) -> None:
    days = calendar(np.array(budget))
    assert days.start[0] == 0
    assert int(days.length.sum()) == len(budget)
    assert len(days.start) <= BLOCKS
    assert days.capacity.sum() == pytest.approx(sum(budget))
    assert np.all((days.day >= days.start) & (days.day < days.start + days.length))
    assert np.all(days.length[:4] == 1)
    assert np.all(days.length[-min(9, len(budget)) :] == 1)


@given(st.lists(st.sampled_from([0.0, 7.5, 20.0]), min_size=1, max_size=400))
def test_a_block_is_divided_as_its_days_have_time(budget: list[float]) -> None:
    days = calendar(np.array(budget))
    spread = days.spread(days.capacity)
    assert spread == pytest.approx(budget)
    kept = np.add.reduceat(days.spread(np.ones(len(days.start))), days.start)
    assert kept == pytest.approx(1.0)


def test_a_day_that_leaves_its_block_takes_a_price_between() -> None:
    budget = np.full(120, 10.0)
    budget[3] = 0.0  # the last of the days taken singly at first is a day off
    days = calendar(budget)
    prices = np.arange(len(days.start), dtype=np.float64) + 1
    carried, flat = days.to_carry(prices), days.per_day(prices)
    first = int(days.start[4])
    # Between day 2 (price 3) and the middle of the first block (price 5).
    assert 3 < carried[first] < 5
    middle = int(days.day[4])
    assert np.array_equal(
        np.delete(carried, range(first, middle)), np.delete(flat, range(first, middle))
    )
    assert np.array_equal(calendar(np.ones(20)).to_carry(np.arange(20.0)), np.arange(20.0))


# ── prices ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("count", "days", "budget", "even"),
    [
        (400, 30, 20.0, True),
        (400, 60, 20.0, True),
        (300, 100, 15.0, False),
        (800, 120, 40.0, False),
        (40, 5, 4.0, True),
        (60, 400, 0.05, False),  # the last day is fifty times as dear as the first
        (60, 200, 1.2, False),  # ample, but for the last days
    ],
)
def test_the_load_fits_the_days_after_the_first_solve(
    count: int, days: int, budget: float, even: bool
) -> None:
    weights = None if even else np.random.default_rng(2).gamma(2.0, 0.5, count)
    plan, _ = make_plan(GRID, fresh(count, weights), np.full(days, budget), TERMS)
    assert float(plan.solution.misses(plan.calendar).max()) < 0.05
    assert plan.load.sum() == pytest.approx(days * budget, rel=0.05)


def test_time_to_spare_costs_nothing() -> None:
    plan, bids = make_plan(GRID, fresh(50), np.full(30, 500.0), TERMS)
    assert np.all(plan.prices == 0)
    assert len(bids.order()) == 50  # everything is worth asking at once


@pytest.mark.parametrize("days", [28, 56, 120])  # taken singly, in pairs, in longer blocks
def test_days_off_are_left_free_and_the_others_cost_more(days: int) -> None:
    budget = np.full(days, 20.0)
    budget[5::7] = 0.0
    items = fresh(300 * days // 28)
    off, _ = make_plan(GRID, items, budget, TERMS)
    full, _ = make_plan(GRID, items, np.full(days, 20.0), TERMS)
    assert np.all(off.load[5::7] == pytest.approx(0, abs=0.05))
    assert np.all(off.load <= budget)
    assert off.load.sum() == pytest.approx(off.solution.load.sum(), rel=0.02)
    open_days = budget > 0
    assert off.prices[open_days].mean() > full.prices.mean()


def test_no_time_at_all_asks_nothing() -> None:
    plan, bids = make_plan(GRID, fresh(20), np.zeros(10), TERMS)
    assert not len(bids.within(0.0))
    assert plan.load.sum() == pytest.approx(0, abs=1e-6)


def test_the_last_day_before_the_exam_can_be_planned() -> None:
    _, bids = make_plan(GRID, half_met(100), np.array([10.0]), TERMS)
    chosen = bids.within(10.0)
    assert 0 < bids.minutes[chosen].sum() <= 10.0


def test_an_empty_pack_has_an_empty_plan() -> None:
    plan, bids = make_plan(GRID, fresh(0), np.full(10, 20.0), TERMS)
    assert not len(bids.order())
    assert len(plan.prices) == 10


def test_carried_prices_need_a_few_steps_only() -> None:
    items = half_met(400)
    plan, _ = make_plan(GRID, items, np.full(40, 20.0), Terms())
    again, _ = make_plan(GRID, items, np.full(39, 20.0), Terms(), carried=plan.tomorrow())
    assert again.solution.steps <= 4
    assert np.abs(again.prices - plan.tomorrow()).max() < 0.05


def test_a_solve_can_be_given_up() -> None:
    class Enough(Exception):
        pass

    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Enough

    with pytest.raises(Enough):
        make_plan(GRID, fresh(50), np.full(20, 10.0), TERMS, check=check)
    assert calls == 3


# ── bids ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("factor", [0.3, 2.0])
def test_all_weights_doubled_change_nothing(factor: float) -> None:
    items, budget = half_met(150, 1), np.full(25, 15.0)
    plan, base = make_plan(GRID, items, budget, TERMS)
    other, scaled = make_plan(GRID, items.scaled(factor), budget, TERMS)
    assert list(scaled.order()) == list(base.order())
    # Bids and prices are in points of the weights given.
    assert scaled.bid == pytest.approx(base.bid * factor, rel=1e-4, abs=1e-6 * factor)
    assert other.prices == pytest.approx(plan.prices * factor, rel=1e-4, abs=1e-6 * factor)


def test_what_takes_twice_as_long_is_asked_like_what_is_worth_half() -> None:
    items = half_met(200)
    slow = replace(items, pace=np.full(200, 2.0))
    budget = np.full(20, 20.0)
    _, one = make_plan(GRID, slow, budget, TERMS)
    _, other = make_plan(GRID, replace(items, weight=items.weight / 2), budget / 2, TERMS)
    assert list(one.order()) == list(other.order())
    assert one.minutes == pytest.approx(2 * other.minutes)


def test_nothing_is_asked_twice_a_day() -> None:
    items = half_met(100)
    _, bids = make_plan(GRID, replace(items, age=np.zeros(100, int)), np.full(20, 50.0), TERMS)
    assert not set(bids.order()) & set(np.flatnonzero(items.seen))


@given(budget=st.floats(0.1, 30))
@settings(max_examples=20, deadline=None)
def test_the_days_items_fit_the_day(budget: float) -> None:
    _, bids = _BIDS
    chosen = bids.within(budget)
    assert len(chosen) >= 1
    assert bids.minutes[chosen].sum() <= budget + 1e-6 or len(chosen) == 1
    assert np.all(np.diff(bids.bid[chosen]) <= 0)
    assert np.all(bids.bid[chosen] > 0)


_BIDS = make_plan(GRID, half_met(200), np.full(20, 15.0), Terms())


# ── what it comes to ─────────────────────────────────────────────────────────────────────────


def test_values_on_the_grid_come_true_in_a_simulation() -> None:
    """Items alone against fixed prices, many times: the mean gain is the value U.

    The values say only when to ask again; memory itself is not on the grid here.
    """
    days, runs = 20, 3000
    terms = replace(TERMS, kappa=0.0, horizon=days)
    items = fresh(1)
    crowd = crowd_of(items, classes_of(items.worth), GRID)
    flow = Flow(GRID, calendar(np.full(days, 1.0)), np.ones(1), terms, crowd)
    prices = np.linspace(0.01, 0.3, days)
    flow.backward(prices, 0.0)
    first = flow.first_values(prices)[:, 0]
    begin = int(first.argmax())
    rng = np.random.default_rng(0)
    memory, numbers = GRID.memory, np.arange(days)

    def values(stability: Floats, difficulty: Floats) -> Floats:
        """V after an answer on each day, (runs, days)."""
        places, shares = GRID.weights_at(stability, np.broadcast_to(difficulty, stability.shape))
        found = flow.values[numbers[None, :, None], places, 0]
        return np.asarray((found * shares).sum(axis=-1))

    (right_s, right_d), (wrong_s, wrong_d) = memory.first()
    good = rng.random(runs) < terms.first_right
    s, d = np.where(good, right_s, wrong_s), np.where(good, right_d, wrong_d)
    day, paid = np.full(runs, begin), np.full(runs, prices[begin])
    going, answers = np.ones(runs, bool), runs
    for _ in range(days):
        gap = numbers - day[:, None]
        chance = memory.recall(np.maximum(gap, 1).astype(np.float64), s[:, None])
        after = chance * values(
            memory.right(s[:, None], d[:, None], chance), memory.harder(d, right=True)[:, None]
        ) + (1 - chance) * values(
            memory.wrong(s[:, None], d[:, None], chance), memory.harder(d, right=False)[:, None]
        )
        worth = np.where(gap > 0, after - prices, -np.inf)
        best = worth.argmax(axis=1)
        stop = (1 - terms.guess) * memory.recall((days - day).astype(np.float64), s)
        going &= worth.max(axis=1) > stop
        recall = chance[np.arange(runs), best]
        good = rng.random(runs) < recall
        next_s = np.where(good, memory.right(s, d, recall), memory.wrong(s, d, recall))
        next_d = np.where(good, memory.harder(d, right=True), memory.harder(d, right=False))
        s, d = np.where(going, next_s, s), np.where(going, next_d, d)
        paid += np.where(going, prices[best], 0.0)
        answers += int(going.sum())
        day = np.where(going, best, day)
    assert not going.any()
    assert answers > 2 * runs  # they were asked again, often
    gains = (1 - terms.guess) * memory.recall((days - day).astype(np.float64), s) - paid
    error = float(gains.std() / np.sqrt(runs))
    assert float(first.max()) == pytest.approx(float(gains.mean()), abs=0.002 + 3 * error)


@pytest.mark.parametrize("days", [9, 40])
def test_values_and_load_are_those_of_the_plain_sums(days: int) -> None:
    """State by state, block by block, memory as it is defined: the same as the matrices say."""
    items = half_met(60)
    budget = np.full(days, 6.0)
    budget[2::7] = 0.0
    classes = classes_of(items.worth)
    cal = calendar(budget)
    terms = Terms(horizon=days)
    flow = Flow(GRID, cal, classes.weight, terms, crowd_of(items, classes, GRID))
    tau, prices = 0.01, np.linspace(0.02, 0.06, len(cal.start))
    flow.backward(prices, tau)
    found = flow.load(prices, tau)

    memory, s, d = GRID.memory, GRID.stability, GRID.difficulty
    lengths = np.where(cal.open, cal.length, 0)
    blocks = len(cal.start)
    values = np.zeros((blocks, GRID.states, len(classes.weight)))

    def outcomes(gap: int) -> list[tuple[Floats, NDArray[np.int64], Floats, float]]:
        recall = memory.recall(float(gap), s)
        return [
            (recall, *GRID.weights_at(memory.right(s, d, recall), memory.harder(d, right=True)),
             terms.costs.right),
            (1 - recall,
             *GRID.weights_at(memory.wrong(s, d, recall), memory.harder(d, right=False)),
             terms.costs.wrong),
        ]  # fmt: skip

    def choose(day: int, first: int) -> tuple[Floats, Floats]:
        """V and the chance of each later block, (blocks, states, classes)."""
        weight = np.zeros((blocks, *values.shape[1:]))
        total = max(1, lengths[first:].sum())
        stop = (1 - terms.guess) * memory.recall(float(days - day), s)[:, None]
        for block in range(first, blocks):
            if lengths[block]:
                worth = sum(
                    chance[:, None]
                    * ((values[block][places] * shares[:, :, None]).sum(axis=1)
                       - cost * prices[block] / classes.weight)
                    for chance, places, shares, cost in outcomes(int(cal.day[block]) - day)
                )  # fmt: skip
                weight[block] = lengths[block] / total * np.exp((worth - stop) / tau)
        whole = 1 + weight.sum(axis=0)
        return stop + tau * np.log(whole), weight / whole

    chances = {}
    for block in reversed(range(blocks)):
        values[block], chances[block] = choose(int(cal.day[block]), block + 1)
    assert flow.values == pytest.approx(values, abs=2e-4)

    load = np.zeros(blocks)
    people = np.zeros_like(values)
    new = flow.first_chances(prices, tau) * flow.crowd.unseen
    load += terms.costs.first * new.sum(axis=1)
    for chance, (places, shares) in (
        (terms.first_right, GRID.first_right),
        (1 - terms.first_right, GRID.first_wrong),
    ):
        for place, share in zip(places[0], shares[0], strict=True):
            people[:, place] += chance * share * new

    def send(day: int, here: Floats, chosen: Floats) -> None:
        for block in range(blocks):
            if not lengths[block] or not chosen[block].any():
                continue
            for chance, places, shares, cost in outcomes(int(cal.day[block]) - day):
                flowing = here * chosen[block] * chance[:, None]
                load[block] += cost * flowing.sum()
                for corner in range(4):
                    np.add.at(people[block], places[:, corner], shares[:, [corner]] * flowing)

    for number, age in enumerate(flow.ages):
        send(-age, flow.crowd.seen[number].T, choose(-age, 0)[1])
    for block in range(blocks):
        send(int(cal.day[block]), people[block], chances[block])
    assert found == pytest.approx(load, rel=2e-3, abs=1e-3)
    assert found.sum() > 20


def test_the_plan_is_not_below_greedy() -> None:
    count, days, budget = 200, 30, 15.0
    weights = np.random.default_rng(8).gamma(2.0, 0.5, count)
    mixed = jittered(weights, [f"i{number}" for number in range(count)])
    world = World(GRID.memory)
    planned = run(Class(world, weights, 2, 1), Planned(GRID, mixed, IN_ANSWERS), days, budget)
    greedy = run(Class(world, weights, 2, 1), Greedy(GRID, IN_ANSWERS), days, budget)
    assert planned.mean() > greedy.mean() - 0.5
    assert planned.mean() > 92


def test_a_missed_week_costs_little_and_asks_no_flood() -> None:
    count, days, budget = 160, 24, 8.0
    weights = np.ones(count)
    mixed = jittered(weights, [f"i{number}" for number in range(count)])
    missed = World(GRID.memory, missed=tuple(range(8, 15)))

    def mean(way: Policy) -> float:
        return float(run(Class(missed, weights, 2, 2), way, days, budget).mean())

    insured = Planned(GRID, mixed, IN_ANSWERS)
    score = mean(insured)
    assert score > mean(Planned(GRID, mixed, IN_ANSWERS, kappa=0.0)) + 3
    assert score > mean(Greedy(GRID, IN_ANSWERS)) - 0.5
    # What was missed is spread over the days left: planned anew, the load fits each of them.
    assert len(insured.first_misses) == 2 * 2  # of either learner, at first and after the week
    assert max(insured.first_misses) < 0.05


def test_the_forecast_comes_true() -> None:
    count, days, budget = 160, 20, 10.0
    weights = np.random.default_rng(9).gamma(2.0, 0.5, count)
    mixed = jittered(weights, [f"i{number}" for number in range(count)])
    items = replace(fresh(count), weight=mixed)
    plan, _ = make_plan(GRID, items, np.full(days, budget), TERMS)
    classes = classes_of(items.worth)
    terms = replace(TERMS, horizon=days)
    flow = Flow(GRID, plan.calendar, classes.weight, terms, crowd_of(items, classes, GRID))
    told = outlook(flow, plan.solution.prices, plan.solution.tau, items, classes)
    real = run(
        Class(World(GRID.memory), weights, 3, 5), Planned(GRID, mixed, IN_ANSWERS), days, budget
    )
    assert score(told.planned, weights) == pytest.approx(real.mean(), abs=2.0)
    assert score(told.untouched, weights) == pytest.approx(25.0)


def test_the_forecast_of_items_met_is_never_below_doing_nothing() -> None:
    items = half_met(200)
    plan, _ = make_plan(GRID, items, np.full(20, 15.0), Terms())
    classes = classes_of(items.worth)
    flow = Flow(
        GRID, plan.calendar, classes.weight, Terms(horizon=20), crowd_of(items, classes, GRID)
    )
    told = outlook(flow, plan.solution.prices, plan.solution.tau, items, classes)
    assert np.all(told.planned > told.untouched - 0.03)  # the grid is a little coarse
    assert np.all((told.planned >= 0.25) & (told.planned <= 1))
    assert score(told.planned, items.weight) > score(told.untouched, items.weight) + 5


# ── how sure ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("right", "count", "sign"), [(0.9, 200, 0), (0.99, 200, 1), (0.6, 200, -1), (0.0, 2, -1)]
)
def test_the_learners_own_recall_moves_the_forecast(right: float, count: int, sign: int) -> None:
    predicted = np.full(count, 0.9)
    seen = np.arange(count) < right * count
    gap = calibration(predicted, seen)
    assert np.sign(round(gap, 2)) == sign
    moved = shifted(np.array([0.25, 0.5, 0.9]), gap, 0.25)
    assert moved[0] == 0.25  # what was never met stays a guess
    assert np.all(np.sign(np.round(moved[1:] - [0.5, 0.9], 3)) == sign)


def test_few_reviews_move_it_little() -> None:
    few = calibration(np.full(3, 0.9), np.zeros(3, bool))
    many = calibration(np.full(300, 0.9), np.zeros(300, bool))
    assert many < few < 0
    assert few > -1
    assert calibration(np.zeros(0), np.zeros(0, bool)) == 0


def test_the_band_narrows_with_questions_and_reviews() -> None:
    chance, weight = np.full(100, 0.7), np.ones(100)
    assert band(chance, weight, 100, 1000) < band(chance, weight, 10, 1000)
    assert band(chance, weight, 100, 1000) < band(chance, weight, 100, 0)
    # 100 questions at 0.7, a model that is sure: 1.28 standard deviations of a binomial share.
    sure = band(chance, weight, 100, 10**9)
    assert sure == pytest.approx(100 * 1.2816 * np.sqrt(0.7 * 0.3 / 100), rel=1e-3)
    assert band(np.zeros(0), np.zeros(0), 10, 5) == 0
    # A forecast near the top that no review stands behind is not thereby sure.
    assert band(np.full(100, 0.99), np.ones(100), 100, 0) > 10
    assert band(np.full(100, 0.99), np.ones(100), 100, 4000) < 2


def test_minutes_follow_recall() -> None:
    costs = Costs(1.0, 0.2, 0.6)
    assert costs.expected(np.array([1.0, 0.0, 0.5])) == pytest.approx([0.2, 0.6, 0.4])


def test_equal_items_differ_a_little_and_always_alike() -> None:
    ids = [f"pack/q{number}" for number in range(2000)]
    one, two = jittered(np.ones(2000), ids), jittered(np.ones(2000), ids)
    assert np.array_equal(one, two)
    logs = np.log(one)
    assert logs.std() == pytest.approx(0.05, rel=0.1)
    assert abs(logs.mean()) < 0.005
    assert len(np.unique(one)) == 2000


def test_solving_needs_no_more_than_sixty_steps() -> None:
    items = fresh(100)
    classes = classes_of(items.worth)
    flow = Flow(
        GRID,
        calendar(np.full(20, 10.0)),
        classes.weight,
        replace(TERMS, horizon=20),
        crowd_of(items, classes, GRID),
    )
    assert solve(flow).steps == 60
