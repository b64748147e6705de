"""D36: how much to explore, on slot machines whose chances nobody tells.

One hundred players pull in step for each share of exploration, so that the curves show what the
rule does and not the luck of one player.

Source: Sutton & Barto, *Reinforcement Learning* (2018), sec. 2.2-2.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Plot, Series, Table
from quizapp.demos.lab._results import number
from quizapp.demos.numerals import figures, format_number
from quizapp.demos.spec import (
    Claim,
    Frame,
    Numbers,
    Outcome,
    Range,
    Reading,
    Result,
    Tick,
    Trial,
    silent,
)
from quizapp.records import Localized

_PLAYERS, _FRAMES = 100, 50
_OTHERS = (0.0, 0.1, 0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Play:
    """What the players of one share of exploration got and did."""

    epsilon: float
    average: Floats  # (frames + 1,) reward a pull up to then, mean over players; starts at 0
    best_share: float
    """Share of pulls that went to the best arm."""
    greedy_share: float
    """Share of pulls that went to the arm that looked best then."""


def run(
    epsilon: Annotated[float, Range("探索の割合 ε", "exploration ε", 0.0, 1.0, step=0.05)] = 0.2,
    arms: Annotated[
        tuple[float, ...],
        Numbers(
            "当たりの確率",
            "winning chances",
            0.0,
            1.0,
            shortest=2,
            longest=8,
            examples=((0.1, 0.5, 0.7), (0.1, 0.3, 0.5, 0.7), (0.4, 0.5), (0.1, 0.1, 0.9)),
        ),
    ] = (0.1, 0.5, 0.7),
    pulls: Annotated[int, Range("引く回数", "pulls", 100, 5000, scale="log")] = 5000,
    seed: Annotated[int, usual.seed()] = 0,
    tick: Tick = silent,
) -> Outcome:
    """Average reward of epsilon-greedy with ``epsilon``, and with 0, 0.1 and 0.5 beside it.

    An exploring pull draws uniformly from all arms, the one that looks best included. Estimates
    start at 0 and ties are broken at random.
    """  # fmt: skip
    chances = np.array(arms)
    wanted = tuple(dict.fromkeys((epsilon, *_OTHERS)))
    plays = play(chances, wanted, pulls, seed, tick)
    own = plays[0]
    greedy = greedy_probability(epsilon, len(arms))
    by_epsilon = {p.epsilon: float(p.average[-1]) for p in plays}
    results: dict[str, Result] = {
        "greedy_probability": greedy,
        "other_probability": epsilon / len(arms),
        "greedy_excluded": 1.0 - epsilon,
        "reward": float(own.average[-1]),
        "reward_0": by_epsilon[0.0],
        "reward_01": by_epsilon[0.1],
        "reward_05": by_epsilon[0.5],
        "best_share": own.best_share,
        "greedy_share": own.greedy_share,
        "best_chance": float(chances.max()),
    }

    def at(step: int) -> Frame:
        return Frame(_figure(plays, chances, pulls, step), _readings(plays, greedy, pulls, step))

    last = at(_FRAMES)
    return Outcome(
        figure=last.figure,
        results=results,
        claims=_claims(plays, chances, greedy, pulls),
        notice=_notice(own, chances),
        formula=(
            f"P(greedy) = 1 − ε + ε/{len(arms)} = 1 − {figures(epsilon)} + "
            f"{figures(epsilon / len(arms))} = {figures(greedy)}"
        ),
        readings=last.readings,
        steps=_FRAMES,
        at=at,
    )


def greedy_probability(epsilon: float, arms: int) -> float:
    """The chance that the arm which looks best is pulled."""
    return 1.0 - epsilon + epsilon / arms


def play(
    chances: Floats,
    epsilons: tuple[float, ...],
    pulls: int,
    seed: int,
    tick: Tick = silent,
) -> list[Play]:
    """100 players for each of ``epsilons``, in step; ``chances`` (arms,) are what they look for."""
    rng = np.random.default_rng(seed)
    rows, arms = len(epsilons) * _PLAYERS, len(chances)
    shares = np.repeat(epsilons, _PLAYERS)  # (rows,)
    estimates = np.zeros((rows, arms))
    counts = np.zeros((rows, arms))
    total = np.zeros(rows)
    best, greedy = np.zeros(rows), np.zeros(rows)
    line = np.arange(rows)
    marks = {max(round((k + 1) * pulls / _FRAMES), 1) for k in range(_FRAMES)}
    kept = [np.zeros(len(epsilons))]
    top = int(chances.argmax())
    for pull in range(pulls):
        if pull % 100 == 0:
            tick(pull / pulls)
            explores = rng.random((100, rows)) < shares
            tries = rng.integers(0, arms, (100, rows))
            luck = rng.random((100, rows))
            ties = rng.random((100, rows, arms)) * 1e-9
        now = pull % 100
        looks_best = np.argmax(estimates + ties[now], axis=1)
        arm = np.where(explores[now], tries[now], looks_best)
        reward = luck[now] < chances[arm]
        counts[line, arm] += 1.0
        estimates[line, arm] += (reward - estimates[line, arm]) / counts[line, arm]
        total += reward
        best += arm == top
        greedy += arm == looks_best
        if pull + 1 in marks:
            kept.append((total / (pull + 1)).reshape(len(epsilons), _PLAYERS).mean(axis=1))
    table = np.array(kept)
    groups = (len(epsilons), _PLAYERS)
    return [
        Play(
            epsilon,
            table[:, place],
            float(best.reshape(groups)[place].mean() / pulls),
            float(greedy.reshape(groups)[place].mean() / pulls),
        )
        for place, epsilon in enumerate(epsilons)
    ]


def _claims(plays: list[Play], chances: Floats, greedy: float, pulls: int) -> tuple[Claim, ...]:
    own = plays[0]
    by_epsilon = {p.epsilon: float(p.average[-1]) for p in plays}
    deviation = np.sqrt(max(greedy * (1 - greedy), 1e-12) / (pulls * _PLAYERS))
    return (
        Claim(
            "beats",
            Localized(
                f"{pulls} 回引くと、ε = 0.1 の報酬は ε = 0 と ε = 0.5 を上回る",
                f"over {pulls} pulls ε = 0.1 earns more than ε = 0 and ε = 0.5",
            ),
            by_epsilon[0.1] > by_epsilon[0.0] and by_epsilon[0.1] > by_epsilon[0.5],
        ),
        Claim(
            "greedy",
            Localized(
                f"最良に見える腕を引いた割合 {own.greedy_share:.3f} は 1 − ε + ε/{len(chances)} = "
                f"{greedy:.3f} と合う",
                f"the arm that looks best got {own.greedy_share:.3f} of the pulls: "
                f"1 − ε + ε/{len(chances)} = {greedy:.3f}",
            ),
            bool(abs(own.greedy_share - greedy) <= 5 * deviation + 1e-9),
        ),
        Claim(
            "limit",
            Localized(
                "どの ε でも、平均報酬は最良の腕の確率を超えない",
                "no ε earns more a pull than the best arm's chance",
            ),
            all(
                float(p.average[-1]) <= chances.max() + 5 * np.sqrt(0.25 / (pulls * _PLAYERS))
                for p in plays
            ),
        ),
    )


def _notice(own: Play, chances: Floats) -> Localized:
    if own.epsilon == 0:
        return Localized(
            f"最初に当たった腕にこだわり、最良の腕は {own.best_share:.0%} しか引かれません。"
            "知らない腕は知らないままです。",
            f"It clings to the first arm that paid; the best one gets {own.best_share:.0%} of "
            "the pulls. What it does not try it never knows.",
        )
    if own.epsilon >= 0.5:
        return Localized(
            "最良の腕を知ったあとも半分以上を試しに使うので、報酬が頭打ちになります。",
            "Even when it knows the best arm it spends half its pulls or more on trying.",
        )
    return Localized(
        f"少しの探索で最良の腕（{format_number(float(chances.max()))}）を見つけ、あとは主にそれを"
        f"引きます（{own.best_share:.0%}）。",
        f"A little exploring finds the best arm ({format_number(float(chances.max()))}), which "
        f"then gets most pulls ({own.best_share:.0%}).",
    )


def _name(epsilon: float) -> Localized:
    return Localized(f"ε = {figures(epsilon)}", f"ε = {figures(epsilon)}")


def _readings(plays: list[Play], greedy: float, pulls: int, step: int) -> tuple[Reading, ...]:
    return (
        Reading(Localized("回", "pulls"), str(round(step * pulls / _FRAMES))),
        *(
            Reading(_name(p.epsilon), f"{p.average[step]:.3f}", place)
            for place, p in enumerate(plays)
        ),
        Reading(Localized("最良に見える腕", "arm that looks best"), f"{greedy:.3f}"),
        Reading(Localized("最良の腕を引いた", "pulls of the best"), f"{plays[0].best_share:.0%}"),
    )


def _figure(plays: list[Play], chances: Floats, pulls: int, step: int) -> Plot:
    at = np.round(np.arange(_FRAMES + 1) * pulls / _FRAMES)
    best = float(chances.max())
    least = min(float(p.average[1:].min()) for p in plays)
    words = ", ".join(f"ε = {figures(p.epsilon)} {p.average[step]:.3f}" for p in plays)
    return Plot(
        title=Localized("1 回あたりの報酬", "Reward a pull"),
        note=Localized(
            f"{_PLAYERS} 人の平均、破線は最良の腕", f"mean of {_PLAYERS} players; dashed: best arm"
        ),
        summary=Localized(
            f"{round(step * pulls / _FRAMES)} 回引いた平均報酬: {words}。",
            f"Average reward after {round(step * pulls / _FRAMES)} pulls: {words}.",
        ),
        x=Axis(Localized("引いた回数", "pulls"), low=0, high=pulls, whole=True),
        y=Axis(low=max(least - 0.1 * best, 0.0), high=max(1.1 * best, 0.1)),
        series=(
            Series(Localized("最良の腕", "best arm"), np.array([0.0, float(pulls)]),
                   np.full(2, best), 5, "dashed", "none", faint=True),
            *(
                Series(_name(p.epsilon), at[1 : step + 1], p.average[1 : step + 1], place)
                for place, p in reversed(list(enumerate(plays)))
            ),
        ),
        table=Table(
            columns=(Localized("回", "pulls"), *(_name(p.epsilon) for p in plays)),
            rows=tuple(
                (str(int(at[k])), *(f"{p.average[k]:.3f}" for p in plays))
                for k in range(0, _FRAMES + 1, 5)
            ),
        ),
    )  # fmt: skip


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "一度も探索しません（ε = 0）。最良の腕は 9 割以上引かれるでしょうか。",
            "Never explore (ε = 0). Does the best arm get more than nine pulls in ten?",
        ),
        knobs={"epsilon": 0.0},
        guesses=(
            Localized("9 割以上引かれる", "yes"),
            Localized("9 割に届かない", "no"),
        ),
        happened=lambda outcome: int(number(outcome, "best_share") < 0.9),
        because=Localized(
            "最初に当たった腕の見積もりだけが 0 より大きくなり、ほかを二度と試さないからです。",
            "Only the arm that paid first has an estimate above 0; the others are not tried again.",
        ),
    ),
    Trial(
        ask=Localized(
            "100 回しか引けないときも、ε = 0.1 は ε = 0.5 に 1 回あたり 0.1 より"
            "大きな差をつけますか。",
            "With 100 pulls only, is ε = 0.1 still more than 0.1 a pull ahead of ε = 0.5?",
        ),
        knobs={"pulls": 100},
        guesses=(
            Localized("つける", "yes"),
            Localized("差は 0.1 以下", "no, 0.1 or less"),
        ),
        happened=lambda outcome: int(
            number(outcome, "reward_01") - number(outcome, "reward_05") <= 0.1
        ),
        because=Localized(
            "短いうちは、探索が多いほうが早く最良の腕を見つけるので、差がつきにくいからです。",
            "In a short game more exploring finds the best arm sooner, so the gap is small.",
        ),
    ),
)
