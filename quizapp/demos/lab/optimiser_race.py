"""D07: six optimisers on one problem, step by step.

Three problems: a narrow valley (the picture everybody knows), the parabola ``L = w²`` of the
exercises, and gradients given one by one, where only the method's own arithmetic is left.

Sources: see ``quizapp.demos.optimisers``; the valley ``x²/20 + y²`` from (-7, 2) is the one used
by many textbooks.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.lab._race_figures import (
    START,
    Run,
    Task,
    given_gradients,
    parabola,
    readings_at,
    valley,
)
from quizapp.demos.lab._race_trials import TRIALS
from quizapp.demos.numerals import figures, format_number
from quizapp.demos.optimisers import (
    METHODS,
    Settings,
    begin,
    corrected,
    descend,
    nesterov_textbook,
)
from quizapp.demos.spec import Choice, Claim, Frame, Numbers, Outcome, Range, Result
from quizapp.records import Localized

__all__ = ["TRIALS", "run"]

Name = Literal["all", "sgd", "momentum", "nag", "adagrad", "rmsprop", "adam"]
Problem = Literal["valley", "parabola", "gradients"]


def run(
    learning_rate: Annotated[float, usual.learning_rate(1e-4, 3.0)] = 0.08,
    momentum: Annotated[float, Range("モーメンタム μ", "momentum μ", 0.0, 0.99, step=0.01)] = 0.9,
    condition: Annotated[
        float,
        Range("条件数 κ", "condition κ", 1.0, 500.0, scale="log", when={"problem": ("valley",)}),
    ] = 20.0,
    method: Annotated[
        Name,
        Choice(
            "手法",
            "method",
            {"all": Localized("6 つとも", "all six")}
            | {name: Localized(m.label, m.label) for name, m in METHODS.items()},
        ),
    ] = "all",
    problem: Annotated[
        Problem,
        Choice(
            "問題",
            "problem",
            {
                "valley": Localized("谷", "valley"),
                "parabola": "L = w²",
                "gradients": Localized("勾配の列", "gradients"),
            },
        ),
    ] = "valley",
    steps: Annotated[int, usual.steps(1, 200)] = 60,
    decay: Annotated[float, Range("減衰率 ρ", "decay ρ", 0.5, 0.999, step=0.01)] = 0.9,
    rates: Annotated[
        Literal["fitted", "same"],
        Choice(
            "学習率の比",
            "rates",
            {
                "fitted": Localized("手法ごと", "per method"),
                "same": Localized("同じ", "all equal"),
            },
            when={"method": ("all",)},
        ),
    ] = "fitted",
    start: Annotated[
        float, Range("開始位置 w", "start w", -5.0, 5.0, step=0.5, when={"problem": ("parabola",)})
    ] = 1.0,
    gradients: Annotated[
        tuple[float, ...],
        Numbers(
            "与える勾配",
            "gradients",
            -100.0,
            100.0,
            examples=((1.0,), (1.0, 2.0), (-3.0,), (1.0, -1.0, 1.0, -1.0), (1.0, 0.0, 0.0, 0.0)),
            when={"problem": ("gradients",)},
        ),
    ] = (1.0,),
) -> Outcome:
    """The ways of one method or of all six over ``steps`` steps.

    With all six and ``rates="fitted"`` the knob is Momentum's rate, and the others take their
    usual multiple of it (SGD 10, AdaGrad 15, RMSProp 2, Adam 3). Given gradients start from
    ``w = 0``; when they run out, the last one repeats. ``momentum`` is also Adam's beta1; its
    beta2 is 0.999.
    """
    task = _task(problem, condition, start, gradients)
    names = tuple(METHODS) if method == "all" else (method,)
    runs = []
    for name in names:
        share = METHODS[name].share if method == "all" and rates == "fitted" else 1.0
        settings = Settings(learning_rate * share, momentum, decay)
        states = descend(name, task.gradient, task.start, settings, steps)
        w = np.array([state.w for state in states])
        with np.errstate(over="ignore", invalid="ignore"):
            loss = task.loss(w)
        runs.append(Run(name, settings, states, w, loss, list(METHODS).index(name)))
    draw = {"valley": valley, "parabola": parabola, "gradients": given_gradients}[problem]

    def at(step: int) -> Frame:
        return Frame(draw(task, runs, step), readings_at(task, runs, step))

    return Outcome(
        figure=draw(task, runs, steps),
        results=_results(task, runs),
        claims=_claims(task, runs),
        notice=_notice(task, runs, momentum),
        formula=_formula(task, runs),
        readings=readings_at(task, runs, steps),
        steps=steps,
        at=at,
    )


def _task(problem: Problem, condition: float, start: float, given: tuple[float, ...]) -> Task:
    if problem == "valley":
        scale = np.array([2.0 / condition, 2.0])
        return Task(
            problem,
            lambda w: np.asarray(np.sum(0.5 * scale * w * w, axis=-1)),
            lambda w, t: scale * w,
            np.array(START),
            2.0,
        )
    if problem == "parabola":
        return Task(problem, lambda w: w[..., 0] ** 2, lambda w, t: 2.0 * w, np.array([start]), 2.0)
    listed = np.array(given)
    return Task(
        problem,
        lambda w: np.abs(w[..., 0]),
        lambda w, t: listed[min(t, listed.size - 1)].reshape(1),
        np.array([0.0]),
        None,
    )


def _results(task: Task, runs: list[Run]) -> dict[str, Result]:
    found: dict[str, Result] = {}
    for run_ in runs:
        last, settings = run_.states[-1], run_.settings
        own: dict[str, Result] = {
            "rate": settings.rate,
            "loss": float(run_.loss[-1]),
            "diverged_at": run_.diverged,
        }
        if task.kind == "valley":
            own["x"], own["y"] = float(last.w[0]), float(last.w[1])
        else:
            path = tuple(float(value) for value in run_.w[:, 0])
            own |= {"w": path[-1], "path": path}
            own["change"] = float(last.w[0] - run_.states[0].w[0])
            own["last_step"] = float(last.w[0] - run_.states[-2].w[0])
            if run_.method == "nag":  # the place it stands on, the look-ahead taken back
                own["theta"] = float(last.w[0] - settings.momentum * last.first[0])
            if run_.method in ("momentum", "nag"):
                own["v"] = float(last.first[0])
            if run_.method in ("adagrad", "rmsprop"):
                own["h"] = float(last.second[0])
            if run_.method == "adam":
                m_hat, v_hat = corrected(last.first, last.second, last.t, settings)
                own |= {"m": float(last.first[0]), "v": float(last.second[0])}
                own |= {"m_hat": float(m_hat[0]), "v_hat": float(v_hat[0])}
        found |= {f"{run_.method}.{name}": value for name, value in own.items()}
        if len(runs) == 1:
            found |= own
    return found


def _claims(task: Task, runs: list[Run]) -> tuple[Claim, ...]:
    claims = []
    for run_ in runs:
        rate, settings = run_.settings.rate, run_.settings
        first = run_.w[1] - run_.w[0]
        gradient = task.gradient(task.start, 0)
        if run_.method == "sgd" and task.curvature is not None:
            claims.append(_edge(task, run_))
        if run_.method == "nag":
            other = nesterov_textbook(task.gradient, task.start, settings, len(run_.w) - 1)
            # Past the point of divergence rounding is all that is left of either form.
            end = run_.diverged or len(run_.w)
            same = np.allclose(run_.w[:end], other[:end], rtol=1e-9, atol=1e-9)
            claims.append(
                Claim(
                    "nag-forms",
                    Localized(
                        "NAG の 2 つの書き方は、同じ道をたどる",
                        "Both ways to write NAG take the same path",
                    ),
                    bool(same),
                )
            )
        if run_.method == "adagrad":
            moved = np.abs(_constant(run_, 60))
            expected = rate / np.sqrt(np.arange(1.0, 61.0))
            claims.append(
                Claim(
                    "adagrad-shrinks",
                    Localized(
                        "AdaGrad: 勾配が一定でも、t 歩目の幅は η/√t に縮む",
                        "AdaGrad: even under a constant gradient step t shrinks to η/√t",
                    ),
                    bool(np.all(np.diff(moved) < 0) and np.allclose(moved, expected, rtol=1e-9)),
                )
            )
        if run_.method == "rmsprop":
            reach = rate / np.sqrt(1.0 - settings.decay)
            claims.append(
                Claim(
                    "rmsprop-first-step",
                    Localized(
                        f"RMSProp: 最初の 1 歩は η/√(1−ρ) = {figures(reach)}",
                        f"RMSProp: the first step is η/√(1−ρ) = {figures(reach)}",
                    ),
                    bool(np.allclose(first, -reach * np.sign(gradient), rtol=1e-9, atol=0)),
                )
            )
        if run_.method == "adam":
            claims.append(
                Claim(
                    "adam-first-step",
                    Localized(
                        f"Adam: 最初の 1 歩は、勾配の大きさによらず η = {figures(rate)}",
                        f"Adam: the first step is η = {figures(rate)}, whatever the gradient's "
                        "size",
                    ),
                    bool(np.allclose(first, -rate * np.sign(gradient), rtol=1e-9, atol=0)),
                )
            )
    return tuple(claims)


def _edge(task: Task, run_: Run) -> Claim:
    assert task.curvature is not None
    rate, edge = run_.settings.rate, 2.0 / task.curvature
    steep = np.abs(run_.w[: run_.diverged or None, -1])
    shown, limit = figures(rate), figures(edge)
    if rate < edge:
        return Claim(
            "sgd-edge",
            Localized(
                f"SGD: η = {shown} は 2/λ = {limit} より小さく、損失は増えない",
                f"SGD: η = {shown} is below 2/λ = {limit}, the loss never grows",
            ),
            bool(np.all(np.diff(run_.loss) <= 0)),
        )
    if rate == edge:
        return Claim(
            "sgd-edge",
            Localized(
                f"SGD: η = 2/λ = {limit} では、同じ幅で振れ続ける",
                f"SGD: at η = 2/λ = {limit} it swings for ever",
            ),
            bool(np.allclose(steep, steep[0])),
        )
    return Claim(
        "sgd-edge",
        Localized(
            f"SGD: η = {shown} は 2/λ = {limit} を超え、発散する",
            f"SGD: η = {shown} is past 2/λ = {limit}, it diverges",
        ),
        bool(np.all(np.diff(steep) > 0) or not steep.any()),
    )


def _constant(run_: Run, steps: int) -> Floats:
    """The steps of ``run_``'s method when every gradient is 1."""
    state = begin(np.zeros(1))
    moved = []
    for _ in range(steps):
        after = METHODS[run_.method].step(state, np.ones(1), run_.settings)
        moved.append(after.w[0] - state.w[0])
        state = after
    return np.array(moved)


