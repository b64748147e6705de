"""The wall of D24: gradient descent on a recurrent unit's loss, with and without clipping.

Source: Pascanu, Mikolov & Bengio 2013, sec. 2.3 and fig. 6.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Plot, Point, Series, Table
from quizapp.demos.numerals import counted, figures, power
from quizapp.demos.recurrent import clipped
from quizapp.demos.spec import Claim, Frame, Outcome, Reading, Result
from quizapp.records import Localized

_UNROLLED = 50
_TARGET = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Descent:
    """Gradient descent on the wall; arrays have one row a step, the start first."""

    places: Floats  # (steps + 1, 2): w and b
    loss: Floats  # (steps + 1,)
    norms: Floats  # (steps,) of the gradients before clipping
    whole: Floats  # (steps, 2): the gradients themselves
    used: Floats  # (steps, 2): what was followed, clipped or not
    diverged: int
    """Step after which a parameter was no longer finite; 0 when all were."""


def cosine(a: Floats, b: Floats) -> float:
    """The cosine of the angle between two gradients; 1 where one of them is 0."""
    size = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / size if size else 1.0


def listed(values: Floats) -> str:
    """The numbers in brackets, four figures each."""
    return "(" + ", ".join(figures(float(v), 4) for v in values) + ")"


def wall(w: float, b: float) -> tuple[float, Floats]:
    """Loss and gradient (2,) of one recurrent unit after 50 steps without input.

    ``x_t = w sigmoid(x_{t-1}) + b`` from 0.5, loss ``(sigmoid(x_50) - 0.7)²``: flat regions with a
    steep wall between them (Pascanu et al. 2013, fig. 6).
    """
    sigmas, x = [], 0.5
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(_UNROLLED):
            sigmas.append(_sigmoid(x))
            x = w * sigmas[-1] + b
        y = _sigmoid(x)
        delta, dw, db = 2.0 * (y - _TARGET) * y * (1.0 - y), 0.0, 0.0
        for sigma in reversed(sigmas):
            dw, db = dw + delta * sigma, db + delta
            delta *= w * sigma * (1.0 - sigma)
    return (y - _TARGET) ** 2, np.array([dw, db])


def _sigmoid(x: float) -> float:
    """The sigmoid of one number; exp never overflows."""
    return 1.0 / (1.0 + math.exp(-min(max(x, -700.0), 700.0)))


def descend(start: tuple[float, float], rate: float, steps: int, threshold: float) -> Descent:
    """Gradient descent from ``start``, gradients clipped to ``threshold`` (0: as they are)."""
    places, losses, whole, used, diverged = [np.array(start)], [], [], [], 0
    for step in range(steps):
        loss, gradient = wall(*(float(v) for v in places[-1]))
        losses.append(loss)
        whole.append(gradient)
        used.append(clipped(gradient, threshold))
        places.append(places[-1] - rate * used[-1])
        if not np.isfinite(places[-1]).all() and not diverged:
            diverged = step + 1
    losses.append(wall(*(float(v) for v in places[-1]))[0])
    followed = np.array(whole)
    return Descent(
        np.array(places),
        np.array(losses),
        np.linalg.norm(followed, axis=1),
        followed,
        np.array(used),
        diverged,
    )


def training(threshold: float, rate: float, steps: int, start: tuple[float, float]) -> Outcome:
    plain, short = (descend(start, rate, steps, theta) for theta in (0.0, threshold))
    leap, hop = (
        float(np.linalg.norm(np.diff(run_.places, axis=0), axis=1).max()) for run_ in (plain, short)
    )
    clips = int(np.sum(short.norms > threshold))
    results: dict[str, Result] = {
        "loss_plain": float(plain.loss[-1]),
        "loss_clipped": float(short.loss[-1]),
        "largest_norm": float(plain.norms.max()),
        "longest_step_plain": leap,
        "longest_step_clipped": hop,
        "clips": clips,
        "diverged_at": plain.diverged,
    }

    def at(step: int) -> Frame:
        return Frame(
            _loss_figure(plain, short, step, threshold),
            (
                Reading(Localized("なしの損失", "loss, plain"), power(float(plain.loss[step])), 0),
                Reading(
                    Localized("ありの損失", "loss, clipped"), power(float(short.loss[step])), 1
                ),
                Reading(Localized("なしの (w, b)", "(w, b), plain"), listed(plain.places[step]), 0),
                Reading(
                    Localized("ありの (w, b)", "(w, b), clipped"), listed(short.places[step]), 1
                ),
                Reading(Localized("最大の ‖g‖", "largest ‖g‖"), power(float(plain.norms.max()), 3)),
                Reading(Localized("切った回数", "times clipped"), str(clips)),
            ),
        )

    last = at(steps)
    return Outcome(
        figure=last.figure,
        results=results,
        claims=_training_claims(plain, short, rate, threshold, hop),
        notice=_training_notice(plain, short, leap, hop, clips),
        formula=(
            f"‖Δ‖ ≤ ηθ = {figures(rate)}·{figures(threshold)} = {figures(rate * threshold)}   "
            f"max‖Δ‖ {power(leap, 3)} → {power(hop, 3)}"
        ),
        readings=last.readings,
        steps=steps,
        at=at,
    )


def _training_claims(
    plain: Descent, short: Descent, rate: float, threshold: float, hop: float
) -> tuple[Claim, ...]:
    at = short.places[0]
    _, exact = wall(float(at[0]), float(at[1]))
    step = 1e-6
    measured = [
        (wall(*(at + step * unit))[0] - wall(*(at - step * unit))[0]) / (2 * step)
        for unit in np.eye(2)
    ]
    norms = np.linalg.norm(short.used, axis=1)
    inside = short.norms <= threshold
    return (
        Claim(
            "norm",
            Localized(
                f"使った勾配のノルムは、どのステップでも θ = {figures(threshold)} 以下",
                f"no gradient that was followed is longer than θ = {figures(threshold)}",
            ),
            bool(np.all(norms <= threshold * (1 + 1e-12))),
        ),
        Claim(
            "direction",
            Localized(
                "切った勾配も、もとの勾配と同じ向き（cos = 1）",
                "a clipped gradient keeps the direction of the whole one (cos = 1)",
            ),
            all(
                abs(cosine(a, b) - 1.0) < 1e-9 for a, b in zip(short.whole, short.used, strict=True)
            )
            and np.array_equal(short.whole[inside], short.used[inside]),
        ),
        Claim(
            "step-bound",
            Localized("1 歩の長さは ηθ を超えない", "no step is longer than ηθ"),
            hop <= rate * threshold * (1 + 1e-6),
        ),
        Claim(
            "gradient",
            Localized(
                "最初の勾配は中心差分と一致する", "the first gradient agrees with differences"
            ),
            bool(np.allclose(measured, exact, rtol=1e-4, atol=1e-6)),
        ),
        Claim(
            "recovers",
            Localized(
                "クリップしたほうが、最後の損失が小さい", "with clipping the last loss is lower"
            ),
            float(short.loss[-1]) < float(plain.loss[-1]),
        ),
    )


def _training_notice(
    plain: Descent, short: Descent, leap: float, hop: float, clips: int
) -> Localized:
    if plain.diverged:
        return Localized(
            f"クリップなしは {plain.diverged} ステップ目で発散しました。",
            f"Without clipping it diverged at step {plain.diverged}.",
        )
    if not clips:
        return Localized(
            "どの勾配もしきい値より短く、クリップは働いていません。",
            "No gradient was longer than the threshold: clipping had nothing to do.",
        )
    if short.loss[-1] < 0.5 * plain.loss[-1] and leap > 5 * hop:
        return Localized(
            "壁に触れた 1 歩で、クリップなしは遠くへ飛ばされて戻れません。ありは ηθ 以内にとどまり"
            "ます。",
            "One step on the wall throws the plain run far away; the clipped one stays within ηθ.",
        )
    if short.loss[-1] < plain.loss[-1]:
        return Localized(
            "クリップしたほうが落ち着いて下がります。", "The clipped run comes down more calmly."
        )
    return Localized(
        "この設定では、クリップしても得をしません。1 歩が短くなり、進みが遅くなることもあります。",
        "Here clipping does not pay: shorter steps can also mean slower ones.",
    )


def _loss_figure(plain: Descent, short: Descent, step: int, threshold: float) -> Plot:
    count = np.arange(step + 1, dtype=np.float64)
    names = (Localized("クリップなし", "plain"), Localized("クリップあり", "clipped"))
    both = np.concatenate([plain.loss, short.loss])
    drawn = both[np.isfinite(both)]
    peak = int(np.argmax(plain.norms))
    table = Table(
        columns=(
            Localized("ステップ", "step"),
            *names,
            Localized("‖g‖（なし）", "‖g‖, plain"),
            Localized("‖g‖（あり）", "‖g‖, clipped"),
        ),
        rows=tuple(
            (
                str(t),
                figures(float(plain.loss[t]), 3),
                figures(float(short.loss[t]), 3),
                figures(float(plain.norms[t]), 3) if t < len(plain.norms) else "",
                figures(float(np.linalg.norm(short.used[t])), 3) if t < len(short.used) else "",
            )
            for t in sorted({*range(0, step + 1, max(1, step // 20)), step, min(peak, step)})
        ),
    )
    return Plot(
        title=Localized("損失とステップ", "Loss by step"),
        note=Localized(f"θ = {figures(threshold)}", f"θ = {figures(threshold)}"),
        summary=Localized(
            f"{step} ステップ後の損失は、クリップなし {power(float(plain.loss[step]))}、"
            f"あり {power(float(short.loss[step]))}。",
            f"After {counted(step, 'step')} the loss is {power(float(plain.loss[step]))} plain and "
            f"{power(float(short.loss[step]))} clipped.",
        ),
        x=Axis(Localized("ステップ", "step"), low=0, high=len(plain.loss) - 1, whole=True),
        y=Axis(low=0.0, high=max(float(drawn.max(initial=0.0)) * 1.05, 1e-6)),
        series=(
            Series(names[0], count, plain.loss[: step + 1], 0, "dashed"),
            Series(names[1], count, short.loss[: step + 1], 1),
        ),
        points=(
            Point(
                float(peak),
                float(plain.loss[peak]),
                Localized(
                    f"|g| = {power(float(plain.norms[peak]))}",
                    f"|g| = {power(float(plain.norms[peak]))}",
                ),
                "×",
                fallback="x",
            ),
        )
        if peak <= step
        else (),
        table=table,
    )
