"""D35 to D38 against an independent reckoning: linear algebra, SymPy, brute force, simulation."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.demos import compute
from quizapp.demos.lab import _entropy, _worlds, bandit, policy_gradient
from quizapp.errors import UsageError

SOLVE: Any = sympy.solve
"""SymPy gives this function no types."""

# ── D35 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d35_the_values_that_questions_ask_for() -> None:
    update = compute("D35", {"view": "update"}).results
    assert update["q_learning"] == pytest.approx(1.9)
    assert update["sarsa"] == pytest.approx(1.225)
    last = compute("D35", {"view": "update", "done": "yes", "next_values": (5.0, 0.0)}).results
    assert last["target"] == 1.0
    expected = compute("D35", {"view": "update", "next_values": (2.0, 4.0)}).results
    assert expected["state_value"] == 3.0
    assert compute("D35", {"view": "return", "gamma": 0.5}).results["return"] == 1.75
    half = compute("D35", {"view": "return", "stay": 0.5}).results
    assert half["endless"] == pytest.approx(10 / 11)


def test_d35_the_chain_learns_its_powers() -> None:
    results = compute("D35").results
    assert results["values"] == pytest.approx((0.6561, 0.729, 0.81, 0.9, 1.0), abs=1e-6)
    assert results["true_values"] == pytest.approx((0.6561, 0.729, 0.81, 0.9, 1.0), abs=1e-9)


@pytest.mark.parametrize("gamma", [0.5, 0.9, 0.99])
def test_d35_grid_values_are_powers_of_the_shortest_way(gamma: float) -> None:
    world = _worlds.grid()
    steps = dict.fromkeys(range(16), 0)
    frontier, seen = [3], {3}  # breadth first, back from the goal, around the pit and the wall
    while frontier:
        reached = [
            s
            for s in range(16)
            if s not in seen and s not in world.blocked
            for a in range(4)
            if world.next[s][a] in frontier
        ]
        for s in set(reached):
            steps[s] = 1 + min(steps[t] for t in world.next[s] if t in seen)
        seen |= set(reached)
        frontier = list(set(reached))
    values = _worlds.true_values(world, gamma).max(axis=1)
    for state in set(range(16)) - world.blocked:
        assert values[state] == pytest.approx(gamma ** (steps[state] - 1), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("view", ["chain", "grid"])
def test_d35_q_learning_meets_value_iteration(view: str, seed: int) -> None:
    knobs = {"view": view, "seed": seed, "episodes": 500, "epsilon": 0.5}
    assert compute("D35", knobs).claim("value-iteration").held


def test_d35_sarsa_learns_the_value_of_its_own_policy() -> None:
    """With alpha small the chain's SARSA comes near the epsilon-greedy policy's own values."""
    epsilon, gamma = 0.3, 0.9
    right = 1 - epsilon / 2
    move = np.zeros((5, 5))
    for s in range(5):
        move[s, max(s - 1, 0)] += 1 - right
        if s < 4:
            move[s, s + 1] += right
    paid = np.array([0, 0, 0, 0, right])
    own = np.linalg.solve(np.eye(5) - gamma * move, paid)
    ahead = [gamma * own[s + 1] if s < 4 else 1.0 for s in range(5)]  # Q of going right
    lesson = _worlds.learn(
        _worlds.chain(), gamma, 0.02, epsilon, 20_000, sarsa=True, snapshots=5, seed=0
    )
    assert lesson.q[:, 1] == pytest.approx(ahead, abs=0.05)
    assert np.all(lesson.q[:4, 1] < 0.9 ** np.arange(4, 0, -1) - 0.02)


def test_d35_endless_reward_is_sympys_limit() -> None:
    r, gamma, p, v = sympy.symbols("r gamma p v", positive=True)
    (solved,) = SOLVE(v - p * (r + gamma * v), v)
    found = compute("D35", {"view": "return", "reward": 2.5, "gamma": 0.8, "stay": 0.7}).results
    at = {r: sympy.Rational(5, 2), gamma: sympy.Rational(4, 5), p: sympy.Rational(7, 10)}
    assert found["endless"] == pytest.approx(float(solved.subs(at)))


@pytest.mark.parametrize(
    ("knobs", "named"),
    [
        ({"policy": (0.5, 0.2)}, "policy"),
        ({"policy": (1.0,)}, "next_values"),
        ({"next_action": 3}, "2"),
    ],
)
def test_d35_refuses_what_does_not_fit(knobs: dict[str, object], named: str) -> None:
    with pytest.raises(UsageError) as caught:
        compute("D35", {"view": "update", **knobs})
    assert named in caught.value.mend


def test_d35_two_states_are_worth_what_sympy_solves() -> None:
    v1, v2 = sympy.symbols("v1 v2")
    half, third, fifth = (sympy.Rational(1, n) for n in (2, 3, 5))
    gamma = sympy.Rational(4, 5)
    equations = [
        2 + gamma * (fifth * v1 + half * v2) - v1,
        -1 + gamma * (third * v1 + fifth * v2) - v2,
    ]
    solved = SOLVE(equations, [v1, v2])
    found = compute(
        "D35",
        {"view": "two-states", "moves": (0.2, 0.5, 1 / 3, 0.2), "pays": (2, -1), "gamma": 0.8},
    )
    assert found.results["pair"] == pytest.approx((float(solved[v1]), float(solved[v2])))
    assert found.results["one_sweep"] == (2.0, -1.0)


def test_d35_two_states_are_worth_what_walks_through_them_earn() -> None:
    """The mean discounted reward of walks drawn step by step in plain Python."""
    draw, moves, pays, gamma = random.Random(4), ((0.5, 0.3), (0.2, 0.6)), (1.0, 3.0), 0.9
    found = compute("D35", {"view": "two-states", "gamma": gamma}).results["pair"]
    assert isinstance(found, tuple)
    for start in (0, 1):
        earned = []
        for _ in range(8000):
            state, weight, total = start, 1.0, 0.0
            while state < 2:
                total += weight * pays[state]
                weight *= gamma
                lot, stay = draw.random(), moves[state][0]
                state = 0 if lot < stay else 1 if lot < stay + moves[state][1] else 2
            earned.append(total)
        error = float(np.std(earned)) / 8000**0.5
        assert abs(float(np.mean(earned)) - found[start]) < 4 * error


def test_d35_a_state_cannot_be_left_more_than_surely() -> None:
    with pytest.raises(UsageError, match="s2") as caught:
        compute("D35", {"view": "two-states", "moves": (0.5, 0.5, 0.7, 0.5)})
    assert "moves" in caught.value.mend


# ── D36 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d36_the_greedy_arm_gets_its_share() -> None:
    knobs = {"arms": (0.1, 0.3, 0.5, 0.7), "epsilon": 0.2, "pulls": 500}
    results = compute("D36", knobs).results
    assert results["greedy_probability"] == pytest.approx(0.85)
    assert results["greedy_excluded"] == pytest.approx(0.8)
    assert results["greedy_share"] == pytest.approx(0.85, abs=0.01)


@pytest.mark.parametrize("seed", [0, 3])
def test_d36_a_little_exploring_beats_none_and_much(seed: int) -> None:
    assert compute("D36", {"seed": seed}).claim("beats").held


def test_d36_players_in_step_do_as_one_player_alone() -> None:
    """The same game, one player at a time in plain Python, earns the same within its error."""
    draw, arms, pulls, epsilon = random.Random(5), (0.1, 0.5, 0.7), 500, 0.1
    earned = []
    for _ in range(200):
        tried, won, total = [0, 0, 0], [0, 0, 0], 0
        for _ in range(pulls):
            means = [w / t if t else 0.0 for w, t in zip(won, tried, strict=True)]
            best = [a for a in range(3) if means[a] == max(means)]
            arm = draw.randrange(3) if draw.random() < epsilon else draw.choice(best)
            hit = draw.random() < arms[arm]
            tried[arm] += 1
            won[arm] += hit
            total += hit
        earned.append(total / pulls)
    (found,) = bandit.play(np.array(arms), (epsilon,), pulls, 0)
    assert found.average[-1] == pytest.approx(np.mean(earned), abs=0.03)


# ── D37 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d37_the_values_that_questions_ask_for() -> None:
    results = compute("D37", {"view": "advantage"}).results
    assert results["advantage"] == pytest.approx(0.3)
    theta, a = sympy.symbols("theta a")
    s = 1 / (1 + sympy.exp(-theta))
    log_pi = a * sympy.log(s) + (1 - a) * sympy.log(1 - s)
    score = log_pi.diff(theta).subs(theta, sympy.Rational(1, 2))
    assert results["score_1"] == pytest.approx(float(score.subs(a, 1)))
    assert results["score_0"] == pytest.approx(float(score.subs(a, 0)))


@given(st.floats(-3, 3), st.floats(-5, 15), st.floats(-5, 15), st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_d37_the_gradient_is_that_of_the_expected_reward(
    theta: float, reward1: float, reward0: float, seed: int
) -> None:
    policy = policy_gradient.Policy(theta, reward0, reward1)
    step = 1e-5
    ends = [policy_gradient.Policy(theta + d, reward0, reward1).value for d in (step, -step)]
    assert policy.gradient == pytest.approx((ends[0] - ends[1]) / (2 * step), abs=1e-5)
    knobs = {"theta": theta, "reward1": reward1, "reward0": reward0, "seed": seed}
    assert compute("D37", knobs).claim("mean").held


def test_d37_the_mean_is_the_gradient_within_one_percent() -> None:
    results = compute("D37", {"baseline": "none"}).results
    assert results["mean"] == pytest.approx(results["gradient"], rel=0.01)


def test_d37_the_spread_is_what_single_draws_show() -> None:
    policy = policy_gradient.Policy(0.5, 10.0, 11.0)
    actions = np.random.default_rng(0).random(200_000) < policy.s
    for baseline in (0.0, policy.value):
        rewards = np.where(actions, 11.0, 10.0)
        draws = (actions - policy.s) * (rewards - baseline)
        assert draws.std() == pytest.approx(policy.spread(baseline), rel=0.02)


def test_d37_the_best_baseline_is_the_least_of_sympys_variance() -> None:
    s, b, r0, r1 = sympy.symbols("s b r0 r1", positive=True)
    second = s * ((1 - s) * (r1 - b)) ** 2 + (1 - s) * (s * (r0 - b)) ** 2
    (best,) = SOLVE(second.diff(b), b)
    policy = policy_gradient.Policy(0.5, 10.0, 11.0)
    assert policy_gradient.best_baseline(policy) == pytest.approx(
        float(best.subs({s: policy.s, r0: 10, r1: 11}))
    )


def test_d37_a_baseline_can_widen_the_spread_and_is_said_to() -> None:
    outcome = compute("D37", {"theta": 3.0, "reward1": 1.0, "reward0": 0.0})
    assert not outcome.claim("cuts").held
    assert outcome.claim("unbiased").held


@given(
    st.lists(st.floats(-3, 3), min_size=2, max_size=6),
    st.integers(1, 6),
    st.floats(-10, 10),
    st.floats(0, 1),
)
@settings(max_examples=40, deadline=None)
def test_d37_a_softmax_step_is_the_slope_of_the_log_chance(
    theta: list[float], action: int, gain: float, rate: float
) -> None:
    action = min(action, len(theta))

    def softmax(at: list[float]) -> list[float]:
        total = sum(math.exp(t) for t in at)
        return [math.exp(t) / total for t in at]

    def log_chance(k: int, by: float) -> float:
        return math.log(softmax([t + by * (j == k) for j, t in enumerate(theta)])[action - 1])

    knobs = {"chances": tuple(softmax(theta)), "action": action, "gain": gain, "rate": rate}
    results = compute("D37", {"view": "step", **knobs}).results
    slopes = [gain * (log_chance(k, 1e-5) - log_chance(k, -1e-5)) / 2e-5 for k in range(len(theta))]
    assert results["step_gradient"] == pytest.approx(slopes, abs=1e-6)
    stepped = softmax([t + rate * g for t, g in zip(theta, slopes, strict=True)])
    assert results["step_after"] == pytest.approx(stepped, abs=1e-6)


@pytest.mark.parametrize(
    ("knobs", "named"), [({"chances": (0.5, 0.2)}, "chances"), ({"action": 4}, "3")]
)
def test_d37_refuses_a_step_that_cannot_be(knobs: dict[str, object], named: str) -> None:
    with pytest.raises(UsageError) as caught:
        compute("D37", {"view": "step", **knobs})
    assert named in caught.value.mend


# ── D38 ──────────────────────────────────────────────────────────────────────────────────────────


def test_d38_the_values_that_questions_ask_for() -> None:
    results = compute("D38").results
    assert results["kl"] == pytest.approx(0.14384, abs=1e-5)
    assert results["kl_reverse"] == pytest.approx(0.13081, abs=1e-5)
    bits = {"p": (0.5, 0.25, 0.25), "q": (0.25, 0.25, 0.5), "base": "bits"}
    assert compute("D38", bits).results["entropy_p"] == pytest.approx(1.5)
    apart = compute("D38", {"p": (1.0, 0.0), "q": (0.0, 1.0)}).results
    assert apart["js"] == pytest.approx(math.log(2))
    assert apart["kl"] == math.inf
    joint = compute("D38", {"view": "joint", "base": "bits"}).results
    assert joint["mutual_information"] == pytest.approx(0.27807, abs=1e-5)
    event = compute("D38", {"view": "event", "base": "bits"}).results
    assert event["self_information"] == 3.0
    told = compute("D38", {"view": "event", "probability": 0.875, "base": "bits"}).results
    assert told["self_information"] == pytest.approx(0.19265, abs=1e-5)
    uniform = compute("D38", {"view": "uniform"}).results
    assert uniform["uniform_entropy"] == pytest.approx(-0.69315, abs=1e-5)


shares = st.lists(st.floats(0.01, 1.0), min_size=4, max_size=4).map(
    lambda given: np.array(given) / sum(given)
)


@given(shares, shares)
@settings(max_examples=50, deadline=None)
def test_d38_sums_are_their_loops(p: np.ndarray, q: np.ndarray) -> None:
    pairs = list(zip(p.tolist(), q.tolist(), strict=True))
    entropy = -sum(a * math.log(a) for a, _ in pairs)
    kl = sum(a * math.log(a / b) for a, b in pairs)
    assert _entropy.entropy(p) == pytest.approx(entropy)
    assert _entropy.kl(p, q) == pytest.approx(kl, abs=1e-9)
    assert _entropy.cross_entropy(p, q) == pytest.approx(entropy + kl, abs=1e-9)
    js = _entropy.entropy((p + q) / 2) - (_entropy.entropy(p) + _entropy.entropy(q)) / 2
    assert _entropy.jensen_shannon(p, q) == pytest.approx(js, abs=1e-9)
    assert 0 <= _entropy.jensen_shannon(p, q) <= math.log(2)


@given(shares, shares)
@settings(max_examples=25, deadline=None)
def test_d38_independent_tables_share_nothing(p: np.ndarray, q: np.ndarray) -> None:
    assert _entropy.mutual_information(np.outer(p, q)) == pytest.approx(0, abs=1e-9)
    assert _entropy.mutual_information(np.diag(p)) == pytest.approx(_entropy.entropy(p))


def test_d38_an_infinite_divergence_is_shown_as_such() -> None:
    outcome = compute("D38", {"p": (0.5, 0.5), "q": (1.0, 0.0)})
    assert outcome.results["kl"] == math.inf
    assert "∞" in outcome.figure.summary.en
    assert all(claim.held for claim in outcome.claims)


@pytest.mark.parametrize(
    ("knobs", "named"),
    [
        ({"p": (0.5, 0.6)}, "p"),
        ({"p": (0.5, 0.25, 0.25)}, "q"),
        ({"view": "joint", "joint": (0.2,) * 5}, "rows"),
    ],
)
def test_d38_refuses_what_is_no_distribution(knobs: dict[str, object], named: str) -> None:
    with pytest.raises(UsageError) as caught:
        compute("D38", knobs)
    assert named in caught.value.mend
