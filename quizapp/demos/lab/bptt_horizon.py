"""D23: how far back through time a gradient reaches.

``delta_{t-1} = (delta_t @ W.T) * f'(u_{t-1})``: one step back is one more factor. With one linear
unit the factor is w, so k steps leave ``w**k``; with many units the spectral radius of W plays
the part of w, and a saturating f shrinks every factor further. Truncated BPTT stops after so many
steps back; the way forward stays whole.

Sources: Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio 2013; Williams & Peng 1990
(truncated BPTT).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.lab._bptt_views import figure, formula, notice, readings
from quizapp.demos.numerals import counted, figures, power
from quizapp.demos.recurrent import function
from quizapp.demos.spec import (
    Choice,
    Claim,
    Frame,
    Numbers,
    Outcome,
    Range,
    Result,
    Trial,
)
from quizapp.records import Localized

_SCALAR = {"network": ("unit",)}
_MATRIX = {"network": ("layer",)}

Activation = Literal["identity", "tanh", "sigmoid", "relu"]


@dataclass(frozen=True, slots=True, eq=False)
class Unrolled:
    """A network unrolled in time, run forward once."""

    w: Floats  # (hidden, hidden), row vectors: u_t = u x_t + s_{t-1} @ w
    sums: Floats  # (steps, hidden)
    states: Floats  # (steps + 1, hidden), s_0 first
    activation: str


def run(
    network: Annotated[
        Literal["unit", "layer"],
        Choice(
            "再帰部分",
            "network",
            {
                "unit": Localized("1 ユニット", "one unit"),
                "layer": Localized("20 ユニット", "20 units"),
            },
        ),
    ] = "unit",
    activation: Annotated[
        Activation,
        Choice(
            "f",
            "f",
            {
                "identity": Localized("恒等", "identity"),
                "tanh": "tanh",
                "sigmoid": "σ",
                "relu": "ReLU",
            },
        ),
    ] = "identity",
    w: Annotated[float, Range("w", "w", -2.0, 2.0, step=0.05, when=_SCALAR)] = 0.9,
    other: Annotated[float, Range("比べる w", "other w", -2.0, 2.0, step=0.05, when=_SCALAR)] = 1.1,
    radius: Annotated[
        float, Range("スペクトル半径 ρ", "spectral radius ρ", 0.1, 2.0, step=0.05, when=_MATRIX)
    ] = 0.9,
    steps: Annotated[int, Range("ステップ数 T", "steps T", 1, 100)] = 50,
    truncate: Annotated[int, Range("打ち切り（0 はなし）", "cut after (0: no)", 0, 100)] = 0,
    u: Annotated[float, Range("入力の重み u", "input weight u", -3.0, 3.0, step=0.1)] = 1.0,
    s0: Annotated[float, Range("初期状態 s₀", "initial state s₀", -3.0, 3.0, step=0.1)] = 0.0,
    x: Annotated[
        tuple[float, ...],
        Numbers(
            "入力 x₁, x₂, …",
            "inputs x₁, x₂, …",
            -5.0,
            5.0,
            longest=8,
            examples=((1.0,), (1.0, 0.5), (1.0, -1.0, 1.0)),
        ),
    ] = (1.0,),
    seed: Annotated[int, usual.seed(when=_MATRIX)] = 0,
) -> Outcome:
    """The gradient of the last state, carried back; inputs after those given are 0."""
    units = 1 if network == "unit" else 20
    matrix = np.array([[w]]) if network == "unit" else scaled(units, radius, seed)
    inputs = np.zeros(steps)
    inputs[: min(len(x), steps)] = x[:steps]
    made = unroll(matrix, u, inputs, np.full(units, s0), activation)
    deltas, at_states = carry_back(made, truncate or steps)
    norms = np.linalg.norm(at_states, axis=1)  # (steps + 1,): 0, 1, … steps back
    beside = np.array([])
    if network == "unit":
        second = unroll(np.array([[other]]), u, inputs, np.array([s0]), activation)
        beside = carry_back(second, truncate or steps)[1][:, 0]  # (steps + 1,)
    total, kept = weight_gradient(made, steps), weight_gradient(made, truncate or steps)
    results: dict[str, Result] = {
        "factor": float(at_states[-1, 0]) if units == 1 else float(norms[-1]),
        "norm": float(norms[-1]),
        "dw": float(total[0, 0]) if units == 1 else float(np.linalg.norm(total)),
        "dw_truncated": float(kept[0, 0]) if units == 1 else float(np.linalg.norm(kept)),
        "dw_last_step_only": float(weight_gradient(made, 1)[0, 0]),
        "last_state": float(made.states[-1, 0]),
        "radius": float(np.abs(np.linalg.eigvals(matrix)).max()),
    }
    if network == "unit":
        results["factors"] = (float(at_states[-1, 0]), float(beside[-1]))
    rho = abs(w) if network == "unit" else radius

    def at(step: int) -> Frame:
        return Frame(
            figure(norms, np.abs(beside), rho, (w, other), truncate, step),
            readings(norms, np.abs(beside), results, rho, other, step),
        )

    return Outcome(
        figure=at(steps).figure,
        results=results,
        claims=_claims(made, deltas, u, inputs, truncate, network, w),
        notice=notice(norms, rho, activation, truncate, steps),
        formula=formula(network, activation, w, rho, steps, norms),
        readings=at(steps).readings,
        steps=steps,
        at=at,
    )


def scaled(units: int, radius: float, seed: int) -> Floats:
    """A random (units, units) matrix whose largest eigenvalue has absolute value ``radius``."""
    drawn = np.random.default_rng(seed).normal(size=(units, units)) / np.sqrt(units)
    return np.asarray(drawn * (radius / np.abs(np.linalg.eigvals(drawn)).max()))


def unroll(w: Floats, u: float, inputs: Floats, initial: Floats, activation: str) -> Unrolled:
    """States for ``inputs`` (steps,), the same input into every unit."""
    f, _ = function(activation)
    states, sums = [initial], []
    with np.errstate(over="ignore", invalid="ignore"):
        for value in inputs:
            sums.append(u * value + states[-1] @ w)
            states.append(np.asarray(f(sums[-1])))
    return Unrolled(w, np.array(sums), np.array(states), activation)


def carry_back(made: Unrolled, reach: int) -> tuple[Floats, Floats]:
    """Gradients of the first unit's last state: at u_t, and at s_T, s_{T-1}, … s_0.

    Shapes (steps, hidden), in order of time, and (steps + 1, hidden), from the last state back.
    After ``reach`` steps back the gradient is cut to 0.
    """
    _, slope = function(made.activation)
    steps, units = made.sums.shape
    deltas, at_states = np.zeros((steps, units)), np.zeros((steps + 1, units))
    at_states[0, 0] = 1.0
    with np.errstate(over="ignore", invalid="ignore"):
        for back in range(min(steps, reach)):
            t = steps - 1 - back
            deltas[t] = at_states[back] * slope(made.sums[t])
            at_states[back + 1] = deltas[t] @ made.w.T
    return deltas, at_states


def weight_gradient(made: Unrolled, reach: int) -> Floats:
    """Gradient (hidden, hidden) of the first unit's last state with respect to W.

    The same W acts at every step, so the shares ``s_{t-1}.T @ delta_t`` are added over time.
    """
    deltas, _ = carry_back(made, reach)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(made.states[:-1].T @ deltas)


def _claims(
    made: Unrolled,
    deltas: Floats,
    u: float,
    inputs: Floats,
    truncate: int,
    network: str,
    w: float,
) -> tuple[Claim, ...]:
    steps = len(inputs)
    low, high = (float(np.linalg.norm(_linear_back(rho, 50))) for rho in (0.5, 1.2))
    claims = [
        Claim(
            "fifty",
            Localized(
                f"線形 20 ユニットの 50 歩: ρ = 0.5 で {power(low)}（< 10⁻¹⁰）、ρ = 1.2 で "
                f"{power(high)}（> 10³）",
                f"50 steps, 20 linear units: ρ = 0.5 leaves {power(low)} (< 10⁻¹⁰), ρ = 1.2 "
                f"{power(high)} (> 10³)",
            ),
            low < 1e-10 and high > 1e3,
        )
    ]
    if network == "unit" and made.activation == "identity":
        whole, _ = carry_back(made, steps)
        exact = w ** np.arange(steps - 1, -1, -1.0)
        claims.append(
            Claim(
                "powers",
                Localized(
                    f"恒等関数なら k 歩前の勾配は wᵏ。w = {figures(w)} の {steps} 歩で "
                    f"{power(w**steps)}",
                    f"with the identity, k steps back leave wᵏ: {power(w**steps)} for "
                    f"w = {figures(w)} and {steps} steps",
                ),
                bool(np.allclose(whole[:, 0], exact, rtol=1e-9, atol=0)),
            )
        )
    measured = measured_slope(made, u, inputs)
    if measured is not None:
        exact_w = float(weight_gradient(made, steps)[0, 0])
        claims.append(
            Claim(
                "gradient",
                Localized(
                    "各時刻の寄与を足した ∂s_T/∂w は、中心差分と 10⁻⁶ 以内で一致する",
                    "∂s_T/∂w, summed over all steps, agrees with central differences within 10⁻⁶",
                ),
                abs(measured - exact_w) <= 1e-6 * max(1.0, abs(exact_w)),
            )
        )
    if truncate:
        again = unroll(made.w, u, inputs, made.states[0], made.activation)
        beyond = deltas[: max(steps - truncate, 0)]
        claims.append(
            Claim(
                "truncation",
                Localized(
                    f"{truncate} 歩で打ち切ると、それより前の δ は 0。順伝播の状態は変わらない",
                    f"cut after {counted(truncate, 'step')}, earlier deltas are 0; the states "
                    "going forward are the same",
                ),
                bool(
                    not beyond.any() and np.array_equal(again.states, made.states, equal_nan=True)
                ),
            )
        )
    return tuple(claims)


def _linear_back(radius: float, steps: int) -> Floats:
    gradient: Floats = np.eye(20)[0]
    back = scaled(20, radius, 0).T
    for _ in range(steps):
        gradient = np.asarray(gradient @ back)
    return gradient


def measured_slope(made: Unrolled, u: float, inputs: Floats) -> float | None:
    """∂s_T/∂w₁₁ by central differences, or None where differences cannot tell.

    They cannot where numbers leave all bounds, next to a kink of ReLU, or in a network so sensitive
    that differences of two widths disagree with each other.
    """
    if not np.isfinite(made.states).all() or np.abs(made.states).max() > 1e6:
        return None
    wide, narrow = (_difference(made, u, inputs, width) for width in (1e-4, 5e-5))
    sure = abs(wide - narrow) <= 1e-7 * max(1.0, abs(narrow))
    return narrow if sure else None


def _difference(made: Unrolled, u: float, inputs: Floats, width: float) -> float:
    """The central difference of fourth order: powers of w bend strongly."""
    moved = np.zeros_like(made.w)
    moved[0, 0] = width
    ends = [
        float(unroll(made.w + k * moved, u, inputs, made.states[0], made.activation).states[-1, 0])
        for k in (-2, -1, 1, 2)
    ]
    return (ends[0] - 8 * ends[1] + 8 * ends[2] - ends[3]) / (12 * width)


TRIALS: tuple[Trial, ...] = (
    Trial(
        ask=Localized(
            "w を 0.9 から 1.1 に変えます。50 歩前の勾配は 0.9 のときの何倍ですか。",
            "w goes from 0.9 to 1.1. How many times larger is the gradient 50 steps back?",
        ),
        knobs={"w": 1.1, "steps": 50},
        guesses=(
            Localized("約 1.2 倍", "about 1.2"),
            Localized("約 200 倍", "about 200"),
            Localized("1 万倍より大きい", "more than 10,000"),
        ),
        happened=lambda outcome: (
            0 if (ratio := outcome.number("factor") / 0.9**50) < 10 else 1 if ratio < 1e4 else 2
        ),
        because=Localized(
            "0.9⁵⁰ = 0.00515、1.1⁵⁰ = 117。1 歩の倍率は 1.22 倍でも、50 回掛かります。",
            "0.9⁵⁰ = 0.00515 and 1.1⁵⁰ = 117: 1.22 a step, but 50 times over.",
        ),
    ),
    Trial(
        ask=Localized(
            "ρ = 1.2 の 20 ユニットに tanh を付けます（入力 1、初期状態 1）。50 歩前の勾配は？",
            "20 units with ρ = 1.2 get a tanh (input 1, initial state 1). 50 steps back?",
        ),
        knobs={"network": "layer", "radius": 1.2, "activation": "tanh", "s0": 1.0, "steps": 50},
        guesses=(
            Localized("ρ⁵⁰ とほぼ同じ", "close to ρ⁵⁰"),
            Localized("ρ⁵⁰ よりずっと小さい", "far below ρ⁵⁰"),
        ),
        happened=lambda outcome: 0 if outcome.number("norm") > 0.1 * 1.2**50 else 1,
        because=Localized(
            "tanh′ は 1 以下です。状態が 0 から離れるほど、1 歩ごとに余分に縮みます。",
            "tanh′ is at most 1: the farther the states are from 0, the more each step shrinks.",
        ),
    ),
)
