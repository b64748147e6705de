"""D19: how many multiplications a depthwise separable convolution saves.

A standard convolution mixes space and channels at once. The separable one first filters each
channel on its own (depthwise, K×K), then mixes channels at each place (pointwise, 1×1).

Sources: Howard et al. 2017 (MobileNet), sec. 3.1; Chollet 2017 (Xception).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import numpy as np

from quizapp.demos.activations import Floats
from quizapp.demos.convolutions import convolve, pad
from quizapp.demos.figure import Axis, Bars, Panels, Plot, Point, Series, Table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Claim, Outcome, Range, Reading, Result, Trial
from quizapp.records import Localized

_SHOWN = (1, 3, 5)


def run(
    side: Annotated[int, Range("画像の辺 H = W", "side H = W", 1, 256, scale="log")] = 56,
    inputs: Annotated[
        int, Range("入力チャネル数 C", "input channels C", 1, 1024, scale="log")
    ] = 64,
    outputs: Annotated[
        int, Range("出力チャネル数 M", "output channels M", 1, 1024, scale="log")
    ] = 64,
    kernel: Annotated[int, Range("フィルタの辺 K", "filter side K", 1, 11)] = 3,
) -> Outcome:
    """Multiplications of both kinds for C×H×W in and M×H×W out (stride 1, size kept)."""
    standard = side * side * inputs * outputs * kernel**2
    depthwise = side * side * inputs * kernel**2
    pointwise = side * side * inputs * outputs
    both = depthwise + pointwise
    ratio = Fraction(both, standard)
    results: dict[str, Result] = {
        "standard": standard,
        "depthwise": depthwise,
        "pointwise": pointwise,
        "separable": both,
        "ratio": float(ratio),
        "speedup": float(1 / ratio),
        "standard_weights": inputs * outputs * kernel**2,
        "separable_weights": inputs * kernel**2 + inputs * outputs,
    }
    return Outcome(
        figure=_figure(standard, depthwise, pointwise, outputs, kernel),
        small=_bars(standard, depthwise, pointwise),
        results=results,
        claims=_claims(side, inputs, outputs, kernel, ratio, standard, depthwise, pointwise),
        notice=_notice(outputs, kernel, depthwise, pointwise, ratio),
        formula=f"1/M + 1/K² = 1/{outputs} + 1/{kernel**2} = {figures(float(ratio), 5)}",
        readings=(
            Reading(Localized("標準の畳み込み", "standard"), f"{standard:,}", 0),
            Reading(Localized("depthwise", "depthwise"), f"{depthwise:,}", 1),
            Reading(Localized("pointwise", "pointwise"), f"{pointwise:,}", 2),
            Reading(Localized("比", "ratio"), figures(float(ratio), 5)),
            Reading(
                Localized("重み（標準 / 分離）", "weights, both kinds"),
                f"{results['standard_weights']:,} / {results['separable_weights']:,}",
            ),
        ),
    )


def separable(image: Floats, depth: Floats, point: Floats) -> tuple[Floats, int]:
    """Depthwise, then pointwise, and the multiplications made.

    ``image`` (C, H, W), ``depth`` (C, K, K), ``point`` (M, C); K is odd and the size is kept.
    """
    height, width = image.shape[1:]
    kernel = depth.shape[1]
    padded = pad(image[None], kernel // 2)[0]
    mid, made = np.zeros_like(image), 0
    for row in range(kernel):
        for column in range(kernel):
            products = (
                padded[:, row : row + height, column : column + width]
                * depth[:, row, column, None, None]
            )
            made += products.size
            mid = mid + products
    products = point[:, :, None, None] * mid[None]  # (M, C, H, W)
    return products.sum(axis=1), made + products.size


def counted(side: int, inputs: int, outputs: int, kernel: int) -> tuple[int, int, float]:
    """Products really made by both kinds on a small case, and how far their outputs are apart.

    The standard filters are the outer products of depthwise and pointwise weights, so both must
    give the same maps. ``kernel`` is odd.
    """
    rng = np.random.default_rng(0)
    image = rng.normal(size=(inputs, side, side))
    depth, point = rng.normal(size=(inputs, kernel, kernel)), rng.normal(size=(outputs, inputs))
    made, products = separable(image, depth, point)
    full = point[:, :, None, None] * depth[None]  # (M, C, K, K)
    padded = pad(image[None], kernel // 2)[0]
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), axis=(1, 2))
    terms = windows.transpose(1, 2, 0, 3, 4)[:, :, None] * full  # (H, W, M, C, K, K)
    reference = convolve(image[None], full, 1, kernel // 2)[0]
    gap = float(np.abs(made - reference).max() / max(float(np.abs(reference).max()), 1e-12))
    return terms.size, products, gap


def _claims(
    side: int,
    inputs: int,
    outputs: int,
    kernel: int,
    ratio: Fraction,
    standard: int,
    depthwise: int,
    pointwise: int,
) -> tuple[Claim, ...]:
    # Counted on a case small enough to do all products; the formulas are exact multiples of it.
    h, c, m, k = min(side, 5), min(inputs, 4), min(outputs, 4), min(kernel, 5) // 2 * 2 + 1
    k = min(k, 5)
    all_products, few_products, gap = counted(h, c, m, k)
    return (
        Claim(
            "ratio",
            Localized(
                "比はちょうど 1/M + 1/K²（分数で計算、H と C によらない）",
                "the ratio is 1/M + 1/K² exactly, whatever H and C are",
            ),
            ratio == Fraction(1, outputs) + Fraction(1, kernel**2),
        ),
        Claim(
            "counted",
            Localized(
                f"H={h}, C={c}, M={m}, K={k} で実際に掛けた回数 {all_products:,} と "
                f"{few_products:,} は式のとおり",
                f"products made with H={h}, C={c}, M={m}, K={k}: {all_products:,} and "
                f"{few_products:,}, as the formulas say",
            ),
            all_products == h * h * c * m * k * k and few_products == h * h * c * (k * k + m),
        ),
        Claim(
            "rank-one",
            Localized(
                "分離した畳み込みは、depthwise × pointwise の重みを持つ標準の畳み込みと同じ出力",
                "it gives what a standard convolution with the product of both weights gives",
            ),
            gap <= 1e-12,
        ),
    )


def _notice(
    outputs: int, kernel: int, depthwise: int, pointwise: int, ratio: Fraction
) -> Localized:
    share = pointwise / (depthwise + pointwise)
    if ratio >= 1:
        return Localized(
            "この設定では分離しても減りません。1/M + 1/K² が 1 以上だからです。",
            "Nothing is saved here: 1/M + 1/K² is 1 or more.",
        )
    if share > 0.5:
        return Localized(
            f"{figures(float(1 / ratio), 3)} 分の 1 に減り、残りの {share:.0%} は 1×1 の pointwise "
            "です。",
            f"{figures(float(1 / ratio), 3)} times fewer, and {share:.0%} of the rest is the 1×1 "
            "step.",
        )
    return Localized(
        f"M = {outputs} が K² = {kernel**2} より小さいので、残りの多くは depthwise です。",
        f"M = {outputs} is below K² = {kernel**2}: most of the rest is the depthwise step.",
    )


def _bars(standard: int, depthwise: int, pointwise: int) -> Bars:
    return Bars(
        title=Localized("乗算の回数", "Multiplications"),
        summary=Localized(),
        labels=(
            Localized("標準", "standard"),
            Localized("depthwise", "depthwise"),
            Localized("pointwise", "pointwise"),
            Localized("分離の合計", "separable"),
        ),
        values=np.array([standard, depthwise, pointwise, depthwise + pointwise], dtype=np.float64),
        low=0.0,
        markers=(0, 1, 2, 3),
        shown=tuple(_short(n) for n in (standard, depthwise, pointwise, depthwise + pointwise)),
    )


def _short(count: int) -> str:
    """A count in three figures with K, M, G or T."""
    for power, letter in ((12, "T"), (9, "G"), (6, "M"), (3, "K")):
        if count >= 10**power:
            return f"{figures(count / 10**power, 3)}{letter}"
    return str(count)


def _figure(standard: int, depthwise: int, pointwise: int, outputs: int, kernel: int) -> Panels:
    channels = np.unique(np.rint(np.geomspace(1, 1024, 41)))
    sides = sorted({*_SHOWN, kernel})[-4:] if kernel > 5 else sorted({*_SHOWN, kernel})
    ratio = (depthwise + pointwise) / standard
    curves = tuple(
        Series(
            Localized(f"K = {side}", f"K = {side}"),
            channels,
            1 / channels + 1 / side**2,
            place,
            "line" if side == kernel else "dashed",
            "none" if side == kernel else "last",
        )
        for place, side in enumerate(sides)
    )
    bars = _bars(standard, depthwise, pointwise)
    return Panels(
        title=Localized("畳み込みの計算量", "The cost of a convolution"),
        summary=Localized(
            f"標準は {standard:,} 回、分離すると {depthwise + pointwise:,} 回。比は "
            f"{figures(ratio, 4)}。",
            f"{standard:,} multiplications standard, {depthwise + pointwise:,} separable: "
            f"{figures(ratio, 4)} of it.",
        ),
        figures=(
            bars,
            Plot(
                title=Localized("比と M", "Ratio over M"),
                note=Localized("両軸とも対数", "both log"),
                summary=Localized(),
                x=Axis(Localized("M", "M"), "log", 1, 1024),
                y=Axis(scale="log", low=0.006, high=2.5),
                series=curves,
                points=(Point(float(outputs), ratio, Localized("ここ", "here")),),
            ),
        ),
        table=Table(
            columns=(
                Localized("種類", "kind"),
                Localized("式", "formula"),
                Localized("乗算", "multiplications"),
                Localized("割合", "share"),
            ),
            rows=tuple(
                (name, text, f"{count:,}", f"{count / standard:.2%}")
                for name, text, count in (
                    ("standard", "H·W·C·M·K²", standard),
                    ("depthwise", "H·W·C·K²", depthwise),
                    ("pointwise", "H·W·C·M", pointwise),
                    ("separable", "H·W·C·(K² + M)", depthwise + pointwise),
                )
            ),
        ),
    )


TRIALS = (
    Trial(
        ask=Localized(
            "K = 3 のまま M を 64 から 1024 に増やすと、比はどこに近づきますか。",
            "With K = 3 and M up from 64 to 1024, where does the ratio go?",
        ),
        knobs={"kernel": 3, "outputs": 1024},
        guesses=(Localized("0", "0"), Localized("1/9", "1/9"), Localized("1/3", "1/3")),
        happened=lambda outcome: int(
            np.argmin([abs(outcome.number("ratio") - g) for g in (0, 1 / 9, 1 / 3)])
        ),
        because=Localized(
            "1/M が消えて 1/K² = 1/9 が残ります。pointwise は減らないからです。",
            "1/M vanishes and 1/K² = 1/9 stays: the pointwise step is not made cheaper.",
        ),
    ),
    Trial(
        ask=Localized(
            "1×1 の畳み込みを depthwise と pointwise に分けると、速くなりますか。",
            "Does a 1×1 convolution get faster when it is separated?",
        ),
        knobs={"kernel": 1},
        guesses=(Localized("速くなる", "faster"), Localized("ならない", "no")),
        happened=lambda outcome: int(outcome.number("ratio") >= 1.0),
        because=Localized(
            "1×1 は初めから pointwise なので、depthwise の分だけ増えます。",
            "1×1 is pointwise already: the depthwise step is only added.",
        ),
    ),
)
