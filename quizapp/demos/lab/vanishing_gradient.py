"""D03: how much of the gradient reaches each layer, for activations and initial weights.

The default run is the exercise this project grew from: a 64-40-20-10 network, sigmoid and ReLU,
started with a standard deviation of 0.01 and with the value that suits the activation (Xavier,
He). Deeper and narrower networks are one knob away.

Sources: Glorot & Bengio 2010 (Xavier, here in the common form 1/sqrt(n)); He et al. 2015;
Hochreiter 1991; on dying ReLU: Lu et al. 2020.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Literal

import numpy as np

from quizapp.demos import usual
from quizapp.demos.activations import ACTIVATIONS, Floats
from quizapp.demos.figure import Axis, Plot, Series, Table
from quizapp.demos.lab._gradient_trials import TRIALS
from quizapp.demos.networks import Network, Pass, backward
from quizapp.demos.numerals import figures, format_number, power
from quizapp.demos.spec import Choice, Claim, Outcome, Range, Reading
from quizapp.records import Localized

__all__ = ["TRIALS", "run"]

_INPUTS, _CLASSES, _SAMPLES = 64, 10, 60
_FIT = {"sigmoid": "xavier", "tanh": "xavier", "relu": "he"}
_INIT_NAMES = {"0.01": "0.01", "xavier": "Xavier", "he": "He"}


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """The gradient's size at each of L layers, from the input side to the output side."""

    activation: str
    init: str
    sizes: Floats  # (L,) mean over the batch of |dL/du| of the layer
    dead: float
    """Share of hidden units whose output is 0 for the whole batch (ReLU only)."""
    slope_part: float
    """What the activations alone did: the product over layers of ``|delta| / |W delta above|``."""
    steepest: float
    """The largest of these factors at any layer and sample."""
    dead_gradient: float
    """Largest gradient that reached the weights of a dead unit."""

    @property
    def relative(self) -> Floats:
        """Sizes with the last layer as 1; zeros where nothing arrives."""
        return np.asarray(self.sizes / self.sizes[-1])

    @property
    def ratio(self) -> float:
        """First layer over last layer."""
        return float(self.relative[0])


def run(
    depth: Annotated[int, Range("層の数", "layers", 2, 24)] = 3,
    activation: Annotated[
        Literal["sigmoid-relu", "all", "sigmoid", "tanh", "relu"],
        Choice(
            "活性化関数",
            "activation",
            {
                "sigmoid-relu": Localized("σ と ReLU", "σ and ReLU"),
                "all": Localized("3 つとも", "all three"),
                "sigmoid": Localized("シグモイド", "sigmoid"),
                "tanh": "tanh",
                "relu": "ReLU",
            },
        ),
    ] = "sigmoid-relu",
    init: Annotated[
        Literal["compare", "0.01", "xavier", "he", "std"],
        Choice(
            "重みの初期値",
            "initial weights",
            {
                "compare": Localized("0.01 と適切な値", "0.01 and fitted"),
                "0.01": Localized("標準偏差 0.01", "std 0.01"),
                "xavier": "Xavier √(1/n)",
                "he": "He √(2/n)",
                "std": Localized("自分で決める", "of your own"),
            },
        ),
    ] = "compare",
    std: Annotated[
        float,
        Range("標準偏差", "standard deviation", 0.001, 5.0, scale="log", when={"init": ("std",)}),
    ] = 0.1,
    width: Annotated[int, Range("隠れ層の幅", "hidden width", 2, 96)] = 40,
    bias: Annotated[float, Range("バイアスの初期値", "initial bias", -5.0, 5.0, step=0.25)] = 0.0,
    seed: Annotated[int, usual.seed()] = 0,
) -> Outcome:
    """The gradient's size at every layer, relative to the last one.

    The network has 64 inputs, ``depth`` weight layers and 10 classes; hidden layers are ``width``
    units wide and the last hidden one half of that, so depth 3 and width 40 give 64-40-20-10. The
    size at a layer is the mean over 60 samples of ``|dL/du|``, ``u`` being its weighted sums.
    """
    activations = {"sigmoid-relu": ("sigmoid", "relu"), "all": ("sigmoid", "tanh", "relu")}.get(
        activation, (activation,)
    )
    pairs = [
        (name, chosen)
        for name in activations
        for chosen in (("0.01", _FIT[name]) if init == "compare" else (init,))
    ]
    weights, samples, targets = draw(depth, width, seed)
    flows = []
    for name, chosen in pairs:
        network = build(weights, name, chosen, std, bias)
        flows.append(flow(name, chosen, network, backward(network, samples, targets)))
    results: dict[str, float | int | str | tuple[float, ...]] = {}
    for found in flows:
        key = f"{found.activation}.{found.init}"
        results[f"{key}.ratio"] = found.ratio
        results[f"{key}.sizes"] = tuple(float(size) for size in found.sizes)
        results[f"{key}.slope_part"] = found.slope_part
        results[f"{key}.dead"] = found.dead
    if len(flows) == 1:
        results |= {
            "ratio": flows[0].ratio,
            "slope_part": flows[0].slope_part,
            "dead": flows[0].dead,
        }
    return Outcome(
        figure=_figure(flows, depth, std),
        results=results,
        claims=_claims(flows, depth, std),
        notice=_notice(flows, depth),
        formula=f"δ(l) = W·δ(l+1) ⊙ f′(u(l))   l = {depth - 1} … 1",
        readings=tuple(
            Reading(_name(found, std), _ratio_words(found), place)
            for place, found in enumerate(flows)
        )
        + tuple(
            Reading(Localized("つねに 0 のユニット", "units always 0"), f"{found.dead:.0%}")
            for found in flows
            if found.activation == "relu" and found.dead > 0
        )[:1],
    )


