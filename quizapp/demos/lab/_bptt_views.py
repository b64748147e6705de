"""What D23 shows: norms of the gradient by steps back, and what to say of them."""

from __future__ import annotations

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Plot, Series, Table
from quizapp.demos.numerals import counted, figures, power
from quizapp.demos.spec import (
    Reading,
    Result,
)
from quizapp.records import Localized

TINY = 1e-30
"""Norms below are not drawn: with nothing left there is nothing to compare."""


def notice(norms: Floats, rho: float, activation: str, truncate: int, steps: int) -> Localized:
    """What to look at, by how far the gradient got."""
    if not np.isfinite(norms).all():
        step = int(np.argmax(~np.isfinite(norms)))
        return Localized(
            f"{step} 歩前で値が範囲を超えました。勾配が爆発しています。",
            f"{step} steps back the values leave all bounds: the gradient explodes.",
        )
    if truncate and truncate < steps:
        return Localized(
            f"{truncate} 歩より前へは勾配が届きません。切れるのは後ろ向きだけで、状態は前から続いて"
            "います。",
            f"No gradient reaches back past {counted(truncate, 'step')}; only the way back is cut, "
            "the states still come from before.",
        )
    if norms[-1] < 1e-2:
        why = (
            ("1 歩ごとの倍率が 1 より小さく", "each step back is a factor below 1")
            if rho < 1
            else ("f の傾きが 1 より小さく", "the slope of f is below 1")
        )
        return Localized(
            f"{why[0]}、遠い時刻の入力が学習にほとんど効きません（勾配消失）。",
            f"{why[1][0].upper()}{why[1][1:]}: inputs long past hardly matter (it vanishes).",
        )
    if norms[-1] > 1e2:
        return Localized(
            "1 歩ごとに勾配が大きくなり、爆発します。クリッピング（D24）で長さを抑えます。",
            "Each step back makes the gradient larger: it explodes. Clipping (D24) bounds it.",
        )
    return Localized(
        "勾配はまだ届いています。w や ρ を 1 の前後で動かすと、遠い時刻で差が広がります。",
        "The gradient still arrives. Move w or ρ about 1 and see the far steps part.",
    )


def formula(
    network: str,
    activation: str,
    w: float,
    rho: float,
    steps: int,
    norms: Floats,
) -> str:
    """The present factors, written out."""
    if network == "unit" and activation == "identity":
        return f"∂s{steps}/∂s0 = w^{steps} = {figures(w)}^{steps} = {power(w**steps, 3)}"
    if network == "unit":
        return (
            f"δₜ₋₁ = δₜ · {figures(w)} · f′(uₜ₋₁)   |∂s{steps}/∂s0| = {power(float(norms[-1]), 3)}"
        )
    return (
        f"δₜ₋₁ = (δₜ Wᵀ) ⊙ f′(uₜ₋₁)   ρ^{steps} = {figures(rho)}^{steps} = {power(rho**steps, 3)}"
    )


def readings(
    norms: Floats,
    beside: Floats,
    results: dict[str, Result],
    rho: float,
    other: float,
    step: int,
) -> tuple[Reading, ...]:
    """Values after ``step`` steps back."""
    return (
        Reading(Localized("戻った歩数", "steps back"), str(step)),
        Reading(
            Localized("勾配の大きさ", "gradient norm"),
            shown(norms, step),
            0,
        ),
        Reading(
            Localized(f"w = {figures(other)} なら", f"with w = {figures(other)}"),
            shown(beside, step),
            1,
        )
        if len(beside)
        else Reading(Localized("ρ の累乗", "power of ρ"), power(rho**step, 3), 1),
        Reading(
            Localized("∂s_T/∂W（全体）", "∂s_T/∂W, whole"), power(float(str(results["dw"])), 4)
        ),
        Reading(
            Localized("∂s_T/∂W（打ち切り）", "∂s_T/∂W, cut"),
            power(float(str(results["dw_truncated"])), 4),
        ),
    )


def shown(norms: Floats, step: int) -> str | Localized:
    """A norm as text; what is out of all bounds is called so."""
    value = float(norms[step])
    return power(value, 3) if np.isfinite(value) else Localized("発散", "diverged")


def figure(
    norms: Floats,
    beside: Floats,
    rho: float,
    weights: tuple[float, float],
    truncate: int,
    step: int,
) -> Plot:
    """The norms of the present network, beside another w's or, for a layer, beside ρᵏ."""
    steps = len(norms) - 1
    back = np.arange(steps + 1, dtype=np.float64)
    upto = slice(0, step + 1)
    straight = beside if len(beside) else rho**back
    with np.errstate(invalid="ignore"):
        shown = np.where(norms > TINY, norms, np.nan)
        helper = np.where(straight > TINY, straight, np.nan)
    finite = np.concatenate([v[np.isfinite(v)] for v in (shown, helper)])
    bottom, top = float(finite.min()) / 2, float(finite.max()) * 2
    w, second = (f"w = {figures(one)}" for one in weights)
    name = Localized(w, w) if len(beside) else Localized("勾配の大きさ", "gradient norm")
    other = Localized(second, second) if len(beside) else Localized("ρ^k", "ρ^k")
    series = [
        Series(other, back[upto], helper[upto], 1, "dashed"),
        Series(name, back[upto], shown[upto], 0),
    ]
    if 0 < truncate < steps:
        series.append(
            Series(
                Localized("打ち切り", "cut"), np.full(2, truncate), np.array([bottom, top]),
                faint=True, marked="none",
            )
        )  # fmt: skip
    last = power(float(norms[step])) if np.isfinite(norms[step]) else None
    return Plot(
        title=Localized("さかのぼる勾配", "The gradient on its way back"),
        note=Localized("勾配の大きさ、対数", "gradient norm, log")
        if len(beside)
        else Localized(f"対数。ρ = {figures(rho)}", f"log; ρ = {figures(rho)}"),
        summary=Localized(
            f"{step} 歩さかのぼると勾配の大きさは{' ' + last if last else '範囲を超える'}。",
            f"{step} steps back the gradient norm "
            + (f"is {last}." if last else "is out of bounds."),
        ),
        x=Axis(Localized("さかのぼった歩数", "steps back"), low=0, high=steps, whole=True),
        y=Axis(scale="log", low=bottom, high=top),
        series=tuple(series),
        table=Table(
            columns=(Localized("歩数", "steps back"), name, other),
            rows=tuple(
                (str(k), figures(norms[k], 3), figures(straight[k], 3))
                for k in sorted({*range(0, step + 1, max(1, steps // 20)), step})
            ),
        ),
    )
