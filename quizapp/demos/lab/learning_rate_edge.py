"""D08: the learning rate at which gradient descent on a quadratic stops converging.

Along a direction of curvature lambda each step multiplies the distance by ``1 - eta lambda``. The
steepest direction sets the limit ``2 / lambda_max``; the flattest one sets the pace, and their
ratio is the condition number.

Source: Goodfellow, Bengio & Courville, *Deep Learning* (2016), sec. 4.3 and 8.2.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Plot, Point, Series, Table
from quizapp.demos.numerals import figures, power
from quizapp.demos.optimisers import Settings, descend
from quizapp.demos.spec import Claim, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

_HUGE, _TINY = 1e12, 1e-16


def run(
    learning_rate: Annotated[float, usual.learning_rate(1e-3, 3.0)] = 0.2,
    curvature: Annotated[
        float, Range("最大の曲率 λ", "largest curvature λ", 0.1, 100.0, scale="log")
    ] = 8.0,
    condition: Annotated[float, Range("条件数 κ", "condition κ", 1.0, 1000.0, scale="log")] = 20.0,
    steps: Annotated[int, usual.steps(1, 200)] = 40,
) -> Outcome:
    """Gradient descent on ``(lambda x² + lambda/kappa y²)/2`` from (1, 1)."""
    curvatures = np.array([curvature, curvature / condition])
    states = descend("sgd", lambda w, t: curvatures * w, np.ones(2), Settings(learning_rate), steps)
    path = np.array([state.w for state in states])  # (steps + 1, 2)
    with np.errstate(over="ignore", invalid="ignore"):
        parts = 0.5 * curvatures * path * path
        loss = parts.sum(axis=1)
    edge, best = 2.0 / curvature, 2.0 / float(curvatures.sum())
    factors = 1.0 - learning_rate * curvatures
    bad = ~np.isfinite(loss) | (loss > _HUGE * loss[0])
    diverged = int(np.argmax(bad)) if bad.any() else 0
    results: dict[str, Result] = {
        "edge": edge,
        "best_rate": best,
        "condition": float(curvatures.max() / curvatures.min()),
        "factor": float(np.abs(factors).max()),
        "loss": float(loss[-1]),
        "diverged_at": diverged,
        "x": float(path[-1, 0]),
    }
    return Outcome(
        figure=_figure(loss, parts, diverged, learning_rate, edge),
        results=results,
        claims=_claims(path, loss, learning_rate, edge, curvatures, condition),
        notice=_notice(learning_rate, edge, best, factors, diverged),
        formula=(
            f"x ← (1 − {figures(learning_rate)}·{figures(curvature)}) x = "
            f"{figures(float(factors[0]))} x   2/λ = {figures(edge)}"
        ),
        readings=(
            Reading(Localized("境目 2/λ", "edge 2/λ"), figures(edge)),
            Reading(Localized("最も速い η", "fastest η"), figures(best)),
            Reading(Localized("急な向きの倍率", "factor, steep"), figures(float(factors[0])), 1),
            Reading(Localized("緩い向きの倍率", "factor, flat"), figures(float(factors[1])), 2),
            Reading(
                Localized("最後の損失", "last loss"),
                Localized(f"{diverged} 歩目で発散", f"diverged at {diverged}")
                if diverged
                else power(loss[-1]),
                0,
            ),
        ),
    )


def _claims(
    path: Floats,
    loss: Floats,
    rate: float,
    edge: float,
    curvatures: Floats,
    condition: float,
) -> tuple[Claim, ...]:
    steep = np.abs(path[:, 0])
    shown, limit = figures(rate), figures(edge)
    if abs(rate - edge) <= 1e-12 * edge:
        first = Claim(
            "edge",
            Localized(
                f"η = 2/λ = {limit} では、急な向きに同じ幅で振れ続ける",
                f"at η = 2/λ = {limit} the steep direction swings for ever",
            ),
            bool(np.allclose(steep, 1.0)),
        )
    elif rate < edge:
        first = Claim(
            "edge",
            Localized(
                f"η = {shown} は 2/λ = {limit} より小さく、損失は減り続ける",
                f"η = {shown} is below 2/λ = {limit}: the loss keeps falling",
            ),
            bool(np.all(np.diff(loss[loss > 0]) < 0)),
        )
    else:
        grown = steep[np.isfinite(steep)]
        first = Claim(
            "edge",
            Localized(
                f"η = {shown} は 2/λ = {limit} を超え、発散する",
                f"η = {shown} is past 2/λ = {limit}: it diverges",
            ),
            bool(np.all(np.diff(grown) > 0)),
        )
    with np.errstate(over="ignore"):
        powers = (1.0 - rate * curvatures) ** np.arange(len(path))[:, None]
    sound = np.isfinite(path) & np.isfinite(powers)  # beyond, there is nothing to compare
    best = 2.0 / float(curvatures.sum())
    factor = float(np.abs(1.0 - best * curvatures).max())
    return (
        first,
        Claim(
            "powers",
            Localized(
                "t 歩後の位置は (1 − ηλ)ᵗ に一致する", "after t steps the place is (1 − ηλ)ᵗ"
            ),
            bool(np.allclose(path[sound], powers[sound], rtol=1e-9, atol=1e-300)),
        ),
        Claim(
            "condition",
            Localized(
                f"最も速い η でも、1 歩の倍率は (κ−1)/(κ+1) = {figures(factor, 3)}",
                f"even the fastest η leaves (κ−1)/(κ+1) = {figures(factor, 3)} a step",
            ),
            abs(factor - (condition - 1.0) / (condition + 1.0)) < 1e-9,
        ),
    )


def _notice(rate: float, edge: float, best: float, factors: Floats, diverged: int) -> Localized:
    if rate > edge:
        when = f"（{diverged} 歩目で範囲を超えました）" if diverged else ""
        return Localized(
            f"急な向きで毎回 {figures(abs(float(factors[0])), 3)} 倍に遠ざかります{when}。",
            f"In the steep direction each step is {figures(abs(float(factors[0])), 3)} times "
            "farther.",
        )
    if abs(rate - edge) <= 1e-12 * edge:
        return Localized(
            "ちょうど境目です。谷の両側を同じ幅で行き来します。",
            "Right at the edge: it goes back and forth across the valley.",
        )
    if factors[0] < 0:
        return Localized(
            "急な向きでは谷を飛び越えて振れながら、緩い向きではゆっくり近づきます。",
            "It jumps across the valley in the steep direction and creeps along the flat one.",
        )
    if rate < 0.2 * best:
        return Localized(
            "安定していますが、緩い向きがなかなか進みません。η を上げる余地があります。",
            "Stable, but the flat direction hardly moves; there is room to raise η.",
        )
    return Localized(
        "どの向きも振れずに近づきます。遅いのは曲率の小さい向きです。",
        "All directions approach without a swing; the flat one is the slow one.",
    )


def _figure(loss: Floats, parts: Floats, diverged: int, rate: float, edge: float) -> Plot:
    steps = len(loss) - 1
    count = np.arange(steps + 1, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        kept = [np.where(v > _TINY, v, np.nan) for v in (loss, parts[:, 0], parts[:, 1])]
    last = max(diverged - 1, 0)
    finite = np.concatenate([v[np.isfinite(v)] for v in kept])
    names = (
        Localized("損失", "loss"),
        Localized("急な向き", "steep direction"),
        Localized("緩い向き", "flat direction"),
    )
    relation = "<" if rate < edge else "=" if rate == edge else ">"
    return Plot(
        title=Localized("損失とステップ", "Loss by step"),
        note=Localized(
            f"対数。η = {figures(rate)} {relation} 2/λ = {figures(edge)}",
            f"log; η = {figures(rate)} {relation} 2/λ = {figures(edge)}",
        ),
        summary=Localized(
            f"損失は {figures(float(loss[0]), 3)} から "
            + (f"{diverged} 歩目で発散。" if diverged else f"{power(loss[-1])} へ。"),
            f"The loss goes from {figures(float(loss[0]), 3)} "
            + (f"and diverges at step {diverged}." if diverged else f"to {power(loss[-1])}."),
        ),
        x=Axis(Localized("ステップ", "step"), low=0, high=max(steps, 1), whole=True),
        y=Axis(
            scale="log",
            low=max(float(finite.min()), _TINY) / 1.5,
            high=min(float(finite.max()) * 1.5, _HUGE * 10),
        ),
        series=(
            Series(names[2], count, kept[2], 2, "dashed"),
            Series(names[1], count, kept[1], 1, "dashed"),
            Series(names[0], count, kept[0], 0),
        ),
        points=(
            Point(float(last), float(loss[last]), Localized("発散", "diverges"), "×", fallback="x"),
        )
        if diverged
        else (),
        table=Table(
            columns=(Localized("ステップ", "step"), *names),
            rows=tuple(
                (str(t), figures(loss[t], 3), figures(parts[t, 0], 3), figures(parts[t, 1], 3))
                for t in sorted({*range(0, steps + 1, max(1, steps // 20)), steps})
            ),
        ),
    )


TRIALS = (
    Trial(
        ask=Localized(
            "曲率の最大が λ = 8 です。学習率を 0.26 にすると？",
            "The largest curvature is λ = 8. With learning rate 0.26, descent…",
        ),
        knobs={"learning_rate": 0.26, "curvature": 8.0},
        guesses=(
            Localized("収束する", "converges"),
            Localized("同じ幅で振れ続ける", "swings with the same width"),
            Localized("発散する", "diverges"),
        ),
        happened=lambda outcome: (
            (outcome.number("factor") > 1.0 - 1e-9) + (outcome.number("factor") > 1.0 + 1e-9)
        ),
        because=Localized(
            "境目は 2/λ = 0.25 です。0.26 では 1 歩の倍率が |1 − 0.26·8| = 1.08 で、1 を超えます。",
            "The edge is 2/λ = 0.25. At 0.26 a step multiplies by |1 − 0.26·8| = 1.08, above 1.",
        ),
    ),
    Trial(
        ask=Localized(
            "学習率は境目の内側の 0.24、条件数は 1000 です。いちばん縮みにくい向きは、1 歩で何倍？",
            "Learning rate 0.24, inside the edge; condition number 1000. A step multiplies the "
            "slowest direction by…",
        ),
        knobs={"learning_rate": 0.24, "curvature": 8.0, "condition": 1000.0},
        guesses=(
            Localized("0.5 くらい", "about 0.5"),
            Localized("0.9 くらい", "about 0.9"),
            Localized("0.99 より大きい", "more than 0.99"),
        ),
        happened=lambda outcome: sum(outcome.number("factor") > limit for limit in (0.7, 0.99)),
        because=Localized(
            "緩い向きの曲率は 8/1000 で、倍率は 1 − 0.24·0.008 ≈ 0.998 です。境目は急な向きが、"
            "速さは緩い向きが決めます。",
            "The flat curvature is 8/1000: 1 − 0.24·0.008 ≈ 0.998. The steep direction sets the "
            "edge, the flat one the pace.",
        ),
    ),
)