def layer_sizes(depth: int, width: int) -> list[int]:
    """Units of every layer, input and classes included: 64-40-20-10 for depth 3, width 40."""
    hidden = [width] * (depth - 2) + [max(width // 2, 1)]
    return [_INPUTS, *hidden, _CLASSES]


def batch(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """60 inputs (60, 64) in [0, 1) and their one-hot classes (60, 10), six of each."""
    return rng.random((_SAMPLES, _INPUTS)), np.eye(_CLASSES)[np.arange(_SAMPLES) % _CLASSES]


def draw(depth: int, width: int, seed: int) -> tuple[list[Floats], Floats, Floats]:
    """Standard normal weights of every layer, inputs and classes, shared by all compared."""
    rng = np.random.default_rng(seed)
    samples, targets = batch(rng)
    sizes = layer_sizes(depth, width)
    return [rng.normal(size=pair) for pair in pairwise(sizes)], samples, targets


def build(weights: list[Floats], activation: str, init: str, std: float, bias: float) -> Network:
    """The network with standard normal ``weights`` scaled as ``init`` says; the last bias is 0."""
    rule = {"0.01": 0.01, "xavier": None, "he": None, "std": std}[init]
    gain = 2.0 if init == "he" else 1.0
    return Network(
        weights=tuple(w * (rule or float(np.sqrt(gain / len(w)))) for w in weights),
        biases=tuple(
            np.full(w.shape[1], bias if place < len(weights) - 1 else 0.0)
            for place, w in enumerate(weights)
        ),
        activation=activation,
    )


def flow(activation: str, init: str, network: Network, result: Pass) -> Flow:
    """The gradient's size at every layer of one network."""
    sizes = np.array([np.linalg.norm(delta, axis=1).mean() for delta in result.delta])
    part, steepest = 1.0, 0.0
    for weight, delta, above in zip(
        network.weights[1:], result.delta, result.delta[1:], strict=False
    ):
        arrived = np.linalg.norm(above @ weight.T, axis=1)
        passed = np.linalg.norm(delta, axis=1)
        part *= float(passed.mean() / arrived.mean()) if arrived.any() else 0.0
        steepest = max(
            steepest, float(np.max(passed[arrived > 0] / arrived[arrived > 0], initial=0.0))
        )
    silent = [np.all(z == 0.0, axis=0) for z in result.z[1:]]
    reached = [
        np.abs(gradient[:, mask]).max(initial=0.0)
        for gradient, mask in zip(result.weights[:-1], silent, strict=True)
    ]
    dead = float(np.mean(np.concatenate(silent))) if activation == "relu" else 0.0
    return Flow(activation, init, sizes, dead, part, steepest, float(max(reached)))


def _claims(flows: list[Flow], depth: int, std: float) -> tuple[Claim, ...]:
    claims = []
    for found in flows:
        name, key = _name(found, std), f"{found.activation}-{found.init}"
        if key == "sigmoid-0.01" and depth >= 3:
            claims.append(
                Claim(
                    "sigmoid-small",
                    Localized(
                        f"{name.ja}: 最初の層の勾配は最後の層の 1/1000 未満",
                        f"{name.en}: the first layer gets less than 1/1000 of the last",
                    ),
                    found.ratio < 1e-3,
                )
            )
        if key == "relu-he":
            claims.append(
                Claim(
                    "relu-he",
                    Localized(
                        f"{name.ja}: 最初の層の勾配は最後の層の 0.5〜5 倍",
                        f"{name.en}: the first layer gets 0.5 to 5 times the last",
                    ),
                    0.5 <= found.ratio <= 5.0,
                )
            )
        if key == "sigmoid-xavier" and depth >= 9:
            claims.append(
                Claim(
                    "sigmoid-xavier-deep",
                    Localized(
                        f"{name.ja}: {depth} 層では 1/10000 未満になる",
                        f"{name.en}: less than 1/10000 through {depth} layers",
                    ),
                    found.ratio < 1e-4,
                )
            )
        if found.activation == "sigmoid":
            claims.append(
                Claim(
                    f"quarter-{found.init}",
                    Localized(
                        f"{name.ja}: σ′ を掛けるたびに 1/4 以下。{depth - 1} 回で "
                        f"{power(0.25 ** (depth - 1))} 以下",
                        f"{name.en}: each σ′ leaves 1/4 at most, {depth - 1} of them "
                        f"{power(0.25 ** (depth - 1))}",
                    ),
                    found.steepest <= 0.25 * (1 + 1e-12)
                    and found.slope_part <= 0.25 ** (depth - 1) * (1 + 1e-9),
                )
            )
        if found.dead > 0:
            claims.append(
                Claim(
                    f"dead-{found.init}",
                    Localized(
                        f"{name.ja}: 出力が 0 のままのユニットの重みには勾配が届かない",
                        f"{name.en}: no gradient reaches the weights of a unit that is always 0",
                    ),
                    found.dead_gradient == 0.0,
                )
            )
    return tuple(claims)


def _notice(flows: list[Flow], depth: int) -> Localized:
    names = {(found.activation, found.init) for found in flows}
    dying = [found for found in flows if found.dead > 0.5]
    if dying:
        return Localized(
            f"ReLU の {dying[0].dead:.0%} が出力 0 のままです。勾配も 0 なので、重みは更新され"
            "ません。",
            f"{dying[0].dead:.0%} of the ReLUs stay at 0. Their gradient is 0, so their "
            "weights never move.",
        )
    worst = min(flows, key=lambda flow: flow.ratio)
    best = max(flows, key=lambda flow: flow.ratio)
    if len({name for name, _ in names}) > 1 and best.ratio <= 10:
        return Localized(
            "シグモイドは層を 1 つ戻るごとに、傾きだけで勾配を 1/4 以下にします。ReLU に He の"
            "初期値なら、ほとんど縮みません。",
            "Each layer back, the sigmoid's slope alone keeps 1/4 at most. ReLU with He keeps "
            "nearly all.",
        )
    if worst.ratio == 0.0:
        return Localized(
            "最初の層には勾配がまったく届いていません。", "No gradient reaches the first layer."
        )
    if best.ratio > 10:
        return Localized(
            f"{depth} 層を戻る間に、勾配が {power(best.ratio)} 倍に膨らみました。勾配爆発です。",
            f"Going back through {depth} layers the gradient grew {power(best.ratio)} times: "
            "it explodes.",
        )
    if len(flows) > 1:
        name = _INIT_NAMES[best.init]
        return Localized(
            f"最初の層に届く勾配は、標準偏差 0.01 では {power(worst.ratio)} 倍、{name} の初期値"
            f"では {power(best.ratio)} 倍です。",
            f"The first layer gets {power(worst.ratio)} of it with std 0.01 and "
            f"{power(best.ratio)} with {name}.",
        )
    return Localized(
        f"{depth} 層を戻る間に、勾配は {power(worst.ratio)} 倍になりました。",
        f"Going back through {depth} layers, {power(worst.ratio)} of the gradient is left.",
    )


def _figure(flows: list[Flow], depth: int, std: float) -> Plot:
    layers = np.arange(1, depth + 1, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        shown = [np.where(found.relative > 0, found.relative, np.nan) for found in flows]
    smallest = min((float(np.nanmin(values)) for values in shown), default=1.0)
    words = ", ".join(f"{_name(found, std).ja} {_ratio_words(found).ja}" for found in flows)
    words_en = ", ".join(f"{_name(found, std).en} {_ratio_words(found).en}" for found in flows)
    return Plot(
        title=Localized("各層に届く勾配の大きさ", "Gradient that reaches each layer"),
        note=Localized("対数、最後の層を 1 とする", "log, last layer = 1"),
        summary=Localized(
            f"最後の層を 1 としたときの最初の層の勾配: {words}。",
            f"Gradient at the first layer with the last as 1: {words_en}.",
        ),
        x=Axis(Localized("層", "layer"), low=1, high=depth, whole=True),
        y=Axis(scale="log", low=min(smallest, 0.1)),
        series=tuple(
            Series(
                _name(found, std),
                layers,
                values,
                marker=place,
                style="dashed" if found.init == "0.01" and len(flows) > 1 else "line",
                marked="all",
            )
            for place, (found, values) in enumerate(zip(flows, shown, strict=True))
        ),
        ends=(Localized("入力側", "input side"), Localized("出力側", "output side")),
        table=Table(
            columns=(Localized("層", "layer"), *(_name(found, std) for found in flows)),
            rows=tuple(
                (str(layer + 1), *(figures(float(found.relative[layer]), 3) for found in flows))
                for layer in range(depth)
            ),
        ),
    )


def _name(found: Flow, std: float) -> Localized:
    sign = ACTIVATIONS[found.activation].sign
    start_name = _INIT_NAMES.get(found.init, f"std {format_number(std)}")
    return Localized(f"{sign} + {start_name}", f"{sign} + {start_name}")


def _ratio_words(found: Flow) -> Localized:
    if found.ratio == 0.0:
        return Localized("0（届かない）", "0 (nothing)")
    text = figures(found.ratio, 2)
    return Localized(text, text)
