"""Two small worlds with known answers, and the two ways to learn them by trying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from quizapp.demos.activations import Floats

LONGEST = 200
"""Steps after which an episode is ended where it stands."""


@dataclass(frozen=True, slots=True)
class World:
    """A deterministic world of S states and A actions; what follows an end state is never used."""

    next: tuple[tuple[int, ...], ...]  # (S, A)
    reward: tuple[tuple[float, ...], ...]  # (S, A)
    ends: tuple[tuple[bool, ...], ...]  # (S, A) whether the move ends the episode
    signs: str
    """One letter an action, for the arrows."""
    columns: int
    blocked: frozenset[int] = frozenset()
    """States that cannot be entered, and those that end an episode: nobody acts there."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What was learned: the values at each snapshot and how far they are from the truth."""

    q: Floats  # (S, A) at the end
    snapshots: Floats  # (snapshots, S) the best value of each state
    error: Floats  # (snapshots,) largest distance to the true values


def chain() -> World:
    """Five states in a row; right from the last pays 1 and ends, left from the first stays."""
    return World(
        next=tuple((max(s - 1, 0), min(s + 1, 4)) for s in range(5)),
        reward=tuple((0.0, 1.0 if s == 4 else 0.0) for s in range(5)),
        ends=tuple((False, s == 4) for s in range(5)),
        signs="<>",
        columns=5,
    )


def grid() -> World:
    """Four by four: a goal (+1) in the upper right, a pit (-1) below it, and one wall."""
    goal, pit, wall = 3, 7, 5
    following, reward, ends = [], [], []
    for state in range(16):
        row, column = divmod(state, 4)
        moves = []
        for down, right in ((-1, 0), (0, 1), (1, 0), (0, -1)):
            r, c = row + down, column + right
            there = 4 * r + c
            moves.append(there if 0 <= r < 4 and 0 <= c < 4 and there != wall else state)
        following.append(tuple(moves))
        reward.append(tuple(1.0 if m == goal else -1.0 if m == pit else 0.0 for m in moves))
        ends.append(tuple(m in (goal, pit) for m in moves))
    return World(
        tuple(following), tuple(reward), tuple(ends), "^>v<", 4, frozenset((goal, pit, wall))
    )


def true_values(world: World, gamma: float) -> Floats:
    """Optimal action values (S, A) by value iteration, to 1e-12."""
    following, reward = np.array(world.next), np.array(world.reward)
    going = gamma * ~np.array(world.ends)
    q = np.zeros(reward.shape)
    while True:
        better = reward + going * q.max(axis=1)[following]
        if np.abs(better - q).max() < 1e-12:
            return np.asarray(better)
        q = better


def learn(
    world: World,
    gamma: float,
    alpha: float,
    epsilon: float,
    episodes: int,
    *,
    sarsa: bool,
    snapshots: int,
    seed: int,
) -> Lesson:
    """Epsilon-greedy episodes from random starts, by Q-learning or SARSA, from zero values.

    Plain Python lists: with four actions a loop over them is faster than NumPy.
    """
    rng = np.random.default_rng(seed)
    truth = true_values(world, gamma).max(axis=1)
    open_states = [s for s in range(len(world.next)) if s not in world.blocked]
    actions = len(world.signs)
    q = [[0.0] * actions for _ in world.next]
    chances: Iterator[float] = iter(())
    stops = {round((k + 1) * episodes / snapshots): k for k in range(snapshots)}
    kept = [[0.0] * len(q)]

    def chance() -> float:
        nonlocal chances
        for value in chances:
            return float(value)
        chances = iter(rng.random(4096).tolist())
        return chance()

    def choose(state: int) -> int:
        if chance() < epsilon:
            return int(chance() * actions)
        row = q[state]
        top = max(row)
        if row.count(top) == 1:
            return row.index(top)
        best = [a for a in range(actions) if row[a] == top]
        return best[int(chance() * len(best))]

    for episode in range(episodes):
        state = open_states[int(chance() * len(open_states))]
        action = choose(state)
        for _ in range(LONGEST):
            there = world.next[state][action]
            ended = world.ends[state][action]
            following = choose(there) if not ended else 0
            ahead = 0.0 if ended else q[there][following] if sarsa else max(q[there])
            row = q[state]
            row[action] += alpha * (world.reward[state][action] + gamma * ahead - row[action])
            if ended:
                break
            state, action = there, following
        if episode + 1 in stops:
            kept.append([max(row) for row in q])
    values = np.array(kept)
    open_index = np.array(open_states)
    error = np.abs(values - truth)[:, open_index].max(axis=1)
    return Lesson(np.array(q), values, error)
