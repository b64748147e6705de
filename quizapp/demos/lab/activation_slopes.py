"""D02: activation functions, their slopes, and what is left of a slope after many layers.

A gradient that goes back through L layers is multiplied by one slope a layer. The sigmoid's slope
never exceeds 1/4, so even in the best case only 0.25**L is left; this is the first half of the
vanishing gradient, the weights being the other.

Sources: Hochreiter (1991); Goodfellow, Bengio & Courville, *Deep Learning* (2016), sec. 6.3;
Clevert et al. 2016 (ELU); Hendrycks & Gimpel 2016 (GELU); Ramachandran et al. 2017 (Swish).
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from quizapp.demos.activations import ACTIVATIONS, Activation, Floats
from quizapp.demos.figure import Axis, Panels, Plot, Point, Series, Table
from quizapp.demos.numerals import counted, figures, format_number, term
from quizapp.demos.spec import Choice, Claim, Outcome, Range, Reading, Trial
from quizapp.records import Localized

Name = Literal["sigmoid", "tanh", "relu", "leaky-relu", "elu", "softplus", "gelu", "swish"]

_GRID = np.linspace(-6.0, 6.0, 1201)
"""Points of the curves: every 0.01, with 0 and every tenth among them."""

_LABELS = {name: activation.sign for name, activation in ACTIVATIONS.items()} | {
    "sigmoid": Localized("シグモイド σ", "sigmoid σ")
}
_DEEPEST = 20

_NOTICES = {
    "sigmoid": Localized(
        "傾きは x = 0 で最大の 0.25。どの層でも 1/4 以下になるので、5 層で 1/1024 より大きくな"
        "れません。",
        "The slope peaks at 0.25 at x = 0. Every layer keeps a quarter at most: 1/1024 after five.",
    ),
    "tanh": Localized(
        "x = 0 で傾き 1、シグモイドの 4 倍。ただし |x| が大きいと、やはり 0 に近づきます。",
        "Slope 1 at x = 0, four times the sigmoid's; yet it, too, fades for large |x|.",
    ),
    "relu": Localized(
        "正の側の傾きは 1 のまま縮みません。負の側は 0 で、勾配が完全に止まります。",
        "On the positive side the slope stays 1. On the negative side it is 0 and nothing passes.",
    ),
    "leaky-relu": Localized(
        "負の側にも 0.01 の傾きが残るので、止まったユニットが学習に戻れます。",
        "A slope of 0.01 remains on the negative side, so a stuck unit can come back.",
    ),
    "elu": Localized(
        "負の側はなめらかに −1 へ近づきます。傾きは x = 0 でも 1 につながります。",
        "Smooth toward −1 on the negative side; the slope meets 1 at x = 0 without a jump.",
    ),
    "softplus": Localized(
        "ReLU をなめらかにした関数です。傾きはシグモイドそのものです。",
        "A smooth ReLU. Its slope is the sigmoid itself.",
    ),
    "gelu": Localized(
        "負の側で少し下がり、傾きは 1 をわずかに超えます（最大 およそ 1.13）。",
        "It dips on the negative side, and the slope goes a little above 1 (at most about 1.13).",
    ),
    "swish": Localized(
        "GELU に似た形です。傾きの最大はおよそ 1.10 です。",
        "A shape close to GELU's. The slope reaches about 1.10.",
    ),
}


def run(
    function: Annotated[Name, Choice("関数", "function", _LABELS)] = "sigmoid",
    x: Annotated[float, Range("入力 x", "input x", -6.0, 6.0, step=0.1)] = 0.0,
    layers: Annotated[int, Range("層の数 L", "layers L", 1, _DEEPEST)] = 5,
) -> Outcome:
    """``f`` and ``f'`` over [-6, 6], and the product of slopes over 1 … 20 layers.

    The product is shown for the slope at ``x`` in every layer and for the largest slope there is.
    """
    activation = ACTIVATIONS[function]
    value = float(activation.f(np.array(x)))
    slope = float(activation.slope(np.array(x)))
    place, largest = peak(activation)
    results: dict[str, float | int | str | tuple[float, ...]] = {
        "value": value,
        "slope": slope,
        "max_slope": largest,
        "product": slope**layers,
        "product_max": largest**layers,
    }
    if place is not None:
        results["argmax_x"] = place
    return Outcome(
        figure=_figure(activation, x, layers, largest),
        small=_curves(activation, x),
        results=results,
        claims=_claims(activation, x, layers, place, largest),
        notice=_NOTICES[function],
        formula=_formula(activation, x, value, slope),
        readings=(
            Reading(Localized("f(x)", "f(x)"), figures(value), 0),
            Reading(Localized("傾き f′(x)", "slope f′(x)"), figures(slope), 1),
            Reading(
                Localized(f"f′(x) を {layers} 層分", f"f′(x), {counted(layers, 'layer')}"),
                figures(slope**layers),
            ),
            Reading(Localized("傾きの最大", "largest slope"), figures(largest)),
            Reading(
                Localized(f"最大を {layers} 層分", f"largest, {counted(layers, 'layer')}"),
                figures(largest**layers),
            ),
        ),
    )


def peak(activation: Activation) -> tuple[float | None, float]:
    """Where the slope is largest and how large; no place where it is largest on a whole stretch."""
    slopes = activation.slope(_GRID)
    top = int(np.argmax(slopes))
    beyond = float(np.max(activation.slope(np.array([-60.0, 60.0]))))
    if beyond >= slopes[top] - 1e-12:  # reached only far out, or on a whole stretch
        return None, beyond
    place, reach = float(_GRID[top]), 0.01
    for _ in range(40):
        trial = np.array([place, place - reach, place + reach])
        found = activation.slope(trial)
        best = int(np.argmax(found))
        if found[best] > found[0] + 1e-14:  # a gain that rounding alone could not make
            place = float(trial[best])
        reach /= 2
    return place, float(activation.slope(np.array(place)))


def _claims(
    activation: Activation, x: float, layers: int, place: float | None, largest: float
) -> tuple[Claim, ...]:
    f, slope = activation.f, activation.slope
    claims = []
    if activation.name in ("sigmoid", "tanh"):
        exact, word = (0.25, "1/4") if activation.name == "sigmoid" else (1.0, "1")
        claims.append(
            Claim(
                "max-slope",
                Localized(
                    f"{activation.sign}′ の最大値は {word}、x = 0 のとき",
                    f"{activation.sign}′ is at most {word}, reached at x = 0",
                ),
                place is not None and abs(place) < 1e-6 and abs(largest - exact) < 1e-12,
            )
        )
    if activation.name == "sigmoid":
        s = f(_GRID)
        claims.append(
            Claim(
                "slope-from-value",
                Localized("s = σ(x) とすると σ′ = s(1−s)", "with s = σ(x), σ′ = s(1−s)"),
                bool(np.allclose(_difference(activation, _GRID), s * (1 - s), atol=1e-8)),
            )
        )
    if activation.name == "tanh":
        twice = 2.0 * ACTIVATIONS["sigmoid"].f(2.0 * _GRID) - 1.0
        claims.append(
            Claim(
                "tanh-from-sigmoid",
                Localized("tanh(x) = 2σ(2x) − 1", "tanh(x) = 2σ(2x) − 1"),
                bool(np.allclose(f(_GRID), twice, rtol=0, atol=1e-14)),
            )
        )
    if activation.name == "relu":
        claims.append(
            Claim(
                "zero-at-zero",
                Localized(
                    "np.where(x > 0, 1, 0) の x = 0 での値は 0",
                    "np.where(x > 0, 1, 0) gives 0 at x = 0",
                ),
                float(slope(np.array(0.0))) == 0.0,
            )
        )
    draws = np.random.default_rng(0).uniform(-6.0, 6.0, size=(500, layers))
    products = np.prod(np.abs(slope(draws)), axis=1)
    claims.append(
        Claim(
            "product-bound",
            Localized(
                f"{layers} 層の傾きの積は、どこでも {figures(largest)}^{layers} = "
                f"{figures(largest**layers)} 以下",
                f"{layers} slopes multiply to at most {figures(largest)}^{layers} = "
                f"{figures(largest**layers)}",
            ),
            bool(np.all(products <= largest**layers * (1 + 1e-12))),
        )
    )
    if all(abs(x - kink) > 1e-3 for kink in activation.kinks):
        claims.append(
            Claim(
                "difference",
                Localized("f′(x) は中心差分と一致する", "f′(x) agrees with central differences"),
                bool(abs(float(_difference(activation, np.array(x)) - slope(np.array(x)))) < 1e-6),
            )
        )
    return tuple(claims)


def _difference(activation: Activation, x: Floats) -> Floats:
    step = 1e-6
    return (activation.f(x + step) - activation.f(x - step)) / (2 * step)


def _curves(activation: Activation, x: float) -> Plot:
    value = float(activation.f(np.array(x)))
    slope = float(activation.slope(np.array(x)))
    thin = _GRID[::5]
    low, high = activation.window
    reach = np.array([x - 1.2, x + 1.2])
    return Plot(
        title=Localized(f"{activation.sign} とその傾き", f"{activation.sign} and its slope"),
        summary=Localized(
            f"x = {figures(x, 6)} で値は {figures(value)}、傾きは {figures(slope)}。",
            f"At x = {figures(x, 6)} the value is {figures(value)} and the slope {figures(slope)}.",
        ),
        x=Axis(Localized("x", "x"), low=-6.0, high=6.0),
        y=Axis(low=low, high=high),
        series=(
            Series(
                Localized("接線", "tangent"),
                reach,
                value + slope * (reach - x),
                faint=True,
                marked="none",
            ),
            Series(Localized("f(x)", "f(x)"), thin, activation.f(thin), 0, marked="none"),
            Series(
                Localized("傾き f′(x)", "slope f′(x)"),
                thin,
                activation.slope(thin),
                1,
                marked="none",
            ),
        ),
        points=(Point(x, slope, marker=1), Point(x, value, marker=0)),
    )


def _figure(activation: Activation, x: float, layers: int, largest: float) -> Panels:
    slope = float(abs(activation.slope(np.array(x))))
    count = np.arange(1, _DEEPEST + 1, dtype=np.float64)
    here, best = slope**count, largest**count
    low = min(1e-3, max(1e-13, float(min(best[-1], here[-1] if slope > 0 else 1.0))))
    name = activation.sign
    product = Plot(
        title=Localized("層を重ねた傾きの積", "Product over layers"),
        note=Localized("対数", "log"),
        summary=Localized(
            f"{layers} 層で、この x では {figures(slope**layers)}、最大でも "
            f"{figures(largest**layers)}。",
            f"After {counted(layers, 'layer')} {figures(slope**layers)} at this x, "
            f"{figures(largest**layers)} at most.",
        ),
        x=Axis(Localized("層", "layer"), low=1, high=_DEEPEST, whole=True),
        y=Axis(scale="log", low=low, high=max(2.0, float(best[-1]))),
        series=(
            Series(Localized("最大の傾き", "largest slope"), count, best, marker=3, style="dashed"),
            Series(Localized("この x", "this x"), count, here, marker=1, marked="none"),
        ),
        points=(Point(layers, slope**layers, marker=1),) if slope > 0 else (),
    )
    curves = _curves(activation, x)
    listed, shown = np.arange(-6.0, 6.5, 1.0), (activation.f, activation.slope)
    return Panels(
        title=curves.title,
        summary=Localized(
            curves.summary.ja + product.summary.ja, f"{curves.summary.en} {product.summary.en}"
        ),
        figures=(curves, product),
        weights=(3, 2),
        table=Table(
            columns=(
                Localized("x", "x"),
                Localized(f"{name}(x)", f"{name}(x)"),
                Localized(f"{name}′(x)", f"{name}′(x)"),
                Localized(f"{layers} 層の積", counted(layers, "layer")),
            ),
            rows=tuple(
                (
                    format_number(float(point)),
                    figures(float(f)),
                    figures(float(slope)),
                    figures(float(slope) ** layers),
                )
                for point, f, slope in zip(listed, *(g(listed) for g in shown), strict=True)
            ),
        ),
    )


def _formula(activation: Activation, x: float, value: float, slope: float) -> str:
    shown = figures(slope)
    at = figures(x, 6)
    if activation.name == "sigmoid":
        return f"σ′({at}) = s(1−s) = {value:.3f} × {1 - value:.3f} = {shown}"
    if activation.name == "tanh":
        return f"tanh′({at}) = 1 − tanh²({at}) = 1 − {term(value, 3)}² = {shown}"
    return f"{activation.sign}′({at}) = {shown}"


TRIALS = (
    Trial(
        ask=Localized(
            "ReLU の傾きを x = 2 で 10 層分掛けます。積は？",
            "Multiply the slope of ReLU at x = 2 over 10 layers. The product is…",
        ),
        knobs={"function": "relu", "x": 2.0, "layers": 10},
        guesses=(
            Localized("ほぼ 0", "nearly 0"),
            Localized("1 のまま", "still 1"),
            Localized("1 より大きい", "above 1"),
        ),
        happened=lambda outcome: (
            (outcome.number("product") > 0.5) + (outcome.number("product") > 1.5)
        ),
        because=Localized(
            "入力が正のとき ReLU の傾きは 1 で、何層掛けても 1 です。"
            "深い網で勾配が消えにくい理由です。",
            "Where the input is positive the slope is 1, and so is any power of it: gradients "
            "survive depth.",
        ),
    ),
    Trial(
        ask=Localized(
            "tanh の傾きの最大は 1 です。x = 2 で 5 層分掛けると？",
            "The largest slope of tanh is 1. Multiply its slope at x = 2 over 5 layers:",
        ),
        knobs={"function": "tanh", "x": 2.0, "layers": 5},
        guesses=(
            Localized("0.1 より大きい", "above 0.1"),
            Localized("0.001 から 0.1", "0.001 to 0.1"),
            Localized("0.001 より小さい", "below 0.001"),
        ),
        happened=lambda outcome: (
            (outcome.number("product") < 0.1) + (outcome.number("product") < 1e-3)
        ),
        because=Localized(
            "x = 2 での傾きは 1 − tanh²(2) ≈ 0.07 です。最大が 1 でも、飽和した所では層ごとに 1 "
            "桁以上小さくなります。",
            "At x = 2 the slope is 1 − tanh²(2) ≈ 0.07. A largest slope of 1 does not help where "
            "tanh saturates.",
        ),
    ),
)
