"""D33: gradient descent on a line and on a parabola, against the least-squares answer.

The default run is the TensorFlow exercise this project grew from: 100 points of ``3x + 2`` with
noise 0.3, rate 0.1, 300 steps. The curve is its second part, ``30x² + 0.5x + 0.2`` on [-2, 2].

Sources: Goodfellow, Bengio & Courville, *Deep Learning* (2016), sec. 4.3 and 5.1.4; Gauss 1809
(least squares).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Panels, Plot, Point, Series, Table
from quizapp.demos.lab._results import number
from quizapp.demos.numerals import counted, figures, power
from quizapp.demos.spec import Choice, Claim, Frame, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

_TRUE = {"line": (2.0, 3.0), "curve": (0.2, 0.5, 30.0)}
"""Weights of 1, x, x² behind the data."""
_SPAN = {"line": (0.0, 1.0), "curve": (-2.0, 2.0)}
_SIGNS = ("", "x", "x²", "x³", "x⁴")
_HUGE = 1e12

Task = Literal["line", "curve"]
Loss = Literal["mse", "half"]


@dataclass(frozen=True, slots=True, eq=False)
class Descent:
    """A descent on the squared error of n points in p weights."""

    design: Floats  # (n, p) powers of x, from 0
    target: Floats  # (n,)
    factor: float
    """1 for the mean of squares, 1/2 for half of it."""
    path: Floats  # (steps + 1, p)
    loss: Floats  # (steps + 1,)
    diverged: int
    """The first step with a loss that is not finite or 10¹² times the first, 0 for none."""

    @property
    def last(self) -> int:
        """The last step whose weights can be shown."""
        return self.diverged - 1 if self.diverged else len(self.path) - 1


def run(
    task: Annotated[
        Task,
        Choice(
            "課題",
            "task",
            {
                "line": Localized("直線 3x + 2", "line 3x + 2"),
                "curve": Localized("曲線 30x² + 0.5x + 0.2", "curve 30x² + 0.5x + 0.2"),
            },
        ),
    ] = "line",
    learning_rate: Annotated[float, usual.learning_rate(0.001, 1.0)] = 0.1,
    steps: Annotated[int, usual.steps(1, 2000)] = 300,
    noise: Annotated[float, Range("雑音の標準偏差", "noise", 0.0, 3.0, step=0.1)] = 0.3,
    degree: Annotated[int, Range("多項式の次数", "degree", 2, 4, when={"task": ("curve",)})] = 2,
    loss: Annotated[
        Loss,
        Choice(
            "損失",
            "loss",
            {
                "mse": Localized("平均二乗誤差", "mean square"),
                "half": Localized("その ½ 倍", "half of it"),
            },
        ),
    ] = "mse",
    places: Annotated[
        Literal["random", "even"],
        Choice(
            "x の取り方",
            "places of x",
            {"random": Localized("乱数", "random"), "even": Localized("等間隔", "even")},
        ),
    ] = "random",
    samples: Annotated[int, Range("データの数", "samples", 2, 300, scale="log")] = 100,
    seed: Annotated[int, usual.seed()] = 0,
) -> Outcome:
    """Full-batch gradient descent from zero weights, step by step.

    With ``places = even``, 2 samples and no noise the points are (0, 2) and (1, 5).
    """  # fmt: skip
    x, target = data(task, noise, places, samples, seed)
    powers = degree if task == "curve" else 1
    design = x[:, None] ** np.arange(powers + 1)  # (n, p)
    factor = 0.5 if loss == "half" else 1.0
    found = descend(design, target, factor, learning_rate, steps)
    best: Floats = np.asarray(np.linalg.lstsq(design, target, rcond=None)[0], dtype=np.float64)
    curvature = float(np.linalg.eigvalsh(hessian(design, factor)).max())
    edge = 2.0 / curvature
    reached = found.path[found.last]
    errors = design @ best - target
    results: dict[str, Result] = {
        "weights": tuple(float(w) for w in reached),
        "least_squares": tuple(float(w) for w in best),
        "w": float(reached[1]),
        "b": float(reached[0]),
        "gradient": tuple(float(g) for g in gradient(design, target, factor, found.path[0])),
        "loss": float(found.loss[found.last]),
        "first_loss": float(found.loss[0]),
        "least_loss": squared(design, target, factor, best),
        "edge": edge,
        "diverged_at": found.diverged,
        "distance": float(np.abs(reached - best).max()),
        "signed_error": float(errors.mean()),
        "mean_square": float(np.mean(errors**2)),
    }
    count = min(steps, 100)

    def at(step: int) -> Frame:
        place = min(round(step * steps / count), found.last)
        return Frame(_figure(task, x, found, best, place), _readings(found, best, edge, place))

    last = at(count)
    return Outcome(
        figure=last.figure,
        small=_fit(task, x, found, best, found.last),
        results=results,
        claims=_claims(found, best, learning_rate, edge, errors),
        notice=_notice(found, best, learning_rate, edge, task),
        formula=(
            f"w ← w − η ∂L/∂w   w₁ = {figures(float(found.path[1][1]))}, "
            f"b₁ = {figures(float(found.path[1][0]))}   2/λ = {figures(edge)}"
        ),
        readings=last.readings,
        steps=count,
        at=at,
    )


def data(task: Task, noise: float, places: str, samples: int, seed: int) -> tuple[Floats, Floats]:
    """Places and noisy targets, both (samples,); the noise is normal."""
    rng = np.random.default_rng(seed)
    low, high = _SPAN[task]
    drawn = rng.uniform(low, high, samples)
    x = np.linspace(low, high, samples) if places == "even" else drawn
    true = x[:, None] ** np.arange(len(_TRUE[task])) @ np.array(_TRUE[task])
    return x, np.asarray(true + noise * rng.standard_normal(samples))


def squared(design: Floats, target: Floats, factor: float, weights: Floats) -> float:
    """``factor`` times the mean squared error."""
    return factor * float(np.mean((design @ weights - target) ** 2))


def gradient(design: Floats, target: Floats, factor: float, weights: Floats) -> Floats:
    """Its gradient (p,): ``2 factor mean(error x^j)``."""
    return np.asarray(2.0 * factor * (design @ weights - target) @ design / len(target))


def hessian(design: Floats, factor: float) -> Floats:
    """Its second derivatives (p, p), the same at all weights."""
    return np.asarray(2.0 * factor * design.T @ design / len(design))


def descend(design: Floats, target: Floats, factor: float, rate: float, steps: int) -> Descent:
    """``steps`` steps from zero weights; past divergence the path stays where it burst."""
    h = hessian(design, factor)
    pull = 2.0 * factor * target @ design / len(target)  # minus the gradient at zero weights
    path = np.zeros((steps + 1, design.shape[1]))
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps):
            path[step + 1] = path[step] - rate * (h @ path[step] - pull)
        loss = factor * np.mean((path @ design.T - target) ** 2, axis=1)
        bad = ~np.isfinite(loss) | (loss > _HUGE * max(float(loss[0]), 1e-12))
    return Descent(design, target, factor, path, loss, int(np.argmax(bad)) if bad.any() else 0)


def settle(design: Floats, target: Floats, factor: float, rate: float) -> Floats:
    """Where descent from zero ends: the same step, composed with itself 2⁴⁰ times."""
    turn = np.eye(design.shape[1]) - rate * hessian(design, factor)
    move = rate * 2.0 * factor * target @ design / len(target)
    for _ in range(40):
        move = turn @ move + move
        turn = turn @ turn
    return np.asarray(move)


def _claims(
    found: Descent, best: Floats, rate: float, edge: float, errors: Floats
) -> tuple[Claim, ...]:
    design, target, factor = found.design, found.target, found.factor
    at = np.arange(1.0, design.shape[1] + 1.0)
    exact = gradient(design, target, factor, at)
    step = 1e-4
    measured = np.array(
        [
            (
                squared(design, target, factor, at + move)
                - squared(design, target, factor, at - move)
            )
            / (2 * step)
            for move in step * np.eye(len(at))
        ]
    )
    claims = [
        Claim(
            "gradient",
            Localized(
                "½ をつけると勾配の 2 が消える（中心差分と一致）"
                if factor == 0.5
                else "勾配 2·mean(誤差·xʲ) は中心差分と一致する",
                "with the ½ the 2 is gone from the gradient, as central differences say"
                if factor == 0.5
                else "the gradient 2·mean(error·xʲ) meets central differences",
            ),
            bool(np.allclose(exact, measured, rtol=1e-6, atol=1e-6))
            and bool(np.allclose(exact, 2 * factor * np.mean((design @ at - target)[:, None]
                                                             * design, axis=0))),
        ),
        Claim(
            "cancel",
            Localized(
                "最小二乗の解では誤差の和は 0。二乗しないと良し悪しが分からない",
                "at least squares the errors sum to 0: without squares they cancel",
            ),
            abs(float(errors.mean())) < 1e-6,
        ),
    ]  # fmt: skip
    if rate < edge * (1 - 1e-9):
        claims.insert(
            0,
            Claim(
                "least-squares",
                Localized(
                    "このまま続けると、最小二乗の解に 10⁻⁴ 以内で一致する",
                    "carried on, it meets the least-squares answer within 10⁻⁴",
                ),
                bool(
                    np.allclose(
                        design @ settle(design, target, factor, rate), design @ best, atol=1e-4
                    )
                ),
            ),
        )
    elif rate > edge * (1 + 1e-9):
        steep = np.linalg.eigh(hessian(design, factor))[1][:, -1]
        apart = np.abs((found.path[: found.last + 1] - best) @ steep)
        claims.insert(
            0,
            Claim(
                "diverges",
                Localized(
                    f"η は 2/λ = {figures(edge)} を超え、最も急な向きで 1 歩ごとに遠ざかる",
                    f"η is past 2/λ = {figures(edge)}: farther at each step in the steep direction",
                ),
                bool(np.all(np.diff(apart) > 0)),
            ),
        )
    return tuple(claims)


def _notice(found: Descent, best: Floats, rate: float, edge: float, task: Task) -> Localized:
    if rate > edge:
        when = f"（{found.diverged} 歩目で範囲を超えました）" if found.diverged else ""
        return Localized(
            f"η が 2/λ = {figures(edge, 3)} を超えて発散します{when}。高い次数ほど λ は大きくなり"
            "ます。",
            f"η is past 2/λ = {figures(edge, 3)} and it diverges"
            + (f" (out of range at step {found.diverged})." if found.diverged else ".")
            + " Higher degrees have larger λ.",
        )
    off = float(np.abs(found.path[found.last] - best).max())
    if off < 1e-3:
        return Localized(
            "最小二乗の解に着きました。雑音のため、元の係数とは少しずれます。",
            "It has reached the least-squares answer, which the noise moves off the true weights.",
        )
    what = "傾きと切片" if task == "line" else "係数"
    return Localized(
        f"最小二乗の解まであと {power(off)} です。{what}は緩い谷に沿ってゆっくり動きます。",
        f"It is {power(off)} from the least-squares answer and creeps along a flat valley.",
    )


def _readings(found: Descent, best: Floats, edge: float, step: int) -> tuple[Reading, ...]:
    weights = found.path[step]

    def row(name: str, place: int) -> Reading:
        return Reading(
            Localized(f"{name}（最小二乗）", f"{name} (least squares)"),
            f"{figures(float(weights[place]))} ({figures(float(best[place]))})",
            0,
        )

    line = len(weights) == 2
    named = (
        [row("w", 1), row("b", 0)]
        if line
        else [row(f"w{place}", place) for place in range(len(weights) - 1, -1, -1)]
    )
    burst = found.diverged and step == found.last
    return (
        Reading(Localized("ステップ", "step"), str(step)),
        *named,
        Reading(
            Localized("損失", "loss"),
            Localized(f"{found.diverged} 歩目で発散", f"diverged at {found.diverged}")
            if burst
            else figures(float(found.loss[step])),
            0,
        ),
        Reading(Localized("境目 2/λ", "edge 2/λ"), figures(edge)),
    )


def _fit(task: Task, x: Floats, found: Descent, best: Floats, step: int) -> Plot:
    low, high = _SPAN[task]
    place = np.linspace(low, high, 121)
    powers = place[:, None] ** np.arange(found.design.shape[1])
    bottom, top = float(found.target.min()), float(found.target.max())
    air = 0.15 * (top - bottom) + 0.1
    return Plot(
        title=Localized("データと当てはめ", "Data and fit"),
        summary=Localized(),
        x=Axis(Localized("x", "x"), low=low, high=high),
        y=Axis(low=min(bottom, 0.0) - air, high=top + air),
        series=(
            Series(Localized("データ", "data"), x, found.target, 2, "cloud", "none"),
            Series(Localized("最小二乗", "least squares"), place, powers @ best, 1, "dashed"),
            Series(Localized("勾配降下", "descent"), place, powers @ found.path[step], 0),
        ),
    )


def _figure(task: Task, x: Floats, found: Descent, best: Floats, step: int) -> Panels:
    count = np.arange(len(found.loss), dtype=np.float64)
    with np.errstate(invalid="ignore"):
        kept = np.where(np.isfinite(found.loss) & (found.loss > 0), found.loss, np.nan)
    kept[found.last + 1 :] = np.nan
    least = squared(found.design, found.target, found.factor, best)
    floor = max(least, 1e-12)
    last = float(found.loss[step])
    weights = ", ".join(
        f"{figures(float(w))}{sign}"
        for w, sign in zip(found.path[step][::-1], _SIGNS[len(best) - 1 :: -1], strict=True)
    )
    burst_ja = f"{found.diverged} 歩目で発散" if found.diverged else f"損失 {figures(last)}"
    burst_en = f"diverges at step {found.diverged}" if found.diverged else f"loss {figures(last)}"
    return Panels(
        title=Localized("勾配降下による当てはめ", "Fit by gradient descent"),
        summary=Localized(
            f"{step} 歩後の項は {weights}、{burst_ja}（最小二乗は {figures(least)}）。",
            f"After {counted(step, 'step')} the terms are {weights}; {burst_en} (least squares "
            f"{figures(least)}).",
        ),
        figures=(
            _fit(task, x, found, best, step),
            Plot(
                title=Localized("損失とステップ", "Loss by step"),
                note=Localized("対数", "log"),
                summary=Localized(),
                x=Axis(Localized("ステップ", "step"), low=0, high=len(found.loss) - 1, whole=True),
                y=Axis(scale="log", low=floor / 1.5,
                       high=max(float(np.nanmax(kept)), 2 * floor) * 1.5),
                series=(
                    Series(Localized("最小二乗", "least squares"),
                           np.array([0.0, len(found.loss) - 1.0]), np.full(2, floor), 1, "dashed",
                           "none"),
                    Series(Localized("勾配降下", "descent"), count[: step + 1], kept[: step + 1], 0,
                           marked="last"),
                ),
                points=(
                    Point(float(found.last), float(found.loss[found.last]),
                          Localized("発散", "diverges"), "×", fallback="x"),
                )
                if found.diverged and step == found.last
                else (),
            ),
        ),
        table=Table(
            columns=(
                Localized("ステップ", "step"),
                *(Localized(f"w{p}", f"w{p}") for p in range(len(best))),
                Localized("損失", "loss"),
            ),
            rows=tuple(
                (
                    str(t),
                    *(figures(float(w), 4) for w in found.path[t]),
                    figures(float(found.loss[t]), 4),
                )
                for t in sorted({0, 1, *range(0, found.last + 1, max(1, found.last // 20)),
                                 found.last})
            ),
        ),
    )  # fmt: skip


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "曲線の次数を 2 から 3 に上げ、η = 0.1 のままにします。収束しますか。",
            "Raise the curve's degree from 2 to 3 and keep η = 0.1. Does it converge?",
        ),
        knobs={"task": "curve", "degree": 3},
        guesses=(Localized("収束する", "it converges"), Localized("発散する", "it diverges")),
        happened=lambda outcome: int(
            number(outcome, "diverged_at") > 0 or number(outcome, "edge") < 0.1
        ),
        because=Localized(
            "x³ の列は値が大きく、曲率 λ が増えて 2/λ が 0.1 を下回ります。",
            "The column of x³ is large: λ grows, and 2/λ falls below 0.1.",
        ),
    ),
    Trial(
        ask=Localized(
            "損失を ½ 倍にし、同じ η = 0.1 で 1 歩だけ進みます。w は 0.5 からどうなりますか"
            "（2 点 (0, 2), (1, 5)）。",
            "Halve the loss and take one step with η = 0.1 on (0, 2), (1, 5). What of w = 0.5?",
        ),
        knobs={"loss": "half", "steps": 1, "samples": 2, "places": "even", "noise": 0.0},
        guesses=(Localized("0.25", "0.25"), Localized("0.5 のまま", "still 0.5")),
        happened=lambda outcome: int(number(outcome, "w") > 0.375),
        because=Localized(
            "最小の点は同じですが、勾配が半分になるので 1 歩も半分です。",
            "The least point stays, but half the gradient makes half the step.",
        ),
    ),
)
