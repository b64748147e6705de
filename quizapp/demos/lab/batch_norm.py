"""D06: batch normalisation forward, backward and at inference.

``y = gamma (x - mean) / sqrt(var + eps) + beta`` with the batch's own mean and its variance
divided by N (not N - 1).

Source: Ioffe & Szegedy 2015.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import Floats
from quizapp.demos.figure import Axis, Histogram, Panels, Table
from quizapp.demos.numerals import figures, format_number, term
from quizapp.demos.spec import Claim, Numbers, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

_BINS = 28


def run(
    gamma: Annotated[float, Range("γ", "γ", -3.0, 3.0, step=0.1)] = 1.0,
    beta: Annotated[float, Range("β", "β", -3.0, 3.0, step=0.1)] = 0.0,
    batch: Annotated[int, Range("バッチの大きさ", "batch size", 2, 2000, scale="log")] = 200,
    mean: Annotated[float, Range("入力の平均", "mean of the input", -5.0, 5.0, step=0.25)] = 2.0,
    spread: Annotated[
        float, Range("入力の標準偏差", "std of the input", 0.1, 5.0, scale="log")
    ] = 1.5,
    values: Annotated[
        tuple[float, ...],
        Numbers(
            "手で計算する値",
            "values by hand",
            -100.0,
            100.0,
            shortest=2,
            examples=((1.0, 3.0, 5.0, 7.0), (0.0, 1.0), (-2.0, 0.0, 2.0)),
        ),
    ] = (1.0, 3.0, 5.0, 7.0),
    seed: Annotated[int, usual.seed()] = 0,
) -> Outcome:
    """A random batch before and after, and a few given values normalised with ``eps = 0``."""
    rng = np.random.default_rng(seed)
    x = mean + spread * rng.normal(size=batch)
    y = normalise(x, gamma, beta)
    by_hand = normalise(np.array(values), gamma, beta)
    upstream = rng.normal(size=batch)
    error = _gradient_error(x[:16], upstream[:16], gamma, beta)
    results: dict[str, Result] = {
        "output": tuple(float(value) for value in by_hand),
        "mean": float(y.mean()),
        "std": float(y.std()),
        "input_mean": float(x.mean()),
        "input_std": float(x.std()),
        "gradient_error": error,
    }
    return Outcome(
        figure=_figure(x, y, np.array(values), by_hand),
        small=_histogram(y, Localized("後", "after"), 1, *_range(x, y)),
        results=results,
        claims=_claims(x, y, gamma, beta, error),
        notice=_notice(batch, gamma, values),
        formula=_formula(values, gamma, beta),
        readings=(
            Reading(Localized("入力の平均", "mean before"), figures(float(x.mean()), 3), 0),
            Reading(Localized("入力の標準偏差", "std before"), figures(float(x.std()), 3), 0),
            Reading(Localized("出力の平均", "mean after"), _zero(float(y.mean())), 1),
            Reading(Localized("出力の標準偏差", "std after"), figures(float(y.std()), 4), 1),
            Reading(
                Localized("手計算の値", "by hand"), ", ".join(figures(float(v)) for v in by_hand)
            ),
        ),
    )


def normalise(x: Floats, gamma: float, beta: float, eps: float = 0.0) -> Floats:
    """``x`` (n,) with mean ``beta`` and standard deviation ``|gamma|``; beta for a constant."""
    scale = np.sqrt(x.var() + eps)
    centred = x - x.mean()
    return gamma * (centred / scale if scale > 0 else np.zeros_like(x)) + beta


def backward(
    x: Floats, upstream: Floats, gamma: float, eps: float = 0.0
) -> tuple[Floats, float, float]:
    """Gradients of ``x`` (n,), gamma and beta, for the gradient ``upstream`` (n,) of y.

    Every x moves the batch's mean and variance, hence the two terms taken off.
    """
    scale = np.sqrt(x.var() + eps)
    hat = (x - x.mean()) / scale
    dx = gamma / scale * (upstream - upstream.mean() - hat * np.mean(upstream * hat))
    return dx, float(np.sum(upstream * hat)), float(np.sum(upstream))


def infer(x: Floats, mean: float, variance: float, gamma: float, beta: float) -> Floats:
    """``x`` normalised with statistics kept from training: each value by itself."""
    return np.asarray(gamma * (x - mean) / np.sqrt(variance) + beta)


def _gradient_error(x: Floats, upstream: Floats, gamma: float, beta: float) -> float:
    """Largest difference between the backward pass and central differences, relative."""
    dx, _, _ = backward(x, upstream, gamma)
    step = 1e-5
    found = np.empty_like(dx)
    for place in range(len(x)):
        moved = np.zeros_like(x)
        moved[place] = step
        above, below = (normalise(x + sign * moved, gamma, beta) for sign in (1, -1))
        found[place] = np.sum(upstream * (above - below)) / (2 * step)
    return float(np.max(np.abs(dx - found)) / max(1.0, float(np.abs(dx).max())))


def _claims(x: Floats, y: Floats, gamma: float, beta: float, error: float) -> tuple[Claim, ...]:
    alone = infer(x[:1], float(x.mean()), float(x.var()), gamma, beta)
    together = infer(x, float(x.mean()), float(x.var()), gamma, beta)
    return (
        Claim(
            "mean",
            Localized(
                f"出力の平均は β = {figures(beta, 6)}",
                f"the mean of the output is β = {figures(beta, 6)}",
            ),
            abs(float(y.mean()) - beta) < 1e-9,
        ),
        Claim(
            "std",
            Localized(
                f"出力の標準偏差は |γ| = {format_number(abs(gamma))}",
                f"the standard deviation of the output is |γ| = {format_number(abs(gamma))}",
            ),
            abs(float(y.std()) - abs(gamma)) < 1e-9,
        ),
        Claim(
            "gradient",
            Localized("逆伝播は中心差分と一致する", "the backward pass agrees with differences"),
            error < 1e-6,
        ),
        Claim(
            "inference",
            Localized(
                "推論では保存した統計を使い、ほかのサンプルに左右されない",
                "at inference kept statistics are used: other samples do not matter",
            ),
            float(alone[0]) == float(together[0]),
        ),
    )


def _notice(batch: int, gamma: float, values: tuple[float, ...]) -> Localized:
    if len(set(values)) == 1:
        return Localized(
            "手で計算する値がすべて同じなので分散が 0 です。実際の実装は ε を足して 0 で割るの"
            "を防ぎます。",
            "The values by hand are all equal, their variance is 0; real code adds ε so as not "
            "to divide by 0.",
        )
    if batch < 8:
        return Localized(
            "バッチが小さいと、平均と分散は引くたびに大きく変わります。",
            "In a small batch mean and variance change much from draw to draw.",
        )
    if gamma == 0:
        return Localized(
            "γ = 0 では、どんな入力でも出力はすべて β です。",
            "With γ = 0 every output is β, whatever comes in.",
        )
    return Localized(
        "入力の平均や標準偏差を動かしても、出力は変わりません。決めるのは γ と β だけです。",
        "Move the input's mean or spread: the output stays. Only γ and β decide.",
    )


def _formula(values: tuple[float, ...], gamma: float, beta: float) -> str:
    given = np.array(values)
    first, mean, std = (
        figures(values[0], 6),
        term(float(given.mean())),
        figures(float(given.std())),
    )
    result = figures(float(normalise(given, gamma, beta)[0]))
    return f"y₁ = {figures(gamma, 6)}·({first} − {mean})/{std} + {term(beta, 6)} = {result}"


def _zero(value: float) -> str:
    return "0" if abs(value) < 1e-12 else figures(value, 3)


def _range(x: Floats, y: Floats) -> tuple[float, float]:
    low, high = float(min(x.min(), y.min())), float(max(x.max(), y.max()))
    return (low, high) if high > low else (low - 1.0, high + 1.0)


def _histogram(values: Floats, name: Localized, marker: int, low: float, high: float) -> Histogram:
    counts, edges = np.histogram(values, bins=_BINS, range=(low, high))
    return Histogram(
        title=name,
        note=Localized(
            f"平均 {_zero(float(values.mean()))}  標準偏差 {figures(float(values.std()), 3)}",
            f"mean {_zero(float(values.mean()))}  std {figures(float(values.std()), 3)}",
        ),
        summary=Localized(),
        edges=edges,
        counts=counts / len(values),
        axis=Axis(low=low, high=high),
        marker=marker,
    )


def _figure(x: Floats, y: Floats, values: Floats, by_hand: Floats) -> Panels:
    low, high = _range(x, y)
    return Panels(
        title=Localized("正規化の前と後", "Before and after"),
        summary=Localized(
            f"平均は {figures(float(x.mean()), 3)} から {_zero(float(y.mean()))} へ、"
            f"標準偏差は {figures(float(x.std()), 3)} から {figures(float(y.std()), 3)} へ。",
            f"The mean goes from {figures(float(x.mean()), 3)} to {_zero(float(y.mean()))}, "
            "the standard"
            f" deviation from {figures(float(x.std()), 3)} to {figures(float(y.std()), 3)}.",
        ),
        figures=(
            _histogram(x, Localized("前", "before"), 0, low, high),
            _histogram(y, Localized("後", "after"), 1, low, high),
        ),
        table=Table(
            columns=(Localized("入力", "input"), Localized("出力", "output")),
            rows=tuple(
                (format_number(float(a)), figures(float(b), 6))
                for a, b in zip(values, by_hand, strict=True)
            ),
        ),
    )


TRIALS = (
    Trial(
        ask=Localized(
            "入力の平均が 4、標準偏差が 3 です。γ = 2、β = −1 で正規化した出力の平均と標準偏差は？",
            "The input has mean 4 and standard deviation 3. With γ = 2, β = −1 the output has "
            "mean and deviation…",
        ),
        knobs={"mean": 4.0, "spread": 3.0, "gamma": 2.0, "beta": -1.0},
        guesses=(
            Localized("4 と 3", "4 and 3"),
            Localized("0 と 1", "0 and 1"),
            Localized("−1 と 2", "−1 and 2"),
        ),
        happened=lambda outcome: (
            2 if abs(outcome.number("mean") + 1.0) < 0.1 else int(abs(outcome.number("mean")) < 0.1)
        ),
        because=Localized(
            "まず平均 0、標準偏差 1 にそろえ、それから γ 倍して β を足します。"
            "入力の平均と標準偏差は残りません。",
            "First mean 0 and deviation 1, then times γ plus β. Nothing is left of the input's "
            "own.",
        ),
    ),
    Trial(
        ask=Localized(
            "0 と 1 の 2 つだけを正規化します（γ = 1、β = 0）。どうなる？",
            "Normalise just the two values 0 and 1 (γ = 1, β = 0). They become…",
        ),
        knobs={"values": (0.0, 1.0), "gamma": 1.0, "beta": 0.0},
        guesses=(
            Localized("0 と 1 のまま", "0 and 1 as before"),
            Localized("−0.5 と 0.5", "−0.5 and 0.5"),
            Localized("−1 と 1", "−1 and 1"),
        ),
        happened=lambda outcome: round(-2.0 * outcome.numbers("output")[0]),
        because=Localized(
            "平均 0.5 を引くと ±0.5、標準偏差も 0.5 なので、割ると ±1 です。どんな 2 つの値でも "
            "±1 になります。",
            "Minus the mean 0.5 they are ±0.5, and the deviation is 0.5 too. Any two values "
            "become ±1.",
        ),
    ),
)
