"""D04: what the spread of the initial weights does to the outputs of five layers.

Sources: Glorot & Bengio 2010; He et al. 2015. The default, 5 layers of 100 units, is the
experiment by which many courses introduce the two.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import ACTIVATIONS, Floats
from quizapp.demos.figure import Axis, Histogram, Panels, Table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Choice, Claim, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

_LAYERS, _SAMPLES, _BINS = 5, 120, 24

Init = Literal["1", "0.01", "xavier", "glorot", "he", "std"]

_NOTICES = {
    "saturated": Localized(
        "出力が 0 と 1 に張り付いています。そこでは傾きがほぼ 0 なので、勾配が消えます。",
        "The outputs stick to 0 and 1, where the slope is nearly 0: the gradient vanishes.",
    ),
    "edges": Localized(
        "出力が −1 と 1 に張り付いています。そこでは傾きがほぼ 0 なので、勾配が消えます。",
        "The outputs stick to −1 and 1, where the slope is nearly 0: the gradient vanishes.",
    ),
    "narrow": Localized(
        "どのユニットもほとんど同じ値です。100 個あっても 1 個分の働きしかしません。",
        "All units give nearly the same value: a hundred of them do the work of one.",
    ),
    "shrinking": Localized(
        "層を進むたびに出力が小さくなっていきます。深い層ほど信号が弱まります。",
        "The outputs shrink from layer to layer: the deeper, the weaker the signal.",
    ),
    "growing": Localized(
        "層を進むたびに出力が大きくなっていきます。深くすると値があふれます。",
        "The outputs grow from layer to layer: with more of them the values overflow.",
    ),
    "kept": Localized(
        "どの層でも出力のばらつきが保たれています。これが合った初期値です。",
        "The outputs keep their spread in every layer: this start fits.",
    ),
}


def run(
    init: Annotated[
        Init,
        Choice(
            "重みの初期値",
            "initial weights",
            {
                "1": Localized("標準偏差 1", "std 1"),
                "0.01": Localized("標準偏差 0.01", "std 0.01"),
                "xavier": "Xavier √(1/n)",
                "glorot": "Glorot √(2/(n+m))",
                "he": "He √(2/n)",
                "std": Localized("自分で決める", "of your own"),
            },
        ),
    ] = "1",
    activation: Annotated[
        Literal["sigmoid", "tanh", "relu"],
        Choice("活性化関数", "activation", {"sigmoid": "σ", "tanh": "tanh", "relu": "ReLU"}),
    ] = "sigmoid",
    width: Annotated[
        int, Range("各層のユニット数 n", "units a layer n", 2, 400, scale="log")
    ] = 100,
    std: Annotated[
        float,
        Range("標準偏差", "standard deviation", 0.001, 3.0, scale="log", when={"init": ("std",)}),
    ] = 0.2,
    seed: Annotated[int, usual.seed()] = 0,
) -> Outcome:
    """Histograms of the outputs of five layers for 120 standard normal inputs.

    All layers have ``width`` units, so Glorot's ``sqrt(2/(n+m))`` equals ``sqrt(1/n)`` here.
    """
    chosen = spread(init, width, width, std)
    outputs = propagate(activation, chosen, width, seed)
    spreads = tuple(float(z.std()) for z in outputs)
    squares = tuple(float(np.mean(z * z)) for z in outputs)
    results: dict[str, Result] = {
        "std": chosen,
        "spreads": spreads,
        "mean_squares": squares,
        "last_spread": spreads[-1],
        "last_mean_square": squares[-1],
    }
    mood = _mood(activation, outputs)
    return Outcome(
        figure=_figure(activation, outputs, spreads, squares),
        small=_histogram(activation, outputs, len(outputs) - 1),
        results=results,
        claims=_claims(activation, init, outputs, spreads, squares),
        notice=_NOTICES[mood],
        formula=_formula(init, width, chosen),
        readings=(
            Reading(Localized("重みの標準偏差", "std of the weights"), figures(chosen)),
            *(
                Reading(
                    Localized(f"{layer} 層目の散らばり", f"spread of layer {layer}"),
                    figures(value, 3),
                )
                for layer, value in enumerate(spreads, 1)
            ),
            Reading(
                Localized("2 乗平均（5 層目）", "mean square, layer 5"),
                figures(squares[-1], 3),
            ),
        ),
    )


def spread(init: Init, inputs: int, outputs: int, std: float) -> float:
    """The standard deviation that ``init`` gives weights between so many units."""
    if init == "std":
        return std
    return {
        "1": 1.0,
        "0.01": 0.01,
        "xavier": float(np.sqrt(1.0 / inputs)),
        "glorot": float(np.sqrt(2.0 / (inputs + outputs))),
        "he": float(np.sqrt(2.0 / inputs)),
    }[init]


def propagate(activation: str, std: float, width: int, seed: int) -> list[Floats]:
    """Outputs (120, width) of every layer."""
    rng = np.random.default_rng(seed)
    z: Floats = rng.normal(size=(_SAMPLES, width))
    outputs = []
    for _ in range(_LAYERS):
        z = ACTIVATIONS[activation].f(z @ (rng.normal(size=(width, width)) * std))
        outputs.append(z)
    return outputs


def _claims(
    activation: str,
    init: Init,
    outputs: list[Floats],
    spreads: tuple[float, ...],
    squares: tuple[float, ...],
) -> tuple[Claim, ...]:
    pair = (activation, init)
    if pair == ("sigmoid", "1"):
        last = outputs[-1]
        share = float(np.mean((last < 0.05) | (last > 0.95)))
        return (
            Claim(
                "sigmoid-saturates",
                Localized(
                    f"5 層目の出力の 60% 以上が、0 か 1 から 0.05 以内（今 {share:.0%}）",
                    f"over 60% of layer 5 lie within 0.05 of 0 or 1 (now {share:.0%})",
                ),
                share > 0.6,
            ),
        )
    if pair == ("sigmoid", "0.01"):
        return (
            Claim(
                "sigmoid-narrow",
                Localized(
                    "どの層でも出力の標準偏差は 0.02 未満", "the outputs of no layer spread by 0.02"
                ),
                max(spreads[1:]) < 0.02,
            ),
        )
    if activation == "relu" and init in ("he", "xavier", "glorot"):
        return _relu_claims(init, squares)
    return ()


def _relu_claims(init: Init, squares: tuple[float, ...]) -> tuple[Claim, ...]:
    now = figures(squares[-1], 2)
    if init == "he":
        return (
            Claim(
                "relu-he",
                Localized(
                    f"ReLU + He: 2 乗平均は 5 層目でも 1 の前後（今 {now}）",
                    f"ReLU + He: the mean square is still about 1 in layer 5 (now {now})",
                ),
                0.25 < squares[-1] < 4.0,
            ),
        )
    return (
        Claim(
            "relu-xavier",
            Localized(
                f"ReLU + Xavier: 2 乗平均は層ごとに半分、5 層で 1/32 = 0.03 ほど（今 {now}）",
                f"ReLU + Xavier: halved by each layer, about 1/32 = 0.03 after five (now {now})",
            ),
            0.25 < 32.0 * squares[-1] < 4.0,
        ),
    )


def _mood(activation: str, outputs: list[Floats]) -> str:
    first, last = outputs[0], outputs[-1]
    if activation == "sigmoid":
        if np.mean((last < 0.05) | (last > 0.95)) > 0.3:
            return "saturated"
        return "narrow" if last.std() < 0.05 else "kept"
    if activation == "tanh" and np.mean(np.abs(last) > 0.95) > 0.3:
        return "edges"
    ratio = float(np.mean(last**2) / max(float(np.mean(first**2)), 1e-300))
    if ratio < 0.15:
        return "shrinking"
    return "growing" if ratio > 8 else "kept"


def _formula(init: Init, width: int, chosen: float) -> str:
    shown = figures(chosen)
    return {
        "xavier": f"std = √(1/n) = √(1/{width}) = {shown}",
        "glorot": f"std = √(2/(n+m)) = √(2/({width}+{width})) = {shown}",
        "he": f"std = √(2/n) = √(2/{width}) = {shown}",
    }.get(init, f"std = {shown}")


def _bounds(activation: str, outputs: list[Floats]) -> tuple[float, float]:
    if activation == "sigmoid":
        return 0.0, 1.0
    if activation == "tanh":
        return -1.0, 1.0
    return 0.0, max(float(np.percentile(outputs[0], 99)), 1e-9)


def _histogram(activation: str, outputs: list[Floats], layer: int) -> Histogram:
    low, high = _bounds(activation, outputs)
    counts, edges = np.histogram(np.clip(outputs[layer], low, high), bins=_BINS, range=(low, high))
    share = counts / outputs[layer].size
    return Histogram(
        title=Localized(f"{layer + 1} 層目", f"layer {layer + 1}"),
        summary=Localized(),
        edges=edges,
        counts=share,
        axis=Axis(low=low, high=high),
        marker=0,
    )


def _figure(
    activation: str, outputs: list[Floats], spreads: tuple[float, ...], squares: tuple[float, ...]
) -> Panels:
    return Panels(
        title=Localized("各層の出力の分布", "Outputs of each layer"),
        note=Localized(
            "縦は割合（層ごとに最大をそろえる）", "heights are shares, each layer's top alike"
        )
        if activation != "relu"
        else Localized(
            "縦は割合（右端の棒はそれ以上も含む）",
            "heights are shares; the last bar holds more too",
        ),
        summary=Localized(
            "出力の標準偏差は 1 層目から順に "
            + "、".join(figures(value, 2) for value in spreads)
            + "。",
            "Spread of the outputs from layer 1 on: "
            + ", ".join(figures(value, 2) for value in spreads)
            + ".",
        ),
        figures=tuple(_histogram(activation, outputs, layer) for layer in range(_LAYERS)),
        shared_title=True,
        table=Table(
            columns=(
                Localized("層", "layer"),
                Localized("平均", "mean"),
                Localized("標準偏差", "std"),
                Localized("2 乗平均", "mean square"),
            ),
            rows=tuple(
                (str(layer), figures(float(z.mean()), 3), figures(one, 3), figures(two, 3))
                for layer, (z, one, two) in enumerate(
                    zip(outputs, spreads, squares, strict=True), 1
                )
            ),
        ),
    )


TRIALS = (
    Trial(
        ask=Localized(
            "重みの標準偏差を 0.01 にして、シグモイドを 5 層通します。5 層目の出力は？",
            "Weights with standard deviation 0.01, five sigmoid layers. The outputs of layer 5…",
        ),
        knobs={"init": "0.01", "activation": "sigmoid"},
        guesses=(
            Localized("0.5 の近くに集まる", "gather near 0.5"),
            Localized("0 から 1 に広く散らばる", "spread over 0 to 1"),
            Localized("0 と 1 に偏る", "crowd at 0 and 1"),
        ),
        happened=lambda outcome: (
            (outcome.number("last_spread") > 0.05) + (outcome.number("last_spread") > 0.35)
        ),
        because=Localized(
            "重みが小さいと入力の和は 0 に近く、シグモイドの値は 0.5 にそろいます。"
            "ユニットを増やしても、同じことしか表せません。",
            "With small weights every sum is near 0 and every output near 0.5: the units all say "
            "the same.",
        ),
    ),
    Trial(
        ask=Localized(
            "ReLU の網に Xavier の初期値を使います。5 層目の出力の 2 乗平均は、1 層目の何倍？",
            "A ReLU network with Xavier weights: the mean square of layer 5 beside that of layer "
            "1 is…",
        ),
        knobs={"init": "xavier", "activation": "relu"},
        guesses=(
            Localized("ほぼ同じ", "about the same"),
            Localized("半分くらい", "about half"),
            Localized("1/5 より小さい", "below 1/5"),
        ),
        happened=lambda outcome: sum(
            outcome.numbers("mean_squares")[4] / outcome.numbers("mean_squares")[0] < limit
            for limit in (0.75, 0.2)
        ),
        because=Localized(
            "ReLU は負の半分を捨てるので、分散は 1 層ごとに約半分になります。He の初期値の "
            "√(2/n) は、この 2 倍を補っています。",
            "ReLU drops the negative half, so the variance halves at each layer. He's √(2/n) "
            "makes up for that factor 2.",
        ),
    ),
)