def _notice(task: Task, runs: list[Run], momentum: float) -> Localized:
    gone = [run_ for run_ in runs if run_.diverged]
    if gone:
        names = "、".join(f"{run_.label}（{run_.diverged} 歩目）" for run_ in gone)
        names_en = ", ".join(f"{run_.label} at step {run_.diverged}" for run_ in gone)
        return Localized(
            f"発散しました: {names}。学習率を下げると戻ります。",
            f"Diverged: {names_en}. Lower the learning rate to bring it back.",
        )
    if len(runs) == 1:
        return _NOTICES[runs[0].method]
    if task.kind == "gradients":
        return Localized(
            "同じ勾配を受け取っても、歩幅は手法ごとに違います。AdaGrad だけは縮み続けます。",
            "The gradients are the same, the steps are not; only AdaGrad's keep shrinking.",
        )
    if task.kind == "parabola":
        return Localized(
            "1 次元の谷です。勢いのある手法は底を行き過ぎてから戻ります。",
            "A valley in one dimension: methods with momentum overshoot the bottom and come back.",
        )
    return Localized(
        "谷が細いと SGD は左右に振れ、Momentum は勢いで行き過ぎます。RMSProp は軸ごとに歩幅を変"
        "え、まっすぐ底へ向かいます。",
        "In a narrow valley SGD zigzags and Momentum overshoots; RMSProp scales each axis and "
        "heads straight down.",
    )


