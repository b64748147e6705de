"""The shapes on the way from an image to the flat vector, read off real arrays, for D16.

Source for the two layouts: the Conv2d pages of the PyTorch and TensorFlow documentation.
"""

from __future__ import annotations

import numpy as np

from quizapp.demos.convolutions import convolve, out_side, refuse_too_large
from quizapp.demos.figure import Bars, Table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Claim, Outcome, Reading, Result
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr


def walk_shapes(filters: int, kernel: int, side: int, pool: int, layout: str, seed: int) -> Outcome:
    """The shapes on the way from an image to the flat vector, read off real arrays."""
    refuse_too_large(kernel, side)
    mapped = out_side(side, kernel)
    if pool > mapped:
        raise UsageError(
            tr(
                "プーリングの窓（{pool}）が、畳み込みの出力（{side}）より大きくなっています。",
                pool=pool,
                side=mapped,
            ),
            mend=tr("使える値  {name} = 1 から {room}", name="pool", room=mapped),
        )
    pooled = mapped // pool
    flat = filters * pooled**2
    rng = np.random.default_rng(seed)
    maps = convolve(
        rng.normal(size=(1, 1, side, side)), rng.normal(size=(filters, 1, kernel, kernel))
    )
    cut = maps[:, :, : pooled * pool, : pooled * pool]
    small = cut.reshape(1, filters, pooled, pool, pooled, pool).max(axis=(3, 5))
    last_channels = np.moveaxis(small, 1, -1)
    shapes = [("input", (1, side, side)), ("conv", maps.shape[1:]), ("pool", small.shape[1:])]
    texts = [_order(shape, layout) for _, shape in shapes] + [str(small.size)]
    names = (
        Localized("入力", "input"),
        Localized("畳み込み", "conv"),
        Localized("プーリング", "pool"),
        Localized("平坦化", "flatten"),
    )
    sizes = (side * side, maps.size, small.size, small.size)
    results: dict[str, Result] = {
        "flattened": flat,
        "map_side": mapped,
        "pooled_side": pooled,
        "nchw": tuple(float(n) for n in small.shape),
        "nhwc": tuple(float(n) for n in last_channels.shape),
        "conv_parameters": filters * (kernel**2 + 1),
    }
    claims = (
        Claim(
            "flattened",
            Localized(
                f"平坦化した長さは {filters}·{pooled}² = {flat}",
                f"the flattened length is {filters}·{pooled}² = {flat}",
            ),
            small.size == flat and small.shape == (1, filters, pooled, pooled),
        ),
        Claim(
            "layout",
            Localized(
                "軸の順を替えても値は同じ。平坦化した順だけが変わる",
                "the layout changes no value, only the order after flattening",
            ),
            bool(
                np.array_equal(np.sort(small.ravel()), np.sort(last_channels.ravel()))
                and np.array_equal(np.moveaxis(last_channels, -1, 1), small)
            ),
        ),
    )
    bars = Bars(
        title=Localized("値の数と形", "Values and shapes"),
        note=Localized(layout.upper(), layout.upper()),
        summary=Localized(
            f"{side} → {mapped} → {pooled} と小さくなり、平坦化して {flat} 個の値になります。",
            f"{side} → {mapped} → {pooled}, and {flat} values when flattened.",
        ),
        labels=tuple(
            Localized(f"{name.ja}  {text}", f"{name.en}  {text}")
            for name, text in zip(names, texts, strict=True)
        ),
        values=np.array(sizes, dtype=np.float64),
        low=0.0,
        markers=(0, 1, 2, 2),
        shown=tuple(f"{size:,}" for size in sizes),
        table=Table(
            columns=(
                Localized("段階", "stage"),
                Localized("NCHW", "NCHW"),
                Localized("NHWC", "NHWC"),
                Localized("値の数", "values"),
            ),
            rows=(
                *(
                    (name, _order(shape, "nchw"), _order(shape, "nhwc"), f"{np.prod(shape):,}")
                    for name, shape in shapes
                ),
                ("flatten", str(flat), str(flat), f"{flat:,}"),
            ),
        ),
    )
    return Outcome(
        figure=bars,
        results=results,
        claims=claims,
        notice=Localized(
            f"畳み込みで値は {figures(maps.size / side**2, 3)} 倍に増え、プーリングで "
            f"1/{pool * pool} ほどに減ります。",
            f"The convolution makes {figures(maps.size / side**2, 3)} times as many values, the "
            f"pooling leaves about 1/{pool * pool} of them.",
        ),
        formula=f"{side} → {side}−{kernel}+1 = {mapped} → ⌊{mapped}/{pool}⌋ = {pooled}   "
        f"{filters}·{pooled}² = {flat}",
        readings=(
            Reading(Localized("平坦化した長さ", "flattened length"), f"{flat:,}"),
            Reading(
                Localized("プーリング後の形", "shape after pooling"),
                f"(1, {', '.join(texts[2].split('×'))})",
            ),
            Reading(
                Localized("畳み込みの重みと b", "conv weights and b"),
                f"{filters}·({kernel}²+1) = {results['conv_parameters']}",
            ),
        ),
    )


def _order(shape: tuple[int, ...], layout: str) -> str:
    """A shape (C, H, W) as text in its layout, without the batch."""
    ordered = shape if layout == "nchw" else (*shape[1:], shape[0])
    return "×".join(str(n) for n in ordered)
