"""The two views of D35 that need no world: one update by three rules, and one return."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Plot, Series, Table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Claim, Outcome, Reading, Result
from quizapp.records import Localized


@dataclass(frozen=True, slots=True)
class Update:
    """One transition seen by three rules."""

    greedy_target: float
    sarsa_target: float
    expected_target: float
    state_value: float
    """What the policy expects in the next state."""
    q_learning: float
    sarsa: float
    expected: float


def update(
    q: float,
    reward: float,
    gamma: float,
    alpha: float,
    next_values: Floats,
    policy: Floats,
    next_action: int,
    *,
    done: bool,
) -> Update:
    """What three rules make of one transition; ``done`` drops everything after the reward."""
    going = 0.0 if done else gamma
    expected = float(policy @ next_values)
    targets = [
        reward + going * ahead
        for ahead in (float(next_values.max()), float(next_values[next_action]), expected)
    ]
    moved = [q + alpha * (target - q) for target in targets]
    return Update(targets[0], targets[1], targets[2], expected, moved[0], moved[1], moved[2])


def returns(rewards: tuple[float, ...], gamma: float) -> Floats:
    """Discounted sums of the first 1, 2, … rewards; the first reward is not discounted."""
    return np.cumsum(np.array(rewards) * gamma ** np.arange(len(rewards)))


def update_outcome(
    q: float,
    reward: float,
    gamma: float,
    alpha: float,
    done: bool,
    one: Update,
    results: dict[str, Result],
) -> Outcome:
    labels = (
        Localized("いまの Q", "present Q"),
        Localized("Q 学習の目標", "Q-learning target"),
        Localized("SARSA の目標", "SARSA target"),
        Localized("Q 学習の後", "after Q-learning"),
        Localized("SARSA の後", "after SARSA"),
        Localized("期待 SARSA の後", "after exp. SARSA"),
    )
    values = (q, one.greedy_target, one.sarsa_target, one.q_learning, one.sarsa, one.expected)
    relation = one.greedy_target - max(one.sarsa_target, one.expected_target)
    claims = (
        Claim(
            "between",
            Localized(
                f"更新後の Q は、いまの Q と目標の間を α = {figures(alpha)} に分ける",
                f"the new Q splits the way from Q to target at α = {figures(alpha)}",
            ),
            abs((one.q_learning - q) - alpha * (one.greedy_target - q)) < 1e-9
            and min(q, one.greedy_target) - 1e-9
            <= one.q_learning
            <= max(q, one.greedy_target) + 1e-9,
        ),
        Claim(
            "greedy",
            Localized(
                "max を使う Q 学習の目標は、SARSA の目標以上", "the max makes Q-learning's target "
                "no less than SARSA's"
            ),
            relation >= -1e-9,
        ),
        Claim(
            "terminal",
            Localized(
                f"終わりの遷移では目標は報酬 {figures(reward)} だけ",
                f"on a last transition the target is the reward {figures(reward)} alone",
            ),
            update(q, reward, gamma, alpha, np.array([5.0, -5.0]), np.array([0.5, 0.5]), 0,
                   done=True).greedy_target == reward,
        ),
    )  # fmt: skip
    return Outcome(
        figure=Bars(
            title=Localized("1 回の更新", "One update"),
            note=Localized("続く" if not done else "次で終わる", "terminal" if done else "goes on"),
            summary=Localized(
                f"Q = {figures(q)} は Q 学習で {figures(one.q_learning)}、SARSA で "
                f"{figures(one.sarsa)} になる。",
                f"Q = {figures(q)} becomes {figures(one.q_learning)} by Q-learning and "
                f"{figures(one.sarsa)} by SARSA.",
            ),
            labels=labels,
            values=np.array(values),
            markers=(2, 0, 1, 0, 1, 3),
            table=Table(
                columns=(Localized("量", "quantity"), Localized("値", "value")),
                rows=(
                    *((str(k + 1), figures(v)) for k, v in enumerate(values)),
                    ("V = Σ πQ", figures(one.state_value)),
                ),
            ),
        ),
        results=results,
        claims=claims,
        notice=Localized(
            "次で終わるなら先はありません。目標は報酬そのものです。"
            if done
            else "Q 学習は次の最良の Q を、SARSA は実際に選ぶ行動の Q を使います。"
            "違いはそこだけです。",
            "A last transition has nothing after it: the target is the reward."
            if done
            else "Q-learning takes the best next Q, SARSA that of the action it will take; "
            "nothing else differs.",
        ),
        formula=(
            f"Q ← {figures(q)} + {figures(alpha)}({figures(one.greedy_target)} − {figures(q)}) = "
            f"{figures(one.q_learning)}"
        ),
        readings=(
            Reading(Localized("Q 学習", "Q-learning"), figures(one.q_learning), 0),
            Reading(Localized("SARSA", "SARSA"), figures(one.sarsa), 1),
            Reading(Localized("期待 SARSA", "expected SARSA"), figures(one.expected), 3),
            Reading(Localized("目標（Q 学習）", "target, Q-learning"), figures(one.greedy_target)),
            Reading(Localized("V(s′) = Σ πQ", "V(s′) = Σ πQ"), figures(one.state_value)),
        ),
    )


def return_outcome(
    rewards: tuple[float, ...],
    gamma: float,
    reward: float,
    stay: float,
    given: Floats,
    endless: float,
    results: dict[str, Result],
) -> Outcome:
    steps = np.arange(1.0, 61.0)
    ahead = reward * stay * (1.0 - (gamma * stay) ** steps) / (1.0 - gamma * stay)
    backwards = 0.0
    for one in reversed(rewards):
        backwards = one + gamma * backwards
    swept = 0.0
    for _ in range(6000):
        swept = stay * (reward + gamma * swept)
    return Outcome(
        figure=Plot(
            title=Localized("割引報酬和", "Discounted return"),
            note=Localized(f"行き先 {figures(endless)}", f"limit {figures(endless)}"),
            summary=Localized(
                f"与えた列の和は {figures(float(given[-1]))}、報酬 {figures(reward)} が続くときの"
                f"価値は {figures(endless)}。",
                f"The given rewards sum to {figures(float(given[-1]))}; a stream of "
                f"{figures(reward)} is worth {figures(endless)}.",
            ),
            x=Axis(Localized("報酬の数", "rewards"), low=0, high=60, whole=True),
            y=Axis(),
            series=(
                Series(Localized("行き先", "limit"), np.array([0.0, 60.0]), np.full(2, endless), 1,
                       "dashed", "none"),
                Series(Localized("続く報酬の和", "stream so far"), steps, ahead, 0),
                Series(Localized("与えた列", "given"), np.arange(1.0, len(given) + 1), given, 2,
                       "dots", "all"),
            ),
            table=Table(
                columns=(
                    Localized("番目", "no."),
                    Localized("報酬", "reward"),
                    Localized("γ の重み", "weight γ^k"),
                    Localized("ここまでの和", "sum so far"),
                ),
                rows=tuple(
                    (str(k + 1), figures(r), figures(gamma**k), figures(float(total)))
                    for k, (r, total) in enumerate(zip(rewards, given, strict=True))
                ),
            ),
        ),
        results=results,
        claims=(
            Claim(
                "backwards",
                Localized(
                    "後ろから G ← r + γG と計算しても同じ", "reckoned backwards, G ← r + γG, it is "
                    "the same"
                ),
                abs(backwards - float(given[-1])) < 1e-9,
            ),
            Claim(
                "endless",
                Localized(
                    f"V = p(r + γV) の答えは pr/(1 − γp) = {figures(endless, 5)}",
                    f"V = p(r + γV) is solved by pr/(1 − γp) = {figures(endless, 5)}",
                ),
                abs(swept - endless) < 1e-6,
            ),
        ),
        notice=Localized(
            "先の報酬ほど軽くなるので、終わりのない報酬も有限の価値になります。",
            "Later rewards weigh less, so even an endless stream has a finite value.",
        ),
        formula=f"G = Σ γᵏ rₖ = {figures(float(given[-1]))}   pr/(1 − γp) = {figures(endless, 5)}",
        readings=(
            Reading(Localized("与えた列の和", "return given"), figures(float(given[-1])), 2),
            Reading(Localized("続くときの価値", "value of the stream"), figures(endless, 5), 1),
            Reading(
                Localized("半減まで", "halves after"),
                figures(float(np.log(0.5) / np.log(gamma)), 3) if gamma > 0 else "1",
            ),
        ),
    )  # fmt: skip