_NOTICES = {
    "sgd": Localized(
        "急な向きには振れ、緩い向きにはなかなか進みません。1 つの学習率で両方は満たせません。",
        "It swings where it is steep and crawls where it is flat: one rate cannot serve both.",
    ),
    "momentum": Localized(
        "同じ向きの勾配が続くと速くなり、最大で 1/(1−μ) 倍の歩幅になります。",
        "Gradients of one sign add up: the step grows to 1/(1−μ) times.",
    ),
    "nag": Localized(
        "少し先の位置で勾配を測るので、Momentum より早くブレーキがかかります。",
        "It measures the gradient a little ahead, so it brakes earlier than Momentum.",
    ),
    "adagrad": Localized(
        "よく動いた軸ほど歩幅が小さくなります。2 乗和は増えるだけなので、最後はほとんど止まりま"
        "す。",
        "Axes that moved much get small steps. The sum only grows, so in the end it nearly stops.",
    ),
    "rmsprop": Localized(
        "2 乗の移動平均を使うので古い勾配を忘れ、AdaGrad のようには止まりません。",
        "A moving average of squares forgets old gradients, so it does not stop as AdaGrad does.",
    ),
    "adam": Localized(
        "勢いと軸ごとの歩幅を合わせた手法です。初めの偏りを直すので、最初の 1 歩から η だけ進み"
        "ます。",
        "Momentum and a step for each axis together; bias correction makes the very first step η.",
    ),
}


def _formula(task: Task, runs: list[Run]) -> str:
    if len(runs) > 1:
        return (
            ""
            if task.kind != "valley"
            else f"L = x²/κ + y²   2/λ = {2.0 / (task.curvature or 1.0):g}"
        )
    rate = figures(runs[0].settings.rate)
    mu, rho = (format_number(v) for v in (runs[0].settings.momentum, runs[0].settings.decay))
    return {
        "sgd": f"w ← w − {rate} g",
        "momentum": f"v ← {mu} v − {rate} g   w ← w + v",
        "nag": f"v ← {mu} v − {rate} g   w ← w + {mu} v − {rate} g",
        "adagrad": f"h ← h + g²   w ← w − {rate} g/√h",
        "rmsprop": f"h ← {rho} h + {figures(1 - runs[0].settings.decay)} g²   w ← w − {rate} g/√h",
        "adam": f"w ← w − {rate} a/√b   a = m/(1−{mu}ᵗ)   b = v/(1−0.999ᵗ)",
    }[runs[0].method]
