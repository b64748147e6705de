"""D35: how values travel back from a goal, in a chain and in a grid, and one update by hand.

The chain has five states and one reward at its end, so the true values are powers of gamma. The
update view sets Q-learning, SARSA and expected SARSA on one transition side by side; two states
under a fixed policy are solved and swept.

Sources: Sutton & Barto, *Reinforcement Learning* (2018), ch. 3, 4.4, 6.4-6.6; Watkins & Dayan
1992 (convergence of Q-learning).
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Bars, Cells, Panels, Plot, Series, Table
from quizapp.demos.lab import _worlds
from quizapp.demos.lab._distributions import distribution, same_length
from quizapp.demos.lab._one_update import return_outcome, returns, update, update_outcome
from quizapp.demos.lab._results import number
from quizapp.demos.lab._two_states import two_states_outcome
from quizapp.demos.numerals import figures, power
from quizapp.demos.spec import Choice, Claim, Frame, Numbers, Outcome, Range, Reading, Result, Trial
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

_SNAPSHOTS = 50

View = Literal["chain", "grid", "two-states", "update", "return"]
Method = Literal["q-learning", "sarsa"]
_LEARN, _UPDATE, _RETURN = {"view": ("chain", "grid")}, {"view": ("update",)}, {"view": ("return",)}
_TWO = {"view": ("two-states",)}


def run(
    view: Annotated[
        View,
        usual.view(
            {
                "chain": Localized("5 状態の鎖", "chain of 5"),
                "grid": Localized("4×4 の格子", "4×4 grid"),
                "two-states": Localized("2 状態の方策評価", "two states"),
                "update": Localized("1 回の更新", "one update"),
                "return": Localized("割引報酬和", "return"),
            }
        ),
    ] = "chain",
    gamma: Annotated[float, Range("割引率 γ", "discount γ", 0.0, 0.99, step=0.01)] = 0.9,
    alpha: Annotated[
        float,
        Range(
            "学習率 α",
            "step size α",
            0.01,
            1.0,
            step=0.01,
            when={"view": ("chain", "grid", "update")},
        ),
    ] = 0.5,
    epsilon: Annotated[
        float, Range("探索の割合 ε", "exploration ε", 0.0, 1.0, step=0.05, when=_LEARN)
    ] = 0.3,
    method: Annotated[
        Method,
        Choice(
            "手法",
            "method",
            {"q-learning": Localized("Q 学習", "Q-learning"), "sarsa": "SARSA"},
            when=_LEARN,
        ),
    ] = "q-learning",
    episodes: Annotated[
        int, Range("エピソード数", "episodes", 1, 500, scale="log", when=_LEARN)
    ] = 300,
    q: Annotated[float, Range("いまの Q", "present Q", -10.0, 10.0, step=0.1, when=_UPDATE)] = 1.0,
    reward: Annotated[
        float,
        Range("報酬 r", "reward r", -10.0, 10.0, step=0.1, when={"view": ("update", "return")}),
    ] = 1.0,
    next_values: Annotated[
        tuple[float, ...],
        Numbers(
            "次の状態の Q",
            "Q of next state",
            -100.0,
            100.0,
            longest=6,
            examples=((2.0, 0.5), (2.0, 4.0), (5.0, 0.0)),
            when=_UPDATE,
        ),
    ] = (2.0, 0.5),
    policy: Annotated[
        tuple[float, ...],
        Numbers(
            "次の方策 π",
            "policy π there",
            0.0,
            1.0,
            longest=6,
            examples=((0.5, 0.5), (0.9, 0.1)),
            when=_UPDATE,
        ),
    ] = (0.5, 0.5),
    next_action: Annotated[
        int, Range("次の行動（1 から）", "next action, from 1", 1, 6, when=_UPDATE)
    ] = 2,
    done: Annotated[
        Literal["no", "yes"],
        Choice(
            "次で終わるか",
            "terminal",
            {"no": Localized("続く", "no"), "yes": Localized("終わる", "yes")},
            when=_UPDATE,
        ),
    ] = "no",
    rewards: Annotated[
        tuple[float, ...],
        Numbers(
            "報酬の列",
            "rewards",
            -10.0,
            10.0,
            longest=12,
            examples=((1.0, 1.0, 1.0), (0.0, 0.0, 1.0)),
            when=_RETURN,
        ),
    ] = (1.0, 1.0, 1.0),
    stay: Annotated[
        float, Range("続く確率", "chance to go on", 0.0, 1.0, step=0.05, when=_RETURN)
    ] = 1.0,
    moves: Annotated[
        tuple[float, ...],
        Numbers(
            "遷移確率 11, 12, 21, 22",
            "moves 11, 12, 21, 22",
            0.0,
            1.0,
            shortest=4,
            longest=4,
            examples=((0.5, 0.3, 0.2, 0.6), (0.0, 1.0, 0.0, 0.0), (0.0, 1.0, 1.0, 0.0)),
            when=_TWO,
        ),
    ] = (0.5, 0.3, 0.2, 0.6),
    pays: Annotated[
        tuple[float, ...],
        Numbers(
            "s1, s2 の報酬",
            "rewards of s1, s2",
            -10.0,
            10.0,
            shortest=2,
            longest=2,
            examples=((1.0, 3.0), (0.0, 1.0), (-1.0, 5.0)),
            when=_TWO,
        ),
    ] = (1.0, 3.0),
    seed: Annotated[int, usual.seed(when=_LEARN)] = 0,
) -> Outcome:
    """Learning in one of two worlds, a fixed policy's values, or one update, or one return.

    ``return`` also values an endless stream: in one state, ``reward`` is paid and the state kept
    with chance ``stay``, else nothing is paid and it is over. Raises UsageError for a policy that
    does not sum to 1 or does not fit the values, for a next action that is not there, and for moves
    out of a state that sum to more than 1.
    """  # fmt: skip
    if view == "two-states":
        return two_states_outcome(moves, pays, gamma)
    if view == "update":
        same_length("next_values", next_values, "policy", policy)
        distribution("policy", policy)
        if next_action > len(next_values):
            raise UsageError(
                tr("行動 {action} の Q はありません。", action=next_action),
                mend=tr("使える値  next_action = 1 から {last}", last=len(next_values)),
            )
    given = returns(rewards, gamma)
    endless = stay * reward / (1.0 - gamma * stay)
    results: dict[str, Result] = {
        "return": float(given[-1]),
        "endless": endless,
    }
    if view == "return":
        return return_outcome(rewards, gamma, reward, stay, given, endless, results)
    if view == "update":
        one = update(q, reward, gamma, alpha, np.array(next_values), np.array(policy),
                     next_action - 1, done=done == "yes")  # fmt: skip
        results |= {
            "q_learning": one.q_learning,
            "sarsa": one.sarsa,
            "expected_sarsa": one.expected,
            "target": one.greedy_target,
            "sarsa_target": one.sarsa_target,
            "state_value": one.state_value,
        }
        return update_outcome(q, reward, gamma, alpha, done == "yes", one, results)
    world = _worlds.chain() if view == "chain" else _worlds.grid()
    truth = _worlds.true_values(world, gamma)
    lesson = _worlds.learn(
        world, gamma, alpha, epsilon, episodes, sarsa=method == "sarsa", snapshots=_SNAPSHOTS,
        seed=seed,
    )  # fmt: skip
    results |= {
        "true_values": tuple(float(v) for v in truth.max(axis=1)),
        "values": tuple(float(v) for v in lesson.snapshots[-1]),
        "error": float(lesson.error[-1]),
    }
    count = len(lesson.error) - 1

    def at(step: int) -> Frame:
        return Frame(
            _world_figure(view, world, lesson, truth, step, episodes, count),
            _world_readings(lesson, truth, step, episodes, count),
        )

    last = at(count)
    return Outcome(
        figure=last.figure,
        small=_small(world, lesson),
        results=results,
        claims=_world_claims(view, world, lesson, truth, gamma, method),
        notice=_world_notice(lesson, epsilon, method),
        formula=(
            f"Q ← Q + {figures(alpha)}(r + {figures(gamma)}·max Q′ − Q)"
            if method == "q-learning"
            else f"Q ← Q + {figures(alpha)}(r + {figures(gamma)}·Q(s′, a′) − Q)"
        ),
        readings=last.readings,
        steps=count,
        at=at,
    )


def _world_claims(
    view: View,
    world: _worlds.World,
    lesson: _worlds.Lesson,
    truth: Floats,
    gamma: float,
    method: Method,
) -> tuple[Claim, ...]:
    values = truth.max(axis=1)
    open_states = [s for s in range(len(values)) if s not in world.blocked]
    claims = [
        Claim(
            "bellman",
            Localized(
                "価値反復の答えは、1 歩先の最良の値と一致する（ベルマン最適方程式）",
                "the answer of value iteration is the best of one step ahead (Bellman optimality)",
            ),
            all(
                abs(
                    values[s]
                    - max(
                        world.reward[s][a]
                        + (0.0 if world.ends[s][a] else gamma * values[world.next[s][a]])
                        for a in range(len(world.signs))
                    )
                )
                < 1e-9
                for s in open_states
            ),
        ),
        Claim(
            "below",
            Localized(
                "0 から学んだ値は、本当の値を超えない",
                "learned from 0, no value passes the true one",
            ),
            bool(np.all(lesson.snapshots[:, open_states] <= values[open_states] + 1e-9)),
        ),
    ]
    if method == "q-learning":
        claims.insert(
            0,
            Claim(
                "value-iteration",
                Localized(
                    "Q 学習の値は価値反復と 10⁻⁶ 以内で一致する",
                    "Q-learning meets value iteration within 10⁻⁶",
                ),
                bool(lesson.error[-1] < 1e-6),
            ),
        )
    if view == "chain":
        claims.append(
            Claim(
                "powers",
                Localized("鎖の価値は γ⁴, γ³, γ², γ, 1", "the chain's values are γ⁴, γ³, γ², γ, 1"),
                bool(np.allclose(values, gamma ** np.arange(4.0, -1.0, -1.0), atol=1e-9)),
            )
        )
    return tuple(claims)


def _world_notice(lesson: _worlds.Lesson, epsilon: float, method: Method) -> Localized:
    if lesson.error[-1] < 1e-6:
        return Localized(
            "報酬はゴールの 1 回だけでも、価値は 1 状態ずつ後ろへ伝わり、γ 倍ずつ小さくなります。",
            "One reward at the goal is enough: value travels back a state at a time, γ times "
            "smaller each.",
        )
    if method == "sarsa":
        return Localized(
            "SARSA は探索も含めた自分の方策の価値を学ぶので、最適な価値より低くなります。",
            "SARSA learns the value of its own exploring policy, below the optimal one.",
        )
    if epsilon == 0:
        return Localized(
            "探索しないと、最初に見つけた道から離れません。価値が届かない状態が"
            "残ることがあります。",
            "Without exploring it keeps to the first way found; some states may never learn.",
        )
    return Localized(
        f"まだ {power(float(lesson.error[-1]))} ずれています。"
        "エピソードか α を増やすと近づきます。",
        f"Still off by {power(float(lesson.error[-1]))}: more episodes or a larger α bring it in.",
    )


def _world_readings(
    lesson: _worlds.Lesson, truth: Floats, step: int, episodes: int, count: int
) -> tuple[Reading, ...]:
    values = lesson.snapshots[step]
    start = 0 if len(values) == 5 else 12
    return (
        Reading(Localized("エピソード", "episode"), str(round(step * episodes / count))),
        Reading(Localized("始点の値", "value at the start"), figures(float(values[start])), 0),
        Reading(Localized("本当の値", "true value"), figures(float(truth.max(axis=1)[start])), 1),
        Reading(Localized("最大のずれ", "largest error"), power(float(lesson.error[step]))),
    )


def _small(world: _worlds.World, lesson: _worlds.Lesson) -> Cells | Bars:
    """The board, or the chain as bars: one row of cells would say little in a small room."""
    values = lesson.snapshots[-1]
    if len(values) // world.columns > 1:
        return _board(world, values, lesson.q)
    return Bars(
        title=Localized("価値", "Values"),
        summary=Localized(),
        labels=tuple(Localized(f"s{state}", f"s{state}") for state in range(len(values))),
        values=np.asarray(values),
        low=0.0,
    )


def _board(world: _worlds.World, values: Floats, q: Floats | None) -> Cells:
    rows = len(values) // world.columns
    board = values.reshape(rows, world.columns)
    names = {3: "+1", 7: "-1", 5: "##"} if rows > 1 else {}

    def text(state: int) -> str:
        if state in names:
            return f" {names[state]} "
        arrow = " "
        if q is not None and q[state].max() > q[state].min():
            arrow = world.signs[int(q[state].argmax())]
        return f"{arrow}{values[state]:.2f}"

    return Cells(
        title=Localized("価値と方策", "Values and policy"),
        note=Localized("記号は最良の行動", "signs: best move"),
        summary=Localized(),
        values=np.asarray(board),
        texts=tuple(
            tuple(text(r * world.columns + c) for c in range(world.columns)) for r in range(rows)
        ),
    )


def _world_figure(
    view: View,
    world: _worlds.World,
    lesson: _worlds.Lesson,
    truth: Floats,
    step: int,
    episodes: int,
    count: int,
) -> Panels:
    values, best = lesson.snapshots[step], truth.max(axis=1)
    at = np.round(np.arange(step + 1) * episodes / count)
    error = np.where(lesson.error[: step + 1] > 0, lesson.error[: step + 1], np.nan)
    shown = [s for s in range(len(best)) if s not in world.blocked]
    listed = ", ".join(figures(float(v)) for v in values) if view == "chain" else ""
    return Panels(
        title=Localized("価値の広がり", "Values spreading"),
        summary=Localized(
            f"{round(step * episodes / count)} エピソード後、最大のずれは "
            f"{power(float(lesson.error[step]))}。" + (f"価値は {listed}。" if listed else ""),
            f"After {round(step * episodes / count)} episodes the largest error is "
            f"{power(float(lesson.error[step]))}."
            + (f" The values are {listed}." if listed else ""),
        ),
        figures=(
            _board(world, values, lesson.q if step == count else None),
            Plot(
                title=Localized("本当の値とのずれ", "Error of the values"),
                note=Localized("対数", "log"),
                summary=Localized(),
                x=Axis(Localized("エピソード", "episode"), low=0, high=episodes, whole=True),
                y=Axis(scale="log", low=1e-8, high=2.0),
                series=(
                    Series(Localized("最大のずれ", "largest error"), at,
                           np.where(error >= 1e-8, error, np.nan), 0, marked="last"),
                ),
            ),
        ),
        table=Table(
            columns=(
                Localized("状態", "state"),
                Localized("学んだ値", "learned"),
                Localized("本当の値", "true"),
                *(Localized(f"Q {sign}", f"Q {sign}") for sign in world.signs),
            ),
            rows=tuple(
                (
                    str(s + 1),
                    figures(float(values[s])),
                    figures(float(best[s])),
                    *(figures(float(v)) for v in lesson.q[s]),
                )
                for s in shown
            ),
        ),
    )  # fmt: skip


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "α = 1 で 1 回だけエピソードを試します。始点の値は γ⁴ = 0.656 になりますか。",
            "Try a single episode with α = 1. Will the first state's value be γ⁴ = 0.656?",
        ),
        knobs={"alpha": 1.0, "episodes": 1},
        guesses=(Localized("なる", "yes"), Localized("0 のまま", "it stays 0")),
        happened=lambda outcome: int(_first(outcome) < 0.1),
        because=Localized(
            "1 回では、ゴールの直前の状態にしか報酬が届きません。価値は 1 状態ずつ戻ります。",
            "One episode brings the reward to the last state only; value goes back one state "
            "at a time.",
        ),
    ),
    Trial(
        ask=Localized(
            "次の状態で終わると分かっています（次の最大 Q は 5）。Q 学習の目標はいくつですか。",
            "The next state ends the episode, and its largest Q reads 5. What is the target?",
        ),
        knobs={"view": "update", "next_values": (5.0, 0.0), "done": "yes"},
        guesses=(Localized("1 + 0.9·5 = 5.5", "1 + 0.9·5 = 5.5"), Localized("1", "1")),
        happened=lambda outcome: int(number(outcome, "target") < 3.0),
        because=Localized(
            "終わった先に価値はありません。(1 − done) を掛けて 0 にします。",
            "Nothing comes after the end: the factor (1 − done) makes it 0.",
        ),
    ),
)


def _first(outcome: Outcome) -> float:
    values = outcome.results["values"]
    assert isinstance(values, tuple)
    return values[0]
