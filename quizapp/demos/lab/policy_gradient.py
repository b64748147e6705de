"""D37: estimates of a policy gradient, and why a baseline is subtracted from the reward.

One state, two actions, ``pi(1) = s(theta)`` with the logistic s. The expected reward and its
gradient are known exactly, so every estimate can be held against them. The step view takes a
softmax policy over up to six actions through one update.

Sources: Williams 1992 (REINFORCE); Sutton & Barto, *Reinforcement Learning* (2018), sec. 13.3-13.5;
Greensmith, Bartlett & Baxter 2004 (the best baseline).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Histogram, Panels, Table
from quizapp.demos.lab._results import about, number
from quizapp.demos.lab._softmax_step import softmax_outcome
from quizapp.demos.numerals import figures, term
from quizapp.demos.spec import Choice, Claim, Numbers, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

_BATCHES, _DRAWS = 4000, 10_000_000
"""Batches in the histogram; single draws behind the mean, of which the ones are counted."""

View = Literal["samples", "step", "advantage"]
Baseline = Literal["value", "best", "none"]
_SAMPLES, _ADVANTAGE = {"view": ("samples",)}, {"view": ("advantage",)}
_STEP = {"view": ("step",)}


@dataclass(frozen=True, slots=True)
class Policy:
    """A choice between actions 0 and 1 with fixed rewards."""

    theta: float
    reward0: float
    reward1: float

    @property
    def s(self) -> float:
        """The chance of action 1."""
        return math.exp(-np.logaddexp(0.0, -self.theta))

    @property
    def value(self) -> float:
        """The expected reward J."""
        return self.s * self.reward1 + (1.0 - self.s) * self.reward0

    @property
    def gradient(self) -> float:
        """dJ/dtheta."""
        return self.s * (1.0 - self.s) * (self.reward1 - self.reward0)

    def sample(self, action: int, baseline: float) -> float:
        """What one draw says: ``(a - s)(r - b)``."""
        reward = self.reward1 if action else self.reward0
        return (action - self.s) * (reward - baseline)

    def spread(self, baseline: float) -> float:
        """The standard deviation of one draw."""
        s = self.s
        one, none = self.sample(1, baseline), self.sample(0, baseline)
        mean = s * one + (1.0 - s) * none
        return math.sqrt(max(s * one**2 + (1.0 - s) * none**2 - mean**2, 0.0))


def run(
    view: Annotated[
        View,
        usual.view(
            {
                "samples": Localized("勾配の見積もり", "gradient estimates"),
                "step": Localized("ソフトマックスの 1 歩", "softmax step"),
                "advantage": Localized("アドバンテージ", "advantage"),
            }
        ),
    ] = "samples",
    theta: Annotated[float, Range("θ", "θ", -4.0, 4.0, step=0.1, when=_SAMPLES)] = 0.5,
    reward1: Annotated[
        float, Range("行動 1 の報酬", "reward of 1", -5.0, 15.0, step=0.5, when=_SAMPLES)
    ] = 11.0,
    reward0: Annotated[
        float, Range("行動 0 の報酬", "reward of 0", -5.0, 15.0, step=0.5, when=_SAMPLES)
    ] = 10.0,
    baseline: Annotated[
        Baseline,
        Choice(
            "ベースライン",
            "baseline",
            {
                "value": Localized("期待報酬", "expected reward"),
                "best": Localized("分散を最小に", "least variance"),
                "none": Localized("なし", "none"),
            },
            when=_SAMPLES,
        ),
    ] = "value",
    n: Annotated[
        int, Range("1 回の標本数 n", "draws a batch n", 1, 1000, scale="log", when=_SAMPLES)
    ] = 20,
    reward: Annotated[
        float, Range("報酬 r", "reward r", -10.0, 10.0, step=0.1, when=_ADVANTAGE)
    ] = 1.0,
    gamma: Annotated[
        float, Range("割引率 γ", "discount γ", 0.0, 1.0, step=0.05, when=_ADVANTAGE)
    ] = 0.9,
    next_value: Annotated[
        float, Range("V(s′)", "V(s′)", -10.0, 10.0, step=0.1, when=_ADVANTAGE)
    ] = 2.0,
    value: Annotated[float, Range("V(s)", "V(s)", -10.0, 10.0, step=0.1, when=_ADVANTAGE)] = 2.5,
    chances: Annotated[
        tuple[float, ...],
        Numbers(
            "いまの確率 π",
            "chances π",
            0.0,
            1.0,
            shortest=2,
            longest=6,
            examples=((0.5, 0.3, 0.2), (0.1, 0.1, 0.8), (0.5, 0.5)),
            when=_STEP,
        ),
    ] = (0.5, 0.3, 0.2),
    action: Annotated[int, Range("とった行動の番号", "action no.", 1, 6, when=_STEP)] = 2,
    gain: Annotated[float, Range("収益 G", "return G", -10.0, 10.0, step=0.5, when=_STEP)] = 2.0,
    rate: Annotated[float, Range("学習率 η", "rate η", 0.0, 1.0, step=0.05, when=_STEP)] = 0.1,
    seed: Annotated[int, usual.seed(when=_SAMPLES)] = 0,
) -> Outcome:
    """4000 estimates of ``n`` draws each, with and without the baseline; or one step by hand.

    Raises UsageError for ``chances`` that do not sum to 1 and for an action that is not there.
    """
    if view == "step":
        return softmax_outcome(chances, action, gain, rate)
    policy = Policy(theta, reward0, reward1)
    chosen = {"value": policy.value, "best": best_baseline(policy), "none": 0.0}[baseline]
    rng = np.random.default_rng(seed)
    ones = rng.binomial(n, policy.s, _BATCHES).astype(np.float64)
    plain, less = (estimates(policy, ones, n, b) for b in (0.0, chosen))
    share = float(rng.binomial(_DRAWS, policy.s)) / _DRAWS
    mean = share * policy.sample(1, chosen) + (1.0 - share) * policy.sample(0, chosen)
    advantage = reward + gamma * next_value - value
    results: dict[str, Result] = {
        "s": policy.s,
        "score_1": 1.0 - policy.s,
        "score_0": -policy.s,
        "expected_reward": policy.value,
        "gradient": policy.gradient,
        "mean": mean,
        "baseline": chosen,
        "best_baseline": best_baseline(policy),
        "spread": policy.spread(chosen) / math.sqrt(n),
        "spread_without": policy.spread(0.0) / math.sqrt(n),
        "spread_measured": float(less.std()),
        "advantage": advantage,
        "target": reward + gamma * next_value,
    }
    claims = _claims(policy, chosen, baseline, mean, less, n, advantage,
                     (reward, gamma, next_value, value))  # fmt: skip
    if view == "advantage":
        return Outcome(
            figure=_advantage_figure(reward, gamma, next_value, value, advantage),
            results=results,
            claims=about(claims, ("advantage",)),
            notice=Localized(
                "正なら予想よりよかった行動なので確率を上げ、負なら下げます。V(s) がベースラインで"
                "す。",
                "Above 0 the action did better than expected and is made likelier; V(s) is the "
                "baseline.",
            ),
            formula=(
                f"A = r + γV(s′) − V(s) = {figures(reward)} + {figures(gamma)}·"
                f"{term(next_value)} − {term(value)} = {figures(advantage)}"
            ),
            readings=(
                Reading(Localized("目標 r + γV(s′)", "target r + γV(s′)"),
                        figures(reward + gamma * next_value), 1),
                Reading(Localized("アドバンテージ", "advantage"), figures(advantage), 0),
            ),
        )  # fmt: skip
    return Outcome(
        figure=_figure(policy, plain, less, chosen, n),
        results=results,
        claims=about(claims, ("mean", "score", "unbiased", "ascent", "best", "cuts")),
        notice=_notice(policy, chosen, baseline),
        formula=(
            f"∂log π(a)/∂θ = a − s   s = {figures(policy.s)}   "
            f"∂J/∂θ = s(1−s)(r₁−r₀) = {figures(policy.gradient)}"
        ),
        readings=(
            Reading(Localized("s = π(1)", "s = π(1)"), figures(policy.s)),
            Reading(Localized("真の勾配", "true gradient"), figures(policy.gradient)),
            Reading(Localized("標本の平均", "mean of draws"), figures(mean)),
            Reading(Localized("ベースライン b", "baseline b"), figures(chosen)),
            Reading(Localized("ばらつき（なし）", "spread without"),
                    figures(policy.spread(0.0) / math.sqrt(n), 3), 1),
            Reading(Localized("ばらつき（あり）", "spread with it"),
                    figures(policy.spread(chosen) / math.sqrt(n), 3), 0),
        ),
    )  # fmt: skip


def best_baseline(policy: Policy) -> float:
    """The baseline of least variance: the reward weighted by the square of the score."""
    return (1.0 - policy.s) * policy.reward1 + policy.s * policy.reward0


def estimates(policy: Policy, ones: Floats, n: int, baseline: float) -> Floats:
    """Mean of ``n`` draws for each number of ones among them: (batches,)."""
    one, none = policy.sample(1, baseline), policy.sample(0, baseline)
    return np.asarray((ones * one + (n - ones) * none) / n)


def _claims(
    policy: Policy,
    chosen: float,
    baseline: Baseline,
    mean: float,
    less: Floats,
    n: int,
    advantage: float,
    given: tuple[float, float, float, float],
) -> tuple[Claim, ...]:
    step = 1e-5
    up = Policy(policy.theta + step, policy.reward0, policy.reward1)
    down = Policy(policy.theta - step, policy.reward0, policy.reward1)
    slope = (up.value - down.value) / (2 * step)
    scores = [
        (math.log(high) - math.log(low)) / (2 * step)
        for high, low in ((1.0 - up.s, 1.0 - down.s), (up.s, down.s))
    ]
    typical = math.hypot(policy.spread(chosen), policy.gradient)
    plain = policy.spread(0.0)
    climbed = Policy(policy.theta + 1e-3 * policy.gradient, policy.reward0, policy.reward1)
    reward, gamma, next_value, value = given
    claims = [
        Claim(
            "mean",
            Localized(
                f"標本の平均 {figures(mean)} は真の勾配と 1% 以内で合う"
                if abs(policy.gradient) >= 0.05 * typical
                else f"標本の平均 {figures(mean)} と真の勾配の差は、標本の大きさの 1% 以内",
                f"the mean of draws {figures(mean)} meets the true gradient within 1%"
                if abs(policy.gradient) >= 0.05 * typical
                else f"the mean of draws {figures(mean)} is within 1% of a draw's size of the "
                "gradient",
            ),
            abs(mean - policy.gradient)
            <= 0.01 * (abs(policy.gradient) if abs(policy.gradient) >= 0.05 * typical else typical)
            + 1e-12,
        ),
        Claim(
            "score",
            Localized(
                "∂log π(a)/∂θ = a − s（中心差分と一致）",
                "∂log π(a)/∂θ = a − s, as central differences say",
            ),
            max(abs(scores[a] - (a - policy.s)) for a in (0, 1)) < 1e-6
            and abs(slope - policy.gradient) < 1e-6,
        ),
        Claim(
            "unbiased",
            Localized(
                "ベースラインを引いても、勾配の期待値は変わらない",
                "the baseline leaves the expected gradient as it is",
            ),
            all(
                abs(
                    policy.s * policy.sample(1, b)
                    + (1 - policy.s) * policy.sample(0, b)
                    - policy.gradient
                )
                < 1e-9
                for b in (0.0, chosen, chosen + 1.0)
            ),
        ),
        Claim(
            "ascent",
            Localized(
                "θ ← θ + ε∂J/∂θ（足す向き）で J は下がらない",
                "θ ← θ + ε∂J/∂θ, with a plus, never lowers J",
            ),
            climbed.value >= policy.value - 1e-12,
        ),
        Claim(
            "best",
            Localized(
                f"分散が最小のベースラインは {figures(best_baseline(policy))}",
                f"the baseline of least variance is {figures(best_baseline(policy))}",
            ),
            all(
                policy.spread(best_baseline(policy))
                <= policy.spread(best_baseline(policy) + d) + 1e-9
                for d in (-1.0, -0.1, 0.1, 1.0)
            ),
        ),
        Claim(
            "advantage",
            Localized(
                f"アドバンテージ {figures(advantage)} は、目標と V(s) の差",
                f"the advantage {figures(advantage)} is the target less V(s)",
            ),
            abs(value + advantage - (reward + gamma * next_value)) < 1e-9,
        ),
    ]
    if baseline != "none":
        claims.append(
            Claim(
                "cuts",
                Localized(
                    f"ベースラインで、ばらつきが {figures(plain / math.sqrt(n), 3)} から "
                    f"{figures(policy.spread(chosen) / math.sqrt(n), 3)} に減る",
                    f"the baseline cuts the spread from {figures(plain / math.sqrt(n), 3)} to "
                    f"{figures(policy.spread(chosen) / math.sqrt(n), 3)}",
                ),
                bool(
                    policy.spread(chosen) < plain
                    and less.std() <= 1.1 * policy.spread(chosen) / math.sqrt(n) + 1e-9
                ),
            )
        )
    return tuple(claims)


def _notice(policy: Policy, chosen: float, baseline: Baseline) -> Localized:
    if baseline == "none":
        return Localized(
            "報酬がどちらも正だと、引いた行動はみな強められ、差は平均して初めて見えます。ばらつき"
            "が大きくなります。",
            "With both rewards positive every action drawn is strengthened; the difference "
            "shows only on average.",
        )
    if policy.spread(chosen) > policy.spread(0.0):
        return Localized(
            "この設定では、期待報酬を引くとかえってばらつきが増えます。偏りはどのみちありません。",
            "Here the expected reward as a baseline widens the spread; the mean stays right.",
        )
    return Localized(
        f"引くのは報酬の共通部分（b = {figures(chosen, 3)}）です。平均は変わらず、"
        "幅だけが縮みます。",
        f"What both rewards share (b = {figures(chosen, 3)}) is taken off: same mean, narrower "
        "spread.",
    )


def _figure(policy: Policy, plain: Floats, less: Floats, chosen: float, n: int) -> Panels:
    reach = max(float(np.abs(plain - policy.gradient).max()), 0.05)
    low, high = policy.gradient - reach, policy.gradient + reach
    edges = np.linspace(low, high, 33)
    without, within = (
        np.histogram(np.clip(values, low, high), edges)[0] / _BATCHES for values in (plain, less)
    )
    axis = Axis(low=low, high=high)
    spread = (policy.spread(0.0) / math.sqrt(n), policy.spread(chosen) / math.sqrt(n))
    return Panels(
        title=Localized("勾配の見積もりの分布", "Estimates of the gradient"),
        summary=Localized(
            f"真の勾配は {figures(policy.gradient)}。{n} 個ずつの見積もりのばらつきは、ベースライ"
            f"ンなしで {figures(spread[0], 3)}、b = {figures(chosen)} で {figures(spread[1], 3)}。",
            f"The true gradient is {figures(policy.gradient)}. Estimates from {n} draws spread by "
            f"{figures(spread[0], 3)} without a baseline and by {figures(spread[1], 3)} with "
            f"b = {figures(chosen)}.",
        ),
        figures=(
            Histogram(Localized("ベースラインなし", "no baseline"), Localized(), edges, without,
                      axis, Localized(f"幅 {figures(spread[0], 3)}",
                                      f"spread {figures(spread[0], 3)}"), 1),
            Histogram(Localized(f"b = {figures(chosen, 4)}", f"b = {figures(chosen, 4)}"),
                      Localized(), edges, within, axis,
                      Localized(f"幅 {figures(spread[1], 3)}",
                                f"spread {figures(spread[1], 3)}"), 0),
        ),
        table=Table(
            columns=(
                Localized("行動", "action"),
                Localized("確率", "chance"),
                Localized("∂log π", "∂log π"),
                Localized("報酬", "reward"),
                Localized("見積もり", "draw"),
                Localized("b を引いて", "less b"),
            ),
            rows=tuple(
                (
                    str(a),
                    figures(policy.s if a else 1 - policy.s),
                    figures(a - policy.s),
                    figures(policy.reward1 if a else policy.reward0),
                    figures(policy.sample(a, 0.0)),
                    figures(policy.sample(a, chosen)),
                )
                for a in (0, 1)
            ),
        ),
    )  # fmt: skip


def _advantage_figure(
    reward: float, gamma: float, next_value: float, value: float, advantage: float
) -> Bars:
    values = (reward, gamma * next_value, reward + gamma * next_value, value, advantage)
    labels = (
        Localized("報酬 r", "reward r"),
        Localized("γV(s′)", "γV(s′)"),
        Localized("目標 r + γV(s′)", "target r + γV(s′)"),
        Localized("予想 V(s)", "expected V(s)"),
        Localized("アドバンテージ", "advantage"),
    )
    return Bars(
        title=Localized("1 歩の TD 誤差", "One-step TD error"),
        note=Localized("目標 − 予想", "target less expected"),
        summary=Localized(
            f"目標 {figures(values[2])} と予想 {figures(value)} の差は {figures(advantage)}。",
            f"The target {figures(values[2])} less the expected {figures(value)} is "
            f"{figures(advantage)}.",
        ),
        labels=labels,
        values=np.array(values),
        markers=(2, 2, 1, 3, 0),
        table=Table(
            columns=(Localized("量", "quantity"), Localized("値", "value")),
            rows=tuple(
                (name, figures(v))
                for name, v in zip(("r", "γV(s′)", "r + γV(s′)", "V(s)", "A"), values, strict=True)
            ),
        ),
    )


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "ベースラインを外すと、ばらつきは何倍になりますか（報酬は 11 と 10）。",
            "Take the baseline away. How many times wider is the spread? (Rewards 11 and 10.)",
        ),
        knobs={"baseline": "none"},
        guesses=(
            Localized("2 倍くらい", "about twice"),
            Localized("10 倍以上", "more than 10 times"),
            Localized("変わらない", "as before"),
        ),
        happened=lambda outcome: _times(
            number(outcome, "spread_without")
            / Policy(0.5, 10.0, 11.0).spread(Policy(0.5, 10.0, 11.0).value)
            * math.sqrt(20.0)
        ),
        because=Localized(
            "勾配に効くのは報酬の差 1 だけなのに、共通の 10 がそのまま揺れに乗るからです。",
            "Only the difference of 1 matters, but the shared 10 shakes every draw.",
        ),
    ),
    Trial(
        ask=Localized(
            "θ を 4 にして行動 1 をほぼ必ず選びます。真の勾配は大きくなりますか。",
            "Set θ to 4, so that action 1 is nearly certain. Does the true gradient grow?",
        ),
        knobs={"theta": 4.0},
        guesses=(Localized("大きくなる", "it grows"), Localized("小さくなる", "it shrinks")),
        happened=lambda outcome: int(
            number(outcome, "gradient") < Policy(0.5, 10.0, 11.0).gradient
        ),
        because=Localized(
            "s(1−s) が 0 に近づくからです。方策が決まりきると学習も止まります。",
            "s(1−s) nears 0: a policy that is settled stops learning.",
        ),
    ),
)


def _times(ratio: float) -> int:
    if ratio > 10.0:
        return 1
    return 2 if ratio < 1.2 else 0
