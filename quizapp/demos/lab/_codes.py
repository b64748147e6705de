"""Numbers in few bits for D48: integer codes, sizes of a model, and formats of floats."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from quizapp.demos.activations import Floats
from quizapp.demos.figure import Bars, Cells, Histogram, Panels
from quizapp.demos.lab._say import both, claim, part, reading, table
from quizapp.demos.numerals import figures
from quizapp.demos.spec import Outcome
from quizapp.records import Localized

LAYOUT = {"float32": (8, 23), "float16": (5, 10), "bfloat16": (8, 7)}
"""Stored exponent and mantissa bits; one bit of sign comes before them."""


def grid(scheme: str, bits: int, low: float, high: float) -> tuple[float, int, int, int]:
    """Scale, zero point, and the smallest and largest code.

    A symmetric grid spans ± the larger end; an asymmetric one needs 0 inside ``low`` … ``high``.
    """
    if scheme == "symmetric":
        top = 2 ** (bits - 1) - 1
        return max(-low, high) / top, 0, -top, top
    top = 2**bits - 1
    scale = (high - low) / top
    return scale, round(-low / scale), 0, top


def encode(x: Floats, scale: float, zero: int, first: int, last: int) -> Floats:
    """The nearest code of each value, cut off at the ends."""
    return np.asarray(np.clip(np.round(x / scale) + zero, first, last))


def codes(scheme: str, bits: int, low: float, high: float, value: float) -> Outcome:
    """The code of one value, and of 2000 seeded weights inside the range."""
    scale, zero, first, last = grid(scheme, bits, low, high)
    raw = np.random.default_rng(0).normal(0.0, 0.35, size=2000)
    weights = np.where(raw < 0, np.maximum(raw, -1) * -low, np.minimum(raw, 1) * high)
    coded = encode(weights, scale, zero, first, last)
    restored = (coded - zero) * scale
    code = int(encode(np.array([value]), scale, zero, first, last)[0])
    back = (code - zero) * scale
    worst = float(np.abs(restored - weights).max())
    left, right = (first - zero) * scale, (last - zero) * scale
    clipped = not left - scale / 2 <= value <= right + scale / 2
    edges = np.linspace(low, high, 33)
    heights = [np.histogram(v, bins=edges)[0].astype(float) for v in (weights, restored)]
    high_count = float(max(h.max() for h in heights)) * 1.1
    nearest = int(np.argmin(np.abs((np.arange(first, last + 1) - zero) * scale - value)) + first)
    figure = Panels(
        title=both(("重みの分布", "Weights before and after")),
        note=both(f"Δ = {figures(scale)}"),
        summary=Localized(
            f"{figures(value)} の符号は {figures(code)}、戻すと {figures(back, 5)}。重みの誤差は"
            "最大 "
            f"{figures(worst, 3)}（Δ/2 = {figures(scale / 2, 3)}）。",
            f"{figures(value)} becomes {figures(code)} and comes back as {figures(back, 5)}; "
            "the largest "
            f"error of a weight is {figures(worst, 3)} (Δ/2 = {figures(scale / 2, 3)}).",
        ),
        figures=tuple(
            Histogram(
                title=both(title),
                note=both(f"{figures(value)} → {figures(code)} → {figures(back, 5)}")
                if marker
                else Localized(),
                summary=Localized(),
                edges=edges,
                counts=h,
                marker=marker,
                high=high_count,
            )
            for marker, (title, h) in enumerate(
                zip((("元の重み", "weights"), ("戻した重み", "after coding")), heights, strict=True)
            )
        ),
        table=table(
            (("符号", "code"), ("値", "value")),
            (
                (str(c), figures((c - zero) * scale, 5))
                for c in sorted({*np.linspace(first, last, 9).astype(int).tolist(), code})
            ),
        ),
    )
    return Outcome(
        figure=figure,
        small=part(figure, 1),
        results={
            "code": code,
            "scale": scale,
            "zero_point": zero,
            "restored": back,
            "error": back - value,
            "worst_error": worst,
            "codes": last - first + 1,
            "clipped": str(clipped).lower(),
        },
        claims=(
            claim(
                "half-step",
                f"範囲内の重みの誤差は、どれも Δ/2 = {figures(scale / 2, 3)} 以下",
                f"no weight inside the range is off by more than Δ/2 = {figures(scale / 2, 3)}",
                # A whole zero point moves the grid by half a step at most, so this holds for both.
                worst <= scale / 2 * (1 + 1e-9),
            ),
            claim(
                "nearest",
                "符号は、値をいちばん近く表すもの",
                "the code is the one whose value lies nearest",
                abs((nearest - zero) * scale - value) >= abs(back - value) - 1e-12,
            ),
            claim(
                "zero",
                "0 は誤差なく表せる",
                "0 has a code of its own, without error",
                float((encode(np.zeros(1), scale, zero, first, last)[0] - zero) * scale) == 0.0,
            ),
        ),
        notice=Localized(
            f"{figures(value)} は範囲の外なので、端の符号 {figures(code)} に切り詰められます。",
            f"{figures(value)} is outside the range and is cut off at the code {figures(code)}.",
        )
        if clipped
        else Localized(
            f"{last - first + 1} 段の目盛りのいちばん近い所に置きます。ビットを減らすと目盛りが粗く"
            "なります。",
            f"Each value goes to the nearest of {last - first + 1} marks; fewer bits, "
            "coarser marks.",
        ),
        formula=(
            f"Δ = {figures(scale, 5)}   q = round({figures(value)}/{figures(scale, 5)})"
            f"{f' + {zero}' if zero else ''} = {figures(code)}   → {figures(back, 5)}"
        ),
        readings=(
            reading(("符号", "code"), figures(code)),
            reading(("刻み Δ", "step Δ"), figures(scale, 5)),
            reading(("ゼロ点", "zero point"), str(zero)),
            reading(("戻した値", "restored"), figures(back, 5)),
            reading(("誤差の最大", "largest error"), figures(worst, 3)),
        ),
    )  # fmt: skip


def size(millions: float) -> Outcome:
    """Megabytes of so many million parameters in four formats."""
    widths = {"FP32": 32, "FP16": 16, "INT8": 8, "INT4": 4}
    megabytes = {name: millions * bits / 8 for name, bits in widths.items()}
    count = min(round(millions * 1e6), 10**6)
    measured = np.zeros(count, dtype=np.float32).nbytes / np.zeros(count, dtype=np.int8).nbytes
    return Outcome(
        figure=Bars(
            title=both(("形式ごとの大きさ", "Size by format")),
            note=both("1 MB = 10⁶ B"),
            summary=Localized(
                f"FP32 で {figures(megabytes['FP32'])} MB、INT8 "
                f"で {figures(megabytes['INT8'])} MB。",
                f"{figures(megabytes['FP32'])} MB in FP32, {figures(megabytes['INT8'])} in INT8.",
            ),
            labels=tuple(both(name) for name in widths),
            values=np.array(list(megabytes.values())),
            low=0.0,
            markers=(0, 1, 2, 3),
            shown=tuple(f"{figures(v)} MB" for v in megabytes.values()),
            table=table(
                (("形式", "format"), ("ビット", "bits"), "MB"),
                ((name, str(widths[name]), figures(v, 6)) for name, v in megabytes.items()),
            ),
        ),
        results={name.lower() + "_mb": v for name, v in megabytes.items()},
        claims=(
            claim(
                "quarter",
                "INT8 は FP32 の 1/4（配列を作って測っても同じ）",
                "INT8 takes a quarter of FP32, as arrays in memory show",
                measured == 4.0 and math.isclose(4 * megabytes["INT8"], megabytes["FP32"]),
            ),
            claim(
                "bytes",
                "MB = 百万パラメータ × ビット ÷ 8",
                "MB = million parameters × bits ÷ 8",
                all(
                    math.isclose(v * 8e6, millions * 1e6 * widths[name])
                    for name, v in megabytes.items()
                ),
            ),
        ),
        notice=Localized(
            "重みだけの大きさです。学習中は、勾配と最適化手法の状態にも同じ大きさが何倍か要ります。",
            "Weights alone: training needs as much again for gradients and optimiser states.",
        ),
        formula=(
            f"{figures(millions)}·10⁶·4 B = {figures(megabytes['FP32'])} MB   "
            f"{figures(millions)}·10⁶·1 B = {figures(megabytes['INT8'])} MB"
        ),
        readings=tuple(
            reading(name, f"{figures(v)} MB", place)
            for place, (name, v) in enumerate(megabytes.items())
        ),
    )


def to_bfloat16(x: NDArray[np.float32]) -> NDArray[np.uint16]:
    """The 16 bits of finite values in bfloat16, rounded to nearest, ties to even."""
    raw = x.view(np.uint32)
    return ((raw + np.uint32(0x7FFF) + ((raw >> 16) & 1)) >> 16).astype(np.uint16)


def from_bfloat16(bits: NDArray[np.uint16]) -> NDArray[np.float32]:
    """The values of bfloat16 bits: the upper half of a float32."""
    return (bits.astype(np.uint32) << 16).view(np.float32)


def stored(number: float, form: str) -> tuple[str, float]:
    """The bits of ``number`` in a format, sign first, and the value they stand for."""
    single = np.array([number], dtype=np.float32)
    if form == "float32":
        return f"{int(single.view(np.uint32)[0]):032b}", float(single[0])
    if form == "bfloat16":
        brief = to_bfloat16(single)
        return f"{int(brief[0]):016b}", float(from_bfloat16(brief)[0])
    with np.errstate(over="ignore"):
        half = np.array([number], dtype=np.float16)
    return f"{int(half.view(np.uint16)[0]):016b}", float(half[0])


def formats(number: float, form: str) -> Outcome:
    """One number in three formats, bit by bit."""
    found = {name: stored(number, name) for name in LAYOUT}
    exponent, mantissa = LAYOUT[form]
    bits, value = found[form]
    off = {name: abs(v - number) / number for name, (_, v) in found.items()}
    largest = {name: (2 - 2.0**-m) * 2.0 ** (2 ** (e - 1) - 1) for name, (e, m) in LAYOUT.items()}
    smallest = {name: 2.0 ** (2 - 2 ** (e - 1)) for name, (e, _) in LAYOUT.items()}
    normal = {name: smallest[name] <= number <= largest[name] for name in LAYOUT}
    overflow = not math.isfinite(value)
    return Outcome(
        figure=_bits(found, number, form),
        results={
            "exponent_bits": exponent,
            "mantissa_bits": mantissa,
            "bits": bits,
            "value": value if not overflow else "overflow",
            "largest": largest[form],
            "smallest_normal": smallest[form],
            "step_at_1": 2.0**-mantissa,
        },
        claims=(
            claim(
                "layout",
                f"符号 1 + 指数 {exponent} + 仮数 {mantissa} = {len(bits)} ビット",
                f"1 sign + {exponent} exponent + {mantissa} mantissa = {len(bits)} bits",
                1 + exponent + mantissa == len(bits),
            ),
            claim(
                "half-a-step",
                "正規数の相対誤差は 2^−(仮数+1) 以下",
                "the relative error of a normal number is at most 2^−(mantissa + 1)",
                all(off[name] <= 2.0 ** -(LAYOUT[name][1] + 1) for name in LAYOUT if normal[name]),
            ),
            claim(
                "same-range",
                "bfloat16 は float32 と同じ指数を持ち、float16 は 65504 まで",
                "bfloat16 has float32's exponent; float16 ends at 65504",
                found["bfloat16"][0][:9] in _near(found["float32"][0][:9])
                and largest["float16"] == 65504.0,
            ),
        ),
        notice=Localized(
            "float16 では表せる範囲を超え、∞ になりました（オーバーフロー）。",
            "Past the range of float16: an overflow to ∞.",
        )
        if overflow
        else Localized(
            "bfloat16 は範囲を float32 と同じに保ち、桁数を減らします。float16 "
            "は桁数が多い代わりに範"
            "囲が狭くなります。",
            "bfloat16 keeps float32's range and gives up digits; float16 keeps digits, not range.",
        ),
        formula=f"{bits[0]} | {bits[1 : 1 + exponent]} | {bits[1 + exponent :]}",
        readings=(
            *(
                reading(name, "∞ (overflow)" if not math.isfinite(v) else figures(v, 7), place)
                for place, (name, (_, v)) in enumerate(found.items())
            ),
            reading(("指数・仮数", "exponent, mantissa"), f"{exponent}, {mantissa}"),
            reading(("最大の数", "largest"), figures(largest[form], 3)),
        ),
    )


def _near(exponent: str) -> set[str]:
    """The exponent itself, or the next: rounding up may carry into it."""
    return {exponent, f"{int(exponent, 2) + 1:09b}"}


def _bits(found: dict[str, tuple[str, float]], number: float, form: str) -> Cells:
    shades = np.full((len(found), 32), 0.0)
    row_of = list(found).index(form)
    for row, name in enumerate(found):
        exponent, mantissa = LAYOUT[name]
        shades[row, 0] = 1.0
        shades[row, 1 : 1 + exponent] = 0.65
        shades[row, 1 + exponent : 1 + exponent + mantissa] = 0.3
    return Cells(
        title=both(("符号・指数・仮数", "sign, exponent, mantissa")),
        note=both(("枠の中が指数、右が仮数", "framed: the exponent; right of it the mantissa")),
        summary=Localized(
            f"{figures(number, 6)} は bfloat16 で {figures(found['bfloat16'][1], 6)}、"
            "指数 8 ビット、仮"
            "数 7 ビット。",
            f"{figures(number, 6)} is {figures(found['bfloat16'][1], 6)} in bfloat16: 8 exponent "
            "bits, 7 mantissa bits.",
        ),
        values=shades,
        texts=tuple(tuple(bits.ljust(32)) for bits, _ in found.values()),
        row_labels=("fp32", "fp16", "bf16"),
        window=(row_of, row_of + 1, 1, 1 + LAYOUT[form][0]),
        square=False,
        table=table(
            (("形式", "format"), ("符号", "sign"), ("指数", "exponent"), ("仮数", "mantissa"),
             ("値", "value")),
            (
                (
                    name, bits[0], bits[1 : 1 + LAYOUT[name][0]], bits[1 + LAYOUT[name][0] :],
                    "∞" if not math.isfinite(value) else figures(value, 8),
                )
                for name, (bits, value) in found.items()
            ),
        ),
    )  # fmt: skip
