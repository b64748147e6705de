"""The view of D35 that evaluates a fixed policy: two states, an end, and their Bellman equations.

Solved at once and swept from zero side by side, so that the sweeps are seen to arrive.

Source: Sutton & Barto, *Reinforcement Learning* (2018), sec. 3.5 and 4.1.
"""

from __future__ import annotations

import math

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Plot, Series, Table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Claim, Frame, Outcome, Reading
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_MOST_SWEEPS = 60
_SLACK = 1e-9


def chances(moves: tuple[float, ...]) -> Floats:
    """P (2, 2) between the two states; what a row lacks to 1 is the chance of the end.

    Raises UsageError for a row above 1.
    """
    for first in (0, 2):
        total = moves[first] + moves[first + 1]
        if total > 1.0 + _SLACK:
            raise UsageError(
                tr("s{state} を離れる確率の和は {total} です。", state=first // 2 + 1,
                   total=figures(total)),
                mend=tr("moves  s1→s1, s1→s2, s2→s1, s2→s2 の順で、2 個ずつの和が 1 以下"),
            )  # fmt: skip
    return np.array(moves).reshape(2, 2)


def solve(p: Floats, pays: Floats, gamma: float) -> Floats:
    """V (2,) with ``V = pays + gamma P V``; gamma below 1 keeps it solvable."""
    return np.asarray(np.linalg.solve(np.eye(2) - gamma * p, pays))


def sweeps(p: Floats, pays: Floats, gamma: float, count: int) -> Floats:
    """V after 0, 1, … ``count`` sweeps from zero: (count + 1, 2)."""
    found = np.zeros((count + 1, 2))
    for k in range(count):
        found[k + 1] = pays + gamma * p @ found[k]
    return found


def enough(p: Floats, gamma: float) -> int:
    """Sweeps until a thousandth of the first error is left at most, within the figure's room."""
    shrinks = gamma * float(p.sum(axis=1).max())
    if shrinks <= 0.0:
        return 3
    return min(max(math.ceil(math.log(0.001) / math.log(shrinks)), 3), _MOST_SWEEPS)


def two_states_outcome(moves: tuple[float, ...], pays: tuple[float, ...], gamma: float) -> Outcome:
    """Both values, and the sweeps that lead to them."""
    p, r = chances(moves), np.array(pays)
    values = solve(p, r, gamma)
    count = enough(p, gamma)
    swept = sweeps(p, r, gamma, count)

    def at(step: int) -> Frame:
        return Frame(_figure(swept, values, count, step), _readings(swept, values, step))

    last = at(count)
    return Outcome(
        figure=last.figure,
        results={
            "v1": float(values[0]),
            "v2": float(values[1]),
            "pair": (float(values[0]), float(values[1])),
            "one_sweep": (float(swept[1][0]), float(swept[1][1])),
        },
        claims=_claims(p, r, gamma, values, swept),
        notice=Localized(
            "1 回の計算では、その場の報酬しか入りません。繰り返すたびに 1 歩先の価値が加わり、"
            "連立方程式の解に近づきます。",
            "One sweep holds only the reward at hand. Each further one brings the value of a step "
            "more, until the equations hold.",
        ),
        formula="   ".join(
            f"V{k + 1} = {figures(pays[k])} + {figures(gamma)}({figures(moves[2 * k])}·V1 + "
            f"{figures(moves[2 * k + 1])}·V2) = {figures(float(values[k]), 5)}"
            for k in (0, 1)
        ),
        readings=last.readings,
        steps=count,
        at=at,
    )


def _claims(
    p: Floats, pays: Floats, gamma: float, values: Floats, swept: Floats
) -> tuple[Claim, ...]:
    error = np.abs(swept - values).max(axis=1)
    shrinks = gamma * float(p.sum(axis=1).max())
    return (
        Claim(
            "evaluation",
            Localized("求めた V1, V2 は 2 本のベルマン方程式を同時に満たす",
                      "the values found satisfy both Bellman equations at once"),
            bool(np.allclose(values, pays + gamma * p @ values, atol=1e-9)),
        ),
        Claim(
            "shrinks",
            Localized(f"1 回ごとに、最大のずれは {figures(shrinks)} 倍以下になる",
                      f"each sweep leaves at most {figures(shrinks)} of the largest error"),
            bool(np.all(error[1:] <= shrinks * error[:-1] + 1e-9)),
        ),
        Claim(
            "first",
            Localized("0 から 1 回計算した値は、報酬そのもの",
                      "one sweep from zero gives the rewards themselves"),
            bool(np.allclose(swept[1], pays)),
        ),
    )  # fmt: skip


def _readings(swept: Floats, values: Floats, step: int) -> tuple[Reading, ...]:
    return (
        Reading(Localized("計算した回数", "sweeps"), str(step)),
        Reading(Localized("V(s1)", "V(s1)"), figures(float(swept[step][0]), 5), 0),
        Reading(Localized("V(s2)", "V(s2)"), figures(float(swept[step][1]), 5), 1),
        Reading(Localized("解 V(s1)", "solved V(s1)"), figures(float(values[0]), 5)),
        Reading(Localized("解 V(s2)", "solved V(s2)"), figures(float(values[1]), 5)),
    )


def _figure(swept: Floats, values: Floats, count: int, step: int) -> Plot:
    ends = np.array([0.0, float(count)])
    ks = np.arange(step + 1.0)
    low, high = float(min(swept.min(), 0.0)), float(max(swept.max(), 0.0))
    air = 0.05 * max(high - low, 0.1)
    return Plot(
        title=Localized("状態の価値", "State values"),
        note=Localized("破線は連立方程式の解", "dashed: the equations solved"),
        summary=Localized(
            f"{step} 回の計算で V1 = {figures(float(swept[step][0]))}、"
            f"V2 = {figures(float(swept[step][1]))}。解は {figures(float(values[0]), 5)} と "
            f"{figures(float(values[1]), 5)}。",
            f"After {step} sweeps V1 = {figures(float(swept[step][0]))} and "
            f"V2 = {figures(float(swept[step][1]))}; solved, {figures(float(values[0]), 5)} and "
            f"{figures(float(values[1]), 5)}.",
        ),
        x=Axis(Localized("計算した回数", "sweeps"), low=0, high=count, whole=True),
        y=Axis(low=low - air, high=high + air),
        series=(
            *(
                Series(Localized(f"V{k + 1} の解", f"V{k + 1} solved"), ends,
                       np.full(2, values[k]), k, "dashed", "none", faint=True)
                for k in (0, 1)
            ),
            *(
                Series(Localized(f"V(s{k + 1})", f"V(s{k + 1})"), ks, swept[: step + 1, k], k)
                for k in (0, 1)
            ),
        ),
        table=Table(
            columns=(Localized("回", "sweep"), Localized("V(s1)", "V(s1)"),
                     Localized("V(s2)", "V(s2)")),
            rows=(
                *((str(k), *(figures(float(v), 5) for v in swept[k])) for k in range(step + 1)),
                ("∞", *(figures(float(v), 5) for v in values)),
            ),
        ),
    )  # fmt: skip
