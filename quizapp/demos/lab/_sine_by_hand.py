"""The part of D22 that is worked by hand: one unit, ``s_t = f(w_in x_t + w s_{t-1} + b)``."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Panels, Plot, Series, Table
from quizapp.demos.numerals import figures, format_number, term
from quizapp.demos.recurrent import Rnn, forward
from quizapp.demos.spec import Claim, Frame, Outcome, Reading, Result
from quizapp.records import Localized

Activation = Literal["tanh", "identity", "sigmoid"]


def states(
    activation: Activation, w_in: float, w: float, bias: float, s0: float, x: tuple[float, ...]
) -> Floats:
    """``s_0 … s_T`` of one unit, (T + 1,)."""
    unit = Rnn(
        np.array([[w_in]]), np.array([[w]]), np.array([bias]), np.eye(1), np.zeros(1), activation
    )
    hidden = forward(unit, np.array(x)[:, None, None], np.array([s0])).hidden[:, 0, 0]
    return np.concatenate([[s0], hidden[:-1]])


def by_hand(
    activation: Activation, w_in: float, w: float, bias: float, s0: float, x: tuple[float, ...]
) -> Outcome:
    """The states step by step, checked against a plain loop of the standard library."""
    found = states(activation, w_in, w, bias, s0, x)
    sums = w_in * np.array(x) + w * found[:-1] + bias
    without = states(activation, w_in, 0.0, bias, s0, x)
    sign = {"tanh": "tanh", "identity": "", "sigmoid": "σ"}[activation]
    steps = len(x)
    results: dict[str, Result] = {
        "states": tuple(float(v) for v in found[1:]),
        "last": float(found[-1]),
        "sums": tuple(float(v) for v in sums),
        "without_recurrence": tuple(float(v) for v in without[1:]),
        "without_activation": tuple(float(v) for v in states("identity", w_in, w, bias, s0, x)[1:]),
    }
    again = s0
    f = {"tanh": math.tanh, "identity": float, "sigmoid": _logistic}[activation]
    for value in x:
        again = f(w_in * value + w * again + bias)

    def readings(step: int) -> tuple[Reading, ...]:
        return tuple(
            Reading(Localized(f"s{_low(t)}", f"s{_low(t)}"), f"{found[t]:.5f}", 0 if t else None)
            for t in range(step + 1)
        )

    def at(step: int) -> Frame:
        return Frame(_hand_figure(found, sums, without, x, sign, step), readings(step))

    return Outcome(
        figure=at(steps).figure,
        small=_hand_plot(found, without, steps),
        results=results,
        claims=(
            Claim(
                "recurrence",
                Localized(
                    "1 歩ずつ書き下した計算と、ネットワークの状態が一致する",
                    "worked out step by step, the last state is the network's",
                ),
                abs(again - float(found[-1])) <= 1e-9 * max(1.0, abs(again)),
            ),
            hand_claim(),
        ),
        notice=_hand_notice(w, found, without),
        formula=(
            f"s{_low(steps)} = {sign}({figures(w_in)}·{term(x[-1])} + {term(w)}·"
            f"{term(float(found[-2]), 5)} + {term(bias)}) = {figures(float(found[-1]), 5)}"
        ),
        readings=readings(steps),
        steps=steps,
        at=at,
    )


def _logistic(u: float) -> float:
    return 1.0 / (1.0 + math.exp(-u)) if u >= 0 else math.exp(u) / (1.0 + math.exp(u))


def _low(t: int) -> str:
    return "₀₁₂₃₄₅₆₇₈"[t]


def _hand_notice(w: float, found: Floats, without: Floats) -> Localized:
    if w == 0:
        return Localized(
            "w = 0 では前の状態が届かず、その時刻の入力だけで決まります。",
            "With w = 0 nothing comes from the state before: each input stands alone.",
        )
    if np.allclose(found, without):
        return Localized(
            "前の状態が 0 なので、この入力では再帰の重みが効いていません。",
            "The states before are 0, so the recurrent weight has no effect here.",
        )
    return Localized(
        "入力が 0 の時刻にも、前の状態が w を通って残ります。点線は w = 0 の場合です。",
        "Where the input is 0, the state before still comes through w; dashed: with w = 0.",
    )


def _hand_plot(found: Floats, without: Floats, step: int) -> Plot:
    t = np.arange(len(found), dtype=np.float64)
    upto = slice(0, step + 1)
    name, other = Localized("状態 s", "state s"), Localized("w = 0 なら", "with w = 0")
    return Plot(
        title=Localized("状態の移り変わり", "States by time"),
        summary=Localized(
            "、".join(f"s{_low(i)} = {figures(float(found[i]), 5)}" for i in range(step + 1))
            + "。",
            ", ".join(f"s{_low(i)} = {figures(float(found[i]), 5)}" for i in range(step + 1)) + ".",
        ),
        x=Axis(Localized("時刻 t", "time t"), low=0, high=float(t[-1]), whole=True),
        y=Axis(),
        series=(
            Series(other, t[upto], without[upto], 1, "dashed", marked="all"),
            Series(name, t[upto], found[upto], 0, marked="all"),
        ),
    )


def _hand_figure(
    found: Floats, sums: Floats, without: Floats, x: tuple[float, ...], sign: str, step: int
) -> Panels:
    plot = _hand_plot(found, without, step)
    table = Table(
        title=Localized("計算", "Working"),
        columns=(
            Localized("t", "t"),
            Localized("x", "x"),
            Localized("u", "u"),
            Localized("s = f(u)" if sign else "s = u", "s = f(u)" if sign else "s = u"),
        ),
        rows=(
            ("0", "", "", f"{found[0]:.5f}"),
            *(
                (
                    str(t),
                    format_number(x[t - 1]),
                    f"{sums[t - 1]:.5f}" if t <= step else "",
                    f"{found[t]:.5f}" if t <= step else "",
                )
                for t in range(1, len(found))
            ),
        ),
    )
    return Panels(
        title=plot.title,
        summary=plot.summary,
        figures=(plot, table),
        weights=(1, 1),
        table=table,
    )


def hand_claim() -> Claim:
    """The two steps of question RN-03, worked out here by the standard library."""
    found = states("tanh", 1.0, 0.5, 0.0, 0.0, (1.0, 0.0))
    first = math.tanh(1.0)
    return Claim(
        "hand",
        Localized(
            "w_in = 1, w = 0.5, x = (1, 0) では s₁ = 0.76159, s₂ = 0.36340",
            "with w_in = 1, w = 0.5, x = (1, 0): s₁ = 0.76159, s₂ = 0.36340",
        ),
        abs(found[1] - first) < 1e-12
        and abs(found[2] - math.tanh(0.5 * first)) < 1e-12
        and [round(float(v), 5) for v in found[1:]] == [0.76159, 0.36340],
    )
